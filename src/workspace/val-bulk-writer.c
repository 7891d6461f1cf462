/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-writer.h"

#include "util/val-error.h"
#include "workspace/val-bulk-file.h"

#include <glib/gi18n-lib.h>

/* How long marks that nobody awaits may gather before they are written. */
#define GATHER_USEC (10 * G_TIME_SPAN_MILLISECOND)
/* As many rows are announced in one line. */
#define ROWS_IN_LINE 256

struct _ValBulkWriter
{
  gatomicrefcount refs;

  GMutex lock;
  GCond changed;
  GArray *marks;     /* (owned) (element-type ValBulkMark): not yet written */
  GPtrArray *awaits; /* (owned) (element-type GTask): to be told once the marks are durable */
  GError *error;     /* (owned) (nullable): set once; nothing is written after it */
  gboolean closed;   /* the thread ends when nothing is left to do */

  /* Of the thread alone. */
  ValHandle handle;
  char *path;     /* (owned) */
  char *job;      /* (owned): its id */
  guint64 number; /* of the last line */
  GString *text;  /* (owned) */
};

static void
clear_mark (gpointer data)
{
  g_free (((ValBulkMark *) data)->detail);
}

static GArray *
marks_new (void)
{
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (ValBulkMark));

  g_array_set_clear_func (marks, clear_mark);
  return marks;
}

/* In the thread. */

static guint
count_sends (const GArray *marks, guint from)
{
  guint to = from;

  while (to < marks->len && to - from < ROWS_IN_LINE &&
         g_array_index (marks, ValBulkMark, to).kind == VAL_BULK_MARK_SEND)
    to++;
  return to - from;
}

static void
format_marks (ValBulkWriter *self, const GArray *marks)
{
  g_string_truncate (self->text, 0);
  for (guint i = 0; i < marks->len;)
    {
      const ValBulkMark *mark = &g_array_index (marks, ValBulkMark, i);
      guint n_sends = count_sends (marks, i);

      if (n_sends > 0)
        val_bulk_format_send_line (self->text, ++self->number, self->job, mark, n_sends);
      else
        val_bulk_format_mark_line (self->text, ++self->number, self->job, mark);
      i += MAX (n_sends, 1);
    }
}

static void
write_marks (ValBulkWriter *self, const GArray *marks)
{
  GError *error = NULL;

  /* No other thread sets the error, so it is read without the lock. */
  if (marks->len == 0 || self->error != NULL)
    return;
  format_marks (self, marks);
  if (val_bulk_file_append (self->handle, self->path, self->text, &error))
    return;
  g_mutex_lock (&self->lock);
  self->error = error;
  g_mutex_unlock (&self->lock);
}

static void
tell (ValBulkWriter *self, GPtrArray *awaits)
{
  for (guint i = 0; i < awaits->len; i++)
    if (self->error != NULL)
      g_task_return_error (g_ptr_array_index (awaits, i), g_error_copy (self->error));
    else
      g_task_return_boolean (g_ptr_array_index (awaits, i), TRUE);
}

/* Waits for something to do. */
static void
take_work (ValBulkWriter *self, GArray **marks, GPtrArray **awaits, gboolean *closed)
{
  gint64 until;

  g_mutex_lock (&self->lock);
  while (self->marks->len == 0 && self->awaits->len == 0 && !self->closed)
    g_cond_wait (&self->changed, &self->lock);
  until = g_get_monotonic_time () + GATHER_USEC;
  while (self->awaits->len == 0 && !self->closed &&
         g_cond_wait_until (&self->changed, &self->lock, until))
    continue;
  *marks = g_steal_pointer (&self->marks);
  *awaits = g_steal_pointer (&self->awaits);
  *closed = self->closed;
  self->marks = marks_new ();
  self->awaits = g_ptr_array_new_with_free_func (g_object_unref);
  g_mutex_unlock (&self->lock);
}

