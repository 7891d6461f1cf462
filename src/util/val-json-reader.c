/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/val-json-reader.h"

#include "util/val-error.h"
#include "util/val-json.h"
#include "util/val-place.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* json-glib 1.6 reads far more than JSON (comments, `var x =`, single quotes, octal), cuts strings
 * at \u0000, wraps large integers and overflows the stack on deep nesting.  So its nodes are made
 * here, where they are wanted at all, in the one pass that says yes or where not. */
struct _ValJsonReader
{
  const char *start;
  const char *at;
  const char *end;
  const char *problem; /* (nullable): ends the reading */
  guint depth;
  gboolean fresh; /* nothing was taken yet of the object or array that was entered last */
  char *strings;  /* what was decoded; shorter than the text it is from */
  char *kept;     /* where the next of them goes */
};

static gboolean
fail (ValJsonReader *reader, const char *problem)
{
  reader->problem = problem;
  return FALSE;
}

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
skip_space (ValJsonReader *reader)
{
  while (reader->at < reader->end && is_space (*reader->at))
    reader->at++;
}

static gboolean
peek (ValJsonReader *reader, char wanted)
{
  return reader->at < reader->end && *reader->at == wanted;
}

static gboolean
take (ValJsonReader *reader, char wanted)
{
  if (!peek (reader, wanted))
    return FALSE;
  reader->at++;
  return TRUE;
}

static gboolean
take_word (ValJsonReader *reader, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (reader->end - reader->at) < length || memcmp (reader->at, word, length) != 0)
    return FALSE;
  reader->at += length;
  return TRUE;
}

/* Strings are no longer than the text they are in, so there is room. */
static void
keep (ValJsonReader *reader, const char *from, gsize n_bytes)
{
  memcpy (reader->kept, from, n_bytes);
  reader->kept += n_bytes;
}

/* Scalars.  Where no node is asked for, none is made: the value is only looked at. */

/* @node: (out) (optional) (transfer full) */
static gboolean
take_constant (ValJsonReader *reader, JsonNode **node)
{
  gboolean yes = take_word (reader, "true");

  if (!yes && !take_word (reader, "false") && !take_word (reader, "null"))
    return fail (reader, N_ ("a value is expected"));
  if (node != NULL && reader->at[-1] == 'l')
    *node = json_node_new (JSON_NODE_NULL);
  else if (node != NULL)
    *node = json_node_init_boolean (json_node_alloc (), yes);
  return TRUE;
}

static gboolean
take_digits (ValJsonReader *reader)
{
  const char *from = reader->at;

  while (reader->at < reader->end && g_ascii_isdigit (*reader->at))
    reader->at++;
  return reader->at > from || fail (reader, N_ ("a digit is expected"));
}

static gboolean
make_integer (ValJsonReader *reader, const char *digits, JsonNode **node)
{
  gint64 value;

  if (!g_ascii_string_to_signed (digits, 10, G_MININT64, G_MAXINT64, &value, NULL))
    return fail (reader, N_ ("the number is too large"));
  if (node != NULL)
    *node = json_node_init_int (json_node_alloc (), value);
  return TRUE;
}

static gboolean
make_fraction (ValJsonReader *reader, const char *digits, JsonNode **node)
{
  double value = g_ascii_strtod (digits, NULL);

  if (!isfinite (value))
    return fail (reader, N_ ("the number is too large"));
  if (node != NULL)
    *node = json_node_init_double (json_node_alloc (), value);
  return TRUE;
}

static gboolean
skip_number (ValJsonReader *reader, gboolean *integer)
{
  *integer = TRUE;
  take (reader, '-');
  if (!take (reader, '0') && !take_digits (reader))
    return FALSE;
  if (take (reader, '.'))
    {
      *integer = FALSE;
      if (!take_digits (reader))
        return FALSE;
    }
  if (take (reader, 'e') || take (reader, 'E'))
    {
      *integer = FALSE;
      if (!take (reader, '+'))
        take (reader, '-');
      return take_digits (reader);
    }
  return TRUE;
}

/* @node: (out) (optional) (transfer full) */
static gboolean
take_number (ValJsonReader *reader, JsonNode **node)
{
  const char *from = reader->at;
  char *digits = reader->kept;
  gboolean integer;

  if (!skip_number (reader, &integer))
    return FALSE;
  keep (reader, from, (gsize) (reader->at - from));
  *reader->kept = '\0';
  reader->kept = digits;
  return integer ? make_integer (reader, digits, node) : make_fraction (reader, digits, node);
}

