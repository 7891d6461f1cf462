/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-scan.h"

#include "util/val-error.h"
#include "util/val-json.h"
#include "workspace/val-bulk-file.h"
#include "workspace/val-bulk-format.h"
#include "workspace/val-bulk-line.h"
#include "workspace/val-bulk-lines.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>

/* As many lines are read between two looks at the cancellable. */
#define LINES_AT_ONCE 1000

/* What a journal is being read into, and how far. */
typedef struct
{
  ValBulkScan *scan;
  const char *path;
  ValBulkLines lines;
  ValBulkLines bad; /* the place of the first bad line, where there is one */
  guint n_rows;     /* of the plan, so far */
  guint n_ticked;
  gboolean with_rows;
  gboolean planned;
  gboolean is_newer;
} Reader;

/* Each returns whether what the line says can follow what the lines before say. */

static gboolean
apply_header (Reader *reader, JsonObject *object)
{
  reader->is_newer = val_bulk_format_is_newer (object);
  reader->scan->header = val_bulk_format_read_header (object);
  return reader->scan->header != NULL;
}

static gboolean
apply_change (Reader *reader, JsonObject *object)
{
  gboolean ticked = FALSE;
  ValChange *change = val_bulk_format_read_change (object, reader->n_rows, &ticked);

  if (change == NULL)
    return FALSE;
  reader->n_ticked += ticked;
  g_ptr_array_add (reader->scan->changes, change);
  return TRUE;
}

static void
add_row (Reader *reader)
{
  const guint8 state = VAL_CHANGE_WAITING;
  const guint8 sent = FALSE;

  g_byte_array_append (reader->scan->states, &state, 1);
  g_byte_array_append (reader->scan->sent, &sent, 1);
  reader->n_rows++;
}

static gboolean
set_state (Reader *reader, gint64 row, ValChangeState state, const char *detail)
{
  ValBulkScan *scan = reader->scan;
  ValChange *change;

  if (row < 0 || row >= reader->n_rows)
    return FALSE;
  scan->states->data[row] = (guint8) state;
  if (!reader->with_rows)
    return TRUE;
  change = g_ptr_array_index (scan->changes, row);
  if (!val_change_get_ticked (change))
    return FALSE;
  val_change_set_state (change, state, detail);
  return TRUE;
}

static gboolean
apply_send (Reader *reader, JsonArray *rows)
{
  guint n_rows = json_array_get_length (rows);

  for (guint i = 0; i < n_rows; i++)
    {
      JsonNode *node = json_array_get_element (rows, i);
      gint64 row = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64
                       ? json_node_get_int (node)
                       : -1;

      if (!set_state (reader, row, VAL_CHANGE_UNKNOWN, NULL))
        return FALSE;
      reader->scan->sent->data[row] = TRUE;
    }
  return TRUE;
}

/* Who says that a row was changed, and never said that something would be sent, is not believed:
 * the row is looked at anew. */
static gboolean
apply_outcome (Reader *reader, const ValBulkMark *mark)
{
  ValBulkScan *scan = reader->scan;
  ValChangeState state = mark->state;

  if ((state == VAL_CHANGE_DONE || state == VAL_CHANGE_DAMAGED) && mark->row < reader->n_rows &&
      !scan->sent->data[mark->row])
    state = VAL_CHANGE_UNKNOWN;
  return set_state (reader, mark->row, state, mark->detail);
}

static gboolean
apply_planned (Reader *reader)
{
  ValBulkScan *scan = reader->scan;

  if (reader->planned || (reader->with_rows && reader->n_ticked != scan->header->n_ticked))
    return FALSE;
  reader->planned = TRUE;
  return TRUE;
}

static gboolean
apply_known_mark (Reader *reader, const ValBulkMark *mark, JsonArray *rows)
{
  ValBulkScan *scan = reader->scan;

  scan->n_lost += mark->n_cut;
  switch (mark->kind)
    {
    case VAL_BULK_MARK_SEND:
      return apply_send (reader, rows);
    case VAL_BULK_MARK_OUTCOME:
      return apply_outcome (reader, mark);
    case VAL_BULK_MARK_END:
      scan->end = mark->end;
      scan->ended = mark->at / 1000;
      return TRUE;
    case VAL_BULK_MARK_PLANNED:
    case VAL_BULK_MARK_STARTED:
    case VAL_BULK_MARK_RESUMED:
    case VAL_BULK_MARK_N_KINDS:
    default:
      return TRUE;
    }
}

