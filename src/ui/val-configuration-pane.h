/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The configuration of an instance, as a form by the schema of its element (contract 8), without
 * the keys that other panes edit.  Loads what it needs once it is looked at. */
#define VAL_TYPE_CONFIGURATION_PANE (val_configuration_pane_get_type ())
G_DECLARE_FINAL_TYPE (ValConfigurationPane, val_configuration_pane, VAL, CONFIGURATION_PANE, AdwBin)

void val_configuration_pane_set_draft (ValConfigurationPane *self,
                                       ValWorkspace *workspace,
                                       ValDraft *draft);
gboolean val_configuration_pane_can_save (ValConfigurationPane *self);

G_END_DECLS
