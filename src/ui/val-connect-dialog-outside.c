/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-browser.h"
#include "ui/val-clipboard.h"
#include "ui/val-connect-dialog-private.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

#define KEY_CLIPBOARD "clipboard-seconds"

/* What leads out of the window: the browser and the clipboard. */

static void
browser_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValConnectDialog *self = VAL_CONNECT_DIALOG (source);
  g_autoptr (GError) error = NULL;

  if (!val_browser_open_finish (GTK_WIDGET (self), result, &error) &&
      !val_error_is_cancelled (error))
    val_consent_page_show_browser_error (self->consent_page, error);
}

/* A #ValOAuthLaunch for the job. */
void
_val_connect_dialog_launch (const char *url, gpointer user_data)
{
  ValConnectDialog *self = user_data;

  val_browser_open_async (GTK_WIDGET (self), url, self->cancellable, browser_opened_cb, NULL);
}

static void
open_browser_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValConnectDialog *self = VAL_CONNECT_DIALOG (widget);
  const char *url = self->job != NULL ? val_connect_job_get_consent_url (self->job) : NULL;

  if (url != NULL)
    _val_connect_dialog_launch (url, self);
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

void
_val_connect_dialog_install_outside_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "connect.open-browser", NULL, open_browser_action);
  gtk_widget_class_install_action (widget_class, "connect.open-page", "s", open_page_action);
  gtk_widget_class_install_action (widget_class, "connect.copy", "(ss)", copy_action);
  gtk_widget_class_install_action (widget_class, "connect.copy-secret", "(ss)", copy_action);
}
