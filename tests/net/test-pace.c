/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-pace.h"
#include "api/val-session.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"
#include "val-sandbox-client.h"

#define BODY "{\"configuration\":{\"event.notification.callback.url\":\"https://example.com/\"}}"

static const ValSandboxOptions ten = { .instances = 10, .seed = 3 };

/* A job's requests to a sandbox that counts them, and what became of each. */
typedef struct
{
  ValSandboxClient *client;
  ValPace *pace;
  ValSession *session;
  GCancellable *cancellable;
  guint n_sent;
  guint n_done;
  guint n_good;
  guint n_cancelled;
  GPtrArray *errors; /* (element-type GError): others */
} Job;

static ValSession *
make_session (ValSandboxClient *client, ValPace *pace, guint timeout)
{
  ValSandbox *sandbox = client->sandbox;
  g_autoptr (ValCredentials) credentials = val_credentials_new (
      val_sandbox_get_user_secret (sandbox), val_sandbox_get_organization_secret (sandbox), NULL);
  g_autoptr (ValSession) like =
      g_object_new (VAL_TYPE_SESSION, "base-url", val_sandbox_get_base_url (sandbox), "credentials",
                    credentials, "timeout", timeout, "retry-scale", 0.1, NULL);

  return val_session_new_paced (like, pace);
}

static void
job_init (Job *job, guint max_in_flight, guint max_rate)
{
  *job = (Job){ .client = val_sandbox_client_new (&ten),
                .pace = val_pace_new (max_in_flight, max_rate),
                .cancellable = g_cancellable_new () };
  job->session = make_session (job->client, job->pace, 1);
  job->errors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
}

/* Whatever happened: each request that was let in also left. */
static void
job_clear (Job *job)
{
  g_assert_cmpuint (val_pace_get_in_flight (job->pace), ==, 0);
  g_assert_cmpuint (job->n_done, ==, job->n_sent);
  g_assert_cmpuint (job->n_good + job->n_cancelled + job->errors->len, ==, job->n_sent);
  g_assert_finalize_object (job->session);
  g_assert_finalize_object (job->pace);
  g_object_unref (job->cancellable);
  g_ptr_array_unref (job->errors);
  val_sandbox_client_free (job->client);
}

static void
job_set_faults (Job *job, const char *rules)
{
  g_autofree char *body = g_strdup_printf ("{\"seed\":7,\"rules\":[%s]}", rules);
  g_autoptr (ValSandboxReply) reply =
      val_sandbox_client_control (job->client, "PUT", "/sandbox/faults", body);

  g_assert_cmpuint (reply->status, ==, 200);
}

static guint
job_count (Job *job, const char *counter)
{
  g_autoptr (ValSandboxReply) state =
      val_sandbox_client_control (job->client, "GET", "/sandbox/state", NULL);

  return (guint) json_object_get_int_member (val_sandbox_reply_object (state), counter);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *job = user_data;
  GError *error = NULL;
  g_autoptr (ValReply) reply = val_session_send_finish (VAL_SESSION (source), result, &error);

  job->n_done++;
  if (reply != NULL)
    job->n_good++;
  else if (val_error_is_cancelled (error))
    job->n_cancelled++;
  else
    {
      g_ptr_array_add (job->errors, error);
      return;
    }
  g_clear_error (&error);
}

static void
job_get (Job *job, guint n)
{
  ValRequest request = { .method = "GET", .path = "/organizations/me" };

  for (guint i = 0; i < n; i++, job->n_sent++)
    val_session_send_async (job->session, &request, job->cancellable, sent_cb, job);
}

static void
job_patch (Job *job, guint n, ValRequestFlags flags)
{
  g_autoptr (JsonNode) body = val_json_parse (BODY, sizeof BODY - 1, NULL);
  ValRequest request = {
    .method = "PATCH", .path = "/instances/20931", .body = body, .flags = flags
  };

  for (guint i = 0; i < n; i++, job->n_sent++)
    val_session_send_async (job->session, &request, job->cancellable, sent_cb, job);
}

static gboolean
is_done (gpointer user_data)
{
  Job *job = user_data;

  return job->n_done == job->n_sent;
}

