/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-connect-dialog.h"

#include "api/val-elements-api.h"
#include "ui/val-browser.h"
#include "ui/val-clipboard.h"
#include "ui/val-confirm.h"
#include "ui/val-connect-form.h"
#include "ui/val-connect-result.h"
#include "ui/val-consent-page.h"
#include "ui/val-element-chooser.h"
#include "util/val-error.h"
#include "workspace/val-connect-job.h"

#include <glib/gi18n.h>

#define KEY_REDIRECT  "redirect-address"
#define KEY_CLIPBOARD "clipboard-seconds"

typedef enum
{
  STEP_ELEMENTS,
  STEP_LOADING, /* the fields of the element that was asked for */
  STEP_FORM,
  STEP_ASKING, /* for the consent page */
  STEP_CONSENT,
  STEP_CREATING,
  STEP_FAILED,
  STEP_RESULT,
} Step;

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

struct _ValConnectDialog
{
  AdwWindow parent_instance;

  AdwWindowTitle *window_title;
  GtkWidget *back_button;
  AdwToastOverlay *toasts;
  GtkStack *pages;
  ValElementChooser *chooser;
  GtkStack *forms;
  GtkWidget *continue_button;
  AdwStatusPage *wait_page;
  GtkSpinner *spinner;
  ValConsentPage *consent_page;
  AdwStatusPage *failed_page;
  GtkWidget *retry_button;
  ValConnectResult *result;

  GSettings *settings;       /* (owned) (not nullable) */
  ValWorkspace *workspace;   /* (owned) */
  char *element_key;         /* (owned) (nullable): asked for from outside */
  ValConnectJob *job;        /* (owned) (nullable): of the attempt under way */
  GCancellable *attempt;     /* (owned) (nullable): of what is under way */
  GCancellable *cancellable; /* (owned) (not nullable): of the window */
  Step step;
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
    show_waiting (self, _ ("Creating Instance…"),
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

static void
go_to (ValConnectDialog *self, Step step)
{
  gboolean waits = g_str_equal (steps[step].page, "wait");

  self->step = step;
  if (waits)
    describe_waiting (self);
  gtk_spinner_set_spinning (self->spinner, waits);
  gtk_stack_set_visible_child_name (self->pages, steps[step].page);
  gtk_widget_set_visible (self->back_button, steps[step].can_go_back);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connect.back", steps[step].can_go_back);
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
  g_autofree char *text = g_strdup_printf ("%s\n\n%s", error->message, val_error_advice (error));
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_status_page_set_title (self->failed_page, val_error_title (error));
  adw_status_page_set_description (self->failed_page, markup);
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

static void
show_form (ValConnectDialog *self, ValElement *element)
{
  const char *key = val_element_get_key (element);
  GtkWidget *form = gtk_stack_get_child_by_name (self->forms, key);

  if (form == NULL)
    {
      g_autofree char *redirect = g_settings_get_string (self->settings, KEY_REDIRECT);

      form = val_connect_form_new (element, redirect);
      gtk_stack_add_named (self->forms, form, key);
    }
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
browser_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValConnectDialog *self = VAL_CONNECT_DIALOG (source);
  g_autoptr (GError) error = NULL;

  if (!val_browser_open_finish (GTK_WIDGET (self), result, &error) &&
      !val_error_is_cancelled (error))
    val_consent_page_show_browser_error (self->consent_page, error);
}

static void
launch (const char *url, gpointer user_data)
{
  ValConnectDialog *self = user_data;

  val_browser_open_async (GTK_WIDGET (self), url, self->cancellable, browser_opened_cb, NULL);
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

/* An address that has led to an instance is registered at the provider: it is offered again. */
static void
remember_redirect (ValConnectDialog *self)
{
  g_autofree char *redirect = val_connect_form_dup_redirect (get_form (self));

  if (redirect != NULL)
    g_settings_set_string (self->settings, KEY_REDIRECT, redirect);
}

static void
show_result (ValConnectDialog *self, ValInstance *instance)
{
  remember_redirect (self);
  val_connect_result_show (self->result, self->workspace, self->job, instance);
  go_to (self, STEP_RESULT);
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
  };

  end_attempt (self);
  self->job = val_connect_job_new (self->workspace, val_connect_form_get_element (form));
  val_consent_page_set_job (self->consent_page, self->job);
  g_signal_connect_object (self->job, "notify::phase", G_CALLBACK (follow_job), self,
                           G_CONNECT_SWAPPED);
  val_connect_job_run_async (self->job, &input, launch, self, begin_attempt (self), run_cb,
                             g_object_ref (self));
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
  /* Translators: name of an instance */
  g_autofree char *what = g_strdup_printf (_ ("The instance “%s” will be created."), name);

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
  else
    load_element (self);
}

static void
open_browser_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValConnectDialog *self = VAL_CONNECT_DIALOG (widget);
  const char *url = self->job != NULL ? val_connect_job_get_consent_url (self->job) : NULL;

  if (url != NULL)
    launch (url, self);
}

static void
page_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!val_browser_open_finish (GTK_WIDGET (source), result, &error) &&
      !val_error_is_cancelled (error))
    adw_toast_overlay_add_toast (VAL_CONNECT_DIALOG (source)->toasts,
                                 adw_toast_new (_ ("The browser could not be opened")));
}

