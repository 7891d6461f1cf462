/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Which instances something is done to: those that were selected, those that a filter leaves, or
 * all.  Only what makes a difference is offered.  Properties, readable and notified: instances
 * (nullable GListModel of ValInstance). */
#define VAL_TYPE_SCOPE_ROW (val_scope_row_get_type ())
G_DECLARE_FINAL_TYPE (ValScopeRow, val_scope_row, VAL, SCOPE_ROW, AdwComboRow)

void val_scope_row_set_choices (ValScopeRow *self,
                                ValWorkspace *workspace,
                                GListModel *selection,
                                GListModel *filtered);
GListModel *val_scope_row_get_instances (ValScopeRow *self);
gboolean val_scope_row_get_picked (ValScopeRow *self);
gboolean val_scope_row_get_partial (ValScopeRow *self);

G_END_DECLS
