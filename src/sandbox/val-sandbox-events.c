/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-json.h"

#include <string.h>

struct _ValSandboxEvents
{
  GPtrArray *events; /* (element-type ValSandboxEvent): newest last */
  guint64 serial;
};

static void
event_clear (gpointer data)
{
  ValSandboxEvent *self = data;

  g_free (self->id);
  json_node_unref (self->raw);
  json_array_unref (self->items);
  json_array_unref (self->notified);
}

/**
 * val_sandbox_event_ref:
 *
 * Returns: (transfer full): the event
 */
ValSandboxEvent *
val_sandbox_event_ref (ValSandboxEvent *self)
{
  return g_rc_box_acquire (self);
}

/**
 * val_sandbox_event_unref:
 * @self: (transfer full): an event
 */
void
val_sandbox_event_unref (ValSandboxEvent *self)
{
  g_rc_box_release_full (self, event_clear);
}

/**
 * val_sandbox_events_new:
 *
 * Returns: (transfer full): no events yet
 */
ValSandboxEvents *
val_sandbox_events_new (void)
{
  ValSandboxEvents *self = g_new0 (ValSandboxEvents, 1);

  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) val_sandbox_event_unref);
  return self;
}

/**
 * val_sandbox_events_free:
 * @self: (transfer full): events
 */
void
val_sandbox_events_free (ValSandboxEvents *self)
{
  g_ptr_array_unref (self->events);
  g_free (self);
}

/**
 * val_sandbox_events_forget:
 * @instance: id of an instance that is deleted
 */
void
val_sandbox_events_forget (ValSandboxEvents *self, gint64 instance)
{
  for (guint i = self->events->len; i > 0; i--)
    {
      const ValSandboxEvent *event = g_ptr_array_index (self->events, i - 1);

      if (event->instance == instance)
        g_ptr_array_remove_index (self->events, i - 1);
    }
}

/**
 * val_sandbox_events_count:
 *
 * Returns: how many are kept
 */
guint
val_sandbox_events_count (ValSandboxEvents *self)
{
  return self->events->len;
}

static gboolean
is_base64_of (const char *text, const guchar *bytes, gsize length)
{
  g_autofree char *encoded = g_base64_encode (bytes, length);
  gsize signs = strcspn (encoded, "=");

  return strncmp (text, encoded, signs) == 0 &&
         (text[signs] == '\0' || g_str_equal (text + signs, encoded + signs));
}

/* Standard Base64 of the digits, with its padding or without any (contract 7). */
static gint64
decode_id (const char *text)
{
  g_autofree char *padded = g_strdup_printf ("%s===", text);
  gsize signs = strcspn (padded, "=");
  gsize length;
  g_autofree guchar *bytes = NULL;
  g_autofree char *digits = NULL;
  gint64 id;

  padded[(signs + 3) / 4 * 4] = '\0';
  bytes = g_base64_decode (padded, &length);
  digits = g_strndup ((const char *) bytes, length);
  if (!is_base64_of (text, bytes, length) ||
      !g_ascii_string_to_signed (digits, 10, 1, G_MAXINT64, &id, NULL))
    return 0;
  return id;
}

static gboolean
add_target (ValSandboxCall *call, gint64 id, GPtrArray *targets)
{
  ValSandboxInstance *instance = val_sandbox_store_find (call->server->store, id);

  if (instance == NULL || instance->element != call->element)
    {
      val_sandbox_call_error (call, 404, "No element instance of %s found for this webhook",
                              call->element->key);
      return FALSE;
    }
  if (!val_sandbox_instance_has_events (instance))
    {
      val_sandbox_call_error (call, 400, "Events are not enabled for element instance %s",
                              instance->name);
      return FALSE;
    }
  g_ptr_array_add (targets, instance);
  return TRUE;
}

/* Without an id in the path the header Element-Instances names the instances (contract 5.7), and
 * without that header every instance of the element is meant. */
static gboolean
find_targets (ValSandboxCall *call, GPtrArray *targets)
{
  ValSandboxStore *store = call->server->store;
  const char *header = val_sandbox_call_header (call, "Element-Instances");
  g_auto (GStrv) ids = g_strsplit (header != NULL ? header : "", ",", -1);

  if (call->argument != NULL)
    return add_target (call, decode_id (call->argument), targets);
  for (guint i = 0; ids[i] != NULL; i++)
    if (!add_target (call, g_ascii_strtoll (ids[i], NULL, 10), targets))
      return FALSE;
  for (guint i = 0; header == NULL && i < val_sandbox_store_count (store); i++)
    {
      ValSandboxInstance *instance = val_sandbox_store_nth (store, i);

      if (instance->element == call->element && val_sandbox_instance_has_events (instance))
        g_ptr_array_add (targets, instance);
    }
  return TRUE;
}

static ValSandboxEvent *
store_event (ValSandboxCall *call, const ValSandboxInstance *instance, JsonNode *raw)
{
  ValSandboxEvents *self = call->server->events;
  gint64 now = val_sandbox_server_now (call->server) / G_USEC_PER_SEC;
  g_autofree char *date = val_sandbox_iso (now);
  ValSandboxEvent *event = g_rc_box_new0 (ValSandboxEvent);

  event->id = g_strdup_printf ("%08x0000fa4e%08x", (guint) now, (guint) ++self->serial);
  event->instance = instance->id;
  event->created = now;
  event->updated = now;
  event->raw = json_node_ref (raw);
  event->items = val_sandbox_normalise (instance->element, raw, date);
  event->notified = json_array_new ();
  g_ptr_array_add (self->events, event);
  return event;
}

