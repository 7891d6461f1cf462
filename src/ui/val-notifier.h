/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One long job: keeps the application alive while it runs, even when its window is closed, and
 * tells of its end in a notification where nobody is looking. */
#define VAL_TYPE_NOTIFIER (val_notifier_get_type ())
G_DECLARE_FINAL_TYPE (ValNotifier, val_notifier, VAL, NOTIFIER, GObject)

ValNotifier *val_notifier_begin (GtkWidget *widget);
void val_notifier_add_button (ValNotifier *self, const char *label, const char *action);
void val_notifier_end (ValNotifier *self, const char *title, const char *body, const char *action);
gboolean val_notifier_is_watched (void);
gboolean val_notifier_hide (GtkWindow *window);

G_END_DECLS
