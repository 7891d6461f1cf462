/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "support/val-test-util.h"
#include "ui/val-application.h"
#include "ui/val-bulk-text.h"
#include "ui/val-plan-row.h"
#include "ui/val-plan-status.h"
#include "ui/val-plan-view.h"

#include <string.h>

#define N_ROWS     10000
#define ROW_WIDTH  340
#define MAX_SHOWN  1100
#define LONG_BYTES (100 * 1024)

static gpointer
get_child (gpointer widget, GType type, const char *name)
{
  GObject *child = gtk_widget_get_template_child (GTK_WIDGET (widget), type, name);

  g_assert_nonnull (child);
  return child;
}

static gpointer
get_part (ValPlanView *view, const char *name)
{
  return get_child (view, VAL_TYPE_PLAN_VIEW, name);
}

static ValChange *
change_new (guint number, ValChangeVerdict verdict)
{
  g_autofree char *name = g_strdup_printf ("Instance %u", number);
  const ValChangeFacts facts = { .id = number,
                                 .name = name,
                                 .old_url = "https://old.example.com/",
                                 .new_url = "https://new.example.com/",
                                 .verdict = verdict };

  return val_change_new (&facts);
}

static ValChangePlan *
plan_new (guint n_rows, ValChangeVerdict (*find_verdict) (guint number))
{
  ValChangePlan *plan = val_change_plan_new ();
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 1; i <= n_rows; i++)
    g_ptr_array_add (changes, change_new (i, find_verdict (i)));
  val_change_plan_take (plan, changes);
  return plan;
}

static ValChangeVerdict
always_ok (guint number)
{
  return VAL_CHANGE_OK;
}

/* Two of many. */
static ValChangeVerdict
rarely_ok (guint number)
{
  if (number % 10 == 7)
    return VAL_CHANGE_INVALID;
  return number % (N_ROWS / 2) == 0 ? VAL_CHANGE_OK : VAL_CHANGE_NO_MATCH;
}

static GtkWidget *
show (ValPlanView *view)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 900, 600);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (view));
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static guint
count_shown (ValPlanView *view)
{
  return g_list_model_get_n_items (val_plan_view_get_shown (view));
}

static gint64
get_shown_id (ValPlanView *view, guint position)
{
  g_autoptr (ValChange) change = g_list_model_get_item (val_plan_view_get_shown (view), position);

  return val_change_get_id (change);
}

