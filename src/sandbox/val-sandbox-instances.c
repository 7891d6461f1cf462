/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-json.h"

#include <string.h>

#define NO_CODE "You must provide an OAuth code in order to create an instance of this element"

static void
answer (ValSandboxCall *call, const ValSandboxInstance *instance)
{
  val_sandbox_call_take_object (call,
                                val_sandbox_instance_to_json (instance, VAL_SANDBOX_JSON_FULL));
}

static char *
next_page (gint64 last)
{
  g_autofree char *text = g_strdup_printf ("after:%" G_GINT64_FORMAT, last);

  return g_base64_encode ((const guint8 *) text, strlen (text));
}

/* A page token names the last instance of the page before. */
static gboolean
read_page_token (ValSandboxCall *call, gint64 *after)
{
  const char *token = val_sandbox_call_query (call, "nextPage");
  gsize length;
  g_autofree guchar *bytes = NULL;
  g_autofree char *text = NULL;

  *after = 0;
  if (token == NULL)
    return TRUE;
  bytes = g_base64_decode (token, &length);
  text = g_strndup ((const char *) bytes, length);
  if (g_str_has_prefix (text, "after:") &&
      g_ascii_string_to_signed (text + strlen ("after:"), 10, 0, G_MAXINT64, after, NULL))
    return TRUE;
  val_sandbox_call_error (call, 400, "Invalid nextPage token");
  return FALSE;
}

static char **
read_tags (ValSandboxCall *call)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) tags = NULL;

  for (guint i = 0; i + 1 < call->query->len; i += 2)
    if (g_str_equal (g_ptr_array_index (call->query, i), "tags[]"))
      g_strv_builder_add (builder, g_ptr_array_index (call->query, i + 1));
  tags = g_strv_builder_end (builder);
  return tags[0] != NULL ? g_steal_pointer (&tags) : NULL;
}

static void
answer_page (ValSandboxCall *call, const ValSandboxFilter *filter)
{
  gboolean hydrate = val_sandbox_call_flag (call, "hydrate", TRUE);
  ValSandboxJsonFlags flags =
      VAL_SANDBOX_JSON_LISTED | (hydrate ? VAL_SANDBOX_JSON_FULL : VAL_SANDBOX_JSON_SLIGHT);
  const ValSandboxInstance *last = NULL;
  guint total;
  gboolean more;
  g_autoptr (GPtrArray) page = val_sandbox_store_page (call->server->store, filter, &total, &more);
  JsonArray *array;

  if (page->len == 0)
    {
      val_sandbox_call_error (call, 404, "No element instances found");
      return;
    }
  array = json_array_sized_new (page->len);
  for (guint i = 0; i < page->len; i++)
    {
      last = g_ptr_array_index (page, i);
      json_array_add_object_element (array, val_sandbox_instance_to_json (last, flags));
    }
  val_sandbox_call_take_page (call, array, total, more ? next_page (last->id) : NULL);
}

/* GET /instances and /elements/{keyOrId}/instances (contract 3.2).  With an Element part it is
 * about that instance alone, like the other verbs. */
void
val_sandbox_instances_list (ValSandboxCall *call)
{
  g_auto (GStrv) tags = read_tags (call);
  ValSandboxFilter filter = { .element = call->element };

  if (call->instance != NULL)
    {
      answer (call, call->instance);
      return;
    }
  filter.text = val_sandbox_call_query (call, "searchText");
  filter.tags = (const char *const *) tags;
  if (filter.text != NULL && *filter.text == '\0')
    filter.text = NULL;
  if (val_sandbox_call_page_size (call, &filter.limit) && read_page_token (call, &filter.after))
    answer_page (call, &filter);
}

static JsonArray *
counts_json (ValSandboxCall *call, const guint *counts)
{
  JsonArray *array = json_array_new ();
  const ValSandboxElement *element;

  for (guint i = 0; (element = val_sandbox_catalogue_nth (call->server->catalogue, i)) != NULL; i++)
    {
      JsonObject *object = json_object_new ();

      json_object_set_int_member (object, "elementId", element->id);
      json_object_set_string_member (object, "elementKey", element->key);
      json_object_set_int_member (object, "instanceCount", counts[i]);
      json_array_add_object_element (array, object);
    }
  return array;
}

