/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-json.h"

static JsonObject *
hub_json (const char *key, JsonObject *hub)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "key", key);
  json_object_set_string_member (object, "name", val_json_get_string (hub, "name"));
  return object;
}

static void
list_hubs (ValSandboxCall *call, gboolean keys_only)
{
  JsonArray *array = json_array_new ();
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  json_object_iter_init (&iter, val_sandbox_catalogue_hubs (call->server->catalogue));
  while (json_object_iter_next (&iter, &key, &node))
    if (keys_only)
      json_array_add_string_element (array, key);
    else
      json_array_add_object_element (array, hub_json (key, json_node_get_object (node)));
  val_sandbox_call_take_page (call, array, json_array_get_length (array), NULL);
}

/* GET /hubs (contract 3.1). */
void
val_sandbox_platform_hubs (ValSandboxCall *call)
{
  list_hubs (call, FALSE);
}

/* GET /hubs/keys (contract 3.1). */
void
val_sandbox_platform_hub_keys (ValSandboxCall *call)
{
  list_hubs (call, TRUE);
}

/* GET /hubs/{key}/elements (contract 3.1). */
void
val_sandbox_platform_hub_elements (ValSandboxCall *call)
{
  ValSandboxCatalogue *catalogue = call->server->catalogue;
  JsonArray *array;
  const ValSandboxElement *element;

  if (!json_object_has_member (val_sandbox_catalogue_hubs (catalogue), call->argument))
    {
      val_sandbox_call_error (call, 404, "No hub found with key %s", call->argument);
      return;
    }
  array = json_array_new ();
  for (guint i = 0; (element = val_sandbox_catalogue_nth (catalogue, i)) != NULL; i++)
    if (g_str_equal (element->hub, call->argument))
      json_array_add_object_element (array, json_object_ref (element->brief));
  val_sandbox_call_take_array (call, array);
}

/* GET /organizations/me, by which clients test the two secrets (contract 3.1). */
void
val_sandbox_platform_organization (ValSandboxCall *call)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "id", 3001);
  json_object_set_string_member (object, "name", "Example Org");
  json_object_set_string_member (object, "createdDate", "2020-01-02T03:04:05Z");
  val_sandbox_call_take_object (call, object);
}

static void
name_instance (ValSandboxCall *call)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, call->instance->id);

  val_sandbox_call_set_header (call, "Elements-Element-Instance-Id", id);
}

/* GET /ping and /hubs/{hub}/ping; the hub is ignored (contract 3.1, 11.26). */
void
val_sandbox_platform_ping (ValSandboxCall *call)
{
  g_autofree char *now = NULL;
  JsonObject *object;

  name_instance (call);
  if (call->instance->disabled)
    {
      val_sandbox_call_error (call, 403, "Element instance is disabled");
      return;
    }
  if (call->instance->invalid)
    {
      val_sandbox_call_provider_error (call, 401, "The provider refused the credentials",
                                       "invalid_token");
      return;
    }
  now = val_sandbox_iso (val_sandbox_server_now (call->server) / G_USEC_PER_SEC);
  object = json_object_new ();
  json_object_set_string_member (object, "endpoint", call->instance->element->key);
  json_object_set_string_member (object, "dateTime", now);
  val_sandbox_call_take_object (call, object);
}

/* GET /hubs/{hub}/objects, which answers for a disabled instance too (contract 1). */
void
val_sandbox_platform_objects (ValSandboxCall *call)
{
  JsonObject *hubs = val_sandbox_catalogue_hubs (call->server->catalogue);
  JsonObject *hub = val_json_get_object (hubs, call->instance->element->hub);
  JsonArray *objects = val_json_get_array (hub, "objects");

  name_instance (call);
  val_sandbox_call_take_array (call,
                               objects != NULL ? json_array_ref (objects) : json_array_new ());
}
