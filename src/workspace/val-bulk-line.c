/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-line.h"

#include <string.h>

/* Hexadecimal digits of the sum that stand in a line: 64 bits. */
#define SUM_LENGTH 16

static void
compute_sum (const char *job, const char *rest, gsize length, char sum[SUM_LENGTH])
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (checksum, (const guchar *) job, (gssize) strlen (job));
  g_checksum_update (checksum, (const guchar *) rest, (gssize) length);
  memcpy (sum, g_checksum_get_string (checksum), SUM_LENGTH);
}

/* Read by hand: g_ascii_strtoull () takes signs, spaces and leading zeros, which are not ours. */
static gboolean
read_number (const char **at, const char *end, guint64 *number)
{
  const char *from = *at;

  *number = 0;
  for (; *at < end && g_ascii_isdigit (**at); (*at)++)
    if (!g_uint64_checked_mul (number, *number, 10) ||
        !g_uint64_checked_add (number, *number, (guint64) (**at - '0')))
      return FALSE;
  return *at > from && *from != '0';
}

/**
 * val_bulk_line_begin:
 * @text: a journal to be continued
 * @number: of the line
 *
 * Begins a line; its JSON is appended next.
 *
 * Returns: where the line starts in @text
 */
gsize
val_bulk_line_begin (GString *text, guint64 number)
{
  gsize start;

  g_return_val_if_fail (text != NULL, 0);

  start = text->len;
  g_string_append_printf (text, "%*s %" G_GUINT64_FORMAT " ", SUM_LENGTH, "", number);
  return start;
}

/**
 * val_bulk_line_end:
 * @text: a journal, with a line begun and its JSON appended
 * @start: where the line starts
 * @job: id of the job, or what stands for it in a first line
 *
 * Ends the line and sets its sum.
 */
void
val_bulk_line_end (GString *text, gsize start, const char *job)
{
  gsize rest = start + SUM_LENGTH;

  g_return_if_fail (text != NULL && text->len > rest);
  g_return_if_fail (job != NULL);

  compute_sum (job, text->str + rest, text->len - rest, text->str + start);
  g_string_append_c (text, '\n');
}

/**
 * val_bulk_line_check:
 * @line: a line without its end
 * @length: its length in bytes
 * @job: as for val_bulk_line_end ()
 * @number: (out): the line's number
 * @json: (out): where its JSON starts
 *
 * Returns: whether this is a line as it was written
 */
gboolean
val_bulk_line_check (const char *line,
                     gsize length,
                     const char *job,
                     guint64 *number,
                     const char **json)
{
  char sum[SUM_LENGTH];
  const char *end = line + length;
  const char *at = line + SUM_LENGTH + 1;

  g_return_val_if_fail (line != NULL && job != NULL, FALSE);
  g_return_val_if_fail (number != NULL && json != NULL, FALSE);

  if (length <= SUM_LENGTH + 1 || line[SUM_LENGTH] != ' ' || !read_number (&at, end, number) ||
      at == end || *at != ' ')
    return FALSE;
  compute_sum (job, line + SUM_LENGTH, length - SUM_LENGTH, sum);
  *json = at + 1;
  return memcmp (sum, line, SUM_LENGTH) == 0;
}
