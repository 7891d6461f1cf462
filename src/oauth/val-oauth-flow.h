/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-elements-api.h"
#include "oauth/val-redirect.h"
#include "val-types.h"

G_BEGIN_DECLS

/**
 * ValOAuthLaunch:
 * @url: the provider's consent page
 * @user_data: as given
 *
 * Opens the browser.  Core knows no display, so the caller brings this.
 */
typedef void (*ValOAuthLaunch) (const char *url, gpointer user_data);

typedef enum
{
  VAL_OAUTH_IDLE,
  VAL_OAUTH_ASKING,  /* for the consent page's address */
  VAL_OAUTH_WAITING, /* for the browser, or for a pasted address */
  VAL_OAUTH_DONE,
} ValOAuthPhase;

/* One attempt at consent by OAuth 2 or OAuth 1: ask the platform for the address, open it, wait for
 * the redirect or for a paste, check whose it is, hand out the parameters once.  Properties: phase,
 * consent-url, listening. */
#define VAL_TYPE_OAUTH_FLOW (val_oauth_flow_get_type ())
G_DECLARE_FINAL_TYPE (ValOAuthFlow, val_oauth_flow, VAL, OAUTH_FLOW, GObject)

ValOAuthFlow *
val_oauth_flow_new (ValSession *session, ValConsent consent, const char *callback_url);
void val_oauth_flow_run_async (ValOAuthFlow *self,
                               const ValOAuthRequest *request,
                               guint timeout_seconds,
                               ValOAuthLaunch launch,
                               gpointer launch_data,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
ValRedirect *val_oauth_flow_run_finish (ValOAuthFlow *self, GAsyncResult *result, GError **error);
gboolean val_oauth_flow_paste (ValOAuthFlow *self, const char *text, GError **error);
const char *val_oauth_flow_get_consent_url (ValOAuthFlow *self);
const char *val_oauth_flow_get_callback_url (ValOAuthFlow *self);
gboolean val_oauth_flow_get_listening (ValOAuthFlow *self);
const GError *val_oauth_flow_get_listen_error (ValOAuthFlow *self);
ValOAuthPhase val_oauth_flow_get_phase (ValOAuthFlow *self);

G_END_DECLS
