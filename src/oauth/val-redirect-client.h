/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "oauth/val-redirect-request.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _ValRedirectClient ValRedirectClient;

/**
 * ValRedirectClientRead:
 * @client: the client, which frees itself once it has been answered or has gone
 * @status: 200 where @request was understood, otherwise the HTTP status to answer
 * @request: (nullable): what was asked for
 * @user_data: as given
 *
 * Called once, when a client is done sending; @request is %NULL and @status 0 where it went away or
 * took too long.
 */
typedef void (*ValRedirectClientRead) (ValRedirectClient *client,
                                       guint status,
                                       const ValRedirectRequest *request,
                                       gpointer user_data);

ValRedirectClient *val_redirect_client_new (GSocketConnection *connection,
                                            guint16 port,
                                            ValRedirectClientRead read,
                                            gpointer user_data);
void val_redirect_client_answer (ValRedirectClient *client, GBytes *answer);
void val_redirect_client_drop (ValRedirectClient *client);

G_END_DECLS
