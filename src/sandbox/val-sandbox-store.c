/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include <string.h>

/* All instances, in order of their ids. */
struct _ValSandboxStore
{
  GPtrArray *instances; /* (element-type ValSandboxInstance) */
  GHashTable *by_id;
  GHashTable *by_token;
  gint64 last_id; /* ids are never given twice */
};

/**
 * val_sandbox_store_new:
 *
 * Returns: (transfer full): an empty store
 */
ValSandboxStore *
val_sandbox_store_new (void)
{
  ValSandboxStore *self = g_new0 (ValSandboxStore, 1);

  self->instances = g_ptr_array_new_with_free_func ((GDestroyNotify) val_sandbox_instance_free);
  self->last_id = 20930;
  self->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->by_token = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

/**
 * val_sandbox_store_free:
 * @self: (transfer full): a store
 */
void
val_sandbox_store_free (ValSandboxStore *self)
{
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->by_token);
  g_ptr_array_unref (self->instances);
  g_free (self);
}

/**
 * val_sandbox_store_next_id:
 *
 * Returns: an id above all others
 */
gint64
val_sandbox_store_next_id (ValSandboxStore *self)
{
  return self->last_id + 1;
}

/**
 * val_sandbox_store_add:
 * @instance: (transfer full): with its token, and an id above all others
 */
void
val_sandbox_store_add (ValSandboxStore *self, ValSandboxInstance *instance)
{
  g_assert (instance->id > self->last_id);
  self->last_id = instance->id;
  g_ptr_array_add (self->instances, instance);
  g_hash_table_insert (self->by_id, &instance->id, instance);
  g_hash_table_insert (self->by_token, instance->token, instance);
}

/* Index of the first instance with an id above @id. */
static guint
index_after (ValSandboxStore *self, gint64 id)
{
  guint low = 0;
  guint high = self->instances->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const ValSandboxInstance *instance = g_ptr_array_index (self->instances, middle);

      if (instance->id > id)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

/**
 * val_sandbox_store_remove:
 * @instance: which is freed with its token
 */
void
val_sandbox_store_remove (ValSandboxStore *self, ValSandboxInstance *instance)
{
  g_hash_table_remove (self->by_token, instance->token);
  g_hash_table_remove (self->by_id, &instance->id);
  g_ptr_array_remove_index (self->instances, index_after (self, instance->id) - 1);
}

/**
 * val_sandbox_store_find:
 * @id: of an instance
 *
 * Returns: (nullable): the instance
 */
ValSandboxInstance *
val_sandbox_store_find (ValSandboxStore *self, gint64 id)
{
  return g_hash_table_lookup (self->by_id, &id);
}

/**
 * val_sandbox_store_find_token:
 * @token: an element token
 *
 * Returns: (nullable): the instance
 */
ValSandboxInstance *
val_sandbox_store_find_token (ValSandboxStore *self, const char *token)
{
  return g_hash_table_lookup (self->by_token, token);
}

/**
 * val_sandbox_store_count:
 *
 * Returns: how many there are
 */
guint
val_sandbox_store_count (ValSandboxStore *self)
{
  return self->instances->len;
}

/**
 * val_sandbox_store_nth:
 * @index: below the count
 *
 * Returns: the instance there, in order of ids
 */
ValSandboxInstance *
val_sandbox_store_nth (ValSandboxStore *self, guint index)
{
  return g_ptr_array_index (self->instances, index);
}

static gboolean
has_tags (const ValSandboxInstance *instance, const char *const *tags)
{
  for (; *tags != NULL; tags++)
    if (!g_strv_contains ((const char *const *) instance->tags, *tags))
      return FALSE;
  return TRUE;
}

static gboolean
has_text (const ValSandboxInstance *instance, const char *folded)
{
  return strstr (instance->folded, folded) != NULL ||
         strstr (instance->element->key, folded) != NULL;
}

static gboolean
passes (const ValSandboxInstance *instance, const ValSandboxFilter *filter, const char *folded)
{
  return (filter->element == NULL || instance->element == filter->element) &&
         (filter->tags == NULL || has_tags (instance, filter->tags)) &&
         (folded == NULL || has_text (instance, folded));
}

static gboolean
lets_all_pass (const ValSandboxFilter *filter)
{
  return filter->text == NULL && filter->tags == NULL && filter->element == NULL;
}

/**
 * val_sandbox_store_page:
 * @filter: what to look for; pages begin after an id, so that inserts do not shift them
 * @total: (out): how many pass the filter on all pages
 * @more: (out): whether more follow
 *
 * Returns: (transfer full) (element-type ValSandboxInstance): the page
 */
GPtrArray *
val_sandbox_store_page (ValSandboxStore *self,
                        const ValSandboxFilter *filter,
                        guint *total,
                        gboolean *more)
{
  GPtrArray *page = g_ptr_array_new ();
  g_autofree char *folded = filter->text != NULL ? g_utf8_casefold (filter->text, -1) : NULL;
  gboolean all = lets_all_pass (filter);
  guint first = index_after (self, filter->after);

  *total = all ? self->instances->len : 0;
  *more = FALSE;
  for (guint i = all ? first : 0; i < self->instances->len && !(all && *more); i++)
    {
      ValSandboxInstance *instance = g_ptr_array_index (self->instances, i);

      if (!all && !passes (instance, filter, folded))
        continue;
      *total += !all;
      if (i >= first && page->len < filter->limit)
        g_ptr_array_add (page, instance);
      else if (i >= first)
        *more = TRUE;
    }
  return page;
}
