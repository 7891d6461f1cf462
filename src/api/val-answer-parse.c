/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-answer-parse.h"

#include "util/val-json.h"

#define INLINE_PARSE (16 * 1024)

static void
parse (GTask *task)
{
  GByteArray *text = g_task_get_task_data (task);
  GError *error = NULL;
  JsonNode *node = NULL;

  if (text->len > 0)
    node = val_json_parse ((const char *) text->data, text->len, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, node, (GDestroyNotify) json_node_unref);
}

static gboolean
parse_cb (gpointer user_data)
{
  parse (user_data);
  return G_SOURCE_REMOVE;
}

static void
parse_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  parse (task);
}

/**
 * val_answer_parse_async:
 * @text: the body of an answer; not to be changed meanwhile
 * @priority: of the turn of the main context
 * @callback: called in the main context that is the caller's now, never before this returns
 * @user_data: for @callback
 *
 * Parses what the platform sent: a long text in a thread, a short one in a turn of its own.
 */
void
val_answer_parse_async (GByteArray *text,
                        int priority,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GSource) idle = NULL;

  g_return_if_fail (text != NULL);

  /* A thread may be the last to let go of its task, which therefore knows nothing of its caller. */
  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, val_answer_parse_async);
  g_task_set_priority (task, priority);
  g_task_set_task_data (task, g_byte_array_ref (text), (GDestroyNotify) g_byte_array_unref);
  if (text->len > INLINE_PARSE)
    {
      g_task_run_in_thread (task, parse_in_thread);
      return;
    }
  idle = g_idle_source_new ();
  g_task_attach_source (task, idle, parse_cb);
}

/**
 * val_answer_parse_finish:
 * @result: what the callback got
 * @node: (out) (transfer full) (nullable): the root, or NULL for an empty text
 * @error: #VAL_ERROR_BAD_ANSWER with line and column
 *
 * Returns: whether the text was strict JSON, or empty
 */
gboolean
val_answer_parse_finish (GAsyncResult *result, JsonNode **node, GError **error)
{
  GError *inner = NULL;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (node != NULL, FALSE);

  *node = g_task_propagate_pointer (G_TASK (result), &inner);
  if (inner == NULL)
    return TRUE;
  g_propagate_error (error, inner);
  return FALSE;
}
