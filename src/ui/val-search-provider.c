/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-search-provider.h"

#include "model/val-account.h"
#include "model/val-instance-search.h"
#include "ui/val-format.h"

#include <glib/gi18n.h>

#define INTERFACE_XML VAL_APP_PATH "/ui/org.gnome.Shell.SearchProvider2.xml"
/* The desktop shows a handful, and offers to go on in the program. */
#define MAX_RESULTS 20
/* Characters; nobody reads more of a name on one line. */
#define MAX_LENGTH 200

struct _ValSearchProvider
{
  GObject parent_instance;

  GApplication *application; /* (not owned): the one that owns this; held while it answers */
  ValWorkspace *workspace;   /* (owned) (nullable): until the program has started */
  ValOfflineList *offline;   /* (owned) (nullable): likewise */
  GSettings *settings;       /* (owned) (nullable): likewise */
  guint registration;        /* 0 where it is not exported */
};

enum
{
  SIGNAL_SHOW_INSTANCE,
  SIGNAL_SEARCH,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ValSearchProvider, val_search_provider, G_TYPE_OBJECT)

/* A call that is being answered. */
typedef struct
{
  ValSearchProvider *provider;       /* (owned) */
  GDBusMethodInvocation *invocation; /* (owned) */
} Call;

static void
call_free (Call *call)
{
  g_application_release (call->provider->application);
  g_object_unref (call->provider);
  g_object_unref (call->invocation);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

/* Where to look: what the window shows, else the list of last time. */

static ValAccount *
get_account (ValSearchProvider *self)
{
  ValAccount *account = val_workspace_get_account (self->workspace);

  return account != NULL ? account : val_offline_list_get_account (self->offline);
}

static ValInstanceStore *
get_instances (ValSearchProvider *self)
{
  return val_workspace_get_account (self->workspace) != NULL
             ? val_workspace_get_instances (self->workspace)
             : val_offline_list_get_instances (self->offline);
}

static gboolean
is_enabled (ValSearchProvider *self)
{
  return g_settings_get_boolean (self->settings, "search-provider");
}

/* Results are named by account and id, since the account may be another one when they are chosen.
 */

static char *
name_result (ValAccount *account, ValInstance *instance)
{
  return g_strdup_printf ("%s:%" G_GINT64_FORMAT, val_account_get_uuid (account),
                          val_instance_get_id (instance));
}

static gboolean
parse_result (const char *result, char **uuid, gint64 *id)
{
  const char *colon = strrchr (result, ':');
  guint64 number;

  if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXINT64, &number, NULL))
    return FALSE;
  *uuid = g_strndup (result, (gsize) (colon - result));
  *id = (gint64) number;
  return TRUE;
}

static ValInstance *
find_result (ValSearchProvider *self, const char *result)
{
  ValAccount *account = get_account (self);
  g_autofree char *uuid = NULL;
  gint64 id;

  if (account == NULL || !parse_result (result, &uuid, &id) ||
      g_strcmp0 (uuid, val_account_get_uuid (account)) != 0)
    return NULL;
  return val_instance_store_lookup (get_instances (self), id);
}

static GVariant *
list_results (ValSearchProvider *self, const char *const *terms)
{
  ValAccount *account = get_account (self);
  g_autofree char *query = g_strjoinv (" ", (char **) terms);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  if (account != NULL && *query != '\0')
    found = val_instance_search (G_LIST_MODEL (get_instances (self)), query, MAX_RESULTS);
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      g_autofree char *name = name_result (account, g_ptr_array_index (found, i));

      g_strv_builder_add (names, name);
    }
  list = g_strv_builder_end (names);
  return g_variant_new ("(^as)", list);
}

static GVariant *
shorten (const char *text)
{
  glong length = MIN (g_utf8_strlen (text, -1), MAX_LENGTH);

  return g_variant_new_take_string (g_utf8_substring (text, 0, length));
}

