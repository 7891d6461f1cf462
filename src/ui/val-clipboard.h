/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void val_clipboard_copy (GtkWidget *widget, const char *text);
void val_clipboard_copy_secret (GtkWidget *widget, const char *secret, guint seconds);
void val_clipboard_forget (GdkDisplay *display);

G_END_DECLS
