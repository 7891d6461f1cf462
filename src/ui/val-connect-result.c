/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-connect-result.h"

#include "model/val-webhook-url.h"
#include "ui/val-callback-update.h"
#include "ui/val-error-bar.h"
#include "ui/val-focus.h"
#include "ui/val-format.h"
#include "ui/val-webhook-guide.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

struct _ValConnectResult
{
  AdwBin parent_instance;

  GtkLabel *title_label;
  GtkLabel *name_label;
  AdwActionRow *id_row;
  AdwActionRow *token_row;
  ValErrorBar *keep_bar;
  ValWebhookGuide *guide;
  ValCallbackUpdate *callback_update;

  ValWorkspace *workspace;   /* (owned) (nullable) */
  ValConnectJob *job;        /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (not nullable) */
};

G_DEFINE_FINAL_TYPE (ValConnectResult, val_connect_result, ADW_TYPE_BIN)

/* The platform shows a token only to those who ask, so one that is not kept has to be seen. */
static void
show_token (ValConnectResult *self)
{
  const GError *error = val_connect_job_get_keep_error (self->job);
  const char *token = val_connect_job_get_token (self->job);

  if (error == NULL)
    {
      adw_action_row_set_subtitle (self->token_row, val_workspace_get_session_only (self->workspace)
                                                        ? _ ("Kept until Valence is closed")
                                                        : _ ("Kept in the keyring"));
      val_error_bar_hide (self->keep_bar);
      return;
    }
  adw_action_row_set_subtitle (self->token_row, token != NULL ? token : "");
  val_error_bar_show (self->keep_bar, error, _ ("_Try Again"));
}

static void
copy_id_cb (ValConnectResult *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "connect.copy", "(ss)",
                              adw_action_row_get_subtitle (self->id_row), _ ("Instance ID copied"));
}

static void
copy_token_cb (ValConnectResult *self)
{
  const char *token = val_connect_job_get_token (self->job);

  if (token != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "connect.copy-secret", "(ss)", token,
                                _ ("Element token copied"));
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  val_connect_job_keep_finish (VAL_CONNECT_JOB (source), result, &error);
  if (!val_error_is_cancelled (error))
    show_token (VAL_CONNECT_RESULT (user_data));
}

static void
keep_again_cb (ValConnectResult *self)
{
  val_connect_job_keep_async (self->job, self->cancellable, kept_cb, self);
}

static void
show_webhook (ValConnectResult *self, ValInstance *instance)
{
  const char *key = val_instance_get_element_key (instance);
  g_autofree char *url =
      val_webhook_url_build (val_account_get_base_url (val_workspace_get_account (self->workspace)),
                             key, val_instance_get_id (instance));

  gtk_widget_set_visible (GTK_WIDGET (self->guide), url != NULL);
  if (url != NULL)
    val_webhook_guide_set_url (self->guide, key, url);
}

static gboolean
val_connect_result_grab_focus (GtkWidget *widget)
{
  ValConnectResult *self = VAL_CONNECT_RESULT (widget);

  if (gtk_widget_get_visible (GTK_WIDGET (self->guide)))
    return gtk_widget_grab_focus (GTK_WIDGET (self->guide));
  if (gtk_widget_get_visible (GTK_WIDGET (self->callback_update)))
    return gtk_widget_grab_focus (GTK_WIDGET (self->callback_update));
  return gtk_widget_child_focus (GTK_WIDGET (self->id_row), GTK_DIR_TAB_FORWARD);
}

static void
val_connect_result_dispose (GObject *object)
{
  ValConnectResult *self = VAL_CONNECT_RESULT (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->job);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (val_connect_result_parent_class)->dispose (object);
}

static void
val_connect_result_finalize (GObject *object)
{
  g_clear_object (&VAL_CONNECT_RESULT (object)->cancellable);
  G_OBJECT_CLASS (val_connect_result_parent_class)->finalize (object);
}

