/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-account-dialog.h"
#include "ui/val-import-dialog.h"
#include "ui/val-question.h"
#include "ui/val-window-private.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

/* What is asked for while another account is still being opened takes its place. */
static GCancellable *
begin_open (ValWindow *self)
{
  if (self->open_cancellable != NULL)
    g_cancellable_cancel (self->open_cancellable);
  g_clear_object (&self->open_cancellable);
  self->open_cancellable = g_cancellable_new ();
  val_error_bar_hide (self->error_bar);
  val_instance_list_show_error (self->list, NULL);
  g_object_set (self->welcome, "busy", TRUE, NULL);
  return self->open_cancellable;
}

static void
remember_account (ValWindow *self)
{
  ValAccount *account = val_workspace_get_account (self->workspace);

  if (account != NULL && !val_account_get_sandbox (account))
    g_settings_set_string (self->settings, "account", val_account_get_uuid (account));
}

/* @error: (nullable) (transfer full) */
static void
end_open (ValWindow *self, GError *error)
{
  g_autoptr (GError) owned = error;

  if (val_error_is_cancelled (owned))
    return;
  g_object_set (self->welcome, "busy", FALSE, NULL);
  _val_window_update (self);
  _val_window_refuse_wish (self);
  if (owned == NULL && val_workspace_get_session (self->workspace) != NULL)
    {
      remember_account (self);
      _val_window_refresh (self);
    }
  else if (owned != NULL && val_workspace_get_account (self->workspace) != NULL)
    val_instance_list_show_error (self->list, owned);
  else if (owned != NULL)
    _val_window_toast (self, owned->message);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValWindow) self = user_data;
  GError *error = NULL;

  val_workspace_open_finish (VAL_WORKSPACE (source), result, &error);
  end_open (self, error);
}

static void
selected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValWindow) self = user_data;
  GError *error = NULL;

  val_workspace_select_finish (VAL_WORKSPACE (source), result, &error);
  end_open (self, error);
}

static void
sandbox_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValWindow) self = user_data;
  GError *error = NULL;

  val_workspace_open_sandbox_finish (VAL_WORKSPACE (source), result, &error);
  end_open (self, error);
}

static void
select_account (ValWindow *self, ValAccount *account)
{
  val_workspace_select_async (self->workspace, account, begin_open (self), selected_cb,
                              g_object_ref (self));
}

void
_val_window_retry (ValWindow *self)
{
  ValAccount *account = val_workspace_get_account (self->workspace);

  if (val_workspace_get_session (self->workspace) != NULL)
    _val_window_refresh (self);
  else if (account != NULL)
    select_account (self, account);
}

static void
switch_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValWindow *self = VAL_WINDOW (source);
  g_autoptr (ValAccount) account = user_data;

  if (_val_window_confirm_discard_finish (self, result))
    select_account (self, account);
}

static void
select_account_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValWindow *self = VAL_WINDOW (widget);
  const char *uuid = g_variant_get_string (parameter, NULL);
  ValAccount *account = val_workspace_find_account (self->workspace, uuid);

  if (account != NULL && account != val_workspace_get_account (self->workspace))
    _val_window_confirm_discard (self, switch_confirmed_cb, g_object_ref (account));
}

/* The current account's session has followed already; its drafts stay. */
static void
account_saved_cb (ValWindow *self, ValAccount *account)
{
  if (account == val_workspace_get_account (self->workspace))
    _val_window_retry (self);
  else
    _val_window_confirm_discard (self, switch_confirmed_cb, g_object_ref (account));
}

