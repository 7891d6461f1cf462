/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-csv.h"

#include "util/val-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BYTE_ORDER_MARK "\357\273\277"
#define SEPARATORS      ",;\t"
#define SEPARATOR_WORD  "sep="

typedef struct
{
  const char *at;
  const char *line_start;
  guint line;
} Place;

struct _ValCsvReader
{
  Place here;
  const char *end;
  char separator;
};

static gboolean
is_blank (char c)
{
  return c == ' ';
}

static gboolean
is_line_end (char c)
{
  return c == '\n' || c == '\r';
}

static gboolean
is_separator (char c)
{
  return c != '\0' && strchr (SEPARATORS, c) != NULL;
}

/* The first separator outside quotation marks on the first line that has anything: what stands in
 * front of a URL, which itself may hold all of them. */
static char
find_separator (const char *text, const char *end)
{
  gboolean quoted = FALSE;
  gboolean begun = FALSE;

  for (; text < end && (quoted || !begun || !is_line_end (*text)); text++)
    {
      if (*text == '"')
        quoted = !quoted;
      else if (!quoted && is_separator (*text))
        return *text;
      begun = begun || !(is_blank (*text) || is_line_end (*text));
    }
  return ',';
}

static gboolean
fail (ValCsvReader *self, const Place *place, const char *problem, GError **error)
{
  guint column = 1;

  for (const char *p = place->line_start; p < place->at; p++)
    if (((guchar) *p & 0xc0) != 0x80)
      column++;
  /* Translators: two numbers, then a sentence that says what is wrong there */
  g_set_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, _ ("Line %u, column %u: %s"), place->line,
               column, problem);
  self->here.at = self->end;
  return FALSE;
}

static void
begin_line (ValCsvReader *self)
{
  self->here.line++;
  self->here.line_start = self->here.at;
}

/* \n, \r\n or \r, as systems of three ages write it. */
static gboolean
take_line_end (ValCsvReader *self)
{
  if (self->here.at == self->end || !is_line_end (*self->here.at))
    return FALSE;
  self->here.at +=
      *self->here.at == '\r' && self->here.at + 1 < self->end && self->here.at[1] == '\n' ? 2 : 1;
  begin_line (self);
  return TRUE;
}

static void
skip_empty_lines (ValCsvReader *self)
{
  while (take_line_end (self))
    continue;
}

/* A line such as sep=; with which spreadsheets say it.  A cell is never written so: it would be in
 * quotation marks. */
static gboolean
take_separator_line (ValCsvReader *self)
{
  const char *at = self->here.at;
  gsize length = strlen (SEPARATOR_WORD);

  if ((gsize) (self->end - at) <= length || g_ascii_strncasecmp (at, SEPARATOR_WORD, length) != 0 ||
      !is_separator (at[length]))
    return FALSE;
  if (at + length + 1 < self->end && !is_line_end (at[length + 1]))
    return FALSE;
  self->separator = at[length];
  self->here.at += length + 1;
  take_line_end (self);
  return TRUE;
}

static gboolean
take_quote (ValCsvReader *self)
{
  if (self->here.at == self->end || *self->here.at != '"')
    return FALSE;
  self->here.at++;
  return TRUE;
}

static void
skip_blanks (ValCsvReader *self)
{
  while (self->here.at < self->end && is_blank (*self->here.at) &&
         *self->here.at != self->separator)
    self->here.at++;
}

static void
append_and_take (ValCsvReader *self, GString *cell)
{
  const char *start = self->here.at;

  if (!take_line_end (self))
    self->here.at++;
  g_string_append_len (cell, start, self->here.at - start);
}

static gboolean
take_quoted (ValCsvReader *self, GString *cell, GError **error)
{
  const Place start = self->here;

  self->here.at++;
  while (self->here.at < self->end)
    {
      if (!take_quote (self))
        append_and_take (self, cell);
      else if (take_quote (self))
        g_string_append_c (cell, '"');
      else
        return TRUE;
    }
  return fail (self, &start, _ ("The quotation mark is never closed."), error);
}

static gboolean
ends_cell (ValCsvReader *self)
{
  return self->here.at == self->end || *self->here.at == self->separator ||
         is_line_end (*self->here.at);
}

static gboolean
take_plain (ValCsvReader *self, GString *cell)
{
  const char *start = self->here.at;

  while (!ends_cell (self))
    self->here.at++;
  g_string_append_len (cell, start, self->here.at - start);
  return TRUE;
}

/* Blanks around quotation marks are no part of a cell, others are. */
static gboolean
take_content (ValCsvReader *self, GString *cell, GError **error)
{
  const char *start = self->here.at;

  skip_blanks (self);
  if (self->here.at == self->end || *self->here.at != '"')
    {
      self->here.at = start;
      return take_plain (self, cell);
    }
  if (!take_quoted (self, cell, error))
    return FALSE;
  skip_blanks (self);
  return ends_cell (self) ||
         fail (self, &self->here, _ ("After a closing quotation mark, a separator must follow."),
               error);
}

static const char *
skip_hidden (const char *cell)
{
  for (; *cell != '\0' && *cell != '\t' && !is_line_end (*cell); cell = g_utf8_next_char (cell))
    {
      gunichar c = g_utf8_get_char (cell);

      if (c != '\'' && !g_unichar_isspace (c) && g_unichar_type (c) != G_UNICODE_FORMAT)
        break;
    }
  return cell;
}

/* Whether a spreadsheet could take the cell for a formula, or for text because of an apostrophe
 * that was put before one. */