static GVariant *
describe (ValInstance *instance)
{
  g_autofree char *element = val_format_element (instance);
  g_autofree char *id = val_format_id (val_instance_get_id (instance));
  /* Translators: id of an instance, its element */
  g_autofree char *text = g_strdup_printf (_ ("ID %s, %s"), id, element);

  return shorten (text);
}

static void
append_meta (GVariantBuilder *builder, const char *result, ValInstance *instance)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (builder, "{sv}", "id", g_variant_new_string (result));
  g_variant_builder_add (builder, "{sv}", "name", shorten (val_instance_get_name (instance)));
  g_variant_builder_add (builder, "{sv}", "description", describe (instance));
  g_variant_builder_add (builder, "{sv}", "gicon", g_variant_new_string (VAL_APP_ID));
  g_variant_builder_close (builder);
}

static GVariant *
list_metas (ValSearchProvider *self, const char *const *results)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < MAX_RESULTS && results[i] != NULL; i++)
    {
      ValInstance *instance = find_result (self, results[i]);

      if (instance != NULL)
        append_meta (&builder, results[i], instance);
    }
  return g_variant_new ("(aa{sv})", &builder);
}

/* Answering. */

static GVariant *
answer (ValSearchProvider *self, GDBusMethodInvocation *invocation)
{
  GVariant *parameters = g_dbus_method_invocation_get_parameters (invocation);
  const char *method = g_dbus_method_invocation_get_method_name (invocation);
  guint last = (guint) g_variant_n_children (parameters) - 1;
  g_autoptr (GVariant) argument = g_variant_get_child_value (parameters, last);
  g_autofree const char **texts = g_variant_get_strv (argument, NULL);

  if (g_str_equal (method, "GetResultMetas"))
    return list_metas (self, texts);
  return list_results (self, texts);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;

  if (!val_offline_list_load_finish (VAL_OFFLINE_LIST (source), result, &error))
    g_debug ("no accounts to search: %s", error->message);
  g_dbus_method_invocation_return_value (g_object_ref (call->invocation),
                                         answer (call->provider, call->invocation));
}

/* Each call restarts the time after which a program without a window ends. */
static void
answer_later (ValSearchProvider *self, GDBusMethodInvocation *invocation)
{
  g_autofree char *uuid = g_settings_get_string (self->settings, "account");
  Call *call = g_new0 (Call, 1);

  call->provider = g_object_ref (self);
  call->invocation = g_object_ref (invocation);
  g_application_hold (self->application);
  val_offline_list_load_async (self->offline, uuid, NULL, loaded_cb, call);
}

static GVariant *
answer_nothing (const char *method)
{
  return g_str_equal (method, "GetResultMetas") ? g_variant_new ("(aa{sv})", NULL)
                                                : g_variant_new ("(as)", NULL);
}

static void
activate_result (ValSearchProvider *self, GVariant *parameters)
{
  const char *result;
  g_autofree char *uuid = NULL;
  gint64 id;

  g_variant_get (parameters, "(&s^a&su)", &result, NULL, NULL);
  if (parse_result (result, &uuid, &id))
    g_signal_emit (self, signals[SIGNAL_SHOW_INSTANCE], 0, uuid, id);
}

static void
launch_search (ValSearchProvider *self, GVariant *parameters)
{
  g_autofree const char **terms = NULL;
  g_autofree char *text = NULL;

  g_variant_get (parameters, "(^a&su)", &terms, NULL);
  text = g_strjoinv (" ", (char **) terms);
  g_signal_emit (self, signals[SIGNAL_SEARCH], 0, text);
}

