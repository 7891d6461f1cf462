/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-sandbox-client.h"

#include "support/val-test-util.h"
#include "util/val-json.h"

#include <string.h>

#define REDIRECT "http://localhost:8765/callback"

static gboolean
accept_certificate_cb (SoupMessage *message,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       gpointer user_data)
{
  g_autoptr (GTlsCertificate) own = g_tls_certificate_new_from_file (user_data, NULL);

  return g_tls_certificate_is_same (certificate, own);
}

static void
read_description (ValSandboxClient *self)
{
  g_autofree char *line = val_sandbox_describe (self->sandbox);
  g_autoptr (JsonNode) node = val_json_parse (line, strlen (line), NULL);
  JsonObject *object = val_json_node_object (node);
  g_autoptr (GUri) uri =
      g_uri_parse (val_json_get_string (object, "baseUrl"), SOUP_HTTP_URI_FLAGS, NULL);

  g_assert_null (strchr (line, '\n'));
  self->base_path = g_strdup (g_uri_get_path (uri));
  self->origin =
      g_strndup (val_json_get_string (object, "baseUrl"),
                 strlen (val_json_get_string (object, "baseUrl")) - strlen (self->base_path));
  self->platform =
      g_strdup_printf ("User %s, Organization %s", val_json_get_string (object, "userSecret"),
                       val_json_get_string (object, "organizationSecret"));
  self->control_token = g_strdup (val_json_get_string (object, "controlToken"));
  self->certificate = g_strdup (val_json_get_string (object, "certificate"));
}

ValSandboxClient *
val_sandbox_client_new (const ValSandboxOptions *options)
{
  ValSandboxClient *self = g_new0 (ValSandboxClient, 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->sandbox = val_sandbox_new (options);
  val_sandbox_start_async (self->sandbox, NULL, val_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (val_sandbox_start_finish (self->sandbox, result, &error));
  g_assert_no_error (error);
  self->session = soup_session_new ();
  soup_session_set_proxy_resolver (self->session, NULL);
  read_description (self);
  return self;
}

void
val_sandbox_client_free (ValSandboxClient *self)
{
  soup_session_abort (self->session);
  g_object_unref (self->session);
  val_sandbox_stop (self->sandbox);
  g_object_unref (self->sandbox);
  g_free (self->origin);
  g_free (self->base_path);
  g_free (self->platform);
  g_free (self->control_token);
  g_free (self->certificate);
  g_free (self);
}

/* Paths of the platform begin below its base URL, all others at the root. */
SoupMessage *
val_sandbox_client_message (ValSandboxClient *self, const char *method, const char *path)
{
  gboolean other = g_str_has_prefix (path, "/sandbox") || g_str_has_prefix (path, "/provider");
  g_autofree char *url = g_strconcat (self->origin, other ? "" : self->base_path, path, NULL);
  SoupMessage *message = soup_message_new (method, url);

  g_assert_nonnull (message);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (self->certificate != NULL)
    g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate_cb),
                      self->certificate);
  return message;
}

