/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-memory-store.h"
#include "model/val-environment.h"
#include "sandbox/val-sandbox.h"
#include "support/val-refusing-store.h"
#include "support/val-test-util.h"
#include "ui/val-account-dialog.h"
#include "ui/val-account-form.h"
#include "ui/val-account-row.h"
#include "ui/val-account-switcher.h"
#include "ui/val-colour-choice.h"
#include "ui/val-error-bar.h"
#include "ui/val-welcome.h"
#include "util/val-error.h"

#include <glib/gstdio.h>

#define CLOSED_PORT "http://127.0.0.1:9/elements/api-v2"

typedef struct
{
  ValSandbox *sandbox;
  ValWorkspace *workspace;
  char *folder;
  char *path;
  ValAccountDialog *dialog; /* (weak) */
  ValAccountForm *form;
  ValErrorBar *error_bar;
  ValAccount *saved; /* (owned) (nullable) */
} Fixture;

/* How a test begins: options of the sandbox and what the keyring does. */
typedef struct
{
  guint latency_ms;
  gboolean locked;
} Setting;

static void
start_sandbox (Fixture *fixture, guint latency_ms)
{
  const ValSandboxOptions options = { .instances = 2, .latency_ms = latency_ms };
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  fixture->sandbox = val_sandbox_new (&options);
  val_sandbox_start_async (fixture->sandbox, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_assert_true (val_sandbox_start_finish (fixture->sandbox, result, NULL));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const Setting *setting = data;
  g_autoptr (ValSecretStore) keyring = NULL;
  g_autoptr (GFile) file = NULL;

  keyring =
      setting != NULL && setting->locked ? val_refusing_store_new () : val_memory_store_new ();
  fixture->folder = g_dir_make_tmp ("valence-accounts-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "accounts.conf", NULL);
  file = g_file_new_for_path (fixture->path);
  fixture->workspace = val_workspace_new (keyring, file);
  start_sandbox (fixture, setting != NULL ? setting->latency_ms : 0);
}

static gboolean
is_gone (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->dialog == NULL;
}

static gboolean
is_workspace_gone (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->workspace == NULL;
}

/* What was stopped still holds the workspace until its callback has run. */
static void
drop_workspace (Fixture *fixture)
{
  ValWorkspace *workspace = fixture->workspace;

  g_object_add_weak_pointer (G_OBJECT (workspace), (gpointer *) &fixture->workspace);
  g_object_unref (workspace);
  val_test_wait_for (is_workspace_gone, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  val_test_wait_for (is_gone, fixture);
  g_clear_object (&fixture->saved);
  drop_workspace (fixture);
  val_sandbox_stop (fixture->sandbox);
  g_clear_object (&fixture->sandbox);
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static gpointer
get_child (gpointer widget, const char *name)
{
  GObject *child = gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), name);

  g_assert_nonnull (child);
  return child;
}

static void
saved_cb (Fixture *fixture, ValAccount *account)
{
  g_set_object (&fixture->saved, account);
}

static void
open_dialog (Fixture *fixture, ValAccount *account)
{
  fixture->dialog = val_account_dialog_new (NULL, fixture->workspace, account);
  g_object_add_weak_pointer (G_OBJECT (fixture->dialog), (gpointer *) &fixture->dialog);
  g_signal_connect_swapped (fixture->dialog, "saved", G_CALLBACK (saved_cb), fixture);
  fixture->form = get_child (fixture->dialog, "form");
  fixture->error_bar = get_child (fixture->dialog, "error_bar");
  gtk_window_present (GTK_WINDOW (fixture->dialog));
}

static void
type (Fixture *fixture, const char *row, const char *text)
{
  gtk_editable_set_text (get_child (fixture->form, row), text);
}

static const char *
read_row (Fixture *fixture, const char *row)
{
  return gtk_editable_get_text (get_child (fixture->form, row));
}

static void
press (Fixture *fixture, const char *button)
{
  g_signal_emit_by_name (get_child (fixture->dialog, button), "clicked");
}

static void
fill_in (Fixture *fixture)
{
  g_autofree char *pasted =
      g_strdup_printf (" %s\n", val_sandbox_get_user_secret (fixture->sandbox));

  type (fixture, "name_row", "Acme");
  type (fixture, "base_row", val_sandbox_get_base_url (fixture->sandbox));
  type (fixture, "user_row", pasted);
  type (fixture, "organization_row", val_sandbox_get_organization_secret (fixture->sandbox));
}

static const char *
get_status (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (get_child (fixture->dialog, "status_stack"));
}

static gboolean
is_settled (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->dialog == NULL || !g_str_equal (get_status (fixture), "busy");
}

static void
settle (Fixture *fixture)
{
  val_test_wait_for (is_settled, fixture);
}

static gboolean
has_error (Fixture *fixture, const char *row)
{
  return gtk_widget_has_css_class (get_child (fixture->form, row), "error");
}

static void
assert_error_shown (Fixture *fixture, ValError code, gboolean with_action)
{
  const GError *error = val_error_bar_get_error (fixture->error_bar);

  g_assert_error (error, VAL_ERROR, (int) code);
  g_assert_true (gtk_widget_get_visible (get_child (fixture->error_bar, "action_button")) ==
                 with_action);
}

static ValAccount *
put_account (Fixture *fixture)
{
  ValAccount *account = val_account_new ("Acme", val_sandbox_get_base_url (fixture->sandbox));
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_workspace_put_account_async (fixture->workspace, account,
                                   val_sandbox_get_user_secret (fixture->sandbox),
                                   val_sandbox_get_organization_secret (fixture->sandbox), FALSE,
                                   NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_assert_true (val_workspace_put_account_finish (fixture->workspace, result, NULL));
  return account;
}

static guint
count_accounts (Fixture *fixture)
{
  return g_list_model_get_n_items (val_workspace_get_accounts (fixture->workspace));
}

static void
test_titles (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = put_account (fixture);

  open_dialog (fixture, NULL);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->dialog)), ==, "Add Account");
  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  val_test_wait_for (is_gone, fixture);
  open_dialog (fixture, account);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->dialog)), ==, "Edit Account");
  g_assert_cmpstr (read_row (fixture, "name_row"), ==, "Acme");
  g_assert_cmpstr (read_row (fixture, "user_row"), ==, "");
}

