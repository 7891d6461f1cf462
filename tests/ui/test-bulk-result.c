/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of an update, and where it is looked up later. */
#include "val-config.h"

#include "keyring/val-memory-store.h"
#include "support/val-test-journal.h"
#include "support/val-test-util.h"
#include "ui/val-bulk-history-window.h"
#include "ui/val-bulk-result-page.h"
#include "ui/val-plan-view.h"
#include "ui/val-save-file.h"
#include "workspace/val-bulk-sequel.h"
#include "workspace/val-workspace.h"

#include <glib/gstdio.h>
#include <string.h>

#define N_ROWS     20
#define N_MANY     20000
#define LEFT_ALONE 2 /* of N_ROWS */
#define ELSEWHERE  "https://elsewhere.example.com/elements/api-v2"

typedef struct
{
  ValWorkspace *workspace;
  GtkWindow *parent;
  GFile *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValSecretStore) keyring = val_memory_store_new ();
  g_autoptr (GFile) accounts = NULL;

  fixture->path = g_dir_make_tmp ("valence-result-XXXXXX", NULL);
  accounts = g_file_new_build_filename (fixture->path, "accounts.conf", NULL);
  fixture->folder = val_test_journal_folder ();
  fixture->workspace = val_workspace_new (keyring, accounts);
  val_workspace_set_jobs_folder (fixture->workspace, fixture->folder);
  fixture->parent = GTK_WINDOW (gtk_window_new ());
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *accounts = g_build_filename (fixture->path, "accounts.conf", NULL);

  gtk_window_destroy (fixture->parent);
  val_test_journal_remove_folder (fixture->folder);
  g_object_add_weak_pointer (G_OBJECT (fixture->workspace), (gpointer *) &fixture->workspace);
  g_object_unref (fixture->workspace);
  while (fixture->workspace != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_unlink (accounts);
  g_rmdir (fixture->path);
  g_free (fixture->path);
}

static GtkWidget *
find (GtkWidget *root, GType type, const char *label)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = NULL;

      if (g_type_is_a (G_OBJECT_TYPE (child), type) &&
          (label == NULL || g_strcmp0 (gtk_button_get_label (GTK_BUTTON (child)), label) == 0))
        return child;
      found = find (child, type, label);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_button (GtkWidget *root, const char *label)
{
  GtkWidget *button = find (root, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  return button;
}

/* A job of @n_rows of whose ticked rows @n_begun come to @state, or stay without an outcome. */
static GFile *
create_part (Fixture *fixture,
             const ValBulkHeader *header,
             guint n_rows,
             guint n_begun,
             ValChangeState state,
             ValBulkEnd end)
{
  g_autoptr (ValChangePlan) plan = val_test_journal_plan (n_rows);
  g_autoptr (GError) error = NULL;
  guint n_reached = 0;
  g_autoptr (ValBulkJournal) journal =
      val_test_journal_create_for (fixture->folder, header, plan, &error);

  g_assert_no_error (error);
  for (guint row = 0; row < n_rows; row++)
    {
      g_autoptr (ValChange) change = g_list_model_get_item (G_LIST_MODEL (plan), row);

      if (!val_change_get_ticked (change) || n_reached++ >= n_begun)
        continue;
      val_bulk_journal_add_intent (journal, row);
      if (state != VAL_CHANGE_UNKNOWN)
        val_bulk_journal_add_outcome (journal, row, state, NULL);
    }
  if (end != VAL_BULK_OPEN)
    val_bulk_journal_add_end (journal, end);
  val_test_journal_close (journal, &error);
  g_assert_no_error (error);
  return g_object_ref (val_bulk_journal_get_file (journal));
}

static GFile *
create_for (Fixture *fixture, const ValBulkHeader *header, guint n_rows, ValChangeState state)
{
  return create_part (fixture, header, n_rows, n_rows, state, VAL_BULK_FINISHED);
}

static GFile *
create (Fixture *fixture, guint n_rows, ValChangeState state)
{
  g_autoptr (ValBulkHeader) header = val_test_journal_header ();

  return create_for (fixture, header, n_rows, state);
}

static GtkWidget *
page_new (ValBulkRecord *record)
{
  GtkWidget *page = g_object_ref_sink (g_object_new (VAL_TYPE_BULK_RESULT_PAGE, NULL));

  val_bulk_result_page_set_record (VAL_BULK_RESULT_PAGE (page), record);
  return page;
}

/* The result page. */

static gboolean
offers_retry (GtkWidget *page)
{
  GtkWidget *failed = find (page, GTK_TYPE_BUTTON, "_Retry Failed…");
  GtkWidget *rest = find (page, GTK_TYPE_BUTTON, "_Try the Rest Again…");

  return gtk_widget_get_visible (failed != NULL ? failed : rest);
}

static void
assert_offers (Fixture *fixture, ValChangeState state, gboolean undo, gboolean retry)
{
  g_autoptr (GFile) file = create (fixture, N_ROWS, state);
  g_autoptr (ValBulkRecord) record = val_test_journal_read_good (file);
  GtkWidget *page = page_new (record);

  g_assert_cmpint (gtk_widget_get_visible (find_button (page, "_Undo…")), ==, undo);
  g_assert_cmpint (offers_retry (page), ==, retry);
  g_object_unref (page);
}

/* What may have been changed can be taken back as well. */
static void
test_offers (Fixture *fixture, gconstpointer data)
{
  assert_offers (fixture, VAL_CHANGE_DONE, TRUE, FALSE);
  assert_offers (fixture, VAL_CHANGE_FAILED, FALSE, TRUE);
  assert_offers (fixture, VAL_CHANGE_UNKNOWN, TRUE, TRUE);
  assert_offers (fixture, VAL_CHANGE_ALREADY, FALSE, FALSE);
}

static gboolean
has_text (GtkWidget *root, const char *text)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if ((GTK_IS_LABEL (child) && strstr (gtk_label_get_text (GTK_LABEL (child)), text) != NULL) ||
        has_text (child, text))
      return TRUE;
  return FALSE;
}

