/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-record-private.h"

struct _ValBulkRecord
{
  GObject parent_instance;

  GFile *file;         /* (owned) (not nullable) */
  ValBulkScan *scan;   /* (owned) (not nullable) */
  ValChangePlan *plan; /* (owned) (not nullable): has the scan's changes */
};

enum
{
  PROP_HEADER = 1,
  PROP_PLAN,
  PROP_END,
  PROP_FILE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValBulkRecord, val_bulk_record, G_TYPE_OBJECT)

static ValBulkRecord *
record_new (GFile *file, ValBulkScan *scan)
{
  ValBulkRecord *self = g_object_new (VAL_TYPE_BULK_RECORD, NULL);

  self->file = g_object_ref (file);
  self->scan = scan;
  self->plan = val_change_plan_new ();
  val_change_plan_take (self->plan, scan->changes);
  g_clear_pointer (&scan->changes, g_ptr_array_unref);
  return self;
}

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GFile *file = task_data;
  GError *error = NULL;
  g_autoptr (ValBulkScan) scan = val_bulk_scan_read_file (file, TRUE, cancellable, &error);

  if (scan != NULL && scan->damage != NULL)
    error = g_steal_pointer (&scan->damage);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, record_new (file, g_steal_pointer (&scan)), g_object_unref);
}

static void
val_bulk_record_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValBulkRecord *self = VAL_BULK_RECORD (object);

  switch (id)
    {
    case PROP_HEADER:
      g_value_set_boxed (value, self->scan->header);
      break;
    case PROP_PLAN:
      g_value_set_object (value, self->plan);
      break;
    case PROP_END:
      g_value_set_uint (value, self->scan->end);
      break;
    case PROP_FILE:
      g_value_set_object (value, self->file);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_bulk_record_finalize (GObject *object)
{
  ValBulkRecord *self = VAL_BULK_RECORD (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->scan, val_bulk_scan_free);
  g_clear_object (&self->plan);
  G_OBJECT_CLASS (val_bulk_record_parent_class)->finalize (object);
}

static void
val_bulk_record_class_init (ValBulkRecordClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = val_bulk_record_get_property;
  object_class->finalize = val_bulk_record_finalize;

  properties[PROP_HEADER] = g_param_spec_boxed ("header", NULL, NULL, VAL_TYPE_BULK_HEADER, flags);
  properties[PROP_PLAN] = g_param_spec_object ("plan", NULL, NULL, VAL_TYPE_CHANGE_PLAN, flags);
  properties[PROP_END] =
      g_param_spec_uint ("end", NULL, NULL, VAL_BULK_OPEN, VAL_BULK_CLOSED, VAL_BULK_OPEN, flags);
  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_bulk_record_init (ValBulkRecord *self)
{
}

/* Returns: (transfer none): what was read, without the changes, which are the plan's. */
const ValBulkScan *
_val_bulk_record_get_scan (ValBulkRecord *self)
{
  return self->scan;
}

/* Whether nothing is written of @row, and something may have been before it was lost. */
gboolean
_val_bulk_record_is_lost (ValBulkRecord *self, guint row)
{
  return val_bulk_scan_has_lost (self->scan) && self->scan->states->data[row] == VAL_CHANGE_WAITING;
}

/**
 * val_bulk_record_read_async:
 * @file: a journal
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads a journal in a thread.  A tail that a crash has torn is left out
 * (val_bulk_record_get_n_cut ()); any other damage is an error, and the file stays as it is.
 */
void
val_bulk_record_read_async (GFile *file,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_bulk_record_read_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, read_in_thread);
}

/**
 * val_bulk_record_read_finish:
 * @result: from the callback
 * @error: #VAL_ERROR_STORAGE with what is wrong, and where; or #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what the journal says
 */
ValBulkRecord *
val_bulk_record_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_bulk_record_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * val_bulk_record_get_file:
 * @self: a record
 *
 * Returns: (transfer none): the journal it is of
 */
GFile *
val_bulk_record_get_file (ValBulkRecord *self)
{
  g_return_val_if_fail (VAL_IS_BULK_RECORD (self), NULL);

  return self->file;
}

/**
 * val_bulk_record_get_header:
 * @self: a record
 *
 * Returns: (transfer none): what the journal begins with
 */
const ValBulkHeader *
val_bulk_record_get_header (ValBulkRecord *self)
{
  g_return_val_if_fail (VAL_IS_BULK_RECORD (self), NULL);

  return self->scan->header;
}

/**
 * val_bulk_record_get_plan:
 * @self: a record
 *
 * Returns: (transfer none): the plan, with states as the journal has them: a row whose request was
 *   announced and has no outcome is %VAL_CHANGE_UNKNOWN; a ticked one whose turn never came is
 *   %VAL_CHANGE_WAITING, and %VAL_CHANGE_NOT_SENT once the job is over; where lines were lost, it
 * is %VAL_CHANGE_UNKNOWN
 */
ValChangePlan *
val_bulk_record_get_plan (ValBulkRecord *self)
{
  g_return_val_if_fail (VAL_IS_BULK_RECORD (self), NULL);

  return self->plan;
}

/**
 * val_bulk_record_get_end:
 * @self: a record
 *
 * Returns: how the job ended
 */
ValBulkEnd
val_bulk_record_get_end (ValBulkRecord *self)
{
  g_return_val_if_fail (VAL_IS_BULK_RECORD (self), VAL_BULK_OPEN);

  return self->scan->end;
}

/**
 * val_bulk_record_get_ended:
 * @self: a record
 *
 * Returns: when the job ended, in seconds since the epoch, or 0
 */
gint64
val_bulk_record_get_ended (ValBulkRecord *self)
{
  g_return_val_if_fail (VAL_IS_BULK_RECORD (self), 0);

  return self->scan->ended;
}

/**
 * val_bulk_record_get_n_cut:
 * @self: a record
 *
 * Returns: how many bytes at the end of the journal are damaged and left out, or were cut off when
 *   the job was gone on with or closed
 */
guint64
val_bulk_record_get_n_cut (ValBulkRecord *self)
{
  g_return_val_if_fail (VAL_IS_BULK_RECORD (self), 0);

  return self->scan->n_cut + self->scan->n_lost;
}
