/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-redact-private.h"

#include "util/val-json.h"
#include "util/val-secret.h"

#include <string.h>

/* Room for what the secrets found at the end take away, so that none is cut in two. */
#define MARGIN 4096

/* Prints JSON without its secrets, and stops where there is enough. */
typedef struct
{
  ValRedactor *redactor;
  GString *out;
  gsize limit;
  guint depth;
  gboolean compact;
  gboolean is_cut;
} Printer;

/* Whose value a value is: the name it goes by, and whether that makes it a secret. */
typedef struct
{
  const char *name;
  gboolean secret;
} Owner;

static void print_node (Printer *self, JsonNode *node, const Owner *owner);

static gboolean
is_full (Printer *self)
{
  self->is_cut = self->is_cut || self->out->len > self->limit;
  return self->is_cut;
}

static void
new_line (Printer *self)
{
  if (self->compact)
    return;
  g_string_append_c (self->out, '\n');
  for (guint i = 0; i < self->depth; i++)
    g_string_append (self->out, "  ");
}

static void
print_quoted (Printer *self, const char *text)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);
  g_autofree char *quoted = val_json_to_text (node, FALSE);

  g_string_append (self->out, quoted);
}

static void
print_mark (Printer *self, const char *name, const char *value)
{
  g_string_append_c (self->out, '"');
  _val_redactor_append (self->redactor, self->out, name, value);
  g_string_append_c (self->out, '"');
}

/* Some values are JSON in a string (contract 5.5, 5.6). */
static char *
clean_nested (Printer *self, const char *text)
{
  g_autoptr (JsonNode) node = NULL;
  Printer nested = { .redactor = self->redactor, .limit = self->limit, .compact = TRUE };

  if (*text == '{' || *text == '[')
    node = val_json_parse (text, strlen (text), NULL);
  if (node == NULL)
    return _val_redactor_pairs (self->redactor, text);
  nested.out = g_string_new (NULL);
  print_node (&nested, node, &(Owner){ NULL, FALSE });
  self->is_cut = self->is_cut || nested.is_cut;
  return g_string_free (nested.out, FALSE);
}

static void
print_string (Printer *self, const char *text, const Owner *owner)
{
  g_autofree char *clean = NULL;

  if (*text == '\0' || val_secret_is_mask (text))
    print_quoted (self, text);
  else if (owner->secret)
    print_mark (self, owner->name, text);
  else
    {
      clean = clean_nested (self, text);
      print_quoted (self, clean);
    }
}

static void
print_value (Printer *self, JsonNode *node, const Owner *owner)
{
  g_autofree char *text = NULL;

  if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      print_string (self, json_node_get_string (node), owner);
      return;
    }
  text = val_json_to_text (node, FALSE);
  if (owner->secret && json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    print_mark (self, owner->name, text);
  else
    g_string_append (self->out, text);
}

/* The value of a configuration entry belongs to the key beside it (contract 3.8, 8). */
static Owner
find_owner (JsonObject *object, const char *name, const Owner *above)
{
  static const char *const values[] = { "propertyValue", "defaultValue", "value", NULL };
  const char *key = val_json_get_string (object, "key");
  Owner owner = { name, above->secret || val_redact_is_secret (name) };

  if (owner.secret || !g_strv_contains (values, name))
    return owner;
  if (key != NULL)
    owner.name = key;
  owner.secret = key == NULL
                     ? g_str_equal (name, values[0])
                     : val_redact_is_secret (key) ||
                           g_strcmp0 (val_json_get_string (object, "type"), "PASSWORD") == 0;
  return owner;
}

/* What goes to the provider is secret as a whole, and never echoed (contract 3.4). */
static Owner
owner_of_member (JsonObject *object, const char *name, const Owner *above)
{
  Owner owner = find_owner (object, name, above);

  owner.secret = owner.secret || g_str_equal (name, "providerData");
  return owner;
}

static void
print_object (Printer *self, JsonObject *object, const Owner *above)
{
  const char *separator = "";
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  g_string_append_c (self->out, '{');
  self->depth++;
  json_object_iter_init_ordered (&iter, object);
  while (!is_full (self) && json_object_iter_next_ordered (&iter, &name, &member))
    {
      Owner owner = owner_of_member (object, name, above);

      g_string_append (self->out, separator);
      separator = ",";
      new_line (self);
      print_quoted (self, name);
      g_string_append (self->out, self->compact ? ":" : ": ");
      print_node (self, member, &owner);
    }
  self->depth--;
  if (*separator != '\0')
    new_line (self);
  g_string_append_c (self->out, '}');
}

static void
print_array (Printer *self, JsonArray *array, const Owner *above)
{
  guint n_items = json_array_get_length (array);

  g_string_append_c (self->out, '[');
  self->depth++;
  for (guint i = 0; i < n_items && !is_full (self); i++)
    {
      if (i > 0)
        g_string_append_c (self->out, ',');
      new_line (self);
      print_node (self, json_array_get_element (array, i), above);
    }
  self->depth--;
  if (n_items > 0)
    new_line (self);
  g_string_append_c (self->out, ']');
}

static void
print_node (Printer *self, JsonNode *node, const Owner *owner)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    print_object (self, json_node_get_object (node), owner);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    print_array (self, json_node_get_array (node), owner);
  else if (JSON_NODE_HOLDS_VALUE (node))
    print_value (self, node, owner);
  else
    g_string_append (self->out, "null");
}

/* At the end of a character, and of no mark's half. */
static char *
cut (char *text, gsize max_length)
{
  const char *end = g_utf8_find_prev_char (text, text + max_length);

  text[end != NULL ? end - text : 0] = '\0';
  return text;
}

/**
 * val_redactor_json:
 * @self: a redactor
 * @node: (nullable): a body
 * @max_length: bytes that are enough
 * @was_cut: (out) (optional): whether there was more; what there is then is no whole JSON
 *
 * Returns: (transfer full) (nullable): @node as text for people, without secrets; what has a secret
 *   name has its name in place of its value, and what was met under such a name is not shown
 *   anywhere else either
 */
char *
val_redactor_json (ValRedactor *self, JsonNode *node, gsize max_length, gboolean *was_cut)
{
  Printer printer = { .redactor = self, .limit = max_length + MARGIN };
  char *text;

  g_return_val_if_fail (self != NULL, NULL);

  if (was_cut != NULL)
    *was_cut = FALSE;
  if (node == NULL)
    return NULL;
  printer.out = g_string_new (NULL);
  print_node (&printer, node, &(Owner){ NULL, FALSE });
  text = _val_redactor_known (self, g_string_free (printer.out, FALSE));
  if (strlen (text) > max_length)
    {
      printer.is_cut = TRUE;
      cut (text, max_length);
    }
  if (was_cut != NULL)
    *was_cut = printer.is_cut;
  return text;
}
