/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-sandbox-client.h"

#include "keyring/val-memory-store.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"
#include "workspace/val-action-job.h"

#define N_INSTANCES 30

/* A workspace, and somebody else who works on the same account. */
typedef struct
{
  ValSandboxClient *other;
  ValWorkspace *workspace;
  ValAccount *account;
  ValInstance *instance; /* one with events */
  gint64 id;
} Fixture;

static void
await_refresh (Fixture *fixture)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_workspace_refresh_async (fixture->workspace, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_workspace_refresh_finish (fixture->workspace, result, &error);
  g_assert_no_error (error);
}

static void
open_account (Fixture *fixture)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) put = NULL;
  g_autoptr (GAsyncResult) selected = NULL;
  ValSandbox *sandbox = fixture->other->sandbox;

  fixture->account = val_account_new ("Shared", val_sandbox_get_base_url (sandbox));
  val_workspace_put_account_async (
      fixture->workspace, fixture->account, val_sandbox_get_user_secret (sandbox),
      val_sandbox_get_organization_secret (sandbox), TRUE, NULL, val_test_await_cb, &slot);
  put = val_test_await (&slot);
  g_assert_true (val_workspace_put_account_finish (fixture->workspace, put, NULL));
  slot = NULL;
  val_workspace_select_async (fixture->workspace, fixture->account, NULL, val_test_await_cb, &slot);
  selected = val_test_await (&slot);
  g_assert_true (val_workspace_select_finish (fixture->workspace, selected, NULL));
}

static GListModel *
get_instances (Fixture *fixture)
{
  return G_LIST_MODEL (val_workspace_get_instances (fixture->workspace));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const ValSandboxOptions options = { .instances = N_INSTANCES, .seed = 7 };
  g_autoptr (ValSecretStore) keyring = val_memory_store_new ();
  g_autofree char *folder = g_dir_make_tmp ("valence-drafts-XXXXXX", NULL);
  g_autoptr (GFile) file = g_file_new_build_filename (folder, "accounts.conf", NULL);

  fixture->other = val_sandbox_client_new (&options);
  fixture->workspace = val_workspace_new (keyring, file);
  open_account (fixture);
  await_refresh (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (get_instances (fixture)), ==, N_INSTANCES);
  fixture->instance = g_list_model_get_item (get_instances (fixture), 0);
  fixture->id = val_instance_get_id (fixture->instance);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->instance);
  g_assert_finalize_object (fixture->workspace);
  g_clear_object (&fixture->account);
  val_sandbox_client_free (fixture->other);
}

static char *
path_of (gint64 id, const char *below)
{
  return g_strdup_printf ("/instances/%" G_GINT64_FORMAT "%s", id, below);
}

static void
change_elsewhere (Fixture *fixture, const char *body)
{
  g_autofree char *path = path_of (fixture->id, "");
  g_autoptr (ValSandboxReply) reply =
      val_sandbox_client_ask (fixture->other, 200, "PATCH", path, body);

  g_assert_nonnull (reply->node);
}

static ValSandboxReply *
look (Fixture *fixture)
{
  g_autofree char *path = path_of (fixture->id, "");

  return val_sandbox_client_ask (fixture->other, 200, "GET", path, NULL);
}

static void
assert_name_there (Fixture *fixture, const char *name)
{
  g_autoptr (ValSandboxReply) reply = look (fixture);

  g_assert_cmpstr (val_json_get_string (val_sandbox_reply_object (reply), "name"), ==, name);
}

