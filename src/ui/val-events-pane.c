/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-events-pane.h"

#include "model/val-callback-url.h"
#include "model/val-webhook-url.h"
#include "ui/val-browser.h"
#include "ui/val-clipboard.h"
#include "ui/val-format.h"
#include "ui/val-inner-names.h"
#include "util/val-secret.h"

#include <glib/gi18n.h>

struct _ValEventsPane
{
  AdwBin parent_instance;

  AdwPreferencesGroup *webhook_group;
  AdwActionRow *webhook_row;
  GtkWidget *steps_row;
  GtkLabel *steps;
  GtkWidget *settings_row;
  GtkSwitch *events_switch;
  AdwActionRow *type_row;
  GtkEditable *callback_row;
  GtkEditable *signature_row;
  GtkLabel *verdict;
  GtkLabel *signature_note;
  GtkWidget *use_webhook_button;
  GtkWidget *unknown_group;
  GtkWidget *known_group;
  GtkWidget *notes_group;

  ValWorkspace *workspace;     /* (owned) (nullable) */
  ValDraft *draft;             /* (owned) (nullable) */
  GSignalGroup *follows;       /* (owned): the instance */
  GSignalGroup *draft_follows; /* (owned): the draft */
  char *webhook_url;           /* (owned) (nullable) */
  ValUrlVerdict last_verdict;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (ValEventsPane, val_events_pane, ADW_TYPE_BIN)

static ValInstance *
get_instance (ValEventsPane *self)
{
  return self->draft != NULL ? val_draft_get_instance (self->draft) : NULL;
}

static const char *
get_base_url (ValEventsPane *self)
{
  return val_account_get_base_url (val_workspace_get_account (self->workspace));
}

static void
show_verdict (ValEventsPane *self, ValUrlVerdict verdict, const char *reason)
{
  gtk_widget_set_visible (GTK_WIDGET (self->verdict), reason != NULL);
  gtk_label_set_label (self->verdict, reason != NULL ? reason : "");
  gtk_widget_set_css_classes (
      GTK_WIDGET (self->verdict),
      (const char *[]){ verdict == VAL_URL_REFUSE ? "error" : "warning", NULL });
  if (verdict == VAL_URL_REFUSE)
    gtk_widget_add_css_class (GTK_WIDGET (self->callback_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->callback_row), "error");
}

/* An empty URL is a choice, not a mistake; one that is already there is not judged again. */
static void
update_verdict (ValEventsPane *self)
{
  ValInstance *instance = get_instance (self);
  const char *url = val_draft_get_config (self->draft, VAL_KEY_CALLBACK_URL);
  const ValCallbackContext context = { .base_url = get_base_url (self),
                                       .element_key = val_instance_get_element_key (instance),
                                       .id = val_instance_get_id (instance) };
  g_autofree char *reason = NULL;

  self->last_verdict = VAL_URL_OK;
  if (url != NULL && *url != '\0')
    self->last_verdict = val_callback_url_check (url, &context, &reason);
  if (self->last_verdict != VAL_URL_REFUSE && g_strcmp0 (url, self->webhook_url) == 0)
    {
      g_free (reason);
      reason = g_strdup (_ ("Events return to the platform itself, as the documented procedure for "
                            "this element has it. To receive them, put the address of your own "
                            "application here."));
    }
  show_verdict (self, self->last_verdict, reason);
}

static void
update_signature (ValEventsPane *self)
{
  const char *key = val_draft_get_config (self->draft, VAL_KEY_SIGNATURE_KEY);
  const char *stored = val_instance_get_config (get_instance (self), VAL_KEY_SIGNATURE_KEY);
  gboolean masked = val_secret_is_mask (key);

  val_format_set_text (self->signature_row, masked ? "" : key);
  if (stored == NULL || *stored == '\0')
    gtk_label_set_label (self->signature_note,
                         _ ("With a signature key the platform signs each notification, so that "
                            "your receiver can tell it from a forged one."));
  else
    gtk_label_set_label (self->signature_note,
                         _ ("A signature key is set. Typing another replaces it; your receiver "
                            "must then use the new one."));
}

static void
update_fields (ValEventsPane *self)
{
  const char *enabled;

  if (self->draft == NULL)
    return;
  self->updating = TRUE;
  enabled = val_draft_get_config (self->draft, VAL_KEY_EVENTS_ENABLED);
  gtk_switch_set_active (self->events_switch, g_strcmp0 (enabled, "true") == 0);
  val_format_set_text (self->callback_row,
                       val_draft_get_config (self->draft, VAL_KEY_CALLBACK_URL));
  update_signature (self);
  update_verdict (self);
  self->updating = FALSE;
}

static char *
number_steps (const char *const *steps)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; steps[i] != NULL; i++)
    g_string_append_printf (text, "%s%u. %s", i > 0 ? "\n" : "", i + 1, steps[i]);
  return g_string_free (text, FALSE);
}

