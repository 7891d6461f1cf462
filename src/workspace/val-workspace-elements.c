/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an editor needs of one instance beyond the list: its element's schema, its configuration. */
#include "workspace/val-workspace-private.h"

#include "api/val-elements-api.h"
#include "api/val-instances-api.h"
#include "util/val-error.h"

#include <glib/gi18n-lib.h>

/* Returns: (transfer full) (nullable): the task; NULL once it has ended for want of a session */
static GTask *
begin (ValWorkspace *self,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  if (self->session != NULL)
    return g_steal_pointer (&task);
  g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_UNAUTHORIZED, "%s",
                           _ ("The secrets of this account are not known."));
  return NULL;
}

/* What is answered for an account that was left must not reach the next one. */
static gboolean
is_left_behind (ValWorkspace *self, GTask *task, GObject *session)
{
  if (session == G_OBJECT (self->session))
    return FALSE;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Another account was chosen");
  return TRUE;
}

/* Of two loads at once the first to end gives the object. */
static void
keep_element (ValWorkspace *self, const char *key, ValElement **element)
{
  ValElement *known = val_workspace_find_element (self, key);

  if (known != NULL)
    g_set_object (element, known);
  else
    g_hash_table_insert (self->schemas, g_strdup (key), g_object_ref (*element));
}

static void
element_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWorkspace *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValElement) element =
      val_elements_api_get_finish (VAL_SESSION (source), result, &error);

  if (is_left_behind (self, task, source))
    return;
  if (element == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  keep_element (self, g_task_get_task_data (task), &element);
  g_task_return_pointer (task, g_steal_pointer (&element), g_object_unref);
}

/**
 * val_workspace_find_element:
 * @self: a workspace
 * @key: (nullable): key of an element
 *
 * Returns: (transfer none) (nullable): the element with its fields, where
 *   val_workspace_load_element_async () has loaded it since the account was chosen
 */
ValElement *
val_workspace_find_element (ValWorkspace *self, const char *key)
{
  g_return_val_if_fail (VAL_IS_WORKSPACE (self), NULL);

  return key != NULL ? g_hash_table_lookup (self->schemas, key) : NULL;
}

/**
 * val_workspace_load_element_async:
 * @self: a workspace
 * @key: key of an element
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Gets an element with its fields (contract 8), from the platform once for each account.
 */
void
val_workspace_load_element_async (ValWorkspace *self,
                                  const char *key,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  ValElement *element;
  GTask *task;

  g_return_if_fail (VAL_IS_WORKSPACE (self));
  g_return_if_fail (key != NULL);

  task = begin (self, val_workspace_load_element_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
  element = val_workspace_find_element (self, key);
  if (element != NULL)
    {
      g_task_return_pointer (task, g_object_ref (element), g_object_unref);
      g_object_unref (task);
      return;
    }
  g_task_set_task_data (task, g_strdup (key), g_free);
  val_elements_api_get_async (self->session, key, cancellable, element_cb, task);
}

/**
 * val_workspace_load_element_finish:
 * @self: a workspace
 * @result: from the callback
 * @error: why it could not be loaded
 *
 * Returns: (transfer full) (nullable): the element, the same object for the same key
 */
ValElement *
val_workspace_load_element_finish (ValWorkspace *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_workspace_load_element_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
instance_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWorkspace *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) newer =
      val_instances_api_get_finish (VAL_SESSION (source), result, &error);

  if (is_left_behind (self, task, source))
    return;
  if (newer == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  val_instance_adopt (g_task_get_task_data (task), newer);
  g_task_return_boolean (task, TRUE);
}

/**
 * val_workspace_load_instance_async:
 * @self: a workspace
 * @instance: an instance of the current account
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads one instance again (contract 3.4), with the configuration that a list may lack.
 */
void
val_workspace_load_instance_async (ValWorkspace *self,
                                   ValInstance *instance,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task;

  g_return_if_fail (VAL_IS_WORKSPACE (self));
  g_return_if_fail (VAL_IS_INSTANCE (instance));

  task = begin (self, val_workspace_load_instance_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
  g_task_set_task_data (task, g_object_ref (instance), g_object_unref);
  val_instances_api_get_async (self->session, val_instance_get_id (instance), VAL_REQUEST_NONE,
                               cancellable, instance_cb, task);
}

/**
 * val_workspace_load_instance_finish:
 * @self: a workspace
 * @result: from the callback
 * @error: why it could not be read
 *
 * Returns: whether the instance is as the platform has it
 */
gboolean
val_workspace_load_instance_finish (ValWorkspace *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_workspace_load_instance_async),
                        FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
