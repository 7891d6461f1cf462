/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-connect-job.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* A new or re-authenticated instance: its id and token, its webhook URL, and its callback URL to be
 * set.  Works on the actions connect.copy, connect.copy-secret and connect.open-page of the window
 * it is in. */
#define VAL_TYPE_CONNECT_RESULT (val_connect_result_get_type ())
G_DECLARE_FINAL_TYPE (ValConnectResult, val_connect_result, VAL, CONNECT_RESULT, AdwBin)

void val_connect_result_show (ValConnectResult *self,
                              ValWorkspace *workspace,
                              ValConnectJob *job,
                              ValInstance *instance);
void val_connect_result_show_renewed (ValConnectResult *self,
                                      ValWorkspace *workspace,
                                      ValConnectJob *job,
                                      ValInstance *instance);
gboolean val_connect_result_token_is_at_risk (ValConnectResult *self);

G_END_DECLS
