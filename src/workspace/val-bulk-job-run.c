/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-job-private.h"

#include "util/val-error.h"
#include "workspace/val-bulk-record-private.h"
#include "workspace/val-bulk-stage.h"

#include <glib/gi18n-lib.h>

/* Rows have their intent on the disk ahead of their turn, so that nothing waits for the disk: as
 * many as are done while a busy one flushes.  Not more, since after a crash nobody knows of these
 * what became of them. */
#define AHEAD_SECONDS     0.1
#define AHEAD_PER_REQUEST 2
#define FIRST_PER_REQUEST 8 /* while nobody knows how fast it goes */
#define MAX_AHEAD         256

/* Begins what is to follow the rows that are on their way, and ends the job after the last. */

static guint
count_pipeline (ValBulkJob *self)
{
  return self->arming.length + self->ready.length + self->unsettled.length + self->active.length;
}

static gboolean
is_stopping (ValBulkJob *self)
{
  return self->failure != NULL || self->state == VAL_BULK_STATE_STOPPING;
}

/* Arming: the intents. */

static void
armed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValBulkJob) self = user_data;
  g_autoptr (GError) error = NULL;
  ValBulkItem *item;

  /* What is not known to be on the disk is not sent. */
  if (!val_bulk_journal_flush_finish (VAL_BULK_JOURNAL (source), result, &error))
    _val_bulk_job_fail (self, error);
  while ((item = g_queue_pop_head (&self->arming)) != NULL)
    g_queue_push_tail (&self->ready, item);
  _val_bulk_job_pump (self);
}

static guint
count_ahead (ValBulkJob *self)
{
  double rate = val_bulk_forecast_get_rate (&self->forecast);
  guint concurrency = self->header->options.concurrency;

  if (rate <= 0)
    return MIN (concurrency * FIRST_PER_REQUEST, MAX_AHEAD);
  return CLAMP ((guint) MIN (rate * AHEAD_SECONDS, MAX_AHEAD), concurrency * AHEAD_PER_REQUEST,
                MAX_AHEAD);
}

static guint
count_to_arm (ValBulkJob *self)
{
  guint limit = val_bulk_stage_get_limit (self->stage, self->n_total);
  guint begun = self->n_tried + count_pipeline (self);
  guint ahead = count_ahead (self);

  if (!g_queue_is_empty (&self->arming) || self->ready.length > ahead / 2)
    return 0;
  return MIN (MIN (ahead - self->ready.length, limit > begun ? limit - begun : 0),
              self->turn->len - self->n_turned);
}

static void
arm (ValBulkJob *self)
{
  guint n_to_arm = count_to_arm (self);

  for (guint i = 0; i < n_to_arm; i++)
    {
      guint row = g_array_index (self->turn, guint, self->n_turned++);

      val_bulk_journal_add_intent (self->journal, row);
      g_queue_push_tail (&self->arming, _val_bulk_item_new (self, row));
    }
  if (n_to_arm > 0)
    val_bulk_journal_flush_async (self->journal, armed_cb, g_object_ref (self));
}

/* Launching. */

/* More than may be in flight are begun: their requests are made, and wait in the pace for the
 * answer that lets them leave, or have an answer that was not looked at yet. */
static gboolean
has_room (ValBulkJob *self)
{
  guint concurrency = self->header->options.concurrency;

  return self->active.length < concurrency + concurrency / 2;
}

static void
launch_from (ValBulkJob *self, GQueue *queue)
{
  while (has_room (self) && !g_queue_is_empty (queue))
    {
      ValBulkItem *item = g_queue_pop_head (queue);

      g_queue_push_tail (&self->active, item);
      _val_bulk_item_run (item);
    }
}

static gboolean
begin_next_stage (ValBulkJob *self)
{
  guint stage = val_bulk_stage_find (&self->header->options, self->n_total, self->n_tried);

  if (stage <= self->stage || count_pipeline (self) > 0)
    return FALSE;
  if (val_bulk_budget_holds_for_stage (&self->header->options, self->n_tried, self->n_failed))
    {
      _val_bulk_job_set_stage (self, stage);
      return TRUE;
    }
  _val_bulk_job_stop_as (self, VAL_BULK_STOPPED);
  return FALSE;
}

