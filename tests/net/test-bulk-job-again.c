/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs that were interrupted, and jobs that take others back. */
#include "val-bulk-fixture.h"

#include "keyring/val-memory-store.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"
#include "workspace/val-bulk-journal.h"
#include "workspace/val-bulk-sequel.h"

#include <glib/gstdio.h>
#include <string.h>

#define N_RESUMED  200
#define N_THOROUGH 10000
#define ELSEWHERE  "https://elsewhere.example.com/hook"
#define PATCHES    "'method':'PATCH','path':'*/instances/*'"

/* Instrumented, each request takes ten times as long. */
#ifdef __SANITIZE_ADDRESS__
#define N_UNDONE       200
#define EVERY_BOUNDARY 61
#else
#define N_UNDONE       2000
#define EVERY_BOUNDARY 23
#endif

/* Of the journal: what a process writes at most before it is killed.  Time would not do: where the
 * machine is slow, none would ever get anywhere. */
#define MAX_GROWTH 1500

static void
set_up (ValBulkFixture *self, gconstpointer data)
{
  val_bulk_fixture_set_up (self, GPOINTER_TO_UINT (data));
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

/* As many lines of @text as make a journal that was cut there; NULL past the last. */
static char *
take_lines (const char *text, guint n_lines)
{
  const char *end = text;

  for (guint i = 0; i < n_lines; i++)
    {
      end = strchr (end, '\n');
      if (end == NULL)
        return NULL;
      end++;
    }
  return g_strndup (text, (gsize) (end - text));
}

static guint
count_lines (const char *text)
{
  guint n_lines = 0;

  for (; *text != '\0'; text++)
    n_lines += *text == '\n' ? 1 : 0;
  return n_lines;
}

static GFile *
write_copy (ValBulkFixture *self, ValBulkJob *job, const char *text)
{
  g_autofree char *name = g_file_get_basename (val_bulk_job_get_file (job));
  g_autofree char *path = g_build_filename (self->path, "copy", NULL);
  GFile *file;

  g_mkdir_with_parents (path, 0700);
  file = g_file_new_build_filename (path, name, NULL);
  g_assert_true (g_file_set_contents_full (g_file_peek_path (file), text, -1,
                                           G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
  return file;
}

/* Puts the platform into a state that the job may have left behind: what has an outcome is new,
 * what was only announced is either. */
static void
put_back (ValBulkFixture *self, ValBulkRecord *record, GHashTable *urls, GRand *random)
{
  g_autoptr (GPtrArray) ticked = val_change_plan_list_ticked (val_bulk_record_get_plan (record));

  for (guint i = 0; i < ticked->len; i++)
    {
      ValChange *change = g_ptr_array_index (ticked, i);
      ValChangeState state = val_change_get_state (change);
      gboolean is_new =
          state == VAL_CHANGE_DONE || (state == VAL_CHANGE_UNKNOWN && g_rand_boolean (random));
      const char *old = val_change_get_old_url (change);
      const char *wanted = is_new ? val_change_get_new_url (change) : old != NULL ? old : "";
      const char *now = val_bulk_fixture_lookup (urls, change);

      if (g_strcmp0 (now != NULL ? now : "", wanted) != 0)
        val_bulk_fixture_change (self, val_change_get_id (change), wanted);
    }
}

static void
assert_all_new (ValBulkFixture *self, ValChangePlan *plan)
{
  g_autoptr (GPtrArray) ticked = val_change_plan_list_ticked (plan);
  g_autoptr (GHashTable) urls = val_bulk_fixture_list_urls (self);

  for (guint i = 0; i < ticked->len; i++)
    {
      ValChange *change = g_ptr_array_index (ticked, i);

      g_assert_cmpint (val_change_get_state (change), ==, VAL_CHANGE_DONE);
      g_assert_cmpstr (val_bulk_fixture_lookup (urls, change), ==, val_change_get_new_url (change));
    }
}

static void
resume_from (ValBulkFixture *self, ValBulkJob *first, const char *text, GRand *random)
{
  g_autoptr (GFile) file = write_copy (self, first, text);
  g_autoptr (ValBulkRecord) record = val_bulk_fixture_read (file);
  g_autoptr (GHashTable) urls = val_bulk_fixture_list_urls (self);
  ValChangePlan *plan = val_bulk_record_get_plan (record);
  g_autoptr (ValBulkJob) job = NULL;
  g_autoptr (ValBulkRecord) after = NULL;
  guint n_done = val_change_plan_count_state (plan, VAL_CHANGE_DONE);

  put_back (self, record, urls, random);
  job = val_bulk_job_new_resumed (self->workspace, record);
  val_bulk_fixture_forget_requests (self);
  run_well (job);
  g_assert_cmpint (val_bulk_job_get_end (job), ==, VAL_BULK_FINISHED);
  /* What has an outcome is not sent again. */
  g_assert_cmpuint (val_bulk_fixture_count_method (self, "PATCH"), <=,
                    val_bulk_job_get_n_total (job) - n_done);
  assert_all_new (self, plan);
  after = val_bulk_fixture_read (file);
  g_assert_cmpuint (val_change_plan_count_state (val_bulk_record_get_plan (after), VAL_CHANGE_DONE),
                    ==, val_bulk_job_get_n_total (job));
  g_assert_true (g_file_delete (file, NULL, NULL));
}

/* Killed at every line of its journal: each with the platform as it may have been then. */
static void
test_boundaries (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = val_bulk_fixture_new_job (self, plan);
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  g_autofree char *text = NULL;
  guint first = 1 + g_list_model_get_n_items (G_LIST_MODEL (plan)) + 2;
  guint step = g_test_thorough () ? 1 : EVERY_BOUNDARY;
  guint n_lines;

  run_well (job);
  g_assert_true (g_file_load_contents (val_bulk_job_get_file (job), NULL, &text, NULL, NULL, NULL));
  n_lines = count_lines (text);
  g_assert_cmpuint (n_lines, >, first + val_bulk_job_get_n_total (job));
  for (guint n = first; n < n_lines; n += n < first + 3 ? 1 : step)
    {
      g_autofree char *cut = take_lines (text, n);

      resume_from (self, job, cut, random);
    }
}

/* A job that ran well, but of whose journal no more was kept than the plan, @n_lines lines, and not
 * the last @n_lost bytes of these. */
static ValBulkRecord *
run_and_cut (ValBulkFixture *self, guint n_lines, gsize n_lost)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = val_bulk_fixture_new_job (self, plan);
  g_autoptr (GFile) file = NULL;
  g_autofree char *text = NULL;
  g_autofree char *cut = NULL;

  run_well (job);
  g_assert_true (g_file_load_contents (val_bulk_job_get_file (job), NULL, &text, NULL, NULL, NULL));
  cut = take_lines (text, 1 + g_list_model_get_n_items (G_LIST_MODEL (plan)) + n_lines);
  cut[strlen (cut) - n_lost] = '\0';
  file = write_copy (self, job, cut);
  return val_bulk_fixture_read (file);
}

/* Somebody changes @change, whose outcome is not known, before the job is taken up. */
static void
assert_conflict (ValBulkFixture *self, ValBulkRecord *record, ValChange *change)
{
  g_autoptr (ValBulkJob) again = NULL;

  val_bulk_fixture_change (self, val_change_get_id (change), ELSEWHERE);
  again = val_bulk_job_new_resumed (self->workspace, record);
  run_well (again);
  g_assert_cmpint (val_change_get_state (change), ==, VAL_CHANGE_CONFLICT);
  g_assert_cmpuint (val_bulk_job_get_n_conflicts (again), ==, 1);
}

/* Somebody else changed what was announced and perhaps sent. */
static void
test_settled_conflict (ValBulkFixture *self, gconstpointer data)
{
  /* The third line announces the first rows. */
  g_autoptr (ValBulkRecord) record = run_and_cut (self, 3, 0);
  g_autoptr (GPtrArray) ticked = val_change_plan_list_ticked (val_bulk_record_get_plan (record));
  ValChange *first = g_ptr_array_index (ticked, 0);

  g_assert_cmpint (val_change_get_state (first), ==, VAL_CHANGE_UNKNOWN);
  assert_conflict (self, record, first);
}

static guint
count_undo (ValBulkRecord *record)
{
  g_autoptr (ValChangePlan) undo = val_change_plan_new_undo (val_bulk_record_get_plan (record));

  return g_list_model_get_n_items (G_LIST_MODEL (undo));
}

static void
close_journal (ValBulkJournal *journal)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError) error = NULL;

  val_bulk_journal_close_async (journal, val_test_await_cb, &slot);
  closed = val_test_await (&slot);
  val_bulk_journal_close_finish (journal, closed, &error);
  g_assert_no_error (error);
}

