/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-session-private.h"

#include "api/val-answer-parse.h"
#include "api/val-answer.h"
#include "api/val-outgoing.h"
#include "api/val-recorder.h"
#include "api/val-retry.h"
#include "util/val-error.h"

#include <glib/gi18n-lib.h>

#define MAX_HOPS      5
#define CHUNK         (16 * 1024)
#define MAX_AT_ONCE   (256 * 1024)
#define MS_IN_SECONDS 1000
/* After what waits for the network: who waits for a connection need not wait until a good answer
 * was looked at.  Before anything else for what went wrong: there may be more to be held back. */
#define PARSE_GOOD (G_PRIORITY_DEFAULT + 1)
#define PARSE_BAD  G_PRIORITY_HIGH

/* One request from its first attempt to its answer; the data of the task. */
typedef struct
{
  ValOutgoing *request;
  ValRecorder *recorder; /* (nullable): while somebody watches */

  guint attempt;
  guint hops;
  gboolean new_connection;
  gboolean entered; /* the session's pace let the present attempt go */
  gboolean left;    /* the present attempt's headers are on their way */
  gboolean lost;    /* some attempt may have been carried out, and nobody told us */
  gint64 started;
  GCancellable *leash; /* (nullable): ends the present attempt alone */
  gulong leash_handler;
  SoupMessage *message;
  gulong wrote_handler;
  gulong restarted_handler;
  GInputStream *stream;
  GByteArray *received;
} Send;

static void begin_attempt (GTask *task);

static void
send_forget_attempt (Send *send)
{
  if (send->message != NULL)
    {
      g_clear_signal_handler (&send->wrote_handler, send->message);
      g_clear_signal_handler (&send->restarted_handler, send->message);
    }
  g_clear_object (&send->message);
  g_clear_object (&send->stream);
  g_clear_pointer (&send->received, g_byte_array_unref);
  send->left = FALSE;
}

static void
send_free (gpointer data)
{
  Send *send = data;

  send_forget_attempt (send);
  g_clear_pointer (&send->recorder, val_recorder_free);
  g_clear_pointer (&send->request, val_outgoing_free);
  g_free (send);
}

static void
log_attempt (Send *send, const char *outcome)
{
  gint64 ms = (g_get_monotonic_time () - send->started) / MS_IN_SECONDS;
  const char *request_id = val_answer_get_request_id (send->message);

  g_debug ("%s %s: %u %s, %" G_GINT64_FORMAT " ms, request %s", send->request->method,
           g_uri_get_path (send->request->uri), soup_message_get_status (send->message), outcome,
           ms, request_id != NULL ? request_id : "-");
}

/* Tells who watches, once for each request. */
static void
report (GTask *task, const ValAnswerBody *body, const GError *error)
{
  Send *send = g_task_get_task_data (task);
  g_autoptr (ValRecorder) recorder = g_steal_pointer (&send->recorder);
  g_autoptr (ValExchange) exchange = NULL;
  ValRecorderEnd end = {
    .message = send->message,
    .node = body != NULL ? body->node : NULL,
    .readable = body != NULL && (body->node != NULL || body->content != NULL),
    .received = send->received,
    .attempts = send->attempt,
    .error = error,
  };

  if (recorder == NULL)
    return;
  exchange = val_recorder_end (recorder, &end);
  val_session_report (g_task_get_source_object (task), exchange);
}

/* Takes ownership of @error. */
static void
return_error (GTask *task, const ValAnswerBody *body, GError *error)
{
  report (task, body, error);
  g_task_return_error (task, error);
}

static gboolean
wait_over_cb (gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    return_error (task, NULL, error);
  else
    begin_attempt (task);
  return G_SOURCE_REMOVE;
}

/* Cancellation ends the wait at once: it is a child that makes the timeout ready. */
static void
begin_wait (GTask *task, guint ms)
{
  g_autoptr (GSource) timeout = g_timeout_source_new (ms);
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_debug ("trying again in %u ms", ms);
  if (cancellable != NULL)
    {
      g_autoptr (GSource) cancelled = g_cancellable_source_new (cancellable);

      g_source_set_dummy_callback (cancelled);
      g_source_add_child_source (timeout, cancelled);
    }
  g_task_attach_source (task, timeout, wait_over_cb);
}

