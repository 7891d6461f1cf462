/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-bulk-fixture.h"

#include "keyring/val-memory-store.h"
#include "support/val-test-util.h"
#include "util/val-json.h"

#include <glib/gstdio.h>

static void
open_account (ValBulkFixture *self)
{
  ValSandbox *sandbox = self->other->sandbox;
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) put = NULL;
  g_autoptr (GAsyncResult) selected = NULL;

  self->account = val_account_new ("Bulk", val_sandbox_get_base_url (sandbox));
  val_workspace_put_account_async (
      self->workspace, self->account, val_sandbox_get_user_secret (sandbox),
      val_sandbox_get_organization_secret (sandbox), TRUE, NULL, val_test_await_cb, &slot);
  put = val_test_await (&slot);
  g_assert_true (val_workspace_put_account_finish (self->workspace, put, NULL));
  val_workspace_select_async (self->workspace, self->account, NULL, val_test_await_cb, &slot);
  selected = val_test_await (&slot);
  g_assert_true (val_workspace_select_finish (self->workspace, selected, NULL));
}

static void
refresh (ValBulkFixture *self)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_workspace_refresh_async (self->workspace, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_workspace_refresh_finish (self->workspace, result, &error);
  g_assert_no_error (error);
}

void
val_bulk_fixture_set_up (ValBulkFixture *self, guint n_instances)
{
  const ValSandboxOptions options = { .instances = n_instances, .seed = 11 };
  g_autoptr (ValSecretStore) keyring = val_memory_store_new ();
  g_autoptr (GFile) file = NULL;

  self->path = g_dir_make_tmp ("valence-bulk-XXXXXX", NULL);
  self->folder = g_file_new_build_filename (self->path, "jobs", NULL);
  file = g_file_new_build_filename (self->path, "accounts.conf", NULL);
  self->other = val_sandbox_client_new (&options);
  self->workspace = val_workspace_new (keyring, file);
  val_bulk_options_init (&self->options);
  open_account (self);
  refresh (self);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      if (g_file_test (inner, G_FILE_TEST_IS_DIR))
        remove_folder (inner);
      else
        g_unlink (inner);
    }
  g_rmdir (path);
}

void
val_bulk_fixture_tear_down (ValBulkFixture *self)
{
  g_assert_finalize_object (self->workspace);
  g_clear_object (&self->account);
  val_sandbox_client_free (self->other);
  g_clear_object (&self->folder);
  remove_folder (self->path);
  g_free (self->path);
}

GListModel *
val_bulk_fixture_get_instances (ValBulkFixture *self)
{
  return G_LIST_MODEL (val_workspace_get_instances (self->workspace));
}

/* @rules: as in a faults file, with ' for " */
void
val_bulk_fixture_set_faults (ValBulkFixture *self, const char *rules)
{
  g_autofree char *text = g_strdup_printf ("{'seed':3,'rules':[%s]}", rules);

  g_strdelimit (text, "'", '"');
  val_sandbox_reply_free (val_sandbox_client_control (self->other, "PUT", "/sandbox/faults", text));
}

/* Somebody else changes an instance. */
void
val_bulk_fixture_change (ValBulkFixture *self, gint64 id, const char *url)
{
  g_autofree char *path = g_strdup_printf ("/instances/%" G_GINT64_FORMAT, id);
  g_autofree char *body =
      g_strdup_printf ("{\"configuration\":{\"" VAL_KEY_CALLBACK_URL "\":\"%s\"}}", url);

  val_sandbox_reply_free (val_sandbox_client_ask (self->other, 200, "PATCH", path, body));
}

