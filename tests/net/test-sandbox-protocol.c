/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-sandbox-client.h"

#include "support/val-test-util.h"
#include "util/val-json.h"

#include <string.h>

#define REFUSAL "Invalid Organization or User secret, or invalid Element token provided."
#define EXPOSED                                                                                    \
  "Elements-Returned-Count, Elements-Total-Count, Elements-Request-Id, "                           \
  "Elements-Next-Page-Token, Elements-Trace-Id, Elements-Error, Content-Disposition"

static const ValSandboxOptions ten = { .instances = 10, .seed = 3 };

static char *
first_token (ValSandboxClient *client)
{
  g_autoptr (ValSandboxReply) reply =
      val_sandbox_client_ask (client, 200, "GET", "/instances/20931", NULL);

  return g_strdup (val_json_get_string (val_sandbox_reply_object (reply), "token"));
}

static void
assert_status (ValSandboxClient *client,
               guint status,
               const char *path,
               const char *format,
               const char *token)
{
  const char *user = val_sandbox_get_user_secret (client->sandbox);
  const char *organization = val_sandbox_get_organization_secret (client->sandbox);
  g_auto (GStrv) parts = g_strsplit (format, "%", -1);
  g_autoptr (GString) header = g_string_new (parts[0]);
  g_autoptr (ValSandboxReply) reply = NULL;

  for (guint i = 1; parts[i] != NULL; i++)
    {
      g_string_append (header, parts[i][0] == 'u'   ? user
                               : parts[i][0] == 'o' ? organization
                                                    : token);
      g_string_append (header, parts[i] + 1);
    }
  reply = val_sandbox_client_call (client, "GET", path, header->str, NULL);
  if (reply->status != status)
    g_test_message ("%s at %s", format, path);
  g_assert_cmpuint (reply->status, ==, status);
  if (status == 401)
    val_sandbox_reply_assert_error (reply, 401, REFUSAL);
}

/* The forms of contract 1, in any order. */
static void
test_authorization (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&ten);
  g_autofree char *token = first_token (client);
  g_autoptr (ValSandboxReply) missing =
      val_sandbox_client_call (client, "GET", "/instances", NULL, NULL);

  val_sandbox_reply_assert_error (missing, 401, REFUSAL);
  assert_status (client, 200, "/instances", "User %u, Organization %o", token);
  assert_status (client, 200, "/instances", "Organization %o, User %u", token);
  assert_status (client, 200, "/instances/20931", "Element %t, User %u, Organization %o", token);
  assert_status (client, 200, "/hubs/x/objects", "User %u, Element %t", token);
  assert_status (client, 401, "/hubs/x/objects", "User %u, Organization %o", token);
  assert_status (client, 401, "/hubs/x/objects", "User %u, Element nonsense", token);
  assert_status (client, 401, "/instances", "User %u", token);
  assert_status (client, 401, "/instances", "User %o, Organization %u", token);
  assert_status (client, 401, "/instances", "user %u, organization %o", token);
  assert_status (client, 401, "/instances", "User %u, Organization %o, Token %t", token);
  assert_status (client, 401, "/instances", "User %u, Organization %o, User %u", token);
  assert_status (client, 401, "/instances/configuration", "User %u, Element %t", token);
  assert_status (client, 401, "/organizations/me", "Bearer %u", token);
}

static void
test_headers (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&ten);
  g_autoptr (ValSandboxReply) good =
      val_sandbox_client_ask (client, 200, "GET", "/organizations/me", NULL);
  g_autoptr (ValSandboxReply) bad =
      val_sandbox_client_ask (client, 404, "GET", "/no/such/thing", NULL);
  g_autoptr (ValSandboxReply) method =
      val_sandbox_client_ask (client, 405, "POST", "/organizations/me", "{}");

  g_assert_cmpstr (val_sandbox_reply_header (good, "Access-Control-Expose-Headers"), ==, EXPOSED);
  g_assert_null (val_sandbox_reply_header (good, "Access-Control-Allow-Origin"));
  g_assert_cmpuint (strlen (val_sandbox_reply_header (good, "Elements-Request-Id")), ==, 24);
  val_sandbox_reply_assert_error (bad, 404, "No such resource");
  g_assert_cmpstr (val_sandbox_reply_header (method, "Allow"), ==, "GET");
}

