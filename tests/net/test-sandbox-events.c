/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-sandbox-client.h"

#include "model/val-signature.h"
#include "support/val-test-util.h"
#include "util/val-json.h"

/* Where a callback leads: keeps what it is told, answers what it is set to. */
typedef struct
{
  SoupServer *server;
  GPtrArray *bodies;     /* (element-type GBytes) */
  GPtrArray *signatures; /* (element-type utf8) */
  char *url;
  char *webhook_id;
  char *authorization;
  guint status;
  guint awaited;
} Receiver;

static const ValSandboxOptions none = { .instances = 0 };

static void
received_cb (SoupServer *server,
             SoupServerMessage *message,
             const char *path,
             GHashTable *query,
             gpointer user_data)
{
  Receiver *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *signature = soup_message_headers_get_one (headers, "Elements-Webhook-Signature");

  g_ptr_array_add (self->bodies,
                   soup_message_body_flatten (soup_server_message_get_request_body (message)));
  g_ptr_array_add (self->signatures, g_strdup (signature));
  g_free (self->webhook_id);
  self->webhook_id = g_strdup (soup_message_headers_get_one (headers, "Elements-Webhook-Id"));
  g_free (self->authorization);
  self->authorization = g_strdup (soup_message_headers_get_one (headers, "Authorization"));
  soup_server_message_set_status (message, self->status, NULL);
}

static Receiver *
receiver_new (void)
{
  Receiver *self = g_new0 (Receiver, 1);
  GSList *uris;

  self->status = 200;
  self->bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->signatures = g_ptr_array_new_with_free_func (g_free);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, received_cb, self, NULL);
  g_assert_true (soup_server_listen_local (self->server, 0, 0, NULL));
  uris = soup_server_get_uris (self->server);
  self->url = g_strdup_printf ("http://127.0.0.1:%d/hook", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return self;
}

static void
receiver_free (Receiver *self)
{
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_ptr_array_unref (self->bodies);
  g_ptr_array_unref (self->signatures);
  g_free (self->url);
  g_free (self->webhook_id);
  g_free (self->authorization);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Receiver, receiver_free)

static gboolean
has_received (gpointer user_data)
{
  Receiver *self = user_data;

  return self->bodies->len >= self->awaited;
}

static void
await (Receiver *self, guint count)
{
  self->awaited = count;
  val_test_wait_for (has_received, self);
}

static ValSandboxReply *
send_webhook (ValSandboxClient *client, guint status, const char *path, const char *body)
{
  ValSandboxReply *reply = val_sandbox_client_call (client, "POST", path, NULL, body);

  g_assert_cmpuint (reply->status, ==, status);
  return reply;
}

static char *
event_status (ValSandboxClient *client, guint index)
{
  g_autoptr (ValSandboxReply) reply =
      val_sandbox_client_ask (client, 200, "GET", "/instances/20931/events", NULL);
  JsonObject *event = json_array_get_object_element (val_sandbox_reply_array (reply), index);

  return g_strdup (val_json_get_string (event, "status"));
}

static void
await_event_status (ValSandboxClient *client, const char *status)
{
  g_autofree char *current = event_status (client, 0);

  while (!g_str_equal (current, status))
    {
      g_free (current);
      current = event_status (client, 0);
    }
}

static JsonObject *
first_delivery (ValSandboxReply *reply)
{
  return json_array_get_object_element (val_sandbox_reply_array (reply), 0);
}

static ValSandboxReply *
deliveries (ValSandboxClient *client, const char *method)
{
  return val_sandbox_client_ask (client, 200, method,
                                 "/notifications/subscriptions/deliveries"
                                 "?where=channel%3D'webhook'%20and%20status%3D'queued'",
                                 NULL);
}

