/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-consent-page.h"

#include "ui/val-error-bar.h"
#include "ui/val-focus.h"
#include "ui/val-form-row.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

struct _ValConsentPage
{
  AdwBin parent_instance;

  AdwStatusPage *status_page;
  GtkSpinner *spinner;
  GtkLabel *waiting_label;
  ValErrorBar *error_bar;
  GtkWidget *open_button;
  ValFormRow *paste_card;
  GtkEditable *paste_row;
  GtkWidget *paste_button;

  ValConnectJob *job; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (ValConsentPage, val_consent_page, ADW_TYPE_BIN)

static void
copy_address_cb (ValConsentPage *self)
{
  const char *url = self->job != NULL ? val_connect_job_get_consent_url (self->job) : NULL;

  if (url != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "connect.copy", "(ss)", url,
                                _ ("Address of the consent page copied"));
}

static void
paste_changed_cb (ValConsentPage *self)
{
  val_form_row_set_problem (self->paste_card, NULL);
  gtk_widget_set_sensitive (self->paste_button, *gtk_editable_get_text (self->paste_row) != '\0');
}

static void
show_refusal (ValConsentPage *self, const GError *error)
{
  g_autofree char *text = g_strdup_printf ("%s %s", error->message, val_error_advice (error));

  val_form_row_set_problem (self->paste_card, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->paste_row));
}

static void
use_paste_cb (ValConsentPage *self)
{
  g_autoptr (GError) error = NULL;
  const char *text = gtk_editable_get_text (self->paste_row);

  if (self->job == NULL || *text == '\0')
    return;
  if (val_connect_job_paste (self->job, text, &error))
    gtk_editable_set_text (self->paste_row, "");
  else
    show_refusal (self, error);
}

static void
explain (ValConsentPage *self, const char *waiting, const char *description)
{
  gtk_label_set_text (self->waiting_label, waiting);
  adw_status_page_set_description (self->status_page, description);
}

static gboolean
val_consent_page_grab_focus (GtkWidget *widget)
{
  ValConsentPage *self = VAL_CONSENT_PAGE (widget);

  if (self->job != NULL && !val_connect_job_get_listening (self->job))
    return gtk_widget_grab_focus (GTK_WIDGET (self->paste_row));
  return gtk_widget_grab_focus (self->open_button);
}

static void
val_consent_page_dispose (GObject *object)
{
  g_clear_object (&VAL_CONSENT_PAGE (object)->job);
  G_OBJECT_CLASS (val_consent_page_parent_class)->dispose (object);
}

static void
val_consent_page_class_init (ValConsentPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = val_consent_page_dispose;
  widget_class->grab_focus = val_consent_page_grab_focus;
  widget_class->focus = val_focus_children;

  g_type_ensure (VAL_TYPE_ERROR_BAR);
  g_type_ensure (VAL_TYPE_FORM_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-consent-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ValConsentPage, status_page);
  gtk_widget_class_bind_template_child (widget_class, ValConsentPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, ValConsentPage, waiting_label);
  gtk_widget_class_bind_template_child (widget_class, ValConsentPage, error_bar);
  gtk_widget_class_bind_template_child (widget_class, ValConsentPage, open_button);
  gtk_widget_class_bind_template_child (widget_class, ValConsentPage, paste_card);
  gtk_widget_class_bind_template_child (widget_class, ValConsentPage, paste_row);
  gtk_widget_class_bind_template_child (widget_class, ValConsentPage, paste_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_address_cb);
  gtk_widget_class_bind_template_callback (widget_class, paste_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_paste_cb);
}

static void
val_consent_page_init (ValConsentPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * val_consent_page_set_job:
 * @self: a consent page
 * @job: (nullable): whose consent is waited for; NULL when nothing is waited for any more
 */
void
val_consent_page_set_job (ValConsentPage *self, ValConnectJob *job)
{
  g_return_if_fail (VAL_IS_CONSENT_PAGE (self));
  g_return_if_fail (job == NULL || VAL_IS_CONNECT_JOB (job));

  g_set_object (&self->job, job);
  gtk_spinner_set_spinning (self->spinner, job != NULL);
  gtk_editable_set_text (self->paste_row, "");
  val_error_bar_hide (self->error_bar);
}

/**
 * val_consent_page_refresh:
 * @self: a consent page whose job has begun to wait
 *
 * Says whether the browser's return is caught, or has to be pasted.
 */
void
val_consent_page_refresh (ValConsentPage *self)
{
  const GError *error;

  g_return_if_fail (VAL_IS_CONSENT_PAGE (self));
  g_return_if_fail (self->job != NULL);

  if (val_connect_job_get_listening (self->job))
    explain (self, _ ("Waiting for your consent…"),
             _ ("Sign in at the provider and allow access. Valence goes on by itself once the "
                "browser comes back."));
  else
    explain (self, _ ("Waiting for the pasted address…"),
             _ ("Sign in at the provider and allow access. Then copy the address that the browser "
                "ends at and paste it below."));
  error = val_connect_job_get_listen_error (self->job);
  if (error != NULL)
    val_error_bar_show (self->error_bar, error, NULL);
}

/**
 * val_consent_page_show_browser_error:
 * @self: a consent page
 * @error: why no browser opened
 */
void
val_consent_page_show_browser_error (ValConsentPage *self, const GError *error)
{
  g_autoptr (GError) shown = NULL;

  g_return_if_fail (VAL_IS_CONSENT_PAGE (self));
  g_return_if_fail (error != NULL);

  shown = g_error_new (error->domain, error->code,
                       /* Translators: %s is a message of the system */
                       _ ("The browser could not be opened: %s. Copy the address and open it "
                          "yourself."),
                       error->message);
  val_error_bar_show (self->error_bar, shown, NULL);
}
