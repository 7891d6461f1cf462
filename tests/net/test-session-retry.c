/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-retry.h"
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

typedef struct
{
  const char *method;
  ValRequestFlags flags;
  gboolean repeatable;
} MethodCase;

static const MethodCase methods[] = {
  { "GET", VAL_REQUEST_NONE, TRUE },    { "PUT", VAL_REQUEST_NONE, TRUE },
  { "DELETE", VAL_REQUEST_NONE, TRUE }, { "PATCH", VAL_REQUEST_IDEMPOTENT, TRUE },
  { "POST", VAL_REQUEST_SAFE, TRUE },   { "POST", VAL_REQUEST_NONE, FALSE },
  { "PATCH", VAL_REQUEST_NONE, FALSE },
};

static const MethodCase get = { "GET", VAL_REQUEST_NONE, TRUE };
static const MethodCase put = { "PUT", VAL_REQUEST_NONE, TRUE };
static const MethodCase patch = { "PATCH", VAL_REQUEST_IDEMPOTENT, TRUE };
static const MethodCase post = { "POST", VAL_REQUEST_NONE, FALSE };

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

/* The number of requests that the server saw because of this one. */
static guint
ask_with (Fixture *fixture,
          ValSession *session,
          const MethodCase *what,
          JsonNode *body,
          GError **error)
{
  ValRequest request = {
    .method = what->method, .path = "/instances/1", .body = body, .flags = what->flags
  };
  guint n_before = val_test_server_count_hits (fixture->server);
  g_autoptr (ValReply) reply = val_test_send (session, &request, error);

  return val_test_server_count_hits (fixture->server) - n_before;
}

static guint
ask (Fixture *fixture, ValSession *session, const MethodCase *what, GError **error)
{
  g_autoptr (JsonNode) body = val_json_object_node (json_object_new ());

  return ask_with (fixture, session, what, g_str_equal (what->method, "GET") ? NULL : body, error);
}

static void
add_status (Fixture *fixture, guint status, guint n_times)
{
  for (guint i = 0; i < n_times; i++)
    val_test_server_add (fixture->server, status, "{\"message\":\"m\"}", NULL);
}

static void
test_passing_statuses (Fixture *fixture, gconstpointer data)
{
  static const guint statuses[] = { 408, 429, 502, 503, 504 };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    for (guint j = 0; j < G_N_ELEMENTS (methods); j++)
      {
        g_autoptr (GError) error = NULL;
        guint n_expected = methods[j].repeatable ? VAL_RETRY_MAX_ATTEMPTS : 1;

        add_status (fixture, statuses[i], n_expected);
        g_assert_cmpuint (ask (fixture, fixture->session, &methods[j], &error), ==, n_expected);
        g_assert_nonnull (error);
      }
}

static void
test_lasting_statuses (Fixture *fixture, gconstpointer data)
{
  static const guint statuses[] = { 400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 500, 501 };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    for (guint j = 0; j < G_N_ELEMENTS (methods); j++)
      {
        g_autoptr (GError) error = NULL;

        add_status (fixture, statuses[i], 1);
        g_assert_cmpuint (ask (fixture, fixture->session, &methods[j], &error), ==, 1);
        g_assert_nonnull (error);
      }
}

static void
test_recovers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  add_status (fixture, 503, 1);
  val_test_server_add_reset (fixture->server);
  add_status (fixture, 200, 1);
  g_assert_cmpuint (ask (fixture, fixture->session, &patch, &error), ==, 3);
  g_assert_no_error (error);
}

