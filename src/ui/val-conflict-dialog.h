/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-draft.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks what is to be of each value that both the user and somebody else changed.  Signal: settled
 * (the draft has no conflict that was shown here any more). */
#define VAL_TYPE_CONFLICT_DIALOG (val_conflict_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ValConflictDialog, val_conflict_dialog, VAL, CONFLICT_DIALOG, AdwWindow)

ValConflictDialog *val_conflict_dialog_new (GtkWindow *parent, ValDraft *draft);

G_END_DECLS
