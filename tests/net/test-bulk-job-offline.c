/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A platform that is gone for a while in the middle of a job. */
#include "keyring/val-memory-store.h"
#include "support/val-test-util.h"
#include "util/val-json.h"
#include "workspace/val-bulk-job.h"

#include <libsoup/soup.h>
#include <string.h>

#define N_ROWS 40

typedef struct
{
  SoupServer *soup;
  guint port;
  GHashTable *values; /* (element-type utf8 utf8): path → callback URL */
  guint n_answers;
  gboolean refuses; /* every change */
  guint n_refused;
  char *path;
  ValWorkspace *workspace;
  ValAccount *account;
  GFile *folder;
  ValChangePlan *plan;
  ValBulkJob *job;
  GAsyncResult *slot;
} Fixture;

static gboolean
refuse (Fixture *self, SoupServerMessage *message)
{
  if (!self->refuses || !g_str_equal (soup_server_message_get_method (message), "PATCH"))
    return FALSE;
  self->n_refused++;
  soup_server_message_set_status (message, 422, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "{}", 2);
  return TRUE;
}

static void
answer_cb (SoupServer *soup,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  Fixture *self = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  const char *value;

  if (refuse (self, message))
    return;
  if (body->length > 0)
    node = val_json_parse (body->data, (gsize) body->length, NULL);
  value = val_json_get_string (val_json_get_object (val_json_node_object (node), "configuration"),
                               VAL_KEY_CALLBACK_URL);
  if (value != NULL)
    g_hash_table_replace (self->values, g_strdup (path), g_strdup (value));
  value = g_hash_table_lookup (self->values, path);
  text =
      g_strdup_printf ("{\"id\":%s,\"configuration\":{\"" VAL_KEY_CALLBACK_URL "\":\"%s\"}}",
                       strrchr (path, '/') + 1, value != NULL ? value : "https://old.example.com/");
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text,
                                    strlen (text));
  self->n_answers++;
}

static void
start_server (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->soup, NULL, answer_cb, self, NULL);
  soup_server_listen_local (self->soup, self->port, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->soup);
  self->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
stop_server (Fixture *self)
{
  soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
}

static void
open_workspace (Fixture *self)
{
  g_autoptr (ValSecretStore) keyring = val_memory_store_new ();
  g_autoptr (GFile) file = g_file_new_build_filename (self->path, "accounts.conf", NULL);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/elements/api-v2", self->port);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) put = NULL;
  g_autoptr (GAsyncResult) selected = NULL;

  self->workspace = val_workspace_new (keyring, file);
  self->account = val_account_new ("Offline", url);
  val_workspace_put_account_async (self->workspace, self->account, "FAKE-user", "FAKE-organization",
                                   TRUE, NULL, val_test_await_cb, &slot);
  put = val_test_await (&slot);
  g_assert_true (val_workspace_put_account_finish (self->workspace, put, NULL));
  val_workspace_select_async (self->workspace, self->account, NULL, val_test_await_cb, &slot);
  selected = val_test_await (&slot);
  g_assert_true (val_workspace_select_finish (self->workspace, selected, NULL));
}

static ValChangePlan *
make_plan (void)
{
  ValChangePlan *plan = val_change_plan_new ();
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint id = 1; id <= N_ROWS; id++)
    {
      const ValChangeFacts facts = { .id = id,
                                     .name = "One",
                                     .old_url = "https://old.example.com/",
                                     .new_url = "https://new.example.com/" };

      g_ptr_array_add (changes, val_change_new (&facts));
    }
  val_change_plan_take (plan, changes);
  return plan;
}

static gboolean
has_some (gpointer job)
{
  return val_bulk_job_get_n_finished (job) >= 5;
}

static gboolean
is_paused (gpointer job)
{
  return val_bulk_job_get_state (job) == VAL_BULK_STATE_PAUSED;
}

