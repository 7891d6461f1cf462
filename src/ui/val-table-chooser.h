/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-url-table.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Takes a CSV file of callback URLs: chosen, dropped or pasted.  Properties, readable and notified:
 * table (nullable ValUrlTable: what was read last, if it can be used). */
#define VAL_TYPE_TABLE_CHOOSER (val_table_chooser_get_type ())
G_DECLARE_FINAL_TYPE (ValTableChooser, val_table_chooser, VAL, TABLE_CHOOSER, AdwBin)

ValUrlTable *val_table_chooser_get_table (ValTableChooser *self);
const char *val_table_chooser_get_name (ValTableChooser *self);
void val_table_chooser_read_file (ValTableChooser *self, GFile *file);
void val_table_chooser_read_text (ValTableChooser *self, const char *text);

G_END_DECLS
