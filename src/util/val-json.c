/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/val-json.h"

#include "util/val-secret.h"

#include <string.h>

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
  return val_json_to_text (node, FALSE);
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
 * val_json_value_int:
 * @node: (nullable): a node
 * @fallback: given where it is no integer
 *
 * Returns: the node's value; a string of digits counts (contract 3.0)
 */
gint64
val_json_value_int (JsonNode *node, gint64 fallback)
{
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
 * val_json_get_int:
 * @object: (nullable): an object
 * @name: name of a member
 * @fallback: given where the member is no integer
 *
 * Returns: the member's value, as val_json_value_int () has it
 */
gint64
val_json_get_int (JsonObject *object, const char *name, gint64 fallback)
{
  return val_json_value_int (find_member (object, name), fallback);
}

/**
 * val_json_value_bool:
 * @node: (nullable): a node
 * @fallback: given where it is no boolean
 *
 * Returns: the node's value; the strings `true` and `false` count (contract 3.4)
 */
gboolean
val_json_value_bool (JsonNode *node, gboolean fallback)
{
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
 * val_json_get_bool:
 * @object: (nullable): an object
 * @name: name of a member
 * @fallback: given where the member is no boolean
 *
 * Returns: the member's value, as val_json_value_bool () has it
 */
gboolean
val_json_get_bool (JsonObject *object, const char *name, gboolean fallback)
{
  return val_json_value_bool (find_member (object, name), fallback);
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

static gboolean
is_escaped (char c)
{
  return c == '"' || c == '\\' || (guchar) c < ' ';
}

static void
append_escaped (GString *text, char c)
{
  if ((guchar) c < ' ')
    g_string_append_printf (text, "\\u%04x", (guint) c);
  else
    {
      g_string_append_c (text, '\\');
      g_string_append_c (text, c);
    }
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
  for (const char *from = value; *from != '\0';)
    {
      const char *at = from;

      while (*at != '\0' && !is_escaped (*at))
        at++;
      g_string_append_len (text, from, at - from);
      if (*at != '\0')
        append_escaped (text, *at++);
      from = at;
    }
  g_string_append_c (text, '"');
}

/* json-glib 1.6 forgets this one control character, which can only be within a string. */
#define FORGOTTEN "\x1f"

static char *
escape_forgotten (char *text)
{
  GString *escaped;

  if (strchr (text, *FORGOTTEN) == NULL)
    return text;
  escaped = g_string_new (text);
  val_secret_free (text);
  g_string_replace (escaped, FORGOTTEN, "\\u001f", 0);
  return g_string_free (escaped, FALSE);
}

/**
 * val_json_to_text:
 * @node: a node
 * @pretty: whether it is for people, in lines
 *
 * Returns: (transfer full): its text, strict JSON
 */
char *
val_json_to_text (JsonNode *node, gboolean pretty)
{
  g_return_val_if_fail (node != NULL, NULL);

  return escape_forgotten (json_to_string (node, pretty));
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

  text = val_json_to_text (node, FALSE);
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
