/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "keyring/val-memory-store.h"
#include "model/val-url-rule.h"
#include "support/val-test-instance.h"
#include "support/val-test-util.h"
#include "ui/val-bulk-button.h"
#include "ui/val-bulk-keeper.h"
#include "ui/val-bulk-options-group.h"
#include "ui/val-bulk-run-page.h"
#include "ui/val-bulk-window.h"
#include "ui/val-error-bar.h"
#include "ui/val-form-row.h"
#include "ui/val-plan-name.h"
#include "ui/val-plan-view.h"
#include "ui/val-rule-form.h"
#include "ui/val-table-chooser.h"
#include "ui/val-window.h"
#include "util/val-error.h"

#include <glib/gstdio.h>

#define N_SLOW_ROWS 500
#define URL_LENGTH  900

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

static GtkWidget *
find_tip (gpointer root, const char *tip)
{
  for (guint i = 0;; i++)
    {
      guint skip = i;
      GtkWidget *button = find (root, GTK_TYPE_BUTTON, &skip);

      g_assert_nonnull (button);
      if (g_strcmp0 (gtk_widget_get_tooltip_text (button), tip) == 0)
        return button;
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
  if (fixture->parent != NULL)
    {
      g_object_add_weak_pointer (G_OBJECT (fixture->parent), (gpointer *) &fixture->parent);
      gtk_window_destroy (GTK_WINDOW (fixture->parent));
    }
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
  GtkEditable *from = find_entry (fixture, "Current Host");
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

/* Each field is told what is wrong with it, not one after the other. */
static void
test_both_are_told (Fixture *fixture, gconstpointer data)
{
  GtkEditable *from = find_entry (fixture, "Current Host");
  GtkEditable *to = find_entry (fixture, "New Host");

  gtk_editable_set_text (from, "not/a/host");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (to), "error"));
  gtk_editable_set_text (to, "two words");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (from), "error"));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (to), "error"));
}

/* What is typed when the window opens goes into the first field. */
static void
test_opens_for_typing (Fixture *fixture, gconstpointer data)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (find_entry (fixture, "Current Host"))));
}

static gboolean
has_title (gpointer user_data)
{
  GObject *title = gtk_widget_get_template_child (GTK_WIDGET (((Fixture *) user_data)->window),
                                                  VAL_TYPE_BULK_WINDOW, "title");

  return g_str_equal (adw_window_title_get_title (ADW_WINDOW_TITLE (title)), "Preview");
}

static void
preview (Fixture *fixture, const char *from, const char *to)
{
  gtk_editable_set_text (find_entry (fixture, "Current Host"), from);
  gtk_editable_set_text (find_entry (fixture, "New Host"), to);
  activate (fixture, "bulk.preview");
  val_test_wait_for (has_title, fixture);
}

static void
test_no_match (Fixture *fixture, gconstpointer data)
{
  GObject *page = gtk_widget_get_template_child (GTK_WIDGET (fixture->window), VAL_TYPE_BULK_WINDOW,
                                                 "nothing_page");

  preview (fixture, "nowhere.example.com", "events.example.org");
  g_assert_true (gtk_widget_get_child_visible (GTK_WIDGET (page)));
  g_assert_cmpstr (adw_status_page_get_title (ADW_STATUS_PAGE (page)), ==, "No Instance Matches");
  activate (fixture, "bulk.back");
  g_assert_true (val_rule_form_get_valid (fixture->form));
}

static void
test_preview_has_focus_on_rows (Fixture *fixture, gconstpointer data)
{
  GtkWidget *focus;

  preview (fixture, "", "events.example.org");
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_nonnull (focus);
  g_assert_nonnull (gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_VIEW));
}

/* Each rule has its own words, which come back with it. */
static void
test_rules_keep_words (Fixture *fixture, gconstpointer data)
{
  AdwComboRow *kind = find_one (fixture->form, ADW_TYPE_COMBO_ROW);

  gtk_editable_set_text (find_entry (fixture, "Current Host"), "hooks.example.com");
  for (guint i = 1; i < g_list_model_get_n_items (adw_combo_row_get_model (kind)); i++)
    {
      adw_combo_row_set_selected (kind, i);
      g_assert_false (val_rule_form_get_valid (fixture->form));
    }
  adw_combo_row_set_selected (kind, 0);
  g_assert_cmpstr (gtk_editable_get_text (find_entry (fixture, "Current Host")), ==,
                   "hooks.example.com");
}

