/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks where to save, and saves there. */
void val_save_file_async (GtkWindow *parent,
                          const char *title,
                          const char *name,
                          GBytes *bytes,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean val_save_file_finish (GtkWindow *parent, GAsyncResult *result, GError **error);

G_END_DECLS