/* Nobody knows what the lines said that a damaged end took along, so that nothing is overwritten
 * unseen even by a job that does not look otherwise. */
static void
test_damaged_end (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValBulkRecord) record = NULL;
  g_autoptr (ValChange) row = NULL;

  self->options.check_first = FALSE;
  record = run_and_cut (self, 2, 3);
  g_assert_cmpuint (val_bulk_record_get_n_cut (record), >, 0);
  row = g_list_model_get_item (G_LIST_MODEL (val_bulk_record_get_plan (record)), 5);
  assert_conflict (self, record, row);
}

static void
put_all_back (ValBulkFixture *self, GPtrArray *changes)
{
  for (guint i = 0; i < changes->len; i++)
    {
      ValChange *change = g_ptr_array_index (changes, i);
      const char *old = val_change_get_old_url (change);

      val_bulk_fixture_change (self, val_change_get_id (change), old != NULL ? old : "");
    }
}

/* What the process that was killed had sent arrives once the job has looked. */
typedef struct
{
  ValBulkFixture *bulk;
  GPtrArray *changes;
  guint n_late;
} Late;

static void
arrive_late_cb (ValBulkJob *job, GParamSpec *pspec, Late *late)
{
  if (val_bulk_job_get_state (job) != VAL_BULK_STATE_RUNNING)
    return;
  for (; late->n_late < 4; late->n_late++)
    {
      ValChange *change = g_ptr_array_index (late->changes, late->n_late);

      val_bulk_fixture_change (late->bulk, val_change_get_id (change),
                               val_change_get_new_url (change));
    }
}

