/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-handle.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * ValBulkLines:
 * @handle: an open file, not owned
 * @text: what is read of it and not yet given
 * @at: where the next line starts in @text
 * @offset: where the line that was given last starts in the file
 * @number: of the line that was given last, counted from 1
 * @length: bytes of it, without its end
 * @whole: whether it has its end, and no more than a line may have
 *
 * The lines of a file of any size, a few at a time in memory.
 */
typedef struct
{
  ValHandle handle;
  GString *text;
  gsize at;
  guint64 offset;
  guint64 number;
  gsize length;
  gboolean whole;
} ValBulkLines;

void val_bulk_lines_init (ValBulkLines *self, ValHandle handle);
void val_bulk_lines_clear (ValBulkLines *self);
gboolean val_bulk_lines_next (ValBulkLines *self, const char **line);

G_END_DECLS
