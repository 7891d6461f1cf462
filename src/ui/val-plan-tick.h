/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/val-plan-cell.h"

G_BEGIN_DECLS

/* Whether a row of a plan shall be carried out. */
#define VAL_TYPE_PLAN_TICK (val_plan_tick_get_type ())
G_DECLARE_FINAL_TYPE (ValPlanTick, val_plan_tick, VAL, PLAN_TICK, ValPlanCell)

void val_plan_tick_add_key (GtkWidget *list);

G_END_DECLS
