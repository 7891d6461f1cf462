/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/val-test-raw.h"
#include "oauth/val-oauth-flow.h"
#include "support/val-test-server.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <string.h>

#define ANY_PORT "http://localhost:0/callback"
#define FAR_AWAY "https://example.com/callback"

/* The platform, and the browser of one attempt. */
typedef struct
{
  ValTestServer *server;
  ValSession *session;
  GCancellable *cancellable;
  char *consent_url; /* nullable: what the platform answers in place of its own page */

  ValOAuthFlow *flow;
  GAsyncResult *slot;
  guint n_launches;
  char *launched;
} Fixture;

static void
platform_cb (ValTestServer *server,
             SoupServerMessage *message,
             const ValTestHit *hit,
             gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (JsonNode) body = val_json_parse (hit->body, strlen (hit->body), NULL);
  JsonObject *asked = val_json_node_object (body);
  g_autofree char *url = g_strdup (fixture->consent_url);
  g_autofree char *answer = NULL;

  g_assert_cmpstr (hit->method, ==, "POST");
  g_assert_cmpstr (hit->path, ==, "/elements/hootsuite/oauth/url");
  g_assert_null (hit->query);
  g_assert_cmpstr (val_json_get_string (asked, "apiSecret"), ==, "FAKE-api-secret");
  if (url == NULL)
    url = g_strdup_printf ("https://provider.example/auth?redirect_uri=%s&state=%s",
                           val_json_get_string (asked, "callbackUrl"),
                           val_json_get_string (asked, "state"));
  answer = g_strdup_printf ("{\"element\":\"hootsuite\",\"oauthUrl\":\"%s\"}", url);
  val_test_server_answer (message, 200, answer);
}

static void
launch_cb (const char *url, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpint (val_oauth_flow_get_phase (fixture->flow), ==, VAL_OAUTH_WAITING);
  fixture->n_launches++;
  fixture->launched = g_strdup (url);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = val_test_server_new (NULL);
  val_test_server_set_handler (fixture->server, platform_cb, fixture);
  fixture->session = val_test_session_new (fixture->server);
  fixture->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->slot);
  g_assert_finalize_object (fixture->flow);
  g_object_unref (fixture->cancellable);
  g_object_unref (fixture->session);
  val_test_server_free (fixture->server);
  g_free (fixture->consent_url);
  g_free (fixture->launched);
}

static void
run (Fixture *fixture, const char *callback_url, const char *state, guint timeout)
{
  const ValOAuthRequest request = {
    .element_key = "hootsuite",
    .api_key = "FAKE-api-key",
    .api_secret = "FAKE-api-secret",
    .callback_url = "unused",
    .state = state,
  };

  fixture->flow = val_oauth_flow_new (fixture->session, VAL_CONSENT_OAUTH2, callback_url);
  g_assert_cmpint (val_oauth_flow_get_phase (fixture->flow), ==, VAL_OAUTH_IDLE);
  val_oauth_flow_run_async (fixture->flow, &request, timeout, launch_cb, fixture,
                            fixture->cancellable, val_test_await_cb, &fixture->slot);
}

static gboolean
is_launched_or_over (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->n_launches > 0 || fixture->slot != NULL;
}

static void
wait_for_launch (Fixture *fixture)
{
  val_test_wait_for (is_launched_or_over, fixture);
  g_assert_cmpuint (fixture->n_launches, ==, 1);
  g_assert_cmpstr (fixture->launched, ==, val_oauth_flow_get_consent_url (fixture->flow));
}

static ValRedirect *
finish (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = val_test_await (&fixture->slot);
  ValRedirect *redirect = val_oauth_flow_run_finish (fixture->flow, result, error);

  g_assert_cmpint (val_oauth_flow_get_phase (fixture->flow), ==, VAL_OAUTH_DONE);
  g_assert_false (val_oauth_flow_get_listening (fixture->flow));
  return redirect;
}

static void
assert_code (Fixture *fixture, const char *code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValRedirect) redirect = finish (fixture, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (val_redirect_get (redirect, "code"), ==, code);
}

static void
assert_fails (Fixture *fixture, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (finish (fixture, &error));
  g_assert_error (error, domain, code);
}

