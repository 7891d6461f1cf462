/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-instance.h"
#include "workspace/val-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The instances of the current account, with search, filters and order.  Properties: order
 * (nick of a ValInstanceOrder), selected (nullable ValInstance, where exactly one is), n-selected,
 * search-mode. */
#define VAL_TYPE_INSTANCE_LIST (val_instance_list_get_type ())
G_DECLARE_FINAL_TYPE (ValInstanceList, val_instance_list, VAL, INSTANCE_LIST, AdwBin)

void val_instance_list_set_workspace (ValInstanceList *self, ValWorkspace *workspace);
void val_instance_list_show_error (ValInstanceList *self, const GError *error);
void val_instance_list_select (ValInstanceList *self, ValInstance *instance);
void val_instance_list_unselect (ValInstanceList *self);
ValInstance *val_instance_list_get_selected (ValInstanceList *self);
guint val_instance_list_get_n_selected (ValInstanceList *self);
GListModel *val_instance_list_dup_selection (ValInstanceList *self);
GListModel *val_instance_list_dup_listed (ValInstanceList *self);
void val_instance_list_focus_search (ValInstanceList *self);
void val_instance_list_search (ValInstanceList *self, const char *text);
void val_instance_list_open_filters (ValInstanceList *self);
void val_instance_list_check (ValInstanceList *self, gboolean selected_only);
void val_instance_list_show_problems (ValInstanceList *self);

G_END_DECLS
