/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/val-error.h"
#include "util/val-json.h"
#include "util/val-place.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* json-glib 1.6 reads far more than JSON (comments, `var x =`, single quotes, octal), cuts strings
 * at \u0000, wraps large integers and overflows the stack on deep nesting.  So its nodes are made
 * here, in the one pass that says yes or where not. */
typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  const char *problem;
  char *kept; /* where the next string goes, after those that are still needed */
} Reader;

static gboolean
fail (Reader *reader, const char *problem)
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
skip_space (Reader *reader)
{
  while (reader->at < reader->end && is_space (*reader->at))
    reader->at++;
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
take_word (Reader *reader, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (reader->end - reader->at) < length || memcmp (reader->at, word, length) != 0)
    return FALSE;
  reader->at += length;
  return TRUE;
}

/* @node: (out) (transfer full) */
static gboolean
take_constant (Reader *reader, JsonNode **node)
{
  if (take_word (reader, "true"))
    *node = json_node_init_boolean (json_node_alloc (), TRUE);
  else if (take_word (reader, "false"))
    *node = json_node_init_boolean (json_node_alloc (), FALSE);
  else if (take_word (reader, "null"))
    *node = json_node_new (JSON_NODE_NULL);
  else
    return fail (reader, N_ ("a value is expected"));
  return TRUE;
}

static gboolean
take_digits (Reader *reader)
{
  const char *from = reader->at;

  while (reader->at < reader->end && g_ascii_isdigit (*reader->at))
    reader->at++;
  return reader->at > from || fail (reader, N_ ("a digit is expected"));
}

/* Strings are no longer than the text they are in, so there is room. */
static void
keep (Reader *reader, const char *from, gsize n_bytes)
{
  memcpy (reader->kept, from, n_bytes);
  reader->kept += n_bytes;
}

static gboolean
make_integer (Reader *reader, const char *digits, JsonNode **node)
{
  gint64 value;

  if (!g_ascii_string_to_signed (digits, 10, G_MININT64, G_MAXINT64, &value, NULL))
    return fail (reader, N_ ("the number is too large"));
  *node = json_node_init_int (json_node_alloc (), value);
  return TRUE;
}

static gboolean
make_fraction (Reader *reader, const char *digits, JsonNode **node)
{
  double value = g_ascii_strtod (digits, NULL);

  if (!isfinite (value))
    return fail (reader, N_ ("the number is too large"));
  *node = json_node_init_double (json_node_alloc (), value);
  return TRUE;
}

static gboolean
skip_number (Reader *reader, gboolean *integer)
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

/* @node: (out) (transfer full) */
static gboolean
take_number (Reader *reader, JsonNode **node)
{
  const char *from = reader->at;
  g_autofree char *digits = NULL;
  gboolean integer;

  if (!skip_number (reader, &integer))
    return FALSE;
  digits = g_strndup (from, (gsize) (reader->at - from));
  return integer ? make_integer (reader, digits, node) : make_fraction (reader, digits, node);
}

static gboolean
take_hex (Reader *reader, guint *unit)
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
take_low_surrogate (Reader *reader, gunichar *character)
{
  guint unit;

  if (!take (reader, '\\') || !take (reader, 'u') || !take_hex (reader, &unit) || unit < 0xdc00 ||
      unit > 0xdfff)
    return fail (reader, N_ ("half of a surrogate pair is missing"));
  *character = 0x10000 + ((*character - 0xd800) << 10) + (unit - 0xdc00);
  return TRUE;
}

static gboolean
take_unicode (Reader *reader)
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
take_escape (Reader *reader)
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
take_plain (Reader *reader)
{
  const char *at = reader->at;

  while (at < reader->end && *at != '"' && *at != '\\' && (unsigned char) *at >= 0x20)
    at++;
  keep (reader, reader->at, (gsize) (at - reader->at));
  reader->at = at;
}