static guint
place_of (ValSandboxCatalogue *catalogue, const ValSandboxElement *element)
{
  guint place = 0;

  while (val_sandbox_catalogue_nth (catalogue, place) != element)
    place++;
  return place;
}

/* GET /instances/count (contract 3.1). */
void
val_sandbox_instances_count (ValSandboxCall *call)
{
  ValSandboxStore *store = call->server->store;
  guint total = val_sandbox_store_count (store);
  guint counts[64] = { 0 };
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < total; i++)
    counts[place_of (call->server->catalogue, val_sandbox_store_nth (store, i)->element)]++;
  json_object_set_int_member (object, "totalInstances", total);
  json_object_set_array_member (object, "elementInstances", counts_json (call, counts));
  val_sandbox_call_take_object (call, object);
}

static gboolean
has_kind (JsonObject *body, const char *name, GType type)
{
  JsonNode *node = json_object_get_member (body, name);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (type == JSON_TYPE_OBJECT)
    return JSON_NODE_HOLDS_OBJECT (node);
  if (type == JSON_TYPE_ARRAY)
    return JSON_NODE_HOLDS_ARRAY (node);
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static JsonObject *
check_body (ValSandboxCall *call)
{
  JsonObject *body = val_json_node_object (call->body);
  const char *wrong = NULL;

  if (body == NULL)
    wrong = "body";
  else if (!has_kind (body, "name", G_TYPE_STRING))
    wrong = "name";
  else if (!has_kind (body, "tags", JSON_TYPE_ARRAY))
    wrong = "tags";
  else if (!has_kind (body, "configuration", JSON_TYPE_OBJECT))
    wrong = "configuration";
  else if (!has_kind (body, "providerData", JSON_TYPE_OBJECT))
    wrong = "providerData";
  if (wrong == NULL)
    return body;
  val_sandbox_call_error (call, 400, "The %s of an element instance is missing or malformed",
                          wrong);
  return NULL;
}

static gboolean
find_element (ValSandboxCall *call, JsonObject *body)
{
  JsonObject *object = val_json_get_object (body, "element");
  g_autofree char *key = val_json_dup_text (object, "key");
  g_autofree char *id = val_json_dup_text (object, "id");
  const char *name = key != NULL ? key : id;

  if (call->element != NULL)
    return TRUE;
  if (name == NULL)
    {
      val_sandbox_call_error (call, 400, "The element key is required");
      return FALSE;
    }
  call->element = val_sandbox_catalogue_find (call->server->catalogue, name);
  if (call->element == NULL)
    val_sandbox_call_error (call, 404, "No element found with key or ID %s", name);
  return call->element != NULL;
}

static void
apply_names (ValSandboxInstance *instance, JsonObject *body)
{
  const char *name = val_json_get_string (body, "name");

  if (name != NULL)
    val_sandbox_instance_set_name (instance, name);
  if (val_json_get_array (body, "tags") != NULL)
    val_sandbox_instance_set_tags (instance, val_json_get_array (body, "tags"));
}

static void
count_masks (ValSandboxCall *call, guint masks)
{
  for (; masks > 0; masks--)
    val_sandbox_log_mask (call->server->log);
}

static gboolean
is_complete (ValSandboxCall *call, const ValSandboxInstance *instance)
{
  g_autofree char *missing = val_sandbox_instance_missing (instance);

  if (missing != NULL)
    val_sandbox_call_error (call, 400, "The following required configuration is missing: %s",
                            missing);
  return missing == NULL;
}

static const char *
code_of (JsonObject *body)
{
  return val_json_get_string (val_json_get_object (body, "providerData"), "code");
}

/* With an existing refresh token no code is needed (contract 3.3). */
static gboolean
has_grant (const ValSandboxInstance *instance, JsonObject *body)
{
  const char *external = val_json_get_string (body, "externalAuthentication");

  return g_strcmp0 (external, "initial") == 0 &&
         val_sandbox_instance_value (instance, "oauth.user.refresh_token") != NULL;
}

static gboolean
refresh (ValSandboxCall *call, ValSandboxInstance *instance)
{
  if (!is_complete (call, instance))
    return FALSE;
  val_sandbox_oauth_refresh (call->server, instance);
  return TRUE;
}

static gboolean
authenticate (ValSandboxCall *call, ValSandboxInstance *instance, JsonObject *body)
{
  const char *code = code_of (body);

  if (val_sandbox_oauth1_is_used_by (instance->element))
    return is_complete (call, instance) &&
           val_sandbox_oauth1_redeem (call, instance, val_json_get_object (body, "providerData"));
  if (!val_sandbox_instance_needs_code (instance))
    return is_complete (call, instance);
  if (has_grant (instance, body))
    return refresh (call, instance);
  if (code == NULL || *code == '\0')
    {
      val_sandbox_call_error (call, 400, NO_CODE);
      return FALSE;
    }
  return is_complete (call, instance) && val_sandbox_oauth_redeem (call, instance, code);
}

static void
add_instance (ValSandboxCall *call, ValSandboxInstance *instance)
{
  instance->created = val_sandbox_server_now (call->server) / G_USEC_PER_SEC;
  instance->token = val_sandbox_random_base64 (32);
  val_sandbox_store_add (call->server->store, instance);
  val_sandbox_delivery_subscribe (call->server->delivery, instance);
}

static JsonArray *
objects_json (ValSandboxCall *call, const ValSandboxElement *element)
{
  JsonObject *hubs = val_sandbox_catalogue_hubs (call->server->catalogue);
  JsonArray *names = val_json_get_array (val_json_get_object (hubs, element->hub), "objects");
  JsonArray *array = json_array_new ();

  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "name", json_array_get_string_element (names, i));
      json_object_set_string_member (object, "vendorName",
                                     json_array_get_string_element (names, i));
      json_object_set_string_member (object, "type", "vendor");
      json_array_add_object_element (array, object);
    }
  return array;
}

