/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Says that the list shown is the one of last time, how old it is, and why there is no newer. */
#define VAL_TYPE_LIST_NOTE (val_list_note_get_type ())
G_DECLARE_FINAL_TYPE (ValListNote, val_list_note, VAL, LIST_NOTE, AdwBin)

void val_list_note_set_workspace (ValListNote *self, ValWorkspace *workspace);
void val_list_note_set_error (ValListNote *self, const GError *error);

G_END_DECLS
