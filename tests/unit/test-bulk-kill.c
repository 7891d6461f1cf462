/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/val-test-journal.h"
#include "support/val-test-util.h"
#include "util/val-error.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define N_ROWS 50

/* The program is its own victim: started with one of these, it is the process that is killed. */
#define ROLE_WRITE "--write"
#define ROLE_HOLD  "--hold"

/* The victim. */

static void
say (const char *what, guint row)
{
  g_autofree char *line = g_strdup_printf ("%s %u\n", what, row);

  /* In one piece, so that it is heard as a whole or not at all. */
  g_assert_cmpint (write (STDOUT_FILENO, line, strlen (line)), ==, (gssize) strlen (line));
}

static void
flush_good (ValBulkJournal *journal)
{
  g_autoptr (GError) error = NULL;

  val_test_journal_flush (journal, &error);
  g_assert_no_error (error);
}

static void
write_row (ValBulkJournal *journal, guint row)
{
  val_bulk_journal_add_intent (journal, row);
  flush_good (journal);
  say ("sent", row);
  val_bulk_journal_add_outcome (journal, row, VAL_CHANGE_DONE, NULL);
  if (row % 2 == 1)
    return;
  flush_good (journal);
  say ("done", row);
}

static ValBulkJournal *
open_any (const char *folder_path)
{
  g_autoptr (GFile) folder = g_file_new_for_path (folder_path);
  g_autoptr (ValChangePlan) plan = val_test_journal_plan (N_ROWS);
  g_autoptr (GError) error = NULL;
  ValBulkJournal *journal = val_test_journal_create (folder, plan, &error);

  g_assert_no_error (error);
  return journal;
}

static int
be_writer (const char *folder)
{
  g_autoptr (ValBulkJournal) journal = open_any (folder);
  g_autoptr (ValChangePlan) plan = val_test_journal_plan (N_ROWS);

  say ("open", 0);
  for (guint row = 0; row < N_ROWS; row++)
    {
      g_autoptr (ValChange) change = g_list_model_get_item (G_LIST_MODEL (plan), row);

      if (val_change_get_ticked (change))
        write_row (journal, row);
    }
  val_bulk_journal_add_end (journal, VAL_BULK_FINISHED);
  flush_good (journal);
  say ("end", 0);
  for (;;)
    pause ();
  return 0;
}

static int
be_holder (const char *folder)
{
  g_autoptr (ValBulkJournal) journal = open_any (folder);

  say ("open", 0);
  for (;;)
    pause ();
  return 0;
}

/* The killer. */

typedef struct
{
  GSubprocess *process;
  GDataInputStream *lines;
} Victim;

static void
victim_start (Victim *victim, const char *program, const char *role, GFile *folder)
{
  g_autoptr (GError) error = NULL;

  victim->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, role,
                                      g_file_peek_path (folder), NULL);
  g_assert_no_error (error);
  victim->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (victim->process));
}

static void
victim_kill (Victim *victim)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (victim->process, SIGKILL);
  g_subprocess_wait (victim->process, NULL, &error);
  g_assert_no_error (error);
}

static void
victim_clear (Victim *victim)
{
  g_clear_object (&victim->lines);
  g_clear_object (&victim->process);
}

/* What the victim said before it died; NULL once nothing more comes. */
static char *
victim_read (Victim *victim)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (victim->lines, NULL, NULL, &error);

  g_assert_no_error (error);
  return line;
}

static ValBulkRecord *
read_only_journal (GFile *folder, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (g_file_peek_path (folder), 0, NULL);
  const char *name = dir != NULL ? g_dir_read_name (dir) : NULL;
  g_autoptr (GFile) file = name != NULL ? g_file_get_child (folder, name) : NULL;

  return file != NULL ? val_test_journal_read (file, error) : NULL;
}

/* What was said to be durable is in the journal, and nothing that could not have been. */
static void
check_row (ValBulkRecord *record, guint row, const char *said, guint last_sent)
{
  ValChangeState state = val_test_journal_state (record, row);

  if (g_strcmp0 (said, "done") == 0)
    g_assert_cmpint (state, ==, VAL_CHANGE_DONE);
  else if (g_strcmp0 (said, "sent") == 0)
    g_assert_true (state == VAL_CHANGE_UNKNOWN || state == VAL_CHANGE_DONE);
  else if (row > last_sent + 2)
    g_assert_cmpint (state, ==, VAL_CHANGE_WAITING);
}

