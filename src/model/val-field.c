/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-field.h"

#include "model/val-instance.h"
#include "util/val-json.h"

#include <string.h>

#define MAX_LENGTH_LIMIT 1000000

typedef struct
{
  char *value;
  char *label;
} Option;

struct _ValField
{
  GObject parent_instance;

  char *key;
  char *name;
  char *description;
  char *default_value;
  char *group;
  ValFieldKind kind;
  guint max_length;
  int order;
  gboolean required;
  gboolean hidden;
  gboolean secret;
  gboolean group_control;
  GArray *options;
};

G_DEFINE_FINAL_TYPE (ValField, val_field, G_TYPE_OBJECT)

/* What is not listed here is a text field (contract 8). */
static const struct
{
  const char *type;
  ValFieldKind kind;
} kinds[] = {
  { "TEXTAREA", VAL_FIELD_TEXT_AREA },    { "PASSWORD", VAL_FIELD_PASSWORD },
  { "BOOLEAN", VAL_FIELD_BOOLEAN },       { "COMBO", VAL_FIELD_COMBO },
  { "BOOLEAN_YESNO", VAL_FIELD_BOOLEAN }, { "CODE_EDITOR", VAL_FIELD_CODE },
};

static const char *const secret_suffixes[] = { "secret", "password", "token" };

static void
clear_option (gpointer data)
{
  Option *option = data;

  g_free (option->value);
  g_free (option->label);
}

/* Cuts the length off a type such as TEXTFIELD_128. */
static guint
cut_length (char *type)
{
  char *line = strrchr (type, '_');
  guint64 length;

  if (line == NULL ||
      !g_ascii_string_to_unsigned (line + 1, 10, 1, MAX_LENGTH_LIMIT, &length, NULL))
    return 0;
  *line = '\0';
  return (guint) length;
}

static void
read_type (ValField *self, JsonObject *object)
{
  const char *written = val_json_get_string (object, "type");
  g_autofree char *type = NULL;

  if (written == NULL)
    written = val_json_get_string (object, "configDataType");
  type = g_ascii_strup (written != NULL ? written : "", -1);
  self->max_length = cut_length (type);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (type, kinds[i].type))
      self->kind = kinds[i].kind;
}

/* Several elements hide the signature key although users are told to set it (contract 8). */
static gboolean
read_hidden (const char *key, JsonObject *object)
{
  if (g_str_equal (key, VAL_KEY_SIGNATURE_KEY))
    return FALSE;
  return val_json_get_bool (object, "hideFromConsole", FALSE) ||
         val_json_get_bool (object, "internal", FALSE) ||
         !val_json_get_bool (object, "active", TRUE);
}

static void
read_option (ValField *self, JsonNode *node)
{
  JsonObject *object = val_json_node_object (node);
  Option option = { NULL, NULL };

  option.value = object != NULL ? val_json_dup_text (object, "value") : val_json_value_text (node);
  if (option.value == NULL)
    return;
  option.label = val_json_dup_text (object, "description");
  if (option.label == NULL || *option.label == '\0')
    {
      g_free (option.label);
      option.label = g_strdup (option.value);
    }
  g_array_append_val (self->options, option);
}

static void
read_options (ValField *self, JsonObject *object)
{
  JsonArray *array = val_json_get_array (object, "options");
  guint n_options = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < n_options; i++)
    read_option (self, json_array_get_element (array, i));
}

static void
read_texts (ValField *self, JsonObject *object)
{
  const char *name = val_json_get_string (object, "name");
  const char *group = val_json_get_string (object, "groupName");

  self->name = g_strdup (name != NULL && *name != '\0' ? name : self->key);
  self->description = g_strdup (val_json_get_string (object, "description"));
  self->default_value = val_json_dup_text (object, "defaultValue");
  self->group = g_strdup (group != NULL && *group != '\0' ? group : NULL);
}

static void
finalize (GObject *object)
{
  ValField *self = VAL_FIELD (object);

  g_free (self->key);
  g_free (self->name);
  g_free (self->description);
  g_free (self->default_value);
  g_free (self->group);
  g_array_unref (self->options);
  G_OBJECT_CLASS (val_field_parent_class)->finalize (object);
}

