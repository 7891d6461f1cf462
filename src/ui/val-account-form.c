/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-account-form.h"

#include "model/val-environment.h"
#include "ui/val-browser.h"
#include "ui/val-colour-choice.h"
#include "ui/val-focus.h"
#include "ui/val-inner-names.h"
#include "ui/val-sign-in-dialog.h"
#include "util/val-secret.h"
#include "util/val-uri.h"

#include <glib/gi18n.h>

struct _ValAccountForm
{
  AdwBin parent_instance;

  AdwEntryRow *name_row;
  GtkListBoxRow *name_reason;
  AdwComboRow *environment_row;
  AdwEntryRow *base_row;
  GtkListBoxRow *base_reason;
  AdwPreferencesGroup *secrets_group;
  GtkButton *console_button;
  AdwEntryRow *user_row;
  GtkListBoxRow *user_reason;
  AdwEntryRow *organization_row;
  GtkListBoxRow *organization_reason;
  ValColourChoice *colour_choice;
  GtkSwitch *production_switch;

  GListModel *accounts; /* (owned) (nullable) */
  ValAccount *account;  /* (owned) (nullable): the one that is edited */
  char *uuid;           /* (owned) (not nullable): the same at every attempt to save */
  char *initial_base;   /* (owned) (nullable) */
  gboolean complain;    /* about what is missing too: only once it was asked for */
  gboolean syncing;     /* environment and base URL follow each other */
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_CONNECTION_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ValAccountForm, val_account_form, ADW_TYPE_BIN)

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static char *
dup_name (ValAccountForm *self)
{
  return g_strstrip (g_strdup (get_text (self->name_row)));
}

static gboolean
is_name_taken (ValAccountForm *self, const char *name)
{
  g_autofree char *key = g_utf8_casefold (name, -1);
  guint n_items = self->accounts != NULL ? g_list_model_get_n_items (self->accounts) : 0;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (ValAccount) other = g_list_model_get_item (self->accounts, i);
      g_autofree char *other_key = g_utf8_casefold (val_account_get_name (other), -1);

      if (g_str_equal (key, other_key) && !g_str_equal (val_account_get_uuid (other), self->uuid))
        return TRUE;
    }
  return FALSE;
}

/* Returns: whether there is nothing to complain about */
static gboolean
show_reason (AdwEntryRow *row, GtkListBoxRow *reason, const char *text)
{
  GtkLabel *label = GTK_LABEL (gtk_list_box_row_get_child (reason));

  if (text != NULL)
    {
      gtk_label_set_label (label, text);
      gtk_widget_add_css_class (GTK_WIDGET (row), "error");
      gtk_widget_add_css_class (GTK_WIDGET (row), "with-reason");
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
      gtk_widget_remove_css_class (GTK_WIDGET (row), "with-reason");
    }
  gtk_widget_set_visible (GTK_WIDGET (reason), text != NULL);
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
      text != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "", -1);
  return text == NULL;
}

static gboolean
check_name (ValAccountForm *self)
{
  g_autofree char *name = dup_name (self);
  const char *reason = NULL;

  if (*name == '\0')
    reason = self->complain ? _ ("Give the account a name.") : NULL;
  else if (is_name_taken (self, name))
    reason = _ ("Another account has this name.");
  return show_reason (self->name_row, self->name_reason, reason);
}

static gboolean
check_base (ValAccountForm *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *base = NULL;
  const char *text = get_text (self->base_row);

  if (*text == '\0')
    return show_reason (self->base_row, self->base_reason,
                        self->complain ? _ ("Enter the base URL of the platform.") : NULL);
  base = val_uri_normalise_base (text, &error);
  return show_reason (self->base_row, self->base_reason, base == NULL ? error->message : NULL);
}

static gboolean
check_secret (ValAccountForm *self, AdwEntryRow *row, GtkListBoxRow *reason)
{
  g_autoptr (GError) error = NULL;
  gboolean empty = *get_text (row) == '\0';
  gboolean may_be_empty = self->account != NULL || !self->complain;

  if ((empty && may_be_empty) || val_secret_check (get_text (row), NULL, &error))
    return show_reason (row, reason, NULL);
  return show_reason (row, reason, empty ? _ ("Enter the secret.") : error->message);
}

