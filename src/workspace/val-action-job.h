/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"

G_BEGIN_DECLS

typedef enum
{
  VAL_ACTION_ENABLE,
  VAL_ACTION_DISABLE,
  VAL_ACTION_DELETE,
  VAL_ACTION_TRACE,
  VAL_ACTION_UNTRACE,
} ValAction;

/* Does one thing to one or many instances, a few at a time.  Properties, readable and notified:
 * n-total, n-done (those that it worked on), n-failed. */
#define VAL_TYPE_ACTION_JOB (val_action_job_get_type ())
G_DECLARE_FINAL_TYPE (ValActionJob, val_action_job, VAL, ACTION_JOB, GObject)

ValActionJob *val_action_job_new (ValWorkspace *workspace, ValAction action, GListModel *instances);
ValAction val_action_job_get_action (ValActionJob *self);
guint val_action_job_get_n_total (ValActionJob *self);
guint val_action_job_get_n_done (ValActionJob *self);
GListModel *val_action_job_get_failed (ValActionJob *self);
const GError *val_action_job_get_error (ValActionJob *self, ValInstance *instance);
void val_action_job_run_async (ValActionJob *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean val_action_job_run_finish (ValActionJob *self, GAsyncResult *result, GError **error);

G_END_DECLS