/* What is missing is told only once it was asked for; what is wrong, at once. */
static void
test_validation (Fixture *fixture, gconstpointer data)
{
  open_dialog (fixture, NULL);
  g_assert_false (has_error (fixture, "name_row"));
  press (fixture, "save_button");
  g_assert_cmpstr (get_status (fixture), ==, "idle");
  g_assert_true (has_error (fixture, "name_row"));
  g_assert_true (gtk_widget_get_visible (get_child (fixture->form, "name_reason")));
  g_assert_false (has_error (fixture, "base_row"));
  g_assert_true (has_error (fixture, "user_row"));
  g_assert_true (has_error (fixture, "organization_row"));
  gtk_test_accessible_assert_state (get_child (fixture->form, "name_row"),
                                    GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);

  fill_in (fixture);
  g_assert_false (has_error (fixture, "name_row"));
  g_assert_false (gtk_widget_get_visible (get_child (fixture->form, "name_reason")));
  g_assert_false (has_error (fixture, "user_row"));
  type (fixture, "base_row", "http://example.com");
  g_assert_true (has_error (fixture, "base_row"));
  type (fixture, "user_row", "********");
  g_assert_true (has_error (fixture, "user_row"));
  type (fixture, "user_row", "one\ntwo");
  g_assert_true (has_error (fixture, "user_row"));
}

static void
test_same_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = put_account (fixture);

  open_dialog (fixture, NULL);
  type (fixture, "name_row", " aCME ");
  g_assert_true (has_error (fixture, "name_row"));
  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  val_test_wait_for (is_gone, fixture);
  open_dialog (fixture, account);
  type (fixture, "name_row", "ACME");
  g_assert_false (has_error (fixture, "name_row"));
}

