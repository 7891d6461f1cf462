/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-json.h"
#include "util/val-secret.h"
#include "util/val-uri.h"

/* A request token is good for ten minutes and for one use, as a code is. */
#define TOKEN_LIFE (10 * 60 * G_TIME_SPAN_SECOND)

#define NO_TOKEN                                                                                   \
  "You must provide an OAuth token and verifier in order to create an instance of this element"

typedef struct
{
  const ValSandboxElement *element;
  char *client_id;
  char *redirect_uri;
  char *secret;
  char *verifier; /* (nullable): once a person has allowed it */
  gint64 issued;
  gboolean over; /* used or declined */
} Token;

struct _ValSandboxOAuth1
{
  GHashTable *tokens; /* (element-type utf8 Token) */
};

static void
token_free (gpointer data)
{
  Token *self = data;

  g_free (self->client_id);
  g_free (self->redirect_uri);
  val_secret_free (self->secret);
  val_secret_free (self->verifier);
  g_free (self);
}

/**
 * val_sandbox_oauth1_new:
 *
 * Returns: (transfer full): no request tokens yet
 */
ValSandboxOAuth1 *
val_sandbox_oauth1_new (void)
{
  ValSandboxOAuth1 *self = g_new0 (ValSandboxOAuth1, 1);

  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, token_free);
  return self;
}

/**
 * val_sandbox_oauth1_free:
 * @self: (transfer full): request tokens
 */
void
val_sandbox_oauth1_free (ValSandboxOAuth1 *self)
{
  g_hash_table_unref (self->tokens);
  g_free (self);
}

/**
 * val_sandbox_oauth1_is_used_by:
 *
 * Returns: whether an instance of @element is made from a token and its verifier (contract 6.5)
 */
gboolean
val_sandbox_oauth1_is_used_by (const ValSandboxElement *element)
{
  return g_str_equal (element->auth, "oauth1");
}

static Token *
find_token (ValSandboxCall *call, const char *name)
{
  Token *token = name != NULL ? g_hash_table_lookup (call->server->oauth1->tokens, name) : NULL;

  return token != NULL && token->element == call->element ? token : NULL;
}

static Token *
issue (ValSandboxCall *call)
{
  Token *token = g_new0 (Token, 1);

  token->element = call->element;
  token->client_id = val_sandbox_oauth_input (call, "apiKey");
  token->redirect_uri = val_sandbox_oauth_input (call, "callbackUrl");
  token->secret = val_sandbox_random_hex (20);
  token->issued = val_sandbox_server_now (call->server);
  return token;
}

/* GET /elements/{keyOrId}/oauth/token (contract 6.5). */
void
val_sandbox_oauth1_token (ValSandboxCall *call)
{
  g_autofree char *name = NULL;
  JsonObject *object;
  Token *token;

  if (!val_sandbox_oauth1_is_used_by (call->element))
    {
      val_sandbox_call_error (call, 400, "The element %s does not use OAuth 1", call->element->key);
      return;
    }
  if (!val_sandbox_oauth_check_input (call))
    return;
  name = val_sandbox_random_hex (20);
  token = issue (call);
  g_hash_table_insert (call->server->oauth1->tokens, g_strdup (name), token);
  object = json_object_new ();
  json_object_set_string_member (object, "token", name);
  json_object_set_string_member (object, "secret", token->secret);
  val_sandbox_call_take_object (call, object);
}

/**
 * val_sandbox_oauth1_url:
 * @call: GET or POST /elements/{keyOrId}/oauth/url with its app told in full (contract 6.5)
 */
void
val_sandbox_oauth1_url (ValSandboxCall *call)
{
  g_autofree char *name = val_sandbox_oauth_input (call, "requestToken");
  g_autofree char *url = NULL;

  if (find_token (call, name) == NULL)
    {
      val_sandbox_call_error (call, 400, "The parameter requestToken is missing or unknown");
      return;
    }
  url = g_strdup_printf ("%s/%s/oauth1/authorize?oauth_token=%s", call->server->provider_url,
                         call->element->key, name);
  val_sandbox_oauth_take_url (call, url);
}

static const char *
find_refusal (ValSandboxCall *call, const Token *token)
{
  if (token == NULL || token->over || token->verifier != NULL)
    return "The request token is unknown or was used before.";
  if (val_sandbox_server_now (call->server) - token->issued > TOKEN_LIFE)
    return "The request token has expired.";
  return val_sandbox_provider_check_redirect (call->element, token->redirect_uri);
}

static char *
form_name (ValSandboxCall *call, const char *name)
{
  return g_strjoin ("\n", "consent-token", call->element->key, name, NULL);
}

