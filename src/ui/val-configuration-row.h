/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-draft.h"
#include "model/val-field.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One field of an instance's configuration, edited into its draft.  A secret shows only whether it
 * is set, until somebody asks to replace it.  Properties: field, draft (both construct-only),
 * title. */
#define VAL_TYPE_CONFIGURATION_ROW (val_configuration_row_get_type ())
G_DECLARE_FINAL_TYPE (ValConfigurationRow, val_configuration_row, VAL, CONFIGURATION_ROW, AdwBin)

GtkWidget *val_configuration_row_new (ValField *field, ValDraft *draft);
ValField *val_configuration_row_get_field (ValConfigurationRow *self);
void val_configuration_row_update (ValConfigurationRow *self, const char *problem);

G_END_DECLS
