/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/val-uri.h"

#include "util/val-error.h"
#include "util/val-secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define API_PATH   "/elements/api-v2"
#define BASE_FLAGS (G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE)

static gboolean
has_control_or_space (const char *text)
{
  for (; *text != '\0'; text++)
    if (g_ascii_iscntrl (*text) || g_ascii_isspace (*text) || *text == '\\')
      return TRUE;
  return FALSE;
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, message);
  return FALSE;
}

/* GUri is no validator: it lets user info, an empty host and any scheme pass. */
static gboolean
check_base (GUri *uri, GError **error)
{
  const char *scheme = g_uri_get_scheme (uri);
  const char *host = g_uri_get_host (uri);

  if (host == NULL || *host == '\0')
    return refuse (error, _ ("The base URL has no host."));
  if (g_uri_get_port (uri) == 0)
    return refuse (error, _ ("The base URL has no usable port."));
  if (g_uri_get_userinfo (uri) != NULL)
    return refuse (error, _ ("The base URL must not hold a user name or password."));
  if (g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return refuse (error, _ ("The base URL must end with its path."));
  if (g_str_equal (scheme, "https"))
    return TRUE;
  if (g_str_equal (scheme, "http") && val_uri_is_loopback (uri))
    return TRUE;
  return refuse (error, _ ("The base URL must begin with https://."));
}

/* GUri fills in the port of the scheme; a base URL without one stays so. */
static int
written_port (GUri *uri)
{
  int usual = g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;

  return g_uri_get_port (uri) == usual ? -1 : g_uri_get_port (uri);
}

static char *
base_path (const char *path)
{
  g_autofree char *trimmed = g_strdup (path);
  gsize length = strlen (trimmed);

  while (length > 0 && trimmed[length - 1] == '/')
    trimmed[--length] = '\0';
  if (length == 0 || g_str_equal (trimmed, "/elements"))
    return g_strdup (API_PATH);
  if (g_str_has_suffix (trimmed, API_PATH))
    return g_steal_pointer (&trimmed);
  return g_strconcat (trimmed, API_PATH, NULL);
}

static char *
with_scheme (const char *text)
{
  g_autofree char *clean = g_strstrip (g_strdup (text));

  if (strstr (clean, "://") != NULL)
    return g_steal_pointer (&clean);
  return g_strconcat ("https://", clean, NULL);
}

/**
 * val_uri_normalise_base:
 * @text: a base URL as typed, with or without scheme and `/elements/api-v2` (contract 2)
 * @error: #VAL_ERROR_INVALID_INPUT where it cannot be one
 *
 * Returns: (transfer full) (nullable): the base URL, without a slash at its end
 */
char *
val_uri_normalise_base (const char *text, GError **error)
{
  g_autofree char *full = NULL;
  g_autofree char *path = NULL;
  g_autofree char *host = NULL;
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  full = with_scheme (text);
  if (has_control_or_space (full) || (uri = g_uri_parse (full, BASE_FLAGS, NULL)) == NULL)
    {
      refuse (error, _ ("This is not a URL."));
      return NULL;
    }
  if (!check_base (uri, error))
    return NULL;
  path = base_path (g_uri_get_path (uri));
  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  return g_uri_join (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL, host, written_port (uri),
                     path, NULL, NULL);
}

/**
 * val_uri_join:
 * @base: a normalised base URL
 * @path: what follows it, from its slash, escaped
 * @query: (nullable): encoded query without the question mark
 *
 * Returns: (transfer full): the whole URL
 */
char *
val_uri_join (const char *base, const char *path, const char *query)
{
  g_return_val_if_fail (base != NULL && path != NULL && *path == '/', NULL);

  if (query == NULL || *query == '\0')
    return g_strconcat (base, path, NULL);
  return g_strconcat (base, path, "?", query, NULL);
}

/**
 * val_uri_host_is_loopback:
 * @host: (nullable): a host name or address, without brackets
 *
 * Returns: whether it can only be this computer
 */
gboolean
val_uri_host_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (host == NULL)
    return FALSE;
  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

/**
 * val_uri_is_loopback:
 * @uri: a URI
 *
 * Returns: whether its host can only be this computer
 */
gboolean
val_uri_is_loopback (GUri *uri)
{
  g_return_val_if_fail (uri != NULL, FALSE);

  return val_uri_host_is_loopback (g_uri_get_host (uri));
}

static int
effective_port (GUri *uri)
{
  int port = g_uri_get_port (uri);

  if (port > 0)
    return port;
  return g_strcmp0 (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80;
}

/**
 * val_uri_same_origin:
 * @one: a URI
 * @other: another
 *
 * Returns: whether scheme, host and port are the same; what has no host shares it with nobody
 */
gboolean
val_uri_same_origin (GUri *one, GUri *other)
{
  const char *host;
  const char *other_host;

  g_return_val_if_fail (one != NULL && other != NULL, FALSE);

  host = g_uri_get_host (one);
  other_host = g_uri_get_host (other);
  if (host == NULL || *host == '\0' || other_host == NULL)
    return FALSE;
  return g_strcmp0 (g_uri_get_scheme (one), g_uri_get_scheme (other)) == 0 &&
         g_ascii_strcasecmp (host, other_host) == 0 &&
         effective_port (one) == effective_port (other);
}

/**
 * val_uri_escape_segment:
 * @segment: one part of a path, as it is meant
 *
 * Returns: (transfer full): @segment with everything escaped that could end it
 */
char *
val_uri_escape_segment (const char *segment)
{
  g_return_val_if_fail (segment != NULL, NULL);

  return g_uri_escape_string (segment, NULL, FALSE);
}

/**
 * val_uri_query_append:
 * @query: (nullable) (transfer full): a query so far, or NULL for a new one
 * @name: name of the parameter; brackets stay as they are (contract 3.0)
 * @value: (nullable): its value; NULL adds nothing
 *
 * Returns: (transfer full): @query with the parameter
 */
GString *
val_uri_query_append (GString *query, const char *name, const char *value)
{
  g_autofree char *escaped = NULL;

  g_return_val_if_fail (name != NULL, query);

  if (query == NULL)
    query = g_string_new (NULL);
  if (value == NULL)
    return query;
  escaped = g_uri_escape_string (value, NULL, FALSE);
  if (query->len > 0)
    g_string_append_c (query, '&');
  g_string_append_printf (query, "%s=%s", name, escaped);
  return query;
}

/**
 * val_uri_mask_user_info:
 * @text: a URL, or a text with URLs in it
 *
 * A URL may hold a name and a password.
 *
 * Returns: (transfer full): the same to be shown, with a mask in place of them
 */
char *
val_uri_mask_user_info (const char *text)
{
  GString *masked;
  const char *slashes;

  g_return_val_if_fail (text != NULL, NULL);

  masked = g_string_new (NULL);
  while ((slashes = strstr (text, "//")) != NULL)
    {
      const char *authority = slashes + 2;
      gsize length = strcspn (authority, "/?# \t\r\n\"'<>");
      const char *at = g_strrstr_len (authority, (gssize) length, "@");

      g_string_append_len (masked, text, authority - text);
      if (at != NULL)
        g_string_append (masked, VAL_SECRET_MASK);
      text = at != NULL ? at : authority;
    }
  g_string_append (masked, text);
  return g_string_free (masked, FALSE);
}
