/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "model/val-signature.h"
#include "util/val-json.h"
#include "util/val-uri.h"

#include <string.h>

#define PART_SIZE 20

/* Seconds from each failed attempt to the next (contract 5.4). */
static const gint64 retry_plan[] = { 8, 64, 512, 4096, 32768 };

/* Sends notifications to callbacks, again and again where that fails. */
struct _ValSandboxDelivery
{
  ValSandboxServer *server;
  GPtrArray *subscriptions; /* (element-type ValSandboxSubscription) */
  GHashTable *by_id;        /* (element-type gint64 ValSandboxSubscription) */
  GPtrArray *notices;       /* (element-type ValSandboxNotice) */
  GSource *timer;
  gint64 last_subscription;
  gint64 last_notice;
};

typedef struct
{
  ValSandboxDelivery *delivery;
  ValSandboxNotice *notice;
  SoupMessage *message;
} Attempt;

static void run_later (ValSandboxDelivery *self);

static void
subscription_free (gpointer data)
{
  ValSandboxSubscription *self = data;

  g_free (self->url);
  g_free (self->topic);
  g_free (self);
}

static void
notice_free (gpointer data)
{
  ValSandboxNotice *self = data;

  val_sandbox_event_unref (self->event);
  g_bytes_unref (self->body);
  g_free (self);
}

/**
 * val_sandbox_delivery_new:
 * @server: which owns the result
 *
 * Returns: (transfer full): no subscriptions yet
 */
ValSandboxDelivery *
val_sandbox_delivery_new (ValSandboxServer *server)
{
  ValSandboxDelivery *self = g_new0 (ValSandboxDelivery, 1);

  self->server = server;
  self->subscriptions = g_ptr_array_new_with_free_func (subscription_free);
  self->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->notices = g_ptr_array_new_with_free_func (notice_free);
  self->last_subscription = 45000;
  self->last_notice = 88100230;
  return self;
}

static void
stop_timer (ValSandboxDelivery *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

/**
 * val_sandbox_delivery_free:
 * @self: (transfer full): with nothing in flight any more
 */
void
val_sandbox_delivery_free (ValSandboxDelivery *self)
{
  stop_timer (self);
  g_ptr_array_unref (self->notices);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->subscriptions);
  g_free (self);
}

/**
 * val_sandbox_delivery_subscriptions:
 *
 * Returns: (transfer none) (element-type ValSandboxSubscription): all of them
 */
GPtrArray *
val_sandbox_delivery_subscriptions (ValSandboxDelivery *self)
{
  return self->subscriptions;
}

/**
 * val_sandbox_delivery_find_subscription:
 * @id: of a subscription, or 0
 *
 * Returns: (transfer none) (nullable): the subscription
 */
ValSandboxSubscription *
val_sandbox_delivery_find_subscription (ValSandboxDelivery *self, gint64 id)
{
  return g_hash_table_lookup (self->by_id, &id);
}

/**
 * val_sandbox_delivery_notices:
 *
 * Returns: (transfer none) (element-type ValSandboxNotice): all of them
 */
GPtrArray *
val_sandbox_delivery_notices (ValSandboxDelivery *self)
{
  return self->notices;
}

/**
 * val_sandbox_delivery_add_subscription:
 * @url: of a callback
 * @topic: what it is told about
 *
 * Returns: (transfer none): the subscription
 */
ValSandboxSubscription *
val_sandbox_delivery_add_subscription (ValSandboxDelivery *self, const char *url, const char *topic)
{
  ValSandboxSubscription *subscription = g_new0 (ValSandboxSubscription, 1);

  subscription->id = ++self->last_subscription;
  subscription->url = g_strdup (url);
  subscription->topic = g_strdup (topic);
  subscription->active = TRUE;
  g_ptr_array_add (self->subscriptions, subscription);
  g_hash_table_insert (self->by_id, &subscription->id, subscription);
  return subscription;
}

static void
set_subscription (ValSandboxDelivery *self, ValSandboxInstance *instance, const char *url)
{
  g_autofree char *topic = g_strdup_printf ("instance-%" G_GINT64_FORMAT "-%s-events", instance->id,
                                            instance->element->key);
  g_autofree char *id = NULL;

  instance->subscription = val_sandbox_delivery_add_subscription (self, url, topic)->id;
  id = g_strdup_printf ("%" G_GINT64_FORMAT, instance->subscription);
  val_sandbox_instance_set (instance, "event.notification.subscription.id", id);
}

/**
 * val_sandbox_delivery_subscribe:
 * @instance: which may have changed
 *
 * Another callback URL means another subscription (contract 3.5).
 */
void
val_sandbox_delivery_subscribe (ValSandboxDelivery *self, ValSandboxInstance *instance)
{
  const char *url = val_sandbox_instance_value (instance, VAL_SANDBOX_CALLBACK);
  ValSandboxSubscription *current =
      val_sandbox_delivery_find_subscription (self, instance->subscription);

  if (!val_sandbox_instance_has_events (instance) || url == NULL || *url == '\0')
    return;
  if (current != NULL && g_str_equal (current->url, url))
    return;
  if (current != NULL)
    current->active = FALSE;
  set_subscription (self, instance, url);
}

