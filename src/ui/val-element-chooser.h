/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* The catalogue to choose from, with search.  Properties: workspace.  Signal: chosen (ValElement
 * with its fields). */
#define VAL_TYPE_ELEMENT_CHOOSER (val_element_chooser_get_type ())
G_DECLARE_FINAL_TYPE (ValElementChooser, val_element_chooser, VAL, ELEMENT_CHOOSER, AdwBin)

void val_element_chooser_set_workspace (ValElementChooser *self, ValWorkspace *workspace);
void val_element_chooser_load (ValElementChooser *self);
void val_element_chooser_stop (ValElementChooser *self);

G_END_DECLS
