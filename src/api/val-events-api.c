/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-events-api.h"

#include "api/val-reply-list.h"
#include "util/val-error.h"
#include "util/val-uri.h"

static gpointer
read_event (JsonObject *object, GError **error)
{
  return val_event_new_from_json (object, error);
}

/**
 * val_events_api_list_async:
 * @session: the way to the platform
 * @instance_id: id of an element instance
 * @next_page: (nullable): token of the page before
 * @page_size: rows a page
 * @cancellable: (nullable): ends the request
 * @callback: called when the page is there
 * @user_data: for @callback
 *
 * Asks for one page of the events of an instance (contract 5.6).
 */
void
val_events_api_list_async (ValSession *session,
                           gint64 instance_id,
                           const char *next_page,
                           guint page_size,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autofree char *path = g_strdup_printf ("/instances/%" G_GINT64_FORMAT "/events", instance_id);
  g_autofree char *size = g_strdup_printf ("%u", page_size);
  g_autoptr (GString) query = val_uri_query_append (NULL, "pageSize", size);
  ValRequest request = { .method = "GET", .path = path };

  query = val_uri_query_append (query, "nextPage", next_page);
  request.query = query->str;
  val_session_send_async (session, &request, cancellable, callback, user_data);
}

/**
 * val_events_api_list_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @next_page: (out) (nullable) (transfer full): token of the next page, NULL on the last
 * @total: (out) (optional): how many there are in all, or -1
 * @error: #VAL_ERROR or #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type ValEvent): the page; empty where the platform
 *   answered 404, as it does for lists without rows (contract 4)
 */
GPtrArray *
val_events_api_list_finish (ValSession *session,
                            GAsyncResult *result,
                            char **next_page,
                            gint64 *total,
                            GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (ValReply) reply = val_session_send_finish (session, result, &failure);

  *next_page = NULL;
  if (total != NULL)
    *total = 0;
  if (reply == NULL && val_error_is (failure, VAL_ERROR_NOT_FOUND))
    return g_ptr_array_new_with_free_func (g_object_unref);
  if (reply == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  *next_page = g_steal_pointer (&reply->next_page);
  if (total != NULL)
    *total = reply->total;
  return val_reply_list_read (reply->node, read_event, error);
}
