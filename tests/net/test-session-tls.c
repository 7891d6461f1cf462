/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers that are not to be trusted, each for one reason.  All that is meant to be known to the
 * client is its own authority; tests/net/bad-tls.sh makes the certificates. */
#include "api/val-session.h"
#include "support/val-test-server.h"
#include "support/val-test-util.h"
#include "util/val-error.h"

#include <glib/gstdio.h>
#include <string.h>

static const char *const flawed[] = {
  "expired",
  "not-yet-valid",
  "other-host",
  "other-address",
  "name-for-address",
  "any-name",
  "self-signed",
  "unknown-authority",
  "incomplete-chain",
  "from-no-authority",
  "outside-constraint",
  "too-long-chain",
  "for-nothing",
  "sha1",
};

typedef struct
{
  char *folder;
  GTlsDatabase *authority;
  GTlsDatabase *stranger;
} Certificates;

static char *
path_of (Certificates *self, const char *name, const char *kind)
{
  g_autofree char *file = g_strconcat (name, kind, NULL);

  return g_build_filename (self->folder, file, NULL);
}

static GTlsDatabase *
trust (Certificates *self, const char *name)
{
  g_autofree char *path = path_of (self, name, ".crt");
  g_autoptr (GError) error = NULL;
  GTlsDatabase *database = g_tls_file_database_new (path, &error);

  g_assert_no_error (error);
  return database;
}

static void
certificates_make (Certificates *self, const char *script)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  self->folder = g_dir_make_tmp ("valence-tls-XXXXXX", &error);
  g_assert_no_error (error);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                              &error, "sh", script, self->folder, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
  self->authority = trust (self, "authority");
  self->stranger = trust (self, "stranger");
}

static void
certificates_clear (Certificates *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = path_of (self, name, "");

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_object_unref (self->authority);
  g_object_unref (self->stranger);
}

static GTlsCertificate *
load (Certificates *self, const char *name)
{
  g_autofree char *chain = path_of (self, name, ".pem");
  g_autofree char *key = path_of (self, name, ".key");
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_files (chain, key, &error);

  g_assert_no_error (error);
  return certificate;
}

static gboolean
is_answered (const char *base, GTlsDatabase *database, GError **error)
{
  static const ValRequest request = { .method = "GET", .path = "/instances" };
  g_autoptr (ValCredentials) credentials = val_test_credentials_new ();
  g_autoptr (ValSession) session =
      g_object_new (VAL_TYPE_SESSION, "base-url", base, "credentials", credentials, "tls-database",
                    database, "retry-scale", 0.0, "timeout", 5, NULL);
  g_autoptr (ValReply) reply = val_test_send (session, &request, error);

  return reply != NULL;
}

static void
check (Certificates *certificates, const char *name, GTlsDatabase *database, gboolean passes)
{
  g_autoptr (GTlsCertificate) certificate = load (certificates, name);
  g_autoptr (ValTestServer) server = val_test_server_new (certificate);
  g_autofree char *base = val_test_server_dup_base (server);
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", name);
  val_test_server_add (server, 200, "{}", NULL);
  g_assert_cmpint (is_answered (base, database, &error), ==, passes);
  g_assert_cmpuint (val_test_server_count_hits (server), ==, passes ? 1 : 0);
  if (!passes)
    g_assert_error (error, VAL_ERROR, VAL_ERROR_TLS);
}

/* What is refused below is refused for its flaw alone. */
static void
test_sound (gconstpointer data)
{
  Certificates *certificates = (Certificates *) data;

  check (certificates, "good", certificates->authority, TRUE);
  check (certificates, "good-chain", certificates->authority, TRUE);
  check (certificates, "unknown-authority", certificates->stranger, TRUE);
}

static void
test_flawed (gconstpointer data)
{
  Certificates *certificates = (Certificates *) data;

  for (guint i = 0; i < G_N_ELEMENTS (flawed); i++)
    check (certificates, flawed[i], certificates->authority, FALSE);
}

/* An authority of one account is none of another's, nor of accounts without any. */
static void
test_own_authority (gconstpointer data)
{
  Certificates *certificates = (Certificates *) data;

  check (certificates, "good", certificates->authority, TRUE);
  check (certificates, "good", certificates->stranger, FALSE);
  check (certificates, "good", NULL, FALSE);
  check (certificates, "unknown-authority", certificates->authority, FALSE);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GIOStream) stream = user_data;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  g_io_stream_close (stream, NULL, NULL);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  const char *text = user_data;
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  g_output_stream_write_all_async (output, text, strlen (text), G_PRIORITY_DEFAULT, NULL,
                                   written_cb, g_object_ref (connection));
  return TRUE;
}

/* @data: what the port says, and then closes */
static void
test_no_tls (gconstpointer data)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *base = NULL;

  g_socket_listener_add_address (G_SOCKET_LISTENER (service), any, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &address, &error);
  g_assert_no_error (error);
  g_signal_connect (service, "incoming", G_CALLBACK (incoming_cb), (gpointer) data);
  base = g_strdup_printf ("https://127.0.0.1:%u",
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  g_assert_false (is_answered (base, NULL, &error));
  g_assert_true (error->domain == VAL_ERROR);
  g_assert_false (val_error_is (error, VAL_ERROR_UNKNOWN_OUTCOME));
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
}

int
main (int argc, char **argv)
{
  Certificates certificates = { 0 };
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/session-tls/plain-http", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
                        test_no_tls);
  g_test_add_data_func ("/session-tls/closes", "", test_no_tls);
  g_test_add_data_func ("/session-tls/cut-record", "\x16\x03\x03\x10", test_no_tls);
  if (openssl == NULL || argc != 2)
    return g_test_run ();
  certificates_make (&certificates, argv[1]);
  g_test_add_data_func ("/session-tls/sound", &certificates, test_sound);
  g_test_add_data_func ("/session-tls/flawed", &certificates, test_flawed);
  g_test_add_data_func ("/session-tls/own-authority", &certificates, test_own_authority);
  result = g_test_run ();
  certificates_clear (&certificates);
  return result;
}
