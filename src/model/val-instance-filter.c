/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-instance-filter.h"

#include "model/val-health.h"
#include "model/val-instance-private.h"
#include "model/val-search-text.h"

#include <string.h>

struct _ValInstanceFilter
{
  char **words;  /* (owned): folded */
  ValFind *find; /* (owned) */
  GHashTable
      *values[VAL_N_FACETS]; /* (owned): sets of texts; an empty one lets everything through */
  guint n_values;            /* in all of them */
};

struct _ValFacetCounts
{
  GHashTable *counts[VAL_N_FACETS]; /* (owned) (element-type utf8 ValFacetCount) */
};

/* The values that an instance has of one facet. */
typedef struct
{
  const char *const *list;
  const char *single[2];
} Values;

static const char *
health_value (ValInstance *instance)
{
  const ValHealth *health = val_instance_get_health (instance);

  if (health == NULL || val_health_get_state (health) == VAL_HEALTH_NO_TOKEN)
    return "";
  return val_health_get_state (health) == VAL_HEALTH_OK ? VAL_FACET_YES : VAL_FACET_NO;
}

static const char *
single_value (ValInstance *instance, ValFacet facet)
{
  gboolean yes;

  if (facet == VAL_FACET_ELEMENT)
    return val_instance_get_element_key (instance);
  if (facet == VAL_FACET_HEALTH)
    return health_value (instance);
  if (facet == VAL_FACET_ENABLED)
    yes = !val_instance_get_disabled (instance);
  else if (facet == VAL_FACET_VALID)
    yes = val_instance_get_valid (instance);
  else
    yes = facet == VAL_FACET_EVENTS && val_instance_get_events_enabled (instance);
  return yes ? VAL_FACET_YES : VAL_FACET_NO;
}

static void
read_values (Values *values, ValInstance *instance, ValFacet facet)
{
  const char *value = "";

  if (facet == VAL_FACET_TAG)
    {
      values->list = val_instance_get_tags (instance);
      if (values->list[0] != NULL)
        return;
    }
  else
    value = single_value (instance, facet);
  values->single[0] = value != NULL ? value : "";
  values->single[1] = NULL;
  values->list = values->single;
}

static gboolean
passes_facet (ValInstanceFilter *self, ValInstance *instance, ValFacet facet)
{
  Values values;

  if (g_hash_table_size (self->values[facet]) == 0)
    return TRUE;
  read_values (&values, instance, facet);
  for (guint i = 0; values.list[i] != NULL; i++)
    if (g_hash_table_contains (self->values[facet], values.list[i]))
      return TRUE;
  return FALSE;
}

