/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-draft-private.h"

#include "model/val-field.h"
#include "util/val-json.h"
#include "util/val-secret.h"

G_DEFINE_FINAL_TYPE (ValDraft, val_draft, G_TYPE_OBJECT)

enum
{
  PROP_INSTANCE = 1,
  PROP_DIRTY,
  PROP_CONFLICTED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
free_config_value (gpointer value)
{
  val_secret_free (value);
}

/* To the platform null, absent and empty are the same. */
static gboolean
equals_base (ValDraft *self, const char *key, const char *value)
{
  const char *base = _val_draft_base_config (self, key);

  return g_str_equal (base != NULL ? base : "", value);
}

static gboolean
equals_base_tags (ValDraft *self, const char *const *tags)
{
  return g_strv_equal (val_instance_get_tags (self->instance), tags);
}

static void
set_flag (ValDraft *self, gboolean *flag, gboolean value, guint property)
{
  if (*flag == value)
    return;
  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* To be called after each change of what is edited, or of what the platform has. */
void
_val_draft_tell_changed (ValDraft *self)
{
  gboolean dirty = self->name != NULL || self->tags != NULL || g_hash_table_size (self->config) > 0;

  _val_draft_forget_bases (self);
  set_flag (self, &self->dirty, dirty, PROP_DIRTY);
  set_flag (self, &self->conflicted, _val_draft_has_conflict (self), PROP_CONFLICTED);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static char *
normalise (const char *key, const char *value)
{
  if (!g_str_equal (key, VAL_KEY_EVENTS_ENABLED))
    return g_strdup (value);
  return g_strdup (g_ascii_strcasecmp (value, "true") == 0 ? "true" : "false");
}

static gboolean
equals_new_base_cb (gpointer key, gpointer value, gpointer user_data)
{
  return equals_base (user_data, key, value);
}

static void
instance_changed_cb (ValDraft *self)
{
  if (g_strcmp0 (self->name, val_instance_get_name (self->instance)) == 0)
    g_clear_pointer (&self->name, g_free);
  if (self->tags != NULL && equals_base_tags (self, (const char *const *) self->tags))
    g_clear_pointer (&self->tags, g_strfreev);
  g_hash_table_foreach_remove (self->config, equals_new_base_cb, self);
  _val_draft_tell_changed (self);
}

static int
compare_keys (gconstpointer one, gconstpointer other)
{
  return g_strcmp0 (*(const char *const *) one, *(const char *const *) other);
}

static GPtrArray *
list_config_keys (ValDraft *self)
{
  GPtrArray *keys = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->config);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (keys, key);
  g_ptr_array_sort (keys, compare_keys);
  return keys;
}

static JsonArray *
tags_to_json (ValDraft *self)
{
  JsonArray *array = json_array_new ();

  for (char **tag = self->tags; *tag != NULL; tag++)
    json_array_add_string_element (array, *tag);
  return array;
}

static JsonObject *
config_to_json (ValDraft *self)
{
  JsonObject *object = json_object_new ();
  g_autoptr (GPtrArray) keys = list_config_keys (self);

  for (guint i = 0; i < keys->len; i++)
    {
      const char *key = g_ptr_array_index (keys, i);
      const char *value = g_hash_table_lookup (self->config, key);

      if (g_str_equal (key, VAL_KEY_EVENTS_ENABLED))
        json_object_set_boolean_member (object, key, g_str_equal (value, "true"));
      else
        json_object_set_string_member (object, key, value);
    }
  return object;
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValDraft *self = VAL_DRAFT (object);

  switch (id)
    {
    case PROP_INSTANCE:
      g_value_set_object (value, self->instance);
      break;
    case PROP_DIRTY:
      g_value_set_boolean (value, self->dirty);
      break;
    case PROP_CONFLICTED:
      g_value_set_boolean (value, self->conflicted);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ValDraft *self = VAL_DRAFT (object);

  switch (id)
    {
    case PROP_INSTANCE:
      self->instance = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
constructed (GObject *object)
{
  ValDraft *self = VAL_DRAFT (object);

  G_OBJECT_CLASS (val_draft_parent_class)->constructed (object);
  g_signal_connect_object (self->instance, "changed", G_CALLBACK (instance_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
finalize (GObject *object)
{
  ValDraft *self = VAL_DRAFT (object);

  g_free (self->name);
  g_strfreev (self->tags);
  g_hash_table_unref (self->config);
  g_hash_table_unref (self->bases);
  g_hash_table_unref (self->secrets);
  g_object_unref (self->instance);
  G_OBJECT_CLASS (val_draft_parent_class)->finalize (object);
}

static void
val_draft_class_init (ValDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = constructed;
  object_class->finalize = finalize;
  object_class->get_property = get_property;
  object_class->set_property = set_property;
  properties[PROP_INSTANCE] =
      g_param_spec_object ("instance", NULL, NULL, VAL_TYPE_INSTANCE,
                           flags | G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY);
  properties[PROP_DIRTY] =
      g_param_spec_boolean ("dirty", NULL, NULL, FALSE, flags | G_PARAM_READABLE);
  properties[PROP_CONFLICTED] =
      g_param_spec_boolean ("conflicted", NULL, NULL, FALSE, flags | G_PARAM_READABLE);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * ValDraft::changed:
   * @self: a draft
   *
   * Something that the draft's getters give may be another: the user edited, or the instance
   * adopted newer data.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", VAL_TYPE_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
val_draft_init (ValDraft *self)
{
  self->config = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_config_value);
  self->bases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_config_value);
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * val_draft_new:
 * @instance: what is to be edited
 *
 * Returns: (transfer full): a draft without changes; it follows @instance as that adopts newer
 * data: edits stay, and those that say the same as the newer data are dropped
 */
ValDraft *
val_draft_new (ValInstance *instance)
{
  g_return_val_if_fail (VAL_IS_INSTANCE (instance), NULL);

  return g_object_new (VAL_TYPE_DRAFT, "instance", instance, NULL);
}

/**
 * val_draft_get_instance:
 * @self: a draft
 *
 * Returns: (transfer none): what is edited
 */
ValInstance *
val_draft_get_instance (ValDraft *self)
{
  g_return_val_if_fail (VAL_IS_DRAFT (self), NULL);

  return self->instance;
}

/**
 * val_draft_get_dirty:
 * @self: a draft
 *
 * Returns: whether there is something to save
 */
gboolean
val_draft_get_dirty (ValDraft *self)
{
  g_return_val_if_fail (VAL_IS_DRAFT (self), FALSE);

  return self->dirty;
}

/**
 * val_draft_get_name:
 * @self: a draft
 *
 * Returns: (transfer none): the name as edited, or the instance's
 */
const char *
val_draft_get_name (ValDraft *self)
{
  g_return_val_if_fail (VAL_IS_DRAFT (self), NULL);

  return self->name != NULL ? self->name : val_instance_get_name (self->instance);
}

/**
 * val_draft_set_name:
 * @self: a draft
 * @name: (nullable): the new name, which may be empty; NULL drops the edit
 */
void
val_draft_set_name (ValDraft *self, const char *name)
{
  g_return_if_fail (VAL_IS_DRAFT (self));

  if (name != NULL && g_str_equal (name, val_instance_get_name (self->instance)))
    name = NULL;
  if (g_strcmp0 (self->name, name) == 0)
    return;
  if (name != NULL)
    _val_draft_remember_base (self, CHANGE_NAME);
  g_free (self->name);
  self->name = g_strdup (name);
  _val_draft_tell_changed (self);
}

/**
 * val_draft_get_tags:
 * @self: a draft
 *
 * Returns: (transfer none): the tags as edited, or the instance's; NULL-terminated
 */
const char *const *
val_draft_get_tags (ValDraft *self)
{
  g_return_val_if_fail (VAL_IS_DRAFT (self), NULL);

  return self->tags != NULL ? (const char *const *) self->tags
                            : val_instance_get_tags (self->instance);
}

/**
 * val_draft_set_tags:
 * @self: a draft
 * @tags: (nullable): all the tags it shall have, in order, since the platform replaces the whole
 * list (contract 3.5); an empty list removes them; NULL drops the edit
 */
void
val_draft_set_tags (ValDraft *self, const char *const *tags)
{
  g_return_if_fail (VAL_IS_DRAFT (self));

  if (tags != NULL && equals_base_tags (self, tags))
    tags = NULL;
  if (tags == NULL && self->tags == NULL)
    return;
  if (tags != NULL && self->tags != NULL && g_strv_equal ((const char *const *) self->tags, tags))
    return;
  if (tags != NULL)
    _val_draft_remember_base (self, CHANGE_TAGS);
  g_strfreev (self->tags);
  self->tags = g_strdupv ((GStrv) tags);
  _val_draft_tell_changed (self);
}

/**
 * val_draft_get_config:
 * @self: a draft
 * @key: a key of the configuration
 *
 * Returns: (transfer none) (nullable): the value as edited, or the instance's; valid until the
 * draft or the instance changes
 */
const char *
val_draft_get_config (ValDraft *self, const char *key)
{
  const char *value;

  g_return_val_if_fail (VAL_IS_DRAFT (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  value = g_hash_table_lookup (self->config, key);
  return value != NULL ? value : _val_draft_base_config (self, key);
}

/**
 * val_draft_set_config:
 * @self: a draft
 * @key: a key of the configuration
 * @value: (nullable): the new value, booleans as `true` and `false`; empty to clear it; NULL, or
 * the mask of a secret, drops the edit
 *
 * A mask says that the secret is as it was, and is never sent (contract 3.6).
 */
void
val_draft_set_config (ValDraft *self, const char *key, const char *value)
{
  g_autoptr (ValSecretString) clean = NULL;
  g_autofree char *field = NULL;

  g_return_if_fail (VAL_IS_DRAFT (self));
  g_return_if_fail (key != NULL);

  if (value != NULL && !val_secret_is_mask (value))
    clean = normalise (key, value);
  if (clean != NULL && equals_base (self, key, clean))
    val_secret_clear (&clean);
  if (g_strcmp0 (g_hash_table_lookup (self->config, key), clean) == 0)
    return;
  field = _val_draft_field_of_key (key);
  if (clean != NULL)
    _val_draft_remember_base (self, field);
  if (clean != NULL)
    g_hash_table_replace (self->config, g_strdup (key), g_steal_pointer (&clean));
  else
    g_hash_table_remove (self->config, key);
  _val_draft_tell_changed (self);
}

/**
 * val_draft_mark_secret:
 * @self: a draft
 * @key: a key of the configuration
 *
 * Tells that the schema calls the value of @key a secret; neither key nor mask may show that.
 */
void
val_draft_mark_secret (ValDraft *self, const char *key)
{
  g_return_if_fail (VAL_IS_DRAFT (self));
  g_return_if_fail (key != NULL);

  g_hash_table_add (self->secrets, g_strdup (key));
}

/**
 * val_draft_is_secret:
 * @self: a draft
 * @key: a key of the configuration
 *
 * Returns: whether no value of @key, old or new, may be shown unasked
 */
gboolean
val_draft_is_secret (ValDraft *self, const char *key)
{
  g_return_val_if_fail (VAL_IS_DRAFT (self), TRUE);
  g_return_val_if_fail (key != NULL, TRUE);

  return val_field_key_is_secret (key) || g_hash_table_contains (self->secrets, key) ||
         val_secret_is_mask (val_instance_get_config (self->instance, key));
}

/**
 * val_draft_list_changes:
 * @self: a draft
 *
 * Returns: (transfer full): what is edited: `name`, `tags`, then `configuration.` with each key,
 * sorted
 */
GStrv
val_draft_list_changes (ValDraft *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GPtrArray) keys = NULL;

  g_return_val_if_fail (VAL_IS_DRAFT (self), NULL);

  if (self->name != NULL)
    g_strv_builder_add (builder, CHANGE_NAME);
  if (self->tags != NULL)
    g_strv_builder_add (builder, CHANGE_TAGS);
  keys = list_config_keys (self);
  for (guint i = 0; i < keys->len; i++)
    {
      g_autofree char *change = _val_draft_field_of_key (g_ptr_array_index (keys, i));

      g_strv_builder_add (builder, change);
    }
  return g_strv_builder_end (builder);
}

/**
 * val_draft_get_conflicted:
 * @self: a draft
 *
 * Returns: whether the platform has changed a field that is edited since that began
 */
gboolean
val_draft_get_conflicted (ValDraft *self)
{
  g_return_val_if_fail (VAL_IS_DRAFT (self), FALSE);

  return self->conflicted;
}

/**
 * val_draft_to_patch:
 * @self: a draft
 *
 * The smallest body that makes the changes: what the user did not touch is not in it
 * (contract 3.5).  It holds secrets where the user entered any.
 *
 * Returns: (transfer full): an object; empty where nothing is edited
 */
JsonNode *
val_draft_to_patch (ValDraft *self)
{
  JsonObject *patch;

  g_return_val_if_fail (VAL_IS_DRAFT (self), NULL);

  patch = json_object_new ();
  if (self->name != NULL)
    json_object_set_string_member (patch, CHANGE_NAME, self->name);
  if (self->tags != NULL)
    json_object_set_array_member (patch, CHANGE_TAGS, tags_to_json (self));
  if (g_hash_table_size (self->config) > 0)
    json_object_set_object_member (patch, CHANGE_CONFIG, config_to_json (self));
  return val_json_object_node (patch);
}

/**
 * val_draft_revert:
 * @self: a draft
 *
 * Drops every edit.
 */
void
val_draft_revert (ValDraft *self)
{
  g_return_if_fail (VAL_IS_DRAFT (self));

  if (!self->dirty)
    return;
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->tags, g_strfreev);
  g_hash_table_remove_all (self->config);
  _val_draft_tell_changed (self);
}
