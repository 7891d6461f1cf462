/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-journal.h"

#include "util/val-error.h"
#include "workspace/val-bulk-file.h"
#include "workspace/val-bulk-format.h"
#include "workspace/val-bulk-record-private.h"
#include "workspace/val-bulk-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* The plan is written in pieces of about this size. */
#define PIECE (256 * 1024)

struct _ValBulkJournal
{
  GObject parent_instance;

  GFile *file;           /* (owned) (not nullable) */
  ValBulkWriter *writer; /* (owned) (not nullable) */
  guint n_rows;
};

G_DEFINE_FINAL_TYPE (ValBulkJournal, val_bulk_journal, G_TYPE_OBJECT)

/* A plan on its way to the disk, as it was when it was asked for. */
typedef struct
{
  GFile *folder;         /* (owned) */
  ValBulkHeader *header; /* (owned) */
  GPtrArray *changes;    /* (owned) (element-type ValChange) */
  GByteArray *ticked;    /* (owned) (element-type guint8) */

  ValHandle handle;
  char *path;    /* (owned) (nullable) */
  GString *text; /* (owned): lines not yet written */
  guint64 number;
} CreateOp;

static void
create_op_free (CreateOp *op)
{
  g_object_unref (op->folder);
  val_bulk_header_free (op->header);
  g_ptr_array_unref (op->changes);
  g_byte_array_unref (op->ticked);
  val_handle_close (&op->handle);
  g_free (op->path);
  g_string_free (op->text, TRUE);
  g_free (op);
}

static CreateOp *
create_op_new (GFile *folder, const ValBulkHeader *header, ValChangePlan *plan)
{
  CreateOp *op = g_new0 (CreateOp, 1);
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (plan));

  op->folder = g_object_ref (folder);
  op->header = val_bulk_header_copy (header);
  op->header->n_rows = n_rows;
  op->header->n_ticked = 0;
  op->changes = g_ptr_array_new_full (n_rows, g_object_unref);
  op->ticked = g_byte_array_sized_new (n_rows);
  op->handle = -1;
  op->text = g_string_new (NULL);
  for (guint i = 0; i < n_rows; i++)
    {
      ValChange *change = g_list_model_get_item (G_LIST_MODEL (plan), i);
      guint8 ticked = val_change_get_ticked (change) ? 1 : 0;

      g_ptr_array_add (op->changes, change);
      g_byte_array_append (op->ticked, &ticked, 1);
      op->header->n_ticked += ticked;
    }
  return op;
}

static ValBulkJournal *
journal_new (ValHandle *handle, const char *path, const ValBulkHeader *header, guint64 number)
{
  ValBulkJournal *self = g_object_new (VAL_TYPE_BULK_JOURNAL, NULL);

  self->file = g_file_new_for_path (path);
  self->writer = val_bulk_writer_new (handle, path, header->id, number);
  self->n_rows = header->n_rows;
  return self;
}

/* Creating, in a thread.  The changes' texts never change, so they are read here. */

static gboolean
write_piece (CreateOp *op, gsize at_least, GError **error)
{
  gboolean ok = TRUE;

  if (op->text->len < at_least)
    return TRUE;
  if (!val_handle_write_all (op->handle, op->text->str, op->text->len))
    ok = val_handle_refuse (error, op->path);
  g_string_truncate (op->text, 0);
  return ok;
}

static gboolean
append_change (CreateOp *op, guint row, GError **error)
{
  if (val_bulk_format_change_line (op->text, ++op->number, op->header->id, row,
                                   g_ptr_array_index (op->changes, row),
                                   op->ticked->data[row] != 0))
    return TRUE;
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_STORAGE,
                       _ ("The name or the URL of an instance is too long to be kept."));
  return FALSE;
}

static void
append_mark (CreateOp *op, ValBulkMarkKind kind)
{
  const ValBulkMark mark = { .kind = kind, .at = g_get_real_time () / 1000 };

  val_bulk_format_mark_line (op->text, ++op->number, op->header->id, &mark);
}

