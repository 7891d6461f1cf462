/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-instance-store.h"

#include "model/val-instance.h"

/* Every list model downstream works through each change, so many small ones are told as one. */
#define MAX_RUNS 256

struct _ValInstanceStore
{
  GObject parent_instance;

  GPtrArray *items;
  GHashTable *by_id;
  /* Only during a refresh: what some page had, and the ids removed since it began, which a page
   * asked for earlier may still hold. */
  GHashTable *seen;
  GHashTable *removed;
};

typedef struct
{
  guint position;
  guint length;
} Run;

static guint
hash_id (gconstpointer key)
{
  return g_int64_hash (key);
}

static gint64 *
copy_id (gint64 id)
{
  return g_memdup2 (&id, sizeof id);
}

static GType
get_item_type (GListModel *model)
{
  return VAL_TYPE_INSTANCE;
}

static guint
get_n_items (GListModel *model)
{
  return VAL_INSTANCE_STORE (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  ValInstanceStore *self = VAL_INSTANCE_STORE (model);

  if (position >= self->items->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->items, position));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ValInstanceStore,
                               val_instance_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static gboolean
refreshing (ValInstanceStore *self)
{
  return self->seen != NULL;
}

static ValInstance *
find_living (ValInstanceStore *self, ValInstance *instance)
{
  gint64 id = val_instance_get_id (instance);

  return g_hash_table_lookup (self->by_id, &id);
}

static void
mark_seen (ValInstanceStore *self, ValInstance *living)
{
  if (refreshing (self))
    g_hash_table_add (self->seen, living);
}

static void
append (ValInstanceStore *self, ValInstance *instance)
{
  g_ptr_array_add (self->items, g_object_ref (instance));
  g_hash_table_insert (self->by_id, copy_id (val_instance_get_id (instance)), instance);
  /* Now rather than at the first keystroke of a search. */
  val_instance_get_search_text (instance);
}

/* Gives the object that lives on; a new one is at the end of the items and not yet announced. */
static ValInstance *
merge (ValInstanceStore *self, ValInstance *instance)
{
  ValInstance *living = find_living (self, instance);

  if (living != NULL)
    val_instance_adopt (living, instance);
  else
    append (self, instance);
  mark_seen (self, living != NULL ? living : instance);
  return living != NULL ? living : instance;
}

static gboolean
removed_meanwhile (ValInstanceStore *self, ValInstance *instance)
{
  gint64 id = val_instance_get_id (instance);

  return refreshing (self) && g_hash_table_contains (self->removed, &id);
}

/* Adopting tells listeners, who must not find rows that were not announced: so what is new waits.
 */
static GPtrArray *
adopt_known (ValInstanceStore *self, GPtrArray *instances)
{
  GPtrArray *unknown = g_ptr_array_new ();

  for (guint i = 0; i < instances->len; i++)
    {
      ValInstance *instance = g_ptr_array_index (instances, i);

      if (find_living (self, instance) != NULL)
        merge (self, instance);
      else if (!removed_meanwhile (self, instance))
        g_ptr_array_add (unknown, instance);
    }
  return unknown;
}

static void
announce_tail (ValInstanceStore *self, guint n_before)
{
  if (self->items->len > n_before)
    g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, self->items->len - n_before);
}

static gboolean
is_stale (ValInstanceStore *self, guint position)
{
  return !g_hash_table_contains (self->seen, g_ptr_array_index (self->items, position));
}

static GArray *
find_stale_runs (ValInstanceStore *self)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (Run));

  for (guint i = 0; i < self->items->len; i++)
    {
      Run run = { i, 0 };

      while (i < self->items->len && is_stale (self, i))
        i++;
      run.length = i - run.position;
      if (run.length > 0)
        g_array_append_val (runs, run);
    }
  return runs;
}

static void
forget_ids (ValInstanceStore *self, Run run)
{
  for (guint i = 0; i < run.length; i++)
    {
      gint64 id = val_instance_get_id (g_ptr_array_index (self->items, run.position + i));

      g_hash_table_remove (self->by_id, &id);
    }
}

/* From the end, so that the positions of the runs still to come stay right. */
static void
remove_runs_singly (ValInstanceStore *self, GArray *runs)
{
  for (guint i = runs->len; i > 0; i--)
    {
      Run run = g_array_index (runs, Run, i - 1);

      forget_ids (self, run);
      g_ptr_array_remove_range (self->items, run.position, run.length);
      g_list_model_items_changed (G_LIST_MODEL (self), run.position, run.length, 0);
    }
}

/* One pass over the items and one signal, from the first item that goes to the last. */
static void
remove_runs_at_once (ValInstanceStore *self, GArray *runs)
{
  Run last = g_array_index (runs, Run, runs->len - 1);
  guint first = g_array_index (runs, Run, 0).position;
  guint end = last.position + last.length;
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_kept;

  for (guint i = 0; i < runs->len; i++)
    forget_ids (self, g_array_index (runs, Run, i));
  for (guint i = 0; i < self->items->len; i++)
    if (!is_stale (self, i))
      g_ptr_array_add (kept, g_object_ref (g_ptr_array_index (self->items, i)));
  n_kept = end - first - (self->items->len - kept->len);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  self->items = g_steal_pointer (&kept);
  g_list_model_items_changed (G_LIST_MODEL (self), first, end - first, n_kept);
}

static void
stop_refresh (ValInstanceStore *self)
{
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_clear_pointer (&self->removed, g_hash_table_unref);
}

static void
finalize (GObject *object)
{
  ValInstanceStore *self = VAL_INSTANCE_STORE (object);

  stop_refresh (self);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->items);
  G_OBJECT_CLASS (val_instance_store_parent_class)->finalize (object);
}

