/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The right side of the window: the panes of the one instance selected, and what is not saved.
 * Properties: can-save, can-revert (gboolean), folded (gboolean: shows the back button). */
#define VAL_TYPE_EDITOR (val_editor_get_type ())
G_DECLARE_FINAL_TYPE (ValEditor, val_editor, VAL, EDITOR, AdwBin)

void val_editor_set_workspace (ValEditor *self, ValWorkspace *workspace);
void val_editor_show (ValEditor *self, ValInstance *instance, guint n_selected);
void val_editor_show_error (ValEditor *self, const GError *error);
void val_editor_save (ValEditor *self);
void val_editor_revert (ValEditor *self);
void val_editor_copy_webhook_url (ValEditor *self);

G_END_DECLS
