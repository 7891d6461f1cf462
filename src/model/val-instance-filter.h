/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-find.h"
#include "model/val-instance.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ValFacet:
 * @VAL_FACET_ELEMENT: values are keys of elements
 * @VAL_FACET_TAG: values are tags; the empty one stands for having none
 * @VAL_FACET_ENABLED: values are #VAL_FACET_YES and #VAL_FACET_NO
 * @VAL_FACET_VALID: likewise
 * @VAL_FACET_EVENTS: likewise
 * @VAL_FACET_HEALTH: likewise, and the empty one for what was not checked
 * @VAL_N_FACETS: how many there are
 *
 * What instances can be told apart by.
 */
typedef enum
{
  VAL_FACET_ELEMENT,
  VAL_FACET_TAG,
  VAL_FACET_ENABLED,
  VAL_FACET_VALID,
  VAL_FACET_EVENTS,
  VAL_FACET_HEALTH,
  VAL_N_FACETS,
} ValFacet;

#define VAL_FACET_YES "yes"
#define VAL_FACET_NO  "no"

/**
 * ValFilterChange:
 * @VAL_FILTER_SAME: it matches what it matched
 * @VAL_FILTER_STRICTER: it matches a part of what it matched
 * @VAL_FILTER_DIFFERENT: it has to be asked of everything again
 */
typedef enum
{
  VAL_FILTER_SAME,
  VAL_FILTER_STRICTER,
  VAL_FILTER_DIFFERENT,
} ValFilterChange;

/**
 * ValFacetCount:
 * @value: a value of a facet
 * @label: (nullable): what people call it, where that is not @value
 * @count: how many instances have it, of those that match everything but this facet
 */
typedef struct
{
  char *value;
  char *label;
  guint count;
} ValFacetCount;

/* Words that all must be there, and for each facet values of which one must. */
typedef struct _ValInstanceFilter ValInstanceFilter;

ValInstanceFilter *val_instance_filter_new (void);
void val_instance_filter_free (ValInstanceFilter *self);
ValFilterChange val_instance_filter_set_query (ValInstanceFilter *self, const char *text);
const ValFind *val_instance_filter_get_find (ValInstanceFilter *self);
ValFilterChange val_instance_filter_set_value (ValInstanceFilter *self,
                                               ValFacet facet,
                                               const char *value,
                                               gboolean on);
gboolean val_instance_filter_has_value (ValInstanceFilter *self, ValFacet facet, const char *value);
GStrv val_instance_filter_list_values (ValInstanceFilter *self, ValFacet facet);
guint val_instance_filter_count_values (ValInstanceFilter *self);
ValFilterChange val_instance_filter_clear_values (ValInstanceFilter *self);
gboolean val_instance_filter_matches (ValInstanceFilter *self, ValInstance *instance);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValInstanceFilter, val_instance_filter_free)

/* How many instances have each value; counted in one pass over all of them. */
typedef struct _ValFacetCounts ValFacetCounts;

ValFacetCounts *val_facet_counts_new (ValInstanceFilter *filter, GListModel *instances);
void val_facet_counts_free (ValFacetCounts *self);
guint val_facet_counts_get (ValFacetCounts *self, ValFacet facet, const char *value);
GPtrArray *val_facet_counts_list (ValFacetCounts *self, ValFacet facet);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValFacetCounts, val_facet_counts_free)

G_END_DECLS