static void
val_instance_store_class_init (ValInstanceStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

static void
val_instance_store_init (ValInstanceStore *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new_full (hash_id, g_int64_equal, g_free, NULL);
}

/**
 * val_instance_store_new:
 *
 * Returns: (transfer full): an empty store
 */
ValInstanceStore *
val_instance_store_new (void)
{
  return g_object_new (VAL_TYPE_INSTANCE_STORE, NULL);
}

/**
 * val_instance_store_lookup:
 * @self: a store
 * @id: id of an instance
 *
 * Returns: (transfer none) (nullable): the instance with @id
 */
ValInstance *
val_instance_store_lookup (ValInstanceStore *self, gint64 id)
{
  g_return_val_if_fail (VAL_IS_INSTANCE_STORE (self), NULL);

  return g_hash_table_lookup (self->by_id, &id);
}

/**
 * val_instance_store_put:
 * @self: a store
 * @instance: what the platform says of an instance now
 *
 * Adds @instance, or has the object of its id adopt it.  During a refresh it counts as seen.
 *
 * Returns: (transfer none): the object that lives on in the store
 */
ValInstance *
val_instance_store_put (ValInstanceStore *self, ValInstance *instance)
{
  guint n_before;
  gint64 id;
  ValInstance *living;

  g_return_val_if_fail (VAL_IS_INSTANCE_STORE (self), NULL);
  g_return_val_if_fail (VAL_IS_INSTANCE (instance), NULL);

  n_before = self->items->len;
  id = val_instance_get_id (instance);
  if (refreshing (self))
    g_hash_table_remove (self->removed, &id);
  living = merge (self, instance);
  announce_tail (self, n_before);
  return living;
}

/**
 * val_instance_store_remove:
 * @self: a store
 * @id: id of an instance
 *
 * Removes an instance that was deleted.  Pages of a refresh under way do not bring it back.
 *
 * Returns: whether it was there
 */
gboolean
val_instance_store_remove (ValInstanceStore *self, gint64 id)
{
  ValInstance *living;
  guint position;

  g_return_val_if_fail (VAL_IS_INSTANCE_STORE (self), FALSE);

  if (refreshing (self))
    g_hash_table_add (self->removed, copy_id (id));
  living = g_hash_table_lookup (self->by_id, &id);
  if (living == NULL || !g_ptr_array_find (self->items, living, &position))
    return FALSE;
  if (refreshing (self))
    g_hash_table_remove (self->seen, living);
  g_hash_table_remove (self->by_id, &id);
  g_ptr_array_remove_index (self->items, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  return TRUE;
}

/**
 * val_instance_store_fill:
 * @self: a store
 * @instances: (element-type ValInstance): what a list of earlier had
 *
 * Adds those that are not there.  What is there is newer and stays as it is; during a refresh they
 * count as not seen, so that they go at its end unless a page has them.
 */
void
val_instance_store_fill (ValInstanceStore *self, GPtrArray *instances)
{
  guint n_before;

  g_return_if_fail (VAL_IS_INSTANCE_STORE (self));
  g_return_if_fail (instances != NULL);

  n_before = self->items->len;
  for (guint i = 0; i < instances->len; i++)
    {
      ValInstance *instance = g_ptr_array_index (instances, i);

      if (find_living (self, instance) == NULL && !removed_meanwhile (self, instance))
        append (self, instance);
    }
  announce_tail (self, n_before);
}

/**
 * val_instance_store_clear:
 * @self: a store
 *
 * Removes everything, and ends a refresh that is under way.
 */
void
val_instance_store_clear (ValInstanceStore *self)
{
  guint n_items;

  g_return_if_fail (VAL_IS_INSTANCE_STORE (self));

  n_items = self->items->len;
  stop_refresh (self);
  g_hash_table_remove_all (self->by_id);
  g_ptr_array_set_size (self->items, 0);
  if (n_items > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_items, 0);
}

/**
 * val_instance_store_begin_refresh:
 * @self: a store
 *
 * Begins a refresh; one that is under way begins anew.
 */
void
val_instance_store_begin_refresh (ValInstanceStore *self)
{
  g_return_if_fail (VAL_IS_INSTANCE_STORE (self));

  stop_refresh (self);
  self->seen = g_hash_table_new (NULL, NULL);
  self->removed = g_hash_table_new_full (hash_id, g_int64_equal, g_free, NULL);
}

/**
 * val_instance_store_put_page:
 * @self: a store
 * @instances: (element-type ValInstance): what a page of the list had (contract 3.2)
 *
 * Puts them all, and announces those that are new in one go.
 */
void
val_instance_store_put_page (ValInstanceStore *self, GPtrArray *instances)
{
  g_autoptr (GPtrArray) unknown = NULL;
  guint n_before;

  g_return_if_fail (VAL_IS_INSTANCE_STORE (self));
  g_return_if_fail (instances != NULL);

  unknown = adopt_known (self, instances);
  n_before = self->items->len;
  for (guint i = 0; i < unknown->len; i++)
    merge (self, g_ptr_array_index (unknown, i));
  announce_tail (self, n_before);
}

/**
 * val_instance_store_end_refresh:
 * @self: a store
 *
 * Removes what no page had since val_instance_store_begin_refresh ().  A refresh that failed is
 * not ended but left, or begun anew: nothing is removed then.
 */
void
val_instance_store_end_refresh (ValInstanceStore *self)
{
  g_autoptr (GArray) runs = NULL;

  g_return_if_fail (VAL_IS_INSTANCE_STORE (self));

  if (!refreshing (self))
    return;
  runs = find_stale_runs (self);
  if (runs->len > MAX_RUNS)
    remove_runs_at_once (self, runs);
  else
    remove_runs_singly (self, runs);
  stop_refresh (self);
}
