/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-inner-names.h"

typedef void (*ButtonFunc) (GtkWidget *button, gpointer user_data);

static void
set_name (GtkWidget *button, gpointer name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
tooltip_cb (GtkWidget *button, GParamSpec *pspec, gpointer user_data)
{
  const char *text = gtk_widget_get_tooltip_text (button);

  if (text != NULL)
    set_name (button, (gpointer) text);
}

static void
follow_tooltip (GtkWidget *button, gpointer user_data)
{
  g_signal_connect (button, "notify::tooltip-text", G_CALLBACK (tooltip_cb), NULL);
  tooltip_cb (button, NULL, NULL);
}

static void
each_button (GtkWidget *widget, ButtonFunc func, gpointer user_data)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_BUTTON (child))
      func (child, user_data);
    else
      each_button (child, func, user_data);
}

/**
 * val_inner_names_from_tooltips:
 * @row: such as a new password row
 *
 * Gives the buttons inside @row the names that their tooltips are, now and whenever these change:
 * what reveals a password has no other.
 */
void
val_inner_names_from_tooltips (GtkWidget *row)
{
  g_return_if_fail (GTK_IS_WIDGET (row));

  each_button (row, follow_tooltip, NULL);
}

/**
 * val_inner_names_set:
 * @widget: such as a drop-down, whose button is what has the focus
 * @name: what the buttons inside @widget are called
 */
void
val_inner_names_set (GtkWidget *widget, const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (name != NULL);

  each_button (widget, set_name, (gpointer) name);
}
