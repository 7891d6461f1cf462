/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "benchmark/val-bench-rivals.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define AUTHORIZATION "User FAKE-user, Organization FAKE-organization"
#define BODY          "{\"configuration\":{\"event.notification.callback.url\":\"%s\"}}"
#define BODY_IN_FILE                                                                               \
  "{\\\"configuration\\\":{\\\"event.notification.callback.url\\\":"                               \
  "\\\"https://rival.example.com/hooks/%u\\\"}}"

static double
run_program (const char *const *arguments)
{
  gint64 begun = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) arguments, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  return (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC;
}

static char *
write_config (const char *base, guint n_requests)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  char *path = NULL;
  int fd = g_file_open_tmp ("valence-bench-XXXXXX", &path, &error);

  g_assert_no_error (error);
  for (guint id = 1; id <= n_requests; id++)
    g_string_append_printf (text,
                            "%surl = \"%s/instances/%u\"\nrequest = \"PATCH\"\n"
                            "header = \"Content-Type: application/json\"\n"
                            "header = \"Authorization: " AUTHORIZATION "\"\n"
                            "data = \"" BODY_IN_FILE "\"\noutput = \"/dev/null\"\n",
                            id > 1 ? "next\n" : "", base, id, id);
  g_close (fd, NULL);
  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  return path;
}

double
val_bench_run_curl (const char *base, guint n_requests, guint n_in_flight)
{
  g_autofree char *path = write_config (base, n_requests);
  g_autofree char *in_flight = g_strdup_printf ("%u", n_in_flight);
  const char *const arguments[] = {
    "curl",    "--silent", "--show-error", "--parallel", "--parallel-max",
    in_flight, "--config", path,           NULL
  };
  double seconds = run_program (arguments);

  g_unlink (path);
  return seconds;
}

/* One process a request, as in a shell loop. */
double
val_bench_run_xargs (const char *base, guint n_requests, guint n_in_flight)
{
  g_autofree char *script =
      g_strdup_printf ("seq 1 %u | xargs -P%u -I@ curl --silent --output /dev/null "
                       "--request PATCH --header 'Content-Type: application/json' "
                       "--header 'Authorization: " AUTHORIZATION "' --data '" BODY "' "
                       "%s/instances/@",
                       n_requests, n_in_flight, "https://rival.example.com/hooks/@", base);
  const char *const arguments[] = { "sh", "-c", script, NULL };

  return run_program (arguments);
}

/* A bare loop over libsoup. */
typedef struct
{
  SoupSession *soup;
  const char *base;
  guint n_requests;
  guint n_sent;
  guint n_done;
} Loop;

static void send_next (Loop *loop);

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Loop *loop = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), >, 0);
  loop->n_done++;
  if (loop->n_sent < loop->n_requests)
    send_next (loop);
}

static void
send_next (Loop *loop)
{
  guint id = ++loop->n_sent;
  g_autofree char *url = g_strdup_printf ("%s/instances/%u", loop->base, id);
  g_autofree char *value = g_strdup_printf ("https://rival.example.com/hooks/%u", id);
  g_autofree char *body = g_strdup_printf (BODY, value);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (SoupMessage) message = soup_message_new ("PATCH", url);

  soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT);
  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                               AUTHORIZATION);
  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  soup_session_send_and_read_async (loop->soup, message, G_PRIORITY_DEFAULT, NULL, answered_cb,
                                    loop);
}

double
val_bench_run_libsoup (const char *base, guint n_requests, guint n_in_flight)
{
  g_autoptr (SoupSession) soup = soup_session_new_with_options (
      "max-conns", n_in_flight, "max-conns-per-host", n_in_flight, NULL);
  Loop loop = { .soup = soup, .base = base, .n_requests = n_requests };
  gint64 begun = g_get_monotonic_time ();

  while (loop.n_sent < MIN (n_in_flight, n_requests))
    send_next (&loop);
  while (loop.n_done < n_requests)
    g_main_context_iteration (NULL, TRUE);
  return (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC;
}
