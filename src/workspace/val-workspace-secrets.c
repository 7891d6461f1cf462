/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-workspace-private.h"

#include "api/val-elements-api.h"
#include "util/val-error.h"
#include "util/val-secret.h"

#include <glib/gi18n-lib.h>

/* Both secrets of an account: as typed where they were, else as they were kept. */
typedef struct
{
  ValSecretStore *store; /* (owned) */
  char *uuid;            /* (owned) */
  char *user;            /* (owned) (nullable) */
  char *organization;    /* (owned) (nullable) */
} SecretsOp;

static void
secrets_op_free (SecretsOp *op)
{
  g_clear_object (&op->store);
  g_free (op->uuid);
  val_secret_clear (&op->user);
  val_secret_clear (&op->organization);
  g_free (op);
}

static gboolean
take_looked_up (GTask *task, ValSecretStore *store, GAsyncResult *result, char **slot)
{
  g_autoptr (GError) error = NULL;

  *slot = val_secret_store_lookup_finish (store, result, &error);
  if (*slot != NULL)
    return TRUE;
  if (error == NULL)
    error = g_error_new_literal (VAL_ERROR, VAL_ERROR_UNAUTHORIZED,
                                 _ ("The keyring holds no secrets for this account."));
  g_task_return_error (task, g_steal_pointer (&error));
  return FALSE;
}

static void
organization_looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SecretsOp *op = g_task_get_task_data (task);

  if (take_looked_up (task, VAL_SECRET_STORE (source), result, &op->organization))
    g_task_return_boolean (task, TRUE);
}

static void
complete_organization (GTask *owned_task)
{
  g_autoptr (GTask) task = owned_task;
  SecretsOp *op = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (op->organization != NULL)
    g_task_return_boolean (task, TRUE);
  else
    val_secret_store_lookup_async (op->store, op->uuid, VAL_SECRET_KIND_ORGANIZATION, cancellable,
                                   organization_looked_up_cb, g_steal_pointer (&task));
}

static void
user_looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SecretsOp *op = g_task_get_task_data (task);

  if (take_looked_up (task, VAL_SECRET_STORE (source), result, &op->user))
    complete_organization (g_steal_pointer (&task));
}

/* Checks @user and @organization as they were typed and looks up what is NULL, where the secrets
 * of @account are at the moment. */
void
_val_workspace_complete_secrets_async (ValWorkspace *self,
                                       ValAccount *account,
                                       const char *user,
                                       const char *organization,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  SecretsOp *op = g_new0 (SecretsOp, 1);

  g_task_set_source_tag (task, _val_workspace_complete_secrets_async);
  g_task_set_task_data (task, op, (GDestroyNotify) secrets_op_free);
  op->store = g_object_ref (_val_workspace_store_of (self, account));
  op->uuid = g_strdup (val_account_get_uuid (account));
  if ((user != NULL && !val_secret_check (user, &op->user, &error)) ||
      (organization != NULL && !val_secret_check (organization, &op->organization, &error)))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (op->user != NULL)
    complete_organization (g_steal_pointer (&task));
  else
    val_secret_store_lookup_async (op->store, op->uuid, VAL_SECRET_KIND_USER, cancellable,
                                   user_looked_up_cb, g_steal_pointer (&task));
}

/* @user, @organization: (out) (transfer full) */
gboolean
_val_workspace_complete_secrets_finish (ValWorkspace *self,
                                        GAsyncResult *result,
                                        char **user,
                                        char **organization,
                                        GError **error)
{
  SecretsOp *op;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  op = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *user = g_steal_pointer (&op->user);
  *organization = g_steal_pointer (&op->organization);
  return TRUE;
}

/* Asking the platform before anything is kept. */

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

static void
completed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (ValSecretString) user = NULL;
  g_autoptr (ValSecretString) organization = NULL;
  g_autoptr (ValCredentials) credentials = NULL;
  g_autoptr (ValSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (_val_workspace_complete_secrets_finish (VAL_WORKSPACE (source), result, &user, &organization,
                                              &error))
    credentials = val_credentials_new (user, organization, &error);
  if (credentials == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  session = val_session_new (g_task_get_task_data (task), credentials);
  val_elements_api_check_async (session, cancellable, checked_cb, g_steal_pointer (&task));
}

/**
 * val_workspace_check_async:
 * @self: a workspace
 * @account: an account, or how one would be once it is changed
 * @user_secret: (nullable): as typed; NULL for the one that is kept
 * @organization_secret: (nullable): as typed; NULL for the one that is kept
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Asks the platform at the account's base URL whether it takes the secrets (contract 3.1).  Nothing
 * is kept.
 */
void
val_workspace_check_async (ValWorkspace *self,
                           ValAccount *account,
                           const char *user_secret,
                           const char *organization_secret,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;

  g_return_if_fail (VAL_IS_WORKSPACE (self));
  g_return_if_fail (VAL_IS_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_workspace_check_async);
  g_task_set_task_data (task, g_strdup (val_account_get_base_url (account)), g_free);
  _val_workspace_complete_secrets_async (self, account, user_secret, organization_secret,
                                         cancellable, completed_cb, task);
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
