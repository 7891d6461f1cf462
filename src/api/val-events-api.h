/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-session.h"
#include "model/val-event.h"

G_BEGIN_DECLS

void val_events_api_list_async (ValSession *session,
                                gint64 instance_id,
                                const char *next_page,
                                guint page_size,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GPtrArray *val_events_api_list_finish (ValSession *session,
                                       GAsyncResult *result,
                                       char **next_page,
                                       gint64 *total,
                                       GError **error);

G_END_DECLS
