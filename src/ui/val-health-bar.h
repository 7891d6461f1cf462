/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Checks connections when told to: progress, a way to stop, and what came of it.  Signals:
 * show-problems, done. */
#define VAL_TYPE_HEALTH_BAR (val_health_bar_get_type ())
G_DECLARE_FINAL_TYPE (ValHealthBar, val_health_bar, VAL, HEALTH_BAR, AdwBin)

void val_health_bar_run (ValHealthBar *self, ValWorkspace *workspace, GPtrArray *instances);
void val_health_bar_reset (ValHealthBar *self);

G_END_DECLS
