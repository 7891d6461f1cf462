/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-connect-job.h"

#include "api/val-instances-api.h"
#include "support/val-test-keyring.h"
#include "support/val-test-platform.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"
#include "util/val-secret.h"

#include <stdarg.h>
#include <string.h>

#define REDIRECT "http://localhost:0/valence"

/* Every way to credentials, against the sandbox, with a person at the browser. */
typedef struct
{
  ValTestPlatform *platform;
  ValTestKeyring *keyring;
  guint launches;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->keyring = val_test_keyring_new ();
  self->platform = val_test_platform_new (VAL_SECRET_STORE (self->keyring));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  val_test_platform_free (self->platform);
  g_assert_finalize_object (self->keyring);
}

static void
browse (const char *url, gpointer user_data)
{
  Fixture *self = user_data;

  self->launches++;
  val_test_platform_browse (self->platform, url);
}

static GHashTable *
make_values (const char *key, ...)
{
  GHashTable *values = g_hash_table_new (g_str_hash, g_str_equal);
  va_list rest;

  va_start (rest, key);
  for (; key != NULL; key = va_arg (rest, const char *))
    g_hash_table_insert (values, (char *) key, va_arg (rest, char *));
  va_end (rest);
  return values;
}

static GHashTable *
app_values (void)
{
  return make_values ("oauth.api.key", "FAKE-CLIENT-ID", "oauth.api.secret", "FAKE-CLIENT-SECRET",
                      "event.notification.signature.key", "FAKE-SIGNATURE-KEY", NULL);
}

static ValInstance *
run (Fixture *self, ValConnectJob *job, const ValConnectInput *input, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  val_connect_job_run_async (job, input, browse, self, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_connect_job_run_finish (job, result, error);
}

static ValInstance *
create (Fixture *self, const char *key, GHashTable *values, gboolean existing, GError **error)
{
  const ValConnectInput input = {
    .name = "Fresh one",
    .configuration = values,
    .callback_url = REDIRECT,
    .existing_grant = existing,
  };
  g_autoptr (ValElement) element = val_test_platform_get_element (self->platform, key);
  g_autoptr (ValConnectJob) job = val_connect_job_new (self->platform->workspace, element);

  return run (self, job, &input, error);
}

static JsonObject *
read_body (Fixture *self, const char *method, const char *path, JsonNode **node)
{
  g_autofree char *body = NULL;

  g_assert_cmpuint (val_test_platform_count_requests (self->platform, method, path, &body), ==, 1);
  *node = val_json_parse (body, strlen (body), NULL);
  return val_json_node_object (*node);
}

static void
test_oauth1 (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) values = app_values ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance = create (self, "twitter", values, FALSE, &error);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *provider_data;

  g_assert_no_error (error);
  g_assert_true (val_instance_get_valid (instance));
  g_assert_true (val_workspace_token_is_kept (self->platform->workspace, instance));
  g_assert_cmpuint (self->launches, ==, 1);
  g_assert_cmpuint (
      val_test_platform_count_requests (self->platform, "GET", "*/twitter/oauth/token", NULL), ==,
      1);
  provider_data =
      val_json_get_object (read_body (self, "POST", "*/instances", &node), "providerData");
  g_assert_cmpuint (json_object_get_size (provider_data), ==, 3);
  g_assert_true (json_object_has_member (provider_data, "oauth_token"));
  g_assert_true (json_object_has_member (provider_data, "oauth_verifier"));
  g_assert_true (json_object_has_member (provider_data, "secret"));
}

static void
test_oauth1_denied (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) values = app_values ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance = NULL;

  self->platform->decision = "deny";
  instance = create (self, "twitter", values, FALSE, &error);
  g_assert_null (instance);
  g_assert_error (error, VAL_ERROR, VAL_ERROR_OAUTH_DENIED);
  g_assert_cmpuint (val_test_platform_count_posts (self->platform, NULL), ==, 0);
}

static void
test_oauth1_without_secret (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) values = make_values ("oauth.api.key", "FAKE-CLIENT-ID", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance = create (self, "twitter", values, FALSE, &error);

  g_assert_null (instance);
  g_assert_error (error, VAL_ERROR, VAL_ERROR_BAD_REQUEST);
  g_assert_cmpuint (self->launches, ==, 0);
}

