/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What still leaves once a job is to stop or to pause: what was begun is found out, and nothing new
 * is begun. */
#include "val-bulk-fixture.h"

#include "support/val-test-util.h"

#define N_INSTANCES 120
#define PATCHES     "'method':'PATCH','path':'*/instances/*'"

/* What leaves in the time of an answer at the rate that is set, twice. */
#define MOST_IN_FLIGHT 10

/* A job that is under way, slowly: most of what it has begun waits for its turn. */
typedef struct
{
  ValBulkFixture bulk;
  ValChangePlan *plan;
  ValBulkJob *job;
  GAsyncResult *slot;
  guint wanted;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  val_bulk_fixture_set_up (&self->bulk, N_INSTANCES);
  self->bulk.options = (ValBulkOptions){ .concurrency = 32, .rate = 10, .error_budget = 100 };
  self->plan = val_bulk_fixture_plan (&self->bulk, VAL_BULK_FIXTURE_TEMPLATE);
  self->wanted = 3;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->job);
  g_clear_object (&self->plan);
  val_bulk_fixture_tear_down (&self->bulk);
}

static guint
count (Fixture *self, ValChangeState state)
{
  return val_change_plan_count_state (self->plan, state);
}

static gboolean
has_finished_some (gpointer user_data)
{
  Fixture *self = user_data;

  return val_bulk_job_get_n_finished (self->job) >= self->wanted;
}

static gboolean
rests (gpointer user_data)
{
  return count (user_data, VAL_CHANGE_CHECKING) + count (user_data, VAL_CHANGE_WRITING) == 0;
}

static void
begin (Fixture *self, const char *faults)
{
  val_bulk_fixture_set_faults (&self->bulk, faults);
  val_bulk_fixture_forget_requests (&self->bulk);
  self->job = val_bulk_fixture_new_job (&self->bulk, self->plan);
  val_bulk_job_run_async (self->job, val_test_await_cb, &self->slot);
  val_test_wait_for (has_finished_some, self);
}

static void
finish (Fixture *self)
{
  g_autoptr (GAsyncResult) result = val_test_await (&self->slot);
  g_autoptr (GError) error = NULL;

  val_bulk_job_run_finish (self->job, result, &error);
  g_assert_no_error (error);
}

static guint
count_requests (Fixture *self)
{
  return val_bulk_fixture_count_method (&self->bulk, "PATCH") +
         val_bulk_fixture_count_method (&self->bulk, "GET");
}

/* The platform has of each row what the job says. */
static void
assert_honest (Fixture *self)
{
  g_autoptr (GPtrArray) ticked = val_change_plan_list_ticked (self->plan);
  g_autoptr (GHashTable) urls = NULL;

  val_bulk_fixture_set_faults (&self->bulk, "");
  urls = val_bulk_fixture_list_urls (&self->bulk);
  for (guint i = 0; i < ticked->len; i++)
    {
      ValChange *change = g_ptr_array_index (ticked, i);
      gboolean done = val_change_get_state (change) == VAL_CHANGE_DONE;

      g_assert_cmpstr (val_bulk_fixture_lookup (urls, change), ==,
                       done ? val_change_get_new_url (change) : val_change_get_old_url (change));
    }
}

static void
test_stop (Fixture *self, gconstpointer data)
{
  guint n_requests;

  self->bulk.options.check_first = data != NULL;
  begin (self, "{'path':'*/instances/*','latencyMs':500}");
  n_requests = count_requests (self);
  val_bulk_job_stop (self->job);
  finish (self);
  g_assert_cmpuint (count_requests (self) - n_requests, <=, MOST_IN_FLIGHT);
  g_assert_cmpint (val_bulk_job_get_end (self->job), ==, VAL_BULK_CANCELLED);
  g_assert_cmpuint (count (self, VAL_CHANGE_DONE) + count (self, VAL_CHANGE_NOT_SENT), ==,
                    val_bulk_job_get_n_total (self->job));
  assert_honest (self);
}

