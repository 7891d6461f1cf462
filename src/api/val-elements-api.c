/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-elements-api.h"

#include "api/val-reply-list.h"
#include "util/val-error.h"
#include "util/val-json.h"
#include "util/val-secret.h"
#include "util/val-uri.h"

#include <glib/gi18n-lib.h>

#define PAGE_SIZE "200"

static gboolean
bad_answer (GError **error, const char *message)
{
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER, message);
  return FALSE;
}

static gpointer
read_element (JsonObject *object, GError **error)
{
  return val_element_new_from_json (object, error);
}

/**
 * val_elements_api_list_async:
 * @session: the way to the platform
 * @next_page: (nullable): token of the page before
 * @cancellable: (nullable): ends the request
 * @callback: called when the page is there
 * @user_data: for @callback
 *
 * Asks for one page of the catalogue (contract 3.1).
 */
void
val_elements_api_list_async (ValSession *session,
                             const char *next_page,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GString) query = val_uri_query_append (NULL, "pageSize", PAGE_SIZE);
  ValRequest request = { .method = "GET", .path = "/elements" };

  query = val_uri_query_append (query, "nextPage", next_page);
  request.query = query->str;
  val_session_send_async (session, &request, cancellable, callback, user_data);
}

/**
 * val_elements_api_list_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @next_page: (out) (optional) (nullable) (transfer full): token of the next page, NULL on the last
 * @error: #VAL_ERROR or #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type ValElement): the page
 */
GPtrArray *
val_elements_api_list_finish (ValSession *session,
                              GAsyncResult *result,
                              char **next_page,
                              GError **error)
{
  g_autoptr (ValReply) reply = val_session_send_finish (session, result, error);
  GPtrArray *elements;

  if (reply == NULL)
    return NULL;
  elements = val_reply_list_read (reply->node, read_element, error);
  if (elements != NULL && next_page != NULL)
    *next_page = g_steal_pointer (&reply->next_page);
  return elements;
}

/**
 * val_elements_api_get_async:
 * @session: the way to the platform
 * @key: key of an element
 * @cancellable: (nullable): ends the request
 * @callback: called when the answer is there
 * @user_data: for @callback
 *
 * Asks for one element with its configuration schema (contract 8).
 */
void
val_elements_api_get_async (ValSession *session,
                            const char *key,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autofree char *segment = NULL;
  g_autofree char *path = NULL;
  ValRequest request = { .method = "GET" };

  g_return_if_fail (key != NULL);

  segment = val_uri_escape_segment (key);
  path = g_strconcat ("/elements/", segment, NULL);
  request.path = path;
  val_session_send_async (session, &request, cancellable, callback, user_data);
}

/**
 * val_elements_api_get_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @error: #VAL_ERROR or #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the element
 */
ValElement *
val_elements_api_get_finish (ValSession *session, GAsyncResult *result, GError **error)
{
  g_autoptr (ValReply) reply = val_session_send_finish (session, result, error);
  JsonObject *object;

  if (reply == NULL)
    return NULL;
  object = val_json_node_object (reply->node);
  if (object == NULL)
    {
      bad_answer (error, _ ("The platform did not answer with an element."));
      return NULL;
    }
  return val_element_new_from_json (object, error);
}

