/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-find.h"

#include "model/val-webhook-url.h"
#include "util/val-secret.h"

#include <string.h>

/* Longer than any log line; what is behind is not looked at. */
#define MAX_TEXT  (64 * 1024)
#define MIN_TOKEN 16

struct _ValFind
{
  GArray *ids;   /* (owned) (element-type gint64) */
  char *token;   /* (owned) (nullable): an element token, a secret */
  char *url;     /* (owned) (nullable): where the whole text is an address */
  gboolean sure; /* it says itself what is an id; else every number in it may be one */
};

static void
add_id (ValFind *self, gint64 id)
{
  for (guint i = 0; i < self->ids->len; i++)
    if (g_array_index (self->ids, gint64, i) == id)
      return;
  g_array_append_val (self->ids, id);
}

static void
add_digits (ValFind *self, const char *text)
{
  guint64 id;

  if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &id, NULL))
    add_id (self, (gint64) id);
}

static void
add_digit_list (ValFind *self, const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, ", ", -1);

  for (char **part = parts; *part != NULL; part++)
    add_digits (self, *part);
}

static void
add_encoded (ValFind *self, const char *text)
{
  gint64 id;

  if (val_webhook_id_decode (text, &id))
    add_id (self, id);
}

/* The end of a webhook URL is the id, encoded or as it is (contract 7). */
static void
add_webhook_tail (ValFind *self, const char *text)
{
  g_autofree char *plain = g_uri_unescape_string (text, NULL);

  if (plain == NULL)
    return;
  add_encoded (self, plain);
  add_digits (self, plain);
}

static void
take_token (ValFind *self, const char *text)
{
  if (self->token == NULL && strlen (text) >= MIN_TOKEN)
    self->token = g_strdup (text);
}

/* Hands the first group of each place where @pattern matches to @take. */
static void
scan (ValFind *self, const char *text, const char *pattern, void (*take) (ValFind *, const char *))
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_CASELESS, 0, NULL);
  g_autoptr (GMatchInfo) info = NULL;

  g_assert (regex != NULL);
  g_regex_match (regex, text, 0, &info);
  for (; g_match_info_matches (info); g_match_info_next (info, NULL))
    {
      g_autoptr (ValSecretString) group = g_match_info_fetch (info, 1);

      take (self, group);
    }
}

static void
scan_sure (ValFind *self, const char *text)
{
  scan (self, text, "/instances/(\\d+)", add_digits);
  scan (self, text, "/events/[^/\\s?#]+/([A-Za-z0-9%]+=*)", add_webhook_tail);
  scan (self, text, "instances?[-_ ]?(?:id)?[\"']?\\s*[:=#]?\\s*[\"']?(\\d+(?:, ?\\d+)*)",
        add_digit_list);
  scan (self, text, "(?<![\\w+/=-])([A-Za-z0-9]+={0,2})(?![\\w+/=-])", add_encoded);
  scan (self, text, "\\bElement\\s+([^\\s,\"']+)", take_token);
}

static gboolean
is_one_word (const char *text)
{
  return strpbrk (text, " \t\r\n") == NULL;
}

/* A token looks like a word; only comparing tells. */
static void
scan_word (ValFind *self, const char *text)
{
  if (strstr (text, "://") != NULL)
    self->url = g_strdup (text);
  else
    take_token (self, text);
}

/* Parts of dates, times, addresses and versions are no ids. */
static void
scan_numbers (ValFind *self, const char *text)
{
  if (strpbrk (text, "/:={\"'") != NULL)
    scan (self, text, "(?<![\\w.:+-])(\\d{2,19})(?![\\w.:+-])", add_digits);
}

/**
 * val_find_new:
 * @text: what was typed or pasted into the search
 *
 * Returns: (transfer full): what it may mean; often nothing
 */
ValFind *
val_find_new (const char *text)
{
  ValFind *self = g_new0 (ValFind, 1);
  g_autoptr (ValSecretString) part = NULL;

  g_return_val_if_fail (text != NULL, self);

  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  part = g_strstrip (g_strndup (text, MAX_TEXT));
  if (!g_utf8_validate (part, -1, NULL))
    return self;
  if (is_one_word (part))
    scan_word (self, part);
  scan_sure (self, part);
  self->sure = self->ids->len > 0 || (self->token != NULL && !is_one_word (part));
  if (!self->sure)
    scan_numbers (self, part);
  self->sure &= !is_one_word (part) || self->url != NULL || strchr (part, '/') != NULL;
  return self;
}

/**
 * val_find_free:
 * @self: (nullable) (transfer full): what a text means
 */
void
val_find_free (ValFind *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->ids);
  val_secret_clear (&self->token);
  g_free (self->url);
  g_free (self);
}

/**
 * val_find_is_empty:
 * @self: what a text means
 *
 * Returns: whether it is plain words
 */
gboolean
val_find_is_empty (const ValFind *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->ids->len == 0 && self->token == NULL && self->url == NULL;
}

/**
 * val_find_is_exclusive:
 * @self: what a text means
 *
 * Returns: whether the text is surely no search for words, which would find too much: the host of a
 * webhook URL, say
 */
gboolean
val_find_is_exclusive (const ValFind *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->sure || self->url != NULL;
}

/**
 * val_find_get_ids:
 * @self: what a text means
 * @n_ids: (out): how many
 *
 * Returns: (transfer none) (array length=n_ids): ids of instances that it may mean
 */
const gint64 *
val_find_get_ids (const ValFind *self, gsize *n_ids)
{
  g_return_val_if_fail (self != NULL && n_ids != NULL, NULL);

  *n_ids = self->ids->len;
  return (const gint64 *) (gpointer) self->ids->data;
}

/* An address of which one is the beginning of the other; a bare scheme says nothing. */
static gboolean
matches_url (const ValFind *self, ValInstance *instance)
{
  const char *callback_url = self->url != NULL ? val_instance_get_callback_url (instance) : NULL;

  return callback_url != NULL && strlen (callback_url) > strlen ("https://") &&
         strlen (self->url) > strlen ("https://") &&
         (g_str_has_prefix (callback_url, self->url) || g_str_has_prefix (self->url, callback_url));
}

/**
 * val_find_matches:
 * @self: what a text means
 * @instance: an instance
 *
 * Returns: whether @instance may be meant
 */
gboolean
val_find_matches (const ValFind *self, ValInstance *instance)
{
  gint64 id;

  g_return_val_if_fail (self != NULL, FALSE);

  id = val_instance_get_id (instance);
  for (guint i = 0; i < self->ids->len; i++)
    if (g_array_index (self->ids, gint64, i) == id)
      return TRUE;
  if (self->token != NULL && g_strcmp0 (self->token, val_instance_get_token (instance)) == 0)
    return TRUE;
  return matches_url (self, instance);
}
