/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a job makes of a platform that fails, throttles, refuses or is gone, and of a user who
 * changes their mind. */
#include "val-bulk-fixture.h"

#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#define N_INSTANCES 120
#define PATCHES     "'method':'PATCH','path':'*/instances/*'"
#define GETS        "'method':'GET','path':'*/instances/*'"

static void
set_up (ValBulkFixture *self, gconstpointer data)
{
  val_bulk_fixture_set_up (self, N_INSTANCES);
  self->options.error_budget = 100;
}

static void
tear_down (ValBulkFixture *self, gconstpointer data)
{
  val_bulk_fixture_tear_down (self);
}

static void
run_well (ValBulkJob *job)
{
  g_autoptr (GError) error = NULL;

  val_bulk_fixture_run (job, &error);
  g_assert_no_error (error);
}

static guint
count (ValBulkJob *job, ValChangeState state)
{
  return val_change_plan_count_state (val_bulk_job_get_plan (job), state);
}

/* No row is lost, and each is what the job says. */
static void
assert_honest (ValBulkFixture *self, ValBulkJob *job)
{
  g_autoptr (GPtrArray) ticked = val_change_plan_list_ticked (val_bulk_job_get_plan (job));
  g_autoptr (ValBulkRecord) record = val_bulk_fixture_read (val_bulk_job_get_file (job));
  g_autoptr (GHashTable) urls = NULL;

  val_bulk_fixture_set_faults (self, "");
  urls = val_bulk_fixture_list_urls (self);
  for (guint i = 0; i < ticked->len; i++)
    {
      ValChange *change = g_ptr_array_index (ticked, i);
      ValChangeState state = val_change_get_state (change);
      const char *url = val_bulk_fixture_lookup (urls, change);

      g_assert_true (val_change_state_is_final (state));
      if (state == VAL_CHANGE_DONE || state == VAL_CHANGE_DAMAGED)
        g_assert_cmpstr (url, ==, val_change_get_new_url (change));
      else if (state == VAL_CHANGE_FAILED || state == VAL_CHANGE_NOT_SENT)
        g_assert_cmpstr (url, ==, val_change_get_old_url (change));
      if (state == VAL_CHANGE_DAMAGED || state == VAL_CHANGE_FAILED || state == VAL_CHANGE_UNKNOWN)
        g_assert_nonnull (val_change_get_detail (change));
    }
  for (int state = VAL_CHANGE_DONE; state < VAL_CHANGE_N_STATES; state++)
    g_assert_cmpuint (val_change_plan_count_state (val_bulk_record_get_plan (record), state), ==,
                      count (job, state));
}

typedef struct
{
  const char *faults;
  gboolean check_first;
  gboolean all_done; /* every fault passes by itself */
} Trouble;

static void
test_trouble (ValBulkFixture *self, gconstpointer data)
{
  const Trouble *trouble = data;
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = NULL;

  self->options.check_first = trouble->check_first;
  job = val_bulk_fixture_new_job (self, plan);
  val_bulk_fixture_set_faults (self, trouble->faults);
  run_well (job);
  g_assert_cmpint (val_bulk_job_get_end (job), ==, VAL_BULK_FINISHED);
  if (trouble->all_done)
    g_assert_cmpuint (count (job, VAL_CHANGE_DONE), ==, val_bulk_job_get_n_total (job));
  assert_honest (self, job);
}

/* What is carried out though its answer is a failure is done all the same, and sent once. */
static void
test_lost_answers (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = val_bulk_fixture_new_job (self, plan);

  val_bulk_fixture_set_faults (self, data);
  val_bulk_fixture_forget_requests (self);
  run_well (job);
  g_assert_cmpuint (count (job, VAL_CHANGE_DONE), ==, val_bulk_job_get_n_total (job));
  g_assert_cmpuint (val_bulk_fixture_count_method (self, "PATCH"), ==,
                    val_bulk_job_get_n_total (job));
  assert_honest (self, job);
}

