/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-events-api.h"
#include "api/val-exchange.h"
#include "api/val-usage-api.h"
#include "support/val-test-server.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <string.h>

typedef struct
{
  ValTestServer *server;
  ValSession *session;
  GPtrArray *exchanges; /* (element-type ValExchange) */
} Fixture;

static void
exchange_cb (Fixture *fixture, ValExchange *exchange)
{
  g_ptr_array_add (fixture->exchanges, g_object_ref (exchange));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = val_test_server_new (NULL);
  fixture->session = val_test_session_new (fixture->server);
  fixture->exchanges = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_swapped (fixture->session, "exchange", G_CALLBACK (exchange_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->session);
  val_test_server_free (fixture->server);
  g_ptr_array_unref (fixture->exchanges);
}

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = val_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return node;
}

/* The one exchange that there is by now. */
static ValExchange *
only (Fixture *fixture)
{
  g_assert_cmpuint (fixture->exchanges->len, ==, 1);
  return g_ptr_array_index (fixture->exchanges, 0);
}

static void
test_record (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) body = parse ("{\"name\":\"a\",\"oauth.api.secret\":\"FAKE-secret-1\"}");
  ValRequest request = { .method = "PATCH",
                         .path = "/instances/579876",
                         .query = "code=FAKE-code-1&a=b",
                         .body = body,
                         .element_token = "FAKE-token-1" };
  g_autoptr (ValReply) reply = NULL;
  gint64 before = g_get_real_time ();
  ValExchange *exchange;

  val_test_server_add (
      fixture->server, 200,
      "{\"id\":579876,\"token\":\"FAKE-token-1\",\"echo\":\"FAKE-user FAKE-secret-1\"}",
      "elements-request-id", "abc", NULL);
  reply = val_test_send (fixture->session, &request, NULL);
  g_assert_nonnull (reply);
  exchange = only (fixture);
  g_assert_cmpstr (val_exchange_get_method (exchange), ==, "PATCH");
  g_assert_cmpstr (val_exchange_get_base_url (exchange), ==,
                   val_session_get_base_url (fixture->session));
  g_assert_cmpstr (val_exchange_get_path (exchange), ==, "/instances/579876");
  g_assert_cmpstr (val_exchange_get_query (exchange), ==, "code=«CODE»&a=b");
  g_assert_cmpuint (val_exchange_get_status (exchange), ==, 200);
  g_assert_cmpint (val_exchange_get_started (exchange), >=, before);
  g_assert_cmpint (val_exchange_get_duration (exchange), >, 0);
  g_assert_cmpuint (val_exchange_get_attempts (exchange), ==, 1);
  g_assert_cmpint (val_exchange_get_instance (exchange), ==, 579876);
  g_assert_cmpstr (val_exchange_get_request_id (exchange), ==, "abc");
  g_assert_cmpstr (val_exchange_get_request_body (exchange), ==,
                   "{\n  \"name\": \"a\",\n  \"oauth.api.secret\": \"«OAUTH_API_SECRET»\"\n}");
  g_assert_cmpstr (val_exchange_get_response_body (exchange), ==,
                   "{\n  \"id\": 579876,\n  \"token\": \"«TOKEN»\",\n"
                   "  \"echo\": \"«USER_SECRET» «OAUTH_API_SECRET»\"\n}");
  g_assert_null (val_exchange_get_error (exchange));
  /* What is kept has no secrets; what was sent had them. */
  g_assert_nonnull (strstr (val_test_server_get_hit (fixture->server, 0)->body, "FAKE-secret-1"));
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  ValRequest request = { .method = "GET", .path = "/instances" };
  g_autoptr (GError) error = NULL;
  ValExchange *exchange;

  val_test_server_add (fixture->server, 401, "{\"message\":\"not FAKE-organization\"}", NULL);
  g_assert_null (val_test_send (fixture->session, &request, &error));
  exchange = only (fixture);
  g_assert_cmpuint (val_exchange_get_status (exchange), ==, 401);
  g_assert_nonnull (strstr (val_exchange_get_error (exchange), "not «ORGANIZATION_SECRET»"));
  g_assert_null (strstr (val_exchange_get_response_body (exchange), "FAKE"));
  g_assert_cmpint (val_exchange_get_instance (exchange), ==, 0);
}

/* However often it was sent, it is one request. */
static void
test_attempts (Fixture *fixture, gconstpointer data)
{
  ValRequest request = { .method = "GET", .path = "/instances/1" };
  g_autoptr (ValReply) reply = NULL;

  val_test_server_add (fixture->server, 503, NULL, NULL);
  val_test_server_add_reset (fixture->server);
  val_test_server_add (fixture->server, 200, "{}", NULL);
  reply = val_test_send (fixture->session, &request, NULL);
  g_assert_nonnull (reply);
  g_assert_cmpuint (val_exchange_get_attempts (only (fixture)), ==, 3);
  g_assert_cmpuint (val_exchange_get_status (only (fixture)), ==, 200);
}

