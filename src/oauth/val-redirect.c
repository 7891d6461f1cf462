/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oauth/val-redirect.h"

#include "util/val-error.h"
#include "util/val-secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_CODE_CHARS        64
#define MAX_DESCRIPTION_CHARS 300

typedef struct
{
  const char *code;
  const char *text;
} ProviderError;

/* RFC 6749, 4.1.2.1 and 5.2, and what OpenID Connect adds. */
static const ProviderError provider_errors[] = {
  { "access_denied", N_ ("Access was declined on the consent page.") },
  { "invalid_request", N_ ("The provider finds the request incomplete or malformed.") },
  { "unauthorized_client",
    N_ ("The app registered at the provider may not ask for access this way.") },
  { "unsupported_response_type", N_ ("The provider does not hand out codes to this app.") },
  { "invalid_scope", N_ ("The provider does not know the scope, or does not grant it.") },
  { "server_error", N_ ("The provider ran into an error of its own. Try again later.") },
  { "temporarily_unavailable",
    N_ ("The provider is overloaded or being maintained. Try again later.") },
  { "invalid_client", N_ ("The provider does not accept the app's key or secret.") },
  { "invalid_grant", N_ ("The provider says that the code has expired or was used before.") },
  { "unsupported_grant_type", N_ ("The provider does not support this way of granting access.") },
  { "interaction_required", N_ ("The provider has a question to answer on its page first.") },
  { "login_required", N_ ("The provider wants you to sign in first.") },
  { "consent_required", N_ ("The provider wants your consent first.") },
  { "account_selection_required", N_ ("The provider wants you to choose an account first.") },
};

/* Names of OAuth 2 and, where the request token does what the state does, of OAuth 1. */
static const char *const single_names[] = {
  "code",
  "error",
  "oauth_verifier",
  NULL,
};
static const char *const state_names[] = { "state", "oauth_token", "denied", NULL };

/* Text of the provider's goes into our messages: what could disturb what stands around it is left
 * out. */
static char *
tidy (const char *text, gsize max_chars)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *tidied = g_string_new (NULL);
  gsize n = 0;

  for (const char *at = valid; *at != '\0' && n < max_chars; at = g_utf8_next_char (at))
    if (g_unichar_isprint (g_utf8_get_char (at)))
      {
        g_string_append_unichar (tidied, g_utf8_get_char (at));
        n++;
      }
  g_strstrip (tidied->str);
  return g_string_free (tidied, FALSE);
}

static gboolean
refuse (GError **error, ValError code, const char *message)
{
  g_set_error_literal (error, VAL_ERROR, (int) code, message);
  return FALSE;
}

static char *
decode (const char *text, gsize length)
{
  g_autoptr (ValSecretString) plain = g_strndup (text, length);
  g_autoptr (ValSecretString) decoded = NULL;

  g_strdelimit (plain, "+", ' ');
  decoded = g_uri_unescape_string (plain, NULL);
  if (decoded == NULL || !g_utf8_validate (decoded, -1, NULL))
    return NULL;
  return g_steal_pointer (&decoded);
}

/* What comes twice could mean one thing to us and another to who reads it next (RFC 6749, 3.1). */
static gboolean
take_param (GHashTable *params, char *name, char *value, GError **error)
{
  g_autofree char *owned_name = name;
  g_autoptr (ValSecretString) owned_value = value;

  if (name == NULL || value == NULL)
    return refuse (error, VAL_ERROR_OAUTH_NO_CODE, _ ("The address is malformed."));
  if (!g_hash_table_contains (params, name))
    g_hash_table_insert (params, g_steal_pointer (&owned_name), g_steal_pointer (&owned_value));
  else if (g_strv_contains (state_names, name))
    return refuse (error, VAL_ERROR_OAUTH_STATE, _ ("The address holds its state twice."));
  else if (g_strv_contains (single_names, name))
    return refuse (error, VAL_ERROR_OAUTH_NO_CODE, _ ("The address holds its code twice."));
  return TRUE;
}

static gboolean
split (GHashTable *params, const char *query, GError **error)
{
  while (*query != '\0')
    {
      gsize length = strcspn (query, "&");
      const char *equals = memchr (query, '=', length);
      gsize name_length = equals != NULL ? (gsize) (equals - query) : length;

      if (length > 0 && !take_param (params, decode (query, name_length),
                                     decode (query + name_length + (equals != NULL ? 1 : 0),
                                             length - name_length - (equals != NULL ? 1 : 0)),
                                     error))
        return FALSE;
      query += length + (query[length] == '&' ? 1 : 0);
    }
  return TRUE;
}

/* OAuth 1 knows no state: the request token shows whose answer it is (contract 6.5). */
static const char *
find_state (ValRedirect *self)
{
  for (guint i = 0; state_names[i] != NULL; i++)
    if (val_redirect_get (self, state_names[i]) != NULL)
      return val_redirect_get (self, state_names[i]);
  return NULL;
}

