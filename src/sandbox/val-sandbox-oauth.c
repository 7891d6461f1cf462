/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-json.h"
#include "util/val-secret.h"
#include "util/val-uri.h"

/* A code is good for ten minutes and for one use (contract 6.6). */
#define CODE_LIFE (10 * 60 * G_TIME_SPAN_SECOND)

typedef struct
{
  const ValSandboxElement *element;
  char *client_id;
  char *redirect_uri;
  gint64 issued;
  gint64 used_by; /* id of an instance, or 0 */
} Code;

struct _ValSandboxOAuth
{
  GHashTable *codes; /* (element-type utf8 Code) */
};

static void
code_free (gpointer data)
{
  Code *self = data;

  g_free (self->client_id);
  g_free (self->redirect_uri);
  g_free (self);
}

/**
 * val_sandbox_oauth_new:
 *
 * Returns: (transfer full): no codes yet
 */
ValSandboxOAuth *
val_sandbox_oauth_new (void)
{
  ValSandboxOAuth *self = g_new0 (ValSandboxOAuth, 1);

  self->codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, code_free);
  return self;
}

/**
 * val_sandbox_oauth_free:
 * @self: (transfer full): codes
 */
void
val_sandbox_oauth_free (ValSandboxOAuth *self)
{
  g_hash_table_unref (self->codes);
  g_free (self);
}

/**
 * val_sandbox_oauth_issue:
 * @element: whose provider asked the user
 * @client_id: of the app
 * @redirect_uri: where the browser is sent back to
 *
 * Returns: (transfer full): a grant code
 */
char *
val_sandbox_oauth_issue (ValSandboxServer *server,
                         const ValSandboxElement *element,
                         const char *client_id,
                         const char *redirect_uri)
{
  Code *code = g_new0 (Code, 1);
  char *text = val_sandbox_random_hex (20);

  code->element = element;
  code->client_id = g_strdup (client_id);
  code->redirect_uri = g_strdup (redirect_uri);
  code->issued = val_sandbox_server_now (server);
  g_hash_table_insert (server->oauth->codes, g_strdup (text), code);
  return text;
}

/* Using a code again revokes what it gave the first time (contract 6.6). */
static void
revoke_first (ValSandboxServer *server, const Code *code)
{
  ValSandboxInstance *first = val_sandbox_store_find (server->store, code->used_by);

  if (first != NULL && g_str_equal (code->element->key, "hootsuite"))
    first->invalid = TRUE;
}

static const char *
find_fault (ValSandboxServer *server, const Code *code, const ValSandboxInstance *instance)
{
  const char *client = val_sandbox_instance_value (instance, "oauth.api.key");
  const char *redirect = val_sandbox_instance_value (instance, "oauth.callback.url");

  if (code == NULL || code->element != instance->element)
    return "invalid_grant: the code is unknown";
  if (code->used_by != 0)
    return "invalid_grant: the code was already used";
  if (val_sandbox_server_now (server) - code->issued > CODE_LIFE)
    return "invalid_grant: the code has expired";
  if (g_strcmp0 (client, code->client_id) != 0)
    return "invalid_client: the code was given to another client";
  if (g_strcmp0 (redirect, code->redirect_uri) != 0)
    return "invalid_grant: oauth.callback.url is not the redirect URI of the code";
  return NULL;
}

/**
 * val_sandbox_oauth_refresh:
 * @instance: with a refresh token
 *
 * Gets the instance an access token, as the platform does with the provider (contract 6.3).
 */
void
val_sandbox_oauth_refresh (ValSandboxServer *server, ValSandboxInstance *instance)
{
  g_autofree char *access = val_sandbox_random_base64 (32);
  g_autofree char *time =
      g_strdup_printf ("%" G_GINT64_FORMAT, val_sandbox_server_now (server) / 1000);

  val_sandbox_instance_set (instance, "oauth.user.token", access);
  val_sandbox_instance_set (instance, "oauth.user.refresh_interval", "3599");
  val_sandbox_instance_set (instance, "oauth.user.refresh_time", time);
  val_sandbox_instance_set (instance, "event.metadata", "{}");
}

static void
set_tokens (ValSandboxServer *server, ValSandboxInstance *instance, const char *code)
{
  g_autofree char *refresh = val_sandbox_random_base64 (32);

  val_sandbox_instance_set (instance, "oauth.user.refresh_token", refresh);
  val_sandbox_oauth_refresh (server, instance);
  g_clear_pointer (&instance->grant, g_ref_string_release);
  instance->grant = g_ref_string_new (code);
}

