/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-elements-api.h"
#include "support/val-test-server.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <string.h>

typedef struct
{
  ValTestServer *server;
  ValSession *session;
  GAsyncResult *result;
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
  g_clear_object (&fixture->result);
  g_assert_finalize_object (fixture->session);
  val_test_server_free (fixture->server);
}

static void
add_payload (Fixture *fixture, guint status, const char *name)
{
  g_autofree char *text = val_test_payload (name, NULL);

  val_test_server_add (fixture->server, status, text, NULL);
}

static GAsyncResult *
await (Fixture *fixture, GAsyncResult **slot)
{
  g_clear_object (&fixture->result);
  fixture->result = val_test_await (slot);
  return fixture->result;
}

static void
check_hit (Fixture *fixture, guint index, const char *method, const char *path, const char *query)
{
  const ValTestHit *hit = val_test_server_get_hit (fixture->server, index);

  g_assert_cmpstr (hit->method, ==, method);
  g_assert_cmpstr (hit->path, ==, path);
  g_assert_cmpstr (hit->query, ==, query);
}

static GPtrArray *
list (Fixture *fixture, const char *page, char **next_page, GError **error)
{
  GAsyncResult *slot = NULL;

  val_elements_api_list_async (fixture->session, page, NULL, val_test_await_cb, &slot);
  return val_elements_api_list_finish (fixture->session, await (fixture, &slot), next_page, error);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autofree char *next_page = NULL;
  g_autofree char *last = NULL;
  g_autoptr (GPtrArray) first_page = NULL;
  g_autoptr (GPtrArray) second_page = NULL;

  val_test_server_add (fixture->server, 200, "[{\"key\":\"a\",\"name\":\"A\"}]",
                       "elements-next-page-token", "n&x", NULL);
  first_page = list (fixture, NULL, &next_page, NULL);
  g_assert_cmpuint (first_page->len, ==, 1);
  g_assert_cmpstr (next_page, ==, "n&x");
  val_test_server_add (fixture->server, 200, "[]", NULL);
  second_page = list (fixture, next_page, &last, NULL);
  g_assert_cmpuint (second_page->len, ==, 0);
  g_assert_null (last);
  check_hit (fixture, 0, "GET", "/elements", "pageSize=200");
  check_hit (fixture, 1, "GET", "/elements", "pageSize=200&nextPage=n%26x");
}

static void
test_list_bad (Fixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = { "", "{}", "[1]", "[null]" };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) error = NULL;

      val_test_server_add (fixture->server, 200, bodies[i], NULL);
      g_assert_null (list (fixture, NULL, NULL, &error));
      g_assert_error (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER);
    }
}

static ValElement *
get (Fixture *fixture, const char *key, GError **error)
{
  GAsyncResult *slot = NULL;

  val_elements_api_get_async (fixture->session, key, NULL, val_test_await_cb, &slot);
  return val_elements_api_get_finish (fixture->session, await (fixture, &slot), error);
}

static void
test_get (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValElement) element = NULL;

  add_payload (fixture, 200, "element-hootsuite.json");
  element = get (fixture, "hootsuite", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (val_element_get_key (element), ==, "hootsuite");
  check_hit (fixture, 0, "GET", "/elements/hootsuite", NULL);
}

/* A key from elsewhere must not lead to another endpoint. */
static void
test_get_escapes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  val_test_server_add (fixture->server, 404, NULL, NULL);
  g_assert_null (get (fixture, "a/b?x#y%2Fé", &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_NOT_FOUND);
  check_hit (fixture, 0, "GET", "/elements/a/b?x#y%2Fé", NULL);
}

static char *
ask_oauth_url (Fixture *fixture, GError **error)
{
  ValOAuthRequest request = { .element_key = "hootsuite",
                              .api_key = "KEY",
                              .api_secret = "SECRET&=",
                              .callback_url = "http://localhost:8765/callback",
                              .state = "STATE" };
  GAsyncResult *slot = NULL;

  val_elements_api_oauth_url_async (fixture->session, &request, NULL, val_test_await_cb, &slot);
  return val_elements_api_oauth_url_finish (fixture->session, await (fixture, &slot), error);
}

static void
test_oauth_url (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;

  add_payload (fixture, 200, "oauth-url.json");
  url = ask_oauth_url (fixture, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (url, "https://platform.hootsuite.com/oauth2/auth?"));
  check_hit (fixture, 0, "POST", "/elements/hootsuite/oauth/url", NULL);
  g_assert_cmpstr (val_test_server_get_hit (fixture->server, 0)->body, ==,
                   "{\"apiKey\":\"KEY\",\"apiSecret\":\"SECRET&=\","
                   "\"callbackUrl\":\"http://localhost:8765/callback\",\"state\":\"STATE\"}");
}

/* Asking changes nothing, so it may be asked again, and a loss is no doubt about anything. */
static void
test_oauth_url_may_be_repeated (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;

  val_test_server_add_reset (fixture->server);
  add_payload (fixture, 200, "oauth-url.json");
  url = ask_oauth_url (fixture, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    val_test_server_add_reset (fixture->server);
  g_assert_null (ask_oauth_url (fixture, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_OFFLINE);
}

static void
test_oauth_url_bad (Fixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = {
    "",
    "{}",
    "[]",
    "{\"oauthUrl\":null}",
    "{\"oauthUrl\":7}",
    "{\"oauthUrl\":\"\"}",
    "{\"oauthUrl\":\"javascript:alert(1)\"}",
    "{\"oauthUrl\":\"file:///etc/passwd\"}",
    "{\"oauthUrl\":\"http://example.com/auth\"}",
    "{\"oauthUrl\":\"https:///auth\"}",
    "{\"oauthUrl\":\"https://u@example.com/auth\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) error = NULL;

      val_test_server_add (fixture->server, 200, bodies[i], NULL);
      g_assert_null (ask_oauth_url (fixture, &error));
      g_assert_error (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER);
    }
}

static char *
check_secrets (Fixture *fixture, GError **error)
{
  GAsyncResult *slot = NULL;

  val_elements_api_check_async (fixture->session, NULL, val_test_await_cb, &slot);
  return val_elements_api_check_finish (fixture->session, await (fixture, &slot), error);
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) portal = NULL;
  g_autofree char *name = NULL;

  add_payload (fixture, 200, "organization-me.json");
  name = check_secrets (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, "Example Org");
  check_hit (fixture, 0, "GET", "/organizations/me", NULL);
  add_payload (fixture, 401, "error-401.json");
  g_assert_null (check_secrets (fixture, &refused));
  g_assert_error (refused, VAL_ERROR, VAL_ERROR_UNAUTHORIZED);
  g_assert_nonnull (strstr (refused->message, "Invalid Organization or User secret"));
  val_test_server_add (fixture->server, 200, "<html>Welcome to the hotel</html>", NULL);
  g_assert_null (check_secrets (fixture, &portal));
  g_assert_error (portal, VAL_ERROR, VAL_ERROR_BAD_ANSWER);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/elements-api/list", test_list);
  ADD ("/elements-api/list-bad", test_list_bad);
  ADD ("/elements-api/get", test_get);
  ADD ("/elements-api/get-escapes", test_get_escapes);
  ADD ("/elements-api/oauth-url", test_oauth_url);
  ADD ("/elements-api/oauth-url-may-be-repeated", test_oauth_url_may_be_repeated);
  ADD ("/elements-api/oauth-url-bad", test_oauth_url_bad);
  ADD ("/elements-api/check", test_check);

  return g_test_run ();
}