static void
test_delivered (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autoptr (Receiver) receiver = receiver_new ();
  gint64 id = val_sandbox_client_create_hootsuite (client, receiver->url, "FAKE-SIGNATURE-KEY");
  g_autofree char *inbound = val_test_payload ("hootsuite-webhook-inbound.json", NULL);
  g_autoptr (ValSandboxReply) sent =
      send_webhook (client, 200, "/events/hootsuite/MjA5MzE=", inbound);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *message;
  JsonObject *event;
  GBytes *body;

  await (receiver, 1);
  body = g_ptr_array_index (receiver->bodies, 0);
  g_assert_true (val_signature_verify ("FAKE-SIGNATURE-KEY", body,
                                       g_ptr_array_index (receiver->signatures, 0)));
  node = val_json_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body), NULL);
  message = val_json_get_object (val_json_node_object (node), "message");
  event = json_array_get_object_element (val_json_get_array (message, "events"), 0);
  g_assert_cmpstr (val_json_get_string (val_json_node_object (node), "topic"), ==,
                   "instance-20931-hootsuite-events");
  g_assert_cmpint (json_object_get_int_member (message, "instanceId"), ==, id);
  g_assert_cmpstr (val_json_get_string (event, "objectId"), ==, "5550001");
  g_assert_cmpstr (val_json_get_string (event, "objectType"), ==, "messages");
  g_assert_cmpstr (val_json_get_string (event, "eventType"), ==, "UPDATED");
  g_assert_cmpstr (val_json_get_string (event, "date"), ==, "2025-03-05T10:20:30Z");
  g_assert_true (json_object_has_member (val_json_get_object (message, "raw"), "events"));
  g_assert_nonnull (receiver->webhook_id);
  g_assert_cmpuint (sent->length, ==, 0);
  await_event_status (client, "NOTIFIED");
}

/* With, without and with escaped padding; but no other instance and no other element. */
static void
test_addresses (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  gint64 id = val_sandbox_client_create_hootsuite (client, "https://example.com/x", NULL);
  static const struct
  {
    guint status;
    const char *path;
  } cases[] = {
    { 200, "/events/hootsuite/MjA5MzE=" },   { 200, "/events/hootsuite/MjA5MzE" },
    { 200, "/events/hootsuite/MjA5MzE%3D" }, { 200, "/events/hootsuite" },
    { 404, "/events/hootsuite/MQ==" },       { 404, "/events/slack/MjA5MzE=" },
    { 404, "/events/hootsuite/20931" },      { 404, "/events/nope/MjA5MzE=" },
    { 404, "/events/hootsuite/%20" },        { 404, "/events/hootsuite/MjA5!MzE=" },
    { 404, "/events/hootsuite/MjA5MzF=" },   { 404, "/events/hootsuite/MjA5MzE==" },
  };

  g_assert_cmpint (id, ==, 20931);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ValSandboxReply) reply =
          send_webhook (client, cases[i].status, cases[i].path, "[{\"type\":\"x\"}]");

      g_test_message ("%s", cases[i].path);
      g_assert_nonnull (val_sandbox_reply_header (reply, "elements-request-id"));
    }
}

static void
test_instances_header (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  gint64 id = val_sandbox_client_create_hootsuite (client, "https://example.com/x", NULL);
  g_autoptr (SoupMessage) message =
      val_sandbox_client_message (client, "GET", "/events/hootsuite?ticket=7");
  g_autoptr (ValSandboxReply) reply = NULL;
  g_autoptr (ValSandboxReply) events = NULL;

  soup_message_headers_append (soup_message_get_request_headers (message), "Element-Instances",
                               "20931");
  reply = val_sandbox_client_send (client, message);
  events = val_sandbox_client_ask (client, 200, "GET", "/instances/events", NULL);
  g_assert_cmpint (id, ==, 20931);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpstr (val_json_get_string (first_delivery (events), "providerData"), ==,
                   "{\"ticket\":\"7\"}");
}

static void
test_events_off (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  gint64 id = val_sandbox_client_create_hootsuite (client, "https://example.com/x", NULL);
  g_autoptr (ValSandboxReply) off =
      val_sandbox_client_ask (client, 200, "PATCH", "/instances/20931",
                              "{\"configuration\":{\"event.notification.enabled\":false}}");
  g_autoptr (ValSandboxReply) refused =
      send_webhook (client, 400, "/events/hootsuite/MjA5MzE=", "[]");

  g_assert_cmpint (id, ==, 20931);
  g_assert_nonnull (off->node);
  g_assert_nonnull (strstr (refused->text, "not enabled"));
}

