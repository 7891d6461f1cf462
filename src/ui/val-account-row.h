/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-account.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* An account in a list: its colour, its name, where it is.  Properties: account (construct-only),
 * current (whether it is the one worked on). */
#define VAL_TYPE_ACCOUNT_ROW (val_account_row_get_type ())
G_DECLARE_FINAL_TYPE (ValAccountRow, val_account_row, VAL, ACCOUNT_ROW, GtkListBoxRow)

ValAccountRow *val_account_row_new (ValAccount *account);
ValAccount *val_account_row_get_account (ValAccountRow *self);
void val_account_row_set_current (ValAccountRow *self, gboolean current);

G_END_DECLS
