/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-pace.h"
#include "model/val-change-plan.h"
#include "workspace/val-bulk-record.h"
#include "workspace/val-workspace.h"

G_BEGIN_DECLS

/**
 * ValBulkState:
 * @VAL_BULK_STATE_NEW: not begun
 * @VAL_BULK_STATE_SETTLING: outcomes that a crash left open are being read
 * @VAL_BULK_STATE_RUNNING: requests are going out
 * @VAL_BULK_STATE_PAUSED: none are, until val_bulk_job_resume ()
 * @VAL_BULK_STATE_STOPPING: what is in flight is waited for
 * @VAL_BULK_STATE_ENDED: nothing more comes
 */
typedef enum
{
  VAL_BULK_STATE_NEW,
  VAL_BULK_STATE_SETTLING,
  VAL_BULK_STATE_RUNNING,
  VAL_BULK_STATE_PAUSED,
  VAL_BULK_STATE_STOPPING,
  VAL_BULK_STATE_ENDED,
} ValBulkState;

/**
 * ValBulkPauseReason:
 * @VAL_BULK_PAUSE_NONE: not paused
 * @VAL_BULK_PAUSE_USER: by the user
 * @VAL_BULK_PAUSE_OFFLINE: the platform cannot be reached; goes on by itself
 * @VAL_BULK_PAUSE_ERRORS: too many failures; waits for the user
 */
typedef enum
{
  VAL_BULK_PAUSE_NONE,
  VAL_BULK_PAUSE_USER,
  VAL_BULK_PAUSE_OFFLINE,
  VAL_BULK_PAUSE_ERRORS,
} ValBulkPauseReason;

/* Carries out the ticked rows of a plan, with a journal.  The rows' states are set on the plan's
 * changes while it runs; what has become of the values is adopted by the workspace's instances.
 * Properties, readable and notified (at most a few times a second but for state): state
 * (ValBulkState), pause-reason, n-total, n-finished, n-failed, n-conflicts (guint), rate (double,
 * instances a second, of late), time-left (gint64, seconds, or -1), pace-reason (ValPaceReason),
 * stage (guint: 0 without canary, else 1 to 3). */
#define VAL_TYPE_BULK_JOB (val_bulk_job_get_type ())
G_DECLARE_FINAL_TYPE (ValBulkJob, val_bulk_job, VAL, BULK_JOB, GObject)

ValBulkJob *val_bulk_job_new (ValWorkspace *workspace,
                              ValChangePlan *plan,
                              const ValBulkHeader *header,
                              GFile *folder);
ValBulkJob *val_bulk_job_new_resumed (ValWorkspace *workspace, ValBulkRecord *record);
ValChangePlan *val_bulk_job_get_plan (ValBulkJob *self);
const ValBulkHeader *val_bulk_job_get_header (ValBulkJob *self);
GFile *val_bulk_job_get_file (ValBulkJob *self);
ValBulkState val_bulk_job_get_state (ValBulkJob *self);
ValBulkPauseReason val_bulk_job_get_pause_reason (ValBulkJob *self);
gboolean val_bulk_job_waits (ValBulkJob *self);
const GError *val_bulk_job_get_problem (ValBulkJob *self);
ValBulkEnd val_bulk_job_get_end (ValBulkJob *self);
guint val_bulk_job_get_n_total (ValBulkJob *self);
guint val_bulk_job_get_n_finished (ValBulkJob *self);
guint val_bulk_job_get_n_failed (ValBulkJob *self);
guint val_bulk_job_get_n_conflicts (ValBulkJob *self);
double val_bulk_job_get_rate (ValBulkJob *self);
gint64 val_bulk_job_get_time_left (ValBulkJob *self);
ValPaceReason val_bulk_job_get_pace_reason (ValBulkJob *self);
guint val_bulk_job_get_hold (ValBulkJob *self);
guint val_bulk_job_get_stage (ValBulkJob *self);
void val_bulk_job_run_async (ValBulkJob *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean val_bulk_job_run_finish (ValBulkJob *self, GAsyncResult *result, GError **error);
void val_bulk_job_pause (ValBulkJob *self);
void val_bulk_job_resume (ValBulkJob *self);
void val_bulk_job_stop (ValBulkJob *self);

G_END_DECLS
