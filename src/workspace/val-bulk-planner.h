/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-change-plan.h"
#include "workspace/val-workspace.h"

G_BEGIN_DECLS

/* Makes a plan: reads what the list lacks, judges each instance under the rule, a slice at a time
 * so that a window stays smooth.  Sends nothing but GET.  Properties, readable and notified:
 * n-total, n-done (guint), fetching (gboolean: values are being read), waiting (gboolean: the rest
 * of the list is on its way). */
#define VAL_TYPE_BULK_PLANNER (val_bulk_planner_get_type ())
G_DECLARE_FINAL_TYPE (ValBulkPlanner, val_bulk_planner, VAL, BULK_PLANNER, GObject)

ValBulkPlanner *
val_bulk_planner_new (ValWorkspace *workspace, ValUrlRule *rule, GListModel *instances);
ValBulkPlanner *val_bulk_planner_new_again (ValWorkspace *workspace, ValChangePlan *plan);
guint val_bulk_planner_get_n_total (ValBulkPlanner *self);
guint val_bulk_planner_get_n_done (ValBulkPlanner *self);
gboolean val_bulk_planner_get_fetching (ValBulkPlanner *self);
gboolean val_bulk_planner_get_waiting (ValBulkPlanner *self);
void val_bulk_planner_set_picked (ValBulkPlanner *self, gboolean picked);
void val_bulk_planner_run_async (ValBulkPlanner *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
ValChangePlan *
val_bulk_planner_run_finish (ValBulkPlanner *self, GAsyncResult *result, GError **error);

G_END_DECLS