/* The first kind in the list that has such a field. */
static void
choose_rule_with (Fixture *fixture, const char *title)
{
  AdwComboRow *kind = find_one (fixture->form, ADW_TYPE_COMBO_ROW);
  guint n_kinds = g_list_model_get_n_items (adw_combo_row_get_model (kind));
  guint skip = 0;
  GtkWidget *entry = find (GTK_WIDGET (fixture->form), ADW_TYPE_ENTRY_ROW, &skip);

  for (guint i = 0; i < n_kinds; i++)
    {
      adw_combo_row_set_selected (kind, i);
      if (g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (entry)), title))
        return;
    }
  g_assert_not_reached ();
}

/* What stands around a regular expression belongs to it. */
static void
test_regex_keeps_blanks (Fixture *fixture, gconstpointer data)
{
  ValUrlRule *rule;

  choose_rule_with (fixture, "Regular Expression");
  gtk_editable_set_text (find_entry (fixture, "Regular Expression"), " ");
  gtk_editable_set_text (find_entry (fixture, "Replacement"), "%20 ");
  g_assert_true (val_rule_form_get_valid (fixture->form));
  rule = val_rule_form_get_rule (fixture->form);
  g_assert_cmpstr (val_url_rule_get_from (rule), ==, " ");
  g_assert_cmpstr (val_url_rule_get_to (rule), ==, "%20 ");
}

/* A host that may be any is not a field that somebody forgot. */
static void
test_any_host_is_told (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (find_entry (fixture, "Current Host")),
                                            VAL_TYPE_FORM_ROW);
  g_autofree char *caption = NULL;

  g_object_get (row, "caption", &caption, NULL);
  g_assert_nonnull (strstr (caption, "Leave empty for any host"));
  gtk_editable_set_text (find_entry (fixture, "New Host"), "events.example.org");
  g_assert_true (val_rule_form_get_valid (fixture->form));
}

/* Only the last has an end of its own. */
static GListStore *
make_long_instances (void)
{
  GListStore *instances = g_list_store_new (VAL_TYPE_INSTANCE);
  g_autoptr (GString) url = g_string_new ("https://hooks.example.com/");

  while (url->len < URL_LENGTH)
    g_string_append_c (url, 'a');
  for (guint i = 1; i <= N_SLOW_ROWS; i++)
    {
      g_autofree char *facts = g_strdup_printf ("id=%u", i);
      g_autoptr (ValInstance) instance = NULL;

      if (i == N_SLOW_ROWS)
        g_string_append_c (url, 'y');
      instance = val_test_instance_new (facts, url->str);
      g_list_store_append (instances, instance);
    }
  return instances;
}

static gboolean
shows_last (gpointer user_data)
{
  ValPlanCell *example = find_one (((Fixture *) user_data)->form, VAL_TYPE_PLAN_NAME);
  ValChange *change = val_plan_cell_get_change (example);

  return change != NULL && val_change_get_id (change) == N_SLOW_ROWS;
}

/* The window goes on while a slow expression is typed, and an example is found in the end. */
static void
test_typing_is_not_blocked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) instances = make_long_instances ();
  GtkEditable *entry;
  gint64 begun;

  choose_rule_with (fixture, "Regular Expression");
  val_rule_form_set_choices (fixture->form, fixture->workspace, G_LIST_MODEL (instances),
                             G_LIST_MODEL (instances));
  g_assert_true (val_rule_form_get_instances (fixture->form) == G_LIST_MODEL (instances));
  entry = find_entry (fixture, "Regular Expression");
  begun = g_get_monotonic_time ();
  for (int i = 0; i < 3; i++)
    gtk_editable_set_text (entry, i % 2 == 0 ? "[^x]*[yz]$" : "[^x]*[yq]$");
  g_test_message ("%.1f ms a key", (double) (g_get_monotonic_time () - begun) / 3000);
  g_assert_true (val_rule_form_get_valid (fixture->form));
  g_assert_cmpint (g_get_monotonic_time () - begun, <, G_USEC_PER_SEC);
  val_test_wait_for (shows_last, fixture);
  /* Nor does what is still looked for outlive the form. */
  gtk_editable_set_text (entry, "[^x]*[zq]$");
}

