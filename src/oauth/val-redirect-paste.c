/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oauth/val-redirect.h"

#include "util/val-error.h"
#include "util/val-secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_TEXT      (32 * 1024) /* bytes */
#define MIN_BARE_CODE 6           /* characters; anything shorter is not taken for a code */
#define BLANKS        " \t\r\n\f\v"

/* Around an address, never in one.  Codes of some providers do hold "!", "*" and "$". */
#define ENCLOSING   "\"'`<>()[]{}"
#define PUNCTUATION ".,;:?"

/**
 * Search:
 * @state: the state that was sent out
 * @found: (nullable): what was looked for
 * @error: (nullable): the error that says most about why it was not found
 * @final: whether @error is the provider's own answer to this attempt
 */
typedef struct
{
  const char *state;
  ValRedirect *found;
  GError *error;
  gboolean final;
} Search;

static void
replace_all (GString *text, const char *const pairs[][2], gsize n_pairs)
{
  for (gsize i = 0; i < n_pairs; i++)
    g_string_replace (text, pairs[i][0], pairs[i][1], 0);
}

/* Undoes what HTML, JSON and shells do to an address, and parts with what cannot be seen. */
static char *
unwrap (const char *text)
{
  static const char *const pairs[][2] = {
    { "&amp;", "&" },   { "&#38;", "&" },   { "\\u0026", "&" }, { "\\u003d", "=" },
    { "\\u003D", "=" }, { "\\", "" },       { "\u200b", "" },   { "\ufeff", "" },
    { "\u00ad", "" },   { "\u00a0", " " },  { "\u201c", "\"" }, { "\u201d", "\"" },
    { "\u201e", "\"" }, { "\u00ab", "\"" }, { "\u00bb", "\"" }, { "\u2018", "'" },
    { "\u2019", "'" },  { "\u2026", " " },
  };
  GString *plain = g_string_new (text);

  replace_all (plain, pairs, G_N_ELEMENTS (pairs));
  return g_string_free (plain, FALSE);
}

static gboolean
is_word (const char *line)
{
  gsize length = strspn (line + 1, "abcdefghijklmnopqrstuvwxyz");

  return g_ascii_isalpha (*line) && line[1 + length + strspn (line + 1 + length, ".,!")] == '\0';
}

/* A line that goes on with an address cut by a line break: no blanks, not a word, not another
 * address. */
static gboolean
goes_on (const char *line)
{
  return *line != '\0' && strpbrk (line, BLANKS ENCLOSING) == NULL &&
         strstr (line, "://") == NULL && !is_word (line);
}

static char *
join_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *joined = g_string_new (NULL);

  for (char **line = lines; *line != NULL; line++)
    {
      g_strstrip (*line);
      if (joined->len > 0 && !goes_on (*line))
        g_string_append_c (joined, ' ');
      g_string_append (joined, *line);
    }
  return g_string_free (joined, FALSE);
}

static char *
without_blanks (const char *text)
{
  GString *dense = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (!g_ascii_isspace (*text))
      g_string_append_c (dense, *text);
  return g_string_free (dense, FALSE);
}

static gboolean
begins_param (const char *text, const char *at)
{
  static const char *const names[] = { "code=",        "state=",          "error=",
                                       "oauth_token=", "oauth_verifier=", "denied=" };

  if (at > text && (g_ascii_isalnum (at[-1]) || strchr ("_-.%", at[-1]) != NULL))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_has_prefix (at, names[i]))
      return TRUE;
  return FALSE;
}

/* The query or fragment that the parameter at @at stands in, up to @end. */
static char *
dup_query (const char *text, const char *at, const char **end)
{
  const char *start = at;
  gsize length = 0;

  while (start > text && strchr ("?#" BLANKS ENCLOSING, start[-1]) == NULL)
    start--;
  length = strcspn (start, "#" BLANKS ENCLOSING);
  *end = start + length;
  while (length > 0 && strchr (PUNCTUATION, start[length - 1]) != NULL)
    length--;
  return g_strndup (start, length);
}

static int
rank (const GError *error)
{
  if (error == NULL)
    return 0;
  return val_error_is (error, VAL_ERROR_OAUTH_NO_CODE) ? 1 : 2;
}

