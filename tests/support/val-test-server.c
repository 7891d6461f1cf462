/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/val-test-server.h"

#include "support/val-test-util.h"

#include <string.h>
#include <sys/socket.h>

#define BASE_PATH      "/elements/api-v2"
#define CONNECTION_KEY "val-test-connection"
#define RAW_KEY        "val-test-raw"
#define SERVER_KEY     "val-test-server"

typedef enum
{
  ANSWER,
  RAW,
  RESET,
  SILENCE,
} StepKind;

typedef struct
{
  StepKind kind;
  guint status;
  GBytes *body;
  SoupEncoding encoding;
  GPtrArray *headers; /* names and values in turn */
} Step;

struct _ValTestServer
{
  SoupServer *soup;
  GSocketService *tls; /* what listens in place of soup, or NULL */
  GTlsCertificate *certificate;
  guint16 tls_port;
  guint n_handshakes;
  GQueue script;
  GPtrArray *hits;
  GPtrArray *silent;
  guint n_connections;
  guint n_writing;
  guint n_cut;
  ValTestHandler handler;
  gpointer handler_data;
};

static void
step_free (gpointer data)
{
  Step *step = data;

  g_clear_pointer (&step->body, g_bytes_unref);
  g_ptr_array_unref (step->headers);
  g_free (step);
}

static void
hit_free (gpointer data)
{
  ValTestHit *hit = data;

  g_free (hit->method);
  g_free (hit->path);
  g_free (hit->query);
  g_free (hit->body);
  soup_message_headers_unref (hit->headers);
  g_free (hit);
}

static guint
number_connection (ValTestServer *server, SoupServerMessage *message)
{
  GObject *address = G_OBJECT (soup_server_message_get_remote_address (message));
  guint number = GPOINTER_TO_UINT (g_object_get_data (address, CONNECTION_KEY));

  if (number == 0)
    {
      number = ++server->n_connections;
      g_object_set_data (address, CONNECTION_KEY, GUINT_TO_POINTER (number));
    }
  return number;
}

static const ValTestHit *
record (ValTestServer *server, SoupServerMessage *message, const char *path)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  ValTestHit *hit = g_new0 (ValTestHit, 1);

  hit->method = g_strdup (soup_server_message_get_method (message));
  hit->path = g_strdup (g_str_has_prefix (path, BASE_PATH) ? path + strlen (BASE_PATH) : path);
  hit->query = g_strdup (g_uri_get_query (soup_server_message_get_uri (message)));
  hit->headers = soup_message_headers_ref (soup_server_message_get_request_headers (message));
  hit->body = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  hit->connection = number_connection (server, message);
  g_ptr_array_add (server->hits, hit);
  return hit;
}

static void
answer_step (SoupServerMessage *message, Step *step)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, step->status, NULL);
  if (step->encoding == SOUP_ENCODING_CHUNKED)
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  for (guint i = 0; i + 1 < step->headers->len; i += 2)
    soup_message_headers_append (headers, g_ptr_array_index (step->headers, i),
                                 g_ptr_array_index (step->headers, i + 1));
  if (step->body != NULL && g_bytes_get_size (step->body) > 0)
    soup_message_body_append_bytes (soup_server_message_get_response_body (message), step->body);
  soup_message_body_complete (soup_server_message_get_response_body (message));
}

static void
raw_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GIOStream) stream = user_data;
  ValTestServer *server = g_object_get_data (G_OBJECT (stream), SERVER_KEY);

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    server->n_cut++;
  server->n_writing--;
  g_io_stream_close (stream, NULL, NULL);
}

static void
answer_raw (ValTestServer *server, SoupServerMessage *message, Step *step)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);
  GOutputStream *out = g_io_stream_get_output_stream (stream);
  gsize length;
  const void *data = g_bytes_get_data (step->body, &length);
  g_autofree void *copy = g_memdup2 (data, length);

  server->n_writing++;
  g_object_set_data (G_OBJECT (stream), SERVER_KEY, server);
  g_object_set_data_full (G_OBJECT (out), RAW_KEY, copy, g_free);
  g_output_stream_write_all_async (out, g_steal_pointer (&copy), length, G_PRIORITY_DEFAULT, NULL,
                                   raw_written_cb, g_object_ref (stream));
}

/* Without lingering, closing sends RST instead of FIN. */
static void
answer_reset (SoupServerMessage *message)
{
  g_autoptr (GSocket) socket = g_object_ref (soup_server_message_get_socket (message));
  g_autoptr (GIOStream) stream = NULL;
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  stream = soup_server_message_steal_connection (message);
  g_io_stream_close (stream, NULL, NULL);
}

static void
answer_silence (ValTestServer *server, SoupServerMessage *message)
{
  soup_server_message_pause (message);
  g_ptr_array_add (server->silent, g_object_ref (message));
}

