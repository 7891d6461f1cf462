/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-instances-api.h"

#include "util/val-error.h"
#include "util/val-json.h"
#include "util/val-secret.h"

#include <glib/gi18n-lib.h>

/* One configuration value, by the route of its own. */

typedef struct
{
  gint64 id;
  char *key;
  char *value;
  ValRequestFlags repeat;
} ConfigChange;

static void
config_change_free (gpointer data)
{
  ConfigChange *change = data;

  g_free (change->key);
  val_secret_free (change->value);
  g_free (change);
}

static char *
make_path (gint64 id, const char *below)
{
  return g_strdup_printf ("/instances/%" G_GINT64_FORMAT "/configuration%s", id, below);
}

static gint64
find_config_id (JsonNode *node, const char *key)
{
  JsonArray *array = val_json_node_array (node);
  guint n_items = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < n_items; i++)
    {
      JsonObject *entry = val_json_node_object (json_array_get_element (array, i));

      if (g_strcmp0 (val_json_get_string (entry, "key"), key) == 0)
        return val_json_get_int (entry, "id", 0);
    }
  return 0;
}

static JsonNode *
property_value_body (const char *value)
{
  JsonObject *object = json_object_new ();

  if (value != NULL)
    json_object_set_string_member (object, "propertyValue", value);
  else
    json_object_set_null_member (object, "propertyValue");
  return val_json_object_node (object);
}

static void
config_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (ValReply) reply = val_session_send_finish (VAL_SESSION (source), result, &error);

  if (reply != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
send_config_change (GTask *task, gint64 config_id)
{
  ConfigChange *change = g_task_get_task_data (task);
  g_autofree char *below = g_strdup_printf ("/%" G_GINT64_FORMAT, config_id);
  g_autofree char *path = make_path (change->id, below);
  g_autoptr (JsonNode) body = property_value_body (change->value);
  ValRequest request = { .method = "PATCH", .path = path, .body = body, .flags = change->repeat };

  val_session_send_async (g_task_get_source_object (task), &request, g_task_get_cancellable (task),
                          config_set_cb, g_object_ref (task));
}

static void
config_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ConfigChange *change = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (ValReply) reply = val_session_send_finish (VAL_SESSION (source), result, &error);
  gint64 config_id;

  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  config_id = find_config_id (reply->node, change->key);
  if (config_id != 0)
    send_config_change (task, config_id);
  else
    /* Translators: key of a configuration value, such as event.notification.callback.url */
    g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_NOT_FOUND,
                             _ ("The instance has no configuration value “%s”."), change->key);
}

/**
 * val_instances_api_set_config_async:
 * @session: the way to the platform
 * @id: id of an element instance
 * @key: key of a configuration value
 * @value: (nullable): what it is to be; a mask is refused
 * @repeat: %VAL_REQUEST_IDEMPOTENT or %VAL_REQUEST_SINGLE, of the setting
 * @cancellable: (nullable): ends the request
 * @callback: called when the answer is there
 * @user_data: for @callback
 *
 * Sets one configuration value by the route that is fully documented (contract 3.5): looks up the
 * value's own id, then sets it there.
 */
void
val_instances_api_set_config_async (ValSession *session,
                                    gint64 id,
                                    const char *key,
                                    const char *value,
                                    ValRequestFlags repeat,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  g_autofree char *path = make_path (id, "");
  ValRequest request = { .method = "GET", .path = path };
  ConfigChange *change;

  g_return_if_fail (key != NULL);

  g_task_set_source_tag (task, val_instances_api_set_config_async);
  if (g_strcmp0 (value, VAL_SECRET_MASK) == 0)
    {
      g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_INVALID_INPUT,
                               _ ("A mask is not a value. Enter the secret itself."));
      return;
    }
  change = g_new0 (ConfigChange, 1);
  *change = (ConfigChange){ id, g_strdup (key), g_strdup (value), repeat };
  g_task_set_task_data (task, change, config_change_free);
  val_session_send_async (session, &request, cancellable, config_listed_cb, g_object_ref (task));
}

/**
 * val_instances_api_set_config_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @error: #VAL_ERROR_NOT_FOUND where the instance has no such key; another #VAL_ERROR;
 *   #G_IO_ERROR_CANCELLED
 *
 * Returns: whether the platform answered success
 */
gboolean
val_instances_api_set_config_finish (ValSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
