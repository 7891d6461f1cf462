/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-secret.h"
#include "util/val-uri.h"

#include <string.h>

/* What the Hootsuite developer page remembers. */
struct _ValSandboxProvider
{
  char *webhook;
  char *outcome;
};

/**
 * val_sandbox_provider_new:
 *
 * Returns: (transfer full): pages without any settings
 */
ValSandboxProvider *
val_sandbox_provider_new (void)
{
  return g_new0 (ValSandboxProvider, 1);
}

/**
 * val_sandbox_provider_free:
 * @self: (transfer full): pages
 */
void
val_sandbox_provider_free (ValSandboxProvider *self)
{
  g_free (self->webhook);
  g_free (self->outcome);
  g_free (self);
}

/**
 * val_sandbox_provider_get_webhook:
 *
 * Returns: (nullable): the webhook URL of the Hootsuite app
 */
const char *
val_sandbox_provider_get_webhook (ValSandboxProvider *self)
{
  return self->webhook;
}

/**
 * val_sandbox_provider_set_webhook:
 * @url: (nullable): as typed
 */
void
val_sandbox_provider_set_webhook (ValSandboxProvider *self, const char *url)
{
  g_free (self->webhook);
  self->webhook = g_strdup (url);
}

/**
 * val_sandbox_provider_take_outcome:
 *
 * Returns: (transfer full) (nullable): what came of the last action, told once
 */
char *
val_sandbox_provider_take_outcome (ValSandboxProvider *self)
{
  return g_steal_pointer (&self->outcome);
}

/**
 * val_sandbox_provider_set_outcome:
 * @outcome: (nullable): for the next page
 */
void
val_sandbox_provider_set_outcome (ValSandboxProvider *self, const char *outcome)
{
  g_free (self->outcome);
  self->outcome = g_strdup (outcome);
}

/**
 * val_sandbox_provider_seal:
 * @form: what tells the form from any other
 *
 * Another site cannot read the pages, and so cannot post a form of theirs.
 *
 * Returns: (transfer full): the form's token
 */
char *
val_sandbox_provider_seal (ValSandboxServer *server, const char *form)
{
  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) server->form_key,
                                    strlen (server->form_key), form, -1);
}

/**
 * val_sandbox_provider_sealed:
 * @form: as posted
 * @name: as for val_sandbox_provider_seal ()
 *
 * Returns: FALSE where the form's token is not ours, and the call is answered
 */
gboolean
val_sandbox_provider_sealed (ValSandboxCall *call, GHashTable *form, const char *name)
{
  g_autofree char *seal = val_sandbox_provider_seal (call->server, name);
  const char *given = g_hash_table_lookup (form, "csrf");

  if (given != NULL && val_secret_equal (given, seal))
    return TRUE;
  val_sandbox_provider_refuse (call, 403,
                               "This form did not come from this page. Go back to the "
                               "application and begin again.");
  return FALSE;
}

static void
show (ValSandboxCall *call, guint status, const char *title, const char *content)
{
  g_autofree char *page =
      val_sandbox_page ("layout.html", "title", title, "content", content, NULL);

  val_sandbox_call_html (call, status, page);
}

/**
 * val_sandbox_provider_show:
 * @title: of the page
 * @content: its HTML
 */
void
val_sandbox_provider_show (ValSandboxCall *call, const char *title, const char *content)
{
  show (call, SOUP_STATUS_OK, title, content);
}

/**
 * val_sandbox_provider_refuse:
 * @status: of the answer
 * @reason: a sentence for the person at the browser
 */
void
val_sandbox_provider_refuse (ValSandboxCall *call, guint status, const char *reason)
{
  g_autofree char *content = val_sandbox_page ("refusal.html", "reason", reason, NULL);

  show (call, status, "Request refused", content);
}

static void
append_element (GString *list, const ValSandboxElement *element)
{
  g_autofree char *item = val_sandbox_page ("home-item.html", "name", element->name, "key",
                                            element->key, "auth", element->auth, NULL);

  g_string_append (list, item);
}

/* GET /provider */
void
val_sandbox_provider_home (ValSandboxCall *call)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *content = NULL;
  const ValSandboxElement *element;

  for (guint i = 0; (element = val_sandbox_catalogue_nth (call->server->catalogue, i)) != NULL; i++)
    append_element (list, element);
  content = val_sandbox_page ("home.html", "items", list->str, NULL);
  show (call, SOUP_STATUS_OK, "Sandbox providers", content);
}

static gboolean
is_http_localhost (GUri *uri)
{
  return g_str_equal (g_uri_get_scheme (uri), "http") &&
         g_ascii_strcasecmp (g_uri_get_host (uri), "localhost") == 0;
}

/**
 * val_sandbox_provider_check_redirect:
 * @element: whose provider is asked
 * @redirect: (nullable): where the browser is to be sent back to
 *
 * Returns: (nullable): a sentence that says what is wrong with it
 */
