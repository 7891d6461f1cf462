/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-session.h"

G_BEGIN_DECLS

/* Signing in with e-mail and password, where the platform offers it (contract 1.9). */
void val_authentication_api_sign_in_async (ValSession *session,
                                           const char *email,
                                           const char *password,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean val_authentication_api_sign_in_finish (ValSession *session,
                                                GAsyncResult *result,
                                                char **user_secret,
                                                char **organization_secret,
                                                GError **error);

G_END_DECLS
