/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks for e-mail and password and fetches the two secrets with them.  Signal: signed-in (both are
 * there; the dialog closes afterwards). */
#define VAL_TYPE_SIGN_IN_DIALOG (val_sign_in_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ValSignInDialog, val_sign_in_dialog, VAL, SIGN_IN_DIALOG, AdwWindow)

ValSignInDialog *val_sign_in_dialog_new (GtkWindow *parent, const char *base_url);
const char *val_sign_in_dialog_get_user_secret (ValSignInDialog *self);
const char *val_sign_in_dialog_get_organization_secret (ValSignInDialog *self);

G_END_DECLS