static char *
many_events (guint count)
{
  GString *text = g_string_new ("[");

  for (guint i = 0; i < count; i++)
    g_string_append_printf (text,
                            "%s{\"seq_no\":\"%u\",\"type\":\"com.hootsuite.messages.event.v1\","
                            "\"data\":{\"message\":{\"id\":\"%u\"}}}",
                            i > 0 ? "," : "", i, i);
  return g_string_free (g_string_append_c (text, ']'), FALSE);
}

/* Twenty to a part, and in each the whole of what the provider sent (contract 5.2). */
static void
test_parts (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autoptr (Receiver) receiver = receiver_new ();
  gint64 id = val_sandbox_client_create_hootsuite (client, receiver->url, NULL);
  g_autofree char *body = many_events (45);
  g_autoptr (ValSandboxReply) sent = send_webhook (client, 200, "/events/hootsuite/MjA5MzE", body);
  guint total = 0;

  await (receiver, 3);
  for (guint i = 0; i < 3; i++)
    {
      GBytes *part = g_ptr_array_index (receiver->bodies, i);
      g_autoptr (JsonNode) node =
          val_json_parse (g_bytes_get_data (part, NULL), g_bytes_get_size (part), NULL);
      JsonObject *message = val_json_get_object (val_json_node_object (node), "message");
      JsonObject *raw = val_json_get_object (message, "raw");
      guint length = json_array_get_length (val_json_get_array (message, "events"));

      g_assert_cmpuint (length, <=, 20);
      g_assert_cmpuint (json_array_get_length (val_json_get_array (raw, "events")), ==, 45);
      total += length;
    }
  g_assert_cmpuint (total, ==, 45);
  g_assert_cmpint (id, ==, 20931);
  g_assert_null (g_ptr_array_index (receiver->signatures, 0));
  await_event_status (client, "NOTIFIED");
  g_assert_cmpuint (sent->status, ==, 200);
}

static guint
attempts_due (ValSandboxClient *client, guint seconds)
{
  g_autofree char *body = g_strdup_printf ("{\"advance\":%u}", seconds);
  g_autoptr (ValSandboxReply) reply =
      val_sandbox_client_control (client, "POST", "/sandbox/clock", body);

  return (guint) json_object_get_int_member (val_sandbox_reply_object (reply), "attempts");
}

static gsize
state_number (ValSandboxClient *client, const char *name)
{
  g_autoptr (ValSandboxReply) state =
      val_sandbox_client_control (client, "GET", "/sandbox/state", NULL);

  return (gsize) json_object_get_int_member (val_sandbox_reply_object (state), name);
}

/* The next attempt is planned only once the one before was answered. */
static void
await_planned (ValSandboxClient *client)
{
  while (state_number (client, "deliveriesWaiting") == 0)
    g_main_context_iteration (NULL, FALSE);
}

static void
await_queued (ValSandboxClient *client)
{
  guint length = 0;

  while (length == 0)
    {
      g_autoptr (ValSandboxReply) reply = deliveries (client, "GET");

      length = json_array_get_length (val_sandbox_reply_array (reply));
    }
}

