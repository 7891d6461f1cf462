/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-json.h"
#include "util/val-secret.h"

/* Entries have ids of their own in every instance: a client must not carry one over. */
#define IDS_PER_INSTANCE 100

static JsonObject *
config_json (const ValSandboxInstance *instance, guint index)
{
  const ValSandboxEntry *entry =
      &g_array_index (instance->element->entries, ValSandboxEntry, index);
  const char *value = val_sandbox_instance_value (instance, entry->key);
  gboolean masked = entry->secret && value != NULL && *value != '\0';
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "id", instance->id * IDS_PER_INSTANCE + index);
  json_object_set_string_member (object, "key", entry->key);
  json_object_set_string_member (object, "name", val_json_get_string (entry->json, "name"));
  json_object_set_string_member (object, "description",
                                 val_json_get_string (entry->json, "description"));
  json_object_set_string_member (object, "propertyValue", masked ? VAL_SECRET_MASK : value);
  json_object_set_boolean_member (object, "active",
                                  val_json_get_bool (entry->json, "active", TRUE));
  json_object_set_string_member (object, "type", entry->type);
  json_object_set_boolean_member (object, "hideFromConsole",
                                  val_json_get_bool (entry->json, "hideFromConsole", FALSE));
  json_object_set_boolean_member (object, "required", entry->required);
  return object;
}

static gboolean
is_listed (const ValSandboxInstance *instance, guint index)
{
  return val_sandbox_instance_shows (
      instance, &g_array_index (instance->element->entries, ValSandboxEntry, index));
}

/* GET /instances[/{id}]/configuration (contract 3.8). */
void
val_sandbox_config_list (ValSandboxCall *call)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < call->instance->element->entries->len; i++)
    if (is_listed (call->instance, i))
      json_array_add_object_element (array, config_json (call->instance, i));
  val_sandbox_call_take_array (call, array);
}

static gboolean
find_index (ValSandboxCall *call, guint *index)
{
  gint64 id = g_ascii_strtoll (call->argument, NULL, 10);
  gint64 place = id - call->instance->id * IDS_PER_INSTANCE;

  if (place >= 0 && place < call->instance->element->entries->len &&
      is_listed (call->instance, (guint) place))
    {
      *index = (guint) place;
      return TRUE;
    }
  val_sandbox_call_error (call, 404, "No element instance configuration found with ID %s",
                          call->argument);
  return FALSE;
}

/* GET /instances[/{id}]/configuration/{configId} (contract 3.8). */
void
val_sandbox_config_get (ValSandboxCall *call)
{
  guint index;

  if (find_index (call, &index))
    val_sandbox_call_take_object (call, config_json (call->instance, index));
}

static void
set_value (ValSandboxCall *call, guint index, JsonNode *value)
{
  const ValSandboxEntry *entry =
      &g_array_index (call->instance->element->entries, ValSandboxEntry, index);
  g_autoptr (JsonObject) change = json_object_new ();

  json_object_set_member (change, entry->key, json_node_ref (value));
  if (val_sandbox_instance_merge (call->instance, change) > 0)
    val_sandbox_log_mask (call->server->log);
  val_sandbox_delivery_subscribe (call->server->delivery, call->instance);
}

/* PATCH /instances[/{id}]/configuration/{configId} (contract 3.8). */
void
val_sandbox_config_patch (ValSandboxCall *call)
{
  JsonObject *body = val_json_node_object (call->body);
  guint index;

  if (!find_index (call, &index))
    return;
  if (body == NULL || !json_object_has_member (body, "propertyValue"))
    {
      val_sandbox_call_error (call, 400, "The propertyValue is required");
      return;
    }
  set_value (call, index, json_object_get_member (body, "propertyValue"));
  val_sandbox_call_take_object (call, config_json (call->instance, index));
}