/* POST or GET /events/{key}[/{base64}]: a provider's webhook (contract 5.7, 7). */
void
val_sandbox_events_inbound (ValSandboxCall *call)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new ();
  g_autoptr (JsonNode) raw = NULL;

  if (!find_targets (call, targets))
    return;
  raw = val_sandbox_normalise_raw (call);
  for (guint i = 0; i < targets->len; i++)
    {
      ValSandboxInstance *instance = g_ptr_array_index (targets, i);

      val_sandbox_delivery_send (call->server->delivery, instance,
                                 store_event (call, instance, raw));
    }
  val_sandbox_call_empty (call);
}

static char *
items_text (JsonArray *items)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_array_member (object, "events", json_array_ref (items));
  json_node_set_object (node, object);
  return val_json_to_text (node, FALSE);
}

static JsonObject *
target_json (const ValSandboxEvent *event)
{
  JsonObject *object = json_object_new ();
  g_autofree char *created = val_sandbox_iso (event->created);
  g_autofree char *updated = val_sandbox_iso (event->updated);
  g_autofree char *data = event->is_notified ? items_text (event->items) : NULL;

  json_object_set_string_member (object, "eventId", event->id);
  json_object_set_int_member (object, "elementInstanceId", event->instance);
  if (event->is_notified)
    json_object_set_int_member (object, "notificationId", event->notification);
  else
    json_object_set_null_member (object, "notificationId");
  json_object_set_string_member (object, "notifiedData", data);
  json_object_set_string_member (object, "createdDate", created);
  json_object_set_string_member (object, "updatedDate", updated);
  return object;
}

static char *
raw_text (const ValSandboxEvent *event)
{
  JsonObject *object = json_node_get_object (event->raw);
  JsonNode *inner =
      json_object_get_size (object) == 1 ? json_object_get_member (object, "events") : NULL;

  return val_json_to_text (inner != NULL ? inner : event->raw, FALSE);
}

static JsonObject *
event_json (const ValSandboxEvent *event)
{
  JsonObject *object = json_object_new ();
  JsonArray *targets = json_array_new ();
  g_autofree char *raw = raw_text (event);
  g_autofree char *date = val_sandbox_iso (event->created);

  json_array_add_object_element (targets, target_json (event));
  json_object_set_string_member (object, "id", event->id);
  json_object_set_array_member (object, "eventElementInstances", targets);
  json_object_set_string_member (object, "providerData", raw);
  json_object_set_array_member (object, "notifiedData",
                                event->is_notified ? json_array_ref (event->notified)
                                                   : json_array_new ());
  json_object_set_string_member (object, "eventDate", date);
  json_object_set_string_member (object, "status", event->is_notified ? "NOTIFIED" : "RECEIVED");
  return object;
}

static gboolean
concerns (ValSandboxCall *call, const ValSandboxEvent *event)
{
  return call->instance == NULL || event->instance == call->instance->id;
}

/* A page token counts the events older than the page before: new ones do not shift it. */
static gboolean
read_bound (ValSandboxCall *call, guint64 *bound)
{
  const char *token = val_sandbox_call_query (call, "nextPage");

  *bound = G_MAXUINT;
  if (token == NULL || g_ascii_string_to_unsigned (token, 10, 0, G_MAXUINT, bound, NULL))
    return TRUE;
  val_sandbox_call_error (call, 400, "Invalid nextPage token");
  return FALSE;
}

static void
answer_list (ValSandboxCall *call, guint64 bound, guint size)
{
  GPtrArray *events = call->server->events->events;
  JsonArray *array = json_array_new ();
  gint64 total = 0;
  guint older = 0;
  gboolean more = FALSE;

  for (guint i = events->len; i > 0; i--)
    {
      const ValSandboxEvent *event = g_ptr_array_index (events, i - 1);

      if (!concerns (call, event))
        continue;
      total++;
      if (i > bound)
        continue;
      if (json_array_get_length (array) == size)
        {
          more = TRUE;
          continue;
        }
      json_array_add_object_element (array, event_json (event));
      older = i - 1;
    }
  val_sandbox_call_take_page (call, array, total, more ? g_strdup_printf ("%u", older) : NULL);
}

/* GET /instances[/{id}]/events, newest first (contract 5.6). */
void
val_sandbox_events_list (ValSandboxCall *call)
{
  guint size;
  guint64 bound;

  if (val_sandbox_call_page_size (call, &size) && read_bound (call, &bound))
    answer_list (call, bound, size);
}

/* GET /instances[/{id}]/events/{eventId} (contract 5.6). */
void
val_sandbox_events_get (ValSandboxCall *call)
{
  GPtrArray *events = call->server->events->events;

  for (guint i = 0; i < events->len; i++)
    {
      const ValSandboxEvent *event = g_ptr_array_index (events, i);

      if (g_str_equal (event->id, call->argument) && concerns (call, event))
        {
          val_sandbox_call_take_object (call, event_json (event));
          return;
        }
    }
  val_sandbox_call_error (call, 404, "No event found with ID %s", call->argument);
}
