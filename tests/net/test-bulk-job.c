/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-bulk-fixture.h"

#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <string.h>

#define N_INSTANCES 60
#define ELSEWHERE   "https://elsewhere.example.com/hook"

static void
set_up (ValBulkFixture *self, gconstpointer data)
{
  val_bulk_fixture_set_up (self, N_INSTANCES);
}

static void
tear_down (ValBulkFixture *self, gconstpointer data)
{
  val_bulk_fixture_tear_down (self);
}

static ValChange *
get_change (ValChangePlan *plan, guint row)
{
  g_autoptr (ValChange) change = g_list_model_get_item (G_LIST_MODEL (plan), row);

  return change;
}

static guint
count_rows (ValChangePlan *plan)
{
  return g_list_model_get_n_items (G_LIST_MODEL (plan));
}

static void
run_well (ValBulkJob *job)
{
  g_autoptr (GError) error = NULL;

  val_bulk_fixture_run (job, &error);
  g_assert_no_error (error);
}

/* Plan, journal, and platform say the same of every row. */
static void
assert_all_agree (ValBulkFixture *self, ValBulkJob *job)
{
  ValChangePlan *plan = val_bulk_job_get_plan (job);
  g_autoptr (ValBulkRecord) record = val_bulk_fixture_read (val_bulk_job_get_file (job));
  g_autoptr (GHashTable) urls = val_bulk_fixture_list_urls (self);

  g_assert_cmpint (val_bulk_record_get_end (record), ==, val_bulk_job_get_end (job));
  for (guint row = 0; row < count_rows (plan); row++)
    {
      ValChange *change = get_change (plan, row);
      ValChangeState state = val_change_get_state (change);
      const char *url = val_bulk_fixture_lookup (urls, change);

      g_assert_cmpint (val_change_get_state (get_change (val_bulk_record_get_plan (record), row)),
                       ==, state);
      if (state == VAL_CHANGE_DONE || state == VAL_CHANGE_ALREADY)
        g_assert_cmpstr (url, ==, val_change_get_new_url (change));
      else if (state != VAL_CHANGE_CONFLICT)
        g_assert_cmpstr (url, ==, val_change_get_old_url (change));
    }
}

static void
test_full_run (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = NULL;
  guint n_ticked = val_change_plan_get_n_ticked (plan);

  self->options.check_first = data != NULL;
  val_bulk_fixture_forget_requests (self);
  job = val_bulk_fixture_new_job (self, plan);
  g_assert_cmpuint (n_ticked, >, N_INSTANCES / 2);
  run_well (job);
  g_assert_cmpint (val_bulk_job_get_state (job), ==, VAL_BULK_STATE_ENDED);
  g_assert_cmpint (val_bulk_job_get_end (job), ==, VAL_BULK_FINISHED);
  g_assert_cmpuint (val_change_plan_count_state (plan, VAL_CHANGE_DONE), ==, n_ticked);
  g_assert_cmpuint (val_bulk_job_get_n_finished (job), ==, n_ticked);
  g_assert_cmpuint (val_bulk_job_get_n_failed (job), ==, 0);
  g_assert_cmpuint (val_bulk_fixture_count_method (self, "PATCH"), ==, n_ticked);
  g_assert_cmpuint (val_bulk_fixture_count_method (self, "GET"), ==,
                    self->options.check_first ? n_ticked : 0);
  g_assert_cmpint (val_bulk_fixture_count (self, "maxOpenRequests"), <=, 8);
  assert_all_agree (self, job);
}

/* The window's list has the new values without being loaded again. */
static void
test_list_follows (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = val_bulk_fixture_new_job (self, plan);

  run_well (job);
  for (guint row = 0; row < count_rows (plan); row++)
    {
      ValChange *change = get_change (plan, row);
      ValInstance *instance = val_instance_store_lookup (
          val_workspace_get_instances (self->workspace), val_change_get_id (change));

      if (val_change_get_ticked (change))
        g_assert_cmpstr (val_instance_get_callback_url (instance), ==,
                         val_change_get_new_url (change));
    }
}

static gboolean
uses_id (JsonObject *request, ValChange *change)
{
  g_autofree char *end =
      g_strdup_printf ("/instances/%" G_GINT64_FORMAT, val_change_get_id (change));

  return g_str_has_suffix (json_object_get_string_member (request, "path"), end);
}