/* 8, 64, 512, 4096 and 32768 seconds; then the subscription rests (contract 5.4). */
static void
test_retries (void)
{
  static const guint plan[] = { 8, 64, 512, 4096, 32768 };
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autoptr (Receiver) receiver = receiver_new ();
  gint64 id = val_sandbox_client_create_hootsuite (client, receiver->url, NULL);
  g_autoptr (ValSandboxReply) sent = NULL;
  g_autoptr (ValSandboxReply) later = NULL;
  g_autoptr (ValSandboxReply) queued = NULL;
  g_autoptr (ValSandboxReply) again = NULL;

  receiver->status = 503;
  sent = send_webhook (client, 200, "/events/hootsuite/MjA5MzE", "[{\"type\":\"x\"}]");
  await (receiver, 1);
  for (guint i = 0; i < G_N_ELEMENTS (plan); i++)
    {
      await_planned (client);
      g_assert_cmpuint (attempts_due (client, plan[i] / 2), ==, 0);
      g_assert_cmpuint (attempts_due (client, plan[i] - plan[i] / 2), ==, 1);
      await (receiver, i + 2);
    }
  await_queued (client);
  later = send_webhook (client, 200, "/events/hootsuite/MjA5MzE", "[{\"type\":\"y\"}]");
  queued = deliveries (client, "GET");
  g_assert_cmpuint (json_array_get_length (val_sandbox_reply_array (queued)), ==, 2);
  g_assert_false (json_object_get_boolean_member (
      val_json_get_object (first_delivery (queued), "subscription"), "active"));
  g_assert_cmpuint (receiver->bodies->len, ==, 6);
  receiver->status = 200;
  again = deliveries (client, "PUT");
  await (receiver, 8);
  await_event_status (client, "NOTIFIED");
  g_assert_cmpint (id, ==, 20931);
  g_assert_cmpuint (later->status, ==, sent->status);
  g_assert_nonnull (again->node);
}

/* Back to the sandbox: accepted, notified, and no second event (contract 11.1, 12). */
static void
test_callback_to_itself (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autofree char *url =
      g_strconcat (client->origin, client->base_path, "/events/hootsuite/MjA5MzE=", NULL);
  gint64 id = val_sandbox_client_create_hootsuite (client, url, NULL);
  g_autoptr (ValSandboxReply) sent =
      send_webhook (client, 200, "/events/hootsuite/MjA5MzE=", "[{\"type\":\"x\"}]");
  g_autofree char *status = event_status (client, 0);

  g_assert_cmpint (id, ==, 20931);
  g_assert_cmpuint (sent->status, ==, 200);
  g_assert_cmpstr (status, ==, "NOTIFIED");
  g_assert_cmpuint (state_number (client, "deliveries"), ==, 1);
}

/* To any other computer: written down, never sent. */
static void
test_callback_elsewhere (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  gint64 id = val_sandbox_client_create_hootsuite (client, "https://example.com/hook", NULL);
  g_autoptr (ValSandboxReply) sent =
      send_webhook (client, 200, "/events/hootsuite/MjA5MzE=", "[{\"type\":\"x\"}]");
  g_autofree char *status = event_status (client, 0);
  g_autoptr (ValSandboxReply) events =
      val_sandbox_client_ask (client, 200, "GET", "/instances/20931/events", NULL);
  g_autoptr (ValSandboxReply) all = val_sandbox_client_ask (
      client, 200, "GET", "/notifications/subscriptions/deliveries?where=channel%3D'webhook'",
      NULL);

  g_assert_cmpint (id, ==, 20931);
  g_assert_cmpuint (sent->status, ==, 200);
  g_assert_cmpstr (status, ==, "RECEIVED");
  g_assert_cmpuint (
      json_array_get_length (val_json_get_array (first_delivery (events), "notifiedData")), ==, 0);
  g_assert_cmpstr (val_json_get_string (first_delivery (all), "status"), ==, "created");
  g_assert_cmpint (json_object_get_int_member (first_delivery (all), "attempts"), ==, 0);
}

