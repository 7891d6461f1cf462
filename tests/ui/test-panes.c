/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "model/val-webhook-url.h"
#include "support/val-test-util.h"
#include "ui/val-changes-bar.h"
#include "ui/val-editor.h"
#include "ui/val-events-pane.h"
#include "ui/val-format.h"
#include "ui/val-overview-pane.h"
#include "ui/val-error-bar.h"
#include "keyring/val-memory-store.h"
#include "util/val-error.h"
#include "util/val-json.h"
#include "workspace/val-workspace.h"

/* A workspace with an account that nobody answers for: enough for what panes show. */
typedef struct
{
  ValWorkspace *workspace;
  ValInstance *instance;
  ValDraft *draft;
} Fixture;

static void
put_account (ValWorkspace *workspace)
{
  g_autoptr (ValAccount) account = val_account_new ("Test", "http://localhost:1/elements/api-v2");
  g_autoptr (GAsyncResult) put = NULL;
  g_autoptr (GAsyncResult) selected = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  val_workspace_put_account_async (workspace, account, "user", "organization", FALSE, NULL,
                                   val_test_await_cb, &result);
  put = val_test_await (&result);
  g_assert_true (val_workspace_put_account_finish (workspace, put, &error));
  g_assert_no_error (error);
  val_workspace_select_async (workspace, account, NULL, val_test_await_cb, &result);
  selected = val_test_await (&result);
  g_assert_true (val_workspace_select_finish (workspace, selected, &error));
  g_assert_no_error (error);
}

static ValInstance *
load_instance (const char *payload)
{
  gsize length;
  g_autofree char *text = val_test_payload (payload, &length);
  g_autoptr (GError) error = NULL;
  ValInstance *instance = val_instance_new_from_json (text, length, &error);

  g_assert_no_error (error);
  return instance;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValSecretStore) keyring = val_memory_store_new ();
  g_autofree char *folder = g_dir_make_tmp ("valence-panes-XXXXXX", NULL);
  g_autoptr (GFile) file = g_file_new_build_filename (folder, "accounts.conf", NULL);

  fixture->workspace = val_workspace_new (keyring, file);
  put_account (fixture->workspace);
  fixture->instance = load_instance ("instance-hootsuite-created.json");
  fixture->draft = g_object_ref (val_workspace_get_draft (fixture->workspace, fixture->instance));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->draft);
  g_clear_object (&fixture->workspace);
  g_assert_finalize_object (fixture->instance);
}

/* Finds a descendant by type and, for rows, by title. */
static GtkWidget *
find (GtkWidget *root, GType type, const char *title)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found;

      if (g_type_is_a (G_OBJECT_TYPE (child), type) &&
          (title == NULL ||
           g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (child)), title) == 0))
        return child;
      found = find (child, type, title);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkEditable *
find_entry (GtkWidget *root, const char *title)
{
  GtkWidget *row = find (root, ADW_TYPE_ENTRY_ROW, title);

  g_assert_nonnull (row);
  return GTK_EDITABLE (row);
}

static void
test_overview_edits_draft (Fixture *fixture, gconstpointer data)
{
  GtkWidget *pane = g_object_ref_sink (g_object_new (VAL_TYPE_OVERVIEW_PANE, NULL));
  GtkEditable *name;
  GtkEditable *tags;

  val_overview_pane_set_draft (VAL_OVERVIEW_PANE (pane), fixture->workspace, fixture->draft);
  name = find_entry (pane, "Name");
  tags = find_entry (pane, "Tags");
  g_assert_cmpstr (gtk_editable_get_text (name), ==, "Hootsuite marketing");
  g_assert_cmpstr (gtk_editable_get_text (tags), ==, "marketing, demo");
  g_assert_false (val_draft_get_dirty (fixture->draft));

  gtk_editable_set_text (name, "Renamed");
  gtk_editable_set_text (tags, "marketing, demo, new,");
  g_assert_cmpstr (val_draft_get_name (fixture->draft), ==, "Renamed");
  g_assert_cmpuint (g_strv_length ((GStrv) val_draft_get_tags (fixture->draft)), ==, 3);
  /* The comma just typed stays, so that the next tag can be typed. */
  g_assert_cmpstr (gtk_editable_get_text (tags), ==, "marketing, demo, new,");

  val_draft_revert (fixture->draft);
  g_assert_cmpstr (gtk_editable_get_text (name), ==, "Hootsuite marketing");
  g_assert_cmpstr (gtk_editable_get_text (tags), ==, "marketing, demo");
  g_assert_finalize_object (pane);
}

static void
test_token_is_hidden (Fixture *fixture, gconstpointer data)
{
  GtkWidget *pane = g_object_ref_sink (g_object_new (VAL_TYPE_OVERVIEW_PANE, NULL));
  GtkWidget *row;
  GtkWidget *reveal;

  val_overview_pane_set_draft (VAL_OVERVIEW_PANE (pane), fixture->workspace, fixture->draft);
  row = find (pane, ADW_TYPE_ACTION_ROW, "Token");
  reveal = find (row, GTK_TYPE_TOGGLE_BUTTON, NULL);
  g_assert_null (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "FAKE"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (reveal), TRUE);
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "FAKE"));
  /* Another instance begins hidden. */
  val_overview_pane_set_draft (VAL_OVERVIEW_PANE (pane), fixture->workspace, fixture->draft);
  g_assert_null (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "FAKE"));
  g_assert_finalize_object (pane);
}