/* Only the meant field is ever sent, and only for instances of the plan. */
static void
test_only_the_field (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = val_bulk_fixture_new_job (self, plan);
  g_autoptr (GPtrArray) ticked = val_change_plan_list_ticked (plan);
  g_autoptr (ValSandboxReply) reply = NULL;
  g_autoptr (GHashTable) after = NULL;
  g_autoptr (GHashTable) before = val_bulk_fixture_list_configs (self);
  JsonArray *requests;

  val_bulk_fixture_forget_requests (self);
  run_well (job);
  reply = val_sandbox_client_control (self->other, "GET", "/sandbox/requests", NULL);
  requests = val_sandbox_reply_array (reply);
  g_assert_cmpuint (json_array_get_length (requests), ==, 2 * ticked->len);
  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *request = json_array_get_object_element (requests, i);
      gboolean known = FALSE;

      for (guint k = 0; k < ticked->len && !known; k++)
        {
          ValChange *change = g_ptr_array_index (ticked, k);
          g_autofree char *body =
              g_strdup_printf ("{\"configuration\":{\"" VAL_KEY_CALLBACK_URL "\":\"%s\"}}",
                               val_change_get_new_url (change));

          known = uses_id (request, change);
          if (known && g_strcmp0 (json_object_get_string_member (request, "method"), "PATCH") == 0)
            g_assert_cmpstr (json_object_get_string_member (request, "body"), ==, body);
        }
      g_assert_true (known);
    }
  after = val_bulk_fixture_list_configs (self);
  for (guint i = 0; i < ticked->len; i++)
    {
      ValChange *change = g_ptr_array_index (ticked, i);
      g_autoptr (GString) text = g_string_new (val_bulk_fixture_lookup (before, change));
      const char *old = val_change_get_old_url (change);
      g_autofree char *was = old != NULL
                                 ? g_strdup_printf ("\"%s\":\"%s\"", VAL_KEY_CALLBACK_URL, old)
                                 : g_strdup ("\"" VAL_KEY_CALLBACK_URL "\":null");
      g_autofree char *is =
          g_strdup_printf ("\"%s\":\"%s\"", VAL_KEY_CALLBACK_URL, val_change_get_new_url (change));

      if (strstr (text->str, was) == NULL)
        continue;
      g_string_replace (text, was, is, 1);
      g_assert_cmpstr (val_bulk_fixture_lookup (after, change), ==, text->str);
    }
}

/* Changed by somebody else since the preview. */
static void
test_conflicts (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = val_bulk_fixture_new_job (self, plan);
  g_autoptr (GPtrArray) ticked = val_change_plan_list_ticked (plan);
  ValChange *other = g_ptr_array_index (ticked, 3);
  ValChange *same = g_ptr_array_index (ticked, 7);
  g_autoptr (GHashTable) urls = NULL;

  val_bulk_fixture_change (self, val_change_get_id (other), ELSEWHERE);
  val_bulk_fixture_change (self, val_change_get_id (same), val_change_get_new_url (same));
  run_well (job);
  g_assert_cmpint (val_change_get_state (other), ==, VAL_CHANGE_CONFLICT);
  g_assert_nonnull (strstr (val_change_get_detail (other), ELSEWHERE));
  g_assert_cmpint (val_change_get_state (same), ==, VAL_CHANGE_ALREADY);
  g_assert_cmpuint (val_bulk_job_get_n_conflicts (job), ==, 1);
  urls = val_bulk_fixture_list_urls (self);
  g_assert_cmpstr (val_bulk_fixture_lookup (urls, other), ==, ELSEWHERE);
  assert_all_agree (self, job);
}

static gboolean
has_finished_some (gpointer job)
{
  return val_bulk_job_get_n_finished (job) >= 5;
}

/* The same account, on another platform that has instances of the same ids. */
static void
move_account (ValBulkFixture *self, ValSandboxClient *elsewhere)
{
  ValSandbox *sandbox = elsewhere->sandbox;
  g_autoptr (ValAccount) moved =
      g_object_new (VAL_TYPE_ACCOUNT, "uuid", val_account_get_uuid (self->account), "name", "Bulk",
                    "base-url", val_sandbox_get_base_url (sandbox), NULL);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) put = NULL;
  g_autoptr (GAsyncResult) listed = NULL;

  val_workspace_put_account_async (self->workspace, moved, val_sandbox_get_user_secret (sandbox),
                                   val_sandbox_get_organization_secret (sandbox), TRUE, NULL,
                                   val_test_await_cb, &slot);
  put = val_test_await (&slot);
  g_assert_true (val_workspace_put_account_finish (self->workspace, put, NULL));
  val_workspace_refresh_async (self->workspace, NULL, val_test_await_cb, &slot);
  listed = val_test_await (&slot);
  g_assert_true (val_workspace_refresh_finish (self->workspace, listed, NULL));
}

