/* SPDX-License-Identifier: GPL-3.0-or-later */

/* For each element of the sandbox: created, edited and saved as the program does it, and what left
 * the program read from the sandbox's own log of requests. */
#include "workspace/val-connect-job.h"

#include "keyring/val-memory-store.h"
#include "model/val-draft-check.h"
#include "model/val-field.h"
#include "support/val-test-platform.h"
#include "support/val-test-util.h"
#include "util/val-json.h"
#include "util/val-secret.h"

#define REDIRECT "http://localhost:0/valence"

typedef struct
{
  ValSecretStore *keyring;
  ValTestPlatform *platform;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->keyring = val_memory_store_new ();
  self->platform = val_test_platform_new (self->keyring);
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

  val_test_platform_browse (self->platform, url);
}

static char *
dup_default_cb (ValField *field, gpointer user_data)
{
  return g_strdup (val_field_get_default (field));
}

/* What a person has to type: what is required, and has no default. */
static GHashTable *
fill_in (ValElement *element)
{
  GHashTable *values = g_hash_table_new (g_str_hash, g_str_equal);
  GListModel *fields = val_element_get_fields (element);

  for (guint i = 0; i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr (ValField) field = g_list_model_get_item (fields, i);
      const char *given = val_field_get_default (field);

      if (val_field_get_required (field) &&
          val_element_shows_field (element, field, dup_default_cb, NULL) &&
          !g_str_equal (val_field_get_key (field), VAL_KEY_OAUTH_CALLBACK))
        g_hash_table_insert (values, (char *) val_field_get_key (field),
                             (char *) (given != NULL && *given != '\0' ? given : "FAKE-VALUE"));
    }
  return values;
}