/* It was the job that changed them, so that it can be undone. */
static void
test_late (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValBulkRecord) record = run_and_cut (self, 3, 0);
  ValChangePlan *plan = val_bulk_record_get_plan (record);
  g_autoptr (GPtrArray) ticked = val_change_plan_list_ticked (plan);
  g_autoptr (ValBulkJob) job = val_bulk_job_new_resumed (self->workspace, record);
  g_autoptr (ValChangePlan) undo = NULL;
  Late late = { .bulk = self, .changes = ticked };

  g_assert_cmpint (val_change_get_state (g_ptr_array_index (ticked, 3)), ==, VAL_CHANGE_UNKNOWN);
  put_all_back (self, ticked);
  g_signal_connect (job, "notify::state", G_CALLBACK (arrive_late_cb), &late);
  run_well (job);
  g_assert_cmpuint (late.n_late, ==, 4);
  assert_all_new (self, plan);
  undo = val_change_plan_new_undo (plan);
  g_assert_cmpuint (val_change_plan_get_n_ticked (undo), ==, ticked->len);
}

static gboolean
has_finished_one (gpointer job)
{
  return val_bulk_job_get_n_finished (job) > 0;
}

static gboolean
rests (gpointer job)
{
  return val_change_plan_count_state (val_bulk_job_get_plan (job), VAL_CHANGE_CHECKING) == 0;
}

