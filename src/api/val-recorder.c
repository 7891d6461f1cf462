/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-recorder.h"

#include "api/val-answer.h"
#include "api/val-exchange-private.h"
#include "api/val-session-private.h"
#include "model/val-redact.h"
#include "util/val-json.h"

#include <string.h>

struct _ValRecorder
{
  ValExchange *exchange;
  ValRedactor *redactor;
  gint64 began; /* monotonic */
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
  if (g_str_has_suffix (exchange->path, "/instances"))
    return MAX (val_json_get_int (val_json_node_object (node), "id", 0), 0);
  return 0;
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
  ValCredentials *credentials = val_session_get_credentials (session);

  self->exchange = exchange;
  self->redactor = val_redactor_new ();
  self->began = g_get_monotonic_time ();
  if (credentials != NULL)
    val_credentials_introduce (credentials, self->redactor);
  val_redactor_add (self->redactor, "ELEMENT_TOKEN", request->element_token);
  exchange->authorized = credentials != NULL && (request->flags & VAL_REQUEST_NO_CREDENTIALS) == 0;
  exchange->has_token = exchange->authorized && request->element_token != NULL;
  exchange->started = g_get_real_time ();
  exchange->method = g_strdup (request->method);
  exchange->request_body = val_redactor_json (self->redactor, request->body, VAL_EXCHANGE_MAX_BODY,
                                              &exchange->request_cut);
  exchange->base_url = val_redactor_text (self->redactor, val_session_get_base_url (session));
  exchange->path = val_redactor_text (self->redactor, request->path);
  exchange->query = val_redactor_text (self->redactor, request->query);
  exchange->instance = instance_of_path (exchange->path);
  return self;
}

/**
 * val_recorder_free:
 * @self: (transfer full): a recorder
 */
void
val_recorder_free (ValRecorder *self)
{
  g_clear_object (&self->exchange);
  g_clear_pointer (&self->redactor, val_redactor_free);
  g_free (self);
}

static void
note_answer (ValRecorder *self, SoupMessage *message, JsonNode *node)
{
  ValExchange *exchange = self->exchange;

  exchange->status = soup_message_get_status (message);
  exchange->request_id = val_redactor_text (self->redactor, val_answer_get_request_id (message));
  exchange->response_body =
      val_redactor_json (self->redactor, node, VAL_EXCHANGE_MAX_BODY, &exchange->response_cut);
  if (exchange->instance == 0)
    exchange->instance = instance_of_answer (exchange, message, node);
}

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

  exchange->duration = g_get_monotonic_time () - self->began;
  exchange->attempts = end->attempts;
  exchange->response_size = end->size;
  if (end->message != NULL)
    note_answer (self, end->message, end->node);
  if (end->error != NULL)
    exchange->error = val_redactor_text (self->redactor, end->error->message);
  return g_steal_pointer (&self->exchange);
}
