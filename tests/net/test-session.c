/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-session.h"
#include "support/val-test-server.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <string.h>

typedef struct
{
  ValTestServer *server;
  ValSession *session;
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
  g_assert_finalize_object (fixture->session);
  val_test_server_free (fixture->server);
}

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = val_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return node;
}

static void
test_request (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) body = parse ("{\"name\":\"Ünï\"}");
  ValRequest request = {
    .method = "PATCH", .path = "/instances/1", .query = "a=b%20c&tags[]=x", .body = body
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (ValReply) reply = NULL;
  const ValTestHit *hit;

  val_test_server_add (fixture->server, 200, "{}", NULL);
  reply = val_test_send (fixture->session, &request, &error);
  g_assert_no_error (error);
  hit = val_test_server_get_hit (fixture->server, 0);
  g_assert_cmpstr (hit->method, ==, "PATCH");
  g_assert_cmpstr (hit->path, ==, "/instances/1");
  g_assert_cmpstr (hit->query, ==, "a=b%20c&tags[]=x");
  g_assert_cmpstr (hit->body, ==, "{\"name\":\"Ünï\"}");
  g_assert_cmpstr (val_test_hit_get_header (hit, "Authorization"), ==, VAL_TEST_AUTHORIZATION);
  g_assert_cmpstr (val_test_hit_get_header (hit, "Accept"), ==, "application/json");
  g_assert_cmpstr (val_test_hit_get_header (hit, "Content-Type"), ==, "application/json");
  g_assert_true (g_str_has_prefix (val_test_hit_get_header (hit, "User-Agent"), "Valence/"));
  g_assert_null (val_test_hit_get_header (hit, "Accept-Language"));
  g_assert_null (val_test_hit_get_header (hit, "Cookie"));
}

static void
test_element_token (Fixture *fixture, gconstpointer data)
{
  ValRequest request = { .method = "GET", .path = "/instances", .element_token = " T+/= " };
  g_autoptr (ValReply) reply = NULL;

  val_test_server_add (fixture->server, 200, "{}", NULL);
  reply = val_test_send (fixture->session, &request, NULL);
  g_assert_nonnull (reply);
  g_assert_cmpstr (
      val_test_hit_get_header (val_test_server_get_hit (fixture->server, 0), "Authorization"), ==,
      VAL_TEST_AUTHORIZATION ", Element T+/=");
}

static void
test_no_credentials (Fixture *fixture, gconstpointer data)
{
  ValRequest request = {
    .method = "GET", .path = "/elements", .element_token = "T", .flags = VAL_REQUEST_NO_CREDENTIALS
  };
  g_autoptr (ValReply) reply = NULL;

  val_test_server_add (fixture->server, 200, "[]", NULL);
  reply = val_test_send (fixture->session, &request, NULL);
  g_assert_nonnull (reply);
  g_assert_null (
      val_test_hit_get_header (val_test_server_get_hit (fixture->server, 0), "Authorization"));
}

