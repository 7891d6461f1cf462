/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-instance-private.h"

#include "util/val-secret.h"

G_DEFINE_FINAL_TYPE (ValInstance, val_instance, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_ELEMENT_KEY,
  PROP_ELEMENT_NAME,
  PROP_TAGS,
  PROP_CREATED,
  PROP_VALID,
  PROP_DISABLED,
  PROP_EVENTS_ENABLED,
  PROP_CALLBACK_URL,
  PROP_HEALTH,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static int
compare_keys (gconstpointer one, gconstpointer other)
{
  return g_strcmp0 (*(const char *const *) one, *(const char *const *) other);
}

static gboolean
adopt_text (char **field, const char *newer)
{
  if (newer == NULL || g_strcmp0 (*field, newer) == 0)
    return FALSE;
  g_free (*field);
  *field = g_strdup (newer);
  return TRUE;
}

static gboolean
adopt_tags (ValInstance *self, ValInstance *newer)
{
  if ((newer->members & HAS_TAGS) == 0 ||
      g_strv_equal ((const char *const *) self->tags, (const char *const *) newer->tags))
    return FALSE;
  g_strfreev (self->tags);
  self->tags = g_strdupv (newer->tags);
  return TRUE;
}

static gboolean
adopt_token (ValInstance *self, ValInstance *newer)
{
  if (newer->token == NULL || g_strcmp0 (self->token, newer->token) == 0)
    return FALSE;
  val_secret_clear (&self->token);
  self->token = g_strdup (newer->token);
  return TRUE;
}

static gboolean
config_equals (GHashTable *one, GHashTable *other)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  if (one == NULL || g_hash_table_size (one) != g_hash_table_size (other))
    return FALSE;
  g_hash_table_iter_init (&iter, one);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      gpointer other_value;

      if (!g_hash_table_lookup_extended (other, key, NULL, &other_value) ||
          g_strcmp0 (value, other_value) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Once read, a configuration is only ever replaced, so that both may have the same. */
static gboolean
adopt_config (ValInstance *self, ValInstance *newer)
{
  g_autofree char *callback_url = NULL;

  if (newer->config == NULL || config_equals (self->config, newer->config))
    return FALSE;
  callback_url = g_strdup (val_instance_get_callback_url (self));
  g_clear_pointer (&self->config, g_hash_table_unref);
  self->config = g_hash_table_ref (newer->config);
  if (g_strcmp0 (callback_url, val_instance_get_callback_url (self)) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CALLBACK_URL]);
  return TRUE;
}

static gboolean
adopt_flag (ValInstance *newer, Members member, gboolean *field, gboolean value)
{
  if ((newer->members & member) == 0 || *field == value)
    return FALSE;
  *field = value;
  return TRUE;
}

static gboolean
notify_if (ValInstance *self, gboolean changed, guint property)
{
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
  return changed;
}

static gboolean
adopt_texts (ValInstance *self, ValInstance *newer)
{
  const char *name = (newer->members & HAS_NAME) != 0 ? newer->name : NULL;
  gboolean changed = FALSE;

  changed |= notify_if (self, adopt_text (&self->name, name), PROP_NAME);
  changed |=
      notify_if (self, adopt_text (&self->element_key, newer->element_key), PROP_ELEMENT_KEY);
  changed |=
      notify_if (self, adopt_text (&self->element_name, newer->element_name), PROP_ELEMENT_NAME);
  changed |= notify_if (self, adopt_text (&self->created, newer->created), PROP_CREATED);
  changed |= notify_if (self, adopt_tags (self, newer), PROP_TAGS);
  return changed;
}

static gboolean
adopt_flags (ValInstance *self, ValInstance *newer)
{
  gboolean changed = FALSE;

  changed |=
      notify_if (self, adopt_flag (newer, HAS_VALID, &self->valid, newer->valid), PROP_VALID);
  changed |= notify_if (self, adopt_flag (newer, HAS_DISABLED, &self->disabled, newer->disabled),
                        PROP_DISABLED);
  changed |=
      notify_if (self, adopt_flag (newer, HAS_EVENTS, &self->events_enabled, newer->events_enabled),
                 PROP_EVENTS_ENABLED);
  changed |= adopt_flag (newer, HAS_TRACE, &self->trace_logging, newer->trace_logging);
  return changed;
}

/* What is kept for searching and sorting is made anew from the texts when it is asked for. */
static void
forget_derived (ValInstance *self)
{
  g_clear_pointer (&self->search_text, g_free);
  g_clear_pointer (&self->name_sort_key, g_free);
  g_clear_pointer (&self->element_sort_key, g_free);
}

static const char *
keep_sort_key (char **key, const char *text)
{
  if (*key == NULL)
    *key = g_utf8_collate_key (text != NULL ? text : "", -1);
  return *key;
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValInstance *self = VAL_INSTANCE (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_ELEMENT_KEY:
      g_value_set_string (value, self->element_key);
      break;
    case PROP_ELEMENT_NAME:
      g_value_set_string (value, self->element_name);
      break;
    case PROP_TAGS:
      g_value_set_boxed (value, self->tags);
      break;
    case PROP_CREATED:
      g_value_set_string (value, self->created);
      break;
    case PROP_VALID:
      g_value_set_boolean (value, self->valid);
      break;
    case PROP_DISABLED:
      g_value_set_boolean (value, self->disabled);
      break;
    case PROP_EVENTS_ENABLED:
      g_value_set_boolean (value, self->events_enabled);
      break;
    case PROP_CALLBACK_URL:
      g_value_set_string (value, val_instance_get_callback_url (self));
      break;
    case PROP_HEALTH:
      g_value_set_boxed (value, self->health);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
finalize (GObject *object)
{
  ValInstance *self = VAL_INSTANCE (object);

  g_free (self->name);
  g_free (self->element_key);
  g_free (self->element_name);
  g_strfreev (self->tags);
  g_free (self->created);
  val_secret_clear (&self->token);
  g_clear_pointer (&self->config, g_hash_table_unref);
  g_free (self->callback_url);
  g_free (self->search_text);
  g_free (self->name_sort_key);
  g_free (self->element_sort_key);
  val_health_free (self->health);
  G_OBJECT_CLASS (val_instance_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  properties[PROP_ELEMENT_KEY] = g_param_spec_string ("element-key", NULL, NULL, NULL, flags);
  properties[PROP_ELEMENT_NAME] = g_param_spec_string ("element-name", NULL, NULL, NULL, flags);
  properties[PROP_TAGS] = g_param_spec_boxed ("tags", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_CREATED] = g_param_spec_string ("created", NULL, NULL, NULL, flags);
  properties[PROP_VALID] = g_param_spec_boolean ("valid", NULL, NULL, TRUE, flags);
  properties[PROP_DISABLED] = g_param_spec_boolean ("disabled", NULL, NULL, FALSE, flags);
  properties[PROP_EVENTS_ENABLED] =
      g_param_spec_boolean ("events-enabled", NULL, NULL, FALSE, flags);
  properties[PROP_CALLBACK_URL] = g_param_spec_string ("callback-url", NULL, NULL, NULL, flags);
  properties[PROP_HEALTH] = g_param_spec_boxed ("health", NULL, NULL, VAL_TYPE_HEALTH, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_instance_class_init (ValInstanceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = finalize;
  object_class->get_property = get_property;
  install_properties (object_class);

  /**
   * ValInstance::changed:
   * @self: an instance
   *
   * Newer data was adopted, and something is no longer what it was; of the configuration there are
   * no properties to tell it.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", VAL_TYPE_INSTANCE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
val_instance_init (ValInstance *self)
{
}

/**
 * val_instance_adopt:
 * @self: an instance
 * @newer: what the platform says of it now; of the same id
 *
 * Takes over everything that @newer knows, notifies what changed, and then emits
 * #ValInstance::changed if anything did.  What @newer does not say stays: a light answer has no
 * configuration (contract 3.2).  Strings got from @self before are no longer valid.
 */
void
val_instance_adopt (ValInstance *self, ValInstance *newer)
{
  gboolean changed;

  g_return_if_fail (VAL_IS_INSTANCE (self) && VAL_IS_INSTANCE (newer));
  g_return_if_fail (self->id == newer->id);

  if (self == newer)
    return;
  g_object_freeze_notify (G_OBJECT (self));
  changed = adopt_texts (self, newer);
  changed |= adopt_flags (self, newer);
  changed |= adopt_token (self, newer);
  changed |= adopt_config (self, newer);
  if (changed)
    forget_derived (self);
  g_object_thaw_notify (G_OBJECT (self));
  if (changed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * val_instance_get_id:
 * @self: an instance
 *
 * Returns: its id, above 0
 */
gint64
val_instance_get_id (ValInstance *self)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (self), 0);

  return self->id;
}

/**
 * val_instance_get_name:
 * @self: an instance
 *
 * Returns: (transfer none): its name; may be empty
 */
const char *
val_instance_get_name (ValInstance *self)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (self), NULL);

  return self->name;
}

/**
 * val_instance_get_element_key:
 * @self: an instance
 *
 * Returns: (transfer none) (nullable): key of its element
 */
const char *
val_instance_get_element_key (ValInstance *self)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (self), NULL);

  return self->element_key;
}

/**
 * val_instance_get_element_name:
 * @self: an instance
 *
 * Returns: (transfer none) (nullable): name of its element; the key where the platform has none
 */
const char *
val_instance_get_element_name (ValInstance *self)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (self), NULL);

  return self->element_name;
}

/**
 * val_instance_get_tags:
 * @self: an instance
 *
 * Returns: (transfer none): its tags in the platform's order, NULL-terminated; may be empty
 */
const char *const *
val_instance_get_tags (ValInstance *self)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (self), NULL);

  return (const char *const *) self->tags;
}

