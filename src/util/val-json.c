/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/val-json.h"

#include "util/val-error.h"
#include "util/val-place.h"
#include "util/val-secret.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* json-glib 1.6 reads far more than JSON (comments, `var x =`, single quotes, octal), cuts strings
 * at \u0000, wraps large integers and overflows the stack on deep nesting.  So every text passes
 * this reader first, which only says yes or where not. */
typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  const char *problem;
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
    return fail (reader, N_ ("a value is expected"));
  reader->at += length;
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

/* As many digits fit in any case. */
#define SAFE_DIGITS 18

static gboolean
check_integer (Reader *reader, const char *from)
{
  g_autofree char *digits = NULL;
  gint64 value;

  if (reader->at - from <= SAFE_DIGITS)
    return TRUE;
  digits = g_strndup (from, (gsize) (reader->at - from));
  return g_ascii_string_to_signed (digits, 10, G_MININT64, G_MAXINT64, &value, NULL) ||
         fail (reader, N_ ("the number is too large"));
}

static gboolean
check_fraction (Reader *reader, const char *from)
{
  g_autofree char *digits = g_strndup (from, (gsize) (reader->at - from));

  return isfinite (g_ascii_strtod (digits, NULL)) || fail (reader, N_ ("the number is too large"));
}

static gboolean
take_number (Reader *reader)
{
  const char *from = reader->at;
  gboolean integer = TRUE;

  take (reader, '-');
  if (!take (reader, '0') && !take_digits (reader))
    return FALSE;
  if (take (reader, '.'))
    {
      integer = FALSE;
      if (!take_digits (reader))
        return FALSE;
    }
  if (take (reader, 'e') || take (reader, 'E'))
    {
      integer = FALSE;
      if (!take (reader, '+'))
        take (reader, '-');
      if (!take_digits (reader))
        return FALSE;
    }
  return integer ? check_integer (reader, from) : check_fraction (reader, from);
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
take_unicode (Reader *reader)
{
  guint unit;

  if (!take_hex (reader, &unit))
    return FALSE;
  if (unit == 0)
    return fail (reader, N_ ("a zero character is not allowed"));
  if (unit >= 0xdc00 && unit <= 0xdfff)
    return fail (reader, N_ ("half of a surrogate pair is missing"));
  if (unit < 0xd800 || unit > 0xdbff)
    return TRUE;
  if (!take (reader, '\\') || !take (reader, 'u') || !take_hex (reader, &unit) || unit < 0xdc00 ||
      unit > 0xdfff)
    return fail (reader, N_ ("half of a surrogate pair is missing"));
  return TRUE;
}

static gboolean
take_escape (Reader *reader)
{
  if (take (reader, 'u'))
    return take_unicode (reader);
  if (reader->at < reader->end && *reader->at != '\0' && strchr ("\"\\/bfnrt", *reader->at) != NULL)
    {
      reader->at++;
      return TRUE;
    }
  return fail (reader, N_ ("unknown escape"));
}

/* The text was found to be UTF-8 as a whole, so that only these three say something. */
static void
skip_plain (Reader *reader)
{
  const char *at = reader->at;

  while (at < reader->end && *at != '"' && *at != '\\' && (unsigned char) *at >= 0x20)
    at++;
  reader->at = at;
}

static gboolean
take_string (Reader *reader)
{
  if (!take (reader, '"'))
    return fail (reader, N_ ("a string in double quotes is expected"));
  for (skip_plain (reader); reader->at < reader->end; skip_plain (reader))
    {
      char c = *reader->at;

      if (c != '"' && c != '\\')
        return fail (reader, N_ ("a control character in a string"));
      reader->at++;
      if (c == '"')
        return TRUE;
      if (c == '\\' && !take_escape (reader))
        return FALSE;
    }
  return fail (reader, N_ ("the string does not end"));
}

static gboolean take_value (Reader *reader, guint depth);

static gboolean
take_member (Reader *reader, guint depth)
{
  skip_space (reader);
  if (!take_string (reader))
    return FALSE;
  skip_space (reader);
  if (!take (reader, ':'))
    return fail (reader, N_ ("a colon is expected"));
  return take_value (reader, depth);
}

static gboolean
take_items (Reader *reader, guint depth, char close, gboolean (*take_item) (Reader *, guint))
{
  reader->at++;
  skip_space (reader);
  if (take (reader, close))
    return TRUE;
  do
    {
      if (!take_item (reader, depth))
        return FALSE;
      skip_space (reader);
    }
  while (take (reader, ','));
  return take (reader, close) || fail (reader, N_ ("a comma or the end is expected"));
}

static gboolean
take_value (Reader *reader, guint depth)
{
  skip_space (reader);
  if (depth == VAL_JSON_MAX_DEPTH && (peek (reader, '{') || peek (reader, '[')))
    return fail (reader, N_ ("nested too deeply"));
  if (peek (reader, '{'))
    return take_items (reader, depth + 1, '}', take_member);
  if (peek (reader, '['))
    return take_items (reader, depth + 1, ']', take_value);
  if (peek (reader, '"'))
    return take_string (reader);
  if (peek (reader, 't'))
    return take_word (reader, "true");
  if (peek (reader, 'f'))
    return take_word (reader, "false");
  if (peek (reader, 'n'))
    return take_word (reader, "null");
  if (peek (reader, '-') || (reader->at < reader->end && g_ascii_isdigit (*reader->at)))
    return take_number (reader);
  return fail (reader, N_ ("a value is expected"));
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

static gboolean
read_document (Reader *reader)
{
  const char *bad;

  if (!g_utf8_validate_len (reader->at, (gsize) (reader->end - reader->at), &bad))
    {
      reader->at = bad;
      return fail (reader, N_ ("not UTF-8"));
    }
  if (!take_value (reader, 0))
    return FALSE;
  skip_space (reader);
  return reader->at == reader->end || fail (reader, N_ ("something follows the value"));
}

/**
 * val_json_validate:
 * @text: JSON text, not necessarily ended by a zero
 * @length: its length in bytes
 * @error: #VAL_ERROR_BAD_ANSWER with line and column
 *
 * Checks @text against RFC 8259, and that nothing in it would be misread later: nesting up to
 * %VAL_JSON_MAX_DEPTH, numbers that fit, no zero characters, whole surrogate pairs.
 *
 * Returns: whether it passed
 */
gboolean
val_json_validate (const char *text, gsize length, GError **error)
{
  Reader reader = { text, text, text + length, NULL };

  g_return_val_if_fail (text != NULL || length == 0, FALSE);

  if (text != NULL && read_document (&reader))
    return TRUE;
  if (reader.problem == NULL)
    reader.problem = N_ ("a value is expected");
  set_place_error (&reader, error);
  return FALSE;
}

/**
 * val_json_parse:
 * @text: JSON text, not necessarily ended by a zero
 * @length: its length in bytes
 * @error: #VAL_ERROR_BAD_ANSWER with line and column
 *
 * Returns: (transfer full) (nullable): the root, immutable
 */
JsonNode *
val_json_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) inner = NULL;
  JsonNode *root;

  if (!val_json_validate (text, length, error))
    return NULL;
  parser = json_parser_new ();
  if (json_parser_load_from_data (parser, text, (gssize) length, &inner) &&
      json_parser_get_root (parser) != NULL)
    {
      root = json_parser_steal_root (parser);
      /* Once at the end: an immutable parser takes a hash of every node on its way. */
      json_node_seal (root);
      return root;
    }
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER,
                       inner != NULL ? inner->message : _ ("Empty JSON text"));
  return NULL;
}

