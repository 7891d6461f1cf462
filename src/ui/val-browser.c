/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-browser.h"

#include "util/val-error.h"

static void
launched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  val_error_adopt (&error);
  g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * val_browser_open_async:
 * @widget: the widget it is opened from
 * @uri: an http or https address
 * @cancellable: (nullable): to give up
 * @callback: (nullable): called once the browser was asked
 * @user_data: for @callback
 *
 * Opens @uri in the user's browser; inside a sandbox, through the portal.
 */
void
val_browser_open_async (GtkWidget *widget,
                        const char *uri,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GdkAppLaunchContext) context = NULL;
  GTask *task;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (uri != NULL);

  task = g_task_new (widget, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_browser_open_async);
  context = gdk_display_get_app_launch_context (gtk_widget_get_display (widget));
  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), cancellable,
                                           launched_cb, task);
}

/**
 * val_browser_open_finish:
 * @widget: the widget it was opened from
 * @result: from the callback
 * @error: why no browser opened
 *
 * Returns: whether a browser was asked
 */
gboolean
val_browser_open_finish (GtkWidget *widget, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, widget), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