static void
test_reply (Fixture *fixture, gconstpointer data)
{
  ValRequest request = { .method = "GET", .path = "/instances" };
  g_autoptr (ValReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  val_test_server_add (fixture->server, 200, "[1,2]", "elements-next-page-token",
                       "p+/=", "elements-total-count", "12345678901", "elements-request-id", "abc",
                       NULL);
  reply = val_test_send (fixture->session, &request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpuint (json_array_get_length (val_json_node_array (reply->node)), ==, 2);
  g_assert_cmpstr (reply->next_page, ==, "p+/=");
  g_assert_cmpint (reply->total, ==, G_GINT64_CONSTANT (12345678901));
  g_assert_cmpstr (reply->request_id, ==, "abc");
}

static void
test_empty_success (Fixture *fixture, gconstpointer data)
{
  static const guint statuses[] = { 200, 201, 202, 204, 299 };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      ValRequest request = { .method = "DELETE", .path = "/instances/1" };
      g_autoptr (ValReply) reply = NULL;
      g_autoptr (GError) error = NULL;

      val_test_server_add (fixture->server, statuses[i], NULL, "elements-total-count", "-3", NULL);
      reply = val_test_send (fixture->session, &request, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (reply->status, ==, statuses[i]);
      g_assert_null (reply->node);
      g_assert_null (reply->next_page);
      g_assert_cmpint (reply->total, ==, -1);
    }
}

typedef struct
{
  guint status;
  const char *body;
  ValError code;
  const char *text;
} ErrorCase;

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  static const ErrorCase cases[] = {
    { 400, "{\"requestId\":\"r1\",\"message\":\"no code\"}", VAL_ERROR_BAD_REQUEST, "no code" },
    { 400, "{\"requestId\":\"r1\",\"message\":\"no code\"}", VAL_ERROR_BAD_REQUEST, "r1" },
    { 401, "{\"message\":\"Invalid secret\"}", VAL_ERROR_UNAUTHORIZED, "Invalid secret" },
    { 403, "", VAL_ERROR_FORBIDDEN, "403" },
    { 404, "[]", VAL_ERROR_NOT_FOUND, "404" },
    { 409, "{\"message\":{\"a\":1},\"providerMessage\":\"is there\"}", VAL_ERROR_CONFLICT,
      "is there" },
    { 413, "<html>Request Entity Too Large</html>", VAL_ERROR_TOO_LARGE, "413" },
    { 418, "{\"message\":", VAL_ERROR_BAD_REQUEST, "418" },
    { 500, "\xff\xfe", VAL_ERROR_SERVER, "500" },
    { 501, "null", VAL_ERROR_SERVER, "501" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ValRequest request = { .method = "GET", .path = "/instances/1" };
      g_autoptr (GError) error = NULL;

      val_test_server_add (fixture->server, cases[i].status, cases[i].body, NULL);
      g_assert_null (val_test_send (fixture->session, &request, &error));
      g_assert_error (error, VAL_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].text));
    }
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, G_N_ELEMENTS (cases));
}

static void
test_bad_json (Fixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = {
    "<html>Sign in</html>",
    "{",
    "{\"a\":012}",
    "{'a':1}",
    "[1,]",
    "{} {}",
    "var x = {};",
    "// c\n1",
    "\"\\u0000\"",
    "NaN",
    "\xff",
    " ",
    "{\"id\":9223372036854775808}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      ValRequest request = { .method = "GET", .path = "/instances/1" };
      g_autoptr (GError) error = NULL;

      val_test_server_add (fixture->server, 200, bodies[i], NULL);
      g_assert_null (val_test_send (fixture->session, &request, &error));
      g_assert_error (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER);
    }
}

/* The instance is there, only what it is cannot be read. */
static void
test_bad_json_after_creation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) body = parse ("{}");
  ValRequest request = { .method = "POST", .path = "/instances", .body = body };
  g_autoptr (GError) error = NULL;

  val_test_server_add (fixture->server, 200, "<html>", NULL);
  g_assert_null (val_test_send (fixture->session, &request, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_UNKNOWN_OUTCOME);
}

static void
test_mask_guard (Fixture *fixture, gconstpointer data)
{
  static const char *const masked[] = {
    "\"********\"",
    "[\"********\"]",
    "{\"configuration\":{\"oauth.api.secret\":\"********\"}}",
    "{\"a\":[{\"b\":{\"c\":[1,null,\"x\",\"********\"]}}]}",
  };
  static const char *const plain[] = {
    "{\"a\":\"*******\",\"b\":\"*********\",\"********\":1,\"c\":\"*\",\"d\":\"x********\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (masked) + G_N_ELEMENTS (plain); i++)
    {
      gboolean bad = i < G_N_ELEMENTS (masked);
      g_autoptr (JsonNode) body = parse (bad ? masked[i] : plain[i - G_N_ELEMENTS (masked)]);
      ValRequest request = { .method = "PUT", .path = "/instances/1", .body = body };
      g_autoptr (GError) error = NULL;
      g_autoptr (ValReply) reply = NULL;

      if (!bad)
        val_test_server_add (fixture->server, 200, NULL, NULL);
      reply = val_test_send (fixture->session, &request, &error);
      if (bad)
        g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
      else
        g_assert_no_error (error);
    }
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, G_N_ELEMENTS (plain));
}