static void
test_preview_and_back (Fixture *fixture, gconstpointer data)
{
  GListModel *instances = G_LIST_MODEL (val_workspace_get_instances (fixture->workspace));
  ValChangePlan *plan;

  gtk_editable_set_text (find_entry (fixture, "Current Host"), "hooks.example.com");
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

static gboolean
has_no_window (gpointer user_data)
{
  return ((Fixture *) user_data)->window == NULL;
}

static gboolean
has_page (Fixture *fixture, const char *name)
{
  GtkStack *pages = find_one (fixture->window, GTK_TYPE_STACK);

  return g_strcmp0 (gtk_stack_get_visible_child_name (pages), name) == 0;
}

static gboolean
shows_result (gpointer user_data)
{
  return has_page (user_data, "result");
}

static gboolean
shows_preview (gpointer user_data)
{
  return has_page (user_data, "preview");
}

static GtkWidget *
find_label (Fixture *fixture, const char *label)
{
  for (guint i = 0;; i++)
    {
      guint skip = i;
      GtkWidget *button = find (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON, &skip);

      if (button == NULL || g_strcmp0 (gtk_button_get_label (GTK_BUTTON (button)), label) == 0)
        return button;
    }
}

static gboolean
finds_question (gpointer user_data)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  AdwMessageDialog **question = user_data;

  for (guint i = 0; *question == NULL && i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        *question = ADW_MESSAGE_DIALOG (window);
    }
  return *question != NULL;
}

static gboolean
finds_no_question (gpointer user_data)
{
  AdwMessageDialog *question = NULL;

  return !finds_question (&question);
}

static void
answer (const char *response)
{
  AdwMessageDialog *question = NULL;

  val_test_wait_for (finds_question, &question);
  g_assert_true (adw_message_dialog_has_response (question, response));
  adw_message_dialog_response (question, response);
  gtk_window_destroy (GTK_WINDOW (question));
  val_test_wait_for (finds_no_question, NULL);
}

static gboolean
runs (gpointer user_data)
{
  return has_page (user_data, "run");
}

static void
preview_hosts (Fixture *fixture)
{
  gtk_editable_set_text (find_entry (fixture, "Current Host"), "hooks.example.com");
  gtk_editable_set_text (find_entry (fixture, "New Host"), "events.example.org");
  activate (fixture, "bulk.preview");
  val_test_wait_for (shows_preview, fixture);
}

static void
apply (Fixture *fixture)
{
  activate (fixture, "bulk.apply");
  answer ("go");
  val_test_wait_for (runs, fixture);
}

static ValBulkKeeper *
get_keeper (Fixture *fixture)
{
  return val_bulk_keeper_of (GTK_WINDOW (fixture->parent));
}

static gboolean
is_paused (gpointer user_data)
{
  return val_bulk_job_waits (user_data);
}

/* Before any answer can have come. */
static ValBulkJob *
apply_and_pause (Fixture *fixture)
{
  ValBulkJob *job;

  preview_hosts (fixture);
  apply (fixture);
  job = val_bulk_keeper_get_job (get_keeper (fixture));
  val_bulk_job_pause (job);
  val_test_wait_for (is_paused, job);
  return job;
}

/* Whoever hits the space bar must not stop what has just begun. */
static void
test_focus_after_apply (Fixture *fixture, gconstpointer data)
{
  GtkWidget *focus;

  preview_hosts (fixture);
  apply (fixture);
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_nonnull (focus);
  g_assert_true (focus == find_label (fixture, "_Pause"));
  val_test_wait_for (shows_result, fixture);
}

/* One way back after the other, to the rule at last. */
static void
test_ways_back (Fixture *fixture, gconstpointer data)
{
  GtkWidget *back = find_button (fixture, "bulk.back");

  preview_hosts (fixture);
  apply (fixture);
  val_test_wait_for (shows_result, fixture);
  g_signal_emit_by_name (find_label (fixture, "_Undo…"), "clicked");
  val_test_wait_for (shows_preview, fixture);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (back), ==, "Back to the Result");
  activate (fixture, "bulk.escape");
  g_assert_true (shows_result (fixture));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (back), ==, "Back to the Rule");
  g_signal_emit_by_name (find_label (fixture, "_Undo…"), "clicked");
  val_test_wait_for (shows_preview, fixture);
  apply (fixture);
  val_test_wait_for (shows_result, fixture);
  activate (fixture, "bulk.back");
  g_assert_true (has_page (fixture, "rule"));
}