static void
test_cut_short (Fixture *fixture, gconstpointer data)
{
  static const char *const cuts[] = {
    "",
    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"a\":1",
    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\n{\"a\":1}",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{\"a\":1}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) post_error = NULL;

      g_test_message ("cut %u", i);
      val_test_server_add_raw (fixture->server, cuts[i]);
      add_status (fixture, 200, 1);
      g_assert_cmpuint (ask (fixture, fixture->session, &patch, &error), ==, 2);
      g_assert_no_error (error);
      val_test_server_add_raw (fixture->server, cuts[i]);
      g_assert_cmpuint (ask (fixture, fixture->session, &post, &post_error), ==, 1);
      g_assert_error (post_error, VAL_ERROR, VAL_ERROR_UNKNOWN_OUTCOME);
    }
}

/* libsoup takes the end between two chunks for the end of the body; the JSON tells. */
static void
test_cut_between_chunks (Fixture *fixture, gconstpointer data)
{
  static const char *const cuts[] = { "", "6\r\n{\"a\":1\r\n", "6\r\n{\"a\":1\r\n2\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autofree char *raw = g_strconcat ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                                          "3\r\n[1,\r\n", cuts[i], NULL);
      g_autoptr (GError) error = NULL;

      val_test_server_add_raw (fixture->server, raw);
      g_assert_cmpuint (ask (fixture, fixture->session, &post, &error), ==, 1);
      g_assert_error (error, VAL_ERROR, VAL_ERROR_UNKNOWN_OUTCOME);
    }
}

/* No HTTP is no sign of a passing failure, but says nothing of the change either. */
static void
test_no_http (Fixture *fixture, gconstpointer data)
{
  static const char *const answers[] = { "HTTP/1.1 200 OK\r\nContent-Le", "SSH-2.0-x\r\n\r\n",
                                         "HTTP/1.1 OK\r\n\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) get_error = NULL;
      g_autoptr (GError) patch_error = NULL;

      g_test_message ("answer %u", i);
      val_test_server_add_raw (fixture->server, answers[i]);
      g_assert_cmpuint (ask (fixture, fixture->session, &get, &get_error), ==, 1);
      g_assert_error (get_error, VAL_ERROR, VAL_ERROR_BAD_ANSWER);
      val_test_server_add_raw (fixture->server, answers[i]);
      g_assert_cmpuint (ask (fixture, fixture->session, &patch, &patch_error), ==, 1);
      g_assert_error (patch_error, VAL_ERROR, VAL_ERROR_UNKNOWN_OUTCOME);
    }
}

typedef struct
{
  const MethodCase *what;
  guint steps[4]; /* 0 ends, 1 resets, else a status */
  ValError code;
} OutcomeCase;

/* Where nobody can tell whether a change took place, that is what is said. */
static void
test_outcomes (Fixture *fixture, gconstpointer data)
{
  static const OutcomeCase cases[] = {
    { &get, { 1, 1, 1 }, VAL_ERROR_OFFLINE },
    { &get, { 502, 502, 502 }, VAL_ERROR_SERVER },
    { &get, { 429, 429, 429 }, VAL_ERROR_RATE_LIMITED },
    { &patch, { 1, 1, 1 }, VAL_ERROR_UNKNOWN_OUTCOME },
    { &patch, { 1, 503, 503 }, VAL_ERROR_UNKNOWN_OUTCOME },
    { &patch, { 503, 504, 429 }, VAL_ERROR_UNKNOWN_OUTCOME },
    { &patch, { 503, 503, 503 }, VAL_ERROR_SERVER },
    { &patch, { 429, 429, 429 }, VAL_ERROR_RATE_LIMITED },
    { &patch, { 1, 400 }, VAL_ERROR_BAD_REQUEST },
    { &patch, { 1, 401 }, VAL_ERROR_UNAUTHORIZED },
    { &put, { 1, 1, 1 }, VAL_ERROR_UNKNOWN_OUTCOME },
    { &post, { 1 }, VAL_ERROR_UNKNOWN_OUTCOME },
    { &post, { 502 }, VAL_ERROR_UNKNOWN_OUTCOME },
    { &post, { 504 }, VAL_ERROR_UNKNOWN_OUTCOME },
    { &post, { 503 }, VAL_ERROR_SERVER },
    { &post, { 429 }, VAL_ERROR_RATE_LIMITED },
    { &post, { 400 }, VAL_ERROR_BAD_REQUEST },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      guint n_steps = 0;

      for (; cases[i].steps[n_steps] != 0; n_steps++)
        if (cases[i].steps[n_steps] == 1)
          val_test_server_add_reset (fixture->server);
        else
          add_status (fixture, cases[i].steps[n_steps], 1);
      g_test_message ("case %u", i);
      g_assert_cmpuint (ask (fixture, fixture->session, cases[i].what, &error), ==, n_steps);
      g_assert_error (error, VAL_ERROR, (int) cases[i].code);
    }
}

/* libsoup repeats some by itself on a connection that was used before; this counts, too. */
static void
test_used_connection (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) body = val_json_object_node (json_object_new ());

  for (guint i = 0; i < 2 * G_N_ELEMENTS (methods); i++)
    {
      const MethodCase *what = &methods[i / 2];
      guint n_expected = what->repeatable ? VAL_RETRY_MAX_ATTEMPTS : 1;
      g_autoptr (GError) error = NULL;

      add_status (fixture, 200, 1);
      g_assert_cmpuint (ask (fixture, fixture->session, &get, NULL), ==, 1);
      for (guint j = 0; j < n_expected; j++)
        val_test_server_add_raw (fixture->server, "");
      g_test_message ("%s %s body", what->method, i % 2 ? "with" : "without");
      g_assert_cmpuint (ask_with (fixture, fixture->session, what, i % 2 ? body : NULL, &error), ==,
                        n_expected);
      g_assert_nonnull (error);
    }
}

static void
test_creation_gets_a_new_connection (Fixture *fixture, gconstpointer data)
{
  add_status (fixture, 200, 2);
  ask (fixture, fixture->session, &get, NULL);
  ask (fixture, fixture->session, &post, NULL);
  g_assert_cmpuint (val_test_server_get_hit (fixture->server, 0)->connection, ==, 1);
  g_assert_cmpuint (val_test_server_get_hit (fixture->server, 1)->connection, ==, 2);
}

static ValSession *
session_with (Fixture *fixture, guint timeout, double retry_scale)
{
  g_autofree char *base = val_test_server_dup_base (fixture->server);

  return g_object_new (VAL_TYPE_SESSION, "base-url", base, "timeout", timeout, "retry-scale",
                       retry_scale, NULL);
}

static void
test_retry_after (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValSession) session = session_with (fixture, 30, 0.01);
  gint64 started = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  val_test_server_add (fixture->server, 429, NULL, "Retry-After", "20", NULL);
  add_status (fixture, 200, 1);
  g_assert_cmpuint (ask (fixture, session, &get, &error), ==, 2);
  g_assert_no_error (error);
  g_assert_cmpint (g_get_monotonic_time () - started, >=, 200 * 1000);
}

static void
test_retry_after_too_long (Fixture *fixture, gconstpointer data)
{
  static const char *const headers[] = { "3600", "99999999999999999999",
                                         "Thu, 31 Dec 9998 23:59:59 GMT" };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr (GError) error = NULL;

      val_test_server_add (fixture->server, 429, NULL, "Retry-After", headers[i], NULL);
      g_assert_cmpuint (ask (fixture, fixture->session, &get, &error), ==, 1);
      g_assert_error (error, VAL_ERROR, VAL_ERROR_RATE_LIMITED);
    }
}

