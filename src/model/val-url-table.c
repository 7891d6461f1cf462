/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-url-table.h"

#include "model/val-csv.h"
#include "util/val-error.h"
#include "util/val-visible.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _ValUrlTable
{
  GArray *rows; /* (element-type ValUrlRow): their texts belong to the texts */
  GStringChunk *texts;
  GHashTable *by_id;   /* (element-type gint64 guint): positions of rows */
  GHashTable *by_name; /* (element-type utf8 guint): of those without an id */
};

G_DEFINE_BOXED_TYPE (ValUrlTable, val_url_table, val_url_table_ref, val_url_table_unref)

#define NO_COLUMN (-1)

#define MAX_QUOTED 60

typedef enum
{
  COLUMN_ID,
  COLUMN_NAME,
  COLUMN_URL,
  COLUMN_TICKED,
  N_COLUMNS,
} Column;

/* Capitals, and what is put between words, do not matter. */
static const struct
{
  const char *heading;
  Column column;
} headings[] = {
  { "id", COLUMN_ID },
  { "instance id", COLUMN_ID },
  { "name", COLUMN_NAME },
  { "instance name", COLUMN_NAME },
  { "url", COLUMN_URL },
  { "new url", COLUMN_URL },
  { "callback url", COLUMN_URL },
  { "event notification callback url", COLUMN_URL },
  { "ticked", COLUMN_TICKED },
};

/* What val_change_plan_to_csv () calls the column: there, rows may be unticked or have no URL. */
#define EXPORTED_URL "new_url"

typedef struct
{
  int of[N_COLUMNS];
  int n_cells; /* at most, in a row; empty ones do not count */
  gboolean exported;
} Layout;

static gboolean
fail (GError **error, const char *problem)
{
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, problem);
  return FALSE;
}

/* What a file holds, for a sentence. */
static char *
quote (const char *text)
{
  return val_visible_clip (text, MAX_QUOTED);
}

/* Takes the sentence. */
static gboolean
fail_line (guint line, char *problem, GError **error)
{
  /* Translators: a number, then a sentence that says what is wrong there */
  g_set_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, _ ("Line %u: %s"), line, problem);
  g_free (problem);
  return FALSE;
}

static gboolean
read_id (const char *text, gint64 *id)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &value, NULL))
    return FALSE;
  *id = (gint64) value;
  return TRUE;
}

static gboolean
is_blank (const char *cell)
{
  return cell[strspn (cell, " \t\r\n")] == '\0';
}

/* Up to the last cell that has anything. */
static int
count_cells (GStrv cells)
{
  int n_cells = (int) g_strv_length (cells);

  while (n_cells > 0 && is_blank (cells[n_cells - 1]))
    n_cells--;
  return n_cells;
}

static gboolean
find_column (const char *cell, Column *column)
{
  g_autofree char *heading = g_strstrip (g_ascii_strdown (cell, -1));

  g_strdelimit (heading, "_-.", ' ');
  for (gsize i = 0; i < G_N_ELEMENTS (headings); i++)
    if (g_str_equal (headings[i].heading, heading))
      {
        *column = headings[i].column;
        return TRUE;
      }
  return FALSE;
}

static gboolean
fail_twice (guint line, const char *heading, GError **error)
{
  g_autofree char *quoted = quote (heading);

  /* Translators: heading of a column */
  return fail_line (line, g_strdup_printf (_ ("The column “%s” is there twice."), quoted), error);
}

static gboolean
read_headings (GStrv cells, guint line, Layout *layout, GError **error)
{
  for (int i = 0; cells[i] != NULL; i++)
    {
      Column column;

      if (!find_column (cells[i], &column))
        continue;
      if (layout->of[column] != NO_COLUMN)
        return fail_twice (line, cells[i], error);
      layout->of[column] = i;
    }
  if (layout->of[COLUMN_URL] == NO_COLUMN ||
      (layout->of[COLUMN_ID] == NO_COLUMN && layout->of[COLUMN_NAME] == NO_COLUMN))
    return fail_line (line,
                      g_strdup (_ ("The first line must name the columns: id and url, or name and "
                                   "url.")),
                      error);
  layout->exported = g_str_equal (cells[layout->of[COLUMN_URL]], EXPORTED_URL);
  return TRUE;
}

/* Without headings, the first column has the ids and the second the URLs. */
static gboolean
read_layout (GStrv cells, guint line, Layout *layout, gboolean *is_row, GError **error)
{
  g_autofree char *first = g_strstrip (g_strdup (cells[0]));
  gint64 id;

  *layout = (Layout){ .n_cells = count_cells (cells) };
  for (int i = 0; i < N_COLUMNS; i++)
    layout->of[i] = NO_COLUMN;
  *is_row = read_id (first, &id);
  if (!*is_row)
    return read_headings (cells, line, layout, error);
  layout->of[COLUMN_ID] = 0;
  layout->of[COLUMN_URL] = 1;
  layout->n_cells = 2;
  return TRUE;
}

