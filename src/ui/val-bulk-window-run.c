/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-bulk-window-private.h"

#include "ui/val-confirm.h"
#include "ui/val-job-question.h"
#include "ui/val-question.h"
#include "util/val-error.h"
#include "workspace/val-bulk-history.h"

#include <glib/gi18n.h>

static void
show_result (ValBulkWindow *self, ValBulkRecord *record)
{
  ValAccount *account = val_workspace_get_account (self->workspace);
  const ValBulkHeader *header = val_bulk_record_get_header (record);

  val_bulk_result_page_set_record (self->result_page, record);
  val_bulk_result_page_set_can_change (self->result_page, val_bulk_header_is_of (header, account));
  _val_bulk_window_show_page (self, PAGE_RESULT);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValBulkWindow *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkRecord) record = val_bulk_record_read_finish (result, &error);

  if (val_error_is_cancelled (error))
    return;
  if (record != NULL)
    show_result (self, record);
  else
    val_error_bar_show (self->error_bar, error, NULL);
}

/* What never began can be begun again. */
void
_val_bulk_window_note_end (ValBulkWindow *self)
{
  const GError *error = val_bulk_keeper_get_error (self->keeper);
  GFile *file = self->job != NULL ? val_bulk_job_get_file (self->job) : NULL;

  if (self->job == NULL || self->job != val_bulk_keeper_get_job (self->keeper))
    return;
  if (error != NULL)
    val_error_bar_show (self->error_bar, error, NULL);
  if (file != NULL)
    val_bulk_record_read_async (file, self->closing, read_cb, self);
  else if (self->plan != NULL)
    _val_bulk_window_show_preview (self);
  g_clear_object (&self->job);
}

static ValBulkJob *
create_job (ValBulkWindow *self)
{
  ValBulkOptions options;
  g_autoptr (ValBulkHeader) header = NULL;
  GFile *folder = val_bulk_history_get_folder (val_workspace_get_history (self->workspace));

  val_bulk_options_group_get_options (self->options_group, &options);
  /* Only what is still as the job left it is taken back. */
  options.check_first |= self->header->undo_of != NULL;
  header = val_bulk_header_new_like (self->header, self->header->rule, &options);
  return val_bulk_job_new (self->workspace, self->plan, header, folder);
}

static void
busy_response_cb (AdwMessageDialog *dialog, const char *response, ValBulkWindow *window)
{
  g_autoptr (ValBulkWindow) self = window;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  /* The question outlives what the answer may end by its own emission (GTK 4.8). */
  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
  if (g_str_equal (response, "show") && parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.show-update", NULL);
}

static void
tell_busy (ValBulkWindow *self)
{
  AdwMessageDialog *dialog = val_question_new (
      GTK_WINDOW (self), _ ("Another Update Has Not Ended"),
      _ ("One update runs at a time. Let the other one end, or stop it, then apply this one."));

  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "show", _ ("_Show It"), NULL);
  adw_message_dialog_set_default_response (dialog, "show");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (busy_response_cb), g_object_ref (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
check_idle (ValBulkWindow *self)
{
  if (!val_bulk_keeper_is_running (self->keeper))
    return TRUE;
  tell_busy (self);
  return FALSE;
}

static void
run (ValBulkWindow *self, ValBulkJob *job)
{
  val_error_bar_hide (self->error_bar);
  val_bulk_window_show_job (self, job);
  val_bulk_keeper_run (self->keeper, job, val_workspace_get_history (self->workspace));
  gtk_widget_grab_focus (GTK_WIDGET (self->run_page));
}

static void
apply_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValBulkWindow *self = VAL_BULK_WINDOW (source);
  g_autoptr (ValBulkJob) job = NULL;

  if (!val_confirm_update_finish (GTK_WIDGET (source), result) || self->workspace == NULL ||
      !check_idle (self))
    return;
  job = create_job (self);
  run (self, job);
}

static void
apply_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValBulkWindow *self = VAL_BULK_WINDOW (widget);

  if (check_idle (self))
    val_confirm_update_async (widget, val_workspace_get_account (self->workspace),
                              val_change_plan_get_n_ticked (self->plan), apply_confirmed_cb, NULL);
}

/* Closing. */

gboolean
_val_bulk_window_is_running (ValBulkWindow *self)
{
  return self->job != NULL && val_bulk_keeper_is_running (self->keeper);
}

static void
close_response_cb (AdwMessageDialog *dialog, const char *response, ValBulkWindow *window)
{
  g_autoptr (ValBulkWindow) self = window;
  ValBulkJob *job = _val_bulk_window_is_running (self) ? self->job : NULL;

  /* The question outlives what the answer may end by its own emission (GTK 4.8). */
  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
  val_job_question_obey (response, job);
  if (g_str_equal (response, VAL_JOB_RESUME) || g_str_equal (response, VAL_JOB_KEEP))
    gtk_window_destroy (GTK_WINDOW (self));
}

void
_val_bulk_window_ask_about_job (ValBulkWindow *self)
{
  AdwMessageDialog *dialog = val_job_question_new (GTK_WINDOW (self), self->job, FALSE);

  g_signal_connect (dialog, "response", G_CALLBACK (close_response_cb), g_object_ref (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

void
_val_bulk_window_install_run_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "bulk.apply", NULL, apply_action);
}

/**
 * val_bulk_window_show_rule:
 * @self: a bulk window
 *
 * Asks for another rule where a result is shown, which the history keeps.
 */
void
val_bulk_window_show_rule (ValBulkWindow *self)
{
  g_return_if_fail (VAL_IS_BULK_WINDOW (self));

  if (_val_bulk_window_is_on (self, PAGE_RESULT) && _val_bulk_window_can_go_back (self))
    _val_bulk_window_go_back (self);
}

/**
 * val_bulk_window_show_job:
 * @self: a bulk window
 * @job: a job that the keeper of the main window runs, or has run
 *
 * Shows how the job goes; its result, once it has ended.
 */
void
val_bulk_window_show_job (ValBulkWindow *self, ValBulkJob *job)
{
  g_return_if_fail (VAL_IS_BULK_WINDOW (self));
  g_return_if_fail (VAL_IS_BULK_JOB (job));

  g_set_object (&self->job, job);
  g_set_object (&self->shown, job);
  val_bulk_run_page_set_job (self->run_page, job);
  _val_bulk_window_show_page (self, PAGE_RUN);
  if (val_bulk_job_get_state (job) == VAL_BULK_STATE_ENDED)
    _val_bulk_window_note_end (self);
}

/**
 * val_bulk_window_resume:
 * @self: a bulk window
 * @record: of a job that was interrupted
 *
 * Goes on with it.
 */
void
val_bulk_window_resume (ValBulkWindow *self, ValBulkRecord *record)
{
  g_autoptr (ValBulkJob) job = NULL;

  g_return_if_fail (VAL_IS_BULK_WINDOW (self));
  g_return_if_fail (VAL_IS_BULK_RECORD (record));

  if (!check_idle (self))
    return;
  job = val_bulk_job_new_resumed (self->workspace, record);
  run (self, job);
}
