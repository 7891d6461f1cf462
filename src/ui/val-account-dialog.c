/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-account-dialog.h"

#include "ui/val-account-form.h"
#include "ui/val-error-bar.h"
#include "ui/val-question.h"
#include "util/val-error.h"
#include "util/val-secret.h"

#include <glib/gi18n.h>

/* What the error bar's button does. */
typedef enum
{
  FALLBACK_NONE,
  FALLBACK_UNCHECKED,
  FALLBACK_SESSION_ONLY,
} Fallback;

struct _ValAccountDialog
{
  AdwWindow parent_instance;

  GtkButton *save_button;
  ValAccountForm *form;
  ValErrorBar *error_bar;
  GtkStack *status_stack;
  GtkSpinner *spinner;
  GtkLabel *idle_label;
  GtkLabel *busy_label;
  GtkLabel *connected_label;
  GtkButton *check_button;

  ValWorkspace *workspace;   /* (owned) (not nullable) */
  ValAccount *account;       /* (owned) (nullable): the one that is edited */
  GCancellable *cancellable; /* (owned) (nullable): of the call under way */
  GtkWidget *focus;          /* (weak) (nullable): where it was before saving */
  Fallback fallback;
  gboolean checked;           /* the platform took what the form says */
  gboolean save_when_checked; /* the check was asked for by Save */
  gboolean may_close;
  gboolean disposed;
};

enum
{
  PROP_WORKSPACE = 1,
  PROP_ACCOUNT,
  N_PROPS
};

enum
{
  SIGNAL_SAVED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ValAccountDialog, val_account_dialog, ADW_TYPE_WINDOW)

static void start_put (ValAccountDialog *self, gboolean session_only);

/* One button checks and stops, so that the focus has no need to move. */
static void
show_status (ValAccountDialog *self, const char *page)
{
  gboolean busy = g_str_equal (page, "busy");

  gtk_stack_set_visible_child_name (self->status_stack, page);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_button_set_label (self->check_button, busy ? _ ("S_top") : _ ("C_heck"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), !busy);
}

static void
show_idle (ValAccountDialog *self, const char *text)
{
  gtk_label_set_label (self->idle_label, text);
  show_status (self, "idle");
}

static void
begin_call (ValAccountDialog *self, const char *what)
{
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  val_error_bar_hide (self->error_bar);
  gtk_label_set_label (self->busy_label, what);
  show_status (self, "busy");
}

static void
end_call (ValAccountDialog *self)
{
  g_clear_object (&self->cancellable);
  if (gtk_widget_get_sensitive (GTK_WIDGET (self->form)))
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->form), TRUE);
  if (self->focus != NULL)
    gtk_widget_grab_focus (self->focus);
}

