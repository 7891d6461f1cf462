/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-record.h"

G_BEGIN_DECLS

/**
 * ValBulkSequel:
 * @VAL_BULK_UNDO: what the job did is taken back
 * @VAL_BULK_RETRY: what it did not do is tried once more
 *
 * A job that follows another one.
 */
typedef enum
{
  VAL_BULK_UNDO,
  VAL_BULK_RETRY,
} ValBulkSequel;

ValBulkHeader *val_bulk_sequel_new_header (ValBulkSequel sequel, const ValBulkHeader *done);
void val_bulk_sequel_plan_async (ValBulkSequel sequel,
                                 ValBulkRecord *record,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
ValChangePlan *
val_bulk_sequel_plan_finish (ValBulkRecord *record, GAsyncResult *result, GError **error);

G_END_DECLS