static void
test_bad_token (Fixture *fixture, gconstpointer data)
{
  ValRequest request = { .method = "GET", .path = "/ping", .element_token = "a\r\nX-Evil: 1" };
  g_autoptr (GError) error = NULL;

  g_assert_null (val_test_send (fixture->session, &request, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, 0);
}

static void
test_bad_bases (void)
{
  static const char *const bases[] = {
    "http://example.com/elements/api-v2",
    "http://127.0.0.1.example.com/x",
    "http://10.0.0.1/x",
    "ftp://example.com/x",
    "https://user:pw@example.com/x",
    "https:///x",
    "example.com/x",
    "javascript:alert(1)//",
    "",
  };
  g_autoptr (ValCredentials) credentials = val_test_credentials_new ();

  for (guint i = 0; i < G_N_ELEMENTS (bases); i++)
    {
      g_autoptr (ValSession) session = val_session_new (bases[i], credentials);
      ValRequest request = { .method = "GET", .path = "/instances" };
      g_autoptr (GError) error = NULL;

      g_assert_null (val_test_send (session, &request, &error));
      g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
    }
}

/* Neither cookies nor a challenge for other credentials may change what is sent next. */
static void
test_keeps_to_itself (Fixture *fixture, gconstpointer data)
{
  ValRequest request = { .method = "GET", .path = "/instances" };
  g_autoptr (GError) error = NULL;
  g_autoptr (ValReply) reply = NULL;
  const ValTestHit *hit;

  val_test_server_add (fixture->server, 401, "{}", "WWW-Authenticate", "Basic realm=\"x\"",
                       "Set-Cookie", "sid=1; Path=/", "Cache-Control", "max-age=3600", NULL);
  g_assert_null (val_test_send (fixture->session, &request, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_UNAUTHORIZED);
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, 1);
  val_test_server_add (fixture->server, 200, "[]", NULL);
  reply = val_test_send (fixture->session, &request, NULL);
  g_assert_nonnull (reply);
  hit = val_test_server_get_hit (fixture->server, 1);
  g_assert_null (val_test_hit_get_header (hit, "Cookie"));
  g_assert_cmpstr (val_test_hit_get_header (hit, "Authorization"), ==, VAL_TEST_AUTHORIZATION);
}

static void
collect_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  GString *lines = user_data;

  g_string_append_printf (lines, "%s\n", message);
}

static void
test_log (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (JsonNode) body = parse ("{\"apiSecret\":\"CANARY-body\"}");
  ValRequest request = { .method = "PATCH",
                         .path = "/instances/579876",
                         .query = "apiSecret=CANARY-query",
                         .body = body,
                         .element_token = "CANARY-token" };
  guint handler = g_log_set_handler ("valence", G_LOG_LEVEL_MASK, collect_cb, lines);
  g_autoptr (ValReply) reply = NULL;

  val_test_server_add (fixture->server, 200, "{\"token\":\"CANARY-answer\"}", "elements-request-id",
                       "req-1", "elements-next-page-token", "CANARY-page", NULL);
  reply = val_test_send (fixture->session, &request, NULL);
  g_log_remove_handler ("valence", handler);
  g_assert_nonnull (reply);
  g_assert_nonnull (strstr (lines->str, "PATCH /elements/api-v2/instances/579876: 200"));
  g_assert_nonnull (strstr (lines->str, "req-1"));
  g_assert_null (strstr (lines->str, "CANARY"));
  g_assert_null (strstr (lines->str, "FAKE"));
}

static void
large_answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValReply) reply = val_session_send_finish (VAL_SESSION (source), result, &error);
  GThread **thread = user_data;

  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (val_json_node_array (reply->node)), ==, 20001);
  *thread = g_thread_self ();
}

