/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-instance-apply.h"

#include "api/val-instance-verdict.h"
#include "api/val-instances-api.h"
#include "api/val-session-private.h"
#include "util/val-error.h"
#include "util/val-json.h"
#include "util/val-secret.h"

#include <glib/gi18n-lib.h>

/* One change on its way; the data of the task. */
typedef struct
{
  ValInstance *before;
  JsonNode *patch;
  ValInstance *after;
  GHashTable *tried;  /* (nullable): keys that were set one by one */
  GPtrArray *repairs; /* (nullable): keys still to be set one by one */
  ValRequestFlags repeat;
  guint n_attempts; /* to send the patch */
  GError *reason;   /* why one of them could not be */
} Apply;

static void repair_next (GTask *task);

static void
apply_free (gpointer data)
{
  Apply *apply = data;

  g_clear_object (&apply->before);
  g_clear_object (&apply->after);
  g_clear_pointer (&apply->patch, json_node_unref);
  g_clear_pointer (&apply->tried, g_hash_table_unref);
  g_clear_pointer (&apply->repairs, g_ptr_array_unref);
  g_clear_error (&apply->reason);
  g_free (apply);
}

static gboolean
is_about_configuration (Apply *apply)
{
  return val_json_get_object (val_json_node_object (apply->patch), "configuration") != NULL;
}

/* Whether @instance is ours and shows what has to be seen. */
static gboolean
can_judge_by (Apply *apply, ValInstance *instance)
{
  return val_instance_get_id (instance) == val_instance_get_id (apply->before) &&
         (val_instance_has_config (instance) || !is_about_configuration (apply));
}

static void
add_repair (Apply *apply, const char *key)
{
  if (g_hash_table_add (apply->tried, g_strdup (key)))
    g_ptr_array_add (apply->repairs, g_strdup (key));
}

/* Whether the value of @key is what it was, or gone. */
static gboolean
is_untouched (Apply *apply, const char *key)
{
  const char *now = val_instance_get_config (apply->after, key);

  return now == NULL || *now == '\0' ||
         g_strcmp0 (now, val_instance_get_config (apply->before, key)) == 0;
}

/* What others may have written meanwhile is never overwritten: only what was not kept is set, and
 * what is gone comes back. */
static void
plan_repairs (Apply *apply, ValInstanceVerdict *verdict)
{
  if (apply->tried == NULL)
    {
      apply->tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      apply->repairs = g_ptr_array_new_with_free_func (g_free);
    }
  for (guint i = 0; i < verdict->missing->len; i++)
    if (is_untouched (apply, g_ptr_array_index (verdict->missing, i)))
      add_repair (apply, g_ptr_array_index (verdict->missing, i));
  for (guint i = 0; i < verdict->vanished->len; i++)
    {
      const char *key = g_ptr_array_index (verdict->vanished, i);

      if (g_strcmp0 (val_instance_get_config (apply->before, key), VAL_SECRET_MASK) != 0)
        add_repair (apply, key);
    }
}

static void
return_not_applied (GTask *task, ValInstanceVerdict *verdict)
{
  Apply *apply = g_task_get_task_data (task);
  g_autofree char *keys = val_instance_verdict_dup_keys (verdict);

  if (apply->reason != NULL)
    g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_NOT_APPLIED,
                             /* Translators: keys of configuration values, then an error */
                             _ ("Not as it should be: %s (%s)"), keys, apply->reason->message);
  else
    g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_NOT_APPLIED,
                             /* Translators: keys of configuration values */
                             _ ("Not as it should be: %s"), keys);
}

static void
judge (GTask *task)
{
  Apply *apply = g_task_get_task_data (task);
  g_autoptr (ValInstanceVerdict) verdict =
      val_instance_verdict_new (apply->before, apply->patch, apply->after);

  if (val_instance_verdict_is_good (verdict))
    {
      g_task_return_pointer (task, g_steal_pointer (&apply->after), g_object_unref);
      return;
    }
  plan_repairs (apply, verdict);
  if (apply->repairs->len > 0)
    repair_next (task);
  else
    return_not_applied (task, verdict);
}

/* A pace that lets go of who waits there does not undo what was sent before. */
static gboolean
is_ended (GTask *task, const GError *error)
{
  return val_error_is_cancelled (error) &&
         g_cancellable_is_cancelled (g_task_get_cancellable (task));
}

static void
return_not_seen (GTask *task, const char *why)
{
  g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_UNKNOWN_OUTCOME,
                           /* Translators: why it could not be read */
                           _ ("The change was sent but could not be read back: %s"), why);
}

static void
read_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Apply *apply = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) now = val_instances_api_get_finish (VAL_SESSION (source), result, &error);

  if (is_ended (task, error) || val_error_is (error, VAL_ERROR_NOT_FOUND))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (val_error_is_cancelled (error))
    return_not_seen (task, _ ("nothing is sent any more"));
  else if (now == NULL)
    return_not_seen (task, error->message);
  else if (!can_judge_by (apply, now))
    return_not_seen (task, _ ("the answer lacks the configuration"));
  else
    {
      g_set_object (&apply->after, now);
      judge (task);
    }
}

static void
read_back (GTask *task)
{
  Apply *apply = g_task_get_task_data (task);

  val_instances_api_get_async (g_task_get_source_object (task), val_instance_get_id (apply->before),
                               VAL_REQUEST_NONE, g_task_get_cancellable (task), read_back_cb,
                               g_object_ref (task));
}

