/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-clipboard.h"

#define PROVIDER_KEY "val-secret-provider"
#define TIMEOUT_KEY  "val-secret-timeout"

/* Whether what the clipboard holds is still what we put there: only then may it be cleared. */
static gboolean
is_still_ours (GdkClipboard *clipboard)
{
  GdkContentProvider *ours = g_object_get_data (G_OBJECT (clipboard), PROVIDER_KEY);

  return ours != NULL && gdk_clipboard_get_content (clipboard) == ours;
}

static void
forget (GdkClipboard *clipboard)
{
  if (is_still_ours (clipboard))
    gdk_clipboard_set_content (clipboard, NULL);
  g_object_set_data (G_OBJECT (clipboard), PROVIDER_KEY, NULL);
}

static gboolean
time_is_up_cb (gpointer user_data)
{
  GdkClipboard *clipboard = user_data;

  g_object_steal_data (G_OBJECT (clipboard), TIMEOUT_KEY);
  forget (clipboard);
  return G_SOURCE_REMOVE;
}

static void
stop_timer (gpointer id)
{
  g_source_remove (GPOINTER_TO_UINT (id));
}

/**
 * val_clipboard_copy:
 * @widget: a widget on the display
 * @text: what to copy; no secret
 */
void
val_clipboard_copy (GtkWidget *widget, const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

/**
 * val_clipboard_copy_secret:
 * @widget: a widget on the display
 * @secret: what to copy
 * @seconds: after which the clipboard is cleared, if it still holds @secret
 */
void
val_clipboard_copy_secret (GtkWidget *widget, const char *secret, guint seconds)
{
  GdkClipboard *clipboard;
  GdkContentProvider *provider;
  guint id;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (secret != NULL);

  clipboard = gtk_widget_get_clipboard (widget);
  provider = gdk_content_provider_new_typed (G_TYPE_STRING, secret);
  gdk_clipboard_set_content (clipboard, provider);
  g_object_set_data_full (G_OBJECT (clipboard), PROVIDER_KEY, provider, g_object_unref);
  id = g_timeout_add_seconds (seconds, time_is_up_cb, clipboard);
  g_object_set_data_full (G_OBJECT (clipboard), TIMEOUT_KEY, GUINT_TO_POINTER (id), stop_timer);
}

/**
 * val_clipboard_forget:
 * @display: a display
 *
 * Clears a secret that is still in the clipboard, before the program ends.
 */
void
val_clipboard_forget (GdkDisplay *display)
{
  g_return_if_fail (GDK_IS_DISPLAY (display));

  forget (gdk_display_get_clipboard (display));
}