/* Before anything is written, whatever had been announced was read. */
static void
assert_settled_first (ValBulkFixture *self, guint n_announced)
{
  g_autoptr (ValSandboxReply) reply =
      val_sandbox_client_control (self->other, "GET", "/sandbox/requests", NULL);
  JsonArray *requests = val_sandbox_reply_array (reply);
  g_autoptr (GHashTable) read = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *request = json_array_get_object_element (requests, i);

      if (g_str_equal (json_object_get_string_member (request, "method"), "PATCH"))
        break;
      if (json_object_get_int_member (request, "status") == 200)
        g_hash_table_add (read, (char *) json_object_get_string_member (request, "path"));
    }
  g_assert_cmpuint (g_hash_table_size (read), >=, n_announced);
}

/* Paused while it finds out what became of what was announced, and refused a secret at that. */
static void
test_paused_settling (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValBulkRecord) record = NULL;
  g_autoptr (GPtrArray) ticked = NULL;
  g_autoptr (ValBulkJob) job = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;
  ValChangePlan *plan;
  guint n_announced;

  self->options.check_first = FALSE;
  self->options.concurrency = 2;
  record = run_and_cut (self, 3, 0);
  plan = val_bulk_record_get_plan (record);
  n_announced = val_change_plan_count_state (plan, VAL_CHANGE_UNKNOWN);
  ticked = val_change_plan_list_ticked (plan);
  job = val_bulk_job_new_resumed (self->workspace, record);
  put_all_back (self, ticked);
  val_bulk_fixture_change (self, val_change_get_id (g_ptr_array_index (ticked, 10)),
                           val_change_get_new_url (g_ptr_array_index (ticked, 10)));
  val_bulk_fixture_set_faults (self, "{'after':5,'times':1,'latencyMs':400,'status':401},"
                                     "{'latencyMs':20}");
  val_bulk_fixture_forget_requests (self);
  val_bulk_job_run_async (job, val_test_await_cb, &slot);
  val_test_wait_for (has_finished_one, job);
  val_bulk_job_pause (job);
  val_test_wait_for (rests, job);
  val_bulk_job_resume (job);
  result = val_test_await (&slot);
  g_assert_true (val_bulk_job_run_finish (job, result, &error));
  assert_settled_first (self, n_announced);
  assert_all_new (self, plan);
}

/* What a damaged end may have announced is this job's own where it is found to be new, and can be
 * taken back; also where the job is interrupted a second time. */
static void
test_damaged_end_again (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValBulkRecord) first = run_and_cut (self, 2, 3);
  g_autoptr (ValBulkRecord) second = NULL;
  g_autoptr (ValBulkRecord) after = NULL;
  g_autoptr (ValBulkJournal) journal = NULL;
  g_autoptr (ValBulkJob) again = NULL;
  guint n_ticked = val_bulk_record_get_header (first)->n_ticked;
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) opened = NULL;

  g_assert_cmpuint (count_undo (first), ==, n_ticked);
  val_bulk_journal_reopen_async (first, NULL, val_test_await_cb, &slot);
  opened = val_test_await (&slot);
  journal = val_bulk_journal_open_finish (opened, NULL);
  close_journal (journal);
  second = val_bulk_fixture_read (val_bulk_record_get_file (first));
  g_assert_cmpuint (val_bulk_record_get_n_cut (second), ==, val_bulk_record_get_n_cut (first));
  g_assert_cmpuint (count_undo (second), ==, n_ticked);
  again = val_bulk_job_new_resumed (self->workspace, second);
  val_bulk_fixture_forget_requests (self);
  run_well (again);
  g_assert_cmpuint (val_bulk_fixture_count_method (self, "PATCH"), ==, 0);
  after = val_bulk_fixture_read (val_bulk_record_get_file (first));
  assert_all_new (self, val_bulk_record_get_plan (after));
  g_assert_cmpuint (count_undo (after), ==, n_ticked);
}

/* Killed for real: a process that takes the job up, again and again. */