static const char *
get_retry_after (Send *send)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (send->message),
                                       "Retry-After");
}

/* Once for each attempt that the pace let go.  @status is 0 where no answer came. */
static void
leave_pace (GTask *task, guint status, const GError *error, gboolean again)
{
  Send *send = g_task_get_task_data (task);
  ValPaceOutcome outcome = {
    .status = status,
    .error = error,
    .unreachable = !send->left && val_retry_is_unreachable (error),
    .again = again,
    .latency = g_get_monotonic_time () - send->started,
    .retry_after = status != 0 ? get_retry_after (send) : NULL,
    .now = g_get_real_time () / G_USEC_PER_SEC,
  };

  if (!send->entered)
    return;
  send->entered = FALSE;
  val_pace_leave (val_session_get_pace (g_task_get_source_object (task)), &outcome);
}

static gboolean
decide_again (GTask *task, guint status, const GError *error, guint *wait_ms)
{
  Send *send = g_task_get_task_data (task);
  ValPace *pace = val_session_get_pace (g_task_get_source_object (task));
  ValAttempt attempt = {
    .idempotent = send->request->idempotent,
    .single = send->request->single,
    .left = send->left,
    .paced = pace != NULL,
    .number = send->request->n_before + send->attempt,
    .status = status,
    .error = error,
    .retry_after = status != 0 ? get_retry_after (send) : NULL,
    .now = g_get_real_time () / G_USEC_PER_SEC,
    .jitter = g_random_double (),
  };

  return val_retry_decide (&attempt, wait_ms) && (pace == NULL || val_pace_may_retry (pace));
}

/* A pace holds back whatever is to leave for as long as the platform asks for, and lets go of who
 * waits there when it is closed. */
static gboolean
is_held_by_pace (Send *send, guint status)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  double seconds;

  return send->entered && (status == 429 || status == 503) &&
         val_retry_after_read (get_retry_after (send), now, &seconds);
}

/* Ends an attempt, and may begin another.  @status is 0 where no answer came. */
static gboolean
try_again (GTask *task, guint status, const GError *error)
{
  ValSession *self = g_task_get_source_object (task);
  Send *send = g_task_get_task_data (task);
  guint wait_ms;
  gboolean again = decide_again (task, status, error, &wait_ms);

  if (is_held_by_pace (send, status))
    wait_ms = 0;
  leave_pace (task, status, error, again);
  if (!again)
    return FALSE;
  send->attempt++;
  send->new_connection = status == 0;
  send_forget_attempt (send);
  begin_wait (task, (guint) (wait_ms * val_session_get_retry_scale (self)));
  return TRUE;
}

/* What could not even leave is no attempt: the pace finds out when there is a way again. */
static gboolean
wait_for_way (GTask *task, const GError *error)
{
  Send *send = g_task_get_task_data (task);

  if (!send->entered || send->left || !val_retry_is_unreachable (error))
    return FALSE;
  leave_pace (task, 0, error, TRUE);
  send_forget_attempt (send);
  begin_attempt (task);
  return TRUE;
}

static void
return_unknown_outcome (GTask *task, const ValAnswerBody *body, const GError *reason)
{
  return_error (task, body,
                /* Translators: what went wrong, as the network or the platform said it */
                g_error_new (VAL_ERROR, VAL_ERROR_UNKNOWN_OUTCOME, _ ("The answer was lost: %s"),
                             reason->message));
}

static void
attempt_failed (GTask *task, GError *failure)
{
  Send *send = g_task_get_task_data (task);
  g_autoptr (GError) error = failure;

  log_attempt (send, "failed");
  send->lost = send->lost || send->left;
  if (val_error_is_cancelled (error))
    {
      leave_pace (task, 0, error, FALSE);
      return_error (task, NULL, g_steal_pointer (&error));
    }
  else if (wait_for_way (task, error) || try_again (task, 0, error))
    return;
  else if (send->request->changes && send->lost)
    return_unknown_outcome (task, NULL, error);
  else
    {
      val_error_adopt (&error);
      return_error (task, NULL, g_steal_pointer (&error));
    }
}