/* Sent, and then nothing can be read any more. */
static void
test_unreadable (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = NULL;

  self->options.check_first = FALSE;
  self->options.concurrency = 1;
  job = val_bulk_fixture_new_job (self, plan);
  val_bulk_fixture_set_faults (
      self, "{" PATCHES ",'after':9,'times':1,'status':502,'applied':true},{" GETS ",'times':1,"
            "'status':404}");
  run_well (job);
  g_assert_cmpuint (count (job, VAL_CHANGE_UNKNOWN), ==, 1);
  g_assert_cmpuint (count (job, VAL_CHANGE_FAILED), ==, 0);
  assert_honest (self, job);
}

static void
assert_all_undone (ValBulkFixture *self, ValBulkJob *job)
{
  g_autoptr (ValChangePlan) plan = val_change_plan_new_undo (val_bulk_job_get_plan (job));
  g_autoptr (ValBulkJob) undo = val_bulk_fixture_new_job (self, plan);
  g_autoptr (GPtrArray) changes = val_change_plan_list_ticked (plan);
  g_autoptr (GHashTable) urls = NULL;

  g_assert_cmpuint (changes->len, ==,
                    count (job, VAL_CHANGE_DONE) + count (job, VAL_CHANGE_DAMAGED));
  run_well (undo);
  urls = val_bulk_fixture_list_urls (self);
  for (guint i = 0; i < changes->len; i++)
    {
      const char *url = val_bulk_fixture_lookup (urls, g_ptr_array_index (changes, i));

      g_assert_cmpstr (url != NULL ? url : "", ==,
                       val_change_get_new_url (g_ptr_array_index (changes, i)));
    }
}

/* Other values are lost: the new URL is there nevertheless, which is neither hidden nor beyond
 * undoing. */
static void
test_keeps_nothing (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = val_bulk_fixture_new_job (self, plan);
  g_autoptr (GHashTable) before = val_bulk_fixture_list_configs (self);
  g_autoptr (GHashTable) after = NULL;
  g_autoptr (GPtrArray) ticked = val_change_plan_list_ticked (plan);

  val_bulk_fixture_set_faults (self, data);
  run_well (job);
  g_assert_cmpuint (count (job, VAL_CHANGE_DONE) + count (job, VAL_CHANGE_DAMAGED), ==,
                    ticked->len);
  g_assert_cmpuint (val_bulk_job_get_n_failed (job), ==, count (job, VAL_CHANGE_DAMAGED));
  assert_honest (self, job);
  after = val_bulk_fixture_list_configs (self);
  g_assert_cmpuint (g_hash_table_size (before), ==, g_hash_table_size (after));
  assert_all_undone (self, job);
}

/* A platform that says that all is well and changes nothing. */
static void
test_ignores (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = NULL;

  self->options.check_first = data != NULL;
  job = val_bulk_fixture_new_job (self, plan);
  val_bulk_fixture_set_faults (self, "{'path':'*/configuration*','status':403},"
                                     "{" PATCHES ",'patchMode':'ignore'}");
  run_well (job);
  g_assert_cmpuint (count (job, VAL_CHANGE_FAILED), ==, val_bulk_job_get_n_total (job));
  assert_honest (self, job);
}

/* Nothing but the first row that can be ticked. */
static ValChange *
tick_one (ValChangePlan *plan)
{
  g_autoptr (GPtrArray) ticked = val_change_plan_list_ticked (plan);
  ValChange *first = g_ptr_array_index (ticked, 0);

  val_change_plan_tick_all (plan, NULL, FALSE);
  val_change_set_ticked (first, TRUE);
  return first;
}

