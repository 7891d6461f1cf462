/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-job-private.h"

#include "util/val-error.h"

/* One refusal may be an instance's own affair; the next one is the account's. */
#define MAX_REFUSED 2

/* Two seconds: longer than the slowest rate that can be set keeps a request waiting. */
#define MAX_IDLE 20

static gboolean
is_going (ValBulkJob *self)
{
  return self->state == VAL_BULK_STATE_RUNNING || self->state == VAL_BULK_STATE_SETTLING;
}

/* The pace holds back what is on its way, and tries by itself whether the platform is there again.
 */
static void
reason_cb (ValBulkJob *self)
{
  ValPaceReason reason = val_pace_get_reason (self->pace);

  if (reason == VAL_PACE_BROKEN &&
      (is_going (self) || self->pause_reason == VAL_BULK_PAUSE_OFFLINE))
    _val_bulk_job_set_paused (self, VAL_BULK_PAUSE_ERRORS, self->problem);
  else if (reason == VAL_PACE_OFFLINE && is_going (self))
    _val_bulk_job_set_paused (self, VAL_BULK_PAUSE_OFFLINE, NULL);
  else if (reason != VAL_PACE_OFFLINE && self->pause_reason == VAL_BULK_PAUSE_OFFLINE)
    _val_bulk_job_set_paused (self, VAL_BULK_PAUSE_NONE, NULL);
  _val_bulk_job_tell_progress (self);
}

static void
hold_cb (ValBulkJob *self)
{
  gboolean held = val_pace_get_hold (self->pace) > 0 && val_pace_get_in_flight (self->pace) == 0;

  if (held == self->held)
    return;
  self->held = held;
  for (GList *link = self->active.head; link != NULL; link = link->next)
    _val_bulk_item_tell (link->data);
}

static void
network_changed_cb (ValBulkJob *self, gboolean available)
{
  if (available && val_pace_get_reason (self->pace) == VAL_PACE_OFFLINE)
    val_pace_reset (self->pace);
}

void
_val_bulk_job_watch (ValBulkJob *self)
{
  g_signal_connect_object (self->pace, "notify::reason", G_CALLBACK (reason_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pace, "notify", G_CALLBACK (hold_cb), self, G_CONNECT_SWAPPED);
  self->monitor = g_object_ref (g_network_monitor_get_default ());
  self->monitor_handler = g_signal_connect_swapped (self->monitor, "network-changed",
                                                    G_CALLBACK (network_changed_cb), self);
}

void
_val_bulk_job_unwatch (ValBulkJob *self)
{
  if (self->monitor != NULL)
    g_clear_signal_handler (&self->monitor_handler, self->monitor);
  g_clear_object (&self->monitor);
  if (self->pace != NULL)
    g_signal_handlers_disconnect_by_data (self->pace, self);
}

/* @error: (nullable): NULL for an answer that was none */
void
_val_bulk_job_note_answer (ValBulkJob *self, const GError *error)
{
  gboolean refused =
      val_error_is (error, VAL_ERROR_UNAUTHORIZED) || val_error_is (error, VAL_ERROR_TLS);

  if (val_error_is_cancelled (error))
    return;
  self->n_unauthorized = refused ? self->n_unauthorized + 1 : 0;
  if (error != NULL && is_going (self))
    {
      g_clear_error (&self->problem);
      self->problem = g_error_copy (error);
    }
  if (self->n_unauthorized >= MAX_REFUSED && is_going (self))
    _val_bulk_job_set_paused (self, VAL_BULK_PAUSE_ERRORS, error);
}

/* A job that is to stop finds out what became of what it sent, and does not wait for that while the
 * platform wants to be left alone, or cannot be reached. */
void
_val_bulk_job_hurry_stop (ValBulkJob *self)
{
  gboolean stops = self->state == VAL_BULK_STATE_STOPPING || self->failure != NULL;

  self->n_idle = stops && val_pace_get_in_flight (self->pace) == 0 ? self->n_idle + 1 : 0;
  if (self->n_idle >= MAX_IDLE)
    val_pace_close (self->pace);
}

/**
 * val_bulk_job_get_hold:
 * @self: a job
 *
 * Returns: in how many seconds it goes on, where the platform has asked to wait, or 0
 */
guint
val_bulk_job_get_hold (ValBulkJob *self)
{
  gint64 hold;

  g_return_val_if_fail (VAL_IS_BULK_JOB (self), 0);

  hold = self->pace != NULL ? val_pace_get_hold (self->pace) : 0;
  return (guint) ((hold + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}
