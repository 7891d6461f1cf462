/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-session.h"
#include "support/val-test-server.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>

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

/* A JSON string of @size bytes in all. */
static GBytes *
json_of_size (gsize size)
{
  char *text = g_malloc (size);

  memset (text, 'a', size);
  text[0] = '"';
  text[size - 1] = '"';
  return g_bytes_new_take (text, size);
}

/* @plain over and over, as one gzip stream. */
static GBytes *
compress (GBytes *plain, guint n_times)
{
  g_autoptr (GZlibCompressor) gzip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, G_CONVERTER (gzip));
  g_autoptr (GError) error = NULL;
  gsize size;
  const void *data = g_bytes_get_data (plain, &size);

  for (guint i = 0; i < n_times; i++)
    g_output_stream_write_all (stream, data, size, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (stream, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static ValReply *
get (ValSession *session, GError **error)
{
  ValRequest request = { .method = "GET", .path = "/instances" };

  return val_test_send (session, &request, error);
}

static void
check_get (ValSession *session, gboolean passes, ValError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValReply) reply = get (session, &error);

  if (passes)
    g_assert_no_error (error);
  else
    g_assert_error (error, VAL_ERROR, (int) code);
  g_assert_cmpint (reply != NULL, ==, passes);
}

static void
check_size (Fixture *fixture, ValSession *session, gsize size, gboolean passes)
{
  g_autoptr (GBytes) plain = json_of_size (size);
  g_autoptr (GBytes) packed = compress (plain, 1);

  g_test_message ("%" G_GSIZE_FORMAT " bytes", size);
  val_test_server_add_bytes (fixture->server, plain, SOUP_ENCODING_CONTENT_LENGTH, NULL);
  check_get (session, passes, VAL_ERROR_TOO_LARGE);
  val_test_server_add_bytes (fixture->server, plain, SOUP_ENCODING_CHUNKED, NULL);
  check_get (session, passes, VAL_ERROR_TOO_LARGE);
  val_test_server_add_bytes (fixture->server, packed, SOUP_ENCODING_CONTENT_LENGTH, "gzip");
  check_get (session, passes, VAL_ERROR_TOO_LARGE);
  val_test_server_add_bytes (fixture->server, packed, SOUP_ENCODING_CHUNKED, "gzip");
  check_get (session, passes, VAL_ERROR_TOO_LARGE);
}

static void
test_body (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (VAL_SESSION_MAX_BODY, ==, 8 * 1024 * 1024);
  check_size (fixture, fixture->session, VAL_SESSION_MAX_BODY - 1, TRUE);
  check_size (fixture, fixture->session, VAL_SESSION_MAX_BODY, TRUE);
  check_size (fixture, fixture->session, VAL_SESSION_MAX_BODY + 1, FALSE);
}

static void
test_small_limit (Fixture *fixture, gconstpointer data)
{
  g_autofree char *base = val_test_server_dup_base (fixture->server);
  g_autoptr (ValSession) session =
      g_object_new (VAL_TYPE_SESSION, "base-url", base, "max-body", (guint64) 100, NULL);

  check_size (fixture, session, 99, TRUE);
  check_size (fixture, session, 100, TRUE);
  check_size (fixture, session, 101, FALSE);
  check_size (fixture, session, 100000, FALSE);
}

static long
peak_kb (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

/* A quarter of a gigabyte out of a few bytes: what is kept has to stay near the limit. */
static void
test_bomb (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) plain = json_of_size (1024 * 1024);
  g_autoptr (GBytes) packed = compress (plain, 256);
  long before = peak_kb ();

  g_assert_cmpuint (g_bytes_get_size (packed), <, 2 * 1024 * 1024);
  val_test_server_add_bytes (fixture->server, packed, SOUP_ENCODING_CONTENT_LENGTH, "gzip");
  check_get (fixture->session, FALSE, VAL_ERROR_TOO_LARGE);
  g_assert_cmpint (peak_kb () - before, <, 64 * 1024);
}

static GBytes *
random_string (void)
{
  GString *text = g_string_new ("\"");

  for (guint i = 0; i < 20000; i++)
    g_string_append_c (text, (char) g_test_rand_int_range ('a', 'z' + 1));
  g_string_append_c (text, '"');
  return g_string_free_to_bytes (text);
}

static void
test_damaged_gzip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) plain = random_string ();
  g_autoptr (GBytes) packed = compress (plain, 1);
  ValRequest post = { .method = "POST", .path = "/instances" };

  for (guint i = 1; i <= 8; i++)
    {
      g_autoptr (GBytes) cut =
          g_bytes_new_from_bytes (packed, 0, g_bytes_get_size (packed) * i / 9);
      g_autoptr (GError) error = NULL;

      val_test_server_add_bytes (fixture->server, cut, SOUP_ENCODING_CONTENT_LENGTH, "gzip");
      g_assert_null (val_test_send (fixture->session, &post, &error));
      g_assert_error (error, VAL_ERROR, VAL_ERROR_UNKNOWN_OUTCOME);
    }
}

/* The connection is given up, not read to its end, and the next request works. */
static void
test_goes_on_after (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) large = json_of_size (VAL_SESSION_MAX_BODY + 1);

  val_test_server_add_bytes (fixture->server, large, SOUP_ENCODING_CHUNKED, NULL);
  check_get (fixture->session, FALSE, VAL_ERROR_TOO_LARGE);
  val_test_server_add (fixture->server, 200, "{}", NULL);
  check_get (fixture->session, TRUE, VAL_ERROR_FAILED);
}

