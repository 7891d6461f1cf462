/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "keyring/val-memory-store.h"
#include "model/val-url-rule.h"
#include "support/val-test-util.h"
#include "ui/val-bulk-window.h"
#include "ui/val-error-bar.h"
#include "ui/val-plan-view.h"
#include "ui/val-rule-form.h"
#include "ui/val-table-chooser.h"
#include "ui/val-window.h"

#define N_ROWS 20000

/* The window of an update beside the real one, on the embedded sandbox. */
typedef struct
{
  ValWorkspace *workspace;
  ValWindow *parent;
  ValBulkWindow *window;
  ValRuleForm *form;
  ValPlanView *preview;
} Fixture;

static GtkWidget *
find (GtkWidget *root, GType type, guint *skip)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found;

      if (g_type_is_a (G_OBJECT_TYPE (child), type) && (*skip)-- == 0)
        return child;
      found = find (child, type, skip);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static gpointer
find_one (gpointer root, GType type)
{
  guint skip = 0;
  GtkWidget *found = find (root, type, &skip);

  g_assert_nonnull (found);
  return found;
}

static GtkEditable *
find_entry (Fixture *fixture, const char *title)
{
  GtkWidget *entry;

  for (guint i = 0;; i++)
    {
      guint skip = i;

      entry = find (GTK_WIDGET (fixture->form), ADW_TYPE_ENTRY_ROW, &skip);
      g_assert_nonnull (entry);
      if (g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (entry)), title))
        return GTK_EDITABLE (entry);
    }
}

static gboolean
is_loaded (gpointer user_data)
{
  Fixture *fixture = user_data;

  return val_workspace_get_total (fixture->workspace) >= 0 &&
         !val_workspace_get_loading (fixture->workspace);
}

static void
open_windows (Fixture *fixture)
{
  GListModel *instances;

  fixture->parent =
      val_window_new (VAL_APPLICATION (g_application_get_default ()), fixture->workspace);
  gtk_window_present (GTK_WINDOW (fixture->parent));
  val_window_open_sandbox (fixture->parent, NULL);
  val_test_wait_for (is_loaded, fixture);
  instances = G_LIST_MODEL (val_workspace_get_instances (fixture->workspace));
  fixture->window =
      val_bulk_window_new (GTK_WINDOW (fixture->parent), fixture->workspace, NULL, instances);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture->form = find_one (fixture->window, VAL_TYPE_RULE_FORM);
  fixture->preview = find_one (fixture->window, VAL_TYPE_PLAN_VIEW);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValSecretStore) keyring = val_memory_store_new ();
  g_autofree char *path = g_dir_make_tmp ("valence-bulk-XXXXXX", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (GFile) file = g_file_get_child (folder, "accounts.conf");
  g_autoptr (GFile) jobs = g_file_get_child (folder, "jobs");

  fixture->workspace = val_workspace_new (keyring, file);
  val_workspace_set_jobs_folder (fixture->workspace, jobs);
  open_windows (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->parent), (gpointer *) &fixture->parent);
  gtk_window_destroy (GTK_WINDOW (fixture->parent));
  while (fixture->parent != NULL || fixture->window != NULL)
    g_main_context_iteration (NULL, TRUE);
  /* A plan that nobody waits for any more takes its moment to stop. */
  g_object_add_weak_pointer (G_OBJECT (fixture->workspace), (gpointer *) &fixture->workspace);
  g_object_unref (fixture->workspace);
  while (fixture->workspace != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
has_plan (gpointer user_data)
{
  Fixture *fixture = user_data;

  return val_plan_view_get_plan (fixture->preview) != NULL;
}

static void
activate (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL));
}

static void
test_closes_with_parent (Fixture *fixture, gconstpointer data)
{
  g_assert_true (val_bulk_window_find (GTK_WINDOW (fixture->parent)) == fixture->window);
}

static void
test_fits_narrow (Fixture *fixture, gconstpointer data)
{
  int minimum;

  gtk_widget_measure (GTK_WIDGET (fixture->window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 372); /* 360 and the frame that is drawn without a compositor */
}

static void
test_only_a_rule_is_valid (Fixture *fixture, gconstpointer data)
{
  GtkEditable *from = find_entry (fixture, "Present Host");
  GtkEditable *to = find_entry (fixture, "New Host");

  g_assert_false (val_rule_form_get_valid (fixture->form));
  gtk_editable_set_text (from, "hooks.example.com");
  gtk_editable_set_text (to, " events.example.org ");
  g_assert_true (val_rule_form_get_valid (fixture->form));
  g_assert_cmpstr (val_url_rule_get_to (val_rule_form_get_rule (fixture->form)), ==,
                   "events.example.org");
  gtk_editable_set_text (to, "two words");
  g_assert_false (val_rule_form_get_valid (fixture->form));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (to), "error"));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (from), "error"));
  gtk_editable_set_text (to, "events.example.org");
  gtk_editable_set_text (from, "not/a/host");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (from), "error"));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (to), "error"));
}