static void
update_steps (ValEventsPane *self, const char *element_key)
{
  const char *const *steps = val_webhook_url_steps (element_key);
  g_autofree char *text = steps[0] != NULL ? number_steps (steps) : NULL;
  g_autofree char *page = val_webhook_url_settings_url (element_key, get_base_url (self));

  gtk_widget_set_visible (self->steps_row, text != NULL);
  gtk_label_set_label (self->steps, text != NULL ? text : "");
  gtk_widget_set_visible (self->settings_row, page != NULL);
}

static const char *
describe_type (const char *type)
{
  if (type == NULL || *type == '\0')
    return _ ("As the element has it");
  if (g_str_has_prefix (type, "webhook"))
    return _ ("Webhook: the provider calls the webhook URL");
  if (g_str_equal (type, "polling"))
    return _ ("Polling: the platform asks the provider at intervals");
  return type;
}

/* A list of last time says nothing of the configuration, and empty is not the same as unknown. */
static void
update_known (ValEventsPane *self, gboolean known)
{
  gtk_widget_set_visible (self->unknown_group, !known);
  gtk_widget_set_visible (self->known_group, known);
  gtk_widget_set_visible (self->notes_group, known);
}

static void
update_details (ValEventsPane *self)
{
  ValInstance *instance = get_instance (self);
  const char *key;

  if (instance == NULL)
    return;
  update_known (self, val_instance_has_config (instance));
  key = val_instance_get_element_key (instance);
  g_free (self->webhook_url);
  self->webhook_url =
      key != NULL ? val_webhook_url_build (get_base_url (self), key, val_instance_get_id (instance))
                  : NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->webhook_group), self->webhook_url != NULL);
  gtk_widget_set_visible (self->use_webhook_button,
                          self->webhook_url != NULL && val_webhook_url_is_callback_default (key));
  val_format_set_subtitle (self->webhook_row, self->webhook_url);
  val_format_set_subtitle (self->type_row,
                           describe_type (val_instance_get_config (instance, VAL_KEY_EVENT_TYPE)));
  if (key != NULL)
    update_steps (self, key);
  update_fields (self);
}

static void
events_changed_cb (ValEventsPane *self)
{
  if (!self->updating && self->draft != NULL)
    val_draft_set_config (self->draft, VAL_KEY_EVENTS_ENABLED,
                          gtk_switch_get_active (self->events_switch) ? "true" : "false");
}

static void
callback_changed_cb (ValEventsPane *self)
{
  if (!self->updating && self->draft != NULL)
    val_draft_set_config (self->draft, VAL_KEY_CALLBACK_URL,
                          gtk_editable_get_text (self->callback_row));
}

/* A key that the platform masks cannot be shown; clearing what was typed leaves it as it is. */
static void
signature_changed_cb (ValEventsPane *self)
{
  const char *typed = gtk_editable_get_text (self->signature_row);
  const char *stored;

  if (self->updating || self->draft == NULL)
    return;
  stored = val_instance_get_config (get_instance (self), VAL_KEY_SIGNATURE_KEY);
  if (*typed == '\0' && val_secret_is_mask (stored))
    typed = stored;
  val_draft_set_config (self->draft, VAL_KEY_SIGNATURE_KEY, typed);
}

static void
use_webhook_cb (ValEventsPane *self)
{
  val_draft_set_config (self->draft, VAL_KEY_CALLBACK_URL, self->webhook_url);
  gtk_widget_grab_focus (GTK_WIDGET (self->callback_row));
}