static void
test_refresh_token (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) values = app_values ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *body;

  g_hash_table_insert (values, (char *) "oauth.user.refresh_token", (char *) "FAKE-REFRESH");
  instance = create (self, "slack", values, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (val_instance_get_valid (instance));
  g_assert_cmpuint (self->launches, ==, 0);
  body = read_body (self, "POST", "*/instances", &node);
  g_assert_cmpstr (val_json_get_string (body, "externalAuthentication"), ==, "initial");
  g_assert_false (json_object_has_member (body, "providerData"));
  g_assert_cmpstr (val_instance_get_config (instance, "oauth.user.token"), ==, VAL_SECRET_MASK);
}

static void
test_basic (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) values =
      make_values ("username", "dana", "password", "FAKE-PASSWORD", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance = create (self, "zuorav2", values, FALSE, &error);

  g_assert_no_error (error);
  g_assert_true (val_instance_get_valid (instance));
  g_assert_cmpuint (self->launches, ==, 0);
}

/* Authentication of the element's own: no consent, although there is a client id. */
static void
test_custom (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) values = app_values ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance = NULL;

  g_hash_table_insert (values, (char *) "base.url", (char *) "https://000-aaa-000.example.com");
  instance = create (self, "marketo", values, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (val_instance_get_valid (instance));
  g_assert_cmpuint (self->launches, ==, 0);
}

static void
test_site_address (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) values = app_values ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *body;

  g_hash_table_insert (values, (char *) "zendesk.subdomain", (char *) "shop");
  instance = create (self, "zendesk", values, FALSE, &error);
  g_assert_no_error (error);
  body = read_body (self, "POST", "*/zendesk/oauth/url", &node);
  g_assert_cmpstr (val_json_get_string (body, "siteAddress"), ==, "shop");
}

/* A code used again revokes what it gave (contract 6.6); the platform then shows the instance
 * invalid. */
static void
spoil (Fixture *self, ValInstance *instance)
{
  ValSession *session = val_workspace_get_session (self->platform->workspace);
  const char *code = strstr (self->platform->landed, "code=") + strlen ("code=");
  g_autofree char *text = g_strdup_printf (
      "{\"element\":{\"key\":\"hootsuite\"},\"name\":\"x\",\"providerData\":{\"code\":\"%.*s\"},"
      "\"configuration\":{\"oauth.api.key\":\"FAKE-CLIENT-ID\",\"oauth.api.secret\":\"x\","
      "\"oauth.callback.url\":\"%s\"}}",
      (int) strcspn (code, "&"), code, "http://localhost:1/");
  g_autoptr (JsonNode) body = val_json_parse (text, strlen (text), NULL);
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GAsyncResult) read = NULL;
  g_autoptr (ValInstance) now = NULL;
  GAsyncResult *slot = NULL;

  val_instances_api_create_async (session, body, NULL, val_test_await_cb, &slot);
  refused = val_test_await (&slot);
  g_assert_null (val_instances_api_create_finish (session, refused, NULL));
  val_instances_api_get_async (session, val_instance_get_id (instance), VAL_REQUEST_NONE, NULL,
                               val_test_await_cb, &slot);
  read = val_test_await (&slot);
  now = val_instances_api_get_finish (session, read, NULL);
  val_instance_adopt (instance, now);
  g_assert_false (val_instance_get_valid (instance));
}

static ValInstance *
create_spoilt (Fixture *self)
{
  g_autoptr (GHashTable) values = app_values ();
  g_autoptr (GError) error = NULL;
  ValInstance *instance;

  g_hash_table_insert (values, (char *) "event.notification.callback.url",
                       (char *) "https://example.com/hook");
  instance = create (self, "hootsuite", values, FALSE, &error);
  g_assert_no_error (error);
  spoil (self, instance);
  return instance;
}

static ValInstance *
renew (Fixture *self, ValInstance *instance, GError **error)
{
  ValWorkspace *workspace = self->platform->workspace;
  g_autoptr (ValSecretString) id = val_workspace_dup_kept (workspace, instance, VAL_BOOK_CLIENT_ID);
  g_autoptr (ValSecretString) secret =
      val_workspace_dup_kept (workspace, instance, VAL_BOOK_CLIENT_SECRET);
  g_autoptr (GHashTable) values =
      make_values ("oauth.api.key", id, "oauth.api.secret", secret, NULL);
  const ValConnectInput input = {
    .name = "unused",
    .configuration = values,
    .callback_url = REDIRECT,
  };
  g_autoptr (ValElement) element =
      val_test_platform_get_element (self->platform, val_instance_get_element_key (instance));
  g_autoptr (ValConnectJob) job = val_connect_job_new_reauthenticate (workspace, element, instance);

  g_assert_cmpstr (id, ==, "FAKE-CLIENT-ID");
  g_assert_cmpstr (secret, ==, "FAKE-CLIENT-SECRET");
  return run (self, job, &input, error);
}