/* What the platform was told, which is all that a provider knows. */
static char *
asked_for (Fixture *fixture, const char *name)
{
  const ValTestHit *hit = val_test_server_get_hit (fixture->server, 0);
  g_autoptr (JsonNode) body = val_json_parse (hit->body, strlen (hit->body), NULL);

  return g_strdup (val_json_get_string (val_json_node_object (body), name));
}

/* The provider sends the browser back. */
static char *
come_back (Fixture *fixture, const char *params, const char *state)
{
  g_autofree char *url = asked_for (fixture, "callbackUrl");
  g_autofree char *own = asked_for (fixture, "state");
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *target =
      g_strdup_printf ("%s?%s&state=%s", g_uri_get_path (uri), params, state != NULL ? state : own);

  return val_test_raw_get ((guint16) g_uri_get_port (uri), target);
}

static void
test_browser (Fixture *fixture, gconstpointer data)
{
  g_autofree char *state = NULL;
  g_autofree char *answer = NULL;

  run (fixture, ANY_PORT, NULL, 60);
  g_assert_true (val_oauth_flow_get_listening (fixture->flow));
  g_assert_null (val_oauth_flow_get_listen_error (fixture->flow));
  wait_for_launch (fixture);
  state = asked_for (fixture, "state");
  g_assert_cmpuint (strlen (state), ==, 43);
  answer = come_back (fixture, "code=c0de", NULL);
  assert_code (fixture, "c0de");
}

static void
test_wrong_state_lives_on (Fixture *fixture, gconstpointer data)
{
  g_autofree char *wrong = NULL;
  g_autofree char *right = NULL;

  run (fixture, ANY_PORT, NULL, 60);
  wait_for_launch (fixture);
  wrong = come_back (fixture, "code=evil", "guessed");
  g_assert_true (g_str_has_prefix (wrong, "HTTP/1.1 400 "));
  g_assert_null (fixture->slot);
  right = come_back (fixture, "code=c0de", NULL);
  assert_code (fixture, "c0de");
}

