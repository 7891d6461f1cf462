/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-keyring-store.h"

#include "keyring/val-keyring-error.h"
#include "keyring/val-keyring-lock.h"
#include "keyring/val-secret-schema.h"
#include "util/val-error.h"
#include "util/val-secret.h"

struct _ValKeyringStore
{
  GObject parent_instance;
};

static void val_keyring_store_iface_init (ValSecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ValKeyringStore,
                               val_keyring_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (VAL_TYPE_SECRET_STORE,
                                                      val_keyring_store_iface_init))

static void
explained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_error (task, val_keyring_error_explain_finish (result));
}

/* libsecret holds on to a service that has gone; the next call is to begin afresh. */
static void
fail (GTask *task, GError *error)
{
  if (!val_error_is_cancelled (error) && error->domain != SECRET_ERROR)
    secret_service_disconnect ();
  val_keyring_error_explain_async (error, explained_cb, g_object_ref (task));
}

static GTask *
task_new (ValSecretStore *store,
          GHashTable *attributes,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_task_data (task, attributes, (GDestroyNotify) g_hash_table_unref);
  return task;
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    fail (task, error);
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
  GHashTable *attributes = val_secret_schema_attributes (account, kind);
  g_autoptr (GTask) task = task_new (store, attributes, cancellable, callback, user_data);

  g_task_set_source_tag (task, store_async);
  secret_password_storev (val_secret_schema (), attributes, SECRET_COLLECTION_DEFAULT, label,
                          secret, cancellable, stored_cb, g_object_ref (task));
}

static gboolean
boolean_finish (ValSecretStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The memory that libsecret keeps from being paged out is scarce and freed in its own way, so the
 * secret moves to memory of ours for as long as it is used. */
static char *
take_secret (GAsyncResult *result, GError **error)
{
  char *locked = secret_password_lookup_nonpageable_finish (result, error);
  char *secret = g_strdup (locked);

  secret_password_free (locked);
  return secret;
}

static void
return_secret (GTask *task, char *secret)
{
  g_task_return_pointer (task, secret, (GDestroyNotify) val_secret_free);
}

static void
looked_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *secret = take_secret (result, &error);

  if (error != NULL)
    fail (task, error);
  else
    return_secret (task, secret);
}

static void
look_up (GTask *task, GAsyncReadyCallback callback)
{
  secret_password_lookupv (val_secret_schema (), g_task_get_task_data (task),
                           g_task_get_cancellable (task), callback, g_object_ref (task));
}

static void
lookup_checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValKeyringLock lock = VAL_KEYRING_OPEN;
  GError *error = NULL;

  if (!val_keyring_lock_check_finish (result, &lock, &error))
    fail (task, error);
  else if (lock == VAL_KEYRING_UNLOCKED)
    look_up (task, looked_again_cb);
  else
    return_secret (task, NULL);
}

/* libsecret has asked the user to unlock by now, but does not tell a refusal from a lack. */
static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *secret = take_secret (result, &error);

  if (error != NULL)
    fail (task, error);
  else if (secret != NULL)
    return_secret (task, secret);
  else
    val_keyring_lock_check_async (g_task_get_task_data (task), SECRET_SEARCH_NONE,
                                  g_task_get_cancellable (task), lookup_checked_cb,
                                  g_object_ref (task));
}

static void
lookup_async (ValSecretStore *store,
              const char *account,
              ValSecretKind kind,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  g_autoptr (GTask) task = task_new (store, val_secret_schema_attributes (account, kind),
                                     cancellable, callback, user_data);

  g_task_set_source_tag (task, lookup_async);
  look_up (task, looked_up_cb);
}

static char *
lookup_finish (ValSecretStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* FALSE without an error means that there was nothing to remove. */
static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    fail (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
clear_checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValKeyringLock lock = VAL_KEYRING_OPEN;
  GError *error = NULL;

  if (!val_keyring_lock_check_finish (result, &lock, &error))
    fail (task, error);
  else
    secret_password_clearv (val_secret_schema (), g_task_get_task_data (task),
                            g_task_get_cancellable (task), cleared_cb, g_object_ref (task));
}

/* libsecret's clear neither unlocks nor complains, so the way is made free first. */
static void
clear_async (ValSecretStore *store,
             const char *account,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  GHashTable *attributes = secret_attributes_build (val_secret_schema (), "account", account, NULL);
  g_autoptr (GTask) task = task_new (store, attributes, cancellable, callback, user_data);

  g_task_set_source_tag (task, clear_async);
  val_keyring_lock_check_async (attributes, SECRET_SEARCH_UNLOCK, cancellable, clear_checked_cb,
                                g_object_ref (task));
}

static void
val_keyring_store_iface_init (ValSecretStoreInterface *iface)
{
  iface->store_async = store_async;
  iface->store_finish = boolean_finish;
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
  iface->clear_async = clear_async;
  iface->clear_finish = boolean_finish;
}

static void
val_keyring_store_class_init (ValKeyringStoreClass *klass)
{
}

static void
val_keyring_store_init (ValKeyringStore *self)
{
}

/**
 * val_keyring_store_new:
 *
 * Returns: (transfer full): a store in the user's keyring.  It asks the user to unlock the keyring
 *   where it must, for as long as the user takes.
 */
ValSecretStore *
val_keyring_store_new (void)
{
  return g_object_new (VAL_TYPE_KEYRING_STORE, NULL);
}