static ValSandboxReply *
with_header (ValSandboxClient *client,
             const char *method,
             const char *path,
             const char *name,
             const char *value,
             const char *type)
{
  g_autoptr (SoupMessage) message = val_sandbox_client_message (client, method, path);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("{}", 2);

  soup_message_headers_replace (headers, "Authorization", client->platform);
  if (type != NULL)
    soup_message_set_request_body_from_bytes (message, type, bytes);
  if (name != NULL)
    soup_message_headers_replace (headers, name, value);
  return val_sandbox_client_send (client, message);
}

static void
test_negotiation (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&ten);
  g_autoptr (ValSandboxReply) accept =
      with_header (client, "GET", "/instances", "Accept", "text/html", NULL);
  g_autoptr (ValSandboxReply) any =
      with_header (client, "GET", "/instances", "Accept", "text/html, */*;q=0.1", NULL);
  g_autoptr (ValSandboxReply) type = with_header (client, "PATCH", "/instances/20931", NULL, NULL,
                                                  "application/x-www-form-urlencoded");
  g_autoptr (ValSandboxReply) charset = with_header (client, "PATCH", "/instances/20931", NULL,
                                                     NULL, "application/json; charset=utf-8");

  g_assert_cmpuint (accept->status, ==, 406);
  g_assert_cmpuint (any->status, ==, 200);
  g_assert_cmpuint (type->status, ==, 415);
  g_assert_cmpuint (charset->status, ==, 200);
}

/* A name that somebody else lets point here gets nothing, pages included. */
static void
test_host (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&ten);
  g_autoptr (ValSandboxReply) api =
      with_header (client, "GET", "/instances", "Host", "evil.example.com", NULL);
  g_autoptr (ValSandboxReply) page =
      with_header (client, "GET", "/provider/hootsuite/apps", "Host", "evil.example.com", NULL);
  g_autoptr (ValSandboxReply) account =
      with_header (client, "GET", "/sandbox/account", "Valence-Sandbox", "1", NULL);
  g_autoptr (ValSandboxReply) plain =
      with_header (client, "GET", "/sandbox/account", NULL, NULL, NULL);

  g_assert_cmpuint (api->status, ==, 403);
  g_assert_cmpuint (page->status, ==, 403);
  g_assert_cmpuint (account->status, ==, 200);
  g_assert_cmpstr (val_json_get_string (val_sandbox_reply_object (account), "userSecret"), ==,
                   val_sandbox_get_user_secret (client->sandbox));
  g_assert_cmpuint (plain->status, ==, 401);
}

static ValSandboxReply *
send_large (ValSandboxClient *client, gsize length)
{
  g_autoptr (SoupMessage) message =
      val_sandbox_client_message (client, "PATCH", "/instances/20931");
  g_autofree char *filler = g_strnfill (length - strlen ("{\"name\":\"\"}"), 'a');
  g_autofree char *body = g_strdup_printf ("{\"name\":\"%s\"}", filler);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  g_assert_cmpuint (strlen (body), ==, length);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                client->platform);
  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  return val_sandbox_client_send (client, message);
}

static void
test_too_large (void)
{
  const gsize limit = 8 * 1024 * 1024;
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&ten);
  g_autoptr (ValSandboxReply) most = send_large (client, limit);
  g_autoptr (ValSandboxReply) over = send_large (client, limit + 1);
  g_autoptr (ValSandboxReply) set = val_sandbox_client_control (
      client, "PUT", "/sandbox/faults", "{\"rules\":[],\"tooLargeStatus\":429}");
  g_autoptr (ValSandboxReply) other = send_large (client, limit + 1);

  g_assert_cmpuint (most->status, ==, 200);
  g_assert_cmpuint (over->status, ==, 413);
  g_assert_cmpuint (set->status, ==, 200);
  g_assert_cmpuint (other->status, ==, 429);
}