static gboolean
has_words (ValInstanceFilter *self, ValInstance *instance)
{
  const char *text = val_instance_get_search_text (instance);

  for (char **word = self->words; *word != NULL; word++)
    if (strstr (text, *word) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
passes_query (ValInstanceFilter *self, ValInstance *instance)
{
  if (val_find_is_empty (self->find))
    return has_words (self, instance);
  return val_find_matches (self->find, instance) ||
         (!val_find_is_exclusive (self->find) && has_words (self, instance));
}

static char **
fold_words (const char *text)
{
  g_autofree char *folded = val_search_text_fold (text);
  g_auto (GStrv) parts = g_strsplit_set (folded, " \t\r\n", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (char **part = parts; *part != NULL; part++)
    if (**part != '\0')
      g_strv_builder_add (builder, *part);
  return g_strv_builder_end (builder);
}

static gboolean
is_in_any (const char *word, char **words)
{
  for (char **other = words; *other != NULL; other++)
    if (strstr (*other, word) != NULL)
      return TRUE;
  return FALSE;
}

/* Whoever has the new words has the old ones, too. */
static gboolean
words_grew (char **old_words, char **new_words)
{
  for (char **word = old_words; *word != NULL; word++)
    if (!is_in_any (*word, new_words))
      return FALSE;
  return TRUE;
}

static ValFilterChange
judge_query (ValInstanceFilter *self, char **new_words, ValFind *new_find)
{
  if (!val_find_is_empty (self->find) || !val_find_is_empty (new_find))
    return VAL_FILTER_DIFFERENT;
  if (g_strv_equal ((const char *const *) self->words, (const char *const *) new_words))
    return VAL_FILTER_SAME;
  return words_grew (self->words, new_words) ? VAL_FILTER_STRICTER : VAL_FILTER_DIFFERENT;
}

static int
compare_texts (gconstpointer one, gconstpointer other)
{
  return strcmp (*(const char *const *) one, *(const char *const *) other);
}

static int
compare_counts (gconstpointer one, gconstpointer other)
{
  const ValFacetCount *first = *(const ValFacetCount *const *) one;
  const ValFacetCount *second = *(const ValFacetCount *const *) other;
  int order = g_utf8_collate (first->label != NULL ? first->label : first->value,
                              second->label != NULL ? second->label : second->value);

  return order != 0 ? order : strcmp (first->value, second->value);
}

static void
count_free (gpointer data)
{
  ValFacetCount *count = data;

  g_free (count->value);
  g_free (count->label);
  g_free (count);
}

static void
count_value (ValFacetCounts *self, ValFacet facet, const char *value, ValInstance *instance)
{
  ValFacetCount *count = g_hash_table_lookup (self->counts[facet], value);

  if (count == NULL)
    {
      count = g_new0 (ValFacetCount, 1);
      count->value = g_strdup (value);
      if (facet == VAL_FACET_ELEMENT)
        count->label = g_strdup (val_instance_get_element_name (instance));
      g_hash_table_insert (self->counts[facet], count->value, count);
    }
  count->count++;
}

static void
count_facet (ValFacetCounts *self, ValFacet facet, ValInstance *instance)
{
  Values values;

  read_values (&values, instance, facet);
  for (guint i = 0; values.list[i] != NULL; i++)
    count_value (self, facet, values.list[i], instance);
}

/* What only one facet keeps out counts for that facet alone: choosing the value there lets it in.
 */
static void
count_instance (ValFacetCounts *self, ValInstanceFilter *filter, ValInstance *instance)
{
  ValFacet outside = VAL_N_FACETS;

  if (!passes_query (filter, instance))
    return;
  for (ValFacet facet = 0; facet < VAL_N_FACETS; facet++)
    if (!passes_facet (filter, instance, facet))
      {
        if (outside != VAL_N_FACETS)
          return;
        outside = facet;
      }
  if (outside != VAL_N_FACETS)
    count_facet (self, outside, instance);
  for (ValFacet facet = 0; outside == VAL_N_FACETS && facet < VAL_N_FACETS; facet++)
    count_facet (self, facet, instance);
}

/**
 * val_instance_filter_new:
 *
 * Returns: (transfer full): a filter that lets everything through
 */
ValInstanceFilter *
val_instance_filter_new (void)
{
  ValInstanceFilter *self = g_new0 (ValInstanceFilter, 1);

  self->words = g_new0 (char *, 1);
  self->find = val_find_new ("");
  for (ValFacet facet = 0; facet < VAL_N_FACETS; facet++)
    self->values[facet] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * val_instance_filter_free:
 * @self: (nullable) (transfer full): a filter
 */
void
val_instance_filter_free (ValInstanceFilter *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->words);
  val_find_free (self->find);
  for (ValFacet facet = 0; facet < VAL_N_FACETS; facet++)
    g_hash_table_unref (self->values[facet]);
  g_free (self);
}

/**
 * val_instance_filter_set_query:
 * @self: a filter
 * @text: what was typed or pasted
 *
 * Returns: what that does to the list: while somebody types, mostly #VAL_FILTER_STRICTER
 */
ValFilterChange
val_instance_filter_set_query (ValInstanceFilter *self, const char *text)
{
  char **words;
  ValFind *find;
  ValFilterChange change;

  g_return_val_if_fail (self != NULL && text != NULL, VAL_FILTER_SAME);

  words = fold_words (text);
  find = val_find_new (text);
  change = judge_query (self, words, find);
  g_strfreev (self->words);
  val_find_free (self->find);
  self->words = words;
  self->find = find;
  return change;
}

/**
 * val_instance_filter_get_find:
 * @self: a filter
 *
 * Returns: (transfer none): what the query means other than its words
 */
const ValFind *
val_instance_filter_get_find (ValInstanceFilter *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->find;
}

/**
 * val_instance_filter_set_value:
 * @self: a filter
 * @facet: a facet
 * @value: one of its values
 * @on: whether instances with @value are let through
 *
 * Returns: what that does to the list
 */
ValFilterChange
val_instance_filter_set_value (ValInstanceFilter *self,
                               ValFacet facet,
                               const char *value,
                               gboolean on)
{
  guint n_before;

  g_return_val_if_fail (self != NULL && value != NULL, VAL_FILTER_SAME);
  g_return_val_if_fail (facet < VAL_N_FACETS, VAL_FILTER_SAME);

  n_before = g_hash_table_size (self->values[facet]);
  if (on)
    g_hash_table_add (self->values[facet], g_strdup (value));
  else
    g_hash_table_remove (self->values[facet], value);
  if (g_hash_table_size (self->values[facet]) == n_before)
    return VAL_FILTER_SAME;
  self->n_values += on ? 1 : -1;
  /* The first value of a facet begins to keep the others out; a second lets more in. */
  return on && n_before == 0 ? VAL_FILTER_STRICTER : VAL_FILTER_DIFFERENT;
}

/**
 * val_instance_filter_has_value:
 * @self: a filter
 * @facet: a facet
 * @value: one of its values
 *
 * Returns: whether @value was chosen
 */
gboolean
val_instance_filter_has_value (ValInstanceFilter *self, ValFacet facet, const char *value)
{
  g_return_val_if_fail (self != NULL && value != NULL, FALSE);
  g_return_val_if_fail (facet < VAL_N_FACETS, FALSE);

  return g_hash_table_contains (self->values[facet], value);
}

/**
 * val_instance_filter_list_values:
 * @self: a filter
 * @facet: a facet
 *
 * Returns: (transfer full): the values chosen, sorted
 */
GStrv
val_instance_filter_list_values (ValInstanceFilter *self, ValFacet facet)
{
  g_autoptr (GPtrArray) values = NULL;
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (self != NULL && facet < VAL_N_FACETS, NULL);

  values = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, self->values[facet]);
  while (g_hash_table_iter_next (&iter, &value, NULL))
    g_ptr_array_add (values, g_strdup (value));
  g_ptr_array_sort (values, compare_texts);
  g_ptr_array_add (values, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&values), FALSE);
}

/**
 * val_instance_filter_count_values:
 * @self: a filter
 *
 * Returns: how many values are chosen in all facets
 */
guint
val_instance_filter_count_values (ValInstanceFilter *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_values;
}

/**
 * val_instance_filter_clear_values:
 * @self: a filter
 *
 * Forgets all values; the query stays.
 *
 * Returns: what that does to the list
 */
ValFilterChange
val_instance_filter_clear_values (ValInstanceFilter *self)
{
  g_return_val_if_fail (self != NULL, VAL_FILTER_SAME);

  if (val_instance_filter_count_values (self) == 0)
    return VAL_FILTER_SAME;
  for (ValFacet facet = 0; facet < VAL_N_FACETS; facet++)
    g_hash_table_remove_all (self->values[facet]);
  self->n_values = 0;
  return VAL_FILTER_DIFFERENT;
}

/**
 * val_instance_filter_matches:
 * @self: a filter
 * @instance: an instance
 *
 * Returns: whether @instance is let through
 */
gboolean
val_instance_filter_matches (ValInstanceFilter *self, ValInstance *instance)
{
  for (ValFacet facet = 0; self->n_values > 0 && facet < VAL_N_FACETS; facet++)
    if (!passes_facet (self, instance, facet))
      return FALSE;
  return passes_query (self, instance);
}

/**
 * val_facet_counts_new:
 * @filter: a filter
 * @instances: (element-type ValInstance): all there are
 *
 * Returns: (transfer full): how many would be listed for each value, were it the only one chosen of
 * its facet
 */
ValFacetCounts *
val_facet_counts_new (ValInstanceFilter *filter, GListModel *instances)
{
  ValFacetCounts *self = g_new0 (ValFacetCounts, 1);
  guint n_instances;

  g_return_val_if_fail (filter != NULL && G_IS_LIST_MODEL (instances), self);

  for (ValFacet facet = 0; facet < VAL_N_FACETS; facet++)
    self->counts[facet] = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, count_free);
  n_instances = g_list_model_get_n_items (instances);
  for (guint i = 0; i < n_instances; i++)
    {
      g_autoptr (ValInstance) instance = g_list_model_get_item (instances, i);

      count_instance (self, filter, instance);
    }
  return self;
}

