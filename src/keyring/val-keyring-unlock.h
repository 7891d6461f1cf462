/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void val_keyring_unlock_async (const char *const *paths,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean val_keyring_unlock_finish (GAsyncResult *result, GError **error);

G_END_DECLS