static void
stop_call (ValAccountDialog *self)
{
  if (self->cancellable == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  end_call (self);
  show_idle (self, _ ("Not checked yet"));
}

static void
tell (ValAccountDialog *self, const GError *error, Fallback fallback)
{
  const char *label = NULL;

  if (fallback == FALLBACK_UNCHECKED)
    label = _ ("Save _Anyway");
  else if (fallback == FALLBACK_SESSION_ONLY)
    label = _ ("_Use for This Session Only");
  self->fallback = fallback;
  val_error_bar_show (self->error_bar, error, label);
}

/* Secrets that the platform refuses are of no use; anything else may be of the moment. */
static Fallback
fallback_of_check (ValAccountDialog *self, const GError *error)
{
  if (!self->save_when_checked || val_error_is (error, VAL_ERROR_UNAUTHORIZED) ||
      val_error_is (error, VAL_ERROR_INVALID_INPUT))
    return FALLBACK_NONE;
  return FALLBACK_UNCHECKED;
}

static gboolean
is_keyring_error (const GError *error)
{
  return val_error_is (error, VAL_ERROR_KEYRING_LOCKED) ||
         val_error_is (error, VAL_ERROR_KEYRING_DISMISSED) ||
         val_error_is (error, VAL_ERROR_KEYRING_ABSENT) ||
         val_error_is (error, VAL_ERROR_KEYRING_DAMAGED);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *organization = NULL;
  g_autofree char *text = NULL;
  ValAccountDialog *self = user_data;

  organization = val_workspace_check_finish (VAL_WORKSPACE (source), result, &error);
  if (val_error_is_cancelled (error))
    return;
  if (error != NULL)
    {
      end_call (self);
      show_idle (self, _ ("Check failed"));
      tell (self, error, fallback_of_check (self, error));
      return;
    }
  self->checked = TRUE;
  /* Translators: the name of an organization on the platform */
  text = g_strdup_printf (_ ("Connected to %s"), organization);
  gtk_label_set_label (self->connected_label, text);
  end_call (self);
  show_status (self, "connected");
  if (self->save_when_checked)
    start_put (self, FALSE);
}

static void
start_check (ValAccountDialog *self)
{
  g_autoptr (ValAccount) account = val_account_form_create_account (self->form);
  g_autoptr (ValSecretString) user = val_account_form_dup_user_secret (self->form);
  g_autoptr (ValSecretString) organization = val_account_form_dup_organization_secret (self->form);

  begin_call (self, _ ("Asking the platform…"));
  val_workspace_check_async (self->workspace, account, user, organization, self->cancellable,
                             checked_cb, self);
}

static void
close_for_good (ValAccountDialog *self)
{
  self->may_close = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValAccountDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = val_workspace_put_account_finish (VAL_WORKSPACE (source), result, &error);

  if (self->disposed || val_error_is_cancelled (error))
    return;
  if (!ok)
    {
      end_call (self);
      show_idle (self, _ ("Not saved"));
      tell (self, error, is_keyring_error (error) ? FALLBACK_SESSION_ONLY : FALLBACK_NONE);
      return;
    }
  g_signal_emit (
      self, signals[SIGNAL_SAVED], 0,
      val_workspace_find_account (VAL_WORKSPACE (source), val_account_form_get_uuid (self->form)));
  close_for_good (self);
}

/* The dialog is held: past a certain point saving cannot be stopped, and its end is told. */
static void
start_put (ValAccountDialog *self, gboolean session_only)
{
  g_autoptr (ValAccount) account = val_account_form_create_account (self->form);
  g_autoptr (ValSecretString) user = val_account_form_dup_user_secret (self->form);
  g_autoptr (ValSecretString) organization = val_account_form_dup_organization_secret (self->form);

  begin_call (self, _ ("Saving…"));
  g_set_weak_pointer (&self->focus, gtk_root_get_focus (GTK_ROOT (self)));
  gtk_widget_set_sensitive (GTK_WIDGET (self->form), FALSE);
  val_workspace_put_account_async (self->workspace, account, user, organization, session_only,
                                   self->cancellable, put_cb, g_object_ref (self));
}

static void
check_cb (ValAccountDialog *self)
{
  if (self->cancellable != NULL)
    {
      stop_call (self);
      return;
    }
  self->save_when_checked = FALSE;
  if (val_account_form_validate (self->form))
    start_check (self);
}

static void
save_cb (ValAccountDialog *self)
{
  if (!val_account_form_validate (self->form))
    return;
  self->save_when_checked = TRUE;
  if (self->checked)
    start_put (self, FALSE);
  else
    start_check (self);
}

static void
fall_back_cb (ValAccountDialog *self)
{
  if (val_account_form_validate (self->form))
    start_put (self, self->fallback == FALLBACK_SESSION_ONLY);
}

static void
connection_changed_cb (ValAccountDialog *self)
{
  self->checked = !val_account_form_get_connection_dirty (self->form);
  stop_call (self);
  val_error_bar_hide (self->error_bar);
  show_idle (self, _ ("Not checked yet"));
}

static void
discard_response_cb (ValAccountDialog *self, const char *response)
{
  if (g_str_equal (response, "discard"))
    close_for_good (self);
}

static void
release_parent (gpointer parent, GClosure *closure)
{
  g_object_unref (parent);
}

static void
ask_to_discard (ValAccountDialog *self)
{
  AdwMessageDialog *dialog =
      val_question_new (GTK_WINDOW (self), _ ("Discard Changes?"),
                        _ ("What you have entered for this account has not been saved."));

  adw_message_dialog_add_responses (dialog, "keep", _ ("_Keep Editing"), "discard", _ ("_Discard"),
                                    NULL);
  adw_message_dialog_set_response_appearance (dialog, "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "keep");
  adw_message_dialog_set_close_response (dialog, "keep");
  /* The question looks at its parent once more when it goes: it holds it until then. */
  g_signal_connect_data (dialog, "response", G_CALLBACK (discard_response_cb), g_object_ref (self),
                         release_parent, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
val_account_dialog_close_request (GtkWindow *window)
{
  ValAccountDialog *self = VAL_ACCOUNT_DIALOG (window);

  if (!self->may_close && val_account_form_get_dirty (self->form))
    {
      ask_to_discard (self);
      return TRUE;
    }
  return GTK_WINDOW_CLASS (val_account_dialog_parent_class)->close_request (window);
}

static void
val_account_dialog_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ValAccountDialog *self = VAL_ACCOUNT_DIALOG (object);

  switch (id)
    {
    case PROP_WORKSPACE:
      self->workspace = g_value_dup_object (value);
      break;
    case PROP_ACCOUNT:
      self->account = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_account_dialog_constructed (GObject *object)
{
  ValAccountDialog *self = VAL_ACCOUNT_DIALOG (object);

  G_OBJECT_CLASS (val_account_dialog_parent_class)->constructed (object);
  if (self->account != NULL)
    gtk_window_set_title (GTK_WINDOW (self), _ ("Edit Account"));
  val_account_form_load (self->form, val_workspace_get_accounts (self->workspace), self->account);
  self->checked = self->account != NULL;
  show_idle (self, _ ("Not checked yet"));
  gtk_widget_grab_focus (GTK_WIDGET (self->form));
}

static void
val_account_dialog_dispose (GObject *object)
{
  ValAccountDialog *self = VAL_ACCOUNT_DIALOG (object);

  if (!self->disposed)
    {
      self->disposed = TRUE;
      g_cancellable_cancel (self->cancellable);
      g_clear_object (&self->cancellable);
      g_signal_handlers_disconnect_by_data (self->form, self);
      val_account_form_forget_secrets (self->form);
    }
  G_OBJECT_CLASS (val_account_dialog_parent_class)->dispose (object);
}

static void
val_account_dialog_finalize (GObject *object)
{
  ValAccountDialog *self = VAL_ACCOUNT_DIALOG (object);

  g_clear_weak_pointer (&self->focus);
  g_clear_object (&self->workspace);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (val_account_dialog_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  properties[PROP_WORKSPACE] =
      g_param_spec_object ("workspace", NULL, NULL, VAL_TYPE_WORKSPACE, flags);
  properties[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, VAL_TYPE_ACCOUNT, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (VAL_TYPE_ACCOUNT_FORM);
  g_type_ensure (VAL_TYPE_ERROR_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-account-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ValAccountDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, ValAccountDialog, form);
  gtk_widget_class_bind_template_child (widget_class, ValAccountDialog, error_bar);
  gtk_widget_class_bind_template_child (widget_class, ValAccountDialog, status_stack);
  gtk_widget_class_bind_template_child (widget_class, ValAccountDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, ValAccountDialog, idle_label);
  gtk_widget_class_bind_template_child (widget_class, ValAccountDialog, busy_label);
  gtk_widget_class_bind_template_child (widget_class, ValAccountDialog, connected_label);
  gtk_widget_class_bind_template_child (widget_class, ValAccountDialog, check_button);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, fall_back_cb);
  gtk_widget_class_bind_template_callback (widget_class, connection_changed_cb);
}

static void
val_account_dialog_class_init (ValAccountDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = val_account_dialog_set_property;
  object_class->constructed = val_account_dialog_constructed;
  object_class->dispose = val_account_dialog_dispose;
  object_class->finalize = val_account_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = val_account_dialog_close_request;

  signals[SIGNAL_SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, VAL_TYPE_ACCOUNT);
  install_properties (object_class);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
val_account_dialog_init (ValAccountDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * val_account_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @workspace: where the account is kept
 * @account: (nullable): the account to edit, or NULL to add one
 *
 * Returns: (transfer none): a dialog, to be presented
 */
ValAccountDialog *
val_account_dialog_new (GtkWindow *parent, ValWorkspace *workspace, ValAccount *account)
{
  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (VAL_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (account == NULL || VAL_IS_ACCOUNT (account), NULL);

  return g_object_new (VAL_TYPE_ACCOUNT_DIALOG, "transient-for", parent, "workspace", workspace,
                       "account", account, NULL);
}