static void
assert_renewed_once (Fixture *self)
{
  g_assert_cmpuint (val_test_platform_count_requests (self->platform, "PUT", "*/instances/*", NULL),
                    ==, 1);
}

/* Neither a mask, nor anything that the old consent gave (contract 3.6). */
static void
assert_renewal_is_clean (Fixture *self)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) state = val_test_platform_control (self->platform, "GET", "/state", NULL);
  JsonObject *configuration =
      val_json_get_object (read_body (self, "PUT", "*/instances/*", &node), "configuration");
  g_autoptr (GList) keys = json_object_get_members (configuration);

  for (GList *l = keys; l != NULL; l = l->next)
    g_assert_false (g_str_has_prefix (l->data, "oauth.user."));
  g_assert_cmpint (val_json_get_int (val_json_node_object (state), "masksReceived", -1), ==, 0);
}

static void
test_reauthenticate (Fixture *self, gconstpointer data)
{
  g_autoptr (ValInstance) instance = create_spoilt (self);
  g_autofree char *token = g_strdup (val_instance_get_token (instance));
  gint64 id = val_instance_get_id (instance);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) renewed = renew (self, instance, &error);

  g_assert_no_error (error);
  g_assert_true (renewed == instance);
  g_assert_true (val_instance_get_valid (instance));
  g_assert_cmpint (val_instance_get_id (instance), ==, id);
  g_assert_cmpstr (val_instance_get_token (instance), ==, token);
  g_assert_cmpstr (val_instance_get_name (instance), ==, "Fresh one");
  g_assert_cmpstr (val_instance_get_callback_url (instance), ==, "https://example.com/hook");
  g_assert_cmpuint (self->launches, ==, 2);
  assert_renewal_is_clean (self);
}

static void
set_fault (Fixture *self, const char *what)
{
  g_autofree char *body = g_strdup_printf (
      "{\"rules\":[{\"method\":\"PUT\",\"path\":\"*/instances/*\",\"times\":1,%s}]}", what);
  g_autoptr (JsonNode) answer = val_test_platform_control (self->platform, "PUT", "/faults", body);
}

static void
test_renewal_answer_lost (Fixture *self, gconstpointer data)
{
  g_autoptr (ValInstance) instance = create_spoilt (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) renewed = NULL;

  set_fault (self, data);
  renewed = renew (self, instance, &error);
  g_assert_no_error (error);
  g_assert_true (val_instance_get_valid (instance));
  assert_renewed_once (self);
}

static void
test_renewal_lost (Fixture *self, gconstpointer data)
{
  g_autoptr (ValInstance) instance = create_spoilt (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) renewed = NULL;

  set_fault (self, "\"reset\":true");
  renewed = renew (self, instance, &error);
  g_assert_null (renewed);
  g_assert_error (error, VAL_ERROR, VAL_ERROR_UNKNOWN_OUTCOME);
  g_assert_false (val_instance_get_valid (instance));
  assert_renewed_once (self);
}

#define ADD(path, data, test) g_test_add (path, Fixture, data, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/connect-auth/oauth1", NULL, test_oauth1);
  ADD ("/connect-auth/oauth1/denied", NULL, test_oauth1_denied);
  ADD ("/connect-auth/oauth1/without-secret", NULL, test_oauth1_without_secret);
  ADD ("/connect-auth/refresh-token", NULL, test_refresh_token);
  ADD ("/connect-auth/basic", NULL, test_basic);
  ADD ("/connect-auth/custom", NULL, test_custom);
  ADD ("/connect-auth/site-address", NULL, test_site_address);
  ADD ("/connect-auth/reauthenticate", NULL, test_reauthenticate);
  ADD ("/connect-auth/reauthenticate/answer-lost/reset", "\"reset\":true,\"applied\":true",
       test_renewal_answer_lost);
  ADD ("/connect-auth/reauthenticate/answer-lost/cut", "\"truncate\":40", test_renewal_answer_lost);
  ADD ("/connect-auth/reauthenticate/lost", NULL, test_renewal_lost);
  return g_test_run ();
}