/* Blanks around it may belong to it. */
static const char *
find_name (GStrv cells, const Layout *layout)
{
  int column = layout->of[COLUMN_NAME];
  const char *name =
      column < (int) g_strv_length (cells) && column != NO_COLUMN ? cells[column] : "";

  return is_blank (name) ? NULL : name;
}

static char *
dup_cell (GStrv cells, int column)
{
  if (column == NO_COLUMN || column >= (int) g_strv_length (cells))
    return g_strdup ("");
  return g_strstrip (g_strdup (cells[column]));
}

static gboolean
says_no (const char *text)
{
  return g_str_equal (text, "0") || g_ascii_strcasecmp (text, "no") == 0 ||
         g_ascii_strcasecmp (text, "false") == 0;
}

/* In what was exported, rows that were not chosen. */
static gboolean
is_left_out (GStrv cells, const Layout *layout, const char *url)
{
  g_autofree char *ticked = NULL;

  if (!layout->exported)
    return FALSE;
  ticked = dup_cell (cells, layout->of[COLUMN_TICKED]);
  return *url == '\0' || says_no (ticked);
}

static gboolean
fail_duplicate (ValUrlTable *self, const ValUrlRow *row, guint earlier, GError **error)
{
  guint first = g_array_index (self->rows, ValUrlRow, earlier).line;
  g_autofree char *name = row->id == 0 ? quote (row->name) : NULL;

  if (name != NULL)
    /* Translators: two numbers of lines and the name of an instance */
    g_set_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT,
                 _ ("Lines %u and %u both name the instance “%s”. Leave one of them out."), first,
                 row->line, name);
  else
    /* Translators: two numbers of lines */
    g_set_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT,
                 _ ("Lines %u and %u both have the id of the same instance. Leave one of them "
                    "out."),
                 first, row->line);
  return FALSE;
}

static gboolean
add_row (ValUrlTable *self, const ValUrlRow *row, GError **error)
{
  GHashTable *known = row->id == 0 ? self->by_name : self->by_id;
  gconstpointer key = row->id == 0 ? (gconstpointer) row->name : &row->id;
  gpointer earlier;

  if (g_hash_table_lookup_extended (known, key, NULL, &earlier))
    return fail_duplicate (self, row, GPOINTER_TO_UINT (earlier), error);
  if (row->id == 0)
    g_hash_table_insert (known, (gpointer) row->name, GUINT_TO_POINTER (self->rows->len));
  else
    g_hash_table_insert (known, g_memdup2 (&row->id, sizeof row->id),
                         GUINT_TO_POINTER (self->rows->len));
  g_array_append_val (self->rows, *row);
  return TRUE;
}

static gboolean
fail_id (guint line, const char *id, GError **error)
{
  g_autofree char *quoted = quote (id);

  /* Translators: a text */
  return fail_line (line, g_strdup_printf (_ ("“%s” is not the id of an instance."), quoted),
                    error);
}

static gboolean
check_row (const char *id, const char *url, ValUrlRow *row, GError **error)
{
  if (*id != '\0' && !read_id (id, &row->id))
    return fail_id (row->line, id, error);
  if (*id == '\0' && row->name == NULL)
    return fail_line (row->line, g_strdup (_ ("No instance is named.")), error);
  if (*url == '\0')
    return fail_line (row->line,
                      g_strdup (_ ("The URL is missing. Leave the line out to leave the "
                                   "instance as it is.")),
                      error);
  return TRUE;
}

/* A URL that holds the separator would be cut there. */
static gboolean
check_cells (GStrv cells, guint line, const Layout *layout, GError **error)
{
  return count_cells (cells) <= layout->n_cells ||
         fail_line (line,
                    g_strdup (_ ("There are more cells than columns. Put a URL that holds commas, "
                                 "semicolons or tabs in quotation marks.")),
                    error);
}

static gboolean
read_row (ValUrlTable *self, GStrv cells, guint line, const Layout *layout, GError **error)
{
  g_autofree char *id = dup_cell (cells, layout->of[COLUMN_ID]);
  g_autofree char *url = dup_cell (cells, layout->of[COLUMN_URL]);
  const char *name = find_name (cells, layout);
  ValUrlRow row = { line, 0, NULL, NULL };

  if (!check_cells (cells, line, layout, error))
    return FALSE;
  if (is_left_out (cells, layout, url))
    return TRUE;
  if (name != NULL)
    row.name = g_string_chunk_insert (self->texts, name);
  if (!check_row (id, url, &row, error))
    return FALSE;
  row.url = g_string_chunk_insert_const (self->texts, url);
  return add_row (self, &row, error);
}