static gboolean
apply_mark (Reader *reader, JsonObject *object)
{
  ValBulkMark mark;
  JsonArray *rows;

  if (!val_bulk_format_read_mark (object, &mark, &rows))
    return FALSE;
  if (mark.kind == VAL_BULK_MARK_PLANNED)
    return apply_planned (reader);
  return reader->planned && reader->scan->end == VAL_BULK_OPEN &&
         apply_known_mark (reader, &mark, rows);
}

static gboolean
apply_object (Reader *reader, JsonObject *object)
{
  ValBulkScan *scan = reader->scan;

  if (scan->header == NULL)
    return apply_header (reader, object);
  if (reader->n_rows == scan->header->n_rows)
    return apply_mark (reader, object);
  if (!apply_change (reader, object))
    return FALSE;
  add_row (reader);
  return TRUE;
}

/* Who only counts has no use for the plan's rows, which are most of a journal. */
static gboolean
apply_json (Reader *reader, const char *json, gsize length)
{
  ValBulkScan *scan = reader->scan;
  g_autoptr (JsonNode) root = NULL;

  if (!reader->with_rows && scan->header != NULL && reader->n_rows < scan->header->n_rows)
    {
      add_row (reader);
      return TRUE;
    }
  root = val_json_parse (json, length, NULL);
  return root != NULL && apply_object (reader, val_json_node_object (root));
}

static char *
describe_place (const Reader *reader, const ValBulkLines *lines)
{
  g_autofree char *name = g_filename_display_basename (reader->path);
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, lines->number);
  g_autofree char *offset = g_strdup_printf ("%" G_GUINT64_FORMAT, lines->offset);

  /* Translators: a file name, a line number, a number of bytes */
  return g_strdup_printf (_ ("%s, line %s (at byte %s)"), name, number, offset);
}

static GError *
describe_contradiction (const Reader *reader)
{
  g_autofree char *place = describe_place (reader, &reader->lines);

  if (reader->is_newer)
    return g_error_new_literal (
        VAL_ERROR, VAL_ERROR_STORAGE,
        _ ("A newer version of Valence wrote this journal. It is kept as it "
           "is; open it with that version."));
  return g_error_new (VAL_ERROR, VAL_ERROR_STORAGE,
                      /* Translators: a file name and a place in it */
                      _ ("%s contradicts the lines before it. The file is kept as it is, and "
                         "nothing of it is carried out."),
                      place);
}

/* A good line after a bad one: it is not the tail that a crash has torn. */
static GError *
describe_damage (const Reader *reader)
{
  g_autofree char *place = describe_place (reader, &reader->bad);

  return g_error_new (VAL_ERROR, VAL_ERROR_STORAGE,
                      /* Translators: a file name and a place in it */
                      _ ("%s is damaged, and lines after it are not. The file is kept as it is, "
                         "and nothing of it is carried out."),
                      place);
}

static GError *
describe_missing_plan (const Reader *reader)
{
  g_autofree char *name = g_filename_display_basename (reader->path);

  if (reader->scan->header == NULL && reader->scan->n_cut > 0)
    return g_error_new (VAL_ERROR, VAL_ERROR_STORAGE,
                        /* Translators: a file name */
                        _ ("%s is no journal of a job, or its beginning is damaged. It is kept as "
                           "it is."),
                        name);
  return g_error_new (VAL_ERROR, VAL_ERROR_STORAGE,
                      /* Translators: a file name */
                      _ ("%s ends before its plan is complete, as where a job was interrupted "
                         "before it began. Nothing is sent before the plan is complete."),
                      name);
}

static gboolean
is_good (const Reader *reader, const char *line, guint64 *number, const char **json)
{
  const ValBulkHeader *header = reader->scan->header;
  const ValBulkLines *lines = &reader->lines;

  return lines->whole && lines->length <= VAL_BULK_MAX_LINE &&
         val_bulk_line_check (line, lines->length, header != NULL ? header->id : VAL_BULK_FORMAT,
                              number, json);
}

static void
take_line (Reader *reader, const char *line)
{
  ValBulkScan *scan = reader->scan;
  const ValBulkLines *lines = &reader->lines;
  guint64 number = 0;
  const char *json = NULL;
  gboolean good = is_good (reader, line, &number, &json);

  if (!good && reader->bad.number == 0)
    reader->bad = *lines;
  if (!good)
    return;
  if (reader->bad.number > 0)
    scan->damage = describe_damage (reader);
  else if (number != scan->number + 1 ||
           !apply_json (reader, json, lines->length - (gsize) (json - line)))
    scan->damage = describe_contradiction (reader);
  scan->number = number;
  scan->size = lines->offset + lines->length + 1;
}

