/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-callback-url.h"

#include "model/val-host.h"
#include "model/val-webhook-url.h"
#include "util/val-error.h"
#include "util/val-uri.h"
#include "util/val-visible.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_PORT        65535
#define MAX_PORT_DIGITS 5
#define EVENTS_PATH     "/events/"
#define NO_CHARACTER    0xfffd

/* Some of the platform's guides misspell its domain: this one is another party's (contract 7). */
#define FOREIGN_DOMAIN "cloud-element.com"

typedef struct
{
  const char *key;
  ValUrlVerdict verdict;
  const char *text;
} Reason;

static const Reason reasons[] = {
  [VAL_URL_REASON_NONE] = { "none", VAL_URL_OK, NULL },
  [VAL_URL_REASON_EMPTY] = { "empty", VAL_URL_REFUSE, N_ ("Enter an address.") },
  [VAL_URL_REASON_NOT_TEXT] = { "not-text", VAL_URL_REFUSE, N_ ("This is not readable text.") },
  [VAL_URL_REASON_CONTROL] = { "control", VAL_URL_REFUSE,
                               N_ ("The address holds a control character, such as a line break "
                                   "or a tab.") },
  [VAL_URL_REASON_INVISIBLE] = { "invisible", VAL_URL_REFUSE,
                                 N_ ("The address holds an invisible character. Type it anew "
                                     "instead of pasting it.") },
  [VAL_URL_REASON_SPACE] = { "space", VAL_URL_REFUSE, N_ ("The address holds a space.") },
  [VAL_URL_REASON_BACKSLASH] = { "backslash", VAL_URL_REFUSE,
                                 N_ ("The address holds a backslash.") },
  [VAL_URL_REASON_CHARACTER] = { "character", VAL_URL_REFUSE,
                                 N_ ("The address holds a character that must be escaped, such as "
                                     "a quote or a brace.") },
  [VAL_URL_REASON_PERCENT] = { "percent", VAL_URL_REFUSE,
                               N_ ("A percent sign must be followed by two hexadecimal "
                                   "digits.") },
  [VAL_URL_REASON_TOO_LONG] = { "too-long", VAL_URL_REFUSE,
                                N_ ("The address is longer than the platform keeps here, and "
                                    "would be cut.") },
  [VAL_URL_REASON_ENDLESS] = { "endless", VAL_URL_REFUSE,
                               N_ ("The address is longer than 8,192 characters.") },
  [VAL_URL_REASON_RELATIVE] = { "relative", VAL_URL_REFUSE,
                                N_ ("The address must begin with https://.") },
  [VAL_URL_REASON_SCHEME] = { "scheme", VAL_URL_REFUSE,
                              N_ ("Events can only be sent to an https:// or http:// address.") },
  [VAL_URL_REASON_FRAGMENT] = { "fragment", VAL_URL_REFUSE,
                                N_ ("What follows a # is never sent. Leave it out.") },
  [VAL_URL_REASON_USER_INFO] = { "user-info", VAL_URL_REFUSE,
                                 N_ ("The address holds a user name or password. Everyone who "
                                     "sees the instance would see it.") },
  [VAL_URL_REASON_NO_HOST] = { "no-host", VAL_URL_REFUSE, N_ ("The address has no host.") },
  [VAL_URL_REASON_HOST] = { "host", VAL_URL_REFUSE, N_ ("There cannot be a host of this name.") },
  [VAL_URL_REASON_PORT] = { "port", VAL_URL_REFUSE,
                            N_ ("The port must be a number from 1 to 65535.") },
  [VAL_URL_REASON_METADATA] = { "metadata", VAL_URL_WARN,
                                N_ ("This is where a cloud tells its machines about themselves. "
                                    "Events must not go there.") },
  [VAL_URL_REASON_LOCALHOST] = { "localhost", VAL_URL_WARN,
                                 N_ ("This is each computer's name for itself. The platform would "
                                     "call itself, not you.") },
  [VAL_URL_REASON_PRIVATE] = { "private", VAL_URL_WARN,
                               N_ ("This host is not reached from the internet.") },
  [VAL_URL_REASON_FOREIGN] = { "foreign", VAL_URL_WARN,
                               N_ ("This domain is not the platform's, though it is spelt nearly "
                                   "like it. Events would go to somebody else.") },
  [VAL_URL_REASON_OTHER_INSTANCE] = { "other-instance", VAL_URL_WARN,
                                      N_ ("This is the webhook URL of another instance.") },
  [VAL_URL_REASON_OTHER_ELEMENT] = { "other-element", VAL_URL_WARN,
                                     N_ ("This is a webhook URL of another element.") },
  [VAL_URL_REASON_BAD_ID] = { "bad-id", VAL_URL_WARN,
                              N_ ("This looks like a webhook URL, yet it does not end with the "
                                  "id of an instance.") },
  [VAL_URL_REASON_NOT_EVENTS] = { "not-events", VAL_URL_WARN,
                                  N_ ("This is the platform's own host, but not an address that "
                                      "takes events.") },
  [VAL_URL_REASON_PUNYCODE] = { "punycode", VAL_URL_WARN, NULL },
  [VAL_URL_REASON_ADDRESS] = { "address", VAL_URL_WARN,
                               N_ ("This is a number in place of a name. Certificates are rarely "
                                   "made out to one.") },
  [VAL_URL_REASON_TRAILING_DOT] = { "trailing-dot", VAL_URL_WARN,
                                    N_ ("The host ends with a dot, which many servers do not "
                                        "understand.") },
  [VAL_URL_REASON_HTTP] = { "http", VAL_URL_WARN,
                            N_ ("Events would be sent unencrypted. Use https:// if the server "
                                "has it.") },
  [VAL_URL_REASON_ESCAPED_INVISIBLE] = { "escaped-invisible", VAL_URL_WARN,
                                         N_ ("The address holds an escaped character that is "
                                             "invisible, or turns text around.") },
  [VAL_URL_REASON_NOT_ASCII] = { "not-ascii", VAL_URL_WARN,
                                 N_ ("Letters beyond A to Z should be escaped in an address.") },
};