const char *
val_sandbox_provider_check_redirect (const ValSandboxElement *element, const char *redirect)
{
  g_autoptr (GUri) uri =
      redirect != NULL ? g_uri_parse (redirect, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0' || g_uri_get_userinfo (uri) != NULL ||
      strpbrk (redirect, "\r\n\\ ") != NULL)
    return "The redirect_uri is missing or is no URL.";
  if (g_uri_get_fragment (uri) != NULL)
    return "The redirect_uri must not have a fragment.";
  if (g_str_equal (g_uri_get_scheme (uri), "https"))
    return NULL;
  if (g_str_equal (element->key, "hootsuite"))
    return is_http_localhost (uri)
               ? NULL
               : "Hootsuite accepts redirect URIs that begin with https:// or http://localhost "
                 "only. Use localhost in place of 127.0.0.1.";
  return g_str_equal (g_uri_get_scheme (uri), "http") && val_uri_is_loopback (uri)
             ? NULL
             : "The redirect_uri must begin with https://.";
}

static const char *
check_state (const ValSandboxElement *element, const char *state)
{
  if (state != NULL && g_str_equal (element->key, "hootsuite") && strlen (state) < 8)
    return "Hootsuite asks for a state of at least eight characters.";
  return NULL;
}

static const char *
check_request (const ValSandboxElement *element,
               const char *type,
               const char *client,
               const char *redirect,
               const char *state)
{
  if (!val_sandbox_oauth_uses_codes (element))
    return "This provider does not use OAuth 2.";
  if (client == NULL || *client == '\0')
    return "The client_id is missing.";
  if (g_strcmp0 (type, "code") != 0)
    return "The response_type must be code.";
  if (val_sandbox_provider_check_redirect (element, redirect) != NULL)
    return val_sandbox_provider_check_redirect (element, redirect);
  return check_state (element, state);
}

static char *
form_name (const ValSandboxElement *element,
           const char *client,
           const char *redirect,
           const char *state)
{
  return g_strjoin ("\n", "consent", element->key, client, redirect, state != NULL ? state : "",
                    NULL);
}

/* GET /provider/{key}/oauth2/auth: asks the person at the browser (contract 6.6). */
void
val_sandbox_provider_ask (ValSandboxCall *call)
{
  const char *client = val_sandbox_call_query (call, "client_id");
  const char *redirect = val_sandbox_call_query (call, "redirect_uri");
  const char *state = val_sandbox_call_query (call, "state");
  const char *scope = val_sandbox_call_query (call, "scope");
  const char *reason = check_request (call->element, val_sandbox_call_query (call, "response_type"),
                                      client, redirect, state);
  g_autofree char *form = NULL;
  g_autofree char *seal = NULL;
  g_autofree char *content = NULL;

  if (reason != NULL)
    {
      val_sandbox_provider_refuse (call, 400, reason);
      return;
    }
  form = form_name (call->element, client, redirect, state);
  seal = val_sandbox_provider_seal (call->server, form);
  content = val_sandbox_page (
      "consent.html", "provider", call->element->name, "key", call->element->key, "client", client,
      "redirect", redirect, "state", state != NULL ? state : "", "scope",
      scope != NULL && *scope != '\0' ? scope : "no particular scope", "csrf", seal, NULL);
  show (call, SOUP_STATUS_OK, "Allow access?", content);
}

/**
 * val_sandbox_provider_send_back:
 * @redirect: where the browser came from
 * @query: what it is to bring along
 */
void
val_sandbox_provider_send_back (ValSandboxCall *call, const char *redirect, const char *query)
{
  g_autofree char *url =
      g_strconcat (redirect, strchr (redirect, '?') != NULL ? "&" : "?", query, NULL);

  val_sandbox_call_redirect (call, url);
}

static void
send_back (ValSandboxCall *call,
           const char *redirect,
           const char *name,
           const char *value,
           const char *state)
{
  g_autoptr (GString) query = g_string_new (NULL);

  val_uri_query_append (query, name, value);
  if (state != NULL && *state != '\0')
    val_uri_query_append (query, "state", state);
  val_sandbox_provider_send_back (call, redirect, query->str);
}

static void
decide (ValSandboxCall *call,
        const char *decision,
        const char *client,
        const char *redirect,
        const char *state)
{
  g_autofree char *code = NULL;

  if (g_strcmp0 (decision, "allow") != 0)
    {
      send_back (call, redirect, "error", "access_denied", state);
      return;
    }
  code = val_sandbox_oauth_issue (call->server, call->element, client, redirect);
  send_back (call, redirect, "code", code, state);
}

/* POST /provider/{key}/oauth2/auth: what the person decided (contract 6.2). */
void
val_sandbox_provider_decide (ValSandboxCall *call)
{
  g_autoptr (GHashTable) form = val_sandbox_call_form (call);
  const char *client = g_hash_table_lookup (form, "client_id");
  const char *redirect = g_hash_table_lookup (form, "redirect_uri");
  const char *state = g_hash_table_lookup (form, "state");
  const char *reason = check_request (call->element, "code", client, redirect, NULL);
  g_autofree char *name = NULL;

  if (reason != NULL)
    {
      val_sandbox_provider_refuse (call, 400, reason);
      return;
    }
  name = form_name (call->element, client, redirect, state);
  if (val_sandbox_provider_sealed (call, form, name))
    decide (call, g_hash_table_lookup (form, "decision"), client, redirect, state);
}
