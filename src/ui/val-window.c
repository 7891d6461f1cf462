/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-notifier.h"
#include "ui/val-requests-window.h"
#include "ui/val-window-private.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (ValWindow, val_window, ADW_TYPE_APPLICATION_WINDOW)

void
_val_window_toast (ValWindow *self, const char *text)
{
  AdwToast *toast = adw_toast_new ("");
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_set_title (toast, escaped);
  adw_toast_set_timeout (toast, 3);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
update_actions_cb (ValWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean ready = val_workspace_get_session (self->workspace) != NULL;
  gboolean can_save;
  gboolean can_revert;

  g_object_get (self->editor, "can-save", &can_save, "can-revert", &can_revert, NULL);
  gtk_widget_action_set_enabled (widget, "win.check-listed", ready);
  gtk_widget_action_set_enabled (widget, "win.bulk-history",
                                 val_workspace_get_history (self->workspace) != NULL);
  gtk_widget_action_set_enabled (widget, "win.check-selected", ready);
  gtk_widget_action_set_enabled (widget, "win.refresh",
                                 ready && !val_workspace_get_loading (self->workspace));
  gtk_widget_action_set_enabled (widget, "win.save", can_save);
  gtk_widget_action_set_enabled (widget, "win.revert", can_revert);
  gtk_widget_action_set_enabled (widget, "win.copy-webhook-url",
                                 val_instance_list_get_selected (self->list) != NULL);
  _val_window_update_bulk_actions (self);
  _val_window_update_connect_actions (self);
  _val_window_update_instance_actions (self);
}

/* Everything that follows from which account there is. */
void
_val_window_update (ValWindow *self)
{
  ValAccount *account = val_workspace_get_account (self->workspace);
  gboolean any = g_list_model_get_n_items (val_workspace_get_accounts (self->workspace)) > 0;

  gtk_stack_set_visible_child_name (self->root, any || account != NULL ? "main" : "welcome");
  gtk_widget_set_visible (self->session_note, val_workspace_get_session_only (self->workspace));
  if (account != NULL && val_account_get_production (account))
    gtk_widget_add_css_class (GTK_WIDGET (self), "production");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "production");
  update_actions_cb (self);
}

static void
keyring_error_cb (ValWindow *self)
{
  const GError *error = val_workspace_get_keyring_error (self->workspace);

  if (error != NULL)
    val_error_bar_show (self->error_bar, error, NULL);
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (val_workspace_refresh_finish (VAL_WORKSPACE (source), result, &error) ||
      val_error_is_cancelled (error))
    return;
  val_instance_list_show_error (self->list, error);
  /* A list of last time has its own words for that. */
  if (val_workspace_get_list_time (self->workspace) == 0 &&
      g_list_model_get_n_items (G_LIST_MODEL (val_workspace_get_instances (self->workspace))) > 0)
    val_error_bar_show (self->error_bar, error, _ ("_Try Again"));
}

void
_val_window_refresh (ValWindow *self)
{
  if (self->load_cancellable != NULL)
    g_cancellable_cancel (self->load_cancellable);
  g_clear_object (&self->load_cancellable);
  self->load_cancellable = g_cancellable_new ();
  val_error_bar_hide (self->error_bar);
  val_instance_list_show_error (self->list, NULL);
  val_workspace_refresh_async (self->workspace, self->load_cancellable, refreshed_cb,
                               g_object_ref (self));
}

static void
selection_cb (ValWindow *self)
{
  ValInstance *instance = val_instance_list_get_selected (self->list);

  val_editor_show (self->editor, instance, val_instance_list_get_n_selected (self->list));
  g_signal_group_set_target (self->instance_follows, instance);
  update_actions_cb (self);
  if (instance != NULL)
    adw_leaflet_set_visible_child_name (self->leaflet, "editor");
}