static gboolean
take_hex (ValJsonReader *reader, guint *unit)
{
  *unit = 0;
  for (int i = 0; i < 4; i++)
    {
      if (reader->at >= reader->end || !g_ascii_isxdigit (*reader->at))
        return fail (reader, N_ ("four hexadecimal digits are expected"));
      *unit = *unit * 16 + (guint) g_ascii_xdigit_value (*reader->at++);
    }
  return TRUE;
}

static gboolean
take_low_surrogate (ValJsonReader *reader, gunichar *character)
{
  guint unit;

  if (!take (reader, '\\') || !take (reader, 'u') || !take_hex (reader, &unit) || unit < 0xdc00 ||
      unit > 0xdfff)
    return fail (reader, N_ ("half of a surrogate pair is missing"));
  *character = 0x10000 + ((*character - 0xd800) << 10) + (unit - 0xdc00);
  return TRUE;
}

static gboolean
take_unicode (ValJsonReader *reader)
{
  gunichar character;

  if (!take_hex (reader, &character))
    return FALSE;
  if (character == 0)
    return fail (reader, N_ ("a zero character is not allowed"));
  if (character >= 0xdc00 && character <= 0xdfff)
    return fail (reader, N_ ("half of a surrogate pair is missing"));
  if (character >= 0xd800 && character <= 0xdbff && !take_low_surrogate (reader, &character))
    return FALSE;
  reader->kept += g_unichar_to_utf8 (character, reader->kept);
  return TRUE;
}

static gboolean
take_escape (ValJsonReader *reader)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *letter;

  if (take (reader, 'u'))
    return take_unicode (reader);
  letter = reader->at < reader->end && *reader->at != '\0' ? strchr (letters, *reader->at) : NULL;
  if (letter == NULL)
    return fail (reader, N_ ("unknown escape"));
  reader->at++;
  keep (reader, meanings + (letter - letters), 1);
  return TRUE;
}

/* The text was found to be UTF-8 as a whole, so that only these three say something. */
static void
take_plain (ValJsonReader *reader)
{
  const char *at = reader->at;

  while (at < reader->end && *at != '"' && *at != '\\' && (unsigned char) *at >= 0x20)
    at++;
  keep (reader, reader->at, (gsize) (at - reader->at));
  reader->at = at;
}

/* @string: (out) (transfer none): as long as the reader lives */
static gboolean
take_text (ValJsonReader *reader, const char **string)
{
  *string = reader->kept;
  if (!take (reader, '"'))
    return fail (reader, N_ ("a string in double quotes is expected"));
  for (take_plain (reader); reader->at < reader->end; take_plain (reader))
    {
      char c = *reader->at;

      if (c != '"' && c != '\\')
        return fail (reader, N_ ("a control character in a string"));
      reader->at++;
      if (c == '"')
        {
          keep (reader, "", 1);
          return TRUE;
        }
      if (!take_escape (reader))
        return FALSE;
    }
  return fail (reader, N_ ("the string does not end"));
}

/* @node: (out) (optional) (transfer full) */
static gboolean
take_string_value (ValJsonReader *reader, JsonNode **node)
{
  const char *string;

  if (!take_text (reader, &string))
    return FALSE;
  if (node != NULL)
    *node = json_node_init_string (json_node_alloc (), string);
  return TRUE;
}

/* Objects and arrays. */

static gboolean
enter (ValJsonReader *reader)
{
  if (reader->depth == VAL_JSON_MAX_DEPTH)
    return fail (reader, N_ ("nested too deeply"));
  reader->at++;
  reader->depth++;
  reader->fresh = TRUE;
  return TRUE;
}

/* Whether there is another item in what ends with @close; otherwise that is left. */
static gboolean
next_item (ValJsonReader *reader, char close)
{
  gboolean first = reader->fresh;

  skip_space (reader);
  reader->fresh = FALSE;
  if (take (reader, close))
    {
      reader->depth--;
      return FALSE;
    }
  return first || take (reader, ',') || fail (reader, N_ ("a comma or the end is expected"));
}

static gboolean
next_member (ValJsonReader *reader, const char **name)
{
  if (!next_item (reader, '}'))
    return FALSE;
  skip_space (reader);
  if (!take_text (reader, name))
    return FALSE;
  skip_space (reader);
  return take (reader, ':') || fail (reader, N_ ("a colon is expected"));
}