ValChangePlan *
val_bulk_fixture_run_planner (ValBulkPlanner *planner, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_bulk_planner_run_async (planner, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_bulk_planner_run_finish (planner, result, error);
}

/* Everything that can be is ticked. */
ValChangePlan *
val_bulk_fixture_plan (ValBulkFixture *self, const char *template)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValUrlRule) rule = val_url_rule_new (VAL_URL_RULE_TEMPLATE, NULL, template, &error);
  g_autoptr (ValBulkPlanner) planner = NULL;
  ValChangePlan *plan;

  g_assert_no_error (error);
  planner = val_bulk_planner_new (self->workspace, rule, val_bulk_fixture_get_instances (self));
  plan = val_bulk_fixture_run_planner (planner, &error);
  g_assert_no_error (error);
  val_change_plan_tick_all (plan, G_LIST_MODEL (plan), TRUE);
  return plan;
}

ValBulkJob *
val_bulk_fixture_new_job (ValBulkFixture *self, ValChangePlan *plan)
{
  g_autoptr (ValBulkHeader) header = val_bulk_header_new (self->account, "Test", &self->options);

  return val_bulk_job_new (self->workspace, plan, header, self->folder);
}

gboolean
val_bulk_fixture_run (ValBulkJob *job, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_bulk_job_run_async (job, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_bulk_job_run_finish (job, result, error);
}

ValBulkRecord *
val_bulk_fixture_read (GFile *file)
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

typedef char *(*Describe) (JsonObject *configuration);

static char *
describe_url (JsonObject *configuration)
{
  return g_strdup (val_json_get_string (configuration, VAL_KEY_CALLBACK_URL));
}

static char *
describe_config (JsonObject *configuration)
{
  g_autoptr (JsonNode) node = json_node_alloc ();

  if (json_object_has_member (configuration, "event.notification.subscription.id"))
    json_object_remove_member (configuration, "event.notification.subscription.id");
  json_node_init_object (node, configuration);
  return json_to_string (node, FALSE);
}

static char *
list_page (ValBulkFixture *self, const char *next, Describe describe, GHashTable *table)
{
  g_autofree char *path = g_strdup_printf ("/instances?pageSize=500%s%s",
                                           next != NULL ? "&nextPage=" : "", next ? next : "");
  g_autoptr (ValSandboxReply) reply = val_sandbox_client_ask (self->other, 200, "GET", path, NULL);
  JsonArray *array = val_sandbox_reply_array (reply);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = json_array_get_object_element (array, i);

      g_hash_table_insert (table, val_json_dup_text (object, "id"),
                           describe (json_object_get_object_member (object, "configuration")));
    }
  return g_strdup (val_sandbox_reply_header (reply, "elements-next-page-token"));
}

static GHashTable *
list (ValBulkFixture *self, Describe describe)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  char *next = list_page (self, NULL, describe, table);

  while (next != NULL && *next != '\0')
    {
      g_autofree char *before = next;

      next = list_page (self, before, describe, table);
    }
  g_free (next);
  return table;
}

GHashTable *
val_bulk_fixture_list_urls (ValBulkFixture *self)
{
  return list (self, describe_url);
}

GHashTable *
val_bulk_fixture_list_configs (ValBulkFixture *self)
{
  return list (self, describe_config);
}

const char *
val_bulk_fixture_lookup (GHashTable *table, ValChange *change)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, val_change_get_id (change));

  return g_hash_table_lookup (table, id);
}

/* A counter of the sandbox's own. */
gint64
val_bulk_fixture_count (ValBulkFixture *self, const char *counter)
{
  g_autoptr (ValSandboxReply) reply =
      val_sandbox_client_control (self->other, "GET", "/sandbox/state", NULL);

  return val_json_get_int (val_sandbox_reply_object (reply), counter, -1);
}

guint
val_bulk_fixture_count_method (ValBulkFixture *self, const char *method)
{
  g_autoptr (ValSandboxReply) reply =
      val_sandbox_client_control (self->other, "GET", "/sandbox/state", NULL);
  JsonObject *counts = val_json_get_object (val_sandbox_reply_object (reply), "byMethod");

  return (guint) val_json_get_int (counts, method, 0);
}

void
val_bulk_fixture_forget_requests (ValBulkFixture *self)
{
  val_sandbox_reply_free (
      val_sandbox_client_control (self->other, "DELETE", "/sandbox/requests", NULL));
}
