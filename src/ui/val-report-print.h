/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean
val_report_print (GtkWindow *parent, const char *title, const char *text, GError **error);

G_END_DECLS