/**
 * val_json_node_object:
 * @node: (nullable): a node
 *
 * Returns: (transfer none) (nullable): its object, or NULL if it holds something else
 */
JsonObject *
val_json_node_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * val_json_node_array:
 * @node: (nullable): a node
 *
 * Returns: (transfer none) (nullable): its array, or NULL if it holds something else
 */
JsonArray *
val_json_node_array (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static JsonNode *
find_member (JsonObject *object, const char *name)
{
  return object != NULL ? json_object_get_member (object, name) : NULL;
}

/**
 * val_json_get_string:
 * @object: (nullable): an object
 * @name: name of a member
 *
 * Returns: (transfer none) (nullable): the member's text, or NULL if it is no string
 */
const char *
val_json_get_string (JsonObject *object, const char *name)
{
  JsonNode *node = find_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

/**
 * val_json_value_text:
 * @node: (nullable): a node
 *
 * The text of a scalar, as the platform writes configuration values: booleans as `true` and
 * `false`, numbers in decimal.
 *
 * Returns: (transfer full) (nullable): the text, or NULL for null, objects and arrays
 */
char *
val_json_value_text (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  return json_to_string (node, FALSE);
}

/**
 * val_json_dup_text:
 * @object: (nullable): an object
 * @name: name of a member
 *
 * Returns: (transfer full) (nullable): as val_json_value_text () of the member
 */
char *
val_json_dup_text (JsonObject *object, const char *name)
{
  return val_json_value_text (find_member (object, name));
}

/**
 * val_json_get_int:
 * @object: (nullable): an object
 * @name: name of a member
 * @fallback: given where the member is no integer
 *
 * Returns: the member's value; a string of digits counts (contract 3.0)
 */
gint64
val_json_get_int (JsonObject *object, const char *name, gint64 fallback)
{
  JsonNode *node = find_member (object, name);
  gint64 value;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return fallback;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return json_node_get_int (node);
  if (json_node_get_value_type (node) == G_TYPE_STRING &&
      g_ascii_string_to_signed (json_node_get_string (node), 10, G_MININT64, G_MAXINT64, &value,
                                NULL))
    return value;
  return fallback;
}

/**
 * val_json_get_bool:
 * @object: (nullable): an object
 * @name: name of a member
 * @fallback: given where the member is no boolean
 *
 * Returns: the member's value; the strings `true` and `false` count (contract 3.4)
 */
gboolean
val_json_get_bool (JsonObject *object, const char *name, gboolean fallback)
{
  JsonNode *node = find_member (object, name);
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node)
                                                            : G_TYPE_INVALID;
  const char *text = type == G_TYPE_STRING ? json_node_get_string (node) : "";

  if (type == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node);
  if (g_ascii_strcasecmp (text, "true") == 0)
    return TRUE;
  return g_ascii_strcasecmp (text, "false") == 0 ? FALSE : fallback;
}

/**
 * val_json_get_object:
 * @object: (nullable): an object
 * @name: name of a member
 *
 * Returns: (transfer none) (nullable): the member, or NULL if it is no object
 */
JsonObject *
val_json_get_object (JsonObject *object, const char *name)
{
  return val_json_node_object (find_member (object, name));
}

/**
 * val_json_get_array:
 * @object: (nullable): an object
 * @name: name of a member
 *
 * Returns: (transfer none) (nullable): the member, or NULL if it is no array
 */
JsonArray *
val_json_get_array (JsonObject *object, const char *name)
{
  return val_json_node_array (find_member (object, name));
}

/**
 * val_json_append_string:
 * @text: JSON text to be continued
 * @value: UTF-8
 *
 * Appends @value as a string in its quotes.
 */
void
val_json_append_string (GString *text, const char *value)
{
  g_return_if_fail (text != NULL && value != NULL);

  g_string_append_c (text, '"');
  for (const char *at = value; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\\')
        g_string_append_c (text, '\\');
      if ((guchar) *at < ' ')
        g_string_append_printf (text, "\\u%04x", (guint) *at);
      else
        g_string_append_c (text, *at);
    }
  g_string_append_c (text, '"');
}

/**
 * val_json_to_bytes:
 * @node: a node
 *
 * What is sent holds secrets often enough, so the text is wiped when the last holder lets go.
 *
 * Returns: (transfer full): its text, without a zero at the end
 */
GBytes *
val_json_to_bytes (JsonNode *node)
{
  char *text;

  g_return_val_if_fail (node != NULL, NULL);

  text = json_to_string (node, FALSE);
  return g_bytes_new_with_free_func (text, strlen (text), (GDestroyNotify) val_secret_free, text);
}

/**
 * val_json_object_node:
 * @object: (transfer full): an object
 *
 * Returns: (transfer full): a node that holds it
 */
JsonNode *
val_json_object_node (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}
