/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-instance-index.h"

#include "model/val-instance.h"

struct _ValInstanceIndex
{
  GPtrArray *instances; /* (element-type ValInstance) */
  GHashTable *by_id;    /* (element-type gint64 ValInstance) */
  GHashTable *by_name;  /* (nullable) (element-type utf8 ValInstance): none where several have it */
  GHashTable *by_letters; /* (nullable): the same, by names without blanks around them */
};

static char *
dup_letters (const char *name)
{
  return g_strstrip (g_strdup (name));
}

/* @dup_key: what to make of each name */
static GHashTable *
list_names (ValInstanceIndex *self, char *(*dup_key) (const char *name))
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->instances->len; i++)
    {
      ValInstance *instance = g_ptr_array_index (self->instances, i);
      char *key = dup_key (val_instance_get_name (instance));

      g_hash_table_insert (names, key, g_hash_table_contains (names, key) ? NULL : instance);
    }
  return names;
}

static char *
dup_name (const char *name)
{
  return g_strdup (name);
}

/**
 * val_instance_index_new:
 * @instances: a list of #ValInstance
 *
 * Returns: (transfer full): an index of what is in @instances now
 */
ValInstanceIndex *
val_instance_index_new (GListModel *instances)
{
  ValInstanceIndex *self;
  guint n_items;

  g_return_val_if_fail (G_IS_LIST_MODEL (instances), NULL);

  n_items = g_list_model_get_n_items (instances);
  self = g_new0 (ValInstanceIndex, 1);
  self->instances = g_ptr_array_new_full (n_items, g_object_unref);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < n_items; i++)
    {
      ValInstance *instance = g_list_model_get_item (instances, i);
      gint64 id = val_instance_get_id (instance);

      g_ptr_array_add (self->instances, instance);
      g_hash_table_insert (self->by_id, g_memdup2 (&id, sizeof id), instance);
    }
  return self;
}

/**
 * val_instance_index_free:
 * @self: (nullable) (transfer full): an index
 */
void
val_instance_index_free (ValInstanceIndex *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->by_id);
  g_clear_pointer (&self->by_name, g_hash_table_unref);
  g_clear_pointer (&self->by_letters, g_hash_table_unref);
  g_ptr_array_unref (self->instances);
  g_free (self);
}

/**
 * val_instance_index_find_id:
 * @self: an index
 * @id: an id
 *
 * Returns: (transfer none) (nullable): the instance with @id
 */
ValInstance *
val_instance_index_find_id (ValInstanceIndex *self, gint64 id)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_hash_table_lookup (self->by_id, &id);
}

/**
 * val_instance_index_find_name:
 * @self: an index
 * @name: a name
 * @ambiguous: (out): whether several instances have it
 *
 * Names are compared byte for byte.  Only where none has @name, blanks around names do not count.
 *
 * Returns: (transfer none) (nullable): the only instance of that name
 */
ValInstance *
val_instance_index_find_name (ValInstanceIndex *self, const char *name, gboolean *ambiguous)
{
  g_autofree char *letters = NULL;
  gpointer found = NULL;
  gboolean known;

  g_return_val_if_fail (self != NULL && name != NULL && ambiguous != NULL, NULL);

  if (self->by_name == NULL)
    self->by_name = list_names (self, dup_name);
  known = g_hash_table_lookup_extended (self->by_name, name, NULL, &found);
  if (!known)
    {
      if (self->by_letters == NULL)
        self->by_letters = list_names (self, dup_letters);
      letters = dup_letters (name);
      known = g_hash_table_lookup_extended (self->by_letters, letters, NULL, &found);
    }
  *ambiguous = known && found == NULL;
  return found;
}
