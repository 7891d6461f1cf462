/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-change-plan.h"
#include "workspace/val-bulk-reader.h"

G_BEGIN_DECLS

/* Which instances a plan is about, and what is said of each.  Only for val-bulk-planner.c, which
 * does it a slice at a time: all are collected, then read, then judged. */
typedef struct _ValBulkRows ValBulkRows;

ValBulkRows *val_bulk_rows_new (ValWorkspace *workspace,
                                ValUrlRule *rule,
                                ValChangePlan *again,
                                GListModel *source);
void val_bulk_rows_free (ValBulkRows *self);
gboolean val_bulk_rows_collect (ValBulkRows *self, guint index);
ValBulkReader *val_bulk_rows_begin_reading (ValBulkRows *self);
guint val_bulk_rows_get_n_instances (ValBulkRows *self);
gboolean val_bulk_rows_judge (ValBulkRows *self, guint index, const char *base_url);
ValChangePlan *val_bulk_rows_to_plan (ValBulkRows *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValBulkRows, val_bulk_rows_free)

G_END_DECLS