/* On a narrow window the list has no selection of its own: choosing the same row again opens it. */
static void
visible_child_cb (ValWindow *self)
{
  const char *name = adw_leaflet_get_visible_child_name (self->leaflet);

  if (adw_leaflet_get_folded (self->leaflet) && g_strcmp0 (name, "list") == 0)
    val_instance_list_unselect (self->list);
}

static void
show_editor_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValWindow *self = VAL_WINDOW (widget);

  if (adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_set_visible_child_name (self->leaflet, "editor");
  else
    gtk_widget_child_focus (GTK_WIDGET (self->editor), GTK_DIR_TAB_FORWARD);
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_leaflet_navigate (VAL_WINDOW (widget)->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _val_window_refresh (VAL_WINDOW (widget));
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValWindow *self = VAL_WINDOW (widget);

  if (self->load_cancellable != NULL)
    g_cancellable_cancel (self->load_cancellable);
}

static void
requests_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  val_requests_window_present (GTK_WINDOW (widget), VAL_WINDOW (widget)->workspace);
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _val_window_retry (VAL_WINDOW (widget));
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValWindow *self = VAL_WINDOW (widget);

  adw_leaflet_set_visible_child_name (self->leaflet, "list");
  val_instance_list_focus_search (self->list);
}

static void
filters_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValWindow *self = VAL_WINDOW (widget);

  adw_leaflet_set_visible_child_name (self->leaflet, "list");
  val_instance_list_open_filters (self->list);
}

static void
check_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  val_instance_list_check (VAL_WINDOW (widget)->list, g_str_equal (name, "win.check-selected"));
}

static void
show_problems_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  val_instance_list_show_problems (VAL_WINDOW (widget)->list);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  val_editor_save (VAL_WINDOW (widget)->editor);
}

static void
revert_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  val_editor_revert (VAL_WINDOW (widget)->editor);
}

static void
copy_webhook_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  val_editor_copy_webhook_url (VAL_WINDOW (widget)->editor);
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _val_window_toast (VAL_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
close_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValWindow *self = VAL_WINDOW (source);

  if (_val_window_confirm_discard_finish (self, result) && !_val_window_ask_about_job (self) &&
      !val_notifier_hide (GTK_WINDOW (self)))
    gtk_window_destroy (GTK_WINDOW (self));
}