/* What is tried again is more than what failed, where the job was stopped. */
static void
test_rest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValBulkHeader) header = val_test_journal_header ();
  g_autoptr (GFile) file =
      create_part (fixture, header, N_ROWS, 1, VAL_CHANGE_FAILED, VAL_BULK_CANCELLED);
  g_autoptr (ValBulkRecord) record = val_test_journal_read_good (file);
  GtkWidget *page = page_new (record);

  g_assert_true (gtk_widget_get_visible (find_button (page, "_Try the Rest Again…")));
  g_object_unref (page);
}

/* An interrupted job is resumed, with all that is left; what is left is counted. */
static void
test_interrupted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValBulkHeader) header = val_test_journal_header ();
  g_autoptr (GFile) file = create_part (fixture, header, N_ROWS, 3, VAL_CHANGE_DONE, VAL_BULK_OPEN);
  g_autoptr (ValBulkRecord) record = val_test_journal_read_good (file);
  GtkWidget *page = page_new (record);
  g_autofree char *counts = g_strdup_printf ("3 changed, %u waiting", N_ROWS - LEFT_ALONE - 3);

  g_assert_false (offers_retry (page));
  g_assert_true (has_text (page, counts));
  g_object_unref (page);
}

typedef struct
{
  ValChangePlan *plan;
  ValBulkHeader *header;
} Wanted;

static void
plan_cb (GtkWidget *page, ValChangePlan *plan, const ValBulkHeader *header, Wanted *wanted)
{
  g_set_object (&wanted->plan, plan);
  wanted->header = val_bulk_header_copy (header);
}

