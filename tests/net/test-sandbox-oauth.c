/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-sandbox-client.h"

#include "support/val-test-util.h"
#include "util/val-json.h"

#define REDIRECT "http://localhost:8765/callback"

static const ValSandboxOptions none = { .instances = 0 };

static const char create[] =
    "{\"element\":{\"key\":\"hootsuite\"},\"name\":\"Hoot\",\"providerData\":{\"code\":\"%s\"},"
    "\"configuration\":{\"oauth.callback.url\":\"%s\",\"oauth.api.key\":\"CLIENT\","
    "\"oauth.api.secret\":\"SECRET\"}}";

static char *
new_code (ValSandboxClient *client)
{
  g_autofree char *query = val_sandbox_client_code (client, "hootsuite", REDIRECT, "allow");
  g_autoptr (GHashTable) values = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL);

  g_assert_cmpstr (g_hash_table_lookup (values, "state"), ==, "state-1234");
  return g_strdup (g_hash_table_lookup (values, "code"));
}

static ValSandboxReply *
try_create (ValSandboxClient *client, guint status, const char *code, const char *redirect)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_autofree char *body = g_strdup_printf (create, code, redirect);
#pragma GCC diagnostic pop

  return val_sandbox_client_ask (client, status, "POST", "/instances", body);
}

static void
test_url (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  const char *body = "{\"apiKey\":\"k\",\"apiSecret\":\"s3cret\",\"callbackUrl\":\"" REDIRECT "\"}";
  g_autoptr (ValSandboxReply) post =
      val_sandbox_client_ask (client, 200, "POST", "/elements/hootsuite/oauth/url", body);
  g_autoptr (ValSandboxReply) missing = val_sandbox_client_call (
      client, "GET", "/elements/hootsuite/oauth/url?apiKey=k&apiSecret=s", NULL, NULL);
  g_autoptr (ValSandboxReply) other =
      val_sandbox_client_ask (client, 400, "POST", "/elements/pipedrive/oauth/url", body);
  g_autoptr (ValSandboxReply) unknown =
      val_sandbox_client_ask (client, 404, "POST", "/elements/nope/oauth/url", body);
  const char *url = val_json_get_string (val_sandbox_reply_object (post), "oauthUrl");

  g_assert_cmpstr (val_json_get_string (val_sandbox_reply_object (post), "element"), ==,
                   "hootsuite");
  g_assert_nonnull (strstr (url, "redirect_uri=http%3A%2F%2Flocalhost%3A8765%2Fcallback"));
  g_assert_nonnull (strstr (url, "state=hootsuite"));
  g_assert_nonnull (strstr (url, "scope=offline"));
  g_assert_null (strstr (url, "s3cret"));
  val_sandbox_reply_assert_error (missing, 400, "The parameter callbackUrl is required");
  g_assert_nonnull (other->node);
  g_assert_nonnull (unknown->node);
}

static void
test_create (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autofree char *code = new_code (client);
  g_autoptr (ValSandboxReply) wrong = try_create (client, 400, code, "http://localhost:8765/other");
  g_autoptr (ValSandboxReply) made = try_create (client, 200, code, REDIRECT);

  g_assert_nonnull (strstr (wrong->text, "oauth.callback.url"));
  g_assert_cmpstr (val_sandbox_reply_config (made, "oauth.api.key"), ==, "********");
  g_assert_cmpstr (val_sandbox_reply_config (made, "oauth.user.token"), ==, "********");
  g_assert_cmpstr (val_sandbox_reply_config (made, "oauth.user.refresh_token"), ==, "********");
  g_assert_cmpstr (val_sandbox_reply_config (made, "oauth.user.refresh_interval"), ==, "3599");
  g_assert_null (strstr (made->text, "SECRET"));
}