static gpointer
write_until_closed (gpointer data)
{
  g_autoptr (ValBulkWriter) self = data;
  gboolean closed = FALSE;

  while (!closed)
    {
      g_autoptr (GArray) marks = NULL;
      g_autoptr (GPtrArray) awaits = NULL;

      take_work (self, &marks, &awaits, &closed);
      write_marks (self, marks);
      /* Who is told of the end may open the file anew at once. */
      if (closed)
        val_handle_close (&self->handle);
      tell (self, awaits);
    }
  return NULL;
}

/* In other threads. */

/**
 * val_bulk_writer_new:
 * @handle: (inout): a journal, open for writing where its next line goes; taken over
 * @path: of it, for messages
 * @job: id of the job
 * @number: of the last line
 *
 * Returns: (transfer full): a writer; it keeps the file open until val_bulk_writer_close ()
 */
ValBulkWriter *
val_bulk_writer_new (ValHandle *handle, const char *path, const char *job, guint64 number)
{
  ValBulkWriter *self;

  g_return_val_if_fail (handle != NULL && *handle >= 0, NULL);
  g_return_val_if_fail (path != NULL && job != NULL, NULL);

  self = g_new0 (ValBulkWriter, 1);
  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->marks = marks_new ();
  self->awaits = g_ptr_array_new_with_free_func (g_object_unref);
  self->handle = val_handle_steal (handle);
  self->path = g_strdup (path);
  self->job = g_strdup (job);
  self->number = number;
  self->text = g_string_new (NULL);
  g_atomic_ref_count_inc (&self->refs);
  g_thread_unref (g_thread_new ("journal", write_until_closed, self));
  return self;
}

/**
 * val_bulk_writer_unref:
 * @self: (transfer full): a writer
 */
void
val_bulk_writer_unref (ValBulkWriter *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  val_handle_close (&self->handle);
  g_array_unref (self->marks);
  g_ptr_array_unref (self->awaits);
  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->path);
  g_free (self->job);
  g_string_free (self->text, TRUE);
  g_free (self);
}

/**
 * val_bulk_writer_add:
 * @self: a writer
 * @mark: what to write down; its time is set here
 *
 * Marks of a journal that has failed or is closed go nowhere.
 */
void
val_bulk_writer_add (ValBulkWriter *self, const ValBulkMark *mark)
{
  g_autoptr (GMutexLocker) locker = NULL;
  ValBulkMark copy;

  g_return_if_fail (self != NULL && mark != NULL);

  locker = g_mutex_locker_new (&self->lock);
  if (self->closed)
    return;
  copy = *mark;
  copy.at = g_get_real_time () / 1000;
  copy.detail = g_strdup (mark->detail);
  g_array_append_val (self->marks, copy);
  if (self->marks->len == 1)
    g_cond_signal (&self->changed);
}

/* Returns: whether @task will be told; not where the writer is closed already */
static gboolean
await (ValBulkWriter *self, GTask *task, gboolean close)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->closed)
    return FALSE;
  if (task != NULL)
    g_ptr_array_add (self->awaits, g_object_ref (task));
  self->closed = close;
  g_cond_signal (&self->changed);
  return TRUE;
}

static void
refuse_closed (GTask *task)
{
  g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_STORAGE, "%s", _ ("The journal is closed."));
}

/**
 * val_bulk_writer_flush:
 * @self: a writer
 * @task: returns whether everything that was added before outlives a crash
 */
void
val_bulk_writer_flush (ValBulkWriter *self, GTask *task)
{
  g_return_if_fail (self != NULL && G_IS_TASK (task));

  if (!await (self, task, FALSE))
    refuse_closed (task);
}

/**
 * val_bulk_writer_close:
 * @self: a writer
 * @task: (nullable): as for val_bulk_writer_flush ()
 *
 * Writes what there is and closes the file.
 */
void
val_bulk_writer_close (ValBulkWriter *self, GTask *task)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (task == NULL || G_IS_TASK (task));

  if (!await (self, task, TRUE) && task != NULL)
    refuse_closed (task);
}
