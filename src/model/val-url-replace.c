/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-url-replace.h"

#include "model/val-host.h"
#include "util/val-error.h"

#include <glib/gi18n-lib.h>
#include <gio/gio.h>
#include <string.h>

#define MAX_PORT        65535
#define AUTHORITY_MARK  "://"
#define SCHEME_LETTERS  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."
#define AFTER_AUTHORITY "/?#"

struct _ValUrlHost
{
  char *text;  /* as it is written into a URL, brackets included, without the port */
  char *ascii; /* as it is looked up */
  guint port;  /* or 0 */
};

/* Where in a URL the host is. */
typedef struct
{
  const char *host;
  const char *host_end;
  const char *port; /* (nullable): behind its colon */
  const char *end;
} Authority;

static gboolean
refuse (GError **error, const char *problem)
{
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, problem);
  return FALSE;
}

static const char *
find_authority (const char *url)
{
  gsize scheme = strspn (url, SCHEME_LETTERS);

  if (scheme == 0 || !g_str_has_prefix (url + scheme, AUTHORITY_MARK))
    return NULL;
  return url + scheme + strlen (AUTHORITY_MARK);
}

/* A colon after the closing bracket, or the last one where there are no brackets. */
static const char *
find_port (const char *host, const char *end)
{
  const char *bracket = g_strrstr_len (host, end - host, "]");
  const char *from = bracket != NULL ? bracket : host;
  const char *colon = g_strrstr_len (from, end - from, ":");

  return colon != NULL ? colon + 1 : NULL;
}

static gboolean
split (const char *url, Authority *parts)
{
  const char *start = find_authority (url);
  const char *at;

  if (start == NULL)
    return FALSE;
  parts->end = start + strcspn (start, AFTER_AUTHORITY);
  at = g_strrstr_len (start, parts->end - start, "@");
  parts->host = at != NULL ? at + 1 : start;
  parts->port = find_port (parts->host, parts->end);
  parts->host_end = parts->port != NULL ? parts->port - 1 : parts->end;
  return parts->host_end > parts->host;
}

/* 0 where it is none. */
static guint
read_port (const char *text)
{
  guint64 port;

  return g_ascii_string_to_unsigned (text, 10, 1, MAX_PORT, &port, NULL) ? (guint) port : 0;
}

static guint
default_port (const char *url)
{
  if (g_ascii_strncasecmp (url, "https:", 6) == 0)
    return 443;
  return g_ascii_strncasecmp (url, "http:", 5) == 0 ? 80 : 0;
}

static guint
effective_port (const char *url, const Authority *parts)
{
  g_autofree char *port = NULL;

  if (parts->port == NULL || parts->port == parts->end)
    return default_port (url);
  port = g_strndup (parts->port, (gsize) (parts->end - parts->port));
  return read_port (port);
}

static gboolean
matches (const ValUrlHost *from, const char *url, const Authority *parts)
{
  g_autofree char *text = g_strndup (parts->host, (gsize) (parts->host_end - parts->host));
  g_auto (ValHost) host = { VAL_HOST_INVALID, NULL, FALSE, FALSE };

  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  val_host_parse (&host, text);
  return g_strcmp0 (host.ascii, from->ascii) == 0 &&
         (from->port == 0 || effective_port (url, parts) == from->port);
}

static gboolean
is_bare_address6 (const char *text)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  return address != NULL && g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6;
}

static gboolean
refuse_host (GError **error)
{
  return refuse (error, _ ("Enter a host alone, such as hooks.example.com, or a host and a port, "
                           "such as hooks.example.com:8443."));
}

static gboolean
read_host (ValUrlHost *self, GError **error)
{
  g_auto (ValHost) host = { VAL_HOST_INVALID, NULL, FALSE, FALSE };

  val_host_parse (&host, self->text);
  if (host.ascii == NULL)
    return refuse_host (error);
  self->ascii = g_steal_pointer (&host.ascii);
  return TRUE;
}

/* What is more than a host and a port, such as a whole URL, or has no port that could be wrong. */
static gboolean
holds_more (const char *text)
{
  const char *bracket = strrchr (text, ']');
  const char *colon = strchr (bracket != NULL ? bracket : text, ':');

  if (strpbrk (text, AFTER_AUTHORITY "@") != NULL)
    return TRUE;
  return colon != NULL &&
         (strchr (colon + 1, ':') != NULL || (bracket != NULL && colon != bracket + 1));
}

static gboolean
cut_port (ValUrlHost *self, GError **error)
{
  const char *port = find_port (self->text, self->text + strlen (self->text));

  if (holds_more (self->text))
    return refuse_host (error);
  if (port == NULL)
    return TRUE;
  self->port = read_port (port);
  self->text[port - self->text - 1] = '\0';
  return self->port > 0 || refuse (error, _ ("The port must be a number from 1 to 65535."));
}

static gboolean
is_in_word (char c)
{
  return g_ascii_isalnum (c) || ((guchar) c & 0x80) != 0;
}

/* Scheme and `://`, and nothing more. */
static gboolean
is_scheme_only (const char *prefix)
{
  const char *authority = find_authority (prefix);

  return authority != NULL && *authority == '\0';
}

static gboolean
ends_in_authority (const char *prefix)
{
  const char *authority = find_authority (prefix);

  return authority != NULL && authority[strcspn (authority, AFTER_AUTHORITY)] == '\0';
}

/* Whether @rest, what follows the prefix @from, begins something new: not more of the host, of a
 * word or of an escape. */