/**
 * val_instance_get_created:
 * @self: an instance
 *
 * Returns: (transfer none) (nullable): when it was created, ISO 8601
 */
const char *
val_instance_get_created (ValInstance *self)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (self), NULL);

  return self->created;
}

/**
 * val_instance_get_valid:
 * @self: an instance
 *
 * Returns: whether its credentials can be used (contract 3.7)
 */
gboolean
val_instance_get_valid (ValInstance *self)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (self), FALSE);

  return self->valid;
}

/**
 * val_instance_get_disabled:
 * @self: an instance
 *
 * Returns: whether calls on it are refused (contract 3.7)
 */
gboolean
val_instance_get_disabled (ValInstance *self)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (self), FALSE);

  return self->disabled;
}

/**
 * val_instance_get_events_enabled:
 * @self: an instance
 *
 * Returns: whether it sends event notifications
 */
gboolean
val_instance_get_events_enabled (ValInstance *self)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (self), FALSE);

  return self->events_enabled;
}

/**
 * val_instance_get_trace_logging:
 * @self: an instance
 *
 * Returns: whether the platform logs its calls in detail for now
 */
gboolean
val_instance_get_trace_logging (ValInstance *self)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (self), FALSE);

  return self->trace_logging;
}

/**
 * val_instance_get_callback_url:
 * @self: an instance
 *
 * Returns: (transfer none) (nullable): where its events go, or NULL where that is not set or not
 * known
 */
