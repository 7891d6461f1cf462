/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-plan-name.h"

#include "ui/val-format.h"
#include "util/val-visible.h"

#include <glib/gi18n.h>

struct _ValPlanName
{
  ValPlanCell parent_instance;

  GtkLabel *name_label;
  GtkLabel *detail_label;
};

G_DEFINE_FINAL_TYPE (ValPlanName, val_plan_name, VAL_TYPE_PLAN_CELL)

static char *
describe (ValChange *change)
{
  const char *element = val_change_get_element_name (change);
  g_autofree char *id = NULL;

  if (element == NULL)
    element = val_change_get_element_key (change);
  if (val_change_get_id (change) == 0)
    return g_strdup (element != NULL ? element : "");
  id = val_format_id (val_change_get_id (change));
  if (element == NULL)
    return g_steal_pointer (&id);
  /* Translators: name of an element, ID of an instance */
  return g_strdup_printf (_ ("%s · %s"), element, id);
}

static void
val_plan_name_show (ValPlanCell *cell, ValChange *change)
{
  ValPlanName *self = VAL_PLAN_NAME (cell);
  const char *name = val_change_get_name (change);
  g_autofree char *shown = name != NULL ? val_visible_name (name) : NULL;
  g_autofree char *detail = describe (change);
  g_autofree char *shown_detail = val_visible_name (detail);

  gtk_label_set_label (self->name_label, shown != NULL ? shown : _ ("(no name)"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), shown);
  gtk_label_set_label (self->detail_label, shown_detail);
}

static void
val_plan_name_class_init (ValPlanNameClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  VAL_PLAN_CELL_CLASS (klass)->show = val_plan_name_show;
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-plan-name.ui");
  gtk_widget_class_bind_template_child (widget_class, ValPlanName, name_label);
  gtk_widget_class_bind_template_child (widget_class, ValPlanName, detail_label);
}

static void
val_plan_name_init (ValPlanName *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
