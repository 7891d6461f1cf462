/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-json.h"

#include <string.h>

#define KEPT      5000
#define SEEN      "val-sandbox-seen"
#define REDACTED  "(redacted)"
#define MAX_SHOWN 4096

typedef struct
{
  gint64 at; /* microseconds since 1970 */
  gint64 took;
  guint status;
  char *method;
  char *path;
  char *query;
  char **headers;
  char *body;
} Entry;

/* What was asked, for tests: never what it was asked with. */
struct _ValSandboxLog
{
  GQueue entries; /* (element-type Entry): oldest first */
  GQueue window;  /* (element-type gint64): arrivals of the last second */
  GHashTable *by_method;
  GHashTable *by_status;
  guint64 requests;
  guint64 connections;
  guint64 masks;
  guint busiest;
  guint open;
  guint most_open;
};

static void
entry_free (gpointer data)
{
  Entry *self = data;

  g_free (self->method);
  g_free (self->path);
  g_free (self->query);
  g_strfreev (self->headers);
  g_free (self->body);
  g_free (self);
}

/**
 * val_sandbox_log_new:
 *
 * Returns: (transfer full): an empty log
 */
ValSandboxLog *
val_sandbox_log_new (void)
{
  ValSandboxLog *self = g_new0 (ValSandboxLog, 1);

  g_queue_init (&self->entries);
  g_queue_init (&self->window);
  self->by_method = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->by_status = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * val_sandbox_log_free:
 * @self: (transfer full): a log
 */
void
val_sandbox_log_free (ValSandboxLog *self)
{
  g_queue_clear_full (&self->entries, entry_free);
  g_queue_clear_full (&self->window, g_free);
  g_hash_table_unref (self->by_method);
  g_hash_table_unref (self->by_status);
  g_free (self);
}

/**
 * val_sandbox_log_reset:
 *
 * Counts from nothing again.
 */
void
val_sandbox_log_reset (ValSandboxLog *self)
{
  g_queue_clear_full (&self->entries, entry_free);
  g_queue_clear_full (&self->window, g_free);
  g_hash_table_remove_all (self->by_method);
  g_hash_table_remove_all (self->by_status);
  self->requests = self->connections = self->masks = 0;
  self->busiest = 0;
  self->most_open = self->open;
}

static void
count (GHashTable *table, const char *name)
{
  guint value = GPOINTER_TO_UINT (g_hash_table_lookup (table, name));

  g_hash_table_insert (table, g_strdup (name), GUINT_TO_POINTER (value + 1));
}

static void
measure_pace (ValSandboxLog *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 *oldest;

  while ((oldest = g_queue_peek_head (&self->window)) != NULL && now - *oldest >= G_USEC_PER_SEC)
    g_free (g_queue_pop_head (&self->window));
  g_queue_push_tail (&self->window, g_memdup2 (&now, sizeof now));
  self->busiest = MAX (self->busiest, g_queue_get_length (&self->window));
}

static void
finished_cb (SoupServerMessage *message, gpointer user_data)
{
  ValSandboxLog *self = user_data;

  self->open--;
}

/**
 * val_sandbox_log_arrival:
 * @message: whose headers have just been read
 *
 * Counts requests in every span of one second, connections, and requests open at once.
 */
void
val_sandbox_log_arrival (ValSandboxLog *self, SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);

  measure_pace (self);
  self->requests++;
  self->open++;
  self->most_open = MAX (self->most_open, self->open);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), self);
  if (socket == NULL || g_object_get_data (G_OBJECT (socket), SEEN) != NULL)
    return;
  self->connections++;
  g_object_set_data (G_OBJECT (socket), SEEN, socket);
}

/**
 * val_sandbox_log_mask:
 *
 * Notes that a client sent a mask back, which it never should (contract 11.11).
 */
void
val_sandbox_log_mask (ValSandboxLog *self)
{
  self->masks++;
}

