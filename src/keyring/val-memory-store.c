/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-memory-store.h"

#include "util/val-secret.h"

#define N_KINDS (VAL_SECRET_KIND_BOOK + 1)

struct _ValMemoryStore
{
  GObject parent_instance;

  GHashTable *accounts; /* id → char *[N_KINDS] */
};

static void val_memory_store_iface_init (ValSecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ValMemoryStore,
                               val_memory_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (VAL_TYPE_SECRET_STORE,
                                                      val_memory_store_iface_init))

static void
free_secrets (gpointer data)
{
  char **secrets = data;

  for (guint kind = 0; kind < N_KINDS; kind++)
    val_secret_free (secrets[kind]);
  g_free (secrets);
}

static char **
ensure_account (ValMemoryStore *self, const char *account)
{
  char **secrets = g_hash_table_lookup (self->accounts, account);

  if (secrets == NULL)
    {
      secrets = g_new0 (char *, N_KINDS);
      g_hash_table_insert (self->accounts, g_strdup (account), secrets);
    }
  return secrets;
}

static void
store_async (ValSecretStore *store,
             const char *account,
             ValSecretKind kind,
             const char *label,
             const char *secret,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  char **secrets = NULL;

  g_task_set_source_tag (task, store_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  secrets = ensure_account (VAL_MEMORY_STORE (store), account);
  val_secret_free (secrets[kind]);
  secrets[kind] = g_strdup (secret);
  g_task_return_boolean (task, TRUE);
}

static gboolean
store_finish (ValSecretStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
lookup_async (ValSecretStore *store,
              const char *account,
              ValSecretKind kind,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  char **secrets = g_hash_table_lookup (VAL_MEMORY_STORE (store)->accounts, account);

  g_task_set_source_tag (task, lookup_async);
  g_task_return_pointer (task, secrets != NULL ? g_strdup (secrets[kind]) : NULL,
                         (GDestroyNotify) val_secret_free);
}

static char *
lookup_finish (ValSecretStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
clear_async (ValSecretStore *store,
             const char *account,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, clear_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  g_hash_table_remove (VAL_MEMORY_STORE (store)->accounts, account);
  g_task_return_boolean (task, TRUE);
}

static void
val_memory_store_iface_init (ValSecretStoreInterface *iface)
{
  iface->store_async = store_async;
  iface->store_finish = store_finish;
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
  iface->clear_async = clear_async;
  iface->clear_finish = store_finish;
}

static void
val_memory_store_finalize (GObject *object)
{
  g_hash_table_unref (VAL_MEMORY_STORE (object)->accounts);
  G_OBJECT_CLASS (val_memory_store_parent_class)->finalize (object);
}

static void
val_memory_store_class_init (ValMemoryStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = val_memory_store_finalize;
}

static void
val_memory_store_init (ValMemoryStore *self)
{
  self->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_secrets);
}

/**
 * val_memory_store_new:
 *
 * Returns: (transfer full): a store that forgets everything with its last reference
 */
ValSecretStore *
val_memory_store_new (void)
{
  return g_object_new (VAL_TYPE_MEMORY_STORE, NULL);
}