static gboolean
save (Fixture *fixture, GError **error)
{
  ValDraft *draft = val_workspace_get_draft (fixture->workspace, fixture->instance);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_workspace_save_draft_async (fixture->workspace, draft, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_workspace_save_draft_finish (fixture->workspace, result, error);
}

/* Writes of ours that reached the platform. */
static guint
count_writes (Fixture *fixture)
{
  g_autoptr (ValSandboxReply) reply =
      val_sandbox_client_control (fixture->other, "GET", "/sandbox/requests", NULL);
  JsonArray *array = val_sandbox_reply_array (reply);
  guint n_writes = 0;

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (g_strcmp0 (val_json_get_string (json_array_get_object_element (array, i), "method"),
                   "PATCH") == 0)
      n_writes++;
  return n_writes;
}

static void
test_conflict (Fixture *fixture, gconstpointer data)
{
  ValDraft *draft = val_workspace_get_draft (fixture->workspace, fixture->instance);
  g_autofree char *before = g_strdup (val_instance_get_name (fixture->instance));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  ValConflict *conflict;

  val_draft_set_name (draft, "mine");
  change_elsewhere (fixture, "{\"name\":\"theirs\",\"tags\":[\"elsewhere\"]}");
  g_assert_false (save (fixture, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_CONFLICT);
  g_assert_cmpuint (count_writes (fixture), ==, 1);
  assert_name_there (fixture, "theirs");
  g_assert_cmpstr (val_instance_get_tags (fixture->instance)[0], ==, "elsewhere");

  conflicts = val_draft_list_conflicts (draft);
  g_assert_cmpuint (conflicts->len, ==, 1);
  conflict = g_ptr_array_index (conflicts, 0);
  g_assert_cmpstr (val_conflict_get_base (conflict), ==, before);
  g_assert_cmpstr (val_conflict_get_theirs (conflict), ==, "theirs");
  g_assert_cmpstr (val_conflict_get_mine (conflict), ==, "mine");

  val_draft_resolve (draft, conflict, VAL_CONFLICT_KEEP_MINE);
  g_clear_error (&error);
  g_assert_true (save (fixture, &error));
  g_assert_no_error (error);
  assert_name_there (fixture, "mine");
}

static void
test_take_theirs (Fixture *fixture, gconstpointer data)
{
  ValDraft *draft = val_workspace_get_draft (fixture->workspace, fixture->instance);
  g_autoptr (GPtrArray) conflicts = NULL;

  val_draft_set_name (draft, "mine");
  change_elsewhere (fixture, "{\"name\":\"theirs\"}");
  g_assert_false (save (fixture, NULL));
  conflicts = val_draft_list_conflicts (draft);
  val_draft_resolve (draft, g_ptr_array_index (conflicts, 0), VAL_CONFLICT_TAKE_THEIRS);
  g_assert_false (val_draft_get_dirty (draft));
  g_assert_true (save (fixture, NULL));
  g_assert_cmpuint (count_writes (fixture), ==, 1);
  assert_name_there (fixture, "theirs");
  g_assert_cmpstr (val_instance_get_name (fixture->instance), ==, "theirs");
}

static void
test_other_field (Fixture *fixture, gconstpointer data)
{
  ValDraft *draft = val_workspace_get_draft (fixture->workspace, fixture->instance);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValSandboxReply) reply = NULL;

  val_draft_set_name (draft, "mine");
  change_elsewhere (fixture, "{\"tags\":[\"theirs\"]}");
  g_assert_true (save (fixture, &error));
  g_assert_no_error (error);
  reply = look (fixture);
  assert_name_there (fixture, "mine");
  g_assert_cmpstr (json_array_get_string_element (
                       val_json_get_array (val_sandbox_reply_object (reply), "tags"), 0),
                   ==, "theirs");
  g_assert_cmpstr (val_instance_get_tags (fixture->instance)[0], ==, "theirs");
}

/* Somebody else did the same: there is nothing left to send. */
static void
test_same_change (Fixture *fixture, gconstpointer data)
{
  ValDraft *draft = val_workspace_get_draft (fixture->workspace, fixture->instance);

  val_draft_set_name (draft, "both");
  change_elsewhere (fixture, "{\"name\":\"both\"}");
  g_assert_true (save (fixture, NULL));
  g_assert_false (val_draft_get_dirty (draft));
  g_assert_cmpuint (count_writes (fixture), ==, 1);
}

static void
test_refresh_marks (Fixture *fixture, gconstpointer data)
{
  ValDraft *draft = val_workspace_get_draft (fixture->workspace, fixture->instance);

  val_draft_set_name (draft, "mine");
  change_elsewhere (fixture, "{\"name\":\"theirs\"}");
  g_assert_false (val_draft_get_conflicted (draft));
  await_refresh (fixture);
  g_assert_true (val_draft_get_conflicted (draft));
  g_assert_cmpstr (val_draft_get_name (draft), ==, "mine");
}

static void
test_gone_elsewhere (Fixture *fixture, gconstpointer data)
{
  ValDraft *draft = val_workspace_get_draft (fixture->workspace, fixture->instance);
  g_autofree char *path = path_of (fixture->id, "");
  g_autoptr (ValSandboxReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  val_draft_set_name (draft, "mine");
  reply = val_sandbox_client_ask (fixture->other, 200, "DELETE", path, NULL);
  g_assert_false (save (fixture, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_NOT_FOUND);
  g_assert_true (val_draft_get_dirty (draft));
}

static gboolean
save_all (Fixture *fixture, ValDraft **failed, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_workspace_save_all_async (fixture->workspace, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_workspace_save_all_finish (fixture->workspace, result, failed, error);
}

static void
test_save_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValInstance) second = g_list_model_get_item (get_instances (fixture), 1);
  ValDraft *first_draft = val_workspace_get_draft (fixture->workspace, fixture->instance);
  ValDraft *second_draft = val_workspace_get_draft (fixture->workspace, second);
  g_autoptr (GPtrArray) unsaved = NULL;
  g_autoptr (ValDraft) failed = NULL;
  g_autoptr (GError) error = NULL;

  val_draft_set_name (first_draft, "one");
  val_draft_set_config (second_draft, VAL_KEY_CALLBACK_URL, "ftp://example.com/");
  unsaved = val_workspace_list_unsaved (fixture->workspace);
  g_assert_cmpuint (unsaved->len, ==, 2);
  g_assert_false (save_all (fixture, &failed, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
  g_assert_true (failed == second_draft);

  g_clear_object (&failed);
  g_clear_error (&error);
  val_draft_set_config (second_draft, VAL_KEY_CALLBACK_URL, "https://example.com/hooks");
  g_assert_true (save_all (fixture, &failed, &error));
  g_assert_no_error (error);
  g_assert_null (failed);
  g_assert_false (val_workspace_has_unsaved (fixture->workspace));
  assert_name_there (fixture, "one");
}

/* Actions. */

static GListStore *
take_first (Fixture *fixture, guint n_instances)
{
  GListStore *store = g_list_store_new (VAL_TYPE_INSTANCE);

  for (guint i = 0; i < n_instances; i++)
    {
      g_autoptr (ValInstance) instance = g_list_model_get_item (get_instances (fixture), i);

      g_list_store_append (store, instance);
    }
  return store;
}

static gboolean
run (ValActionJob *job, GCancellable *cancellable, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_action_job_run_async (job, cancellable, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_action_job_run_finish (job, result, error);
}

static void
run_on (Fixture *fixture, ValAction action, GListModel *instances)
{
  g_autoptr (ValActionJob) job = val_action_job_new (fixture->workspace, action, instances);
  g_autoptr (GError) error = NULL;

  g_assert_true (run (job, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (val_action_job_get_failed (job)), ==, 0);
  g_assert_cmpuint (val_action_job_get_n_done (job), ==, val_action_job_get_n_total (job));
}

static void
assert_flag_there (Fixture *fixture, const char *flag, gboolean value)
{
  g_autoptr (ValSandboxReply) reply = look (fixture);

  g_assert_cmpint (val_json_get_bool (val_sandbox_reply_object (reply), flag, !value), ==, value);
}

static void
test_switches (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) some = take_first (fixture, 20);

  run_on (fixture, VAL_ACTION_DISABLE, G_LIST_MODEL (some));
  assert_flag_there (fixture, "disabled", TRUE);
  g_assert_true (val_instance_get_disabled (fixture->instance));
  run_on (fixture, VAL_ACTION_ENABLE, G_LIST_MODEL (some));
  assert_flag_there (fixture, "disabled", FALSE);
  run_on (fixture, VAL_ACTION_TRACE, G_LIST_MODEL (some));
  assert_flag_there (fixture, "traceLoggingEnabled", TRUE);
  g_assert_true (val_instance_get_trace_logging (fixture->instance));
  run_on (fixture, VAL_ACTION_UNTRACE, G_LIST_MODEL (some));
  assert_flag_there (fixture, "traceLoggingEnabled", FALSE);
}

static void
keep_token (Fixture *fixture, ValInstance *instance)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_workspace_keep_async (fixture->workspace, val_instance_get_id (instance), "FAKE-token", NULL,
                            NULL, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_workspace_keep_finish (fixture->workspace, result, &error);
  g_assert_no_error (error);
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) three = take_first (fixture, 3);
  g_autofree char *path = path_of (fixture->id, "");
  g_autoptr (ValSandboxReply) reply = NULL;

  keep_token (fixture, fixture->instance);
  g_assert_true (val_workspace_token_is_kept (fixture->workspace, fixture->instance));
  val_draft_set_name (val_workspace_get_draft (fixture->workspace, fixture->instance), "mine");
  run_on (fixture, VAL_ACTION_DELETE, G_LIST_MODEL (three));
  reply = val_sandbox_client_ask (fixture->other, 404, "GET", path, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (get_instances (fixture)), ==, N_INSTANCES - 3);
  g_assert_cmpint (val_workspace_get_total (fixture->workspace), ==, N_INSTANCES - 3);
  g_assert_false (val_workspace_has_unsaved (fixture->workspace));
  g_assert_false (val_workspace_token_is_kept (fixture->workspace, fixture->instance));
}

static void
test_delete_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) one = take_first (fixture, 1);
  g_autofree char *path = path_of (fixture->id, "");
  g_autoptr (ValSandboxReply) reply =
      val_sandbox_client_ask (fixture->other, 200, "DELETE", path, NULL);

  run_on (fixture, VAL_ACTION_DELETE, G_LIST_MODEL (one));
  g_assert_cmpuint (g_list_model_get_n_items (get_instances (fixture)), ==, N_INSTANCES - 1);
}

/* One of them is not there any more: it alone fails, and is tried again. */
static void
test_failures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) some = take_first (fixture, 12);
  g_autofree char *path = path_of (fixture->id, "");
  g_autoptr (ValSandboxReply) reply =
      val_sandbox_client_ask (fixture->other, 200, "DELETE", path, NULL);
  g_autoptr (ValActionJob) job =
      val_action_job_new (fixture->workspace, VAL_ACTION_DISABLE, G_LIST_MODEL (some));
  g_autoptr (ValInstance) failed = NULL;

  for (guint attempt = 0; attempt < 2; attempt++)
    {
      g_assert_true (run (job, NULL, NULL));
      g_assert_cmpuint (val_action_job_get_n_done (job), ==, 12);
      g_assert_cmpuint (g_list_model_get_n_items (val_action_job_get_failed (job)), ==, 1);
      g_clear_object (&failed);
      failed = g_list_model_get_item (val_action_job_get_failed (job), 0);
      g_assert_true (failed == fixture->instance);
      g_assert_error (val_action_job_get_error (job, failed), VAL_ERROR, VAL_ERROR_NOT_FOUND);
    }
}