static void
test_timeout (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValSession) session = session_with (fixture, 1, 0);
  g_autoptr (GError) get_error = NULL;
  g_autoptr (GError) post_error = NULL;

  val_test_server_add_silence (fixture->server);
  g_assert_cmpuint (ask (fixture, session, &post, &post_error), ==, 1);
  g_assert_error (post_error, VAL_ERROR, VAL_ERROR_UNKNOWN_OUTCOME);
  for (guint i = 0; i < VAL_RETRY_MAX_ATTEMPTS; i++)
    val_test_server_add_silence (fixture->server);
  g_assert_cmpuint (ask (fixture, session, &get, &get_error), ==, VAL_RETRY_MAX_ATTEMPTS);
  g_assert_error (get_error, VAL_ERROR, VAL_ERROR_TIMED_OUT);
}

/* Nothing was sent, so there is no doubt about it. */
static void
test_refused (void)
{
  g_autoptr (ValTestServer) server = val_test_server_new (NULL);
  g_autoptr (ValSession) session = val_test_session_new (server);
  ValRequest request = { .method = "POST", .path = "/instances" };
  ValRequest again = { .method = "PUT", .path = "/instances/1/enabled" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again_error = NULL;

  g_clear_pointer (&server, val_test_server_free);
  g_assert_null (val_test_send (session, &request, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_OFFLINE);
  g_assert_null (val_test_send (session, &again, &again_error));
  g_assert_error (again_error, VAL_ERROR, VAL_ERROR_OFFLINE);
}

typedef struct
{
  ValTestServer *server;
  GCancellable *cancellable;
  const char *log_line;
  gboolean logged;
  gboolean chunk_written;
} Stage;

static gboolean
is_asked (gpointer user_data)
{
  Stage *stage = user_data;

  return val_test_server_count_hits (stage->server) > 0;
}

static gboolean
is_logged (gpointer user_data)
{
  return ((Stage *) user_data)->logged;
}

static gboolean
is_chunk_written (gpointer user_data)
{
  return ((Stage *) user_data)->chunk_written;
}

static gboolean
is_at_once (gpointer user_data)
{
  return TRUE;
}

static void
watch_log_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  Stage *stage = user_data;

  stage->logged = stage->logged || strstr (message, stage->log_line) != NULL;
}

static void
send_until (Fixture *fixture, ValSession *session, Stage *stage, ValTestCondition reached)
{
  ValRequest request = { .method = "GET", .path = "/instances/1" };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  stage->server = fixture->server;
  val_session_send_async (session, &request, cancellable, val_test_await_cb, &slot);
  val_test_wait_for (reached, stage);
  g_assert_null (slot);
  g_cancellable_cancel (cancellable);
  result = val_test_await (&slot);
  g_assert_null (val_session_send_finish (session, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancel_before_answer (Fixture *fixture, gconstpointer data)
{
  Stage stage = { 0 };

  send_until (fixture, fixture->session, &stage, is_at_once);
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, 0);
  val_test_server_add_silence (fixture->server);
  send_until (fixture, fixture->session, &stage, is_asked);
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, 1);
}

static void
chunk_written_cb (SoupServerMessage *message, Stage *stage)
{
  stage->chunk_written = TRUE;
}

static void
half_handler (ValTestServer *server,
              SoupServerMessage *message,
              const ValTestHit *hit,
              gpointer user_data)
{
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                     SOUP_ENCODING_CHUNKED);
  soup_message_body_append (body, SOUP_MEMORY_STATIC, "[1,", 3);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (chunk_written_cb), user_data);
}

