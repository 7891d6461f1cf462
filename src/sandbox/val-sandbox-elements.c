/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-error.h"
#include "util/val-json.h"
#include "util/val-secret.h"

#include "sandbox/val-sandbox-resources.h"

#include <stdlib.h>
#include <string.h>

/* Secret whatever the schema calls their type (contract 3.4, 8). */
static const char *const secret_keys[] = {
  "password",
  "oauth.api.key",
  "oauth.api.secret",
  "oauth.user.token",
  "oauth.user.token.secret",
  "oauth.user.refresh_token",
  "event.notification.basic.password",
  NULL,
};

/* What GET /elements/{key} has and the element inside an instance has not (contract 3.4). */
static const char *const schema_members[] = { "configuration", "hooks", "elementMetadata", NULL };

struct _ValSandboxCatalogue
{
  GPtrArray *elements; /* (element-type ValSandboxElement), in order of keys */
  GHashTable *by_name; /* key and id, as text */
  JsonNode *hubs;
};

static void
element_free (gpointer data)
{
  ValSandboxElement *self = data;

  json_object_unref (self->json);
  json_object_unref (self->brief);
  json_object_unref (self->slight);
  g_array_unref (self->entries);
  g_free (self);
}

static JsonObject *
without (JsonObject *object, const char *const *names)
{
  JsonObject *copy = json_object_new ();
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_strv_contains (names, l->data))
      json_object_set_member (copy, l->data,
                              json_node_ref (json_object_get_member (object, l->data)));
  return copy;
}

static JsonObject *
slight_element (const ValSandboxElement *self)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "id", self->id);
  json_object_set_string_member (object, "key", self->key);
  json_object_set_string_member (object, "name", self->name);
  return object;
}

static gsize
field_length (const char *type)
{
  const char *digits = g_str_has_prefix (type, "TEXTFIELD_") ? type + strlen ("TEXTFIELD_") : "0";

  return strtoul (digits, NULL, 10);
}

static ValSandboxEntry
read_entry (JsonObject *json)
{
  ValSandboxEntry entry = { .json = json };
  const char *fallback = val_json_get_string (json, "defaultValue");

  entry.key = val_json_get_string (json, "key");
  entry.type = val_json_get_string (json, "type");
  entry.fallback = fallback != NULL && *fallback != '\0' ? fallback : NULL;
  entry.group = val_json_get_string (json, "groupName");
  entry.max_length = field_length (entry.type);
  entry.required = val_json_get_bool (json, "required", FALSE);
  entry.controls_group = val_json_get_bool (json, "groupControl", FALSE);
  entry.secret = g_str_equal (entry.type, "PASSWORD") || g_strv_contains (secret_keys, entry.key);
  return entry;
}

static GArray *
read_entries (JsonArray *configuration)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (ValSandboxEntry));

  for (guint i = 0; i < json_array_get_length (configuration); i++)
    {
      ValSandboxEntry entry = read_entry (json_array_get_object_element (configuration, i));

      g_array_append_val (entries, entry);
    }
  return entries;
}

static ValSandboxElement *
element_new (JsonObject *json)
{
  ValSandboxElement *self = g_new0 (ValSandboxElement, 1);

  self->json = json_object_ref (json);
  self->id = val_json_get_int (json, "id", 0);
  self->key = val_json_get_string (json, "key");
  self->name = val_json_get_string (json, "name");
  self->hub = val_json_get_string (json, "hub");
  self->auth = val_json_get_string (val_json_get_object (json, "authentication"), "type");
  self->brief = without (json, schema_members);
  self->slight = slight_element (self);
  self->entries = read_entries (val_json_get_array (json, "configuration"));
  return self;
}

static JsonNode *
read_resource (const char *name, GError **error)
{
  g_autoptr (GBytes) bytes = val_sandbox_resource (name);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  return val_json_parse (text, length, error);
}

static gboolean
load_element (ValSandboxCatalogue *self, const char *file, GError **error)
{
  g_autofree char *name = g_strconcat ("elements/", file, NULL);
  g_autoptr (JsonNode) node = read_resource (name, error);
  ValSandboxElement *element;

  if (node == NULL)
    return FALSE;
  element = element_new (json_node_get_object (node));
  g_ptr_array_add (self->elements, element);
  g_hash_table_insert (self->by_name, g_strdup (element->key), element);
  g_hash_table_insert (self->by_name, g_strdup_printf ("%" G_GINT64_FORMAT, element->id), element);
  return TRUE;
}

static int
compare_keys (gconstpointer one, gconstpointer other)
{
  const ValSandboxElement *const *a = one;
  const ValSandboxElement *const *b = other;

  return strcmp ((*a)->key, (*b)->key);
}

static gboolean
load_all (ValSandboxCatalogue *self, GError **error)
{
  g_auto (GStrv) files =
      g_resource_enumerate_children (val_sandbox_get_resource (), VAL_SANDBOX_RESOURCES "elements",
                                     G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (files == NULL)
    return FALSE;
  for (guint i = 0; files[i] != NULL; i++)
    if (!load_element (self, files[i], error))
      return FALSE;
  g_ptr_array_sort (self->elements, compare_keys);
  self->hubs = read_resource ("hubs.json", error);
  return self->hubs != NULL;
}

/**
 * val_sandbox_catalogue_new:
 * @error: what is wrong with a compiled-in schema
 *
 * Returns: (transfer full) (nullable): all elements
 */
ValSandboxCatalogue *
val_sandbox_catalogue_new (GError **error)
{
  ValSandboxCatalogue *self = g_new0 (ValSandboxCatalogue, 1);

  self->elements = g_ptr_array_new_with_free_func (element_free);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!load_all (self, error))
    g_clear_pointer (&self, val_sandbox_catalogue_free);
  return self;
}

