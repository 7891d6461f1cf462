/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-session.h"
#include "model/val-instance.h"

G_BEGIN_DECLS

/**
 * ValConnectSearch:
 * @element_key: what the instance is of
 * @name: as it was asked for
 * @known: (element-type gint64): ids that were there before
 * @sent: when it was asked for
 *
 * An instance whose creation was sent and whose answer was lost.
 */
typedef struct
{
  const char *element_key;
  const char *name;
  GHashTable *known;
  GDateTime *sent;
} ValConnectSearch;

void val_connect_search_async (ValSession *session,
                               const ValConnectSearch *search,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
ValInstance *val_connect_search_finish (ValSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
