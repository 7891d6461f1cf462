/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-offline-list.h"

#include "model/val-account.h"
#include "model/val-instance-store.h"
#include "workspace/val-account-registry.h"
#include "workspace/val-list-cache.h"

struct _ValOfflineList
{
  GObject parent_instance;

  ValAccountRegistry *registry; /* (owned) (not nullable) */
  GFile *cache_folder;          /* (owned) (not nullable) */
  ValAccount *account;          /* (owned) (nullable): the one last used */
  ValInstanceStore *instances;  /* (owned) (not nullable) */
  GPtrArray *waiting;           /* (owned) (nullable) (element-type GTask): while it is read */
  gboolean loaded;
};

G_DEFINE_FINAL_TYPE (ValOfflineList, val_offline_list, G_TYPE_OBJECT)

/* Everybody who asked meanwhile is answered.  No list is an empty one. */
static void
end (ValOfflineList *self, const GError *error)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->loaded = error == NULL;
  for (guint i = 0; i < waiting->len; i++)
    if (error != NULL)
      g_task_return_error (g_ptr_array_index (waiting, i), g_error_copy (error));
    else
      g_task_return_boolean (g_ptr_array_index (waiting, i), TRUE);
}

static void
list_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValOfflineList) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 saved_at;
  g_autoptr (GPtrArray) rows =
      val_list_cache_load_finish (VAL_LIST_CACHE (source), result, &saved_at, &error);

  if (rows != NULL)
    val_instance_store_fill (self->instances, rows);
  else
    g_debug ("no list of last time: %s", error->message);
  end (self, NULL);
}

static void
accounts_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValOfflineList) self = user_data;
  GTask *first = g_ptr_array_index (self->waiting, 0);
  g_autoptr (ValListCache) cache = NULL;
  g_autoptr (GError) error = NULL;

  if (val_account_registry_load_finish (VAL_ACCOUNT_REGISTRY (source), result, &error))
    g_set_object (&self->account, val_account_registry_lookup_or_first (
                                      self->registry, g_task_get_task_data (first)));
  if (self->account != NULL)
    cache = val_list_cache_new_for_account (self->cache_folder, self->account);
  if (cache != NULL)
    val_list_cache_load_async (cache, NULL, list_loaded_cb, g_steal_pointer (&self));
  else
    end (self, error);
}

static void
val_offline_list_finalize (GObject *object)
{
  ValOfflineList *self = VAL_OFFLINE_LIST (object);

  g_clear_object (&self->registry);
  g_clear_object (&self->cache_folder);
  g_clear_object (&self->account);
  g_clear_object (&self->instances);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  G_OBJECT_CLASS (val_offline_list_parent_class)->finalize (object);
}

static void
val_offline_list_class_init (ValOfflineListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = val_offline_list_finalize;
}

static void
val_offline_list_init (ValOfflineList *self)
{
  self->instances = val_instance_store_new ();
}

/**
 * val_offline_list_new:
 * @accounts_file: where the accounts are; need not exist
 * @cache_folder: where the last list of each account is
 *
 * Returns: (transfer full): a list that is still to be read
 */
ValOfflineList *
val_offline_list_new (GFile *accounts_file, GFile *cache_folder)
{
  ValOfflineList *self;

  g_return_val_if_fail (G_IS_FILE (accounts_file), NULL);
  g_return_val_if_fail (G_IS_FILE (cache_folder), NULL);

  self = g_object_new (VAL_TYPE_OFFLINE_LIST, NULL);
  self->registry = val_account_registry_new (accounts_file);
  self->cache_folder = g_object_ref (cache_folder);
  return self;
}

/**
 * val_offline_list_load_async:
 * @self: an offline list
 * @account_uuid: (nullable): the account last used; without it, or where it is gone, the first is
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads the list, once: later calls are answered with what was read.
 */
void
val_offline_list_load_async (ValOfflineList *self,
                             const char *account_uuid,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VAL_IS_OFFLINE_LIST (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_offline_list_load_async);
  g_task_set_task_data (task, g_strdup (account_uuid), g_free);
  if (self->loaded)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (self->waiting == NULL)
    {
      self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
      val_account_registry_load_async (self->registry, NULL, accounts_loaded_cb,
                                       g_object_ref (self));
    }
  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
}

/**
 * val_offline_list_load_finish:
 * @self: an offline list
 * @result: from the callback
 * @error: #VAL_ERROR_STORAGE where the accounts cannot be read
 *
 * Returns: whether the list is there; it may be empty
 */
gboolean
val_offline_list_load_finish (ValOfflineList *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_offline_list_load_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * val_offline_list_get_account:
 * @self: an offline list
 *
 * Returns: (transfer none) (nullable): whose list it is
 */
ValAccount *
val_offline_list_get_account (ValOfflineList *self)
{
  g_return_val_if_fail (VAL_IS_OFFLINE_LIST (self), NULL);

  return self->account;
}

/**
 * val_offline_list_get_instances:
 * @self: an offline list
 *
 * Returns: (transfer none): its instances, without tokens
 */
ValInstanceStore *
val_offline_list_get_instances (ValOfflineList *self)
{
  g_return_val_if_fail (VAL_IS_OFFLINE_LIST (self), NULL);

  return self->instances;
}
