/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/val-tab-stop.h"

#include "ui/val-focus.h"

struct _ValTabStop
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (ValTabStop, val_tab_stop, ADW_TYPE_BIN)

/* The row that has the focus or holds it. */
static GtkWidget *
find_row (GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_focus_child (widget);

  while (child != NULL && !GTK_IS_LIST_VIEW (widget))
    {
      widget = child;
      child = gtk_widget_get_focus_child (widget);
    }
  return child;
}

static gboolean
val_tab_stop_focus (GtkWidget *widget, GtkDirectionType direction)
{
  gboolean is_tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;
  GtkWidget *row = is_tab ? find_row (widget) : NULL;

  if (row != NULL)
    return gtk_widget_child_focus (row, direction);
  return val_focus_children (widget, direction);
}

static void
val_tab_stop_class_init (ValTabStopClass *klass)
{
  GTK_WIDGET_CLASS (klass)->focus = val_tab_stop_focus;
}

static void
val_tab_stop_init (ValTabStop *self)
{
}
