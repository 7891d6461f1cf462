/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-grant-box.h"

#include "oauth/val-redirect-listener.h"
#include "ui/val-form-row.h"
#include "ui/val-inner-names.h"
#include "util/val-secret.h"
#include "util/val-uri.h"

#include <glib/gi18n.h>

struct _ValGrantBox
{
  GtkBox parent_instance;

  GtkWidget *choice_card;
  AdwComboRow *choice_row;
  ValFormRow *refresh_card;
  GtkEditable *refresh_row;
  ValFormRow *redirect_card;
  GtkEditable *redirect_row;
  GtkWidget *paste_note;

  ValConsent consent;
  gboolean offers_refresh_token;
};

G_DEFINE_FINAL_TYPE (ValGrantBox, val_grant_box, GTK_TYPE_BOX)

/* Places in the list of the template. */
enum
{
  CHOICE_BROWSER,
  CHOICE_REFRESH_TOKEN,
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
can_bring_token (ValGrantBox *self)
{
  return self->offers_refresh_token && self->consent == VAL_CONSENT_OAUTH2;
}

static gboolean
brings_token (ValGrantBox *self)
{
  return can_bring_token (self) &&
         adw_combo_row_get_selected (self->choice_row) == CHOICE_REFRESH_TOKEN;
}

static void
refresh (ValGrantBox *self)
{
  const char *redirect = gtk_editable_get_text (self->redirect_row);

  gtk_widget_set_visible (GTK_WIDGET (self), self->consent != VAL_CONSENT_NONE);
  gtk_widget_set_visible (self->choice_card, can_bring_token (self));
  gtk_widget_set_visible (GTK_WIDGET (self->refresh_card), brings_token (self));
  gtk_widget_set_visible (self->paste_note, !brings_token (self) && *redirect != '\0' &&
                                                !val_redirect_listener_can_catch (redirect));
}

static void
choice_cb (ValGrantBox *self)
{
  refresh (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
refresh_token_cb (ValGrantBox *self)
{
  val_form_row_set_problem (self->refresh_card, NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
redirect_cb (ValGrantBox *self)
{
  val_form_row_set_problem (self->redirect_card, NULL);
  refresh (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
copy_redirect_cb (ValGrantBox *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "connect.copy", "(ss)",
                              gtk_editable_get_text (self->redirect_row),
                              _ ("Redirect address copied"));
}

static const char *
find_redirect_problem (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0')
    return _ ("Enter a whole address, such as http://localhost:8765/valence.");
  if (g_uri_get_fragment (uri) != NULL)
    return _ ("A redirect address cannot have a “#” part.");
  if (g_str_equal (g_uri_get_scheme (uri), "https") ||
      (g_str_equal (g_uri_get_scheme (uri), "http") && val_uri_is_loopback (uri)))
    return NULL;
  return _ ("Use an address that begins with https://, or with http://localhost.");
}

static const char *
find_token_problem (const char *token)
{
  if (*token == '\0')
    return _ ("This field is required.");
  return val_secret_is_mask (token)
             ? _ ("This is only the mask that the platform shows for a secret. Enter the secret "
                  "itself.")
             : NULL;
}

static char *
dup_stripped (GtkEditable *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (row)));
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-grant-box.ui");
  gtk_widget_class_bind_template_child (widget_class, ValGrantBox, choice_card);
  gtk_widget_class_bind_template_child (widget_class, ValGrantBox, choice_row);
  gtk_widget_class_bind_template_child (widget_class, ValGrantBox, refresh_card);
  gtk_widget_class_bind_template_child (widget_class, ValGrantBox, refresh_row);
  gtk_widget_class_bind_template_child (widget_class, ValGrantBox, redirect_card);
  gtk_widget_class_bind_template_child (widget_class, ValGrantBox, redirect_row);
  gtk_widget_class_bind_template_child (widget_class, ValGrantBox, paste_note);
  gtk_widget_class_bind_template_callback (widget_class, choice_cb);
  gtk_widget_class_bind_template_callback (widget_class, refresh_token_cb);
  gtk_widget_class_bind_template_callback (widget_class, redirect_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_redirect_cb);
}

static void
val_grant_box_class_init (ValGrantBoxClass *klass)
{
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (VAL_TYPE_FORM_ROW);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
val_grant_box_init (ValGrantBox *self)
{
  self->offers_refresh_token = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  val_inner_names_from_tooltips (GTK_WIDGET (self->refresh_row));
  refresh (self);
}

/**
 * val_grant_box_set_consent:
 * @self: a grant box
 * @consent: what an instance needs from the provider's consent page
 */
void
val_grant_box_set_consent (ValGrantBox *self, ValConsent consent)
{
  g_return_if_fail (VAL_IS_GRANT_BOX (self));

  self->consent = consent;
  refresh (self);
}

/**
 * val_grant_box_offer_refresh_token:
 * @self: a grant box
 * @offer: whether an existing refresh token will do in place of consent; %TRUE at first
 */
void
val_grant_box_offer_refresh_token (ValGrantBox *self, gboolean offer)
{
  g_return_if_fail (VAL_IS_GRANT_BOX (self));

  self->offers_refresh_token = offer;
  refresh (self);
}

/**
 * val_grant_box_set_redirect:
 * @self: a grant box
 * @redirect: the redirect address to begin with
 */
void
val_grant_box_set_redirect (ValGrantBox *self, const char *redirect)
{
  g_return_if_fail (VAL_IS_GRANT_BOX (self));
  g_return_if_fail (redirect != NULL);

  gtk_editable_set_text (self->redirect_row, redirect);
}

/**
 * val_grant_box_dup_redirect:
 * @self: a grant box
 *
 * Returns: (transfer full) (nullable): the redirect address, NULL where there is no grant to be got
 */
char *
val_grant_box_dup_redirect (ValGrantBox *self)
{
  g_return_val_if_fail (VAL_IS_GRANT_BOX (self), NULL);

  return self->consent != VAL_CONSENT_NONE ? dup_stripped (self->redirect_row) : NULL;
}

/**
 * val_grant_box_dup_refresh_token:
 * @self: a grant box
 *
 * Returns: (transfer full) (nullable): the refresh token, to be freed with val_secret_free (); NULL
 *   where the browser is to be asked
 */
char *
val_grant_box_dup_refresh_token (ValGrantBox *self)
{
  g_return_val_if_fail (VAL_IS_GRANT_BOX (self), NULL);

  return brings_token (self) ? dup_stripped (self->refresh_row) : NULL;
}

/**
 * val_grant_box_validate:
 * @self: a grant box
 *
 * Checks what was entered, and says under each bad field what is wrong with it.
 *
 * Returns: (transfer none) (nullable): the first bad field, NULL where all is well
 */
GtkWidget *
val_grant_box_validate (ValGrantBox *self)
{
  g_autofree char *redirect = NULL;
  g_autoptr (ValSecretString) token = NULL;
  const char *problem;

  g_return_val_if_fail (VAL_IS_GRANT_BOX (self), NULL);

  redirect = val_grant_box_dup_redirect (self);
  token = val_grant_box_dup_refresh_token (self);
  problem = redirect != NULL ? find_redirect_problem (redirect) : NULL;
  val_form_row_set_problem (self->refresh_card, token != NULL ? find_token_problem (token) : NULL);
  val_form_row_set_problem (self->redirect_card, problem);
  if (val_form_row_get_problem (self->refresh_card) != NULL)
    return GTK_WIDGET (self->refresh_row);
  return problem != NULL ? GTK_WIDGET (self->redirect_row) : NULL;
}