static void
test_environment (Fixture *fixture, gconstpointer data)
{
  gsize n_environments;
  const ValEnvironment *environments = val_environment_list (&n_environments);
  AdwComboRow *row;

  open_dialog (fixture, NULL);
  row = get_child (fixture->form, "environment_row");
  g_assert_cmpstr (read_row (fixture, "base_row"), ==, environments[0].base_url);
  adw_combo_row_set_selected (row, 1);
  g_assert_cmpstr (read_row (fixture, "base_row"), ==, environments[1].base_url);
  g_assert_true (gtk_widget_get_visible (get_child (fixture->form, "console_button")));

  type (fixture, "base_row", "https://platform.example");
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, n_environments);
  g_assert_cmpstr (read_row (fixture, "base_row"), ==, "https://platform.example");
  g_assert_false (gtk_widget_get_visible (get_child (fixture->form, "console_button")));
  type (fixture, "base_row", "api.cloud-elements.com");
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 0);
  g_assert_cmpstr (read_row (fixture, "base_row"), ==, "api.cloud-elements.com");
  adw_combo_row_set_selected (row, (guint) n_environments);
  g_assert_cmpstr (read_row (fixture, "base_row"), ==, "api.cloud-elements.com");
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  open_dialog (fixture, NULL);
  fill_in (fixture);
  press (fixture, "check_button");
  g_assert_cmpstr (get_status (fixture), ==, "busy");
  g_assert_false (gtk_widget_get_sensitive (get_child (fixture->dialog, "save_button")));
  settle (fixture);
  g_assert_cmpstr (get_status (fixture), ==, "connected");
  g_assert_null (val_error_bar_get_error (fixture->error_bar));
  g_assert_cmpuint (count_accounts (fixture), ==, 0);
  type (fixture, "organization_row", "another");
  g_assert_cmpstr (get_status (fixture), ==, "idle");
}

static void
test_check_refused (Fixture *fixture, gconstpointer data)
{
  open_dialog (fixture, NULL);
  fill_in (fixture);
  type (fixture, "user_row", "wrong");
  press (fixture, "save_button");
  settle (fixture);
  assert_error_shown (fixture, VAL_ERROR_UNAUTHORIZED, FALSE);
  g_assert_cmpstr (read_row (fixture, "user_row"), ==, "wrong");
  g_assert_cmpstr (read_row (fixture, "name_row"), ==, "Acme");
  type (fixture, "user_row", "wrong again");
  g_assert_null (val_error_bar_get_error (fixture->error_bar));
  g_assert_cmpuint (count_accounts (fixture), ==, 0);
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  open_dialog (fixture, NULL);
  fill_in (fixture);
  press (fixture, "check_button");
  g_assert_cmpstr (get_status (fixture), ==, "busy");
  press (fixture, "check_button");
  g_assert_cmpstr (get_status (fixture), ==, "idle");
  g_assert_null (val_error_bar_get_error (fixture->error_bar));
  g_assert_true (gtk_widget_get_sensitive (get_child (fixture->dialog, "save_button")));
  press (fixture, "check_button");
  type (fixture, "organization_row", "another");
  g_assert_cmpstr (get_status (fixture), ==, "idle");
}

/* The answer finds nobody. */
static void
test_close_while_checking (Fixture *fixture, gconstpointer data)
{
  open_dialog (fixture, NULL);
  fill_in (fixture);
  press (fixture, "check_button");
  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  val_test_wait_for (is_gone, fixture);
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccountForm) form = NULL;

  open_dialog (fixture, NULL);
  fill_in (fixture);
  val_colour_choice_set_colour (get_child (fixture->form, "colour_choice"), "red");
  gtk_switch_set_active (get_child (fixture->form, "production_switch"), TRUE);
  form = g_object_ref (fixture->form);
  press (fixture, "save_button");
  val_test_wait_for (is_gone, fixture);
  g_assert_nonnull (fixture->saved);
  g_assert_cmpstr (val_account_get_name (fixture->saved), ==, "Acme");
  g_assert_cmpstr (val_account_get_colour (fixture->saved), ==, "red");
  g_assert_true (val_account_get_production (fixture->saved));
  g_assert_true (val_workspace_find_account (
                     fixture->workspace, val_account_get_uuid (fixture->saved)) == fixture->saved);
  g_assert_null (val_account_form_dup_user_secret (form));
  g_assert_null (val_account_form_dup_organization_secret (form));
}

