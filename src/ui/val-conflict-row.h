/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-draft.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One field that both sides changed, with the three values side by side, or one below the other
 * where that is too narrow, and a choice.  Property: decided (gboolean). */
#define VAL_TYPE_CONFLICT_ROW (val_conflict_row_get_type ())
G_DECLARE_FINAL_TYPE (ValConflictRow, val_conflict_row, VAL, CONFLICT_ROW, GtkBox)

ValConflictRow *val_conflict_row_new (ValDraft *draft, ValConflict *conflict);
ValConflict *val_conflict_row_get_conflict (ValConflictRow *self);
gboolean val_conflict_row_get_decided (ValConflictRow *self);
ValConflictChoice val_conflict_row_get_choice (ValConflictRow *self);

G_END_DECLS
