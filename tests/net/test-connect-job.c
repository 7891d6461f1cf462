/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-connect-job.h"

#include "support/val-test-keyring.h"
#include "support/val-test-platform.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"
#include "util/val-secret.h"
#include "workspace/val-connect-body.h"

typedef struct
{
  ValTestPlatform *platform;
  ValTestKeyring *keyring;
  guint launches;
  ValConnectJob *job;
  GCancellable *cancellable;
  ValConnectPhase cancel_in;
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
  g_clear_object (&self->job);
  g_clear_object (&self->cancellable);
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

static void
leave_alone (const char *url, gpointer user_data)
{
  ((Fixture *) user_data)->launches++;
}

static GHashTable *
hootsuite_values (void)
{
  GHashTable *values = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (values, (char *) "oauth.api.key", (char *) "FAKE-CLIENT-ID");
  g_hash_table_insert (values, (char *) "oauth.api.secret", (char *) "FAKE-CLIENT-SECRET");
  g_hash_table_insert (values, (char *) "event.notification.enabled", (char *) "true");
  g_hash_table_insert (values, (char *) "event.notification.callback.url", (char *) "");
  g_hash_table_insert (values, (char *) "event.notification.signature.key",
                       (char *) "FAKE-SIGNATURE-KEY");
  return values;
}

static void
phase_cb (Fixture *self)
{
  if (self->cancellable != NULL && val_connect_job_get_phase (self->job) == self->cancel_in)
    g_cancellable_cancel (self->cancellable);
}

static ValInstance *
run (Fixture *self,
     const char *key,
     GHashTable *values,
     const char *callback_url,
     ValOAuthLaunch launch,
     GError **error)
{
  static const char *const tags[] = { "marketing", "demo", NULL };
  const ValConnectInput input = {
    .name = "Fresh one",
    .tags = tags,
    .configuration = values,
    .callback_url = callback_url,
  };
  g_autoptr (ValElement) element = val_test_platform_get_element (self->platform, key);
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  self->job = val_connect_job_new (self->platform->workspace, element);
  g_signal_connect_swapped (self->job, "notify::phase", G_CALLBACK (phase_cb), self);
  val_connect_job_run_async (self->job, &input, launch, self, self->cancellable, val_test_await_cb,
                             &slot);
  result = val_test_await (&slot);
  return val_connect_job_run_finish (self->job, result, error);
}

static ValInstance *
run_hootsuite (Fixture *self, ValOAuthLaunch launch, GError **error)
{
  g_autoptr (GHashTable) values = hootsuite_values ();

  return run (self, "hootsuite", values, "http://localhost:0/valence", launch, error);
}

static void
assert_is_fresh_one (Fixture *self, ValInstance *instance)
{
  gint64 id;

  g_assert_nonnull (instance);
  id = val_instance_get_id (instance);
  g_assert_cmpstr (val_instance_get_name (instance), ==, "Fresh one");
  g_assert_true (val_instance_store_lookup (val_workspace_get_instances (self->platform->workspace),
                                            id) == instance);
  g_assert_nonnull (val_connect_job_get_token (self->job));
  g_assert_cmpuint (val_connect_job_get_phase (self->job), ==, VAL_CONNECT_DONE);
}

static void
assert_documented_body (Fixture *self, const char *text)
{
  g_autoptr (JsonNode) node = val_json_parse (text, strlen (text), NULL);
  JsonObject *body = val_json_node_object (node);
  JsonObject *configuration = val_json_get_object (body, "configuration");
  JsonObject *provider_data = val_json_get_object (body, "providerData");
  const char *redirect = val_json_get_string (configuration, "oauth.callback.url");

  g_assert_cmpstr (val_json_get_string (val_json_get_object (body, "element"), "key"), ==,
                   "hootsuite");
  g_assert_cmpuint (json_object_get_size (provider_data), ==, 1);
  g_assert_true (json_object_has_member (provider_data, "code"));
  g_assert_true (g_str_has_prefix (redirect, "http://localhost:"));
  g_assert_true (g_str_has_prefix (self->platform->landed, redirect));
  g_assert_true (
      JSON_NODE_HOLDS_VALUE (json_object_get_member (configuration, "event.notification.enabled")));
  g_assert_cmpint (json_node_get_value_type (
                       json_object_get_member (configuration, "event.notification.enabled")),
                   ==, G_TYPE_BOOLEAN);
  g_assert_false (json_object_has_member (configuration, "event.notification.callback.url"));
  g_assert_cmpuint (json_object_get_size (configuration), ==, 5);
  g_assert_cmpuint (json_array_get_length (val_json_get_array (body, "tags")), ==, 2);
}

static void
test_consent (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance = run_hootsuite (self, browse, &error);
  g_autofree char *body = NULL;

  g_assert_no_error (error);
  assert_is_fresh_one (self, instance);
  g_assert_true (val_instance_get_events_enabled (instance));
  g_assert_true (val_workspace_token_is_kept (self->platform->workspace, instance));
  g_assert_no_error (val_connect_job_get_keep_error (self->job));
  g_assert_cmpuint (self->launches, ==, 1);
  g_assert_cmpuint (val_test_platform_count_posts (self->platform, &body), ==, 1);
  g_assert_nonnull (self->platform->landed);
  assert_documented_body (self, body);
}

static void
test_denied (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance = NULL;

  self->platform->decision = "deny";
  instance = run_hootsuite (self, browse, &error);
  g_assert_null (instance);
  g_assert_error (error, VAL_ERROR, VAL_ERROR_OAUTH_DENIED);
  g_assert_cmpuint (val_test_platform_count_posts (self->platform, NULL), ==, 0);
}

/* A redirect address that cannot be listened on: refused pastes leave the attempt alive. */
static void
test_paste (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) values = hootsuite_values ();
  g_autoptr (ValElement) element = val_test_platform_get_element (self->platform, "hootsuite");
  const ValConnectInput input = { "Fresh one", NULL, values, "https://example.com/back", FALSE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance = NULL;
  GAsyncResult *slot = NULL;

  self->job = val_connect_job_new (self->platform->workspace, element);
  val_connect_job_run_async (self->job, &input, browse, self, NULL, val_test_await_cb, &slot);
  val_test_platform_wait_landed (self->platform);
  g_assert_cmpuint (val_connect_job_get_phase (self->job), ==, VAL_CONNECT_CONSENT);
  g_assert_false (val_connect_job_get_listening (self->job));
  g_assert_nonnull (val_connect_job_get_consent_url (self->job));
  g_assert_false (
      val_connect_job_paste (self->job, "https://example.com/back?code=x&state=y", &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_OAUTH_STATE);
  g_clear_error (&error);
  g_assert_true (val_connect_job_paste (self->job, self->platform->landed, &error));
  g_assert_no_error (error);
  result = val_test_await (&slot);
  instance = val_connect_job_run_finish (self->job, result, &error);
  g_assert_no_error (error);
  assert_is_fresh_one (self, instance);
}

static void
test_without_oauth (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance = NULL;
  g_autofree char *body = NULL;

  g_hash_table_insert (values, (char *) "authentication.type", (char *) "basic");
  g_hash_table_insert (values, (char *) "username", (char *) "dana");
  g_hash_table_insert (values, (char *) "password", (char *) "FAKE-PASSWORD");
  g_hash_table_insert (values, (char *) "store.url", (char *) "https://shop.example.com");
  instance = run (self, "bigcommerce", values, NULL, leave_alone, &error);
  g_assert_no_error (error);
  assert_is_fresh_one (self, instance);
  g_assert_cmpuint (self->launches, ==, 0);
  g_assert_cmpuint (val_test_platform_count_posts (self->platform, &body), ==, 1);
  g_assert_null (strstr (body, "providerData"));
  g_assert_null (strstr (body, "oauth.callback.url"));
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance = NULL;

  g_hash_table_insert (values, (char *) "authentication.type", (char *) "basic");
  instance = run (self, "bigcommerce", values, NULL, leave_alone, &error);
  g_assert_null (instance);
  g_assert_error (error, VAL_ERROR, VAL_ERROR_BAD_REQUEST);
  g_assert_cmpuint (val_test_platform_count_posts (self->platform, NULL), ==, 1);
}

static void
test_cancel_early (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance = NULL;

  self->cancellable = g_cancellable_new ();
  self->cancel_in = VAL_CONNECT_CONSENT;
  instance = run_hootsuite (self, leave_alone, &error);
  g_assert_null (instance);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (val_test_platform_count_posts (self->platform, NULL), ==, 0);
}

static void
test_cancel_late (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance = NULL;

  self->cancellable = g_cancellable_new ();
  self->cancel_in = VAL_CONNECT_CREATING;
  instance = run_hootsuite (self, browse, &error);
  g_assert_no_error (error);
  assert_is_fresh_one (self, instance);
  g_assert_true (val_workspace_token_is_kept (self->platform->workspace, instance));
}

static void
set_fault (Fixture *self, const char *what)
{
  g_autofree char *body = g_strdup_printf (
      "{\"rules\":[{\"method\":\"POST\",\"path\":\"*/instances\",\"times\":1,%s}]}", what);
  g_autoptr (JsonNode) answer = val_test_platform_control (self->platform, "PUT", "/faults", body);
}

/* Each fault loses the answer to a request that was carried out. */
static void
test_answer_lost (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance = NULL;

  set_fault (self, data);
  instance = run_hootsuite (self, browse, &error);
  g_assert_no_error (error);
  assert_is_fresh_one (self, instance);
  g_assert_true (val_workspace_token_is_kept (self->platform->workspace, instance));
  g_assert_cmpuint (val_test_platform_count_posts (self->platform, NULL), ==, 1);
}

/* An older instance of that name is not taken for the new one. */
static void
test_nothing_appeared (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) older = run_hootsuite (self, browse, &error);
  g_autoptr (ValInstance) instance = NULL;

  g_assert_no_error (error);
  g_clear_object (&self->job);
  set_fault (self, "\"reset\":true");
  instance = run_hootsuite (self, browse, &error);
  g_assert_null (instance);
  g_assert_error (error, VAL_ERROR, VAL_ERROR_UNKNOWN_OUTCOME);
  g_assert_nonnull (strstr (error->message, "Fresh one"));
  g_assert_cmpuint (val_test_platform_count_posts (self->platform, NULL), ==, 2);
}

static void
test_keep_refused (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  val_test_keyring_set_refuses (self->keyring, TRUE);
  instance = run_hootsuite (self, browse, &error);
  g_assert_no_error (error);
  assert_is_fresh_one (self, instance);
  g_assert_error (val_connect_job_get_keep_error (self->job), VAL_ERROR, VAL_ERROR_KEYRING_LOCKED);
  val_test_keyring_set_refuses (self->keyring, FALSE);
  val_connect_job_keep_async (self->job, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_assert_true (val_connect_job_keep_finish (self->job, result, &error));
  g_assert_no_error (error);
  g_assert_no_error (val_connect_job_get_keep_error (self->job));
  g_assert_true (val_workspace_token_is_kept (self->platform->workspace, instance));
}

static void
test_body_leaves_out_masks (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) values = hootsuite_values ();
  g_autoptr (ValElement) element = val_test_platform_get_element (self->platform, "hootsuite");
  const ValConnectInput input = { "Fresh one", NULL, values, "http://localhost:1/x", FALSE };
  g_autoptr (JsonNode) body = NULL;
  JsonObject *configuration;

  g_hash_table_insert (values, (char *) "oauth.api.secret", (char *) VAL_SECRET_MASK);
  g_hash_table_insert (values, (char *) "event.notification.enabled", (char *) "false");
  body = val_connect_body_new (element, &input, NULL);
  configuration = val_json_get_object (val_json_node_object (body), "configuration");
  g_assert_false (json_object_has_member (configuration, "oauth.api.secret"));
  g_assert_false (json_object_has_member (configuration, "oauth.callback.url"));
  g_assert_false (json_object_get_boolean_member (configuration, "event.notification.enabled"));
  g_assert_false (json_object_has_member (val_json_node_object (body), "providerData"));
  g_assert_false (json_object_has_member (val_json_node_object (body), "tags"));
}

#define ADD(path, data, test) g_test_add (path, Fixture, data, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/connect-job/consent", NULL, test_consent);
  ADD ("/connect-job/denied", NULL, test_denied);
  ADD ("/connect-job/paste", NULL, test_paste);
  ADD ("/connect-job/without-oauth", NULL, test_without_oauth);
  ADD ("/connect-job/refused", NULL, test_refused);
  ADD ("/connect-job/cancel/early", NULL, test_cancel_early);
  ADD ("/connect-job/cancel/late", NULL, test_cancel_late);
  ADD ("/connect-job/answer-lost/reset", "\"reset\":true,\"applied\":true", test_answer_lost);
  ADD ("/connect-job/answer-lost/cut", "\"truncate\":40", test_answer_lost);
  ADD ("/connect-job/answer-lost/half-json", "\"badJson\":true", test_answer_lost);
  ADD ("/connect-job/nothing-appeared", NULL, test_nothing_appeared);
  ADD ("/connect-job/keep-refused", NULL, test_keep_refused);
  ADD ("/connect-job/body/masks", NULL, test_body_leaves_out_masks);
  return g_test_run ();
}
