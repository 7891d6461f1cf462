/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-confirm.h"

#include "ui/val-question.h"

#include <glib/gi18n.h>

#define RESPONSE_GO "go"

/* @task: (transfer full): whose answer the response is */
static void
response_cb (AdwMessageDialog *dialog, const char *response, GTask *task)
{
  g_autoptr (GTask) owned = task;

  /* The question outlives what the answer may end by its own emission (GTK 4.8). */
  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
  g_task_return_boolean (owned, g_str_equal (response, RESPONSE_GO));
}

static AdwMessageDialog *
question_new (GtkWidget *widget, const char *body, const char *go, AdwResponseAppearance appearance)
{
  AdwMessageDialog *dialog =
      val_question_new (GTK_WINDOW (gtk_widget_get_root (widget)), NULL, body);

  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), RESPONSE_GO, go, NULL);
  adw_message_dialog_set_response_appearance (dialog, RESPONSE_GO, appearance);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  return dialog;
}

/* @task: (transfer full) */
static void
ask (AdwMessageDialog *dialog, GTask *task)
{
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), task);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * val_confirm_write_async:
 * @widget: what wants to write; in a window
 * @workspace: with an account
 * @what: what will be changed, a sentence
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks once more before something is changed in an account that is marked as production; in any
 * other the answer is yes.
 */
void
val_confirm_write_async (GtkWidget *widget,
                         ValWorkspace *workspace,
                         const char *what,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  ValAccount *account;
  AdwMessageDialog *dialog;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (VAL_IS_WORKSPACE (workspace));
  g_return_if_fail (what != NULL);

  task = g_task_new (widget, NULL, callback, user_data);
  g_task_set_source_tag (task, val_confirm_write_async);
  account = val_workspace_get_account (workspace);
  if (account == NULL || !val_account_get_production (account))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  dialog = question_new (widget, what, _ ("C_hange Production"), ADW_RESPONSE_DESTRUCTIVE);
  /* Translators: name of an account */
  adw_message_dialog_format_heading (dialog, _ ("Change “%s”?"), val_account_get_name (account));
  ask (dialog, g_steal_pointer (&task));
}

/**
 * val_confirm_write_finish:
 * @widget: what wants to write
 * @result: from the callback
 *
 * Returns: whether it may
 */
gboolean
val_confirm_write_finish (GtkWidget *widget, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, widget), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_confirm_write_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}

/**
 * val_confirm_update_async:
 * @widget: what wants to write; in a window
 * @account: whose instances they are
 * @number: how many callback URLs will be changed
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks before many callback URLs are changed, in any account.
 */
void
val_confirm_update_async (GtkWidget *widget,
                          ValAccount *account,
                          guint number,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *body = NULL;
  gboolean production;
  AdwMessageDialog *dialog;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (VAL_IS_ACCOUNT (account));

  task = g_task_new (widget, NULL, callback, user_data);
  g_task_set_source_tag (task, val_confirm_update_async);
  production = val_account_get_production (account);
  /* Translators: name of an account */
  body = g_strdup_printf (ngettext ("It belongs to the account “%s”. What is done can be undone.",
                                    "They belong to the account “%s”. The update can be stopped on "
                                    "the way, and what it did can be undone.",
                                    number),
                          val_account_get_name (account));
  dialog = question_new (widget, body, production ? _ ("C_hange Production") : _ ("_Apply"),
                         production ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_format_heading (
      dialog, ngettext ("Change %u Callback URL?", "Change %u Callback URLs?", number), number);
  ask (dialog, g_steal_pointer (&task));
}

/**
 * val_confirm_update_finish:
 * @widget: what wants to write
 * @result: from the callback
 *
 * Returns: whether it may
 */
gboolean
val_confirm_update_finish (GtkWidget *widget, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, widget), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_confirm_update_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
number_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  const char *wanted = g_object_get_data (G_OBJECT (dialog), "number");
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, RESPONSE_GO, g_str_equal (typed, wanted));
}

