/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-json.h"

#include <string.h>
#include <sys/socket.h>

#define MAX_PAGE 200
#define EXPOSED                                                                                    \
  "Elements-Returned-Count, Elements-Total-Count, Elements-Request-Id, "                           \
  "Elements-Next-Page-Token, Elements-Trace-Id, Elements-Error, Content-Disposition"

static GPtrArray *
read_query (const char *query)
{
  GPtrArray *pairs = g_ptr_array_new_with_free_func (g_free);
  GUriParamsIter iter;
  char *name;
  char *value;

  g_uri_params_iter_init (&iter, query != NULL ? query : "", -1, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, NULL))
    {
      g_ptr_array_add (pairs, name);
      g_ptr_array_add (pairs, value);
    }
  return pairs;
}

static void
gone_cb (ValSandboxCall *self)
{
  self->gone = TRUE;
}

/**
 * val_sandbox_call_new:
 * @server: which was asked
 * @message: what was asked
 *
 * Returns: (transfer full): the call
 */
ValSandboxCall *
val_sandbox_call_new (ValSandboxServer *server, SoupServerMessage *message)
{
  ValSandboxCall *self = g_new0 (ValSandboxCall, 1);

  self->server = server;
  self->message = g_object_ref (message);
  self->request_id = val_sandbox_random_hex (12);
  self->query = read_query (g_uri_get_query (soup_server_message_get_uri (message)));
  self->started = g_get_monotonic_time ();
  g_signal_connect_swapped (message, "finished", G_CALLBACK (gone_cb), self);
  val_sandbox_call_set_header (self, "Elements-Request-Id", self->request_id);
  val_sandbox_call_set_header (self, "Access-Control-Expose-Headers", EXPOSED);
  val_sandbox_call_set_header (self, "Cache-Control", "no-store");
  val_sandbox_call_set_header (self, "X-Content-Type-Options", "nosniff");
  return self;
}

/**
 * val_sandbox_call_free:
 * @self: (transfer full): a call
 */
void
val_sandbox_call_free (ValSandboxCall *self)
{
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_object_unref (self->message);
  g_free (self->argument);
  g_free (self->request_id);
  g_ptr_array_unref (self->query);
  g_clear_pointer (&self->body, json_node_unref);
  val_sandbox_fault_unref (self->fault);
  g_free (self);
}

/**
 * val_sandbox_call_query:
 * @name: of a parameter
 *
 * Returns: (nullable): its first value
 */
const char *
val_sandbox_call_query (ValSandboxCall *self, const char *name)
{
  for (guint i = 0; i + 1 < self->query->len; i += 2)
    if (g_str_equal (g_ptr_array_index (self->query, i), name))
      return g_ptr_array_index (self->query, i + 1);
  return NULL;
}

/**
 * val_sandbox_call_flag:
 * @name: of a boolean parameter
 * @fallback: where it is missing
 *
 * Returns: its value
 */
gboolean
val_sandbox_call_flag (ValSandboxCall *self, const char *name, gboolean fallback)
{
  const char *value = val_sandbox_call_query (self, name);

  return value != NULL ? g_ascii_strcasecmp (value, "true") == 0 : fallback;
}

/**
 * val_sandbox_call_header:
 * @name: of a request header
 *
 * Returns: (nullable): its first value
 */
const char *
val_sandbox_call_header (ValSandboxCall *self, const char *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (self->message),
                                       name);
}

/**
 * val_sandbox_call_set_header:
 * @name: of an answer's header
 * @value: replaces any other
 */
void
val_sandbox_call_set_header (ValSandboxCall *self, const char *name, const char *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (self->message), name,
                                value);
}

/**
 * val_sandbox_call_form:
 *
 * Returns: (transfer full): names and values of a posted form
 */
GHashTable *
val_sandbox_call_form (ValSandboxCall *self)
{
  g_autoptr (GBytes) bytes =
      soup_message_body_flatten (soup_server_message_get_request_body (self->message));
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  GHashTable *form =
      data == NULL ? NULL
                   : g_uri_parse_params (data, (gssize) length, "&", G_URI_PARAMS_WWW_FORM, NULL);

  return form != NULL ? form : g_hash_table_new (g_str_hash, g_str_equal);
}

static void
take_body (ValSandboxCall *self, guint status, const char *type, char *text)
{
  /* A fault may put its body in the place of another. */
  soup_message_body_truncate (soup_server_message_get_response_body (self->message));
  soup_server_message_set_status (self->message, status, NULL);
  soup_server_message_set_response (self->message, type, SOUP_MEMORY_TAKE, text, strlen (text));
}

static void
take_node (ValSandboxCall *self, guint status, JsonNode *root)
{
  g_autoptr (JsonNode) node = root;

  take_body (self, status, "application/json", val_json_to_text (node, FALSE));
}

/**
 * val_sandbox_call_take_object:
 * @object: (transfer full): the answer
 */
