/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-instance-filter.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Offers the values that instances can be filtered by, each with its count.  Signals: changed (int,
 * a ValFilterChange). */
#define VAL_TYPE_FILTER_POPOVER (val_filter_popover_get_type ())
G_DECLARE_FINAL_TYPE (ValFilterPopover, val_filter_popover, VAL, FILTER_POPOVER, GtkPopover)

void val_filter_popover_set_filter (ValFilterPopover *self, ValInstanceFilter *filter);
void val_filter_popover_set_instances (ValFilterPopover *self, GListModel *instances);
void val_filter_popover_choose (ValFilterPopover *self, ValFacet facet, const char *value);
void val_filter_popover_clear (ValFilterPopover *self);
void val_filter_popover_update_counts (ValFilterPopover *self);
char *val_filter_popover_describe (ValFilterPopover *self);

G_END_DECLS