/* The second use of a code spoils what the first one gave (contract 6.6). */
static void
test_code_works_once (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autofree char *code = new_code (client);
  g_autoptr (ValSandboxReply) made = try_create (client, 200, code, REDIRECT);
  g_autoptr (ValSandboxReply) again = try_create (client, 400, code, REDIRECT);
  g_autoptr (ValSandboxReply) first =
      val_sandbox_client_ask (client, 200, "GET", "/instances/20931", NULL);
  g_autofree char *fresh = new_code (client);
  g_autofree char *body = g_strdup_printf ("{\"providerData\":{\"code\":\"%s\"}}", fresh);
  g_autoptr (ValSandboxReply) renewed =
      val_sandbox_client_ask (client, 200, "PUT", "/instances/20931?reAuthenticate=true", body);

  g_assert_true (json_object_get_boolean_member (val_sandbox_reply_object (made), "valid"));
  g_assert_nonnull (strstr (again->text, "providerMessage"));
  g_assert_false (json_object_get_boolean_member (val_sandbox_reply_object (first), "valid"));
  g_assert_true (json_object_get_boolean_member (val_sandbox_reply_object (renewed), "valid"));
  g_assert_cmpstr (val_json_get_string (val_sandbox_reply_object (renewed), "token"), ==,
                   val_json_get_string (val_sandbox_reply_object (made), "token"));
}

static void
test_code_expires (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autofree char *early = new_code (client);
  g_autoptr (ValSandboxReply) almost =
      val_sandbox_client_control (client, "POST", "/sandbox/clock", "{\"advance\":590}");
  g_autoptr (ValSandboxReply) made = try_create (client, 200, early, REDIRECT);
  g_autofree char *late = new_code (client);
  g_autoptr (ValSandboxReply) over =
      val_sandbox_client_control (client, "POST", "/sandbox/clock", "{\"advance\":601}");
  g_autoptr (ValSandboxReply) refused = try_create (client, 400, late, REDIRECT);

  g_assert_nonnull (strstr (refused->text, "expired"));
  g_assert_nonnull (almost->node);
  g_assert_nonnull (made->node);
  g_assert_nonnull (over->node);
}

static void
test_deny (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autofree char *query = val_sandbox_client_code (client, "slack", REDIRECT, "deny");

  g_assert_cmpstr (query, ==, "error=access_denied&state=state-1234");
}

static void
assert_refused (ValSandboxClient *client, const char *key, const char *query, const char *reason)
{
  g_autofree char *path = g_strdup_printf ("/provider/%s/oauth2/auth?%s", key, query);
  g_autoptr (ValSandboxReply) reply = val_sandbox_client_call (client, "GET", path, NULL, NULL);

  g_assert_cmpuint (reply->status, ==, 400);
  g_assert_nonnull (strstr (reply->text, reason));
  g_assert_null (val_sandbox_reply_header (reply, "Location"));
  g_assert_null (strstr (reply->text, "id=\"allow\""));
}

static void
test_consent_refuses (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);

  assert_refused (client, "hootsuite", "response_type=code&redirect_uri=https://example.com",
                  "client_id");
  assert_refused (client, "hootsuite", "client_id=x&redirect_uri=https://example.com",
                  "response_type");
  assert_refused (client, "hootsuite", "client_id=x&response_type=code", "redirect_uri");
  assert_refused (client, "hootsuite",
                  "client_id=x&response_type=code&redirect_uri=http://127.0.0.1:80/",
                  "localhost in place of 127.0.0.1");
  assert_refused (client, "slack",
                  "client_id=x&response_type=code&redirect_uri=http://example.com/", "https://");
  assert_refused (client, "slack",
                  "client_id=x&response_type=code&redirect_uri=javascript:alert(1)", "no URL");
  assert_refused (client, "hootsuite",
                  "client_id=x&response_type=code&redirect_uri=https://example.com&state=short",
                  "eight");
  assert_refused (client, "pipedrive",
                  "client_id=x&response_type=code&redirect_uri=https://example.com", "OAuth 2");
}

static void
test_loopback_redirect_elsewhere (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autofree char *query =
      val_sandbox_client_code (client, "slack", "http://127.0.0.1:9200/x", "allow");

  g_assert_true (g_str_has_prefix (query, "code="));
}

