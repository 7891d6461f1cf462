/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-instances-api.h"

#include "api/val-session-private.h"
#include "util/val-error.h"
#include "util/val-json.h"
#include "util/val-secret.h"
#include "util/val-uri.h"

#include <glib/gi18n-lib.h>

#define DEFAULT_PAGE_SIZE 200

static char *
instance_path (gint64 id, const char *below)
{
  return g_strdup_printf ("/instances/%" G_GINT64_FORMAT "%s", id, below);
}

static gboolean
is_not_found (const GError *error)
{
  return val_error_is (error, VAL_ERROR_NOT_FOUND);
}

static gboolean
bad_answer (GError **error, const char *message)
{
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER, message);
  return FALSE;
}

static gpointer
read_instance (const char *text, gsize length, GError **error)
{
  return val_instance_new_from_json (text, length, error);
}

static gpointer
read_list (const char *text, gsize length, GError **error)
{
  return val_instance_list_new_from_json (text, length, error);
}

static const ValReading instance_reading = { read_instance, g_object_unref };
static const ValReading list_reading = { read_list, (GDestroyNotify) g_ptr_array_unref };

static ValInstance *
take_instance (ValSession *session, GAsyncResult *result, GError **error)
{
  g_autoptr (ValReply) reply = val_session_send_finish (session, result, error);

  if (reply != NULL && reply->content == NULL)
    bad_answer (error, _ ("The platform did not answer with an element instance."));
  return reply != NULL ? g_steal_pointer (&reply->content) : NULL;
}

/* What the request spent is gone; an answer that cannot be read leaves as much in the dark as none.
 */
static ValInstance *
take_spent_instance (ValSession *session, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) failure = NULL;
  ValInstance *instance = take_instance (session, result, &failure);

  if (val_error_is (failure, VAL_ERROR_BAD_ANSWER) || val_error_is (failure, VAL_ERROR_TOO_LARGE))
    failure->code = VAL_ERROR_UNKNOWN_OUTCOME;
  if (instance == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return instance;
}

static gboolean
take_success (ValSession *session, GAsyncResult *result, GError **error)
{
  g_autoptr (ValReply) reply = val_session_send_finish (session, result, error);

  return reply != NULL;
}

/**
 * val_instances_api_list_async:
 * @session: the way to the platform
 * @query: what to list; not kept
 * @cancellable: (nullable): ends the request
 * @callback: called when the page is there
 * @user_data: for @callback
 *
 * Asks for one page of element instances (contract 3.2).
 */
void
val_instances_api_list_async (ValSession *session,
                              const ValInstancesQuery *query,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GString) text = NULL;
  g_autofree char *page_size = NULL;
  ValRequest request = { .method = "GET", .path = "/instances", .reading = &list_reading };

  g_return_if_fail (query != NULL);

  page_size = g_strdup_printf ("%u", query->page_size > 0 ? query->page_size : DEFAULT_PAGE_SIZE);
  text = val_uri_query_append (NULL, "pageSize", page_size);
  text = val_uri_query_append (text, "nextPage", query->next_page);
  text = val_uri_query_append (text, "searchText", query->search_text);
  text = val_uri_query_append (text, "tags[]", query->tag);
  request.query = text->str;
  val_session_send_async (session, &request, cancellable, callback, user_data);
}

/**
 * val_instances_api_list_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @next_page: (out) (optional) (nullable) (transfer full): token of the next page, NULL on the last
 * @total: (out) (optional): how many there are in all, or -1
 * @error: #VAL_ERROR or #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type ValInstance): the page; empty where the
 *   platform answered 404, as it does when nothing matches
 */
GPtrArray *
val_instances_api_list_finish (ValSession *session,
                               GAsyncResult *result,
                               char **next_page,
                               gint64 *total,
                               GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (ValReply) reply = val_session_send_finish (session, result, &failure);
  gboolean empty = is_not_found (failure);
  GPtrArray *instances;

  if (reply == NULL && !empty)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  instances =
      empty ? g_ptr_array_new_with_free_func (g_object_unref) : g_steal_pointer (&reply->content);
  if (instances == NULL)
    bad_answer (error, _ ("The platform did not answer with a list of element instances."));
  if (instances != NULL && next_page != NULL)
    *next_page = empty ? NULL : g_steal_pointer (&reply->next_page);
  if (instances != NULL && total != NULL)
    *total = empty ? 0 : reply->total;
  return instances;
}

/**
 * val_instances_api_get_async:
 * @session: the way to the platform
 * @id: id of an element instance
 * @flags: %VAL_REQUEST_NONE, %VAL_REQUEST_PATIENT, %VAL_REQUEST_NEW
 * @cancellable: (nullable): ends the request
 * @callback: called when the answer is there
 * @user_data: for @callback
 *
 * Asks for one element instance with its configuration (contract 3.4).
 */
void
val_instances_api_get_async (ValSession *session,
                             gint64 id,
                             ValRequestFlags flags,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autofree char *path = instance_path (id, "");
  ValRequest request = {
    .method = "GET", .path = path, .reading = &instance_reading, .flags = flags
  };

  val_session_send_async (session, &request, cancellable, callback, user_data);
}