static void
test_events_edit_draft (Fixture *fixture, gconstpointer data)
{
  GtkWidget *pane = g_object_ref_sink (g_object_new (VAL_TYPE_EVENTS_PANE, NULL));
  ValEventsPane *events = VAL_EVENTS_PANE (pane);
  GtkEditable *callback;
  GtkWidget *webhook;

  val_events_pane_set_draft (events, fixture->workspace, fixture->draft);
  callback = find_entry (pane, "Callback URL");
  webhook = find (pane, ADW_TYPE_ACTION_ROW, "Webhook URL");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (webhook)), ==,
                   "http://localhost:1/elements/api-v2/events/hootsuite/NTc5ODc2");

  gtk_editable_set_text (callback, "https://example.com/hooks");
  g_assert_true (val_events_pane_can_save (events));
  g_assert_cmpstr (val_draft_get_config (fixture->draft, VAL_KEY_CALLBACK_URL), ==,
                   "https://example.com/hooks");
  gtk_editable_set_text (callback, "ftp://example.com/");
  g_assert_false (val_events_pane_can_save (events));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (callback), "error"));
  val_draft_revert (fixture->draft);
  g_assert_true (val_events_pane_can_save (events));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (callback), "error"));
  g_assert_finalize_object (pane);
}

static void
test_changes_bar (Fixture *fixture, gconstpointer data)
{
  GtkWidget *bar = g_object_ref_sink (g_object_new (VAL_TYPE_CHANGES_BAR, NULL));
  GtkWidget *review;

  val_changes_bar_set_draft (VAL_CHANGES_BAR (bar), fixture->draft);
  g_assert_false (gtk_widget_get_visible (bar));
  val_draft_set_name (fixture->draft, "Renamed");
  val_draft_set_config (fixture->draft, VAL_KEY_CALLBACK_URL, "https://example.com/");
  g_assert_true (gtk_widget_get_visible (bar));
  review = find (bar, GTK_TYPE_MENU_BUTTON, NULL);
  g_assert_cmpstr (
      gtk_label_get_label (GTK_LABEL (gtk_menu_button_get_child (GTK_MENU_BUTTON (review)))), ==,
      "2 Unsaved Changes");
  val_draft_revert (fixture->draft);
  g_assert_false (gtk_widget_get_visible (bar));
  g_assert_finalize_object (bar);
}

static void
test_editor_states (Fixture *fixture, gconstpointer data)
{
  GtkWidget *editor = g_object_ref_sink (g_object_new (VAL_TYPE_EDITOR, NULL));
  gboolean can_save;

  val_editor_set_workspace (VAL_EDITOR (editor), fixture->workspace);
  val_editor_show (VAL_EDITOR (editor), NULL, 0);
  val_editor_show (VAL_EDITOR (editor), fixture->instance, 1);
  g_object_get (editor, "can-save", &can_save, NULL);
  g_assert_false (can_save);
  val_draft_set_name (fixture->draft, "Renamed");
  g_object_get (editor, "can-save", &can_save, NULL);
  g_assert_true (can_save);
  val_draft_set_config (fixture->draft, VAL_KEY_CALLBACK_URL, "javascript:1");
  g_object_get (editor, "can-save", &can_save, NULL);
  g_assert_false (can_save);
  /* What was typed stays with the instance, not with the editor. */
  val_editor_show (VAL_EDITOR (editor), NULL, 2);
  g_assert_true (val_draft_get_dirty (fixture->draft));
  g_assert_finalize_object (editor);
}

static void
test_error_bar (void)
{
  GtkWidget *bar = g_object_ref_sink (g_object_new (VAL_TYPE_ERROR_BAR, NULL));
  g_autoptr (GError) error = g_error_new (VAL_ERROR, VAL_ERROR_UNAUTHORIZED, "a < b & c");
  g_autoptr (GError) cancelled = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stop");

  g_assert_false (gtk_widget_get_visible (bar));
  val_error_bar_show (VAL_ERROR_BAR (bar), error, "_Again");
  g_assert_true (gtk_widget_get_visible (bar));
  g_assert_true (
      val_error_is (val_error_bar_get_error (VAL_ERROR_BAR (bar)), VAL_ERROR_UNAUTHORIZED));
  val_error_bar_show (VAL_ERROR_BAR (bar), cancelled, NULL);
  g_assert_false (gtk_widget_get_visible (bar));
  g_assert_finalize_object (bar);
}

static void
test_format (void)
{
  g_auto (GStrv) tags = val_format_parse_tags (" a ,, b,a, c d ");
  g_autofree char *text = val_format_tags ((const char *const *) tags);
  g_autofree char *odd = val_format_date ("not a date");

  g_assert_cmpstr (text, ==, "a, b, c d");
  g_assert_true (val_format_same_tags ("a,b , c d,", (const char *const *) tags));
  g_assert_false (val_format_same_tags ("a", (const char *const *) tags));
  g_assert_true (val_format_same_tags (" ", NULL));
  g_assert_cmpstr (odd, ==, "not a date");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add ("/panes/overview/edits-draft", Fixture, NULL, set_up, test_overview_edits_draft,
              tear_down);
  g_test_add ("/panes/overview/token-is-hidden", Fixture, NULL, set_up, test_token_is_hidden,
              tear_down);
  g_test_add ("/panes/events/edit-draft", Fixture, NULL, set_up, test_events_edit_draft, tear_down);
  g_test_add ("/panes/changes-bar", Fixture, NULL, set_up, test_changes_bar, tear_down);
  g_test_add ("/panes/editor/states", Fixture, NULL, set_up, test_editor_states, tear_down);
  g_test_add_func ("/panes/error-bar", test_error_bar);
  g_test_add_func ("/panes/format", test_format);
  return g_test_run ();
}
