/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-plan-row.h"

#include "ui/val-plan-name.h"
#include "ui/val-plan-status.h"
#include "ui/val-plan-tick.h"
#include "ui/val-plan-urls.h"

struct _ValPlanRow
{
  ValPlanCell parent_instance;

  ValPlanCell *tick;
};

G_DEFINE_FINAL_TYPE (ValPlanRow, val_plan_row, VAL_TYPE_PLAN_CELL)

/* The cells follow by themselves. */
static void
val_plan_row_show (ValPlanCell *cell, ValChange *change)
{
  gtk_widget_set_visible (GTK_WIDGET (VAL_PLAN_ROW (cell)->tick),
                          val_plan_cell_get_mode (cell) == VAL_PLAN_MODE_PREVIEW);
}

static void
val_plan_row_class_init (ValPlanRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VAL_TYPE_PLAN_NAME);
  g_type_ensure (VAL_TYPE_PLAN_STATUS);
  g_type_ensure (VAL_TYPE_PLAN_TICK);
  g_type_ensure (VAL_TYPE_PLAN_URLS);
  VAL_PLAN_CELL_CLASS (klass)->show = val_plan_row_show;
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-plan-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ValPlanRow, tick);
}

static void
val_plan_row_init (ValPlanRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
