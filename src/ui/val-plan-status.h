/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/val-plan-cell.h"

G_BEGIN_DECLS

/* What the preview says of a row of a plan, or how far the job is with it. */
#define VAL_TYPE_PLAN_STATUS (val_plan_status_get_type ())
G_DECLARE_FINAL_TYPE (ValPlanStatus, val_plan_status, VAL, PLAN_STATUS, ValPlanCell)

G_END_DECLS
