/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-header.h"

G_BEGIN_DECLS

/* How far a job may go at once, and when it has gone wrong too often. */
guint val_bulk_stage_find (const ValBulkOptions *options, guint n_total, guint n_tried);
guint val_bulk_stage_get_limit (guint stage, guint n_total);
gboolean val_bulk_budget_holds (const ValBulkOptions *options, guint n_finished, guint n_failed);
gboolean
val_bulk_budget_holds_for_stage (const ValBulkOptions *options, guint n_tried, guint n_failed);

G_END_DECLS
