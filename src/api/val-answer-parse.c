/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-answer-parse.h"

#include "util/val-json.h"

#define INLINE_PARSE (16 * 1024)

/* A text that is to be read; the data of the task. */
typedef struct
{
  GByteArray *text;
  ValAnswerReading how;
  ValAnswerBody body;
} Parse;

static void
parse_free (gpointer data)
{
  Parse *parse = data;

  val_answer_body_clear (&parse->body);
  g_byte_array_unref (parse->text);
  g_free (parse);
}

static gboolean
read_content (Parse *parse, GError **error)
{
  const char *text = (const char *) parse->text->data;

  parse->body.content = parse->how.reading->read (text, parse->text->len, error);
  parse->body.free_content = parse->how.reading->free;
  if (parse->body.content == NULL || parse->how.with_node)
    parse->body.node = val_json_parse (text, parse->text->len, NULL);
  return parse->body.content != NULL;
}

static gboolean
read_node (Parse *parse, GError **error)
{
  const char *text = (const char *) parse->text->data;

  parse->body.node = val_json_parse (text, parse->text->len, error);
  return parse->body.node != NULL;
}

static void
parse (GTask *task)
{
  Parse *parse = g_task_get_task_data (task);
  GError *error = NULL;

  if (parse->text->len > 0 && parse->how.reading != NULL)
    read_content (parse, &error);
  else if (parse->text->len > 0)
    read_node (parse, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
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
 * @how: how it is read; not kept
 * @priority: of the turn of the main context
 * @callback: called in the main context that is the caller's now, never before this returns
 * @user_data: for @callback
 *
 * Parses what the platform sent: a long text in a thread, a short one in a turn of its own.
 */
void
val_answer_parse_async (GByteArray *text,
                        const ValAnswerReading *how,
                        int priority,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GSource) idle = NULL;
  Parse *parse;

  g_return_if_fail (text != NULL && how != NULL);

  /* A thread may be the last to let go of its task, which therefore knows nothing of its caller. */
  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, val_answer_parse_async);
  g_task_set_priority (task, priority);
  parse = g_new0 (Parse, 1);
  parse->text = g_byte_array_ref (text);
  parse->how = *how;
  g_task_set_task_data (task, parse, parse_free);
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
 * @body: (out caller-allocates): what the text says, nothing where it was empty; also where there
 * is an error the root, if it was JSON at all
 * @error: #VAL_ERROR_BAD_ANSWER with line and column, or as the reading has it
 *
 * Returns: whether the text was empty, or strict JSON of which the reading made something
 */
gboolean
val_answer_parse_finish (GAsyncResult *result, ValAnswerBody *body, GError **error)
{
  Parse *parse;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (body != NULL, FALSE);

  parse = g_task_get_task_data (G_TASK (result));
  *body = parse->body;
  parse->body = (ValAnswerBody){ 0 };
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * val_answer_body_clear:
 * @body: a body
 *
 * Frees what it holds.
 */
void
val_answer_body_clear (ValAnswerBody *body)
{
  g_clear_pointer (&body->node, json_node_unref);
  if (body->content != NULL)
    body->free_content (body->content);
  body->content = NULL;
}
