/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-application-private.h"

#include "keyring/val-keyring-store.h"
#include "ui/val-clipboard.h"
#include "ui/val-help-window.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>

/* Seconds that a program lives on which the desktop started for a question, and nobody looks at. */
#define SERVICE_SECONDS 30

G_DEFINE_FINAL_TYPE (ValApplication, val_application, ADW_TYPE_APPLICATION)

static ValWindow *
find_window (ValApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (VAL_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

/* With a window it is no service that may end by itself. */
static ValWindow *
ensure_window (ValApplication *self)
{
  ValWindow *window = find_window (self);

  g_application_set_inactivity_timeout (G_APPLICATION (self), 0);
  if (window == NULL)
    window = val_window_new (self, self->workspace);
  return window;
}

ValWindow *
_val_application_open_window (ValApplication *self)
{
  ValWindow *window = find_window (self);

  if (window == NULL)
    {
      window = ensure_window (self);
      val_window_open (window);
    }
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
sandbox_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ValApplication *self = user_data;
  const char *url = g_variant_get_string (parameter, NULL);
  ValWindow *window = ensure_window (self);

  val_window_open_sandbox (window, *url != '\0' ? url : NULL);
  gtk_window_present (GTK_WINDOW (window));
}

static void
quit_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ValWindow *window = find_window (user_data);

  /* The window asks about unsaved changes; the last window takes the application along.  Hidden,
   * it works on in the background, and has asked before. */
  if (window != NULL && gtk_widget_get_visible (GTK_WIDGET (window)))
    gtk_window_close (GTK_WINDOW (window));
  else
    {
      if (window != NULL)
        gtk_window_destroy (GTK_WINDOW (window));
      g_application_quit (user_data);
    }
}

static void
activate_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_activate (user_data);
}

/* From a notification that may be older than the program. */
static void
show_problems_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ValWindow *window = find_window (user_data);

  g_application_activate (user_data);
  if (window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.show-problems", NULL);
}

static void
show_update_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ValWindow *window = find_window (user_data);

  g_application_activate (user_data);
  if (window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.show-update", NULL);
}

static char *
describe_versions (void)
{
  return g_strdup_printf (
      "Valence %s\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\nlibsoup %u.%u.%u\n", VAL_VERSION,
      gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version (),
      adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version (),
      soup_get_major_version (), soup_get_minor_version (), soup_get_micro_version ());
}

static void
about_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autofree char *versions = describe_versions ();
  const char *developers[] = { "The Valence contributors", NULL };

  adw_show_about_window (
      gtk_application_get_active_window (user_data), "application-name", _ ("Valence"),
      "application-icon", VAL_APP_ID, "version", VAL_VERSION, "developer-name",
      _ ("The Valence contributors"), "developers", developers, "license-type", GTK_LICENSE_GPL_3_0,
      "website", "https://github.com/valence-desktop/valence", "issue-url",
      "https://github.com/valence-desktop/valence/issues", "debug-info", versions,
      /* Translators: put your own names here, one a line */
      "translator-credits", _ ("translator-credits"), NULL);
}

static void
help_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  val_help_window_present (user_data, g_variant_get_string (parameter, NULL));
}

