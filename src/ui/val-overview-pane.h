/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What an instance is: name, tags, state, id, token. */
#define VAL_TYPE_OVERVIEW_PANE (val_overview_pane_get_type ())
G_DECLARE_FINAL_TYPE (ValOverviewPane, val_overview_pane, VAL, OVERVIEW_PANE, AdwBin)

void val_overview_pane_set_draft (ValOverviewPane *self, ValWorkspace *workspace, ValDraft *draft);

G_END_DECLS
