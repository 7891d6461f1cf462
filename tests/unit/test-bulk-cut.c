/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a damaged end took along with it is not forgotten. */
#include "support/val-test-journal.h"
#include "support/val-test-util.h"
#include "workspace/val-bulk-file.h"

#include <string.h>

#define N_ROWS     20
#define LEFT_ALONE 3 /* the row of the plan that is not ticked */
#define GARBAGE    "0123456789abcdef torn in the middle of a line that was long enough\nand more"

static GFile *
create_torn (GFile *folder)
{
  g_autoptr (ValChangePlan) plan = val_test_journal_plan (N_ROWS);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkJournal) journal = val_test_journal_create (folder, plan, &error);
  g_autoptr (GFileOutputStream) stream = NULL;

  g_assert_no_error (error);
  val_bulk_journal_add_intent (journal, 0);
  val_bulk_journal_add_intent (journal, 1);
  val_bulk_journal_add_outcome (journal, 0, VAL_CHANGE_DONE, NULL);
  val_test_journal_close (journal, &error);
  g_assert_no_error (error);
  stream = g_file_append_to (val_bulk_journal_get_file (journal), G_FILE_CREATE_NONE, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (G_OUTPUT_STREAM (stream), GARBAGE, strlen (GARBAGE), NULL, NULL,
                             &error);
  g_assert_no_error (error);
  return g_object_ref (val_bulk_journal_get_file (journal));
}

/* Nothing is known of rows whose intents may have been in what is gone. */
static void
assert_lost (ValBulkRecord *record, guint64 n_cut)
{
  g_autoptr (ValChangePlan) undo = NULL;

  g_assert_cmpuint (val_bulk_record_get_n_cut (record), ==, n_cut);
  g_assert_cmpint (val_test_journal_state (record, 0), ==, VAL_CHANGE_DONE);
  g_assert_cmpint (val_test_journal_state (record, 1), ==, VAL_CHANGE_UNKNOWN);
  g_assert_cmpint (val_test_journal_state (record, LEFT_ALONE), ==, VAL_CHANGE_WAITING);
  g_assert_cmpint (val_test_journal_state (record, 5), ==, VAL_CHANGE_UNKNOWN);
  undo = val_change_plan_new_undo (val_bulk_record_get_plan (record));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (undo)), ==, N_ROWS - 2);
}

static ValBulkEntry *
load_entry (ValBulkHistory *history)
{
  g_assert_true (val_test_journal_load (history, NULL));
  return g_list_model_get_item (G_LIST_MODEL (history), 0);
}

static void
assert_entry (ValBulkEntry *entry)
{
  g_assert_cmpuint (val_bulk_entry_get_n_cut (entry), ==, strlen (GARBAGE));
  g_assert_cmpuint (val_bulk_entry_count (entry, VAL_CHANGE_DONE), ==, 1);
  g_assert_cmpuint (val_bulk_entry_count (entry, VAL_CHANGE_UNKNOWN), ==, N_ROWS - 3);
  g_assert_cmpuint (val_bulk_entry_count (entry, VAL_CHANGE_WAITING), ==, 0);
  g_assert_cmpuint (val_bulk_entry_count (entry, VAL_CHANGE_NOT_SENT), ==, 0);
}

static void
resume_and_leave (GFile *file)
{
  g_autoptr (ValBulkRecord) record = val_test_journal_read_good (file);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkJournal) journal = val_test_journal_reopen (record, &error);

  g_assert_no_error (error);
  val_test_journal_close (journal, &error);
  g_assert_no_error (error);
}

static void
assert_said (ValBulkRecord *record)
{
  g_autofree char *text = val_bulk_record_to_text (record);

  g_assert_nonnull (strstr (text, "The end of the journal was damaged"));
}