static void
play (ValTestServer *server, SoupServerMessage *message, Step *step)
{
  switch (step->kind)
    {
    case ANSWER:
      answer_step (message, step);
      break;
    case RAW:
      answer_raw (server, message, step);
      break;
    case RESET:
      answer_reset (message);
      break;
    case SILENCE:
      answer_silence (server, message);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
request_cb (SoupServer *soup,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  ValTestServer *server = user_data;
  const ValTestHit *hit = record (server, message, path);
  Step *step = g_queue_pop_head (&server->script);

  if (step != NULL)
    {
      play (server, message, step);
      step_free (step);
    }
  else if (server->handler != NULL)
    server->handler (server, message, hit, server->handler_data);
  else
    val_test_server_answer (message, 500, "{\"message\":\"the script is over\"}");
}

static void
handshaken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTlsConnection *tls = G_TLS_CONNECTION (source);
  ValTestServer *server = user_data;
  g_autoptr (GSocketConnection) raw = NULL;
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GSocketAddress) remote = NULL;
  g_autoptr (GError) error = NULL;

  server->n_handshakes--;
  if (!g_tls_connection_handshake_finish (tls, result, NULL))
    return;
  g_object_get (tls, "base-io-stream", &raw, NULL);
  local = g_socket_connection_get_local_address (raw, NULL);
  remote = g_socket_connection_get_remote_address (raw, NULL);
  soup_server_accept_iostream (server->soup, G_IO_STREAM (tls), local, remote, &error);
  g_assert_no_error (error);
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *raw, GObject *source, gpointer user_data)
{
  ValTestServer *server = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) tls =
      g_tls_server_connection_new (G_IO_STREAM (raw), server->certificate, &error);

  g_assert_no_error (error);
  server->n_handshakes++;
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, NULL, handshaken_cb,
                                    server);
  return TRUE;
}

/* A SoupServer that goes while a handshake of its own goes on crashes when that ends (3.6). */
static void
listen_tls (ValTestServer *server, GTlsCertificate *certificate)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GError) error = NULL;

  server->certificate = g_object_ref (certificate);
  server->tls = g_socket_service_new ();
  g_signal_connect (server->tls, "incoming", G_CALLBACK (incoming_cb), server);
  g_socket_listener_add_address (G_SOCKET_LISTENER (server->tls), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  server->tls_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
}

/**
 * val_test_server_new:
 * @certificate: (nullable): makes it a TLS server
 *
 * Returns: (transfer full): a server that listens on loopback, on a free port
 */
ValTestServer *
val_test_server_new (GTlsCertificate *certificate)
{
  ValTestServer *server = g_new0 (ValTestServer, 1);
  g_autoptr (GError) error = NULL;

  server->soup = soup_server_new (NULL, NULL);
  server->hits = g_ptr_array_new_with_free_func (hit_free);
  server->silent = g_ptr_array_new_with_free_func (g_object_unref);
  g_queue_init (&server->script);
  soup_server_add_handler (server->soup, NULL, request_cb, server, NULL);
  if (certificate != NULL)
    listen_tls (server, certificate);
  else
    soup_server_listen_local (server->soup, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  return server;
}

/**
 * val_test_server_free:
 * @server: (transfer full): the server
 *
 * Stops and frees it.
 */
void
val_test_server_free (ValTestServer *server)
{
  if (server->tls != NULL)
    g_socket_service_stop (server->tls);
  while (server->n_handshakes > 0)
    g_main_context_iteration (NULL, TRUE);
  soup_server_disconnect (server->soup);
  g_ptr_array_unref (server->silent);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_object_unref (server->soup);
  g_clear_object (&server->tls);
  g_clear_object (&server->certificate);
  g_queue_clear_full (&server->script, step_free);
  g_ptr_array_unref (server->hits);
  g_free (server);
}

/**
 * val_test_server_dup_origin:
 * @server: the server
 *
 * Returns: (transfer full): scheme, host and port
 */
char *
val_test_server_dup_origin (ValTestServer *server)
{
  GSList *uris;
  int port;

  if (server->tls != NULL)
    return g_strdup_printf ("https://127.0.0.1:%u", server->tls_port);
  uris = soup_server_get_uris (server->soup);
  port = g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return g_strdup_printf ("http://127.0.0.1:%d", port);
}

/**
 * val_test_server_dup_base:
 * @server: the server
 *
 * Returns: (transfer full): a base URL there
 */
char *
val_test_server_dup_base (ValTestServer *server)
{
  g_autofree char *origin = val_test_server_dup_origin (server);

  return g_strconcat (origin, BASE_PATH, NULL);
}

/**
 * val_test_server_set_handler:
 * @server: the server
 * @handler: answers what the script does not
 * @user_data: for @handler
 *
 * For servers with a state.
 */
void
val_test_server_set_handler (ValTestServer *server, ValTestHandler handler, gpointer user_data)
{
  server->handler = handler;
  server->handler_data = user_data;
}

static Step *
push (ValTestServer *server, StepKind kind)
{
  Step *step = g_new0 (Step, 1);

  step->kind = kind;
  step->status = 200;
  step->headers = g_ptr_array_new_with_free_func (g_free);
  g_queue_push_tail (&server->script, step);
  return step;
}

static void
push_header (Step *step, const char *name, const char *value)
{
  g_ptr_array_add (step->headers, g_strdup (name));
  g_ptr_array_add (step->headers, g_strdup (value));
}

/**
 * val_test_server_add:
 * @server: the server
 * @status: HTTP status
 * @body: (nullable): body as text
 * @...: names and values of headers, ended by NULL
 *
 * Appends an answer to the script.
 */
void
val_test_server_add (ValTestServer *server, guint status, const char *body, ...)
{
  Step *step = push (server, ANSWER);
  const char *name;
  va_list args;

  step->status = status;
  step->body = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  va_start (args, body);
  while ((name = va_arg (args, const char *)) != NULL)
    push_header (step, name, va_arg (args, const char *));
  va_end (args);
}

/**
 * val_test_server_add_bytes:
 * @server: the server
 * @body: the body as it travels
 * @encoding: by length or in chunks
 * @content_encoding: (nullable): how @body is compressed
 *
 * Appends an answer of status 200 to the script.
 */
void
val_test_server_add_bytes (ValTestServer *server,
                           GBytes *body,
                           SoupEncoding encoding,
                           const char *content_encoding)
{
  Step *step = push (server, ANSWER);

  step->body = g_bytes_ref (body);
  step->encoding = encoding;
  if (content_encoding != NULL)
    push_header (step, "Content-Encoding", content_encoding);
}

/**
 * val_test_server_add_raw:
 * @server: the server
 * @raw: bytes for the connection, which is closed after them; empty to close it at once
 *
 * Appends an answer that need not be HTTP to the script.
 */
void
val_test_server_add_raw (ValTestServer *server, const char *raw)
{
  Step *step = push (server, RAW);

  step->body = g_bytes_new (raw, strlen (raw));
}

/**
 * val_test_server_add_reset:
 * @server: the server
 *
 * Appends a connection reset to the script.
 */
void
val_test_server_add_reset (ValTestServer *server)
{
  push (server, RESET);
}

/**
 * val_test_server_add_silence:
 * @server: the server
 *
 * Appends a request that is never answered to the script.
 */
void
val_test_server_add_silence (ValTestServer *server)
{
  push (server, SILENCE);
}

/**
 * val_test_server_answer:
 * @message: a request, from a handler
 * @status: HTTP status
 * @body: (nullable): JSON text
 *
 * Answers at once.
 */
void
val_test_server_answer (SoupServerMessage *message, guint status, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  if (body != NULL)
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body,
                                      strlen (body));
}

