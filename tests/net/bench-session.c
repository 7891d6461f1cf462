/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the session's checks, limits and parsing cost over a bare libsoup loop: the same PATCHes to
 * the same server in turn, the server in a thread of its own. */
#include "api/val-session.h"
#include "support/val-test-server.h"
#include "support/val-test-util.h"
#include "util/val-json.h"

#include <string.h>
#include <time.h>

#define N_REQUESTS  2000
#define N_IN_FLIGHT 8
#define N_ROUNDS    5

/* The bare loop neither authorises by itself nor parses what it gets, strictly and twice. */
#define MAX_TIME_RATIO 1.5
#define MAX_CPU_RATIO  2.0

typedef struct
{
  GMutex mutex;
  GCond ready;
  GMainLoop *loop;
  char *base;
  char *answer;
  guint n_requests;
  GHashTable *connections;
} Platform;

typedef struct _Runner Runner;
typedef void (*RunnerSend) (Runner *runner, guint index);

struct _Runner
{
  RunnerSend send;
  const char *base;
  gpointer client;
  guint n_sent;
  guint n_done;
  double seconds[N_ROUNDS];
  double cpu_seconds[N_ROUNDS];
  guint n_connections;
};

static void
patch_cb (SoupServer *soup,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  Platform *platform = user_data;

  platform->n_requests++;
  g_hash_table_add (platform->connections, soup_server_message_get_socket (message));
  val_test_server_answer (message, 200, platform->answer);
}

static gpointer
run_platform (gpointer user_data)
{
  Platform *platform = user_data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (SoupServer) soup = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  g_main_context_push_thread_default (context);
  soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (soup, NULL, patch_cb, platform, NULL);
  soup_server_listen_local (soup, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (soup);
  g_mutex_lock (&platform->mutex);
  platform->base =
      g_strdup_printf ("http://127.0.0.1:%d/elements/api-v2", g_uri_get_port (uris->data));
  platform->loop = g_main_loop_new (context, FALSE);
  g_cond_signal (&platform->ready);
  g_mutex_unlock (&platform->mutex);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_main_loop_run (platform->loop);
  soup_server_disconnect (soup);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static GThread *
platform_start (Platform *platform, const char *answer)
{
  GThread *thread;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (answer, &platform->answer, NULL, &error);
  g_assert_no_error (error);
  platform->connections = g_hash_table_new (NULL, NULL);
  g_mutex_init (&platform->mutex);
  g_cond_init (&platform->ready);
  thread = g_thread_new ("platform", run_platform, platform);
  g_mutex_lock (&platform->mutex);
  while (platform->loop == NULL)
    g_cond_wait (&platform->ready, &platform->mutex);
  g_mutex_unlock (&platform->mutex);
  return thread;
}

static void
platform_stop (Platform *platform, GThread *thread)
{
  g_main_loop_quit (platform->loop);
  g_thread_join (thread);
  g_main_loop_unref (platform->loop);
  g_hash_table_unref (platform->connections);
  g_free (platform->answer);
  g_free (platform->base);
  g_mutex_clear (&platform->mutex);
  g_cond_clear (&platform->ready);
}

static JsonNode *
body_for (guint index)
{
  g_autofree char *url = g_strdup_printf ("https://example.com/hooks/%u", index);
  JsonObject *configuration = json_object_new ();
  JsonObject *body = json_object_new ();

  json_object_set_string_member (configuration, "event.notification.callback.url", url);
  json_object_set_object_member (body, "configuration", configuration);
  return val_json_object_node (body);
}

static void
send_next (Runner *runner)
{
  if (runner->n_sent < N_REQUESTS)
    runner->send (runner, runner->n_sent++);
}

static void
session_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Runner *runner = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValReply) reply = val_session_send_finish (VAL_SESSION (source), result, &error);

  g_assert_no_error (error);
  runner->n_done++;
  send_next (runner);
}

static void
session_send (Runner *runner, guint index)
{
  g_autofree char *path = g_strdup_printf ("/instances/%u", index + 1);
  g_autoptr (JsonNode) body = body_for (index);
  ValRequest request = {
    .method = "PATCH", .path = path, .body = body, .flags = VAL_REQUEST_IDEMPOTENT
  };

  val_session_send_async (runner->client, &request, NULL, session_cb, runner);
}

static void
bare_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Runner *runner = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);

  g_assert_no_error (error);
  runner->n_done++;
  send_next (runner);
}

static void
bare_send (Runner *runner, guint index)
{
  g_autofree char *url = g_strdup_printf ("%s/instances/%u", runner->base, index + 1);
  g_autoptr (JsonNode) body = body_for (index);
  g_autoptr (GBytes) bytes = val_json_to_bytes (body);
  g_autoptr (SoupMessage) message = soup_message_new ("PATCH", url);

  soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT);
  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                               VAL_TEST_AUTHORIZATION);
  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  soup_session_send_and_read_async (runner->client, message, G_PRIORITY_DEFAULT, NULL, bare_cb,
                                    runner);
}