/* No moment with numbers of one plan beside rows of another, or none. */
static void
test_rows_at_once (void)
{
  ValPlanView *view = g_object_new (VAL_TYPE_PLAN_VIEW, NULL);
  GtkWidget *window = show (view);
  g_autoptr (ValChangePlan) plan = plan_new (N_ROWS, always_ok);
  g_autoptr (ValChangePlan) small = plan_new (3, always_ok);
  gint64 begun = g_get_monotonic_time ();

  val_plan_view_set_plan (view, plan);
  g_test_message ("%.1f ms", (double) (g_get_monotonic_time () - begun) / 1000);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 3 * G_USEC_PER_SEC);
  g_assert_cmpuint (count_shown (view), ==, N_ROWS);
  val_plan_view_set_plan (view, small);
  g_assert_cmpuint (count_shown (view), ==, 3);
  g_assert_cmpstr (gtk_label_get_label (get_part (view, "total_label")), ==,
                   "3 of 3 instances will be changed");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (get_part (view, "stack")), ==, "rows");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_changes_first (void)
{
  ValPlanView *view = g_object_new (VAL_TYPE_PLAN_VIEW, NULL);
  GtkWidget *window = show (view);
  g_autoptr (ValChangePlan) plan = plan_new (N_ROWS, rarely_ok);

  val_plan_view_set_plan (view, plan);
  g_assert_cmpint (get_shown_id (view, 0), ==, N_ROWS / 2);
  g_assert_cmpint (get_shown_id (view, 1), ==, N_ROWS);
  g_assert_cmpint (get_shown_id (view, 2), ==, 7);
  g_assert_cmpint (get_shown_id (view, N_ROWS - 1), ==, N_ROWS - 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
set_state (ValChangePlan *plan, guint position, ValChangeState state)
{
  g_autoptr (ValChange) change = g_list_model_get_item (G_LIST_MODEL (plan), position);

  val_change_set_state (change, state, NULL);
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

  return count_shown (wanted->view) == wanted->number;
}

static void
wait_shown (ValPlanView *view, guint number)
{
  Wanted wanted = { view, number };

  val_test_wait_for (shows, &wanted);
}

static void
search (ValPlanView *view, const char *text)
{
  gtk_editable_set_text (get_part (view, "search_entry"), text);
}

static void
choose_kind (ValPlanView *view, guint position)
{
  gtk_drop_down_set_selected (get_part (view, "kind_choice"), position);
}

static ValChangeVerdict
half_ok (guint number)
{
  return number % 2 == 0 ? VAL_CHANGE_OK : VAL_CHANGE_INVALID;
}

static void
test_many_rows (void)
{
  ValPlanView *view = g_object_new (VAL_TYPE_PLAN_VIEW, NULL);
  GtkWidget *window = show (view);
  g_autoptr (ValChangePlan) plan = plan_new (N_ROWS, half_ok);

  val_plan_view_set_plan (view, plan);
  wait_shown (view, N_ROWS);
  search (view, "INSTANCE 999");
  wait_shown (view, 11);
  choose_kind (view, 1);
  wait_shown (view, 5);
  /* What is shown is what all are ticked of. */
  gtk_check_button_set_active (get_part (view, "tick_all"), FALSE);
  g_assert_cmpuint (val_change_plan_get_n_ticked (plan), ==, N_ROWS / 2 - 5);
  search (view, "");
  wait_shown (view, N_ROWS / 2);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* In a job's view there is what it is about, and states as they become. */
static void
test_progress (void)
{
  ValPlanView *view = g_object_new (VAL_TYPE_PLAN_VIEW, "mode", VAL_PLAN_MODE_PROGRESS, NULL);
  GtkWidget *window = show (view);
  g_autoptr (ValChangePlan) plan = plan_new (N_ROWS, half_ok);

  val_plan_view_set_plan (view, plan);
  wait_shown (view, N_ROWS / 2);
  set_state (plan, 1, VAL_CHANGE_FAILED);
  val_plan_view_refresh (view);
  choose_kind (view, 2); /* all, waiting, failed */
  wait_shown (view, 1);
  set_state (plan, 1, VAL_CHANGE_DONE);
  val_plan_view_refresh (view);
  wait_shown (view, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* While a job runs, what it is at can be seen without scrolling to it. */
static void
test_live (void)
{
  ValPlanView *view =
      g_object_new (VAL_TYPE_PLAN_VIEW, "mode", VAL_PLAN_MODE_PROGRESS, "live", TRUE, NULL);
  GtkWidget *window = show (view);
  g_autoptr (ValChangePlan) plan = plan_new (N_ROWS, always_ok);
  gint64 begun;

  val_plan_view_set_plan (view, plan);
  g_assert_cmpuint (count_shown (view), ==, 0);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (get_part (view, "stack")), ==, "idle");
  set_state (plan, 10, VAL_CHANGE_FAILED);
  set_state (plan, 5000, VAL_CHANGE_WRITING);
  set_state (plan, 9000, VAL_CHANGE_CHECKING);
  val_plan_view_refresh (view);
  wait_shown (view, 3);
  set_state (plan, 5000, VAL_CHANGE_DONE);
  begun = g_get_monotonic_time ();
  val_plan_view_refresh (view);
  g_test_message ("%.1f ms a refresh", (double) (g_get_monotonic_time () - begun) / 1000);
  val_plan_view_refresh (view);
  wait_shown (view, 2);
  choose_kind (view, 1);
  val_plan_view_refresh (view);
  wait_shown (view, N_ROWS);
  g_assert_cmpint (get_shown_id (view, 0), ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkWidget *
find_cell (GtkWidget *widget)
{
  GtkWidget *found = VAL_IS_PLAN_CELL (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_cell (child);
  return found;
}

/* A row has the focus, or something within it. */
static ValChange *
get_focus_change (GtkWidget *window)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));
  GtkWidget *cell;

  g_assert_nonnull (focus);
  g_test_message ("%s", G_OBJECT_TYPE_NAME (focus));
  g_assert_false (GTK_IS_LIST_VIEW (focus));
  cell = gtk_widget_get_ancestor (focus, VAL_TYPE_PLAN_CELL);
  if (cell == NULL)
    cell = find_cell (focus);
  g_assert_nonnull (cell);
  return val_plan_cell_get_change (VAL_PLAN_CELL (cell));
}

/* Space on what has the focus must tick one row at most, and the first one, whatever was shown
 * before. */
static void
test_focus_on_rows (void)
{
  ValPlanView *view = g_object_new (VAL_TYPE_PLAN_VIEW, NULL);
  GtkWidget *window = show (view);
  g_autoptr (ValChangePlan) plan = plan_new (3, always_ok);
  g_autoptr (ValChangePlan) other = plan_new (100, rarely_ok);

  val_plan_view_set_plan (view, plan);
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (view)));
  g_assert_cmpint (val_change_get_id (get_focus_change (window)), ==, 1);
  val_plan_view_set_plan (view, other);
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (view)));
  g_assert_cmpint (val_change_get_id (get_focus_change (window)), ==, get_shown_id (view, 0));
  gtk_window_destroy (GTK_WINDOW (window));
}

