/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-connect-dialog-private.h"

#include "api/val-elements-api.h"
#include "api/val-instances-api.h"
#include "ui/val-confirm.h"
#include "util/val-error.h"
#include "util/val-secret.h"

#include <glib/gi18n.h>

#define KEY_REDIRECT  "redirect-address"
#define KEY_REDIRECTS "redirect-addresses"

/* Which page a step is shown on, and where Back leads from it. */
static const struct
{
  const char *page;
  gboolean can_go_back;
  Step back;
} steps[] = {
  [STEP_ELEMENTS] = { "elements", FALSE, STEP_ELEMENTS },
  [STEP_LOADING] = { "wait", TRUE, STEP_ELEMENTS },
  [STEP_FORM] = { "form", TRUE, STEP_ELEMENTS },
  [STEP_ASKING] = { "wait", TRUE, STEP_FORM },
  [STEP_CONSENT] = { "consent", TRUE, STEP_FORM },
  [STEP_CREATING] = { "wait", FALSE, STEP_CREATING },
  [STEP_FAILED] = { "failed", TRUE, STEP_FORM },
  [STEP_RESULT] = { "result", FALSE, STEP_RESULT },
};

G_DEFINE_FINAL_TYPE (ValConnectDialog, val_connect_dialog, ADW_TYPE_WINDOW)

enum
{
  PROP_0,
  PROP_WORKSPACE,
  N_PROPS,
};

enum
{
  CREATED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static ValConnectForm *
get_form (ValConnectDialog *self)
{
  GtkWidget *form = gtk_stack_get_visible_child (self->forms);

  return form != NULL ? VAL_CONNECT_FORM (form) : NULL;
}

static void
show_subtitle (ValConnectDialog *self)
{
  ValConnectForm *form = get_form (self);
  const char *name =
      form != NULL ? val_element_get_name (val_connect_form_get_element (form)) : NULL;

  adw_window_title_set_subtitle (self->window_title,
                                 name != NULL && self->step >= STEP_FORM ? name : "");
}

static void
show_waiting (ValConnectDialog *self, const char *title, const char *description)
{
  adw_status_page_set_title (self->wait_page, title);
  adw_status_page_set_description (self->wait_page, description);
}

static void
describe_waiting (ValConnectDialog *self)
{
  if (self->step == STEP_LOADING)
    show_waiting (self, _ ("Loading Fields…"), NULL);
  else if (self->step == STEP_ASKING)
    show_waiting (self, _ ("Asking for the Consent Page…"), NULL);
  else
    show_waiting (self,
                  self->purpose == VAL_CONNECT_REAUTHENTICATE ? _ ("Re-Authenticating Instance…")
                                                              : _ ("Creating Instance…"),
                  _ ("The request is sent once and cannot be taken back. This takes a moment."));
}

static void
focus_step (ValConnectDialog *self)
{
  switch (self->step)
    {
    case STEP_ELEMENTS:
      gtk_widget_grab_focus (GTK_WIDGET (self->chooser));
      break;
    case STEP_FORM:
      gtk_widget_grab_focus (GTK_WIDGET (get_form (self)));
      break;
    case STEP_CONSENT:
      gtk_widget_grab_focus (GTK_WIDGET (self->consent_page));
      break;
    case STEP_FAILED:
      gtk_widget_grab_focus (self->retry_button);
      break;
    case STEP_RESULT:
      gtk_widget_grab_focus (GTK_WIDGET (self->result));
      break;
    case STEP_LOADING:
    case STEP_ASKING:
    case STEP_CREATING:
    default:
      break;
    }
}

/* Where the instance is given there is no element to be chosen. */
static gboolean
can_go_back (ValConnectDialog *self, Step step)
{
  return steps[step].can_go_back && (self->instance == NULL || steps[step].back != STEP_ELEMENTS) &&
         (step != STEP_FAILED || self->instance == NULL || get_form (self) != NULL);
}

static void
go_to (ValConnectDialog *self, Step step)
{
  gboolean waits = g_str_equal (steps[step].page, "wait");
  gboolean back = can_go_back (self, step);

  self->step = step;
  if (waits)
    describe_waiting (self);
  gtk_spinner_set_spinning (self->spinner, waits);
  gtk_stack_set_visible_child_name (self->pages, steps[step].page);
  gtk_widget_set_visible (self->back_button, back);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connect.back", back);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connect.continue", step == STEP_FORM);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connect.retry", step == STEP_FAILED);
  gtk_window_set_default_widget (GTK_WINDOW (self),
                                 step == STEP_FORM ? self->continue_button : NULL);
  show_subtitle (self);
  focus_step (self);
}