static JsonObject *
payload (const char *name, JsonNode **node)
{
  gsize length;
  g_autofree char *text = val_test_payload (name, &length);

  *node = val_json_parse (text, length, NULL);
  return val_json_node_object (*node);
}

static void
test_elements (void)
{
  static const char *const base64_rule[] = { "hootsuite",   "slack",   "freshservice",
                                             "brandfolder", "closeio", "pipedrive",
                                             "marketo" };
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&ten);
  g_autoptr (ValSandboxReply) hootsuite =
      val_sandbox_client_call (client, "GET", "/elements/hootsuite", NULL, NULL);
  g_autoptr (ValSandboxReply) by_id =
      val_sandbox_client_call (client, "GET", "/elements/990101", NULL, NULL);
  g_autoptr (ValSandboxReply) keys =
      val_sandbox_client_call (client, "GET", "/elements/keys", NULL, NULL);
  g_autoptr (ValSandboxReply) page =
      val_sandbox_client_call (client, "GET", "/elements?pageSize=4&nextPage=4", NULL, NULL);
  g_autoptr (ValSandboxReply) metadata =
      val_sandbox_client_ask (client, 200, "GET", "/elements/slack/metadata", NULL);
  g_autoptr (JsonNode) expected = NULL;

  payload ("element-hootsuite.json", &expected);
  g_assert_true (json_node_equal (hootsuite->node, expected));
  g_assert_cmpstr (hootsuite->text, ==, by_id->text);
  for (guint i = 0; i < G_N_ELEMENTS (base64_rule); i++)
    g_assert_nonnull (strstr (keys->text, base64_rule[i]));
  g_assert_cmpuint (json_array_get_length (val_sandbox_reply_array (keys)), >=, 10);
  g_assert_cmpuint (json_array_get_length (val_sandbox_reply_array (page)), ==, 4);
  g_assert_true (json_object_get_boolean_member (
      val_json_get_object (val_sandbox_reply_object (metadata), "events"), "supported"));
}

static void
set_faults (ValSandboxClient *client, const char *rules)
{
  g_autofree char *body = g_strdup_printf ("{\"rules\":[%s]}", rules);
  g_autoptr (ValSandboxReply) reply =
      val_sandbox_client_control (client, "PUT", "/sandbox/faults", body);

  g_assert_cmpuint (reply->status, ==, 200);
}

static void
test_fault_status (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&ten);
  g_autoptr (ValSandboxReply) before = NULL;
  g_autoptr (ValSandboxReply) fault = NULL;
  g_autoptr (ValSandboxReply) after = NULL;
  g_autoptr (ValSandboxReply) html = NULL;
  g_autoptr (ValSandboxReply) wrong = NULL;

  set_faults (client, "{\"path\":\"*/instances/?*\",\"after\":1,\"times\":1,\"status\":503,"
                      "\"message\":\"Down\",\"retryAfter\":7}");
  before = val_sandbox_client_ask (client, 200, "GET", "/instances/20931", NULL);
  fault = val_sandbox_client_ask (client, 503, "GET", "/instances/20931", NULL);
  after = val_sandbox_client_ask (client, 200, "GET", "/instances/20931", NULL);
  val_sandbox_reply_assert_error (fault, 503, "Down");
  g_assert_cmpstr (val_sandbox_reply_header (fault, "Retry-After"), ==, "7");
  g_assert_cmpstr (before->text, ==, after->text);
  set_faults (client, "{\"status\":502,\"body\":\"<p>Gateway\",\"contentType\":\"text/html\"}");
  html = val_sandbox_client_ask (client, 502, "GET", "/instances", NULL);
  g_assert_cmpstr (html->text, ==, "<p>Gateway");
  wrong = with_header (client, "PUT", "/sandbox/faults", "Sandbox-Control", client->control_token,
                       "application/json");
  g_assert_cmpuint (wrong->status, ==, 400);
}