static void
cancel_cb (ValActionJob *job, GParamSpec *pspec, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* What is under way is waited for, and what is left can be done later. */
static void
test_stop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) all = take_first (fixture, N_INSTANCES);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ValActionJob) job =
      val_action_job_new (fixture->workspace, VAL_ACTION_DISABLE, G_LIST_MODEL (all));
  g_autoptr (GError) error = NULL;
  gulong id = g_signal_connect (job, "notify::n-done", G_CALLBACK (cancel_cb), cancellable);

  g_assert_false (run (job, cancellable, &error));
  g_assert_true (val_error_is_cancelled (error));
  g_assert_cmpuint (val_action_job_get_n_done (job), ==, 8);
  g_signal_handler_disconnect (job, id);
  g_assert_true (run (job, NULL, NULL));
  g_assert_cmpuint (val_action_job_get_n_done (job), ==, N_INSTANCES);
  g_assert_cmpuint (g_list_model_get_n_items (val_action_job_get_failed (job)), ==, 0);
}

#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/drafts/conflict", test_conflict);
  ADD ("/drafts/take-theirs", test_take_theirs);
  ADD ("/drafts/other-field", test_other_field);
  ADD ("/drafts/same-change", test_same_change);
  ADD ("/drafts/refresh-marks", test_refresh_marks);
  ADD ("/drafts/gone-elsewhere", test_gone_elsewhere);
  ADD ("/drafts/save-all", test_save_all);
  ADD ("/actions/switches", test_switches);
  ADD ("/actions/delete", test_delete);
  ADD ("/actions/delete-gone", test_delete_gone);
  ADD ("/actions/failures", test_failures);
  ADD ("/actions/stop", test_stop);
  return g_test_run ();
}
