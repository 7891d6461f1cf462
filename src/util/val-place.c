/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/val-place.h"

/**
 * val_place_in_text:
 * @start: where the text begins
 * @at: a place in it, or its end
 * @line: (out): its line, from 1
 * @column: (out): its column in bytes, from 1
 *
 * Turns a place in a text into what people count by.
 */
void
val_place_in_text (const char *start, const char *at, guint *line, guint *column)
{
  const char *line_start = start;

  g_return_if_fail (start != NULL && at >= start);

  *line = 1;
  for (const char *p = start; p < at; p++)
    if (*p == '\n')
      {
        (*line)++;
        line_start = p + 1;
      }
  *column = (guint) (at - line_start) + 1;
}