static gboolean
is_set (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

static char *
large_array (void)
{
  GString *text = g_string_new ("[0");

  for (guint i = 0; i < 20000; i++)
    g_string_append (text, ",1");
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

/* A large body is parsed in a thread, yet its answer comes where the question was asked. */
static void
test_large_body (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = large_array ();
  ValRequest request = { .method = "GET", .path = "/instances" };
  GThread *thread = NULL;

  val_test_server_add (fixture->server, 200, text, NULL);
  val_session_send_async (fixture->session, &request, NULL, large_answer_cb, &thread);
  val_test_wait_for (is_set, &thread);
  g_assert_true (thread == g_thread_self ());
}

typedef struct
{
  char *base;
  GThread *answered_in;
  gboolean done;
} Elsewhere;

static gpointer
ask_elsewhere (gpointer user_data)
{
  Elsewhere *elsewhere = user_data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (ValSession) session = NULL;
  ValRequest request = { .method = "GET", .path = "/instances" };

  g_main_context_push_thread_default (context);
  session = g_object_new (VAL_TYPE_SESSION, "base-url", elsewhere->base, "retry-scale", 0.01, NULL);
  val_session_send_async (session, &request, NULL, large_answer_cb, &elsewhere->answered_in);
  while (elsewhere->answered_in == NULL)
    g_main_context_iteration (context, TRUE);
  g_assert_true (elsewhere->answered_in == g_thread_self ());
  g_clear_object (&session);
  g_main_context_pop_thread_default (context);
  g_atomic_int_set (&elsewhere->done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

static gboolean
is_done (gpointer user_data)
{
  Elsewhere *elsewhere = user_data;

  return g_atomic_int_get (&elsewhere->done);
}

/* The retry's timer and the parsed body both have to find the context of the call. */
static void
test_other_context (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = large_array ();
  g_autofree char *base = val_test_server_dup_base (fixture->server);
  Elsewhere elsewhere = { .base = base };
  GThread *thread;

  val_test_server_add (fixture->server, 503, NULL, NULL);
  val_test_server_add (fixture->server, 200, text, NULL);
  thread = g_thread_new ("elsewhere", ask_elsewhere, &elsewhere);
  val_test_wait_for (is_done, &elsewhere);
  g_thread_join (thread);
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, 2);
}

static void
ok_handler (ValTestServer *server,
            SoupServerMessage *message,
            const ValTestHit *hit,
            gpointer user_data)
{
  val_test_server_answer (message, 200, hit->body);
}

typedef struct
{
  ValSession *session;
  JsonNode *body;
  guint n_left;
  guint n_pending;
  guint n_failed;
} Flood;

static void flood_next (Flood *flood);

static void
flood_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Flood *flood = user_data;
  g_autoptr (ValReply) reply = val_session_send_finish (VAL_SESSION (source), result, NULL);

  flood->n_pending--;
  flood->n_failed += reply == NULL;
  flood_next (flood);
}

static void
flood_next (Flood *flood)
{
  ValRequest request = {
    .method = "PATCH", .path = "/instances/1", .body = flood->body, .flags = VAL_REQUEST_IDEMPOTENT
  };

  if (flood->n_left == 0)
    return;
  flood->n_left--;
  flood->n_pending++;
  val_session_send_async (flood->session, &request, NULL, flood_cb, flood);
}

static gboolean
flood_is_over (gpointer user_data)
{
  Flood *flood = user_data;

  return flood->n_pending == 0;
}

static guint
run_flood (Fixture *fixture, guint n_requests, guint n_in_flight)
{
  g_autoptr (JsonNode) body = parse ("{\"name\":\"x\"}");
  Flood flood = { .session = fixture->session, .body = body, .n_left = n_requests };

  val_test_server_set_handler (fixture->server, ok_handler, NULL);
  for (guint i = 0; i < n_in_flight; i++)
    flood_next (&flood);
  val_test_wait_for (flood_is_over, &flood);
  g_assert_cmpuint (flood.n_failed, ==, 0);
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, n_requests);
  return val_test_server_count_connections (fixture->server);
}

static void
test_connections_are_shared (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (run_flood (fixture, 200, 8), <=, 8);
}

static void
test_connections_are_bounded (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (run_flood (fixture, 200, 200), <=, 32);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/session/request", test_request);
  ADD ("/session/element-token", test_element_token);
  ADD ("/session/no-credentials", test_no_credentials);
  ADD ("/session/reply", test_reply);
  ADD ("/session/empty-success", test_empty_success);
  ADD ("/session/errors", test_errors);
  ADD ("/session/bad-json", test_bad_json);
  ADD ("/session/bad-json-after-creation", test_bad_json_after_creation);
  ADD ("/session/mask-guard", test_mask_guard);
  ADD ("/session/bad-token", test_bad_token);
  g_test_add_func ("/session/bad-bases", test_bad_bases);
  ADD ("/session/keeps-to-itself", test_keeps_to_itself);
  ADD ("/session/log", test_log);
  ADD ("/session/large-body", test_large_body);
  ADD ("/session/other-context", test_other_context);
  ADD ("/session/connections-are-shared", test_connections_are_shared);
  ADD ("/session/connections-are-bounded", test_connections_are_bounded);

  return g_test_run ();
}