/* Each rule has its own words, which come back with it. */
static void
test_rules_keep_words (Fixture *fixture, gconstpointer data)
{
  AdwComboRow *kind = find_one (fixture->form, ADW_TYPE_COMBO_ROW);

  gtk_editable_set_text (find_entry (fixture, "Present Host"), "hooks.example.com");
  for (guint i = 1; i < g_list_model_get_n_items (adw_combo_row_get_model (kind)); i++)
    {
      adw_combo_row_set_selected (kind, i);
      g_assert_false (val_rule_form_get_valid (fixture->form));
    }
  adw_combo_row_set_selected (kind, 0);
  g_assert_cmpstr (gtk_editable_get_text (find_entry (fixture, "Present Host")), ==,
                   "hooks.example.com");
}

static void
test_preview_and_back (Fixture *fixture, gconstpointer data)
{
  GListModel *instances = G_LIST_MODEL (val_workspace_get_instances (fixture->workspace));
  ValChangePlan *plan;

  gtk_editable_set_text (find_entry (fixture, "Present Host"), "hooks.example.com");
  gtk_editable_set_text (find_entry (fixture, "New Host"), "events.example.org");
  activate (fixture, "bulk.preview");
  val_test_wait_for (has_plan, fixture);
  plan = val_plan_view_get_plan (fixture->preview);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (plan)), ==,
                    g_list_model_get_n_items (instances));
  g_assert_cmpuint (val_change_plan_get_n_ticked (plan), >, 0);
  activate (fixture, "bulk.back");
  g_assert_true (val_rule_form_get_valid (fixture->form));
  g_assert_cmpstr (gtk_editable_get_text (find_entry (fixture, "New Host")), ==,
                   "events.example.org");
}

static GtkWidget *
find_button (Fixture *fixture, const char *action)
{
  for (guint i = 0;; i++)
    {
      guint skip = i;
      GtkWidget *button = find (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON, &skip);

      g_assert_nonnull (button);
      if (g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), action) == 0)
        return button;
    }
}

/* What was planned for one platform is not for another to which the account has moved. */
static void
test_account_moves (Fixture *fixture, gconstpointer data)
{
  ValAccount *account = val_workspace_get_account (fixture->workspace);
  ValErrorBar *bar = find_one (fixture->window, VAL_TYPE_ERROR_BAR);
  g_autofree char *before = g_strdup (val_account_get_base_url (account));
  GtkWidget *apply = find_button (fixture, "bulk.apply");

  gtk_editable_set_text (find_entry (fixture, "Present Host"), "hooks.example.com");
  gtk_editable_set_text (find_entry (fixture, "New Host"), "events.example.org");
  activate (fixture, "bulk.preview");
  val_test_wait_for (has_plan, fixture);
  g_assert_true (gtk_widget_get_sensitive (apply));
  g_assert_null (val_error_bar_get_error (bar));
  val_account_set_base_url (account, "https://elsewhere.example.com/elements/api-v2");
  g_assert_nonnull (fixture->window);
  g_assert_false (gtk_widget_get_sensitive (apply));
  g_assert_false (gtk_widget_is_visible (find_button (fixture, "bulk.back")));
  g_assert_nonnull (val_error_bar_get_error (bar));
  val_account_set_base_url (account, before);
  g_assert_true (gtk_widget_get_sensitive (apply));
  g_assert_null (val_error_bar_get_error (bar));
}

static void
test_closed_while_planning (Fixture *fixture, gconstpointer data)
{
  gtk_editable_set_text (find_entry (fixture, "Present Host"), "hooks.example.com");
  gtk_editable_set_text (find_entry (fixture, "New Host"), "events.example.org");
  activate (fixture, "bulk.preview");
  gtk_window_close (GTK_WINDOW (fixture->window));
}

static gboolean
has_table (gpointer user_data)
{
  return val_table_chooser_get_table (user_data) != NULL;
}

static gboolean
has_no_table (gpointer user_data)
{
  return !has_table (user_data);
}

static void
test_table (Fixture *fixture, gconstpointer data)
{
  AdwComboRow *kind = find_one (fixture->form, ADW_TYPE_COMBO_ROW);
  ValTableChooser *chooser = find_one (fixture->form, VAL_TYPE_TABLE_CHOOSER);

  adw_combo_row_set_selected (kind, g_list_model_get_n_items (adw_combo_row_get_model (kind)) - 1);
  val_table_chooser_read_text (chooser, "id,url\n1,https://example.com/\n");
  val_test_wait_for (has_table, chooser);
  g_assert_true (val_rule_form_get_valid (fixture->form));
  val_table_chooser_read_text (chooser, "1,\"https://example.com/\n");
  val_test_wait_for (has_no_table, chooser);
  g_assert_false (val_rule_form_get_valid (fixture->form));
}

