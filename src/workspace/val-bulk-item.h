/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-change.h"
#include "model/val-instance.h"

G_BEGIN_DECLS

/**
 * ValBulkItem:
 * @job: (unowned): whose it is
 * @row: the change's position in the plan
 * @change: (owned): what is to become
 * @patch: (owned) (nullable): what is sent
 * @now: (owned) (nullable): the instance as it was last read
 * @n_writes: how often the new value was sent
 * @announced: a process before this one may have sent it
 * @sent: a value may have been carried out, and nobody told us
 * @not_kept: the platform took what was sent, and what it showed then was not that
 * @refused: that the account's secrets were refused was put down to it before
 * @empty_text: nothing is sent as an empty text, since null was not taken
 * @doing: what its row says, unless the job is held
 * @failure: (owned) (nullable): what the last attempt to write came to
 *
 * One instance on its way through a job, from its intent to its outcome.
 */
typedef struct
{
  ValBulkJob *job;
  guint row;
  ValChange *change;
  JsonNode *patch;
  ValInstance *now;
  guint n_writes;
  gboolean announced;
  gboolean sent;
  gboolean not_kept;
  gboolean refused;
  gboolean empty_text;
  ValChangeState doing;
  char *failure;
} ValBulkItem;

ValBulkItem *_val_bulk_item_new (ValBulkJob *job, guint row);
void _val_bulk_item_free (ValBulkItem *self);
void _val_bulk_item_run (ValBulkItem *self);
void _val_bulk_item_tell (ValBulkItem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValBulkItem, _val_bulk_item_free)

G_END_DECLS
