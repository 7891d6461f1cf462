/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-session.h"
#include "model/val-usage.h"

G_BEGIN_DECLS

void val_usage_api_get_async (ValSession *session,
                              const char *id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
ValUsage *val_usage_api_get_finish (ValSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