/**
 * val_test_server_count_hits:
 * @server: the server
 *
 * Returns: how many requests came
 */
guint
val_test_server_count_hits (ValTestServer *server)
{
  return server->hits->len;
}

/**
 * val_test_server_count_connections:
 * @server: the server
 *
 * Returns: by how many connections they came
 */
guint
val_test_server_count_connections (ValTestServer *server)
{
  return server->n_connections;
}

static gboolean
has_written (gpointer user_data)
{
  ValTestServer *server = user_data;

  return server->n_writing == 0;
}

/**
 * val_test_server_count_cut:
 * @server: the server
 *
 * Returns: how many raw answers the client did not take to their end
 */
guint
val_test_server_count_cut (ValTestServer *server)
{
  val_test_wait_for (has_written, server);
  return server->n_cut;
}

/**
 * val_test_server_get_hit:
 * @server: the server
 * @index: which request, from 0
 *
 * Returns: (transfer none): the request
 */
const ValTestHit *
val_test_server_get_hit (ValTestServer *server, guint index)
{
  g_assert_cmpuint (index, <, server->hits->len);
  return g_ptr_array_index (server->hits, index);
}

/**
 * val_test_hit_get_header:
 * @hit: a request
 * @name: name of a header
 *
 * Returns: (transfer none) (nullable): its value
 */
const char *
val_test_hit_get_header (const ValTestHit *hit, const char *name)
{
  return soup_message_headers_get_list (hit->headers, name);
}

/**
 * val_test_credentials_new:
 *
 * Returns: (transfer full): what gives %VAL_TEST_AUTHORIZATION
 */
ValCredentials *
val_test_credentials_new (void)
{
  g_autoptr (GError) error = NULL;
  ValCredentials *credentials = val_credentials_new ("FAKE-user", "FAKE-organization", &error);

  g_assert_no_error (error);
  return credentials;
}

/**
 * val_test_session_new:
 * @server: the server
 *
 * Returns: (transfer full): a session to @server
 */
ValSession *
val_test_session_new (ValTestServer *server)
{
  g_autofree char *base = val_test_server_dup_base (server);
  g_autoptr (ValCredentials) credentials = val_test_credentials_new ();

  return g_object_new (VAL_TYPE_SESSION, "base-url", base, "credentials", credentials,
                       "retry-scale", 0.0, NULL);
}

/**
 * val_test_send:
 * @session: a session
 * @request: what to send
 * @error: what val_session_send_finish () gives
 *
 * Sends and runs the main context until the answer is there.
 *
 * Returns: (transfer full) (nullable): the answer
 */
ValReply *
val_test_send (ValSession *session, const ValRequest *request, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  val_session_send_async (session, request, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_session_send_finish (session, result, error);
}
