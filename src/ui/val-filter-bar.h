/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-instance-filter.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Search, filters, and a line that says which of them are on.  Properties: search-mode.  Signals:
 * changed (int, a ValFilterChange). */
#define VAL_TYPE_FILTER_BAR (val_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (ValFilterBar, val_filter_bar, VAL, FILTER_BAR, AdwBin)

ValInstanceFilter *val_filter_bar_get_filter (ValFilterBar *self);
void val_filter_bar_set_instances (ValFilterBar *self, GListModel *instances);
void val_filter_bar_choose (ValFilterBar *self, ValFacet facet, const char *value);
void val_filter_bar_clear (ValFilterBar *self);
void val_filter_bar_focus_search (ValFilterBar *self);
void val_filter_bar_search (ValFilterBar *self, const char *text);
void val_filter_bar_open_filters (ValFilterBar *self);
void val_filter_bar_set_key_capture (ValFilterBar *self, GtkWidget *widget);

G_END_DECLS