static void
show_account_dialog (ValWindow *self, ValAccount *account)
{
  ValAccountDialog *dialog = val_account_dialog_new (GTK_WINDOW (self), self->workspace, account);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (account_saved_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
add_account_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_account_dialog (VAL_WINDOW (widget), NULL);
}

/* Where none was open, the first of those that came is. */
static void
open_first (ValWindow *self)
{
  g_autoptr (ValAccount) first =
      g_list_model_get_item (val_workspace_get_accounts (self->workspace), 0);

  if (first != NULL && val_workspace_get_account (self->workspace) == NULL)
    select_account (self, first);
  _val_window_update (self);
}

static void
import_accounts_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValWindow *self = VAL_WINDOW (widget);
  ValImportDialog *dialog = val_import_dialog_new (GTK_WINDOW (self), self->workspace);

  g_signal_connect_object (dialog, "imported", G_CALLBACK (open_first), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
edit_account_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValWindow *self = VAL_WINDOW (widget);
  ValAccount *account = val_workspace_get_account (self->workspace);

  if (account != NULL)
    show_account_dialog (self, account);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!val_workspace_remove_account_finish (VAL_WORKSPACE (source), result, &error))
    {
      val_error_bar_show (self->error_bar, error, NULL);
      return;
    }
  _val_window_toast (self, _ ("Account removed"));
  open_first (self);
}

static void
remove_response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  ValWindow *self = user_data;
  ValAccount *account = g_object_get_data (G_OBJECT (dialog), "account");

  if (g_str_equal (response, "remove"))
    val_workspace_remove_account_async (self->workspace, account, NULL, removed_cb,
                                        g_object_ref (self));
}

static void
ask_remove (ValWindow *self, ValAccount *account)
{
  AdwMessageDialog *dialog = val_question_new (GTK_WINDOW (self), NULL, NULL);

  /* Translators: name of an account */
  adw_message_dialog_format_heading (dialog, _ ("Remove “%s”?"), val_account_get_name (account));
  adw_message_dialog_set_body (
      dialog,
      _ ("Its secrets and all tokens kept for it leave the keyring. Nothing is changed on the "
         "platform."));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "remove", _ ("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "account", g_object_ref (account), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
remove_account_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValWindow *self = VAL_WINDOW (widget);
  ValAccount *account = val_workspace_get_account (self->workspace);

  if (account != NULL)
    ask_remove (self, account);
}

static void
sandbox_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValWindow *self = VAL_WINDOW (source);
  g_autofree char *url = user_data;

  if (_val_window_confirm_discard_finish (self, result))
    val_workspace_open_sandbox_async (self->workspace, url, begin_open (self), sandbox_opened_cb,
                                      g_object_ref (self));
}

static void
open_sandbox_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  val_window_open_sandbox (VAL_WINDOW (widget), NULL);
}

static void
cancel_open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValWindow *self = VAL_WINDOW (widget);

  if (self->open_cancellable != NULL)
    g_cancellable_cancel (self->open_cancellable);
  g_object_set (self->welcome, "busy", FALSE, NULL);
}

void
_val_window_install_account_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.select-account", "s", select_account_action);
  gtk_widget_class_install_action (widget_class, "win.add-account", NULL, add_account_action);
  gtk_widget_class_install_action (widget_class, "win.import-accounts", NULL,
                                   import_accounts_action);
  gtk_widget_class_install_action (widget_class, "win.edit-account", NULL, edit_account_action);
  gtk_widget_class_install_action (widget_class, "win.remove-account", NULL, remove_account_action);
  gtk_widget_class_install_action (widget_class, "win.open-sandbox", NULL, open_sandbox_action);
  gtk_widget_class_install_action (widget_class, "win.cancel-open", NULL, cancel_open_action);
}

/**
 * val_window_open:
 * @self: a window
 *
 * Opens the account last used, if there is any.
 */
void
val_window_open (ValWindow *self)
{
  g_autofree char *uuid = NULL;

  g_return_if_fail (VAL_IS_WINDOW (self));

  uuid = g_settings_get_string (self->settings, "account");
  val_workspace_open_async (self->workspace, uuid, begin_open (self), opened_cb,
                            g_object_ref (self));
}

/**
 * val_window_open_sandbox:
 * @self: a window
 * @url: (nullable): address of a running sandbox, or NULL for the built-in one
 *
 * Opens an account on a sandbox, once unsaved changes were asked about.
 */
void
val_window_open_sandbox (ValWindow *self, const char *url)
{
  g_return_if_fail (VAL_IS_WINDOW (self));

  _val_window_confirm_discard (self, sandbox_confirmed_cb, g_strdup (url));
}