ValSandboxReply *
val_sandbox_client_send (ValSandboxClient *self, SoupMessage *message)
{
  ValSandboxReply *reply = g_new0 (ValSandboxReply, 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gconstpointer data;

  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, NULL,
                                    val_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  bytes = soup_session_send_and_read_finish (self->session, result, &reply->error);
  reply->status = soup_message_get_status (message);
  reply->headers = soup_message_headers_ref (soup_message_get_response_headers (message));
  if (bytes != NULL)
    {
      data = g_bytes_get_data (bytes, &reply->length);
      reply->text = g_strndup (data, reply->length);
      reply->node = val_json_parse (reply->text, reply->length, NULL);
    }
  return reply;
}

static void
set_body (SoupMessage *message, const char *type, const char *body)
{
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;

  if (bytes != NULL)
    soup_message_set_request_body_from_bytes (message, type, bytes);
}

ValSandboxReply *
val_sandbox_client_call (ValSandboxClient *self,
                         const char *method,
                         const char *path,
                         const char *authorization,
                         const char *body)
{
  g_autoptr (SoupMessage) message = val_sandbox_client_message (self, method, path);

  if (authorization != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                                 authorization);
  set_body (message, "application/json", body);
  return val_sandbox_client_send (self, message);
}

/* With both secrets, and the status that is meant to come back. */
ValSandboxReply *
val_sandbox_client_ask (ValSandboxClient *self,
                        guint status,
                        const char *method,
                        const char *path,
                        const char *body)
{
  ValSandboxReply *reply = val_sandbox_client_call (self, method, path, self->platform, body);

  g_assert_no_error (reply->error);
  if (reply->status != status)
    g_test_message ("%s %s: %s", method, path, reply->text);
  g_assert_cmpuint (reply->status, ==, status);
  return reply;
}

ValSandboxReply *
val_sandbox_client_control (ValSandboxClient *self,
                            const char *method,
                            const char *path,
                            const char *body)
{
  g_autoptr (SoupMessage) message = val_sandbox_client_message (self, method, path);
  ValSandboxReply *reply;

  soup_message_headers_append (soup_message_get_request_headers (message), "Sandbox-Control",
                               self->control_token);
  set_body (message, "application/json", body);
  reply = val_sandbox_client_send (self, message);
  g_assert_cmpuint (reply->status, ==, 200);
  return reply;
}

ValSandboxReply *
val_sandbox_client_post_form (ValSandboxClient *self, const char *path, const char *form)
{
  g_autoptr (SoupMessage) message = val_sandbox_client_message (self, "POST", path);

  set_body (message, "application/x-www-form-urlencoded", form);
  return val_sandbox_client_send (self, message);
}

char *
val_sandbox_client_with_token (ValSandboxClient *self, const char *token)
{
  return g_strdup_printf ("%s, Element %s", self->platform, token);
}

static char *
hidden_value (const char *html, const char *name)
{
  g_autofree char *open = g_strdup_printf ("name=\"%s\" value=\"", name);
  const char *start = strstr (html, open);

  g_assert_nonnull (start);
  start += strlen (open);
  return g_strndup (start, strcspn (start, "\""));
}

/* Walks from the platform's answer through the consent page, like a browser.  Gives the query that
 * the application gets back. */
char *
val_sandbox_client_code (ValSandboxClient *self,
                         const char *element,
                         const char *redirect,
                         const char *decision)
{
  g_autofree char *escaped = g_uri_escape_string (redirect, NULL, FALSE);
  g_autofree char *path = g_strdup_printf (
      "/elements/%s/oauth/url?apiKey=CLIENT&apiSecret=x&callbackUrl=%s&state=state-1234", element,
      escaped);
  g_autoptr (ValSandboxReply) url = val_sandbox_client_ask (self, 200, "GET", path, NULL);
  const char *address = val_json_get_string (val_sandbox_reply_object (url), "oauthUrl");
  g_autoptr (ValSandboxReply) page = NULL;
  g_autoptr (ValSandboxReply) back = NULL;
  g_autofree char *csrf = NULL;
  g_autofree char *form = NULL;
  g_autofree char *target = NULL;
  const char *location;

  g_assert_true (g_str_has_prefix (address, self->origin));
  page = val_sandbox_client_call (self, "GET", address + strlen (self->origin), NULL, NULL);
  g_assert_cmpuint (page->status, ==, 200);
  csrf = hidden_value (page->text, "csrf");
  form = g_strdup_printf ("csrf=%s&client_id=CLIENT&redirect_uri=%s&state=state-1234&decision=%s",
                          csrf, escaped, decision);
  target = g_strdup_printf ("/provider/%s/oauth2/auth", element);
  back = val_sandbox_client_post_form (self, target, form);
  g_assert_cmpuint (back->status, ==, 303);
  location = val_sandbox_reply_header (back, "Location");
  g_assert_true (g_str_has_prefix (location, redirect));
  return g_strdup (location + strlen (redirect) + 1);
}

static char *
hootsuite_body (const char *code, const char *callback, const char *key)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *configuration = json_object_new ();
  JsonObject *body = json_object_new ();
  JsonObject *element = json_object_new ();
  JsonObject *provider = json_object_new ();

  json_object_set_string_member (element, "key", "hootsuite");
  json_object_set_string_member (provider, "code", code);
  json_object_set_string_member (configuration, "oauth.callback.url", REDIRECT);
  json_object_set_string_member (configuration, "oauth.api.key", "CLIENT");
  json_object_set_string_member (configuration, "oauth.api.secret", "x");
  json_object_set_boolean_member (configuration, "event.notification.enabled", TRUE);
  if (callback != NULL)
    json_object_set_string_member (configuration, "event.notification.callback.url", callback);
  if (key != NULL)
    json_object_set_string_member (configuration, "event.notification.signature.key", key);
  json_object_set_object_member (body, "element", element);
  json_object_set_object_member (body, "providerData", provider);
  json_object_set_object_member (body, "configuration", configuration);
  json_object_set_string_member (body, "name", "Hootsuite test");
  json_node_take_object (node, body);
  return json_to_string (node, FALSE);
}

gint64
val_sandbox_client_create_hootsuite (ValSandboxClient *self, const char *callback, const char *key)
{
  g_autofree char *query = val_sandbox_client_code (self, "hootsuite", REDIRECT, "allow");
  g_autoptr (GHashTable) values = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL);
  g_autofree char *body = hootsuite_body (g_hash_table_lookup (values, "code"), callback, key);
  g_autoptr (ValSandboxReply) reply =
      val_sandbox_client_ask (self, 200, "POST", "/instances", body);

  return val_json_get_int (val_sandbox_reply_object (reply), "id", 0);
}

void
val_sandbox_reply_free (ValSandboxReply *self)
{
  g_free (self->text);
  g_clear_pointer (&self->node, json_node_unref);
  soup_message_headers_unref (self->headers);
  g_clear_error (&self->error);
  g_free (self);
}

JsonObject *
val_sandbox_reply_object (ValSandboxReply *self)
{
  JsonObject *object = val_json_node_object (self->node);

  g_assert_nonnull (object);
  return object;
}

JsonArray *
val_sandbox_reply_array (ValSandboxReply *self)
{
  JsonArray *array = val_json_node_array (self->node);

  g_assert_nonnull (array);
  return array;
}

const char *
val_sandbox_reply_header (ValSandboxReply *self, const char *name)
{
  return soup_message_headers_get_one (self->headers, name);
}

const char *
val_sandbox_reply_config (ValSandboxReply *self, const char *key)
{
  JsonObject *object = val_sandbox_reply_object (self);

  return val_json_get_string (val_json_get_object (object, "configuration"), key);
}

/* The envelope, and that its id is that of the header (contract 4). */
void
val_sandbox_reply_assert_error (ValSandboxReply *self, guint status, const char *message)
{
  JsonObject *object = val_sandbox_reply_object (self);
  const char *id = val_json_get_string (object, "requestId");

  g_assert_cmpuint (self->status, ==, status);
  g_assert_cmpstr (val_json_get_string (object, "message"), ==, message);
  g_assert_true (g_regex_match_simple ("^[0-9a-f]{24}$", id, 0, 0));
  g_assert_cmpstr (id, ==, val_sandbox_reply_header (self, "elements-request-id"));
}
