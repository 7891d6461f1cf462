/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-workspace-private.h"

#include "workspace/val-bulk-history.h"

/**
 * val_workspace_set_jobs_folder:
 * @self: a workspace
 * @folder: where jobs keep their journals; need not exist
 *
 * The history of jobs begins empty; val_bulk_history_load_async () fills it.
 */
void
val_workspace_set_jobs_folder (ValWorkspace *self, GFile *folder)
{
  g_return_if_fail (VAL_IS_WORKSPACE (self));
  g_return_if_fail (G_IS_FILE (folder));

  g_clear_object (&self->history);
  self->history = val_bulk_history_new (folder);
}

/**
 * val_workspace_get_history:
 * @self: a workspace
 *
 * Returns: (transfer none) (nullable): the jobs there were, of all accounts
 */
ValBulkHistory *
val_workspace_get_history (ValWorkspace *self)
{
  g_return_val_if_fail (VAL_IS_WORKSPACE (self), NULL);

  return self->history;
}