static void
test_save_anyway (Fixture *fixture, gconstpointer data)
{
  open_dialog (fixture, NULL);
  fill_in (fixture);
  type (fixture, "base_row", CLOSED_PORT);
  press (fixture, "check_button");
  settle (fixture);
  assert_error_shown (fixture, VAL_ERROR_OFFLINE, FALSE);
  press (fixture, "save_button");
  settle (fixture);
  assert_error_shown (fixture, VAL_ERROR_OFFLINE, TRUE);
  g_assert_null (fixture->saved);
  g_signal_emit_by_name (fixture->error_bar, "action");
  val_test_wait_for (is_gone, fixture);
  g_assert_cmpstr (val_account_get_base_url (fixture->saved), ==, CLOSED_PORT);
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  open_dialog (fixture, NULL);
  fill_in (fixture);
  press (fixture, "save_button");
  settle (fixture);
  assert_error_shown (fixture, VAL_ERROR_KEYRING_LOCKED, TRUE);
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (fixture->form)));
  g_assert_cmpuint (count_accounts (fixture), ==, 0);
  g_signal_emit_by_name (fixture->error_bar, "action");
  val_test_wait_for (is_gone, fixture);
  g_assert_nonnull (fixture->saved);
  val_workspace_select_async (fixture->workspace, fixture->saved, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_assert_true (val_workspace_select_finish (fixture->workspace, result, NULL));
  g_assert_true (val_workspace_get_session_only (fixture->workspace));
}

/* A new name needs no platform. */
static void
test_rename (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = put_account (fixture);

  val_sandbox_stop (fixture->sandbox);
  open_dialog (fixture, account);
  type (fixture, "name_row", " Renamed ");
  press (fixture, "save_button");
  val_test_wait_for (is_gone, fixture);
  g_assert_true (fixture->saved == account);
  g_assert_cmpstr (val_account_get_name (account), ==, "Renamed");
  g_assert_cmpuint (count_accounts (fixture), ==, 1);
}

static void
test_edit_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = put_account (fixture);

  open_dialog (fixture, account);
  press (fixture, "check_button");
  settle (fixture);
  g_assert_cmpstr (get_status (fixture), ==, "connected");
  type (fixture, "name_row", "Renamed");
  type (fixture, "organization_row", "wrong");
  press (fixture, "save_button");
  settle (fixture);
  assert_error_shown (fixture, VAL_ERROR_UNAUTHORIZED, FALSE);
  g_assert_cmpstr (val_account_get_name (account), ==, "Acme");
}

static GtkWindow *
find_question (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return window;
    }
  return NULL;
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
no_question (gpointer user_data)
{
  return find_question () == NULL;
}

static void
answer (const char *label)
{
  GtkWindow *question = find_question ();

  g_assert_nonnull (question);
  g_signal_emit_by_name (find_button (GTK_WIDGET (question), label), "clicked");
  val_test_wait_for (no_question, NULL);
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  open_dialog (fixture, NULL);
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  val_test_wait_for (is_gone, fixture);
  g_assert_null (find_question ());
}

static void
test_discard (Fixture *fixture, gconstpointer data)
{
  open_dialog (fixture, NULL);
  type (fixture, "name_row", "Acme");
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  answer ("_Keep Editing");
  g_assert_nonnull (fixture->dialog);
  g_assert_cmpstr (read_row (fixture, "name_row"), ==, "Acme");
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  answer ("_Discard");
  val_test_wait_for (is_gone, fixture);
  g_assert_null (fixture->saved);
}

static void
test_colours (void)
{
  ValColourChoice *choice = g_object_ref_sink (g_object_new (VAL_TYPE_COLOUR_CHOICE, NULL));

  g_assert_null (val_colour_choice_get_colour (choice));
  val_colour_choice_set_colour (choice, "green");
  g_assert_cmpstr (val_colour_choice_get_colour (choice), ==, "green");
  val_colour_choice_set_colour (choice, "no such colour");
  g_assert_null (val_colour_choice_get_colour (choice));
  g_assert_finalize_object (choice);
}

static void
select_action_cb (GSimpleAction *action, GVariant *parameter, char **uuid)
{
  g_free (*uuid);
  *uuid = g_variant_dup_string (parameter, NULL);
}

static ValAccountSwitcher *
show_switcher (Fixture *fixture, GtkWindow *window, char **uuid)
{
  ValAccountSwitcher *switcher = val_account_switcher_new (fixture->workspace);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("select-account", G_VARIANT_TYPE_STRING);

  g_signal_connect (action, "activate", G_CALLBACK (select_action_cb), uuid);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (GTK_WIDGET (window), "win", G_ACTION_GROUP (group));
  gtk_window_set_child (window, GTK_WIDGET (switcher));
  gtk_window_present (window);
  return switcher;
}