void
val_sandbox_call_take_object (ValSandboxCall *self, JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  take_node (self, SOUP_STATUS_OK, node);
}

/**
 * val_sandbox_call_take_array:
 * @array: (transfer full): the answer
 */
void
val_sandbox_call_take_array (ValSandboxCall *self, JsonArray *array)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, array);
  take_node (self, SOUP_STATUS_OK, node);
}

/**
 * val_sandbox_call_take_page:
 * @array: (transfer full): one page
 * @total: of all pages
 * @next: (transfer full) (nullable): token of the following page (contract 3.0)
 */
void
val_sandbox_call_take_page (ValSandboxCall *self, JsonArray *array, gint64 total, char *next)
{
  g_autofree char *token = next;
  g_autofree char *returned = g_strdup_printf ("%u", json_array_get_length (array));
  g_autofree char *whole = g_strdup_printf ("%" G_GINT64_FORMAT, total);

  val_sandbox_call_set_header (self, "Elements-Returned-Count", returned);
  val_sandbox_call_set_header (self, "Elements-Total-Count", whole);
  if (token != NULL)
    val_sandbox_call_set_header (self, "Elements-Next-Page-Token", token);
  val_sandbox_call_take_array (self, array);
}

/**
 * val_sandbox_call_empty:
 *
 * Answers success without a body (contract 3.0).
 */
void
val_sandbox_call_empty (ValSandboxCall *self)
{
  soup_server_message_set_status (self->message, SOUP_STATUS_OK, NULL);
}

/**
 * val_sandbox_call_html:
 * @status: of the answer
 * @html: a whole page
 */
void
val_sandbox_call_html (ValSandboxCall *self, guint status, const char *html)
{
  val_sandbox_call_set_header (self, "Content-Security-Policy",
                               "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
                               "frame-ancestors 'none'");
  val_sandbox_call_set_header (self, "Referrer-Policy", "no-referrer");
  val_sandbox_call_set_header (self, "X-Frame-Options", "DENY");
  take_body (self, status, "text/html; charset=utf-8", g_strdup (html));
}

/**
 * val_sandbox_call_redirect:
 * @url: where a browser goes next
 */
void
val_sandbox_call_redirect (ValSandboxCall *self, const char *url)
{
  val_sandbox_call_set_header (self, "Location", url);
  val_sandbox_call_set_header (self, "Referrer-Policy", "no-referrer");
  soup_server_message_set_status (self->message, SOUP_STATUS_SEE_OTHER, NULL);
}

static void
refuse (ValSandboxCall *self, guint status, const char *message, const char *provider_message)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "requestId", self->request_id);
  json_object_set_string_member (object, "message", message);
  if (provider_message != NULL)
    json_object_set_string_member (object, "providerMessage", provider_message);
  json_node_take_object (node, object);
  take_node (self, status, node);
}

/**
 * val_sandbox_call_error:
 * @status: 4xx or 5xx
 * @format: text of the envelope (contract 4)
 */
void
val_sandbox_call_error (ValSandboxCall *self, guint status, const char *format, ...)
{
  g_autofree char *message = NULL;
  g_autofree char *valid = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  valid = g_utf8_make_valid (message, -1);
  refuse (self, status, valid, NULL);
}

/**
 * val_sandbox_call_provider_error:
 * @status: 4xx or 5xx
 * @message: what the platform says
 * @provider_message: what the provider said (contract 4)
 */
void
val_sandbox_call_provider_error (ValSandboxCall *self,
                                 guint status,
                                 const char *message,
                                 const char *provider_message)
{
  refuse (self, status, message, provider_message);
}

/**
 * val_sandbox_call_page_size:
 * @size: (out): what the query asks for; 200 at most and without it (contract 3.0)
 *
 * Returns: FALSE where it was no size, and the call is answered
 */
gboolean
val_sandbox_call_page_size (ValSandboxCall *self, guint *size)
{
  const char *text = val_sandbox_call_query (self, "pageSize");
  guint64 value = MAX_PAGE;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT, &value, NULL))
    {
      val_sandbox_call_error (self, 400, "Invalid pageSize");
      return FALSE;
    }
  if (value > MAX_PAGE)
    val_sandbox_call_set_header (self, "Elements-Error",
                                 "The pageSize was reduced to the maximum of 200");
  *size = (guint) MIN (value, MAX_PAGE);
  return TRUE;
}

/**
 * val_sandbox_call_hold:
 *
 * Keeps the call open after its handler has returned; val_sandbox_call_finish () is then due.
 */
void
val_sandbox_call_hold (ValSandboxCall *self)
{
  self->held = TRUE;
  soup_server_message_pause (self->message);
}

static void
let_go (ValSandboxCall *self)
{
  if (!self->gone)
    soup_server_message_unpause (self->message);
  val_sandbox_call_free (self);
}

static gboolean
delay_cb (gpointer user_data)
{
  ValSandboxCall *self = user_data;

  g_hash_table_remove (self->server->timers, g_main_current_source ());
  let_go (self);
  return G_SOURCE_REMOVE;
}

