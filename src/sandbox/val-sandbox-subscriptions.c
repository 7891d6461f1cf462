/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-json.h"

#include <string.h>

static JsonObject *
message_json (const ValSandboxInstance *instance, const ValSandboxEvent *event, JsonArray *items)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "eventId", event->id);
  json_object_set_string_member (object, "elementKey", instance->element->key);
  json_object_set_int_member (object, "instanceId", instance->id);
  json_object_set_int_member (object, "instance_id", instance->id);
  json_object_set_array_member (object, "events", json_array_ref (items));
  json_object_set_member (object, "raw", json_node_ref (event->raw));
  return object;
}

/**
 * val_sandbox_subscriptions_notification:
 * @instance: whose event it is
 * @event: the whole of what the provider sent goes into every part
 * @items: normalised events of this part
 * @id: of the notification
 *
 * Returns: (transfer full): what is posted to the callback (contract 5.2)
 */
JsonObject *
val_sandbox_subscriptions_notification (ValSandboxServer *server,
                                        ValSandboxInstance *instance,
                                        ValSandboxEvent *event,
                                        JsonArray *items,
                                        gint64 id)
{
  JsonObject *object = json_object_new ();
  g_autofree char *topic = g_strdup_printf ("instance-%" G_GINT64_FORMAT "-%s-events", instance->id,
                                            instance->element->key);
  g_autofree char *date = val_sandbox_iso (val_sandbox_server_now (server) / G_USEC_PER_SEC);

  json_object_set_int_member (object, "id", id);
  json_object_set_string_member (object, "topic", topic);
  json_object_set_string_member (object, "severity", "low");
  json_object_set_string_member (object, "from", instance->element->key);
  json_object_set_string_member (object, "createdDate", date);
  json_object_set_object_member (object, "message", message_json (instance, event, items));
  json_object_set_boolean_member (object, "active", TRUE);
  json_object_set_boolean_member (object, "acknowledged", FALSE);
  return object;
}

static JsonObject *
subscription_json (const ValSandboxSubscription *subscription)
{
  JsonObject *object = json_object_new ();
  JsonObject *config = json_object_new ();
  JsonArray *topics = json_array_new ();

  json_array_add_string_element (topics, subscription->topic);
  json_object_set_string_member (config, "url", subscription->url);
  json_object_set_int_member (object, "id", subscription->id);
  json_object_set_string_member (object, "channel", "webhook");
  json_object_set_array_member (object, "topics", topics);
  json_object_set_object_member (object, "config", config);
  json_object_set_boolean_member (object, "active", subscription->active);
  return object;
}

/* GET /notifications/subscriptions (contract 5.4). */
void
val_sandbox_subscriptions_list (ValSandboxCall *call)
{
  GPtrArray *all = val_sandbox_delivery_subscriptions (call->server->delivery);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < all->len; i++)
    json_array_add_object_element (array, subscription_json (g_ptr_array_index (all, i)));
  val_sandbox_call_take_page (call, array, all->len, NULL);
}

static const char *
first_topic (JsonObject *body)
{
  JsonArray *topics = val_json_get_array (body, "topics");
  JsonNode *first = topics != NULL && json_array_get_length (topics) > 0
                        ? json_array_get_element (topics, 0)
                        : NULL;

  return first != NULL && JSON_NODE_HOLDS_VALUE (first) ? json_node_get_string (first) : NULL;
}

/* POST /notifications/subscriptions (contract 5.4). */
void
val_sandbox_subscriptions_create (ValSandboxCall *call)
{
  JsonObject *body = val_json_node_object (call->body);
  const char *url = val_json_get_string (val_json_get_object (body, "config"), "url");
  const char *topic = first_topic (body);
  const ValSandboxSubscription *made;

  if (url == NULL || topic == NULL)
    {
      val_sandbox_call_error (call, 400,
                              "The config.url and the topics of a subscription are "
                              "required");
      return;
    }
  made = val_sandbox_delivery_add_subscription (call->server->delivery, url, topic);
  val_sandbox_call_take_object (call, subscription_json (made));
}

