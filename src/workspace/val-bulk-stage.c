/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-stage.h"

#define CANARY_PERCENT 5
/* The share of failures in fewer says nothing. */
#define MIN_SAMPLE 20

/**
 * val_bulk_stage_get_limit:
 * @stage: 0 for a job without stages, else 1 to 3
 * @n_total: how many instances the job changes
 *
 * Returns: how many of them may be tried before the stage is over
 */
guint
val_bulk_stage_get_limit (guint stage, guint n_total)
{
  guint64 share = ((guint64) n_total * CANARY_PERCENT + 99) / 100;

  if (stage == 1)
    return MIN (1, n_total);
  if (stage == 2)
    return MIN ((guint) MAX (share, 2), n_total);
  return n_total;
}

/**
 * val_bulk_stage_find:
 * @options: of the job
 * @n_total: how many instances it changes
 * @n_tried: how many were changed, or failed: one that was found to be another's, or as it should
 * be already, says nothing of how the rest will go
 *
 * Returns: the stage that is next: 0 where the job has none, else 1 to 3
 */
guint
val_bulk_stage_find (const ValBulkOptions *options, guint n_total, guint n_tried)
{
  guint stage = 1;

  if (!options->canary)
    return 0;
  while (stage < 3 && n_tried >= val_bulk_stage_get_limit (stage, n_total))
    stage++;
  return stage;
}

static gboolean
holds (const ValBulkOptions *options, guint sample, guint n_failed)
{
  return (guint64) n_failed * 100 <= (guint64) options->error_budget * sample;
}

/**
 * val_bulk_budget_holds:
 * @options: of the job
 * @n_finished: of how many instances the outcome is known
 * @n_failed: of how many it is a failure, or nobody knows
 *
 * Returns: whether the job may go on
 */
gboolean
val_bulk_budget_holds (const ValBulkOptions *options, guint n_finished, guint n_failed)
{
  return holds (options, MAX (n_finished, MIN_SAMPLE), n_failed);
}

/**
 * val_bulk_budget_holds_for_stage:
 * @options: of the job
 * @n_tried: how many instances were changed, or failed
 * @n_failed: of how many it is a failure, or nobody knows
 *
 * The few instances of a stage are there to be judged by: none is too few.
 *
 * Returns: whether the next stage may begin
 */
gboolean
val_bulk_budget_holds_for_stage (const ValBulkOptions *options, guint n_tried, guint n_failed)
{
  return holds (options, n_tried, n_failed);
}
