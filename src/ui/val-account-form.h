/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-account.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* What an account is made of, to be typed in, each field checked as it is typed.  Signals: changed
 * (anything), connection-changed (base URL or a secret: what was found out before no longer
 * holds). */
#define VAL_TYPE_ACCOUNT_FORM (val_account_form_get_type ())
G_DECLARE_FINAL_TYPE (ValAccountForm, val_account_form, VAL, ACCOUNT_FORM, AdwBin)

void val_account_form_load (ValAccountForm *self, GListModel *accounts, ValAccount *account);
const char *val_account_form_get_uuid (ValAccountForm *self);
gboolean val_account_form_validate (ValAccountForm *self);
gboolean val_account_form_get_dirty (ValAccountForm *self);
gboolean val_account_form_get_connection_dirty (ValAccountForm *self);
ValAccount *val_account_form_create_account (ValAccountForm *self);
char *val_account_form_dup_user_secret (ValAccountForm *self);
char *val_account_form_dup_organization_secret (ValAccountForm *self);
void val_account_form_forget_secrets (ValAccountForm *self);

G_END_DECLS