static gboolean
is_like_formula (const char *cell)
{
  static const gunichar starts[] = {
    '=',    '+',    '-',    '@',    '\t',   '\r',   '\n',   0xff1d,
    0xff0b, 0xff0d, 0xff20, 0x2212, 0xfe62, 0xfe63, 0xfe66, 0xfe6b
  };
  gunichar first = g_utf8_get_char (skip_hidden (cell));

  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    if (first == starts[i])
      return TRUE;
  return FALSE;
}

static void
add_cell (GPtrArray *cells, const GString *cell)
{
  const char *text = cell->str;

  if (*text == '\'' && is_like_formula (text + 1))
    text++;
  g_ptr_array_add (cells, g_strdup (text));
}

static gboolean
take_cell (ValCsvReader *self, GPtrArray *cells, GError **error)
{
  g_autoptr (GString) cell = g_string_new (NULL);
  const Place start = self->here;

  if (!take_content (self, cell, error))
    return FALSE;
  if (memchr (cell->str, '\0', cell->len) != NULL ||
      !g_utf8_validate (cell->str, (gssize) cell->len, NULL))
    return fail (self, &start,
                 _ ("This is not readable text. Save the file as CSV in UTF-8, then try again."),
                 error);
  add_cell (cells, cell);
  return TRUE;
}

static gboolean
take_row (ValCsvReader *self, GPtrArray *cells, GError **error)
{
  for (;;)
    {
      if (!take_cell (self, cells, error))
        return FALSE;
      if (self->here.at == self->end || *self->here.at != self->separator)
        break;
      self->here.at++;
    }
  take_line_end (self);
  g_ptr_array_add (cells, NULL);
  return TRUE;
}

/* A cell that is read as it stands only within quotation marks. */
static gboolean
needs_quotes (const char *cell)
{
  gsize length = strlen (cell);

  return strpbrk (cell, SEPARATORS "\"\r\n") != NULL ||
         (length > 0 && (is_blank (cell[0]) || is_blank (cell[length - 1]))) ||
         g_str_has_prefix (cell, BYTE_ORDER_MARK);
}

static void
append_quoted (GString *out, const char *cell)
{
  g_string_append_c (out, '"');
  for (const char *p = cell; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

static void
append_cell (GString *out, const char *cell, gboolean alone)
{
  g_autofree char *valid = g_utf8_make_valid (cell, -1);
  g_autofree char *safe = is_like_formula (valid) ? g_strconcat ("'", valid, NULL) : NULL;
  const char *text = safe != NULL ? safe : valid;

  /* An empty line would be no row. */
  if (needs_quotes (text) || (alone && *text == '\0'))
    append_quoted (out, text);
  else
    g_string_append (out, text);
}

/**
 * val_csv_reader_new:
 * @text: (array length=length): a file; not copied, so it must outlive the reader
 * @length: of it, in bytes
 *
 * Separators are commas, semicolons or tabs: which one, a first line such as `sep=;` says, or else
 * the first of them.
 *
 * Returns: (transfer full): a reader at the first row
 */
ValCsvReader *
val_csv_reader_new (const char *text, gsize length)
{
  ValCsvReader *self;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  self = g_new0 (ValCsvReader, 1);
  self->here.at = text;
  self->end = length > 0 ? text + length : text;
  if (length >= strlen (BYTE_ORDER_MARK) &&
      memcmp (text, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) == 0)
    self->here.at += strlen (BYTE_ORDER_MARK);
  begin_line (self);
  skip_empty_lines (self);
  if (!take_separator_line (self))
    self->separator = find_separator (self->here.at, self->end);
  return self;
}

/**
 * val_csv_reader_free:
 * @self: (nullable) (transfer full): a reader
 */
void
val_csv_reader_free (ValCsvReader *self)
{
  g_free (self);
}

/**
 * val_csv_reader_next:
 * @self: a reader
 * @cells: (out) (transfer full): the cells of the next row, at least one
 * @line: (out) (optional): the line that the row begins on, from 1
 * @error: #VAL_ERROR_INVALID_INPUT, with line and column, where the row cannot be read
 *
 * Lines without anything are passed over.  Blanks around quotation marks are no part of a cell,
 * and neither is an apostrophe that val_csv_append_row () put before what looks like a formula.
 * After an error there are no more rows.
 *
 * Returns: whether there was another row; FALSE without @error at the end
 */
gboolean
val_csv_reader_next (ValCsvReader *self, GStrv *cells, guint *line, GError **error)
{
  g_autoptr (GPtrArray) row = NULL;
  guint begun;

  g_return_val_if_fail (self != NULL && cells != NULL, FALSE);

  *cells = NULL;
  skip_empty_lines (self);
  if (self->here.at == self->end)
    return FALSE;
  begun = self->here.line;
  row = g_ptr_array_new_with_free_func (g_free);
  if (!take_row (self, row, error))
    return FALSE;
  *cells = (GStrv) g_ptr_array_steal (row, NULL);
  if (line != NULL)
    *line = begun;
  return TRUE;
}

/**
 * val_csv_append_row:
 * @out: where to
 * @cells: the cells, NULL-terminated; what is not UTF-8 in them is replaced
 *
 * Appends one row as RFC 4180 has it.  A cell that a spreadsheet could take for a formula gets an
 * apostrophe in front, which val_csv_reader_next () takes away again: everything else is kept as
 * it is, characters that are invisible or turn the text around too.
 */
void
val_csv_append_row (GString *out, const char *const *cells)
{
  g_return_if_fail (out != NULL && cells != NULL);

  for (guint i = 0; cells[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_cell (out, cells[i], i == 0 && cells[1] == NULL);
    }
  g_string_append (out, "\r\n");
}
