/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-bulk-window.h"
#include "ui/val-window-private.h"

/* Updating the callback URLs of many instances. */

static void
update_urls_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValWindow *self = VAL_WINDOW (widget);
  g_autoptr (GListModel) selection = val_instance_list_dup_selection (self->list);
  g_autoptr (GListModel) filtered = val_instance_list_dup_listed (self->list);
  ValBulkWindow *window = val_bulk_window_find (GTK_WINDOW (self));

  if (window != NULL)
    val_bulk_window_set_choices (window, selection, filtered);
  else
    window = val_bulk_window_new (GTK_WINDOW (self), self->workspace, selection, filtered);
  gtk_window_present (GTK_WINDOW (window));
}

void
_val_window_update_bulk_actions (ValWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.update-callback-urls",
                                 val_workspace_get_session (self->workspace) != NULL);
}

void
_val_window_install_bulk_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.update-callback-urls", NULL,
                                   update_urls_action);
}
