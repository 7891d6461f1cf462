/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-job-private.h"

/* So often listeners are told how far it is. */
#define TICK_MS 100

enum
{
  PROP_STATE = 1,
  PROP_PAUSE_REASON,
  PROP_N_TOTAL,
  PROP_N_FINISHED,
  PROP_N_FAILED,
  PROP_N_CONFLICTS,
  PROP_RATE,
  PROP_TIME_LEFT,
  PROP_PACE_REASON,
  PROP_STAGE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValBulkJob, val_bulk_job, G_TYPE_OBJECT)

static void
notify (ValBulkJob *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static gboolean
is_active (ValBulkJob *self)
{
  return self->state == VAL_BULK_STATE_RUNNING || self->state == VAL_BULK_STATE_SETTLING ||
         self->state == VAL_BULK_STATE_STOPPING || self->active.length > 0;
}

static gboolean
tick_cb (gpointer user_data)
{
  ValBulkJob *self = user_data;

  if (!self->ending)
    _val_bulk_job_hurry_stop (self);
  _val_bulk_job_tell_progress (self);
  if (is_active (self))
    return G_SOURCE_CONTINUE;
  self->tick_source = 0;
  return G_SOURCE_REMOVE;
}

static void
keep_ticking (ValBulkJob *self)
{
  if (self->tick_source == 0 && is_active (self))
    self->tick_source = g_timeout_add (TICK_MS, tick_cb, self);
}

static void
tell_count (ValBulkJob *self, guint *told, guint now, guint property)
{
  if (*told == now)
    return;
  *told = now;
  notify (self, property);
}

static void
look_ahead (ValBulkJob *self)
{
  if (self->state == VAL_BULK_STATE_PAUSED || self->state == VAL_BULK_STATE_ENDED)
    val_bulk_forecast_restart (&self->forecast);
  else
    val_bulk_forecast_look (&self->forecast, g_get_monotonic_time (), self->n_finished);
}

static void
tell_forecast (ValBulkJob *self)
{
  double rate = val_bulk_job_get_rate (self);
  gint64 left = val_bulk_job_get_time_left (self);

  if (ABS (self->told_rate - rate) > 1e-6)
    {
      self->told_rate = rate;
      notify (self, PROP_RATE);
    }
  if (self->told_left != left)
    {
      self->told_left = left;
      notify (self, PROP_TIME_LEFT);
    }
}

/* Whatever has changed since the last time. */
void
_val_bulk_job_tell_progress (ValBulkJob *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  look_ahead (self);
  tell_count (self, &self->told_total, self->n_total, PROP_N_TOTAL);
  tell_count (self, &self->told_finished, self->n_finished, PROP_N_FINISHED);
  tell_count (self, &self->told_failed, self->n_failed, PROP_N_FAILED);
  tell_count (self, &self->told_conflicts, self->n_conflicts, PROP_N_CONFLICTS);
  tell_count (self, &self->told_pace, val_bulk_job_get_pace_reason (self), PROP_PACE_REASON);
  tell_forecast (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/* What waits to be sent goes back to where it came from.  Where the platform cannot be reached, it
 * waits for that, and one of it tries. */
void
_val_bulk_job_recall (ValBulkJob *self)
{
  gboolean paused =
      self->state == VAL_BULK_STATE_PAUSED && self->pause_reason != VAL_BULK_PAUSE_OFFLINE;

  if (self->pace != NULL)
    val_pace_set_recalled (self->pace, paused || self->state == VAL_BULK_STATE_STOPPING ||
                                           self->failure != NULL);
}

void
_val_bulk_job_set_state (ValBulkJob *self, ValBulkState state)
{
  if (self->state == state)
    return;
  self->state = state;
  _val_bulk_job_recall (self);
  keep_ticking (self);
  notify (self, PROP_STATE);
}

void
_val_bulk_job_set_stage (ValBulkJob *self, guint stage)
{
  if (self->stage == stage)
    return;
  self->stage = stage;
  notify (self, PROP_STAGE);
}

/* A job that still settles goes on with that. */
static ValBulkState
find_state (ValBulkJob *self, ValBulkPauseReason reason)
{
  if (reason != VAL_BULK_PAUSE_NONE)
    return VAL_BULK_STATE_PAUSED;
  return self->settled ? VAL_BULK_STATE_RUNNING : VAL_BULK_STATE_SETTLING;
}

/* @problem: (nullable): why the user has to look at it */
void
_val_bulk_job_set_paused (ValBulkJob *self, ValBulkPauseReason reason, const GError *problem)
{
  gboolean changed = self->pause_reason != reason;
  g_autoptr (GError) copy = problem != NULL ? g_error_copy (problem) : NULL;

  if (self->state == VAL_BULK_STATE_STOPPING || self->state == VAL_BULK_STATE_ENDED)
    return;
  g_object_freeze_notify (G_OBJECT (self));
  g_clear_error (&self->problem);
  self->problem = g_steal_pointer (&copy);
  self->pause_reason = reason;
  if (changed)
    notify (self, PROP_PAUSE_REASON);
  _val_bulk_job_set_state (self, find_state (self, reason));
  _val_bulk_job_recall (self);
  _val_bulk_job_tell_progress (self);
  g_object_thaw_notify (G_OBJECT (self));
  if (reason == VAL_BULK_PAUSE_NONE)
    _val_bulk_job_pump (self);
}

/* For good, whatever it was paused for. */
void
_val_bulk_job_stop_as (ValBulkJob *self, ValBulkEnd end)
{
  gboolean paused = self->pause_reason != VAL_BULK_PAUSE_NONE;

  g_object_freeze_notify (G_OBJECT (self));
  self->end = end;
  self->pause_reason = VAL_BULK_PAUSE_NONE;
  if (paused)
    notify (self, PROP_PAUSE_REASON);
  _val_bulk_job_set_state (self, VAL_BULK_STATE_STOPPING);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
val_bulk_job_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValBulkJob *self = VAL_BULK_JOB (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_PAUSE_REASON:
      g_value_set_uint (value, self->pause_reason);
      break;
    case PROP_N_TOTAL:
      g_value_set_uint (value, val_bulk_job_get_n_total (self));
      break;
    case PROP_N_FINISHED:
      g_value_set_uint (value, self->n_finished);
      break;
    case PROP_N_FAILED:
      g_value_set_uint (value, self->n_failed);
      break;
    case PROP_N_CONFLICTS:
      g_value_set_uint (value, self->n_conflicts);
      break;
    case PROP_RATE:
      g_value_set_double (value, val_bulk_job_get_rate (self));
      break;
    case PROP_TIME_LEFT:
      g_value_set_int64 (value, val_bulk_job_get_time_left (self));
      break;
    case PROP_PACE_REASON:
      g_value_set_uint (value, val_bulk_job_get_pace_reason (self));
      break;
    case PROP_STAGE:
      g_value_set_uint (value, self->stage);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
clear_queue (GQueue *queue)
{
  g_queue_clear_full (queue, (GDestroyNotify) _val_bulk_item_free);
}

static void
val_bulk_job_finalize (GObject *object)
{
  ValBulkJob *self = VAL_BULK_JOB (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  _val_bulk_job_unwatch (self);
  clear_queue (&self->arming);
  clear_queue (&self->ready);
  clear_queue (&self->unsettled);
  g_array_unref (self->turn);
  g_clear_object (&self->journal);
  g_clear_object (&self->session);
  g_clear_object (&self->pace);
  g_clear_error (&self->problem);
  g_clear_error (&self->failure);
  g_clear_object (&self->file);
  g_clear_object (&self->folder);
  g_clear_object (&self->record);
  g_clear_pointer (&self->header, val_bulk_header_free);
  g_clear_object (&self->plan);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (val_bulk_job_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_STATE] =
      g_param_spec_uint ("state", NULL, NULL, 0, VAL_BULK_STATE_ENDED, VAL_BULK_STATE_NEW, flags);
  properties[PROP_PAUSE_REASON] =
      g_param_spec_uint ("pause-reason", NULL, NULL, 0, VAL_BULK_PAUSE_ERRORS, 0, flags);
  properties[PROP_N_TOTAL] = g_param_spec_uint ("n-total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_FINISHED] =
      g_param_spec_uint ("n-finished", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_FAILED] = g_param_spec_uint ("n-failed", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_CONFLICTS] =
      g_param_spec_uint ("n-conflicts", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_RATE] = g_param_spec_double ("rate", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  properties[PROP_TIME_LEFT] =
      g_param_spec_int64 ("time-left", NULL, NULL, -1, G_MAXINT64, -1, flags);
  properties[PROP_PACE_REASON] =
      g_param_spec_uint ("pace-reason", NULL, NULL, 0, VAL_PACE_BROKEN, VAL_PACE_FREE, flags);
  properties[PROP_STAGE] = g_param_spec_uint ("stage", NULL, NULL, 0, 3, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_bulk_job_class_init (ValBulkJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = val_bulk_job_get_property;
  object_class->finalize = val_bulk_job_finalize;
  install_properties (object_class);
}

static void
val_bulk_job_init (ValBulkJob *self)
{
  self->turn = g_array_new (FALSE, FALSE, sizeof (guint));
  self->told_left = -1;
}

static ValBulkJob *
job_new (ValWorkspace *workspace, ValChangePlan *plan, const ValBulkHeader *header)
{
  ValBulkJob *self = g_object_new (VAL_TYPE_BULK_JOB, NULL);

  self->workspace = g_object_ref (workspace);
  self->plan = g_object_ref (plan);
  self->header = val_bulk_header_copy (header);
  self->header->options.concurrency =
      CLAMP (header->options.concurrency, 1, VAL_BULK_MAX_CONCURRENCY);
  self->header->options.rate = MIN (header->options.rate, VAL_PACE_MAX_RATE);
  return self;
}

/**
 * val_bulk_job_new:
 * @workspace: whose current account the job is for
 * @plan: what is to be done; its ticks are not to change from now on
 * @header: what the journal begins with
 * @folder: where the journal is to be
 *
 * Returns: (transfer full): a job, not begun
 */
ValBulkJob *
val_bulk_job_new (ValWorkspace *workspace,
                  ValChangePlan *plan,
                  const ValBulkHeader *header,
                  GFile *folder)
{
  ValBulkJob *self;

  g_return_val_if_fail (VAL_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (VAL_IS_CHANGE_PLAN (plan), NULL);
  g_return_val_if_fail (header != NULL, NULL);
  g_return_val_if_fail (G_IS_FILE (folder), NULL);

  self = job_new (workspace, plan, header);
  self->folder = g_object_ref (folder);
  self->settled = TRUE;
  return self;
}

/**
 * val_bulk_job_new_resumed:
 * @workspace: on the account that the job was for
 * @record: a job that was interrupted
 *
 * Returns: (transfer full): the same job, to be gone on with: what may have been sent is read
 * before anything is sent
 */
ValBulkJob *
val_bulk_job_new_resumed (ValWorkspace *workspace, ValBulkRecord *record)
{
  ValBulkJob *self;

  g_return_val_if_fail (VAL_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (VAL_IS_BULK_RECORD (record), NULL);

  self =
      job_new (workspace, val_bulk_record_get_plan (record), val_bulk_record_get_header (record));
  self->record = g_object_ref (record);
  self->file = g_object_ref (val_bulk_record_get_file (record));
  return self;
}

/**
 * val_bulk_job_get_plan:
 * @self: a job
 *
 * Returns: (transfer none): what it does
 */
ValChangePlan *
val_bulk_job_get_plan (ValBulkJob *self)
{
  g_return_val_if_fail (VAL_IS_BULK_JOB (self), NULL);

  return self->plan;
}

/**
 * val_bulk_job_get_header:
 * @self: a job
 *
 * Returns: (transfer none): what its journal begins with
 */
const ValBulkHeader *
val_bulk_job_get_header (ValBulkJob *self)
{
  g_return_val_if_fail (VAL_IS_BULK_JOB (self), NULL);

  return self->header;
}

/**
 * val_bulk_job_get_file:
 * @self: a job
 *
 * Returns: (transfer none) (nullable): its journal, once there is one
 */
GFile *
val_bulk_job_get_file (ValBulkJob *self)
{
  g_return_val_if_fail (VAL_IS_BULK_JOB (self), NULL);

  return self->file;
}

/**
 * val_bulk_job_get_state:
 * @self: a job
 *
 * Returns: its state
 */
ValBulkState
val_bulk_job_get_state (ValBulkJob *self)
{
  g_return_val_if_fail (VAL_IS_BULK_JOB (self), VAL_BULK_STATE_NEW);

  return self->state;
}

/**
 * val_bulk_job_get_pause_reason:
 * @self: a job
 *
 * Returns: why it is paused
 */
ValBulkPauseReason
val_bulk_job_get_pause_reason (ValBulkJob *self)
{
  g_return_val_if_fail (VAL_IS_BULK_JOB (self), VAL_BULK_PAUSE_NONE);

  return self->pause_reason;
}

/**
 * val_bulk_job_waits:
 * @self: a job
 *
 * Returns: whether it is paused and does not go on by itself
 */
gboolean
val_bulk_job_waits (ValBulkJob *self)
{
  g_return_val_if_fail (VAL_IS_BULK_JOB (self), FALSE);

  return self->state == VAL_BULK_STATE_PAUSED && self->pause_reason != VAL_BULK_PAUSE_OFFLINE;
}

/**
 * val_bulk_job_get_problem:
 * @self: a job
 *
 * Returns: (transfer none) (nullable): what the platform said last, where the job is paused for
 *   %VAL_BULK_PAUSE_ERRORS
 */
const GError *
val_bulk_job_get_problem (ValBulkJob *self)
{
  g_return_val_if_fail (VAL_IS_BULK_JOB (self), NULL);

  return self->pause_reason == VAL_BULK_PAUSE_ERRORS ? self->problem : NULL;
}

/**
 * val_bulk_job_get_end:
 * @self: a job
 *
 * Returns: how it ended; %VAL_BULK_OPEN before, and where it could not be ended as it should
 */
ValBulkEnd
val_bulk_job_get_end (ValBulkJob *self)
{
  g_return_val_if_fail (VAL_IS_BULK_JOB (self), VAL_BULK_OPEN);

  return self->state == VAL_BULK_STATE_ENDED ? self->end : VAL_BULK_OPEN;
}

/**
 * val_bulk_job_get_n_total:
 * @self: a job
 *
 * Returns: how many instances it changes
 */
guint
val_bulk_job_get_n_total (ValBulkJob *self)
{
  g_return_val_if_fail (VAL_IS_BULK_JOB (self), 0);

  return self->state == VAL_BULK_STATE_NEW ? val_change_plan_get_n_ticked (self->plan)
                                           : self->n_total;
}

/**
 * val_bulk_job_get_n_finished:
 * @self: a job
 *
 * Returns: of how many the outcome is known, whatever it is
 */
guint
val_bulk_job_get_n_finished (ValBulkJob *self)
{
  g_return_val_if_fail (VAL_IS_BULK_JOB (self), 0);

  return self->n_finished;
}

/**
 * val_bulk_job_get_n_failed:
 * @self: a job
 *
 * Returns: how many failed, or are not known to have gone well
 */
guint
val_bulk_job_get_n_failed (ValBulkJob *self)
{
  g_return_val_if_fail (VAL_IS_BULK_JOB (self), 0);

  return self->n_failed;
}

/**
 * val_bulk_job_get_n_conflicts:
 * @self: a job
 *
 * Returns: how many were left alone, since somebody else had changed them
 */
guint
val_bulk_job_get_n_conflicts (ValBulkJob *self)
{
  g_return_val_if_fail (VAL_IS_BULK_JOB (self), 0);

  return self->n_conflicts;
}

/**
 * val_bulk_job_get_rate:
 * @self: a job
 *
 * Returns: instances a second, of late; 0 while it does not run
 */
double
val_bulk_job_get_rate (ValBulkJob *self)
{
  g_return_val_if_fail (VAL_IS_BULK_JOB (self), 0);

  return val_bulk_forecast_get_rate (&self->forecast);
}

/**
 * val_bulk_job_get_time_left:
 * @self: a job
 *
 * Returns: seconds until it will be done, or -1 while that cannot be told
 */
gint64
val_bulk_job_get_time_left (ValBulkJob *self)
{
  g_return_val_if_fail (VAL_IS_BULK_JOB (self), -1);

  return val_bulk_forecast_get_time_left (&self->forecast, self->n_total - self->n_finished);
}

/**
 * val_bulk_job_get_pace_reason:
 * @self: a job
 *
 * Returns: why it is no faster
 */
ValPaceReason
val_bulk_job_get_pace_reason (ValBulkJob *self)
{
  g_return_val_if_fail (VAL_IS_BULK_JOB (self), VAL_PACE_FREE);

  return self->pace != NULL ? val_pace_get_reason (self->pace) : VAL_PACE_FREE;
}

/**
 * val_bulk_job_get_stage:
 * @self: a job
 *
 * Returns: 0 without canary; else 1 for the first instance, 2 for 5 % of them, 3 for the rest
 */
guint
val_bulk_job_get_stage (ValBulkJob *self)
{
  g_return_val_if_fail (VAL_IS_BULK_JOB (self), 0);

  return self->stage;
}

/**
 * val_bulk_job_run_async:
 * @self: a job that was not run yet
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * Writes the plan into a journal, then changes one instance after the other (contract 3.5): its
 * intent is on the disk before its request leaves, where that is wanted the present value is read
 * first, and what is there afterwards is read back.  There is no cancellable: see
 * val_bulk_job_stop ().
 */
void
val_bulk_job_run_async (ValBulkJob *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (VAL_IS_BULK_JOB (self));
  g_return_if_fail (self->state == VAL_BULK_STATE_NEW && self->task == NULL);

  self->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->task, val_bulk_job_run_async);
  _val_bulk_job_begin (self);
}

/**
 * val_bulk_job_run_finish:
 * @self: a job
 * @result: from the callback
 * @error: #VAL_ERROR_INVALID_INPUT where another account is the current one,
 *   #VAL_ERROR_UNAUTHORIZED without secrets, #VAL_ERROR_STORAGE where the journal cannot be
 * written, #VAL_ERROR_CONFLICT where the job goes on elsewhere; it is still open then
 *
 * Returns: whether it ended as it should, however many of its rows failed: see
 *   val_bulk_job_get_end ()
 */
gboolean
val_bulk_job_run_finish (ValBulkJob *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * val_bulk_job_pause:
 * @self: a job
 *
 * Begins with no further instance.  Requests on their way come to their end; of what was begun, and
 * not sent yet, the turn comes again.
 */
void
val_bulk_job_pause (ValBulkJob *self)
{
  g_return_if_fail (VAL_IS_BULK_JOB (self));

  if (self->state == VAL_BULK_STATE_RUNNING || self->state == VAL_BULK_STATE_SETTLING ||
      self->state == VAL_BULK_STATE_PAUSED)
    _val_bulk_job_set_paused (self, VAL_BULK_PAUSE_USER, NULL);
}

/**
 * val_bulk_job_resume:
 * @self: a job
 *
 * Goes on after a pause, whatever it was for.
 */
void
val_bulk_job_resume (ValBulkJob *self)
{
  g_return_if_fail (VAL_IS_BULK_JOB (self));

  if (self->state != VAL_BULK_STATE_PAUSED)
    return;
  self->n_unauthorized = 0;
  val_pace_reset (self->pace);
  _val_bulk_job_set_paused (self, VAL_BULK_PAUSE_NONE, NULL);
}

/**
 * val_bulk_job_stop:
 * @self: a job
 *
 * Begins with no further instance and ends the job once what is on its way has come to its end.
 */
void
val_bulk_job_stop (ValBulkJob *self)
{
  g_return_if_fail (VAL_IS_BULK_JOB (self));

  if (self->task == NULL || self->ending || self->state == VAL_BULK_STATE_STOPPING)
    return;
  _val_bulk_job_stop_as (self, VAL_BULK_CANCELLED);
  _val_bulk_job_pump (self);
}
