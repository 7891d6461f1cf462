/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Characters that a callback URL may have at all, whatever its field holds. */
#define VAL_CALLBACK_URL_MAX 8192

typedef enum
{
  VAL_URL_OK,
  VAL_URL_WARN,
  VAL_URL_REFUSE,
} ValUrlVerdict;

/**
 * ValUrlReason:
 * @VAL_URL_REASON_NONE: nothing to say
 * @VAL_URL_REASON_EMPTY: no text
 * @VAL_URL_REASON_NOT_TEXT: not UTF-8
 * @VAL_URL_REASON_CONTROL: a control character, also an escaped one (of ASCII, or of U+0080 to
 * U+009F in UTF-8)
 * @VAL_URL_REASON_INVISIBLE: a character that cannot be seen, or that turns the text around
 * @VAL_URL_REASON_SPACE: a space of any kind
 * @VAL_URL_REASON_BACKSLASH: a backslash
 * @VAL_URL_REASON_CHARACTER: a character that no URL may hold unescaped
 * @VAL_URL_REASON_PERCENT: a percent sign without two hexadecimal digits
 * @VAL_URL_REASON_TOO_LONG: more than the field holds
 * @VAL_URL_REASON_ENDLESS: more than %VAL_CALLBACK_URL_MAX characters
 * @VAL_URL_REASON_RELATIVE: no scheme
 * @VAL_URL_REASON_SCHEME: another scheme than https or http
 * @VAL_URL_REASON_FRAGMENT: a fragment
 * @VAL_URL_REASON_USER_INFO: a user name or password
 * @VAL_URL_REASON_NO_HOST: no host
 * @VAL_URL_REASON_HOST: a host that cannot be one
 * @VAL_URL_REASON_PORT: a port that cannot be one
 * @VAL_URL_REASON_METADATA: where clouds tell their machines about themselves
 * @VAL_URL_REASON_LOCALHOST: this computer
 * @VAL_URL_REASON_PRIVATE: not reached from the internet
 * @VAL_URL_REASON_FOREIGN: a domain that is mistaken for the platform's
 * @VAL_URL_REASON_OTHER_INSTANCE: a webhook URL of ours with the id of another instance
 * @VAL_URL_REASON_OTHER_ELEMENT: a webhook URL of ours with the key of another element
 * @VAL_URL_REASON_BAD_ID: a webhook URL of ours whose last part is no id
 * @VAL_URL_REASON_NOT_EVENTS: an address of the platform that takes no events
 * @VAL_URL_REASON_PUNYCODE: a host beyond ASCII, which may look like another
 * @VAL_URL_REASON_ADDRESS: an address in place of a name
 * @VAL_URL_REASON_TRAILING_DOT: a host with a dot at its end
 * @VAL_URL_REASON_HTTP: not encrypted
 * @VAL_URL_REASON_ESCAPED_INVISIBLE: an escaped character that cannot be seen, or that turns the
 * text around, where it is unescaped
 * @VAL_URL_REASON_NOT_ASCII: unescaped characters beyond ASCII after the host
 *
 * Why a callback URL is refused or doubtful.
 */
typedef enum
{
  VAL_URL_REASON_NONE,
  VAL_URL_REASON_EMPTY,
  VAL_URL_REASON_NOT_TEXT,
  VAL_URL_REASON_CONTROL,
  VAL_URL_REASON_INVISIBLE,
  VAL_URL_REASON_SPACE,
  VAL_URL_REASON_BACKSLASH,
  VAL_URL_REASON_CHARACTER,
  VAL_URL_REASON_PERCENT,
  VAL_URL_REASON_TOO_LONG,
  VAL_URL_REASON_ENDLESS,
  VAL_URL_REASON_RELATIVE,
  VAL_URL_REASON_SCHEME,
  VAL_URL_REASON_FRAGMENT,
  VAL_URL_REASON_USER_INFO,
  VAL_URL_REASON_NO_HOST,
  VAL_URL_REASON_HOST,
  VAL_URL_REASON_PORT,
  VAL_URL_REASON_METADATA,
  VAL_URL_REASON_LOCALHOST,
  VAL_URL_REASON_PRIVATE,
  VAL_URL_REASON_FOREIGN,
  VAL_URL_REASON_OTHER_INSTANCE,
  VAL_URL_REASON_OTHER_ELEMENT,
  VAL_URL_REASON_BAD_ID,
  VAL_URL_REASON_NOT_EVENTS,
  VAL_URL_REASON_PUNYCODE,
  VAL_URL_REASON_ADDRESS,
  VAL_URL_REASON_TRAILING_DOT,
  VAL_URL_REASON_HTTP,
  VAL_URL_REASON_ESCAPED_INVISIBLE,
  VAL_URL_REASON_NOT_ASCII,
} ValUrlReason;

/**
 * ValCallbackContext:
 * @base_url: (nullable): the account's base URL
 * @element_key: (nullable): key of the instance's element
 * @id: id of the instance, or 0
 * @max_length: characters that the field holds, or 0 where that is not known
 */
typedef struct
{
  const char *base_url;
  const char *element_key;
  gint64 id;
  guint max_length;
} ValCallbackContext;

ValUrlVerdict
val_callback_url_check (const char *url, const ValCallbackContext *context, char **reason);
ValUrlReason
val_callback_url_find_reason (const char *url, const ValCallbackContext *context, char **host);
gboolean val_callback_url_check_length (const char *url, GError **error);
ValUrlVerdict val_callback_url_reason_verdict (ValUrlReason reason);
const char *val_callback_url_reason_key (ValUrlReason reason);

G_END_DECLS
