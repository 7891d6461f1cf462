/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-instance-search.h"

#include "model/val-instance-filter.h"
#include "model/val-search-text.h"

#include <string.h>

/* How well an instance fits; the best first. */
typedef enum
{
  RANK_ID,
  RANK_NAME_BEGINS,
  RANK_NAME_HOLDS,
  RANK_OTHER,
  N_RANKS,
} Rank;

typedef struct
{
  GPtrArray *found[N_RANKS]; /* (owned) (element-type ValInstance): at most so many of each */
  guint max;
} Ranking;

/* The first two lines of the text are id and name. */
static Rank
rank (ValInstance *instance, const char *needle)
{
  const char *id = val_instance_get_search_text (instance);
  const char *name = strchr (id, '\n');
  const char *end = name != NULL ? strchr (name + 1, '\n') : NULL;
  const char *place;

  if (g_str_has_prefix (id, needle))
    return RANK_ID;
  if (name == NULL)
    return RANK_OTHER;
  if (g_str_has_prefix (name + 1, needle))
    return RANK_NAME_BEGINS;
  place = strstr (name + 1, needle);
  return place != NULL && (end == NULL || place < end) ? RANK_NAME_HOLDS : RANK_OTHER;
}

static void
ranking_add (Ranking *self, ValInstance *instance, const char *needle)
{
  GPtrArray *found = self->found[rank (instance, needle)];

  if (found->len < self->max)
    g_ptr_array_add (found, g_object_ref (instance));
}

static GPtrArray *
ranking_end (Ranking *self)
{
  GPtrArray *best = self->found[0];

  for (Rank next = 1; next < N_RANKS; next++)
    g_ptr_array_extend_and_steal (best, self->found[next]);
  if (best->len > self->max)
    g_ptr_array_set_size (best, (int) self->max);
  return best;
}

/**
 * val_instance_search:
 * @instances: (element-type ValInstance): where to look
 * @query: what was typed or pasted, as for a #ValInstanceFilter
 * @max: how many to find at most
 *
 * Returns: (transfer full) (element-type ValInstance): what matches @query, the best first: by id,
 * by the beginning of the name, by the name, by anything else; alike ones in the order of
 * @instances
 */
GPtrArray *
val_instance_search (GListModel *instances, const char *query, guint max)
{
  g_autoptr (ValInstanceFilter) filter = NULL;
  g_autofree char *needle = NULL;
  Ranking ranking = { .max = max };
  guint n_instances;

  g_return_val_if_fail (G_IS_LIST_MODEL (instances) && query != NULL, NULL);

  filter = val_instance_filter_new ();
  val_instance_filter_set_query (filter, query);
  needle = val_search_text_fold (query);
  for (Rank each = 0; each < N_RANKS; each++)
    ranking.found[each] = g_ptr_array_new_with_free_func (g_object_unref);
  n_instances = g_list_model_get_n_items (instances);
  for (guint i = 0; i < n_instances; i++)
    {
      g_autoptr (ValInstance) instance = g_list_model_get_item (instances, i);

      if (val_instance_filter_matches (filter, instance))
        ranking_add (&ranking, instance, needle);
    }
  return ranking_end (&ranking);
}