static void
val_field_class_init (ValFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

static void
val_field_init (ValField *self)
{
  self->kind = VAL_FIELD_TEXT;
  self->options = g_array_new (FALSE, FALSE, sizeof (Option));
  g_array_set_clear_func (self->options, clear_option);
}

/**
 * val_field_new_from_json:
 * @object: an entry of `configuration[]` of an element (contract 8), in either spelling
 *
 * Returns: (transfer full) (nullable): the field, or NULL where the entry has no key
 */
ValField *
val_field_new_from_json (JsonObject *object)
{
  ValField *self;
  const char *key;

  g_return_val_if_fail (object != NULL, NULL);

  key = val_json_get_string (object, "key");
  if (key == NULL || *key == '\0')
    return NULL;
  self = g_object_new (VAL_TYPE_FIELD, NULL);
  self->key = g_strdup (key);
  read_texts (self, object);
  read_type (self, object);
  read_options (self, object);
  self->hidden = read_hidden (key, object);
  self->secret = self->kind == VAL_FIELD_PASSWORD || val_field_key_is_secret (key);
  self->required =
      val_json_get_bool (object, "required", val_json_get_bool (object, "mandatory", FALSE));
  self->group_control = val_json_get_bool (object, "groupControl", FALSE);
  self->order =
      (int) CLAMP (val_json_get_int (object, "displayOrder", G_MAXINT), G_MININT, G_MAXINT);
  return self;
}

/**
 * val_field_get_key:
 * @self: a field
 *
 * Returns: (transfer none): its key in the configuration of an instance
 */
const char *
val_field_get_key (ValField *self)
{
  g_return_val_if_fail (VAL_IS_FIELD (self), NULL);

  return self->key;
}

/**
 * val_field_get_name:
 * @self: a field
 *
 * Returns: (transfer none): its label; the key where the platform has none
 */
const char *
val_field_get_name (ValField *self)
{
  g_return_val_if_fail (VAL_IS_FIELD (self), NULL);

  return self->name;
}

/**
 * val_field_get_description:
 * @self: a field
 *
 * Returns: (transfer none) (nullable): help text; may hold HTML, so never show it as markup
 */
const char *
val_field_get_description (ValField *self)
{
  g_return_val_if_fail (VAL_IS_FIELD (self), NULL);

  return self->description;
}

/**
 * val_field_get_default:
 * @self: a field
 *
 * Returns: (transfer none) (nullable): what the field begins with; booleans as `true` or `false`
 */
const char *
val_field_get_default (ValField *self)
{
  g_return_val_if_fail (VAL_IS_FIELD (self), NULL);

  return self->default_value;
}

/**
 * val_field_get_kind:
 * @self: a field
 *
 * Returns: how it is edited
 */
ValFieldKind
val_field_get_kind (ValField *self)
{
  g_return_val_if_fail (VAL_IS_FIELD (self), VAL_FIELD_TEXT);

  return self->kind;
}

/**
 * val_field_get_max_length:
 * @self: a field
 *
 * Returns: how many characters it holds, or 0 where no limit is known
 */
guint
val_field_get_max_length (ValField *self)
{
  g_return_val_if_fail (VAL_IS_FIELD (self), 0);

  return self->max_length;
}

/**
 * val_field_get_required:
 * @self: a field
 *
 * Returns: whether an instance cannot be created without it
 */
gboolean
val_field_get_required (ValField *self)
{
  g_return_val_if_fail (VAL_IS_FIELD (self), FALSE);

  return self->required;
}

/**
 * val_field_get_hidden:
 * @self: a field
 *
 * Returns: whether it is shown only to those who ask for everything
 */
gboolean
val_field_get_hidden (ValField *self)
{
  g_return_val_if_fail (VAL_IS_FIELD (self), FALSE);

  return self->hidden;
}

/**
 * val_field_get_secret:
 * @self: a field
 *
 * Returns: whether its value must never be shown unasked, logged or written to a file
 */
gboolean
val_field_get_secret (ValField *self)
{
  g_return_val_if_fail (VAL_IS_FIELD (self), FALSE);

  return self->secret;
}

/**
 * val_field_get_group_control:
 * @self: a field
 *
 * Returns: whether its value chooses which group of fields is shown
 */
gboolean
val_field_get_group_control (ValField *self)
{
  g_return_val_if_fail (VAL_IS_FIELD (self), FALSE);

  return self->group_control;
}

/**
 * val_field_get_group:
 * @self: a field
 *
 * Returns: (transfer none) (nullable): the value of the controlling field that it is shown for, or
 * NULL where it is always shown
 */
const char *
val_field_get_group (ValField *self)
{
  g_return_val_if_fail (VAL_IS_FIELD (self), NULL);

  return self->group;
}

/**
 * val_field_get_order:
 * @self: a field
 *
 * Returns: the platform's sort key; fields without one come last
 */
int
val_field_get_order (ValField *self)
{
  g_return_val_if_fail (VAL_IS_FIELD (self), 0);

  return self->order;
}

/**
 * val_field_get_n_options:
 * @self: a field
 *
 * Returns: how many values there are to choose from
 */
guint
val_field_get_n_options (ValField *self)
{
  g_return_val_if_fail (VAL_IS_FIELD (self), 0);

  return self->options->len;
}

/**
 * val_field_get_option_value:
 * @self: a field
 * @index: which option, from 0
 *
 * Returns: (transfer none): what is sent when it is chosen
 */
const char *
val_field_get_option_value (ValField *self, guint index)
{
  g_return_val_if_fail (VAL_IS_FIELD (self), NULL);
  g_return_val_if_fail (index < self->options->len, NULL);

  return g_array_index (self->options, Option, index).value;
}

/**
 * val_field_get_option_label:
 * @self: a field
 * @index: which option, from 0
 *
 * Returns: (transfer none): what is shown for it
 */
const char *
val_field_get_option_label (ValField *self, guint index)
{
  g_return_val_if_fail (VAL_IS_FIELD (self), NULL);
  g_return_val_if_fail (index < self->options->len, NULL);

  return g_array_index (self->options, Option, index).label;
}

/**
 * val_field_key_is_secret:
 * @key: a key of a configuration
 *
 * Returns: whether the name alone says that the value is a secret
 */
gboolean
val_field_key_is_secret (const char *key)
{
  g_autofree char *folded = NULL;

  g_return_val_if_fail (key != NULL, FALSE);

  folded = g_ascii_strdown (key, -1);
  if (g_str_has_prefix (folded, "oauth.user.") || g_str_equal (folded, VAL_KEY_SIGNATURE_KEY))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (secret_suffixes); i++)
    if (g_str_has_suffix (folded, secret_suffixes[i]))
      return TRUE;
  return FALSE;
}

/**
 * val_field_compare:
 * @one: a field
 * @other: another
 *
 * The order of a form: the platform's sort key, in which ties happen, then the name, then the key.
 *
 * Returns: less than, equal to or greater than 0
 */
int
val_field_compare (ValField *one, ValField *other)
{
  int by_name;

  g_return_val_if_fail (VAL_IS_FIELD (one) && VAL_IS_FIELD (other), 0);

  if (one->order != other->order)
    return one->order < other->order ? -1 : 1;
  by_name = g_utf8_collate (one->name, other->name);
  return by_name != 0 ? by_name : strcmp (one->key, other->key);
}
