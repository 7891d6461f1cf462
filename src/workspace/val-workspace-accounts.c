/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-workspace-private.h"

#include "api/val-elements-api.h"
#include "util/val-error.h"
#include "util/val-secret.h"

#include <glib/gi18n-lib.h>

#define SANDBOX_UUID "sandbox"

typedef struct
{
  ValAccount *account;       /* (owned) */
  ValSecretStore *store;     /* (owned) */
  char *user_secret;         /* (owned) (nullable) */
  char *organization_secret; /* (owned) (nullable) */
  gboolean session_only;
} AccountOp;

static void
account_op_free (AccountOp *op)
{
  g_clear_object (&op->account);
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
book_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWorkspace *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  /* Without the book there are still the tokens of the list: worth a word, not a failure. */
  if (!val_secret_book_load_finish (VAL_SECRET_BOOK (source), result, &error) &&
      !val_error_is_cancelled (error) && VAL_SECRET_BOOK (source) == self->book)
    _val_workspace_take_keyring_error (self, g_steal_pointer (&error));
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static void
open_session (GTask *owned_task, AccountOp *op)
{
  g_autoptr (GTask) task = owned_task;
  ValWorkspace *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValSession) session = NULL;
  g_autoptr (ValCredentials) credentials =
      val_credentials_new (op->user_secret, op->organization_secret, &error);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (credentials == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  session = val_session_new (val_account_get_base_url (op->account), credentials);
  _val_workspace_set_session (self, session);
  val_secret_book_load_async (self->book, cancellable, book_loaded_cb, g_steal_pointer (&task));
}

static gboolean
take_looked_up (GTask *task, char *secret, char **slot, GError *error)
{
  g_autoptr (GError) owned = error;

  if (secret != NULL)
    {
      *slot = secret;
      return TRUE;
    }
  if (owned == NULL)
    owned = g_error_new_literal (VAL_ERROR, VAL_ERROR_UNAUTHORIZED,
                                 _ ("The keyring holds no secrets for this account."));
  g_task_return_error (task, g_steal_pointer (&owned));
  return FALSE;
}

static void
organization_looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWorkspace *self = g_task_get_source_object (task);
  AccountOp *op = g_task_get_task_data (task);
  GError *error = NULL;
  char *secret = val_secret_store_lookup_finish (VAL_SECRET_STORE (source), result, &error);

  if (!take_looked_up (task, secret, &op->organization_secret, error))
    return;
  /* Another account may have been chosen while the keyring asked for its password. */
  if (self->account != op->account)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                               "Another account was chosen");
      return;
    }
  open_session (g_steal_pointer (&task), op);
}

static void
user_looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AccountOp *op = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  char *secret = val_secret_store_lookup_finish (VAL_SECRET_STORE (source), result, &error);

  if (!take_looked_up (task, secret, &op->user_secret, error))
    return;
  val_secret_store_lookup_async (op->store, val_account_get_uuid (op->account),
                                 VAL_SECRET_KIND_ORGANIZATION, cancellable,
                                 organization_looked_up_cb, g_steal_pointer (&task));
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
  AccountOp *op;

  g_return_if_fail (VAL_IS_WORKSPACE (self));
  g_return_if_fail (VAL_IS_ACCOUNT (account));

  task = begin (self, account, val_workspace_select_async, cancellable, callback, user_data);
  op = g_task_get_task_data (task);
  op->store = g_object_ref (_val_workspace_store_of (self, account));
  _val_workspace_set_account (self, account);
  val_secret_store_lookup_async (op->store, val_account_get_uuid (account), VAL_SECRET_KIND_USER,
                                 cancellable, user_looked_up_cb, task);
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
  g_set_object (&account, val_account_registry_lookup (registry, uuid));
  if (account == NULL)
    account = g_list_model_get_item (G_LIST_MODEL (registry), 0);
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

/* Checking secrets before they are kept. */

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  char *name = val_elements_api_check_finish (VAL_SESSION (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, name, g_free);
}

/**
 * val_workspace_check_async:
 * @self: a workspace
 * @base_url: a normalised base URL
 * @user_secret: as typed
 * @organization_secret: as typed
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Asks the platform whether it takes the secrets (`GET /organizations/me`, contract 3.1).  Nothing
 * is kept.
 */
void
val_workspace_check_async (ValWorkspace *self,
                           const char *base_url,
                           const char *user_secret,
                           const char *organization_secret,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValCredentials) credentials = NULL;
  g_autoptr (ValSession) session = NULL;

  g_return_if_fail (VAL_IS_WORKSPACE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_workspace_check_async);
  credentials = val_credentials_new (user_secret, organization_secret, &error);
  if (credentials == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  session = val_session_new (base_url, credentials);
  val_elements_api_check_async (session, cancellable, checked_cb, g_steal_pointer (&task));
}

/**
 * val_workspace_check_finish:
 * @self: a workspace
 * @result: from the callback
 * @error: why the secrets were not taken, or the platform not reached
 *
 * Returns: (transfer full) (nullable): name of the organization; NULL with @error set
 */
char *
val_workspace_check_finish (ValWorkspace *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Adding and changing. */

static void
registry_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean ok = val_account_registry_save_finish (VAL_ACCOUNT_REGISTRY (source), result, &error);

  forward_boolean (task, ok, error);
}

