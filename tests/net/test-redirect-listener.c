/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/val-test-raw.h"
#include "oauth/val-redirect-listener.h"
#include "support/val-test-util.h"
#include "util/val-error.h"

#include <string.h>

#define STATE      "s7A-te_0123456789abcdef"
#define ANY_PORT   "http://localhost:0/call/back"
#define PATH       "/call/back"
#define GOOD       PATH "?code=c0de42&state=" STATE "&realmId=7"
#define N_SILENT   100
#define ONE_SECOND G_USEC_PER_SEC

typedef struct
{
  ValRedirectListener *listener;
  GCancellable *cancellable;
  GAsyncResult *slot;
  guint16 port;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer timeout)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = NULL;

  fixture->cancellable = g_cancellable_new ();
  fixture->listener = val_redirect_listener_new (ANY_PORT, STATE, &error);
  g_assert_no_error (error);
  uri = g_uri_parse (val_redirect_listener_get_url (fixture->listener), G_URI_FLAGS_ENCODED, NULL);
  g_assert_cmpstr (g_uri_get_path (uri), ==, PATH);
  g_assert_cmpstr (g_uri_get_host (uri), ==, "localhost");
  fixture->port = (guint16) g_uri_get_port (uri);
  g_assert_cmpuint (fixture->port, >, 0);
  val_redirect_listener_wait_async (fixture->listener, GPOINTER_TO_UINT (timeout),
                                    fixture->cancellable, val_test_await_cb, &fixture->slot);
}

static void
tear_down (Fixture *fixture, gconstpointer timeout)
{
  g_clear_object (&fixture->slot);
  g_assert_finalize_object (fixture->listener);
  g_object_unref (fixture->cancellable);
}

static ValRedirect *
finish (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = val_test_await (&fixture->slot);

  return val_redirect_listener_wait_finish (fixture->listener, result, error);
}

static void
assert_closed (Fixture *fixture)
{
  static const GSocketFamily families[] = { G_SOCKET_FAMILY_IPV4, G_SOCKET_FAMILY_IPV6 };

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    g_assert_null (val_test_raw_connect (families[i], fixture->port, NULL));
}

static void
assert_fails (Fixture *fixture, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;
  gint64 begun = g_get_monotonic_time ();

  g_assert_null (finish (fixture, &error));
  g_assert_error (error, domain, code);
  assert_closed (fixture);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, ONE_SECOND + ONE_SECOND);
}

/* The real redirect comes in as if nothing had been before it. */
static void
assert_lives_on (Fixture *fixture)
{
  g_autofree char *answer = val_test_raw_get (fixture->port, GOOD);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValRedirect) redirect = finish (fixture, &error);

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
  g_assert_no_error (error);
  g_assert_cmpstr (val_redirect_get (redirect, "code"), ==, "c0de42");
  g_assert_cmpstr (val_redirect_get (redirect, "realmId"), ==, "7");
  assert_closed (fixture);
}

static void
assert_refused (Fixture *fixture, const char *request, const char *status)
{
  g_autofree char *answer = val_test_raw_exchange (fixture->port, request, strlen (request));
  g_autofree char *start = g_strconcat ("HTTP/1.1 ", status, " ", NULL);

  if (!g_str_has_prefix (answer, start))
    g_test_message ("%s\n→\n%s", request, answer);
  g_assert_true (g_str_has_prefix (answer, start));
  g_assert_null (fixture->slot);
}

static void
assert_request_refused (Fixture *fixture, const char *line, const char *host, const char *status)
{
  g_autofree char *request =
      g_strdup_printf ("%s\r\nHost: %s:%u\r\n\r\n", line, host, fixture->port);

  assert_refused (fixture, request, status);
}

static void
test_catches (Fixture *fixture, gconstpointer timeout)
{
  g_autofree char *answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValRedirect) redirect = NULL;
  gint64 begun = g_get_monotonic_time ();

  answer = val_test_raw_get (fixture->port, GOOD);
  redirect = finish (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (val_redirect_get (redirect, "code"), ==, "c0de42");
  assert_closed (fixture);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, ONE_SECOND);
}

