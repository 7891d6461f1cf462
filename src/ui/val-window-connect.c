/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-connect-dialog.h"
#include "ui/val-window-private.h"

/* New instances, and new credentials for those that are there. */

static void
created_cb (ValWindow *self, ValInstance *instance)
{
  val_instance_list_select (self->list, instance);
}

static void
present (ValWindow *self, ValConnectDialog *dialog)
{
  g_signal_connect_object (dialog, "created", G_CALLBACK (created_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* @element_key: (nullable) */
void
_val_window_begin_instance (ValWindow *self, const char *element_key)
{
  present (self, val_connect_dialog_new (GTK_WINDOW (self), self->workspace, element_key));
}

static void
new_instance_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _val_window_begin_instance (VAL_WINDOW (widget), NULL);
}

static void
present_for_selected (ValWindow *self, ValConnectPurpose purpose)
{
  ValInstance *instance = val_instance_list_get_selected (self->list);

  if (instance != NULL)
    present (self, val_connect_dialog_new_for_instance (GTK_WINDOW (self), self->workspace, purpose,
                                                        instance));
}

static void
duplicate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  present_for_selected (VAL_WINDOW (widget), VAL_CONNECT_DUPLICATE);
}

static void
reauthenticate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  present_for_selected (VAL_WINDOW (widget), VAL_CONNECT_REAUTHENTICATE);
}

void
_val_window_install_connect_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.new-instance", NULL, new_instance_action);
  gtk_widget_class_install_action (widget_class, "win.duplicate", NULL, duplicate_action);
  gtk_widget_class_install_action (widget_class, "win.reauthenticate", NULL, reauthenticate_action);
}

void
_val_window_update_connect_actions (ValWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean ready = val_workspace_get_session (self->workspace) != NULL;
  gboolean one = ready && val_instance_list_get_selected (self->list) != NULL;

  gtk_widget_action_set_enabled (widget, "win.new-instance", ready);
  gtk_widget_action_set_enabled (widget, "win.duplicate", one);
  gtk_widget_action_set_enabled (widget, "win.reauthenticate", one);
}