static void
show_failure (ValConnectDialog *self, const GError *error)
{
  val_help_button_fill_page (self->help_button, self->failed_page, error);
  go_to (self, STEP_FAILED);
}

static GCancellable *
begin_attempt (ValConnectDialog *self)
{
  g_cancellable_cancel (self->attempt);
  g_clear_object (&self->attempt);
  self->attempt = g_cancellable_new ();
  return self->attempt;
}

static void
end_attempt (ValConnectDialog *self)
{
  g_cancellable_cancel (self->attempt);
  g_clear_object (&self->attempt);
  val_consent_page_set_job (self->consent_page, NULL);
  g_clear_object (&self->job);
}

/* The address last used for the element, or else the one offered for all. */
static char *
dup_redirect (ValConnectDialog *self, const char *key)
{
  g_autoptr (GVariant) addresses = g_settings_get_value (self->settings, KEY_REDIRECTS);
  const char *address;

  if (g_variant_lookup (addresses, key, "&s", &address))
    return g_strdup (address);
  return g_settings_get_string (self->settings, KEY_REDIRECT);
}

static void
renew_instance (ValConnectDialog *self, ValConnectForm *form)
{
  g_autoptr (ValSecretString) client_id =
      val_workspace_dup_kept (self->workspace, self->instance, VAL_BOOK_CLIENT_ID);
  g_autoptr (ValSecretString) client_secret =
      val_workspace_dup_kept (self->workspace, self->instance, VAL_BOOK_CLIENT_SECRET);
  g_autoptr (ValSecretString) signature_key =
      val_workspace_dup_kept (self->workspace, self->instance, VAL_BOOK_SIGNATURE_KEY);
  const ValInstanceSecrets secrets = {
    .client_id = client_id,
    .client_secret = client_secret,
    .signature_key = signature_key,
  };

  val_connect_form_renew_instance (form, self->instance, &secrets);
}

static GtkWidget *
add_form (ValConnectDialog *self, ValElement *element)
{
  const char *key = val_element_get_key (element);
  g_autofree char *redirect = dup_redirect (self, key);
  GtkWidget *form = val_connect_form_new (element, redirect);

  if (self->purpose == VAL_CONNECT_DUPLICATE)
    val_connect_form_copy_instance (VAL_CONNECT_FORM (form), self->instance);
  else if (self->purpose == VAL_CONNECT_REAUTHENTICATE)
    renew_instance (self, VAL_CONNECT_FORM (form));
  gtk_stack_add_named (self->forms, form, key);
  return form;
}

static void
show_form (ValConnectDialog *self, ValElement *element)
{
  GtkWidget *form = gtk_stack_get_child_by_name (self->forms, val_element_get_key (element));

  if (form == NULL)
    form = add_form (self, element);
  gtk_stack_set_visible_child (self->forms, form);
  go_to (self, STEP_FORM);
}

static void
chosen_cb (ValConnectDialog *self, ValElement *element)
{
  show_form (self, element);
}

static void
got_element_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValConnectDialog *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValElement) element =
      val_elements_api_get_finish (VAL_SESSION (source), result, &error);

  if (val_error_is_cancelled (error))
    return;
  if (error != NULL)
    show_failure (self, error);
  else
    show_form (self, element);
}

static void
load_element (ValConnectDialog *self)
{
  ValSession *session = val_workspace_get_session (self->workspace);

  if (session == NULL)
    return;
  go_to (self, STEP_LOADING);
  val_elements_api_get_async (session, self->element_key, begin_attempt (self), got_element_cb,
                              self);
}