static gboolean
is_open (gpointer user_data)
{
  Job *job = user_data;

  /* What was answered last is still to be looked at. */
  return val_pace_get_reason (job->pace) == VAL_PACE_BROKEN &&
         val_pace_get_in_flight (job->pace) == 0 && !g_main_context_pending (NULL);
}

static const GError *
job_error (Job *job, guint index)
{
  g_assert_cmpuint (index, <, job->errors->len);
  return g_ptr_array_index (job->errors, index);
}

/* Measured by the server, with answers of every length and new connections. */
static void
test_rate (void)
{
  Job job;

  job_init (&job, 16, 50);
  job_set_faults (&job, "{\"latencyMs\":2,\"jitterMs\":60}");
  job_get (&job, 120);
  val_test_wait_for (is_done, &job);
  g_assert_cmpuint (job.n_good, ==, 120);
  g_assert_cmpuint (job_count (&job, "requests"), ==, 120);
  g_assert_cmpuint (job_count (&job, "maxRequestsInOneSecond"), <=, 50);
  g_assert_cmpuint (job_count (&job, "maxRequestsInOneSecond"), >=, 35);
  g_assert_cmpuint (job_count (&job, "maxOpenRequests"), <=, 16);
  job_clear (&job);
}

/* Repetitions and hops are requests, too. */
static void
test_rate_with_failures (void)
{
  Job job;

  job_init (&job, 8, 40);
  job_set_faults (&job, "{\"every\":29,\"status\":503},{\"every\":31,\"truncate\":3},"
                        "{\"every\":11,\"latencyMs\":100}");
  job_get (&job, 80);
  val_test_wait_for (is_done, &job);
  g_assert_cmpuint (job.n_good, ==, 80);
  g_assert_cmpuint (job_count (&job, "requests"), >, 80);
  g_assert_cmpuint (job_count (&job, "maxRequestsInOneSecond"), <=, 40);
  job_clear (&job);
}

/* A connection that was used before and breaks is no reason to send past the pace. */
static void
test_rate_with_resets (void)
{
  Job job;

  job_init (&job, 4, 20);
  job_set_faults (&job, "{\"every\":6,\"times\":8,\"reset\":true},{\"latencyMs\":5}");
  job_get (&job, 60);
  val_test_wait_for (is_done, &job);
  g_assert_cmpuint (job.n_good, ==, 60);
  g_assert_cmpuint (job_count (&job, "requests"), ==, 68);
  g_assert_cmpuint (job_count (&job, "maxRequestsInOneSecond"), <=, 20);
  g_assert_false (val_pace_may_retry (job.pace));
  job_clear (&job);
}

/* Without a pace libsoup's repetitions are let be; each request comes to one end all the same. */
static void
test_resets_without_pace (void)
{
  Job job;

  job_init (&job, 8, 0);
  g_object_unref (job.session);
  job.session =
      g_object_new (VAL_TYPE_SESSION, "base-url", val_sandbox_get_base_url (job.client->sandbox),
                    "retry-scale", 0.0, "max-connections", 8, NULL);
  job_set_faults (&job, "{\"every\":4,\"reset\":true}");
  for (guint i = 0; i < 20; i++)
    {
      job_get (&job, 20);
      val_test_wait_for (is_done, &job);
    }
  job_clear (&job);
}

static void
test_cap (void)
{
  static const guint caps[] = { 1, 8, 32 };

  for (guint i = 0; i < G_N_ELEMENTS (caps); i++)
    {
      Job job;

      job_init (&job, caps[i], 0);
      g_object_unref (job.session);
      job.session = make_session (job.client, job.pace, 60);
      /* Long enough for the first to be still open when the last of them arrives. */
      job_set_faults (&job, "{\"latencyMs\":400}");
      job_patch (&job, 3 * caps[i], VAL_REQUEST_SINGLE);
      val_test_wait_for (is_done, &job);
      g_assert_cmpuint (job.n_good, ==, 3 * caps[i]);
      g_assert_cmpuint (job_count (&job, "maxOpenRequests"), ==, caps[i]);
      g_assert_cmpuint (job_count (&job, "connections"), <=, caps[i]);
      g_assert_cmpuint (val_pace_get_limit (job.pace), ==, caps[i]);
      g_assert_cmpint (val_pace_get_reason (job.pace), ==, VAL_PACE_FREE);
      job_clear (&job);
    }
}

