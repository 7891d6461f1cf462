/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/val-bulk-keeper.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* How far an update is, in the header of the main window, as long as one runs.  Property: keeper
 * (ValBulkKeeper). */
#define VAL_TYPE_BULK_BUTTON (val_bulk_button_get_type ())
G_DECLARE_FINAL_TYPE (ValBulkButton, val_bulk_button, VAL, BULK_BUTTON, AdwBin)

void val_bulk_button_set_keeper (ValBulkButton *self, ValBulkKeeper *keeper);

G_END_DECLS
