/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A report on paper. */
GtkPrintOperation *val_report_print_operation_new (const char *title, GBytes *text);
void val_report_print_async (GtkWindow *parent,
                             const char *title,
                             GBytes *text,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean val_report_print_finish (GtkWindow *parent, GAsyncResult *result, GError **error);

G_END_DECLS
