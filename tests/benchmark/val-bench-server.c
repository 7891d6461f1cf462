/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A server for benchmarks: keeps connections, answers each request after a set time, exact to
 * microseconds, with an instance of about 1 KB that has the patched value.  It prints its port, and
 * ends with its standard input, so that it does not outlive who started it.
 *
 *   GET, PATCH …/instances/ID     the instance
 *   GET /control/latency/USEC     from now on
 *   GET /control/reset            forgets values and counts
 *   GET /control/counts           {"requests", "connections", "maxOpen"}
 */
#include <errno.h>
#include <glib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define MAX_EVENTS 128
#define CHUNK      (64 * 1024)
#define KEY        "\"event.notification.callback.url\":\""

static const char instance_format[] =
    "{\"id\":%s,\"name\":\"Instance %s\",\"createdDate\":\"2025-03-04T09:15:30Z\",\"token\":"
    "\"FAKE+INSTANCE/TOKEN/HOOT/NOT-A-REAL-SECRETx=\",\"element\":{\"id\":990101,\"name\":"
    "\"Hootsuite\",\"hookName\":\"\",\"key\":\"hootsuite\",\"description\":\"An example.\","
    "\"image\":\"elements/provider_hootsuite.png\",\"active\":false,\"deleted\":false,"
    "\"typeOauth\":false,\"authentication\":{\"type\":\"oauth2\"},\"hub\":\"social\"},"
    "\"elementId\":990101,\"tags\":[\"marketing\",\"demo\"],\"valid\":true,\"disabled\":false,"
    "\"configuration\":{\"base.url\":\"https://platform.example.com/v1\",\"oauth.callback.url\":"
    "\"http://localhost:8765/callback\",\"oauth.api.key\":\"********\",\"oauth.api.secret\":"
    "\"********\",\"oauth.scope\":\"offline\",\"event.notification.enabled\":\"true\","
    "\"event.vendor.type\":\"webhook\"," KEY "%s\",\"event.metadata\":\"{}\"},"
    "\"eventsEnabled\":true,\"cachingEnabled\":false,\"user\":{\"id\":7,\"emailAddress\":"
    "\"somebody@example.com\"}}";

typedef struct
{
  int fd;
  GString *in;
  guint n_waiting; /* answers that are due later */
  gboolean gone;
} Connection;

typedef struct
{
  Connection *connection;
  GString *answer;
  gint64 due;
} Answer;

typedef struct
{
  int listener;
  int poller;
  int timer;
  gint64 latency;
  GQueue answers;     /* (element-type Answer): all take as long, so in order */
  GHashTable *values; /* (element-type utf8 utf8): id → callback URL */
  guint64 n_requests;
  guint n_connections;
  guint n_open;
  guint most_open;
} Server;

static void
watch (Server *self, int fd, gpointer data)
{
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = data };

  epoll_ctl (self->poller, EPOLL_CTL_ADD, fd, &event);
}

static void
drop (Connection *connection)
{
  if (!connection->gone)
    close (connection->fd);
  connection->gone = TRUE;
  if (connection->n_waiting > 0)
    return;
  g_string_free (connection->in, TRUE);
  g_free (connection);
}

static void
accept_one (Server *self)
{
  Connection *connection;
  int on = 1;
  int fd = accept4 (self->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

  if (fd < 0)
    return;
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  connection = g_new0 (Connection, 1);
  connection->fd = fd;
  connection->in = g_string_new (NULL);
  watch (self, fd, connection);
  self->n_connections++;
}

/* Answers are small, so that they fit into the socket's buffer. */
static void
send_all (Connection *connection, GString *text)
{
  gsize sent = 0;

  while (sent < text->len && !connection->gone)
    {
      gssize n = send (connection->fd, text->str + sent, text->len - sent, MSG_NOSIGNAL);

      if (n < 0 && errno != EAGAIN && errno != EINTR)
        return;
      sent += n > 0 ? (gsize) n : 0;
    }
}

static void
set_timer (Server *self)
{
  const Answer *first = g_queue_peek_head (&self->answers);
  struct itimerspec when = { 0 };

  if (first != NULL)
    {
      when.it_value.tv_sec = first->due / G_USEC_PER_SEC;
      when.it_value.tv_nsec = first->due % G_USEC_PER_SEC * 1000;
    }
  timerfd_settime (self->timer, TFD_TIMER_ABSTIME, &when, NULL);
}

static void
send_due (Server *self)
{
  gint64 now = g_get_monotonic_time ();
  Answer *first;

  while ((first = g_queue_peek_head (&self->answers)) != NULL && first->due <= now)
    {
      g_queue_pop_head (&self->answers);
      self->n_open--;
      send_all (first->connection, first->answer);
      first->connection->n_waiting--;
      if (first->connection->gone)
        drop (first->connection);
      g_string_free (first->answer, TRUE);
      g_free (first);
    }
  set_timer (self);
}

static GString *
make_answer (const char *body)
{
  GString *text = g_string_sized_new (2048);

  g_string_append_printf (text,
                          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                          "Content-Length: %zu\r\n\r\n%s",
                          strlen (body), body);
  return text;
}

/* @text: (transfer full) */
static void
answer_later (Server *self, Connection *connection, GString *text)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->connection = connection;
  answer->answer = text;
  answer->due = g_get_monotonic_time () + self->latency;
  connection->n_waiting++;
  g_queue_push_tail (&self->answers, answer);
  self->n_requests++;
  self->n_open++;
  self->most_open = MAX (self->most_open, self->n_open);
}

