/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/val-test-platform.h"

#include "api/val-elements-api.h"
#include "support/val-test-util.h"
#include "util/val-json.h"

#include <glib/gstdio.h>

static void
start_sandbox (ValTestPlatform *self)
{
  const ValSandboxOptions options = { .instances = 5, .seed = 1 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  GAsyncResult *slot = NULL;
  GError *error = NULL;

  self->sandbox = val_sandbox_new (&options);
  val_sandbox_start_async (self->sandbox, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_sandbox_start_finish (self->sandbox, result, &error);
  g_assert_no_error (error);
  text = val_sandbox_describe (self->sandbox);
  node = val_json_parse (text, strlen (text), NULL);
  self->control_url = val_json_dup_text (val_json_node_object (node), "controlUrl");
  self->control_token = val_json_dup_text (val_json_node_object (node), "controlToken");
}

static void
open_account (ValTestPlatform *self)
{
  g_autoptr (ValAccount) account =
      val_account_new ("Test", val_sandbox_get_base_url (self->sandbox));
  GAsyncResult *slot = NULL;
  GAsyncResult *result;
  GError *error = NULL;

  val_workspace_put_account_async (
      self->workspace, account, val_sandbox_get_user_secret (self->sandbox),
      val_sandbox_get_organization_secret (self->sandbox), FALSE, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_workspace_put_account_finish (self->workspace, result, &error);
  g_assert_no_error (error);
  g_object_unref (result);
  val_workspace_select_async (self->workspace, account, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_workspace_select_finish (self->workspace, result, &error);
  g_assert_no_error (error);
  g_object_unref (result);
}

static void
refresh (ValTestPlatform *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;
  GError *error = NULL;

  val_workspace_refresh_async (self->workspace, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_workspace_refresh_finish (self->workspace, result, &error);
  g_assert_no_error (error);
}

/* Returns: (transfer full): what the page's form holds, ready to be posted */
static GHashTable *
read_form (const char *page)
{
  g_autoptr (GRegex) regex =
      g_regex_new ("type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  GHashTable *form = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (!g_regex_match (regex, page, 0, &match))
    g_error ("no form in %s", page);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    g_hash_table_insert (form, g_match_info_fetch (match, 1), g_match_info_fetch (match, 2));
  return form;
}

static void
browser_landed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValTestPlatform *self = user_data;
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (source), result);
  g_autoptr (GBytes) page = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);

  g_free (self->landed);
  self->landed = g_strdup (
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Location"));
  if (self->landed == NULL)
    self->landed = g_uri_to_string (soup_message_get_uri (message));
}

static void
press_button (ValTestPlatform *self, GUri *uri, const char *page)
{
  g_autoptr (GHashTable) fields = read_form (page);
  const char *redirect = g_hash_table_lookup (fields, "redirect_uri");
  g_autofree char *action = g_uri_to_string_partial (uri, G_URI_HIDE_QUERY);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", action);
  g_autofree char *form = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_hash_table_insert (fields, g_strdup ("decision"), g_strdup (self->decision));
  form = soup_form_encode_hash (fields);
  bytes = g_bytes_new (form, strlen (form));
  soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", bytes);
  if (redirect != NULL && g_str_has_prefix (redirect, "https:"))
    soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_session_send_and_read_async (self->browser, message, G_PRIORITY_DEFAULT, NULL,
                                    browser_landed_cb, self);
}

static void
browser_page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (source), result);
  GError *error = NULL;
  g_autoptr (GBytes) page =
      soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  text = g_strndup (g_bytes_get_data (page, NULL), g_bytes_get_size (page));
  press_button (user_data, soup_message_get_uri (message), text);
}

/**
 * val_test_platform_new:
 * @keyring: (transfer none): where secrets go
 *
 * Returns: (transfer full): a platform; its account is open and its instances are loaded
 */
ValTestPlatform *
val_test_platform_new (ValSecretStore *keyring)
{
  ValTestPlatform *self = g_new0 (ValTestPlatform, 1);
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  start_sandbox (self);
  self->folder = g_dir_make_tmp ("val-platform-XXXXXX", NULL);
  path = g_build_filename (self->folder, "accounts.conf", NULL);
  file = g_file_new_for_path (path);
  self->workspace = val_workspace_new (keyring, file);
  self->browser = soup_session_new ();
  self->decision = "allow";
  open_account (self);
  refresh (self);
  return self;
}

/**
 * val_test_platform_free:
 * @self: (transfer full): a platform; nothing else may hold its workspace any more
 */
void
val_test_platform_free (ValTestPlatform *self)
{
  g_autofree char *path = g_build_filename (self->folder, "accounts.conf", NULL);

  val_sandbox_stop (self->sandbox);
  g_clear_object (&self->browser);
  g_assert_finalize_object (self->workspace);
  g_object_unref (self->sandbox);
  g_unlink (path);
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->control_url);
  g_free (self->control_token);
  g_free (self->landed);
  g_free (self);
}

/**
 * val_test_platform_control:
 * @self: a platform
 * @method: GET, PUT, POST, DELETE
 * @path: below the sandbox's control address
 * @body: (nullable): JSON
 *
 * Asks the sandbox about itself, or tells it how to behave.
 *
 * Returns: (transfer full) (nullable): its answer
 */
JsonNode *
val_test_platform_control (ValTestPlatform *self,
                           const char *method,
                           const char *path,
                           const char *body)
{
  g_autofree char *url = g_strconcat (self->control_url, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) answer = NULL;
  GAsyncResult *slot = NULL;
  GError *error = NULL;
  gsize length;
  const char *text;

  soup_message_headers_append (soup_message_get_request_headers (message), "Sandbox-Control",
                               self->control_token);
  if (body != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    }
  soup_session_send_and_read_async (self->browser, message, G_PRIORITY_DEFAULT, NULL,
                                    val_test_await_cb, &slot);
  result = val_test_await (&slot);
  answer = soup_session_send_and_read_finish (self->browser, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  text = g_bytes_get_data (answer, &length);
  return length > 0 ? val_json_parse (text, length, NULL) : NULL;
}

/**
 * val_test_platform_count_requests:
 * @self: a platform
 * @method: of the requests
 * @path: pattern of their paths, such as "*" and what it ends with
 * @body: (out) (transfer full) (optional): what the last one was sent, redacted
 *
 * Returns: how many of them the platform got
 */
guint
val_test_platform_count_requests (ValTestPlatform *self,
                                  const char *method,
                                  const char *path,
                                  char **body)
{
  g_autoptr (JsonNode) node = val_test_platform_control (self, "GET", "/requests", NULL);
  JsonArray *requests = val_json_node_array (node);
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *request = json_array_get_object_element (requests, i);

      if (g_strcmp0 (val_json_get_string (request, "method"), method) != 0 ||
          !g_pattern_match_simple (path, val_json_get_string (request, "path")))
        continue;
      n++;
      if (body != NULL)
        {
          g_free (*body);
          *body = val_json_dup_text (request, "body");
        }
    }
  return n;
}

/**
 * val_test_platform_count_posts:
 * @self: a platform
 * @body: (out) (transfer full) (optional): what the last one was sent, redacted
 *
 * Returns: how often an instance was asked for
 */
guint
val_test_platform_count_posts (ValTestPlatform *self, char **body)
{
  return val_test_platform_count_requests (self, "POST", "*/instances", body);
}

/**
 * val_test_platform_get_element:
 * @self: a platform
 * @key: of an element
 *
 * Returns: (transfer full): the element, with its fields
 */
ValElement *
val_test_platform_get_element (ValTestPlatform *self, const char *key)
{
  ValSession *session = val_workspace_get_session (self->workspace);
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;
  GError *error = NULL;
  ValElement *element;

  val_elements_api_get_async (session, key, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  element = val_elements_api_get_finish (session, result, &error);
  g_assert_no_error (error);
  return element;
}

/**
 * val_test_platform_browse:
 * @self: a platform
 * @url: a consent page
 *
 * Does what a person with a browser does.  A redirect to this computer is followed; of any other
 * only the address is kept.
 */
void
val_test_platform_browse (ValTestPlatform *self, const char *url)
{
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);

  soup_session_send_and_read_async (self->browser, message, G_PRIORITY_DEFAULT, NULL,
                                    browser_page_cb, self);
}

static gboolean
has_landed (gpointer user_data)
{
  return ((ValTestPlatform *) user_data)->landed != NULL;
}

/**
 * val_test_platform_wait_landed:
 * @self: a platform whose browser is on its way
 *
 * Runs the main context until the browser was sent back.
 */
void
val_test_platform_wait_landed (ValTestPlatform *self)
{
  val_test_wait_for (has_landed, self);
}