/* What was taken back is begun once more. */
static void
test_pause (Fixture *self, gconstpointer data)
{
  guint n_requests;

  self->bulk.options.check_first = data != NULL;
  begin (self, "{'path':'*/instances/*','latencyMs':500}");
  n_requests = count_requests (self);
  val_bulk_job_pause (self->job);
  val_test_wait_for (rests, self);
  g_assert_cmpuint (count_requests (self) - n_requests, <=, MOST_IN_FLIGHT);
  g_assert_cmpuint (val_bulk_job_get_n_failed (self->job), ==, 0);
  val_bulk_fixture_set_faults (&self->bulk, "");
  self->wanted = val_bulk_job_get_n_finished (self->job) + 5;
  val_bulk_job_resume (self->job);
  val_test_wait_for (has_finished_some, self);
  val_bulk_job_stop (self->job);
  finish (self);
  g_assert_cmpuint (count (self, VAL_CHANGE_DONE), >=, self->wanted);
  assert_honest (self);
}

/* Who pauses and thinks better of it at once has lost nothing. */
static void
test_pause_for_a_moment (Fixture *self, gconstpointer data)
{
  self->bulk.options.rate = 200;
  begin (self, "{'path':'*/instances/*','latencyMs':50}");
  for (guint i = 0; i < 20; i++)
    {
      val_bulk_job_pause (self->job);
      if (i % 2 == 0)
        g_main_context_iteration (NULL, TRUE);
      val_bulk_job_resume (self->job);
      g_main_context_iteration (NULL, TRUE);
    }
  finish (self);
  g_assert_cmpuint (count (self, VAL_CHANGE_DONE), ==, val_bulk_job_get_n_total (self->job));
  g_assert_cmpuint (val_bulk_fixture_count_method (&self->bulk, "PATCH"), ==,
                    val_bulk_job_get_n_total (self->job));
  assert_honest (self);
}

static void
test_budget (Fixture *self, gconstpointer data)
{
  guint n_requests;

  self->bulk.options.error_budget = 10;
  begin (self, "{" PATCHES ",'latencyMs':500,'status':422}");
  g_assert_cmpint (val_bulk_job_get_state (self->job), ==, VAL_BULK_STATE_STOPPING);
  n_requests = count_requests (self);
  finish (self);
  g_assert_cmpuint (count_requests (self) - n_requests, <=, MOST_IN_FLIGHT);
  g_assert_cmpint (val_bulk_job_get_end (self->job), ==, VAL_BULK_STOPPED);
  assert_honest (self);
}

/* Refused for now, and so not carried out: what was to be sent again is not. */
static void
test_throttled (Fixture *self, gconstpointer data)
{
  guint n_requests;

  begin (self, "{" PATCHES ",'after':4,'status':429,'retryAfter':'0','latencyMs':500}");
  n_requests = count_requests (self);
  val_bulk_job_stop (self->job);
  finish (self);
  g_assert_cmpuint (count_requests (self) - n_requests, <=, MOST_IN_FLIGHT);
  g_assert_cmpuint (count (self, VAL_CHANGE_UNKNOWN), ==, 0);
  assert_honest (self);
}

/* Of what was carried out and whose answer was lost it is still found out that it was. */
static void
test_lost_answers (Fixture *self, gconstpointer data)
{
  begin (self, "{" PATCHES ",'every':2,'status':502,'applied':true,'latencyMs':500},"
               "{" PATCHES ",'latencyMs':500}");
  val_bulk_job_stop (self->job);
  finish (self);
  g_assert_cmpuint (val_bulk_fixture_count_method (&self->bulk, "GET"), >, 1);
  g_assert_cmpuint (count (self, VAL_CHANGE_UNKNOWN), ==, 0);
  g_assert_cmpuint (count (self, VAL_CHANGE_DONE), ==,
                    val_bulk_fixture_count_method (&self->bulk, "PATCH"));
  assert_honest (self);
}

static void
add (const char *path, gconstpointer data, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, data, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/bulk-job-halt/stop/unchecked", NULL, test_stop);
  add ("/bulk-job-halt/stop/checked", "", test_stop);
  add ("/bulk-job-halt/pause/unchecked", NULL, test_pause);
  add ("/bulk-job-halt/pause/checked", "", test_pause);
  add ("/bulk-job-halt/pause/for-a-moment", NULL, test_pause_for_a_moment);
  add ("/bulk-job-halt/budget", NULL, test_budget);
  add ("/bulk-job-halt/throttled", NULL, test_throttled);
  add ("/bulk-job-halt/lost-answers", NULL, test_lost_answers);
  return g_test_run ();
}