/* What a link says is shown as text, never as markup. */
static void
test_pages_escape (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autoptr (ValSandboxReply) page = val_sandbox_client_call (
      client, "GET",
      "/provider/slack/oauth2/auth?response_type=code&client_id=%3Cscript%3E%22%27%26&"
      "redirect_uri=https://example.com/&scope=%3Cimg%20src%3Dx%3E",
      NULL, NULL);

  g_assert_cmpuint (page->status, ==, 200);
  g_assert_null (strstr (page->text, "<script>"));
  g_assert_null (strstr (page->text, "<img"));
  g_assert_nonnull (strstr (page->text, "&lt;script&gt;&quot;"));
  g_assert_nonnull (strstr (page->text, "not the real site"));
  g_assert_nonnull (
      strstr (val_sandbox_reply_header (page, "Content-Security-Policy"), "default-src 'none'"));
  g_assert_cmpstr (val_sandbox_reply_header (page, "X-Frame-Options"), ==, "DENY");
}

static void
test_forms_are_sealed (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autoptr (ValSandboxReply) consent = val_sandbox_client_post_form (
      client, "/provider/slack/oauth2/auth",
      "client_id=x&redirect_uri=https%3A%2F%2Fexample.com%2F&decision=allow&csrf=00");
  g_autoptr (ValSandboxReply) save = val_sandbox_client_post_form (
      client, "/provider/hootsuite/apps", "webhook=http%3A%2F%2Flocalhost%2F");
  g_autoptr (ValSandboxReply) send =
      val_sandbox_client_post_form (client, "/provider/hootsuite/apps/send", "kind=ping");

  g_assert_cmpuint (consent->status, ==, 403);
  g_assert_cmpuint (save->status, ==, 403);
  g_assert_cmpuint (send->status, ==, 403);
}

static char *
seal_of (ValSandboxReply *page)
{
  const char *start = strstr (page->text, "name=\"csrf\" value=\"");

  g_assert_nonnull (start);
  start += strlen ("name=\"csrf\" value=\"");
  return g_strndup (start, strcspn (start, "\""));
}

/* Saves a webhook URL on the developer page, presses ping and gives the page's outcome. */
static char *
ping (ValSandboxClient *client, const char *webhook)
{
  const char *apps = "/provider/hootsuite/apps";
  g_autoptr (ValSandboxReply) page = val_sandbox_client_call (client, "GET", apps, NULL, NULL);
  g_autofree char *csrf = seal_of (page);
  g_autofree char *escaped = g_uri_escape_string (webhook, NULL, FALSE);
  g_autofree char *save = g_strdup_printf ("csrf=%s&webhook=%s", csrf, escaped);
  g_autofree char *send = g_strdup_printf ("csrf=%s&kind=ping", csrf);
  g_autoptr (ValSandboxReply) saved = val_sandbox_client_post_form (client, apps, save);
  g_autoptr (ValSandboxReply) sent =
      val_sandbox_client_post_form (client, "/provider/hootsuite/apps/send", send);
  g_autoptr (ValSandboxReply) after = val_sandbox_client_call (client, "GET", apps, NULL, NULL);

  g_assert_cmpuint (saved->status, ==, 303);
  g_assert_cmpuint (sent->status, ==, 303);
  return g_strdup (after->text);
}

/* Gets a request token with its secret, and the address of its consent page. */
static char *
ask_token (ValSandboxClient *client, char **token)
{
  g_autoptr (ValSandboxReply) asked = val_sandbox_client_ask (
      client, 200, "GET",
      "/elements/twitter/oauth/token?apiKey=k&apiSecret=s&callbackUrl=http%3A%2F%2Flocalhost%2Fx",
      NULL);
  JsonObject *object = val_sandbox_reply_object (asked);

  *token = g_strdup (val_json_get_string (object, "token"));
  return g_strdup (val_json_get_string (object, "secret"));
}