static void
write_journal (ValBulkFixture *self, ValChangePlan *plan)
{
  g_autoptr (ValBulkHeader) header = val_bulk_header_new (self->account, "Killed", &self->options);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) made = NULL;
  g_autoptr (ValBulkJournal) journal = NULL;
  g_autoptr (GError) error = NULL;

  val_bulk_journal_create_async (self->folder, header, plan, NULL, val_test_await_cb, &slot);
  made = val_test_await (&slot);
  journal = val_bulk_journal_open_finish (made, &error);
  g_assert_no_error (error);
  close_journal (journal);
}

static GFile *
find_journal (GFile *folder)
{
  g_autoptr (GDir) dir = g_dir_open (g_file_peek_path (folder), 0, NULL);
  const char *name = dir != NULL ? g_dir_read_name (dir) : NULL;

  g_assert_nonnull (name);
  return g_file_get_child (folder, name);
}

static GSubprocess *
start_child (ValBulkFixture *self)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  ValSandbox *sandbox = self->other->sandbox;
  g_autoptr (GError) error = NULL;
  GSubprocess *child;

  g_subprocess_launcher_setenv (launcher, "BULK_URL", val_sandbox_get_base_url (sandbox), TRUE);
  g_subprocess_launcher_setenv (launcher, "BULK_USER", val_sandbox_get_user_secret (sandbox), TRUE);
  g_subprocess_launcher_setenv (launcher, "BULK_ORGANIZATION",
                                val_sandbox_get_organization_secret (sandbox), TRUE);
  g_subprocess_launcher_setenv (launcher, "BULK_ACCOUNT", val_account_get_uuid (self->account),
                                TRUE);
  child = g_subprocess_launcher_spawn (launcher, &error, program, "--child",
                                       g_file_peek_path (self->folder), NULL);
  g_assert_no_error (error);
  return child;
}

static goffset
get_size (GFile *file)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (g_file_peek_path (file), &status), ==, 0);
  return status.st_size;
}

typedef struct
{
  GSubprocess *child;
  GFile *journal;
  goffset size; /* of the journal, at which the child is killed */
} Life;

static gboolean
look_cb (gpointer user_data)
{
  Life *life = user_data;

  if (get_size (life->journal) >= life->size)
    g_subprocess_force_exit (life->child);
  return G_SOURCE_CONTINUE;
}

/* TRUE where it came to its end before. */
static gboolean
run_and_kill (ValBulkFixture *self, GFile *journal, goffset growth)
{
  g_autoptr (GSubprocess) child = start_child (self);
  Life life = { child, journal, get_size (journal) + growth };
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  guint timer = g_timeout_add (1, look_cb, &life);

  g_subprocess_wait_async (child, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_source_remove (timer);
  g_assert_true (g_subprocess_wait_finish (child, result, NULL));
  if (g_subprocess_get_if_signaled (child))
    return FALSE;
  g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 0);
  return TRUE;
}

static void
test_killed (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (GRand) random = g_rand_new_with_seed (17);
  g_autoptr (GFile) file = NULL;
  g_autoptr (ValBulkRecord) record = NULL;
  guint n_kills = 0;

  self->options.concurrency = 4;
  write_journal (self, plan);
  file = find_journal (self->folder);
  val_bulk_fixture_set_faults (self, "{'path':'*/instances/*','latencyMs':3}");
  val_bulk_fixture_forget_requests (self);
  while (!run_and_kill (self, file, g_rand_int_range (random, 1, MAX_GROWTH)))
    n_kills++;
  g_test_message ("%u kills", n_kills);
  val_bulk_fixture_set_faults (self, "");
  g_assert_cmpuint (val_bulk_fixture_count_method (self, "PATCH"), <=,
                    val_change_plan_get_n_ticked (plan) + n_kills * 4);
  record = val_bulk_fixture_read (file);
  g_assert_cmpint (val_bulk_record_get_end (record), ==, VAL_BULK_FINISHED);
  assert_all_new (self, val_bulk_record_get_plan (record));
}

/* Undo. */