static gboolean take_value (ValJsonReader *reader, JsonNode **node);

/* @node: (out) (optional) (transfer full) */
static gboolean
take_object (ValJsonReader *reader, JsonNode **node)
{
  g_autoptr (JsonObject) object = node != NULL ? json_object_new () : NULL;
  const char *name;

  if (!enter (reader))
    return FALSE;
  while (next_member (reader, &name))
    {
      JsonNode *value = NULL;

      if (!take_value (reader, node != NULL ? &value : NULL))
        return FALSE;
      if (node != NULL)
        json_object_set_member (object, name, value);
    }
  if (node != NULL && reader->problem == NULL)
    *node = val_json_object_node (g_steal_pointer (&object));
  return reader->problem == NULL;
}

/* @node: (out) (optional) (transfer full) */
static gboolean
take_array (ValJsonReader *reader, JsonNode **node)
{
  g_autoptr (JsonArray) array = node != NULL ? json_array_new () : NULL;

  if (!enter (reader))
    return FALSE;
  while (next_item (reader, ']'))
    {
      JsonNode *value = NULL;

      if (!take_value (reader, node != NULL ? &value : NULL))
        return FALSE;
      if (node != NULL)
        json_array_add_element (array, value);
    }
  if (node == NULL || reader->problem != NULL)
    return reader->problem == NULL;
  *node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (*node, g_steal_pointer (&array));
  return TRUE;
}

/* @node: (out) (optional) (transfer full) */
static gboolean
take_value (ValJsonReader *reader, JsonNode **node)
{
  skip_space (reader);
  if (peek (reader, '{'))
    return take_object (reader, node);
  if (peek (reader, '['))
    return take_array (reader, node);
  if (peek (reader, '"'))
    return take_string_value (reader, node);
  if (peek (reader, '-') || (reader->at < reader->end && g_ascii_isdigit (*reader->at)))
    return take_number (reader, node);
  return take_constant (reader, node);
}

static void
set_place_error (ValJsonReader *reader, GError **error)
{
  guint line = 1;
  guint column = 1;

  if (reader->start != NULL)
    val_place_in_text (reader->start, reader->at, &line, &column);
  /* Translators: what is wrong with the JSON text, then where */
  g_set_error (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER, _ ("Not JSON: %s (line %u, column %u)"),
               _ (reader->problem), line, column);
}

/* Most texts need no closer look. */
static gboolean
is_ascii (const char *text, gsize length)
{
  guint64 all = 0;
  guint64 eight;
  gsize i = 0;

  for (; i + sizeof eight <= length; i += sizeof eight)
    {
      memcpy (&eight, text + i, sizeof eight);
      all |= eight;
    }
  for (; i < length; i++)
    all |= (guchar) text[i];
  return (all & G_GUINT64_CONSTANT (0x8080808080808080)) == 0;
}

/**
 * val_json_reader_new:
 * @text: JSON text, not necessarily ended by a zero; not to be changed while it is read
 * @length: its length in bytes
 *
 * Reads @text by RFC 8259 from its beginning to its end, each value once, and refuses what would be
 * misread later: nesting beyond %VAL_JSON_MAX_DEPTH, numbers that do not fit, zero characters,
 * halves of surrogate pairs.  From the first fault on there is nothing more to be read, and
 * val_json_reader_end () says what it was.
 *
 * Returns: (transfer full): a reader before the root
 */
ValJsonReader *
val_json_reader_new (const char *text, gsize length)
{
  ValJsonReader *self = g_new0 (ValJsonReader, 1);

  self->start = text;
  self->at = text;
  self->end = text + length;
  self->strings = g_malloc (length + 1);
  self->kept = self->strings;
  if (text == NULL)
    fail (self, N_ ("a value is expected"));
  else if (!is_ascii (text, length) && !g_utf8_validate_len (text, length, &self->at))
    fail (self, N_ ("not UTF-8"));
  else
    self->at = text;
  return self;
}

/**
 * val_json_reader_free:
 * @self: (transfer full): a reader
 *
 * Frees it, and with it all strings that it gave.
 */
void
val_json_reader_free (ValJsonReader *self)
{
  explicit_bzero (self->strings, (gsize) (self->kept - self->strings));
  g_free (self->strings);
  g_free (self);
}

