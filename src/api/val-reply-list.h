/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * ValReadObject:
 * @object: one object of a list
 * @error: #VAL_ERROR_BAD_ANSWER
 *
 * Returns: (transfer full) (nullable): the GObject it says
 */
typedef gpointer (*ValReadObject) (JsonObject *object, GError **error);

/* How a list in an answer becomes model objects.  Only for the typed calls of this folder. */
GPtrArray *val_reply_list_read (JsonNode *node, ValReadObject read, GError **error);

G_END_DECLS
