/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/val-refusing-store.h"

#include "util/val-error.h"

struct _ValRefusingStore
{
  GObject parent_instance;
};

static void val_refusing_store_iface_init (ValSecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ValRefusingStore,
                               val_refusing_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (VAL_TYPE_SECRET_STORE,
                                                      val_refusing_store_iface_init))

static void
refuse (ValSecretStore *store,
        GCancellable *cancellable,
        GAsyncReadyCallback callback,
        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_KEYRING_LOCKED, "The keyring is locked");
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
  refuse (store, cancellable, callback, user_data);
}

static void
lookup_async (ValSecretStore *store,
              const char *account,
              ValSecretKind kind,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  refuse (store, cancellable, callback, user_data);
}

static void
clear_async (ValSecretStore *store,
             const char *account,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  refuse (store, cancellable, callback, user_data);
}

static gboolean
boolean_finish (ValSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static char *
lookup_finish (ValSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
val_refusing_store_iface_init (ValSecretStoreInterface *iface)
{
  iface->store_async = store_async;
  iface->store_finish = boolean_finish;
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
  iface->clear_async = clear_async;
  iface->clear_finish = boolean_finish;
}

static void
val_refusing_store_class_init (ValRefusingStoreClass *klass)
{
}

static void
val_refusing_store_init (ValRefusingStore *self)
{
}

/**
 * val_refusing_store_new:
 *
 * Returns: (transfer full): a store that keeps nothing
 */
ValSecretStore *
val_refusing_store_new (void)
{
  return g_object_new (VAL_TYPE_REFUSING_STORE, NULL);
}
