/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What happened at the provider, as far as the platform has kept it. */
#define VAL_TYPE_ACTIVITY_PANE (val_activity_pane_get_type ())
G_DECLARE_FINAL_TYPE (ValActivityPane, val_activity_pane, VAL, ACTIVITY_PANE, AdwBin)

void val_activity_pane_set_instance (ValActivityPane *self,
                                     ValWorkspace *workspace,
                                     ValInstance *instance);

G_END_DECLS