/* A platform that makes something of its own of what it is sent. */
static void
test_makes_another (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  ValChange *change = tick_one (plan);
  g_autoptr (ValBulkJob) job = val_bulk_fixture_new_job (self, plan);
  g_autofree char *faults = g_strdup_printf (
      "{" GETS ",'after':1,'status':200,'body':'{\\'id\\':%" G_GINT64_FORMAT
      ",\\'configuration\\':{\\'" VAL_KEY_CALLBACK_URL "\\':\\'%s\\'}}'},"
      "{'path':'*/configuration*','status':403},{" PATCHES ",'patchMode':'ignore'}",
      val_change_get_id (change), "https://third.example.com/");

  val_bulk_fixture_set_faults (self, faults);
  run_well (job);
  g_assert_cmpint (val_change_get_state (change), ==, VAL_CHANGE_DAMAGED);
  g_assert_nonnull (strstr (val_change_get_detail (change), "https://third.example.com/"));
  g_assert_cmpuint (val_bulk_job_get_n_failed (job), ==, 1);
}

/* One row, and answers that are each a reason of its own to try again. */
static void
test_attempts (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = NULL;

  tick_one (plan);
  job = val_bulk_fixture_new_job (self, plan);
  val_bulk_fixture_set_faults (self, data);
  val_bulk_fixture_forget_requests (self);
  run_well (job);
  g_assert_cmpuint (count (job, VAL_CHANGE_FAILED), ==, 1);
  g_assert_cmpuint (val_bulk_fixture_count_method (self, "PATCH"), ==, 3);
  assert_honest (self, job);
}

/* The set pace, measured by the server. */
static void
test_rate (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = NULL;

  self->options.rate = 60;
  self->options.concurrency = 4;
  job = val_bulk_fixture_new_job (self, plan);
  val_bulk_fixture_set_faults (self, "{" PATCHES ",'every':10,'status':503,'retryAfter':'0'}");
  val_bulk_fixture_forget_requests (self);
  run_well (job);
  g_assert_cmpint (val_bulk_fixture_count (self, "maxRequestsInOneSecond"), <=, 60 + 1);
  g_assert_cmpint (val_bulk_fixture_count (self, "maxOpenRequests"), <=, 4 + 1);
  assert_honest (self, job);
}

static void
test_canary (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = NULL;

  self->options.canary = TRUE;
  self->options.error_budget = 10;
  job = val_bulk_fixture_new_job (self, plan);
  val_bulk_fixture_set_faults (self, data);
  val_bulk_fixture_forget_requests (self);
  run_well (job);
  if (data != NULL && *(const char *) data != '\0')
    {
      g_assert_cmpint (val_bulk_job_get_end (job), ==, VAL_BULK_STOPPED);
      g_assert_cmpuint (val_bulk_fixture_count_method (self, "PATCH"), <=, N_INSTANCES / 20 + 1);
      g_assert_cmpuint (count (job, VAL_CHANGE_NOT_SENT), >, N_INSTANCES / 2);
    }
  else
    {
      g_assert_cmpuint (val_bulk_job_get_stage (job), ==, 3);
      g_assert_cmpuint (count (job, VAL_CHANGE_DONE), ==, val_bulk_job_get_n_total (job));
    }
  assert_honest (self, job);
}

/* What was left alone says nothing about how the rest will go. */
static void
test_canary_conflicts (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (GPtrArray) ticked = val_change_plan_list_ticked (plan);
  g_autoptr (ValBulkJob) job = NULL;

  self->options.canary = TRUE;
  self->options.error_budget = 10;
  for (guint i = 0; i < 8; i++)
    val_bulk_fixture_change (self, val_change_get_id (g_ptr_array_index (ticked, i)),
                             "https://elsewhere.example.com/hook");
  job = val_bulk_fixture_new_job (self, plan);
  val_bulk_fixture_set_faults (self, "{" PATCHES ",'status':422}");
  val_bulk_fixture_forget_requests (self);
  run_well (job);
  g_assert_cmpint (val_bulk_job_get_end (job), ==, VAL_BULK_STOPPED);
  g_assert_cmpuint (val_bulk_job_get_stage (job), ==, 1);
  g_assert_cmpuint (val_bulk_job_get_n_conflicts (job), ==, 8);
  g_assert_cmpuint (val_bulk_fixture_count_method (self, "PATCH"), ==, 1);
  assert_honest (self, job);
}

