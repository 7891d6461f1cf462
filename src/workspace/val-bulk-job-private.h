/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-instance.h"
#include "workspace/val-bulk-forecast.h"
#include "workspace/val-bulk-item.h"
#include "workspace/val-bulk-job.h"
#include "workspace/val-bulk-journal.h"

G_BEGIN_DECLS

struct _ValBulkJob
{
  GObject parent_instance;

  ValWorkspace *workspace; /* (owned) (not nullable) */
  ValChangePlan *plan;     /* (owned) (not nullable) */
  ValBulkHeader *header;   /* (owned) (not nullable) */
  GFile *folder;           /* (owned) (nullable): of a new job */
  ValBulkRecord *record;   /* (owned) (nullable): of one that goes on */
  GFile *file;             /* (owned) (nullable): the journal, once there is one */

  /* While it runs. */
  GTask *task;             /* (owned) (nullable) */
  ValPace *pace;           /* (owned) (nullable) */
  ValSession *session;     /* (owned) (nullable) */
  ValBulkJournal *journal; /* (owned) (nullable) */
  GError *failure;         /* (owned) (nullable): why it cannot go on */

  /* Rows on their way: turn → arming → ready → active → final.  What is ready has its intent on
   * the disk; what is unsettled may have been sent by somebody before. */
  GArray *turn; /* (owned) (element-type guint): positions in the plan that wait for their turn */
  guint n_turned;
  GQueue arming;    /* (element-type ValBulkItem) */
  GQueue ready;     /* (element-type ValBulkItem) */
  GQueue unsettled; /* (element-type ValBulkItem) */
  GQueue active;    /* (element-type ValBulkItem) */
  gboolean settled; /* of what was interrupted every outcome is known */
  gboolean ending;

  ValBulkState state;
  ValBulkPauseReason pause_reason;
  GError *problem; /* (owned) (nullable): why it is paused */
  ValBulkEnd end;
  guint stage;
  guint n_total;
  guint n_finished;
  guint n_failed;
  guint n_conflicts;
  guint n_tried; /* a stage is judged by these: not by conflicts and what was there already */

  /* Being refused, and being out of reach. */
  guint n_unauthorized;     /* in a row */
  gboolean held;            /* nothing is on its way, since the platform has asked for that */
  guint n_idle;             /* how often in a row nothing was on its way when looked at */
  GNetworkMonitor *monitor; /* (owned) (nullable) */
  gulong monitor_handler;

  /* What listeners were told last. */
  ValBulkForecast forecast;
  guint tick_source;
  guint told_total;
  guint told_finished;
  guint told_failed;
  guint told_conflicts;
  guint told_pace;
  double told_rate;
  gint64 told_left;
};

/* val-bulk-job.c */
void _val_bulk_job_set_state (ValBulkJob *self, ValBulkState state);
void _val_bulk_job_set_paused (ValBulkJob *self, ValBulkPauseReason reason, const GError *problem);
void _val_bulk_job_set_stage (ValBulkJob *self, guint stage);
void _val_bulk_job_stop_as (ValBulkJob *self, ValBulkEnd end);
void _val_bulk_job_recall (ValBulkJob *self);
void _val_bulk_job_tell_progress (ValBulkJob *self);

/* val-bulk-job-run.c: the rows' way through the job. */
void _val_bulk_job_begin (ValBulkJob *self);
void _val_bulk_job_pump (ValBulkJob *self);
void _val_bulk_job_fail (ValBulkJob *self, const GError *error);

/* For an item: what it may do, and what came of it. */
gboolean _val_bulk_job_may_write (ValBulkJob *self);
ValInstance *_val_bulk_job_find (ValBulkJob *self, ValChange *change);
void _val_bulk_job_adopt (ValBulkJob *self, ValInstance *newer);
void _val_bulk_job_end_item (ValBulkJob *self,
                             ValBulkItem *item,
                             ValChangeState state,
                             const char *detail);
void _val_bulk_job_return_item (ValBulkJob *self, ValBulkItem *item, const GError *error);

/* val-bulk-job-end.c */
void _val_bulk_job_end (ValBulkJob *self);

/* val-bulk-job-pause.c: what the network and the platform make of it. */
void _val_bulk_job_watch (ValBulkJob *self);
void _val_bulk_job_unwatch (ValBulkJob *self);
void _val_bulk_job_note_answer (ValBulkJob *self, const GError *error);
void _val_bulk_job_hurry_stop (ValBulkJob *self);

G_END_DECLS