static gboolean
get_current (gpointer row)
{
  gboolean current;

  g_object_get (row, "current", &current, NULL);
  return current;
}

static void
test_switcher (Fixture *fixture, gconstpointer data)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  g_autofree char *uuid = NULL;
  ValAccountSwitcher *switcher = show_switcher (fixture, window, &uuid);
  GtkListBox *list = get_child (switcher, "list");
  g_autoptr (ValAccount) account = put_account (fixture);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (list, 0);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_true (val_account_row_get_account (VAL_ACCOUNT_ROW (row)) == account);
  g_assert_null (gtk_list_box_get_row_at_index (list, 1));
  g_assert_false (get_current (row));
  gtk_test_accessible_assert_property (get_child (switcher, "button"),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Accounts");
  g_signal_emit_by_name (list, "row-activated", row);
  g_assert_cmpstr (uuid, ==, val_account_get_uuid (account));
  g_assert_null (val_workspace_get_account (fixture->workspace));

  val_workspace_select_async (fixture->workspace, account, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_assert_true (get_current (row));
  val_account_set_production (account, TRUE);
  g_assert_true (gtk_widget_get_visible (get_child (row, "production_mark")));
  val_account_switcher_set_workspace (switcher, NULL);
  g_assert_null (gtk_list_box_get_row_at_index (list, 0));
  gtk_window_destroy (window);
}

static void
test_switcher_finalize (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = put_account (fixture);
  ValAccountSwitcher *switcher = g_object_ref_sink (val_account_switcher_new (fixture->workspace));

  g_assert_finalize_object (switcher);
}

static void
test_welcome (void)
{
  ValWelcome *welcome = g_object_ref_sink (val_welcome_new ());
  g_autoptr (GMenu) menu = g_menu_new ();

  val_welcome_set_menu_model (welcome, G_MENU_MODEL (menu));
  g_assert_true (val_welcome_get_menu_model (welcome) == G_MENU_MODEL (menu));
  val_welcome_set_busy (welcome, TRUE);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (get_child (welcome, "stack")), ==, "busy");
  g_assert_true (gtk_spinner_get_spinning (get_child (welcome, "spinner")));
  val_welcome_set_busy (welcome, FALSE);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (get_child (welcome, "stack")), ==, "choices");
  g_assert_finalize_object (welcome);
}

int
main (int argc, char **argv)
{
  static const Setting slow = { .latency_ms = 300 };
  static const Setting locked = { .locked = TRUE };

  g_test_init (&argc, &argv, NULL);
  adw_init ();

#define ADD(path, setting, test) g_test_add (path, Fixture, setting, set_up, test, tear_down)
  ADD ("/accounts/dialog/titles", NULL, test_titles);
  ADD ("/accounts/dialog/validation", NULL, test_validation);
  ADD ("/accounts/dialog/same-name", NULL, test_same_name);
  ADD ("/accounts/dialog/environment", NULL, test_environment);
  ADD ("/accounts/dialog/check", NULL, test_check);
  ADD ("/accounts/dialog/check-refused", NULL, test_check_refused);
  ADD ("/accounts/dialog/stop", &slow, test_stop);
  ADD ("/accounts/dialog/close-while-checking", &slow, test_close_while_checking);
  ADD ("/accounts/dialog/save", NULL, test_save);
  ADD ("/accounts/dialog/save-anyway", NULL, test_save_anyway);
  ADD ("/accounts/dialog/locked", &locked, test_locked);
  ADD ("/accounts/dialog/rename", NULL, test_rename);
  ADD ("/accounts/dialog/edit-refused", NULL, test_edit_refused);
  ADD ("/accounts/dialog/close", NULL, test_close);
  ADD ("/accounts/dialog/discard", NULL, test_discard);
  ADD ("/accounts/switcher/accounts", NULL, test_switcher);
  ADD ("/accounts/switcher/finalize", NULL, test_switcher_finalize);
#undef ADD
  g_test_add_func ("/accounts/colours", test_colours);
  g_test_add_func ("/accounts/welcome", test_welcome);
  return g_test_run ();
}
