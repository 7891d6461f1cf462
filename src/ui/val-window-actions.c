/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-action-dialog.h"
#include "ui/val-confirm.h"
#include "ui/val-docs-window.h"
#include "ui/val-window-private.h"

#include <glib/gi18n.h>

/* What can be done to the instances that are selected. */

typedef struct
{
  ValAction action;
  GListModel *instances; /* (owned) */
} Request;

static void
request_free (Request *request)
{
  g_object_unref (request->instances);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

/* What will be done, for a question. */
static char *
describe_plan (ValAction action, guint number)
{
  switch (action)
    {
    case VAL_ACTION_ENABLE:
      return g_strdup_printf (
          ngettext ("%u instance will be enabled.", "%u instances will be enabled.", number),
          number);
    case VAL_ACTION_DISABLE:
      return g_strdup_printf (
          ngettext ("%u instance will be disabled.", "%u instances will be disabled.", number),
          number);
    case VAL_ACTION_DELETE:
      return g_strdup_printf (
          ngettext ("%u instance will be deleted.", "%u instances will be deleted.", number),
          number);
    case VAL_ACTION_TRACE:
      return g_strdup_printf (ngettext ("Trace logging of %u instance will begin.",
                                        "Trace logging of %u instances will begin.", number),
                              number);
    case VAL_ACTION_UNTRACE:
    default:
      return g_strdup_printf (ngettext ("Trace logging of %u instance will end.",
                                        "Trace logging of %u instances will end.", number),
                              number);
    }
}

static void
ended_cb (ValWindow *self, ValActionDialog *dialog)
{
  g_autofree char *text = val_action_dialog_describe_done (dialog);

  if (text != NULL)
    _val_window_toast (self, text);
  if (val_instance_list_get_n_selected (self->list) == 0)
    adw_leaflet_set_visible_child_name (self->leaflet, "list");
}

static void
run (ValWindow *self, Request *request)
{
  g_autoptr (ValActionJob) job =
      val_action_job_new (self->workspace, request->action, request->instances);
  ValActionDialog *dialog = val_action_dialog_new (GTK_WINDOW (self), job);

  g_signal_connect_object (dialog, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
  val_action_dialog_run (dialog);
}

static void
write_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;

  if (val_confirm_write_finish (GTK_WIDGET (source), result))
    run (VAL_WINDOW (source), request);
}

/* @request: (transfer full) */
static void
confirm_write (ValWindow *self, Request *request)
{
  g_autofree char *what =
      describe_plan (request->action, g_list_model_get_n_items (request->instances));

  val_confirm_write_async (GTK_WIDGET (self), self->workspace, what, write_confirmed_cb, request);
}

static void
delete_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;

  if (val_confirm_delete_finish (GTK_WIDGET (source), result))
    confirm_write (VAL_WINDOW (source), g_steal_pointer (&request));
}

static void
begin (ValWindow *self, ValAction action)
{
  Request *request = g_new0 (Request, 1);

  request->action = action;
  request->instances = val_instance_list_dup_selection (self->list);
  if (action == VAL_ACTION_DELETE)
    val_confirm_delete_async (GTK_WIDGET (self), request->instances, delete_confirmed_cb, request);
  else
    confirm_write (self, request);
}

static void
enable_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  begin (VAL_WINDOW (widget), VAL_ACTION_ENABLE);
}

static void
disable_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  begin (VAL_WINDOW (widget), VAL_ACTION_DISABLE);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  begin (VAL_WINDOW (widget), VAL_ACTION_DELETE);
}

static void
start_trace_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  begin (VAL_WINDOW (widget), VAL_ACTION_TRACE);
}

static void
stop_trace_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  begin (VAL_WINDOW (widget), VAL_ACTION_UNTRACE);
}

static void
show_docs_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValWindow *self = VAL_WINDOW (widget);
  ValDocsWindow *window =
      val_docs_window_new (GTK_WINDOW (self), val_workspace_get_session (self->workspace),
                           val_instance_list_get_selected (self->list));

  gtk_window_present (GTK_WINDOW (window));
}

/* Of one instance only what would change something can be chosen; of many, everything. */
void
_val_window_update_instance_actions (ValWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  ValInstance *one = val_instance_list_get_selected (self->list);
  gboolean ready = val_workspace_get_session (self->workspace) != NULL &&
                   val_instance_list_get_n_selected (self->list) > 0;
  gboolean disabled = one != NULL && val_instance_get_disabled (one);
  gboolean traced = one != NULL && val_instance_get_trace_logging (one);

  gtk_widget_action_set_enabled (widget, "win.enable", ready && (one == NULL || disabled));
  gtk_widget_action_set_enabled (widget, "win.disable", ready && (one == NULL || !disabled));
  gtk_widget_action_set_enabled (widget, "win.delete", ready);
  gtk_widget_action_set_enabled (widget, "win.start-trace", ready && (one == NULL || !traced));
  gtk_widget_action_set_enabled (widget, "win.stop-trace", ready && (one == NULL || traced));
  gtk_widget_action_set_enabled (widget, "win.show-docs", ready && one != NULL);
}

void
_val_window_install_instance_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.enable", NULL, enable_action);
  gtk_widget_class_install_action (widget_class, "win.disable", NULL, disable_action);
  gtk_widget_class_install_action (widget_class, "win.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "win.start-trace", NULL, start_trace_action);
  gtk_widget_class_install_action (widget_class, "win.stop-trace", NULL, stop_trace_action);
  gtk_widget_class_install_action (widget_class, "win.show-docs", NULL, show_docs_action);
}
