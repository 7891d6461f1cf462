/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-account.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* An account in two lines: colour, name, host.  Property: account (nullable). */
#define VAL_TYPE_ACCOUNT_LABEL (val_account_label_get_type ())
G_DECLARE_FINAL_TYPE (ValAccountLabel, val_account_label, VAL, ACCOUNT_LABEL, GtkBox)

ValAccount *val_account_label_get_account (ValAccountLabel *self);
void val_account_label_set_account (ValAccountLabel *self, ValAccount *account);
const char *val_account_label_get_name (ValAccountLabel *self);
const char *val_account_label_get_host (ValAccountLabel *self);

G_END_DECLS