static void
try_query (Search *search, const char *query)
{
  g_autoptr (GError) error = NULL;

  search->found = val_redirect_parse_query (query, search->state, &error);
  if (error == NULL)
    return;
  search->final = val_error_is (error, VAL_ERROR_OAUTH_DENIED) ||
                  val_error_is (error, VAL_ERROR_OAUTH_PROVIDER);
  if (search->final || rank (error) > rank (search->error))
    {
      g_clear_error (&search->error);
      search->error = g_steal_pointer (&error);
    }
}

static gboolean
is_over (const Search *search)
{
  return search->found != NULL || search->final;
}

static void
try_text (Search *search, const char *text)
{
  const char *at = text;

  while (*at != '\0' && !is_over (search))
    if (begins_param (text, at))
      {
        const char *end = NULL;
        g_autoptr (ValSecretString) query = dup_query (text, at, &end);

        try_query (search, query);
        at = MAX (end, at + 1);
      }
    else
      at++;
}

/* As it stands, then without any blanks, which only the right state can confirm. */
static void
try_readings (Search *search, const char *text)
{
  g_autoptr (ValSecretString) joined = join_lines (text);
  g_autoptr (ValSecretString) dense = without_blanks (text);

  try_text (search, joined);
  if (!is_over (search))
    try_text (search, dense);
}

/* An address in another address is percent-encoded, and once more in a third. */
static void
try_encodings (Search *search, const char *text)
{
  g_autoptr (ValSecretString) plain = unwrap (text);

  try_readings (search, plain);
  for (guint round = 0; round < 2 && !is_over (search); round++)
    {
      char *decoded = g_uri_unescape_string (plain, NULL);

      if (decoded == NULL)
        return;
      val_secret_free (plain);
      plain = decoded;
      try_readings (search, plain);
    }
}

static gboolean
is_bare_code (const char *text)
{
  g_autoptr (ValSecretString) plain = g_strstrip (g_strdup (text));

  return strlen (plain) >= MIN_BARE_CODE && strpbrk (plain, BLANKS ":?&") == NULL &&
         strpbrk (plain, "0123456789") != NULL;
}

static GError *
explain_nothing (const char *text, const char *callback_url)
{
  if (is_bare_code (text))
    return g_error_new_literal (VAL_ERROR, VAL_ERROR_OAUTH_STATE,
                                _ ("The code alone does not show which attempt it belongs to. "
                                   "Paste the whole address."));
  if (callback_url == NULL)
    return g_error_new_literal (VAL_ERROR, VAL_ERROR_OAUTH_NO_CODE,
                                _ ("There is no code in it. Paste the whole address that the "
                                   "browser shows after consent."));
  /* Translators: %s is a URL. */
  return g_error_new (VAL_ERROR, VAL_ERROR_OAUTH_NO_CODE,
                      _ ("There is no code in it. Paste the whole address that the browser shows "
                         "after consent. It begins with %s."),
                      callback_url);
}

/**
 * val_redirect_parse_paste:
 * @text: (nullable): whatever was copied: the address, or a text, header or link with it in; the
 *   query alone; wrapped, quoted or encoded
 * @callback_url: (nullable): where the browser was to be sent, for the message; an address with
 *   another host, port or path is as good, since the state tells whose it is
 * @state: the state that was sent out
 * @error: as for val_redirect_parse_query ()
 *
 * Returns: (transfer full) (nullable): the parameters
 */
ValRedirect *
val_redirect_parse_paste (const char *text,
                          const char *callback_url,
                          const char *state,
                          GError **error)
{
  Search search = { .state = state };

  g_return_val_if_fail (state != NULL && *state != '\0', NULL);

  if (text != NULL && strlen (text) <= MAX_TEXT)
    try_encodings (&search, text);
  if (search.found != NULL)
    g_clear_error (&search.error);
  else if (rank (search.error) > 1)
    g_propagate_error (error, search.error);
  else
    {
      g_clear_error (&search.error);
      g_propagate_error (error, explain_nothing (text != NULL ? text : "", callback_url));
    }
  return search.found;
}