static gboolean
take_lines (Reader *reader, GCancellable *cancellable, GError **error)
{
  ValBulkScan *scan = reader->scan;
  const char *line;

  do
    {
      if (reader->lines.number % LINES_AT_ONCE == 0 &&
          g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (!val_bulk_lines_next (&reader->lines, &line))
        return val_handle_refuse (error, reader->path);
      if (line != NULL)
        take_line (reader, line);
    }
  while (line != NULL && scan->damage == NULL);
  scan->n_cut = reader->lines.offset - scan->size;
  if (scan->damage == NULL && !reader->planned)
    scan->damage = describe_missing_plan (reader);
  return TRUE;
}

/* What is known without being written: the job is over, so that nobody's turn comes any more; what
 * was lost may have announced any row. */
static void
close_rows (Reader *reader)
{
  ValBulkScan *scan = reader->scan;
  gboolean lost = val_bulk_scan_has_lost (scan);
  ValChangeState state = lost ? VAL_CHANGE_UNKNOWN : VAL_CHANGE_NOT_SENT;

  if (!reader->with_rows || (scan->end == VAL_BULK_OPEN && !lost))
    return;
  for (guint i = 0; i < scan->changes->len; i++)
    {
      ValChange *change = g_ptr_array_index (scan->changes, i);

      if (scan->states->data[i] != VAL_CHANGE_WAITING || !val_change_get_ticked (change))
        continue;
      if (!lost)
        scan->states->data[i] = VAL_CHANGE_NOT_SENT;
      val_change_set_state (change, state, NULL);
    }
}

static ValBulkScan *
scan_new (gboolean with_rows)
{
  ValBulkScan *self = g_new0 (ValBulkScan, 1);

  self->states = g_byte_array_new ();
  self->sent = g_byte_array_new ();
  if (with_rows)
    self->changes = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

/**
 * val_bulk_scan_read:
 * @handle: a journal, open at its beginning
 * @path: of it, for messages
 * @with_rows: whether the plan's rows are wanted, or only how many are in which state
 * @cancellable: (nullable): to give up
 * @error: #VAL_ERROR_STORAGE where it cannot be read at all; or #G_IO_ERROR_CANCELLED
 *
 * Reads a journal, line by line.  Damaged lines with no good one after them are what a crash leaves
 * of a write: they are left out and counted.  Any other damage stands in the result, and so does
 * that the plan is not complete, or that a newer version wrote the file.
 *
 * Returns: (transfer full) (nullable): what it says
 */
ValBulkScan *
val_bulk_scan_read (ValHandle handle,
                    const char *path,
                    gboolean with_rows,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (ValBulkScan) self = NULL;
  Reader reader = { .path = path, .with_rows = with_rows };
  gboolean ok;

  g_return_val_if_fail (handle >= 0 && path != NULL, NULL);

  self = scan_new (with_rows);
  reader.scan = self;
  val_bulk_lines_init (&reader.lines, handle);
  ok = take_lines (&reader, cancellable, error);
  val_bulk_lines_clear (&reader.lines);
  if (ok && fstat (handle, &self->status) != 0)
    ok = val_handle_refuse (error, path);
  if (!ok)
    return NULL;
  if (self->damage == NULL)
    close_rows (&reader);
  return g_steal_pointer (&self);
}

/**
 * val_bulk_scan_read_file:
 * @file: a journal
 * @with_rows: as for val_bulk_scan_read ()
 * @cancellable: (nullable): to give up
 * @error: as for val_bulk_scan_read ()
 *
 * Returns: (transfer full) (nullable): what it says
 */
ValBulkScan *
val_bulk_scan_read_file (GFile *file, gboolean with_rows, GCancellable *cancellable, GError **error)
{
  const char *path = g_file_peek_path (file);
  g_auto (ValHandle) handle = val_bulk_file_open (path, O_RDONLY, error);

  return handle >= 0 ? val_bulk_scan_read (handle, path, with_rows, cancellable, error) : NULL;
}

/**
 * val_bulk_scan_has_lost:
 * @self: what was read
 *
 * Returns: whether lines are missing that may have announced requests
 */
gboolean
val_bulk_scan_has_lost (const ValBulkScan *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->n_cut > 0 || self->n_lost > 0;
}

/**
 * val_bulk_scan_free:
 * @self: (transfer full): what was read
 */
void
val_bulk_scan_free (ValBulkScan *self)
{
  g_return_if_fail (self != NULL);

  g_clear_error (&self->damage);
  g_clear_pointer (&self->header, val_bulk_header_free);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_byte_array_unref (self->states);
  g_byte_array_unref (self->sent);
  g_free (self);
}
