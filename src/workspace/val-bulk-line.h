/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A line of a journal: half of a SHA-256, a number that counts up by one, JSON.  The sum is over
 * the job's id and the rest of the line, so that a line of another job does not pass either. */
#define VAL_BULK_MAX_LINE (1024 * 1024)

gsize val_bulk_line_begin (GString *text, guint64 number);
void val_bulk_line_end (GString *text, gsize start, const char *job);
gboolean val_bulk_line_check (const char *line,
                              gsize length,
                              const char *job,
                              guint64 *number,
                              const char **json);

G_END_DECLS
