/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/val-visible.h"

#include <string.h>

/* Of a longer text a row would take longer to lay out than its neighbours, and show no more. */
#define MAX_SHOWN 1024
#define CUT       "…"

/* Letters that fonts draw as nothing, though Unicode does not class them as such. */
static gboolean
draws_nothing (gunichar c)
{
  return c == 0x034f || c == 0x115f || c == 0x1160 || c == 0x17b4 || c == 0x17b5 || c == 0x2800 ||
         c == 0x3164 || c == 0xffa0 || (c >= 0x180b && c <= 0x180f) ||
         (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
}

/**
 * val_visible_is_hidden:
 * @c: a character
 *
 * Returns: whether it is a control character, turns the text after it around, or draws nothing
 */
gboolean
val_visible_is_hidden (gunichar c)
{
  switch ((int) g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return TRUE;
    default:
      return draws_nothing (c);
    }
}

/* Without these, some scripts are misspelt and pictures fall apart. */
static gboolean
is_joiner (gunichar c)
{
  return c == 0x200c || c == 0x200d;
}

static gboolean
is_variant (gunichar c)
{
  return c == 0xfe0e || c == 0xfe0f;
}

static gboolean
is_drawn_beyond_ascii (gunichar c)
{
  return c >= 0x80 && (is_variant (c) || !val_visible_is_hidden (c));
}

/* Whether the character at @at only shapes what stands beside it; @before is the one before. */
static gboolean
shapes (gunichar before, const char *at)
{
  gunichar c = g_utf8_get_char (at);

  if (!is_drawn_beyond_ascii (before))
    return FALSE;
  return is_variant (c) ||
         (is_joiner (c) && is_drawn_beyond_ascii (g_utf8_get_char (g_utf8_next_char (at))));
}

static char *
make_visible (const char *text, gboolean shaped)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *visible = g_string_sized_new (strlen (valid));
  gunichar before = 0;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (val_visible_is_hidden (c) && !(shaped && shapes (before, at)))
        g_string_append_printf (visible, "⟨U+%04X⟩", c);
      else
        g_string_append_unichar (visible, c);
      before = c;
    }
  return g_string_free (visible, FALSE);
}

/* The most whole characters that @max bytes hold; a letter in UTF-8 has no more than four. */
static gsize
count_whole (const char *text, gsize max)
{
  gsize length = strnlen (text, max + 1);

  if (length <= max)
    return length;
  for (length = max; length > max - 4 && ((guchar) text[length] & 0xc0) == 0x80;)
    length--;
  return length;
}

static char *
make_short (const char *text, gboolean shaped)
{
  /* A little more, which shows that there is more. */
  g_autofree char *head = g_strndup (text, count_whole (text, MAX_SHOWN + 4));
  g_autofree char *visible = make_visible (head, shaped);
  gsize length = count_whole (visible, MAX_SHOWN);

  if (visible[length] == '\0' && strlen (text) == strlen (head))
    return g_steal_pointer (&visible);
  visible[length] = '\0';
  return g_strconcat (visible, CUT, NULL);
}

/**
 * val_visible_text:
 * @text: a text of somebody else's
 *
 * Returns: (transfer full): UTF-8 on one line, in which each hidden character is replaced by its
 *   number, such as ⟨U+202E⟩, so that nothing in it disturbs what stands beside it
 */
char *
val_visible_text (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return make_visible (text, FALSE);
}

/**
 * val_visible_clip:
 * @text: a text of somebody else's, of any length
 * @max_chars: how many of its characters to show
 *
 * Returns: (transfer full): what val_visible_text () makes of the beginning of @text, and an
 *   ellipsis where that is not all of it
 */
char *
val_visible_clip (const char *text, guint max_chars)
{
  g_autofree char *valid = NULL;
  g_autofree char *head = NULL;
  g_autofree char *visible = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  if (g_utf8_strlen (valid, -1) <= max_chars)
    return make_visible (valid, FALSE);
  head = g_utf8_substring (valid, 0, max_chars);
  visible = make_visible (head, FALSE);
  return g_strconcat (visible, CUT, NULL);
}

/**
 * val_visible_short:
 * @text: a text of somebody else's
 *
 * Returns: (transfer full): what val_visible_text () makes of it, cut to about a kilobyte
 */
char *
val_visible_short (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return make_short (text, FALSE);
}

/**
 * val_visible_name:
 * @name: what somebody else called something
 *
 * Unlike in an address, characters that join letters beyond ASCII, or choose between their forms,
 * are part of how words are spelt.
 *
 * Returns: (transfer full): @name on one line, without anything hidden, cut to about a kilobyte
 */
char *
val_visible_name (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  return make_short (name, TRUE);
}
