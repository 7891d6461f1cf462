/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-question.h"

#define LABEL_WIDTH 100 /* px; more than a letter's, less than what any dialog has for it */

static void
wrap_labels (GtkWidget *widget)
{
  GtkWidget *child;

  if (GTK_IS_LABEL (widget))
    {
      gtk_label_set_wrap (GTK_LABEL (widget), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (widget), PANGO_WRAP_WORD_CHAR);
      gtk_widget_set_size_request (widget, LABEL_WIDTH, -1);
    }
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    wrap_labels (child);
}

/**
 * val_question_new:
 * @parent: (nullable): the window that is asked about
 * @heading: (nullable): the question; can be set later
 * @body: (nullable): what hangs on the answer
 *
 * A message dialog without responses yet.  It has its heading twice, in two sizes, shows the one
 * that fits and measures both for the width of either: newer GTK warns of a width that is too small
 * for a label, so both can be equally narrow.
 *
 * Returns: (transfer none): the dialog, owned by GTK until it is closed
 */
AdwMessageDialog *
val_question_new (GtkWindow *parent, const char *heading, const char *body)
{
  GtkWidget *dialog;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);

  dialog = adw_message_dialog_new (parent, heading, body);
  wrap_labels (dialog);
  return ADW_MESSAGE_DIALOG (dialog);
}
