/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-element.h"

#include "model/val-field.h"
#include "model/val-instance.h"
#include "model/val-webhook-url.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PREFIX_POLLER   "event.poller."
#define AUTH_OAUTH1     "oauth1"
#define AUTH_OAUTH2     "oauth2"
#define AUTH_FAMILY     "oauth"
#define METHODS_UNKNOWN 0u
#define METHOD_WEBHOOK  (1u << 0)
#define METHOD_POLLING  (1u << 1)
#define METHODS_SETTLED (1u << 2)

struct _ValElement
{
  GObject parent_instance;

  gint64 id;
  char *key;
  char *name;
  char *hub;
  char *description;
  char *auth_type;
  guint methods;
  GListStore *fields;
};

G_DEFINE_FINAL_TYPE (ValElement, val_element, G_TYPE_OBJECT)

enum
{
  PROP_KEY = 1,
  PROP_NAME,
  PROP_HUB,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static int
compare_fields (gconstpointer one, gconstpointer other, gpointer unused)
{
  return val_field_compare ((ValField *) one, (ValField *) other);
}

/* The list is the member itself, or inside an object of the same name (contract 8). */
static JsonArray *
find_configuration (JsonObject *object)
{
  JsonArray *array = val_json_get_array (object, "configuration");

  if (array != NULL)
    return array;
  return val_json_get_array (val_json_get_object (object, "configuration"), "configuration");
}

static void
read_fields (ValElement *self, JsonObject *object)
{
  JsonArray *array = find_configuration (object);
  guint n_entries = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < n_entries; i++)
    {
      JsonObject *entry = val_json_node_object (json_array_get_element (array, i));
      g_autoptr (ValField) field = entry != NULL ? val_field_new_from_json (entry) : NULL;

      if (field != NULL)
        g_list_store_append (self->fields, field);
    }
  g_list_store_sort (self->fields, compare_fields, NULL);
}

static guint
method_from_text (const char *text)
{
  if (text == NULL)
    return METHODS_UNKNOWN;
  /* Both spellings are in use (contract 5.5). */
  if (g_ascii_strcasecmp (text, "webhook") == 0 || g_ascii_strcasecmp (text, "webhooks") == 0)
    return METHOD_WEBHOOK | METHODS_SETTLED;
  if (g_ascii_strcasecmp (text, "polling") == 0)
    return METHOD_POLLING | METHODS_SETTLED;
  return METHODS_UNKNOWN;
}

static guint
methods_from_array (JsonArray *array)
{
  guint n_texts = array != NULL ? json_array_get_length (array) : 0;
  guint methods = METHODS_UNKNOWN;

  for (guint i = 0; i < n_texts; i++)
    {
      g_autofree char *text = val_json_value_text (json_array_get_element (array, i));

      methods |= method_from_text (text);
    }
  return methods;
}

static guint
methods_from_field (ValElement *self)
{
  ValField *field = val_element_find_field (self, VAL_KEY_EVENT_TYPE);
  guint n_options = field != NULL ? val_field_get_n_options (field) : 0;
  guint methods = METHODS_UNKNOWN;

  for (guint i = 0; i < n_options; i++)
    methods |= method_from_text (val_field_get_option_value (field, i));
  return methods;
}

static guint
methods_from_metadata (JsonObject *object)
{
  JsonObject *metadata = val_json_get_object (object, "elementMetadata");
  JsonObject *events;
  guint methods;

  if (metadata == NULL)
    metadata = object;
  events = val_json_get_object (metadata, "events");
  if (!val_json_get_bool (events, "supported", TRUE))
    return METHODS_SETTLED;
  methods = methods_from_array (val_json_get_array (events, "methods"));
  if (methods == METHODS_UNKNOWN)
    methods = methods_from_array (val_json_get_array (metadata, "eventTypes"));
  return methods;
}

static gboolean
has_poller (ValElement *self)
{
  guint n_fields = g_list_model_get_n_items (G_LIST_MODEL (self->fields));

  for (guint i = 0; i < n_fields; i++)
    {
      g_autoptr (ValField) field = g_list_model_get_item (G_LIST_MODEL (self->fields), i);

      if (g_str_has_prefix (val_field_get_key (field), PREFIX_POLLER))
        return TRUE;
    }
  return FALSE;
}

static guint
infer_methods (ValElement *self)
{
  ValField *field = val_element_find_field (self, VAL_KEY_EVENT_TYPE);
  guint methods = METHODS_SETTLED;

  if (field != NULL)
    methods |= method_from_text (val_field_get_default (field));
  if (val_webhook_url_rule (self->key) != VAL_WEBHOOK_NONE)
    methods |= METHOD_WEBHOOK;
  if (has_poller (self))
    methods |= METHOD_POLLING;
  return methods;
}

static void
read_methods (ValElement *self, JsonObject *object)
{
  self->methods = methods_from_metadata (object);
  if (self->methods == METHODS_UNKNOWN)
    self->methods = methods_from_field (self);
  if (self->methods == METHODS_UNKNOWN)
    self->methods = infer_methods (self);
}

