/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-rows.h"

#include "model/val-field.h"
#include "model/val-instance.h"

#include <glib/gi18n-lib.h>

struct _ValBulkRows
{
  ValWorkspace *workspace; /* (owned) (not nullable) */
  ValUrlRule *rule;        /* (owned) (nullable): where @again is not */
  ValChangePlan *again;    /* (owned) (nullable): whose rows are looked at once more */
  GListModel *source;      /* (owned) (not nullable) */
  GPtrArray *instances;    /* (owned) (element-type ValInstance): to be judged, none twice */
  GHashTable *taken;     /* (owned) (element-type ValInstance guint): what of the source they are */
  ValBulkReader *reader; /* (owned) (not nullable): of what is lacked of them */
  ValInstanceIndex *index; /* (owned) (nullable): where the rows of a table are looked for */
  GHashTable *clashes;     /* (owned) (element-type ValInstance utf8): where several rows do */
  GPtrArray *changes;      /* (owned) (element-type ValChange): what is judged */
};

static ValUrlTable *
get_table (ValBulkRows *self)
{
  return self->rule != NULL && val_url_rule_get_kind (self->rule) == VAL_URL_RULE_TABLE
             ? val_url_rule_get_table (self->rule)
             : NULL;
}

static ValInstance *
find_row (ValBulkRows *self, guint index, ValUrlMatch *match)
{
  if (self->index == NULL)
    self->index = val_instance_index_new (self->source);
  return val_url_table_find (get_table (self), index, self->index, match);
}

/* @instance: (transfer full)
 * @index: of it, or of the row that means it
 *
 * Returns: whether it was not taken before */
static gboolean
take_instance (ValBulkRows *self, ValInstance *instance, guint index)
{
  if (g_hash_table_contains (self->taken, instance))
    {
      g_object_unref (instance);
      return FALSE;
    }
  g_hash_table_insert (self->taken, instance, GUINT_TO_POINTER (index));
  g_ptr_array_add (self->instances, instance);
  if (!val_instance_has_config (instance))
    val_bulk_reader_add_instance (self->reader, instance);
  if (self->again == NULL)
    val_bulk_reader_add_element (self->reader, val_instance_get_element_key (instance));
  return TRUE;
}

static void
note_clash (ValBulkRows *self, ValInstance *instance, guint index)
{
  ValUrlTable *table = get_table (self);
  guint earlier = GPOINTER_TO_UINT (g_hash_table_lookup (self->taken, instance));

  g_hash_table_insert (
      self->clashes, instance,
      /* Translators: two numbers of lines */
      g_strdup_printf (
          _ ("Lines %u and %u of the file mean the same instance. Leave one of them out."),
          val_url_table_get_row (table, earlier)->line,
          val_url_table_get_row (table, index)->line));
}

static ValChange *
make_missing (const ValUrlRow *row, ValUrlMatch match)
{
  g_autofree char *reason = NULL;
  ValChangeFacts facts = {
    .id = row->id, .name = row->name, .new_url = row->url, .verdict = VAL_CHANGE_MISSING
  };

  if (match == VAL_URL_MATCH_AMBIGUOUS)
    /* Translators: number of a line in a file */
    reason = g_strdup_printf (_ ("Several instances have this name (line %u)."), row->line);
  else
    /* Translators: number of a line in a file */
    reason = g_strdup_printf (_ ("There is no such instance (line %u)."), row->line);
  facts.reason = reason;
  return val_change_new (&facts);
}

static void
collect_row (ValBulkRows *self, guint index)
{
  ValUrlMatch match;
  ValInstance *instance = find_row (self, index, &match);

  if (match != VAL_URL_MATCH_ONE)
    g_ptr_array_add (self->changes,
                     make_missing (val_url_table_get_row (get_table (self), index), match));
  else if (!take_instance (self, g_object_ref (instance), index))
    note_clash (self, instance, index);
}

/* One that the list has no more may be gone, or may be of somebody else now. */
static void
collect_again (ValBulkRows *self, guint index)
{
  g_autoptr (ValChange) wanted = g_list_model_get_item (G_LIST_MODEL (self->again), index);
  ValInstanceStore *store = val_workspace_get_instances (self->workspace);
  ValInstance *instance = val_instance_store_lookup (store, val_change_get_id (wanted));

  if (instance != NULL)
    take_instance (self, g_object_ref (instance), index);
  else
    g_ptr_array_add (self->changes, val_change_judge_again (wanted, NULL));
}

static guint
find_max_length (ValBulkRows *self, ValInstance *instance)
{
  ValElement *element =
      val_workspace_find_element (self->workspace, val_instance_get_element_key (instance));
  ValField *field = element != NULL ? val_element_find_field (element, VAL_KEY_CALLBACK_URL) : NULL;

  return field != NULL ? val_field_get_max_length (field) : 0;
}

static ValChange *
make_refused (ValInstance *instance, ValChangeVerdict verdict, const char *reason)
{
  const ValChangeFacts facts = {
    .id = val_instance_get_id (instance),
    .name = val_instance_get_name (instance),
    .element_key = val_instance_get_element_key (instance),
    .element_name = val_instance_get_element_name (instance),
    .old_url = val_instance_get_callback_url (instance),
    .verdict = verdict,
    .reason = reason,
  };

  return val_change_new (&facts);
}