/* The parts of a URL whose characters passed; the rest, from path or query on, is not copied. */
typedef struct
{
  gboolean secure;
  char *host;
  char *port;
  const char *rest;
} Parts;

static void
parts_clear (Parts *parts)
{
  g_free (parts->host);
  g_free (parts->port);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static ValUrlReason
check_wide_character (gunichar c)
{
  switch ((int) g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return VAL_URL_REASON_CONTROL;
    case G_UNICODE_SPACE_SEPARATOR:
      return VAL_URL_REASON_SPACE;
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
      return VAL_URL_REASON_INVISIBLE;
    default:
      return val_visible_is_hidden (c) ? VAL_URL_REASON_INVISIBLE : VAL_URL_REASON_NONE;
    }
}

static ValUrlReason
check_character (gunichar c)
{
  if (c >= 0x80)
    return check_wide_character (c);
  if (g_ascii_iscntrl ((char) c))
    return VAL_URL_REASON_CONTROL;
  if (c == ' ')
    return VAL_URL_REASON_SPACE;
  if (c == '\\')
    return VAL_URL_REASON_BACKSLASH;
  return strchr ("\"<>^`{|}", (int) c) != NULL ? VAL_URL_REASON_CHARACTER : VAL_URL_REASON_NONE;
}

/* The byte that is escaped here, or -1 where none is. */
static int
read_escape (const char *text)
{
  if (text[0] != '%' || !g_ascii_isxdigit (text[1]) || !g_ascii_isxdigit (text[2]))
    return -1;
  return g_ascii_xdigit_value (text[1]) * 16 + g_ascii_xdigit_value (text[2]);
}

/* The character that is escaped here, in UTF-8, or U+FFFD where that is none. */
static gunichar
read_escaped_character (const char *text)
{
  char bytes[6];
  gssize n_bytes = 0;
  gunichar c;

  for (; n_bytes < (gssize) sizeof bytes; n_bytes++, text += 3)
    {
      int byte = read_escape (text);

      if (byte < 0)
        break;
      bytes[n_bytes] = (char) byte;
    }
  if (n_bytes == 0)
    return NO_CHARACTER;
  c = g_utf8_get_char_validated (bytes, n_bytes);
  return g_unichar_validate (c) ? c : NO_CHARACTER;
}

static ValUrlReason
check_escape (const char *percent)
{
  int byte = read_escape (percent);

  if (byte < 0)
    return VAL_URL_REASON_PERCENT;
  return byte == 0 || g_unichar_iscntrl (read_escaped_character (percent)) ? VAL_URL_REASON_CONTROL
                                                                           : VAL_URL_REASON_NONE;
}

static gboolean
is_endless (const char *url)
{
  return strlen (url) > VAL_CALLBACK_URL_MAX && g_utf8_strlen (url, -1) > VAL_CALLBACK_URL_MAX;
}

static ValUrlReason
check_text (const char *url, const ValCallbackContext *context)
{
  if (url == NULL || *url == '\0')
    return VAL_URL_REASON_EMPTY;
  if (!g_utf8_validate (url, -1, NULL))
    return VAL_URL_REASON_NOT_TEXT;
  if (is_endless (url))
    return VAL_URL_REASON_ENDLESS;
  for (const char *p = url; *p != '\0'; p = g_utf8_next_char (p))
    {
      ValUrlReason reason = *p == '%' ? check_escape (p) : check_character (g_utf8_get_char (p));

      if (reason != VAL_URL_REASON_NONE)
        return reason;
    }
  if (context->max_length > 0 && g_utf8_strlen (url, -1) > (glong) context->max_length)
    return VAL_URL_REASON_TOO_LONG;
  return VAL_URL_REASON_NONE;
}

/* `example.com:8080/x` has no scheme, though `example.com` could be the name of one. */
static ValUrlReason
check_other_scheme (const char *url)
{
  gsize length = strspn (url, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

  if (!g_ascii_isalpha (*url) || url[length] != ':' || g_ascii_isdigit (url[length + 1]))
    return VAL_URL_REASON_RELATIVE;
  return VAL_URL_REASON_SCHEME;
}

static ValUrlReason
cut_scheme (const char **url, Parts *parts)
{
  parts->secure = g_ascii_strncasecmp (*url, "https:", 6) == 0;
  if (!parts->secure && g_ascii_strncasecmp (*url, "http:", 5) != 0)
    return check_other_scheme (*url);
  *url = strchr (*url, ':') + 1;
  if (!g_str_has_prefix (*url, "//"))
    return VAL_URL_REASON_NO_HOST;
  *url += 2;
  return VAL_URL_REASON_NONE;
}

static ValUrlReason
cut_authority (const char *url, Parts *parts)
{
  gsize length = strcspn (url, "/?#");
  g_autofree char *authority = g_strndup (url, length);
  const char *name_end = strrchr (authority, ']');
  char *colon = NULL;

  parts->rest = url + length;
  if (strchr (authority, '@') != NULL)
    return VAL_URL_REASON_USER_INFO;
  if (name_end != NULL || *authority != '[')
    colon = strchr (name_end != NULL ? name_end : authority, ':');
  if (colon != NULL)
    {
      *colon = '\0';
      parts->port = g_strdup (colon + 1);
    }
  parts->host = g_steal_pointer (&authority);
  return *parts->host != '\0' ? VAL_URL_REASON_NONE : VAL_URL_REASON_NO_HOST;
}

static ValUrlReason
check_port (const char *port)
{
  guint64 number;

  if (port == NULL)
    return VAL_URL_REASON_NONE;
  if (strlen (port) > MAX_PORT_DIGITS ||
      !g_ascii_string_to_unsigned (port, 10, 1, MAX_PORT, &number, NULL))
    return VAL_URL_REASON_PORT;
  return VAL_URL_REASON_NONE;
}

static ValUrlReason
split (const char *url, Parts *parts)
{
  ValUrlReason reason;

  if ((reason = cut_scheme (&url, parts)) != VAL_URL_REASON_NONE)
    return reason;
  if (strchr (url, '#') != NULL)
    return VAL_URL_REASON_FRAGMENT;
  if ((reason = cut_authority (url, parts)) != VAL_URL_REASON_NONE)
    return reason;
  return check_port (parts->port);
}

static gboolean
is_foreign (const char *ascii)
{
  return g_str_equal (ascii, FOREIGN_DOMAIN) || g_str_has_suffix (ascii, "." FOREIGN_DOMAIN);
}

static ValUrlReason
check_host (const ValHost *host)
{
  switch (host->kind)
    {
    case VAL_HOST_INVALID:
      return VAL_URL_REASON_HOST;
    case VAL_HOST_METADATA:
      return VAL_URL_REASON_METADATA;
    case VAL_HOST_LOCALHOST:
      return VAL_URL_REASON_LOCALHOST;
    case VAL_HOST_PRIVATE_ADDRESS:
    case VAL_HOST_LOCAL_NAME:
      return VAL_URL_REASON_PRIVATE;
    case VAL_HOST_NAME:
    case VAL_HOST_PUBLIC_ADDRESS:
    default:
      return is_foreign (host->ascii) ? VAL_URL_REASON_FOREIGN : VAL_URL_REASON_NONE;
    }
}

static guint
port_number (const char *port, gboolean secure)
{
  if (port == NULL)
    return secure ? 443 : 80;
  return (guint) g_ascii_strtoull (port, NULL, 10);
}

/* The platform's host, whatever the scheme; what follows it in the base URL is given. */
static gboolean
is_own_host (const Parts *parts, const ValHost *host, const char *base_url, char **base_path)
{
  g_autofree char *base = base_url != NULL ? val_uri_normalise_base (base_url, NULL) : NULL;
  g_auto (Parts) own = { FALSE, NULL, NULL, NULL };
  g_auto (ValHost) own_host = { VAL_HOST_INVALID, NULL, FALSE, FALSE };

  if (base == NULL || split (base, &own) != VAL_URL_REASON_NONE)
    return FALSE;
  val_host_parse (&own_host, own.host);
  if (g_strcmp0 (own_host.ascii, host->ascii) != 0)
    return FALSE;
  /* Both default ports are the same platform; otherwise one computer may serve many. */
  if (port_number (parts->port, parts->secure) != port_number (own.port, own.secure) &&
      (parts->port != NULL || own.port != NULL))
    return FALSE;
  *base_path = g_strdup (own.rest);
  return TRUE;
}

static ValUrlReason
check_id (const char *segment, ValWebhookRule rule, gint64 expected)
{
  g_autofree char *plain = g_uri_unescape_string (segment, NULL);
  gboolean understood;
  guint64 raw = 0;
  gint64 id = 0;

  if (rule == VAL_WEBHOOK_RAW_ID)
    {
      understood =
          plain != NULL && g_ascii_string_to_unsigned (plain, 10, 1, G_MAXINT64, &raw, NULL);
      id = (gint64) raw;
    }
  else
    understood = val_webhook_id_decode (plain, &id);
  if (!understood)
    return VAL_URL_REASON_BAD_ID;
  return expected == 0 || id == expected ? VAL_URL_REASON_NONE : VAL_URL_REASON_OTHER_INSTANCE;
}

/* `<key>` or `<key>/<id>`; the key alone is the documented way to return events to the elements
 * (contract 5.1). */
static ValUrlReason
check_event_path (const char *path, const ValCallbackContext *context)
{
  g_auto (GStrv) segments = g_strsplit (path, "/", 3);
  const char *key = segments[0] != NULL ? segments[0] : "";
  const char *id = key[0] != '\0' && segments[1] != NULL ? segments[1] : "";
  const char *more = id[0] != '\0' && segments[2] != NULL ? segments[2] : "";

  if (*key == '\0')
    return VAL_URL_REASON_NOT_EVENTS;
  if (context->element_key != NULL && !g_str_equal (key, context->element_key))
    return VAL_URL_REASON_OTHER_ELEMENT;
  if (*more != '\0' || (*id == '\0' && segments[1] != NULL && segments[2] != NULL))
    return VAL_URL_REASON_BAD_ID;
  return *id != '\0' ? check_id (id, val_webhook_url_rule (key), context->id) : VAL_URL_REASON_NONE;
}

static ValUrlReason
check_own (const Parts *parts, const ValHost *host, const ValCallbackContext *context)
{
  g_autofree char *base_path = NULL;
  g_autofree char *prefix = NULL;
  g_autofree char *path = NULL;

  if (!is_own_host (parts, host, context->base_url, &base_path))
    return VAL_URL_REASON_NONE;
  prefix = g_strconcat (base_path, EVENTS_PATH, NULL);
  path = g_strndup (parts->rest, strcspn (parts->rest, "?"));
  if (!g_str_has_prefix (path, prefix))
    return VAL_URL_REASON_NOT_EVENTS;
  return check_event_path (path + strlen (prefix), context);
}

/* A server unescapes them, and whoever looks at its log is deceived. */
static gboolean
hides_characters (const char *text)
{
  for (const char *percent = strchr (text, '%'); percent != NULL;
       percent = strchr (percent + 1, '%'))
    if (val_visible_is_hidden (read_escaped_character (percent)))
      return TRUE;
  return FALSE;
}

static ValUrlReason
check_style (const Parts *parts, const ValHost *host)
{
  if (host->international)
    return VAL_URL_REASON_PUNYCODE;
  if (host->kind == VAL_HOST_PUBLIC_ADDRESS)
    return VAL_URL_REASON_ADDRESS;
  if (host->trailing_dot)
    return VAL_URL_REASON_TRAILING_DOT;
  if (!parts->secure)
    return VAL_URL_REASON_HTTP;
  if (hides_characters (parts->rest))
    return VAL_URL_REASON_ESCAPED_INVISIBLE;
  return g_str_is_ascii (parts->rest) ? VAL_URL_REASON_NONE : VAL_URL_REASON_NOT_ASCII;
}

/* The gravest first, since only one is told. */
static ValUrlReason
check_parts (const Parts *parts, const ValHost *host, const ValCallbackContext *context)
{
  ValUrlReason of_host = check_host (host);
  ValUrlReason own;

  if (val_callback_url_reason_verdict (of_host) == VAL_URL_REFUSE)
    return of_host;
  own = check_own (parts, host, context);
  if (own != VAL_URL_REASON_NONE)
    return own;
  return of_host != VAL_URL_REASON_NONE ? of_host : check_style (parts, host);
}

static char *
dup_sentence (ValUrlReason reason, const char *host)
{
  if (reason == VAL_URL_REASON_PUNYCODE)
    /* Translators: %s is a host name in the form in which computers look it up */
    return g_strdup_printf (_ ("Letters of this host may look like others. It is really %s."),
                            host);
  return reasons[reason].text != NULL ? g_strdup (_ (reasons[reason].text)) : NULL;
}

/**
 * val_callback_url_find_reason:
 * @url: (nullable): what shall become an event notification callback URL
 * @context: (nullable): what it is meant for
 * @host: (out) (optional) (nullable) (transfer full): its host as it is looked up, where it has one
 *
 * Judges the text itself: URI parsers let much of this pass.  Nothing is looked up.  The gravest
 * reason is told where there are several.
 *
 * Escaped characters are read as UTF-8.  A control character is refused escaped as well, one that
 * is invisible or turns text around only doubted: it does no harm to a request, but perhaps to who
 * reads it.  Escaped bytes that are no UTF-8 are let pass, since a server may read them otherwise.
 *
 * Returns: what is wrong with it
 */
ValUrlReason
val_callback_url_find_reason (const char *url, const ValCallbackContext *context, char **host)
{
  const ValCallbackContext nothing = { NULL, NULL, 0, 0 };
  g_auto (Parts) parts = { FALSE, NULL, NULL, NULL };
  g_auto (ValHost) parsed = { VAL_HOST_INVALID, NULL, FALSE, FALSE };
  ValUrlReason reason;

  if (host != NULL)
    *host = NULL;
  if (context == NULL)
    context = &nothing;
  reason = check_text (url, context);
  if (reason == VAL_URL_REASON_NONE)
    reason = split (url, &parts);
  if (reason != VAL_URL_REASON_NONE)
    return reason;
  val_host_parse (&parsed, parts.host);
  if (host != NULL)
    *host = g_strdup (parsed.ascii);
  return check_parts (&parts, &parsed, context);
}

/**
 * val_callback_url_check:
 * @url: (nullable): what shall become an event notification callback URL
 * @context: (nullable): what it is meant for
 * @reason: (out) (optional) (nullable) (transfer full): a translated sentence, or NULL where there
 * is nothing to say
 *
 * Returns: whether it may be saved, saved after a question, or not at all
 */
ValUrlVerdict
val_callback_url_check (const char *url, const ValCallbackContext *context, char **reason)
{
  g_autofree char *host = NULL;
  ValUrlReason found = val_callback_url_find_reason (url, context, &host);

  if (reason != NULL)
    *reason = dup_sentence (found, host);
  return reasons[found].verdict;
}

/**
 * val_callback_url_check_length:
 * @url: a URL, or as much of it as there is by now, in UTF-8
 * @error: #VAL_ERROR_INVALID_INPUT where it is longer than any callback URL may be
 *
 * Returns: whether it is not
 */
gboolean
val_callback_url_check_length (const char *url, GError **error)
{
  g_return_val_if_fail (url != NULL, FALSE);

  if (!is_endless (url))
    return TRUE;
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT,
                       _ (reasons[VAL_URL_REASON_ENDLESS].text));
  return FALSE;
}

/**
 * val_callback_url_reason_verdict:
 * @reason: a reason
 *
 * Returns: what follows from it
 */
ValUrlVerdict
val_callback_url_reason_verdict (ValUrlReason reason)
{
  g_return_val_if_fail ((guint) reason < G_N_ELEMENTS (reasons), VAL_URL_REFUSE);

  return reasons[reason].verdict;
}

/**
 * val_callback_url_reason_key:
 * @reason: a reason
 *
 * Returns: (transfer none): its name, which stays the same in every version and language
 */
const char *
val_callback_url_reason_key (ValUrlReason reason)
{
  g_return_val_if_fail ((guint) reason < G_N_ELEMENTS (reasons), NULL);

  return reasons[reason].key;
}