const char *
val_instance_get_callback_url (ValInstance *self)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (self), NULL);

  return self->config != NULL ? val_instance_get_config (self, VAL_KEY_CALLBACK_URL)
                              : self->callback_url;
}

/**
 * val_instance_get_token:
 * @self: an instance
 *
 * Returns: (transfer none) (nullable): its element token, a secret; wiped with the instance
 */
const char *
val_instance_get_token (ValInstance *self)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (self), NULL);

  return self->token;
}

/**
 * val_instance_has_config:
 * @self: an instance
 *
 * Returns: whether the platform told the configuration; it may still be empty
 */
gboolean
val_instance_has_config (ValInstance *self)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (self), FALSE);

  return self->config != NULL;
}

/**
 * val_instance_get_config:
 * @self: an instance
 * @key: a key of the configuration
 *
 * Returns: (transfer none) (nullable): the value as text, or NULL where it is null or not there; a
 * secret is its mask, see val_secret_is_mask ()
 */
const char *
val_instance_get_config (ValInstance *self, const char *key)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return self->config != NULL ? g_hash_table_lookup (self->config, key) : NULL;
}

/**
 * val_instance_list_config_keys:
 * @self: an instance
 *
 * Returns: (transfer full): the keys of the configuration, sorted, those with a null value too
 */
