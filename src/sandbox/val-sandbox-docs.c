/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-json.h"

typedef struct
{
  const char *method;
  const char *operation; /* first half of the operationId */
  const char *summary;   /* with a place for the object's name */
  gboolean one;          /* on the path of one record */
} CallKind;

static const CallKind kinds[] = {
  { "get", "search", "Search for %s", FALSE },
  { "post", "create", "Create one of the %s", FALSE },
  { "get", "get", "Retrieve one of the %s", TRUE },
  { "patch", "update", "Update one of the %s", TRUE },
  { "delete", "delete", "Delete one of the %s", TRUE },
};

static void
add_text_parameter (JsonArray *parameters, const char *name, const char *place, gboolean required)
{
  JsonObject *parameter = json_object_new ();

  json_object_set_string_member (parameter, "name", name);
  json_object_set_string_member (parameter, "in", place);
  json_object_set_string_member (parameter, "type", "string");
  json_object_set_boolean_member (parameter, "required", required);
  json_array_add_object_element (parameters, parameter);
}

static JsonObject *
responses_json (void)
{
  JsonObject *responses = json_object_new ();
  JsonObject *ok = json_object_new ();

  json_object_set_string_member (ok, "description", "OK");
  json_object_set_object_member (responses, "200", ok);
  return responses;
}

static JsonObject *
operation_json (const char *id, const char *summary, gboolean one)
{
  JsonObject *operation = json_object_new ();
  JsonArray *parameters = json_array_new ();

  add_text_parameter (parameters, "Authorization", "header", TRUE);
  if (one)
    add_text_parameter (parameters, "id", "path", TRUE);
  json_object_set_string_member (operation, "operationId", id);
  json_object_set_string_member (operation, "summary", summary);
  json_object_set_array_member (operation, "parameters", parameters);
  json_object_set_object_member (operation, "responses", responses_json ());
  return operation;
}

static JsonObject *
item_json (const char *object, gboolean one)
{
  JsonObject *item = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *id = g_strdup_printf ("%s_%s", kinds[i].operation, object);
      g_auto (GStrv) halves = g_strsplit (kinds[i].summary, "%s", 2);
      g_autofree char *summary = g_strjoinv (object, halves);

      if (kinds[i].one == one)
        json_object_set_object_member (item, kinds[i].method, operation_json (id, summary, one));
    }
  return item;
}

static void
add_object_paths (JsonObject *paths, const char *object)
{
  g_autofree char *all = g_strdup_printf ("/%s", object);
  g_autofree char *one = g_strdup_printf ("/%s/{id}", object);

  json_object_set_object_member (paths, all, item_json (object, FALSE));
  json_object_set_object_member (paths, one, item_json (object, TRUE));
}

static void
add_ping (JsonObject *paths)
{
  JsonObject *item = json_object_new ();

  json_object_set_object_member (
      item, "get", operation_json ("ping", "Ask whether the provider can be reached", FALSE));
  json_object_set_object_member (paths, "/ping", item);
}

static JsonObject *
paths_json (ValSandboxCall *call)
{
  JsonObject *hubs = val_sandbox_catalogue_hubs (call->server->catalogue);
  JsonObject *hub = val_json_get_object (hubs, call->instance->element->hub);
  JsonArray *objects = val_json_get_array (hub, "objects");
  JsonObject *paths = json_object_new ();

  add_ping (paths);
  for (guint i = 0; objects != NULL && i < json_array_get_length (objects); i++)
    add_object_paths (paths, json_array_get_string_element (objects, i));
  return paths;
}

static JsonObject *
info_json (const ValSandboxElement *element)
{
  JsonObject *info = json_object_new ();

  json_object_set_string_member (info, "title", element->name);
  json_object_set_string_member (info, "version", "api-v2");
  return info;
}

/* GET /instances[/{id}]/docs (contract 3.1): Swagger 2.0, from what the element's hub has. */
void
val_sandbox_docs_get (ValSandboxCall *call)
{
  g_autofree char *base =
      g_strdup_printf (VAL_SANDBOX_API "/hubs/%s", call->instance->element->hub);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "swagger", "2.0");
  json_object_set_object_member (object, "info", info_json (call->instance->element));
  json_object_set_string_member (object, "basePath", base);
  json_object_set_object_member (object, "paths", paths_json (call));
  val_sandbox_call_take_object (call, object);
}