static void
go_on (ValBulkJob *self)
{
  do
    {
      arm (self);
      launch_from (self, &self->ready);
    }
  while (self->n_finished < self->n_total && begin_next_stage (self));
  if (is_stopping (self) || (count_pipeline (self) == 0 && self->n_finished == self->n_total))
    _val_bulk_job_end (self);
}

static void
settle (ValBulkJob *self)
{
  launch_from (self, &self->unsettled);
  if (self->active.length > 0 || !g_queue_is_empty (&self->unsettled))
    return;
  self->settled = TRUE;
  _val_bulk_job_set_state (self, VAL_BULK_STATE_RUNNING);
  go_on (self);
}

/* To be called whenever something has changed: a row, the disk, the state. */
void
_val_bulk_job_pump (ValBulkJob *self)
{
  if (self->ending || self->journal == NULL)
    return;
  if (is_stopping (self))
    _val_bulk_job_end (self);
  else if (self->state == VAL_BULK_STATE_SETTLING)
    settle (self);
  else if (self->state == VAL_BULK_STATE_RUNNING)
    go_on (self);
}

/* Nothing is sent any more; what is on its way is waited for. */
void
_val_bulk_job_fail (ValBulkJob *self, const GError *error)
{
  if (self->failure == NULL)
    self->failure = g_error_copy (error);
  _val_bulk_job_recall (self);
}

/* For an item. */

gboolean
_val_bulk_job_may_write (ValBulkJob *self)
{
  return self->failure == NULL && self->state == VAL_BULK_STATE_RUNNING;
}

static gboolean
is_current_account (ValBulkJob *self)
{
  return val_bulk_header_is_of (self->header, val_workspace_get_account (self->workspace));
}

/* Returns: (transfer none) (nullable): the instance in the window's list, while that is the list of
 * the job's account on the job's platform */
ValInstance *
_val_bulk_job_find (ValBulkJob *self, ValChange *change)
{
  return is_current_account (self)
             ? val_instance_store_lookup (val_workspace_get_instances (self->workspace),
                                          val_change_get_id (change))
             : NULL;
}

/* A draft of the instance notices, and tells of a conflict where it edits the same. */
void
_val_bulk_job_adopt (ValBulkJob *self, ValInstance *newer)
{
  ValInstance *living =
      is_current_account (self)
          ? val_instance_store_lookup (val_workspace_get_instances (self->workspace),
                                       val_instance_get_id (newer))
          : NULL;

  if (living != NULL)
    val_instance_adopt (living, newer);
}

static void
count (ValBulkJob *self, ValChangeState state)
{
  self->n_finished++;
  if (state == VAL_CHANGE_DAMAGED || state == VAL_CHANGE_FAILED || state == VAL_CHANGE_UNKNOWN)
    self->n_failed++;
  if (state == VAL_CHANGE_CONFLICT)
    self->n_conflicts++;
  if (state != VAL_CHANGE_CONFLICT && state != VAL_CHANGE_ALREADY)
    self->n_tried++;
}

static void
check_budget (ValBulkJob *self)
{
  if (self->state == VAL_BULK_STATE_STOPPING ||
      val_bulk_budget_holds (&self->header->options, self->n_finished, self->n_failed))
    return;
  _val_bulk_job_stop_as (self, VAL_BULK_STOPPED);
}

/* @item: (transfer full) */
void
_val_bulk_job_end_item (ValBulkJob *self,
                        ValBulkItem *item,
                        ValChangeState state,
                        const char *detail)
{
  g_autoptr (ValBulkItem) owned = item;

  val_bulk_journal_add_outcome (self->journal, owned->row, state, detail);
  val_change_set_state (owned->change, state, detail);
  count (self, state);
  g_queue_remove (&self->active, owned);
  check_budget (self);
  _val_bulk_job_pump (self);
}

/* @item: (transfer full): to be begun once more, or to be ended with the job
 * @error: (nullable): why the account, or the network, refused it */