static void
test_page (Fixture *fixture, gconstpointer timeout)
{
  static const char *const wanted[] = {
    "\r\nCache-Control: no-store\r\n",
    "\r\nReferrer-Policy: no-referrer\r\n",
    "\r\nContent-Security-Policy: default-src 'none'; style-src 'unsafe-inline'",
    "\r\nX-Frame-Options: DENY\r\n",
    "\r\nContent-Type: text/html; charset=utf-8\r\n",
    "Go Back to Valence",
    "prefers-color-scheme:dark",
  };
  static const char *const unwanted[] = { "c0de42", STATE,  "<script", "src=",
                                          "href=",  "url(", "@import" };
  g_autofree char *answer = val_test_raw_get (fixture->port, GOOD);

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_nonnull (strstr (answer, wanted[i]));
  for (guint i = 0; i < G_N_ELEMENTS (unwanted); i++)
    g_assert_null (strstr (answer, unwanted[i]));
  val_redirect_free (finish (fixture, NULL));
}

static void
test_ipv6 (Fixture *fixture, gconstpointer timeout)
{
  g_autofree char *request =
      g_strdup_printf ("GET " GOOD " HTTP/1.1\r\nhost: [::1]:%u\r\n\r\n", fixture->port);
  g_autofree char *answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
      val_test_raw_connect (G_SOCKET_FAMILY_IPV6, fixture->port, &error);
  g_autoptr (ValRedirect) redirect = NULL;

  if (connection == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    {
      g_test_skip ("no IPv6 here");
      assert_lives_on (fixture);
      return;
    }
  g_assert_no_error (error);
  val_test_raw_send (connection, request, strlen (request));
  answer = val_test_raw_receive (connection);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
  redirect = finish (fixture, &error);
  g_assert_no_error (error);
}

static void
test_denied (Fixture *fixture, gconstpointer timeout)
{
  g_autofree char *answer =
      val_test_raw_get (fixture->port, PATH "?error=access_denied&state=" STATE);

  g_assert_nonnull (strstr (answer, "Not Granted"));
  assert_fails (fixture, VAL_ERROR, VAL_ERROR_OAUTH_DENIED);
}

static void
test_provider_error (Fixture *fixture, gconstpointer timeout)
{
  g_autofree char *answer = val_test_raw_get (
      fixture->port,
      PATH "?error=invalid_scope&error_description=%3Cscript%3Ealert(1)%3C/script%3E&state=" STATE);

  g_assert_null (strstr (answer, "script"));
  assert_fails (fixture, VAL_ERROR, VAL_ERROR_OAUTH_PROVIDER);
}

static void
test_timed_out (Fixture *fixture, gconstpointer timeout)
{
  assert_fails (fixture, VAL_ERROR, VAL_ERROR_OAUTH_TIMED_OUT);
}

static void
test_cancelled (Fixture *fixture, gconstpointer timeout)
{
  g_cancellable_cancel (fixture->cancellable);
  assert_fails (fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_closed (Fixture *fixture, gconstpointer timeout)
{
  val_redirect_listener_close (fixture->listener);
  val_redirect_listener_close (fixture->listener);
  assert_fails (fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_wrong_state (Fixture *fixture, gconstpointer timeout)
{
  static const char *const targets[] = {
    PATH,
    PATH "?",
    PATH "?code=evil",
    PATH "?code=evil&state=",
    PATH "?code=evil&state=wrong",
    PATH "?code=evil&state=" STATE "x",
    PATH "?code=evil&state=" STATE "&state=" STATE,
    PATH "?code=evil&state=wrong&state=" STATE,
    PATH "?code=evil&code=c0de42&state=" STATE,
    PATH "?error=access_denied",
    PATH "?error=access_denied&state=wrong",
    PATH "?state=" STATE,
    PATH "?code=&state=" STATE,
    PATH "?code=%&state=" STATE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autofree char *line = g_strdup_printf ("GET %s HTTP/1.1", targets[i]);

      assert_request_refused (fixture, line, "localhost", "400");
    }
  assert_lives_on (fixture);
}

static void
test_wrong_host (Fixture *fixture, gconstpointer timeout)
{
  static const char *const hosts[] = { "evil.example",
                                       "localhost.evil.example",
                                       "127.0.0.1.nip.io",
                                       "127.0.0.2",
                                       "[::2]",
                                       "xlocalhost",
                                       "localhost:1" };
  g_autofree char *twice =
      g_strdup_printf ("GET " GOOD " HTTP/1.1\r\nHost: localhost:%u\r\nHost: localhost:%u\r\n\r\n",
                       fixture->port, fixture->port);

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    assert_request_refused (fixture, "GET " GOOD " HTTP/1.1", hosts[i], "421");
  assert_refused (fixture, "GET " GOOD " HTTP/1.1\r\nHost: localhost\r\n\r\n", "421");
  assert_refused (fixture, "GET " GOOD " HTTP/1.1\r\nHost: localhost:1\r\n\r\n", "421");
  assert_refused (fixture, "GET " GOOD " HTTP/1.1\r\nHost:\r\n\r\n", "421");
  assert_refused (fixture, "GET " GOOD " HTTP/1.1\r\n\r\n", "400");
  assert_refused (fixture, twice, "400");
  assert_lives_on (fixture);
}

static void
test_wrong_method (Fixture *fixture, gconstpointer timeout)
{
  static const char *const methods[] = { "POST",    "PUT",   "DELETE", "OPTIONS",
                                         "CONNECT", "TRACE", "get",    "PATCH" };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autofree char *line = g_strconcat (methods[i], " " GOOD " HTTP/1.1", NULL);

      assert_request_refused (fixture, line, "localhost", "405");
    }
  assert_request_refused (fixture, "HEAD " GOOD " HTTP/1.1", "localhost", "200");
  assert_request_refused (fixture, "GET /favicon.ico HTTP/1.1", "localhost", "404");
  assert_request_refused (fixture, "GET /call/back/?code=c0de42&state=" STATE " HTTP/1.1",
                          "localhost", "404");
  assert_lives_on (fixture);
}

static void
test_malformed (Fixture *fixture, gconstpointer timeout)
{
  static const char *const lines[] = {
    "GET",
    "GET  " GOOD " HTTP/1.1",
    "GET " GOOD,
    "GET " GOOD " HTTP/1.1 x",
    " GET " GOOD " HTTP/1.1",
    "GET http://localhost" GOOD " HTTP/1.1",
    "GET " GOOD "#fragment HTTP/1.1",
    "GET " GOOD "\x01 HTTP/1.1",
    "GET " GOOD " HTTP/1.1\r\nX: a\nY: b",
    "GET " GOOD " HTTP/1.1\r\nX: a\rY: b",
    "GET " GOOD " HTTP/1.1\r\n folded: x",
    "GET " GOOD " HTTP/1.1\r\nno colon",
    "GET " GOOD " HTTP/1.1\r\nX : space",
    "GET " GOOD " HTTP/1.1\r\nContent-Length: 5",
    "GET " GOOD " HTTP/1.1\r\nTransfer-Encoding: chunked",
    "G@T " GOOD " HTTP/1.1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    assert_request_refused (fixture, lines[i], "localhost", "400");
  assert_request_refused (fixture, "GET " GOOD " HTTP/2.0", "localhost", "505");
  assert_refused (fixture, "\x16\x03\x01\x02", "400");
  assert_lives_on (fixture);
}

/* The last byte that fits is taken, the next is not. */
static void
test_big (Fixture *fixture, gconstpointer timeout)
{
  g_autofree char *start = g_strdup_printf (
      "GET " PATH "?code=x HTTP/1.1\r\nHost: localhost:%u\r\nX-Padding: ", fixture->port);
  gsize room = 8 * 1024 - strlen (start) - 4;
  g_autofree char *padding = g_strnfill (room, 'x');
  g_autofree char *fits = g_strconcat (start, padding, "\r\n\r\n", NULL);
  g_autofree char *over = g_strconcat (start, padding, "x\r\n\r\n", NULL);
  g_autofree char *flood_padding = g_strnfill (1024 * 1024, 'x');
  g_autofree char *flood = g_strconcat (start, flood_padding, "\r\n\r\n", NULL);

  assert_refused (fixture, fits, "400");
  assert_refused (fixture, over, "431");
  assert_refused (fixture, flood, "431");
  assert_lives_on (fixture);
}

static void
test_half_open (Fixture *fixture, gconstpointer timeout)
{
  g_autoptr (GPtrArray) silent = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 3 * N_SILENT; i++)
    {
      GSocketConnection *connection =
          val_test_raw_connect (G_SOCKET_FAMILY_IPV4, fixture->port, NULL);

      g_assert_nonnull (connection);
      if (i % 2 == 1)
        val_test_raw_send (connection, "GET " PATH, strlen ("GET " PATH));
      g_ptr_array_add (silent, connection);
      while (g_main_context_iteration (NULL, FALSE))
        continue;
    }
  assert_lives_on (fixture);
}

/* A client that comes a byte at a time is still a client. */
static void
test_slow (Fixture *fixture, gconstpointer timeout)
{
  g_autofree char *request =
      g_strdup_printf ("GET " GOOD " HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", fixture->port);
  g_autoptr (GSocketConnection) connection =
      val_test_raw_connect (G_SOCKET_FAMILY_IPV4, fixture->port, NULL);
  g_autofree char *answer = NULL;

  g_socket_set_option (g_socket_connection_get_socket (connection), 6, 1, TRUE, NULL);
  for (const char *at = request; *at != '\0'; at++)
    val_test_raw_send (connection, at, 1);
  answer = val_test_raw_receive (connection);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
  val_redirect_free (finish (fixture, NULL));
}

/* A good request with some bytes of it changed, cut or doubled: none of it is the redirect. */
static char *
make_rude (GRand *random, guint16 port, gsize *length)
{
  g_autofree char *good = g_strdup_printf (
      "GET " PATH "?code=c0de42&state=%x HTTP/1.1\r\nHost: localhost:%u\r\nAccept: */*\r\n\r\n",
      g_rand_int (random), port);
  gsize n = strlen (good);
  guint n_changes = (guint) g_rand_int_range (random, 0, 8);
  char *rude = g_strndup (good, n);

  for (guint i = 0; i < n_changes; i++)
    rude[g_rand_int_range (random, 0, (gint32) n)] = (char) g_rand_int_range (random, 0, 256);
  *length = (gsize) g_rand_int_range (random, n_changes == 0 ? (gint32) n / 2 : 0, (gint32) n + 1);
  return rude;
}

static void
test_rude (Fixture *fixture, gconstpointer timeout)
{
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  guint n_rude = g_test_thorough () ? 100000 : 10000;

  for (guint i = 0; i < n_rude; i++)
    {
      gsize length = 0;
      g_autofree char *rude = make_rude (random, fixture->port, &length);
      g_autofree char *answer = val_test_raw_exchange (fixture->port, rude, length);

      g_assert_null (fixture->slot);
      g_assert_false (g_str_has_prefix (answer, "HTTP/1.1 200 "));
    }
  assert_lives_on (fixture);
}

static void
test_port_taken (void)
{
  static const GSocketFamily families[] = { G_SOCKET_FAMILY_IPV4, G_SOCKET_FAMILY_IPV6 };

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autoptr (GSocketListener) other = g_socket_listener_new ();
      g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (families[i]);
      g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
      g_autoptr (GSocketAddress) taken = NULL;
      g_autofree char *url = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (ValRedirectListener) listener = NULL;

      if (!g_socket_listener_add_address (other, address, G_SOCKET_TYPE_STREAM,
                                          G_SOCKET_PROTOCOL_TCP, NULL, &taken, NULL))
        continue;
      url = g_strdup_printf ("http://localhost:%u/cb",
                             g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (taken)));
      listener = val_redirect_listener_new (url, STATE, &error);
      g_assert_null (listener);
      g_assert_error (error, VAL_ERROR, VAL_ERROR_OAUTH_NO_PORT);
    }
}

/* Two attempts at once: neither takes the other's redirect. */
static void
test_parallel (Fixture *fixture, gconstpointer timeout)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValRedirectListener) other =
      val_redirect_listener_new (ANY_PORT, "another-state", &error);
  g_autofree char *answer = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (val_redirect_listener_get_url (other), !=,
                   val_redirect_listener_get_url (fixture->listener));
  answer = val_test_raw_get (fixture->port, PATH "?code=x&state=another-state");
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 400 "));
  assert_lives_on (fixture);
}

