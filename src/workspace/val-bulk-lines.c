/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-lines.h"

#include "workspace/val-bulk-line.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define READ_AT_ONCE (64 * 1024)

/* Returns: bytes read, 0 at the end, -1 where errno says why. */
static gssize
read_more (ValBulkLines *self)
{
  gsize length;
  gssize n_read;

  g_string_erase (self->text, 0, (gssize) self->at);
  self->at = 0;
  length = self->text->len;
  g_string_set_size (self->text, length + READ_AT_ONCE);
  do
    n_read = read (self->handle, self->text->str + length, READ_AT_ONCE);
  while (n_read < 0 && errno == EINTR);
  g_string_truncate (self->text, length + (gsize) MAX (n_read, 0));
  return n_read;
}

/* Where the text has no end of a line yet, only what was read last is searched for one. */
static const char *
find_end (ValBulkLines *self, gsize *searched)
{
  const char *from = self->text->str + self->at + *searched;
  const char *end = memchr (from, '\n', self->text->len - self->at - *searched);

  *searched = self->text->len - self->at;
  return end;
}

/**
 * val_bulk_lines_init:
 * @self: (out): lines
 * @handle: an open file, read from where it stands, which is its beginning
 */
void
val_bulk_lines_init (ValBulkLines *self, ValHandle handle)
{
  g_return_if_fail (self != NULL);

  *self = (ValBulkLines){ .handle = handle, .text = g_string_new (NULL) };
}

/**
 * val_bulk_lines_clear:
 * @self: lines
 */
void
val_bulk_lines_clear (ValBulkLines *self)
{
  g_return_if_fail (self != NULL);

  g_string_free (self->text, TRUE);
  self->text = NULL;
}

/**
 * val_bulk_lines_next:
 * @self: lines
 * @line: (out) (nullable): the next line, until the next call; %NULL at the end of the file
 *
 * What is longer than a line may be comes in pieces that are not whole.
 *
 * Returns: whether the file could be read; where not, errno says why
 */
gboolean
val_bulk_lines_next (ValBulkLines *self, const char **line)
{
  gsize searched = 0;
  gssize n_read = 1;
  const char *end;

  g_return_val_if_fail (self != NULL && line != NULL, FALSE);

  self->offset += self->length + (self->whole ? 1 : 0);
  while ((end = find_end (self, &searched)) == NULL && searched <= VAL_BULK_MAX_LINE && n_read > 0)
    n_read = read_more (self);
  if (n_read < 0)
    return FALSE;
  self->whole = end != NULL;
  *line = self->text->str + self->at;
  self->length = end != NULL ? (gsize) (end - *line) : searched;
  self->at += self->length + (self->whole ? 1 : 0);
  self->number++;
  if (!self->whole && self->length == 0)
    *line = NULL;
  return TRUE;
}
