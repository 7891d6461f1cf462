/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-import-toml.h"

#include "util/val-error.h"
#include "util/val-place.h"
#include "util/val-secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_DEPTH 16

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  const char *problem;
  GPtrArray *table; /* (element-type utf8): where the next keys belong */
  GPtrArray *pairs; /* (element-type ValTomlPair) */
  GHashTable *seen; /* (element-type utf8): tables and keys */
} Reader;

/* What stands between the quotation marks. */
typedef struct
{
  char *value;
  gsize offset;
  gsize length;
} Text;

static void
text_clear (Text *text)
{
  val_secret_clear (&text->value);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Text, text_clear)

static void
pair_free (ValTomlPair *pair)
{
  g_strfreev (pair->path);
  val_secret_free (pair->value);
  g_free (pair);
}

static gboolean
fail (Reader *reader, const char *problem)
{
  if (reader->problem == NULL)
    reader->problem = problem;
  return FALSE;
}

static gboolean
peek (Reader *reader, char wanted)
{
  return reader->at < reader->end && *reader->at == wanted;
}

static gboolean
take (Reader *reader, char wanted)
{
  if (!peek (reader, wanted))
    return FALSE;
  reader->at++;
  return TRUE;
}

static gboolean
take_mark (Reader *reader, const char *mark)
{
  gsize length = strlen (mark);

  if ((gsize) (reader->end - reader->at) < length || memcmp (reader->at, mark, length) != 0)
    return FALSE;
  reader->at += length;
  return TRUE;
}

static void
skip_blanks (Reader *reader)
{
  while (peek (reader, ' ') || peek (reader, '\t'))
    reader->at++;
}

static gboolean
is_control (char c)
{
  return (guchar) c < 0x20 || c == 0x7f;
}

/* Up to the end of the line, which is left to whoever needs it. */
static gboolean
skip_comment (Reader *reader)
{
  if (!peek (reader, '#'))
    return TRUE;
  while (reader->at < reader->end && *reader->at != '\n')
    {
      gboolean ends = *reader->at == '\r' && reader->at + 1 < reader->end && reader->at[1] == '\n';

      if (is_control (*reader->at) && *reader->at != '\t' && !ends)
        return fail (reader, N_ ("a control character in a comment"));
      reader->at++;
    }
  return TRUE;
}

static gboolean
take_newline (Reader *reader)
{
  return take (reader, '\n') || take_mark (reader, "\r\n");
}

static gboolean
take_line_end (Reader *reader)
{
  skip_blanks (reader);
  if (!skip_comment (reader))
    return FALSE;
  return reader->at == reader->end || take_newline (reader) ||
         fail (reader, N_ ("the end of the line is expected"));
}

/* Blanks, line ends and comments, where all of them may stand. */
static gboolean
skip_space (Reader *reader)
{
  do
    {
      skip_blanks (reader);
      if (!skip_comment (reader))
        return FALSE;
    }
  while (take_newline (reader));
  return TRUE;
}

/* Strings. */

static gboolean
take_code_point (Reader *reader, int n_digits, GString *value)
{
  gunichar code = 0;

  for (int i = 0; i < n_digits; i++)
    {
      if (reader->at == reader->end || !g_ascii_isxdigit (*reader->at))
        return fail (reader, n_digits == 4 ? N_ ("four hexadecimal digits are expected")
                                           : N_ ("eight hexadecimal digits are expected"));
      code = code * 16 + (gunichar) g_ascii_xdigit_value (*reader->at++);
    }
  if (code == 0 || !g_unichar_validate (code))
    return fail (reader, N_ ("there is no such character"));
  g_string_append_unichar (value, code);
  return TRUE;
}

static gboolean
take_escape (Reader *reader, GString *value)
{
  static const char *const names = "btnfr\"\\";
  static const char *const values = "\b\t\n\f\r\"\\";
  const char *found;

  if (take (reader, 'u'))
    return take_code_point (reader, 4, value);
  if (take (reader, 'U'))
    return take_code_point (reader, 8, value);
  found = reader->at < reader->end && *reader->at != '\0' ? strchr (names, *reader->at) : NULL;
  if (found == NULL)
    return fail (reader, N_ ("unknown escape"));
  g_string_append_c (value, values[found - names]);
  reader->at++;
  return TRUE;
}