/* What was entered is not lost by a key. */
static void
test_escape (Fixture *fixture, gconstpointer data)
{
  gtk_editable_set_text (find_entry (fixture, "Current Host"), "hooks.example.com");
  gtk_editable_set_text (find_entry (fixture, "New Host"), "events.example.org");
  activate (fixture, "bulk.escape");
  answer ("cancel");
  g_assert_nonnull (fixture->window);
  preview_hosts (fixture);
  activate (fixture, "bulk.escape");
  g_assert_true (has_page (fixture, "rule"));
  gtk_editable_set_text (find_entry (fixture, "New Host"), "");
  activate (fixture, "bulk.escape");
  val_test_wait_for (has_no_window, fixture);
}

static ValChange *
make_wanted (ValInstance *instance, const char *old_url)
{
  const ValChangeFacts facts = {
    .id = val_instance_get_id (instance),
    .name = val_instance_get_name (instance),
    .old_url = old_url,
    .new_url = "https://before.example.com/",
    .verdict = VAL_CHANGE_OK,
  };

  return val_change_new (&facts);
}

static void
left_cb (gboolean *left)
{
  *left = TRUE;
}

/* What somebody changed since is told before anything is applied; who comes from another window
 * goes back there. */
static void
test_undo_looks_first (Fixture *fixture, gconstpointer data)
{
  GListModel *instances = G_LIST_MODEL (val_workspace_get_instances (fixture->workspace));
  g_autoptr (ValInstance) instance = g_list_model_get_item (instances, 0);
  g_autoptr (ValChangePlan) wanted = val_change_plan_new ();
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (ValBulkHeader) header = NULL;
  ValBulkOptions options;
  gboolean left = FALSE;

  val_bulk_options_init (&options);
  header =
      val_bulk_header_new (val_workspace_get_account (fixture->workspace), "Undo: x", &options);
  g_ptr_array_add (changes, make_wanted (instance, "https://after.example.com/"));
  val_change_plan_take (wanted, changes);
  g_signal_connect_swapped (fixture->window, "left", G_CALLBACK (left_cb), &left);
  val_bulk_window_show_plan (fixture->window, wanted, header);
  g_assert_true (has_page (fixture, "planning"));
  val_test_wait_for (shows_preview, fixture);
  g_assert_cmpuint (val_change_plan_get_n_ticked (val_plan_view_get_plan (fixture->preview)), ==,
                    0);
  activate (fixture, "bulk.escape");
  val_test_wait_for (has_no_window, fixture);
  g_assert_true (left);
}

/* Without another one beside it that would begin what cannot begin. */
static void
test_shortcut_shows_job (Fixture *fixture, gconstpointer data)
{
  ValBulkJob *job = apply_and_pause (fixture);
  ValBulkWindow *shown;

  g_assert_cmpstr (gtk_label_get_text (
                       find_one (find_one (fixture->parent, VAL_TYPE_BULK_BUTTON), GTK_TYPE_LABEL)),
                   ==, "Paused");
  gtk_window_close (GTK_WINDOW (fixture->window));
  answer ("keep");
  val_test_wait_for (has_no_window, fixture);
  g_assert_null (val_bulk_window_find (GTK_WINDOW (fixture->parent)));
  gtk_widget_activate_action (GTK_WIDGET (fixture->parent), "win.update-callback-urls", NULL);
  shown = val_bulk_window_find_job (GTK_WINDOW (fixture->parent), job);
  g_assert_nonnull (shown);
  fixture->window = shown;
  g_object_add_weak_pointer (G_OBJECT (shown), (gpointer *) &fixture->window);
  g_assert_true (runs (fixture));
  gtk_window_close (GTK_WINDOW (shown));
  answer ("resume");
  val_test_wait_for (has_no_window, fixture);
  g_assert_false (val_bulk_job_waits (job));
}

/* A paused job would never end behind a closed window; its journal lets it go on later. */
static void
test_last_window_asks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValBulkJob) job = g_object_ref (apply_and_pause (fixture));

  gtk_window_close (GTK_WINDOW (fixture->parent));
  answer ("cancel");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->parent)));
  g_object_add_weak_pointer (G_OBJECT (fixture->parent), (gpointer *) &fixture->parent);
  gtk_window_close (GTK_WINDOW (fixture->parent));
  answer ("keep");
  val_test_wait_for (has_no_window, fixture);
  g_assert_true (val_bulk_job_waits (job));
  val_bulk_job_stop (job);
}