static void
return_reply (GTask *task, ValAnswerBody *body, GError *parse_error)
{
  Send *send = g_task_get_task_data (task);
  g_autoptr (GError) error = parse_error;

  if (error == NULL)
    {
      report (task, body, NULL);
      g_task_return_pointer (task, val_answer_to_reply (send->message, body),
                             (GDestroyNotify) val_reply_free);
    }
  else if (send->request->idempotent)
    return_error (task, body, g_steal_pointer (&error));
  else
    return_unknown_outcome (task, body, error);
}

/* A failure that could have passed says nothing about an attempt before it. */
static void
return_failure (GTask *task, const ValAnswerBody *body)
{
  Send *send = g_task_get_task_data (task);
  guint status = soup_message_get_status (send->message);
  g_autoptr (GError) error = val_answer_to_error (send->message, body->node);

  if (send->request->changes && send->lost && (status >= 500 || status == 408 || status == 429))
    return_unknown_outcome (task, NULL, error);
  else
    return_error (task, body, g_steal_pointer (&error));
}

static void
conclude (GTask *task, ValAnswerBody *body, GError *parse_error)
{
  Send *send = g_task_get_task_data (task);

  if (val_answer_is_success (send->message))
    {
      return_reply (task, body, parse_error);
      return;
    }
  g_clear_error (&parse_error);
  return_failure (task, body);
}

static void
parsed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_auto (ValAnswerBody) body = { 0 };
  GError *error = NULL;

  val_answer_parse_finish (result, &body, &error);
  conclude (task, &body, error);
}

static void
parse_body (GTask *task)
{
  Send *send = g_task_get_task_data (task);
  gboolean good = val_answer_is_success (send->message);
  const ValAnswerReading how = {
    .reading = good ? send->request->reading : NULL,
    .with_node = send->recorder != NULL && !val_recorder_is_patient (send->recorder),
  };

  val_answer_parse_async (send->received, &how, good ? PARSE_GOOD : PARSE_BAD, parsed_cb,
                          g_object_ref (task));
}

static gboolean
follow_redirect (GTask *task)
{
  Send *send = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (send->message);
  const char *location = soup_message_headers_get_one (headers, "Location");

  if (send->hops == MAX_HOPS || !val_outgoing_redirect (send->request, location))
    return FALSE;
  send->hops++;
  leave_pace (task, soup_message_get_status (send->message), NULL, FALSE);
  send_forget_attempt (send);
  begin_attempt (task);
  return TRUE;
}

/* A gateway that gave up does not know whether the platform behind it did. */
static gboolean
is_gateway_failure (guint status)
{
  return status == SOUP_STATUS_BAD_GATEWAY || status == SOUP_STATUS_GATEWAY_TIMEOUT;
}

static void
body_ended (GTask *task)
{
  Send *send = g_task_get_task_data (task);
  guint status = soup_message_get_status (send->message);

  log_attempt (send, "answered");
  /* Gives the connection back before the caller sends the next request. */
  g_clear_object (&send->stream);
  if (!val_answer_is_complete (send->message, send->received->len))
    {
      attempt_failed (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                                                 _ ("The answer was cut short.")));
      return;
    }
  send->lost = send->lost || is_gateway_failure (status);
  if (val_answer_is_redirect (send->message) && follow_redirect (task))
    return;
  if (!try_again (task, status, NULL))
    parse_body (task);
}

