/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-record.h"

#include <sys/stat.h>

G_BEGIN_DECLS

/**
 * ValBulkFacts:
 * @file: the journal
 * @status: of the file when it was read; all zero where that was not possible
 * @header: (nullable): what it begins with
 * @end: how the job ended
 * @running: whether the journal is locked
 * @damage: (nullable): why it cannot be read
 * @n_cut: bytes of a damaged end that are left out, or were cut off before
 * @counts: ticked rows in each state
 *
 * What a look at a journal tells.
 */
typedef struct
{
  GFile *file;
  struct stat status;
  ValBulkHeader *header;
  ValBulkEnd end;
  gboolean running;
  char *damage;
  guint64 n_cut;
  guint counts[VAL_CHANGE_N_STATES];
} ValBulkFacts;

ValBulkFacts *val_bulk_facts_read (GFile *file,
                                   const ValBulkFacts *known,
                                   GCancellable *cancellable,
                                   GError **error);
ValBulkFacts *val_bulk_facts_copy (const ValBulkFacts *self);
void val_bulk_facts_free (ValBulkFacts *self);
gint64 val_bulk_facts_get_time (const ValBulkFacts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValBulkFacts, val_bulk_facts_free)

G_END_DECLS