static gboolean
is_boundary (const char *from, const char *rest)
{
  gsize length = strlen (from);

  if (is_scheme_only (from) || *rest == '\0')
    return TRUE;
  if (ends_in_authority (from))
    return strchr (AFTER_AUTHORITY, *rest) != NULL;
  if (from[length - 1] == '%' || from[length - 2] == '%')
    return FALSE;
  return !is_in_word (from[length - 1]) || (!is_in_word (*rest) && strchr ("-_.~%", *rest) == NULL);
}

/**
 * val_url_host_new:
 * @text: a host name or address, with or without a port, in UTF-8
 * @error: #VAL_ERROR_INVALID_INPUT where it is neither
 *
 * An address of version 6 that has a port stands in brackets.
 *
 * Returns: (transfer full) (nullable): the host
 */
ValUrlHost *
val_url_host_new (const char *text, GError **error)
{
  g_autoptr (ValUrlHost) self = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_new0 (ValUrlHost, 1);
  if (is_bare_address6 (text))
    self->text = g_strdup_printf ("[%s]", text);
  else
    {
      self->text = g_strdup (text);
      if (!cut_port (self, error))
        return NULL;
    }
  return read_host (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * val_url_host_free:
 * @self: (nullable) (transfer full): a host
 */
void
val_url_host_free (ValUrlHost *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->ascii);
  g_free (self);
}

/**
 * val_url_replace_host:
 * @from: (nullable): the host that is looked for, or NULL for any
 * @to: what comes in its place
 * @old_url: a URL
 * @url: (out) (transfer full) (nullable): what becomes of it, where something does
 *
 * Hosts are compared as they are looked up, so that neither case nor the way in which letters
 * beyond ASCII are written matters.  With a port, @from only matches that port, which may be the
 * usual one of the scheme; without one it matches every port.  The port becomes that of @to.  Where
 * @to has none, it goes if @from had one, and stays otherwise.  Everything else stays byte for
 * byte.
 *
 * Returns: what came of it
 */
ValUrlRuleResult
val_url_replace_host (const ValUrlHost *from, const ValUrlHost *to, const char *old_url, char **url)
{
  Authority parts;
  GString *changed;

  g_return_val_if_fail (to != NULL && old_url != NULL && url != NULL, VAL_URL_RULE_FAILED);

  *url = NULL;
  if (!split (old_url, &parts) || (from != NULL && !matches (from, old_url, &parts)))
    return VAL_URL_RULE_NO_MATCH;
  changed = g_string_new_len (old_url, parts.host - old_url);
  g_string_append (changed, to->text);
  if (to->port > 0)
    g_string_append_printf (changed, ":%u", to->port);
  else if (from == NULL || from->port == 0)
    g_string_append_len (changed, parts.host_end, parts.end - parts.host_end);
  g_string_append (changed, parts.end);
  *url = g_string_free (changed, FALSE);
  return VAL_URL_RULE_APPLIED;
}

/**
 * val_url_check_prefixes:
 * @from: the beginning that is looked for
 * @to: what comes in its place
 * @error: #VAL_ERROR_INVALID_INPUT where they do not fit together
 *
 * Returns: whether val_url_replace_prefix () can use both
 */
gboolean
val_url_check_prefixes (const char *from, const char *to, GError **error)
{
  g_return_val_if_fail (from != NULL && to != NULL, FALSE);

  if (find_authority (from) == NULL || find_authority (to) == NULL)
    return refuse (error, _ ("Both beginnings must begin with https:// or http://."));
  if (is_scheme_only (from) != is_scheme_only (to))
    return refuse (error, _ ("Enter a host in both beginnings, or in neither."));
  if ((g_str_has_suffix (from, "/") && is_in_word (to[strlen (to) - 1])) ||
      (g_str_has_suffix (to, "/") && is_in_word (from[strlen (from) - 1])))
    return refuse (error, _ ("End both beginnings with a slash, or neither."));
  return TRUE;
}

/**
 * val_url_replace_prefix:
 * @from: the beginning that is looked for; val_url_check_prefixes () has passed it
 * @to: what comes in its place
 * @old_url: a URL
 * @url: (out) (transfer full) (nullable): what becomes of it, where something does
 * @error: #VAL_ERROR_INVALID_INPUT where the rest of @old_url would run into the host of @to
 *
 * The text itself is compared, capitals and escapes included.  A beginning that ends within a host,
 * a port, a word of the path or of the query, or an escape does not match: `https://a.example` is
 * not the beginning of `https://a.example.org/` nor of `https://a.example:8443/`, and
 * `https://a.example/hook` is not that of `https://a.example/hooks`.  One that ends with a sign,
 * such as `https://a.example/tenant-`, matches whatever follows.
 *
 * Returns: what came of it
 */
ValUrlRuleResult
val_url_replace_prefix (const char *from,
                        const char *to,
                        const char *old_url,
                        char **url,
                        GError **error)
{
  const char *rest;

  g_return_val_if_fail (from != NULL && to != NULL, VAL_URL_RULE_FAILED);
  g_return_val_if_fail (old_url != NULL && url != NULL, VAL_URL_RULE_FAILED);

  *url = NULL;
  if (!g_str_has_prefix (old_url, from))
    return VAL_URL_RULE_NO_MATCH;
  rest = old_url + strlen (from);
  if (!is_boundary (from, rest))
    return VAL_URL_RULE_NO_MATCH;
  if (!is_scheme_only (to) && ends_in_authority (to) && strchr (AFTER_AUTHORITY, *rest) == NULL)
    {
      refuse (error, _ ("The rest of the current URL would become part of the new host. Add a "
                        "slash to the new beginning."));
      return VAL_URL_RULE_FAILED;
    }
  *url = g_strconcat (to, rest, NULL);
  return VAL_URL_RULE_APPLIED;
}
