/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-instances-api.h"

#include "api/val-session-private.h"
#include "api/val-reply-list.h"
#include "util/val-error.h"
#include "util/val-json.h"
#include "util/val-secret.h"
#include "util/val-uri.h"

#include <glib/gi18n-lib.h>

#define DEFAULT_PAGE_SIZE 200

typedef struct
{
  gint64 id;
  char *key;
  char *value;
  ValRequestFlags repeat;
} ConfigChange;

static void
config_change_free (gpointer data)
{
  ConfigChange *change = data;

  g_free (change->key);
  val_secret_free (change->value);
  g_free (change);
}

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

static ValInstance *
take_instance (ValSession *session, GAsyncResult *result, GError **error)
{
  g_autoptr (ValReply) reply = val_session_send_finish (session, result, error);
  JsonObject *object;

  if (reply == NULL)
    return NULL;
  object = val_json_node_object (reply->node);
  if (object == NULL)
    {
      bad_answer (error, _ ("The platform did not answer with an element instance."));
      return NULL;
    }
  return val_instance_new_from_json (object, error);
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

static gpointer
read_instance (JsonObject *object, GError **error)
{
  return val_instance_new_from_json (object, error);
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
  ValRequest request = { .method = "GET", .path = "/instances" };

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
  instances = empty ? g_ptr_array_new_with_free_func (g_object_unref)
                    : val_reply_list_read (reply->node, read_instance, error);
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
  ValRequest request = { .method = "GET", .path = path, .flags = flags };

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
  ValRequest request = { .method = "POST", .path = "/instances", .body = body };

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

static gint64
find_config_id (JsonNode *node, const char *key)
{
  JsonArray *array = val_json_node_array (node);
  guint n_items = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < n_items; i++)
    {
      JsonObject *entry = val_json_node_object (json_array_get_element (array, i));

      if (g_strcmp0 (val_json_get_string (entry, "key"), key) == 0)
        return val_json_get_int (entry, "id", 0);
    }
  return 0;
}

static JsonNode *
property_value_body (const char *value)
{
  JsonObject *object = json_object_new ();

  if (value != NULL)
    json_object_set_string_member (object, "propertyValue", value);
  else
    json_object_set_null_member (object, "propertyValue");
  return val_json_object_node (object);
}

static void
config_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (take_success (VAL_SESSION (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
send_config_change (GTask *task, gint64 config_id)
{
  ConfigChange *change = g_task_get_task_data (task);
  g_autofree char *below = g_strdup_printf ("/configuration/%" G_GINT64_FORMAT, config_id);
  g_autofree char *path = instance_path (change->id, below);
  g_autoptr (JsonNode) body = property_value_body (change->value);
  ValRequest request = { .method = "PATCH", .path = path, .body = body, .flags = change->repeat };

  val_session_send_async (g_task_get_source_object (task), &request, g_task_get_cancellable (task),
                          config_set_cb, g_object_ref (task));
}

static void
config_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ConfigChange *change = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (ValReply) reply = val_session_send_finish (VAL_SESSION (source), result, &error);
  gint64 config_id;

  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  config_id = find_config_id (reply->node, change->key);
  if (config_id != 0)
    send_config_change (task, config_id);
  else
    /* Translators: key of a configuration value, such as event.notification.callback.url */
    g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_NOT_FOUND,
                             _ ("The instance has no configuration value “%s”."), change->key);
}

/**
 * val_instances_api_set_config_async:
 * @session: the way to the platform
 * @id: id of an element instance
 * @key: key of a configuration value
 * @value: (nullable): what it is to be; a mask is refused
 * @repeat: %VAL_REQUEST_IDEMPOTENT or %VAL_REQUEST_SINGLE, of the setting
 * @cancellable: (nullable): ends the request
 * @callback: called when the answer is there
 * @user_data: for @callback
 *
 * Sets one configuration value by the route that is fully documented (contract 3.5): looks up the
 * value's own id, then sets it there.
 */
void
val_instances_api_set_config_async (ValSession *session,
                                    gint64 id,
                                    const char *key,
                                    const char *value,
                                    ValRequestFlags repeat,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  g_autofree char *path = instance_path (id, "/configuration");
  ValRequest request = { .method = "GET", .path = path };
  ConfigChange *change;

  g_return_if_fail (key != NULL);

  g_task_set_source_tag (task, val_instances_api_set_config_async);
  if (g_strcmp0 (value, VAL_SECRET_MASK) == 0)
    {
      g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_INVALID_INPUT,
                               _ ("A mask is not a value. Enter the secret itself."));
      return;
    }
  change = g_new0 (ConfigChange, 1);
  *change = (ConfigChange){ id, g_strdup (key), g_strdup (value), repeat };
  g_task_set_task_data (task, change, config_change_free);
  val_session_send_async (session, &request, cancellable, config_listed_cb, g_object_ref (task));
}

/**
 * val_instances_api_set_config_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @error: #VAL_ERROR_NOT_FOUND where the instance has no such key; another #VAL_ERROR;
 *   #G_IO_ERROR_CANCELLED
 *
 * Returns: whether the platform answered success
 */
gboolean
val_instances_api_set_config_finish (ValSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
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