static double
thread_cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static gboolean
is_done (gpointer user_data)
{
  Runner *runner = user_data;

  return runner->n_done == N_REQUESTS;
}

/* The server is idle between two rounds, so its counters may be read and set here. */
static void
run_round (Runner *runner, Platform *platform, guint round)
{
  gint64 started = g_get_monotonic_time ();
  double cpu_started = thread_cpu_seconds ();

  runner->n_sent = 0;
  runner->n_done = 0;
  platform->n_requests = 0;
  g_hash_table_remove_all (platform->connections);
  for (guint i = 0; i < N_IN_FLIGHT; i++)
    send_next (runner);
  val_test_wait_for (is_done, runner);
  runner->seconds[round] = (double) (g_get_monotonic_time () - started) / G_USEC_PER_SEC;
  runner->cpu_seconds[round] = thread_cpu_seconds () - cpu_started;
  g_assert_cmpuint (platform->n_requests, ==, N_REQUESTS);
  runner->n_connections = MAX (runner->n_connections, g_hash_table_size (platform->connections));
}

static int
compare_doubles (gconstpointer one, gconstpointer other)
{
  double a = *(const double *) one;
  double b = *(const double *) other;

  return (a > b) - (a < b);
}

static double
median (double *values)
{
  qsort (values, N_ROUNDS, sizeof *values, compare_doubles);
  return values[N_ROUNDS / 2];
}

static void
add_figure (JsonArray *figures,
            const char *name,
            const char *unit,
            double value,
            double target,
            double against)
{
  JsonObject *figure = json_object_new ();
  gboolean holds = value <= target;

  json_object_set_string_member (figure, "name", name);
  json_object_set_double_member (figure, "value", value);
  json_object_set_string_member (figure, "unit", unit);
  json_object_set_double_member (figure, "target", target);
  json_object_set_boolean_member (figure, "holds", holds);
  json_object_set_double_member (figure, "against", against);
  json_array_add_object_element (figures, figure);
  g_print ("%-28s %10.3f %-12s %10.3f %10.3f  %s\n", name, value, unit, target, against,
           holds ? "yes" : "NO");
}

static JsonNode *
report (Runner *session, Runner *paced, Runner *bare)
{
  JsonArray *figures = json_array_new ();
  JsonObject *object = json_object_new ();
  double bare_seconds = median (bare->seconds);
  double bare_cpu = median (bare->cpu_seconds);

  g_print ("%u PATCHes, %u in flight, median of %u rounds; against a bare libsoup loop\n",
           N_REQUESTS, N_IN_FLIGHT, N_ROUNDS);
  g_print ("%-28s %10s %-12s %10s %10s  %s\n", "figure", "value", "unit", "target", "against",
           "holds");
  add_figure (figures, "time", "s", median (session->seconds), bare_seconds * MAX_TIME_RATIO,
              bare_seconds);
  add_figure (figures, "client CPU", "s", median (session->cpu_seconds), bare_cpu * MAX_CPU_RATIO,
              bare_cpu);
  add_figure (figures, "connections", "connections", session->n_connections, N_IN_FLIGHT,
              bare->n_connections);
  add_figure (figures, "time, with a pace", "s", median (paced->seconds),
              bare_seconds * MAX_TIME_RATIO, bare_seconds);
  add_figure (figures, "client CPU, with a pace", "s", median (paced->cpu_seconds),
              bare_cpu * MAX_CPU_RATIO, bare_cpu);
  json_object_set_string_member (object, "name", "session");
  json_object_set_array_member (object, "figures", figures);
  return val_json_object_node (object);
}

static void
save (JsonNode *node, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "session.json", NULL);
  g_autofree char *text = json_to_string (node, TRUE);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0755);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  Platform platform = { 0 };
  Runner ours = { .send = session_send };
  Runner with_pace = { .send = session_send };
  Runner bare = { .send = bare_send };
  g_autoptr (ValCredentials) credentials = NULL;
  g_autoptr (ValSession) session = NULL;
  g_autoptr (ValPace) pace = val_pace_new (N_IN_FLIGHT, 0);
  g_autoptr (ValSession) paced = NULL;
  g_autoptr (SoupSession) soup = NULL;
  g_autoptr (JsonNode) node = NULL;
  GThread *thread;

  if (argc != 3)
    {
      g_printerr ("usage: %s FOLDER ANSWER\n", argv[0]);
      return 2;
    }
  thread = platform_start (&platform, argv[2]);
  credentials = val_test_credentials_new ();
  session = val_session_new (platform.base, credentials);
  soup = soup_session_new_with_options ("max-conns-per-host", N_IN_FLIGHT, NULL);
  paced = val_session_new_paced (session, pace);
  ours.client = session;
  with_pace.client = paced;
  bare.client = soup;
  bare.base = platform.base;
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      run_round (&bare, &platform, round);
      run_round (&ours, &platform, round);
      run_round (&with_pace, &platform, round);
    }
  node = report (&ours, &with_pace, &bare);
  save (node, argv[1]);
  platform_stop (&platform, thread);
  return 0;
}