/* However often the job is taken up again. */
static void
test_resumed (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (GFile) file = create_torn (folder);
  g_autoptr (ValBulkHistory) history = val_bulk_history_new (folder);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (ValBulkRecord) record = val_test_journal_read_good (file);
      g_autoptr (ValBulkEntry) entry = load_entry (history);

      assert_lost (record, strlen (GARBAGE));
      assert_said (record);
      assert_entry (entry);
      resume_and_leave (file);
    }
  val_test_journal_remove_folder (folder);
}

static void
test_closed (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (GFile) file = create_torn (folder);
  g_autoptr (ValBulkHistory) history = val_bulk_history_new (folder);
  g_autoptr (ValBulkEntry) entry = load_entry (history);
  g_autoptr (ValBulkRecord) record = NULL;
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_bulk_history_close_async (history, entry, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_assert_true (val_bulk_history_close_finish (history, result, NULL));
  assert_entry (entry);
  record = val_test_journal_read_good (file);
  g_assert_cmpint (val_bulk_record_get_end (record), ==, VAL_BULK_CLOSED);
  assert_lost (record, strlen (GARBAGE));
  assert_said (record);
  val_test_journal_remove_folder (folder);
}

/* A job that goes on writes down what it finds, and these rows are no longer in doubt. */
static void
test_settled (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (GFile) file = create_torn (folder);
  g_autoptr (ValBulkRecord) record = val_test_journal_read_good (file);
  g_autoptr (ValBulkRecord) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkJournal) journal = val_test_journal_reopen (record, &error);

  g_assert_no_error (error);
  val_bulk_journal_add_intent (journal, 5);
  val_bulk_journal_add_outcome (journal, 5, VAL_CHANGE_DONE, NULL);
  val_bulk_journal_add_outcome (journal, 6, VAL_CHANGE_CONFLICT, NULL);
  val_bulk_journal_add_end (journal, VAL_BULK_CANCELLED);
  val_test_journal_close (journal, &error);
  g_assert_no_error (error);
  after = val_test_journal_read_good (file);
  g_assert_cmpint (val_test_journal_state (after, 5), ==, VAL_CHANGE_DONE);
  g_assert_cmpint (val_test_journal_state (after, 6), ==, VAL_CHANGE_CONFLICT);
  g_assert_cmpint (val_test_journal_state (after, 7), ==, VAL_CHANGE_UNKNOWN);
  assert_said (after);
  val_test_journal_remove_folder (folder);
}

/* The program dies between the line that says how much is cut and the cut itself. */
static void
test_killed_while_cutting (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (GFile) file = create_torn (folder);
  g_autofree char *torn = NULL;
  g_autofree char *resumed = NULL;
  gsize torn_length;
  gsize length;
  gsize start;

  g_assert_true (g_file_load_contents (file, NULL, &torn, &torn_length, NULL, NULL));
  resume_and_leave (file);
  g_assert_true (g_file_load_contents (file, NULL, &resumed, &length, NULL, NULL));
  start = torn_length - strlen (GARBAGE);
  for (gsize n = start; n <= length; n++)
    {
      g_autoptr (GByteArray) half = g_byte_array_new ();
      g_autoptr (ValBulkRecord) record = NULL;

      g_byte_array_append (half, (guint8 *) resumed, (guint) n);
      if (n < torn_length)
        g_byte_array_append (half, (guint8 *) torn + n, (guint) (torn_length - n));
      g_assert_true (
          g_file_set_contents (g_file_peek_path (file), (char *) half->data, half->len, NULL));
      record = val_test_journal_read_good (file);
      g_assert_cmpuint (val_bulk_record_get_n_cut (record), >, 0);
      g_assert_cmpint (val_test_journal_state (record, 5), ==, VAL_CHANGE_UNKNOWN);
    }
  val_test_journal_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bulk-cut/resumed", test_resumed);
  g_test_add_func ("/bulk-cut/closed", test_closed);
  g_test_add_func ("/bulk-cut/settled", test_settled);
  g_test_add_func ("/bulk-cut/killed-while-cutting", test_killed_while_cutting);
  return g_test_run ();
}