/* Where there is nothing left to try, the job comes to its end in whatever stage it is. */
static void
test_canary_runs_out (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (GPtrArray) ticked = val_change_plan_list_ticked (plan);
  g_autoptr (ValBulkJob) job = NULL;

  self->options.canary = TRUE;
  for (guint i = 1; i < ticked->len; i++)
    {
      ValChange *change = g_ptr_array_index (ticked, i);

      val_bulk_fixture_change (self, val_change_get_id (change), val_change_get_new_url (change));
    }
  job = val_bulk_fixture_new_job (self, plan);
  run_well (job);
  g_assert_cmpint (val_bulk_job_get_end (job), ==, VAL_BULK_FINISHED);
  g_assert_cmpuint (val_bulk_job_get_stage (job), ==, 2);
  g_assert_cmpuint (count (job, VAL_CHANGE_DONE), ==, 1);
  g_assert_cmpuint (count (job, VAL_CHANGE_ALREADY), ==, ticked->len - 1);
  assert_honest (self, job);
}

static void
test_budget (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = NULL;

  self->options.error_budget = 10;
  job = val_bulk_fixture_new_job (self, plan);
  val_bulk_fixture_set_faults (self, "{" PATCHES ",'every':4,'status':422}");
  run_well (job);
  g_assert_cmpint (val_bulk_job_get_end (job), ==, VAL_BULK_STOPPED);
  g_assert_cmpuint (count (job, VAL_CHANGE_NOT_SENT), >, 0);
  g_assert_cmpuint (val_bulk_job_get_n_failed (job), >, 1);
  assert_honest (self, job);
}

/* A job that is under way. */
typedef struct
{
  ValBulkJob *job;
  GAsyncResult *slot;
  guint wanted;
} Running;

static void
begin (Running *running, ValBulkJob *job)
{
  running->job = job;
  val_bulk_job_run_async (job, val_test_await_cb, &running->slot);
}

static void
finish (Running *running)
{
  g_autoptr (GAsyncResult) result = val_test_await (&running->slot);
  g_autoptr (GError) error = NULL;

  val_bulk_job_run_finish (running->job, result, &error);
  g_assert_no_error (error);
}

static gboolean
has_finished_some (gpointer user_data)
{
  Running *running = user_data;

  return val_bulk_job_get_n_finished (running->job) >= running->wanted;
}

static gboolean
is_paused (gpointer user_data)
{
  return val_bulk_job_get_state (((Running *) user_data)->job) == VAL_BULK_STATE_PAUSED;
}

static gboolean
rests (gpointer user_data)
{
  Running *running = user_data;

  return count (running->job, VAL_CHANGE_CHECKING) + count (running->job, VAL_CHANGE_WRITING) == 0;
}

static void
test_pause (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = val_bulk_fixture_new_job (self, plan);
  Running running = { .wanted = 10 };
  gint64 n_requests;

  begin (&running, job);
  val_test_wait_for (has_finished_some, &running);
  val_bulk_job_pause (job);
  g_assert_cmpint (val_bulk_job_get_state (job), ==, VAL_BULK_STATE_PAUSED);
  g_assert_cmpint (val_bulk_job_get_pause_reason (job), ==, VAL_BULK_PAUSE_USER);
  val_test_wait_for (rests, &running);
  n_requests = val_bulk_fixture_count (self, "requests");
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (val_bulk_fixture_count (self, "requests"), ==, n_requests);
  g_assert_cmpuint (count (job, VAL_CHANGE_WAITING), >, 0);
  val_bulk_job_resume (job);
  finish (&running);
  g_assert_cmpuint (count (job, VAL_CHANGE_DONE), ==, val_bulk_job_get_n_total (job));
  assert_honest (self, job);
}