/* The rest is not waited for: closing early drops the connection. */
static void
body_too_large (GTask *task)
{
  Send *send = g_task_get_task_data (task);
  ValAnswerBody none = { 0 };

  log_attempt (send, "is too large");
  leave_pace (task, soup_message_get_status (send->message), NULL, FALSE);
  g_input_stream_close_async (send->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  if (!val_answer_is_success (send->message))
    {
      conclude (task, &none, NULL);
      return;
    }
  conclude (task, &none,
            g_error_new_literal (VAL_ERROR, VAL_ERROR_TOO_LARGE,
                                 _ ("The answer is larger than the platform's own limit.")));
}

static void read_later (GTask *task);

typedef enum
{
  READ_MORE,
  READ_LATER,
  READ_ENDED,
} ReadResult;

/* Reads what is there already, without a turn of the main loop for each piece. */
static ReadResult
read_piece (GTask *task, gsize *n_read)
{
  Send *send = g_task_get_task_data (task);
  guint8 piece[CHUNK];
  g_autoptr (GError) error = NULL;
  gssize size = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (send->stream),
                                                          piece, sizeof piece,
                                                          g_task_get_cancellable (task), &error);

  *n_read = (gsize) MAX (size, 0);
  g_byte_array_append (send->received, piece, (guint) *n_read);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return READ_LATER;
  if (size < 0)
    attempt_failed (task, g_steal_pointer (&error));
  else if (send->received->len > val_session_get_max_body (g_task_get_source_object (task)))
    body_too_large (task);
  else if (size == 0)
    body_ended (task);
  else
    return READ_MORE;
  return READ_ENDED;
}

/* So much at once that nothing else waits for long. */
static void
read_more (GTask *task)
{
  ReadResult result = READ_MORE;
  gsize n_read;

  for (gsize n_total = 0; result == READ_MORE && n_total < MAX_AT_ONCE; n_total += n_read)
    result = read_piece (task, &n_read);
  if (result != READ_ENDED)
    read_later (task);
}

static gboolean
readable_cb (GObject *stream, gpointer user_data)
{
  read_more (user_data);
  return G_SOURCE_REMOVE;
}

static void
read_later (GTask *task)
{
  Send *send = g_task_get_task_data (task);
  g_autoptr (GSource) source = g_pollable_input_stream_create_source (
      G_POLLABLE_INPUT_STREAM (send->stream), g_task_get_cancellable (task));

  g_source_set_callback (source, G_SOURCE_FUNC (readable_cb), g_object_ref (task), g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

/* An attempt that was kept from being repeated has lost its connection. */
static void
end_leash (GTask *task, GError **error)
{
  Send *send = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GCancellable) leash = g_steal_pointer (&send->leash);

  g_cancellable_disconnect (cancellable, send->leash_handler);
  send->leash_handler = 0;
  if (leash == NULL || !g_cancellable_is_cancelled (leash) ||
      g_cancellable_is_cancelled (cancellable) || !val_error_is_cancelled (*error))
    return;
  g_clear_error (error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                       _ ("The connection broke."));
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValSession *self = g_task_get_source_object (task);
  Send *send = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (send->message);
  GError *error = NULL;

  send->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  end_leash (task, &error);
  if (send->stream == NULL)
    attempt_failed (task, error);
  else if (soup_message_headers_get_content_length (headers) >
           (goffset) val_session_get_max_body (self))
    body_too_large (task);
  else
    {
      send->received = g_byte_array_new ();
      read_more (task);
    }
}

static void
wrote_headers_cb (SoupMessage *message, Send *send)
{
  send->left = TRUE;
}

static void
pull_leash_cb (GCancellable *cancellable, GCancellable *leash)
{
  g_cancellable_cancel (leash);
}

/* libsoup repeats by itself what it finds on a dead connection: that is an attempt, too, which has
 * to ask the pace where there is one.  On another connection at hand libsoup would take the end of
 * the first attempt for that of the second. */
static void
restarted_cb (SoupMessage *message, Send *send)
{
  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  if (send->leash != NULL)
    {
      g_cancellable_cancel (send->leash);
      return;
    }
  send->attempt++;
  send->lost = send->lost || send->left;
}

/* PATCH and POST are never repeated behind our back. */
static gboolean
needs_leash (Send *send)
{
  return send->entered && !g_str_equal (send->request->method, "PATCH") &&
         !g_str_equal (send->request->method, "POST");
}

static GCancellable *
make_leash (GTask *task)
{
  Send *send = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  send->leash = g_cancellable_new ();
  if (cancellable != NULL)
    send->leash_handler =
        g_cancellable_connect (cancellable, G_CALLBACK (pull_leash_cb), send->leash, NULL);
  return send->leash;
}

static void
send_attempt (GTask *task)
{
  ValSession *self = g_task_get_source_object (task);
  Send *send = g_task_get_task_data (task);

  send->message = val_outgoing_build (send->request, self, send->new_connection);
  send->wrote_handler =
      g_signal_connect (send->message, "wrote-headers", G_CALLBACK (wrote_headers_cb), send);
  send->restarted_handler =
      g_signal_connect (send->message, "restarted", G_CALLBACK (restarted_cb), send);
  send->started = g_get_monotonic_time ();
  if (send->recorder != NULL)
    val_recorder_begin (send->recorder);
  soup_session_send_async (val_session_get_soup (self), send->message, G_PRIORITY_DEFAULT,
                           needs_leash (send) ? make_leash (task) : g_task_get_cancellable (task),
                           answered_cb, g_object_ref (task));
}

static void
entered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Send *send = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  send->entered = val_pace_enter_finish (VAL_PACE (source), result, &error);
  if (send->entered)
    {
      send_attempt (task);
      return;
    }
  send->attempt--;
  if (send->request->changes && send->lost)
    return_unknown_outcome (task, NULL, error);
  else
    return_error (task, NULL, g_steal_pointer (&error));
}