static void
got_instance_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValConnectDialog *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) now = val_instances_api_get_finish (VAL_SESSION (source), result, &error);

  if (val_error_is_cancelled (error))
    return;
  if (error != NULL)
    {
      show_failure (self, error);
      return;
    }
  val_instance_adopt (self->instance, now);
  load_element (self);
}

/* A list may be old and leave the configuration out (contract 3.2). */
static void
load_instance (ValConnectDialog *self)
{
  ValSession *session = val_workspace_get_session (self->workspace);

  if (session == NULL)
    return;
  go_to (self, STEP_LOADING);
  val_instances_api_get_async (session, val_instance_get_id (self->instance), VAL_REQUEST_NONE,
                               begin_attempt (self), got_instance_cb, self);
}

static void
follow_job (ValConnectDialog *self)
{
  switch (val_connect_job_get_phase (self->job))
    {
    case VAL_CONNECT_ASKING:
      go_to (self, STEP_ASKING);
      break;
    case VAL_CONNECT_CONSENT:
      val_consent_page_refresh (self->consent_page);
      go_to (self, STEP_CONSENT);
      break;
    case VAL_CONNECT_CREATING:
      go_to (self, STEP_CREATING);
      break;
    case VAL_CONNECT_IDLE:
    case VAL_CONNECT_KEEPING:
    case VAL_CONNECT_DONE:
    default:
      break;
    }
}

/* Returns: (transfer floating) */
static GVariant *
set_entry (GVariant *dictionary, const char *key, const char *value)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));
  GVariantIter iter;
  const char *other, *held;

  g_variant_iter_init (&iter, dictionary);
  while (g_variant_iter_next (&iter, "{&s&s}", &other, &held))
    if (!g_str_equal (other, key))
      g_variant_builder_add (&builder, "{ss}", other, held);
  g_variant_builder_add (&builder, "{ss}", key, value);
  return g_variant_builder_end (&builder);
}

/* An address that has led to an instance is registered at the provider: it is offered again. */
static void
remember_redirect (ValConnectDialog *self)
{
  ValElement *element = val_connect_form_get_element (get_form (self));
  g_autofree char *redirect = val_connect_form_dup_redirect (get_form (self));
  g_autoptr (GVariant) addresses = g_settings_get_value (self->settings, KEY_REDIRECTS);

  if (redirect == NULL)
    return;
  g_settings_set_value (self->settings, KEY_REDIRECTS,
                        set_entry (addresses, val_element_get_key (element), redirect));
}

static void
show_result (ValConnectDialog *self, ValInstance *instance)
{
  remember_redirect (self);
  if (self->purpose == VAL_CONNECT_REAUTHENTICATE)
    val_connect_result_show_renewed (self->result, self->workspace, self->job, instance);
  else
    val_connect_result_show (self->result, self->workspace, self->job, instance);
  go_to (self, STEP_RESULT);
  if (self->purpose != VAL_CONNECT_REAUTHENTICATE)
    g_signal_emit (self, signals[CREATED], 0, instance);
}

/* The window is held: once the request is out, the job tells its end even when cancelled. */
static void
run_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValConnectDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance =
      val_connect_job_run_finish (VAL_CONNECT_JOB (source), result, &error);

  if (val_error_is_cancelled (error) || g_cancellable_is_cancelled (self->cancellable))
    return;
  if (instance != NULL)
    show_result (self, instance);
  else
    show_failure (self, error);
}

static ValConnectJob *
new_job (ValConnectDialog *self, ValElement *element)
{
  if (self->purpose == VAL_CONNECT_REAUTHENTICATE)
    return val_connect_job_new_reauthenticate (self->workspace, element, self->instance);
  return val_connect_job_new (self->workspace, element);
}

static void
run_job (ValConnectDialog *self)
{
  ValConnectForm *form = get_form (self);
  g_autofree char *name = val_connect_form_dup_name (form);
  g_auto (GStrv) tags = val_connect_form_dup_tags (form);
  g_autoptr (GHashTable) configuration = val_connect_form_dup_configuration (form);
  g_autofree char *redirect = val_connect_form_dup_redirect (form);
  const ValConnectInput input = {
    .name = name,
    .tags = (const char *const *) tags,
    .configuration = configuration,
    .callback_url = redirect,
    .existing_grant = val_connect_form_get_existing_grant (form),
  };

  end_attempt (self);
  self->job = new_job (self, val_connect_form_get_element (form));
  val_consent_page_set_job (self->consent_page, self->job);
  g_signal_connect_object (self->job, "notify::phase", G_CALLBACK (follow_job), self,
                           G_CONNECT_SWAPPED);
  val_connect_job_run_async (self->job, &input, _val_connect_dialog_launch, self,
                             begin_attempt (self), run_cb, g_object_ref (self));
}