static ValBulkPlanner *
make_planner_for (Fixture *fixture, GListModel *filtered, GError **error)
{
  val_rule_form_set_choices (fixture->form, fixture->workspace, NULL, filtered);
  return val_rule_form_make_planner (fixture->form, error);
}

/* What a filter shows of half a list is not what it would show. */
static void
test_filter_of_half_a_list (Fixture *fixture, gconstpointer data)
{
  ValInstanceStore *store = val_workspace_get_instances (fixture->workspace);
  g_autoptr (GListStore) filtered = g_list_store_new (VAL_TYPE_INSTANCE);
  g_autoptr (ValInstance) one = g_list_model_get_item (G_LIST_MODEL (store), 0);
  g_autoptr (GPtrArray) page = g_ptr_array_new ();
  g_autoptr (ValBulkPlanner) planner = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  gtk_editable_set_text (find_entry (fixture, "New Host"), "events.example.org");
  g_list_store_append (filtered, one);
  planner = make_planner_for (fixture, G_LIST_MODEL (filtered), &error);
  g_assert_no_error (error);
  g_assert_nonnull (planner);
  val_workspace_select_async (fixture->workspace, val_workspace_get_account (fixture->workspace),
                              NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_ptr_array_add (page, one);
  val_instance_store_put_page (store, page);
  g_list_store_remove_all (filtered);
  g_assert_null (make_planner_for (fixture, G_LIST_MODEL (filtered), &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
}

/* What was planned for one platform is not for another to which the account has moved. */
static void
test_account_moves (Fixture *fixture, gconstpointer data)
{
  ValAccount *account = val_workspace_get_account (fixture->workspace);
  ValErrorBar *bar = find_one (fixture->window, VAL_TYPE_ERROR_BAR);
  g_autofree char *before = g_strdup (val_account_get_base_url (account));
  GtkWidget *apply = find_button (fixture, "bulk.apply");

  gtk_editable_set_text (find_entry (fixture, "Current Host"), "hooks.example.com");
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
  gtk_editable_set_text (find_entry (fixture, "Current Host"), "hooks.example.com");
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

static ValTableChooser *
choose_table (Fixture *fixture)
{
  AdwComboRow *kind = find_one (fixture->form, ADW_TYPE_COMBO_ROW);

  adw_combo_row_set_selected (kind, g_list_model_get_n_items (adw_combo_row_get_model (kind)) - 1);
  return find_one (fixture->form, VAL_TYPE_TABLE_CHOOSER);
}

static void
check_chooser (ValTableChooser *chooser, const char *title, const char *subtitle)
{
  AdwActionRow *row = find_one (chooser, ADW_TYPE_ACTION_ROW);

  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, title);
  g_assert_cmpstr (adw_action_row_get_subtitle (row), ==, subtitle);
}

static void
test_table (Fixture *fixture, gconstpointer data)
{
  ValTableChooser *chooser = choose_table (fixture);

  val_table_chooser_read_text (chooser, "id,new_url,ticked\n1,https://example.com/,1\n2,,0\n");
  val_test_wait_for (has_table, chooser);
  g_assert_true (val_rule_form_get_valid (fixture->form));
  check_chooser (chooser, "Pasted Text", "1 URL");
  val_table_chooser_read_text (chooser, "1,\"https://example.com/\n");
  val_test_wait_for (has_no_table, chooser);
  g_assert_false (val_rule_form_get_valid (fixture->form));
}

/* While another is read, the one before it is no longer there. */
static void
test_table_while_reading (Fixture *fixture, gconstpointer data)
{
  ValTableChooser *chooser = choose_table (fixture);
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/<b>.csv");

  val_table_chooser_read_text (chooser, "id,url\n1,https://example.com/\n");
  val_test_wait_for (has_table, chooser);
  val_table_chooser_read_text (chooser, "id,url\n2,https://example.com/\n");
  g_assert_null (val_table_chooser_get_table (chooser));
  g_assert_false (val_rule_form_get_valid (fixture->form));
  check_chooser (chooser, "Pasted Text", "Reading…");
  val_test_wait_for (has_table, chooser);
  g_assert_true (val_rule_form_get_valid (fixture->form));
  val_table_chooser_read_file (chooser, file);
  g_assert_false (val_rule_form_get_valid (fixture->form));
  check_chooser (chooser, "&lt;b&gt;.csv", "Reading…");
}

static gboolean
is_sensitive (gpointer user_data)
{
  return gtk_widget_get_sensitive (user_data);
}

static gboolean
finds_chooser (gpointer user_data)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  GtkFileChooser **chooser = user_data;

  for (guint i = 0; *chooser == NULL && i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (GTK_IS_FILE_CHOOSER_DIALOG (window) && gtk_widget_get_mapped (window))
        *chooser = GTK_FILE_CHOOSER (window);
    }
  return *chooser != NULL;
}

static gboolean
shows_folder (gpointer user_data)
{
  g_autoptr (GFile) folder = gtk_file_chooser_get_current_folder (user_data);

  return folder != NULL;
}

static gboolean
tells_end (gpointer user_data)
{
  Fixture *fixture = user_data;
  GtkWidget *label = NULL;
  guint i = 0;

  do
    {
      guint skip = i++;

      label = find (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL, &skip);
    }
  while (label != NULL && !g_str_equal (gtk_label_get_text (GTK_LABEL (label)), "Rows exported"));
  return label != NULL;
}

/* To the name that is offered, in the folder where the program is. */
static GFile *
export_rows (Fixture *fixture, const char *folder)
{
  GtkWidget *button = find_tip (fixture->preview, "Export Rows");
  g_autofree char *before = g_get_current_dir ();
  g_autofree char *path = g_build_filename (folder, "callback-urls.csv", NULL);
  GFile *file = g_file_new_for_path (path);
  GtkFileChooser *chooser = NULL;

  g_assert_cmpint (g_chdir (folder), ==, 0);
  val_test_wait_for (is_sensitive, button);
  g_signal_emit_by_name (button, "clicked");
  val_test_wait_for (finds_chooser, &chooser);
  val_test_wait_for (shows_folder, chooser);
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  val_test_wait_for (tells_end, fixture);
  g_assert_cmpint (g_chdir (before), ==, 0);
  return file;
}

/* What is exported of a preview gives the same selection when it is read. */
static void
test_export (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_dir_make_tmp ("valence-export-XXXXXX", NULL);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GPtrArray) exported = NULL;
  g_autoptr (GPtrArray) again = NULL;
  ValTableChooser *chooser;

  gtk_editable_set_text (find_entry (fixture, "Current Host"), "hooks.example.com");
  gtk_editable_set_text (find_entry (fixture, "New Host"), "events.example.org");
  activate (fixture, "bulk.preview");
  val_test_wait_for (has_plan, fixture);
  exported = val_change_plan_list_ticked (val_plan_view_get_plan (fixture->preview));
  g_assert_cmpuint (exported->len, >, 1);
  val_change_set_ticked (g_ptr_array_index (exported, 0), FALSE);
  file = export_rows (fixture, path);
  activate (fixture, "bulk.back");
  chooser = choose_table (fixture);
  val_table_chooser_read_file (chooser, file);
  val_test_wait_for (has_table, chooser);
  activate (fixture, "bulk.preview");
  val_test_wait_for (has_plan, fixture);
  again = val_change_plan_list_ticked (val_plan_view_get_plan (fixture->preview));
  g_assert_cmpuint (again->len, ==, exported->len - 1);
  for (guint i = 0; i < again->len; i++)
    g_assert_cmpint (val_change_get_id (g_ptr_array_index (again, i)), ==,
                     val_change_get_id (g_ptr_array_index (exported, i + 1)));
  g_assert_true (g_file_delete (file, NULL, NULL));
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

static gpointer
get_part (gpointer widget, GType type, const char *name)
{
  GObject *part = gtk_widget_get_template_child (GTK_WIDGET (widget), type, name);

  g_assert_nonnull (part);
  return part;
}

/* A number of percent has its sign, and can be typed without it. */
static void
test_percent (void)
{
  g_autoptr (GtkWidget) group =
      g_object_ref_sink (g_object_new (VAL_TYPE_BULK_OPTIONS_GROUP, NULL));
  GtkSpinButton *budget = get_part (group, VAL_TYPE_BULK_OPTIONS_GROUP, "error_budget");
  ValBulkOptions options;

  gtk_spin_button_set_value (budget, 10);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (budget)), ==, "10 %");
  gtk_editable_set_text (GTK_EDITABLE (budget), "25");
  gtk_spin_button_update (budget);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (budget)), ==, "25 %");
  gtk_editable_set_text (GTK_EDITABLE (budget), "many");
  gtk_spin_button_update (budget);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (budget)), ==, "25 %");
  val_bulk_options_group_get_options (VAL_BULK_OPTIONS_GROUP (group), &options);
  g_assert_cmpint (options.error_budget, ==, 25);
}