static gboolean
is_throttled (gpointer user_data)
{
  Job *job = user_data;

  return val_pace_get_reason (job->pace) == VAL_PACE_THROTTLED &&
         val_pace_get_in_flight (job->pace) == 0;
}

static gboolean
is_in_flight (gpointer user_data)
{
  Job *job = user_data;

  return val_pace_get_in_flight (job->pace) > 0;
}

/* Of all that would like to leave nothing does, until the platform's time has come. */
static void
test_retry_after (gconstpointer rule)
{
  Job job;
  gint64 began = g_get_real_time ();
  guint n_before;

  job_init (&job, 4, 0);
  job_set_faults (&job, rule);
  job_get (&job, 40);
  val_test_wait_for (is_throttled, &job);
  n_before = job_count (&job, "requests");
  g_assert_cmpuint (n_before, <, 40);
  val_test_wait_for (is_in_flight, &job);
  g_assert_cmpint (g_get_real_time () - began, >=, G_USEC_PER_SEC);
  val_test_wait_for (is_done, &job);
  g_assert_cmpuint (job.n_good, ==, 40);
  g_assert_cmpuint (job_count (&job, "requests"), ==, 41);
  g_assert_cmpuint (val_pace_get_limit (job.pace), <=, 4);
  job_clear (&job);
}

/* The row says so, and nobody else tries. */
static void
test_retry_after_too_long (gconstpointer rule)
{
  Job job;

  job_init (&job, 2, 0);
  job_set_faults (&job, rule);
  job_get (&job, 20);
  val_test_wait_for (is_open, &job);
  g_assert_cmpuint (job_count (&job, "requests"), <=, 2);
  g_assert_nonnull (strstr (job_error (&job, 0)->message, "15 minutes"));
  g_assert_true (val_error_is (job_error (&job, 0), VAL_ERROR_RATE_LIMITED));
  val_pace_close (job.pace);
  val_test_wait_for (is_done, &job);
  g_assert_cmpuint (job.n_cancelled, >=, 18);
  g_assert_cmpuint (job_count (&job, "requests"), <=, 2);
  job_clear (&job);
}

/* A platform that bears twenty a second, and says no more than that it was too much. */
static void
test_unnamed_limit (void)
{
  Job job;

  job_init (&job, 8, 0);
  job_set_faults (&job, "{\"perSecond\":20,\"status\":429}");
  job_get (&job, 80);
  val_test_wait_for (is_done, &job);
  g_assert_cmpuint (job.n_good, ==, 80);
  g_assert_cmpuint (job_count (&job, "requests"), <=, 100);
  job_clear (&job);
}

/* Never more than a tenth, and never a row without an end. */
static void
test_budget (void)
{
  Job job;

  job_init (&job, 8, 0);
  job_set_faults (&job, "{\"every\":7,\"status\":503}");
  job_get (&job, 400);
  val_test_wait_for (is_done, &job);
  g_assert_cmpuint (job_count (&job, "requests"), <=, 400 * 10 / 9 + 1);
  g_assert_cmpuint (job.n_good, >=, 370);
  job_clear (&job);
}

static void
test_three_attempts (void)
{
  Job job;

  job_init (&job, 1, 0);
  job_set_faults (&job, "{\"status\":503}");
  job_get (&job, 1);
  val_test_wait_for (is_done, &job);
  g_assert_cmpuint (job_count (&job, "requests"), ==, 3);
  g_assert_true (val_error_is (job_error (&job, 0), VAL_ERROR_SERVER));
  job_clear (&job);
}

static void
test_circuit (void)
{
  Job job;

  job_init (&job, 4, 0);
  job_set_faults (&job, "{\"status\":500}");
  job_get (&job, 50);
  val_test_wait_for (is_open, &job);
  g_assert_cmpuint (job.errors->len, >=, 5);
  g_assert_cmpuint (job.errors->len, <=, 8);
  g_assert_cmpuint (job_count (&job, "requests"), ==, job.errors->len);
  job_set_faults (&job, "");
  val_pace_reset (job.pace);
  val_test_wait_for (is_done, &job);
  g_assert_cmpuint (job.n_good, ==, 50 - job.errors->len);
  job_clear (&job);
}

