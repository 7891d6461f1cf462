/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-workspace-private.h"

#include "util/val-error.h"

/* Waiting until the list has all that the platform has. */

static void look (GTask *task);

/* Another account was chosen: what was waited for will not come. */
static gboolean
is_left (ValWorkspace *self, GTask *task)
{
  if (g_task_return_error_if_cancelled (task))
    return TRUE;
  if (self->session == g_task_get_task_data (task))
    return FALSE;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Another account was chosen");
  return TRUE;
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValWorkspace *self = VAL_WORKSPACE (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (val_workspace_refresh_finish (self, result, &error) || val_error_is_cancelled (error))
    look (g_steal_pointer (&task));
  else if (!is_left (self, task))
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
loading_cb (ValWorkspace *self, GParamSpec *pspec, GTask *task)
{
  if (self->loading)
    return;
  g_signal_handlers_disconnect_by_data (self, task);
  look (task);
}

/* @task: (transfer full) */
static void
look (GTask *task)
{
  ValWorkspace *self = g_task_get_source_object (task);
  g_autoptr (GTask) owned = task;

  if (is_left (self, task))
    return;
  if (self->list_whole)
    g_task_return_boolean (task, TRUE);
  else if (self->loading)
    g_signal_connect (self, "notify::loading", G_CALLBACK (loading_cb), g_steal_pointer (&owned));
  else
    val_workspace_refresh_async (self, NULL, refreshed_cb, g_steal_pointer (&owned));
}

/**
 * val_workspace_has_whole_list:
 * @self: a workspace
 *
 * Returns: whether a refresh of the current account's list has come to its end, so that no instance
 *   was missing then
 */
gboolean
val_workspace_has_whole_list (ValWorkspace *self)
{
  g_return_val_if_fail (VAL_IS_WORKSPACE (self), FALSE);

  return self->list_whole;
}

/**
 * val_workspace_complete_list_async:
 * @self: a workspace with a session
 * @cancellable: (nullable): looked at between two refreshes, which go on all the same
 * @callback: called when the list is whole
 * @user_data: for @callback
 *
 * Waits for the refresh under way, or begins one, unless the list was whole before.
 */
void
val_workspace_complete_list_async (ValWorkspace *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task;

  g_return_if_fail (VAL_IS_WORKSPACE (self));
  g_return_if_fail (self->session != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_workspace_complete_list_async);
  g_task_set_task_data (task, g_object_ref (self->session), g_object_unref);
  look (task);
}

/**
 * val_workspace_complete_list_finish:
 * @self: a workspace
 * @result: from the callback
 * @error: why the list is not whole; #G_IO_ERROR_CANCELLED also where another account was chosen
 *
 * Returns: whether the list is whole
 */
gboolean
val_workspace_complete_list_finish (ValWorkspace *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
