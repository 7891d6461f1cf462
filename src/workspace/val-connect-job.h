/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-element.h"
#include "model/val-instance.h"
#include "oauth/val-oauth-flow.h"
#include "workspace/val-connect-input.h"
#include "workspace/val-workspace.h"

G_BEGIN_DECLS

/**
 * ValConnectPhase:
 * @VAL_CONNECT_IDLE: not begun
 * @VAL_CONNECT_ASKING: asking the platform for the consent page
 * @VAL_CONNECT_CONSENT: waiting for the browser, or for a pasted address
 * @VAL_CONNECT_CREATING: POST /instances, or PUT to re-authenticate, is under way; it cannot be
 *   taken back
 * @VAL_CONNECT_KEEPING: putting the token into the keyring
 * @VAL_CONNECT_DONE: the instance is there
 */
typedef enum
{
  VAL_CONNECT_IDLE,
  VAL_CONNECT_ASKING,
  VAL_CONNECT_CONSENT,
  VAL_CONNECT_CREATING,
  VAL_CONNECT_KEEPING,
  VAL_CONNECT_DONE,
} ValConnectPhase;

/* The way from a filled-in form to an instance: consent, creation or re-authentication, token in
 * the keyring.  Its request is sent once; where the answer is lost, the platform is asked what came
 * of it.  Properties: phase. */
#define VAL_TYPE_CONNECT_JOB (val_connect_job_get_type ())
G_DECLARE_FINAL_TYPE (ValConnectJob, val_connect_job, VAL, CONNECT_JOB, GObject)

ValConnectJob *val_connect_job_new (ValWorkspace *workspace, ValElement *element);
ValConnectJob *val_connect_job_new_reauthenticate (ValWorkspace *workspace,
                                                   ValElement *element,
                                                   ValInstance *instance);
void val_connect_job_run_async (ValConnectJob *self,
                                const ValConnectInput *input,
                                ValOAuthLaunch launch,
                                gpointer launch_data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
ValInstance *val_connect_job_run_finish (ValConnectJob *self, GAsyncResult *result, GError **error);
ValConnectPhase val_connect_job_get_phase (ValConnectJob *self);
gboolean val_connect_job_paste (ValConnectJob *self, const char *text, GError **error);
const char *val_connect_job_get_consent_url (ValConnectJob *self);
gboolean val_connect_job_get_listening (ValConnectJob *self);
const GError *val_connect_job_get_listen_error (ValConnectJob *self);
void val_connect_job_keep_async (ValConnectJob *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean val_connect_job_keep_finish (ValConnectJob *self, GAsyncResult *result, GError **error);
const GError *val_connect_job_get_keep_error (ValConnectJob *self);
const char *val_connect_job_get_token (ValConnectJob *self);

G_END_DECLS
