/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/val-focus.h"

static gboolean
is_backward (GtkDirectionType direction)
{
  return direction == GTK_DIR_TAB_BACKWARD || direction == GTK_DIR_UP || direction == GTK_DIR_LEFT;
}

static GtkWidget *
get_next (GtkWidget *widget, GtkWidget *child, gboolean backward)
{
  if (child == NULL)
    return backward ? gtk_widget_get_last_child (widget) : gtk_widget_get_first_child (widget);
  return backward ? gtk_widget_get_prev_sibling (child) : gtk_widget_get_next_sibling (child);
}

/**
 * val_focus_children:
 * @widget: a widget that cannot have the focus itself
 * @direction: where the focus is to go
 *
 * The `focus` of a class that overrides `grab_focus`.  GTK's own grabs the focus for @widget when
 * the last child gives it up, so that Tab would begin anew and never leave.
 *
 * Returns: whether the focus went to or within a child
 */
gboolean
val_focus_children (GtkWidget *widget, GtkDirectionType direction)
{
  gboolean backward = is_backward (direction);
  GtkWidget *child = gtk_widget_get_focus_child (widget);

  if (child != NULL && gtk_widget_child_focus (child, direction))
    return TRUE;
  while ((child = get_next (widget, child, backward)) != NULL)
    if (gtk_widget_child_focus (child, direction))
      return TRUE;
  return FALSE;
}

static gboolean
find_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  /* A window has several pages, one of which is to be seen. */
  return gtk_widget_get_mapped (widget) && gtk_widget_grab_focus (user_data);
}

/**
 * val_focus_add_find_key:
 * @widget: what can be searched
 * @entry: child of @widget that is typed into for that
 *
 * Lets Ctrl+F go to @entry from anywhere in the window, as long as @widget is to be seen.
 */
void
val_focus_add_find_key (GtkWidget *widget, GtkWidget *entry)
{
  GtkEventController *controller;

  g_return_if_fail (GTK_IS_WIDGET (widget) && GTK_IS_WIDGET (entry));

  controller = gtk_shortcut_controller_new ();
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                     GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_f, GDK_CONTROL_MASK),
                        gtk_callback_action_new (find_cb, entry, NULL)));
  gtk_widget_add_controller (widget, controller);
}
