/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-authentication-api.h"
#include "sandbox/val-sandbox.h"
#include "support/val-test-server.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-secret.h"
#include "val-workspace-fixture.h"

#include <string.h>

static gboolean
sign_in (ValSession *session,
         const char *email,
         const char *password,
         char **user,
         char **organization,
         GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_authentication_api_sign_in_async (session, email, password, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_authentication_api_sign_in_finish (session, result, user, organization, error);
}

static void
assert_refused (ValSession *session, const char *password, ValError code, const char *words)
{
  g_autoptr (ValSecretString) user = NULL;
  g_autoptr (ValSecretString) organization = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (sign_in (session, "jo@example.com", password, &user, &organization, &error));
  g_assert_error (error, VAL_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_null (strstr (error->message, password));
  g_assert_null (user);
  g_assert_null (organization);
}

static void
test_sandbox (void)
{
  g_autoptr (ValSandbox) sandbox = val_test_sandbox_start (1);
  g_autoptr (ValSession) session = val_session_new (val_sandbox_get_base_url (sandbox), NULL);
  g_autoptr (ValSecretString) user = NULL;
  g_autoptr (ValSecretString) organization = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (sign_in (session, val_sandbox_get_email (sandbox),
                          val_sandbox_get_password (sandbox), &user, &organization, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (user, ==, val_sandbox_get_user_secret (sandbox));
  g_assert_cmpstr (organization, ==, val_sandbox_get_organization_secret (sandbox));
  assert_refused (session, "wrong horse", VAL_ERROR_INVALID_INPUT, "Invalid username or password");
}

/* The account's own secrets stay where they are, and the password goes to one place. */
static void
test_requests (void)
{
  g_autoptr (ValTestServer) server = val_test_server_new (NULL);
  g_autoptr (ValSession) session = val_test_session_new (server);
  g_autoptr (ValSecretString) user = NULL;
  g_autoptr (ValSecretString) organization = NULL;
  g_autoptr (GError) error = NULL;
  const ValTestHit *hit;

  val_test_server_add (server, 200, "{\"token\":\"t0ken=\"}", NULL);
  val_test_server_add (server, 200, "{\"userSecret\":\"u\",\"organizationSecret\":\"o\"}", NULL);
  g_assert_true (sign_in (session, "jo@example.com", "p\"ss ü", &user, &organization, &error));
  g_assert_cmpstr (user, ==, "u");
  g_assert_cmpstr (organization, ==, "o");
  g_assert_cmpuint (val_test_server_count_hits (server), ==, 2);
  hit = val_test_server_get_hit (server, 0);
  g_assert_cmpstr (hit->method, ==, "POST");
  g_assert_cmpstr (hit->path, ==, "/authentication");
  g_assert_cmpstr (hit->body, ==, "{\"username\":\"jo@example.com\",\"password\":\"p\\\"ss ü\"}");
  g_assert_null (val_test_hit_get_header (hit, "Authorization"));
  hit = val_test_server_get_hit (server, 1);
  g_assert_cmpstr (hit->method, ==, "GET");
  g_assert_cmpstr (hit->path, ==, "/authentication/secrets");
  g_assert_cmpstr (hit->body, ==, "");
  g_assert_cmpstr (val_test_hit_get_header (hit, "Authorization"), ==, "Bearer t0ken=");
}

static void
test_not_offered (void)
{
  static const guint statuses[] = { 404, 405, 410 };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (ValTestServer) server = val_test_server_new (NULL);
      g_autoptr (ValSession) session = val_test_session_new (server);

      for (guint n = 0; n < 3; n++)
        val_test_server_add (server, statuses[i], "{\"message\":\"no\"}", NULL);
      assert_refused (session, "s3same", VAL_ERROR_NOT_OFFERED, "does not offer");
    }
}

static void
test_bad_answers (void)
{
  static const char *const tokens[] = { "{}", "[]", "{\"token\":\"\"}", "{\"token\":17}",
                                        "{\"token\":\"a\\nb\"}" };
  static const char *const secrets[] = {
    "{}", "{\"userSecret\":\"u\"}", "{\"userSecret\":\"u\",\"organizationSecret\":\"\"}",
    "{\"userSecret\":\"********\",\"organizationSecret\":\"o\"}"
  };

  for (guint i = 0; i < G_N_ELEMENTS (tokens) + G_N_ELEMENTS (secrets); i++)
    {
      g_autoptr (ValTestServer) server = val_test_server_new (NULL);
      g_autoptr (ValSession) session = val_test_session_new (server);
      gboolean first = i < G_N_ELEMENTS (tokens);

      val_test_server_add (server, 200, first ? tokens[i] : "{\"token\":\"t\"}", NULL);
      if (!first)
        val_test_server_add (server, 200, secrets[i - G_N_ELEMENTS (tokens)], NULL);
      assert_refused (session, "s3same", VAL_ERROR_BAD_ANSWER, first ? "no token" : "both secrets");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/authentication-api/sandbox", test_sandbox);
  g_test_add_func ("/authentication-api/requests", test_requests);
  g_test_add_func ("/authentication-api/not-offered", test_not_offered);
  g_test_add_func ("/authentication-api/bad-answers", test_bad_answers);
  return g_test_run ();
}