/* Allows it on the page, and gives the verifier that the browser is sent back with. */
static char *
allow_token (ValSandboxClient *client, const char *token)
{
  g_autofree char *path =
      g_strdup_printf ("/provider/twitter/oauth1/authorize?oauth_token=%s", token);
  g_autoptr (ValSandboxReply) page = val_sandbox_client_call (client, "GET", path, NULL, NULL);
  g_autofree char *csrf = seal_of (page);
  g_autofree char *form = g_strdup_printf ("oauth_token=%s&csrf=%s&decision=allow", token, csrf);
  g_autoptr (ValSandboxReply) sent =
      val_sandbox_client_post_form (client, "/provider/twitter/oauth1/authorize", form);
  const char *location = val_sandbox_reply_header (sent, "Location");

  g_assert_true (g_str_has_prefix (location, "http://localhost/x?oauth_token="));
  return g_strdup (strstr (location, "oauth_verifier=") + strlen ("oauth_verifier="));
}

static ValSandboxReply *
redeem_token (ValSandboxClient *client,
              guint status,
              const char *token,
              const char *verifier,
              const char *secret)
{
  g_autofree char *body = g_strdup_printf (
      "{\"element\":{\"key\":\"twitter\"},\"name\":\"Birds\",\"providerData\":{"
      "\"oauth_token\":\"%s\",\"oauth_verifier\":\"%s\",\"secret\":\"%s\"},\"configuration\":{"
      "\"oauth.api.key\":\"k\",\"oauth.api.secret\":\"s\","
      "\"oauth.callback.url\":\"http://localhost/x\"}}",
      token, verifier, secret);

  return val_sandbox_client_ask (client, status, "POST", "/instances", body);
}

static void
test_request_token (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autofree char *token = NULL;
  g_autofree char *secret = ask_token (client, &token);
  g_autoptr (ValSandboxReply) early = redeem_token (client, 400, token, "", secret);
  g_autofree char *verifier = allow_token (client, token);
  g_autoptr (ValSandboxReply) wrong = redeem_token (client, 400, token, verifier, "other");
  g_autoptr (ValSandboxReply) made = redeem_token (client, 200, token, verifier, secret);
  g_autoptr (ValSandboxReply) again = redeem_token (client, 400, token, verifier, secret);

  g_assert_nonnull (strstr (early->text, "verifier"));
  g_assert_nonnull (strstr (wrong->text, "secret"));
  g_assert_cmpstr (val_sandbox_reply_config (made, "oauth.user.token"), ==, "********");
  g_assert_cmpstr (val_sandbox_reply_config (made, "oauth.user.token.secret"), ==, "********");
  g_assert_nonnull (strstr (again->text, "already used"));
}

static void
test_request_token_refused (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autoptr (ValSandboxReply) other = val_sandbox_client_ask (
      client, 400, "GET", "/elements/slack/oauth/token?apiKey=k&apiSecret=s&callbackUrl=x", NULL);
  g_autoptr (ValSandboxReply) part = val_sandbox_client_ask (
      client, 400, "GET", "/elements/twitter/oauth/token?apiKey=k&callbackUrl=x", NULL);
  g_autoptr (ValSandboxReply) url = val_sandbox_client_ask (
      client, 400, "POST", "/elements/twitter/oauth/url",
      "{\"apiKey\":\"k\",\"apiSecret\":\"s\",\"callbackUrl\":\"x\",\"requestToken\":\"none\"}");
  g_autoptr (ValSandboxReply) none_given = val_sandbox_client_ask (
      client, 400, "POST", "/instances",
      "{\"element\":{\"key\":\"twitter\"},\"name\":\"x\",\"configuration\":{"
      "\"oauth.api.key\":\"k\",\"oauth.api.secret\":\"s\",\"oauth.callback.url\":\"x\"}}");

  g_assert_nonnull (strstr (other->text, "does not use OAuth 1"));
  g_assert_nonnull (strstr (part->text, "apiSecret"));
  g_assert_nonnull (strstr (url->text, "requestToken"));
  g_assert_nonnull (strstr (none_given->text, "OAuth token and verifier"));
}