static gboolean
write_plan (CreateOp *op, GCancellable *cancellable, GError **error)
{
  val_bulk_format_header_line (op->text, ++op->number, op->header);
  for (guint i = 0; i < op->changes->len; i++)
    if (!append_change (op, i, error) || !write_piece (op, PIECE, error) ||
        g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
  append_mark (op, VAL_BULK_MARK_PLANNED);
  append_mark (op, VAL_BULK_MARK_STARTED);
  return write_piece (op, 0, error);
}

static gboolean
make_durable (CreateOp *op, GError **error)
{
  const char *folder = g_file_peek_path (op->folder);

  if (fsync (op->handle) != 0)
    return val_handle_refuse (error, op->path);
  return val_handle_sync_folder (folder) || val_handle_refuse (error, folder);
}

static gboolean
check_size (CreateOp *op, GError **error)
{
  if (op->changes->len <= VAL_BULK_MAX_ROWS)
    return TRUE;
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_STORAGE,
                       _ ("A job cannot have more than a million instances."));
  return FALSE;
}

static gboolean
create (CreateOp *op, GCancellable *cancellable, GError **error)
{
  if (!check_size (op, error))
    return FALSE;
  op->handle = val_bulk_file_create (op->folder, op->header, &op->path, error);
  if (op->handle < 0)
    return FALSE;
  if (write_plan (op, cancellable, error) && make_durable (op, error))
    return TRUE;
  /* Half a plan is of no use to anybody. */
  g_unlink (op->path);
  return FALSE;
}

static void
create_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  CreateOp *op = task_data;
  GError *error = NULL;

  if (create (op, cancellable, &error))
    g_task_return_pointer (task, journal_new (&op->handle, op->path, op->header, op->number),
                           g_object_unref);
  else
    g_task_return_error (task, error);
}

/* Reopening, in a thread. */

static void
reopen_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const ValBulkMark resumed = { .kind = VAL_BULK_MARK_RESUMED };
  const ValBulkScan *scan = _val_bulk_record_get_scan (task_data);
  const char *path = g_file_peek_path (val_bulk_record_get_file (task_data));
  GError *error = NULL;
  g_auto (ValHandle) handle = val_bulk_file_open (path, O_RDWR, &error);

  if (handle >= 0 && val_bulk_file_lock (handle, path, &error) &&
      val_bulk_file_continue (handle, path, scan, &error) &&
      val_bulk_file_append_mark (handle, path, scan, &resumed, &error))
    g_task_return_pointer (task, journal_new (&handle, path, scan->header, scan->number + 1),
                           g_object_unref);
  else
    g_task_return_error (task, error);
}

/* A thread is not waited for: it writes down what it has and ends by itself. */
static void
val_bulk_journal_finalize (GObject *object)
{
  ValBulkJournal *self = VAL_BULK_JOURNAL (object);

  val_bulk_writer_close (self->writer, NULL);
  g_clear_pointer (&self->writer, val_bulk_writer_unref);
  g_clear_object (&self->file);
  G_OBJECT_CLASS (val_bulk_journal_parent_class)->finalize (object);
}

static void
val_bulk_journal_class_init (ValBulkJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = val_bulk_journal_finalize;
}

static void
val_bulk_journal_init (ValBulkJournal *self)
{
}

/**
 * val_bulk_journal_create_async:
 * @folder: where journals are; made where it is missing
 * @header: what the journal begins with; its counts are taken from @plan
 * @plan: what is to be done, as it is ticked now
 * @cancellable: (nullable): to give up; nothing is left behind
 * @callback: called when done
 * @user_data: for @callback
 *
 * Writes the plan in a thread, the rows that are left alone too.  Once this is done, the plan
 * outlives a crash.
 */
void
val_bulk_journal_create_async (GFile *folder,
                               const ValBulkHeader *header,
                               ValChangePlan *plan,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (folder));
  g_return_if_fail (header != NULL);
  g_return_if_fail (VAL_IS_CHANGE_PLAN (plan));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_bulk_journal_create_async);
  g_task_set_task_data (task, create_op_new (folder, header, plan),
                        (GDestroyNotify) create_op_free);
  /* A journal that is there is given, or it would stay behind as one of an interrupted job. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, create_in_thread);
}

/**
 * val_bulk_journal_reopen_async:
 * @record: what was read of a job that was interrupted
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Opens the journal anew in a thread, cuts a damaged tail off and marks that the job goes on.  It
 * is refused where the file is no longer what @record says, or somebody else has it open.
 */
void
val_bulk_journal_reopen_async (ValBulkRecord *record,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VAL_IS_BULK_RECORD (record));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_bulk_journal_reopen_async);
  g_task_set_task_data (task, g_object_ref (record), g_object_unref);
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, reopen_in_thread);
}

