/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-plan-status.h"

#include "util/val-error.h"
#include "util/val-visible.h"

struct _ValPlanStatus
{
  ValPlanCell parent_instance;

  GtkImage *icon;
  GtkLabel *label;
  GtkLabel *reason_label;
};

G_DEFINE_FINAL_TYPE (ValPlanStatus, val_plan_status, VAL_TYPE_PLAN_CELL)

/* Of a row that the job is about, how it went; of any other, why it is left alone. */
static const char *
get_reason (ValPlanMode mode, ValChange *change)
{
  if (mode == VAL_PLAN_MODE_PREVIEW || !val_change_get_ticked (change))
    return val_change_get_reason (change);
  return val_change_get_detail (change);
}

/* Lines of what a server said go on in one paragraph. */
static char *
dup_shown (const char *text)
{
  g_autofree char *line = g_strdelimit (g_strdup (text != NULL ? text : ""), "\r\n\t", ' ');

  return val_visible_short (line);
}

static void
show_reason (ValPlanStatus *self, const char *reason)
{
  g_autofree char *full = dup_shown (reason);
  g_autofree char *shown = val_error_hide_request (full);

  gtk_label_set_label (self->reason_label, shown);
  gtk_widget_set_visible (GTK_WIDGET (self->reason_label), reason != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), reason != NULL ? full : NULL);
}

static void
val_plan_status_show (ValPlanCell *cell, ValChange *change)
{
  ValPlanStatus *self = VAL_PLAN_STATUS (cell);
  ValPlanMode mode = val_plan_cell_get_mode (cell);
  guint code = val_plan_kind_find_code (mode, change);

  gtk_image_set_from_icon_name (self->icon, val_plan_kind_icon (mode, code));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon),
                              (const char *[]){ val_plan_kind_style (mode, code), NULL });
  gtk_label_set_label (self->label, val_plan_kind_label (mode, code));
  show_reason (self, get_reason (mode, change));
}

static void
val_plan_status_class_init (ValPlanStatusClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  VAL_PLAN_CELL_CLASS (klass)->show = val_plan_status_show;
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-plan-status.ui");
  gtk_widget_class_bind_template_child (widget_class, ValPlanStatus, icon);
  gtk_widget_class_bind_template_child (widget_class, ValPlanStatus, label);
  gtk_widget_class_bind_template_child (widget_class, ValPlanStatus, reason_label);
}

static void
val_plan_status_init (ValPlanStatus *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