static void
save_state (ValWindow *self)
{
  int width;
  int height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set (self->settings, "window-size", "(ii)", width, height);
  g_settings_set_boolean (self->settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
}

static void
restore_state (ValWindow *self)
{
  int width;
  int height;

  g_settings_get (self->settings, "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

static gboolean
val_window_close_request (GtkWindow *window)
{
  ValWindow *self = VAL_WINDOW (window);

  save_state (self);
  if (!val_workspace_has_unsaved (self->workspace))
    return _val_window_ask_about_job (self) || val_notifier_hide (window) ||
           GTK_WINDOW_CLASS (val_window_parent_class)->close_request (window);
  _val_window_confirm_discard (self, close_confirmed_cb, NULL);
  return GDK_EVENT_STOP;
}

static void
val_window_dispose (GObject *object)
{
  ValWindow *self = VAL_WINDOW (object);

  if (self->load_cancellable != NULL)
    g_cancellable_cancel (self->load_cancellable);
  if (self->open_cancellable != NULL)
    g_cancellable_cancel (self->open_cancellable);
  g_clear_object (&self->load_cancellable);
  g_clear_object (&self->open_cancellable);
  g_clear_object (&self->instance_follows);
  g_clear_pointer (&self->wish, _val_window_wish_free);
  g_clear_object (&self->workspace);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (val_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.show-editor", NULL, show_editor_action);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "win.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "win.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "win.requests", NULL, requests_action);
  gtk_widget_class_install_action (widget_class, "win.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.filters", NULL, filters_action);
  gtk_widget_class_install_action (widget_class, "win.check-listed", NULL, check_action);
  gtk_widget_class_install_action (widget_class, "win.check-selected", NULL, check_action);
  gtk_widget_class_install_action (widget_class, "win.show-problems", NULL, show_problems_action);
  gtk_widget_class_install_action (widget_class, "win.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "win.revert", NULL, revert_action);
  gtk_widget_class_install_action (widget_class, "win.copy-webhook-url", NULL, copy_webhook_action);
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ValWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ValWindow, root);
  gtk_widget_class_bind_template_child (widget_class, ValWindow, welcome);
  gtk_widget_class_bind_template_child (widget_class, ValWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, ValWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, ValWindow, bulk_button);
  gtk_widget_class_bind_template_child (widget_class, ValWindow, error_bar);
  gtk_widget_class_bind_template_child (widget_class, ValWindow, session_note);
  gtk_widget_class_bind_template_child (widget_class, ValWindow, list);
  gtk_widget_class_bind_template_child (widget_class, ValWindow, editor);
  gtk_widget_class_bind_template_callback (widget_class, visible_child_cb);
  gtk_widget_class_bind_template_callback (widget_class, selection_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_actions_cb);
  gtk_widget_class_bind_template_callback (widget_class, _val_window_retry);
}

static void
val_window_class_init (ValWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VAL_TYPE_WELCOME);
  g_type_ensure (VAL_TYPE_ACCOUNT_SWITCHER);
  g_type_ensure (VAL_TYPE_BULK_BUTTON);
  g_type_ensure (VAL_TYPE_ERROR_BAR);
  g_type_ensure (VAL_TYPE_INSTANCE_LIST);
  g_type_ensure (VAL_TYPE_EDITOR);
  G_OBJECT_CLASS (klass)->dispose = val_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = val_window_close_request;
  install_actions (widget_class);
  _val_window_install_account_actions (widget_class);
  _val_window_install_bulk_actions (widget_class);
  _val_window_install_connect_actions (widget_class);
  _val_window_install_instance_actions (widget_class);
  _val_window_install_history_actions (widget_class);
  bind_template (widget_class);
}

static void
val_window_init (ValWindow *self)
{
  self->instance_follows = g_signal_group_new (VAL_TYPE_INSTANCE);
  g_signal_group_connect_swapped (self->instance_follows, "changed", G_CALLBACK (update_actions_cb),
                                  self);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (VAL_APP_ID);
  restore_state (self);
  val_bulk_button_set_keeper (self->bulk_button, val_bulk_keeper_of (GTK_WINDOW (self)));
#if VAL_DEVEL
  gtk_widget_add_css_class (GTK_WIDGET (self), "devel");
#endif
}

static void
set_workspace (ValWindow *self, ValWorkspace *workspace)
{
  self->workspace = g_object_ref (workspace);
  g_object_set (self->switcher, "workspace", workspace, NULL);
  val_instance_list_set_workspace (self->list, workspace);
  val_editor_set_workspace (self->editor, workspace);
  g_signal_connect_object (workspace, "notify::account", G_CALLBACK (_val_window_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::session", G_CALLBACK (_val_window_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::session", G_CALLBACK (_val_window_offer_recovery),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::loading", G_CALLBACK (update_actions_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::session", G_CALLBACK (_val_window_try_wish), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::loading", G_CALLBACK (_val_window_try_wish), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (val_workspace_get_instances (workspace), "items-changed",
                           G_CALLBACK (_val_window_try_wish), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::keyring-error", G_CALLBACK (keyring_error_cb), self,
                           G_CONNECT_SWAPPED);
  _val_window_update (self);
}

/**
 * val_window_new:
 * @application: the application
 * @workspace: what the window works on
 *
 * Returns: (transfer none): a window, owned by GTK as all windows are
 */
ValWindow *
val_window_new (ValApplication *application, ValWorkspace *workspace)
{
  ValWindow *self;

  g_return_val_if_fail (VAL_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (VAL_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (VAL_TYPE_WINDOW, "application", application, NULL);
  set_workspace (self, workspace);
  return self;
}