/* Answers that are lost for good: one more is tried, then no more. */
static void
test_circuit_of_lost_answers (void)
{
  Job job;

  job_init (&job, 4, 0);
  job_set_faults (&job, "{\"reset\":true}");
  job_patch (&job, 50, VAL_REQUEST_SINGLE);
  val_test_wait_for (is_open, &job);
  g_assert_cmpuint (job.errors->len, <=, 10);
  g_assert_true (val_error_is (job_error (&job, 0), VAL_ERROR_UNKNOWN_OUTCOME));
  g_assert_cmpuint (job_count (&job, "requests"), ==, job.errors->len);
  g_cancellable_cancel (job.cancellable);
  val_test_wait_for (is_done, &job);
  g_assert_cmpuint (job_count (&job, "requests"), ==, job.errors->len);
  job_clear (&job);
}

typedef struct
{
  const char *rule;
  guint n_requests;
  gboolean good;
  ValError code;
} SingleCase;

/* What may have been carried out is not sent again; what was refused is. */
static void
test_single (void)
{
  static const SingleCase cases[] = {
    { "\"reset\":true", 1, FALSE, VAL_ERROR_UNKNOWN_OUTCOME },
    { "\"truncate\":5", 1, FALSE, VAL_ERROR_UNKNOWN_OUTCOME },
    { "\"latencyMs\":60000", 1, FALSE, VAL_ERROR_UNKNOWN_OUTCOME },
    { "\"status\":502", 1, FALSE, VAL_ERROR_UNKNOWN_OUTCOME },
    { "\"status\":500,\"applied\":true", 1, FALSE, VAL_ERROR_SERVER },
    { "\"status\":503", 1, FALSE, VAL_ERROR_SERVER },
    { "\"status\":408", 1, FALSE, VAL_ERROR_TIMED_OUT },
    { "\"status\":503,\"retryAfter\":\"0\"", 2, TRUE, VAL_ERROR_FAILED },
    { "\"status\":429,\"retryAfter\":\"0\"", 2, TRUE, VAL_ERROR_FAILED },
    { "\"status\":429", 2, TRUE, VAL_ERROR_FAILED },
    { "\"status\":400", 1, FALSE, VAL_ERROR_BAD_REQUEST },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *rule = g_strdup_printf ("{\"times\":1,%s}", cases[i].rule);
      Job job;

      g_test_message ("%s", rule);
      job_init (&job, 1, 0);
      job_set_faults (&job, rule);
      job_patch (&job, 1, VAL_REQUEST_SINGLE);
      val_test_wait_for (is_done, &job);
      g_assert_cmpuint (job_count (&job, "requests"), ==, cases[i].n_requests);
      g_assert_cmpuint (job.n_good, ==, cases[i].good);
      if (!cases[i].good)
        g_assert_true (val_error_is (job_error (&job, 0), cases[i].code));
      job_clear (&job);
    }
}

/* Each way in which an attempt may end: none stays inside. */
static void
test_every_end (void)
{
  static const char *const rules[] = {
    "\"status\":200",   "\"status\":302,\"body\":\"\"",
    "\"status\":404",   "\"status\":500",
    "\"badJson\":true", "\"reset\":true",
    "\"truncate\":2",   "\"latencyMs\":60000",
    "\"status\":204",   "\"body\":\"<html>\",\"contentType\":\"text/html\"",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autofree char *rule = g_strdup_printf ("{%s}", rules[i]);
      Job job;

      job_init (&job, 2, 0);
      job_set_faults (&job, rule);
      job_get (&job, 2);
      job_patch (&job, 2, VAL_REQUEST_IDEMPOTENT);
      val_test_wait_for (is_done, &job);
      job_clear (&job);
    }
}