static gboolean
is_secret_name (const char *name)
{
  static const char *const words[] = { "secret",    "password",      "token",         "apikey",
                                       "api.key",   "code",          "signature.key", "csrf",
                                       "client_id", "oauth_verifier" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (lower, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

static JsonNode *redact_node (JsonNode *node);

static JsonNode *
redact_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (JSON_NODE_HOLDS_VALUE (value) && is_secret_name (name))
      json_object_set_string_member (copy, name, REDACTED);
    else
      json_object_set_member (copy, name, redact_node (value));
  json_node_take_object (node, copy);
  return node;
}

static JsonNode *
redact_array (JsonArray *array)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *copy = json_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    json_array_add_element (copy, redact_node (json_array_get_element (array, i)));
  json_node_take_array (node, copy);
  return node;
}

static JsonNode *
redact_node (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return redact_object (json_node_get_object (node));
  if (JSON_NODE_HOLDS_ARRAY (node))
    return redact_array (json_node_get_array (node));
  return json_node_copy (node);
}

static char *
redact_body (ValSandboxCall *call)
{
  SoupMessageBody *body = soup_server_message_get_request_body (call->message);
  g_autoptr (JsonNode) clean = NULL;

  if (body->length > MAX_SHOWN || (call->body == NULL && body->length > 0))
    return g_strdup_printf ("(%" G_GOFFSET_FORMAT " bytes)", body->length);
  if (call->body == NULL)
    return NULL;
  clean = redact_node (call->body);
  return val_json_to_text (clean, FALSE);
}

static char *
redact_query (GPtrArray *pairs)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i + 1 < pairs->len; i += 2)
    {
      const char *name = g_ptr_array_index (pairs, i);
      const char *value = g_ptr_array_index (pairs, i + 1);

      g_string_append_printf (text, "%s%s=%s", i > 0 ? "&" : "", name,
                              is_secret_name (name) ? REDACTED : value);
    }
  return text->len > 0 ? g_utf8_make_valid (text->str, -1) : NULL;
}

static void
add_header_name (const char *name, const char *value, gpointer user_data)
{
  g_strv_builder_add (user_data, name);
}

static char **
header_names (ValSandboxCall *call)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  soup_message_headers_foreach (soup_server_message_get_request_headers (call->message),
                                add_header_name, builder);
  return g_strv_builder_end (builder);
}

/**
 * val_sandbox_log_answer:
 * @call: with its answer
 */
void
val_sandbox_log_answer (ValSandboxLog *self, ValSandboxCall *call)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (call->message));
  g_autofree char *status = NULL;
  Entry *entry;

  if (g_str_has_prefix (path, "/sandbox/"))
    return;
  entry = g_new0 (Entry, 1);
  entry->at = g_get_real_time ();
  entry->took = g_get_monotonic_time () - call->started;
  entry->status = soup_server_message_get_status (call->message);
  entry->method = g_strdup (soup_server_message_get_method (call->message));
  entry->path = g_utf8_make_valid (path, -1);
  entry->query = redact_query (call->query);
  entry->headers = header_names (call);
  entry->body = redact_body (call);
  g_queue_push_tail (&self->entries, entry);
  if (g_queue_get_length (&self->entries) > KEPT)
    entry_free (g_queue_pop_head (&self->entries));
  status = g_strdup_printf ("%u", entry->status);
  count (self->by_method, entry->method);
  count (self->by_status, status);
}

static JsonObject *
counts_json (GHashTable *table)
{
  JsonObject *object = json_object_new ();
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &name, &value))
    json_object_set_int_member (object, name, GPOINTER_TO_UINT (value));
  return object;
}

/**
 * val_sandbox_log_state:
 *
 * Returns: (transfer full): the counters
 */
JsonObject *
val_sandbox_log_state (ValSandboxLog *self)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "requests", (gint64) self->requests);
  json_object_set_int_member (object, "connections", (gint64) self->connections);
  json_object_set_int_member (object, "maxRequestsInOneSecond", self->busiest);
  json_object_set_int_member (object, "maxOpenRequests", self->most_open);
  json_object_set_int_member (object, "masksReceived", (gint64) self->masks);
  json_object_set_object_member (object, "byMethod", counts_json (self->by_method));
  json_object_set_object_member (object, "byStatus", counts_json (self->by_status));
  return object;
}

static JsonObject *
entry_json (const Entry *entry)
{
  JsonObject *object = json_object_new ();
  JsonArray *headers = json_array_new ();
  g_autofree char *at = val_sandbox_iso (entry->at / G_USEC_PER_SEC);

  for (guint i = 0; entry->headers[i] != NULL; i++)
    json_array_add_string_element (headers, entry->headers[i]);
  json_object_set_string_member (object, "time", at);
  json_object_set_int_member (object, "microseconds", entry->took);
  json_object_set_string_member (object, "method", entry->method);
  json_object_set_string_member (object, "path", entry->path);
  json_object_set_string_member (object, "query", entry->query);
  json_object_set_array_member (object, "headers", headers);
  json_object_set_string_member (object, "body", entry->body);
  json_object_set_int_member (object, "status", entry->status);
  return object;
}

/**
 * val_sandbox_log_requests:
 *
 * Returns: (transfer full): the latest requests, oldest first, without secrets
 */
JsonArray *
val_sandbox_log_requests (ValSandboxLog *self)
{
  JsonArray *array = json_array_new ();

  for (GList *l = self->entries.head; l != NULL; l = l->next)
    json_array_add_object_element (array, entry_json (l->data));
  return array;
}