static void
test_cancel_within_answer (Fixture *fixture, gconstpointer data)
{
  Stage stage = { 0 };

  val_test_server_set_handler (fixture->server, half_handler, &stage);
  send_until (fixture, fixture->session, &stage, is_chunk_written);
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, 1);
}

/* The wait would be ten minutes: that the test ends at all shows that it was cut off. */
static void
test_cancel_within_wait (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValSession) session = session_with (fixture, 30, 10.0);
  Stage stage = { .log_line = "trying again in 600000 ms" };
  guint handler = g_log_set_handler ("valence", G_LOG_LEVEL_DEBUG, watch_log_cb, &stage);

  val_test_server_add (fixture->server, 503, NULL, "Retry-After", "60", NULL);
  send_until (fixture, session, &stage, is_logged);
  g_log_remove_handler ("valence", handler);
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, 1);
  g_assert_finalize_object (g_steal_pointer (&session));
}

static void
test_cancelled_already (Fixture *fixture, gconstpointer data)
{
  ValRequest request = { .method = "GET", .path = "/instances/1" };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  g_cancellable_cancel (cancellable);
  val_session_send_async (fixture->session, &request, cancellable, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_assert_null (val_session_send_finish (fixture->session, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/session-retry/passing-statuses", test_passing_statuses);
  ADD ("/session-retry/lasting-statuses", test_lasting_statuses);
  ADD ("/session-retry/recovers", test_recovers);
  ADD ("/session-retry/cut-short", test_cut_short);
  ADD ("/session-retry/cut-between-chunks", test_cut_between_chunks);
  ADD ("/session-retry/no-http", test_no_http);
  ADD ("/session-retry/outcomes", test_outcomes);
  ADD ("/session-retry/used-connection", test_used_connection);
  ADD ("/session-retry/creation-gets-a-new-connection", test_creation_gets_a_new_connection);
  ADD ("/session-retry/retry-after", test_retry_after);
  ADD ("/session-retry/retry-after-too-long", test_retry_after_too_long);
  ADD ("/session-retry/timeout", test_timeout);
  g_test_add_func ("/session-retry/refused", test_refused);
  ADD ("/session-retry/cancel-before-answer", test_cancel_before_answer);
  ADD ("/session-retry/cancel-within-answer", test_cancel_within_answer);
  ADD ("/session-retry/cancel-within-wait", test_cancel_within_wait);
  ADD ("/session-retry/cancelled-already", test_cancelled_already);

  return g_test_run ();
}
