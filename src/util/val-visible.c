/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/val-visible.h"

#include <string.h>

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

/* @max_chars: of the text */
static char *
make_visible (const char *text, gsize max_chars)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *visible = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at), max_chars--)
    {
      gunichar c = g_utf8_get_char (at);

      if (max_chars == 0)
        {
          g_string_append (visible, "…");
          break;
        }
      if (val_visible_is_hidden (c))
        g_string_append_printf (visible, "⟨U+%04X⟩", c);
      else
        g_string_append_unichar (visible, c);
    }
  return g_string_free (visible, FALSE);
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

  return make_visible (text, G_MAXSIZE);
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
  g_return_val_if_fail (text != NULL, NULL);

  return make_visible (text, max_chars);
}
