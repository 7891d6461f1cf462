/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oauth/val-redirect-client.h"

#include <string.h>

#define READ_LIMIT   10000 /* ms for a whole request */
#define ANSWER_LIMIT 900   /* ms to take the answer and hang up */

/* There is always exactly one operation under way; its callback starts the next or ends it all. */
struct _ValRedirectClient
{
  GSocketConnection *connection;
  GCancellable *cancellable;
  guint timer;
  guint16 port;
  ValRedirectClientRead read;
  gpointer user_data;

  GBytes *answer;
  gsize length;
  char buffer[VAL_REDIRECT_REQUEST_MAX];
};

static void read_more (ValRedirectClient *client);
static void drain (ValRedirectClient *client);

static void
client_free (ValRedirectClient *client)
{
  g_clear_handle_id (&client->timer, g_source_remove);
  g_clear_object (&client->connection);
  g_clear_object (&client->cancellable);
  g_clear_pointer (&client->answer, g_bytes_unref);
  explicit_bzero (client->buffer, sizeof client->buffer);
  g_free (client);
}

static gboolean
too_late_cb (gpointer user_data)
{
  ValRedirectClient *client = user_data;

  client->timer = 0;
  g_cancellable_cancel (client->cancellable);
  return G_SOURCE_REMOVE;
}

static void
set_limit (ValRedirectClient *client, guint milliseconds)
{
  g_clear_handle_id (&client->timer, g_source_remove);
  client->timer = g_timeout_add (milliseconds, too_late_cb, client);
}

static void
drained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValRedirectClient *client = user_data;

  if (g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL) > 0)
    drain (client);
  else
    client_free (client);
}

/* Closing with something unread would reset the connection, and the answer be lost on its way. */
static void
drain (ValRedirectClient *client)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (client->connection)),
                             client->buffer, sizeof client->buffer, G_PRIORITY_DEFAULT,
                             client->cancellable, drained_cb, client);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValRedirectClient *client = user_data;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    {
      client_free (client);
      return;
    }
  g_socket_shutdown (g_socket_connection_get_socket (client->connection), FALSE, TRUE, NULL);
  drain (client);
}

static void
hand_over (ValRedirectClient *client, guint status)
{
  g_auto (ValRedirectRequest) request = { 0 };

  if (status == 200)
    status = val_redirect_request_parse (client->buffer, client->length, client->port, &request);
  client->read (client, status, &request, client->user_data);
}

static void
give_up (ValRedirectClient *client)
{
  client->read (client, 0, NULL, client->user_data);
  client_free (client);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValRedirectClient *client = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n > 0)
    client->length += (gsize) n;
  if (client->read == NULL)
    client_free (client);
  else if (n < 0 || client->length == 0)
    give_up (client);
  else if (n == 0 || val_redirect_request_is_whole (client->buffer, client->length))
    hand_over (client, 200);
  else if (client->length == sizeof client->buffer)
    hand_over (client, 431);
  else
    read_more (client);
}

static void
read_more (ValRedirectClient *client)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (client->connection)),
                             client->buffer + client->length,
                             sizeof client->buffer - client->length, G_PRIORITY_DEFAULT,
                             client->cancellable, read_cb, client);
}

/**
 * val_redirect_client_new:
 * @connection: a connection that has just been accepted
 * @port: the port it came to
 * @read: called when there is a request, or will be none
 * @user_data: for @read; must be there until then
 *
 * Begins to read a request.
 *
 * Returns: (transfer none): the client, good until @read has been called and answered
 */
ValRedirectClient *
val_redirect_client_new (GSocketConnection *connection,
                         guint16 port,
                         ValRedirectClientRead read,
                         gpointer user_data)
{
  ValRedirectClient *client = NULL;

  g_return_val_if_fail (G_IS_SOCKET_CONNECTION (connection) && read != NULL, NULL);

  client = g_new0 (ValRedirectClient, 1);
  client->connection = g_object_ref (connection);
  client->cancellable = g_cancellable_new ();
  client->port = port;
  client->read = read;
  client->user_data = user_data;
  set_limit (client, READ_LIMIT);
  read_more (client);
  return client;
}

/**
 * val_redirect_client_answer:
 * @client: a client whose request has been read; not to be used after this
 * @answer: a whole HTTP answer
 *
 * Sends the answer and hangs up within a second, whatever becomes of who gave it.
 */
void
val_redirect_client_answer (ValRedirectClient *client, GBytes *answer)
{
  g_return_if_fail (client != NULL && answer != NULL);

  client->answer = g_bytes_ref (answer);
  set_limit (client, ANSWER_LIMIT);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (client->connection)),
                                   g_bytes_get_data (answer, NULL), g_bytes_get_size (answer),
                                   G_PRIORITY_DEFAULT, client->cancellable, written_cb, client);
}

/**
 * val_redirect_client_drop:
 * @client: a client whose request has not been read yet; not to be used after this
 *
 * Hangs up; its callback is not called any more.
 */
void
val_redirect_client_drop (ValRedirectClient *client)
{
  g_return_if_fail (client != NULL);

  client->read = NULL;
  g_cancellable_cancel (client->cancellable);
}