static gboolean
check_rows (ValUrlTable *self, gboolean exported, GError **error)
{
  return self->rows->len > 0 ||
         fail (error, exported ? _ ("The file has no rows that are ticked and have a new URL.")
                               : _ ("The file has no rows."));
}

static gboolean
read_rows (ValUrlTable *self, ValCsvReader *reader, GError **error)
{
  g_autoptr (GError) problem = NULL;
  Layout layout;
  gboolean begun = FALSE;

  for (;;)
    {
      g_auto (GStrv) cells = NULL;
      gboolean is_row = TRUE;
      guint line;

      if (!val_csv_reader_next (reader, &cells, &line, &problem))
        break;
      if (count_cells (cells) == 0)
        continue;
      if (!begun && !read_layout (cells, line, &layout, &is_row, error))
        return FALSE;
      begun = TRUE;
      if (is_row && !read_row (self, cells, line, &layout, error))
        return FALSE;
    }
  if (problem == NULL)
    return check_rows (self, begun && layout.exported, error);
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static void
table_clear (gpointer data)
{
  ValUrlTable *self = data;

  g_array_unref (self->rows);
  g_string_chunk_free (self->texts);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->by_name);
}

static ValUrlTable *
table_new (void)
{
  ValUrlTable *self = g_rc_box_new0 (ValUrlTable);

  self->rows = g_array_new (FALSE, FALSE, sizeof (ValUrlRow));
  self->texts = g_string_chunk_new (4096);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

/**
 * val_url_table_new_from_csv:
 * @text: (array length=length): what a file holds
 * @length: of it, in bytes
 * @error: #VAL_ERROR_INVALID_INPUT, with the line, where it cannot be used
 *
 * The first line names the columns, in any order: `id` or `name`, and `url`; what
 * val_change_plan_to_csv () writes is read too, but for rows that are not ticked or have no new
 * URL. Other columns are passed over.  Where the first cell is a number, there are no headings, and
 * the columns are id and URL.  A row with more cells than columns is refused, since it may be a URL
 * that was cut.  A row with an id goes by that, and only otherwise by the name.  Blanks around a
 * cell do not count, but for names, see val_instance_index_find_name ().
 *
 * Several rows for one id, or for one name, are refused.  The URLs are not judged here.
 *
 * Returns: (transfer full) (nullable): a table of at least one row
 */
ValUrlTable *
val_url_table_new_from_csv (const char *text, gsize length, GError **error)
{
  g_autoptr (ValUrlTable) self = NULL;
  g_autoptr (ValCsvReader) reader = NULL;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  self = table_new ();
  reader = val_csv_reader_new (text, length);
  return read_rows (self, reader, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * val_url_table_ref:
 * @self: a table
 *
 * Returns: (transfer full): @self, with one more reference; of the same thread
 */
ValUrlTable *
val_url_table_ref (ValUrlTable *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_rc_box_acquire (self);
}

/**
 * val_url_table_unref:
 * @self: (transfer full): a table
 */
void
val_url_table_unref (ValUrlTable *self)
{
  g_return_if_fail (self != NULL);

  g_rc_box_release_full (self, table_clear);
}

/**
 * val_url_table_get_n_rows:
 * @self: a table
 *
 * Returns: how many rows it has, at least one
 */
guint
val_url_table_get_n_rows (ValUrlTable *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->rows->len;
}

/**
 * val_url_table_get_row:
 * @self: a table
 * @index: of a row, in the order of the file
 *
 * Returns: (transfer none): the row
 */
const ValUrlRow *
val_url_table_get_row (ValUrlTable *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->rows->len, NULL);

  return &g_array_index (self->rows, ValUrlRow, index);
}

/**
 * val_url_table_find:
 * @self: a table
 * @index: of a row
 * @instances: all instances that there are
 * @match: (out) (optional): whether the row says which instance it means
 *
 * Returns: (transfer none) (nullable): the only instance that the row can mean; it belongs to
 * @instances
 */
ValInstance *
val_url_table_find (ValUrlTable *self, guint index, ValInstanceIndex *instances, ValUrlMatch *match)
{
  const ValUrlRow *row;
  ValInstance *found;
  gboolean ambiguous = FALSE;

  g_return_val_if_fail (self != NULL && index < self->rows->len, NULL);
  g_return_val_if_fail (instances != NULL, NULL);

  row = val_url_table_get_row (self, index);
  found = row->id == 0 ? val_instance_index_find_name (instances, row->name, &ambiguous)
                       : val_instance_index_find_id (instances, row->id);
  if (match != NULL)
    *match = ambiguous       ? VAL_URL_MATCH_AMBIGUOUS
             : found != NULL ? VAL_URL_MATCH_ONE
                             : VAL_URL_MATCH_NONE;
  return found;
}
