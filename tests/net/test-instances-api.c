/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-instances-api.h"
#include "support/val-test-server.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <string.h>

typedef struct
{
  ValTestServer *server;
  ValSession *session;
  GAsyncResult *result;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = val_test_server_new (NULL);
  fixture->session = val_test_session_new (fixture->server);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->result);
  g_assert_finalize_object (fixture->session);
  val_test_server_free (fixture->server);
}

static void
add_payload (Fixture *fixture, const char *name)
{
  g_autofree char *text = val_test_payload (name, NULL);

  val_test_server_add (fixture->server, 200, text, "elements-next-page-token",
                       "next+/=", "elements-total-count", "7", NULL);
}

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = val_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return node;
}

/* Waits for the call that has just begun with val_test_await_cb and &slot. */
static GAsyncResult *
await (Fixture *fixture, GAsyncResult **slot)
{
  g_clear_object (&fixture->result);
  fixture->result = val_test_await (slot);
  return fixture->result;
}

static void
check_hit (Fixture *fixture, guint index, const char *method, const char *path, const char *query)
{
  const ValTestHit *hit = val_test_server_get_hit (fixture->server, index);

  g_assert_cmpstr (hit->method, ==, method);
  g_assert_cmpstr (hit->path, ==, path);
  g_assert_cmpstr (hit->query, ==, query);
}

static void
check_body (Fixture *fixture, guint index, const char *expected)
{
  const ValTestHit *hit = val_test_server_get_hit (fixture->server, index);
  g_autoptr (JsonNode) one = parse (hit->body);
  g_autoptr (JsonNode) other = parse (expected);

  g_assert_true (json_node_equal (one, other));
}

static GPtrArray *
list (Fixture *fixture,
      const ValInstancesQuery *query,
      char **next_page,
      gint64 *total,
      GError **error)
{
  GAsyncResult *slot = NULL;

  val_instances_api_list_async (fixture->session, query, NULL, val_test_await_cb, &slot);
  return val_instances_api_list_finish (fixture->session, await (fixture, &slot), next_page, total,
                                        error);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  ValInstancesQuery query = {
    .search_text = "a b&c", .tag = "x=y", .next_page = "p+/=", .page_size = 50
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) instances = NULL;
  g_autofree char *next_page = NULL;
  gint64 total;

  add_payload (fixture, "instances-list.json");
  instances = list (fixture, &query, &next_page, &total, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (instances->len, ==, 3);
  g_assert_cmpint (val_instance_get_id (g_ptr_array_index (instances, 0)), ==, 579876);
  g_assert_cmpstr (next_page, ==, "next+/=");
  g_assert_cmpint (total, ==, 7);
  check_hit (fixture, 0, "GET", "/instances",
             "pageSize=50&nextPage=p%2B%2F%3D&searchText=a%20b%26c&tags[]=x%3Dy");
}

static void
test_list_defaults (Fixture *fixture, gconstpointer data)
{
  ValInstancesQuery query = { 0 };
  g_autoptr (GPtrArray) instances = NULL;

  val_test_server_add (fixture->server, 200, "[]", NULL);
  instances = list (fixture, &query, NULL, NULL, NULL);
  g_assert_cmpuint (instances->len, ==, 0);
  check_hit (fixture, 0, "GET", "/instances", "pageSize=200");
}

static void
test_list_nothing_found (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = val_test_payload ("error-404-empty-list.json", NULL);
  ValInstancesQuery query = { .search_text = "nobody" };
  g_autofree char *next_page = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) instances = NULL;
  gint64 total;

  val_test_server_add (fixture->server, 404, text, NULL);
  instances = list (fixture, &query, &next_page, &total, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (instances->len, ==, 0);
  g_assert_null (next_page);
  g_assert_cmpint (total, ==, 0);
}

static void
test_list_bad (Fixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = { "", "{}", "null", "[1]", "[{\"name\":\"x\"}]", "[[]]" };
  ValInstancesQuery query = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) error = NULL;

      val_test_server_add (fixture->server, 200, bodies[i], NULL);
      g_assert_null (list (fixture, &query, NULL, NULL, &error));
      g_assert_error (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER);
    }
}

