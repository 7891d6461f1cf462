/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-json.h"

#include <string.h>

static JsonNode *
pairs_node (GPtrArray *pairs)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  for (guint i = 0; i + 1 < pairs->len; i += 2)
    json_object_set_string_member (object, g_ptr_array_index (pairs, i),
                                   g_ptr_array_index (pairs, i + 1));
  json_node_take_object (node, object);
  return node;
}

static JsonNode *
text_node (const char *data, gsize length)
{
  g_autofree char *text = g_utf8_make_valid (data != NULL ? data : "", (gssize) length);
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "body", text);
  json_node_take_object (node, object);
  return node;
}

static JsonNode *
wrap_array (JsonNode *array)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_member (object, "events", array);
  json_node_take_object (node, object);
  return node;
}

/**
 * val_sandbox_normalise_raw:
 * @call: a provider's webhook: JSON, a form, or a query (contract 5.7)
 *
 * Returns: (transfer full): what it said, always an object
 */
JsonNode *
val_sandbox_normalise_raw (ValSandboxCall *call)
{
  g_autoptr (GBytes) bytes =
      soup_message_body_flatten (soup_server_message_get_request_body (call->message));
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autoptr (JsonNode) node = length > 0 ? val_json_parse (data, length, NULL) : NULL;

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    return wrap_array (g_steal_pointer (&node));
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return g_steal_pointer (&node);
  return length > 0 ? text_node (data, length) : pairs_node (call->query);
}

/* com.hootsuite.messages.event.v1 is about messages, message.created about message. */
static char *
object_type (const char *type)
{
  g_auto (GStrv) words = NULL;

  if (type == NULL)
    return g_strdup ("unknown");
  words = g_strsplit_set (type, "._:/", -1);
  if (g_str_has_prefix (type, "com.hootsuite.") && g_strv_length (words) > 2)
    return g_strdup (words[2]);
  return g_strdup (words[0]);
}

static gboolean
speaks_of (const char *text, const char *const *words)
{
  for (; *words != NULL; words++)
    if (strstr (text, *words) != NULL)
      return TRUE;
  return FALSE;
}

static const char *
event_type (const ValSandboxElement *element, const char *type)
{
  static const char *const made[] = { "creat", "add", "new", "insert", NULL };
  static const char *const gone[] = { "delet", "remov", "destroy", NULL };
  static const char *const changed[] = { "updat", "chang", "edit", "modif", NULL };
  g_autofree char *lower = g_ascii_strdown (type != NULL ? type : "", -1);

  if (speaks_of (lower, made))
    return "CREATED";
  if (speaks_of (lower, gone))
    return "DELETED";
  if (speaks_of (lower, changed))
    return "UPDATED";
  if (g_str_equal (element->key, "hootsuite") && strstr (lower, "ping") == NULL)
    return "UPDATED";
  return "UNKNOWN";
}

/* The first id of the object itself or of an object inside it that is not its organization's. */
static char *
object_id (JsonObject *object, guint depth)
{
  g_autofree char *own = val_json_dup_text (object, "id");
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (own != NULL || depth == 0)
    return g_steal_pointer (&own);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      char *inner = NULL;

      if (JSON_NODE_HOLDS_OBJECT (node) && !g_str_equal (name, "organization"))
        inner = object_id (json_node_get_object (node), depth - 1);
      if (inner != NULL)
        return inner;
    }
  return NULL;
}

static const char *
type_text (JsonObject *item)
{
  static const char *const names[] = { "type", "event_type", "eventType", "event", "action" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (val_json_get_string (item, names[i]) != NULL)
      return val_json_get_string (item, names[i]);
  return NULL;
}

static JsonObject *
normal_event (const ValSandboxElement *element, JsonObject *item, const char *now)
{
  const char *type = type_text (item);
  const char *date = val_json_get_string (val_json_get_object (item, "data"), "timestamp");
  g_autofree char *kind = object_type (type);
  g_autofree char *id = object_id (item, 3);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "date", date != NULL ? date : now);
  json_object_set_string_member (object, "elementKey", element->key);
  json_object_set_string_member (object, "hubKey", element->hub);
  json_object_set_string_member (object, "eventType", event_type (element, type));
  json_object_set_string_member (object, "objectId", id != NULL ? id : "");
  json_object_set_string_member (object, "objectType", kind);
  return object;
}

static JsonArray *
find_items (JsonObject *raw)
{
  static const char *const names[] = { "events", "objects", "entries", "records" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (val_json_get_array (raw, names[i]) != NULL)
      return val_json_get_array (raw, names[i]);
  return NULL;
}

/**
 * val_sandbox_normalise:
 * @element: whose provider sent it
 * @raw: from val_sandbox_normalise_raw ()
 * @now: date of events that have none
 *
 * Returns: (transfer full): what the platform makes of it (contract 5.2)
 */
JsonArray *
val_sandbox_normalise (const ValSandboxElement *element, JsonNode *raw, const char *now)
{
  JsonObject *object = json_node_get_object (raw);
  JsonArray *items = find_items (object);
  JsonArray *events = json_array_new ();

  if (items == NULL)
    json_array_add_object_element (events, normal_event (element, object, now));
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonObject *item = val_json_node_object (json_array_get_element (items, i));

      if (item != NULL)
        json_array_add_object_element (events, normal_event (element, item, now));
    }
  return events;
}