static void
wanted_clear (Wanted *wanted)
{
  g_clear_object (&wanted->plan);
  g_clear_pointer (&wanted->header, val_bulk_header_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wanted, wanted_clear)

static gboolean
has_plan (gpointer user_data)
{
  return ((Wanted *) user_data)->plan != NULL;
}

/* Of many rows none is made while the window waits. */
static void
test_undo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = create (fixture, N_MANY, VAL_CHANGE_DONE);
  g_autoptr (ValBulkRecord) record = val_test_journal_read_good (file);
  const ValBulkHeader *done = val_bulk_record_get_header (record);
  GtkWidget *page = page_new (record);
  GtkWidget *undo = find_button (page, "_Undo…");
  g_auto (Wanted) wanted = { 0 };

  g_signal_connect (page, "plan", G_CALLBACK (plan_cb), &wanted);
  g_signal_emit_by_name (undo, "clicked");
  g_assert_null (wanted.plan);
  g_assert_false (gtk_widget_is_sensitive (undo));
  val_test_wait_for (has_plan, &wanted);
  g_assert_true (gtk_widget_is_sensitive (undo));
  g_assert_cmpuint (val_change_plan_get_n_ticked (wanted.plan), ==, done->n_ticked);
  g_assert_cmpstr (wanted.header->undo_of, ==, done->id);
  g_assert_cmpstr (wanted.header->base_url, ==, done->base_url);
  g_assert_cmpstr (wanted.header->account_uuid, ==, done->account_uuid);
  g_object_unref (page);
}

/* Another try of an undo is one, too. */
static void
test_retry_of_undo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValBulkHeader) header = val_test_journal_header ();
  g_autoptr (GFile) file = NULL;
  g_autoptr (ValBulkRecord) record = NULL;
  g_auto (Wanted) wanted = { 0 };
  GtkWidget *page;

  header->undo_of = g_uuid_string_random ();
  file = create_for (fixture, header, N_ROWS, VAL_CHANGE_FAILED);
  record = val_test_journal_read_good (file);
  page = page_new (record);
  g_signal_connect (page, "plan", G_CALLBACK (plan_cb), &wanted);
  g_signal_emit_by_name (find_button (page, "_Retry Failed…"), "clicked");
  val_test_wait_for (has_plan, &wanted);
  g_assert_cmpuint (val_change_plan_get_n_ticked (wanted.plan), ==, N_ROWS - LEFT_ALONE);
  g_assert_cmpstr (wanted.header->undo_of, ==, header->undo_of);
  g_object_unref (page);
}

/* The page may go before its plan is made. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = create (fixture, N_MANY, VAL_CHANGE_DONE);
  g_autoptr (ValBulkRecord) record = val_test_journal_read_good (file);
  g_autoptr (ValBulkRecord) again = NULL;
  GtkWidget *page = page_new (record);
  g_auto (Wanted) wanted = { 0 };

  g_signal_connect (page, "plan", G_CALLBACK (plan_cb), &wanted);
  g_signal_emit_by_name (find_button (page, "_Undo…"), "clicked");
  g_assert_finalize_object (page);
  /* Takes no less than what was given up. */
  again = val_test_journal_read_good (file);
  g_assert_null (wanted.plan);
}

/* The history. */

static ValBulkHistoryWindow *
history_new (Fixture *fixture)
{
  g_assert_true (val_test_journal_load (val_workspace_get_history (fixture->workspace), NULL));
  return val_bulk_history_window_new (fixture->parent, fixture->workspace);
}

static ValChangePlan *
get_shown (gpointer window)
{
  GtkWidget *view = find (window, VAL_TYPE_PLAN_VIEW, NULL);

  return val_plan_view_get_plan (VAL_PLAN_VIEW (view));
}

static gboolean
is_shown (gpointer window)
{
  return get_shown (window) != NULL;
}

/* Whoever goes back from a long job to a short one acts on the short one. */
static void
test_race (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) many = create (fixture, N_MANY, VAL_CHANGE_DONE);
  g_autoptr (GFile) few = create (fixture, N_ROWS, VAL_CHANGE_DONE);
  ValBulkHistoryWindow *window = history_new (fixture);
  g_autoptr (ValBulkRecord) record = NULL;

  val_bulk_history_window_open (window, many);
  gtk_widget_activate_action (GTK_WIDGET (window), "history.back", NULL);
  val_bulk_history_window_open (window, few);
  val_test_wait_for (is_shown, window);
  /* Takes no less than what was begun before. */
  for (guint i = 0; i < 2; i++)
    {
      g_clear_object (&record);
      record = val_test_journal_read_good (many);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_shown (window))), ==, N_ROWS);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The account that a job was of, as the current one. */
