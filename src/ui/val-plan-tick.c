/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-plan-tick.h"

#include "util/val-visible.h"

#include <glib/gi18n.h>

struct _ValPlanTick
{
  ValPlanCell parent_instance;

  GtkCheckButton *button;
};

G_DEFINE_FINAL_TYPE (ValPlanTick, val_plan_tick, VAL_TYPE_PLAN_CELL)

static void
toggled_cb (ValPlanTick *self)
{
  ValChange *change = val_plan_cell_get_change (VAL_PLAN_CELL (self));

  if (change != NULL)
    val_change_set_ticked (change, gtk_check_button_get_active (self->button));
}

static void
val_plan_tick_show (ValPlanCell *cell, ValChange *change)
{
  ValPlanTick *self = VAL_PLAN_TICK (cell);
  const char *name = val_change_get_name (change);
  g_autofree char *shown = val_visible_name (name != NULL ? name : "");
  /* Translators: name of an instance */
  g_autofree char *label = g_strdup_printf (_ ("Change “%s”"), shown);

  gtk_check_button_set_active (self->button, val_change_get_ticked (change));
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), val_change_can_tick (change));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

static void
val_plan_tick_class_init (ValPlanTickClass *klass)
{
  VAL_PLAN_CELL_CLASS (klass)->show = val_plan_tick_show;
}

static void
val_plan_tick_init (ValPlanTick *self)
{
  self->button = GTK_CHECK_BUTTON (gtk_check_button_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
  g_signal_connect_swapped (self->button, "toggled", G_CALLBACK (toggled_cb), self);
}

static ValPlanTick *
find_tick (GtkWidget *widget)
{
  ValPlanTick *found = VAL_IS_PLAN_TICK (widget) ? VAL_PLAN_TICK (widget) : NULL;
  GtkWidget *child = gtk_widget_get_first_child (widget);

  for (; found == NULL && child != NULL; child = gtk_widget_get_next_sibling (child))
    found = find_tick (child);
  return found;
}

static gboolean
space_cb (GtkWidget *list, GVariant *arguments, gpointer user_data)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (list));
  ValPlanTick *tick = NULL;

  /* Of a list without a row that has the focus none is meant. */
  if (focus != NULL && gtk_widget_is_ancestor (focus, list) && !GTK_IS_LIST_VIEW (focus))
    tick = find_tick (focus);
  return tick != NULL && gtk_widget_activate (GTK_WIDGET (tick->button));
}

/**
 * val_plan_tick_add_key:
 * @list: a list of rows with ticks
 *
 * Lets the space bar tick the row that has the focus, as it does the tick itself: the arrow keys go
 * from row to row.
 */
void
val_plan_tick_add_key (GtkWidget *list)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  g_return_if_fail (GTK_IS_WIDGET (list));

  /* Before the row, for which it is the key of a selection that there is not. */
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_space, 0),
                        gtk_callback_action_new (space_cb, NULL, NULL)));
  gtk_widget_add_controller (list, controller);
}