static void
keep_account (GTask *task)
{
  ValWorkspace *self = g_task_get_source_object (task);
  AccountOp *op = g_task_get_task_data (task);

  val_account_registry_add (self->registry, op->account);
  val_account_registry_save_async (self->registry, NULL, registry_saved_cb, task);
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
choose_store (ValWorkspace *self, AccountOp *op)
{
  const char *uuid = val_account_get_uuid (op->account);

  if (op->session_only)
    g_hash_table_add (self->session_only, g_strdup (uuid));
  else
    g_hash_table_remove (self->session_only, uuid);
  g_clear_object (&op->store);
  op->store = g_object_ref (_val_workspace_store_of (self, op->account));
}

/**
 * val_workspace_put_account_async:
 * @self: a workspace
 * @account: the account to add, or one that was changed
 * @user_secret: (nullable): as typed; NULL leaves both secrets as they are
 * @organization_secret: (nullable): as typed
 * @session_only: keep the secrets in memory until the program ends
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Puts the secrets into the keyring, then the account into the accounts file.  Where the keyring
 * refuses, nothing is kept, and the caller may offer @session_only.
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
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  AccountOp *op;

  g_return_if_fail (VAL_IS_WORKSPACE (self));
  g_return_if_fail (VAL_IS_ACCOUNT (account));

  task = begin (self, account, val_workspace_put_account_async, cancellable, callback, user_data);
  op = g_task_get_task_data (task);
  op->session_only = session_only;
  if (user_secret == NULL)
    {
      keep_account (g_steal_pointer (&task));
      return;
    }
  if (!val_secret_check (user_secret, &op->user_secret, &error) ||
      !val_secret_check (organization_secret, &op->organization_secret, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  choose_store (self, op);
  val_secret_store_store_async (op->store, val_account_get_uuid (account), VAL_SECRET_KIND_USER,
                                val_account_get_name (account), op->user_secret, cancellable,
                                user_stored_cb, g_steal_pointer (&task));
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
  if (self->account == op->account)
    _val_workspace_set_account (self, NULL);
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

/* The sandbox account: like any other, but of this run only. */

static void
put_sandbox (GTask *task, gboolean session_only, GAsyncReadyCallback callback)
{
  ValWorkspace *self = g_task_get_source_object (task);
  AccountOp *op = g_task_get_task_data (task);

  val_workspace_put_account_async (self, op->account,
                                   val_sandbox_host_get_user_secret (self->sandbox_host),
                                   val_sandbox_host_get_organization_secret (self->sandbox_host),
                                   session_only, g_task_get_cancellable (task), callback, task);
}

static void
sandbox_put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWorkspace *self = VAL_WORKSPACE (source);
  AccountOp *op = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;

  if (val_workspace_put_account_finish (self, result, &error))
    val_workspace_select_async (self, op->account, cancellable, selected_cb,
                                g_steal_pointer (&task));
  else if (val_error_is_cancelled (error) || op->session_only)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    {
      op->session_only = TRUE;
      put_sandbox (g_steal_pointer (&task), TRUE, sandbox_put_cb);
    }
}

static void
sandbox_cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!val_secret_store_clear_finish (VAL_SECRET_STORE (source), result, &error))
    g_debug ("what an earlier sandbox left was not cleared: %s", error->message);
  put_sandbox (g_steal_pointer (&task), FALSE, sandbox_put_cb);
}

static void
sandbox_started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWorkspace *self = g_task_get_source_object (task);
  AccountOp *op = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;

  if (!val_sandbox_host_start_finish (VAL_SANDBOX_HOST (source), result, &error))
    {
      g_clear_object (&self->sandbox_host);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  op->account =
      g_object_new (VAL_TYPE_ACCOUNT, "uuid", SANDBOX_UUID, "name", _ ("Sandbox"), "base-url",
                    val_sandbox_host_get_base_url (self->sandbox_host), "sandbox", TRUE, NULL);
  val_secret_store_clear_async (self->keyring, SANDBOX_UUID, cancellable, sandbox_cleared_cb,
                                g_steal_pointer (&task));
}

/**
 * val_workspace_open_sandbox_async:
 * @self: a workspace
 * @url: (nullable): address of a running sandbox, or NULL to embed one
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Opens an account on a sandbox.  It is of this run only: the accounts file never has it, and what
 * an earlier one left in the keyring is cleared.  Without a keyring its secrets stay in memory.
 */
void
val_workspace_open_sandbox_async (ValWorkspace *self,
                                  const char *url,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;
  ValAccount *open;

  g_return_if_fail (VAL_IS_WORKSPACE (self));

  open = val_account_registry_lookup (self->registry, SANDBOX_UUID);
  task = begin (self, NULL, val_workspace_open_sandbox_async, cancellable, callback, user_data);
  if (open != NULL)
    {
      val_workspace_select_async (self, open, cancellable, selected_cb, task);
      return;
    }
  g_clear_object (&self->sandbox_host);
  self->sandbox_host = val_sandbox_host_new (url);
  val_sandbox_host_start_async (self->sandbox_host, cancellable, sandbox_started_cb, task);
}

/**
 * val_workspace_open_sandbox_finish:
 * @self: a workspace
 * @result: from the callback
 * @error: why there is no sandbox
 *
 * Returns: whether the sandbox's account can be worked on
 */
gboolean
val_workspace_open_sandbox_finish (ValWorkspace *self, GAsyncResult *result, GError **error)
{
  return finish_boolean (self, result, val_workspace_open_sandbox_async, error);
}
