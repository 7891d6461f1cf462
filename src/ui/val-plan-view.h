/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-change-plan.h"
#include "ui/val-plan-kind.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The rows of a plan, with search, filter, order and export: a table, or a list where the window is
 * narrow.  Properties: plan (nullable ValChangePlan), mode (ValPlanMode: ticks and verdicts, or the
 * states of a job), live (whether the job runs: what is under way is shown at first, in the order
 * of the plan; otherwise what is of most concern comes first). */
#define VAL_TYPE_PLAN_VIEW (val_plan_view_get_type ())
G_DECLARE_FINAL_TYPE (ValPlanView, val_plan_view, VAL, PLAN_VIEW, AdwBin)

ValChangePlan *val_plan_view_get_plan (ValPlanView *self);
void val_plan_view_set_plan (ValPlanView *self, ValChangePlan *plan);
void val_plan_view_set_mode (ValPlanView *self, ValPlanMode mode);
GListModel *val_plan_view_get_shown (ValPlanView *self);
void val_plan_view_refresh (ValPlanView *self);

G_END_DECLS
