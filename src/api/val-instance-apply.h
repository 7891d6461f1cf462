/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-session.h"
#include "model/val-instance.h"

G_BEGIN_DECLS

/* Rule 5 of talking to the platform: a change counts only once it was read back. */
void val_instance_apply_async (ValSession *session,
                               ValInstance *before,
                               JsonNode *patch,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
void val_instance_apply_once_async (ValSession *session,
                                    ValInstance *before,
                                    JsonNode *patch,
                                    guint n_before,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
ValInstance *val_instance_apply_finish (ValSession *session, GAsyncResult *result, GError **error);
guint val_instance_apply_get_n_attempts (GAsyncResult *result);

G_END_DECLS
