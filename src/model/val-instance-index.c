/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-instance-index.h"

#include "model/val-instance.h"

struct _ValInstanceIndex
{
  GWeakRef instances; /* (element-type GListModel) */
  gulong handler;
  gboolean valid;
  GHashTable *by_id;   /* (element-type gint64 guint): positions */
  GHashTable *by_name; /* (element-type utf8 GArray): positions of each name, in order */
};

static void
items_changed_cb (GListModel *instances,
                  guint position,
                  guint removed,
                  guint added,
                  gpointer user_data)
{
  ValInstanceIndex *self = user_data;

  self->valid = FALSE;
}

static void
add_name (ValInstanceIndex *self, const char *name, guint position)
{
  GArray *positions = g_hash_table_lookup (self->by_name, name);

  if (positions == NULL)
    {
      positions = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (self->by_name, g_strdup (name), positions);
    }
  g_array_append_val (positions, position);
}

static void
build (ValInstanceIndex *self, GListModel *instances)
{
  guint n_items = g_list_model_get_n_items (instances);

  g_hash_table_remove_all (self->by_id);
  g_hash_table_remove_all (self->by_name);
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (ValInstance) instance = g_list_model_get_item (instances, i);
      gint64 id = val_instance_get_id (instance);

      g_hash_table_insert (self->by_id, g_memdup2 (&id, sizeof id), GUINT_TO_POINTER (i));
      add_name (self, val_instance_get_name (instance), i);
    }
  self->valid = TRUE;
}

/* The list holds it, so no reference is needed. */
static ValInstance *
peek (GListModel *instances, guint position)
{
  g_autoptr (ValInstance) instance = g_list_model_get_item (instances, position);

  return instance;
}

static GListModel *
prepare (ValInstanceIndex *self)
{
  GListModel *instances = g_weak_ref_get (&self->instances);

  if (instances != NULL && !self->valid)
    build (self, instances);
  return instances;
}

static gboolean
names_still_hold (GListModel *instances, GArray *positions, const char *name)
{
  for (guint i = 0; i < positions->len; i++)
    {
      ValInstance *instance = peek (instances, g_array_index (positions, guint, i));

      if (g_strcmp0 (val_instance_get_name (instance), name) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Instances adopt new names without telling the list. */
static GArray *
find_positions (ValInstanceIndex *self, GListModel *instances, const char *name)
{
  GArray *positions = g_hash_table_lookup (self->by_name, name);

  if (positions != NULL && names_still_hold (instances, positions, name))
    return positions;
  if (positions == NULL)
    return NULL;
  build (self, instances);
  return g_hash_table_lookup (self->by_name, name);
}

/**
 * val_instance_index_new:
 * @instances: a list of #ValInstance; not kept alive
 *
 * Returns: (transfer full): an index that follows @instances
 */
ValInstanceIndex *
val_instance_index_new (GListModel *instances)
{
  ValInstanceIndex *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (instances), NULL);

  self = g_new0 (ValInstanceIndex, 1);
  g_weak_ref_init (&self->instances, instances);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->by_name =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  self->handler =
      g_signal_connect (instances, "items-changed", G_CALLBACK (items_changed_cb), self);
  return self;
}

/**
 * val_instance_index_free:
 * @self: (nullable) (transfer full): an index
 */
void
val_instance_index_free (ValInstanceIndex *self)
{
  g_autoptr (GListModel) instances = NULL;

  if (self == NULL)
    return;
  instances = g_weak_ref_get (&self->instances);
  if (instances != NULL)
    g_signal_handler_disconnect (instances, self->handler);
  g_weak_ref_clear (&self->instances);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->by_name);
  g_free (self);
}

/**
 * val_instance_index_is_for:
 * @self: an index
 * @instances: a list
 *
 * Returns: whether it follows @instances
 */
gboolean
val_instance_index_is_for (ValInstanceIndex *self, GListModel *instances)
{
  g_autoptr (GListModel) followed = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  followed = g_weak_ref_get (&self->instances);
  return followed != NULL && followed == instances;
}

/**
 * val_instance_index_find_id:
 * @self: an index
 * @id: an id
 *
 * Returns: (transfer none) (nullable): the instance with @id, which belongs to the list
 */
ValInstance *
val_instance_index_find_id (ValInstanceIndex *self, gint64 id)
{
  g_autoptr (GListModel) instances = NULL;
  gpointer position;

  g_return_val_if_fail (self != NULL, NULL);

  instances = prepare (self);
  if (instances == NULL || !g_hash_table_lookup_extended (self->by_id, &id, NULL, &position))
    return NULL;
  return peek (instances, GPOINTER_TO_UINT (position));
}

/**
 * val_instance_index_find_name:
 * @self: an index
 * @name: a name, compared byte for byte
 * @ambiguous: (out): whether several instances have it
 *
 * Returns: (transfer none) (nullable): the only instance of that name, which belongs to the list
 */
ValInstance *
val_instance_index_find_name (ValInstanceIndex *self, const char *name, gboolean *ambiguous)
{
  g_autoptr (GListModel) instances = NULL;
  GArray *positions;

  g_return_val_if_fail (self != NULL && name != NULL && ambiguous != NULL, NULL);

  *ambiguous = FALSE;
  instances = prepare (self);
  positions = instances != NULL ? find_positions (self, instances, name) : NULL;
  if (positions == NULL)
    return NULL;
  *ambiguous = positions->len > 1;
  return *ambiguous ? NULL : peek (instances, g_array_index (positions, guint, 0));
}