/**
 * val_sandbox_oauth_redeem:
 * @call: which is answered where the provider refuses
 * @instance: with its id, client and redirect URI
 * @code: the grant
 *
 * Exchanges a code for tokens, as the platform does with the provider (contract 6.3).
 *
 * Returns: whether the instance has its tokens
 */
gboolean
val_sandbox_oauth_redeem (ValSandboxCall *call, ValSandboxInstance *instance, const char *code)
{
  Code *found = g_hash_table_lookup (call->server->oauth->codes, code);
  const char *fault = find_fault (call->server, found, instance);

  if (fault != NULL)
    {
      if (found != NULL && found->element == instance->element && found->used_by != 0)
        revoke_first (call->server, found);
      val_sandbox_call_provider_error (
          call, 400, "Failed to retrieve the OAuth token from the provider", fault);
      return FALSE;
    }
  found->used_by = instance->id;
  set_tokens (call->server, instance, code);
  return TRUE;
}

/**
 * val_sandbox_oauth_uses_codes:
 *
 * Returns: whether an instance of @element can be made from a grant code
 */
gboolean
val_sandbox_oauth_uses_codes (const ValSandboxElement *element)
{
  const ValSandboxEntry *key = val_sandbox_element_entry (element, "oauth.api.key");

  return key != NULL && (g_str_equal (element->auth, "oauth2") || key->group != NULL);
}

/**
 * val_sandbox_oauth_input:
 * @name: of a value, which GET takes from the query and POST from the body (contract 6.1)
 *
 * Returns: (transfer full) (nullable): the value
 */
char *
val_sandbox_oauth_input (ValSandboxCall *call, const char *name)
{
  JsonObject *body = val_json_node_object (call->body);

  if (body != NULL)
    return val_json_dup_text (body, name);
  return g_strdup (val_sandbox_call_query (call, name));
}

static char *
authorize_url (ValSandboxCall *call, const char *client, const char *redirect)
{
  g_autofree char *state = val_sandbox_oauth_input (call, "state");
  g_autofree char *scope = val_sandbox_oauth_input (call, "scope");
  const ValSandboxEntry *entry = val_sandbox_element_entry (call->element, "oauth.scope");
  const char *usual = entry != NULL ? entry->fallback : NULL;
  g_autoptr (GString) query = g_string_new (NULL);

  val_uri_query_append (query, "response_type", "code");
  val_uri_query_append (query, "client_id", client);
  val_uri_query_append (query, "redirect_uri", redirect);
  if (scope != NULL || usual != NULL)
    val_uri_query_append (query, "scope", scope != NULL ? scope : usual);
  val_uri_query_append (query, "state", state != NULL ? state : call->element->key);
  return g_strdup_printf ("%s/%s/oauth2/auth?%s", call->server->provider_url, call->element->key,
                          query->str);
}

/**
 * val_sandbox_oauth_check_input:
 *
 * Returns: FALSE where the app is not told in full, and the call is answered
 */
gboolean
val_sandbox_oauth_check_input (ValSandboxCall *call)
{
  static const char *const needed[] = { "apiKey", "apiSecret", "callbackUrl" };

  if (!val_sandbox_oauth_uses_codes (call->element) &&
      !val_sandbox_oauth1_is_used_by (call->element))
    {
      val_sandbox_call_error (call, 400, "The element %s does not use OAuth", call->element->key);
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    {
      g_autoptr (ValSecretString) value = val_sandbox_oauth_input (call, needed[i]);

      if (value == NULL || *value == '\0')
        {
          val_sandbox_call_error (call, 400, "The parameter %s is required", needed[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * val_sandbox_oauth_take_url:
 * @url: of the consent page
 */
void
val_sandbox_oauth_take_url (ValSandboxCall *call, const char *url)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "element", call->element->key);
  json_object_set_string_member (object, "oauthUrl", url);
  val_sandbox_call_take_object (call, object);
}

/* GET and POST /elements/{keyOrId}/oauth/url (contract 6.1). */
void
val_sandbox_oauth_url (ValSandboxCall *call)
{
  g_autofree char *client = NULL;
  g_autofree char *redirect = NULL;
  g_autofree char *url = NULL;

  if (!val_sandbox_oauth_check_input (call))
    return;
  if (val_sandbox_oauth1_is_used_by (call->element))
    {
      val_sandbox_oauth1_url (call);
      return;
    }
  client = val_sandbox_oauth_input (call, "apiKey");
  redirect = val_sandbox_oauth_input (call, "callbackUrl");
  url = authorize_url (call, client, redirect);
  val_sandbox_oauth_take_url (call, url);
}