static void
open_settings_cb (ValEventsPane *self)
{
  const char *key = val_instance_get_element_key (get_instance (self));
  g_autofree char *page = val_webhook_url_settings_url (key, get_base_url (self));

  if (page != NULL)
    val_browser_open_async (GTK_WIDGET (self), page, NULL, NULL, NULL);
}

static void
val_events_pane_dispose (GObject *object)
{
  ValEventsPane *self = VAL_EVENTS_PANE (object);

  g_clear_object (&self->follows);
  g_clear_object (&self->draft_follows);
  g_clear_object (&self->draft);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->webhook_url, g_free);
  G_OBJECT_CLASS (val_events_pane_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ValEventsPane, webhook_group);
  gtk_widget_class_bind_template_child (widget_class, ValEventsPane, webhook_row);
  gtk_widget_class_bind_template_child (widget_class, ValEventsPane, steps_row);
  gtk_widget_class_bind_template_child (widget_class, ValEventsPane, steps);
  gtk_widget_class_bind_template_child (widget_class, ValEventsPane, settings_row);
  gtk_widget_class_bind_template_child (widget_class, ValEventsPane, events_switch);
  gtk_widget_class_bind_template_child (widget_class, ValEventsPane, type_row);
  gtk_widget_class_bind_template_child (widget_class, ValEventsPane, callback_row);
  gtk_widget_class_bind_template_child (widget_class, ValEventsPane, signature_row);
  gtk_widget_class_bind_template_child (widget_class, ValEventsPane, verdict);
  gtk_widget_class_bind_template_child (widget_class, ValEventsPane, signature_note);
  gtk_widget_class_bind_template_child (widget_class, ValEventsPane, use_webhook_button);
  gtk_widget_class_bind_template_child (widget_class, ValEventsPane, unknown_group);
  gtk_widget_class_bind_template_child (widget_class, ValEventsPane, known_group);
  gtk_widget_class_bind_template_child (widget_class, ValEventsPane, notes_group);
}

static void
val_events_pane_class_init (ValEventsPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = val_events_pane_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-events-pane.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, events_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, callback_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, signature_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_webhook_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_settings_cb);
}

static void
val_events_pane_init (ValEventsPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  val_inner_names_from_tooltips (GTK_WIDGET (self->signature_row));
  self->follows = g_signal_group_new (VAL_TYPE_INSTANCE);
  g_signal_group_connect_swapped (self->follows, "notify", G_CALLBACK (update_details), self);
  g_signal_group_connect_swapped (self->follows, "changed", G_CALLBACK (update_details), self);
  self->draft_follows = g_signal_group_new (VAL_TYPE_DRAFT);
  g_signal_group_connect_swapped (self->draft_follows, "changed", G_CALLBACK (update_fields), self);
}

/**
 * val_events_pane_set_draft:
 * @self: an events pane
 * @workspace: (transfer none): what the draft belongs to
 * @draft: (nullable) (transfer none): draft of the instance to show
 */
void
val_events_pane_set_draft (ValEventsPane *self, ValWorkspace *workspace, ValDraft *draft)
{
  g_return_if_fail (VAL_IS_EVENTS_PANE (self));

  g_set_object (&self->workspace, workspace);
  g_set_object (&self->draft, draft);
  g_signal_group_set_target (self->follows, get_instance (self));
  g_signal_group_set_target (self->draft_follows, draft);
  update_details (self);
}

/**
 * val_events_pane_copy_webhook_url:
 * @self: an events pane
 */
void
val_events_pane_copy_webhook_url (ValEventsPane *self)
{
  g_return_if_fail (VAL_IS_EVENTS_PANE (self));

  if (self->webhook_url == NULL)
    return;
  val_clipboard_copy (GTK_WIDGET (self), self->webhook_url);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("Webhook URL copied"));
}

/**
 * val_events_pane_can_save:
 * @self: an events pane
 *
 * Returns: whether the callback URL, as it stands, may be sent
 */
gboolean
val_events_pane_can_save (ValEventsPane *self)
{
  g_return_val_if_fail (VAL_IS_EVENTS_PANE (self), FALSE);

  return self->last_verdict != VAL_URL_REFUSE;
}