static int
measure_height (GtkWidget *widget, int width)
{
  int height;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  return height;
}

/* What holds a job back comes and goes without moving the rows. */
static void
test_reason_has_room (void)
{
  g_autoptr (GtkWidget) page = g_object_ref_sink (g_object_new (VAL_TYPE_BULK_RUN_PAGE, NULL));
  GtkStack *stack = get_part (page, VAL_TYPE_BULK_RUN_PAGE, "reason_stack");
  GtkLabel *label = get_part (page, VAL_TYPE_BULK_RUN_PAGE, "reason_label");
  const int widths[] = { 340, 800 };

  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      int before;

      gtk_stack_set_visible_child_name (stack, "none");
      before = measure_height (page, widths[i]);
      gtk_label_set_label (label, "The platform asked for fewer requests.");
      gtk_stack_set_visible_child_name (stack, "reason");
      g_assert_cmpint (measure_height (page, widths[i]), ==, before);
    }
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
  g_test_add ("/bulk-window/both-are-told", Fixture, NULL, set_up, test_both_are_told, tear_down);
  g_test_add ("/bulk-window/opens-for-typing", Fixture, NULL, set_up, test_opens_for_typing,
              tear_down);
  g_test_add ("/bulk-window/no-match", Fixture, NULL, set_up, test_no_match, tear_down);
  g_test_add ("/bulk-window/preview-has-focus-on-rows", Fixture, NULL, set_up,
              test_preview_has_focus_on_rows, tear_down);
  g_test_add ("/bulk-window/rules-keep-words", Fixture, NULL, set_up, test_rules_keep_words,
              tear_down);
  g_test_add ("/bulk-window/regex-keeps-blanks", Fixture, NULL, set_up, test_regex_keeps_blanks,
              tear_down);
  g_test_add ("/bulk-window/any-host-is-told", Fixture, NULL, set_up, test_any_host_is_told,
              tear_down);
  g_test_add ("/bulk-window/typing-is-not-blocked", Fixture, NULL, set_up,
              test_typing_is_not_blocked, tear_down);
  g_test_add ("/bulk-window/preview-and-back", Fixture, NULL, set_up, test_preview_and_back,
              tear_down);
  g_test_add ("/bulk-window/filter-of-half-a-list", Fixture, NULL, set_up,
              test_filter_of_half_a_list, tear_down);
  g_test_add ("/bulk-window/closed-while-planning", Fixture, NULL, set_up,
              test_closed_while_planning, tear_down);
  g_test_add ("/bulk-window/table", Fixture, NULL, set_up, test_table, tear_down);
  g_test_add ("/bulk-window/table-while-reading", Fixture, NULL, set_up, test_table_while_reading,
              tear_down);
  g_test_add ("/bulk-window/export", Fixture, NULL, set_up, test_export, tear_down);
  g_test_add ("/bulk-window/account-moves", Fixture, NULL, set_up, test_account_moves, tear_down);
  g_test_add ("/bulk-window/focus-after-apply", Fixture, NULL, set_up, test_focus_after_apply,
              tear_down);
  g_test_add ("/bulk-window/ways-back", Fixture, NULL, set_up, test_ways_back, tear_down);
  g_test_add ("/bulk-window/escape", Fixture, NULL, set_up, test_escape, tear_down);
  g_test_add ("/bulk-window/undo-looks-first", Fixture, NULL, set_up, test_undo_looks_first,
              tear_down);
  g_test_add ("/bulk-window/shortcut-shows-job", Fixture, NULL, set_up, test_shortcut_shows_job,
              tear_down);
  g_test_add ("/bulk-window/last-window-asks", Fixture, NULL, set_up, test_last_window_asks,
              tear_down);
  g_test_add_func ("/bulk-options-group/percent", test_percent);
  g_test_add_func ("/bulk-run-page/reason-has-room", test_reason_has_room);
  return g_test_run ();
}
