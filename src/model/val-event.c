/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-event.h"

#include "util/val-error.h"
#include "util/val-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A provider sends at most some hundred events at a time (contract 6.6). */
#define MAX_ITEMS 200

struct _ValEvent
{
  GObject parent_instance;

  char *id;
  char *date;   /* (nullable) */
  char *status; /* (nullable) */
  char *raw;    /* (nullable) */
  gint64 time;
  GArray *items; /* (element-type ValEventItem) */
};

G_DEFINE_FINAL_TYPE (ValEvent, val_event, G_TYPE_OBJECT)

static void
clear_item (gpointer data)
{
  ValEventItem *item = data;

  g_free (item->type);
  g_free (item->object_type);
  g_free (item->object_id);
}

static void
val_event_finalize (GObject *object)
{
  ValEvent *self = VAL_EVENT (object);

  g_free (self->id);
  g_free (self->date);
  g_free (self->status);
  g_free (self->raw);
  g_array_unref (self->items);
  G_OBJECT_CLASS (val_event_parent_class)->finalize (object);
}

static void
val_event_class_init (ValEventClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = val_event_finalize;
}

static void
val_event_init (ValEvent *self)
{
  self->items = g_array_new (FALSE, FALSE, sizeof (ValEventItem));
  g_array_set_clear_func (self->items, clear_item);
}

/* A value that is JSON, or a string with JSON in it: both are seen (contract 5.6). */
static JsonNode *
open_json (JsonNode *node)
{
  const char *text;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return node != NULL ? json_node_ref (node) : NULL;
  text = json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
  return text != NULL ? val_json_parse (text, strlen (text), NULL) : NULL;
}

static void
add_item (ValEvent *self, char *type, char *object_type, char *object_id)
{
  ValEventItem item = { type, object_type, object_id };

  if (self->items->len < MAX_ITEMS && (type != NULL || object_type != NULL || object_id != NULL))
    g_array_append_val (self->items, item);
  else
    clear_item (&item);
}

/* An event of contract 5.2, one raw event of a provider, or what holds a list of either. */
static void
add_object (ValEvent *self, JsonObject *object)
{
  JsonArray *events = val_json_get_array (object, "events");
  guint n_events = events != NULL ? json_array_get_length (events) : 0;
  char *type = val_json_dup_text (object, "eventType");

  for (guint i = 0; i < n_events; i++)
    add_object (self, val_json_node_object (json_array_get_element (events, i)));
  if (type == NULL)
    type = val_json_dup_text (object, "type");
  add_item (self, type, val_json_dup_text (object, "objectType"),
            val_json_dup_text (object, "objectId"));
}

static void
add_items (ValEvent *self, JsonNode *source)
{
  g_autoptr (JsonNode) node = open_json (source);
  JsonArray *array = val_json_node_array (node);
  JsonObject *object = val_json_node_object (node);
  guint n_items = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < n_items; i++)
    {
      JsonObject *element = val_json_node_object (json_array_get_element (array, i));

      if (element != NULL)
        add_object (self, element);
    }
  if (object != NULL)
    add_object (self, object);
}

static void
add_notified (ValEvent *self, JsonObject *object)
{
  JsonArray *targets = val_json_get_array (object, "eventElementInstances");
  guint n_targets = targets != NULL ? json_array_get_length (targets) : 0;

  add_items (self, json_object_get_member (object, "notifiedData"));
  for (guint i = 0; i < n_targets && self->items->len == 0; i++)
    {
      JsonObject *target = val_json_node_object (json_array_get_element (targets, i));

      if (target != NULL)
        add_items (self, json_object_get_member (target, "notifiedData"));
    }
}

static gint64
parse_date (const char *date)
{
  g_autoptr (GDateTime) time = date != NULL ? g_date_time_new_from_iso8601 (date, NULL) : NULL;

  return time != NULL ? g_date_time_to_unix (time) : 0;
}

static char *
dup_raw (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  return val_json_to_text (node, FALSE);
}

/**
 * val_event_new_from_json:
 * @object: an event as the platform tells it (contract 5.6)
 * @error: #VAL_ERROR_BAD_ANSWER where it has no id
 *
 * Reads what is there.  What the event says is taken from what was notified, or, where nothing was
 * yet, from what the provider sent.
 *
 * Returns: (transfer full) (nullable): the event
 */
ValEvent *
val_event_new_from_json (JsonObject *object, GError **error)
{
  g_autofree char *id = NULL;
  ValEvent *self;
  JsonNode *raw;

  g_return_val_if_fail (object != NULL, NULL);

  id = val_json_dup_text (object, "id");
  if (id == NULL)
    {
      g_set_error_literal (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER, _ ("An event has no ID."));
      return NULL;
    }
  raw = json_object_get_member (object, "providerData");
  self = g_object_new (VAL_TYPE_EVENT, NULL);
  self->id = g_steal_pointer (&id);
  self->date = val_json_dup_text (object, "eventDate");
  self->time = parse_date (self->date);
  self->status = val_json_dup_text (object, "status");
  self->raw = dup_raw (raw);
  add_notified (self, object);
  if (self->items->len == 0)
    add_items (self, raw);
  return self;
}

/**
 * val_event_get_id:
 * @self: an event
 *
 * Returns: (transfer none): its id
 */
const char *
val_event_get_id (ValEvent *self)
{
  g_return_val_if_fail (VAL_IS_EVENT (self), NULL);

  return self->id;
}

/**
 * val_event_get_date:
 * @self: an event
 *
 * Returns: (transfer none) (nullable): when it arrived, as the platform writes it
 */
const char *
val_event_get_date (ValEvent *self)
{
  g_return_val_if_fail (VAL_IS_EVENT (self), NULL);

  return self->date;
}

/**
 * val_event_get_time:
 * @self: an event
 *
 * Returns: when it arrived, in seconds since 1970, or 0 where that is not known
 */
gint64
val_event_get_time (ValEvent *self)
{
  g_return_val_if_fail (VAL_IS_EVENT (self), 0);

  return self->time;
}

/**
 * val_event_get_status:
 * @self: an event
 *
 * Returns: (transfer none) (nullable): NEW, RECEIVED, DISPATCHED, CONSUMED or NOTIFIED, or another
 *   word
 */
const char *
val_event_get_status (ValEvent *self)
{
  g_return_val_if_fail (VAL_IS_EVENT (self), NULL);

  return self->status;
}

/**
 * val_event_get_raw:
 * @self: an event
 *
 * Returns: (transfer none) (nullable): what the provider sent, mostly JSON
 */
const char *
val_event_get_raw (ValEvent *self)
{
  g_return_val_if_fail (VAL_IS_EVENT (self), NULL);

  return self->raw;
}

/**
 * val_event_get_n_items:
 * @self: an event
 *
 * Returns: of how many things it tells
 */
guint
val_event_get_n_items (ValEvent *self)
{
  g_return_val_if_fail (VAL_IS_EVENT (self), 0);

  return self->items->len;
}

/**
 * val_event_get_item:
 * @self: an event
 * @index: below val_event_get_n_items ()
 *
 * Returns: (transfer none): one of the things it tells of
 */
const ValEventItem *
val_event_get_item (ValEvent *self, guint index)
{
  g_return_val_if_fail (VAL_IS_EVENT (self), NULL);
  g_return_val_if_fail (index < self->items->len, NULL);

  return &g_array_index (self->items, ValEventItem, index);
}