static void
repaired_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Apply *apply = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!val_instances_api_set_config_finish (VAL_SESSION (source), result, &error) &&
      apply->reason == NULL)
    apply->reason = g_error_copy (error);
  if (is_ended (task, error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    repair_next (task);
}

static char *
dup_meant (Apply *apply, const char *key)
{
  JsonObject *wanted = val_json_get_object (val_json_node_object (apply->patch), "configuration");

  if (wanted != NULL && json_object_has_member (wanted, key))
    return val_instance_verdict_dup_wanted (apply->patch, key);
  return g_strdup (val_instance_get_config (apply->before, key));
}

static void
repair_next (GTask *task)
{
  Apply *apply = g_task_get_task_data (task);
  g_autofree char *key = NULL;
  g_autoptr (ValSecretString) value = NULL;

  if (apply->repairs->len == 0)
    {
      read_back (task);
      return;
    }
  key = g_ptr_array_steal_index (apply->repairs, 0);
  value = dup_meant (apply, key);
  val_instances_api_set_config_async (
      g_task_get_source_object (task), val_instance_get_id (apply->before), key, value,
      apply->repeat, g_task_get_cancellable (task), repaired_cb, g_object_ref (task));
}

/* Whether the change may be there although its answer is of no use.  One that is not to be sent
 * twice is not mended either before its sender has looked. */
static gboolean
leaves_doubt (Apply *apply, const GError *error)
{
  return (val_error_is (error, VAL_ERROR_UNKNOWN_OUTCOME) && apply->repeat != VAL_REQUEST_SINGLE) ||
         val_error_is (error, VAL_ERROR_BAD_ANSWER) || val_error_is (error, VAL_ERROR_TOO_LARGE);
}

static void
patched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Apply *apply = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  apply->n_attempts = val_session_get_n_attempts (result);
  apply->after = val_instances_api_patch_finish (VAL_SESSION (source), result, &error);
  if (apply->after != NULL && can_judge_by (apply, apply->after))
    judge (task);
  else if (apply->after != NULL || leaves_doubt (apply, error))
    read_back (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Who is to look first may also be told to begin with nothing new. */
static void
apply_with (ValSession *session,
            ValInstance *before,
            JsonNode *patch,
            ValRequestFlags repeat,
            guint n_before,
            GTask *task)
{
  Apply *apply = g_new0 (Apply, 1);
  ValRequestFlags flags = repeat == VAL_REQUEST_SINGLE ? repeat | VAL_REQUEST_NEW : repeat;

  apply->before = g_object_ref (before);
  apply->patch = json_node_ref (patch);
  apply->repeat = repeat;
  g_task_set_task_data (task, apply, apply_free);
  val_instances_api_patch_async (session, val_instance_get_id (before), NULL, patch, flags,
                                 n_before, g_task_get_cancellable (task), patched_cb,
                                 g_object_ref (task));
}

/**
 * val_instance_apply_async:
 * @session: the way to the platform
 * @before: the instance as it was known before; not changed
 * @patch: what is to change (contract 3.5)
 * @cancellable: (nullable): ends the work between two requests or within one
 * @callback: called when it is known what came of it
 * @user_data: for @callback
 *
 * Changes an instance and makes sure of it, since the merging of configurations is promised
 * nowhere (contract 3.5): the answer, or a second look where the answer is lost or lacks the
 * configuration, has to show the new values and everything else as it was.  Otherwise the new
 * values are set one by one by the documented route, and so are values that vanished and whose
 * text is known.  Names and tags may come back sanitised.
 */
void
val_instance_apply_async (ValSession *session,
                          ValInstance *before,
                          JsonNode *patch,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VAL_IS_SESSION (session));
  g_return_if_fail (VAL_IS_INSTANCE (before));
  g_return_if_fail (patch != NULL);

  task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_instance_apply_async);
  apply_with (session, before, patch, VAL_REQUEST_IDEMPOTENT, 0, task);
}

/**
 * val_instance_apply_once_async:
 * @session: the way to the platform
 * @before: the instance as it was known before; not changed
 * @patch: what is to change (contract 3.5)
 * @n_before: how often the same was sent before: of so many attempts less is left
 * @cancellable: (nullable): ends the work between two requests or within one
 * @callback: called when it is known what came of it
 * @user_data: for @callback
 *
 * Like val_instance_apply_async (), for a caller who looks before it writes again: where the
 * answer to the change is lost, nothing is read or sent after it, and the caller gets
 * %VAL_ERROR_UNKNOWN_OUTCOME; %VAL_ERROR_SERVER after a 5xx, too, leaves it open whether the
 * change took place.  It is not sent, or not again, while the session's pace recalls what is new.
 * Ends with val_instance_apply_finish ().
 */
void
val_instance_apply_once_async (ValSession *session,
                               ValInstance *before,
                               JsonNode *patch,
                               guint n_before,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VAL_IS_SESSION (session));
  g_return_if_fail (VAL_IS_INSTANCE (before));
  g_return_if_fail (patch != NULL);

  task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_instance_apply_once_async);
  apply_with (session, before, patch, VAL_REQUEST_SINGLE, n_before, task);
}

/**
 * val_instance_apply_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @error: #VAL_ERROR_NOT_APPLIED with the keys that are not as they should be;
 *   #VAL_ERROR_UNKNOWN_OUTCOME where it could not be looked at; another #VAL_ERROR where nothing
 *   was changed; #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the instance as it is now
 */
ValInstance *
val_instance_apply_finish (ValSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * val_instance_apply_get_n_attempts:
 * @result: what the callback got
 *
 * Returns: how often the patch has left now, which may be never; values that are set one by one are
 *   not counted
 */
guint
val_instance_apply_get_n_attempts (GAsyncResult *result)
{
  Apply *apply;

  g_return_val_if_fail (G_IS_TASK (result), 0);

  apply = g_task_get_task_data (G_TASK (result));
  return apply->n_attempts;
}
