/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-element.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* How a new instance gets its grant from the provider: by consent in the browser, or by a refresh
 * token that is there already; and the redirect address of the app.  Shows itself only where there
 * is a grant to be got.  Signal: changed, when the user changed anything. */
#define VAL_TYPE_GRANT_BOX (val_grant_box_get_type ())
G_DECLARE_FINAL_TYPE (ValGrantBox, val_grant_box, VAL, GRANT_BOX, GtkBox)

void val_grant_box_set_consent (ValGrantBox *self, ValConsent consent);
void val_grant_box_offer_refresh_token (ValGrantBox *self, gboolean offer);
void val_grant_box_set_redirect (ValGrantBox *self, const char *redirect);
char *val_grant_box_dup_redirect (ValGrantBox *self);
char *val_grant_box_dup_refresh_token (ValGrantBox *self);
GtkWidget *val_grant_box_validate (ValGrantBox *self);

G_END_DECLS
