/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-help-button.h"

#include "ui/val-help-window.h"
#include "util/val-error-help.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

struct _ValHelpButton
{
  GtkButton parent_instance;

  const char *place; /* of the help */
};

G_DEFINE_FINAL_TYPE (ValHelpButton, val_help_button, GTK_TYPE_BUTTON)

/* Not by action: a dialog has no way to the application's (GTK 4.8). */
static void
val_help_button_clicked (GtkButton *button)
{
  GApplication *application = g_application_get_default ();

  if (GTK_IS_APPLICATION (application))
    val_help_window_present (GTK_APPLICATION (application), VAL_HELP_BUTTON (button)->place);
}

static void
val_help_button_class_init (ValHelpButtonClass *klass)
{
  GTK_BUTTON_CLASS (klass)->clicked = val_help_button_clicked;
}

static void
val_help_button_init (ValHelpButton *self)
{
  self->place = val_error_help (NULL);
  gtk_button_set_label (GTK_BUTTON (self), _ ("_Help"));
  gtk_button_set_use_underline (GTK_BUTTON (self), TRUE);
}

/**
 * val_help_button_set_error:
 * @self: a help button
 * @error: (transfer none): what it is shown with
 */
void
val_help_button_set_error (ValHelpButton *self, const GError *error)
{
  g_return_if_fail (VAL_IS_HELP_BUTTON (self));

  self->place = val_error_help (error);
}

/**
 * val_help_button_fill_page:
 * @self: a help button on @page
 * @page: where the error is told
 * @error: (transfer none): what to tell: what it is, why, and what to do
 */
void
val_help_button_fill_page (ValHelpButton *self, AdwStatusPage *page, const GError *error)
{
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  g_return_if_fail (VAL_IS_HELP_BUTTON (self));
  g_return_if_fail (ADW_IS_STATUS_PAGE (page));
  g_return_if_fail (error != NULL);

  text = g_strdup_printf ("%s\n\n%s", error->message, val_error_advice (error));
  markup = g_markup_escape_text (text, -1);
  adw_status_page_set_title (page, val_error_title (error));
  adw_status_page_set_description (page, markup);
  val_help_button_set_error (self, error);
}