/* Whether the next value begins with @open; one that does not is passed over. */
static gboolean
enter_if (ValJsonReader *self, char open)
{
  if (self->problem != NULL)
    return FALSE;
  skip_space (self);
  if (peek (self, open))
    return enter (self);
  take_value (self, NULL);
  return FALSE;
}

/**
 * val_json_reader_enter_object:
 * @self: a reader before a value
 *
 * Returns: whether it is an object, whose members val_json_reader_next_member () gives, each of
 *   which is to be taken; anything else is passed over
 */
gboolean
val_json_reader_enter_object (ValJsonReader *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return enter_if (self, '{');
}

/**
 * val_json_reader_next_member:
 * @self: a reader within an object
 * @name: (out) (transfer none): the member's name, which lives as long as @self
 *
 * Returns: whether there is another member, whose value is to be taken; otherwise the object, or
 *   the reading, is at its end
 */
gboolean
val_json_reader_next_member (ValJsonReader *self, const char **name)
{
  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  return self->problem == NULL && next_member (self, name);
}

/**
 * val_json_reader_enter_array:
 * @self: a reader before a value
 *
 * Returns: whether it is an array, whose elements val_json_reader_next_element () announces, each
 *   of which is to be taken; anything else is passed over
 */
gboolean
val_json_reader_enter_array (ValJsonReader *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return enter_if (self, '[');
}

/**
 * val_json_reader_next_element:
 * @self: a reader within an array
 *
 * Returns: whether there is another element, which is to be taken; otherwise the array, or the
 *   reading, is at its end
 */
gboolean
val_json_reader_next_element (ValJsonReader *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->problem == NULL && next_item (self, ']');
}

/**
 * val_json_reader_take_string:
 * @self: a reader before a value
 *
 * Returns: (transfer none) (nullable): the string, which lives as long as @self, or %NULL where
 *   there is something else, which is left
 */
const char *
val_json_reader_take_string (ValJsonReader *self)
{
  const char *string;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->problem != NULL)
    return NULL;
  skip_space (self);
  return peek (self, '"') && take_text (self, &string) ? string : NULL;
}

/**
 * val_json_reader_take_node:
 * @self: a reader before a value
 *
 * Of members with the same name the last one counts.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL where there is none
 */
JsonNode *
val_json_reader_take_node (ValJsonReader *self)
{
  JsonNode *node = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  return self->problem == NULL && take_value (self, &node) ? node : NULL;
}

/**
 * val_json_reader_skip:
 * @self: a reader before a value
 *
 * Passes over it, whatever it is.
 */
void
val_json_reader_skip (ValJsonReader *self)
{
  g_return_if_fail (self != NULL);

  if (self->problem == NULL)
    take_value (self, NULL);
}

/**
 * val_json_reader_end:
 * @self: a reader after the root
 * @error: #VAL_ERROR_BAD_ANSWER with line and column
 *
 * Returns: whether @self read all there is, and that was strict JSON
 */
gboolean
val_json_reader_end (ValJsonReader *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->problem == NULL)
    skip_space (self);
  if (self->problem == NULL && self->at < self->end)
    fail (self, N_ ("something follows the value"));
  if (self->problem == NULL)
    return TRUE;
  set_place_error (self, error);
  return FALSE;
}

/**
 * val_json_parse:
 * @text: JSON text, not necessarily ended by a zero
 * @length: its length in bytes
 * @error: #VAL_ERROR_BAD_ANSWER with line and column
 *
 * Reads @text as val_json_reader_new () has it.
 *
 * Returns: (transfer full) (nullable): the root, immutable
 */
JsonNode *
val_json_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (ValJsonReader) reader = NULL;
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  reader = val_json_reader_new (text, length);
  root = val_json_reader_take_node (reader);
  if (!val_json_reader_end (reader, error))
    return NULL;
  json_node_seal (root);
  return g_steal_pointer (&root);
}

/**
 * val_json_validate:
 * @text: JSON text, not necessarily ended by a zero
 * @length: its length in bytes
 * @error: #VAL_ERROR_BAD_ANSWER with line and column
 *
 * Returns: whether val_json_parse () reads @text
 */
gboolean
val_json_validate (const char *text, gsize length, GError **error)
{
  g_autoptr (ValJsonReader) reader = NULL;

  g_return_val_if_fail (text != NULL || length == 0, FALSE);

  reader = val_json_reader_new (text, length);
  val_json_reader_skip (reader);
  return val_json_reader_end (reader, error);
}
