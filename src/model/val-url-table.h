/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-instance-index.h"
#include "val-types.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* Which instance gets which URL, from a CSV file whose rows name instances by id or by name.
 * Immutable once read. */
#define VAL_TYPE_URL_TABLE (val_url_table_get_type ())
typedef struct _ValUrlTable ValUrlTable;

/**
 * ValUrlRow:
 * @line: of the file, from 1
 * @id: of the instance, or 0 where it goes by the name
 * @name: (nullable): of the instance, as the file has it
 * @url: what it shall have
 */
typedef struct
{
  guint line;
  gint64 id;
  const char *name;
  const char *url;
} ValUrlRow;

/**
 * ValUrlMatch:
 * @VAL_URL_MATCH_ONE: a row is about one instance
 * @VAL_URL_MATCH_NONE: it is about none
 * @VAL_URL_MATCH_AMBIGUOUS: its name is that of several
 */
typedef enum
{
  VAL_URL_MATCH_ONE,
  VAL_URL_MATCH_NONE,
  VAL_URL_MATCH_AMBIGUOUS,
} ValUrlMatch;

GType val_url_table_get_type (void);
ValUrlTable *val_url_table_new_from_csv (const char *text, gsize length, GError **error);
ValUrlTable *val_url_table_ref (ValUrlTable *self);
void val_url_table_unref (ValUrlTable *self);
guint val_url_table_get_n_rows (ValUrlTable *self);
const ValUrlRow *val_url_table_get_row (ValUrlTable *self, guint index);
ValInstance *val_url_table_find (ValUrlTable *self,
                                 guint index,
                                 ValInstanceIndex *instances,
                                 ValUrlMatch *match);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValUrlTable, val_url_table_unref)

G_END_DECLS