/* Returns: (nullable): the first row with something wrong; each row says what */
static AdwEntryRow *
check_all (ValAccountForm *self)
{
  gboolean name_ok = check_name (self);
  gboolean base_ok = check_base (self);
  gboolean user_ok = check_secret (self, self->user_row, self->user_reason);
  gboolean organization_ok = check_secret (self, self->organization_row, self->organization_reason);

  if (!name_ok)
    return self->name_row;
  if (!base_ok)
    return self->base_row;
  if (!user_ok)
    return self->user_row;
  return organization_ok ? NULL : self->organization_row;
}

/* Returns: (nullable): the environment chosen in the list; NULL for a custom one */
static const ValEnvironment *
get_environment (ValAccountForm *self)
{
  guint selected = adw_combo_row_get_selected (self->environment_row);
  gsize n_environments;
  const ValEnvironment *environments = val_environment_list (&n_environments);

  return selected < n_environments ? &environments[selected] : NULL;
}

static void
select_environment (ValAccountForm *self, const ValEnvironment *environment)
{
  gsize n_environments;
  const ValEnvironment *environments = val_environment_list (&n_environments);
  gsize position = environment != NULL ? (gsize) (environment - environments) : n_environments;

  adw_combo_row_set_selected (self->environment_row, (guint) position);
}

static void
update_console_button (ValAccountForm *self)
{
  const ValEnvironment *environment = get_environment (self);

  gtk_widget_set_visible (GTK_WIDGET (self->console_button),
                          environment != NULL && environment->console_url != NULL);
}

static void
text_changed_cb (ValAccountForm *self)
{
  check_all (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
secret_changed_cb (ValAccountForm *self)
{
  text_changed_cb (self);
  g_signal_emit (self, signals[SIGNAL_CONNECTION_CHANGED], 0);
}

static void
mark_changed_cb (ValAccountForm *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
base_changed_cb (ValAccountForm *self)
{
  if (!self->syncing)
    {
      self->syncing = TRUE;
      select_environment (self, val_environment_for_base (get_text (self->base_row)));
      self->syncing = FALSE;
    }
  update_console_button (self);
  secret_changed_cb (self);
}

static void
environment_selected_cb (ValAccountForm *self)
{
  const ValEnvironment *environment = get_environment (self);

  if (self->syncing)
    return;
  if (environment == NULL)
    {
      update_console_button (self);
      gtk_widget_grab_focus (GTK_WIDGET (self->base_row));
      return;
    }
  self->syncing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->base_row), environment->base_url);
  self->syncing = FALSE;
}

static void
open_console_cb (ValAccountForm *self)
{
  const ValEnvironment *environment = get_environment (self);

  if (environment != NULL && environment->console_url != NULL)
    val_browser_open_async (GTK_WIDGET (self), environment->console_url, NULL, NULL, NULL);
}

static void
signed_in_cb (ValAccountForm *self, ValSignInDialog *dialog)
{
  gtk_editable_set_text (GTK_EDITABLE (self->user_row),
                         val_sign_in_dialog_get_user_secret (dialog));
  gtk_editable_set_text (GTK_EDITABLE (self->organization_row),
                         val_sign_in_dialog_get_organization_secret (dialog));
}

static void
sign_in_cb (ValAccountForm *self)
{
  g_autofree char *base_url = val_uri_normalise_base (get_text (self->base_row), NULL);
  ValSignInDialog *dialog;

  if (base_url == NULL)
    {
      show_reason (self->base_row, self->base_reason,
                   _ ("Enter the base URL of the platform first."));
      gtk_widget_grab_focus (GTK_WIDGET (self->base_row));
      return;
    }
  dialog = val_sign_in_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), base_url);
  g_signal_connect_object (dialog, "signed-in", G_CALLBACK (signed_in_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
fill_environments (ValAccountForm *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  gsize n_environments;
  const ValEnvironment *environments = val_environment_list (&n_environments);

  for (gsize i = 0; i < n_environments; i++)
    gtk_string_list_append (names, _ (environments[i].name));
  /* Translators: an environment whose base URL the user types */
  gtk_string_list_append (names, _ ("Custom"));
  adw_combo_row_set_model (self->environment_row, G_LIST_MODEL (names));
}

static void
fill_from_account (ValAccountForm *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), val_account_get_name (self->account));
  gtk_editable_set_text (GTK_EDITABLE (self->base_row), val_account_get_base_url (self->account));
  val_colour_choice_set_colour (self->colour_choice, val_account_get_colour (self->account));
  gtk_switch_set_active (self->production_switch, val_account_get_production (self->account));
  adw_preferences_group_set_description (
      self->secrets_group, _ ("Leave a secret empty to keep the one you have. Both are in the "
                              "profile menu of the web console."));
}

