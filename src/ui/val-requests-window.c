/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-requests-window.h"

#include "ui/val-requests-view.h"

struct _ValRequestsWindow
{
  AdwWindow parent_instance;

  AdwToastOverlay *toasts;
  AdwWindowTitle *title;
  ValRequestsView *view;

  ValWorkspace *workspace; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (ValRequestsWindow, val_requests_window, ADW_TYPE_WINDOW)

static void
update_title (ValRequestsWindow *self)
{
  ValAccount *account = val_workspace_get_account (self->workspace);

  adw_window_title_set_subtitle (self->title,
                                 account != NULL ? val_account_get_name (account) : "");
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *escaped = g_markup_escape_text (g_variant_get_string (parameter, NULL), -1);
  AdwToast *toast = adw_toast_new (escaped);

  adw_toast_set_timeout (toast, 3);
  adw_toast_overlay_add_toast (VAL_REQUESTS_WINDOW (widget)->toasts, toast);
}

static void
val_requests_window_dispose (GObject *object)
{
  g_clear_object (&VAL_REQUESTS_WINDOW (object)->workspace);
  G_OBJECT_CLASS (val_requests_window_parent_class)->dispose (object);
}

static void
val_requests_window_class_init (ValRequestsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VAL_TYPE_REQUESTS_VIEW);
  G_OBJECT_CLASS (klass)->dispose = val_requests_window_dispose;
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-requests-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ValRequestsWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ValRequestsWindow, title);
  gtk_widget_class_bind_template_child (widget_class, ValRequestsWindow, view);
}

static void
val_requests_window_init (ValRequestsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_workspace (ValRequestsWindow *self, ValWorkspace *workspace)
{
  self->workspace = g_object_ref (workspace);
  val_requests_view_set_workspace (self->view, workspace);
  g_signal_connect_object (workspace, "notify::account", G_CALLBACK (update_title), self,
                           G_CONNECT_SWAPPED);
  update_title (self);
}

static GtkWindow *
find_open (GtkWindow *parent)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      /* The list of windows keeps it. */
      if (VAL_IS_REQUESTS_WINDOW (window) && gtk_window_get_transient_for (window) == parent)
        return window;
    }
  return NULL;
}

/**
 * val_requests_window_present:
 * @parent: the window that it belongs to and closes with
 * @workspace: whose requests to list
 *
 * Shows the requests, in the window that is there already if there is one.
 */
void
val_requests_window_present (GtkWindow *parent, ValWorkspace *workspace)
{
  GtkWindow *window;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (VAL_IS_WORKSPACE (workspace));

  window = find_open (parent);
  if (window == NULL)
    {
      window =
          g_object_new (VAL_TYPE_REQUESTS_WINDOW, "transient-for", parent, "destroy-with-parent",
                        TRUE, "application", gtk_window_get_application (parent), NULL);
      set_workspace (VAL_REQUESTS_WINDOW (window), workspace);
    }
  gtk_window_present (window);
}
