/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-application-private.h"

#include <glib/gi18n.h>

/* What the program is started for: options, which become actions so that a running program does
 * them, and what the desktop's search asks for. */

static gboolean
sandbox_option_cb (const char *name, const char *value, gpointer user_data, GError **error)
{
  ValApplication *self = user_data;

  g_free (self->sandbox_url);
  self->sandbox_url = g_strdup (value != NULL ? value : "");
  return TRUE;
}

/* Keys of elements are plain words (contract 4). */
static gboolean
is_element_key (const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("_-.", *at) == NULL)
      return FALSE;
  return *text != '\0';
}

static gboolean
new_instance_option_cb (const char *name, const char *value, gpointer user_data, GError **error)
{
  ValApplication *self = user_data;

  if (value != NULL && !is_element_key (value))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("“%s” is not the key of an element, such as hootsuite"), value);
      return FALSE;
    }
  g_free (self->element_key);
  self->element_key = g_strdup (value != NULL ? value : "");
  return TRUE;
}

static gboolean
instance_option_cb (const char *name, const char *value, gpointer user_data, GError **error)
{
  ValApplication *self = user_data;
  guint64 id;

  if (!g_ascii_string_to_unsigned (value, 10, 1, G_MAXINT64, &id, NULL))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("“%s” is not the ID of an instance, which is a number"), value);
      return FALSE;
    }
  self->instance_id = (gint64) id;
  return TRUE;
}

void
_val_application_add_launch_options (ValApplication *self)
{
  const GOptionEntry entries[] = {
    { "sandbox", 0, G_OPTION_FLAG_OPTIONAL_ARG | G_OPTION_FLAG_IN_MAIN, G_OPTION_ARG_CALLBACK,
      sandbox_option_cb, N_ ("Open an account on the built-in sandbox, or on the one at URL"),
      N_ ("URL") },
    { "new-instance", 0, G_OPTION_FLAG_OPTIONAL_ARG | G_OPTION_FLAG_IN_MAIN, G_OPTION_ARG_CALLBACK,
      new_instance_option_cb,
      N_ ("Begin a new instance, of the element with this key if one is given"), N_ ("KEY") },
    { "instance", 0, G_OPTION_FLAG_IN_MAIN, G_OPTION_ARG_CALLBACK, instance_option_cb,
      N_ ("Select the instance with this ID"), N_ ("ID") },
    { 0 }
  };
  GOptionGroup *group =
      g_option_group_new ("valence", _ ("Valence Options"), _ ("Show Valence options"), self, NULL);

  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  g_option_group_add_entries (group, entries);
  g_application_add_option_group (G_APPLICATION (self), group);
  g_application_add_main_option (G_APPLICATION (self), "version", 0, G_OPTION_FLAG_NONE,
                                 G_OPTION_ARG_NONE, _ ("Show the version of Valence"), NULL);
}

/* @parameter: (nullable) (transfer floating) */
static void
activate (ValApplication *self, const char *action, GVariant *parameter)
{
  g_action_group_activate_action (G_ACTION_GROUP (self), action, parameter);
}

int
_val_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  ValApplication *self = VAL_APPLICATION (application);
  g_autoptr (GError) error = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("valence %s\n", VAL_VERSION);
      return 0;
    }
  if (self->sandbox_url == NULL && self->element_key == NULL && self->instance_id == 0)
    return -1;
  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  if (self->sandbox_url != NULL)
    activate (self, "sandbox", g_variant_new_string (self->sandbox_url));
  if (self->instance_id != 0)
    activate (self, "show-instance", g_variant_new_int64 (self->instance_id));
  if (g_strcmp0 (self->element_key, "") == 0)
    activate (self, "new-instance", NULL);
  else if (self->element_key != NULL)
    activate (self, "new-instance-of", g_variant_new_string (self->element_key));
  return -1;
}

static void
new_instance_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *key = parameter != NULL ? g_variant_get_string (parameter, NULL) : NULL;

  val_window_new_instance (_val_application_open_window (user_data), key);
}

static void
show_instance_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  val_window_show_instance (_val_application_open_window (user_data), NULL,
                            g_variant_get_int64 (parameter));
}

static void
show_instance_cb (ValApplication *self, const char *account_uuid, gint64 id)
{
  val_window_show_instance (_val_application_open_window (self), account_uuid, id);
}

static void
search_cb (ValApplication *self, const char *text)
{
  val_window_search (_val_application_open_window (self), text);
}

void
_val_application_add_launch_actions (ValApplication *self)
{
  const GActionEntry actions[] = {
    { .name = "new-instance", .activate = new_instance_action_cb },
    { .name = "new-instance-of", .activate = new_instance_action_cb, .parameter_type = "s" },
    { .name = "show-instance", .activate = show_instance_action_cb, .parameter_type = "x" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  g_signal_connect_object (self->search_provider, "show-instance", G_CALLBACK (show_instance_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_provider, "search", G_CALLBACK (search_cb), self,
                           G_CONNECT_SWAPPED);
}

void
_val_application_clear_launch (ValApplication *self)
{
  g_clear_pointer (&self->sandbox_url, g_free);
  g_clear_pointer (&self->element_key, g_free);
}