/**
 * val_sandbox_delivery_forget:
 * @instance: about to be deleted
 */
void
val_sandbox_delivery_forget (ValSandboxDelivery *self, ValSandboxInstance *instance)
{
  ValSandboxSubscription *current =
      val_sandbox_delivery_find_subscription (self, instance->subscription);

  if (current != NULL)
    current->active = FALSE;
  for (guint i = 0; i < self->notices->len; i++)
    {
      ValSandboxNotice *notice = g_ptr_array_index (self->notices, i);

      if (notice->instance == instance->id)
        notice->due = 0;
    }
}

static void
set_status (ValSandboxDelivery *self, ValSandboxNotice *notice, const char *status)
{
  notice->status = status;
  notice->updated = val_sandbox_server_now (self->server) / G_USEC_PER_SEC;
}

static void
mark_delivered (ValSandboxDelivery *self, ValSandboxNotice *notice)
{
  set_status (self, notice, "delivered");
  notice->event->updated = notice->updated;
  if (notice->event->parts_left > 0 && --notice->event->parts_left == 0)
    notice->event->is_notified = TRUE;
}

/* After the last attempt the subscription rests, and what is left waits for it (contract 5.4). */
static void
mark_failed (ValSandboxDelivery *self, ValSandboxNotice *notice)
{
  guint failed = notice->attempts - 1;

  if (failed < G_N_ELEMENTS (retry_plan))
    {
      set_status (self, notice, "retry");
      notice->due = val_sandbox_server_now (self->server) + retry_plan[failed] * G_USEC_PER_SEC;
      return;
    }
  set_status (self, notice, "queued");
  notice->subscription->active = FALSE;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Attempt *attempt = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream =
      soup_session_send_finish (SOUP_SESSION (source), result, &error);
  guint status = stream != NULL ? soup_message_get_status (attempt->message) : 0;

  attempt->notice->in_flight = FALSE;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      attempt->notice->attempts++;
      if (SOUP_STATUS_IS_SUCCESSFUL (status))
        mark_delivered (attempt->delivery, attempt->notice);
      else
        mark_failed (attempt->delivery, attempt->notice);
      run_later (attempt->delivery);
    }
  g_object_unref (attempt->message);
  g_free (attempt);
}

static void
add_basic (SoupMessageHeaders *headers, const ValSandboxInstance *instance)
{
  const char *user = val_sandbox_instance_value (instance, "event.notification.basic.username");
  const char *word = val_sandbox_instance_value (instance, "event.notification.basic.password");
  g_autofree char *pair = NULL;
  g_autofree char *encoded = NULL;
  g_autofree char *value = NULL;

  if (user == NULL || *user == '\0')
    return;
  pair = g_strdup_printf ("%s:%s", user, word != NULL ? word : "");
  encoded = g_base64_encode ((const guchar *) pair, strlen (pair));
  value = g_strconcat ("Basic ", encoded, NULL);
  soup_message_headers_replace (headers, "Authorization", value);
}

static void
add_headers (SoupMessage *message,
             const ValSandboxNotice *notice,
             const ValSandboxInstance *instance)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  const char *key = val_sandbox_instance_value (instance, "event.notification.signature.key");
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, notice->id);

  soup_message_headers_replace (headers, "Elements-Webhook-Id", id);
  if (key != NULL && *key != '\0')
    {
      g_autofree char *signature = val_signature_compute (key, notice->body);

      soup_message_headers_replace (headers, "Elements-Webhook-Signature", signature);
    }
  add_basic (headers, instance);
}