/**
 * val_bulk_journal_open_finish:
 * @result: from the callback of either
 * @error: #VAL_ERROR_STORAGE where the file cannot be made or written, #VAL_ERROR_CONFLICT where
 * the job is over, goes on elsewhere or has gone on; or #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): a journal, open and locked
 */
ValBulkJournal *
val_bulk_journal_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * val_bulk_journal_get_file:
 * @self: a journal
 *
 * Returns: (transfer none): where it is
 */
GFile *
val_bulk_journal_get_file (ValBulkJournal *self)
{
  g_return_val_if_fail (VAL_IS_BULK_JOURNAL (self), NULL);

  return self->file;
}

/**
 * val_bulk_journal_add_intent:
 * @self: a journal
 * @row: the change's position in the plan
 *
 * Announces that a request which writes is going to be sent.  It may be sent once a flush that was
 * begun after this has succeeded.
 */
void
val_bulk_journal_add_intent (ValBulkJournal *self, guint row)
{
  const ValBulkMark mark = { .kind = VAL_BULK_MARK_SEND, .row = row };

  g_return_if_fail (VAL_IS_BULK_JOURNAL (self));
  g_return_if_fail (row < self->n_rows);

  val_bulk_writer_add (self->writer, &mark);
}

/**
 * val_bulk_journal_add_outcome:
 * @self: a journal
 * @row: the change's position in the plan
 * @state: what came of it: %VAL_CHANGE_DONE or one of those after it
 * @detail: (nullable): why, for people; no secrets
 *
 * Writes down what came of a row.  %VAL_CHANGE_DONE or %VAL_CHANGE_DAMAGED without an intent before
 * is read as %VAL_CHANGE_UNKNOWN.
 */
void
val_bulk_journal_add_outcome (ValBulkJournal *self,
                              guint row,
                              ValChangeState state,
                              const char *detail)
{
  const ValBulkMark mark = {
    .kind = VAL_BULK_MARK_OUTCOME,
    .row = row,
    .state = state,
    .detail = (char *) detail,
  };

  g_return_if_fail (VAL_IS_BULK_JOURNAL (self));
  g_return_if_fail (row < self->n_rows);
  g_return_if_fail (state >= VAL_CHANGE_DONE && state < VAL_CHANGE_N_STATES);

  val_bulk_writer_add (self->writer, &mark);
}

/**
 * val_bulk_journal_add_end:
 * @self: a journal
 * @end: how the job ended; anything but %VAL_BULK_OPEN
 *
 * Writes down that the job is over: the last that is added.
 */
void
val_bulk_journal_add_end (ValBulkJournal *self, ValBulkEnd end)
{
  const ValBulkMark mark = { .kind = VAL_BULK_MARK_END, .end = end };

  g_return_if_fail (VAL_IS_BULK_JOURNAL (self));
  g_return_if_fail (end > VAL_BULK_OPEN && end <= VAL_BULK_CLOSED);

  val_bulk_writer_add (self->writer, &mark);
}

/**
 * val_bulk_journal_flush_async:
 * @self: a journal
 * @callback: called when everything added before this call is durable, or cannot be
 * @user_data: for @callback
 *
 * Many flushes at once cost as much as one.
 */
void
val_bulk_journal_flush_async (ValBulkJournal *self,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VAL_IS_BULK_JOURNAL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, val_bulk_journal_flush_async);
  val_bulk_writer_flush (self->writer, task);
}

/**
 * val_bulk_journal_flush_finish:
 * @self: a journal
 * @result: from the callback
 * @error: #VAL_ERROR_STORAGE; every flush after one that failed fails too
 *
 * Returns: whether everything added before the flush outlives a crash
 */
gboolean
val_bulk_journal_flush_finish (ValBulkJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_bulk_journal_flush_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * val_bulk_journal_close_async:
 * @self: a journal
 * @callback: called when it is closed and its lock is gone
 * @user_data: for @callback
 *
 * Flushes and closes the file.  Nothing can be added afterwards.
 */
void
val_bulk_journal_close_async (ValBulkJournal *self,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VAL_IS_BULK_JOURNAL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, val_bulk_journal_close_async);
  val_bulk_writer_close (self->writer, task);
}

/**
 * val_bulk_journal_close_finish:
 * @self: a journal
 * @result: from the callback
 * @error: #VAL_ERROR_STORAGE, as for val_bulk_journal_flush_finish ()
 *
 * Returns: whether everything that was added outlives a crash; the file is closed in any case
 */
gboolean
val_bulk_journal_close_finish (ValBulkJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_bulk_journal_close_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