static char *
dup_secret (AdwEntryRow *row)
{
  char *secret = NULL;

  if (*get_text (row) != '\0')
    val_secret_check (get_text (row), &secret, NULL);
  return secret;
}

static gboolean
val_account_form_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (VAL_ACCOUNT_FORM (widget)->name_row));
}

static void
val_account_form_finalize (GObject *object)
{
  ValAccountForm *self = VAL_ACCOUNT_FORM (object);

  g_clear_object (&self->accounts);
  g_clear_object (&self->account);
  g_free (self->uuid);
  g_free (self->initial_base);
  G_OBJECT_CLASS (val_account_form_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-account-form.ui");
  gtk_widget_class_bind_template_child (widget_class, ValAccountForm, name_row);
  gtk_widget_class_bind_template_child (widget_class, ValAccountForm, name_reason);
  gtk_widget_class_bind_template_child (widget_class, ValAccountForm, environment_row);
  gtk_widget_class_bind_template_child (widget_class, ValAccountForm, base_row);
  gtk_widget_class_bind_template_child (widget_class, ValAccountForm, base_reason);
  gtk_widget_class_bind_template_child (widget_class, ValAccountForm, secrets_group);
  gtk_widget_class_bind_template_child (widget_class, ValAccountForm, console_button);
  gtk_widget_class_bind_template_child (widget_class, ValAccountForm, user_row);
  gtk_widget_class_bind_template_child (widget_class, ValAccountForm, user_reason);
  gtk_widget_class_bind_template_child (widget_class, ValAccountForm, organization_row);
  gtk_widget_class_bind_template_child (widget_class, ValAccountForm, organization_reason);
  gtk_widget_class_bind_template_child (widget_class, ValAccountForm, colour_choice);
  gtk_widget_class_bind_template_child (widget_class, ValAccountForm, production_switch);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, base_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, secret_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, mark_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, environment_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_console_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_cb);
}

static void
val_account_form_class_init (ValAccountFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = val_account_form_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = val_account_form_grab_focus;
  GTK_WIDGET_CLASS (klass)->focus = val_focus_children;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CONNECTION_CHANGED] =
      g_signal_new ("connection-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (VAL_TYPE_COLOUR_CHOICE);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
val_account_form_init (ValAccountForm *self)
{
  self->uuid = g_uuid_string_random ();
  gtk_widget_init_template (GTK_WIDGET (self));
  val_inner_names_from_tooltips (GTK_WIDGET (self->user_row));
  val_inner_names_from_tooltips (GTK_WIDGET (self->organization_row));
  fill_environments (self);
}

/**
 * val_account_form_load:
 * @self: a form
 * @accounts: all accounts: no two may have the same name
 * @account: (nullable): the account to edit, or NULL for a new one
 *
 * Fills the form in.  The account itself is not changed by it.
 */
void
val_account_form_load (ValAccountForm *self, GListModel *accounts, ValAccount *account)
{
  g_return_if_fail (VAL_IS_ACCOUNT_FORM (self));
  g_return_if_fail (G_IS_LIST_MODEL (accounts));

  g_set_object (&self->accounts, accounts);
  if (g_set_object (&self->account, account) && account != NULL)
    {
      g_free (self->uuid);
      self->uuid = g_strdup (val_account_get_uuid (account));
      fill_from_account (self);
    }
  g_free (self->initial_base);
  self->initial_base = g_strdup (get_text (self->base_row));
}

/**
 * val_account_form_get_uuid:
 * @self: a form
 *
 * Returns: (transfer none): UUID of the account, also before there is one
 */
const char *
val_account_form_get_uuid (ValAccountForm *self)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT_FORM (self), NULL);

  return self->uuid;
}