static void
test_too_large (void)
{
  g_autoptr (ValSession) small = NULL;
  Job job;

  job_init (&job, 2, 0);
  small =
      g_object_new (VAL_TYPE_SESSION, "base-url", val_sandbox_get_base_url (job.client->sandbox),
                    "max-body", (guint64) 4, "pace", job.pace, NULL);
  g_object_unref (job.session);
  job.session = g_steal_pointer (&small);
  job_get (&job, 6);
  val_test_wait_for (is_done, &job);
  g_assert_cmpuint (job.errors->len, ==, 6);
  job_clear (&job);
}

static gboolean
are_two_open (gpointer user_data)
{
  return job_count (user_data, "requests") == 2;
}

/* Those in flight, those that wait their turn, and the one that comes after. */
static void
test_cancel (void)
{
  Job job;

  job_init (&job, 2, 0);
  job_set_faults (&job, "{\"times\":2,\"latencyMs\":3600000}");
  job_get (&job, 30);
  val_test_wait_for (are_two_open, &job);
  g_cancellable_cancel (job.cancellable);
  val_test_wait_for (is_done, &job);
  g_assert_cmpuint (job.n_cancelled, ==, 30);
  g_assert_cmpuint (job_count (&job, "requests"), ==, 2);
  g_cancellable_reset (job.cancellable);
  job_get (&job, 5);
  val_test_wait_for (is_done, &job);
  g_assert_cmpuint (job.n_good, ==, 5);
  job_clear (&job);
}

/* What is in flight comes to its end; what waits does not leave. */
static void
test_close (void)
{
  Job job;

  job_init (&job, 2, 0);
  job_set_faults (&job, "{\"times\":2,\"latencyMs\":300}");
  job_get (&job, 30);
  val_test_wait_for (are_two_open, &job);
  val_pace_close (job.pace);
  job_get (&job, 1);
  val_test_wait_for (is_done, &job);
  g_assert_cmpuint (job.n_good, ==, 2);
  g_assert_cmpuint (job.n_cancelled, ==, 29);
  g_assert_cmpuint (job_count (&job, "requests"), ==, 2);
  job_clear (&job);
}

static void
answer_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  guint *n_answered = user_data;

  (*n_answered)++;
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "{}", 2);
  soup_server_message_set_status (message, 200, NULL);
}

static SoupServer *
open_server (guint port, guint *n_answered)
{
  SoupServer *server = soup_server_new (NULL, NULL);
  g_autoptr (GError) error = NULL;

  soup_server_add_handler (server, NULL, answer_cb, n_answered, NULL);
  soup_server_listen_local (server, port, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  return server;
}

static guint
find_port (SoupServer *server)
{
  GSList *uris = soup_server_get_uris (server);
  guint port = (guint) g_uri_get_port (uris->data);

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return port;
}

static gboolean
is_offline (gpointer user_data)
{
  Job *job = user_data;

  return val_pace_get_reason (job->pace) == VAL_PACE_OFFLINE;
}

static void
notified_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  guint *n_notified = user_data;

  (*n_notified)++;
}

