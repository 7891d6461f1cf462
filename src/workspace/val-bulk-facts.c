/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-facts.h"

#include "util/val-error.h"
#include "workspace/val-bulk-file.h"
#include "workspace/val-bulk-scan.h"

#include <fcntl.h>

static gboolean
is_same_file (const struct stat *one, const struct stat *other)
{
  return one->st_dev == other->st_dev && one->st_ino == other->st_ino &&
         one->st_size == other->st_size && one->st_mtim.tv_sec == other->st_mtim.tv_sec &&
         one->st_mtim.tv_nsec == other->st_mtim.tv_nsec;
}

/* Rows that are not ticked are in no state but the first, and are not told apart in a journal whose
 * plan is not read. */
static void
count_states (ValBulkFacts *self, const ValBulkScan *scan)
{
  ValChangeState left = VAL_CHANGE_WAITING;
  guint n_turns = 0;

  for (guint i = 0; i < scan->states->len; i++)
    self->counts[scan->states->data[i]]++;
  for (guint state = VAL_CHANGE_WAITING + 1; state < VAL_CHANGE_N_STATES; state++)
    n_turns += self->counts[state];
  if (val_bulk_scan_has_lost (scan))
    left = VAL_CHANGE_UNKNOWN;
  else if (scan->end != VAL_BULK_OPEN)
    left = VAL_CHANGE_NOT_SENT;
  self->counts[VAL_CHANGE_WAITING] = 0;
  self->counts[left] += scan->header->n_ticked - MIN (n_turns, scan->header->n_ticked);
}

static ValBulkFacts *
facts_new (GFile *file)
{
  ValBulkFacts *self = g_new0 (ValBulkFacts, 1);

  self->file = g_object_ref (file);
  return self;
}

static ValBulkFacts *
facts_new_damaged (GFile *file, const GError *error)
{
  ValBulkFacts *self = facts_new (file);

  self->damage = g_strdup (error->message);
  return self;
}

static ValBulkFacts *
facts_new_for_scan (GFile *file, ValBulkScan *scan)
{
  ValBulkFacts *self = facts_new (file);

  self->status = scan->status;
  self->end = scan->end;
  self->n_cut = scan->n_cut + scan->n_lost;
  if (scan->damage != NULL)
    self->damage = g_strdup (scan->damage->message);
  else
    count_states (self, scan);
  self->header = g_steal_pointer (&scan->header);
  return self;
}

static ValBulkFacts *
read_open (GFile *file,
           ValHandle handle,
           const ValBulkFacts *known,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (ValBulkScan) scan = NULL;
  struct stat now;

  if (known != NULL && fstat (handle, &now) == 0 && is_same_file (&now, &known->status))
    return val_bulk_facts_copy (known);
  scan = val_bulk_scan_read (handle, g_file_peek_path (file), FALSE, cancellable, error);
  return scan != NULL ? facts_new_for_scan (file, scan) : NULL;
}

/* A job that just begins has not written its plan down yet: that is no damage. */
static ValBulkFacts *
set_running (ValBulkFacts *facts, const ValBulkFacts *known, gboolean running)
{
  g_autoptr (ValBulkFacts) mine = facts;

  if (running && mine->damage != NULL && known == NULL)
    return NULL;
  if (running && mine->damage != NULL)
    {
      g_clear_pointer (&mine, val_bulk_facts_free);
      mine = val_bulk_facts_copy (known);
    }
  mine->running = running;
  return g_steal_pointer (&mine);
}

/**
 * val_bulk_facts_read:
 * @file: a journal
 * @known: (nullable): what an earlier look told; the file is not read again where it is the same
 * @cancellable: (nullable): to give up
 * @error: #G_IO_ERROR_CANCELLED only
 *
 * Looks at a journal.  Blocks: for threads.
 *
 * Returns: (transfer full) (nullable): what it tells; %NULL without an error where there is nothing
 *   to tell, since the file is gone or only being made
 */
ValBulkFacts *
val_bulk_facts_read (GFile *file,
                     const ValBulkFacts *known,
                     GCancellable *cancellable,
                     GError **error)
{
  const char *path = g_file_peek_path (file);
  g_autoptr (GError) inner = NULL;
  g_auto (ValHandle) handle = val_bulk_file_open (path, O_RDONLY, &inner);
  gboolean running = handle >= 0 && val_bulk_file_is_locked (handle);
  ValBulkFacts *facts = NULL;

  if (handle < 0 && !g_file_query_exists (file, NULL))
    return NULL;
  if (handle >= 0)
    facts = read_open (file, handle, known, cancellable, &inner);
  if (val_error_is_cancelled (inner))
    g_propagate_error (error, g_steal_pointer (&inner));
  else if (facts == NULL)
    facts = facts_new_damaged (file, inner);
  return facts != NULL ? set_running (facts, known, running) : NULL;
}

/**
 * val_bulk_facts_copy:
 * @self: what a look at a journal told
 *
 * Returns: (transfer full): the same
 */
ValBulkFacts *
val_bulk_facts_copy (const ValBulkFacts *self)
{
  ValBulkFacts *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (ValBulkFacts, 1);
  *copy = *self;
  copy->file = g_object_ref (self->file);
  copy->header = self->header != NULL ? val_bulk_header_copy (self->header) : NULL;
  copy->damage = g_strdup (self->damage);
  return copy;
}

/**
 * val_bulk_facts_free:
 * @self: (transfer full): what a look at a journal told
 */
void
val_bulk_facts_free (ValBulkFacts *self)
{
  g_return_if_fail (self != NULL);

  g_object_unref (self->file);
  g_clear_pointer (&self->header, val_bulk_header_free);
  g_free (self->damage);
  g_free (self);
}

/**
 * val_bulk_facts_get_time:
 * @self: what a look at a journal told
 *
 * Returns: when the job began, or when the file was last written where that cannot be read, in
 *   seconds since the epoch
 */
gint64
val_bulk_facts_get_time (const ValBulkFacts *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->header != NULL ? self->header->created : self->status.st_mtim.tv_sec;
}