/* A job that is under way when the platform goes. */
static void
set_up (Fixture *self, gconstpointer data)
{
  const ValBulkOptions options = { .concurrency = 4, .check_first = data != NULL, .rate = 100 };
  g_autoptr (ValBulkHeader) header = NULL;

  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->path = g_dir_make_tmp ("valence-offline-XXXXXX", NULL);
  self->folder = g_file_new_build_filename (self->path, "jobs", NULL);
  start_server (self);
  open_workspace (self);
  header = val_bulk_header_new (self->account, "Offline", &options);
  self->plan = make_plan ();
  self->job = val_bulk_job_new (self->workspace, self->plan, header, self->folder);
  val_bulk_job_run_async (self->job, val_test_await_cb, &self->slot);
  val_test_wait_for (has_some, self->job);
  stop_server (self);
  val_test_wait_for (is_paused, self->job);
  g_assert_cmpint (val_bulk_job_get_pause_reason (self->job), ==, VAL_BULK_PAUSE_OFFLINE);
  g_assert_cmpuint (val_bulk_job_get_n_failed (self->job), ==, 0);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  stop_server (self);
  g_assert_true (g_file_delete (val_bulk_job_get_file (self->job), NULL, NULL));
  g_assert_true (g_file_delete (self->folder, NULL, NULL));
  g_clear_object (&self->folder);
  g_clear_object (&self->job);
  g_clear_object (&self->plan);
  g_assert_finalize_object (self->workspace);
  g_clear_object (&self->account);
  g_hash_table_unref (self->values);
  g_free (self->path);
}

/* By itself. */
static void
finish (Fixture *self)
{
  g_autoptr (GAsyncResult) result = val_test_await (&self->slot);
  g_autoptr (GError) error = NULL;

  val_bulk_job_run_finish (self->job, result, &error);
  g_assert_no_error (error);
}

static void
test_back (Fixture *self, gconstpointer data)
{
  start_server (self);
  finish (self);
  g_assert_cmpint (val_bulk_job_get_end (self->job), ==, VAL_BULK_FINISHED);
  g_assert_cmpuint (val_change_plan_count_state (self->plan, VAL_CHANGE_DONE), ==, N_ROWS);
  g_assert_cmpuint (g_hash_table_size (self->values), ==, N_ROWS);
}

static void
state_cb (ValBulkJob *job, GParamSpec *pspec, GArray *states)
{
  const ValBulkState state = val_bulk_job_get_state (job);

  g_array_append_val (states, state);
}

/* Whoever is back and refuses the first change has used up what may fail: the job stops for good,
 * though it was only paused until then. */
static void
test_back_to_refuse (Fixture *self, gconstpointer data)
{
  g_autoptr (GArray) states = g_array_new (FALSE, FALSE, sizeof (ValBulkState));

  g_signal_connect (self->job, "notify::state", G_CALLBACK (state_cb), states);
  self->refuses = TRUE;
  start_server (self);
  finish (self);
  g_assert_cmpint (val_bulk_job_get_end (self->job), ==, VAL_BULK_STOPPED);
  g_assert_cmpint (val_bulk_job_get_pause_reason (self->job), ==, VAL_BULK_PAUSE_NONE);
  g_assert_cmpuint (states->len, >=, 2);
  g_assert_cmpint (g_array_index (states, ValBulkState, states->len - 2), ==,
                   VAL_BULK_STATE_STOPPING);
  for (guint i = 0; i + 2 < states->len; i++)
    g_assert_cmpint (g_array_index (states, ValBulkState, i), !=, VAL_BULK_STATE_STOPPING);
  g_assert_cmpuint (self->n_refused, <=, 4);
  g_assert_cmpuint (val_change_plan_count_state (self->plan, VAL_CHANGE_FAILED), ==,
                    self->n_refused);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/bulk-job-offline/back", Fixture, "", set_up, test_back, tear_down);
  g_test_add ("/bulk-job-offline/back-to-refuse", Fixture, NULL, set_up, test_back_to_refuse,
              tear_down);
  return g_test_run ();
}
