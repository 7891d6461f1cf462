/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-change-plan.h"
#include "ui/val-plan-kind.h"

G_BEGIN_DECLS

/* The kinds of a plan that there are to choose from, in a list of ValPlanKind, and how many rows
 * there are of each. */
void val_plan_kinds_reset (GListStore *kinds, ValPlanMode mode, gboolean live);
void val_plan_kinds_count (GListStore *kinds, ValPlanMode mode, ValChangePlan *plan);

G_END_DECLS
