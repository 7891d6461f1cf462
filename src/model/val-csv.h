/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Comma-separated values as RFC 4180 has them, read with tolerance (semicolons, tabs, CR, a byte
 * order mark) and written so that no spreadsheet takes a cell for a formula. */

typedef struct _ValCsvReader ValCsvReader;

ValCsvReader *val_csv_reader_new (const char *text, gsize length);
void val_csv_reader_free (ValCsvReader *self);
gboolean val_csv_reader_next (ValCsvReader *self, GStrv *cells, guint *line, GError **error);

void val_csv_append_row (GString *out, const char *const *cells);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValCsvReader, val_csv_reader_free)

G_END_DECLS