/* What comes before anybody waits is kept. */
static void
test_early (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValRedirectListener) listener = val_redirect_listener_new (ANY_PORT, STATE, &error);
  g_autoptr (GUri) uri =
      g_uri_parse (val_redirect_listener_get_url (listener), G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *answer = val_test_raw_get ((guint16) g_uri_get_port (uri), GOOD);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) again = NULL;
  g_autoptr (ValRedirect) redirect = NULL;

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
  val_redirect_listener_wait_async (listener, 0, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  redirect = val_redirect_listener_wait_finish (listener, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (redirect);

  val_redirect_listener_wait_async (listener, 0, NULL, val_test_await_cb, &slot);
  again = val_test_await (&slot);
  g_assert_null (val_redirect_listener_wait_finish (listener, again, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_can_catch (void)
{
  static const char *const good[] = { "http://localhost", "http://localhost/",
                                      "HTTP://LocalHost:1/x", "http://127.0.0.1:9200/cb?x=1",
                                      "http://[::1]:0/cb" };
  static const char *const bad[] = { NULL,
                                     "",
                                     "localhost:1/cb",
                                     "https://localhost:1/cb",
                                     "http://example.com/cb",
                                     "http://localhost.example.com/cb",
                                     "http://user@localhost/cb",
                                     "http://localhost/cb#x",
                                     "http://127.0.0.2/cb",
                                     "http://localhost/c b",
                                     "http://example.com\\@localhost/",
                                     "ftp://localhost/" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (val_redirect_listener_can_catch (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (val_redirect_listener_can_catch (bad[i]));
}

#define ADD(name, timeout, func)                                                                   \
  g_test_add ("/redirect-listener/" name, Fixture, GUINT_TO_POINTER (timeout), set_up, func,       \
              tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/redirect-listener/can-catch", test_can_catch);
  g_test_add_func ("/redirect-listener/port-taken", test_port_taken);
  g_test_add_func ("/redirect-listener/early", test_early);
  ADD ("catches", 0, test_catches);
  ADD ("page", 0, test_page);
  ADD ("ipv6", 0, test_ipv6);
  ADD ("denied", 0, test_denied);
  ADD ("provider-error", 0, test_provider_error);
  ADD ("timed-out", 1, test_timed_out);
  ADD ("cancelled", 0, test_cancelled);
  ADD ("closed", 0, test_closed);
  ADD ("wrong-state", 60, test_wrong_state);
  ADD ("wrong-host", 60, test_wrong_host);
  ADD ("wrong-method", 60, test_wrong_method);
  ADD ("malformed", 60, test_malformed);
  ADD ("big", 60, test_big);
  ADD ("half-open", 60, test_half_open);
  ADD ("slow", 60, test_slow);
  ADD ("rude", 0, test_rude);
  ADD ("parallel", 60, test_parallel);
  return g_test_run ();
}
