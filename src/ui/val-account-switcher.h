/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* A button with the current account, and behind it all others.  It does nothing itself but activate
 * win.select-account (with a UUID), win.add-account, win.edit-account, win.remove-account and
 * win.open-sandbox.  Property: workspace (nullable). */
#define VAL_TYPE_ACCOUNT_SWITCHER (val_account_switcher_get_type ())
G_DECLARE_FINAL_TYPE (ValAccountSwitcher, val_account_switcher, VAL, ACCOUNT_SWITCHER, AdwBin)

ValAccountSwitcher *val_account_switcher_new (ValWorkspace *workspace);
void val_account_switcher_set_workspace (ValAccountSwitcher *self, ValWorkspace *workspace);

G_END_DECLS
