/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-workspace-private.h"

#include "util/val-error.h"
#include "util/val-secret.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ValSecretBook *book; /* (owned) */
  gint64 id;
  char *token;         /* (owned) (nullable) */
  char *client_id;     /* (owned) (nullable) */
  char *client_secret; /* (owned) (nullable) */
  char *signature_key; /* (owned) (nullable) */
} KeepOp;

static void
keep_op_free (KeepOp *op)
{
  g_clear_object (&op->book);
  val_secret_clear (&op->token);
  val_secret_clear (&op->client_id);
  val_secret_clear (&op->client_secret);
  val_secret_clear (&op->signature_key);
  g_free (op);
}

static void
write_entry (KeepOp *op, ValBookEntry entry, const char *secret)
{
  if (secret != NULL && *secret != '\0' && !val_secret_is_mask (secret))
    val_secret_book_set (op->book, op->id, entry, secret);
}

static void
book_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (val_secret_book_save_finish (VAL_SECRET_BOOK (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Loaded first, so that writing the book whole never loses what it held. */
static void
book_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWorkspace *self = g_task_get_source_object (task);
  KeepOp *op = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;

  if (!val_secret_book_load_finish (op->book, result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (op->book == self->book)
    _val_workspace_take_keyring_error (self, NULL);
  write_entry (op, VAL_BOOK_TOKEN, op->token);
  write_entry (op, VAL_BOOK_CLIENT_ID, op->client_id);
  write_entry (op, VAL_BOOK_CLIENT_SECRET, op->client_secret);
  write_entry (op, VAL_BOOK_SIGNATURE_KEY, op->signature_key);
  val_secret_book_save_async (op->book, cancellable, book_saved_cb, g_steal_pointer (&task));
}

/**
 * val_workspace_keep_async:
 * @self: a workspace with an account
 * @id: id of an instance
 * @token: (nullable): its element token
 * @client_secret: (nullable): the OAuth client secret it was created with
 * @signature_key: (nullable): the key its notifications are signed with
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Puts the secrets of an instance into the keyring, in the account's book.
 */
void
val_workspace_keep_async (ValWorkspace *self,
                          gint64 id,
                          const char *token,
                          const char *client_secret,
                          const char *signature_key,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  const ValInstanceSecrets secrets = {
    .token = token,
    .client_secret = client_secret,
    .signature_key = signature_key,
  };

  val_workspace_keep_secrets_async (self, id, &secrets, cancellable, callback, user_data);
}

/**
 * val_workspace_keep_secrets_async:
 * @self: a workspace with an account
 * @id: id of an instance
 * @secrets: what is known of it; what is not stays as it is in the keyring
 * @cancellable: (nullable): to give up
 * @callback: called when done; takes val_workspace_keep_finish ()
 * @user_data: for @callback
 *
 * Puts the secrets of an instance into the keyring, in the account's book.
 */
void
val_workspace_keep_secrets_async (ValWorkspace *self,
                                  gint64 id,
                                  const ValInstanceSecrets *secrets,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  KeepOp *op;

  g_return_if_fail (VAL_IS_WORKSPACE (self));
  g_return_if_fail (secrets != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_workspace_keep_async);
  if (self->book == NULL)
    {
      g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_FAILED, "%s",
                               _ ("No account is chosen."));
      return;
    }
  op = g_new0 (KeepOp, 1);
  op->book = g_object_ref (self->book);
  op->id = id;
  op->token = g_strdup (secrets->token);
  op->client_id = g_strdup (secrets->client_id);
  op->client_secret = g_strdup (secrets->client_secret);
  op->signature_key = g_strdup (secrets->signature_key);
  g_task_set_task_data (task, op, (GDestroyNotify) keep_op_free);
  val_secret_book_load_async (op->book, cancellable, book_loaded_cb, g_steal_pointer (&task));
}

/**
 * val_workspace_keep_finish:
 * @self: a workspace
 * @result: from the callback
 * @error: one of the keyring's codes
 *
 * Returns: whether the secrets are in the keyring
 */
gboolean
val_workspace_keep_finish (ValWorkspace *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_workspace_keep_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * val_workspace_token_is_kept:
 * @self: a workspace
 * @instance: an instance of the current account
 *
 * Returns: whether its token is in the keyring, as far as the book could be read
 */
gboolean
val_workspace_token_is_kept (ValWorkspace *self, ValInstance *instance)
{
  g_return_val_if_fail (VAL_IS_WORKSPACE (self), FALSE);
  g_return_val_if_fail (VAL_IS_INSTANCE (instance), FALSE);

  return self->book != NULL &&
         val_secret_book_get (self->book, val_instance_get_id (instance), VAL_BOOK_TOKEN) != NULL;
}

/**
 * val_workspace_dup_token:
 * @self: a workspace
 * @instance: an instance of the current account
 *
 * The token as the platform last listed it, else as it was kept.
 *
 * Returns: (transfer full) (nullable): the token, to be freed with val_secret_free ()
 */
char *
val_workspace_dup_token (ValWorkspace *self, ValInstance *instance)
{
  const char *listed;

  g_return_val_if_fail (VAL_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (VAL_IS_INSTANCE (instance), NULL);

  listed = val_instance_get_token (instance);
  if (listed != NULL || self->book == NULL)
    return g_strdup (listed);
  return g_strdup (
      val_secret_book_get (self->book, val_instance_get_id (instance), VAL_BOOK_TOKEN));
}

/**
 * val_workspace_dup_kept:
 * @self: a workspace
 * @instance: an instance of the current account
 * @entry: which secret
 *
 * Returns: (transfer full) (nullable): the secret as far as the book could be read, to be freed
 *   with val_secret_free ()
 */
char *
val_workspace_dup_kept (ValWorkspace *self, ValInstance *instance, ValBookEntry entry)
{
  g_return_val_if_fail (VAL_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (VAL_IS_INSTANCE (instance), NULL);

  if (self->book == NULL)
    return NULL;
  return g_strdup (val_secret_book_get (self->book, val_instance_get_id (instance), entry));
}