/* A redirect might lead away from loopback. */
static void
post (ValSandboxDelivery *self,
      ValSandboxNotice *notice,
      const ValSandboxInstance *instance,
      GUri *uri)
{
  Attempt *attempt = g_new0 (Attempt, 1);

  attempt->delivery = self;
  attempt->notice = notice;
  attempt->message = soup_message_new_from_uri ("POST", uri);
  soup_message_add_flags (attempt->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_set_request_body_from_bytes (attempt->message, "application/json", notice->body);
  add_headers (attempt->message, notice, instance);
  notice->in_flight = TRUE;
  soup_session_send_async (self->server->session, attempt->message, G_PRIORITY_DEFAULT,
                           self->server->cancellable, answered_cb, attempt);
}

/* What leads back to the sandbox counts as delivered and is not normalised again (contract 12);
 * what leads to another computer is only written down. */
static void
attempt (ValSandboxDelivery *self, ValSandboxNotice *notice)
{
  ValSandboxInstance *instance = val_sandbox_store_find (self->server->store, notice->instance);
  g_autoptr (GUri) uri = g_uri_parse (notice->subscription->url, SOUP_HTTP_URI_FLAGS, NULL);

  notice->due = 0;
  if (instance == NULL || uri == NULL || g_uri_get_host (uri) == NULL)
    return;
  if (val_sandbox_server_is_own (self->server, uri))
    mark_delivered (self, notice);
  else if (val_uri_is_loopback (uri) && g_str_has_prefix (g_uri_get_scheme (uri), "http"))
    post (self, notice, instance, uri);
}

/**
 * val_sandbox_delivery_run:
 *
 * Sends what is due on the sandbox's clock.
 *
 * Returns: how many attempts were due
 */
guint
val_sandbox_delivery_run (ValSandboxDelivery *self)
{
  gint64 now = val_sandbox_server_now (self->server);
  guint count = 0;

  for (guint i = 0; i < self->notices->len; i++)
    {
      ValSandboxNotice *notice = g_ptr_array_index (self->notices, i);

      if (notice->due == 0 || notice->due > now)
        continue;
      attempt (self, notice);
      count++;
    }
  run_later (self);
  return count;
}

/**
 * val_sandbox_delivery_waiting:
 *
 * Returns: how many attempts are planned for later on the sandbox's clock
 */
guint
val_sandbox_delivery_waiting (ValSandboxDelivery *self)
{
  guint count = 0;

  for (guint i = 0; i < self->notices->len; i++)
    {
      const ValSandboxNotice *notice = g_ptr_array_index (self->notices, i);

      if (notice->due != 0)
        count++;
    }
  return count;
}

static gboolean
due_cb (gpointer user_data)
{
  val_sandbox_delivery_run (user_data);
  return G_SOURCE_REMOVE;
}

static gint64
next_due (ValSandboxDelivery *self)
{
  gint64 due = 0;

  for (guint i = 0; i < self->notices->len; i++)
    {
      const ValSandboxNotice *notice = g_ptr_array_index (self->notices, i);

      if (notice->due != 0 && (due == 0 || notice->due < due))
        due = notice->due;
    }
  return due;
}

static void
run_later (ValSandboxDelivery *self)
{
  gint64 due = next_due (self);
  gint64 wait = due - val_sandbox_server_now (self->server);

  stop_timer (self);
  if (due == 0)
    return;
  self->timer = g_timeout_source_new ((guint) CLAMP (wait / 1000 + 1, 0, G_MAXINT));
  g_source_set_callback (self->timer, due_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static void
send_part (ValSandboxDelivery *self,
           ValSandboxInstance *instance,
           ValSandboxEvent *event,
           JsonArray *items)
{
  ValSandboxNotice *notice = g_new0 (ValSandboxNotice, 1);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *part = json_object_new ();

  notice->id = ++self->last_notice;
  notice->instance = instance->id;
  notice->created = notice->updated = event->created;
  notice->status = "created";
  notice->subscription = val_sandbox_delivery_find_subscription (self, instance->subscription);
  notice->event = val_sandbox_event_ref (event);
  json_node_take_object (node, val_sandbox_subscriptions_notification (self->server, instance,
                                                                       event, items, notice->id));
  notice->body = val_json_to_bytes (node);
  if (event->notification == 0)
    event->notification = notice->id;
  json_object_set_array_member (part, "events", json_array_ref (items));
  json_array_add_object_element (event->notified, part);
  g_ptr_array_add (self->notices, notice);
  if (notice->subscription->active)
    attempt (self, notice);
  else
    set_status (self, notice, "queued");
}

static JsonArray *
slice (JsonArray *items, guint from)
{
  JsonArray *part = json_array_new ();
  guint end = MIN (json_array_get_length (items), from + PART_SIZE);

  for (guint i = from; i < end; i++)
    json_array_add_element (part, json_node_ref (json_array_get_element (items, i)));
  return part;
}

/**
 * val_sandbox_delivery_send:
 * @instance: whose callback is told
 * @event: just stored
 *
 * Sends the event in parts of twenty (contract 5.2).  Without a callback it stays as it is.
 */
void
val_sandbox_delivery_send (ValSandboxDelivery *self,
                           ValSandboxInstance *instance,
                           ValSandboxEvent *event)
{
  guint length = json_array_get_length (event->items);

  val_sandbox_delivery_subscribe (self, instance);
  if (instance->subscription == 0)
    return;
  event->parts_left = (length + PART_SIZE - 1) / PART_SIZE;
  for (guint from = 0; from < length; from += PART_SIZE)
    {
      g_autoptr (JsonArray) items = slice (event->items, from);

      send_part (self, instance, event, items);
    }
}

/**
 * val_sandbox_delivery_redeliver:
 * @notice: which was queued; its subscription becomes active again (contract 5.4)
 */
void
val_sandbox_delivery_redeliver (ValSandboxDelivery *self, ValSandboxNotice *notice)
{
  if (notice->in_flight)
    return;
  notice->subscription->active = TRUE;
  notice->attempts = 0;
  attempt (self, notice);
}