GStrv
val_instance_list_config_keys (ValInstance *self)
{
  g_autoptr (GPtrArray) keys = NULL;
  GHashTableIter iter;
  gpointer key;

  g_return_val_if_fail (VAL_IS_INSTANCE (self), NULL);

  keys = g_ptr_array_new_with_free_func (g_free);
  if (self->config != NULL)
    {
      g_hash_table_iter_init (&iter, self->config);
      while (g_hash_table_iter_next (&iter, &key, NULL))
        g_ptr_array_add (keys, g_strdup (key));
    }
  g_ptr_array_sort (keys, compare_keys);
  g_ptr_array_add (keys, NULL);
  return (GStrv) g_ptr_array_steal (keys, NULL);
}

/**
 * val_instance_foreach_config:
 * @self: an instance
 * @function: (scope call): gets a key of the configuration and its value as text, or NULL where it
 *   is null; changes neither
 * @user_data: for @function
 *
 * In no particular order, and nothing is copied.
 */
void
val_instance_foreach_config (ValInstance *self, GHFunc function, gpointer user_data)
{
  g_return_if_fail (VAL_IS_INSTANCE (self));

  if (self->config != NULL)
    g_hash_table_foreach (self->config, function, user_data);
}

/**
 * val_instance_get_search_text:
 * @self: an instance
 *
 * Id, name, element key and name, tags and callback host, a line each and folded: look for
 * val_search_text_fold () of what was typed with strstr ().  It is made when it is first asked for,
 * and kept: a keystroke in the search entry asks every row of a long list.
 *
 * Returns: (transfer none): the text
 */
const char *
val_instance_get_search_text (ValInstance *self)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (self), NULL);

  if (self->search_text == NULL)
    self->search_text = val_instance_make_search_text (self);
  return self->search_text;
}

/**
 * val_instance_get_name_sort_key:
 * @self: an instance
 *
 * Returns: (transfer none): what to sort by instead of the name, with strcmp (); kept, since a long
 * list compares each name many times
 */
const char *
val_instance_get_name_sort_key (ValInstance *self)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (self), NULL);

  return keep_sort_key (&self->name_sort_key, self->name);
}

/**
 * val_instance_get_element_sort_key:
 * @self: an instance
 *
 * Returns: (transfer none): likewise for the name of its element
 */
const char *
val_instance_get_element_sort_key (ValInstance *self)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (self), NULL);

  return keep_sort_key (&self->element_sort_key, self->element_name);
}

/**
 * val_instance_get_health:
 * @self: an instance
 *
 * Returns: (transfer none) (nullable): how its connection answered when last checked in this
 * session
 */
const ValHealth *
val_instance_get_health (ValInstance *self)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (self), NULL);

  return self->health;
}

/**
 * val_instance_take_health:
 * @self: an instance
 * @health: (nullable) (transfer full): how its connection answered
 */
void
val_instance_take_health (ValInstance *self, ValHealth *health)
{
  g_return_if_fail (VAL_IS_INSTANCE (self));

  val_health_free (self->health);
  self->health = health;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEALTH]);
}