static void
test_get (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *slot = NULL;
  g_autoptr (ValInstance) instance = NULL;
  g_autoptr (GError) error = NULL;

  add_payload (fixture, "instance-hootsuite-created.json");
  val_instances_api_get_async (fixture->session, 579876, VAL_REQUEST_NONE, NULL, val_test_await_cb,
                               &slot);
  instance = val_instances_api_get_finish (fixture->session, await (fixture, &slot), &error);
  g_assert_no_error (error);
  g_assert_cmpint (val_instance_get_id (instance), ==, 579876);
  check_hit (fixture, 0, "GET", "/instances/579876", NULL);
}

static ValInstance *
create (Fixture *fixture, GError **error)
{
  g_autofree char *text = val_test_payload ("instance-hootsuite-create-request.json", NULL);
  g_autoptr (JsonNode) body = parse (text);
  GAsyncResult *slot = NULL;

  val_instances_api_create_async (fixture->session, body, NULL, val_test_await_cb, &slot);
  return val_instances_api_create_finish (fixture->session, await (fixture, &slot), error);
}

static void
test_create (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sent = val_test_payload ("instance-hootsuite-create-request.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance = NULL;

  add_payload (fixture, "instance-hootsuite-created.json");
  instance = create (fixture, &error);
  g_assert_no_error (error);
  g_assert_nonnull (val_instance_get_token (instance));
  check_hit (fixture, 0, "POST", "/instances", NULL);
  check_body (fixture, 0, sent);
}

/* The code in it works once (contract 6.6): whatever happens, it is sent once. */
static void
test_create_is_sent_once (Fixture *fixture, gconstpointer data)
{
  static const guint statuses[] = { 408, 429, 500, 502, 503, 504 };
  static const char *const answers[] = { "", "{}", "[]", "{\"id\":0}", "<html>" };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (GError) error = NULL;

      val_test_server_add (fixture->server, statuses[i], NULL, NULL);
      g_assert_null (create (fixture, &error));
      g_assert_nonnull (error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) error = NULL;

      val_test_server_add (fixture->server, 200, answers[i], NULL);
      g_assert_null (create (fixture, &error));
      g_assert_error (error, VAL_ERROR, VAL_ERROR_UNKNOWN_OUTCOME);
    }
  val_test_server_add_reset (fixture->server);
  g_assert_null (create (fixture, NULL));
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==,
                    G_N_ELEMENTS (statuses) + G_N_ELEMENTS (answers) + 1);
}

static gboolean delete (Fixture *fixture, GError **error)
{
  GAsyncResult *slot = NULL;

  val_instances_api_delete_async (fixture->session, 42, NULL, val_test_await_cb, &slot);
  return val_instances_api_delete_finish (fixture->session, await (fixture, &slot), error);
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  val_test_server_add (fixture->server, 200, NULL, NULL);
  g_assert_true (delete (fixture, &error));
  g_assert_no_error (error);
  check_hit (fixture, 0, "DELETE", "/instances/42", NULL);
}

static void
test_delete_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) repeated = NULL;

  val_test_server_add (fixture->server, 404, NULL, NULL);
  g_assert_false (delete (fixture, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_NOT_FOUND);
  val_test_server_add_reset (fixture->server);
  val_test_server_add (fixture->server, 404, NULL, NULL);
  g_assert_true (delete (fixture, &repeated));
  g_assert_no_error (repeated);
}

static void
patch (Fixture *fixture, gint64 id, const char *token)
{
  g_autoptr (JsonNode) body = parse ("{\"name\":\"n\"}");
  GAsyncResult *slot = NULL;
  g_autoptr (ValInstance) instance = NULL;
  g_autoptr (GError) error = NULL;

  add_payload (fixture, "instance-hootsuite-patched.json");
  val_instances_api_patch_async (fixture->session, id, token, body, VAL_REQUEST_IDEMPOTENT, 0, NULL,
                                 val_test_await_cb, &slot);
  instance = val_instances_api_patch_finish (fixture->session, await (fixture, &slot), &error);
  g_assert_no_error (error);
  g_assert_cmpint (val_instance_get_id (instance), ==, 579876);
}

static const char *
get_authorization (Fixture *fixture, guint index)
{
  return val_test_hit_get_header (val_test_server_get_hit (fixture->server, index),
                                  "Authorization");
}

static void
test_patch (Fixture *fixture, gconstpointer data)
{
  patch (fixture, 579876, "TOKEN");
  check_hit (fixture, 0, "PATCH", "/instances/579876", NULL);
  check_body (fixture, 0, "{\"name\":\"n\"}");
  g_assert_cmpstr (get_authorization (fixture, 0), ==, VAL_TEST_AUTHORIZATION);
  patch (fixture, 0, "TOKEN");
  check_hit (fixture, 1, "PATCH", "/instances", NULL);
  g_assert_cmpstr (get_authorization (fixture, 1), ==, VAL_TEST_AUTHORIZATION ", Element TOKEN");
}

