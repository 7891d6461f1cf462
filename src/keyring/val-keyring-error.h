/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean val_keyring_error_is_absence (const GError *error);
void val_keyring_error_explain_async (GError *error,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
GError *val_keyring_error_explain_finish (GAsyncResult *result);

G_END_DECLS