static void
answer_created (ValSandboxCall *call, const ValSandboxInstance *instance, JsonObject *body)
{
  JsonObject *object = val_sandbox_instance_to_json (instance, VAL_SANDBOX_JSON_FULL);

  if (val_json_get_bool (body, "retrieveObjectsAfterInstantiation", FALSE))
    json_object_set_array_member (object, "objects", objects_json (call, instance->element));
  val_sandbox_call_take_object (call, object);
}

/* POST /instances and /elements/{keyOrId}/instances (contract 3.3). */
void
val_sandbox_instances_create (ValSandboxCall *call)
{
  JsonObject *body = check_body (call);
  JsonObject *configuration = val_json_get_object (body, "configuration");
  g_autoptr (ValSandboxInstance) instance = NULL;

  if (body == NULL || !find_element (call, body))
    return;
  instance = val_sandbox_instance_new (call->element);
  instance->id = val_sandbox_store_next_id (call->server->store);
  apply_names (instance, body);
  if (configuration != NULL)
    count_masks (call, val_sandbox_instance_merge (instance, configuration));
  if (!authenticate (call, instance, body))
    return;
  add_instance (call, instance);
  answer_created (call, g_steal_pointer (&instance), body);
}

/* GET /instances/{id} (contract 3.4). */
void
val_sandbox_instances_get (ValSandboxCall *call)
{
  answer (call, call->instance);
}

static gboolean
reauthenticate (ValSandboxCall *call, ValSandboxInstance *draft, JsonObject *body)
{
  if (!val_sandbox_call_flag (call, "reAuthenticate", FALSE) && code_of (body) == NULL)
    return TRUE;
  if (!authenticate (call, draft, body))
    return FALSE;
  draft->invalid = FALSE;
  return TRUE;
}

static void
keep (ValSandboxCall *call, ValSandboxInstance *draft)
{
  val_sandbox_instance_adopt (call->instance, draft);
  val_sandbox_delivery_subscribe (call->server->delivery, call->instance);
}

/* PUT /instances[/{id}] and /elements/{keyOrId}/instances/{id}: replaces; but a body without a
 * configuration leaves that alone, as the documented example shows (contract 3.6). */
void
val_sandbox_instances_put (ValSandboxCall *call)
{
  JsonObject *body = check_body (call);
  JsonObject *configuration = val_json_get_object (body, "configuration");
  g_autoptr (ValSandboxInstance) draft = NULL;

  if (body == NULL)
    return;
  draft = val_sandbox_instance_copy (call->instance);
  val_sandbox_instance_set_tags (draft, NULL);
  apply_names (draft, body);
  if (configuration != NULL)
    count_masks (call, val_sandbox_instance_replace (draft, configuration));
  if (!reauthenticate (call, draft, body))
    return;
  keep (call, g_steal_pointer (&draft));
  answer (call, call->instance);
}