/* Once it is read, an instance may turn out to have another name than its row means. */
static ValChange *
judge_row (ValBulkRows *self, ValInstance *instance, const char *base_url, guint max_length)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->taken, instance));
  const ValUrlRow *row = val_url_table_get_row (get_table (self), index);
  ValUrlMatch match;

  return find_row (self, index, &match) == instance
             ? val_change_judge_row (row, instance, base_url, max_length)
             : make_missing (row, match);
}

static ValChange *
judge_again (ValBulkRows *self, ValInstance *instance)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->taken, instance));
  g_autoptr (ValChange) wanted = g_list_model_get_item (G_LIST_MODEL (self->again), index);

  return val_change_judge_again (wanted, instance);
}

static ValChange *
judge (ValBulkRows *self, ValInstance *instance, const char *base_url)
{
  const char *unreadable = val_bulk_reader_get_reason (self->reader, instance);
  const char *clash = g_hash_table_lookup (self->clashes, instance);
  guint max_length = find_max_length (self, instance);

  if (unreadable != NULL)
    return make_refused (instance, VAL_CHANGE_UNREADABLE, unreadable);
  if (clash != NULL)
    return make_refused (instance, VAL_CHANGE_INVALID, clash);
  if (self->again != NULL)
    return judge_again (self, instance);
  return get_table (self) != NULL ? judge_row (self, instance, base_url, max_length)
                                  : val_change_judge (self->rule, instance, base_url, max_length);
}

/**
 * val_bulk_rows_new:
 * @workspace: whose current account is meant
 * @rule: (nullable): what the new URLs come from, unless @again says them
 * @again: (nullable): changes that are looked at once more
 * @source: (element-type ValInstance): which instances are meant, or where they are looked for
 *
 * Returns: (transfer full): rows of which nothing is known yet
 */
ValBulkRows *
val_bulk_rows_new (ValWorkspace *workspace,
                   ValUrlRule *rule,
                   ValChangePlan *again,
                   GListModel *source)
{
  ValBulkRows *self;

  g_return_val_if_fail (VAL_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail ((rule == NULL) != (again == NULL), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (source), NULL);

  self = g_new0 (ValBulkRows, 1);
  self->workspace = g_object_ref (workspace);
  self->rule = rule != NULL ? val_url_rule_ref (rule) : NULL;
  g_set_object (&self->again, again);
  self->source = g_object_ref (source);
  self->instances = g_ptr_array_new_with_free_func (g_object_unref);
  self->taken = g_hash_table_new (NULL, NULL);
  self->reader = val_bulk_reader_new (workspace);
  self->clashes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->changes = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

/**
 * val_bulk_rows_free:
 * @self: (transfer full): rows
 */
void
val_bulk_rows_free (ValBulkRows *self)
{
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->rule, val_url_rule_unref);
  g_clear_object (&self->again);
  g_clear_object (&self->source);
  g_clear_pointer (&self->instances, g_ptr_array_unref);
  g_clear_pointer (&self->taken, g_hash_table_unref);
  g_clear_object (&self->reader);
  g_clear_pointer (&self->index, val_instance_index_free);
  g_clear_pointer (&self->clashes, g_hash_table_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_free (self);
}

/**
 * val_bulk_rows_collect:
 * @self: rows
 * @index: the next one of the source, from 0
 *
 * Finds out which instance is meant.
 *
 * Returns: whether there was one more
 */
gboolean
val_bulk_rows_collect (ValBulkRows *self, guint index)
{
  ValUrlTable *table = get_table (self);
  GListModel *list = self->again != NULL ? G_LIST_MODEL (self->again) : self->source;

  if (index >= (table != NULL ? val_url_table_get_n_rows (table) : g_list_model_get_n_items (list)))
    return FALSE;
  if (table != NULL)
    collect_row (self, index);
  else if (self->again != NULL)
    collect_again (self, index);
  else
    take_instance (self, g_list_model_get_item (self->source, index), index);
  return TRUE;
}

/**
 * val_bulk_rows_begin_reading:
 * @self: rows, all collected
 *
 * Returns: (transfer none): what reads all that is lacked of the instances
 */
ValBulkReader *
val_bulk_rows_begin_reading (ValBulkRows *self)
{
  /* Names become others while instances are read. */
  g_clear_pointer (&self->index, val_instance_index_free);
  return self->reader;
}

/**
 * val_bulk_rows_get_n_instances:
 * @self: rows
 *
 * Returns: how many instances are to be judged
 */
guint
val_bulk_rows_get_n_instances (ValBulkRows *self)
{
  return self->instances->len;
}

/**
 * val_bulk_rows_judge:
 * @self: rows, read
 * @index: of the next instance, from 0
 * @base_url: the account's
 *
 * Returns: whether there was one more
 */
gboolean
val_bulk_rows_judge (ValBulkRows *self, guint index, const char *base_url)
{
  if (index >= self->instances->len)
    return FALSE;
  g_ptr_array_add (self->changes,
                   judge (self, g_ptr_array_index (self->instances, index), base_url));
  return TRUE;
}

/**
 * val_bulk_rows_to_plan:
 * @self: rows, judged
 *
 * Returns: (transfer full): what came of it; rows that are about no instance come first
 */
ValChangePlan *
val_bulk_rows_to_plan (ValBulkRows *self)
{
  ValChangePlan *plan = val_change_plan_new ();

  val_change_plan_take (plan, self->changes);
  return plan;
}