static void
require_number (AdwMessageDialog *dialog, guint number)
{
  GtkWidget *entry = gtk_entry_new ();
  g_autofree char *text = g_strdup_printf ("%u", number);

  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Number of Instances"), -1);
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_DIGITS);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  adw_message_dialog_set_extra_child (dialog, entry);
  adw_message_dialog_set_default_response (dialog, RESPONSE_GO);
  adw_message_dialog_set_response_enabled (dialog, RESPONSE_GO, FALSE);
  g_object_set_data_full (G_OBJECT (dialog), "number", g_steal_pointer (&text), g_free);
  g_signal_connect (entry, "changed", G_CALLBACK (number_changed_cb), dialog);
}

static AdwMessageDialog *
delete_one_question (GtkWidget *widget, ValInstance *instance)
{
  AdwMessageDialog *dialog =
      question_new (widget,
                    _ ("The instance and its token are gone for good, and events are no longer "
                       "received. This cannot be undone."),
                    _ ("_Delete"), ADW_RESPONSE_DESTRUCTIVE);

  /* Translators: name of an instance */
  adw_message_dialog_format_heading (dialog, _ ("Delete “%s”?"), val_instance_get_name (instance));
  return dialog;
}

static AdwMessageDialog *
delete_many_question (GtkWidget *widget, guint number)
{
  g_autofree char *body = g_strdup_printf (
      ngettext ("The instance and its token are gone for good. This cannot be undone. Type %u to "
                "confirm.",
                "The instances and their tokens are gone for good. This cannot be undone. Type %u "
                "to confirm.",
                number),
      number);
  AdwMessageDialog *dialog = question_new (widget, body, _ ("_Delete"), ADW_RESPONSE_DESTRUCTIVE);

  adw_message_dialog_format_heading (
      dialog, ngettext ("Delete %u Instance?", "Delete %u Instances?", number), number);
  require_number (dialog, number);
  return dialog;
}

/**
 * val_confirm_delete_async:
 * @widget: what wants to delete; in a window
 * @instances: (element-type ValInstance): what is to be deleted, not empty
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks before instances are deleted; before more than one their number has to be typed.
 */
void
val_confirm_delete_async (GtkWidget *widget,
                          GListModel *instances,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (ValInstance) first = NULL;
  guint number;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (G_IS_LIST_MODEL (instances));

  number = g_list_model_get_n_items (instances);
  g_return_if_fail (number > 0);
  task = g_task_new (widget, NULL, callback, user_data);
  g_task_set_source_tag (task, val_confirm_delete_async);
  first = g_list_model_get_item (instances, 0);
  ask (number == 1 ? delete_one_question (widget, first) : delete_many_question (widget, number),
       g_steal_pointer (&task));
}

/**
 * val_confirm_delete_finish:
 * @widget: what wants to delete
 * @result: from the callback
 *
 * Returns: whether it may
 */
gboolean
val_confirm_delete_finish (GtkWidget *widget, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, widget), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_confirm_delete_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}

/**
 * val_confirm_question_async:
 * @widget: what asks; in a window
 * @heading: the question
 * @body: what follows from it
 * @go: label of the button that says yes
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks before something is lost.
 */
void
val_confirm_question_async (GtkWidget *widget,
                            const char *heading,
                            const char *body,
                            const char *go,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  AdwMessageDialog *dialog;
  GTask *task;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (heading != NULL && body != NULL && go != NULL);

  task = g_task_new (widget, NULL, callback, user_data);
  g_task_set_source_tag (task, val_confirm_question_async);
  dialog = question_new (widget, body, go, ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_heading (dialog, heading);
  ask (dialog, task);
}

/**
 * val_confirm_question_finish:
 * @widget: what asked
 * @result: from the callback
 *
 * Returns: whether it may
 */
gboolean
val_confirm_question_finish (GtkWidget *widget, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, widget), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_confirm_question_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}
