/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-workspace-private.h"

#include "util/val-error.h"

#include <glib/gi18n-lib.h>

#define SANDBOX_UUID "sandbox"

typedef struct
{
  ValSandboxHost *host; /* (owned) */
  ValAccount *account;  /* (owned) (nullable): once the host has started */
  gboolean session_only;
} SandboxOp;

static void
sandbox_op_free (SandboxOp *op)
{
  g_clear_object (&op->host);
  g_clear_object (&op->account);
  g_free (op);
}

/* The sandbox account: like any other, but of this run only.  Of two that are asked for at once the
 * later one is opened. */

static gboolean
is_sandbox_overtaken (ValWorkspace *self, GTask *task)
{
  SandboxOp *op = g_task_get_task_data (task);

  if (op->host == self->sandbox_host)
    return FALSE;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Another sandbox was chosen");
  return TRUE;
}

static void
selected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (val_workspace_select_finish (VAL_WORKSPACE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
put_sandbox (GTask *task, gboolean session_only, GAsyncReadyCallback callback)
{
  ValWorkspace *self = g_task_get_source_object (task);
  SandboxOp *op = g_task_get_task_data (task);

  val_workspace_put_account_async (self, op->account, val_sandbox_host_get_user_secret (op->host),
                                   val_sandbox_host_get_organization_secret (op->host),
                                   session_only, g_task_get_cancellable (task), callback, task);
}

static void
sandbox_put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWorkspace *self = VAL_WORKSPACE (source);
  SandboxOp *op = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;

  if (is_sandbox_overtaken (self, task))
    return;
  if (val_workspace_put_account_finish (self, result, &error))
    val_workspace_select_async (self, val_workspace_find_account (self, SANDBOX_UUID), cancellable,
                                selected_cb, g_steal_pointer (&task));
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
  if (!is_sandbox_overtaken (g_task_get_source_object (task), task))
    put_sandbox (g_steal_pointer (&task), FALSE, sandbox_put_cb);
}

static void
sandbox_started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWorkspace *self = g_task_get_source_object (task);
  SandboxOp *op = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;

  if (is_sandbox_overtaken (self, task))
    return;
  if (!val_sandbox_host_start_finish (VAL_SANDBOX_HOST (source), result, &error))
    {
      g_clear_object (&self->sandbox_host);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  op->account =
      g_object_new (VAL_TYPE_ACCOUNT, "uuid", SANDBOX_UUID, "name", _ ("Sandbox"), "base-url",
                    val_sandbox_host_get_base_url (op->host), "sandbox", TRUE, NULL);
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
  SandboxOp *op;
  ValAccount *open;

  g_return_if_fail (VAL_IS_WORKSPACE (self));

  open = val_account_registry_lookup (self->registry, SANDBOX_UUID);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_workspace_open_sandbox_async);
  if (open != NULL)
    {
      val_workspace_select_async (self, open, cancellable, selected_cb, task);
      return;
    }
  op = g_new0 (SandboxOp, 1);
  g_task_set_task_data (task, op, (GDestroyNotify) sandbox_op_free);
  op->host = val_sandbox_host_new (url);
  g_set_object (&self->sandbox_host, op->host);
  val_sandbox_host_start_async (op->host, cancellable, sandbox_started_cb, task);
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
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_workspace_open_sandbox_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