static void
delay (ValSandboxCall *self, guint milliseconds)
{
  GSource *source = g_timeout_source_new (milliseconds);

  g_source_set_callback (source, delay_cb, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_hash_table_insert (self->server->timers, source, self);
}

static void
replace_body (ValSandboxCall *self, const char *type, const char *text)
{
  take_body (self, soup_server_message_get_status (self->message), type, g_strdup (text));
}

/* Half of a JSON text, in one piece as HTTP sees it. */
static void
spoil_json (ValSandboxCall *self)
{
  g_autoptr (GBytes) bytes =
      soup_message_body_flatten (soup_server_message_get_response_body (self->message));
  gsize length = g_bytes_get_size (bytes);
  g_autofree char *half = g_strndup (g_bytes_get_data (bytes, NULL), length / 2);

  replace_body (self, "application/json", length > 1 ? half : "{");
}

/* On the computer's clock, as clients compare it with theirs. */
static void
set_retry_after (ValSandboxCall *self, const ValSandboxFault *fault)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then =
      g_date_time_add_seconds (now, g_ascii_strtod (fault->retry_after, NULL));
  g_autofree char *date = then != NULL ? soup_date_time_to_string (then, SOUP_DATE_HTTP) : NULL;

  val_sandbox_call_set_header (self, "Retry-After",
                               fault->retry_after_date && date != NULL ? date : fault->retry_after);
}

static void
disturb (ValSandboxCall *self, const ValSandboxFault *fault)
{
  if (fault->applied && fault->status != 0)
    val_sandbox_call_error (self, fault->status, "%s", fault->message);
  if (fault->body != NULL)
    replace_body (self, fault->content_type, fault->body);
  if (fault->bad_json)
    spoil_json (self);
  if (fault->retry_after != NULL)
    set_retry_after (self, fault);
}

static char *
answer_head (ValSandboxCall *self, gsize length)
{
  return g_strdup_printf ("HTTP/1.1 %u Cut\r\nContent-Type: application/json\r\n"
                          "Elements-Request-Id: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                          soup_server_message_get_status (self->message), self->request_id, length);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_io_stream_close_finish (G_IO_STREAM (source), result, NULL);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GIOStream) stream = user_data;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  g_io_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, closed_cb, NULL);
}

/* The head promises the whole body, and the connection ends before it. */
static void
cut_answer (ValSandboxCall *self, gsize kept)
{
  g_autoptr (GBytes) bytes =
      soup_message_body_flatten (soup_server_message_get_response_body (self->message));
  gsize length = g_bytes_get_size (bytes);
  GString *text = g_string_new (NULL);
  g_autofree char *head = answer_head (self, length + 1);
  GIOStream *stream = soup_server_message_steal_connection (self->message);
  g_autoptr (GBytes) all = NULL;

  g_string_append (text, head);
  g_string_append_len (text, g_bytes_get_data (bytes, NULL), (gssize) MIN (kept, length));
  all = g_string_free_to_bytes (text);
  g_object_set_data_full (G_OBJECT (stream), "val-sandbox-cut", g_bytes_ref (all),
                          (GDestroyNotify) g_bytes_unref);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (stream),
                                   g_bytes_get_data (all, NULL), g_bytes_get_size (all),
                                   G_PRIORITY_DEFAULT, NULL, written_cb, stream);
}

/* Lingering for no time makes the kernel send RST instead of FIN. */
static void
reset_connection (ValSandboxCall *self)
{
  GSocket *socket = soup_server_message_get_socket (self->message);
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };
  g_autoptr (GIOStream) stream = NULL;

  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  stream = soup_server_message_steal_connection (self->message);
  g_io_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, closed_cb, NULL);
}

static gboolean
breaks_off (ValSandboxCall *self)
{
  if (self->fault == NULL || self->gone || (!self->fault->reset && self->fault->truncate < 0))
    return FALSE;
  if (self->fault->reset)
    reset_connection (self);
  else
    cut_answer (self, (gsize) self->fault->truncate);
  return TRUE;
}

/**
 * val_sandbox_call_finish:
 * @self: (transfer full): a call with its answer
 *
 * Sends the answer, or what a fault makes of it, after the time that it is to take.
 */
void
val_sandbox_call_finish (ValSandboxCall *self)
{
  guint wait = self->server->latency_ms;

  if (self->fault != NULL)
    {
      disturb (self, self->fault);
      wait += val_sandbox_faults_draw_latency (self->server->faults, self->fault);
    }
  val_sandbox_log_answer (self->server->log, self);
  val_sandbox_usage_add (self->server->usage, self);
  if (breaks_off (self))
    {
      val_sandbox_call_free (self);
      return;
    }
  if (wait == 0)
    {
      if (self->held)
        let_go (self);
      else
        val_sandbox_call_free (self);
      return;
    }
  if (!self->held)
    val_sandbox_call_hold (self);
  delay (self, wait);
}
