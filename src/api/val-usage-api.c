/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-usage-api.h"

#include "util/val-error.h"
#include "util/val-json.h"
#include "util/val-uri.h"

#include <glib/gi18n-lib.h>

/**
 * val_usage_api_get_async:
 * @session: the way to the platform
 * @id: traffic id, or an `elements-request-id`
 * @cancellable: (nullable): ends the request
 * @callback: called when the answer is there
 * @user_data: for @callback
 *
 * Asks for the platform's own record of a request (contract 3.10).
 */
void
val_usage_api_get_async (ValSession *session,
                         const char *id,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autofree char *segment = val_uri_escape_segment (id);
  g_autofree char *path = g_strconcat ("/usage/", segment, NULL);
  ValRequest request = { .method = "GET", .path = path };

  val_session_send_async (session, &request, cancellable, callback, user_data);
}

/* Some answers to a single id were lists of one. */
static JsonObject *
find_row (JsonNode *node)
{
  JsonArray *array = val_json_node_array (node);

  if (array != NULL && json_array_get_length (array) == 1)
    return val_json_node_object (json_array_get_element (array, 0));
  return val_json_node_object (node);
}

/**
 * val_usage_api_get_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @error: #VAL_ERROR_NOT_FOUND where the platform has none, or none yet; another #VAL_ERROR;
 *   #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the record
 */
ValUsage *
val_usage_api_get_finish (ValSession *session, GAsyncResult *result, GError **error)
{
  g_autoptr (ValReply) reply = val_session_send_finish (session, result, error);
  JsonObject *row = reply != NULL ? find_row (reply->node) : NULL;

  if (row != NULL)
    return val_usage_new_from_json (row);
  if (reply != NULL)
    g_set_error_literal (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER,
                         _ ("The platform did not answer with a record of the request."));
  return NULL;
}
