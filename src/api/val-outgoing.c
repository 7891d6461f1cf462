/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-outgoing.h"

#include "api/val-session-private.h"
#include "util/val-error.h"
#include "util/val-json.h"
#include "util/val-secret.h"
#include "util/val-uri.h"

#include <glib/gi18n-lib.h>

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, message);
  return FALSE;
}

/* The last guard before a mask replaces a secret (contract 11.11). */
static gboolean
holds_mask (JsonNode *node)
{
  JsonObject *object = val_json_node_object (node);
  JsonArray *array = val_json_node_array (node);
  guint n_items = array != NULL ? json_array_get_length (array) : 0;
  JsonObjectIter iter;
  JsonNode *member;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strcmp0 (json_node_get_string (node), VAL_SECRET_MASK) == 0;
  for (guint i = 0; i < n_items; i++)
    if (holds_mask (json_array_get_element (array, i)))
      return TRUE;
  if (object == NULL)
    return FALSE;
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, NULL, &member))
    if (holds_mask (member))
      return TRUE;
  return FALSE;
}

static gboolean
check_uri (GUri *uri, GError **error)
{
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0' || g_uri_get_userinfo (uri) != NULL)
    return refuse (error, _ ("The account's base URL is not usable."));
  if (g_strcmp0 (scheme, "https") == 0)
    return TRUE;
  if (g_strcmp0 (scheme, "http") == 0 && val_uri_is_loopback (uri))
    return TRUE;
  return refuse (error, _ ("The platform is only spoken to over https."));
}

static ValPaceFlags
find_turn (ValRequestFlags flags)
{
  return ((flags & VAL_REQUEST_PATIENT) != 0 ? VAL_PACE_PATIENT : VAL_PACE_NONE) |
         ((flags & VAL_REQUEST_NEW) != 0 ? VAL_PACE_NEW : VAL_PACE_NONE);
}

static void
classify (ValOutgoing *self, const ValRequest *request)
{
  static const char *const safe[] = { "GET", "HEAD", NULL };
  static const char *const repeatable[] = { "GET", "HEAD", "PUT", "DELETE", NULL };

  self->changes =
      !g_strv_contains (safe, request->method) && (request->flags & VAL_REQUEST_SAFE) == 0;
  self->single = (request->flags & VAL_REQUEST_SINGLE) != 0;
  self->n_before = request->n_before;
  self->turn = find_turn (request->flags);
  self->idempotent = (request->flags & VAL_REQUEST_ONCE) == 0 &&
                     (!self->changes || g_strv_contains (repeatable, request->method) ||
                      (request->flags & VAL_REQUEST_IDEMPOTENT) != 0 || self->single);
}

ValOutgoing *
val_outgoing_new (ValSession *session, const ValRequest *request, GError **error)
{
  g_autofree char *text =
      val_uri_join (val_session_get_base_url (session), request->path, request->query);
  g_autoptr (ValOutgoing) self = g_new0 (ValOutgoing, 1);

  self->uri = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL);
  if (!check_uri (self->uri, error))
    return NULL;
  if (request->element_token != NULL &&
      !val_secret_check (request->element_token, &self->element_token, error))
    return NULL;
  if (request->bearer != NULL && !val_secret_check (request->bearer, &self->bearer, error))
    return NULL;
  if (request->body != NULL && holds_mask (request->body))
    {
      refuse (error, _ ("A masked secret would be sent back. Enter the secret itself."));
      return NULL;
    }
  self->method = g_strdup (request->method);
  self->reading = request->reading;
  self->body = request->body != NULL ? val_json_to_bytes (request->body) : NULL;
  self->authorized = (request->flags & VAL_REQUEST_NO_CREDENTIALS) == 0 && self->bearer == NULL;
  classify (self, request);
  return g_steal_pointer (&self);
}

void
val_outgoing_free (ValOutgoing *self)
{
  g_clear_pointer (&self->uri, g_uri_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  val_secret_clear (&self->element_token);
  val_secret_clear (&self->bearer);
  g_free (self->method);
  g_free (self);
}

/* Only what changes nothing may follow, and only to where the secrets belong anyway. */
gboolean
val_outgoing_redirect (ValOutgoing *self, const char *location)
{
  g_autoptr (GUri) target = NULL;

  if (!g_str_equal (self->method, "GET") || location == NULL)
    return FALSE;
  target = g_uri_parse_relative (self->uri, location, SOUP_HTTP_URI_FLAGS, NULL);
  if (target == NULL || g_uri_get_host (target) == NULL || g_uri_get_userinfo (target) != NULL ||
      !val_uri_same_origin (self->uri, target))
    return FALSE;
  g_uri_unref (self->uri);
  self->uri = g_steal_pointer (&target);
  return TRUE;
}

/* When libsoup repeats a request on its own, it does not rewind the body, and the server waits for
 * it in vain.  It only does so on a connection that was used before, and never for PATCH or POST.
 */
static gboolean
needs_new_connection (ValOutgoing *self, gboolean new_connection)
{
  static const char *const repeated[] = { "GET", "PUT", "DELETE", NULL };

  return !self->idempotent || new_connection ||
         (self->body != NULL && g_strv_contains (repeated, self->method));
}

static SoupMessageFlags
message_flags (ValOutgoing *self, gboolean new_connection)
{
  SoupMessageFlags flags = SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE;

  if (self->idempotent)
    flags |= SOUP_MESSAGE_IDEMPOTENT;
  if (needs_new_connection (self, new_connection))
    flags |= SOUP_MESSAGE_NEW_CONNECTION;
  return flags;
}

static void
authorize_bearer (SoupMessage *message, const char *token)
{
  g_autoptr (ValSecretString) value = g_strconcat ("Bearer ", token, NULL);

  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", value);
}

SoupMessage *
val_outgoing_build (ValOutgoing *self, ValSession *session, gboolean new_connection)
{
  SoupMessage *message = soup_message_new_from_uri (self->method, self->uri);
  ValCredentials *credentials = val_session_get_credentials (session);

  soup_message_set_flags (message, message_flags (self, new_connection));
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept",
                                "application/json");
  if (self->authorized && credentials != NULL)
    val_credentials_authorize (credentials, message, self->element_token);
  if (self->bearer != NULL)
    authorize_bearer (message, self->bearer);
  if (self->body != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", self->body);
  return message;
}
