/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-connect-job.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* Waits with the user for the consent given in the browser, or pasted.  Works on the actions
 * connect.open-browser, connect.copy and connect.back of the window it is in. */
#define VAL_TYPE_CONSENT_PAGE (val_consent_page_get_type ())
G_DECLARE_FINAL_TYPE (ValConsentPage, val_consent_page, VAL, CONSENT_PAGE, AdwBin)

void val_consent_page_set_job (ValConsentPage *self, ValConnectJob *job);
void val_consent_page_refresh (ValConsentPage *self);
void val_consent_page_show_browser_error (ValConsentPage *self, const GError *error);

G_END_DECLS
