/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"

G_BEGIN_DECLS

/* Asks the providers of some instances whether they answer, and puts what they say into
 * ValInstance:health.  Properties, readable and notified: n-total, n-done, n-problems. */
#define VAL_TYPE_HEALTH_JOB (val_health_job_get_type ())
G_DECLARE_FINAL_TYPE (ValHealthJob, val_health_job, VAL, HEALTH_JOB, GObject)

ValHealthJob *val_health_job_new (ValWorkspace *workspace);
void val_health_job_run_async (ValHealthJob *self,
                               GPtrArray *instances,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean val_health_job_run_finish (ValHealthJob *self, GAsyncResult *result, GError **error);
guint val_health_job_get_n_total (ValHealthJob *self);
guint val_health_job_get_n_done (ValHealthJob *self);
guint val_health_job_get_n_problems (ValHealthJob *self);

G_END_DECLS