static void
check_journal (GFile *folder, GPtrArray *said)
{
  const char *rows[N_ROWS] = { NULL };
  guint last_sent = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkRecord) record = read_only_journal (folder, &error);

  /* Before it said that the journal is open, there may be none, or one whose plan is not whole. */
  if (said->len == 0 && record == NULL)
    return;
  g_assert_no_error (error);
  g_assert_nonnull (record);
  for (guint i = 0; i < said->len; i++)
    {
      char what[8] = "";
      guint row = 0;

      g_assert_cmpint (sscanf (g_ptr_array_index (said, i), "%7s %u", what, &row), ==, 2);
      g_assert_cmpuint (row, <, N_ROWS);
      rows[row] = strcmp (what, "done") == 0   ? "done"
                  : strcmp (what, "sent") == 0 ? "sent"
                                               : rows[row];
      last_sent = MAX (last_sent, row);
      if (strcmp (what, "end") == 0)
        g_assert_cmpint (val_bulk_record_get_end (record), ==, VAL_BULK_FINISHED);
    }
  for (guint row = 0; row < N_ROWS; row++)
    check_row (record, row, rows[row], last_sent);
}

/* Somebody can go on from there. */
static void
check_resume (GFile *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkRecord) record = read_only_journal (folder, NULL);
  g_autoptr (ValBulkRecord) again = NULL;
  g_autoptr (ValBulkJournal) journal = NULL;

  if (record == NULL || val_bulk_record_get_end (record) != VAL_BULK_OPEN)
    return;
  journal = val_test_journal_reopen (record, &error);
  g_assert_no_error (error);
  val_bulk_journal_add_outcome (journal, N_ROWS - 1, VAL_CHANGE_CONFLICT, NULL);
  val_bulk_journal_add_end (journal, VAL_BULK_FINISHED);
  val_test_journal_close (journal, &error);
  g_assert_no_error (error);
  again = read_only_journal (folder, &error);
  g_assert_no_error (error);
  g_assert_cmpint (val_bulk_record_get_end (again), ==, VAL_BULK_FINISHED);
  g_assert_cmpint (val_test_journal_state (again, N_ROWS - 1), ==, VAL_CHANGE_CONFLICT);
}

static void
kill_once (const char *program, gint32 after_lines, gulong after_usec)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func (g_free);
  Victim victim;
  char *line = NULL;

  victim_start (&victim, program, ROLE_WRITE, folder);
  while (after_lines-- > 0 && (line = victim_read (&victim)) != NULL)
    g_ptr_array_add (said, line);
  g_usleep (after_usec);
  victim_kill (&victim);
  while ((line = victim_read (&victim)) != NULL)
    g_ptr_array_add (said, line);
  check_journal (folder, said);
  check_resume (folder);
  victim_clear (&victim);
  val_test_journal_remove_folder (folder);
}

static void
test_kill (gconstpointer program)
{
  guint n_kills = g_test_thorough () ? 100 : 10;
  /* Rows that are left alone say nothing, every second one is done in silence; and the two ends. */
  const gint32 n_lines = (N_ROWS - N_ROWS / 10) * 3 / 2;

  for (guint i = 0; i < n_kills; i++)
    kill_once (program, g_test_rand_int_range (0, n_lines),
               (gulong) g_test_rand_int_range (0, 2000));
}

static void
load (ValBulkHistory *history)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_bulk_history_load_async (history, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_bulk_history_load_finish (history, result, &error);
  g_assert_no_error (error);
}

/* A job of another process is seen to run, and left alone, until that process is gone. */
static void
test_lock (gconstpointer program)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValBulkHistory) history = val_bulk_history_new (folder);
  g_autoptr (ValBulkEntry) entry = NULL;
  g_autoptr (ValBulkRecord) record = NULL;
  g_autoptr (ValBulkJournal) journal = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  Victim victim;

  victim_start (&victim, program, ROLE_HOLD, folder);
  line = victim_read (&victim);
  load (history);
  entry = g_list_model_get_item (G_LIST_MODEL (history), 0);
  g_assert_true (val_bulk_entry_get_running (entry));
  record = val_test_journal_read (val_bulk_entry_get_file (entry), &error);
  g_assert_no_error (error);
  journal = val_test_journal_reopen (record, &error);
  g_assert_error (error, VAL_ERROR, VAL_ERROR_CONFLICT);
  g_clear_error (&error);

  victim_kill (&victim);
  load (history);
  g_assert_false (val_bulk_entry_get_running (entry));
  journal = val_test_journal_reopen (record, &error);
  g_assert_no_error (error);
  load (history);
  g_assert_true (val_bulk_entry_get_running (entry));
  val_test_journal_close (journal, &error);
  g_assert_no_error (error);
  victim_clear (&victim);
  val_test_journal_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], ROLE_WRITE) == 0)
    return be_writer (argv[2]);
  if (argc == 3 && strcmp (argv[1], ROLE_HOLD) == 0)
    return be_holder (argv[2]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/bulk-kill/kill", argv[0], test_kill);
  g_test_add_data_func ("/bulk-kill/lock", argv[0], test_lock);
  return g_test_run ();
}