static void
open_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  val_browser_open_async (widget, g_variant_get_string (parameter, NULL),
                          VAL_CONNECT_DIALOG (widget)->cancellable, page_opened_cb, NULL);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValConnectDialog *self = VAL_CONNECT_DIALOG (widget);
  const char *text, *told;

  g_variant_get (parameter, "(&s&s)", &text, &told);
  if (g_str_equal (name, "connect.copy-secret"))
    val_clipboard_copy_secret (widget, text, g_settings_get_uint (self->settings, KEY_CLIPBOARD));
  else
    val_clipboard_copy (widget, text);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (told));
}

static gboolean
would_lose_input (ValConnectDialog *self)
{
  if (self->step == STEP_RESULT)
    return FALSE;
  for (GtkWidget *form = gtk_widget_get_first_child (GTK_WIDGET (self->forms)); form != NULL;
       form = gtk_widget_get_next_sibling (form))
    if (val_connect_form_get_dirty (VAL_CONNECT_FORM (form)))
      return TRUE;
  return FALSE;
}

static void
discard_cb (ValConnectDialog *self, const char *response, GtkWindow *question)
{
  if (!g_str_equal (response, "discard"))
    return;
  /* The question outlives this window by its own emission, and would look for it (GTK 4.8). */
  gtk_window_set_transient_for (question, NULL);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
ask_before_closing (ValConnectDialog *self, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", _ ("_Stay"), "discard",
                                    _ ("_Discard"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  g_signal_connect_object (dialog, "response", G_CALLBACK (discard_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
val_connect_dialog_close_request (GtkWindow *window)
{
  ValConnectDialog *self = VAL_CONNECT_DIALOG (window);

  if (self->step == STEP_CREATING)
    adw_toast_overlay_add_toast (self->toasts,
                                 adw_toast_new (_ ("Please wait until the platform has answered")));
  else if (self->step == STEP_RESULT && val_connect_result_token_is_at_risk (self->result))
    ask_before_closing (self, _ ("Leave Without the Token?"),
                        _ ("The element token is not in the keyring. It stays in memory only until "
                           "Valence is closed."));
  else if (would_lose_input (self))
    ask_before_closing (self, _ ("Discard This Instance?"),
                        _ ("The instance was not created. What you entered will be lost."));
  else
    gtk_window_destroy (GTK_WINDOW (self));
  return TRUE;
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
  g_clear_pointer (&self->element_key, g_free);
  G_OBJECT_CLASS (val_connect_dialog_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "connect.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "connect.continue", NULL, continue_action);
  gtk_widget_class_install_action (widget_class, "connect.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "connect.open-browser", NULL, open_browser_action);
  gtk_widget_class_install_action (widget_class, "connect.open-page", "s", open_page_action);
  gtk_widget_class_install_action (widget_class, "connect.copy", "(ss)", copy_action);
  gtk_widget_class_install_action (widget_class, "connect.copy-secret", "(ss)", copy_action);
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
  GTK_WINDOW_CLASS (klass)->close_request = val_connect_dialog_close_request;

  properties[PROP_WORKSPACE] =
      g_param_spec_object ("workspace", NULL, NULL, VAL_TYPE_WORKSPACE,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CREATED] = g_signal_new ("created", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, VAL_TYPE_INSTANCE);

  g_type_ensure (VAL_TYPE_CONNECT_RESULT);
  g_type_ensure (VAL_TYPE_CONSENT_PAGE);
  g_type_ensure (VAL_TYPE_ELEMENT_CHOOSER);
  bind_template (widget_class);
  install_actions (widget_class);
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