static void
test_no_json (Fixture *fixture, gconstpointer data)
{
  ValRequest request = { .method = "GET", .path = "/instances/1" };

  val_test_server_add (fixture->server, 502, "<html>FAKE-token</html>", NULL);
  val_test_server_add (fixture->server, 404, "<html>FAKE-token</html>", NULL);
  g_assert_null (val_test_send (fixture->session, &request, NULL));
  g_assert_null (val_exchange_get_response_body (only (fixture)));
  g_assert_cmpuint (val_exchange_get_response_size (only (fixture)), ==, 23);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  ValRequest request = { .method = "GET", .path = "/instances/1" };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  val_test_server_add_silence (fixture->server);
  val_session_send_async (fixture->session, &request, cancellable, val_test_await_cb, &slot);
  g_cancellable_cancel (cancellable);
  result = val_test_await (&slot);
  g_assert_null (val_session_send_finish (fixture->session, result, NULL));
  g_assert_cmpuint (val_exchange_get_status (only (fixture)), ==, 0);
  g_assert_nonnull (val_exchange_get_error (only (fixture)));
}

static void
test_not_watched (Fixture *fixture, gconstpointer data)
{
  ValRequest request = { .method = "GET", .path = "/instances/1" };
  g_autoptr (ValReply) reply = NULL;

  g_signal_handlers_disconnect_by_data (fixture->session, fixture);
  val_test_server_add (fixture->server, 200, "{}", NULL);
  reply = val_test_send (fixture->session, &request, NULL);
  g_assert_nonnull (reply);
  g_assert_cmpuint (fixture->exchanges->len, ==, 0);
}

static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_text = g_strnfill (200 * 1000, 'x');
  g_autofree char *text = g_strdup_printf ("{\"a\":\"%s\"}", long_text);
  g_autoptr (JsonNode) body = parse (text);
  ValRequest request = { .method = "PUT", .path = "/instances/1", .body = body };
  g_autoptr (ValReply) reply = NULL;
  ValExchange *exchange;

  val_test_server_add (fixture->server, 200, text, NULL);
  reply = val_test_send (fixture->session, &request, NULL);
  exchange = only (fixture);
  g_assert_true (val_exchange_get_request_cut (exchange));
  g_assert_true (val_exchange_get_response_cut (exchange));
  g_assert_cmpuint (strlen (val_exchange_get_request_body (exchange)), <=, VAL_EXCHANGE_MAX_BODY);
  g_assert_cmpuint (strlen (val_exchange_get_response_body (exchange)), <=, VAL_EXCHANGE_MAX_BODY);
  g_assert_null (val_exchange_to_curl (exchange, NULL));
}

/* The command in a shell, with what somebody would have exported. */
static void
run (const char *command)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) shell = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  g_subprocess_launcher_setenv (launcher, "USER_SECRET", "FAKE-user", TRUE);
  g_subprocess_launcher_setenv (launcher, "ORGANIZATION_SECRET", "FAKE-organization", TRUE);
  g_subprocess_launcher_setenv (launcher, "ELEMENT_TOKEN", "FAKE+token/=1", TRUE);
  g_subprocess_launcher_setenv (launcher, "API_SECRET", "FAKE-$(exit)-'api'&secret=1", TRUE);
  g_subprocess_launcher_setenv (launcher, "NO_PROXY", "*", TRUE);
  shell = g_subprocess_launcher_spawn (launcher, &error, "sh", "-c", command, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check_async (shell, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_assert_true (g_subprocess_wait_check_finish (shell, result, &error));
  g_assert_no_error (error);
}

/* What the shell sends is what was sent before. */
static void
assert_same_again (Fixture *fixture, const ValRequest *request, const char *variables)
{
  g_autoptr (ValReply) reply = NULL;
  g_autofree char *command = NULL;
  g_auto (GStrv) names = NULL;
  g_autofree char *joined = NULL;
  const ValTestHit *first;
  const ValTestHit *second;

  val_test_server_add (fixture->server, 200, "{}", NULL);
  val_test_server_add (fixture->server, 200, "{}", NULL);
  reply = val_test_send (fixture->session, request, NULL);
  command = val_exchange_to_curl (only (fixture), &names);
  joined = g_strjoinv (" ", names);
  g_assert_cmpstr (joined, ==, variables);
  g_assert_null (strstr (command, "FAKE"));
  run (command);
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, 2);
  first = val_test_server_get_hit (fixture->server, 0);
  second = val_test_server_get_hit (fixture->server, 1);
  g_assert_cmpstr (second->method, ==, first->method);
  g_assert_cmpstr (second->path, ==, first->path);
  g_assert_cmpstr (second->query, ==, first->query);
  g_assert_cmpstr (second->body, ==, first->body);
  g_assert_cmpstr (val_test_hit_get_header (second, "Authorization"), ==,
                   val_test_hit_get_header (first, "Authorization"));
  g_assert_cmpstr (val_test_hit_get_header (second, "Content-Type"), ==,
                   val_test_hit_get_header (first, "Content-Type"));
}