/* Answered as a failure, and carried out. */
static void
test_fault_applied (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&ten);
  g_autoptr (ValSandboxReply) patched = NULL;
  g_autoptr (ValSandboxReply) reset = NULL;
  g_autoptr (ValSandboxReply) after = NULL;

  set_faults (client, "{\"method\":\"PATCH\",\"times\":1,\"status\":500,\"applied\":true},"
                      "{\"method\":\"PATCH\",\"reset\":true}");
  patched = val_sandbox_client_ask (client, 500, "PATCH", "/instances/20931", "{\"name\":\"A\"}");
  reset = val_sandbox_client_call (client, "PATCH", "/instances/20931", client->platform,
                                   "{\"name\":\"B\"}");
  after = val_sandbox_client_ask (client, 200, "GET", "/instances/20931", NULL);
  g_assert_nonnull (reset->error);
  g_assert_cmpstr (val_json_get_string (val_sandbox_reply_object (after), "name"), ==, "A");
  g_assert_nonnull (patched->node);
}

static void
test_fault_broken_answers (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&ten);
  g_autoptr (ValSandboxReply) json = NULL;
  g_autoptr (ValSandboxReply) cut = NULL;

  set_faults (client, "{\"badJson\":true,\"times\":1},{\"truncate\":40}");
  json = val_sandbox_client_ask (client, 200, "GET", "/instances/20931", NULL);
  cut = val_sandbox_client_call (client, "GET", "/instances/20931", client->platform, NULL);
  g_assert_null (json->node);
  g_assert_cmpuint (json->length, >, 100);
  g_assert_true (cut->error != NULL || cut->length == 40);
  g_assert_null (cut->node);
}

static const char patch_body[] =
    "{\"configuration\":{\"event.notification.callback.url\":\"https://example.com/new\"}}";

static char *
patched_with (ValSandboxClient *client, const char *mode, char **answered)
{
  g_autofree char *rule = g_strdup_printf ("{\"method\":\"PATCH\",\"patchMode\":\"%s\"}", mode);
  g_autoptr (ValSandboxReply) patch = NULL;
  g_autoptr (ValSandboxReply) after = NULL;

  set_faults (client, rule);
  patch = val_sandbox_client_ask (client, 200, "PATCH", "/instances/20931", patch_body);
  after = val_sandbox_client_ask (client, 200, "GET", "/instances/20931", NULL);
  *answered = g_strdup (val_sandbox_reply_config (patch, "event.notification.callback.url"));
  return g_strdup (val_sandbox_reply_config (after, "event.notification.callback.url"));
}

static void
test_fault_patch_modes (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&ten);
  g_autoptr (ValSandboxReply) set = val_sandbox_client_ask (
      client, 200, "PATCH", "/instances/20931",
      "{\"configuration\":{\"event.notification.signature.key\":\"kept\"}}");
  g_autofree char *answered_ignore = NULL;
  g_autofree char *ignored = patched_with (client, "ignore", &answered_ignore);
  g_autofree char *answered_pretend = NULL;
  g_autofree char *pretended = patched_with (client, "pretend", &answered_pretend);
  g_autofree char *answered_replace = NULL;
  g_autofree char *replaced = patched_with (client, "replace", &answered_replace);
  g_autoptr (ValSandboxReply) after =
      val_sandbox_client_ask (client, 200, "GET", "/instances/20931", NULL);

  g_assert_cmpstr (ignored, !=, "https://example.com/new");
  g_assert_cmpstr (answered_ignore, ==, ignored);
  g_assert_cmpstr (answered_pretend, ==, "https://example.com/new");
  g_assert_cmpstr (pretended, ==, ignored);
  g_assert_cmpstr (replaced, ==, "https://example.com/new");
  g_assert_null (val_sandbox_reply_config (after, "event.notification.signature.key"));
  g_assert_nonnull (set->node);
}

static void
test_fault_pace (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&ten);
  guint refused = 0;

  set_faults (client, "{\"perSecond\":5,\"status\":429,\"retryAfter\":\"1\"}");
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (ValSandboxReply) reply =
          val_sandbox_client_call (client, "GET", "/organizations/me", client->platform, NULL);

      refused += reply->status == 429;
    }
  g_assert_cmpuint (refused, ==, 3);
}

