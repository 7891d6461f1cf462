/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-keyring-store.h"

#include "keyring/val-keyring-error.h"
#include "keyring/val-keyring-open.h"
#include "keyring/val-secret-schema.h"
#include "util/val-error.h"
#include "util/val-secret.h"

struct _ValKeyringStore
{
  GObject parent_instance;
};

typedef struct
{
  GHashTable *attributes;
  char *label;
  char *secret;
} Operation;

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
  val_keyring_error_explain_async (error, g_task_get_cancellable (task), explained_cb,
                                   g_object_ref (task));
}

static Operation *
operation_new (GHashTable *attributes, const char *label, const char *secret)
{
  Operation *op = g_new0 (Operation, 1);

  op->attributes = attributes;
  op->label = g_strdup (label);
  op->secret = g_strdup (secret);
  return op;
}

static void
operation_free (gpointer data)
{
  Operation *op = data;

  g_hash_table_unref (op->attributes);
  g_free (op->label);
  val_secret_free (op->secret);
  g_free (op);
}

/* Every operation makes its way free first.  libsecret is not given the cancellable after that: it
 * has nothing to ask any more, and does not come back when it is cancelled while it asks. */
static void
begin (GTask *task, Operation *op, GAsyncReadyCallback opened_cb)
{
  g_task_set_task_data (task, op, operation_free);
  val_keyring_open_async (op->attributes, g_task_get_cancellable (task), opened_cb,
                          g_object_ref (task));
}

static gboolean
open_finish (GTask *task, GAsyncResult *result)
{
  GError *error = NULL;

  if (!val_keyring_open_finish (result, &error))
    {
      fail (task, error);
      return FALSE;
    }
  return !g_task_return_error_if_cancelled (task);
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
opened_to_store_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *op = g_task_get_task_data (task);

  if (open_finish (task, result))
    secret_password_storev (val_secret_schema (), op->attributes, SECRET_COLLECTION_DEFAULT,
                            op->label, op->secret, NULL, stored_cb, g_object_ref (task));
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

  g_task_set_source_tag (task, store_async);
  begin (task, operation_new (val_secret_schema_attributes (account, kind), label, secret),
         opened_to_store_cb);
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
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *secret = take_secret (result, &error);

  if (error != NULL)
    fail (task, error);
  else
    g_task_return_pointer (task, secret, (GDestroyNotify) val_secret_free);
}

static void
opened_to_look_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *op = g_task_get_task_data (task);

  if (open_finish (task, result))
    secret_password_lookupv (val_secret_schema (), op->attributes, NULL, looked_up_cb,
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
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, lookup_async);
  begin (task, operation_new (val_secret_schema_attributes (account, kind), NULL, NULL),
         opened_to_look_up_cb);
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
opened_to_clear_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *op = g_task_get_task_data (task);

  if (open_finish (task, result))
    secret_password_clearv (val_secret_schema (), op->attributes, NULL, cleared_cb,
                            g_object_ref (task));
}

static void
clear_async (ValSecretStore *store,
             const char *account,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  GHashTable *attributes = secret_attributes_build (val_secret_schema (), "account", account, NULL);

  g_task_set_source_tag (task, clear_async);
  begin (task, operation_new (attributes, NULL, NULL), opened_to_clear_cb);
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