static gboolean
take_characters (Reader *reader, char quote, GString *value)
{
  while (reader->at < reader->end && *reader->at != quote)
    {
      if (peek (reader, '\n') || peek (reader, '\r'))
        return fail (reader, N_ ("the string does not end on its line"));
      if (is_control (*reader->at) && *reader->at != '\t')
        return fail (reader, N_ ("a control character in a string"));
      if (quote == '"' && take (reader, '\\'))
        {
          if (!take_escape (reader, value))
            return FALSE;
        }
      else
        g_string_append_c (value, *reader->at++);
    }
  return reader->at < reader->end || fail (reader, N_ ("the string does not end"));
}

static gboolean
take_string (Reader *reader, Text *text)
{
  char quote = *reader->at;
  const char lines[] = { quote, quote, quote, '\0' };
  GString *value;
  gboolean ok;

  if (take_mark (reader, lines))
    return fail (reader, N_ ("strings of several lines are not read here"));
  reader->at++;
  text->offset = (gsize) (reader->at - reader->start);
  value = g_string_sized_new (256);
  ok = take_characters (reader, quote, value);
  text->value = g_string_free (value, FALSE);
  text->length = (gsize) (reader->at - reader->start) - text->offset;
  return ok && take (reader, quote);
}

/* Keys. */

static gboolean
is_bare (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '_';
}

static gboolean
take_key_part (Reader *reader, GPtrArray *path)
{
  const char *from = reader->at;

  if (peek (reader, '"') || peek (reader, '\''))
    {
      g_auto (Text) text = { 0 };

      if (!take_string (reader, &text))
        return FALSE;
      g_ptr_array_add (path, g_strdup (text.value));
      return TRUE;
    }
  while (reader->at < reader->end && is_bare (*reader->at))
    reader->at++;
  if (reader->at == from)
    return fail (reader, N_ ("a key is expected"));
  g_ptr_array_add (path, g_strndup (from, (gsize) (reader->at - from)));
  return TRUE;
}

static gboolean
take_key (Reader *reader, GPtrArray *path)
{
  do
    {
      skip_blanks (reader);
      if (!take_key_part (reader, path))
        return FALSE;
      skip_blanks (reader);
    }
  while (take (reader, '.'));
  return TRUE;
}

static char **
join_path (const GPtrArray *table, const GPtrArray *key)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; table != NULL && i < table->len; i++)
    g_strv_builder_add (builder, table->pdata[i]);
  for (guint i = 0; i < key->len; i++)
    g_strv_builder_add (builder, key->pdata[i]);
  return g_strv_builder_end (builder);
}

static gboolean
note (Reader *reader, char **path, const char *kind)
{
  g_autofree char *joined = g_strjoinv ("\x1f", path);

  return g_hash_table_add (reader->seen, g_strconcat (kind, joined, NULL));
}

/* Values. */

/* What a pair in an inline table belongs to: the tables around it and its own key. */
typedef struct
{
  GPtrArray *path; /* (nullable): none inside an array */
  guint depth;
} Place;

static gboolean take_value (Reader *reader, const Place *place);
static gboolean take_pair (Reader *reader, const GPtrArray *table, guint depth);

static gboolean
is_number_or_date (const char *word)
{
  if (*word == '+' || *word == '-')
    word++;
  if (g_str_equal (word, "inf") || g_str_equal (word, "nan"))
    return TRUE;
  return g_ascii_isdigit (*word) &&
         strspn (word, "0123456789abcdefABCDEFxoTtZz_.:+-") == strlen (word);
}

static gboolean
take_word (Reader *reader)
{
  const char *from = reader->at;
  g_autofree char *word = NULL;

  while (reader->at < reader->end && (is_bare (*reader->at) || strchr ("+.:", *reader->at)) &&
         *reader->at != '\0')
    reader->at++;
  word = g_strndup (from, (gsize) (reader->at - from));
  if (g_str_equal (word, "true") || g_str_equal (word, "false") || is_number_or_date (word))
    return TRUE;
  reader->at = from;
  return fail (reader, *word == '\0' ? N_ ("a value is expected")
                                     : N_ ("text as a value stands in quotation marks"));
}

static gboolean
take_array (Reader *reader, guint depth)
{
  const Place place = { NULL, depth + 1 };

  do
    {
      if (!skip_space (reader))
        return FALSE;
      if (take (reader, ']'))
        return TRUE;
      if (!take_value (reader, &place) || !skip_space (reader))
        return FALSE;
    }
  while (take (reader, ','));
  return take (reader, ']') || fail (reader, N_ ("a comma or the end of the list is expected"));
}