void
_val_bulk_job_return_item (ValBulkJob *self, ValBulkItem *item, const GError *error)
{
  GQueue *queue = item->sent && !self->settled ? &self->unsettled : &self->ready;
  gboolean refused = error != NULL && !val_error_is_cancelled (error);

  val_change_set_state (item->change, VAL_CHANGE_WAITING, refused ? error->message : NULL);
  g_queue_remove (&self->active, item);
  g_queue_push_tail (queue, item);
  _val_bulk_job_pump (self);
}

/* Beginning: which rows, and the journal. */

static gboolean
is_lost (ValBulkJob *self, guint row)
{
  return self->record != NULL && _val_bulk_record_is_lost (self->record, row);
}

static gboolean
is_to_be_settled (ValBulkJob *self, guint row, ValChange *change)
{
  return self->record != NULL && val_change_get_state (change) == VAL_CHANGE_UNKNOWN &&
         !is_lost (self, row);
}

static void
sort_row (ValBulkJob *self, guint row, ValChange *change)
{
  ValBulkItem *item;

  self->n_total++;
  if (is_to_be_settled (self, row, change))
    {
      item = _val_bulk_item_new (self, row);
      item->announced = TRUE;
      item->sent = TRUE;
      g_queue_push_tail (&self->unsettled, item);
    }
  else if (val_change_state_is_final (val_change_get_state (change)) && !is_lost (self, row))
    count (self, val_change_get_state (change));
  else
    {
      val_change_set_state (change, VAL_CHANGE_WAITING, NULL);
      g_array_append_val (self->turn, row);
    }
}

static void
sort_rows (ValBulkJob *self)
{
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->plan));

  for (guint row = 0; row < n_rows; row++)
    {
      g_autoptr (ValChange) change = g_list_model_get_item (G_LIST_MODEL (self->plan), row);

      if (val_change_get_ticked (change))
        sort_row (self, row, change);
    }
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValBulkJob) self = user_data;
  g_autoptr (GError) error = NULL;

  self->journal = val_bulk_journal_open_finish (result, &error);
  if (self->journal == NULL)
    {
      _val_bulk_job_fail (self, error);
      _val_bulk_job_end (self);
      return;
    }
  g_set_object (&self->file, val_bulk_journal_get_file (self->journal));
  _val_bulk_job_pump (self);
}

static gboolean
check_account (ValBulkJob *self, GError **error)
{
  ValAccount *account = val_workspace_get_account (self->workspace);

  if (account == NULL ||
      g_strcmp0 (val_account_get_uuid (account), self->header->account_uuid) != 0)
    {
      g_set_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT,
                   /* Translators: name of an account */
                   _ ("This job is of the account “%s”. Choose that account first."),
                   self->header->account_name);
      return FALSE;
    }
  if (g_strcmp0 (val_account_get_base_url (account), self->header->base_url) == 0)
    return TRUE;
  g_set_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT,
               /* Translators: a URL */
               _ ("This job is of a platform at %s, where the account no longer is."),
               self->header->base_url);
  return FALSE;
}

static gboolean
open_session (ValBulkJob *self, GError **error)
{
  const ValBulkOptions *options = &self->header->options;

  self->pace = val_pace_new (options->concurrency, options->rate);
  self->session = val_workspace_new_paced_session (self->workspace, self->pace);
  if (self->session == NULL)
    g_set_error_literal (error, VAL_ERROR, VAL_ERROR_UNAUTHORIZED,
                         _ ("The secrets of this account are not known."));
  return self->session != NULL;
}

void
_val_bulk_job_begin (ValBulkJob *self)
{
  g_autoptr (GError) error = NULL;

  if (!check_account (self, &error) || !open_session (self, &error))
    {
      _val_bulk_job_fail (self, error);
      _val_bulk_job_end (self);
      return;
    }
  sort_rows (self);
  self->stage = val_bulk_stage_find (&self->header->options, self->n_total, self->n_tried);
  _val_bulk_job_watch (self);
  _val_bulk_job_set_state (self,
                           self->record != NULL ? VAL_BULK_STATE_SETTLING : VAL_BULK_STATE_RUNNING);
  if (self->record != NULL)
    val_bulk_journal_reopen_async (self->record, NULL, opened_cb, g_object_ref (self));
  else
    val_bulk_journal_create_async (self->folder, self->header, self->plan, NULL, opened_cb,
                                   g_object_ref (self));
}
