/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-search-text.h"

#include <string.h>

/**
 * val_search_text_fold:
 * @text: a text, or what the user typed into a search entry
 *
 * Two texts that differ in case or in how accents are encoded fold to the same, so that a search
 * is a plain strstr () of one folded text in another.
 *
 * Returns: (transfer full): the folded text; empty where @text is not UTF-8
 */
char *
val_search_text_fold (const char *text)
{
  g_autofree char *normal = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  /* Nearly every text is ASCII, and lists are long. */
  if (g_str_is_ascii (text))
    return g_ascii_strdown (text, -1);
  normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  return normal != NULL ? g_utf8_casefold (normal, -1) : g_strdup ("");
}

static gboolean
begins_with (const char *text, const char *folded)
{
  while (*folded != '\0' && g_ascii_tolower (*text) == *folded)
    {
      text++;
      folded++;
    }
  return *folded == '\0';
}

/**
 * val_search_text_contains:
 * @text: (nullable): a text
 * @folded: what is looked for, from val_search_text_fold ()
 *
 * Returns: whether @folded is found in what @text folds to; at once, and without a copy where @text
 *   is ASCII, since lists are long
 */
gboolean
val_search_text_contains (const char *text, const char *folded)
{
  g_autofree char *own = NULL;

  g_return_val_if_fail (folded != NULL, FALSE);

  if (text == NULL)
    return FALSE;
  if (!g_str_is_ascii (text))
    {
      own = val_search_text_fold (text);
      return strstr (own, folded) != NULL;
    }
  for (; *text != '\0'; text++)
    if (begins_with (text, folded))
      return TRUE;
  return *folded == '\0';
}