/**
 * val_instances_api_get_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @error: #VAL_ERROR or #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the instance
 */
ValInstance *
val_instances_api_get_finish (ValSession *session, GAsyncResult *result, GError **error)
{
  return take_instance (session, result, error);
}

/**
 * val_instances_api_create_async:
 * @session: the way to the platform
 * @body: the new instance (contract 3.3); not kept
 * @cancellable: (nullable): ends the request; whether it had an effect is then unknown
 * @callback: called when the answer is there
 * @user_data: for @callback
 *
 * Creates an element instance.  It is sent once and never again: the code in it works once, and a
 * second use can revoke what the first got (contract 6.6).
 */
void
val_instances_api_create_async (ValSession *session,
                                JsonNode *body,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  ValRequest request = {
    .method = "POST", .path = "/instances", .body = body, .reading = &instance_reading
  };

  g_return_if_fail (body != NULL);

  val_session_send_async (session, &request, cancellable, callback, user_data);
}

/**
 * val_instances_api_create_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @error: #VAL_ERROR_UNKNOWN_OUTCOME where the instance may be there; another #VAL_ERROR;
 *   #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the instance, with its token
 */
ValInstance *
val_instances_api_create_finish (ValSession *session, GAsyncResult *result, GError **error)
{
  return take_spent_instance (session, result, error);
}

/**
 * val_instances_api_reauthenticate_async:
 * @session: the way to the platform
 * @id: id of an element instance
 * @body: the instance with what came of the consent (contract 3.6); not kept
 * @cancellable: (nullable): ends the request; whether it had an effect is then unknown
 * @callback: called when the answer is there
 * @user_data: for @callback
 *
 * Gives an element instance new credentials; its id and token stay.  It is sent once and never
 * again, as the code in it works once.
 */
void
val_instances_api_reauthenticate_async (ValSession *session,
                                        gint64 id,
                                        JsonNode *body,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  g_autofree char *path = instance_path (id, "");
  ValRequest request = { .method = "PUT",
                         .path = path,
                         .query = "reAuthenticate=true",
                         .body = body,
                         .reading = &instance_reading,
                         .flags = VAL_REQUEST_ONCE };

  g_return_if_fail (body != NULL);

  val_session_send_async (session, &request, cancellable, callback, user_data);
}

/**
 * val_instances_api_reauthenticate_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @error: #VAL_ERROR_UNKNOWN_OUTCOME where the code may have been used; another #VAL_ERROR;
 *   #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the instance as the platform shows it now
 */
ValInstance *
val_instances_api_reauthenticate_finish (ValSession *session, GAsyncResult *result, GError **error)
{
  return take_spent_instance (session, result, error);
}

/**
 * val_instances_api_delete_async:
 * @session: the way to the platform
 * @id: id of an element instance
 * @cancellable: (nullable): ends the request
 * @callback: called when the answer is there
 * @user_data: for @callback
 *
 * Deletes an element instance for good, and its token with it (contract 3.7).
 */
void
val_instances_api_delete_async (ValSession *session,
                                gint64 id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autofree char *path = instance_path (id, "");
  ValRequest request = { .method = "DELETE", .path = path };

  val_session_send_async (session, &request, cancellable, callback, user_data);
}

/**
 * val_instances_api_delete_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @error: #VAL_ERROR or #G_IO_ERROR_CANCELLED
 *
 * Returns: whether the instance is gone; a 404 says so where it is the answer to a repetition
 */
