/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-draft.h"

#include "util/val-json.h"
#include "util/val-secret.h"

#define CHANGE_NAME   "name"
#define CHANGE_TAGS   "tags"
#define CHANGE_CONFIG "configuration"

struct _ValDraft
{
  GObject parent_instance;

  ValInstance *instance;
  /* NULL, or no entry, where the instance's own value stands. */
  char *name;
  GStrv tags;
  GHashTable *config;
  /* What each field that is edited was when that began. */
  GHashTable *bases;
  gboolean dirty;
  gboolean conflicted;
};

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

/* An instance of which only the list is known has no configuration, yet its switch shows a state.
 */
static const char *
base_config (ValDraft *self, const char *key)
{
  const char *value = val_instance_get_config (self->instance, key);

  if (value == NULL && g_str_equal (key, VAL_KEY_EVENTS_ENABLED))
    return val_instance_get_events_enabled (self->instance) ? "true" : "false";
  return value;
}

/* To the platform null, absent and empty are the same. */
static gboolean
equals_base (ValDraft *self, const char *key, const char *value)
{
  const char *base = base_config (self, key);

  return g_str_equal (base != NULL ? base : "", value);
}

static gboolean
equals_base_tags (ValDraft *self, const char *const *tags)
{
  return g_strv_equal (val_instance_get_tags (self->instance), tags);
}

static char *
field_of_key (const char *key)
{
  return g_strconcat (CHANGE_CONFIG ".", key, NULL);
}

static const char *
key_of_field (const char *field)
{
  return field + strlen (CHANGE_CONFIG ".");
}

static char *
text_of_tags (const char *const *tags)
{
  return g_strjoinv ("\n", (GStrv) tags);
}

static char *
dup_theirs (ValDraft *self, const char *field)
{
  const char *value;

  if (g_str_equal (field, CHANGE_NAME))
    return g_strdup (val_instance_get_name (self->instance));
  if (g_str_equal (field, CHANGE_TAGS))
    return text_of_tags (val_instance_get_tags (self->instance));
  value = base_config (self, key_of_field (field));
  return g_strdup (value != NULL ? value : "");
}

static char *
dup_mine (ValDraft *self, const char *field)
{
  if (g_str_equal (field, CHANGE_NAME))
    return g_strdup (val_draft_get_name (self));
  if (g_str_equal (field, CHANGE_TAGS))
    return text_of_tags (val_draft_get_tags (self));
  return g_strdup (g_hash_table_lookup (self->config, key_of_field (field)));
}

static gboolean
is_edited (ValDraft *self, const char *field)
{
  if (g_str_equal (field, CHANGE_NAME))
    return self->name != NULL;
  if (g_str_equal (field, CHANGE_TAGS))
    return self->tags != NULL;
  return g_hash_table_contains (self->config, key_of_field (field));
}

/* Of an edit that goes on, what it began from stays; so does a conflict that was not settled. */
static void
remember_base (ValDraft *self, const char *field)
{
  if (!g_hash_table_contains (self->bases, field))
    g_hash_table_insert (self->bases, g_strdup (field), dup_theirs (self, field));
}

static gboolean
is_settled_cb (gpointer field, gpointer base, gpointer user_data)
{
  return !is_edited (user_data, field);
}

/* An edit that says what the platform has is none any more, so both sides differ here. */
static ValConflict *
find_conflict (ValDraft *self, const char *field)
{
  const char *base = g_hash_table_lookup (self->bases, field);
  g_autoptr (ValSecretString) theirs = NULL;
  g_autoptr (ValSecretString) mine = NULL;

  if (base == NULL)
    return NULL;
  theirs = dup_theirs (self, field);
  if (g_str_equal (base, theirs))
    return NULL;
  mine = dup_mine (self, field);
  return val_conflict_new (field, base, theirs, mine);
}

static gboolean
has_conflict (ValDraft *self)
{
  GHashTableIter iter;
  gpointer field;

  g_hash_table_iter_init (&iter, self->bases);
  while (g_hash_table_iter_next (&iter, &field, NULL))
    {
      g_autoptr (ValConflict) conflict = find_conflict (self, field);

      if (conflict != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
set_flag (ValDraft *self, gboolean *flag, gboolean value, guint property)
{
  if (*flag == value)
    return;
  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
tell_changed (ValDraft *self)
{
  gboolean dirty = self->name != NULL || self->tags != NULL || g_hash_table_size (self->config) > 0;

  g_hash_table_foreach_remove (self->bases, is_settled_cb, self);
  set_flag (self, &self->dirty, dirty, PROP_DIRTY);
  set_flag (self, &self->conflicted, has_conflict (self), PROP_CONFLICTED);
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
  tell_changed (self);
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
    remember_base (self, CHANGE_NAME);
  g_free (self->name);
  self->name = g_strdup (name);
  tell_changed (self);
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
    remember_base (self, CHANGE_TAGS);
  g_strfreev (self->tags);
  self->tags = g_strdupv ((GStrv) tags);
  tell_changed (self);
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
  return value != NULL ? value : base_config (self, key);
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
  field = field_of_key (key);
  if (clean != NULL)
    remember_base (self, field);
  if (clean != NULL)
    g_hash_table_replace (self->config, g_strdup (key), g_steal_pointer (&clean));
  else
    g_hash_table_remove (self->config, key);
  tell_changed (self);
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
      g_autofree char *change = field_of_key (g_ptr_array_index (keys, i));

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
 * val_draft_list_conflicts:
 * @self: a draft
 *
 * Of a secret that is masked on both sides nobody can tell whether it was changed.
 *
 * Returns: (transfer full) (element-type ValConflict): the conflicts as they are now, in the order
 * of val_draft_list_changes ()
 */
GPtrArray *
val_draft_list_conflicts (ValDraft *self)
{
  g_autoptr (GPtrArray) conflicts = NULL;
  g_auto (GStrv) fields = NULL;

  g_return_val_if_fail (VAL_IS_DRAFT (self), NULL);

  conflicts = g_ptr_array_new_with_free_func (g_object_unref);
  fields = val_draft_list_changes (self);
  for (char **field = fields; *field != NULL; field++)
    {
      ValConflict *conflict = find_conflict (self, *field);

      if (conflict != NULL)
        g_ptr_array_add (conflicts, conflict);
    }
  return g_steal_pointer (&conflicts);
}

/**
 * val_draft_resolve:
 * @self: a draft
 * @conflict: a conflict of it, as the user saw it
 * @choice: what is to be
 *
 * Settles a conflict: the edit goes on from what the user saw, or is dropped for what the platform
 * has.  Where that has moved on since, keeping one's own is in conflict again.
 */
void
val_draft_resolve (ValDraft *self, ValConflict *conflict, ValConflictChoice choice)
{
  const char *field;

  g_return_if_fail (VAL_IS_DRAFT (self));
  g_return_if_fail (VAL_IS_CONFLICT (conflict));

  field = val_conflict_get_field (conflict);
  if (!is_edited (self, field))
    return;
  if (choice == VAL_CONFLICT_KEEP_MINE)
    g_hash_table_replace (self->bases, g_strdup (field),
                          g_strdup (val_conflict_get_theirs (conflict)));
  else if (g_str_equal (field, CHANGE_NAME))
    g_clear_pointer (&self->name, g_free);
  else if (g_str_equal (field, CHANGE_TAGS))
    g_clear_pointer (&self->tags, g_strfreev);
  else
    g_hash_table_remove (self->config, key_of_field (field));
  tell_changed (self);
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
  tell_changed (self);
}
