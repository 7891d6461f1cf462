/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A configuration value that is shown and copied, but not edited. */
#define VAL_TYPE_SETTING_ROW (val_setting_row_get_type ())
G_DECLARE_FINAL_TYPE (ValSettingRow, val_setting_row, VAL, SETTING_ROW, AdwActionRow)

GtkWidget *val_setting_row_new (const char *key, const char *value, gboolean secret);

G_END_DECLS