static void
test_stop (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = val_bulk_fixture_new_job (self, plan);
  Running running = { .wanted = 10 };

  begin (&running, job);
  val_test_wait_for (has_finished_some, &running);
  if (data != NULL)
    val_bulk_job_pause (job);
  val_bulk_job_stop (job);
  finish (&running);
  g_assert_cmpint (val_bulk_job_get_end (job), ==, VAL_BULK_CANCELLED);
  g_assert_cmpuint (count (job, VAL_CHANGE_NOT_SENT), >, 0);
  g_assert_cmpuint (count (job, VAL_CHANGE_DONE), >=, 10);
  g_assert_cmpuint (count (job, VAL_CHANGE_UNKNOWN), ==, 0);
  assert_honest (self, job);
}

static gboolean
is_still (gpointer user_data)
{
  ValChangePlan *plan = val_bulk_job_get_plan (user_data);

  return val_bulk_job_get_hold (user_data) > 0 &&
         val_change_plan_count_state (plan, VAL_CHANGE_CHECKING) == 0 &&
         val_change_plan_count_state (plan, VAL_CHANGE_WRITING) == 0;
}

/* Nothing is written while the platform asks to wait, and how long is known. */
static void
test_held (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = val_bulk_fixture_new_job (self, plan);
  Running running = { .wanted = 5 };

  val_bulk_fixture_set_faults (
      self, "{'path':'*/instances/*','after':20,'times':1,'status':429,'retryAfter':'3'}");
  begin (&running, job);
  val_test_wait_for (has_finished_some, &running);
  val_test_wait_for (is_still, job);
  g_assert_cmpuint (val_bulk_job_get_hold (job), <=, 3);
  finish (&running);
  g_assert_cmpuint (val_bulk_job_get_hold (job), ==, 0);
  assert_honest (self, job);
}

/* While the platform asks to be left alone for minutes, nobody who stops waits that long. */
static void
test_stop_while_held (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = val_bulk_fixture_new_job (self, plan);
  Running running = { .wanted = 5 };
  gint64 begun = g_get_monotonic_time ();

  val_bulk_fixture_set_faults (self, "{'path':'*/instances/*','after':20,'status':429,"
                                     "'retryAfter':'300'}");
  begin (&running, job);
  val_test_wait_for (has_finished_some, &running);
  while (val_bulk_job_get_pace_reason (job) != VAL_PACE_THROTTLED)
    g_main_context_iteration (NULL, TRUE);
  val_bulk_job_stop (job);
  finish (&running);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 60 * G_USEC_PER_SEC);
  g_assert_cmpint (val_bulk_job_get_end (job), ==, VAL_BULK_CANCELLED);
  assert_honest (self, job);
}

/* Secrets that are no longer taken are no reason for a failure a row. */
static void
test_unauthorized (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = val_bulk_fixture_new_job (self, plan);
  Running running = { .wanted = 10 };

  val_bulk_fixture_set_faults (self,
                               "{'path':'*/instances/*','after':40,'times':200,'status':401}");
  begin (&running, job);
  val_test_wait_for (is_paused, &running);
  g_assert_cmpint (val_bulk_job_get_pause_reason (job), ==, VAL_BULK_PAUSE_ERRORS);
  g_assert_error (val_bulk_job_get_problem (job), VAL_ERROR, VAL_ERROR_UNAUTHORIZED);
  val_test_wait_for (rests, &running);
  g_assert_cmpuint (val_bulk_job_get_n_failed (job), ==, 0);
  val_bulk_fixture_set_faults (self, "");
  val_bulk_job_resume (job);
  finish (&running);
  g_assert_cmpuint (count (job, VAL_CHANGE_DONE), ==, val_bulk_job_get_n_total (job));
  assert_honest (self, job);
}

