/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-workspace-private.h"

#include "api/val-instances-api.h"
#include "util/val-error.h"

#include <glib/gi18n-lib.h>

/* One action on one instance, over the session of the account that was current when it began. */
typedef struct
{
  ValSession *session;   /* (owned) */
  ValInstance *instance; /* (owned) */
  ValAction action;
} ActOp;

static void
act_op_free (ActOp *op)
{
  g_clear_object (&op->session);
  g_clear_object (&op->instance);
  g_free (op);
}

static gboolean
reads_as_asked (ActOp *op, ValInstance *now)
{
  switch (op->action)
    {
    case VAL_ACTION_ENABLE:
    case VAL_ACTION_DISABLE:
      return val_instance_get_disabled (now) == (op->action == VAL_ACTION_DISABLE);
    case VAL_ACTION_TRACE:
    case VAL_ACTION_UNTRACE:
      return val_instance_get_trace_logging (now) == (op->action == VAL_ACTION_TRACE);
    case VAL_ACTION_DELETE:
    default:
      return FALSE;
    }
}

static void
reread_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ActOp *op = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) now = val_instances_api_get_finish (VAL_SESSION (source), result, &error);

  if (now == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  val_instance_adopt (op->instance, now);
  if (reads_as_asked (op, now))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_NOT_APPLIED, "%s",
                             _ ("The instance reads back as it was before."));
}

static void
read_back (GTask *task)
{
  ActOp *op = g_task_get_task_data (task);

  val_instances_api_get_async (op->session, val_instance_get_id (op->instance), VAL_REQUEST_NONE,
                               g_task_get_cancellable (task), reread_cb, g_object_ref (task));
}

static void
switched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (val_instances_api_set_enabled_finish (VAL_SESSION (source), result, &error))
    read_back (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
traced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (val_instances_api_set_trace_logging_finish (VAL_SESSION (source), result, &error))
    read_back (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Of an account left meanwhile there is nothing here to drop. */
static void
drop (ValWorkspace *self, ActOp *op)
{
  if (op->session != self->session)
    return;
  g_hash_table_remove (self->drafts, op->instance);
  if (val_instance_store_remove (self->instances, val_instance_get_id (op->instance)) &&
      self->total > 0)
    _val_workspace_set_total (self, self->total - 1);
}

/* Gone is gone, whoever deleted it. */
static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!val_instances_api_delete_finish (VAL_SESSION (source), result, &error) &&
      !val_error_is (error, VAL_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  drop (g_task_get_source_object (task), g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

/* @task: (transfer full) */
static void
send (GTask *task)
{
  ActOp *op = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  gint64 id = val_instance_get_id (op->instance);

  switch (op->action)
    {
    case VAL_ACTION_ENABLE:
    case VAL_ACTION_DISABLE:
      val_instances_api_set_enabled_async (op->session, id, op->action == VAL_ACTION_ENABLE,
                                           cancellable, switched_cb, task);
      break;
    case VAL_ACTION_TRACE:
    case VAL_ACTION_UNTRACE:
      val_instances_api_set_trace_logging_async (op->session, id, op->action == VAL_ACTION_TRACE,
                                                 cancellable, traced_cb, task);
      break;
    case VAL_ACTION_DELETE:
    default:
      val_instances_api_delete_async (op->session, id, cancellable, deleted_cb, task);
      break;
    }
}

/* Does @action to @instance and reads it back (contract 3.1, 3.7).  What is deleted leaves the list
 * with its draft; its secrets are left to _val_workspace_forget_async (), for many at once. */
void
_val_workspace_act_async (ValWorkspace *self,
                          ValInstance *instance,
                          ValAction action,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ActOp *op;

  g_task_set_source_tag (task, _val_workspace_act_async);
  if (self->session == NULL)
    {
      g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_UNAUTHORIZED, "%s",
                               _ ("The secrets of this account are not known."));
      return;
    }
  op = g_new0 (ActOp, 1);
  op->session = g_object_ref (self->session);
  op->instance = g_object_ref (instance);
  op->action = action;
  g_task_set_task_data (task, op, (GDestroyNotify) act_op_free);
  send (g_steal_pointer (&task));
}

gboolean
_val_workspace_act_finish (ValWorkspace *self, GAsyncResult *result, GError **error)
{
  g_assert (g_async_result_is_tagged (result, _val_workspace_act_async));

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The last list on the disk must not show them either; a list that is not whole is not kept. */
static void
keep_list (ValWorkspace *self)
{
  if (!self->loading && self->list_time == 0 &&
      self->total == g_list_model_get_n_items (G_LIST_MODEL (self->instances)))
    _val_workspace_keep_list (self);
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWorkspace *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!val_secret_book_save_finish (VAL_SECRET_BOOK (source), result, &error) &&
      VAL_SECRET_BOOK (source) == self->book)
    _val_workspace_take_keyring_error (self, g_error_copy (error));
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* Removes the secrets of instances that are gone from @book, written once for all.  Where the
 * keyring refuses, that becomes the workspace's keyring error too.
 *
 * @book: (nullable)
 * @gone: (element-type ValInstance) */
void
_val_workspace_forget_async (ValWorkspace *self,
                             ValSecretBook *book,
                             GPtrArray *gone,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, _val_workspace_forget_async);
  if (gone->len > 0 && book == self->book)
    keep_list (self);
  for (guint i = 0; book != NULL && i < gone->len; i++)
    val_secret_book_forget (book, val_instance_get_id (g_ptr_array_index (gone, i)));
  if (book != NULL && val_secret_book_get_dirty (book))
    val_secret_book_save_async (book, NULL, forgotten_cb, g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

gboolean
_val_workspace_forget_finish (ValWorkspace *self, GAsyncResult *result, GError **error)
{
  g_assert (g_async_result_is_tagged (result, _val_workspace_forget_async));

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * val_workspace_set_enabled_async:
 * @self: a workspace
 * @instance: an instance
 * @enabled: whether calls to it are answered from now on (contract 3.7)
 * @cancellable: (nullable): to give up waiting
 * @callback: called when done
 * @user_data: for @callback
 *
 * Enables or disables an instance at once, and reads it back.
 */
void
val_workspace_set_enabled_async (ValWorkspace *self,
                                 ValInstance *instance,
                                 gboolean enabled,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (VAL_IS_WORKSPACE (self));
  g_return_if_fail (VAL_IS_INSTANCE (instance));

  _val_workspace_act_async (self, instance, enabled ? VAL_ACTION_ENABLE : VAL_ACTION_DISABLE,
                            cancellable, callback, user_data);
}

/**
 * val_workspace_set_enabled_finish:
 * @self: a workspace
 * @result: from the callback
 * @error: #VAL_ERROR_NOT_APPLIED where it reads back as before; else why it is not known to be so
 *
 * Returns: whether the instance was switched and read back
 */
gboolean
val_workspace_set_enabled_finish (ValWorkspace *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return _val_workspace_act_finish (self, result, error);
}