static char *
get_kind_text (ValPlanView *view)
{
  char *text;

  g_object_get (gtk_drop_down_get_selected_item (get_part (view, "kind_choice")), "text", &text,
                NULL);
  return text;
}

static void
test_kind_text (void)
{
  g_autoptr (ValPlanView) view = g_object_ref_sink (g_object_new (VAL_TYPE_PLAN_VIEW, NULL));
  g_autoptr (ValChangePlan) plan = plan_new (3, always_ok);
  g_autofree char *text = NULL;

  val_plan_view_set_plan (view, plan);
  text = get_kind_text (view);
  g_assert_cmpstr (text, ==, "All (3)");
}

static int
measure (const char *name, const char *old_url, const char *new_url)
{
  const ValChangeFacts facts = { .id = 1, .name = name, .old_url = old_url, .new_url = new_url };
  g_autoptr (ValChange) change = val_change_new (&facts);
  g_autoptr (GtkWidget) row =
      g_object_ref_sink (g_object_new (VAL_TYPE_PLAN_ROW, "change", change, NULL));
  int height;

  gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, ROW_WIDTH, NULL, &height, NULL, NULL);
  return height;
}

static char *
repeat (const char *text, guint number)
{
  GString *many = g_string_new ("https://a.example/");

  for (guint i = 0; i < number; i++)
    g_string_append (many, text);
  return g_string_free (many, FALSE);
}

/* What somebody named it disturbs no neighbour. */
static void
test_odd_texts (void)
{
  g_autofree char *lines = repeat ("\n", 200);
  g_autofree char *separators = repeat ("\342\200\250", 200);
  g_autofree char *endless = repeat ("x", LONG_BYTES);
  int plain = measure ("Name", "https://a.example/", "https://b.example/");
  gint64 begun = g_get_monotonic_time ();

  g_assert_cmpint (measure (lines, "https://a.example/", "https://b.example/"), ==, plain);
  g_assert_cmpint (measure ("Name", lines, "https://b.example/"), ==, plain);
  g_assert_cmpint (measure (separators, separators, "https://b.example/"), ==, plain);
  g_assert_cmpint (measure ("a\tb\302\205c", "\302\205", "https://b.example/"), ==, plain);
  begun = g_get_monotonic_time ();
  g_assert_cmpint (measure (endless, endless, "https://b.example/"), ==, plain);
  g_test_message ("%.1f ms", (double) (g_get_monotonic_time () - begun) / 1000);
}

static GtkLabel *
find_label (GtkWidget *widget, const char *beginning)
{
  GtkLabel *found = NULL;

  if (GTK_IS_LABEL (widget) &&
      g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), beginning))
    return GTK_LABEL (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child, beginning);
  return found;
}

