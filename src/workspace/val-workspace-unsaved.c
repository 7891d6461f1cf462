/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-workspace-private.h"

#include "model/val-callback-url.h"
#include "util/val-error.h"

static int
compare_drafts (gconstpointer one, gconstpointer other)
{
  ValInstance *first = val_draft_get_instance (*(ValDraft *const *) one);
  ValInstance *second = val_draft_get_instance (*(ValDraft *const *) other);
  int order = g_utf8_collate (val_instance_get_name (first), val_instance_get_name (second));

  if (order != 0)
    return order;
  return val_instance_get_id (first) < val_instance_get_id (second) ? -1 : 1;
}

/**
 * val_workspace_list_unsaved:
 * @self: a workspace
 *
 * Returns: (transfer full) (element-type ValDraft): the drafts that differ from what the platform
 *   has, by the names of their instances
 */
GPtrArray *
val_workspace_list_unsaved (ValWorkspace *self)
{
  GPtrArray *unsaved;
  GHashTableIter iter;
  gpointer draft;

  g_return_val_if_fail (VAL_IS_WORKSPACE (self), NULL);

  unsaved = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, NULL, &draft))
    if (val_draft_get_dirty (draft))
      g_ptr_array_add (unsaved, g_object_ref (draft));
  g_ptr_array_sort (unsaved, compare_drafts);
  return unsaved;
}

/* Whether the callback URL may be sent; an editor that shows the draft would not let it through. */
static gboolean
check_draft (ValWorkspace *self, ValDraft *draft, GError **error)
{
  ValInstance *instance = val_draft_get_instance (draft);
  const char *url = val_draft_get_config (draft, VAL_KEY_CALLBACK_URL);
  const ValCallbackContext context = {
    .base_url = val_account_get_base_url (self->account),
    .element_key = val_instance_get_element_key (instance),
    .id = val_instance_get_id (instance),
  };
  g_autofree char *reason = NULL;

  if (url == NULL || *url == '\0' ||
      g_strcmp0 (url, val_instance_get_callback_url (instance)) == 0 ||
      val_callback_url_check (url, &context, &reason) != VAL_URL_REFUSE)
    return TRUE;
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, reason);
  return FALSE;
}

static void save_next (GTask *task);

static void
next_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GPtrArray *unsaved = g_task_get_task_data (task);
  GError *error = NULL;

  if (!val_workspace_save_draft_finish (VAL_WORKSPACE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_ptr_array_remove_index (unsaved, 0);
  save_next (task);
}

static void
save_next (GTask *task)
{
  ValWorkspace *self = g_task_get_source_object (task);
  GPtrArray *unsaved = g_task_get_task_data (task);
  GError *error = NULL;

  if (unsaved->len == 0)
    g_task_return_boolean (task, TRUE);
  else if (!check_draft (self, g_ptr_array_index (unsaved, 0), &error))
    g_task_return_error (task, error);
  else
    val_workspace_save_draft_async (self, g_ptr_array_index (unsaved, 0),
                                    g_task_get_cancellable (task), next_saved_cb,
                                    g_object_ref (task));
}

/**
 * val_workspace_save_all_async:
 * @self: a workspace
 * @cancellable: (nullable): to give up waiting
 * @callback: called when done
 * @user_data: for @callback
 *
 * Saves one draft after the other as val_workspace_save_draft_async () does, up to the first that
 * cannot be saved.
 */
void
val_workspace_save_all_async (ValWorkspace *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VAL_IS_WORKSPACE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_workspace_save_all_async);
  g_task_set_task_data (task, val_workspace_list_unsaved (self),
                        (GDestroyNotify) g_ptr_array_unref);
  save_next (task);
}

/**
 * val_workspace_save_all_finish:
 * @self: a workspace
 * @result: from the callback
 * @failed: (out) (optional) (nullable) (transfer full): the draft that could not be saved
 * @error: why, as for val_workspace_save_draft_finish (); #VAL_ERROR_INVALID_INPUT for a callback
 *   URL that no instance may have
 *
 * Returns: whether all were saved
 */
gboolean
val_workspace_save_all_finish (ValWorkspace *self,
                               GAsyncResult *result,
                               ValDraft **failed,
                               GError **error)
{
  GPtrArray *unsaved;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_workspace_save_all_async), FALSE);

  unsaved = g_task_get_task_data (G_TASK (result));
  if (failed != NULL)
    *failed = unsaved->len > 0 ? g_object_ref (g_ptr_array_index (unsaved, 0)) : NULL;
  return g_task_propagate_boolean (G_TASK (result), error);
}