/* Of answers held back none keeps the sandbox from stopping. */
static void
test_latency (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&ten);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SoupMessage) message = val_sandbox_client_message (client, "GET", "/elements/keys");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ValSandboxReply) reply = NULL;
  gint64 began = g_get_monotonic_time ();

  set_faults (client, "{\"latencyMs\":60,\"times\":1},{\"latencyMs\":3600000}");
  reply = val_sandbox_client_ask (client, 200, "GET", "/organizations/me", NULL);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 60000);
  soup_session_send_and_read_async (client->session, message, G_PRIORITY_DEFAULT, cancellable,
                                    val_test_await_cb, &result);
  while (TRUE)
    {
      g_autoptr (ValSandboxReply) state =
          val_sandbox_client_control (client, "GET", "/sandbox/state", NULL);

      if (json_object_get_int_member (val_sandbox_reply_object (state), "requests") == 2)
        break;
    }
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_log_is_redacted (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&ten);
  g_autoptr (ValSandboxReply) query = val_sandbox_client_call (
      client, "GET",
      "/elements/slack/oauth/url?apiKey=CANARY1&apiSecret=CANARY2&callbackUrl=https://example.com",
      NULL, NULL);
  g_autoptr (ValSandboxReply) body = val_sandbox_client_ask (
      client, 200, "PATCH", "/instances/20931",
      "{\"configuration\":{\"oauth.api.secret\":\"CANARY3\",\"x\":\"plain\"}}");
  g_autoptr (ValSandboxReply) log =
      val_sandbox_client_control (client, "GET", "/sandbox/requests", NULL);
  g_autoptr (ValSandboxReply) closed =
      val_sandbox_client_call (client, "GET", "/sandbox/requests", client->platform, NULL);
  JsonObject *last = json_array_get_object_element (val_sandbox_reply_array (log), 1);

  g_assert_cmpuint (query->status, ==, body->status);
  g_assert_null (strstr (log->text, "CANARY"));
  g_assert_null (strstr (log->text, val_sandbox_get_user_secret (client->sandbox)));
  g_assert_nonnull (strstr (val_json_get_string (last, "body"), "plain"));
  g_assert_cmpstr (val_json_get_string (last, "method"), ==, "PATCH");
  g_assert_nonnull (strstr (log->text, "\"Authorization\""));
  g_assert_cmpuint (closed->status, ==, 401);
}

static void
test_state (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&ten);
  g_autoptr (ValSandboxReply) state = NULL;
  JsonObject *object;

  for (guint i = 0; i < 5; i++)
    val_sandbox_reply_free (val_sandbox_client_ask (client, 200, "GET", "/organizations/me", NULL));
  state = val_sandbox_client_control (client, "GET", "/sandbox/state", NULL);
  object = val_sandbox_reply_object (state);
  g_assert_cmpint (json_object_get_int_member (object, "requests"), ==, 5);
  g_assert_cmpint (json_object_get_int_member (object, "connections"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "maxRequestsInOneSecond"), <=, 5);
  g_assert_cmpint (json_object_get_int_member (object, "maxRequestsInOneSecond"), >=, 1);
}

static void
assert_reachable (ValSandboxClient *client, const char *host)
{
  g_autoptr (GUri) uri = g_uri_parse (client->origin, SOUP_HTTP_URI_FLAGS, NULL);
  g_autofree char *url = g_strdup_printf ("http://%s:%d%s/elements/keys", host,
                                          g_uri_get_port (uri), client->base_path);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (ValSandboxReply) reply = val_sandbox_client_send (client, message);

  g_assert_no_error (reply->error);
  g_assert_cmpuint (reply->status, ==, 200);
}

static gboolean
has_ipv6 (void)
{
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV6, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV6);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);

  return socket != NULL && g_socket_bind (socket, address, FALSE, NULL);
}

static void
test_both_families (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&ten);

  assert_reachable (client, "127.0.0.1");
  assert_reachable (client, "localhost");
  if (has_ipv6 ())
    assert_reachable (client, "[::1]");
}