/* The string stays where it is kept until that is given to another. */
static gboolean
take_string (Reader *reader)
{
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

/* @node: (out) (transfer full) */
static gboolean
take_string_value (Reader *reader, JsonNode **node)
{
  char *string = reader->kept;

  if (!take_string (reader))
    return FALSE;
  *node = json_node_init_string (json_node_alloc (), string);
  reader->kept = string;
  return TRUE;
}

static gboolean take_value (Reader *reader, guint depth, JsonNode **node);

static gboolean
take_member (Reader *reader, guint depth, gpointer object)
{
  char *name = reader->kept;
  JsonNode *value;

  skip_space (reader);
  if (!take_string (reader))
    return FALSE;
  skip_space (reader);
  if (!take (reader, ':'))
    return fail (reader, N_ ("a colon is expected"));
  if (!take_value (reader, depth, &value))
    return FALSE;
  json_object_set_member (object, name, value);
  reader->kept = name;
  return TRUE;
}

static gboolean
take_element (Reader *reader, guint depth, gpointer array)
{
  JsonNode *value;

  if (!take_value (reader, depth, &value))
    return FALSE;
  json_array_add_element (array, value);
  return TRUE;
}

typedef gboolean (*TakeItem) (Reader *reader, guint depth, gpointer container);

static gboolean
take_items (Reader *reader, guint depth, char close, TakeItem take_item, gpointer container)
{
  reader->at++;
  skip_space (reader);
  if (take (reader, close))
    return TRUE;
  do
    {
      if (!take_item (reader, depth, container))
        return FALSE;
      skip_space (reader);
    }
  while (take (reader, ','));
  return take (reader, close) || fail (reader, N_ ("a comma or the end is expected"));
}

/* @node: (out) (transfer full) */
static gboolean
take_object (Reader *reader, guint depth, JsonNode **node)
{
  g_autoptr (JsonObject) object = json_object_new ();

  if (!take_items (reader, depth, '}', take_member, object))
    return FALSE;
  *node = val_json_object_node (g_steal_pointer (&object));
  return TRUE;
}

/* @node: (out) (transfer full) */
static gboolean
take_array (Reader *reader, guint depth, JsonNode **node)
{
  g_autoptr (JsonArray) array = json_array_new ();

  if (!take_items (reader, depth, ']', take_element, array))
    return FALSE;
  *node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (*node, g_steal_pointer (&array));
  return TRUE;
}

/* @node: (out) (transfer full) */
static gboolean
take_value (Reader *reader, guint depth, JsonNode **node)
{
  skip_space (reader);
  if (depth == VAL_JSON_MAX_DEPTH && (peek (reader, '{') || peek (reader, '[')))
    return fail (reader, N_ ("nested too deeply"));
  if (peek (reader, '{'))
    return take_object (reader, depth + 1, node);
  if (peek (reader, '['))
    return take_array (reader, depth + 1, node);
  if (peek (reader, '"'))
    return take_string_value (reader, node);
  if (peek (reader, '-') || (reader->at < reader->end && g_ascii_isdigit (*reader->at)))
    return take_number (reader, node);
  return take_constant (reader, node);
}

static void
set_place_error (Reader *reader, GError **error)
{
  guint line = 1;
  guint column = 1;

  if (reader->start != NULL)
    val_place_in_text (reader->start, reader->at, &line, &column);
  /* Translators: what is wrong with the JSON text, then where */
  g_set_error (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER, _ ("Not JSON: %s (line %u, column %u)"),
               _ (reader->problem), line, column);
}

/* @root: (out) (transfer full) */
static gboolean
read_value (Reader *reader, JsonNode **root)
{
  gsize size = (gsize) (reader->end - reader->start) + 1;
  char *strings = g_malloc (size);
  gboolean read;

  reader->kept = strings;
  read = take_value (reader, 0, root);
  explicit_bzero (strings, size);
  g_free (strings);
  return read;
}

static JsonNode *
read_document (Reader *reader)
{
  g_autoptr (JsonNode) root = NULL;

  if (!g_utf8_validate_len (reader->at, (gsize) (reader->end - reader->at), &reader->at))
    {
      fail (reader, N_ ("not UTF-8"));
      return NULL;
    }
  reader->at = reader->start;
  if (!read_value (reader, &root))
    return NULL;
  skip_space (reader);
  if (reader->at < reader->end)
    {
      fail (reader, N_ ("something follows the value"));
      return NULL;
    }
  return g_steal_pointer (&root);
}

/**
 * val_json_parse:
 * @text: JSON text, not necessarily ended by a zero
 * @length: its length in bytes
 * @error: #VAL_ERROR_BAD_ANSWER with line and column
 *
 * Reads @text by RFC 8259, and refuses what would be misread later: nesting beyond
 * %VAL_JSON_MAX_DEPTH, numbers that do not fit, zero characters, halves of surrogate pairs.  Of
 * members with the same name the last one counts.
 *
 * Returns: (transfer full) (nullable): the root, immutable
 */
JsonNode *
val_json_parse (const char *text, gsize length, GError **error)
{
  Reader reader = { .start = text, .at = text, .end = text + length };
  JsonNode *root;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  root = text != NULL ? read_document (&reader) : NULL;
  if (root != NULL)
    {
      json_node_seal (root);
      return root;
    }
  if (reader.problem == NULL)
    reader.problem = N_ ("a value is expected");
  set_place_error (&reader, error);
  return NULL;
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
  g_autoptr (JsonNode) root = val_json_parse (text, length, error);

  return root != NULL;
}