static void
write_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  if (val_confirm_write_finish (GTK_WIDGET (source), result))
    run_job (VAL_CONNECT_DIALOG (source));
}

static void
confirm_job (ValConnectDialog *self)
{
  g_autofree char *name = val_connect_form_dup_name (get_form (self));
  g_autofree char *what = NULL;

  if (self->purpose == VAL_CONNECT_REAUTHENTICATE)
    /* Translators: name of an instance */
    what = g_strdup_printf (_ ("The instance “%s” will get new credentials."), name);
  else
    /* Translators: name of an instance */
    what = g_strdup_printf (_ ("The instance “%s” will be created."), name);

  val_confirm_write_async (GTK_WIDGET (self), self->workspace, what, write_confirmed_cb, NULL);
}

static void
continue_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValConnectDialog *self = VAL_CONNECT_DIALOG (widget);

  if (val_connect_form_validate (get_form (self)))
    confirm_job (self);
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValConnectDialog *self = VAL_CONNECT_DIALOG (widget);
  Step back = steps[self->step].back;

  end_attempt (self);
  if (back == STEP_FORM && get_form (self) == NULL)
    back = STEP_ELEMENTS;
  if (back == STEP_ELEMENTS)
    val_element_chooser_load (self->chooser);
  go_to (self, back);
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValConnectDialog *self = VAL_CONNECT_DIALOG (widget);

  if (get_form (self) != NULL)
    confirm_job (self);
  else if (self->instance != NULL)
    load_instance (self);
  else
    load_element (self);
}

/* Destroying a window is not disposing of it while an attempt holds it, so the attempt ends here.
 */
static void
val_connect_dialog_unrealize (GtkWidget *widget)
{
  ValConnectDialog *self = VAL_CONNECT_DIALOG (widget);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->attempt);
  GTK_WIDGET_CLASS (val_connect_dialog_parent_class)->unrealize (widget);
}

static void
val_connect_dialog_constructed (GObject *object)
{
  ValConnectDialog *self = VAL_CONNECT_DIALOG (object);

  G_OBJECT_CLASS (val_connect_dialog_parent_class)->constructed (object);
  val_element_chooser_set_workspace (self->chooser, self->workspace);
}

