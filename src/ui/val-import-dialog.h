/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Brings accounts of other tools into the keyring.  Signal: imported (at least one account is new
 * or has new secrets; the dialog stays, to offer what comes after). */
#define VAL_TYPE_IMPORT_DIALOG (val_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ValImportDialog, val_import_dialog, VAL, IMPORT_DIALOG, AdwWindow)

ValImportDialog *val_import_dialog_new (GtkWindow *parent, ValWorkspace *workspace);
void val_import_dialog_add_file (ValImportDialog *self, GFile *file);

G_END_DECLS
