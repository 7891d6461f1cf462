/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-callback-update.h"

#include "model/val-callback-url.h"
#include "model/val-webhook-url.h"
#include "ui/val-confirm.h"
#include "ui/val-error-bar.h"
#include "ui/val-focus.h"
#include "ui/val-form-row.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

struct _ValCallbackUpdate
{
  AdwBin parent_instance;

  GtkLabel *meaning_label;
  ValFormRow *card;
  GtkEditable *entry_row;
  ValErrorBar *error_bar;
  GtkWidget *update_button;
  GtkSpinner *spinner;
  GtkWidget *done_box;

  ValWorkspace *workspace;   /* (owned) (nullable) */
  ValInstance *instance;     /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable): of the update under way */
};

G_DEFINE_FINAL_TYPE (ValCallbackUpdate, val_callback_update, ADW_TYPE_BIN)

static const char *
get_base_url (ValCallbackUpdate *self)
{
  return val_account_get_base_url (val_workspace_get_account (self->workspace));
}

static ValUrlVerdict
check (ValCallbackUpdate *self, const char *url, char **reason)
{
  const ValCallbackContext context = {
    .base_url = get_base_url (self),
    .element_key = val_instance_get_element_key (self->instance),
    .id = val_instance_get_id (self->instance),
  };

  return val_callback_url_check (url, &context, reason);
}

static gboolean
differs (ValCallbackUpdate *self)
{
  const char *current = val_instance_get_callback_url (self->instance);

  return g_strcmp0 (gtk_editable_get_text (self->entry_row), current != NULL ? current : "") != 0;
}

static void
refresh (ValCallbackUpdate *self)
{
  const char *url = gtk_editable_get_text (self->entry_row);
  g_autofree char *reason = NULL;
  ValUrlVerdict verdict = *url != '\0' ? check (self, url, &reason) : VAL_URL_OK;

  val_form_row_set_problem (self->card, verdict == VAL_URL_REFUSE ? reason : NULL);
  val_form_row_set_warning (self->card, verdict == VAL_URL_WARN ? reason : NULL);
  gtk_widget_set_sensitive (self->update_button, self->cancellable == NULL && *url != '\0' &&
                                                     verdict != VAL_URL_REFUSE && differs (self));
}

static void
changed_cb (ValCallbackUpdate *self)
{
  if (self->instance == NULL)
    return;
  gtk_widget_set_visible (self->done_box, FALSE);
  refresh (self);
}

static void
show_busy (ValCallbackUpdate *self, gboolean busy)
{
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->entry_row), !busy);
  refresh (self);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValCallbackUpdate *self = user_data;
  g_autoptr (GError) error = NULL;

  val_workspace_save_draft_finish (VAL_WORKSPACE (source), result, &error);
  if (val_error_is_cancelled (error))
    return;
  g_clear_object (&self->cancellable);
  show_busy (self, FALSE);
  gtk_widget_set_visible (self->done_box, error == NULL);
  if (error != NULL)
    val_error_bar_show (self->error_bar, error, NULL);
}

static void
start_update (ValCallbackUpdate *self)
{
  ValDraft *draft = val_workspace_get_draft (self->workspace, self->instance);

  val_draft_set_config (draft, VAL_KEY_CALLBACK_URL, gtk_editable_get_text (self->entry_row));
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_visible (self->done_box, FALSE);
  val_error_bar_hide (self->error_bar);
  show_busy (self, TRUE);
  val_workspace_save_draft_async (self->workspace, draft, self->cancellable, saved_cb, self);
}

static void
write_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValCallbackUpdate *self = VAL_CALLBACK_UPDATE (source);

  if (val_confirm_write_finish (GTK_WIDGET (self), result) &&
      gtk_widget_get_sensitive (self->update_button))
    start_update (self);
}

static void
update_cb (ValCallbackUpdate *self)
{
  g_autofree char *what = NULL;

  if (!gtk_widget_get_sensitive (self->update_button))
    return;
  /* Translators: name of an instance */
  what = g_strdup_printf (_ ("The callback URL of “%s” will be updated."),
                          val_instance_get_name (self->instance));
  val_confirm_write_async (GTK_WIDGET (self), self->workspace, what, write_confirmed_cb, NULL);
}

static char *
suggest_url (ValCallbackUpdate *self)
{
  const char *key = val_instance_get_element_key (self->instance);

  if (val_webhook_url_is_callback_default (key))
    return val_webhook_url_build (get_base_url (self), key, val_instance_get_id (self->instance));
  return g_strdup (val_instance_get_callback_url (self->instance));
}

static const char *
explain (ValCallbackUpdate *self)
{
  if (val_webhook_url_is_callback_default (val_instance_get_element_key (self->instance)))
    return _ ("The documented procedure puts the webhook URL here too: events then return to the "
              "platform's own inbound address. To receive them yourself, enter the address of "
              "your receiver instead.");
  return _ ("The platform sends the instance's events to this address: that of your receiver.");
}

static gboolean
val_callback_update_grab_focus (GtkWidget *widget)
{
  ValCallbackUpdate *self = VAL_CALLBACK_UPDATE (widget);

  return gtk_widget_grab_focus (gtk_widget_get_sensitive (self->update_button)
                                    ? self->update_button
                                    : GTK_WIDGET (self->entry_row));
}

static void
val_callback_update_dispose (GObject *object)
{
  ValCallbackUpdate *self = VAL_CALLBACK_UPDATE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->instance);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (val_callback_update_parent_class)->dispose (object);
}

static void
val_callback_update_class_init (ValCallbackUpdateClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = val_callback_update_dispose;
  widget_class->grab_focus = val_callback_update_grab_focus;
  widget_class->focus = val_focus_children;

  g_type_ensure (VAL_TYPE_ERROR_BAR);
  g_type_ensure (VAL_TYPE_FORM_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-callback-update.ui");
  gtk_widget_class_bind_template_child (widget_class, ValCallbackUpdate, meaning_label);
  gtk_widget_class_bind_template_child (widget_class, ValCallbackUpdate, card);
  gtk_widget_class_bind_template_child (widget_class, ValCallbackUpdate, entry_row);
  gtk_widget_class_bind_template_child (widget_class, ValCallbackUpdate, error_bar);
  gtk_widget_class_bind_template_child (widget_class, ValCallbackUpdate, update_button);
  gtk_widget_class_bind_template_child (widget_class, ValCallbackUpdate, spinner);
  gtk_widget_class_bind_template_child (widget_class, ValCallbackUpdate, done_box);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
}

static void
val_callback_update_init (ValCallbackUpdate *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * val_callback_update_set_instance:
 * @self: a callback update
 * @workspace: with an open account
 * @instance: whose callback URL to set
 *
 * Offers the documented default (contract 11.1) where there is one, else what is set now.
 */
void
val_callback_update_set_instance (ValCallbackUpdate *self,
                                  ValWorkspace *workspace,
                                  ValInstance *instance)
{
  g_autofree char *url = NULL;

  g_return_if_fail (VAL_IS_CALLBACK_UPDATE (self));
  g_return_if_fail (VAL_IS_WORKSPACE (workspace));
  g_return_if_fail (VAL_IS_INSTANCE (instance));

  g_set_object (&self->workspace, workspace);
  g_set_object (&self->instance, instance);
  url = suggest_url (self);
  gtk_label_set_text (self->meaning_label, explain (self));
  gtk_editable_set_text (self->entry_row, url != NULL ? url : "");
  refresh (self);
}
