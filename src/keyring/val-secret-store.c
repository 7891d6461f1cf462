/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-secret-store.h"

G_DEFINE_INTERFACE (ValSecretStore, val_secret_store, G_TYPE_OBJECT)

static void
val_secret_store_default_init (ValSecretStoreInterface *iface)
{
}

/**
 * val_secret_store_store_async:
 * @self: a store
 * @account: id of the account
 * @kind: which of its secrets
 * @label: what a keyring manager shows for it; no secret
 * @secret: the secret, UTF-8
 * @cancellable: (nullable): to give up, also while the user is being asked to unlock
 * @callback: called when done
 * @user_data: for @callback
 *
 * Keeps @secret, in place of what was kept for @account and @kind before.
 */
void
val_secret_store_store_async (ValSecretStore *self,
                              const char *account,
                              ValSecretKind kind,
                              const char *label,
                              const char *secret,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (VAL_IS_SECRET_STORE (self));
  g_return_if_fail (account != NULL && *account != '\0');
  g_return_if_fail (label != NULL && secret != NULL);

  VAL_SECRET_STORE_GET_IFACE (self)->store_async (self, account, kind, label, secret, cancellable,
                                                  callback, user_data);
}

/**
 * val_secret_store_store_finish:
 * @self: a store
 * @result: what the callback got
 * @error: one of #VAL_ERROR's KEYRING codes, #VAL_ERROR_STORAGE, #VAL_ERROR_TIMED_OUT,
 *   #VAL_ERROR_FAILED or #G_IO_ERROR_CANCELLED
 *
 * Returns: whether the secret is kept
 */
gboolean
val_secret_store_store_finish (ValSecretStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (VAL_IS_SECRET_STORE (self), FALSE);

  return VAL_SECRET_STORE_GET_IFACE (self)->store_finish (self, result, error);
}

/**
 * val_secret_store_lookup_async:
 * @self: a store
 * @account: id of the account
 * @kind: which of its secrets
 * @cancellable: (nullable): to give up, also while the user is being asked to unlock
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads a secret.
 */
void
val_secret_store_lookup_async (ValSecretStore *self,
                               const char *account,
                               ValSecretKind kind,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (VAL_IS_SECRET_STORE (self));
  g_return_if_fail (account != NULL && *account != '\0');

  VAL_SECRET_STORE_GET_IFACE (self)->lookup_async (self, account, kind, cancellable, callback,
                                                   user_data);
}

/**
 * val_secret_store_lookup_finish:
 * @self: a store
 * @result: what the callback got
 * @error: as for val_secret_store_store_finish ()
 *
 * Returns: (transfer full) (nullable): the secret, to be freed with val_secret_free (); %NULL
 *   without an error where there is none
 */
char *
val_secret_store_lookup_finish (ValSecretStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (VAL_IS_SECRET_STORE (self), NULL);

  return VAL_SECRET_STORE_GET_IFACE (self)->lookup_finish (self, result, error);
}

/**
 * val_secret_store_clear_async:
 * @self: a store
 * @account: id of the account
 * @cancellable: (nullable): to give up, also while the user is being asked to unlock
 * @callback: called when done
 * @user_data: for @callback
 *
 * Forgets every secret of @account.
 */
void
val_secret_store_clear_async (ValSecretStore *self,
                              const char *account,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (VAL_IS_SECRET_STORE (self));
  g_return_if_fail (account != NULL && *account != '\0');

  VAL_SECRET_STORE_GET_IFACE (self)->clear_async (self, account, cancellable, callback, user_data);
}

/**
 * val_secret_store_clear_finish:
 * @self: a store
 * @result: what the callback got
 * @error: as for val_secret_store_store_finish ()
 *
 * Returns: whether nothing of the account is left, also where there was nothing before
 */
gboolean
val_secret_store_clear_finish (ValSecretStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (VAL_IS_SECRET_STORE (self), FALSE);

  return VAL_SECRET_STORE_GET_IFACE (self)->clear_finish (self, result, error);
}
