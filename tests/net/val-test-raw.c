/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/val-test-raw.h"

#include "support/val-test-util.h"

#include <string.h>

/* Connecting to loopback ends in the kernel, so it needs no turn of the main context. */
GSocketConnection *
val_test_raw_connect (GSocketFamily family, guint16 port, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_socket_client_set_enable_proxy (client, FALSE);
  return g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, error);
}

/* What the other side no longer wants to read is not the test's concern. */
void
val_test_raw_send (GSocketConnection *connection, const char *bytes, gsize length)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  g_output_stream_write_all_async (output, bytes, length, G_PRIORITY_DEFAULT, NULL,
                                   val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_output_stream_write_all_finish (output, result, NULL, NULL);
}

char *
val_test_raw_receive (GSocketConnection *connection)
{
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_output_stream_splice_async (memory, g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE, G_PRIORITY_DEFAULT, NULL,
                                val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_output_stream_splice_finish (memory, result, NULL);
  g_output_stream_write (memory, "", 1, NULL, NULL);
  g_output_stream_close (memory, NULL, NULL);
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (memory));
}

char *
val_test_raw_exchange (guint16 port, const char *bytes, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
      val_test_raw_connect (G_SOCKET_FAMILY_IPV4, port, &error);

  g_assert_no_error (error);
  val_test_raw_send (connection, bytes, length);
  g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, NULL);
  return val_test_raw_receive (connection);
}

char *
val_test_raw_get (guint16 port, const char *target)
{
  g_autofree char *request =
      g_strdup_printf ("GET %s HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", target, port);

  return val_test_raw_exchange (port, request, strlen (request));
}