static void
set_enabled (Fixture *fixture, gboolean enabled)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GError) error = NULL;

  val_test_server_add (fixture->server, 200, NULL, NULL);
  val_instances_api_set_enabled_async (fixture->session, 42, enabled, NULL, val_test_await_cb,
                                       &slot);
  g_assert_true (
      val_instances_api_set_enabled_finish (fixture->session, await (fixture, &slot), &error));
  g_assert_no_error (error);
}

static void
test_set_enabled (Fixture *fixture, gconstpointer data)
{
  set_enabled (fixture, TRUE);
  check_hit (fixture, 0, "PUT", "/instances/42/enabled", NULL);
  set_enabled (fixture, FALSE);
  check_hit (fixture, 1, "DELETE", "/instances/42/enabled", NULL);
}

static gboolean
set_config (Fixture *fixture, const char *key, const char *value, GError **error)
{
  GAsyncResult *slot = NULL;

  val_instances_api_set_config_async (fixture->session, 42, key, value, VAL_REQUEST_IDEMPOTENT,
                                      NULL, val_test_await_cb, &slot);
  return val_instances_api_set_config_finish (fixture->session, await (fixture, &slot), error);
}

static void
test_set_config (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  add_payload (fixture, "instance-configuration.json");
  val_test_server_add (fixture->server, 200, "{}", NULL);
  g_assert_true (set_config (fixture, "oauth.callback.url", "http://localhost/x", &error));
  g_assert_no_error (error);
  check_hit (fixture, 0, "GET", "/instances/42/configuration", NULL);
  check_hit (fixture, 1, "PATCH", "/instances/42/configuration/700002", NULL);
  check_body (fixture, 1, "{\"propertyValue\":\"http://localhost/x\"}");
}

static void
test_set_config_null (Fixture *fixture, gconstpointer data)
{
  add_payload (fixture, "instance-configuration.json");
  val_test_server_add (fixture->server, 200, "{}", NULL);
  g_assert_true (set_config (fixture, "oauth.callback.url", NULL, NULL));
  check_body (fixture, 1, "{\"propertyValue\":null}");
}

static void
test_set_config_refusals (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) mask = NULL;
  g_autoptr (GError) unknown = NULL;

  g_assert_false (set_config (fixture, "oauth.api.secret", "********", &mask));
  g_assert_error (mask, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, 0);
  add_payload (fixture, "instance-configuration.json");
  g_assert_false (set_config (fixture, "no.such.key", "x", &unknown));
  g_assert_error (unknown, VAL_ERROR, VAL_ERROR_NOT_FOUND);
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, 1);
}

static gboolean
is_asked_twice (gpointer user_data)
{
  return val_test_server_count_hits (user_data) == 2;
}

static void
test_set_config_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  add_payload (fixture, "instance-configuration.json");
  val_test_server_add_silence (fixture->server);
  val_instances_api_set_config_async (fixture->session, 42, "oauth.callback.url", "x",
                                      VAL_REQUEST_IDEMPOTENT, cancellable, val_test_await_cb,
                                      &slot);
  val_test_wait_for (is_asked_twice, fixture->server);
  g_cancellable_cancel (cancellable);
  g_assert_false (
      val_instances_api_set_config_finish (fixture->session, await (fixture, &slot), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/instances-api/list", test_list);
  ADD ("/instances-api/list-defaults", test_list_defaults);
  ADD ("/instances-api/list-nothing-found", test_list_nothing_found);
  ADD ("/instances-api/list-bad", test_list_bad);
  ADD ("/instances-api/get", test_get);
  ADD ("/instances-api/create", test_create);
  ADD ("/instances-api/create-is-sent-once", test_create_is_sent_once);
  ADD ("/instances-api/delete", test_delete);
  ADD ("/instances-api/delete-twice", test_delete_twice);
  ADD ("/instances-api/patch", test_patch);
  ADD ("/instances-api/set-enabled", test_set_enabled);
  ADD ("/instances-api/set-config", test_set_config);
  ADD ("/instances-api/set-config-null", test_set_config_null);
  ADD ("/instances-api/set-config-refusals", test_set_config_refusals);
  ADD ("/instances-api/set-config-cancelled", test_set_config_cancelled);

  return g_test_run ();
}