/* What the status says counts more than the size of its explanation. */
static void
test_large_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) large = json_of_size (VAL_SESSION_MAX_BODY + 1);
  g_autofree char *text = g_strndup (g_bytes_get_data (large, NULL), g_bytes_get_size (large));

  val_test_server_add (fixture->server, 403, text, NULL);
  check_get (fixture->session, FALSE, VAL_ERROR_FORBIDDEN);
}

static void
test_large_answer_to_creation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) large = json_of_size (VAL_SESSION_MAX_BODY + 1);
  ValRequest post = { .method = "POST", .path = "/instances" };
  g_autoptr (GError) error = NULL;

  val_test_server_add_bytes (fixture->server, large, SOUP_ENCODING_CHUNKED, NULL);
  g_assert_null (val_test_send (fixture->session, &post, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_UNKNOWN_OUTCOME);
}

static char *
nested (guint depth)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, '[');
  g_string_append_c (text, '1');
  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

static void
check_depth (Fixture *fixture, guint depth, gboolean passes)
{
  g_autofree char *text = nested (depth);

  val_test_server_add (fixture->server, 200, text, NULL);
  check_get (fixture->session, passes, VAL_ERROR_BAD_ANSWER);
}

static void
test_depth (Fixture *fixture, gconstpointer data)
{
  check_depth (fixture, VAL_JSON_MAX_DEPTH - 1, TRUE);
  check_depth (fixture, VAL_JSON_MAX_DEPTH, TRUE);
  check_depth (fixture, VAL_JSON_MAX_DEPTH + 1, FALSE);
  check_depth (fixture, 2000000, FALSE);
}

/* libsoup stops reading headers by itself; the promise is that this stays so. */
static void
test_headers (Fixture *fixture, gconstpointer data)
{
  GString *raw = g_string_new ("HTTP/1.1 200 OK\r\n");
  ValRequest post = { .method = "POST", .path = "/instances" };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 1000000; i++)
    g_string_append_printf (raw, "X-%u: aaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n", i);
  text = g_string_free (raw, FALSE);
  val_test_server_add_raw (fixture->server, text);
  g_assert_null (val_test_send (fixture->session, &post, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_UNKNOWN_OUTCOME);
  g_assert_cmpuint (val_test_server_count_cut (fixture->server), ==, 1);
}

typedef struct
{
  char *dir;
  GTlsCertificate *certificate;
  GTlsDatabase *database;
} Authority;

static void
authority_free (Authority *authority)
{
  g_autofree char *cert = g_build_filename (authority->dir, "cert.pem", NULL);
  g_autofree char *key = g_build_filename (authority->dir, "key.pem", NULL);

  g_unlink (cert);
  g_unlink (key);
  g_rmdir (authority->dir);
  g_clear_object (&authority->certificate);
  g_clear_object (&authority->database);
  g_free (authority->dir);
  g_free (authority);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Authority, authority_free)

/* A certificate that vouches for itself, made by openssl. */
static Authority *
authority_new (const char *openssl, const char *subject_alt_name, const char *days)
{
  Authority *authority = g_new0 (Authority, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *cert = NULL;
  g_autofree char *key = NULL;

  authority->dir = g_dir_make_tmp ("valence-tls-XXXXXX", &error);
  g_assert_no_error (error);
  cert = g_build_filename (authority->dir, "cert.pem", NULL);
  key = g_build_filename (authority->dir, "key.pem", NULL);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                              &error, openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt",
                              "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out",
                              cert, "-days", days, "-subj", "/CN=valence test", "-addext",
                              subject_alt_name, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
  authority->certificate = g_tls_certificate_new_from_files (cert, key, &error);
  g_assert_no_error (error);
  authority->database = g_tls_file_database_new (cert, &error);
  g_assert_no_error (error);
  return authority;
}

static void
check_tls (Authority *server_side, GTlsDatabase *database, gboolean passes)
{
  g_autoptr (ValTestServer) server = val_test_server_new (server_side->certificate);
  g_autofree char *base = val_test_server_dup_base (server);
  g_autoptr (ValCredentials) credentials = val_test_credentials_new ();
  g_autoptr (ValSession) session =
      g_object_new (VAL_TYPE_SESSION, "base-url", base, "credentials", credentials, "tls-database",
                    database, "retry-scale", 0.0, NULL);

  val_test_server_add (server, 200, "{}", NULL);
  check_get (session, passes, VAL_ERROR_TLS);
  g_assert_cmpuint (val_test_server_count_hits (server), ==, passes ? 1 : 0);
}

static void
test_tls (void)
{
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  g_autoptr (Authority) good = NULL;
  g_autoptr (Authority) other = NULL;
  g_autoptr (Authority) misnamed = NULL;

  if (openssl == NULL)
    {
      g_test_skip ("openssl is not installed");
      return;
    }
  good = authority_new (openssl, "subjectAltName=IP:127.0.0.1", "2");
  other = authority_new (openssl, "subjectAltName=IP:127.0.0.1", "2");
  misnamed = authority_new (openssl, "subjectAltName=DNS:example.com", "2");
  check_tls (good, NULL, FALSE);
  check_tls (good, good->database, TRUE);
  check_tls (good, other->database, FALSE);
  check_tls (misnamed, misnamed->database, FALSE);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/session-limits/small-limit", test_small_limit);
  ADD ("/session-limits/headers", test_headers);
  ADD ("/session-limits/bomb", test_bomb);
  ADD ("/session-limits/body", test_body);
  ADD ("/session-limits/damaged-gzip", test_damaged_gzip);
  ADD ("/session-limits/goes-on-after", test_goes_on_after);
  ADD ("/session-limits/large-error", test_large_error);
  ADD ("/session-limits/large-answer-to-creation", test_large_answer_to_creation);
  ADD ("/session-limits/depth", test_depth);
  g_test_add_func ("/session-limits/tls", test_tls);

  return g_test_run ();
}
