/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-search-text.h"

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