/* A platform that only fails is not asked ten thousand times. */
static void
test_broken (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = val_bulk_fixture_new_job (self, plan);
  Running running = { .wanted = 10 };

  val_bulk_fixture_set_faults (self, "{'path':'*/instances/*','after':40,'status':500}");
  begin (&running, job);
  val_test_wait_for (is_paused, &running);
  g_assert_cmpint (val_bulk_job_get_pause_reason (job), ==, VAL_BULK_PAUSE_ERRORS);
  g_assert_nonnull (val_bulk_job_get_problem (job));
  g_assert_cmpuint (val_bulk_job_get_n_failed (job), <=, 16);
  val_bulk_fixture_set_faults (self, "");
  val_bulk_job_resume (job);
  finish (&running);
  g_assert_cmpint (val_bulk_job_get_end (job), ==, VAL_BULK_FINISHED);
  assert_honest (self, job);
}

/* Of the journal's disk. */

static void
limit_files (rlim_t size)
{
  const struct rlimit limit = { .rlim_cur = size, .rlim_max = RLIM_INFINITY };

  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* Nothing is sent whose intent does not fit on the disk; the job is still open then. */
static void
test_disk_full (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (ValBulkRecord) record = NULL;
  g_autoptr (GHashTable) urls = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  Running running = { .wanted = 3 };

  signal (SIGXFSZ, SIG_IGN);
  self->options.rate = 200;
  job = val_bulk_fixture_new_job (self, plan);
  begin (&running, job);
  val_test_wait_for (has_finished_some, &running);
  info = g_file_query_info (val_bulk_job_get_file (job), G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL,
                            NULL);
  limit_files ((rlim_t) g_file_info_get_size (info) + 600);
  result = val_test_await (&running.slot);
  g_assert_false (val_bulk_job_run_finish (job, result, &error));
  limit_files (RLIM_INFINITY);
  g_assert_error (error, VAL_ERROR, VAL_ERROR_STORAGE);
  g_assert_cmpint (val_bulk_job_get_end (job), ==, VAL_BULK_OPEN);
  record = val_bulk_fixture_read (val_bulk_job_get_file (job));
  urls = val_bulk_fixture_list_urls (self);
  for (guint row = 0; row < g_list_model_get_n_items (G_LIST_MODEL (plan)); row++)
    {
      g_autoptr (ValChange) change =
          g_list_model_get_item (G_LIST_MODEL (val_bulk_record_get_plan (record)), row);
      ValChangeState state = val_change_get_state (change);

      /* Only what was announced can have been sent. */
      if (state == VAL_CHANGE_WAITING)
        g_assert_cmpstr (val_bulk_fixture_lookup (urls, change), ==,
                         val_change_get_old_url (change));
    }
}

/* The wrong account. */
static void
test_other_account (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkHeader) header = val_bulk_header_new (self->account, "Test", &self->options);
  g_autoptr (ValBulkJob) job = NULL;
  g_autoptr (GError) error = NULL;

  g_free (header->account_uuid);
  header->account_uuid = g_uuid_string_random ();
  job = val_bulk_job_new (self->workspace, plan, header, self->folder);
  val_bulk_fixture_forget_requests (self);
  g_assert_false (val_bulk_fixture_run (job, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
  g_assert_cmpuint (val_bulk_fixture_count_method (self, "PATCH"), ==, 0);
  g_assert_null (val_bulk_job_get_file (job));
}

/* Faults, two for each of three groups of instances: no row is tried in vain three times. */
#define TWICE(ending, what) "{'path':'*/instances/*" ending "','after':3,'times':2," what "}"
#define SOME(what)          TWICE ("1", what) "," TWICE ("4", what) "," TWICE ("8", what)
#define SOME_PATCHES(what)  SOME ("'method':'PATCH'," what)

static const Trouble troubles[] = {
  { "{" PATCHES ",'every':12,'status':429,'retryAfter':'0'}", TRUE, TRUE },
  { "{" PATCHES ",'every':12,'status':429,'retryAfter':'Thu, 01 Jan 1970 00:00:00 GMT'}", TRUE,
    TRUE },
  { "{" PATCHES ",'after':20,'times':3,'status':429}", FALSE, TRUE },
  { SOME_PATCHES ("'status':503"), TRUE, TRUE },
  { SOME_PATCHES ("'status':500"), FALSE, TRUE },
  { SOME ("'reset':true"), TRUE, TRUE },
  { SOME ("'truncate':40"), TRUE, TRUE },
  { SOME_PATCHES ("'badJson':true"), TRUE, TRUE },
  { "{'path':'*/instances/*','every':7,'status':403}", TRUE, FALSE },
  { "{'path':'*/instances/*','every':5,'status':404}", FALSE, FALSE },
};

static void
add (const char *path, gconstpointer data, void (*test) (ValBulkFixture *, gconstpointer))
{
  g_test_add (path, ValBulkFixture, data, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (troubles); i++)
    {
      g_autofree char *path = g_strdup_printf ("/bulk-job-trouble/faults/%zu", i);

      add (path, &troubles[i], test_trouble);
    }
  add ("/bulk-job-trouble/lost-answers/5xx", "{" PATCHES ",'every':25,'status':502,'applied':true}",
       test_lost_answers);
  add ("/bulk-job-trouble/lost-answers/reset",
       "{" PATCHES ",'every':25,'reset':true,'applied':true}", test_lost_answers);
  add ("/bulk-job-trouble/lost-answers/cut", "{" PATCHES ",'every':25,'truncate':9}",
       test_lost_answers);
  add ("/bulk-job-trouble/unreadable", NULL, test_unreadable);
  add ("/bulk-job-trouble/keeps-nothing/ignores", "{" PATCHES ",'every':9,'patchMode':'ignore'}",
       test_keeps_nothing);
  add ("/bulk-job-trouble/keeps-nothing/replaces", "{" PATCHES ",'every':9,'patchMode':'replace'}",
       test_keeps_nothing);
  add ("/bulk-job-trouble/ignores/checked", "", test_ignores);
  add ("/bulk-job-trouble/ignores/unchecked", NULL, test_ignores);
  add ("/bulk-job-trouble/makes-another", NULL, test_makes_another);
  add ("/bulk-job-trouble/attempts/mixed",
       "{" PATCHES ",'every':3,'status':502},{" PATCHES ",'status':429,'retryAfter':'0'}",
       test_attempts);
  add ("/bulk-job-trouble/attempts/throttled", "{" PATCHES ",'status':429,'retryAfter':'0'}",
       test_attempts);
  add ("/bulk-job-trouble/attempts/failing", "{" PATCHES ",'status':502}", test_attempts);
  add ("/bulk-job-trouble/rate", NULL, test_rate);
  add ("/bulk-job-trouble/canary/well", "", test_canary);
  add ("/bulk-job-trouble/canary/first", "{" PATCHES ",'status':422}", test_canary);
  add ("/bulk-job-trouble/canary/second", "{" PATCHES ",'after':1,'every':2,'status':422}",
       test_canary);
  add ("/bulk-job-trouble/canary/conflicts", NULL, test_canary_conflicts);
  add ("/bulk-job-trouble/canary/runs-out", NULL, test_canary_runs_out);
  add ("/bulk-job-trouble/budget", NULL, test_budget);
  add ("/bulk-job-trouble/pause", NULL, test_pause);
  add ("/bulk-job-trouble/stop", NULL, test_stop);
  add ("/bulk-job-trouble/stop-paused", "", test_stop);
  add ("/bulk-job-trouble/stop-while-held", NULL, test_stop_while_held);
  add ("/bulk-job-trouble/held", NULL, test_held);
  add ("/bulk-job-trouble/unauthorized", NULL, test_unauthorized);
  add ("/bulk-job-trouble/broken", NULL, test_broken);
  add ("/bulk-job-trouble/disk-full", NULL, test_disk_full);
  add ("/bulk-job-trouble/other-account", NULL, test_other_account);
  return g_test_run ();
}