static void
val_connect_result_class_init (ValConnectResultClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = val_connect_result_dispose;
  G_OBJECT_CLASS (klass)->finalize = val_connect_result_finalize;
  widget_class->grab_focus = val_connect_result_grab_focus;
  widget_class->focus = val_focus_children;

  g_type_ensure (VAL_TYPE_CALLBACK_UPDATE);
  g_type_ensure (VAL_TYPE_ERROR_BAR);
  g_type_ensure (VAL_TYPE_WEBHOOK_GUIDE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-connect-result.ui");
  gtk_widget_class_bind_template_child (widget_class, ValConnectResult, title_label);
  gtk_widget_class_bind_template_child (widget_class, ValConnectResult, name_label);
  gtk_widget_class_bind_template_child (widget_class, ValConnectResult, id_row);
  gtk_widget_class_bind_template_child (widget_class, ValConnectResult, token_row);
  gtk_widget_class_bind_template_child (widget_class, ValConnectResult, keep_bar);
  gtk_widget_class_bind_template_child (widget_class, ValConnectResult, guide);
  gtk_widget_class_bind_template_child (widget_class, ValConnectResult, callback_update);
  gtk_widget_class_bind_template_callback (widget_class, copy_id_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_token_cb);
  gtk_widget_class_bind_template_callback (widget_class, keep_again_cb);
}

static void
val_connect_result_init (ValConnectResult *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_instance (ValConnectResult *self,
               ValWorkspace *workspace,
               ValConnectJob *job,
               ValInstance *instance)
{
  g_autofree char *id = val_format_id (val_instance_get_id (instance));

  g_set_object (&self->workspace, workspace);
  g_set_object (&self->job, job);
  gtk_label_set_text (self->name_label, val_instance_get_name (instance));
  adw_action_row_set_subtitle (self->id_row, id);
  show_token (self);
}

/**
 * val_connect_result_show_renewed:
 * @self: a result page
 * @workspace: with the account that the instance is in
 * @job: that re-authenticated it
 * @instance: what has new credentials
 */
void
val_connect_result_show_renewed (ValConnectResult *self,
                                 ValWorkspace *workspace,
                                 ValConnectJob *job,
                                 ValInstance *instance)
{
  g_return_if_fail (VAL_IS_CONNECT_RESULT (self));
  g_return_if_fail (VAL_IS_WORKSPACE (workspace));
  g_return_if_fail (VAL_IS_CONNECT_JOB (job));
  g_return_if_fail (VAL_IS_INSTANCE (instance));

  show_instance (self, workspace, job, instance);
  gtk_label_set_text (self->title_label, _ ("Instance Re-Authenticated"));
  gtk_widget_set_visible (GTK_WIDGET (self->guide), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->callback_update), FALSE);
}

/**
 * val_connect_result_show:
 * @self: a result page
 * @workspace: with the account that the instance was made in
 * @job: that made it
 * @instance: what it made
 */
void
val_connect_result_show (ValConnectResult *self,
                         ValWorkspace *workspace,
                         ValConnectJob *job,
                         ValInstance *instance)
{
  g_return_if_fail (VAL_IS_CONNECT_RESULT (self));
  g_return_if_fail (VAL_IS_WORKSPACE (workspace));
  g_return_if_fail (VAL_IS_CONNECT_JOB (job));
  g_return_if_fail (VAL_IS_INSTANCE (instance));

  show_instance (self, workspace, job, instance);
  show_webhook (self, instance);
  val_callback_update_set_instance (self->callback_update, workspace, instance);
}

/**
 * val_connect_result_token_is_at_risk:
 * @self: a result page
 *
 * Returns: whether the instance's token is not in the keyring
 */
gboolean
val_connect_result_token_is_at_risk (ValConnectResult *self)
{
  g_return_val_if_fail (VAL_IS_CONNECT_RESULT (self), FALSE);

  return self->job != NULL && val_connect_job_get_keep_error (self->job) != NULL;
}
