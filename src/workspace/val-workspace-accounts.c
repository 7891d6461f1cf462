/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-workspace-private.h"

#include "util/val-error.h"
#include "util/val-secret.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ValAccount *account;       /* (owned) */
  ValAccount *before;        /* (owned) (nullable): what @account was, should saving fail */
  ValSecretStore *store;     /* (owned) (nullable): where the secrets are to go */
  char *user_secret;         /* (owned) (nullable) */
  char *organization_secret; /* (owned) (nullable) */
  gboolean session_only;
  gboolean added;
} AccountOp;

static void
account_op_free (AccountOp *op)
{
  g_clear_object (&op->account);
  g_clear_object (&op->before);
  g_clear_object (&op->store);
  val_secret_clear (&op->user_secret);
  val_secret_clear (&op->organization_secret);
  g_free (op);
}

static GTask *
begin (ValWorkspace *self,
       ValAccount *account,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  AccountOp *op = g_new0 (AccountOp, 1);

  g_set_object (&op->account, account);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, op, (GDestroyNotify) account_op_free);
  return task;
}

static gboolean
finish_boolean (ValWorkspace *self, GAsyncResult *result, gpointer tag, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Ends @task with what one of the workspace's own operations ended with. */
static void
forward_boolean (GTask *task, gboolean ok, GError *error)
{
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Selecting: the two secrets, then the book of tokens. */

static void
return_overtaken (GTask *task)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Another account was chosen");
}

static void
book_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWorkspace *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  gboolean ok = val_secret_book_load_finish (VAL_SECRET_BOOK (source), result, &error);

  if (VAL_SECRET_BOOK (source) != self->book)
    {
      return_overtaken (task);
      return;
    }
  /* Without the book there are still the tokens of the list: worth a word, not a failure. */
  if (!ok && !val_error_is_cancelled (error))
    _val_workspace_take_keyring_error (self, g_steal_pointer (&error));
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static gboolean
open_session (ValWorkspace *self, const char *user, const char *organization, GError **error)
{
  g_autoptr (ValCredentials) credentials = val_credentials_new (user, organization, error);
  g_autoptr (ValSession) session = NULL;

  if (credentials == NULL)
    return FALSE;
  session = val_session_new (val_account_get_base_url (self->account), credentials);
  _val_workspace_set_session (self, session);
  return TRUE;
}

static void
secrets_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWorkspace *self = VAL_WORKSPACE (source);
  AccountOp *op = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (ValSecretString) user = NULL;
  g_autoptr (ValSecretString) organization = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok = _val_workspace_complete_secrets_finish (self, result, &user, &organization, &error);

  /* Another account may have been chosen while the keyring asked for its password. */
  if (self->account != op->account)
    return_overtaken (task);
  else if (!ok || !open_session (self, user, organization, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    val_secret_book_load_async (self->book, cancellable, book_loaded_cb, g_steal_pointer (&task));
}

/**
 * val_workspace_select_async:
 * @self: a workspace
 * @account: the account to work on from now
 * @cancellable: (nullable): to give up
 * @callback: called when its secrets are there
 * @user_data: for @callback
 *
 * Lets go of the account before, with its list and drafts, and reads the new one's secrets.  The
 * account is current at once; its session follows with the secrets.
 */
void
val_workspace_select_async (ValWorkspace *self,
                            ValAccount *account,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;

  g_return_if_fail (VAL_IS_WORKSPACE (self));
  g_return_if_fail (VAL_IS_ACCOUNT (account));

  task = begin (self, account, val_workspace_select_async, cancellable, callback, user_data);
  _val_workspace_set_account (self, account);
  _val_workspace_complete_secrets_async (self, account, NULL, NULL, cancellable, secrets_found_cb,
                                         task);
}

/**
 * val_workspace_select_finish:
 * @self: a workspace
 * @result: from the callback
 * @error: one of the keyring's codes, or #VAL_ERROR_UNAUTHORIZED where it holds no secrets
 *
 * Returns: whether the account can be worked on
 */
gboolean
val_workspace_select_finish (ValWorkspace *self, GAsyncResult *result, GError **error)
{
  return finish_boolean (self, result, val_workspace_select_async, error);
}

static void
selected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean ok = val_workspace_select_finish (VAL_WORKSPACE (source), result, &error);

  forward_boolean (task, ok, error);
}

/* Opening at the start. */

static void
registry_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWorkspace *self = g_task_get_source_object (task);
  ValAccountRegistry *registry = VAL_ACCOUNT_REGISTRY (source);
  GCancellable *cancellable = g_task_get_cancellable (task);
  const char *uuid = g_object_get_data (G_OBJECT (task), "uuid");
  g_autoptr (ValAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  if (!val_account_registry_load_finish (registry, result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_set_object (&account, val_account_registry_lookup_or_first (registry, uuid));
  if (account == NULL)
    g_task_return_boolean (task, TRUE);
  else
    val_workspace_select_async (self, account, cancellable, selected_cb, g_steal_pointer (&task));
}

/**
 * val_workspace_open_async:
 * @self: a workspace
 * @account_uuid: (nullable): the account last used
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads the accounts and selects the one last used, else the first.  Without any, the workspace
 * stays without an account, and that is no error.
 */
void
val_workspace_open_async (ValWorkspace *self,
                          const char *account_uuid,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;

  g_return_if_fail (VAL_IS_WORKSPACE (self));

  task = begin (self, NULL, val_workspace_open_async, cancellable, callback, user_data);
  g_object_set_data_full (G_OBJECT (task), "uuid", g_strdup (account_uuid), g_free);
  val_account_registry_load_async (self->registry, cancellable, registry_loaded_cb, task);
}

/**
 * val_workspace_open_finish:
 * @self: a workspace
 * @result: from the callback
 * @error: as of val_workspace_select_finish (), or #VAL_ERROR_STORAGE
 *
 * Returns: whether the accounts were read and the one last used can be worked on
 */
gboolean
val_workspace_open_finish (ValWorkspace *self, GAsyncResult *result, GError **error)
{
  return finish_boolean (self, result, val_workspace_open_async, error);
}

/* Adding and changing. */

static void
copy_account (ValAccount *from, ValAccount *to)
{
  val_account_set_name (to, val_account_get_name (from));
  val_account_set_base_url (to, val_account_get_base_url (from));
  val_account_set_colour (to, val_account_get_colour (from));
  val_account_set_production (to, val_account_get_production (from));
}

static gboolean
has_new_secrets (AccountOp *op)
{
  return op->user_secret != NULL;
}

/* What was to be kept is kept, whatever comes of working on it. */
static void
reselected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!val_workspace_select_finish (VAL_WORKSPACE (source), result, &error))
    g_debug ("the changed account was not opened again: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

/* The current account goes on with what was changed: at another place it begins anew, with other
 * secrets its list and drafts stay.
 * @task: (transfer full) */
static void
follow_change (GTask *owned_task, gboolean moved)
{
  g_autoptr (GTask) task = owned_task;
  ValWorkspace *self = g_task_get_source_object (task);
  AccountOp *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (self->account != op->account || (!moved && !has_new_secrets (op)))
    g_task_return_boolean (task, TRUE);
  else if (moved)
    val_workspace_select_async (self, op->account, NULL, reselected_cb, g_steal_pointer (&task));
  else
    forward_boolean (task, open_session (self, op->user_secret, op->organization_secret, &error),
                     error);
}

/* Returns: whether the secrets are now in another store than before */
static gboolean
keep_store (ValWorkspace *self, AccountOp *op)
{
  const char *uuid = val_account_get_uuid (op->account);
  ValSecretStore *store = _val_workspace_store_of (self, op->account);

  if (!has_new_secrets (op) || store == op->store)
    return FALSE;
  if (op->session_only)
    g_hash_table_add (self->session_only, g_strdup (uuid));
  else
    g_hash_table_remove (self->session_only, uuid);
  return TRUE;
}

static gboolean
is_elsewhere (ValWorkspace *self, AccountOp *op)
{
  if (self->session == NULL)
    return has_new_secrets (op);
  return g_strcmp0 (val_session_get_base_url (self->session),
                    val_account_get_base_url (op->account)) != 0;
}

static void
take_back (ValWorkspace *self, AccountOp *op)
{
  if (op->added)
    val_account_registry_remove (self->registry, op->account);
  else if (op->before != NULL)
    copy_account (op->before, op->account);
}

static void
account_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWorkspace *self = g_task_get_source_object (task);
  AccountOp *op = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean moved;

  if (!val_account_registry_save_finish (VAL_ACCOUNT_REGISTRY (source), result, &error))
    {
      take_back (self, op);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  moved = keep_store (self, op);
  follow_change (g_steal_pointer (&task), moved || is_elsewhere (self, op));
}

/* An account of the same UUID lives on, so that rows and the current account stay.
 * @task: (transfer full) */
static void
keep_account (GTask *task)
{
  ValWorkspace *self = g_task_get_source_object (task);
  AccountOp *op = g_task_get_task_data (task);
  const char *uuid = val_account_get_uuid (op->account);
  ValAccount *known = val_account_registry_lookup (self->registry, uuid);

  op->added = known == NULL;
  if (known == NULL)
    val_account_registry_add (self->registry, op->account);
  else if (known != op->account)
    {
      op->before = g_object_new (VAL_TYPE_ACCOUNT, "uuid", uuid, NULL);
      copy_account (known, op->before);
      copy_account (op->account, known);
      g_set_object (&op->account, known);
    }
  val_account_registry_save_async (self->registry, NULL, account_saved_cb, task);
}

static void
organization_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (val_secret_store_store_finish (VAL_SECRET_STORE (source), result, &error))
    keep_account (g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
user_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AccountOp *op = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;

  if (!val_secret_store_store_finish (VAL_SECRET_STORE (source), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  val_secret_store_store_async (op->store, val_account_get_uuid (op->account),
                                VAL_SECRET_KIND_ORGANIZATION, val_account_get_name (op->account),
                                op->organization_secret, cancellable, organization_stored_cb,
                                g_steal_pointer (&task));
}

static void
secrets_completed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AccountOp *op = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;

  if (!_val_workspace_complete_secrets_finish (VAL_WORKSPACE (source), result, &op->user_secret,
                                               &op->organization_secret, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  val_secret_store_store_async (op->store, val_account_get_uuid (op->account), VAL_SECRET_KIND_USER,
                                val_account_get_name (op->account), op->user_secret, cancellable,
                                user_stored_cb, g_steal_pointer (&task));
}

/**
 * val_workspace_put_account_async:
 * @self: a workspace
 * @account: the account to add, or how one of the same UUID is to be from now on
 * @user_secret: (nullable): as typed; NULL for the one that is kept
 * @organization_secret: (nullable): as typed; NULL for the one that is kept
 * @session_only: keep the secrets in memory until the program ends; only where one is given
 * @cancellable: (nullable): to give up; once the keyring has the secrets it is too late
 * @callback: called when done
 * @user_data: for @callback
 *
 * Puts the secrets into the keyring, then the account into the accounts file.  Where the keyring
 * refuses, nothing is kept, and the caller may offer @session_only.  If it is the current account,
 * its session follows; list and drafts go only where base URL or keeping place changed.
 */
void
val_workspace_put_account_async (ValWorkspace *self,
                                 ValAccount *account,
                                 const char *user_secret,
                                 const char *organization_secret,
                                 gboolean session_only,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  AccountOp *op;
  GTask *task;

  g_return_if_fail (VAL_IS_WORKSPACE (self));
  g_return_if_fail (VAL_IS_ACCOUNT (account));

  task = begin (self, account, val_workspace_put_account_async, cancellable, callback, user_data);
  g_task_set_check_cancellable (task, FALSE);
  op = g_task_get_task_data (task);
  op->session_only = session_only;
  op->store = g_object_ref (session_only ? self->memory : self->keyring);
  if (user_secret == NULL && organization_secret == NULL)
    keep_account (task);
  else
    _val_workspace_complete_secrets_async (self, account, user_secret, organization_secret,
                                           cancellable, secrets_completed_cb, task);
}

/**
 * val_workspace_put_account_finish:
 * @self: a workspace
 * @result: from the callback
 * @error: one of the keyring's codes, #VAL_ERROR_INVALID_INPUT or #VAL_ERROR_STORAGE
 *
 * Returns: whether account and secrets were kept
 */
gboolean
val_workspace_put_account_finish (ValWorkspace *self, GAsyncResult *result, GError **error)
{
  return finish_boolean (self, result, val_workspace_put_account_async, error);
}

/* Removing. */

static void
registry_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean ok = val_account_registry_save_finish (VAL_ACCOUNT_REGISTRY (source), result, &error);

  forward_boolean (task, ok, error);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWorkspace *self = g_task_get_source_object (task);
  AccountOp *op = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!val_secret_store_clear_finish (VAL_SECRET_STORE (source), result, &error) &&
      !val_error_is (error, VAL_ERROR_KEYRING_ABSENT))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  _val_workspace_remove_list (self, op->account);
  if (self->account == op->account)
    _val_workspace_set_account (self, NULL);
  if (val_account_get_sandbox (op->account))
    g_clear_object (&self->sandbox_host);
  g_hash_table_remove (self->session_only, val_account_get_uuid (op->account));
  val_account_registry_remove (self->registry, op->account);
  val_account_registry_save_async (self->registry, NULL, registry_saved_cb,
                                   g_steal_pointer (&task));
}

/**
 * val_workspace_remove_account_async:
 * @self: a workspace
 * @account: the account to forget
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Removes the account's secrets and tokens from the keyring, then the account.  Nothing is changed
 * on the platform.  While the keyring is locked the account stays, else its secrets would be left
 * behind unseen.
 */
void
val_workspace_remove_account_async (ValWorkspace *self,
                                    ValAccount *account,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task;

  g_return_if_fail (VAL_IS_WORKSPACE (self));
  g_return_if_fail (VAL_IS_ACCOUNT (account));

  task =
      begin (self, account, val_workspace_remove_account_async, cancellable, callback, user_data);
  val_secret_store_clear_async (_val_workspace_store_of (self, account),
                                val_account_get_uuid (account), cancellable, cleared_cb, task);
}

/**
 * val_workspace_remove_account_finish:
 * @self: a workspace
 * @result: from the callback
 * @error: one of the keyring's codes or #VAL_ERROR_STORAGE
 *
 * Returns: whether the account is gone
 */
gboolean
val_workspace_remove_account_finish (ValWorkspace *self, GAsyncResult *result, GError **error)
{
  return finish_boolean (self, result, val_workspace_remove_account_async, error);
}