/* GET /provider/{key}/oauth1/authorize: asks the person at the browser. */
void
val_sandbox_oauth1_ask (ValSandboxCall *call)
{
  const char *name = val_sandbox_call_query (call, "oauth_token");
  const Token *token = find_token (call, name);
  const char *reason = find_refusal (call, token);
  g_autofree char *form = NULL;
  g_autofree char *seal = NULL;
  g_autofree char *content = NULL;

  if (reason != NULL)
    {
      val_sandbox_provider_refuse (call, 400, reason);
      return;
    }
  form = form_name (call, name);
  seal = val_sandbox_provider_seal (call->server, form);
  content = val_sandbox_page ("consent-token.html", "provider", call->element->name, "key",
                              call->element->key, "client", token->client_id, "redirect",
                              token->redirect_uri, "token", name, "csrf", seal, NULL);
  val_sandbox_provider_show (call, "Allow access?", content);
}

static void
decide (ValSandboxCall *call, Token *token, const char *name, gboolean allow)
{
  g_autoptr (GString) query = g_string_new (NULL);

  token->over = !allow;
  if (allow)
    token->verifier = val_sandbox_random_hex (16);
  val_uri_query_append (query, allow ? "oauth_token" : "denied", name);
  if (allow)
    val_uri_query_append (query, "oauth_verifier", token->verifier);
  val_sandbox_provider_send_back (call, token->redirect_uri, query->str);
}

/* POST /provider/{key}/oauth1/authorize: what the person decided. */
void
val_sandbox_oauth1_decide (ValSandboxCall *call)
{
  g_autoptr (GHashTable) form = val_sandbox_call_form (call);
  const char *name = g_hash_table_lookup (form, "oauth_token");
  Token *token = find_token (call, name);
  const char *reason = find_refusal (call, token);
  g_autofree char *sealed = NULL;

  if (reason != NULL)
    {
      val_sandbox_provider_refuse (call, 400, reason);
      return;
    }
  sealed = form_name (call, name);
  if (val_sandbox_provider_sealed (call, form, sealed))
    decide (call, token, name, g_strcmp0 (g_hash_table_lookup (form, "decision"), "allow") == 0);
}

static gboolean
is_same_secret (const char *one, const char *other)
{
  return one != NULL && other != NULL && val_secret_equal (one, other);
}

static const char *
find_fault (ValSandboxCall *call,
            const Token *token,
            const ValSandboxInstance *instance,
            JsonObject *data)
{
  if (token == NULL || token->element != instance->element)
    return "The request token is unknown";
  if (token->over)
    return "The request token was already used";
  if (val_sandbox_server_now (call->server) - token->issued > TOKEN_LIFE)
    return "The request token has expired";
  if (!is_same_secret (token->verifier, val_json_get_string (data, "oauth_verifier")))
    return "The verifier is not that of the request token";
  if (!is_same_secret (token->secret, val_json_get_string (data, "secret")))
    return "The signature does not match: the secret is not that of the request token";
  if (g_strcmp0 (token->client_id, val_sandbox_instance_value (instance, "oauth.api.key")) != 0)
    return "The request token was given to another consumer";
  return NULL;
}

static void
set_tokens (ValSandboxInstance *instance)
{
  g_autofree char *access = val_sandbox_random_base64 (32);
  g_autofree char *secret = val_sandbox_random_base64 (32);

  val_sandbox_instance_set (instance, "oauth.user.token", access);
  val_sandbox_instance_set (instance, "oauth.user.token.secret", secret);
}

/**
 * val_sandbox_oauth1_redeem:
 * @call: which is answered where the provider refuses
 * @instance: with its consumer
 * @provider_data: (nullable): what came of the consent
 *
 * Exchanges a request token and its verifier for tokens (contract 6.5).
 *
 * Returns: whether the instance has its tokens
 */
gboolean
val_sandbox_oauth1_redeem (ValSandboxCall *call,
                           ValSandboxInstance *instance,
                           JsonObject *provider_data)
{
  const char *name = val_json_get_string (provider_data, "oauth_token");
  Token *token;
  const char *fault;

  if (name == NULL || val_json_get_string (provider_data, "oauth_verifier") == NULL)
    {
      val_sandbox_call_error (call, 400, NO_TOKEN);
      return FALSE;
    }
  token = g_hash_table_lookup (call->server->oauth1->tokens, name);
  fault = find_fault (call, token, instance, provider_data);
  if (fault != NULL)
    {
      val_sandbox_call_provider_error (
          call, 400, "Failed to retrieve the OAuth token from the provider", fault);
      return FALSE;
    }
  token->over = TRUE;
  set_tokens (instance);
  return TRUE;
}
