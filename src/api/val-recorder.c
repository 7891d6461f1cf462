/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-recorder.h"

#include "api/val-answer.h"
#include "api/val-exchange-private.h"
#include "api/val-session-private.h"
#include "model/val-redact.h"
#include "util/val-json.h"

#include <string.h>

/* A longer answer is not kept for later. */
#define MAX_KEPT (16 * 1024)

struct _ValRecorder
{
  ValExchange *exchange;
  gboolean patient; /* the texts are made when somebody looks */
  gint64 began;     /* monotonic; 0 before */
};

static gint64
read_id (const char *text)
{
  gint64 id = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;

  return MAX (id, 0);
}

static gint64
instance_of_path (const char *path)
{
  const char *found = strstr (path, "/instances/");

  return found != NULL ? read_id (found + strlen ("/instances/")) : 0;
}

/* Where the path does not say it: one that was created, or is addressed by its token. */
static gint64
instance_of_answer (ValExchange *exchange, SoupMessage *message, JsonNode *node)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *header = soup_message_headers_get_one (headers, "elements-element-instance-id");

  if (header != NULL)
    return read_id (header);
  if (g_str_has_suffix (exchange->draft->path, "/instances"))
    return MAX (val_json_get_int (val_json_node_object (node), "id", 0), 0);
  return 0;
}

static ValExchangeDraft *
draft_new (ValSession *session, const ValRequest *request)
{
  ValExchangeDraft *draft = g_new0 (ValExchangeDraft, 1);
  ValCredentials *credentials = val_session_get_credentials (session);

  draft->credentials = credentials != NULL ? val_credentials_ref (credentials) : NULL;
  draft->element_token = g_strdup (request->element_token);
  draft->base_url = g_strdup (val_session_get_base_url (session));
  draft->path = g_strdup (request->path);
  draft->query = g_strdup (request->query);
  draft->sent = request->body != NULL ? json_node_ref (request->body) : NULL;
  return draft;
}

/**
 * val_recorder_new:
 * @session: that sends it
 * @request: what is sent
 *
 * Keeps of @request what may be shown.
 *
 * Returns: (transfer full): a recorder
 */
ValRecorder *
val_recorder_new (ValSession *session, const ValRequest *request)
{
  ValRecorder *self = g_new0 (ValRecorder, 1);
  ValExchange *exchange = g_object_new (VAL_TYPE_EXCHANGE, NULL);
  gboolean authorized = val_session_get_credentials (session) != NULL &&
                        (request->flags & VAL_REQUEST_NO_CREDENTIALS) == 0;

  self->exchange = exchange;
  self->patient = val_session_get_pace (session) != NULL && request->element_token == NULL;
  exchange->draft = draft_new (session, request);
  exchange->authorized = authorized;
  exchange->has_token = authorized && request->element_token != NULL;
  exchange->started = g_get_real_time ();
  exchange->method = g_strdup (request->method);
  exchange->instance = instance_of_path (request->path);
  return self;
}

/**
 * val_recorder_is_patient:
 * @self: a recorder
 *
 * Returns: whether it needs no nodes of an answer before somebody looks
 */
gboolean
val_recorder_is_patient (ValRecorder *self)
{
  return self->patient;
}

/**
 * val_recorder_begin:
 * @self: a recorder
 *
 * The request leaves now; how long it waited for that is not the platform's doing.  Later attempts
 * are of the same exchange.
 */
void
val_recorder_begin (ValRecorder *self)
{
  if (self->began != 0)
    return;
  self->began = g_get_monotonic_time ();
  self->exchange->started = g_get_real_time ();
}

/**
 * val_recorder_free:
 * @self: (transfer full): a recorder
 */
void
val_recorder_free (ValRecorder *self)
{
  g_clear_object (&self->exchange);
  g_free (self);
}

static void
note_answer (ValRecorder *self, SoupMessage *message, JsonNode *node)
{
  ValExchange *exchange = self->exchange;

  exchange->status = soup_message_get_status (message);
  exchange->draft->request_id = g_strdup (val_answer_get_request_id (message));
  if (exchange->instance == 0)
    exchange->instance = instance_of_answer (exchange, message, node);
}

static void write_out (ValExchange *self, JsonNode *answer);

/**
 * val_recorder_end:
 * @self: a recorder, of no further use
 * @end: how it ended
 *
 * Returns: (transfer full): the exchange
 */
ValExchange *
val_recorder_end (ValRecorder *self, const ValRecorderEnd *end)
{
  ValExchange *exchange = self->exchange;

  exchange->duration = self->began != 0 ? g_get_monotonic_time () - self->began : 0;
  exchange->attempts = end->attempts;
  exchange->response_size = end->received != NULL ? end->received->len : 0;
  if (end->message != NULL)
    note_answer (self, end->message, end->node);
  exchange->draft->error = end->error != NULL ? g_strdup (end->error->message) : NULL;
  if (self->patient && exchange->response_size <= MAX_KEPT && end->readable)
    exchange->draft->received = g_byte_array_ref (end->received);
  else
    write_out (exchange, end->node);
  return g_steal_pointer (&self->exchange);
}

static ValRedactor *
make_redactor (const ValExchangeDraft *draft)
{
  ValRedactor *redactor = val_redactor_new ();

  if (draft->credentials != NULL)
    val_credentials_introduce (draft->credentials, redactor);
  val_redactor_add (redactor, "ELEMENT_TOKEN", draft->element_token);
  return redactor;
}

/* The bodies come before what else may repeat their secrets. */
static void
write_out (ValExchange *self, JsonNode *answer)
{
  g_autoptr (ValExchangeDraft) draft = g_steal_pointer (&self->draft);
  g_autoptr (ValRedactor) redactor = make_redactor (draft);

  self->request_body =
      val_redactor_json (redactor, draft->sent, VAL_EXCHANGE_MAX_BODY, &self->request_cut);
  self->base_url = val_redactor_text (redactor, draft->base_url);
  self->path = val_redactor_text (redactor, draft->path);
  self->query = val_redactor_text (redactor, draft->query);
  self->request_id = val_redactor_text (redactor, draft->request_id);
  self->response_body =
      val_redactor_json (redactor, answer, VAL_EXCHANGE_MAX_BODY, &self->response_cut);
  self->error = val_redactor_text (redactor, draft->error);
}

void
val_exchange_write_out (ValExchange *self)
{
  g_autoptr (JsonNode) answer = NULL;
  GByteArray *received;

  if (self->draft == NULL)
    return;
  received = self->draft->received;
  if (received != NULL)
    answer = val_json_parse ((const char *) received->data, received->len, NULL);
  write_out (self, answer);
}
