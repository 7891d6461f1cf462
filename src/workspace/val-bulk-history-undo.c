/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-history.h"

/* Of an undo of an undo, and so on. */
#define MAX_UNDOS 8

/* What may have been changed counts, too. */
static guint
count_undoable (ValBulkEntry *entry)
{
  return val_bulk_entry_count (entry, VAL_CHANGE_DONE) +
         val_bulk_entry_count (entry, VAL_CHANGE_DAMAGED) +
         val_bulk_entry_count (entry, VAL_CHANGE_UNKNOWN);
}

/* An undo may be undone in its turn.  @depth: left, since a file may say anything of itself */
static gboolean
is_taken_back (ValBulkHistory *self, ValBulkEntry *entry, guint depth)
{
  guint n_undoable = count_undoable (entry);
  guint n_entries = g_list_model_get_n_items (G_LIST_MODEL (self));
  guint n_back = 0;

  for (guint i = 0; depth > 0 && i < n_entries; i++)
    {
      g_autoptr (ValBulkEntry) other = g_list_model_get_item (G_LIST_MODEL (self), i);
      const ValBulkHeader *header = val_bulk_entry_get_header (other);

      if (header != NULL &&
          g_strcmp0 (header->undo_of, val_bulk_entry_get_header (entry)->id) == 0 &&
          !is_taken_back (self, other, depth - 1))
        n_back += val_bulk_entry_count (other, VAL_CHANGE_DONE) +
                  val_bulk_entry_count (other, VAL_CHANGE_ALREADY);
    }
  return n_undoable > 0 && n_back >= n_undoable;
}

/**
 * val_bulk_history_is_taken_back:
 * @self: a history
 * @job: id of a job
 *
 * Returns: whether other jobs have taken back all that it changed, so that nothing of it is left
 */
gboolean
val_bulk_history_is_taken_back (ValBulkHistory *self, const char *job)
{
  ValBulkEntry *entry;

  g_return_val_if_fail (VAL_IS_BULK_HISTORY (self) && job != NULL, FALSE);

  entry = val_bulk_history_find (self, job);
  return entry != NULL && is_taken_back (self, entry, MAX_UNDOS);
}