static ValSandboxPatchMode
patch_mode (ValSandboxCall *call)
{
  return call->fault != NULL ? call->fault->patch_mode : VAL_SANDBOX_PATCH_MERGE;
}

static void
patch_configuration (ValSandboxCall *call, ValSandboxInstance *draft, JsonObject *configuration)
{
  ValSandboxPatchMode mode = patch_mode (call);
  guint masks = 0;

  if (mode == VAL_SANDBOX_PATCH_REPLACE)
    masks = val_sandbox_instance_replace (draft, configuration);
  else if (mode == VAL_SANDBOX_PATCH_MERGE)
    masks = val_sandbox_instance_merge (draft, configuration);
  count_masks (call, masks);
}

/* Answers as if it had been done. */
static void
pretend (ValSandboxCall *call, JsonObject *configuration)
{
  JsonObject *object = val_sandbox_instance_to_json (call->instance, VAL_SANDBOX_JSON_FULL);
  JsonObject *shown = val_json_get_object (object, "configuration");
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  json_object_iter_init (&iter, configuration);
  while (json_object_iter_next (&iter, &key, &node))
    json_object_set_member (shown, key, json_node_copy (node));
  val_sandbox_call_take_object (call, object);
}

static gboolean
keeps_element (ValSandboxCall *call, JsonObject *body)
{
  JsonObject *object = val_json_get_object (body, "element");
  g_autofree char *key = val_json_dup_text (object, "key");
  g_autofree char *id = val_json_dup_text (object, "id");
  const char *name = id != NULL ? id : key;

  if (name == NULL ||
      val_sandbox_catalogue_find (call->server->catalogue, name) == call->instance->element)
    return TRUE;
  val_sandbox_call_error (call, 400, "An element instance moves to a clone of its element only");
  return FALSE;
}

/* PATCH /instances[/{id}] (contract 3.5). */
void
val_sandbox_instances_patch (ValSandboxCall *call)
{
  JsonObject *body = check_body (call);
  JsonObject *configuration = val_json_get_object (body, "configuration");
  g_autoptr (ValSandboxInstance) draft = NULL;

  if (body == NULL || !keeps_element (call, body))
    return;
  draft = val_sandbox_instance_copy (call->instance);
  apply_names (draft, body);
  if (configuration != NULL)
    patch_configuration (call, draft, configuration);
  if (!reauthenticate (call, draft, body))
    return;
  keep (call, g_steal_pointer (&draft));
  if (configuration != NULL && patch_mode (call) == VAL_SANDBOX_PATCH_PRETEND)
    pretend (call, configuration);
  else
    answer (call, call->instance);
}

/* DELETE /instances[/{id}] (contract 3.7). */
void
val_sandbox_instances_delete (ValSandboxCall *call)
{
  val_sandbox_delivery_forget (call->server->delivery, call->instance);
  val_sandbox_events_forget (call->server->events, call->instance->id);
  val_sandbox_store_remove (call->server->store, g_steal_pointer (&call->instance));
  val_sandbox_call_empty (call);
}

/* PUT /instances[/{id}]/enabled (contract 3.7). */
void
val_sandbox_instances_enable (ValSandboxCall *call)
{
  call->instance->disabled = FALSE;
  val_sandbox_call_empty (call);
}

/* DELETE /instances[/{id}]/enabled (contract 3.7). */
void
val_sandbox_instances_disable (ValSandboxCall *call)
{
  call->instance->disabled = TRUE;
  val_sandbox_call_empty (call);
}

/* PUT /instances[/{id}]/trace-logging (contract 3.1). */
void
val_sandbox_instances_trace (ValSandboxCall *call)
{
  call->instance->traced = TRUE;
  val_sandbox_call_empty (call);
}

/* DELETE /instances[/{id}]/trace-logging (contract 3.1). */
void
val_sandbox_instances_untrace (ValSandboxCall *call)
{
  call->instance->traced = FALSE;
  val_sandbox_call_empty (call);
}