/**
 * val_facet_counts_free:
 * @self: (nullable) (transfer full): counts
 */
void
val_facet_counts_free (ValFacetCounts *self)
{
  if (self == NULL)
    return;
  for (ValFacet facet = 0; facet < VAL_N_FACETS; facet++)
    g_clear_pointer (&self->counts[facet], g_hash_table_unref);
  g_free (self);
}

/**
 * val_facet_counts_get:
 * @self: counts
 * @facet: a facet
 * @value: one of its values
 *
 * Returns: how many instances have @value
 */
guint
val_facet_counts_get (ValFacetCounts *self, ValFacet facet, const char *value)
{
  const ValFacetCount *count;

  g_return_val_if_fail (self != NULL && facet < VAL_N_FACETS, 0);

  count = g_hash_table_lookup (self->counts[facet], value);
  return count != NULL ? count->count : 0;
}

/**
 * val_facet_counts_list:
 * @self: counts
 * @facet: a facet
 *
 * Returns: (transfer container) (element-type ValFacetCount): the values there are, sorted by what
 * people call them; the entries belong to @self
 */
GPtrArray *
val_facet_counts_list (ValFacetCounts *self, ValFacet facet)
{
  GPtrArray *list;
  GHashTableIter iter;
  gpointer count;

  g_return_val_if_fail (self != NULL && facet < VAL_N_FACETS, NULL);

  list = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, self->counts[facet]);
  while (g_hash_table_iter_next (&iter, NULL, &count))
    g_ptr_array_add (list, count);
  g_ptr_array_sort (list, compare_counts);
  return list;
}