/* However late two URLs differ, the difference is shown, and little else. */
static void
test_late_difference (void)
{
  g_autofree char *alike = repeat ("abc/", 1000);
  g_autofree char *old_url = g_strconcat (alike, "old", NULL);
  g_autofree char *new_url = g_strconcat (alike, "new", NULL);
  const ValChangeFacts facts = { .id = 1, .name = "x", .old_url = old_url, .new_url = new_url };
  g_autoptr (ValChange) change = val_change_new (&facts);
  g_autoptr (GtkWidget) row =
      g_object_ref_sink (g_object_new (VAL_TYPE_PLAN_ROW, "change", change, NULL));
  GtkLabel *label = find_label (row, "…");

  g_assert_nonnull (label);
  g_assert_cmpuint (strlen (gtk_label_get_text (label)), <, MAX_SHOWN);
  g_assert_true (g_str_has_suffix (gtk_label_get_text (label), "/old"));
}

/* The reason has room; what only the platform's support can read is in the tooltip. */
static void
test_reason (void)
{
  g_autoptr (ValChange) change = change_new (1, VAL_CHANGE_OK);
  g_autoptr (GtkWidget) cell = g_object_ref_sink (
      g_object_new (VAL_TYPE_PLAN_STATUS, "mode", VAL_PLAN_MODE_PROGRESS, "change", change, NULL));
  GtkLabel *label;

  val_change_set_state (change, VAL_CHANGE_FAILED, "It broke\ninside (status 500, request 6f5d21)");
  label = find_label (cell, "It broke");
  g_assert_cmpstr (gtk_label_get_text (label), ==, "It broke inside (status 500)");
  g_assert_cmpint (gtk_label_get_lines (label), >=, 4);
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (cell), "6f5d21"));
}

static void
check_nothing (ValChangeVerdict first, ValChangeVerdict second, const char *title, const char *text)
{
  g_autoptr (ValChangePlan) plan = val_change_plan_new ();
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  const char *found_title;
  g_autofree char *found = NULL;

  g_ptr_array_add (changes, change_new (1, first));
  g_ptr_array_add (changes, change_new (2, second));
  val_change_plan_take (plan, changes);
  found = val_bulk_text_nothing (plan, &found_title);
  g_assert_cmpstr (found, ==, text);
  if (text != NULL)
    g_assert_cmpstr (found_title, ==, title);
}

static void
test_nothing (void)
{
  check_nothing (VAL_CHANGE_NO_MATCH, VAL_CHANGE_NO_MATCH, "No Instance Matches",
                 "The rule is about none of the callback URLs of 2 instances.");
  check_nothing (VAL_CHANGE_SAME, VAL_CHANGE_SAME, "Nothing to Change",
                 "All 2 instances have their URLs already.");
  check_nothing (VAL_CHANGE_SAME, VAL_CHANGE_NO_MATCH, "Nothing to Change",
                 "1 instance has its URL already. The rule is not about the others.");
  check_nothing (VAL_CHANGE_OK, VAL_CHANGE_NO_MATCH, NULL, NULL);
  check_nothing (VAL_CHANGE_INVALID, VAL_CHANGE_NO_MATCH, NULL, NULL);
  check_nothing (VAL_CHANGE_POLLING, VAL_CHANGE_NO_MATCH, NULL, NULL);
}

static void
test_pause (void)
{
  g_assert_cmpstr (val_bulk_text_pause (VAL_BULK_PAUSE_OFFLINE, FALSE), ==,
                   "Waiting for the Network");
  g_assert_cmpstr (val_bulk_text_pause (VAL_BULK_PAUSE_OFFLINE, TRUE), ==,
                   "Waiting for the Platform");
  g_assert_cmpstr (val_bulk_text_pause (VAL_BULK_PAUSE_USER, FALSE), ==, "Paused");
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

  g_test_add_func ("/plan-view/many-rows", test_many_rows);
  g_test_add_func ("/plan-view/progress", test_progress);
  g_test_add_func ("/plan-view/rows-at-once", test_rows_at_once);
  g_test_add_func ("/plan-view/changes-first", test_changes_first);
  g_test_add_func ("/plan-view/live", test_live);
  g_test_add_func ("/plan-view/focus-on-rows", test_focus_on_rows);
  g_test_add_func ("/plan-view/kind-text", test_kind_text);
  g_test_add_func ("/plan-view/odd-texts", test_odd_texts);
  g_test_add_func ("/plan-view/late-difference", test_late_difference);
  g_test_add_func ("/plan-view/reason", test_reason);
  g_test_add_func ("/bulk-text/nothing", test_nothing);
  g_test_add_func ("/bulk-text/pause", test_pause);
  return g_test_run ();
}