static ValAccount *
select_account (Fixture *fixture, const ValBulkHeader *header)
{
  ValAccount *account = g_object_new (VAL_TYPE_ACCOUNT, "uuid", header->account_uuid, "name",
                                      "Test", "base-url", header->base_url, NULL);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) put = NULL;
  g_autoptr (GAsyncResult) selected = NULL;

  val_workspace_put_account_async (fixture->workspace, account, "FAKE-user", "FAKE-organization",
                                   TRUE, NULL, val_test_await_cb, &slot);
  put = val_test_await (&slot);
  g_assert_true (val_workspace_put_account_finish (fixture->workspace, put, NULL));
  val_workspace_select_async (fixture->workspace, account, NULL, val_test_await_cb, &slot);
  selected = val_test_await (&slot);
  g_assert_true (val_workspace_select_finish (fixture->workspace, selected, NULL));
  return account;
}

static void
assert_can_undo (Fixture *fixture, GFile *file, gboolean can)
{
  ValBulkHistoryWindow *window = history_new (fixture);

  val_bulk_history_window_open (window, file);
  val_test_wait_for (is_shown, window);
  g_assert_cmpint (gtk_widget_get_visible (find_button (GTK_WIDGET (window), "_Undo…")), ==, can);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What was undone is not offered to be undone again, and the list says so. */
static void
test_undone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValBulkHeader) header = val_test_journal_header ();
  g_autoptr (GFile) file = create_for (fixture, header, N_ROWS, VAL_CHANGE_DONE);
  g_autoptr (ValBulkRecord) record = val_test_journal_read_good (file);
  g_autoptr (ValAccount) account = select_account (fixture, header);
  g_autoptr (ValBulkHeader) undo =
      val_bulk_sequel_new_header (VAL_BULK_UNDO, val_bulk_record_get_header (record));
  g_autoptr (GFile) undone = NULL;
  ValBulkHistoryWindow *window;

  assert_can_undo (fixture, file, TRUE);
  undone = create_for (fixture, undo, N_ROWS, VAL_CHANGE_DONE);
  assert_can_undo (fixture, file, FALSE);
  assert_can_undo (fixture, undone, TRUE);
  window = history_new (fixture);
  g_assert_true (has_text (GTK_WIDGET (window), "Undone: "));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A job that was stopped is not one that went well. */
static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValBulkHeader) header = val_test_journal_header ();
  g_autoptr (GFile) file =
      create_part (fixture, header, N_ROWS, 3, VAL_CHANGE_DONE, VAL_BULK_CANCELLED);
  ValBulkHistoryWindow *window = history_new (fixture);
  GtkWidget *row = find (GTK_WIDGET (window), ADW_TYPE_ACTION_ROW, NULL);

  g_assert_cmpstr (adw_action_row_get_icon_name (ADW_ACTION_ROW (row)), ==,
                   "dialog-warning-symbolic");
  g_assert_true (has_text (row, "Stopped: 3 changed"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Ids of one platform are others on another. */
static void
test_moved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValBulkHeader) header = val_test_journal_header ();
  g_autoptr (GFile) file = create_for (fixture, header, N_ROWS, VAL_CHANGE_DONE);
  g_autoptr (ValAccount) account = select_account (fixture, header);

  assert_can_undo (fixture, file, TRUE);
  val_account_set_base_url (account, ELSEWHERE);
  assert_can_undo (fixture, file, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/bulk-result/offers", test_offers);
  ADD ("/bulk-result/rest", test_rest);
  ADD ("/bulk-result/interrupted", test_interrupted);
  ADD ("/bulk-result/undo", test_undo);
  ADD ("/bulk-result/retry-of-undo", test_retry_of_undo);
  ADD ("/bulk-result/gone", test_gone);
  ADD ("/bulk-history/race", test_race);
  ADD ("/bulk-history/moved", test_moved);
  ADD ("/bulk-history/undone", test_undone);
  ADD ("/bulk-history/stopped", test_stopped);
  return g_test_run ();
}
