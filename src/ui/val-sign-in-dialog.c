/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-sign-in-dialog.h"

#include "api/val-authentication-api.h"
#include "ui/val-error-bar.h"
#include "ui/val-inner-names.h"
#include "util/val-error.h"
#include "util/val-secret.h"

#include <glib/gi18n.h>

struct _ValSignInDialog
{
  AdwWindow parent_instance;

  GtkButton *sign_in_button;
  GtkSpinner *spinner;
  AdwPreferencesGroup *group;
  AdwEntryRow *email_row;
  AdwEntryRow *password_row;
  ValErrorBar *error_bar;

  ValSession *session;       /* (owned) (not nullable): without secrets */
  GCancellable *cancellable; /* (owned) (nullable): of the call under way */
  char *user;                /* (owned) (nullable) */
  char *organization;        /* (owned) (nullable) */
};

enum
{
  SIGNAL_SIGNED_IN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ValSignInDialog, val_sign_in_dialog, ADW_TYPE_WINDOW)

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
set_busy (ValSignInDialog *self, gboolean busy)
{
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->group), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sign_in_button), !busy);
}

static void
changed_cb (ValSignInDialog *self)
{
  val_error_bar_hide (self->error_bar);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sign_in_button),
                            *get_text (self->email_row) != '\0' &&
                                *get_text (self->password_row) != '\0');
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValSecretString) user = NULL;
  g_autoptr (ValSecretString) organization = NULL;
  g_autoptr (GError) error = NULL;
  ValSignInDialog *self = user_data;

  if (!val_authentication_api_sign_in_finish (VAL_SESSION (source), result, &user, &organization,
                                              &error))
    {
      if (val_error_is_cancelled (error))
        return;
      g_clear_object (&self->cancellable);
      set_busy (self, FALSE);
      val_error_bar_show (self->error_bar, error, NULL);
      gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
      return;
    }
  self->user = g_steal_pointer (&user);
  self->organization = g_steal_pointer (&organization);
  g_signal_emit (self, signals[SIGNAL_SIGNED_IN], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
sign_in_cb (ValSignInDialog *self)
{
  g_autofree char *email = g_strstrip (g_strdup (get_text (self->email_row)));

  val_error_bar_hide (self->error_bar);
  set_busy (self, TRUE);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  val_authentication_api_sign_in_async (self->session, email, get_text (self->password_row),
                                        self->cancellable, signed_in_cb, self);
}

static void
val_sign_in_dialog_dispose (GObject *object)
{
  ValSignInDialog *self = VAL_SIGN_IN_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  /* The row's buffer is wiped by being emptied. */
  if (self->password_row != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->password_row, self);
      gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
      self->password_row = NULL;
    }
  val_secret_clear (&self->user);
  val_secret_clear (&self->organization);
  G_OBJECT_CLASS (val_sign_in_dialog_parent_class)->dispose (object);
}

static void
val_sign_in_dialog_class_init (ValSignInDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = val_sign_in_dialog_dispose;
  signals[SIGNAL_SIGNED_IN] = g_signal_new ("signed-in", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (VAL_TYPE_ERROR_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-sign-in-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ValSignInDialog, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, ValSignInDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, ValSignInDialog, group);
  gtk_widget_class_bind_template_child (widget_class, ValSignInDialog, email_row);
  gtk_widget_class_bind_template_child (widget_class, ValSignInDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, ValSignInDialog, error_bar);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_cb);
}

static void
val_sign_in_dialog_init (ValSignInDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  val_inner_names_from_tooltips (GTK_WIDGET (self->password_row));
  gtk_widget_grab_focus (GTK_WIDGET (self->email_row));
}

static char *
describe (const char *base_url)
{
  g_autoptr (GUri) uri = g_uri_parse (base_url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : base_url;
  g_autofree char *text = NULL;

  /* Translators: name of a host */
  text = g_strdup_printf (_ ("Sent to %s, to fetch both secrets. The password is not kept."), host);
  return g_markup_escape_text (text, -1);
}

/**
 * val_sign_in_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @base_url: normalised base URL of the platform
 *
 * Returns: (transfer none): a dialog, to be presented
 */
ValSignInDialog *
val_sign_in_dialog_new (GtkWindow *parent, const char *base_url)
{
  ValSignInDialog *self;
  g_autofree char *description = NULL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (base_url != NULL, NULL);

  self = g_object_new (VAL_TYPE_SIGN_IN_DIALOG, "transient-for", parent, NULL);
  self->session = val_session_new (base_url, NULL);
  description = describe (base_url);
  adw_preferences_group_set_description (self->group, description);
  return self;
}

/**
 * val_sign_in_dialog_get_user_secret:
 * @self: a dialog that has signed in
 *
 * Returns: (transfer none) (nullable): the user secret, until the dialog goes
 */
const char *
val_sign_in_dialog_get_user_secret (ValSignInDialog *self)
{
  g_return_val_if_fail (VAL_IS_SIGN_IN_DIALOG (self), NULL);

  return self->user;
}

/**
 * val_sign_in_dialog_get_organization_secret:
 * @self: a dialog that has signed in
 *
 * Returns: (transfer none) (nullable): the organization secret, until the dialog goes
 */
const char *
val_sign_in_dialog_get_organization_secret (ValSignInDialog *self)
{
  g_return_val_if_fail (VAL_IS_SIGN_IN_DIALOG (self), NULL);

  return self->organization;
}
