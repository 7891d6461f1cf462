/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-job-question.h"

#include "ui/val-question.h"

#include <glib/gi18n.h>

static AdwMessageDialog *
running_new (GtkWindow *window)
{
  AdwMessageDialog *dialog =
      val_question_new (window, _ ("Keep the Update Running?"),
                        _ ("It can go on in the background: you are told of its end. If it is "
                           "stopped, what is under way is finished and the rest left alone."));

  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), VAL_JOB_STOP, _ ("_Stop"),
                                    VAL_JOB_KEEP, _ ("_Keep Running"), NULL);
  adw_message_dialog_set_response_appearance (dialog, VAL_JOB_KEEP, ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, VAL_JOB_KEEP);
  return dialog;
}

/* It never ends by itself, and so must not be forgotten. */
static AdwMessageDialog *
paused_new (GtkWindow *window, gboolean ends)
{
  const char *body =
      ends ? _ ("It does not go on by itself. If it is kept paused, the program ends; it can be "
                "resumed at the next start.")
           : _ ("It does not go on by itself. If it is kept paused, the button “Paused” in the "
                "main window shows it again.");
  AdwMessageDialog *dialog = val_question_new (window, _ ("Resume the Update?"), body);

  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), VAL_JOB_STOP, _ ("_Stop"),
                                    VAL_JOB_KEEP, _ ("Keep _Paused"), VAL_JOB_RESUME,
                                    _ ("_Resume and Keep Running"), NULL);
  adw_message_dialog_set_response_appearance (dialog, VAL_JOB_RESUME, ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, VAL_JOB_RESUME);
  return dialog;
}

/**
 * val_job_question_new:
 * @window: that is to be closed
 * @job: what it shows, or keeps running
 * @ends: whether the program ends with @window, unless something runs
 *
 * Asks what is to become of @job; see val_job_question_obey ().
 *
 * Returns: (transfer none): the question, owned by GTK until it is closed
 */
AdwMessageDialog *
val_job_question_new (GtkWindow *window, ValBulkJob *job, gboolean ends)
{
  AdwMessageDialog *dialog;

  g_return_val_if_fail (GTK_IS_WINDOW (window), NULL);
  g_return_val_if_fail (VAL_IS_BULK_JOB (job), NULL);

  dialog = val_bulk_job_waits (job) ? paused_new (window, ends) : running_new (window);
  adw_message_dialog_set_response_appearance (dialog, VAL_JOB_STOP, ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "cancel");
  return dialog;
}

/**
 * val_job_question_obey:
 * @response: what was answered
 * @job: (nullable): what was asked about, unless it has ended
 *
 * Stops or resumes @job, where that is wanted.
 */
void
val_job_question_obey (const char *response, ValBulkJob *job)
{
  g_return_if_fail (response != NULL);

  if (job == NULL)
    return;
  if (g_str_equal (response, VAL_JOB_STOP))
    val_bulk_job_stop (job);
  else if (g_str_equal (response, VAL_JOB_RESUME))
    val_bulk_job_resume (job);
}
