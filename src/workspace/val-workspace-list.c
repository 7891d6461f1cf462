/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-workspace-private.h"

/* The list of last time, kept on disk.  That it cannot be read or written is no failure: the
 * platform has it. */

static ValListCache *
cache_of (ValWorkspace *self, ValAccount *account)
{
  if (self->cache_folder == NULL)
    return NULL;
  return val_list_cache_new_for_account (self->cache_folder, account);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValWorkspace) self = user_data;
  ValListCache *cache = VAL_LIST_CACHE (source);
  g_autoptr (GError) error = NULL;
  gint64 saved_at;
  g_autoptr (GPtrArray) rows = val_list_cache_load_finish (cache, result, &saved_at, &error);

  if (rows == NULL)
    g_debug ("no list of last time: %s", error->message);
  /* Another account may be there by now, or the platform's own list, and whole. */
  if (rows == NULL || cache != self->cache || (self->total >= 0 && !self->loading))
    return;
  _val_workspace_set_list_time (self, saved_at);
  val_instance_store_fill (self->instances, rows);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!val_list_cache_save_finish (VAL_LIST_CACHE (source), result, &error))
    g_debug ("the list was not kept: %s", error->message);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!val_list_cache_remove_finish (VAL_LIST_CACHE (source), result, &error))
    g_debug ("the list of a removed account is still there: %s", error->message);
}

static void
forget_cache (ValWorkspace *self)
{
  g_cancellable_cancel (self->cache_cancellable);
  g_clear_object (&self->cache_cancellable);
  g_clear_object (&self->cache);
}

/* Shows the list that the current account had last time, until the platform's own is there. */
void
_val_workspace_open_list (ValWorkspace *self)
{
  forget_cache (self);
  _val_workspace_set_list_time (self, 0);
  self->cache = self->account != NULL ? cache_of (self, self->account) : NULL;
  self->cache_cancellable = g_cancellable_new ();
  if (self->cache != NULL)
    val_list_cache_load_async (self->cache, self->cache_cancellable, loaded_cb,
                               g_object_ref (self));
}

/* The list is now the platform's, and whole. */
void
_val_workspace_keep_list (ValWorkspace *self)
{
  _val_workspace_set_list_time (self, 0);
  if (self->cache != NULL)
    val_list_cache_save_async (self->cache, G_LIST_MODEL (self->instances), self->cache_cancellable,
                               saved_cb, NULL);
}

/* Of the current account it is the same cache, so that a list on its way to the disk stays away. */
void
_val_workspace_remove_list (ValWorkspace *self, ValAccount *account)
{
  g_autoptr (ValListCache) cache = NULL;

  if (account == self->account)
    g_set_object (&cache, self->cache);
  else
    cache = cache_of (self, account);
  if (cache != NULL)
    val_list_cache_remove_async (cache, NULL, removed_cb, NULL);
}

void
_val_workspace_drop_list (ValWorkspace *self)
{
  forget_cache (self);
  g_clear_object (&self->cache_folder);
}

/**
 * val_workspace_set_cache_folder:
 * @self: a workspace without an account yet
 * @folder: (nullable): where the last list of each account is kept, without secrets; without it
 * none is
 */
void
val_workspace_set_cache_folder (ValWorkspace *self, GFile *folder)
{
  g_return_if_fail (VAL_IS_WORKSPACE (self));
  g_return_if_fail (folder == NULL || G_IS_FILE (folder));

  g_set_object (&self->cache_folder, folder);
}

/**
 * val_workspace_get_list_time:
 * @self: a workspace
 *
 * Returns: when the list shown was loaded, in seconds since 1970, where it is the one of last time;
 * 0 where it is the platform's
 */
gint64
val_workspace_get_list_time (ValWorkspace *self)
{
  g_return_val_if_fail (VAL_IS_WORKSPACE (self), 0);

  return self->list_time;
}
