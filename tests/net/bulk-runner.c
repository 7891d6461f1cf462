/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Updates every callback URL of an account, or goes on with what was interrupted, and says what
 * came of it: the program without its window, to be killed while it does so.
 *
 *     bulk-runner FOLDER TEMPLATE < {"baseUrl": …, "userSecret": …, "organizationSecret": …}
 *
 * Writes FOLDER/report.csv and a line of JSON: whether it resumed, how it ended, the journal. */

#include "keyring/val-memory-store.h"
#include "support/val-test-util.h"
#include "util/val-json.h"
#include "workspace/val-bulk-history.h"
#include "workspace/val-bulk-job.h"
#include "workspace/val-bulk-planner.h"

#include <locale.h>
#include <stdio.h>

typedef struct
{
  ValWorkspace *workspace;
  GFile *jobs;
  const char *template;
} Runner;

static JsonNode *
read_input (void)
{
  char buffer[4096];
  size_t length = fread (buffer, 1, sizeof buffer, stdin);
  g_autoptr (GError) error = NULL;
  JsonNode *node = val_json_parse (buffer, length, &error);

  g_assert_no_error (error);
  return node;
}

static void
put_account (Runner *self, JsonObject *about)
{
  g_autoptr (GListModel) accounts = g_object_ref (val_workspace_get_accounts (self->workspace));
  g_autoptr (ValAccount) account = g_list_model_get_item (accounts, 0);
  g_autoptr (GAsyncResult) put = NULL;
  g_autoptr (GAsyncResult) selected = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  if (account == NULL)
    account = val_account_new ("Runner", val_json_get_string (about, "baseUrl"));
  val_workspace_put_account_async (
      self->workspace, account, val_json_get_string (about, "userSecret"),
      val_json_get_string (about, "organizationSecret"), FALSE, NULL, val_test_await_cb, &slot);
  put = val_test_await (&slot);
  val_workspace_put_account_finish (self->workspace, put, &error);
  g_assert_no_error (error);
  slot = NULL;
  val_workspace_select_async (self->workspace, account, NULL, val_test_await_cb, &slot);
  selected = val_test_await (&slot);
  val_workspace_select_finish (self->workspace, selected, &error);
  g_assert_no_error (error);
}

static void
open_workspace (Runner *self, const char *folder)
{
  g_autoptr (ValSecretStore) keyring = val_memory_store_new ();
  g_autoptr (GFile) accounts = g_file_new_build_filename (folder, "accounts.conf", NULL);
  g_autoptr (JsonNode) about = read_input ();
  g_autoptr (GAsyncResult) opened = NULL;
  GAsyncResult *slot = NULL;

  self->workspace = val_workspace_new (keyring, accounts);
  self->jobs = g_file_new_build_filename (folder, "jobs", NULL);
  val_workspace_set_jobs_folder (self->workspace, self->jobs);
  val_workspace_open_async (self->workspace, NULL, NULL, val_test_await_cb, &slot);
  opened = val_test_await (&slot);
  val_workspace_open_finish (self->workspace, opened, NULL);
  put_account (self, val_json_node_object (about));
}

static ValBulkRecord *
read_record (GFile *file)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ValBulkRecord *record;

  val_bulk_record_read_async (file, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  record = val_bulk_record_read_finish (result, &error);
  g_assert_no_error (error);
  return record;
}

static ValBulkRecord *
find_interrupted (Runner *self)
{
  ValBulkHistory *history = val_workspace_get_history (self->workspace);
  g_autoptr (GPtrArray) interrupted = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  val_bulk_history_load_async (history, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_bulk_history_load_finish (history, result, &error);
  g_assert_no_error (error);
  interrupted =
      val_bulk_history_list_interrupted (history, val_workspace_get_account (self->workspace));
  g_assert_cmpuint (interrupted->len, <=, 1);
  return interrupted->len > 0
             ? read_record (val_bulk_entry_get_file (g_ptr_array_index (interrupted, 0)))
             : NULL;
}

static ValChangePlan *
make_plan (Runner *self, ValUrlRule *rule)
{
  g_autoptr (ValBulkPlanner) planner = NULL;
  g_autoptr (GAsyncResult) refreshed = NULL;
  g_autoptr (GAsyncResult) planned = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;
  ValChangePlan *plan;

  val_workspace_refresh_async (self->workspace, NULL, val_test_await_cb, &slot);
  refreshed = val_test_await (&slot);
  val_workspace_refresh_finish (self->workspace, refreshed, &error);
  g_assert_no_error (error);
  planner = val_bulk_planner_new (self->workspace, rule,
                                  G_LIST_MODEL (val_workspace_get_instances (self->workspace)));
  slot = NULL;
  val_bulk_planner_run_async (planner, NULL, val_test_await_cb, &slot);
  planned = val_test_await (&slot);
  plan = val_bulk_planner_run_finish (planner, planned, &error);
  g_assert_no_error (error);
  return plan;
}

static ValBulkJob *
begin_job (Runner *self)
{
  const ValBulkOptions options = { .concurrency = 8, .check_first = TRUE, .error_budget = 100 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ValUrlRule) rule =
      val_url_rule_new (VAL_URL_RULE_TEMPLATE, NULL, self->template, &error);
  g_autoptr (ValChangePlan) plan = NULL;
  g_autoptr (ValBulkHeader) header = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = val_url_rule_describe (rule);
  plan = make_plan (self, rule);
  val_change_plan_tick_all (plan, G_LIST_MODEL (plan), TRUE);
  header = val_bulk_header_new (val_workspace_get_account (self->workspace), text, &options);
  return val_bulk_job_new (self->workspace, plan, header, self->jobs);
}

/* Somebody who always says that it shall go on. */
static void
paused_cb (ValBulkJob *job)
{
  if (val_bulk_job_get_pause_reason (job) == VAL_BULK_PAUSE_ERRORS)
    val_bulk_job_resume (job);
}

static void
run (ValBulkJob *job)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  g_signal_connect (job, "notify::pause-reason", G_CALLBACK (paused_cb), NULL);
  val_bulk_job_run_async (job, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_bulk_job_run_finish (job, result, &error);
  g_assert_no_error (error);
}

static void
tell (ValBulkJob *job, gboolean resumed, const char *folder)
{
  g_autoptr (ValBulkRecord) record = read_record (val_bulk_job_get_file (job));
  g_autofree char *csv = val_bulk_record_to_csv (record);
  g_autofree char *report = g_build_filename (folder, "report.csv", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (report, csv, -1, &error);
  g_assert_no_error (error);
  g_print ("{\"resumed\":%s,\"end\":%d,\"journal\":\"%s\"}\n", resumed ? "true" : "false",
           (int) val_bulk_record_get_end (record), g_file_peek_path (val_bulk_job_get_file (job)));
}

int
main (int argc, char **argv)
{
  Runner self = { 0 };
  g_autoptr (ValBulkRecord) interrupted = NULL;
  g_autoptr (ValBulkJob) job = NULL;

  setlocale (LC_ALL, "");
  if (argc != 3)
    return 2;
  self.template = argv[2];
  open_workspace (&self, argv[1]);
  interrupted = find_interrupted (&self);
  job = interrupted != NULL ? val_bulk_job_new_resumed (self.workspace, interrupted)
                            : begin_job (&self);
  run (job);
  tell (job, interrupted != NULL, argv[1]);
  g_clear_object (&self.jobs);
  g_clear_object (&self.workspace);
  return 0;
}