static ValChange *
change_new (guint number)
{
  g_autofree char *name = g_strdup_printf ("Instance %u", number);
  g_autofree char *old_url = g_strdup_printf ("https://old.example.com/%u", number);
  g_autofree char *new_url = g_strdup_printf ("https://new.example.com/%u", number);
  const ValChangeFacts facts = {
    .id = number + 1,
    .name = name,
    .element_name = "Hootsuite",
    .old_url = old_url,
    .new_url = new_url,
    .verdict = number % 2 == 0 ? VAL_CHANGE_OK : VAL_CHANGE_INVALID,
    .reason = number % 2 == 0 ? NULL : "It is odd.",
  };

  return val_change_new (&facts);
}

static ValChangePlan *
plan_new (void)
{
  ValChangePlan *plan = val_change_plan_new ();
  GPtrArray *changes = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < N_ROWS; i++)
    g_ptr_array_add (changes, change_new (i));
  val_change_plan_take (plan, changes);
  return plan;
}

typedef struct
{
  ValPlanView *view;
  guint number;
} Wanted;

static gboolean
shows (gpointer user_data)
{
  Wanted *wanted = user_data;

  return g_list_model_get_n_items (val_plan_view_get_shown (wanted->view)) == wanted->number;
}

static void
wait_shown (ValPlanView *view, guint number)
{
  Wanted wanted = { view, number };

  val_test_wait_for (shows, &wanted);
}

static void
choose_kind (ValPlanView *view, guint position)
{
  gtk_drop_down_set_selected (find_one (view, GTK_TYPE_DROP_DOWN), position);
}

static void
test_many_rows (void)
{
  ValPlanView *view = g_object_new (VAL_TYPE_PLAN_VIEW, NULL);
  GtkWidget *window = gtk_window_new ();
  g_autoptr (ValChangePlan) plan = plan_new ();
  GtkEditable *search;

  gtk_window_set_default_size (GTK_WINDOW (window), 900, 600);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (view));
  gtk_window_present (GTK_WINDOW (window));
  val_plan_view_set_plan (view, plan);
  wait_shown (view, N_ROWS);
  search = GTK_EDITABLE (find_one (view, GTK_TYPE_SEARCH_ENTRY));
  gtk_editable_set_text (search, "NEW.example.com/1999");
  wait_shown (view, 11);
  choose_kind (view, 1);
  wait_shown (view, 5);
  /* What is shown is what all are ticked of. */
  gtk_check_button_set_active (find_one (view, GTK_TYPE_CHECK_BUTTON), FALSE);
  gtk_editable_set_text (search, "");
  wait_shown (view, N_ROWS / 2);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* In a job's view there is what it is about, and states as they become. */
static void
test_progress (void)
{
  ValPlanView *view = g_object_new (VAL_TYPE_PLAN_VIEW, "mode", VAL_PLAN_MODE_PROGRESS, NULL);
  GtkWidget *window = gtk_window_new ();
  g_autoptr (ValChangePlan) plan = plan_new ();
  g_autoptr (ValChange) first = g_list_model_get_item (G_LIST_MODEL (plan), 0);

  gtk_window_set_default_size (GTK_WINDOW (window), 360, 600);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (view));
  gtk_window_present (GTK_WINDOW (window));
  val_plan_view_set_plan (view, plan);
  wait_shown (view, N_ROWS / 2);
  val_change_set_state (first, VAL_CHANGE_FAILED, "The platform said no.");
  val_plan_view_refresh (view);
  choose_kind (view, 2); /* all, waiting, failed */
  wait_shown (view, 1);
  val_change_set_state (first, VAL_CHANGE_DONE, NULL);
  val_plan_view_refresh (view);
  wait_shown (view, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr (ValApplication) application = NULL;

  g_test_init (&argc, &argv, NULL);
  application = val_application_new ();
  g_application_set_default (G_APPLICATION (application));
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));

  g_test_add ("/bulk-window/closes-with-parent", Fixture, NULL, set_up, test_closes_with_parent,
              tear_down);
  g_test_add ("/bulk-window/fits-narrow", Fixture, NULL, set_up, test_fits_narrow, tear_down);
  g_test_add ("/bulk-window/only-a-rule-is-valid", Fixture, NULL, set_up, test_only_a_rule_is_valid,
              tear_down);
  g_test_add ("/bulk-window/rules-keep-words", Fixture, NULL, set_up, test_rules_keep_words,
              tear_down);
  g_test_add ("/bulk-window/preview-and-back", Fixture, NULL, set_up, test_preview_and_back,
              tear_down);
  g_test_add ("/bulk-window/closed-while-planning", Fixture, NULL, set_up,
              test_closed_while_planning, tear_down);
  g_test_add ("/bulk-window/table", Fixture, NULL, set_up, test_table, tear_down);
  g_test_add ("/bulk-window/account-moves", Fixture, NULL, set_up, test_account_moves, tear_down);
  g_test_add_func ("/plan-view/many-rows", test_many_rows);
  g_test_add_func ("/plan-view/progress", test_progress);
  return g_test_run ();
}
