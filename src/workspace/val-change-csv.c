/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-change-csv.h"

#include "model/val-change-plan.h"

/* Of every frame most is left to the window. */
#define SLICE_US 4000

typedef struct
{
  GPtrArray *changes; /* (owned) (element-type ValChange) */
  guint n_done;
  GString *text; /* (owned) (nullable) */
} Csv;

static void
csv_free (Csv *csv)
{
  g_ptr_array_unref (csv->changes);
  if (csv->text != NULL)
    g_string_free (csv->text, TRUE);
  g_free (csv);
}

static Csv *
csv_new (GListModel *changes)
{
  Csv *csv = g_new0 (Csv, 1);
  guint n_changes = g_list_model_get_n_items (changes);

  csv->changes = g_ptr_array_new_full (n_changes, g_object_unref);
  csv->text = g_string_new (NULL);
  for (guint i = 0; i < n_changes; i++)
    g_ptr_array_add (csv->changes, g_list_model_get_item (changes, i));
  val_change_plan_append_heading (csv->text);
  return csv;
}

static gboolean
slice_cb (gpointer user_data)
{
  GTask *task = user_data;
  Csv *csv = g_task_get_task_data (task);
  gint64 deadline = g_get_monotonic_time () + SLICE_US;

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  while (csv->n_done < csv->changes->len && g_get_monotonic_time () < deadline)
    val_change_plan_append_row (csv->text, g_ptr_array_index (csv->changes, csv->n_done++));
  if (csv->n_done < csv->changes->len)
    return G_SOURCE_CONTINUE;
  g_task_return_pointer (task, g_string_free_to_bytes (g_steal_pointer (&csv->text)),
                         (GDestroyNotify) g_bytes_unref);
  return G_SOURCE_REMOVE;
}

/**
 * val_change_csv_async:
 * @changes: (element-type ValChange): changes, such as those that a filter shows now
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Which rows there are is as when it is called; each is as when its turn comes.
 */
void
val_change_csv_async (GListModel *changes,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task;

  g_return_if_fail (G_IS_LIST_MODEL (changes));

  task = g_task_new (changes, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_change_csv_async);
  g_task_set_task_data (task, csv_new (changes), (GDestroyNotify) csv_free);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, slice_cb, task, g_object_unref);
}

/**
 * val_change_csv_finish:
 * @changes: the changes
 * @result: from the callback
 * @error: #G_IO_ERROR_CANCELLED only
 *
 * Returns: (transfer full) (nullable): what val_change_plan_to_csv () gives
 */
GBytes *
val_change_csv_finish (GListModel *changes, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, changes), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
