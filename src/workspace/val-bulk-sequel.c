/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-sequel.h"

#include <glib/gi18n-lib.h>

/* Returns: (transfer full) (nullable): what stands for the %s of @format in @text */
static char *
strip (const char *text, const char *format)
{
  const char *place = strstr (format, "%s");
  g_autofree char *before = NULL;
  gsize length = strlen (text);
  gsize around;

  if (place == NULL)
    return NULL;
  before = g_strndup (format, place - format);
  around = strlen (before) + strlen (place + 2);
  if (length <= around || !g_str_has_prefix (text, before) || !g_str_has_suffix (text, place + 2))
    return NULL;
  return g_strndup (text + strlen (before), length - around);
}

/* Another try of an undo is one, and an undo of it does again what was done at first: a beginning
 * is never put before another one. */
static char *
describe (ValBulkSequel sequel, const char *rule)
{
  /* Translators: %s is what a job did, such as “Replace host a by b” */
  g_autofree char *undone = strip (rule, _ ("Undo: %s"));
  /* Translators: %s is what a job did, such as “Replace host a by b” */
  g_autofree char *repeated = strip (rule, _ ("Again: %s"));
  const char *first = repeated != NULL ? repeated : rule;

  if (undone != NULL)
    return sequel == VAL_BULK_UNDO ? g_strdup_printf (_ ("Again: %s"), undone) : g_strdup (rule);
  return sequel == VAL_BULK_UNDO ? g_strdup_printf (_ ("Undo: %s"), first)
                                 : g_strdup_printf (_ ("Again: %s"), first);
}

/**
 * val_bulk_sequel_new_header:
 * @sequel: what is to follow
 * @done: what the journal of the job before begins with
 *
 * See val_bulk_header_new_like ().
 *
 * Returns: (transfer full): what the journal that follows begins with
 */
ValBulkHeader *
val_bulk_sequel_new_header (ValBulkSequel sequel, const ValBulkHeader *done)
{
  g_autofree char *rule = NULL;
  ValBulkHeader *header;

  g_return_val_if_fail (done != NULL, NULL);

  rule = describe (sequel, done->rule);
  header = val_bulk_header_new_like (done, rule, &done->options);
  if (sequel == VAL_BULK_UNDO)
    {
      g_free (header->undo_of);
      header->undo_of = g_strdup (done->id);
    }
  return header;
}

static void
plan_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  ValChangePlan *done = val_bulk_record_get_plan (source);
  ValBulkSequel sequel = (ValBulkSequel) GPOINTER_TO_UINT (task_data);

  g_task_return_pointer (task,
                         sequel == VAL_BULK_UNDO ? val_change_plan_new_undo (done)
                                                 : val_change_plan_new_retry (done),
                         g_object_unref);
}

/**
 * val_bulk_sequel_plan_async:
 * @sequel: what is to follow
 * @record: what came of the job before; its plan is not to change meanwhile
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Makes a plan in a thread.
 */
void
val_bulk_sequel_plan_async (ValBulkSequel sequel,
                            ValBulkRecord *record,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VAL_IS_BULK_RECORD (record));

  task = g_task_new (record, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_bulk_sequel_plan_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (sequel), NULL);
  g_task_run_in_thread (task, plan_in_thread);
}

/**
 * val_bulk_sequel_plan_finish:
 * @record: what came of the job before
 * @result: from the callback
 * @error: #G_IO_ERROR_CANCELLED only
 *
 * Returns: (transfer full) (nullable): what is to be done
 */
ValChangePlan *
val_bulk_sequel_plan_finish (ValBulkRecord *record, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, record), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_bulk_sequel_plan_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