static void
set_accels (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *accels[3];
  } table[] = {
    { "app.quit", { "<primary>q" } },
    { "app.help('')", { "F1" } },
    { "window.close", { "<primary>w" } },
    { "win.new-instance", { "<primary>n" } },
    { "win.save", { "<primary>s" } },
    { "win.revert", { "<primary><shift>z" } },
    { "win.refresh", { "<primary>r", "F5" } },
    { "win.requests", { "<primary><shift>r" } },
    { "win.search", { "<primary>f" } },
    { "win.filters", { "<primary><shift>f" } },
    { "win.copy-webhook-url", { "<primary><shift>c" } },
    { "win.reauthenticate", { "<primary><shift>a" } },
    { "win.duplicate", { "<primary>d" } },
    { "win.delete", { "<primary>Delete" } },
    { "win.update-callback-urls", { "<primary>u" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_application_set_accels_for_action (application, table[i].action, table[i].accels);
}

static GFile *
accounts_file (void)
{
  return g_file_new_build_filename (g_get_user_config_dir (), "valence", "accounts.conf", NULL);
}

static GFile *
cache_folder (void)
{
  return g_file_new_build_filename (g_get_user_cache_dir (), "valence", NULL);
}

static GFile *
jobs_folder (void)
{
  return g_file_new_build_filename (g_get_user_data_dir (), "valence", "jobs", NULL);
}

static void
val_application_startup (GApplication *application)
{
  ValApplication *self = VAL_APPLICATION (application);
  const GActionEntry actions[] = {
    { .name = "quit", .activate = quit_action_cb },
    { .name = "about", .activate = about_action_cb },
    { .name = "help", .activate = help_action_cb, .parameter_type = "s" },
    { .name = "activate", .activate = activate_action_cb },
    { .name = "show-problems", .activate = show_problems_action_cb },
    { .name = "show-update", .activate = show_update_action_cb },
    { .name = "sandbox", .activate = sandbox_action_cb, .parameter_type = "s" },
  };
  g_autoptr (ValSecretStore) keyring = val_keyring_store_new ();
  g_autoptr (GFile) file = accounts_file ();
  g_autoptr (GFile) folder = cache_folder ();
  g_autoptr (GFile) jobs = jobs_folder ();
  g_autoptr (ValOfflineList) offline = NULL;

  G_APPLICATION_CLASS (val_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (VAL_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  _val_application_add_launch_actions (self);
  set_accels (GTK_APPLICATION (self));
  self->workspace = val_workspace_new (keyring, file);
  val_workspace_set_cache_folder (self->workspace, folder);
  val_workspace_set_jobs_folder (self->workspace, jobs);
  offline = val_offline_list_new (file, folder);
  val_search_provider_set_sources (self->search_provider, self->workspace, offline);
  if ((g_application_get_flags (application) & G_APPLICATION_IS_SERVICE) != 0)
    g_application_set_inactivity_timeout (application, SERVICE_SECONDS * 1000);
}

static gboolean
val_application_dbus_register (GApplication *application,
                               GDBusConnection *connection,
                               const char *object_path,
                               GError **error)
{
  ValApplication *self = VAL_APPLICATION (application);
  g_autofree char *path = g_strconcat (object_path, "/SearchProvider", NULL);

  return G_APPLICATION_CLASS (val_application_parent_class)
             ->dbus_register (application, connection, object_path, error) &&
         val_search_provider_export (self->search_provider, connection, path, error);
}

static void
val_application_dbus_unregister (GApplication *application,
                                 GDBusConnection *connection,
                                 const char *object_path)
{
  val_search_provider_unexport (VAL_APPLICATION (application)->search_provider, connection);
  G_APPLICATION_CLASS (val_application_parent_class)
      ->dbus_unregister (application, connection, object_path);
}

static void
val_application_activate (GApplication *application)
{
  _val_application_open_window (VAL_APPLICATION (application));
}

static void
val_application_shutdown (GApplication *application)
{
  ValApplication *self = VAL_APPLICATION (application);
  GdkDisplay *display = gdk_display_get_default ();

  if (display != NULL)
    val_clipboard_forget (display);
  g_clear_object (&self->workspace);
  G_APPLICATION_CLASS (val_application_parent_class)->shutdown (application);
}

static void
val_application_finalize (GObject *object)
{
  ValApplication *self = VAL_APPLICATION (object);

  _val_application_clear_launch (self);
  g_clear_object (&self->search_provider);
  G_OBJECT_CLASS (val_application_parent_class)->finalize (object);
}

static void
val_application_class_init (ValApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = val_application_finalize;
  application_class->startup = val_application_startup;
  application_class->activate = val_application_activate;
  application_class->shutdown = val_application_shutdown;
  application_class->dbus_register = val_application_dbus_register;
  application_class->dbus_unregister = val_application_dbus_unregister;
  application_class->handle_local_options = _val_application_handle_local_options;
}

static void
val_application_init (ValApplication *self)
{
  self->search_provider = val_search_provider_new (G_APPLICATION (self));
  _val_application_add_launch_options (self);
}

/**
 * val_application_new:
 *
 * Returns: (transfer full): the application
 */
ValApplication *
val_application_new (void)
{
  return g_object_new (VAL_TYPE_APPLICATION, "application-id", VAL_APP_ID, "resource-base-path",
                       VAL_APP_PATH, NULL);
}