static const char *
find_code (ValRedirect *self)
{
  const char *code = val_redirect_get (self, "code");

  return code != NULL ? code : val_redirect_get (self, "oauth_verifier");
}

static const char *
find_error (ValRedirect *self)
{
  const char *code = val_redirect_get (self, "error");

  return code == NULL && val_redirect_get (self, "denied") != NULL ? "access_denied" : code;
}

static gboolean
check_state (ValRedirect *self, const char *state, GError **error)
{
  const char *got = find_state (self);

  if (got == NULL)
    return refuse (error, VAL_ERROR_OAUTH_STATE,
                   _ ("The state is missing. Paste the whole address, not the code alone."));
  if (!val_secret_equal (state, got))
    return refuse (error, VAL_ERROR_OAUTH_STATE,
                   _ ("The state is that of another attempt, perhaps an earlier one."));
  return TRUE;
}

static gboolean
check (ValRedirect *self, const char *state, GError **error)
{
  const char *code = find_code (self);
  const char *provider_error = find_error (self);

  if (code == NULL && provider_error == NULL)
    return refuse (error, VAL_ERROR_OAUTH_NO_CODE, _ ("There is no code in it."));
  if (!check_state (self, state, error))
    return FALSE;
  if (provider_error != NULL)
    {
      g_propagate_error (
          error, val_redirect_error (provider_error, val_redirect_get (self, "error_description")));
      return FALSE;
    }
  if (*code == '\0')
    return refuse (error, VAL_ERROR_OAUTH_NO_CODE, _ ("The code in it is empty."));
  return TRUE;
}

/**
 * val_redirect_parse_query:
 * @query: (nullable): the query of the address that the browser was sent back to, without the
 *   question mark (contract 6.2)
 * @state: the state that was sent out, or with OAuth 1 the request token (contract 6.5)
 * @error: #VAL_ERROR_OAUTH_STATE, #VAL_ERROR_OAUTH_NO_CODE, or with the right state
 *   #VAL_ERROR_OAUTH_DENIED and #VAL_ERROR_OAUTH_PROVIDER for what the provider says
 *
 * Returns: (transfer full) (nullable): the parameters, with a code or verifier and the right state
 *   among them
 */
ValRedirect *
val_redirect_parse_query (const char *query, const char *state, GError **error)
{
  g_autoptr (ValRedirect) self = NULL;

  g_return_val_if_fail (state != NULL && *state != '\0', NULL);

  self = g_new0 (ValRedirect, 1);
  self->params =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) val_secret_free);
  if (!split (self->params, query != NULL ? query : "", error) || !check (self, state, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * val_redirect_get:
 * @self: a redirect
 * @name: name of a parameter
 *
 * Returns: (transfer none) (nullable): its decoded value
 */
const char *
val_redirect_get (ValRedirect *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  return g_hash_table_lookup (self->params, name);
}

/**
 * val_redirect_free:
 * @self: (nullable) (transfer full): a redirect
 *
 * Wipes and frees it.
 */
void
val_redirect_free (ValRedirect *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->params);
  g_free (self);
}

static const char *
find_text (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (provider_errors); i++)
    if (g_str_equal (provider_errors[i].code, code))
      return _ (provider_errors[i].text);
  return NULL;
}

/**
 * val_redirect_error:
 * @code: the provider's error code (RFC 6749, 4.1.2.1)
 * @description: (nullable): what the provider says about it
 *
 * Returns: (transfer full): #VAL_ERROR_OAUTH_DENIED for access_denied, #VAL_ERROR_OAUTH_PROVIDER
 *   for all others, with a text of its own for each code that is known
 */
GError *
val_redirect_error (const char *code, const char *description)
{
  g_autofree char *tidy_code = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *unknown = NULL;
  const char *text = NULL;
  gboolean denied = FALSE;

  g_return_val_if_fail (code != NULL, NULL);

  tidy_code = tidy (code, MAX_CODE_CHARS);
  detail = tidy (description != NULL ? description : "", MAX_DESCRIPTION_CHARS);
  /* Translators: %s is an error code such as "invalid_target". */
  unknown = g_strdup_printf (_ ("The provider answered with the error “%s”."), tidy_code);
  text = find_text (code);
  text = text != NULL ? text : unknown;
  denied = g_str_equal (code, "access_denied");
  if (*detail == '\0')
    return g_error_new_literal (VAL_ERROR,
                                denied ? VAL_ERROR_OAUTH_DENIED : VAL_ERROR_OAUTH_PROVIDER, text);
  /* Translators: the first %s is a sentence, the second what the provider says itself. */
  return g_error_new (VAL_ERROR, denied ? VAL_ERROR_OAUTH_DENIED : VAL_ERROR_OAUTH_PROVIDER,
                      _ ("%s The provider says: “%s”"), text, detail);
}
