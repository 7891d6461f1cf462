/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-job-private.h"

/* Of every frame most is left to the window. */
#define SLICE_US 4000

static void
finish (ValBulkJob *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  _val_bulk_job_tell_progress (self);
  _val_bulk_job_set_state (self, VAL_BULK_STATE_ENDED);
  if (self->failure != NULL)
    g_task_return_error (task, g_steal_pointer (&self->failure));
  else
    g_task_return_boolean (task, TRUE);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValBulkJob) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!val_bulk_journal_close_finish (VAL_BULK_JOURNAL (source), result, &error))
    _val_bulk_job_fail (self, error);
  if (self->failure != NULL)
    self->end = VAL_BULK_OPEN;
  finish (self);
}

/* A job that failed is one that was interrupted: it can be taken up again. */
static void
close_journal (ValBulkJob *self)
{
  g_autoptr (ValBulkJournal) journal = g_steal_pointer (&self->journal);

  if (self->failure == NULL && self->end == VAL_BULK_OPEN)
    self->end = VAL_BULK_FINISHED;
  if (self->failure == NULL)
    val_bulk_journal_add_end (journal, self->end);
  val_bulk_journal_close_async (journal, closed_cb, g_object_ref (self));
}

/* What was sent, and seen not to be there, has failed; what was only refused for now was not sent.
 */
static ValChangeState
find_end (const ValBulkItem *item)
{
  if (item->sent)
    return VAL_CHANGE_UNKNOWN;
  return item->failure != NULL ? VAL_CHANGE_FAILED : VAL_CHANGE_NOT_SENT;
}

/* What was armed has an intent in the journal, which needs an outcome. */
static void
drop_armed (ValBulkJob *self, GQueue *queue)
{
  ValBulkItem *item;

  while ((item = g_queue_pop_head (queue)) != NULL)
    {
      ValChangeState state = find_end (item);
      guint n_ended = state != VAL_CHANGE_NOT_SENT ? 1 : 0;

      if (self->failure == NULL)
        val_bulk_journal_add_outcome (self->journal, item->row, state, item->failure);
      val_change_set_state (item->change, state, item->failure);
      self->n_finished += n_ended;
      self->n_failed += n_ended;
      _val_bulk_item_free (item);
    }
}

static gboolean
drop_turn_cb (gpointer user_data)
{
  ValBulkJob *self = user_data;
  gint64 deadline = g_get_monotonic_time () + SLICE_US;

  while (self->n_turned < self->turn->len && g_get_monotonic_time () < deadline)
    {
      guint row = g_array_index (self->turn, guint, self->n_turned++);
      g_autoptr (ValChange) change = g_list_model_get_item (G_LIST_MODEL (self->plan), row);

      val_change_set_state (change, VAL_CHANGE_NOT_SENT, NULL);
    }
  if (self->n_turned < self->turn->len)
    return G_SOURCE_CONTINUE;
  close_journal (self);
  return G_SOURCE_REMOVE;
}

/* To be called when nothing more is to be sent: waits for what is on its way. */
void
_val_bulk_job_end (ValBulkJob *self)
{
  if (self->ending || self->active.length > 0 || !g_queue_is_empty (&self->arming))
    return;
  self->ending = TRUE;
  _val_bulk_job_unwatch (self);
  if (self->journal == NULL)
    {
      finish (self);
      return;
    }
  drop_armed (self, &self->ready);
  drop_armed (self, &self->unsettled);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, drop_turn_cb, g_object_ref (self), g_object_unref);
}