static gboolean
take_inline_table (Reader *reader, const Place *place)
{
  skip_blanks (reader);
  if (take (reader, '}'))
    return TRUE;
  do
    {
      if (!take_pair (reader, place->path, place->depth + 1))
        return FALSE;
      skip_blanks (reader);
    }
  while (take (reader, ','));
  return take (reader, '}') || fail (reader, N_ ("a comma or the end of the table is expected"));
}

static void
add_pair (Reader *reader, GPtrArray *path, Text *text)
{
  ValTomlPair *pair = g_new0 (ValTomlPair, 1);

  pair->path = join_path (NULL, path);
  pair->value = g_steal_pointer (&text->value);
  pair->offset = text->offset;
  pair->length = text->length;
  g_ptr_array_add (reader->pairs, pair);
}

static gboolean
take_value (Reader *reader, const Place *place)
{
  g_auto (Text) text = { 0 };

  if (place->depth > MAX_DEPTH)
    return fail (reader, N_ ("nested too deeply"));
  if (take (reader, '['))
    return take_array (reader, place->depth);
  if (take (reader, '{'))
    return take_inline_table (reader, place);
  if (peek (reader, '"') || peek (reader, '\'') ? !take_string (reader, &text)
                                                : !take_word (reader))
    return FALSE;
  if (place->path != NULL)
    add_pair (reader, place->path, &text);
  return TRUE;
}

/* @table: (nullable): not known inside an array, where two of the same name may stand */
static gboolean
take_pair (Reader *reader, const GPtrArray *table, guint depth)
{
  g_autoptr (GPtrArray) key = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) path = NULL;
  g_auto (GStrv) whole = NULL;
  const char *from;
  Place place = { NULL, depth };

  skip_blanks (reader);
  from = reader->at;
  if (!take_key (reader, key))
    return FALSE;
  whole = join_path (table, key);
  if (table != NULL && !note (reader, whole, "key "))
    {
      reader->at = from;
      return fail (reader, N_ ("the key is there twice"));
    }
  if (!take (reader, '='))
    return fail (reader, N_ ("an equals sign is expected"));
  skip_blanks (reader);
  path = g_ptr_array_new ();
  for (char **part = whole; *part != NULL; part++)
    g_ptr_array_add (path, *part);
  place.path = table != NULL ? path : NULL;
  return take_value (reader, &place);
}

static gboolean
take_table (Reader *reader)
{
  g_auto (GStrv) path = NULL;

  if (take (reader, '['))
    return fail (reader, N_ ("lists of tables are not read here"));
  g_ptr_array_set_size (reader->table, 0);
  if (!take_key (reader, reader->table))
    return FALSE;
  path = join_path (NULL, reader->table);
  if (!note (reader, path, "table "))
    return fail (reader, N_ ("the table is there twice"));
  return take (reader, ']') || fail (reader, N_ ("a closing bracket is expected"));
}

static gboolean
take_document (Reader *reader)
{
  const char *bad;

  if (!g_utf8_validate_len (reader->at, (gsize) (reader->end - reader->at), &bad))
    {
      reader->at = bad;
      return fail (reader, N_ ("not UTF-8"));
    }
  while (skip_space (reader) && reader->at < reader->end)
    {
      if (take (reader, '[') ? !take_table (reader) : !take_pair (reader, reader->table, 0))
        return FALSE;
      if (!take_line_end (reader))
        return FALSE;
    }
  return reader->problem == NULL;
}

static void
set_error (Reader *reader, GError **error)
{
  guint line;
  guint column;

  val_place_in_text (reader->start, reader->at, &line, &column);
  /* Translators: what is wrong with the text of the file, then where */
  g_set_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, _ ("Not TOML: %s (line %u, column %u)"),
               _ (reader->problem), line, column);
}

/**
 * val_import_toml_parse:
 * @text: a TOML file, not necessarily ended by a zero
 * @length: its length in bytes
 * @error: #VAL_ERROR_INVALID_INPUT with line, column and reason, never quoting the text
 *
 * Reads what configuration files of command-line tools are made of: tables, also inline ones, keys
 * and one-line values.  Strings of several lines and lists of tables are refused, and so is
 * whatever is not TOML: a file that is read halfway is not read.
 *
 * Returns: (transfer full) (nullable) (element-type ValTomlPair): all pairs outside arrays, in the
 *   order of the file; their values are wiped when they go
 */
GPtrArray *
val_import_toml_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (GPtrArray) table = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func ((GDestroyNotify) pair_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Reader reader = { text, text, text + length, NULL, table, pairs, seen };

  g_return_val_if_fail (text != NULL, NULL);

  if (take_document (&reader))
    return g_steal_pointer (&pairs);
  set_error (&reader, error);
  return NULL;
}