static void
method_called_cb (GDBusConnection *connection,
                  const char *sender,
                  const char *object_path,
                  const char *interface_name,
                  const char *method,
                  GVariant *parameters,
                  GDBusMethodInvocation *invocation,
                  gpointer user_data)
{
  ValSearchProvider *self = user_data;

  if (g_str_equal (method, "ActivateResult"))
    {
      activate_result (self, parameters);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else if (g_str_equal (method, "LaunchSearch"))
    {
      launch_search (self, parameters);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else if (!is_enabled (self))
    g_dbus_method_invocation_return_value (invocation, answer_nothing (method));
  else if (val_workspace_get_account (self->workspace) != NULL)
    g_dbus_method_invocation_return_value (invocation, answer (self, invocation));
  else
    answer_later (self, invocation);
}

static void
val_search_provider_finalize (GObject *object)
{
  ValSearchProvider *self = VAL_SEARCH_PROVIDER (object);

  g_clear_object (&self->workspace);
  g_clear_object (&self->offline);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (val_search_provider_parent_class)->finalize (object);
}

static void
val_search_provider_class_init (ValSearchProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = val_search_provider_finalize;
  /**
   * ValSearchProvider::show-instance:
   * @self: a search provider
   * @uuid: of the account
   * @id: of the instance
   *
   * Somebody chose a result.
   */
  signals[SIGNAL_SHOW_INSTANCE] =
      g_signal_new ("show-instance", VAL_TYPE_SEARCH_PROVIDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT64);
  /**
   * ValSearchProvider::search:
   * @self: a search provider
   * @text: what was searched for
   *
   * Somebody wants to go on searching in the program.
   */
  signals[SIGNAL_SEARCH] = g_signal_new ("search", VAL_TYPE_SEARCH_PROVIDER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
val_search_provider_init (ValSearchProvider *self)
{
}

/**
 * val_search_provider_new:
 * @application: (transfer none): the application, which owns what is returned
 *
 * Returns: (transfer full): a search provider; it needs sources before it is called
 */
ValSearchProvider *
val_search_provider_new (GApplication *application)
{
  ValSearchProvider *self;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);

  self = g_object_new (VAL_TYPE_SEARCH_PROVIDER, NULL);
  self->application = application;
  return self;
}

/**
 * val_search_provider_set_sources:
 * @self: a search provider
 * @workspace: what the window works on
 * @offline: the list of last time, for as long as @workspace has no account
 */
void
val_search_provider_set_sources (ValSearchProvider *self,
                                 ValWorkspace *workspace,
                                 ValOfflineList *offline)
{
  g_return_if_fail (VAL_IS_SEARCH_PROVIDER (self));
  g_return_if_fail (VAL_IS_WORKSPACE (workspace));
  g_return_if_fail (VAL_IS_OFFLINE_LIST (offline));

  g_set_object (&self->workspace, workspace);
  g_set_object (&self->offline, offline);
  if (self->settings == NULL)
    self->settings = g_settings_new (VAL_APP_ID);
}

/**
 * val_search_provider_export:
 * @self: a search provider
 * @connection: the session bus
 * @object_path: where
 * @error: why it could not be exported
 *
 * Returns: whether it can be called from now on
 */
gboolean
val_search_provider_export (ValSearchProvider *self,
                            GDBusConnection *connection,
                            const char *object_path,
                            GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = method_called_cb };
  g_autoptr (GBytes) xml = NULL;
  g_autoptr (GDBusNodeInfo) info = NULL;

  g_return_val_if_fail (VAL_IS_SEARCH_PROVIDER (self), FALSE);
  g_return_val_if_fail (G_IS_DBUS_CONNECTION (connection), FALSE);

  xml = g_resources_lookup_data (INTERFACE_XML, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  info = xml != NULL ? g_dbus_node_info_new_for_xml (g_bytes_get_data (xml, NULL), error) : NULL;
  if (info == NULL)
    return FALSE;
  self->registration = g_dbus_connection_register_object (
      connection, object_path, info->interfaces[0], &vtable, self, NULL, error);
  return self->registration != 0;
}

/**
 * val_search_provider_unexport:
 * @self: a search provider
 * @connection: where it was exported
 */
void
val_search_provider_unexport (ValSearchProvider *self, GDBusConnection *connection)
{
  g_return_if_fail (VAL_IS_SEARCH_PROVIDER (self));
  g_return_if_fail (G_IS_DBUS_CONNECTION (connection));

  if (self->registration != 0)
    g_dbus_connection_unregister_object (connection, self->registration);
  self->registration = 0;
}
