/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-accessible.h"

/**
 * val_accessible_set_name:
 * @widget: a control that shows a text of its own, such as a button or a drop-down
 * @name: what it is called by assistive technology instead
 *
 * Newer GTK names such a control by a relation to its text, which goes before a name that is given;
 * so the relation goes.  To be called again after the text has changed.
 */
void
val_accessible_set_name (GtkWidget *widget, const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (name != NULL);

  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