static ValBulkJob *
undo (ValBulkFixture *self, ValBulkJob *job)
{
  g_autoptr (ValChangePlan) plan = val_change_plan_new_undo (val_bulk_job_get_plan (job));
  g_autoptr (ValBulkHeader) header = val_bulk_header_new (self->account, "Undo", &self->options);

  header->undo_of = g_strdup (val_bulk_job_get_header (job)->id);
  return val_bulk_job_new (self->workspace, plan, header, self->folder);
}

static void
assert_same (GHashTable *one, GHashTable *other, const char *but)
{
  GHashTableIter iter;
  gpointer id;
  gpointer config;

  g_assert_cmpuint (g_hash_table_size (one), ==, g_hash_table_size (other));
  g_hash_table_iter_init (&iter, one);
  while (g_hash_table_iter_next (&iter, &id, &config))
    if (g_strcmp0 (id, but) != 0)
      g_assert_cmpstr (config, ==, g_hash_table_lookup (other, id));
}

/* With one in twenty that fails, one that somebody changes later, and the way back and forth. */
static void
test_undo (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (GHashTable) before = val_bulk_fixture_list_configs (self);
  g_autoptr (GHashTable) between = NULL;
  g_autoptr (GHashTable) after = NULL;
  g_autoptr (GHashTable) again = NULL;
  g_autoptr (GPtrArray) ticked = val_change_plan_list_ticked (plan);
  ValChange *later = g_ptr_array_index (ticked, 2);
  g_autofree char *later_id = g_strdup_printf ("%" G_GINT64_FORMAT, val_change_get_id (later));
  g_autoptr (ValBulkJob) job = NULL;
  g_autoptr (ValBulkJob) back = NULL;
  g_autoptr (ValBulkJob) forth = NULL;

  self->options.error_budget = 100;
  job = val_bulk_fixture_new_job (self, plan);
  val_bulk_fixture_set_faults (self, "{" PATCHES ",'every':20,'status':422}");
  run_well (job);
  g_assert_cmpuint (val_bulk_job_get_n_failed (job), ==, ticked->len / 20);
  val_bulk_fixture_set_faults (self, "");
  g_assert_cmpint (val_change_get_state (later), ==, VAL_CHANGE_DONE);
  val_bulk_fixture_change (self, val_change_get_id (later), ELSEWHERE);
  between = val_bulk_fixture_list_configs (self);

  back = undo (self, job);
  run_well (back);
  g_assert_cmpuint (val_bulk_job_get_n_total (back), ==, ticked->len - ticked->len / 20);
  g_assert_cmpuint (val_bulk_job_get_n_conflicts (back), ==, 1);
  g_assert_cmpuint (val_bulk_job_get_n_failed (back), ==, 0);
  after = val_bulk_fixture_list_configs (self);
  assert_same (before, after, later_id);
  g_assert_nonnull (strstr (g_hash_table_lookup (after, later_id), ELSEWHERE));

  forth = undo (self, back);
  run_well (forth);
  g_assert_cmpuint (val_bulk_job_get_n_failed (forth) + val_bulk_job_get_n_conflicts (forth), ==,
                    0);
  again = val_bulk_fixture_list_configs (self);
  assert_same (between, again, NULL);
}

/* The child of test_killed (). */

static void
open_account (ValWorkspace *workspace)
{
  g_autoptr (ValAccount) account =
      g_object_new (VAL_TYPE_ACCOUNT, "uuid", g_getenv ("BULK_ACCOUNT"), "name", "Bulk", "base-url",
                    g_getenv ("BULK_URL"), NULL);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) put = NULL;
  g_autoptr (GAsyncResult) selected = NULL;

  val_workspace_put_account_async (workspace, account, g_getenv ("BULK_USER"),
                                   g_getenv ("BULK_ORGANIZATION"), TRUE, NULL, val_test_await_cb,
                                   &slot);
  put = val_test_await (&slot);
  g_assert_true (val_workspace_put_account_finish (workspace, put, NULL));
  val_workspace_select_async (workspace, account, NULL, val_test_await_cb, &slot);
  selected = val_test_await (&slot);
  g_assert_true (val_workspace_select_finish (workspace, selected, NULL));
}

