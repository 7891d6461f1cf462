/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client of the platform against the imitation of it: both were written from one contract. */
#include "api/val-elements-api.h"
#include "api/val-instance-apply.h"
#include "api/val-instances-api.h"
#include "sandbox/val-sandbox.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <string.h>

typedef struct
{
  ValSandbox *sandbox;
  ValSession *session;
  GAsyncResult *result;
} Fixture;

static GAsyncResult *
await (Fixture *fixture, GAsyncResult **slot)
{
  g_clear_object (&fixture->result);
  fixture->result = val_test_await (slot);
  return fixture->result;
}

static ValSession *
session_to (ValSandbox *sandbox, const char *user, const char *organization)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValCredentials) credentials = val_credentials_new (user, organization, &error);

  g_assert_no_error (error);
  return val_session_new (val_sandbox_get_base_url (sandbox), credentials);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  ValSandboxOptions options = { .instances = 450, .seed = 7 };
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  fixture->sandbox = val_sandbox_new (&options);
  val_sandbox_start_async (fixture->sandbox, NULL, val_test_await_cb, &slot);
  g_assert_true (val_sandbox_start_finish (fixture->sandbox, await (fixture, &slot), &error));
  g_assert_no_error (error);
  fixture->session = session_to (fixture->sandbox, val_sandbox_get_user_secret (fixture->sandbox),
                                 val_sandbox_get_organization_secret (fixture->sandbox));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->result);
  g_assert_finalize_object (fixture->session);
  val_sandbox_stop (fixture->sandbox);
  g_object_unref (fixture->sandbox);
}

static GPtrArray *
list (Fixture *fixture, const ValInstancesQuery *query, char **next_page)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;
  GPtrArray *page;

  val_instances_api_list_async (fixture->session, query, NULL, val_test_await_cb, &slot);
  page = val_instances_api_list_finish (fixture->session, await (fixture, &slot), next_page, NULL,
                                        &error);
  g_assert_no_error (error);
  return page;
}

static ValInstance *
get (Fixture *fixture, gint64 id, GError **error)
{
  GAsyncResult *slot = NULL;

  val_instances_api_get_async (fixture->session, id, VAL_REQUEST_NONE, NULL, val_test_await_cb,
                               &slot);
  return val_instances_api_get_finish (fixture->session, await (fixture, &slot), error);
}

/* Any instance that has a callback URL. */
static ValInstance *
get_some (Fixture *fixture)
{
  ValInstancesQuery query = { .page_size = 200 };
  g_autoptr (GPtrArray) page = list (fixture, &query, NULL);

  for (guint i = 0; i < page->len; i++)
    {
      gint64 id = val_instance_get_id (g_ptr_array_index (page, i));
      g_autoptr (ValInstance) instance = get (fixture, id, NULL);

      if (val_instance_get_callback_url (instance) != NULL)
        return g_steal_pointer (&instance);
    }
  g_assert_not_reached ();
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autofree char *next_page = NULL;
  guint n_pages = 0;

  do
    {
      ValInstancesQuery query = { .page_size = 100, .next_page = next_page };
      char *after = NULL;
      g_autoptr (GPtrArray) page = list (fixture, &query, &after);

      for (guint i = 0; i < page->len; i++)
        {
          gint64 id = val_instance_get_id (g_ptr_array_index (page, i));

          g_assert_true (g_hash_table_add (ids, g_memdup2 (&id, sizeof id)));
        }
      g_free (next_page);
      next_page = after;
      n_pages++;
    }
  while (next_page != NULL);
  g_assert_cmpuint (g_hash_table_size (ids), ==, 450);
  g_assert_cmpuint (n_pages, ==, 5);
}

static void
test_nothing_found (Fixture *fixture, gconstpointer data)
{
  ValInstancesQuery query = { .search_text = "no instance is called & like #this" };
  g_autoptr (GPtrArray) page = list (fixture, &query, NULL);

  g_assert_cmpuint (page->len, ==, 0);
}

static void
test_apply (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValInstance) before = get_some (fixture);
  g_autoptr (ValInstance) after = NULL;
  g_autoptr (ValInstance) read = NULL;
  g_autoptr (JsonNode) patch = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;
  const char *text = "{\"name\":\"<b>N</b>\",\"configuration\":"
                     "{\"event.notification.callback.url\":\"https://example.com/new\"}}";

  patch = val_json_parse (text, strlen (text), NULL);
  val_instance_apply_async (fixture->session, before, patch, NULL, val_test_await_cb, &slot);
  after = val_instance_apply_finish (fixture->session, await (fixture, &slot), &error);
  g_assert_no_error (error);
  read = get (fixture, val_instance_get_id (before), NULL);
  g_assert_cmpstr (val_instance_get_callback_url (after), ==, "https://example.com/new");
  g_assert_cmpstr (val_instance_get_callback_url (read), ==, "https://example.com/new");
  g_assert_cmpstr (val_instance_get_name (read), ==, "N");
}