/* Both routes (contract 3.1); each spends a code of its own. */
static void
test_reauthenticate_routes (void)
{
  static const char *const paths[] = {
    "/instances/20931?reAuthenticate=true",
    "/elements/hootsuite/instances/20931?reAuthenticate=true",
  };
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  gint64 id = val_sandbox_client_create_hootsuite (client, "https://example.com/x", NULL);

  g_assert_cmpint (id, ==, 20931);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *code = new_code (client);
      g_autofree char *body = g_strdup_printf ("{\"providerData\":{\"code\":\"%s\"}}", code);
      g_autoptr (ValSandboxReply) done =
          val_sandbox_client_ask (client, 200, "PUT", paths[i], body);
      g_autoptr (ValSandboxReply) again =
          val_sandbox_client_ask (client, 400, "PUT", paths[i], body);
      g_autoptr (ValSandboxReply) without =
          val_sandbox_client_ask (client, 400, "PUT", paths[i], "{\"name\":\"x\"}");

      g_assert_cmpint (val_json_get_int (val_sandbox_reply_object (done), "id", 0), ==, id);
      g_assert_nonnull (strstr (again->text, "already used"));
      g_assert_nonnull (strstr (without->text, "OAuth code"));
    }
}

static void
test_count (void)
{
  const ValSandboxOptions some = { .instances = 30, .seed = 3 };
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&some);
  g_autoptr (ValSandboxReply) reply =
      val_sandbox_client_ask (client, 200, "GET", "/instances/count", NULL);
  JsonObject *object = val_sandbox_reply_object (reply);
  JsonArray *elements = val_json_get_array (object, "elementInstances");
  gint64 sum = 0;

  for (guint i = 0; i < json_array_get_length (elements); i++)
    sum += val_json_get_int (json_array_get_object_element (elements, i), "instanceCount", -1);
  g_assert_cmpint (val_json_get_int (object, "totalInstances", 0), ==, 30);
  g_assert_cmpint (sum, ==, 30);
}

static void
test_ping (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  gint64 id = val_sandbox_client_create_hootsuite (client, "https://example.com/x", NULL);
  g_autofree char *webhook =
      g_strconcat (client->origin, client->base_path, "/events/hootsuite/MjA5MzE=", NULL);
  g_autofree char *wrong =
      g_strconcat (client->origin, client->base_path, "/events/hootsuite/MQ==", NULL);
  g_autofree char *good = ping (client, webhook);
  g_autofree char *bad = ping (client, wrong);
  g_autofree char *foreign = ping (client, "https://example.com/hook");
  g_autoptr (ValSandboxReply) events =
      val_sandbox_client_ask (client, 200, "GET", "/instances/20931/events", NULL);
  JsonObject *event = json_array_get_object_element (val_sandbox_reply_array (events), 0);

  g_assert_cmpint (id, ==, 20931);
  g_assert_nonnull (strstr (good, "The webhook answered 200"));
  g_assert_nonnull (strstr (good, "events/hootsuite/MjA5MzE="));
  g_assert_nonnull (strstr (bad, "The webhook answered 404"));
  g_assert_nonnull (strstr (foreign, "Nothing was sent"));
  g_assert_cmpuint (json_array_get_length (val_sandbox_reply_array (events)), ==, 1);
  g_assert_nonnull (
      strstr (val_json_get_string (event, "providerData"), "com.hootsuite.ping.event.v1"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/oauth/url", test_url);
  g_test_add_func ("/sandbox/oauth/create", test_create);
  g_test_add_func ("/sandbox/oauth/code-works-once", test_code_works_once);
  g_test_add_func ("/sandbox/oauth/code-expires", test_code_expires);
  g_test_add_func ("/sandbox/oauth/deny", test_deny);
  g_test_add_func ("/sandbox/oauth/consent-refuses", test_consent_refuses);
  g_test_add_func ("/sandbox/oauth/loopback-redirect", test_loopback_redirect_elsewhere);
  g_test_add_func ("/sandbox/oauth/pages-escape", test_pages_escape);
  g_test_add_func ("/sandbox/oauth/forms-are-sealed", test_forms_are_sealed);
  g_test_add_func ("/sandbox/oauth/request-token", test_request_token);
  g_test_add_func ("/sandbox/oauth/request-token-refused", test_request_token_refused);
  g_test_add_func ("/sandbox/oauth/reauthenticate-routes", test_reauthenticate_routes);
  g_test_add_func ("/sandbox/oauth/count", test_count);
  g_test_add_func ("/sandbox/oauth/ping", test_ping);
  return g_test_run ();
}
