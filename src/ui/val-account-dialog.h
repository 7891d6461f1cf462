/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* Adds an account or edits one.  The platform is asked before anything is kept.  Properties,
 * construct-only: workspace, account (nullable: the one to edit).  Signal: saved (ValAccount), just
 * before the dialog closes. */
#define VAL_TYPE_ACCOUNT_DIALOG (val_account_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ValAccountDialog, val_account_dialog, VAL, ACCOUNT_DIALOG, AdwWindow)

ValAccountDialog *
val_account_dialog_new (GtkWindow *parent, ValWorkspace *workspace, ValAccount *account);

G_END_DECLS