/* The platform goes in the middle of it and comes back: nothing has failed. */
static void
test_offline (void)
{
  guint n_answered = 0;
  guint n_notified = 0;
  SoupServer *server = open_server (0, &n_answered);
  guint port = find_port (server);
  g_autofree char *base = g_strdup_printf ("http://127.0.0.1:%u/elements/api-v2", port);
  Job job;

  job_init (&job, 4, 0);
  g_object_unref (job.session);
  job.session = g_object_new (VAL_TYPE_SESSION, "base-url", base, "pace", job.pace, NULL);
  g_signal_connect (job.pace, "notify::reason", G_CALLBACK (notified_cb), &n_notified);
  job_get (&job, 20);
  val_test_wait_for (is_done, &job);
  soup_server_disconnect (server);
  g_object_unref (server);
  job_get (&job, 20);
  val_test_wait_for (is_offline, &job);
  while (n_notified == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (val_pace_get_limit (job.pace), ==, 1);
  server = open_server (port, &n_answered);
  val_test_wait_for (is_done, &job);
  g_assert_cmpuint (job.n_good, ==, 40);
  g_assert_cmpuint (n_answered, ==, 40);
  g_assert_cmpint (val_pace_get_reason (job.pace), !=, VAL_PACE_OFFLINE);
  soup_server_disconnect (server);
  g_object_unref (server);
  job_clear (&job);
}

/* The person may cancel what waits for the network. */
static void
test_offline_cancelled (void)
{
  g_autoptr (GError) error = NULL;
  guint n_answered = 0;
  g_autoptr (SoupServer) server = open_server (0, &n_answered);
  g_autofree char *base = g_strdup_printf ("http://127.0.0.1:%u/e", find_port (server));
  Job job;

  soup_server_disconnect (server);
  job_init (&job, 4, 0);
  g_object_unref (job.session);
  job.session = g_object_new (VAL_TYPE_SESSION, "base-url", base, "pace", job.pace, NULL);
  job_patch (&job, 20, VAL_REQUEST_SINGLE);
  val_test_wait_for (is_offline, &job);
  g_assert_cmpuint (job.n_done, ==, 0);
  g_cancellable_cancel (job.cancellable);
  val_test_wait_for (is_done, &job);
  g_assert_cmpuint (job.n_cancelled, ==, 20);
  job_clear (&job);
}

/* However many requests, watchers are told ten times a second. */
static void
test_notifies_are_few (void)
{
  guint n_notified = 0;
  gint64 began;
  Job job;

  job_init (&job, 8, 0);
  g_signal_connect (job.pace, "notify", G_CALLBACK (notified_cb), &n_notified);
  began = g_get_monotonic_time ();
  job_get (&job, 500);
  val_test_wait_for (is_done, &job);
  g_assert_cmpuint (n_notified, <=, 3 * (2 + (guint) ((g_get_monotonic_time () - began) / 100000)));
  while (n_notified == 0)
    g_main_context_iteration (NULL, TRUE);
  job_clear (&job);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pace/rate", test_rate);
  g_test_add_func ("/pace/rate-with-failures", test_rate_with_failures);
  g_test_add_func ("/pace/rate-with-resets", test_rate_with_resets);
  g_test_add_func ("/pace/resets-without-pace", test_resets_without_pace);
  g_test_add_func ("/pace/cap", test_cap);
  g_test_add_data_func ("/pace/retry-after/seconds",
                        "{\"times\":1,\"after\":5,\"status\":429,\"retryAfter\":\"1\"}",
                        test_retry_after);
  g_test_add_data_func ("/pace/retry-after/date",
                        "{\"times\":1,\"after\":5,\"status\":429,\"retryAfter\":\"2\","
                        "\"retryAfterDate\":true}",
                        test_retry_after);
  g_test_add_data_func ("/pace/retry-after/unavailable",
                        "{\"times\":1,\"after\":5,\"status\":503,\"retryAfter\":\"1\"}",
                        test_retry_after);
  g_test_add_data_func ("/pace/retry-after/too-long", "{\"status\":429,\"retryAfter\":\"901\"}",
                        test_retry_after_too_long);
  g_test_add_data_func ("/pace/retry-after/year-9999",
                        "{\"status\":429,\"retryAfter\":\"Thu, 31 Dec 9998 23:59:59 GMT\"}",
                        test_retry_after_too_long);
  g_test_add_func ("/pace/unnamed-limit", test_unnamed_limit);
  g_test_add_func ("/pace/budget", test_budget);
  g_test_add_func ("/pace/three-attempts", test_three_attempts);
  g_test_add_func ("/pace/circuit/failures", test_circuit);
  g_test_add_func ("/pace/circuit/lost-answers", test_circuit_of_lost_answers);
  g_test_add_func ("/pace/single", test_single);
  g_test_add_func ("/pace/every-end", test_every_end);
  g_test_add_func ("/pace/too-large", test_too_large);
  g_test_add_func ("/pace/cancel", test_cancel);
  g_test_add_func ("/pace/close", test_close);
  g_test_add_func ("/pace/offline/comes-back", test_offline);
  g_test_add_func ("/pace/offline/cancelled", test_offline_cancelled);
  g_test_add_func ("/pace/notifies-are-few", test_notifies_are_few);

  return g_test_run ();
}