static ValSandboxSubscription *
find (ValSandboxCall *call)
{
  ValSandboxSubscription *subscription = val_sandbox_delivery_find_subscription (
      call->server->delivery, g_ascii_strtoll (call->argument, NULL, 10));

  if (subscription == NULL)
    val_sandbox_call_error (call, 404, "No subscription found with ID %s", call->argument);
  return subscription;
}

/* GET /notifications/subscriptions/{id} (contract 5.4). */
void
val_sandbox_subscriptions_get (ValSandboxCall *call)
{
  const ValSandboxSubscription *subscription = find (call);

  if (subscription != NULL)
    val_sandbox_call_take_object (call, subscription_json (subscription));
}

/* DELETE /notifications/subscriptions/{id}: deliveries keep what they were part of. */
void
val_sandbox_subscriptions_delete (ValSandboxCall *call)
{
  ValSandboxSubscription *subscription = find (call);

  if (subscription == NULL)
    return;
  subscription->active = FALSE;
  val_sandbox_call_empty (call);
}

static JsonObject *
delivery_json (const ValSandboxNotice *notice)
{
  JsonObject *object = json_object_new ();
  g_autofree char *created = val_sandbox_iso (notice->created);
  g_autofree char *updated = val_sandbox_iso (notice->updated);
  gsize length;
  const char *text = g_bytes_get_data (notice->body, &length);
  JsonNode *notification = val_json_parse (text, length, NULL);

  json_object_set_int_member (object, "notificationId", notice->id);
  json_object_set_int_member (object, "subscriptionId", notice->subscription->id);
  json_object_set_string_member (object, "status", notice->status);
  json_object_set_int_member (object, "attempts", notice->attempts);
  json_object_set_string_member (object, "createdDate", created);
  json_object_set_string_member (object, "updatedDate", updated);
  json_object_set_member (object, "notification", notification);
  json_object_set_object_member (object, "subscription", subscription_json (notice->subscription));
  return object;
}

/* The value of one condition, such as status='queued', of a where clause. */
static char *
condition (const char *where, const char *name)
{
  g_autofree char *pattern = g_strdup_printf ("(?:^|\\s)%s\\s*=\\s*'([^']*)'", name);
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  return g_regex_match (regex, where, 0, &match) ? g_match_info_fetch (match, 1) : NULL;
}

static GPtrArray *
matching (ValSandboxCall *call)
{
  GPtrArray *all = val_sandbox_delivery_notices (call->server->delivery);
  const char *where = val_sandbox_call_query (call, "where");
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  g_autofree char *status = NULL;
  g_autofree char *url = NULL;

  if (where == NULL)
    {
      val_sandbox_call_error (call, 400, "The where parameter is required");
      return NULL;
    }
  status = condition (where, "status");
  url = condition (where, "config\\.url");
  for (guint i = 0; i < all->len; i++)
    {
      ValSandboxNotice *notice = g_ptr_array_index (all, i);

      if ((status == NULL || g_str_equal (status, notice->status)) &&
          (url == NULL || g_str_equal (url, notice->subscription->url)))
        g_ptr_array_add (found, notice);
    }
  return g_steal_pointer (&found);
}

static void
answer (ValSandboxCall *call, GPtrArray *notices)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < notices->len; i++)
    json_array_add_object_element (array, delivery_json (g_ptr_array_index (notices, i)));
  val_sandbox_call_take_page (call, array, notices->len, NULL);
}

/* GET /notifications/subscriptions/deliveries (contract 5.4). */
void
val_sandbox_subscriptions_deliveries (ValSandboxCall *call)
{
  g_autoptr (GPtrArray) notices = matching (call);

  if (notices != NULL)
    answer (call, notices);
}

/* PUT /notifications/subscriptions/deliveries (contract 5.4). */
void
val_sandbox_subscriptions_redeliver (ValSandboxCall *call)
{
  g_autoptr (GPtrArray) notices = matching (call);

  if (notices == NULL)
    return;
  for (guint i = 0; i < notices->len; i++)
    val_sandbox_delivery_redeliver (call->server->delivery, g_ptr_array_index (notices, i));
  answer (call, notices);
}
