/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void val_browser_open_async (GtkWidget *widget,
                             const char *uri,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean val_browser_open_finish (GtkWidget *widget, GAsyncResult *result, GError **error);

G_END_DECLS