/**
 * val_sandbox_catalogue_free:
 * @self: (transfer full): a catalogue
 */
void
val_sandbox_catalogue_free (ValSandboxCatalogue *self)
{
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->elements);
  g_clear_pointer (&self->hubs, json_node_unref);
  g_free (self);
}

/**
 * val_sandbox_catalogue_find:
 * @key_or_id: as in the path
 *
 * Returns: (nullable): the element
 */
const ValSandboxElement *
val_sandbox_catalogue_find (ValSandboxCatalogue *self, const char *key_or_id)
{
  return g_hash_table_lookup (self->by_name, key_or_id);
}

/**
 * val_sandbox_catalogue_nth:
 * @index: any
 *
 * Returns: (nullable): the element there, in order of keys
 */
const ValSandboxElement *
val_sandbox_catalogue_nth (ValSandboxCatalogue *self, guint index)
{
  return index < self->elements->len ? g_ptr_array_index (self->elements, index) : NULL;
}

/**
 * val_sandbox_catalogue_hubs:
 *
 * Returns: (transfer none): key of each hub to its name and objects
 */
JsonObject *
val_sandbox_catalogue_hubs (ValSandboxCatalogue *self)
{
  return json_node_get_object (self->hubs);
}

/**
 * val_sandbox_element_entry:
 * @key: of a configuration value
 *
 * Returns: (nullable): its entry in the schema
 */
const ValSandboxEntry *
val_sandbox_element_entry (const ValSandboxElement *self, const char *key)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const ValSandboxEntry *entry = &g_array_index (self->entries, ValSandboxEntry, i);

      if (g_str_equal (entry->key, key))
        return entry;
    }
  return NULL;
}

/**
 * val_sandbox_element_is_secret:
 * @key: of a configuration value
 *
 * Returns: whether answers show a mask instead of it (contract 3.4)
 */
gboolean
val_sandbox_element_is_secret (const ValSandboxElement *self, const char *key)
{
  const ValSandboxEntry *entry = val_sandbox_element_entry (self, key);

  return g_strv_contains (secret_keys, key) || (entry != NULL && entry->secret);
}

/* Pages of the catalogue begin at an index: it does not change while the sandbox runs. */
static gboolean
page_bounds (ValSandboxCall *call, guint *first, guint *end)
{
  const char *token = val_sandbox_call_query (call, "nextPage");
  guint size;
  guint64 start = 0;

  if (!val_sandbox_call_page_size (call, &size))
    return FALSE;
  if (token != NULL && !g_ascii_string_to_unsigned (token, 10, 0, G_MAXINT, &start, NULL))
    {
      val_sandbox_call_error (call, 400, "Invalid nextPage token");
      return FALSE;
    }
  *first = (guint) start;
  *end = MIN (*first + size, call->server->catalogue->elements->len);
  return TRUE;
}

static void
take_page (ValSandboxCall *call, JsonArray *array, guint end)
{
  guint total = call->server->catalogue->elements->len;
  char *next = end < total ? g_strdup_printf ("%u", end) : NULL;

  val_sandbox_call_take_page (call, array, total, next);
}

/* GET /elements (contract 3.1). */
void
val_sandbox_elements_list (ValSandboxCall *call)
{
  JsonArray *array;
  guint first, end;

  if (!page_bounds (call, &first, &end))
    return;
  array = json_array_new ();
  for (guint i = first; i < end; i++)
    {
      const ValSandboxElement *element = val_sandbox_catalogue_nth (call->server->catalogue, i);

      json_array_add_object_element (array, json_object_ref (element->brief));
    }
  take_page (call, array, end);
}

/* GET /elements/keys (contract 3.1). */
void
val_sandbox_elements_keys (ValSandboxCall *call)
{
  JsonArray *array;
  guint first, end;

  if (!page_bounds (call, &first, &end))
    return;
  array = json_array_new ();
  for (guint i = first; i < end; i++)
    json_array_add_string_element (array,
                                   val_sandbox_catalogue_nth (call->server->catalogue, i)->key);
  take_page (call, array, end);
}

/* GET /elements/{keyOrId} (contract 8). */
void
val_sandbox_elements_get (ValSandboxCall *call)
{
  val_sandbox_call_take_object (call, json_object_ref (call->element->json));
}

static JsonObject *
events_metadata (JsonObject *metadata)
{
  JsonObject *events = json_object_new ();
  JsonArray *methods = val_json_get_array (metadata, "eventTypes");

  json_object_set_boolean_member (events, "supported",
                                  methods != NULL && json_array_get_length (methods) > 0);
  json_object_set_array_member (events, "methods",
                                methods != NULL ? json_array_ref (methods) : json_array_new ());
  return events;
}

/* GET /elements/{keyOrId}/metadata (contract 3.9). */
void
val_sandbox_elements_metadata (ValSandboxCall *call)
{
  JsonObject *json = call->element->json;
  JsonObject *metadata = val_json_get_object (json, "elementMetadata");
  JsonObject *object = without (metadata, (const char *const[]){ NULL });

  json_object_set_int_member (object, "id", call->element->id);
  json_object_set_string_member (object, "description", val_json_get_string (json, "description"));
  json_object_set_object_member (object, "events", events_metadata (metadata));
  val_sandbox_call_take_object (call, object);
}

/* GET /elements/{keyOrId}/configuration (contract 8). */
void
val_sandbox_elements_configuration (ValSandboxCall *call)
{
  JsonObject *object = json_object_new ();
  JsonArray *entries = val_json_get_array (call->element->json, "configuration");

  json_object_set_array_member (object, "configuration", json_array_ref (entries));
  json_object_set_array_member (object, "providerData", json_array_new ());
  val_sandbox_call_take_object (call, object);
}