static void
test_set_config (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValInstance) before = get_some (fixture);
  g_autoptr (ValInstance) read = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  val_instances_api_set_config_async (fixture->session, val_instance_get_id (before),
                                      VAL_KEY_CALLBACK_URL, "https://example.com/by-key",
                                      VAL_REQUEST_IDEMPOTENT, NULL, val_test_await_cb, &slot);
  g_assert_true (
      val_instances_api_set_config_finish (fixture->session, await (fixture, &slot), &error));
  read = get (fixture, val_instance_get_id (before), NULL);
  g_assert_cmpstr (val_instance_get_callback_url (read), ==, "https://example.com/by-key");
}

static void
test_patch_by_token (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValInstance) before = get_some (fixture);
  g_autoptr (ValInstance) after = NULL;
  g_autoptr (JsonNode) patch = val_json_parse ("{\"tags\":[\"x\"]}", 14, NULL);
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  val_instances_api_patch_async (fixture->session, 0, val_instance_get_token (before), patch,
                                 VAL_REQUEST_IDEMPOTENT, 0, NULL, val_test_await_cb, &slot);
  after = val_instances_api_patch_finish (fixture->session, await (fixture, &slot), &error);
  g_assert_no_error (error);
  g_assert_cmpint (val_instance_get_id (after), ==, val_instance_get_id (before));
  g_assert_cmpstr (val_instance_get_tags (after)[0], ==, "x");
}

static void
set_enabled (Fixture *fixture, gint64 id, gboolean enabled)
{
  g_autoptr (ValInstance) read = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  val_instances_api_set_enabled_async (fixture->session, id, enabled, NULL, val_test_await_cb,
                                       &slot);
  g_assert_true (
      val_instances_api_set_enabled_finish (fixture->session, await (fixture, &slot), &error));
  read = get (fixture, id, NULL);
  g_assert_cmpint (val_instance_get_disabled (read), ==, !enabled);
}

static gboolean delete (Fixture *fixture, gint64 id, GError **error)
{
  GAsyncResult *slot = NULL;

  val_instances_api_delete_async (fixture->session, id, NULL, val_test_await_cb, &slot);
  return val_instances_api_delete_finish (fixture->session, await (fixture, &slot), error);
}

static void
test_enable_and_delete (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValInstance) some = get_some (fixture);
  gint64 id = val_instance_get_id (some);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;

  set_enabled (fixture, id, FALSE);
  set_enabled (fixture, id, TRUE);
  g_assert_true (delete (fixture, id, &error));
  g_assert_null (get (fixture, id, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_NOT_FOUND);
  g_assert_false (delete (fixture, id, &again));
  g_assert_error (again, VAL_ERROR, VAL_ERROR_NOT_FOUND);
}

static void
test_elements (Fixture *fixture, gconstpointer data)
{
  ValOAuthRequest request = { .element_key = "hootsuite",
                              .api_key = "FAKE-KEY",
                              .api_secret = "FAKE-SECRET",
                              .callback_url = "http://localhost:8765/callback",
                              .state = "FAKE-STATE-1" };
  g_autoptr (ValElement) element = NULL;
  g_autofree char *url = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  val_elements_api_list_async (fixture->session, NULL, NULL, val_test_await_cb, &slot);
  page = val_elements_api_list_finish (fixture->session, await (fixture, &slot), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->len, >, 0);
  val_elements_api_get_async (fixture->session, "hootsuite", NULL, val_test_await_cb, &slot);
  element = val_elements_api_get_finish (fixture->session, await (fixture, &slot), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (val_element_get_fields (element)), >, 0);
  val_elements_api_oauth_url_async (fixture->session, &request, NULL, val_test_await_cb, &slot);
  url = val_elements_api_oauth_url_finish (fixture->session, await (fixture, &slot), &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (url, "FAKE-STATE-1"));
  g_assert_null (strstr (url, "FAKE-SECRET"));
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValSession) stranger = session_to (fixture->sandbox, "wrong", "wrong");
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  val_elements_api_check_async (fixture->session, NULL, val_test_await_cb, &slot);
  name = val_elements_api_check_finish (fixture->session, await (fixture, &slot), &error);
  g_assert_no_error (error);
  g_assert_nonnull (name);
  val_elements_api_check_async (stranger, NULL, val_test_await_cb, &slot);
  g_assert_null (val_elements_api_check_finish (stranger, await (fixture, &slot), &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_UNAUTHORIZED);
  g_clear_object (&fixture->result);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/api-sandbox/pages", test_pages);
  ADD ("/api-sandbox/nothing-found", test_nothing_found);
  ADD ("/api-sandbox/apply", test_apply);
  ADD ("/api-sandbox/set-config", test_set_config);
  ADD ("/api-sandbox/patch-by-token", test_patch_by_token);
  ADD ("/api-sandbox/enable-and-delete", test_enable_and_delete);
  ADD ("/api-sandbox/elements", test_elements);
  ADD ("/api-sandbox/check", test_check);

  return g_test_run ();
}