/* `typeOauth` is FALSE for elements that do need OAuth, so it has no say (contract 7). */
static void
read_auth_type (ValElement *self, JsonObject *object)
{
  JsonObject *authentication = val_json_get_object (object, "authentication");
  const char *type = val_json_get_string (authentication, "type");
  ValField *combo = val_element_find_field (self, VAL_KEY_AUTH_TYPE);

  if (type == NULL && combo != NULL)
    type = val_field_get_default (combo);
  self->auth_type = g_strdup (type != NULL && *type != '\0' ? type : NULL);
}

/* An `authentication.type` of `custom` means OAuth where its group asks for a client id. */
static gboolean
group_has_client_id (ValElement *self, const char *group)
{
  guint n_fields = g_list_model_get_n_items (G_LIST_MODEL (self->fields));

  for (guint i = 0; i < n_fields; i++)
    {
      g_autoptr (ValField) field = g_list_model_get_item (G_LIST_MODEL (self->fields), i);

      if (g_strcmp0 (val_field_get_group (field), group) == 0 &&
          g_str_equal (val_field_get_key (field), VAL_KEY_OAUTH_KEY))
        return TRUE;
    }
  return FALSE;
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValElement *self = VAL_ELEMENT (object);

  switch (id)
    {
    case PROP_KEY:
      g_value_set_string (value, self->key);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_HUB:
      g_value_set_string (value, self->hub);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
finalize (GObject *object)
{
  ValElement *self = VAL_ELEMENT (object);

  g_free (self->key);
  g_free (self->name);
  g_free (self->hub);
  g_free (self->description);
  g_free (self->auth_type);
  g_object_unref (self->fields);
  G_OBJECT_CLASS (val_element_parent_class)->finalize (object);
}

static void
val_element_class_init (ValElementClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = finalize;
  object_class->get_property = get_property;
  properties[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_HUB] = g_param_spec_string ("hub", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_element_init (ValElement *self)
{
  self->fields = g_list_store_new (VAL_TYPE_FIELD);
}

/**
 * val_element_new_from_json:
 * @object: an entry of `GET /elements`, or the answer of `GET /elements/{key}` (contract 3.1, 8)
 * @error: #VAL_ERROR_BAD_ANSWER where it has no key
 *
 * Returns: (transfer full) (nullable): the element; without fields where @object has none
 */
ValElement *
val_element_new_from_json (JsonObject *object, GError **error)
{
  ValElement *self;
  const char *key;
  const char *name;

  g_return_val_if_fail (object != NULL, NULL);

  key = val_json_get_string (object, "key");
  if (key == NULL || *key == '\0')
    {
      g_set_error_literal (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER,
                           _ ("The platform sent an element without a key."));
      return NULL;
    }
  name = val_json_get_string (object, "name");
  self = g_object_new (VAL_TYPE_ELEMENT, NULL);
  self->id = val_json_get_int (object, "id", 0);
  self->key = g_strdup (key);
  self->name = g_strdup (name != NULL && *name != '\0' ? name : key);
  self->hub = g_strdup (val_json_get_string (object, "hub"));
  self->description = g_strdup (val_json_get_string (object, "description"));
  read_fields (self, object);
  read_auth_type (self, object);
  read_methods (self, object);
  return self;
}

/**
 * val_element_get_id:
 * @self: an element
 *
 * Returns: its id, or 0 where unknown; differs between platforms, so address it by key (contract 7)
 */
gint64
val_element_get_id (ValElement *self)
{
  g_return_val_if_fail (VAL_IS_ELEMENT (self), 0);

  return self->id;
}

/**
 * val_element_get_key:
 * @self: an element
 *
 * Returns: (transfer none): its key, such as `hootsuite`
 */
const char *
val_element_get_key (ValElement *self)
{
  g_return_val_if_fail (VAL_IS_ELEMENT (self), NULL);

  return self->key;
}

/**
 * val_element_get_name:
 * @self: an element
 *
 * Returns: (transfer none): its name; the key where the platform has none
 */
const char *
val_element_get_name (ValElement *self)
{
  g_return_val_if_fail (VAL_IS_ELEMENT (self), NULL);

  return self->name;
}

/**
 * val_element_get_hub:
 * @self: an element
 *
 * Returns: (transfer none) (nullable): the hub it belongs to
 */
const char *
val_element_get_hub (ValElement *self)
{
  g_return_val_if_fail (VAL_IS_ELEMENT (self), NULL);

  return self->hub;
}

/**
 * val_element_get_description:
 * @self: an element
 *
 * Returns: (transfer none) (nullable): a text that may hold HTML, so never show it as markup
 */
const char *
val_element_get_description (ValElement *self)
{
  g_return_val_if_fail (VAL_IS_ELEMENT (self), NULL);

  return self->description;
}

/**
 * val_element_get_auth_type:
 * @self: an element
 *
 * Returns: (transfer none) (nullable): how it authenticates when nothing else is chosen
 */
const char *
val_element_get_auth_type (ValElement *self)
{
  g_return_val_if_fail (VAL_IS_ELEMENT (self), NULL);

  return self->auth_type;
}

/**
 * val_element_get_consent:
 * @self: an element
 * @chosen_auth_type: (nullable): value of the field `authentication.type`, where there is one
 *
 * Returns: what an instance of it needs from the provider's consent page
 */
ValConsent
val_element_get_consent (ValElement *self, const char *chosen_auth_type)
{
  const char *type = chosen_auth_type;

  g_return_val_if_fail (VAL_IS_ELEMENT (self), VAL_CONSENT_NONE);

  if (type == NULL || *type == '\0')
    type = self->auth_type;
  if (type == NULL)
    return VAL_CONSENT_NONE;
  if (g_ascii_strncasecmp (type, AUTH_OAUTH1, strlen (AUTH_OAUTH1)) == 0)
    return VAL_CONSENT_OAUTH1;
  if (g_ascii_strncasecmp (type, AUTH_FAMILY, strlen (AUTH_FAMILY)) == 0)
    return g_ascii_strcasecmp (type, AUTH_OAUTH2) == 0 ? VAL_CONSENT_OAUTH2 : VAL_CONSENT_NONE;
  return group_has_client_id (self, type) ? VAL_CONSENT_OAUTH2 : VAL_CONSENT_NONE;
}

/**
 * val_element_uses_oauth2:
 * @self: an element
 * @chosen_auth_type: (nullable): value of the field `authentication.type`, where there is one
 *
 * Returns: whether an instance of it needs a code from the provider's consent page
 */
gboolean
val_element_uses_oauth2 (ValElement *self, const char *chosen_auth_type)
{
  g_return_val_if_fail (VAL_IS_ELEMENT (self), FALSE);

  return val_element_get_consent (self, chosen_auth_type) == VAL_CONSENT_OAUTH2;
}

/**
 * val_element_get_fields:
 * @self: an element
 *
 * Returns: (transfer none): its #ValField objects in the order of a form, the hidden ones too
 */
GListModel *
val_element_get_fields (ValElement *self)
{
  g_return_val_if_fail (VAL_IS_ELEMENT (self), NULL);

  return G_LIST_MODEL (self->fields);
}

/**
 * val_element_find_field:
 * @self: an element
 * @key: key of a field
 *
 * Returns: (transfer none) (nullable): the first field with @key
 */
ValField *
val_element_find_field (ValElement *self, const char *key)
{
  guint n_fields;

  g_return_val_if_fail (VAL_IS_ELEMENT (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  n_fields = g_list_model_get_n_items (G_LIST_MODEL (self->fields));
  for (guint i = 0; i < n_fields; i++)
    {
      g_autoptr (ValField) field = g_list_model_get_item (G_LIST_MODEL (self->fields), i);

      if (g_str_equal (val_field_get_key (field), key))
        return field;
    }
  return NULL;
}

/**
 * val_element_shows_field:
 * @self: an element
 * @field: one of its fields
 * @get_value: (scope call): gives the values of the fields that choose a group
 * @user_data: for @get_value
 *
 * Returns: whether @field belongs to no group, or to one that is chosen (contract 8)
 */
gboolean
val_element_shows_field (ValElement *self,
                         ValField *field,
                         ValFieldValueFunc get_value,
                         gpointer user_data)
{
  guint n_fields;

  g_return_val_if_fail (VAL_IS_ELEMENT (self), FALSE);
  g_return_val_if_fail (VAL_IS_FIELD (field), FALSE);

  if (val_field_get_group (field) == NULL)
    return TRUE;
  n_fields = g_list_model_get_n_items (G_LIST_MODEL (self->fields));
  for (guint i = 0; i < n_fields; i++)
    {
      g_autoptr (ValField) control = g_list_model_get_item (G_LIST_MODEL (self->fields), i);
      g_autofree char *value = NULL;

      if (!val_field_get_group_control (control))
        continue;
      value = get_value (control, user_data);
      if (g_strcmp0 (value, val_field_get_group (field)) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * val_element_supports_webhooks:
 * @self: an element
 *
 * Returns: whether its provider can call a webhook URL; inferred from the webhook URL rule where
 * the platform does not say
 */
gboolean
val_element_supports_webhooks (ValElement *self)
{
  g_return_val_if_fail (VAL_IS_ELEMENT (self), FALSE);

  return (self->methods & METHOD_WEBHOOK) != 0;
}

/**
 * val_element_supports_polling:
 * @self: an element
 *
 * Returns: whether the platform can poll its provider; inferred from its poller fields where the
 * platform does not say
 */
gboolean
val_element_supports_polling (ValElement *self)
{
  g_return_val_if_fail (VAL_IS_ELEMENT (self), FALSE);

  return (self->methods & METHOD_POLLING) != 0;
}
