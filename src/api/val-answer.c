/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-answer.h"

#include "api/val-retry.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <glib/gi18n-lib.h>

#define MS_IN_MINUTE (60 * 1000)

static const char *
get_header (SoupMessage *message, const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (message), name);
}

static gint64
get_total (SoupMessage *message)
{
  const char *text = get_header (message, "elements-total-count");
  gint64 total;

  if (text == NULL || !g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &total, NULL))
    return -1;
  return total;
}

static char *
dup_next_page (SoupMessage *message)
{
  const char *token = get_header (message, "elements-next-page-token");

  return token != NULL && *token != '\0' ? g_strdup (token) : NULL;
}

gboolean
val_answer_is_success (SoupMessage *message)
{
  return SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message));
}

gboolean
val_answer_is_redirect (SoupMessage *message)
{
  return SOUP_STATUS_IS_REDIRECTION (soup_message_get_status (message));
}

/* Where the server closes the connection after its answer, libsoup takes the end of the stream
 * for the end of the body, however much was announced. */
gboolean
val_answer_is_complete (SoupMessage *message, gsize n_received)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  SoupStatus status = soup_message_get_status (message);

  if (status == SOUP_STATUS_NO_CONTENT || status == SOUP_STATUS_NOT_MODIFIED ||
      soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH ||
      get_header (message, "Content-Encoding") != NULL)
    return TRUE;
  return (goffset) n_received >= soup_message_headers_get_content_length (headers);
}

const char *
val_answer_get_request_id (SoupMessage *message)
{
  return get_header (message, "elements-request-id");
}

/* Takes what @body holds. */
ValReply *
val_answer_to_reply (SoupMessage *message, ValAnswerBody *body)
{
  ValReply *reply = g_new0 (ValReply, 1);

  reply->status = soup_message_get_status (message);
  reply->node = g_steal_pointer (&body->node);
  reply->content = g_steal_pointer (&body->content);
  reply->free_content = body->free_content;
  reply->next_page = dup_next_page (message);
  reply->total = get_total (message);
  reply->request_id = g_strdup (val_answer_get_request_id (message));
  return reply;
}

/* Why a request that a long job would have waited for is not tried again. */
static void
explain_impatience (SoupMessage *message, GError **error)
{
  const int minutes = VAL_RETRY_PACED_PATIENCE_MS / MS_IN_MINUTE;
  double seconds;

  if (val_retry_after_read (get_header (message, "Retry-After"),
                            g_get_real_time () / G_USEC_PER_SEC, &seconds) &&
      seconds * 1000 > VAL_RETRY_PACED_PATIENCE_MS)
    g_prefix_error (
        error,
        ngettext ("The platform asks to be left alone for more than %d minute: ",
                  "The platform asks to be left alone for more than %d minutes: ", minutes),
        minutes);
}

/* The envelope of contract 4, as far as it is there: a gateway in between answers in HTML. */
GError *
val_answer_to_error (SoupMessage *message, JsonNode *node)
{
  JsonObject *envelope = val_json_node_object (node);
  const char *text = val_json_get_string (envelope, "message");
  const char *request_id = val_json_get_string (envelope, "requestId");
  GError *error;

  if (text == NULL)
    text = val_json_get_string (envelope, "providerMessage");
  if (request_id == NULL)
    request_id = val_answer_get_request_id (message);
  error = val_error_from_status (soup_message_get_status (message), text, request_id);
  explain_impatience (message, &error);
  return error;
}

/**
 * val_reply_free:
 * @reply: (transfer full): a reply
 *
 * Frees @reply and what it holds.
 */
void
val_reply_free (ValReply *reply)
{
  g_clear_pointer (&reply->node, json_node_unref);
  if (reply->content != NULL)
    reply->free_content (reply->content);
  g_free (reply->next_page);
  g_free (reply->request_id);
  g_free (reply);
}
