/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/val-plan-kind.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Shows something of one row of a plan, and follows it.  Properties: change (nullable ValChange),
 * mode (ValPlanMode). */
#define VAL_TYPE_PLAN_CELL (val_plan_cell_get_type ())
G_DECLARE_DERIVABLE_TYPE (ValPlanCell, val_plan_cell, VAL, PLAN_CELL, AdwBin)

/**
 * ValPlanCellClass:
 * @show: shows the change, which is there; called again when anything of it changes
 */
struct _ValPlanCellClass
{
  AdwBinClass parent_class;

  void (*show) (ValPlanCell *self, ValChange *change);
};

ValChange *val_plan_cell_get_change (ValPlanCell *self);
void val_plan_cell_set_change (ValPlanCell *self, ValChange *change);
ValPlanMode val_plan_cell_get_mode (ValPlanCell *self);

G_END_DECLS
