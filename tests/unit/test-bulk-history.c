/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-account.h"
#include "support/val-test-journal.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "workspace/val-bulk-sequel.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define N_ROWS 20

static void
load_good (ValBulkHistory *history)
{
  g_autoptr (GError) error = NULL;

  val_test_journal_load (history, &error);
  g_assert_no_error (error);
}

static gboolean
close_entry (ValBulkHistory *history, ValBulkEntry *entry, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_bulk_history_close_async (history, entry, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_bulk_history_close_finish (history, result, error);
}

static gboolean
remove_entry (ValBulkHistory *history, ValBulkEntry *entry, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_bulk_history_remove_async (history, entry, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_bulk_history_remove_finish (history, result, error);
}

static ValBulkEntry *
get_entry (ValBulkHistory *history, guint position)
{
  ValBulkEntry *entry = g_list_model_get_item (G_LIST_MODEL (history), position);

  g_assert_nonnull (entry);
  return entry;
}

static guint
count_entries (ValBulkHistory *history)
{
  return g_list_model_get_n_items (G_LIST_MODEL (history));
}

static ValBulkJournal *
create (GFile *folder)
{
  g_autoptr (ValChangePlan) plan = val_test_journal_plan (N_ROWS);
  g_autoptr (GError) error = NULL;
  ValBulkJournal *journal = val_test_journal_create (folder, plan, &error);

  g_assert_no_error (error);
  return journal;
}

static void
add_some (ValBulkJournal *journal)
{
  for (guint row = 0; row < 3; row++)
    val_bulk_journal_add_intent (journal, row);
  val_bulk_journal_add_outcome (journal, 0, VAL_CHANGE_DONE, NULL);
  val_bulk_journal_add_outcome (journal, 1, VAL_CHANGE_FAILED, "Refused.");
  val_bulk_journal_add_outcome (journal, 4, VAL_CHANGE_CONFLICT, NULL);
}

static void
close_good (ValBulkJournal *journal)
{
  g_autoptr (GError) error = NULL;

  val_test_journal_close (journal, &error);
  g_assert_no_error (error);
}

static void
create_interrupted (GFile *folder)
{
  g_autoptr (ValBulkJournal) journal = create (folder);

  add_some (journal);
  close_good (journal);
}

static ValAccount *
account_of (ValBulkEntry *entry)
{
  const ValBulkHeader *header = val_bulk_entry_get_header (entry);

  return g_object_new (VAL_TYPE_ACCOUNT, "uuid", header->account_uuid, "name", "Another name",
                       "base-url", header->base_url, NULL);
}

static guint
count_interrupted (ValBulkHistory *history, ValAccount *account)
{
  g_autoptr (GPtrArray) interrupted = val_bulk_history_list_interrupted (history, account);

  return interrupted->len;
}

static void
test_empty (void)
{
  GFile *parent = val_test_journal_folder ();
  g_autoptr (GFile) folder = g_file_get_child (parent, "jobs");
  g_autoptr (ValBulkHistory) history = val_bulk_history_new (folder);

  load_good (history);
  g_assert_cmpuint (count_entries (history), ==, 0);
  val_test_journal_remove_folder (parent);
}

static void
test_folder_is_none (void)
{
  GFile *parent = val_test_journal_folder ();
  g_autoptr (GFile) file = g_file_get_child (parent, "file");
  g_autoptr (ValBulkHistory) history = val_bulk_history_new (file);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (g_file_peek_path (file), "", 0, &error);
  g_assert_no_error (error);
  g_assert_false (val_test_journal_load (history, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_STORAGE);
  val_test_journal_remove_folder (parent);
}

static void
assert_counts (ValBulkEntry *entry)
{
  guint n_done, n_failed, n_conflicts, n_unknown, n_left;

  g_object_get (entry, "n-done", &n_done, "n-failed", &n_failed, "n-conflicts", &n_conflicts,
                "n-unknown", &n_unknown, "n-left", &n_left, NULL);
  g_assert_cmpuint (n_done, ==, 1);
  g_assert_cmpuint (n_failed, ==, 1);
  g_assert_cmpuint (n_conflicts, ==, 1);
  g_assert_cmpuint (n_unknown, ==, 1);
  g_assert_cmpuint (n_left, ==, N_ROWS - 2 - 4);
  g_assert_cmpuint (val_bulk_entry_count (entry, VAL_CHANGE_ALREADY), ==, 0);
}

static void
test_live (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValBulkHistory) history = val_bulk_history_new (folder);
  g_autoptr (ValBulkJournal) journal = create (folder);
  g_autoptr (ValBulkEntry) running = NULL;
  g_autoptr (ValBulkEntry) ended = NULL;
  g_autoptr (ValAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  load_good (history);
  running = get_entry (history, 0);
  account = account_of (running);
  g_assert_true (val_bulk_entry_get_running (running));
  g_assert_cmpuint (count_interrupted (history, account), ==, 0);
  g_assert_false (close_entry (history, running, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (remove_entry (history, running, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_CONFLICT);
  g_assert_true (g_file_query_exists (val_bulk_entry_get_file (running), NULL));

  add_some (journal);
  val_bulk_journal_add_end (journal, VAL_BULK_STOPPED);
  close_good (journal);
  load_good (history);
  ended = get_entry (history, 0);
  g_assert_true (ended == running);
  g_assert_false (val_bulk_entry_get_running (ended));
  g_assert_cmpint (val_bulk_entry_get_end (ended), ==, VAL_BULK_STOPPED);
  assert_counts (ended);
  g_assert_cmpuint (val_bulk_entry_count (ended, VAL_CHANGE_NOT_SENT), ==, N_ROWS - 2 - 4);
  g_assert_cmpuint (count_interrupted (history, account), ==, 0);
  val_test_journal_remove_folder (folder);
}

static void
test_interrupted (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValBulkHistory) history = val_bulk_history_new (folder);
  g_autoptr (ValBulkEntry) entry = NULL;
  g_autoptr (ValAccount) account = NULL;
  g_autoptr (ValAccount) stranger =
      val_account_new ("Production", "https://api.example.com/elements/api-v2");
  g_autoptr (GError) error = NULL;

  create_interrupted (folder);
  load_good (history);
  entry = get_entry (history, 0);
  account = account_of (entry);
  g_assert_false (val_bulk_entry_get_running (entry));
  assert_counts (entry);
  g_assert_cmpuint (val_bulk_entry_count (entry, VAL_CHANGE_WAITING), ==, N_ROWS - 2 - 4);
  g_assert_cmpuint (count_interrupted (history, account), ==, 1);
  g_assert_cmpuint (count_interrupted (history, stranger), ==, 0);
  val_account_set_base_url (account, "https://other.example.com/elements/api-v2");
  g_assert_cmpuint (count_interrupted (history, account), ==, 0);
  val_account_set_base_url (account, val_bulk_entry_get_header (entry)->base_url);

  close_entry (history, entry, &error);
  g_assert_no_error (error);
  g_assert_cmpint (val_bulk_entry_get_end (entry), ==, VAL_BULK_CLOSED);
  g_assert_cmpuint (count_interrupted (history, account), ==, 0);
  assert_counts (entry);
  g_assert_false (close_entry (history, entry, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_CONFLICT);
  val_test_journal_remove_folder (folder);
}

static void
count_changes_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  guint *counts = user_data;

  counts[0] += removed;
  counts[1] += added;
}

static void
test_remove (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValBulkHistory) history = val_bulk_history_new (folder);
  g_autoptr (ValBulkEntry) entry = NULL;
  g_autoptr (ValBulkEntry) other = NULL;
  g_autoptr (ValBulkEntry) last = NULL;
  g_autoptr (GError) error = NULL;
  guint counts[2] = { 0, 0 };

  for (guint i = 0; i < 3; i++)
    create_interrupted (folder);
  load_good (history);
  g_assert_cmpuint (count_entries (history), ==, 3);
  entry = get_entry (history, 1);
  other = get_entry (history, 2);
  g_signal_connect (history, "items-changed", G_CALLBACK (count_changes_cb), counts);
  remove_entry (history, entry, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_query_exists (val_bulk_entry_get_file (entry), NULL));
  g_assert_cmpuint (counts[0], ==, 1);
  load_good (history);
  g_assert_cmpuint (count_entries (history), ==, 2);
  last = get_entry (history, 1);
  g_assert_true (last == other);
  g_assert_cmpuint (counts[0], ==, 1);
  g_assert_cmpuint (counts[1], ==, 0);
  create_interrupted (folder);
  load_good (history);
  g_assert_cmpuint (counts[0], ==, 1);
  g_assert_cmpuint (counts[1], ==, 1);
  val_test_journal_remove_folder (folder);
}

static void
flip_in_the_middle (GFile *file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  g_file_load_contents (file, NULL, &text, &length, NULL, &error);
  g_assert_no_error (error);
  text[length / 2] ^= 1;
  g_file_replace_contents (file, text, length, NULL, FALSE, 0, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_damage (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autofree char *strange = g_build_filename (g_file_peek_path (folder), "x.journal", NULL);
  g_autofree char *other = g_build_filename (g_file_peek_path (folder), "notes.txt", NULL);
  g_autoptr (ValBulkHistory) history = val_bulk_history_new (folder);
  g_autoptr (ValBulkEntry) entry = NULL;
  g_autoptr (ValAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  create_interrupted (folder);
  load_good (history);
  entry = get_entry (history, 0);
  account = account_of (entry);
  flip_in_the_middle (val_bulk_entry_get_file (entry));
  g_assert_cmpint (mkfifo (strange, 0600), ==, 0);
  g_file_set_contents (other, "not a journal", -1, &error);
  g_assert_no_error (error);
  load_good (history);
  g_assert_cmpuint (count_entries (history), ==, 2);
  g_assert_nonnull (val_bulk_entry_get_damage (entry));
  g_assert_cmpuint (val_bulk_history_count_damaged (history), ==, 2);
  /* Which job it was can still be told. */
  g_assert_nonnull (val_bulk_entry_get_header (entry));
  g_assert_cmpuint (count_interrupted (history, account), ==, 0);
  g_assert_false (close_entry (history, entry, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_STORAGE);
  g_clear_error (&error);
  for (guint i = 2; i > 0; i--)
    {
      g_autoptr (ValBulkEntry) damaged = get_entry (history, i - 1);

      g_assert_nonnull (val_bulk_entry_get_damage (damaged));
      remove_entry (history, damaged, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (count_entries (history), ==, 0);
  val_test_journal_remove_folder (folder);
}

static void
test_order (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValBulkHistory) history = val_bulk_history_new (folder);
  const gint64 times[] = { 2000, 3000, 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (ValBulkHeader) header = val_test_journal_header ();
      g_autoptr (ValChangePlan) plan = val_test_journal_plan (1);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (ValBulkJournal) journal = NULL;
      g_autoptr (GError) error = NULL;
      GAsyncResult *slot = NULL;

      header->created = times[i];
      val_bulk_journal_create_async (folder, header, plan, NULL, val_test_await_cb, &slot);
      result = val_test_await (&slot);
      journal = val_bulk_journal_open_finish (result, &error);
      g_assert_no_error (error);
      close_good (journal);
    }
  load_good (history);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (ValBulkEntry) entry = get_entry (history, i);

      g_assert_cmpint (val_bulk_entry_get_header (entry)->created, ==, 3000 - 1000 * i);
    }
  val_test_journal_remove_folder (folder);
}

static void
test_search_text (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValBulkHistory) history = val_bulk_history_new (folder);
  g_autoptr (ValBulkEntry) entry = NULL;
  g_autoptr (GDateTime) began = NULL;
  g_autofree char *date = NULL;
  const char *text;

  create_interrupted (folder);
  load_good (history);
  entry = get_entry (history, 0);
  text = val_bulk_entry_get_search_text (entry);
  began = g_date_time_new_from_unix_local (val_bulk_entry_get_header (entry)->created);
  date = g_date_time_format (began, "%F");
  g_assert_nonnull (strstr (text, "new.example.com"));
  g_assert_nonnull (strstr (text, "production"));
  g_assert_nonnull (strstr (text, date));
  val_test_journal_remove_folder (folder);
}

/* Two looks at once, and what happens between them. */
static void
test_overtaken (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValBulkHistory) history = val_bulk_history_new (folder);
  g_autoptr (ValBulkEntry) entry = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slots[3] = { NULL, NULL, NULL };

  create_interrupted (folder);
  load_good (history);
  entry = get_entry (history, 0);
  val_bulk_history_load_async (history, NULL, val_test_await_cb, &slots[0]);
  val_bulk_history_remove_async (history, entry, NULL, val_test_await_cb, &slots[1]);
  val_bulk_history_load_async (history, NULL, val_test_await_cb, &slots[2]);
  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    g_object_unref (val_test_await (&slots[i]));
  g_assert_cmpuint (count_entries (history), ==, 0);
  val_test_journal_remove_folder (folder);
}

static void
test_cancel (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValBulkHistory) history = val_bulk_history_new (folder);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  create_interrupted (folder);
  g_cancellable_cancel (cancellable);
  val_bulk_history_load_async (history, cancellable, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_assert_false (val_bulk_history_load_finish (history, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  val_test_journal_remove_folder (folder);
}

/* A job that another one takes back does not go on; the other one may. */
static void
test_undone (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValBulkHistory) history = val_bulk_history_new (folder);
  g_autoptr (ValBulkEntry) entry = NULL;
  g_autoptr (ValAccount) account = NULL;
  g_autoptr (ValBulkHeader) undo = NULL;
  g_autoptr (ValChangePlan) plan = val_test_journal_plan (N_ROWS);
  g_autoptr (ValBulkJournal) journal = NULL;
  g_autoptr (GPtrArray) interrupted = NULL;
  g_autoptr (GError) error = NULL;

  create_interrupted (folder);
  load_good (history);
  entry = get_entry (history, 0);
  account = account_of (entry);
  g_assert_cmpuint (count_interrupted (history, account), ==, 1);
  g_assert_false (val_bulk_history_is_undone (history, val_bulk_entry_get_header (entry)->id));
  undo = val_bulk_sequel_new_header (VAL_BULK_UNDO, val_bulk_entry_get_header (entry));
  journal = val_test_journal_create_for (folder, undo, plan, &error);
  g_assert_no_error (error);
  close_good (journal);
  load_good (history);
  g_assert_true (val_bulk_history_is_undone (history, undo->undo_of));
  interrupted = val_bulk_history_list_interrupted (history, account);
  g_assert_cmpuint (interrupted->len, ==, 1);
  g_assert_cmpstr (val_bulk_entry_get_header (interrupted->pdata[0])->id, ==, undo->id);
  val_test_journal_remove_folder (folder);
}

/* A beginning is never put before another one. */
static void
test_sequel_names (void)
{
  g_autoptr (ValBulkHeader) first = val_test_journal_header ();
  g_autoptr (ValBulkHeader) again = val_bulk_sequel_new_header (VAL_BULK_RETRY, first);
  g_autoptr (ValBulkHeader) twice = val_bulk_sequel_new_header (VAL_BULK_RETRY, again);
  g_autoptr (ValBulkHeader) undo = val_bulk_sequel_new_header (VAL_BULK_UNDO, twice);
  g_autoptr (ValBulkHeader) retried = val_bulk_sequel_new_header (VAL_BULK_RETRY, undo);
  g_autoptr (ValBulkHeader) back = val_bulk_sequel_new_header (VAL_BULK_UNDO, retried);
  g_autofree char *repeated = g_strconcat ("Again: ", first->rule, NULL);
  g_autofree char *undone = g_strconcat ("Undo: ", first->rule, NULL);

  g_assert_cmpstr (again->rule, ==, repeated);
  g_assert_cmpstr (twice->rule, ==, repeated);
  g_assert_cmpstr (undo->rule, ==, undone);
  g_assert_cmpstr (retried->rule, ==, undone);
  g_assert_cmpstr (back->rule, ==, repeated);
}

/* The clock was set back while a job ran. */
static void
test_clock_set_back (void)
{
  const struct timespec then[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValBulkHistory) history = val_bulk_history_new (folder);
  g_autoptr (ValBulkJournal) journal = create (folder);
  g_autoptr (ValBulkEntry) entry = NULL;
  const char *path = g_file_peek_path (val_bulk_journal_get_file (journal));

  load_good (history);
  entry = get_entry (history, 0);
  g_assert_true (val_bulk_entry_get_running (entry));
  val_bulk_journal_add_end (journal, VAL_BULK_FINISHED);
  close_good (journal);
  g_assert_cmpint (utimensat (AT_FDCWD, path, then, 0), ==, 0);
  load_good (history);
  g_assert_false (val_bulk_entry_get_running (entry));
  g_assert_cmpint (val_bulk_entry_get_end (entry), ==, VAL_BULK_FINISHED);
  val_test_journal_remove_folder (folder);
}

/* The folders that a first job makes outlive a crash as its journal does: more cannot be seen than
 * that they are made, also several of them. */
static void
test_new_folders (void)
{
  GFile *parent = val_test_journal_folder ();
  g_autoptr (GFile) between = g_file_get_child (parent, "state");
  g_autoptr (GFile) folder = g_file_get_child (between, "jobs");

  create_interrupted (folder);
  val_test_journal_remove_folder (g_steal_pointer (&folder));
  val_test_journal_remove_folder (g_steal_pointer (&between));
  val_test_journal_remove_folder (parent);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bulk-history/empty", test_empty);
  g_test_add_func ("/bulk-history/folder-is-none", test_folder_is_none);
  g_test_add_func ("/bulk-history/live", test_live);
  g_test_add_func ("/bulk-history/interrupted", test_interrupted);
  g_test_add_func ("/bulk-history/remove", test_remove);
  g_test_add_func ("/bulk-history/damage", test_damage);
  g_test_add_func ("/bulk-history/order", test_order);
  g_test_add_func ("/bulk-history/search-text", test_search_text);
  g_test_add_func ("/bulk-history/undone", test_undone);
  g_test_add_func ("/bulk-history/sequel-names", test_sequel_names);
  g_test_add_func ("/bulk-history/clock-set-back", test_clock_set_back);
  g_test_add_func ("/bulk-history/new-folders", test_new_folders);
  g_test_add_func ("/bulk-history/overtaken", test_overtaken);
  g_test_add_func ("/bulk-history/cancel", test_cancel);
  return g_test_run ();
}
