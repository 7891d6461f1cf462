/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-bulk-keeper.h"
#include "ui/val-bulk-window.h"
#include "ui/val-job-question.h"
#include "ui/val-notifier.h"
#include "ui/val-window-private.h"

/* Updating the callback URLs of many instances. */

static void
update_urls_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValWindow *self = VAL_WINDOW (widget);
  g_autoptr (GListModel) selection = val_instance_list_dup_selection (self->list);
  g_autoptr (GListModel) filtered = val_instance_list_dup_listed (self->list);
  ValBulkWindow *window = val_bulk_window_find (GTK_WINDOW (self));

  /* One update runs at a time. */
  if (val_bulk_keeper_is_running (val_bulk_keeper_of (GTK_WINDOW (self))))
    {
      gtk_widget_activate_action (widget, "win.show-update", NULL);
      return;
    }
  if (window != NULL)
    {
      val_bulk_window_set_choices (window, selection, filtered);
      val_bulk_window_show_rule (window);
    }
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

static void
job_response_cb (AdwMessageDialog *dialog, const char *response, ValWindow *window)
{
  g_autoptr (ValWindow) self = window;
  ValBulkKeeper *keeper = val_bulk_keeper_of (GTK_WINDOW (self));
  ValBulkJob *job = val_bulk_keeper_is_running (keeper) ? val_bulk_keeper_get_job (keeper) : NULL;

  /* The question outlives what the answer may end by its own emission (GTK 4.8). */
  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
  val_job_question_obey (response, job);
  if (self->workspace == NULL || g_str_equal (response, "cancel"))
    return;
  /* What is paused would stay for ever where nobody sees it. */
  if ((job != NULL && val_bulk_job_waits (job)) || !val_notifier_hide (GTK_WINDOW (self)))
    gtk_window_destroy (GTK_WINDOW (self));
}

/* Returns: whether an update has not ended, so that the answer closes the window */
gboolean
_val_window_ask_about_job (ValWindow *self)
{
  ValBulkKeeper *keeper = val_bulk_keeper_of (GTK_WINDOW (self));
  AdwMessageDialog *dialog;

  if (!val_bulk_keeper_is_running (keeper))
    return FALSE;
  dialog = val_job_question_new (GTK_WINDOW (self), val_bulk_keeper_get_job (keeper), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (job_response_cb), g_object_ref (self));
  gtk_window_present (GTK_WINDOW (dialog));
  return TRUE;
}

void
_val_window_install_bulk_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.update-callback-urls", NULL,
                                   update_urls_action);
}
