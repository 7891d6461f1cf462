/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void val_answer_parse_async (GByteArray *text,
                             int priority,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean val_answer_parse_finish (GAsyncResult *result, JsonNode **node, GError **error);

G_END_DECLS
