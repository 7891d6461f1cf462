/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-connect-renew.h"

#include "api/val-instances-api.h"
#include "util/val-error.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  gint64 id;
  gboolean was_valid;
  GError *doubt; /* (owned) (nullable): why it is unknown whether the request had an effect */
} Renewal;

static void
renewal_free (Renewal *renewal)
{
  g_clear_error (&renewal->doubt);
  g_free (renewal);
}

/* An instance that is valid again says so; of one that was valid before, nothing can be told from
 * looking. */
static GError *
find_fault (Renewal *renewal, ValInstance *now)
{
  if (renewal->doubt != NULL && (renewal->was_valid || !val_instance_get_valid (now)))
    return g_steal_pointer (&renewal->doubt);
  if (val_instance_get_valid (now))
    return NULL;
  return g_error_new_literal (VAL_ERROR, VAL_ERROR_FAILED,
                              _ ("The platform took the new credentials, but the instance is still "
                                 "invalid."));
}

static void
reread_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Renewal *renewal = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) now = val_instances_api_get_finish (VAL_SESSION (source), result, &error);

  if (now != NULL)
    error = find_fault (renewal, now);
  else if (renewal->doubt != NULL && !val_error_is_cancelled (error))
    {
      g_clear_error (&error);
      error = g_steal_pointer (&renewal->doubt);
    }
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&now), g_object_unref);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Renewal *renewal = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) answer =
      val_instances_api_reauthenticate_finish (VAL_SESSION (source), result, &error);

  if (answer == NULL && !val_error_is (error, VAL_ERROR_UNKNOWN_OUTCOME))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  renewal->doubt = g_steal_pointer (&error);
  val_instances_api_get_async (VAL_SESSION (source), renewal->id, VAL_REQUEST_NONE, cancellable,
                               reread_cb, g_steal_pointer (&task));
}

/**
 * val_connect_renew_async:
 * @session: the way to the platform
 * @instance: what is to get new credentials
 * @body: from val_connect_body_new_reauthenticate (); not kept
 * @cancellable: (nullable): to give up waiting
 * @callback: called when done
 * @user_data: for @callback
 *
 * Re-authenticates an instance (contract 3.6) by one request, and reads it back.
 */
void
val_connect_renew_async (ValSession *session,
                         ValInstance *instance,
                         JsonNode *body,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;
  Renewal *renewal;

  g_return_if_fail (VAL_IS_SESSION (session));
  g_return_if_fail (VAL_IS_INSTANCE (instance));

  task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_connect_renew_async);
  renewal = g_new0 (Renewal, 1);
  renewal->id = val_instance_get_id (instance);
  renewal->was_valid = val_instance_get_valid (instance);
  g_task_set_task_data (task, renewal, (GDestroyNotify) renewal_free);
  val_instances_api_reauthenticate_async (session, renewal->id, body, cancellable, sent_cb, task);
}

/**
 * val_connect_renew_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @error: %VAL_ERROR_UNKNOWN_OUTCOME where the answer was lost and reading back does not tell;
 *   another #VAL_ERROR; #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the instance as it was read back, valid
 */
ValInstance *
val_connect_renew_finish (ValSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_connect_renew_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