/* A job that is under way stays where it began, and tells the list of another platform nothing. */
static void
test_moved_account (ValBulkFixture *self, gconstpointer data)
{
  const ValSandboxOptions options = { .instances = N_INSTANCES, .seed = 11 };
  ValSandboxClient *elsewhere = val_sandbox_client_new (&options);
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = val_bulk_fixture_new_job (self, plan);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_bulk_job_run_async (job, val_test_await_cb, &slot);
  val_test_wait_for (has_finished_some, job);
  val_bulk_job_pause (job);
  move_account (self, elsewhere);
  val_bulk_job_resume (job);
  result = val_test_await (&slot);
  g_assert_true (val_bulk_job_run_finish (job, result, NULL));
  g_assert_cmpuint (val_change_plan_count_state (plan, VAL_CHANGE_DONE), ==,
                    val_bulk_job_get_n_total (job));
  for (guint row = 0; row < count_rows (plan); row++)
    {
      ValChange *change = get_change (plan, row);
      ValInstance *instance = val_instance_store_lookup (
          val_workspace_get_instances (self->workspace), val_change_get_id (change));

      g_assert_nonnull (instance);
      if (val_change_get_ticked (change))
        g_assert_cmpstr (val_instance_get_callback_url (instance), !=,
                         val_change_get_new_url (change));
    }
  assert_all_agree (self, job);
  val_sandbox_client_free (elsewhere);
}

/* An edit under way is neither lost nor overwritten. */
static void
test_draft (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = val_bulk_fixture_new_job (self, plan);
  g_autoptr (GPtrArray) ticked = val_change_plan_list_ticked (plan);
  ValChange *change = g_ptr_array_index (ticked, 0);
  ValDraft *draft = val_workspace_get_draft (
      self->workspace, val_instance_store_lookup (val_workspace_get_instances (self->workspace),
                                                  val_change_get_id (change)));

  val_draft_set_config (draft, VAL_KEY_CALLBACK_URL, ELSEWHERE);
  run_well (job);
  g_assert_cmpint (val_change_get_state (change), ==, VAL_CHANGE_DONE);
  g_assert_cmpstr (val_draft_get_config (draft, VAL_KEY_CALLBACK_URL), ==, ELSEWHERE);
  g_assert_true (val_draft_get_conflicted (draft));
}

static guint
find_read (JsonArray *requests, guint before, const char *path)
{
  for (guint i = before; i > 0; i--)
    {
      JsonObject *request = json_array_get_object_element (requests, i - 1);

      if (g_str_equal (json_object_get_string_member (request, "path"), path))
        return i - 1;
    }
  g_assert_not_reached ();
}

/* What was looked at is written before others are looked at, however slow the pace is. */
static void
test_prompt (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_plan (self, VAL_BULK_FIXTURE_TEMPLATE);
  g_autoptr (ValBulkJob) job = NULL;
  g_autoptr (ValSandboxReply) reply = NULL;
  JsonArray *requests;
  guint n_writes = 0;

  self->options.rate = 50;
  self->options.concurrency = 16;
  job = val_bulk_fixture_new_job (self, plan);
  val_bulk_fixture_forget_requests (self);
  run_well (job);
  reply = val_sandbox_client_control (self->other, "GET", "/sandbox/requests", NULL);
  requests = val_sandbox_reply_array (reply);
  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *request = json_array_get_object_element (requests, i);

      if (!g_str_equal (json_object_get_string_member (request, "method"), "PATCH"))
        continue;
      n_writes++;
      /* As many as leave until an answer comes, and not all that were begun. */
      g_assert_cmpuint (
          i - find_read (requests, i, json_object_get_string_member (request, "path")), <, 12);
    }
  g_assert_cmpuint (n_writes, ==, val_bulk_job_get_n_total (job));
}

static void
add (const char *path, gconstpointer data, void (*test) (ValBulkFixture *, gconstpointer))
{
  g_test_add (path, ValBulkFixture, data, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/bulk-job/full-run/checked", "", test_full_run);
  add ("/bulk-job/full-run/unchecked", NULL, test_full_run);
  add ("/bulk-job/list-follows", NULL, test_list_follows);
  add ("/bulk-job/only-the-field", NULL, test_only_the_field);
  add ("/bulk-job/conflicts", NULL, test_conflicts);
  add ("/bulk-job/moved-account", NULL, test_moved_account);
  add ("/bulk-job/draft", NULL, test_draft);
  add ("/bulk-job/prompt", NULL, test_prompt);
  return g_test_run ();
}
