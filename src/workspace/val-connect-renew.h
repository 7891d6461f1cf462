/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-session.h"
#include "model/val-instance.h"

G_BEGIN_DECLS

void val_connect_renew_async (ValSession *session,
                              ValInstance *instance,
                              JsonNode *body,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
ValInstance *val_connect_renew_finish (ValSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