static ValInstance *
create (Fixture *self, ValElement *element)
{
  g_autoptr (ValConnectJob) job = val_connect_job_new (self->platform->workspace, element);
  g_autoptr (GHashTable) values = fill_in (element);
  const ValConnectInput input = {
    .name = val_element_get_name (element),
    .configuration = values,
    .callback_url = REDIRECT,
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;
  ValInstance *instance;

  val_connect_job_run_async (job, &input, browse, self, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  instance = val_connect_job_run_finish (job, result, &error);
  g_assert_no_error (error);
  g_clear_pointer (&self->platform->landed, g_free);
  return instance;
}

static void
save (Fixture *self, ValDraft *draft)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  val_workspace_save_draft_async (self->platform->workspace, draft, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_workspace_save_draft_finish (self->platform->workspace, result, &error);
  g_assert_no_error (error);
  g_assert_false (val_draft_get_dirty (draft));
}

/* Returns: (transfer full): the body of the one request that changed something */
static char *
dup_written (Fixture *self, const char *method, const char *path)
{
  g_autoptr (JsonNode) node = val_test_platform_control (self->platform, "GET", "/requests", NULL);
  JsonArray *requests = val_json_node_array (node);
  char *body = NULL;

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *request = json_array_get_object_element (requests, i);

      if (g_str_equal (val_json_get_string (request, "method"), "GET"))
        continue;
      g_assert_null (body);
      g_assert_cmpstr (val_json_get_string (request, "method"), ==, method);
      g_assert_true (g_str_has_suffix (val_json_get_string (request, "path"), path));
      body = val_json_dup_text (request, "body");
    }
  g_assert_nonnull (body);
  return body;
}

static void
forget_requests (Fixture *self)
{
  g_autoptr (JsonNode) nothing =
      val_test_platform_control (self->platform, "DELETE", "/requests", NULL);
}

static void
assert_no_mask_came (Fixture *self)
{
  g_autoptr (JsonNode) state = val_test_platform_control (self->platform, "GET", "/state", NULL);
  g_autoptr (JsonNode) log = val_test_platform_control (self->platform, "GET", "/requests", NULL);
  g_autofree char *text = json_to_string (log, FALSE);

  g_assert_cmpint (val_json_get_int (val_json_node_object (state), "masksReceived", -1), ==, 0);
  g_assert_null (strstr (text, VAL_SECRET_MASK));
}

/* Saves one value, and sees that nothing but it was sent.  @logged is what the sandbox's log has of
 * it, since that holds no secrets. */
static void
edit (Fixture *self, ValInstance *instance, const char *key, const char *value, const char *logged)
{
  ValDraft *draft = val_workspace_get_draft (self->platform->workspace, instance);
  g_autofree char *path =
      g_strdup_printf ("/instances/%" G_GINT64_FORMAT, val_instance_get_id (instance));
  g_autofree char *expected = g_strdup_printf ("{\"configuration\":{\"%s\":\"%s\"}}", key, logged);
  g_autofree char *written = NULL;

  g_test_message ("%s: %s", val_instance_get_element_key (instance), key);
  forget_requests (self);
  val_draft_set_config (draft, key, value);
  g_assert_true (val_draft_get_dirty (draft));
  save (self, draft);
  written = dup_written (self, "PATCH", path);
  g_assert_cmpstr (written, ==, expected);
  assert_no_mask_came (self);
}

static void
toggle (Fixture *self, ValInstance *instance, const char *key)
{
  gboolean on = g_strcmp0 (val_instance_get_config (instance, key), "true") == 0;

  edit (self, instance, key, on ? "false" : "true", on ? "false" : "true");
}

static gboolean
is_plain_text (ValField *field)
{
  return val_field_get_kind (field) == VAL_FIELD_TEXT && !val_field_get_secret (field) &&
         !val_field_get_hidden (field) && val_field_get_max_length (field) >= 32 &&
         strstr (val_field_get_key (field), "callback") == NULL &&
         strstr (val_field_get_key (field), "api.key") == NULL;
}

static gboolean
is_switch (ValField *field)
{
  return val_field_get_kind (field) == VAL_FIELD_BOOLEAN &&
         !g_str_equal (val_field_get_key (field), VAL_KEY_EVENTS_ENABLED);
}

static gboolean
is_secret (ValField *field)
{
  return val_field_get_kind (field) == VAL_FIELD_PASSWORD ||
         g_str_equal (val_field_get_key (field), VAL_KEY_OAUTH_SECRET);
}

static const char *
find_key (ValElement *element, ValDraft *draft, gboolean (*suits) (ValField *field))
{
  GListModel *fields = val_element_get_fields (element);

  for (guint i = 0; i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr (ValField) field = g_list_model_get_item (fields, i);

      if (suits (field) && val_draft_shows_field (draft, element, field))
        return val_field_get_key (field);
    }
  g_error ("%s has no such field", val_element_get_key (element));
}

static void
go_round (Fixture *self, const char *key)
{
  g_autoptr (ValElement) element = val_test_platform_get_element (self->platform, key);
  g_autoptr (ValInstance) instance = NULL;
  const char *secret;
  ValDraft *draft;

  forget_requests (self);
  instance = create (self, element);
  assert_no_mask_came (self);
  draft = val_workspace_get_draft (self->platform->workspace, instance);
  secret = find_key (element, draft, is_secret);
  g_assert_cmpstr (val_instance_get_config (instance, secret), ==, VAL_SECRET_MASK);

  edit (self, instance, find_key (element, draft, is_plain_text), "edited", "edited");
  g_assert_cmpstr (val_instance_get_config (instance, find_key (element, draft, is_plain_text)), ==,
                   "edited");
  toggle (self, instance, find_key (element, draft, is_switch));
  edit (self, instance, secret, "FAKE-REPLACEMENT", "(redacted)");
  g_assert_cmpstr (val_instance_get_config (instance, secret), ==, VAL_SECRET_MASK);
}

static GPtrArray *
list_elements (Fixture *self)
{
  ValWorkspace *workspace = self->platform->workspace;
  GListModel *elements = val_workspace_get_elements (workspace);
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  val_workspace_load_elements_async (workspace, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_workspace_load_elements_finish (workspace, result, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (elements); i++)
    {
      g_autoptr (ValElement) element = g_list_model_get_item (elements, i);

      g_ptr_array_add (keys, g_strdup (val_element_get_key (element)));
    }
  return keys;
}

static void
test_each_element (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) keys = list_elements (self);

  g_assert_cmpuint (keys->len, >=, 15);
  for (guint i = 0; i < keys->len; i++)
    go_round (self, g_ptr_array_index (keys, i));
}

static ValElement *
load_element (Fixture *self, const char *key, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  val_workspace_load_element_async (self->platform->workspace, key, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_workspace_load_element_finish (self->platform->workspace, result, error);
}

/* The schema is asked for once, and is gone with the account. */
static void
test_element_is_kept (Fixture *self, gconstpointer data)
{
  ValWorkspace *workspace = self->platform->workspace;
  g_autoptr (ValElement) first = NULL;
  g_autoptr (ValElement) second = NULL;
  g_autoptr (ValElement) none = NULL;
  g_autoptr (JsonNode) log = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (val_workspace_find_element (workspace, "slack"));
  forget_requests (self);
  first = load_element (self, "slack", &error);
  g_assert_no_error (error);
  second = load_element (self, "slack", &error);
  g_assert_true (first == second);
  g_assert_true (val_workspace_find_element (workspace, "slack") == first);
  log = val_test_platform_control (self->platform, "GET", "/requests", NULL);
  g_assert_cmpuint (json_array_get_length (val_json_node_array (log)), ==, 1);

  none = load_element (self, "no-such-element", &error);
  g_assert_null (none);
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/round-trip/each-element", Fixture, NULL, set_up, test_each_element, tear_down);
  g_test_add ("/round-trip/element-is-kept", Fixture, NULL, set_up, test_element_is_kept,
              tear_down);
  return g_test_run ();
}
