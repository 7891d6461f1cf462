/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-account-import.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The profiles of one file, to choose from, and afterwards the offer to take their secrets out of
 * it.  Property: n-chosen (guint, readable). */
#define VAL_TYPE_IMPORT_FILE (val_import_file_get_type ())
G_DECLARE_FINAL_TYPE (ValImportFile, val_import_file, VAL, IMPORT_FILE, AdwBin)

ValImportFile *val_import_file_new (ValWorkspace *workspace, GFile *file);
ValAccountImport *val_import_file_get_import (ValImportFile *self);
GPtrArray *val_import_file_get_chosen (ValImportFile *self);
guint val_import_file_get_n_chosen (ValImportFile *self);
void val_import_file_update (ValImportFile *self);

G_END_DECLS