static void
test_curl_read (Fixture *fixture, gconstpointer data)
{
  ValRequest request = { .method = "GET",
                         .path = "/instances",
                         .query = "tags[]=a%20b&tags[]=%5B" };

  assert_same_again (fixture, &request, "USER_SECRET ORGANIZATION_SECRET");
}

static void
test_curl_quoting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) body =
      parse ("{\"name\":\"it's \\\"$HOME\\\" `id` \\\\ ! @x\\n«not a mark» «\",\"tags\":[\"ü\"]}");
  ValRequest request = {
    .method = "PATCH", .path = "/instances/1", .body = body, .element_token = "FAKE+token/=1"
  };

  assert_same_again (fixture, &request, "USER_SECRET ORGANIZATION_SECRET ELEMENT_TOKEN");
}

static void
test_curl_secret_in_body (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) body =
      parse ("{\"apiSecret\":\"FAKE-$(exit)-'api'&secret=1\",\"scope\":\"\"}");
  ValRequest request = { .method = "POST", .path = "/elements/x/oauth/url", .body = body };

  assert_same_again (fixture, &request, "USER_SECRET ORGANIZATION_SECRET API_SECRET");
}

static void
test_curl_secret_in_query (Fixture *fixture, gconstpointer data)
{
  ValRequest request = {
    .method = "GET",
    .path = "/elements/x/oauth/url",
    .query = "apiSecret=FAKE-%24%28exit%29-%27api%27%26secret%3D1",
    .flags = VAL_REQUEST_NO_CREDENTIALS,
  };

  assert_same_again (fixture, &request, "API_SECRET");
}

static void
test_events (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = val_test_payload ("events-list.json", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autofree char *next_page = NULL;
  GAsyncResult *slot = NULL;
  gint64 total;

  val_test_server_add (fixture->server, 200, text, "elements-next-page-token",
                       "p+=", "elements-total-count", "7", NULL);
  val_events_api_list_async (fixture->session, 579876, "a+b", 3, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  events = val_events_api_list_finish (fixture->session, result, &next_page, &total, NULL);
  g_assert_cmpuint (events->len, ==, 3);
  g_assert_cmpstr (next_page, ==, "p+=");
  g_assert_cmpint (total, ==, 7);
  g_assert_cmpstr (val_test_server_get_hit (fixture->server, 0)->path, ==,
                   "/instances/579876/events");
  g_assert_cmpstr (val_test_server_get_hit (fixture->server, 0)->query, ==,
                   "pageSize=3&nextPage=a%2Bb");
}

static GPtrArray *
list_events (Fixture *fixture, guint status, const char *body, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *next_page = NULL;
  GAsyncResult *slot = NULL;

  val_test_server_add (fixture->server, status, body, NULL);
  val_events_api_list_async (fixture->session, 1, NULL, 3, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_events_api_list_finish (fixture->session, result, &next_page, NULL, error);
}

static void
test_odd_events (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[] = { "{}", "[7]", "[{}]", "" };
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) refused = NULL;

  none = list_events (fixture, 404, "{\"message\":\"No events found\"}", NULL);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_null (list_events (fixture, 403, "{}", &refused));
  g_assert_error (refused, VAL_ERROR, VAL_ERROR_FORBIDDEN);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (list_events (fixture, 200, bad[i], &error));
      g_assert_error (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER);
    }
}

static ValUsage *
get_usage (Fixture *fixture, guint status, const char *body, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  val_test_server_add (fixture->server, status, body, NULL);
  val_usage_api_get_async (fixture->session, "a/b?c", NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_usage_api_get_finish (fixture->session, result, error);
}

static void
test_usage (Fixture *fixture, gconstpointer data)
{
  static const char *const good[] = { "{\"id\":7}", "[{\"traffic_id\":7}]" };
  static const char *const bad[] = { "[]", "[{},{}]", "7", "" };
  g_autoptr (GError) none = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (ValUsage) usage = get_usage (fixture, 200, good[i], NULL);

      g_assert_cmpstr (usage->id, ==, "7");
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (get_usage (fixture, 200, bad[i], &error));
      g_assert_error (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER);
    }
  g_assert_null (get_usage (fixture, 404, "{}", &none));
  g_assert_error (none, VAL_ERROR, VAL_ERROR_NOT_FOUND);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/exchange/record", test_record);
  add ("/exchange/errors", test_errors);
  add ("/exchange/attempts", test_attempts);
  add ("/exchange/no-json", test_no_json);
  add ("/exchange/cancelled", test_cancelled);
  add ("/exchange/not-watched", test_not_watched);
  add ("/exchange/bounded", test_bounded);
  add ("/exchange/curl/read", test_curl_read);
  add ("/exchange/curl/quoting", test_curl_quoting);
  add ("/exchange/curl/secret-in-body", test_curl_secret_in_body);
  add ("/exchange/curl/secret-in-query", test_curl_secret_in_query);
  add ("/exchange/events", test_events);
  add ("/exchange/events/odd", test_odd_events);
  add ("/exchange/usage", test_usage);
  return g_test_run ();
}