static void
test_tls (void)
{
  const ValSandboxOptions options = { .instances = 1, .tls = TRUE };
  g_autoptr (ValSandboxClient) client = NULL;
  g_autoptr (ValSandboxReply) reply = NULL;
  g_autofree char *program = g_find_program_in_path ("openssl");

  if (program == NULL)
    {
      g_test_skip ("openssl makes the certificate");
      return;
    }
  client = val_sandbox_client_new (&options);
  g_assert_true (g_str_has_prefix (client->origin, "https://"));
  g_assert_true (g_file_test (client->certificate, G_FILE_TEST_IS_REGULAR));
  reply = val_sandbox_client_ask (client, 200, "GET", "/instances", NULL);
  g_assert_nonnull (reply->node);
  val_sandbox_stop (client->sandbox);
  g_assert_false (g_file_test (client->certificate, G_FILE_TEST_EXISTS));
}

static void
test_bad_start (void)
{
  const ValSandboxOptions options = { .faults_path = "/nonexistent/faults.json" };
  g_autoptr (ValSandbox) sandbox = val_sandbox_new (&options);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_sandbox_start_async (sandbox, NULL, val_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (val_sandbox_start_finish (sandbox, result, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_null (val_sandbox_get_base_url (sandbox));
}

/* Whoever asked may lose interest before the sandbox listens, and while it does. */
static void
test_dropped (void)
{
  for (guint i = 0; i < 30; i++)
    {
      ValSandbox *sandbox = val_sandbox_new (&ten);
      GAsyncResult *result = NULL;

      val_sandbox_start_async (sandbox, NULL, val_test_await_cb, &result);
      g_object_unref (sandbox);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_true (val_sandbox_start_finish (sandbox, result, NULL));
      g_object_add_weak_pointer (G_OBJECT (sandbox), (gpointer *) &sandbox);
      g_clear_object (&result);
      while (sandbox != NULL)
        g_main_context_iteration (NULL, TRUE);
    }
}

static void
test_port_taken (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&ten);
  g_autoptr (GUri) uri = g_uri_parse (client->origin, SOUP_HTTP_URI_FLAGS, NULL);
  const ValSandboxOptions options = { .port = (guint) g_uri_get_port (uri) };
  g_autoptr (ValSandbox) other = val_sandbox_new (&options);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_sandbox_start_async (other, NULL, val_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (val_sandbox_start_finish (other, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
}

static void
test_new_destroy (void)
{
  ValSandbox *sandbox = val_sandbox_new (&ten);

  g_assert_finalize_object (sandbox);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/protocol/new-destroy", test_new_destroy);
  g_test_add_func ("/sandbox/protocol/dropped", test_dropped);
  g_test_add_func ("/sandbox/protocol/port-taken", test_port_taken);
  g_test_add_func ("/sandbox/protocol/authorization", test_authorization);
  g_test_add_func ("/sandbox/protocol/headers", test_headers);
  g_test_add_func ("/sandbox/protocol/negotiation", test_negotiation);
  g_test_add_func ("/sandbox/protocol/host", test_host);
  g_test_add_func ("/sandbox/protocol/too-large", test_too_large);
  g_test_add_func ("/sandbox/protocol/elements", test_elements);
  g_test_add_func ("/sandbox/protocol/fault-status", test_fault_status);
  g_test_add_func ("/sandbox/protocol/fault-applied", test_fault_applied);
  g_test_add_func ("/sandbox/protocol/fault-broken-answers", test_fault_broken_answers);
  g_test_add_func ("/sandbox/protocol/fault-patch-modes", test_fault_patch_modes);
  g_test_add_func ("/sandbox/protocol/fault-pace", test_fault_pace);
  g_test_add_func ("/sandbox/protocol/latency", test_latency);
  g_test_add_func ("/sandbox/protocol/log-is-redacted", test_log_is_redacted);
  g_test_add_func ("/sandbox/protocol/state", test_state);
  g_test_add_func ("/sandbox/protocol/both-families", test_both_families);
  g_test_add_func ("/sandbox/protocol/tls", test_tls);
  g_test_add_func ("/sandbox/protocol/bad-start", test_bad_start);
  return g_test_run ();
}
