/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/val-plan-cell.h"

G_BEGIN_DECLS

/* Which instance a row of a plan is about. */
#define VAL_TYPE_PLAN_NAME (val_plan_name_get_type ())
G_DECLARE_FINAL_TYPE (ValPlanName, val_plan_name, VAL, PLAN_NAME, ValPlanCell)

G_END_DECLS
