/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "benchmark/figures.h"
#include "support/val-test-journal.h"
#include "support/val-test-util.h"
#include "workspace/val-bulk-facts.h"
#include "workspace/val-handle.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define N_ROWS      100000
#define N_JOB       10000
#define CONCURRENCY 8

static double
milliseconds_since (gint64 begun)
{
  return (double) (g_get_monotonic_time () - begun) / 1000;
}

static ValBulkJournal *
create (GFile *folder, ValChangePlan *plan)
{
  g_autoptr (GError) error = NULL;
  ValBulkJournal *journal = val_test_journal_create (folder, plan, &error);

  g_assert_no_error (error);
  return journal;
}

static void
close_good (ValBulkJournal *journal)
{
  g_autoptr (GError) error = NULL;

  val_test_journal_close (journal, &error);
  g_assert_no_error (error);
}

/* A job whose requests take no time: each row waits until its intent is durable, as many at once as
 * a job has in flight. */
typedef struct
{
  ValBulkJournal *journal;
  guint next;
  guint n_open;
  gint64 busy; /* microseconds that the main loop was kept from everything else */
} Job;

typedef struct
{
  Job *job;
  guint row;
} Turn;

static void flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
take_turn (Turn *turn)
{
  Job *job = turn->job;

  /* Those that a test's plan leaves alone. */
  if (job->next % 10 == 3)
    job->next++;
  if (job->next >= N_JOB)
    return;
  turn->row = job->next++;
  job->n_open++;
  val_bulk_journal_add_intent (job->journal, turn->row);
  val_bulk_journal_flush_async (job->journal, flushed_cb, turn);
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Turn *turn = user_data;
  gint64 begun = g_get_monotonic_time ();

  if (!val_bulk_journal_flush_finish (turn->job->journal, result, NULL))
    g_error ("the journal cannot be written");
  turn->job->n_open--;
  val_bulk_journal_add_outcome (turn->job->journal, turn->row, VAL_CHANGE_DONE, NULL);
  take_turn (turn);
  turn->job->busy += g_get_monotonic_time () - begun;
}

static double
run_job (GFile *folder, double *busy)
{
  g_autoptr (ValChangePlan) plan = val_test_journal_plan (N_JOB);
  g_autoptr (ValBulkJournal) journal = create (folder, plan);
  Job job = { .journal = journal };
  Turn turns[CONCURRENCY];
  gint64 begun = g_get_monotonic_time ();

  for (guint i = 0; i < CONCURRENCY; i++)
    {
      turns[i].job = &job;
      take_turn (&turns[i]);
    }
  while (job.n_open > 0)
    g_main_context_iteration (NULL, TRUE);
  close_good (journal);
  *busy = (double) job.busy / 1000;
  return milliseconds_since (begun);
}

/* The plain way: a line, fdatasync (), a line, fdatasync (). */
static double
run_plainly (GFile *folder)
{
  g_autofree char *path = g_build_filename (g_file_peek_path (folder), "plain", NULL);
  g_auto (ValHandle) handle = open (path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  const char line[] = "0123456789abcdef 10000 {\"outcome\":9999,\"state\":\"done\",\"at\":1}\n";
  gint64 begun = g_get_monotonic_time ();

  for (guint i = 0; i < 2 * (N_JOB - N_JOB / 10); i++)
    if (!val_handle_write_all (handle, line, strlen (line)) || fdatasync (handle) != 0)
      g_error ("the file cannot be written");
  return milliseconds_since (begun);
}

static double
create_large (GFile *folder, ValBulkJournal **journal)
{
  g_autoptr (ValChangePlan) plan = val_test_journal_plan (N_ROWS);
  gint64 begun = g_get_monotonic_time ();

  *journal = create (folder, plan);
  return milliseconds_since (begun);
}

static double
add_all (ValBulkJournal *journal)
{
  gint64 begun = g_get_monotonic_time ();

  for (guint row = 0; row < N_ROWS; row++)
    if (row % 10 != 3)
      {
        val_bulk_journal_add_intent (journal, row);
        val_bulk_journal_add_outcome (journal, row, VAL_CHANGE_DONE, NULL);
      }
  return milliseconds_since (begun);
}

static double
read_large (GFile *file)
{
  gint64 begun = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkRecord) record = val_test_journal_read (file, &error);

  g_assert_no_error (error);
  g_assert_cmpint (val_test_journal_state (record, N_ROWS - 1), ==, VAL_CHANGE_DONE);
  return milliseconds_since (begun);
}

static double
look_at_large (GFile *file)
{
  gint64 begun = g_get_monotonic_time ();
  g_autoptr (ValBulkFacts) facts = val_bulk_facts_read (file, NULL, NULL, NULL);

  g_assert_cmpuint (facts->counts[VAL_CHANGE_DONE], ==, N_ROWS - N_ROWS / 10);
  return milliseconds_since (begun);
}

int
main (int argc, char **argv)
{
  GFile *folder = val_test_journal_folder ();
  Figures *figures = figures_new ("journal");
  g_autoptr (ValBulkJournal) large = NULL;
  double busy;
  double job = run_job (folder, &busy);
  double plain = run_plainly (folder);
  double creating = create_large (folder, &large);
  double adding = add_all (large);

  close_good (large);
  figures_add (figures, "10,000 rows, 8 at a time, each durable", job, "ms", plain / 3, plain);
  figures_add (figures, "of that, in the main loop", busy, "ms", 250, -1);
  figures_add (figures, "making a plan of 100,000 rows durable", creating, "ms", 2000, -1);
  figures_add (figures, "adding 180,000 lines", adding, "ms", 200, -1);
  figures_add (figures, "reading 100,000 rows", read_large (val_bulk_journal_get_file (large)),
               "ms", 5000, -1);
  figures_add (figures, "counting 100,000 rows", look_at_large (val_bulk_journal_get_file (large)),
               "ms", 2500, -1);
  val_test_journal_remove_folder (folder);
  return figures_finish (figures, argc > 1 ? argv[1] : ".") ? 0 : 1;
}