static void
keep_value (Server *self, const char *id, const char *body)
{
  const char *start = strstr (body, KEY);
  const char *end = start != NULL ? strchr (start + strlen (KEY), '"') : NULL;

  if (end == NULL)
    return;
  start += strlen (KEY);
  g_hash_table_replace (self->values, g_strdup (id), g_strndup (start, (gsize) (end - start)));
}

static void
answer_instance (Server *self, Connection *connection, const char *id, const char *body)
{
  g_autofree char *initial = g_strdup_printf ("https://old.example.com/hooks/%s", id);
  g_autofree char *text = NULL;
  const char *value;

  keep_value (self, id, body);
  value = g_hash_table_lookup (self->values, id);
  text = g_strdup_printf (instance_format, id, id, value != NULL ? value : initial);
  answer_later (self, connection, make_answer (text));
}

static void
reset (Server *self)
{
  g_hash_table_remove_all (self->values);
  self->n_requests = 0;
  self->n_connections = 0;
  self->most_open = 0;
}

static void
answer_control (Server *self, Connection *connection, const char *path)
{
  g_autofree char *body = NULL;
  GString *text;

  if (g_str_has_prefix (path, "/control/latency/"))
    self->latency = g_ascii_strtoll (path + strlen ("/control/latency/"), NULL, 10);
  else if (g_str_equal (path, "/control/reset"))
    reset (self);
  body = g_strdup_printf ("{\"requests\":%" G_GUINT64_FORMAT ",\"connections\":%u,\"maxOpen\":%u}",
                          self->n_requests, self->n_connections, self->most_open);
  text = make_answer (body);
  send_all (connection, text);
  g_string_free (text, TRUE);
}

static void
answer_request (Server *self, Connection *connection, const char *head, const char *body)
{
  g_auto (GStrv) words = g_strsplit (head, " ", 3);
  const char *path = words[0] != NULL && words[1] != NULL ? words[1] : "";
  const char *id = strstr (path, "/instances/");

  if (g_str_has_prefix (path, "/control/"))
    answer_control (self, connection, path);
  else
    answer_instance (self, connection, id != NULL ? id + strlen ("/instances/") : "0", body);
}

static gsize
find_length (const char *head)
{
  const char *line = strcasestr (head, "\r\ncontent-length:");

  return line != NULL ? (gsize) g_ascii_strtoull (line + strlen ("\r\ncontent-length:"), NULL, 10)
                      : 0;
}

/* FALSE where more has to come first. */
static gboolean
take_request (Server *self, Connection *connection)
{
  GString *in = connection->in;
  const char *end = strstr (in->str, "\r\n\r\n");
  gsize n_head;
  gsize n_body;
  g_autofree char *head = NULL;
  g_autofree char *body = NULL;

  if (end == NULL)
    return FALSE;
  n_head = (gsize) (end - in->str) + strlen ("\r\n\r\n");
  head = g_strndup (in->str, n_head);
  n_body = find_length (head);
  if (in->len < n_head + n_body)
    return FALSE;
  body = g_strndup (in->str + n_head, n_body);
  g_string_erase (in, 0, (gssize) (n_head + n_body));
  answer_request (self, connection, head, body);
  return TRUE;
}

static void
receive (Server *self, Connection *connection)
{
  static char chunk[CHUNK];
  gssize n = recv (connection->fd, chunk, sizeof chunk, 0);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (n <= 0)
    {
      drop (connection);
      return;
    }
  g_string_append_len (connection->in, chunk, n);
  while (take_request (self, connection))
    continue;
}

static void
serve (Server *self)
{
  struct epoll_event events[MAX_EVENTS];
  int n_events = epoll_wait (self->poller, events, MAX_EVENTS, -1);
  guint64 ticks;

  for (int i = 0; i < n_events; i++)
    if (events[i].data.ptr == &self->poller)
      exit (0);
    else if (events[i].data.ptr == &self->listener)
      accept_one (self);
    else if (events[i].data.ptr != &self->timer)
      receive (self, events[i].data.ptr);
    else if (read (self->timer, &ticks, sizeof ticks) < 0)
      continue;
  send_due (self);
}

static guint
listen_on_loopback (Server *self)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;

  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (bind (self->listener, (struct sockaddr *) &address, sizeof address) != 0 ||
      listen (self->listener, MAX_EVENTS) != 0 ||
      getsockname (self->listener, (struct sockaddr *) &address, &length) != 0)
    g_error ("no socket: %s", g_strerror (errno));
  return ntohs (address.sin_port);
}

int
main (void)
{
  Server self = { .values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) };
  guint port = listen_on_loopback (&self);

  self.poller = epoll_create1 (EPOLL_CLOEXEC);
  self.timer = timerfd_create (CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  watch (&self, self.listener, &self.listener);
  watch (&self, self.timer, &self.timer);
  watch (&self, STDIN_FILENO, &self.poller);
  g_print ("%u\n", port);
  for (;;)
    serve (&self);
}