static void
test_paste (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  run (fixture, FAR_AWAY, "my-own-state", 60);
  g_assert_false (val_oauth_flow_get_listening (fixture->flow));
  g_assert_null (val_oauth_flow_get_listen_error (fixture->flow));
  g_assert_false (val_oauth_flow_paste (fixture->flow, "?code=a&state=my-own-state", &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  wait_for_launch (fixture);

  g_assert_false (val_oauth_flow_paste (fixture->flow, "c0de42", &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_OAUTH_STATE);
  g_clear_error (&error);
  g_assert_false (val_oauth_flow_paste (fixture->flow, "good morning", &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_OAUTH_NO_CODE);
  g_clear_error (&error);
  g_assert_true (
      val_oauth_flow_paste (fixture->flow, FAR_AWAY "?code=pasted&state=my-own-state", &error));
  g_assert_no_error (error);
  g_assert_false (
      val_oauth_flow_paste (fixture->flow, FAR_AWAY "?code=again&state=my-own-state", NULL));
  assert_code (fixture, "pasted");
}

static void
test_pasted_refusal (Fixture *fixture, gconstpointer data)
{
  run (fixture, ANY_PORT, "my-own-state", 60);
  wait_for_launch (fixture);
  g_assert_true (
      val_oauth_flow_paste (fixture->flow, "?error=access_denied&state=my-own-state", NULL));
  assert_fails (fixture, VAL_ERROR, VAL_ERROR_OAUTH_DENIED);
}

static void
test_denied (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer = NULL;

  run (fixture, ANY_PORT, NULL, 60);
  wait_for_launch (fixture);
  answer = come_back (fixture, "error=access_denied", NULL);
  assert_fails (fixture, VAL_ERROR, VAL_ERROR_OAUTH_DENIED);
}

static void
test_timed_out (Fixture *fixture, gconstpointer data)
{
  run (fixture, data, NULL, 1);
  wait_for_launch (fixture);
  assert_fails (fixture, VAL_ERROR, VAL_ERROR_OAUTH_TIMED_OUT);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  run (fixture, data, NULL, 60);
  wait_for_launch (fixture);
  g_cancellable_cancel (fixture->cancellable);
  assert_fails (fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelled_while_asking (Fixture *fixture, gconstpointer data)
{
  run (fixture, ANY_PORT, NULL, 60);
  g_assert_cmpint (val_oauth_flow_get_phase (fixture->flow), ==, VAL_OAUTH_ASKING);
  g_cancellable_cancel (fixture->cancellable);
  assert_fails (fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->n_launches, ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
test_unsafe_consent_url (Fixture *fixture, gconstpointer data)
{
  fixture->consent_url = g_strdup (data);
  run (fixture, ANY_PORT, NULL, 60);
  assert_fails (fixture, VAL_ERROR, VAL_ERROR_BAD_ANSWER);
  g_assert_cmpuint (fixture->n_launches, ==, 0);
}

static void
test_loopback_consent_url (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer = NULL;

  fixture->consent_url = g_strdup ("http://127.0.0.1:8080/consent");
  run (fixture, ANY_PORT, NULL, 60);
  wait_for_launch (fixture);
  answer = come_back (fixture, "code=c0de", NULL);
  assert_code (fixture, "c0de");
}

/* At once there is a word on it, and the attempt can still be ended by pasting. */
static void
test_port_taken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketListener) other = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (other, NULL, NULL);
  g_autofree char *url = g_strdup_printf ("http://localhost:%u/callback", port);
  g_autofree char *asked = NULL;

  run (fixture, url, "my-own-state", 60);
  g_assert_false (val_oauth_flow_get_listening (fixture->flow));
  g_assert_error (val_oauth_flow_get_listen_error (fixture->flow), VAL_ERROR,
                  VAL_ERROR_OAUTH_NO_PORT);
  wait_for_launch (fixture);
  asked = asked_for (fixture, "callbackUrl");
  g_assert_cmpstr (asked, ==, url);
  g_assert_true (val_oauth_flow_paste (fixture->flow, "?code=pasted&state=my-own-state", NULL));
  assert_code (fixture, "pasted");
}

static void
test_platform_fails (Fixture *fixture, gconstpointer data)
{
  val_test_server_set_handler (fixture->server, NULL, NULL);
  val_test_server_add (fixture->server, 404, "{\"message\":\"no such element\"}", NULL);
  run (fixture, ANY_PORT, NULL, 60);
  assert_fails (fixture, VAL_ERROR, VAL_ERROR_NOT_FOUND);
  g_assert_cmpuint (fixture->n_launches, ==, 0);
}

#define ADD(name, data, func)                                                                      \
  g_test_add ("/oauth-flow/" name, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("browser", NULL, test_browser);
  ADD ("wrong-state-lives-on", NULL, test_wrong_state_lives_on);
  ADD ("paste", NULL, test_paste);
  ADD ("pasted-refusal", NULL, test_pasted_refusal);
  ADD ("denied", NULL, test_denied);
  ADD ("timed-out/listening", ANY_PORT, test_timed_out);
  ADD ("timed-out/pasting", FAR_AWAY, test_timed_out);
  ADD ("cancelled/listening", ANY_PORT, test_cancelled);
  ADD ("cancelled/pasting", FAR_AWAY, test_cancelled);
  ADD ("cancelled/asking", NULL, test_cancelled_while_asking);
  ADD ("unsafe/http", "http://provider.example/auth", test_unsafe_consent_url);
  ADD ("unsafe/file", "file:///etc/passwd", test_unsafe_consent_url);
  ADD ("unsafe/javascript", "javascript:alert(1)", test_unsafe_consent_url);
  ADD ("unsafe/user", "https://provider.example@evil.example/", test_unsafe_consent_url);
  ADD ("unsafe/backslash", "https://provider.example\\\\@evil.example/", test_unsafe_consent_url);
  ADD ("unsafe/blank", "https://provider.example/a b", test_unsafe_consent_url);
  ADD ("unsafe/empty-host", "https:///auth", test_unsafe_consent_url);
  ADD ("loopback-consent-url", NULL, test_loopback_consent_url);
  ADD ("port-taken", NULL, test_port_taken);
  ADD ("platform-fails", NULL, test_platform_fails);
  return g_test_run ();
}
