/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-instance-filter.h"

G_BEGIN_DECLS

/* A value of a facet as a row of the filters.  Properties: label, heading (nullable text above the
 * first value of a facet), count, active; the last two are writable and notified. */
#define VAL_TYPE_FACET_ITEM (val_facet_item_get_type ())
G_DECLARE_FINAL_TYPE (ValFacetItem, val_facet_item, VAL, FACET_ITEM, GObject)

ValFacetItem *
val_facet_item_new (ValFacet facet, const char *value, const char *label, const char *heading);
ValFacet val_facet_item_get_facet (ValFacetItem *self);
const char *val_facet_item_get_value (ValFacetItem *self);
const char *val_facet_item_get_label (ValFacetItem *self);
gboolean val_facet_item_get_active (ValFacetItem *self);
void val_facet_item_set_active (ValFacetItem *self, gboolean active);
void val_facet_item_set_count (ValFacetItem *self, guint count);

G_END_DECLS