static int
run_child (const char *path)
{
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (GFile) file = find_journal (folder);
  g_autoptr (GFile) accounts = g_file_new_build_filename (path, "..", "child.conf", NULL);
  g_autoptr (ValSecretStore) keyring = val_memory_store_new ();
  g_autoptr (ValWorkspace) workspace = val_workspace_new (keyring, accounts);
  g_autoptr (ValBulkRecord) record = NULL;
  g_autoptr (ValBulkJob) job = NULL;

  open_account (workspace);
  record = val_bulk_fixture_read (file);
  if (val_bulk_record_get_end (record) != VAL_BULK_OPEN)
    return 0;
  job = val_bulk_job_new_resumed (workspace, record);
  run_well (job);
  return 0;
}

static void
add (const char *path, guint n_instances, void (*test) (ValBulkFixture *, gconstpointer))
{
  g_test_add (path, ValBulkFixture, GUINT_TO_POINTER (n_instances), set_up, test, tear_down);
}

static gint64
count_requests (ValSandboxClient *client)
{
  g_autoptr (ValSandboxReply) reply =
      val_sandbox_client_control (client, "GET", "/sandbox/state", NULL);

  return val_json_get_int (val_sandbox_reply_object (reply), "requests", -1);
}

/* What follows a job is refused where its account has moved, and nothing is sent there. */
static void
assert_refused (ValBulkFixture *self, ValBulkRecord *record, ValBulkSequel sequel)
{
  g_autoptr (ValBulkHeader) wanted =
      val_bulk_sequel_new_header (sequel, val_bulk_record_get_header (record));
  g_autoptr (ValBulkHeader) header =
      val_bulk_header_new_like (wanted, wanted->rule, &self->options);
  g_autoptr (ValChangePlan) plan = val_change_plan_new_undo (val_bulk_record_get_plan (record));
  g_autoptr (ValBulkJob) job = val_bulk_job_new (self->workspace, plan, header, self->folder);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (val_change_plan_get_n_ticked (plan), >, 0);
  g_assert_false (val_bulk_header_is_of (header, self->account));
  g_assert_false (val_bulk_fixture_run (job, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
  g_assert_nonnull (strstr (error->message, header->base_url));
  g_assert_null (val_bulk_job_get_file (job));
}

static void
test_moved (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = val_bulk_fixture_new_job (self, plan);
  g_autoptr (ValBulkRecord) record = NULL;
  const ValSandboxOptions options = { .instances = 30, .seed = 11 };
  ValSandboxClient *elsewhere = val_sandbox_client_new (&options);
  guint n_requests;

  run_well (job);
  record = val_bulk_fixture_read (val_bulk_job_get_file (job));
  n_requests = val_bulk_fixture_count_method (self, "PATCH");
  val_account_set_base_url (self->account, val_sandbox_get_base_url (elsewhere->sandbox));
  assert_refused (self, record, VAL_BULK_UNDO);
  assert_refused (self, record, VAL_BULK_RETRY);
  g_assert_cmpuint (val_bulk_fixture_count_method (self, "PATCH"), ==, n_requests);
  g_assert_cmpint (count_requests (elsewhere), ==, 0);
  val_sandbox_client_free (elsewhere);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2]);
  g_test_init (&argc, &argv, NULL);
  add ("/bulk-job-again/boundaries", N_RESUMED, test_boundaries);
  add ("/bulk-job-again/settled-conflict", 30, test_settled_conflict);
  add ("/bulk-job-again/damaged-end", 30, test_damaged_end);
  add ("/bulk-job-again/late", 30, test_late);
  add ("/bulk-job-again/paused-settling", 60, test_paused_settling);
  add ("/bulk-job-again/damaged-end-again", 30, test_damaged_end_again);
  add ("/bulk-job-again/moved", 30, test_moved);
  add ("/bulk-job-again/killed", N_RESUMED, test_killed);
  add ("/bulk-job-again/undo", g_test_thorough () ? N_THOROUGH : N_UNDONE, test_undo);
  return g_test_run ();
}