static void
test_basic (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autoptr (Receiver) receiver = receiver_new ();
  gint64 id = val_sandbox_client_create_hootsuite (client, receiver->url, NULL);
  g_autoptr (ValSandboxReply) set = val_sandbox_client_ask (
      client, 200, "PATCH", "/instances/20931",
      "{\"configuration\":{\"event.notification.basic.username\":\"Aladdin\","
      "\"event.notification.basic.password\":\"open sesame\"}}");
  g_autoptr (ValSandboxReply) sent =
      send_webhook (client, 200, "/events/hootsuite/MjA5MzE=", "[{\"type\":\"x\"}]");

  await (receiver, 1);
  g_assert_cmpint (id, ==, 20931);
  g_assert_cmpuint (sent->status, ==, 200);
  g_assert_cmpstr (receiver->authorization, ==, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  g_assert_cmpstr (val_sandbox_reply_config (set, "event.notification.basic.password"), ==,
                   "********");
}

static void
test_subscriptions (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autoptr (ValSandboxReply) bad =
      val_sandbox_client_ask (client, 400, "POST", "/notifications/subscriptions", "{}");
  g_autoptr (ValSandboxReply) made = val_sandbox_client_ask (
      client, 200, "POST", "/notifications/subscriptions",
      "{\"channel\":\"webhook\",\"topics\":[\"t\"],\"config\":{\"url\":\"https://example.com\"}}");
  g_autoptr (ValSandboxReply) got =
      val_sandbox_client_ask (client, 200, "GET", "/notifications/subscriptions/45001", NULL);
  g_autoptr (ValSandboxReply) gone =
      val_sandbox_client_ask (client, 200, "DELETE", "/notifications/subscriptions/45001", NULL);
  g_autoptr (ValSandboxReply) unknown =
      val_sandbox_client_ask (client, 404, "GET", "/notifications/subscriptions/7", NULL);
  g_autoptr (ValSandboxReply) where =
      val_sandbox_client_ask (client, 400, "GET", "/notifications/subscriptions/deliveries", NULL);

  g_assert_cmpstr (made->text, ==, got->text);
  g_assert_nonnull (bad->node);
  g_assert_cmpuint (gone->length, ==, 0);
  g_assert_nonnull (unknown->node);
  g_assert_nonnull (where->node);
}

static void
test_event_pages (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  gint64 id = val_sandbox_client_create_hootsuite (client, "https://example.com/x", NULL);
  g_autoptr (ValSandboxReply) first = NULL;
  g_autoptr (ValSandboxReply) second = NULL;
  g_autoptr (ValSandboxReply) one = NULL;
  g_autofree char *path = NULL;
  g_autofree char *single = NULL;

  for (guint i = 0; i < 3; i++)
    val_sandbox_reply_free (
        send_webhook (client, 200, "/events/hootsuite/MjA5MzE=", "[{\"type\":\"x\"}]"));
  first = val_sandbox_client_ask (client, 200, "GET", "/instances/20931/events?pageSize=2", NULL);
  path = g_strconcat ("/instances/20931/events?pageSize=2&nextPage=",
                      val_sandbox_reply_header (first, "elements-next-page-token"), NULL);
  val_sandbox_reply_free (
      send_webhook (client, 200, "/events/hootsuite/MjA5MzE=", "[{\"type\":\"new\"}]"));
  second = val_sandbox_client_ask (client, 200, "GET", path, NULL);
  single =
      g_strconcat ("/instances/events/", val_json_get_string (first_delivery (second), "id"), NULL);
  one = val_sandbox_client_ask (client, 200, "GET", single, NULL);
  g_assert_cmpint (id, ==, 20931);
  g_assert_cmpuint (json_array_get_length (val_sandbox_reply_array (second)), ==, 1);
  g_assert_null (val_sandbox_reply_header (second, "elements-next-page-token"));
  g_assert_cmpstr (val_json_get_string (val_sandbox_reply_object (one), "status"), ==, "RECEIVED");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/events/delivered", test_delivered);
  g_test_add_func ("/sandbox/events/addresses", test_addresses);
  g_test_add_func ("/sandbox/events/instances-header", test_instances_header);
  g_test_add_func ("/sandbox/events/events-off", test_events_off);
  g_test_add_func ("/sandbox/events/parts", test_parts);
  g_test_add_func ("/sandbox/events/retries", test_retries);
  g_test_add_func ("/sandbox/events/callback-to-itself", test_callback_to_itself);
  g_test_add_func ("/sandbox/events/callback-elsewhere", test_callback_elsewhere);
  g_test_add_func ("/sandbox/events/basic", test_basic);
  g_test_add_func ("/sandbox/events/subscriptions", test_subscriptions);
  g_test_add_func ("/sandbox/events/pages", test_event_pages);
  return g_test_run ();
}
