/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-import-profile.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  VAL_IMPORT_CECTL,
  VAL_IMPORT_DOCTOR,
} ValImportTool;

/* The configuration file of another tool, read: its accounts, and where their secrets stand. */
typedef struct _ValImport ValImport;

/**
 * ValImportBlanking:
 * @n_blanked: how many values were emptied
 * @n_left: how many other profiles of the file still have secrets
 * @copy_line: line where a copy of an emptied secret stands elsewhere, or 0
 *
 * What was done to a file's text, and what was not.
 */
typedef struct
{
  guint n_blanked;
  guint n_left;
  guint copy_line;
} ValImportBlanking;

ValImport *val_import_parse (const char *file_name, GBytes *text, GError **error);
void val_import_free (ValImport *self);
ValImportTool val_import_get_tool (ValImport *self);
GListModel *val_import_get_profiles (ValImport *self);
GBytes *val_import_blank (ValImport *self, GPtrArray *kept, ValImportBlanking *blanking);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValImport, val_import_free)

G_END_DECLS
