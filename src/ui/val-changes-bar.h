/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-draft.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What is not saved yet: how much, what exactly (old and new), Save and Revert.  Properties:
 * saving (gboolean). */
#define VAL_TYPE_CHANGES_BAR (val_changes_bar_get_type ())
G_DECLARE_FINAL_TYPE (ValChangesBar, val_changes_bar, VAL, CHANGES_BAR, AdwBin)

void val_changes_bar_set_draft (ValChangesBar *self, ValDraft *draft);
void val_changes_bar_set_saving (ValChangesBar *self, gboolean saving);

G_END_DECLS