static void
begin_attempt (GTask *task)
{
  ValPace *pace = val_session_get_pace (g_task_get_source_object (task));
  Send *send = g_task_get_task_data (task);

  send->entered = pace != NULL && val_pace_try_enter (pace, send->request->turn);
  if (pace == NULL || send->entered)
    send_attempt (task);
  else
    val_pace_enter_async (pace, send->request->turn, g_task_get_cancellable (task), entered_cb,
                          g_object_ref (task));
}

/**
 * val_session_send_async:
 * @self: a session
 * @request: what to send; not kept
 * @cancellable: (nullable): ends the request at any stage, a wait before a retry included
 * @callback: called in the main context that is the caller's now
 * @user_data: for @callback
 *
 * Sends @request and reads the answer (contract 3.0): at most #ValSession:max-body bytes of strict
 * JSON.  What may be repeated is repeated by val_retry_decide ().  A redirect is followed only
 * for GET and only within the origin.  A body with a mask in it is refused.  Where the session has
 * a #ValPace, each attempt waits for its turn, %VAL_REQUEST_PATIENT ones last, a host that cannot
 * be reached is waited for, and repetitions are within its budget; a %VAL_REQUEST_NEW one is
 * cancelled where the pace recalls such.
 */
void
val_session_send_async (ValSession *self,
                        const ValRequest *request,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  ValOutgoing *outgoing;
  Send *send;

  g_return_if_fail (VAL_IS_SESSION (self));
  g_return_if_fail (request != NULL && request->method != NULL && request->path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_session_send_async);
  outgoing = val_outgoing_new (self, request, &error);
  if (outgoing == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  send = g_new0 (Send, 1);
  send->request = outgoing;
  send->attempt = 1;
  if (val_session_is_watched (self))
    send->recorder = val_recorder_new (self, request);
  g_task_set_task_data (task, send, send_free);
  begin_attempt (task);
}

/**
 * val_session_send_finish:
 * @self: a session
 * @result: what the callback got
 * @error: #VAL_ERROR by status or cause; #VAL_ERROR_UNKNOWN_OUTCOME where a change was sent and it
 *   cannot be told whether it took place; #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the answer with a 2xx
 */
ValReply *
val_session_send_finish (ValSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
val_session_was_repeated (GAsyncResult *result)
{
  Send *send = g_task_get_task_data (G_TASK (result));

  return send != NULL && send->attempt > 1;
}

guint
val_session_get_n_attempts (GAsyncResult *result)
{
  Send *send = g_task_get_task_data (G_TASK (result));

  return send != NULL ? send->attempt : 0;
}