static void
set_if_given (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

static JsonNode *
oauth_body (const ValOAuthRequest *request)
{
  JsonObject *object = json_object_new ();

  set_if_given (object, "apiKey", request->api_key);
  set_if_given (object, "apiSecret", request->api_secret);
  set_if_given (object, "callbackUrl", request->callback_url);
  set_if_given (object, "state", request->state);
  set_if_given (object, "scope", request->scope);
  set_if_given (object, "siteAddress", request->site_address);
  set_if_given (object, "requestToken", request->request_token);
  return val_json_object_node (object);
}

/**
 * val_elements_api_oauth_url_async:
 * @session: the way to the platform
 * @request: the app registered at the provider; not kept
 * @cancellable: (nullable): ends the request
 * @callback: called when the answer is there
 * @user_data: for @callback
 *
 * Asks where the browser has to go for consent, by the POST form, so that the app's secret stays
 * out of URLs (contract 6.1).  Nothing changes by it, so it may be repeated.
 */
void
val_elements_api_oauth_url_async (ValSession *session,
                                  const ValOAuthRequest *request,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autofree char *segment = NULL;
  g_autofree char *path = NULL;
  g_autoptr (JsonNode) body = NULL;
  ValRequest post = { .method = "POST", .flags = VAL_REQUEST_SAFE };

  g_return_if_fail (request != NULL && request->element_key != NULL);

  segment = val_uri_escape_segment (request->element_key);
  path = g_strconcat ("/elements/", segment, "/oauth/url", NULL);
  body = oauth_body (request);
  post.path = path;
  post.body = body;
  val_session_send_async (session, &post, cancellable, callback, user_data);
}

/* The address is opened in a browser: nothing but a web page may come of it. */
static gboolean
is_web_address (const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_ENCODED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0' || g_uri_get_userinfo (uri) != NULL)
    return FALSE;
  return g_str_equal (g_uri_get_scheme (uri), "https") ||
         (g_str_equal (g_uri_get_scheme (uri), "http") && val_uri_host_is_loopback (host));
}

/**
 * val_elements_api_oauth_url_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @error: #VAL_ERROR or #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): address of the provider's consent page
 */
char *
val_elements_api_oauth_url_finish (ValSession *session, GAsyncResult *result, GError **error)
{
  g_autoptr (ValReply) reply = val_session_send_finish (session, result, error);
  const char *url;

  if (reply == NULL)
    return NULL;
  url = val_json_get_string (val_json_node_object (reply->node), "oauthUrl");
  if (url != NULL && is_web_address (url))
    return g_strdup (url);
  bad_answer (error, _ ("The platform named no consent page."));
  return NULL;
}

static GString *
oauth_query (const ValOAuthRequest *request)
{
  GString *query = val_uri_query_append (NULL, "apiKey", request->api_key);

  query = val_uri_query_append (query, "apiSecret", request->api_secret);
  query = val_uri_query_append (query, "callbackUrl", request->callback_url);
  query = val_uri_query_append (query, "scope", request->scope);
  return val_uri_query_append (query, "siteAddress", request->site_address);
}

/**
 * val_elements_api_oauth_token_async:
 * @session: the way to the platform
 * @request: the app registered at the provider; not kept
 * @cancellable: (nullable): ends the request
 * @callback: called when the answer is there
 * @user_data: for @callback
 *
 * Asks for an OAuth 1 request token (contract 6.5).  The platform has no other form of this than
 * the one with the app's secret in the query.
 */
void
val_elements_api_oauth_token_async (ValSession *session,
                                    const ValOAuthRequest *request,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autofree char *segment = NULL;
  g_autofree char *path = NULL;
  GString *query;
  ValRequest get = { .method = "GET" };

  g_return_if_fail (request != NULL && request->element_key != NULL);

  segment = val_uri_escape_segment (request->element_key);
  path = g_strconcat ("/elements/", segment, "/oauth/token", NULL);
  query = oauth_query (request);
  get.path = path;
  get.query = query->str;
  val_session_send_async (session, &get, cancellable, callback, user_data);
  val_secret_free (g_string_free (query, FALSE));
}

/**
 * val_elements_api_oauth_token_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @secret: (out) (transfer full): the token's secret, to be freed with val_secret_free ()
 * @error: #VAL_ERROR or #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the request token, to be freed with val_secret_free ()
 */
char *
val_elements_api_oauth_token_finish (ValSession *session,
                                     GAsyncResult *result,
                                     char **secret,
                                     GError **error)
{
  g_autoptr (ValReply) reply = val_session_send_finish (session, result, error);
  JsonObject *object;
  const char *token;

  g_return_val_if_fail (secret != NULL, NULL);

  if (reply == NULL)
    return NULL;
  object = val_json_node_object (reply->node);
  token = val_json_get_string (object, "token");
  *secret = g_strdup (val_json_get_string (object, "secret"));
  if (token != NULL && *token != '\0' && *secret != NULL)
    return g_strdup (token);
  val_secret_clear (secret);
  bad_answer (error, _ ("The platform did not answer with a request token."));
  return NULL;
}

/**
 * val_elements_api_check_async:
 * @session: the way to the platform
 * @cancellable: (nullable): ends the request
 * @callback: called when the answer is there
 * @user_data: for @callback
 *
 * Asks whether the account's two secrets are accepted (contract 3.1, `/organizations/me`).
 */
void
val_elements_api_check_async (ValSession *session,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  ValRequest request = { .method = "GET", .path = "/organizations/me" };

  val_session_send_async (session, &request, cancellable, callback, user_data);
}

/**
 * val_elements_api_check_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @error: #VAL_ERROR_UNAUTHORIZED where they are not accepted; another #VAL_ERROR;
 *   #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the organization's name
 */
char *
val_elements_api_check_finish (ValSession *session, GAsyncResult *result, GError **error)
{
  g_autoptr (ValReply) reply = val_session_send_finish (session, result, error);
  const char *name;

  if (reply == NULL)
    return NULL;
  name = val_json_get_string (val_json_node_object (reply->node), "name");
  if (name != NULL)
    return g_strdup (name);
  bad_answer (error, _ ("The platform did not answer with an organization."));
  return NULL;
}
