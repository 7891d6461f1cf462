/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/val-plan-cell.h"

G_BEGIN_DECLS

/* All of a row of a plan, for a narrow window. */
#define VAL_TYPE_PLAN_ROW (val_plan_row_get_type ())
G_DECLARE_FINAL_TYPE (ValPlanRow, val_plan_row, VAL, PLAN_ROW, ValPlanCell)

G_END_DECLS
