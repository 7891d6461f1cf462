/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/val-test-keyring.h"

#include "keyring/val-memory-store.h"
#include "util/val-error.h"

struct _ValTestKeyring
{
  GObject parent_instance;

  ValSecretStore *behind;
  gboolean refuses;
};

static void
keyring_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_pointer (task, g_object_ref (result), g_object_unref);
}

static void
keyring_store_async (ValSecretStore *store,
                     const char *account,
                     ValSecretKind kind,
                     const char *label,
                     const char *secret,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  ValTestKeyring *self = VAL_TEST_KEYRING (store);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  if (!self->refuses)
    {
      val_secret_store_store_async (self->behind, account, kind, label, secret, cancellable,
                                    keyring_done_cb, task);
      return;
    }
  g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_KEYRING_LOCKED, "locked");
  g_object_unref (task);
}

static gboolean
keyring_store_finish (ValSecretStore *store, GAsyncResult *result, GError **error)
{
  g_autoptr (GAsyncResult) behind = g_task_propagate_pointer (G_TASK (result), error);

  return behind != NULL &&
         val_secret_store_store_finish (VAL_TEST_KEYRING (store)->behind, behind, error);
}

static void
keyring_lookup_async (ValSecretStore *store,
                      const char *account,
                      ValSecretKind kind,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  val_secret_store_lookup_async (VAL_TEST_KEYRING (store)->behind, account, kind, cancellable,
                                 keyring_done_cb, task);
}

static char *
keyring_lookup_finish (ValSecretStore *store, GAsyncResult *result, GError **error)
{
  g_autoptr (GAsyncResult) behind = g_task_propagate_pointer (G_TASK (result), error);

  return behind == NULL
             ? NULL
             : val_secret_store_lookup_finish (VAL_TEST_KEYRING (store)->behind, behind, error);
}

static void
keyring_iface_init (ValSecretStoreInterface *iface)
{
  iface->store_async = keyring_store_async;
  iface->store_finish = keyring_store_finish;
  iface->lookup_async = keyring_lookup_async;
  iface->lookup_finish = keyring_lookup_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ValTestKeyring,
                               val_test_keyring,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (VAL_TYPE_SECRET_STORE, keyring_iface_init))

static void
val_test_keyring_finalize (GObject *object)
{
  g_clear_object (&VAL_TEST_KEYRING (object)->behind);
  G_OBJECT_CLASS (val_test_keyring_parent_class)->finalize (object);
}

static void
val_test_keyring_class_init (ValTestKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = val_test_keyring_finalize;
}

static void
val_test_keyring_init (ValTestKeyring *self)
{
  self->behind = val_memory_store_new ();
}

/**
 * val_test_keyring_new:
 *
 * Returns: (transfer full): a keyring that takes everything
 */
ValTestKeyring *
val_test_keyring_new (void)
{
  return g_object_new (VAL_TYPE_TEST_KEYRING, NULL);
}

/**
 * val_test_keyring_set_refuses:
 * @self: a keyring
 * @refuses: whether it is to refuse to store anything
 */
void
val_test_keyring_set_refuses (ValTestKeyring *self, gboolean refuses)
{
  g_return_if_fail (VAL_IS_TEST_KEYRING (self));

  self->refuses = refuses;
}