gboolean
val_instances_api_delete_finish (ValSession *session, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (take_success (session, result, &failure) ||
      (is_not_found (failure) && val_session_was_repeated (result)))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/**
 * val_instances_api_patch_async:
 * @session: the way to the platform
 * @id: id of an element instance, or 0 to address it by @element_token
 * @element_token: (nullable): the instance's token, for the form without an id
 * @body: what is to change (contract 3.5); not kept
 * @flags: %VAL_REQUEST_IDEMPOTENT, as values are absolute, or %VAL_REQUEST_SINGLE; %VAL_REQUEST_NEW
 * @n_before: how often the same was sent before
 * @cancellable: (nullable): ends the request
 * @callback: called when the answer is there
 * @user_data: for @callback
 *
 * Sets values of an element instance.
 */
void
val_instances_api_patch_async (ValSession *session,
                               gint64 id,
                               const char *element_token,
                               JsonNode *body,
                               ValRequestFlags flags,
                               guint n_before,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autofree char *path = id != 0 ? instance_path (id, "") : g_strdup ("/instances");
  ValRequest request = { .method = "PATCH",
                         .path = path,
                         .body = body,
                         .element_token = id == 0 ? element_token : NULL,
                         .reading = &instance_reading,
                         .n_before = n_before,
                         .flags = flags };

  g_return_if_fail (body != NULL);
  g_return_if_fail ((flags & (VAL_REQUEST_IDEMPOTENT | VAL_REQUEST_SINGLE)) != 0);
  g_return_if_fail (id != 0 || element_token != NULL);

  val_session_send_async (session, &request, cancellable, callback, user_data);
}

/**
 * val_instances_api_patch_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @error: #VAL_ERROR or #G_IO_ERROR_CANCELLED
 *
 * That there is an answer says nothing of what was kept: see val_instance_apply_async ().
 *
 * Returns: (transfer full) (nullable): the instance as the platform shows it now
 */
ValInstance *
val_instances_api_patch_finish (ValSession *session, GAsyncResult *result, GError **error)
{
  return take_instance (session, result, error);
}

/* What is on by PUT and off by DELETE. */
static void
set_switch (ValSession *session,
            gint64 id,
            const char *below,
            gboolean on,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autofree char *path = instance_path (id, below);
  ValRequest request = { .method = on ? "PUT" : "DELETE", .path = path };

  val_session_send_async (session, &request, cancellable, callback, user_data);
}

/**
 * val_instances_api_set_enabled_async:
 * @session: the way to the platform
 * @id: id of an element instance
 * @enabled: whether it is to answer
 * @cancellable: (nullable): ends the request
 * @callback: called when the answer is there
 * @user_data: for @callback
 *
 * Enables or disables an element instance (contract 3.7).
 */
void
val_instances_api_set_enabled_async (ValSession *session,
                                     gint64 id,
                                     gboolean enabled,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  set_switch (session, id, "/enabled", enabled, cancellable, callback, user_data);
}

/**
 * val_instances_api_set_enabled_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @error: #VAL_ERROR or #G_IO_ERROR_CANCELLED
 *
 * Returns: whether it was done
 */
gboolean
val_instances_api_set_enabled_finish (ValSession *session, GAsyncResult *result, GError **error)
{
  return take_success (session, result, error);
}

/**
 * val_instances_api_set_trace_logging_async:
 * @session: the way to the platform
 * @id: id of an element instance
 * @traced: whether its calls are to be logged in detail
 * @cancellable: (nullable): ends the request
 * @callback: called when the answer is there
 * @user_data: for @callback
 *
 * Begins or ends trace logging; the platform ends it by itself after a while (contract 3.1).
 */
void
val_instances_api_set_trace_logging_async (ValSession *session,
                                           gint64 id,
                                           gboolean traced,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data)
{
  set_switch (session, id, "/trace-logging", traced, cancellable, callback, user_data);
}

/**
 * val_instances_api_set_trace_logging_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @error: #VAL_ERROR or #G_IO_ERROR_CANCELLED
 *
 * Returns: whether it was done
 */
gboolean
val_instances_api_set_trace_logging_finish (ValSession *session,
                                            GAsyncResult *result,
                                            GError **error)
{
  return take_success (session, result, error);
}

/**
 * val_instances_api_get_docs_async:
 * @session: the way to the platform
 * @id: id of an element instance
 * @cancellable: (nullable): ends the request
 * @callback: called when the answer is there
 * @user_data: for @callback
 *
 * Asks for the description of the calls that an element instance answers (contract 3.1).
 */
void
val_instances_api_get_docs_async (ValSession *session,
                                  gint64 id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autofree char *path = instance_path (id, "/docs");
  ValRequest request = { .method = "GET", .path = path };

  val_session_send_async (session, &request, cancellable, callback, user_data);
}

/**
 * val_instances_api_get_docs_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @error: #VAL_ERROR or #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the description, Swagger 2.0
 */
JsonNode *
val_instances_api_get_docs_finish (ValSession *session, GAsyncResult *result, GError **error)
{
  g_autoptr (ValReply) reply = val_session_send_finish (session, result, error);

  if (reply == NULL)
    return NULL;
  if (val_json_node_object (reply->node) != NULL)
    return g_steal_pointer (&reply->node);
  bad_answer (error, _ ("The platform did not answer with a description of calls."));
  return NULL;
}

/**
 * val_instances_api_ping_async:
 * @session: the way to the platform
 * @element_token: token of the instance
 * @cancellable: (nullable): ends the request
 * @callback: called when the answer is there
 * @user_data: for @callback
 *
 * Asks whether the provider answers for an instance (contract 3.1).
 */
void
val_instances_api_ping_async (ValSession *session,
                              const char *element_token,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  ValRequest request = { .method = "GET", .path = "/ping", .element_token = element_token };

  g_return_if_fail (element_token != NULL);

  val_session_send_async (session, &request, cancellable, callback, user_data);
}

/**
 * val_instances_api_ping_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @error: #VAL_ERROR_UNAUTHORIZED where token or credentials were refused, #VAL_ERROR_FORBIDDEN
 *   where the instance is disabled (contract 1), another #VAL_ERROR, #G_IO_ERROR_CANCELLED
 *
 * Returns: whether the provider answered
 */
gboolean
val_instances_api_ping_finish (ValSession *session, GAsyncResult *result, GError **error)
{
  return take_success (session, result, error);
}