/**
 * val_account_form_validate:
 * @self: a form
 *
 * Says below each field what is wrong with it, also where it is empty, and puts the focus into the
 * first of them.
 *
 * Returns: whether the form can be used
 */
gboolean
val_account_form_validate (ValAccountForm *self)
{
  AdwEntryRow *wrong;

  g_return_val_if_fail (VAL_IS_ACCOUNT_FORM (self), FALSE);

  self->complain = TRUE;
  wrong = check_all (self);
  if (wrong != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (wrong));
  return wrong == NULL;
}

/**
 * val_account_form_get_connection_dirty:
 * @self: a form
 *
 * Returns: whether base URL or secrets differ from what was loaded
 */
gboolean
val_account_form_get_connection_dirty (ValAccountForm *self)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT_FORM (self), FALSE);

  return *get_text (self->user_row) != '\0' || *get_text (self->organization_row) != '\0' ||
         g_strcmp0 (get_text (self->base_row), self->initial_base) != 0;
}

/**
 * val_account_form_get_dirty:
 * @self: a form
 *
 * Returns: whether something would be lost if the form went away
 */
gboolean
val_account_form_get_dirty (ValAccountForm *self)
{
  const char *name = "";
  const char *colour = NULL;
  gboolean production = FALSE;

  g_return_val_if_fail (VAL_IS_ACCOUNT_FORM (self), FALSE);

  if (self->account != NULL)
    {
      name = val_account_get_name (self->account);
      colour = val_account_get_colour (self->account);
      production = val_account_get_production (self->account);
    }
  return val_account_form_get_connection_dirty (self) ||
         g_strcmp0 (get_text (self->name_row), name) != 0 ||
         g_strcmp0 (val_colour_choice_get_colour (self->colour_choice), colour) != 0 ||
         gtk_switch_get_active (self->production_switch) != production;
}

/**
 * val_account_form_create_account:
 * @self: a form that was validated
 *
 * Returns: (transfer full): an account as the form says, with the UUID of the one that is edited;
 *   for a new one the UUID is the same at every call
 */
ValAccount *
val_account_form_create_account (ValAccountForm *self)
{
  g_autofree char *name = NULL;
  g_autofree char *base_url = NULL;

  g_return_val_if_fail (VAL_IS_ACCOUNT_FORM (self), NULL);

  name = dup_name (self);
  base_url = val_uri_normalise_base (get_text (self->base_row), NULL);
  g_return_val_if_fail (base_url != NULL, NULL);

  return g_object_new (VAL_TYPE_ACCOUNT, "uuid", self->uuid, "name", name, "base-url", base_url,
                       "colour", val_colour_choice_get_colour (self->colour_choice), "production",
                       gtk_switch_get_active (self->production_switch), "sandbox",
                       self->account != NULL && val_account_get_sandbox (self->account), NULL);
}

/**
 * val_account_form_dup_user_secret:
 * @self: a form
 *
 * Returns: (transfer full) (nullable): what was typed, without the white space around it, to be
 *   freed with val_secret_free (); NULL where nothing usable was
 */
char *
val_account_form_dup_user_secret (ValAccountForm *self)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT_FORM (self), NULL);

  return dup_secret (self->user_row);
}

/**
 * val_account_form_dup_organization_secret:
 * @self: a form
 *
 * Returns: (transfer full) (nullable): as val_account_form_dup_user_secret ()
 */
char *
val_account_form_dup_organization_secret (ValAccountForm *self)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT_FORM (self), NULL);

  return dup_secret (self->organization_row);
}

/**
 * val_account_form_forget_secrets:
 * @self: a form
 *
 * Empties the two fields, before the form goes away.
 */
void
val_account_form_forget_secrets (ValAccountForm *self)
{
  g_return_if_fail (VAL_IS_ACCOUNT_FORM (self));

  self->complain = FALSE;
  gtk_editable_set_text (GTK_EDITABLE (self->user_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->organization_row), "");
}