static void
val_connect_dialog_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ValConnectDialog *self = VAL_CONNECT_DIALOG (object);

  switch (prop_id)
    {
    case PROP_WORKSPACE:
      g_value_set_object (value, self->workspace);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_connect_dialog_set_property (GObject *object,
                                 guint prop_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  ValConnectDialog *self = VAL_CONNECT_DIALOG (object);

  switch (prop_id)
    {
    case PROP_WORKSPACE:
      self->workspace = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_connect_dialog_dispose (GObject *object)
{
  ValConnectDialog *self = VAL_CONNECT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->attempt);
  g_clear_object (&self->attempt);
  g_clear_object (&self->job);
  G_OBJECT_CLASS (val_connect_dialog_parent_class)->dispose (object);
}

static void
val_connect_dialog_finalize (GObject *object)
{
  ValConnectDialog *self = VAL_CONNECT_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->settings);
  g_clear_object (&self->workspace);
  g_clear_object (&self->instance);
  g_clear_pointer (&self->element_key, g_free);
  G_OBJECT_CLASS (val_connect_dialog_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "connect.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "connect.continue", NULL, continue_action);
  gtk_widget_class_install_action (widget_class, "connect.retry", NULL, retry_action);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-connect-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ValConnectDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, ValConnectDialog, back_button);
  gtk_widget_class_bind_template_child (widget_class, ValConnectDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, ValConnectDialog, pages);
  gtk_widget_class_bind_template_child (widget_class, ValConnectDialog, chooser);
  gtk_widget_class_bind_template_child (widget_class, ValConnectDialog, forms);
  gtk_widget_class_bind_template_child (widget_class, ValConnectDialog, continue_button);
  gtk_widget_class_bind_template_child (widget_class, ValConnectDialog, wait_page);
  gtk_widget_class_bind_template_child (widget_class, ValConnectDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, ValConnectDialog, consent_page);
  gtk_widget_class_bind_template_child (widget_class, ValConnectDialog, failed_page);
  gtk_widget_class_bind_template_child (widget_class, ValConnectDialog, help_button);
  gtk_widget_class_bind_template_child (widget_class, ValConnectDialog, retry_button);
  gtk_widget_class_bind_template_child (widget_class, ValConnectDialog, result);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
val_connect_dialog_class_init (ValConnectDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = val_connect_dialog_constructed;
  object_class->get_property = val_connect_dialog_get_property;
  object_class->set_property = val_connect_dialog_set_property;
  object_class->dispose = val_connect_dialog_dispose;
  object_class->finalize = val_connect_dialog_finalize;
  widget_class->unrealize = val_connect_dialog_unrealize;
  GTK_WINDOW_CLASS (klass)->close_request = _val_connect_dialog_close_request;

  properties[PROP_WORKSPACE] =
      g_param_spec_object ("workspace", NULL, NULL, VAL_TYPE_WORKSPACE,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CREATED] = g_signal_new ("created", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, VAL_TYPE_INSTANCE);

  g_type_ensure (VAL_TYPE_CONNECT_RESULT);
  g_type_ensure (VAL_TYPE_HELP_BUTTON);
  g_type_ensure (VAL_TYPE_CONSENT_PAGE);
  g_type_ensure (VAL_TYPE_ELEMENT_CHOOSER);
  bind_template (widget_class);
  install_actions (widget_class);
  _val_connect_dialog_install_outside_actions (widget_class);
}

static void
val_connect_dialog_init (ValConnectDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->settings = g_settings_new (VAL_APP_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * val_connect_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @workspace: with an open account
 * @element_key: (nullable): element to begin with; NULL lets the user choose
 *
 * Returns: (transfer none): a window, to be presented; GTK owns it until it is closed
 */
ValConnectDialog *
val_connect_dialog_new (GtkWindow *parent, ValWorkspace *workspace, const char *element_key)
{
  ValConnectDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (VAL_IS_WORKSPACE (workspace), NULL);

  self =
      g_object_new (VAL_TYPE_CONNECT_DIALOG, "workspace", workspace, "transient-for", parent, NULL);
  self->element_key = g_strdup (element_key);
  if (element_key != NULL)
    {
      load_element (self);
      return self;
    }
  val_element_chooser_load (self->chooser);
  go_to (self, STEP_ELEMENTS);
  return self;
}

static void
set_purpose (ValConnectDialog *self, ValConnectPurpose purpose)
{
  const char *title =
      purpose == VAL_CONNECT_DUPLICATE ? _ ("Duplicate Instance") : _ ("Re-Authenticate Instance");

  self->purpose = purpose;
  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (self->window_title, title);
}

/**
 * val_connect_dialog_new_for_instance:
 * @parent: (nullable): the window it belongs to
 * @workspace: with an open account
 * @purpose: to duplicate or to re-authenticate
 * @instance: what it is about; read anew first
 *
 * Returns: (transfer none): a window, to be presented; GTK owns it until it is closed
 */
ValConnectDialog *
val_connect_dialog_new_for_instance (GtkWindow *parent,
                                     ValWorkspace *workspace,
                                     ValConnectPurpose purpose,
                                     ValInstance *instance)
{
  ValConnectDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (VAL_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (purpose != VAL_CONNECT_CREATE, NULL);
  g_return_val_if_fail (VAL_IS_INSTANCE (instance), NULL);

  self =
      g_object_new (VAL_TYPE_CONNECT_DIALOG, "workspace", workspace, "transient-for", parent, NULL);
  self->instance = g_object_ref (instance);
  self->element_key = g_strdup (val_instance_get_element_key (instance));
  set_purpose (self, purpose);
  load_instance (self);
  return self;
}
