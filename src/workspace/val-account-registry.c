/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-account-registry.h"

#include "util/val-error.h"

#include <glib/gstdio.h>

struct _ValAccountRegistry
{
  GObject parent_instance;

  GFile *file;          /* (owned) (not nullable) */
  GKeyFile *key_file;   /* (owned) (not nullable): also keeps what newer versions wrote */
  GListStore *accounts; /* (owned) (not nullable) (element-type ValAccount) */
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ValAccountRegistry,
                               val_account_registry,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static void
items_changed_cb (ValAccountRegistry *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
adopt_key_file (ValAccountRegistry *self, GKeyFile *key_file)
{
  g_auto (GStrv) groups = g_key_file_get_groups (key_file, NULL);
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);

  for (char **group = groups; *group != NULL; group++)
    {
      g_autoptr (GError) error = NULL;
      ValAccount *account = val_account_new_from_key_file (key_file, *group, &error);

      if (account != NULL)
        g_ptr_array_add (accounts, account);
      else
        g_debug ("account left out: %s", error->message);
    }
  g_key_file_unref (self->key_file);
  self->key_file = g_key_file_ref (key_file);
  g_list_store_splice (self->accounts, 0, g_list_model_get_n_items (G_LIST_MODEL (self->accounts)),
                       accounts->pdata, accounts->len);
}

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValAccountRegistry *self = g_task_get_source_object (task);
  g_autoptr (GKeyFile) key_file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  if (!g_file_load_contents_finish (G_FILE (source), result, &text, &length, NULL, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      val_error_adopt (&error);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_clear_error (&error);
  if (length > 0 &&
      !g_key_file_load_from_data (key_file, text, length, G_KEY_FILE_KEEP_COMMENTS, &error))
    {
      val_error_adopt (&error);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  adopt_key_file (self, key_file);
  g_task_return_boolean (task, TRUE);
}

static void
write_file (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  ValAccountRegistry *self = source;
  GBytes *bytes = task_data;
  g_autofree char *path = g_file_get_path (self->file);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    error = g_error_new (VAL_ERROR, VAL_ERROR_STORAGE, "%s: %s", folder, g_strerror (errno));
  else
    g_file_set_contents_full (path, text, (gssize) length,
                              G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                              &error);
  val_error_adopt (&error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static GBytes *
to_bytes (ValAccountRegistry *self)
{
  char *text;
  gsize length;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (ValAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (!val_account_get_sandbox (account))
        val_account_save (account, self->key_file);
    }
  text = g_key_file_to_data (self->key_file, &length, NULL);
  return g_bytes_new_take (text, length);
}

static GType
get_item_type (GListModel *model)
{
  return VAL_TYPE_ACCOUNT;
}

static guint
get_n_items (GListModel *model)
{
  ValAccountRegistry *self = VAL_ACCOUNT_REGISTRY (model);

  return g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
}

static gpointer
get_item (GListModel *model, guint position)
{
  ValAccountRegistry *self = VAL_ACCOUNT_REGISTRY (model);

  return g_list_model_get_item (G_LIST_MODEL (self->accounts), position);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
val_account_registry_finalize (GObject *object)
{
  ValAccountRegistry *self = VAL_ACCOUNT_REGISTRY (object);

  g_clear_object (&self->file);
  g_clear_object (&self->accounts);
  g_clear_pointer (&self->key_file, g_key_file_unref);
  G_OBJECT_CLASS (val_account_registry_parent_class)->finalize (object);
}

static void
val_account_registry_class_init (ValAccountRegistryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = val_account_registry_finalize;
}

static void
val_account_registry_init (ValAccountRegistry *self)
{
  self->key_file = g_key_file_new ();
  self->accounts = g_list_store_new (VAL_TYPE_ACCOUNT);
  g_signal_connect_swapped (self->accounts, "items-changed", G_CALLBACK (items_changed_cb), self);
}

/**
 * val_account_registry_new:
 * @file: where the accounts are kept; need not exist
 *
 * Returns: (transfer full): a registry, empty until loaded
 */
ValAccountRegistry *
val_account_registry_new (GFile *file)
{
  ValAccountRegistry *self;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_object_new (VAL_TYPE_ACCOUNT_REGISTRY, NULL);
  self->file = g_object_ref (file);
  return self;
}

/**
 * val_account_registry_load_async:
 * @self: a registry
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads the file.  A missing one is an empty registry; an account that cannot be read is left out
 * and stays in the file.
 */
void
val_account_registry_load_async (ValAccountRegistry *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VAL_IS_ACCOUNT_REGISTRY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_account_registry_load_async);
  g_file_load_contents_async (self->file, cancellable, load_cb, g_steal_pointer (&task));
}

/**
 * val_account_registry_load_finish:
 * @self: a registry
 * @result: from the callback
 * @error: #VAL_ERROR_STORAGE
 *
 * Returns: whether the file was read
 */
gboolean
val_account_registry_load_finish (ValAccountRegistry *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * val_account_registry_save_async:
 * @self: a registry
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Writes the file whole, readable by its owner alone.  Sandbox accounts are left out.
 */
void
val_account_registry_save_async (ValAccountRegistry *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VAL_IS_ACCOUNT_REGISTRY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_account_registry_save_async);
  g_task_set_task_data (task, to_bytes (self), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, write_file);
}

/**
 * val_account_registry_save_finish:
 * @self: a registry
 * @result: from the callback
 * @error: #VAL_ERROR_STORAGE
 *
 * Returns: whether the file was written
 */
gboolean
val_account_registry_save_finish (ValAccountRegistry *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * val_account_registry_add:
 * @self: a registry
 * @account: (transfer none): an account; adding it twice does nothing
 */
void
val_account_registry_add (ValAccountRegistry *self, ValAccount *account)
{
  g_return_if_fail (VAL_IS_ACCOUNT_REGISTRY (self));
  g_return_if_fail (VAL_IS_ACCOUNT (account));

  if (!g_list_store_find (self->accounts, account, NULL))
    g_list_store_append (self->accounts, account);
}

/**
 * val_account_registry_remove:
 * @self: a registry
 * @account: an account
 */
void
val_account_registry_remove (ValAccountRegistry *self, ValAccount *account)
{
  guint position;

  g_return_if_fail (VAL_IS_ACCOUNT_REGISTRY (self));

  if (!g_list_store_find (self->accounts, account, &position))
    return;
  g_key_file_remove_group (self->key_file, val_account_get_uuid (account), NULL);
  g_list_store_remove (self->accounts, position);
}

/**
 * val_account_registry_lookup:
 * @self: a registry
 * @uuid: (nullable): id of an account
 *
 * Returns: (transfer none) (nullable): the account
 */
ValAccount *
val_account_registry_lookup (ValAccountRegistry *self, const char *uuid)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT_REGISTRY (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (ValAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (g_strcmp0 (val_account_get_uuid (account), uuid) == 0)
        return account;
    }
  return NULL;
}

/**
 * val_account_registry_lookup_or_first:
 * @self: a registry
 * @uuid: (nullable): the account last used
 *
 * Returns: (transfer none) (nullable): that account, else the first there is
 */
ValAccount *
val_account_registry_lookup_or_first (ValAccountRegistry *self, const char *uuid)
{
  ValAccount *account = uuid != NULL ? val_account_registry_lookup (self, uuid) : NULL;
  g_autoptr (ValAccount) first = NULL;

  if (account != NULL)
    return account;
  first = g_list_model_get_item (G_LIST_MODEL (self), 0);
  return first;
}
