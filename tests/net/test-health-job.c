/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-health-job.h"

#include "keyring/val-memory-store.h"
#include "model/val-instance.h"
#include "support/val-test-platform.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  ValTestPlatform *platform;
  ValSecretStore *keyring;
  GPtrArray *instances;
  char *folder;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  GListModel *list;

  self->keyring = val_memory_store_new ();
  self->platform = val_test_platform_new (self->keyring);
  self->instances = g_ptr_array_new_with_free_func (g_object_unref);
  list = G_LIST_MODEL (val_workspace_get_instances (self->platform->workspace));
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    g_ptr_array_add (self->instances, g_list_model_get_item (list, i));
  self->folder = g_dir_make_tmp ("val-list-XXXXXX", NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  g_ptr_array_unref (self->instances);
  val_test_platform_free (self->platform);
  g_object_unref (self->keyring);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
}

static void
set_enabled (Fixture *self, ValInstance *instance, gboolean enabled)
{
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;
  GError *error = NULL;

  val_workspace_set_enabled_async (self->platform->workspace, instance, enabled, NULL,
                                   val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_workspace_set_enabled_finish (self->platform->workspace, result, &error);
  g_assert_no_error (error);
}

static gboolean
run (Fixture *self, ValHealthJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  val_health_job_run_async (job, self->instances, cancellable, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_health_job_run_finish (job, result, error);
}

static ValHealthState
expected_state (ValInstance *instance)
{
  if (val_instance_get_disabled (instance))
    return VAL_HEALTH_DISABLED;
  return val_instance_get_valid (instance) ? VAL_HEALTH_OK : VAL_HEALTH_REFUSED;
}

/* GET requests for /ping in the sandbox's log. */
static guint
count_pings (Fixture *self)
{
  g_autoptr (JsonNode) node = val_test_platform_control (self->platform, "GET", "/requests", NULL);
  JsonArray *requests = val_json_node_array (node);
  guint n_pings = 0;

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *request = json_array_get_object_element (requests, i);

      if (g_str_has_suffix (val_json_get_string (request, "path"), "/ping"))
        n_pings++;
    }
  return n_pings;
}

static void
test_states (Fixture *self, gconstpointer data)
{
  g_autoptr (ValHealthJob) job = val_health_job_new (self->platform->workspace);
  g_autoptr (GError) error = NULL;
  guint n_problems = 0;

  set_enabled (self, g_ptr_array_index (self->instances, 0), FALSE);
  g_assert_cmpuint (count_pings (self), ==, 0);
  g_assert_true (run (self, job, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < self->instances->len; i++)
    {
      ValInstance *instance = g_ptr_array_index (self->instances, i);
      const ValHealth *health = val_instance_get_health (instance);
      ValHealthState state = expected_state (instance);

      g_assert_nonnull (health);
      g_assert_cmpint (val_health_get_state (health), ==, state);
      n_problems += state != VAL_HEALTH_OK ? 1 : 0;
    }
  g_assert_cmpuint (n_problems, >, 0);
  g_assert_cmpuint (val_health_job_get_n_problems (job), ==, n_problems);
  g_assert_cmpuint (val_health_job_get_n_done (job), ==, self->instances->len);
  g_assert_cmpuint (count_pings (self), ==, self->instances->len);
}

static void
stop_cb (ValHealthJob *job, GParamSpec *pspec, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* Many times the same, so that there is more than what is under way at once. */
static void
test_stop (Fixture *self, gconstpointer data)
{
  g_autoptr (ValHealthJob) job = val_health_job_new (self->platform->workspace);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (self->instances, g_object_ref (g_ptr_array_index (self->instances, i % 5)));
  g_signal_connect_object (job, "notify::n-done", G_CALLBACK (stop_cb), cancellable, 0);
  g_assert_false (run (self, job, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_pings (self), <=, 16);
}

static void
test_no_token (Fixture *self, gconstpointer data)
{
  g_autoptr (ValHealthJob) job = val_health_job_new (self->platform->workspace);
  const char *text = "{\"id\":1}";
  ValInstance *unknown = val_instance_new_from_json (text, strlen (text), NULL);

  g_ptr_array_insert (self->instances, 0, unknown);
  g_assert_true (run (self, job, NULL, NULL));
  g_assert_cmpint (val_health_get_state (val_instance_get_health (unknown)), ==,
                   VAL_HEALTH_NO_TOKEN);
  g_assert_cmpuint (count_pings (self), ==, self->instances->len - 1);
}

/* The list of last time, through the workspace. */

static void
select_account (Fixture *self)
{
  ValWorkspace *workspace = self->platform->workspace;
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;
  GError *error = NULL;

  val_workspace_select_async (workspace, val_workspace_get_account (workspace), NULL,
                              val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_workspace_select_finish (workspace, result, &error);
  g_assert_no_error (error);
}

static gboolean
refresh (Fixture *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  val_workspace_refresh_async (self->platform->workspace, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_workspace_refresh_finish (self->platform->workspace, result, error);
}

static char *
cache_path (Fixture *self)
{
  ValAccount *account = val_workspace_get_account (self->platform->workspace);
  g_autofree char *name = g_strconcat (val_account_get_uuid (account), ".json", NULL);

  return g_build_filename (self->folder, name, NULL);
}

static gboolean
file_exists (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
file_is_gone (gpointer path)
{
  return !g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
is_old_list (gpointer workspace)
{
  return val_workspace_get_list_time (workspace) > 0;
}

static char *
keep_list (Fixture *self)
{
  g_autoptr (GFile) folder = g_file_new_for_path (self->folder);
  g_autofree char *path = cache_path (self);
  GError *error = NULL;

  val_workspace_set_cache_folder (self->platform->workspace, folder);
  select_account (self);
  g_assert_true (refresh (self, &error));
  g_assert_no_error (error);
  g_assert_cmpint (val_workspace_get_list_time (self->platform->workspace), ==, 0);
  val_test_wait_for (file_exists, path);
  return g_steal_pointer (&path);
}

static guint
count_rows (Fixture *self)
{
  return g_list_model_get_n_items (
      G_LIST_MODEL (val_workspace_get_instances (self->platform->workspace)));
}

static void
test_list_is_kept (Fixture *self, gconstpointer data)
{
  g_autofree char *path = keep_list (self);
  g_autofree char *text = NULL;
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  for (guint i = 0; i < self->instances->len; i++)
    {
      ValInstance *instance = g_ptr_array_index (self->instances, i);

      g_assert_nonnull (strstr (text, val_instance_get_name (instance)));
      g_assert_null (strstr (text, val_instance_get_token (instance)));
    }
  g_assert_null (strstr (text, val_sandbox_get_user_secret (self->platform->sandbox)));
  g_assert_null (strstr (text, "********"));
  g_assert_null (strstr (text, "oauth"));
}

static void
test_list_offline (Fixture *self, gconstpointer data)
{
  g_autofree char *path = keep_list (self);
  ValWorkspace *workspace = self->platform->workspace;
  g_autoptr (ValInstance) row = NULL;
  g_autoptr (GError) error = NULL;

  val_sandbox_stop (self->platform->sandbox);
  select_account (self);
  val_test_wait_for (is_old_list, workspace);
  g_assert_cmpuint (count_rows (self), ==, self->instances->len);
  row = g_list_model_get_item (G_LIST_MODEL (val_workspace_get_instances (workspace)), 0);
  g_assert_false (val_instance_has_config (row));
  g_assert_null (val_instance_get_token (row));
  g_assert_false (refresh (self, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_OFFLINE);
  g_assert_cmpuint (count_rows (self), ==, self->instances->len);
  g_assert_cmpint (val_workspace_get_list_time (workspace), >, 0);
}

/* Rows of last time live on as the platform's, so that what was selected stays selected. */
static void
test_list_is_replaced (Fixture *self, gconstpointer data)
{
  g_autofree char *path = keep_list (self);
  ValWorkspace *workspace = self->platform->workspace;
  g_autoptr (ValInstance) before = NULL;
  g_autoptr (ValInstance) after = NULL;
  GError *error = NULL;

  select_account (self);
  val_test_wait_for (is_old_list, workspace);
  before = g_list_model_get_item (G_LIST_MODEL (val_workspace_get_instances (workspace)), 0);
  g_assert_true (refresh (self, &error));
  g_assert_no_error (error);
  after = g_list_model_get_item (G_LIST_MODEL (val_workspace_get_instances (workspace)), 0);
  g_assert_true (before == after);
  g_assert_true (val_instance_has_config (after));
  g_assert_nonnull (val_instance_get_token (after));
  g_assert_cmpint (val_workspace_get_list_time (workspace), ==, 0);
}

static void
test_list_damaged (Fixture *self, gconstpointer data)
{
  g_autofree char *path = keep_list (self);
  GError *error = NULL;

  g_assert_true (g_file_set_contents (path, data, -1, NULL));
  select_account (self);
  g_assert_true (refresh (self, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_rows (self), ==, self->instances->len);
  g_assert_cmpint (val_workspace_get_list_time (self->platform->workspace), ==, 0);
}

static void
test_list_goes_with_account (Fixture *self, gconstpointer data)
{
  g_autofree char *path = keep_list (self);
  ValWorkspace *workspace = self->platform->workspace;
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;
  GError *error = NULL;

  val_workspace_remove_account_async (workspace, val_workspace_get_account (workspace), NULL,
                                      val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_workspace_remove_account_finish (workspace, result, &error);
  g_assert_no_error (error);
  val_test_wait_for (file_is_gone, path);
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
  add ("/health-job/states", NULL, test_states);
  add ("/health-job/stop", NULL, test_stop);
  add ("/health-job/no-token", NULL, test_no_token);
  add ("/list-cache/kept", NULL, test_list_is_kept);
  add ("/list-cache/offline", NULL, test_list_offline);
  add ("/list-cache/replaced", NULL, test_list_is_replaced);
  add ("/list-cache/damaged", "{\"version\":1,\"instances\":[{\"id\":", test_list_damaged);
  add ("/list-cache/not-ours",
       "{\"version\":1,\"baseUrl\":\"https://other.example\",\"savedAt\":5,"
       "\"instances\":[{\"id\":4}]}",
       test_list_damaged);
  add ("/list-cache/empty", "", test_list_damaged);
  add ("/list-cache/goes-with-account", NULL, test_list_goes_with_account);
  return g_test_run ();
}
