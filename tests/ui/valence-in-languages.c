/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>

/* The program as it is, with the catalogues of a folder in the build instead of those that are
 * installed.  On SIGUSR1 it tells, a line each, what does not fit into its windows:
 *
 *   width TAB least width of a window TAB its title
 *   cut TAB a text that ends in an ellipsis
 *   outside TAB a text that sticks out of its window
 *
 * and then "told". */

typedef struct
{
  GtkWidget *window;
  int width;
} Room;

static void
tell (const char *what, const char *text)
{
  g_autofree char *line = g_strdelimit (g_strdup (text != NULL ? text : ""), "\n\t", ' ');

  g_print ("%s\t%s\n", what, line);
}

/* What can be scrolled to is not lost, and a popover may be wider than its window. */
static gboolean
may_stick_out (GtkWidget *widget, Room *room)
{
  return gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW) != NULL ||
         gtk_widget_get_native (widget) != GTK_NATIVE (room->window);
}

static void
tell_label (GtkLabel *label, Room *room)
{
  GtkWidget *widget = GTK_WIDGET (label);
  graphene_rect_t box;

  if (pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    tell ("cut", gtk_label_get_text (label));
  if (!may_stick_out (widget, room) && gtk_widget_compute_bounds (widget, room->window, &box) &&
      (box.origin.x < -1 || box.origin.x + box.size.width > (float) room->width + 1))
    tell ("outside", gtk_label_get_text (label));
}

static void
tell_below (GtkWidget *widget, Room *room)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_LABEL (widget))
    tell_label (GTK_LABEL (widget), room);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    tell_below (child, room);
}

static void
tell_window (GtkWidget *window)
{
  g_autofree char *width = NULL;
  Room room = { window, gtk_widget_get_width (window) };
  int least;

  /* Without the shadow that belongs to the window. */
  gtk_widget_measure (gtk_window_get_child (GTK_WINDOW (window)), GTK_ORIENTATION_HORIZONTAL, -1,
                      &least, NULL, NULL, NULL);
  width = g_strdup_printf ("width\t%d", least);
  tell (width, gtk_window_get_title (GTK_WINDOW (window)));
  tell_below (window, &room);
}

static gboolean
tell_all_cb (gpointer user_data)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (gtk_widget_get_mapped (window))
        tell_window (window);
    }
  g_print ("told\n");
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (ValApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, TEST_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_unix_signal_add (SIGUSR1, tell_all_cb, NULL);
  application = val_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
