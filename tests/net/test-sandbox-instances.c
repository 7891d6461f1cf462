/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-sandbox-client.h"

#include "support/val-test-util.h"
#include "util/val-json.h"

#define MASK "********"

static const ValSandboxOptions forty = { .instances = 40, .seed = 7 };
static const ValSandboxOptions none = { .instances = 0, .seed = 7 };

static const char pipedrive[] =
    "{\"element\":{\"key\":\"pipedrive\"},\"name\":\"<b>Deals</b> <a href='x'>here</a>\","
    "\"tags\":[\"<i>one</i>\",\"two\"],\"providerData\":{\"hidden\":\"x\"},"
    "\"configuration\":{\"pipedrive.api.token\":\"s3cret\",\"event.notification.enabled\":true,"
    "\"event.notification.callback.url\":\"https://example.com/a\"}}";

static void
test_pages (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&forty);
  g_autofree char *path = g_strdup ("/instances?pageSize=16");
  gint64 last = 0;
  guint pages = 0;
  guint seen = 0;

  while (path != NULL)
    {
      g_autoptr (ValSandboxReply) reply = val_sandbox_client_ask (client, 200, "GET", path, NULL);
      JsonArray *array = val_sandbox_reply_array (reply);
      const char *next = val_sandbox_reply_header (reply, "elements-next-page-token");
      g_autofree char *token = next != NULL ? g_uri_escape_string (next, NULL, FALSE) : NULL;

      g_assert_cmpstr (val_sandbox_reply_header (reply, "elements-total-count"), ==, "40");
      for (guint i = 0; i < json_array_get_length (array); i++, seen++)
        {
          gint64 id = json_object_get_int_member (json_array_get_object_element (array, i), "id");

          g_assert_cmpint (id, >, last);
          last = id;
        }
      pages++;
      g_free (path);
      path = token != NULL ? g_strconcat ("/instances?pageSize=16&nextPage=", token, NULL) : NULL;
    }
  g_assert_cmpuint (pages, ==, 3);
  g_assert_cmpuint (seen, ==, 40);
  g_assert_cmpint (last, >, 1234567);
}

/* A page token is not shifted by what is added or deleted in between. */
static void
test_pages_are_stable (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&forty);
  g_autoptr (ValSandboxReply) all = val_sandbox_client_ask (client, 200, "GET", "/instances", NULL);
  g_autoptr (ValSandboxReply) first =
      val_sandbox_client_ask (client, 200, "GET", "/instances?pageSize=3", NULL);
  g_autofree char *token = g_uri_escape_string (
      val_sandbox_reply_header (first, "elements-next-page-token"), NULL, FALSE);
  g_autofree char *path = g_strconcat ("/instances?pageSize=1&nextPage=", token, NULL);
  g_autoptr (ValSandboxReply) gone =
      val_sandbox_client_ask (client, 200, "DELETE", "/instances/20931", NULL);
  g_autoptr (ValSandboxReply) second = val_sandbox_client_ask (client, 200, "GET", path, NULL);
  JsonObject *fourth = json_array_get_object_element (val_sandbox_reply_array (all), 3);
  JsonObject *found = json_array_get_object_element (val_sandbox_reply_array (second), 0);

  g_assert_cmpuint (gone->length, ==, 0);
  g_assert_cmpint (json_object_get_int_member (found, "id"), ==,
                   json_object_get_int_member (fourth, "id"));
}

static void
test_bad_pages (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&forty);
  g_autoptr (ValSandboxReply) size =
      val_sandbox_client_ask (client, 400, "GET", "/instances?pageSize=none", NULL);
  g_autoptr (ValSandboxReply) token =
      val_sandbox_client_ask (client, 400, "GET", "/instances?nextPage=zzz", NULL);
  g_autoptr (ValSandboxReply) large =
      val_sandbox_client_ask (client, 200, "GET", "/instances?pageSize=5000", NULL);

  g_assert_nonnull (size->node);
  g_assert_nonnull (token->node);
  g_assert_nonnull (val_sandbox_reply_header (large, "elements-error"));
}

static void
test_empty_is_404 (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autoptr (ValSandboxReply) all = val_sandbox_client_ask (client, 404, "GET", "/instances", NULL);
  g_autoptr (ValSandboxReply) made =
      val_sandbox_client_ask (client, 200, "POST", "/instances", pipedrive);
  g_autoptr (ValSandboxReply) search =
      val_sandbox_client_ask (client, 404, "GET", "/instances?searchText=nothing", NULL);
  g_autoptr (ValSandboxReply) hit =
      val_sandbox_client_ask (client, 200, "GET", "/instances?searchText=DEALS&tags[]=two", NULL);
  g_autoptr (ValSandboxReply) by_key = val_sandbox_client_ask (
      client, 200, "GET", "/instances?searchText=pipedrive&tags%5B%5D=one", NULL);
  g_autoptr (ValSandboxReply) both =
      val_sandbox_client_ask (client, 404, "GET", "/instances?tags[]=one&tags[]=three", NULL);
  g_autoptr (ValSandboxReply) other =
      val_sandbox_client_ask (client, 404, "GET", "/elements/slack/instances", NULL);

  val_sandbox_reply_assert_error (all, 404, "No element instances found");
  val_sandbox_reply_assert_error (search, 404, "No element instances found");
  val_sandbox_reply_assert_error (both, 404, "No element instances found");
  val_sandbox_reply_assert_error (other, 404, "No element instances found");
  g_assert_cmpuint (json_array_get_length (val_sandbox_reply_array (hit)), ==, 1);
  g_assert_cmpuint (json_array_get_length (val_sandbox_reply_array (by_key)), ==, 1);
}

static void
test_create (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autoptr (ValSandboxReply) reply =
      val_sandbox_client_ask (client, 200, "POST", "/instances", pipedrive);
  JsonObject *object = val_sandbox_reply_object (reply);
  JsonArray *tags = val_json_get_array (object, "tags");

  g_assert_cmpstr (val_json_get_string (object, "name"), ==, "Deals here");
  g_assert_cmpstr (json_array_get_string_element (tags, 0), ==, "one");
  g_assert_cmpuint (strlen (val_json_get_string (object, "token")), ==, 44);
  g_assert_cmpstr (val_sandbox_reply_config (reply, "pipedrive.api.token"), ==, MASK);
  g_assert_cmpstr (val_sandbox_reply_config (reply, "event.notification.enabled"), ==, "true");
  g_assert_true (json_object_get_boolean_member (object, "eventsEnabled"));
  g_assert_true (json_object_get_boolean_member (object, "valid"));
  g_assert_false (json_object_has_member (object, "providerData"));
  g_assert_null (strstr (reply->text, "s3cret"));
}

static void
test_create_refused (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autoptr (ValSandboxReply) code = val_sandbox_client_ask (
      client, 400, "POST", "/instances", "{\"element\":{\"key\":\"slack\"},\"name\":\"x\"}");
  g_autoptr (ValSandboxReply) missing = val_sandbox_client_ask (
      client, 400, "POST", "/instances", "{\"element\":{\"key\":\"closeio\"},\"name\":\"x\"}");
  g_autoptr (ValSandboxReply) unknown = val_sandbox_client_ask (
      client, 404, "POST", "/instances", "{\"element\":{\"key\":\"nope\"},\"name\":\"x\"}");
  g_autoptr (ValSandboxReply) broken =
      val_sandbox_client_ask (client, 400, "POST", "/instances", "{\"element\":");
  g_autoptr (ValSandboxReply) wrong = val_sandbox_client_ask (
      client, 400, "POST", "/instances", "{\"element\":{\"key\":\"closeio\"},\"tags\":\"x\"}");

  val_sandbox_reply_assert_error (
      code, 400, "You must provide an OAuth code in order to create an instance of this element");
  g_assert_nonnull (strstr (missing->text, "username, password"));
  g_assert_nonnull (unknown->node);
  g_assert_nonnull (broken->node);
  g_assert_nonnull (wrong->node);
}

/* Only the fields of the chosen group are asked for (contract 8). */
static void
test_groups (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autoptr (ValSandboxReply) plain = val_sandbox_client_ask (
      client, 400, "POST", "/elements/bigcommerce/instances",
      "{\"name\":\"x\",\"configuration\":{\"store.url\":\"https://example.com\"}}");
  g_autoptr (ValSandboxReply) custom = val_sandbox_client_ask (
      client, 400, "POST", "/elements/bigcommerce/instances",
      "{\"name\":\"x\",\"configuration\":{\"authentication.type\":\"custom\"}}");
  g_autoptr (ValSandboxReply) made = val_sandbox_client_ask (
      client, 200, "POST", "/elements/bigcommerce/instances",
      "{\"name\":\"x\",\"configuration\":{\"store.url\":\"https://example.com\","
      "\"username\":\"dana\",\"password\":\"pw\"}}");

  g_assert_nonnull (strstr (plain->text, "missing: username, password"));
  g_assert_nonnull (strstr (custom->text, "OAuth code"));
  g_assert_null (strstr (made->text, "oauth.api.secret"));
  g_assert_cmpstr (val_sandbox_reply_config (made, "password"), ==, MASK);
}

/* A callback field of 128 characters cuts what is longer (contract 8). */
static void
test_field_length (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autofree char *tail = g_strnfill (200, 'a');
  g_autofree char *body = g_strdup_printf (
      "{\"name\":\"x\",\"configuration\":{\"store.url\":\"https://example.com\","
      "\"username\":\"dana\",\"password\":\"pw\",\"event.notification.callback.url\":"
      "\"https://example.com/%s\"}}",
      tail);
  g_autoptr (ValSandboxReply) made =
      val_sandbox_client_ask (client, 200, "POST", "/elements/bigcommerce/instances", body);

  g_assert_cmpuint (strlen (val_sandbox_reply_config (made, "event.notification.callback.url")), ==,
                    128);
}

static void
test_patch_merges (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autoptr (ValSandboxReply) made =
      val_sandbox_client_ask (client, 200, "POST", "/instances", pipedrive);
  const char *token = val_json_get_string (val_sandbox_reply_object (made), "token");
  g_autofree char *header = val_sandbox_client_with_token (client, token);
  g_autoptr (ValSandboxReply) tags = val_sandbox_client_ask (
      client, 200, "PATCH", "/instances/20931", "{\"id\":20931,\"tags\":[\"three\"]}");
  g_autoptr (ValSandboxReply) url = val_sandbox_client_call (
      client, "PATCH", "/instances", header,
      "{\"configuration\":{\"event.notification.callback.url\":\"https://example.org/b\"}}");
  g_autoptr (ValSandboxReply) without =
      val_sandbox_client_call (client, "PATCH", "/instances", client->platform, "{\"name\":\"x\"}");

  g_assert_cmpuint (
      json_array_get_length (val_json_get_array (val_sandbox_reply_object (tags), "tags")), ==, 1);
  g_assert_cmpuint (url->status, ==, 200);
  g_assert_cmpstr (val_json_get_string (val_sandbox_reply_object (url), "name"), ==, "Deals here");
  g_assert_cmpstr (val_sandbox_reply_config (url, "event.notification.callback.url"), ==,
                   "https://example.org/b");
  g_assert_cmpstr (val_sandbox_reply_config (url, "event.notification.enabled"), ==, "true");
  g_assert_cmpstr (val_sandbox_reply_config (url, "event.notification.subscription.id"), !=,
                   val_sandbox_reply_config (made, "event.notification.subscription.id"));
  g_assert_cmpuint (without->status, ==, 401);
}

/* PUT replaces, but a mask is no value (contract 3.6). */
static void
test_put_replaces (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autoptr (ValSandboxReply) made =
      val_sandbox_client_ask (client, 200, "POST", "/instances", pipedrive);
  g_autoptr (ValSandboxReply) names = val_sandbox_client_ask (
      client, 200, "PUT", "/instances/20931", "{\"name\":\"Other\",\"tags\":[]}");
  g_autoptr (ValSandboxReply) masks = val_sandbox_client_ask (
      client, 200, "PUT", "/elements/pipedrive/instances/20931?reAuthenticate=false",
      "{\"name\":\"Other\",\"configuration\":{\"pipedrive.api.token\":\"********\"}}");
  g_autoptr (ValSandboxReply) again = val_sandbox_client_ask (
      client, 400, "PUT", "/instances/20931?reAuthenticate=true",
      "{\"name\":\"Lost\",\"configuration\":{\"pipedrive.api.token\":\"\"}}");
  g_autoptr (ValSandboxReply) after =
      val_sandbox_client_ask (client, 200, "GET", "/instances/20931", NULL);
  g_autoptr (ValSandboxReply) state =
      val_sandbox_client_control (client, "GET", "/sandbox/state", NULL);

  g_assert_cmpstr (val_sandbox_reply_config (names, "event.notification.enabled"), ==, "true");
  g_assert_cmpstr (val_sandbox_reply_config (masks, "pipedrive.api.token"), ==, MASK);
  g_assert_cmpstr (val_sandbox_reply_config (masks, "event.notification.enabled"), ==, "false");
  g_assert_null (val_sandbox_reply_config (masks, "event.notification.callback.url"));
  g_assert_nonnull (again->node);
  g_assert_cmpstr (val_json_get_string (val_sandbox_reply_object (after), "name"), ==, "Other");
  g_assert_cmpint (json_object_get_int_member (val_sandbox_reply_object (state), "masksReceived"),
                   ==, 1);
  g_assert_nonnull (made->node);
}

static void
test_delete (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autoptr (ValSandboxReply) made =
      val_sandbox_client_ask (client, 200, "POST", "/instances", pipedrive);
  const char *token = val_json_get_string (val_sandbox_reply_object (made), "token");
  g_autofree char *header = val_sandbox_client_with_token (client, token);
  g_autoptr (ValSandboxReply) gone =
      val_sandbox_client_call (client, "DELETE", "/instances", header, NULL);
  g_autoptr (ValSandboxReply) used = val_sandbox_client_call (client, "GET", "/ping", header, NULL);
  g_autoptr (ValSandboxReply) twice =
      val_sandbox_client_ask (client, 404, "DELETE", "/instances/20931", NULL);
  g_autoptr (ValSandboxReply) next =
      val_sandbox_client_ask (client, 200, "POST", "/instances", pipedrive);

  g_assert_cmpuint (gone->status, ==, 200);
  g_assert_cmpuint (used->status, ==, 401);
  val_sandbox_reply_assert_error (twice, 404, "No element instance found with ID 20931");
  g_assert_cmpint (json_object_get_int_member (val_sandbox_reply_object (next), "id"), ==, 20932);
}

static void
test_disabled (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autoptr (ValSandboxReply) made =
      val_sandbox_client_ask (client, 200, "POST", "/instances", pipedrive);
  const char *token = val_json_get_string (val_sandbox_reply_object (made), "token");
  g_autofree char *header = val_sandbox_client_with_token (client, token);
  g_autoptr (ValSandboxReply) off =
      val_sandbox_client_ask (client, 200, "DELETE", "/instances/20931/enabled", NULL);
  g_autoptr (ValSandboxReply) refused =
      val_sandbox_client_call (client, "GET", "/hubs/crm/ping", header, NULL);
  g_autoptr (ValSandboxReply) objects =
      val_sandbox_client_call (client, "GET", "/hubs/any/objects", header, NULL);
  g_autoptr (ValSandboxReply) on =
      val_sandbox_client_call (client, "PUT", "/instances/enabled", header, NULL);
  g_autoptr (ValSandboxReply) ping = val_sandbox_client_call (client, "GET", "/ping", header, NULL);

  g_assert_cmpuint (off->length, ==, 0);
  val_sandbox_reply_assert_error (refused, 403, "Element instance is disabled");
  g_assert_cmpuint (objects->status, ==, 200);
  g_assert_cmpuint (on->status, ==, 200);
  g_assert_cmpuint (ping->status, ==, 200);
  g_assert_cmpstr (val_sandbox_reply_header (ping, "elements-element-instance-id"), ==, "20931");
}

static JsonObject *
find_config (ValSandboxReply *list, const char *key)
{
  JsonArray *array = val_sandbox_reply_array (list);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = json_array_get_object_element (array, i);

      if (g_str_equal (val_json_get_string (object, "key"), key))
        return object;
    }
  g_assert_not_reached ();
}

static void
test_configuration (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&none);
  g_autoptr (ValSandboxReply) made =
      val_sandbox_client_ask (client, 200, "POST", "/instances", pipedrive);
  g_autoptr (ValSandboxReply) list =
      val_sandbox_client_ask (client, 200, "GET", "/instances/20931/configuration", NULL);
  gint64 id = json_object_get_int_member (find_config (list, "event.notification.enabled"), "id");
  g_autofree char *path = g_strdup_printf ("/instances/20931/configuration/%" G_GINT64_FORMAT, id);
  g_autoptr (ValSandboxReply) set =
      val_sandbox_client_ask (client, 200, "PATCH", path, "{\"propertyValue\":\"false\"}");
  g_autoptr (ValSandboxReply) get = val_sandbox_client_ask (client, 200, "GET", path, NULL);
  g_autoptr (ValSandboxReply) put = val_sandbox_client_ask (client, 405, "PUT", path, "{}");
  g_autoptr (ValSandboxReply) empty = val_sandbox_client_ask (client, 400, "PATCH", path, "{}");
  g_autoptr (ValSandboxReply) none_such =
      val_sandbox_client_ask (client, 404, "GET", "/instances/20931/configuration/5", NULL);
  g_autoptr (ValSandboxReply) after =
      val_sandbox_client_ask (client, 200, "GET", "/instances/20931", NULL);

  g_assert_cmpstr (val_json_get_string (find_config (list, "pipedrive.api.token"), "propertyValue"),
                   ==, MASK);
  g_assert_cmpstr (val_json_get_string (val_sandbox_reply_object (set), "propertyValue"), ==,
                   "false");
  g_assert_cmpstr (val_json_get_string (val_sandbox_reply_object (get), "propertyValue"), ==,
                   "false");
  g_assert_false (
      json_object_get_boolean_member (val_sandbox_reply_object (after), "eventsEnabled"));
  g_assert_cmpstr (val_sandbox_reply_header (put, "Allow"), ==, "GET, PATCH");
  g_assert_nonnull (empty->node);
  g_assert_nonnull (none_such->node);
  g_assert_nonnull (made->node);
}

static void
test_hydrate (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&forty);
  g_autoptr (ValSandboxReply) light =
      val_sandbox_client_ask (client, 200, "GET", "/instances?hydrate=false", NULL);
  g_autoptr (ValSandboxReply) full =
      val_sandbox_client_ask (client, 200, "GET", "/instances?hydrate=true", NULL);
  JsonObject *one = json_array_get_object_element (val_sandbox_reply_array (light), 0);
  JsonObject *other = json_array_get_object_element (val_sandbox_reply_array (full), 0);

  g_assert_false (json_object_has_member (one, "configuration"));
  g_assert_cmpuint (json_object_get_size (val_json_get_object (one, "element")), ==, 3);
  g_assert_true (json_object_has_member (other, "configuration"));
  g_assert_false (json_object_has_member (other, "provisionInteractions"));
}

static void
test_same_seed_same_instances (void)
{
  g_autoptr (ValSandboxClient) one = val_sandbox_client_new (&forty);
  g_autoptr (ValSandboxClient) other = val_sandbox_client_new (&forty);
  g_autoptr (ValSandboxReply) first = val_sandbox_client_ask (one, 200, "GET", "/instances", NULL);
  g_autoptr (ValSandboxReply) second =
      val_sandbox_client_ask (other, 200, "GET", "/instances", NULL);

  g_assert_cmpstr (first->text, ==, second->text);
  g_assert_cmpstr (one->platform, !=, other->platform);
  g_assert_nonnull (strstr (first->text, "\"disabled\":true"));
  g_assert_nonnull (strstr (first->text, "\"valid\":false"));
  g_assert_nonnull (strstr (first->text, "\"eventsEnabled\":true"));
}

static void
test_count (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&forty);
  g_autoptr (ValSandboxReply) reply =
      val_sandbox_client_ask (client, 200, "GET", "/instances/count", NULL);
  JsonObject *object = val_sandbox_reply_object (reply);
  JsonArray *elements = val_json_get_array (object, "elementInstances");
  gint64 sum = 0;

  for (guint i = 0; i < json_array_get_length (elements); i++)
    sum +=
        json_object_get_int_member (json_array_get_object_element (elements, i), "instanceCount");
  g_assert_cmpint (json_object_get_int_member (object, "totalInstances"), ==, 40);
  g_assert_cmpint (sum, ==, 40);
}

static void
test_docs (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&forty);
  g_autoptr (ValSandboxReply) list =
      val_sandbox_client_ask (client, 200, "GET", "/instances", NULL);
  JsonObject *first = json_array_get_object_element (val_sandbox_reply_array (list), 0);
  g_autofree char *path = g_strdup_printf ("/instances/%" G_GINT64_FORMAT "/docs",
                                           json_object_get_int_member (first, "id"));
  g_autoptr (ValSandboxReply) reply = val_sandbox_client_ask (client, 200, "GET", path, NULL);
  g_autoptr (ValSandboxReply) refused = val_sandbox_client_call (client, "GET", path, NULL, NULL);
  JsonObject *docs = val_sandbox_reply_object (reply);

  g_assert_cmpstr (val_json_get_string (docs, "swagger"), ==, "2.0");
  g_assert_nonnull (val_json_get_object (val_json_get_object (docs, "paths"), "/ping"));
  g_assert_cmpuint (json_object_get_size (val_json_get_object (docs, "paths")), >, 2);
  g_assert_cmpuint (refused->status, ==, 401);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/instances/pages", test_pages);
  g_test_add_func ("/sandbox/instances/pages-are-stable", test_pages_are_stable);
  g_test_add_func ("/sandbox/instances/bad-pages", test_bad_pages);
  g_test_add_func ("/sandbox/instances/empty-is-404", test_empty_is_404);
  g_test_add_func ("/sandbox/instances/create", test_create);
  g_test_add_func ("/sandbox/instances/create-refused", test_create_refused);
  g_test_add_func ("/sandbox/instances/groups", test_groups);
  g_test_add_func ("/sandbox/instances/field-length", test_field_length);
  g_test_add_func ("/sandbox/instances/patch-merges", test_patch_merges);
  g_test_add_func ("/sandbox/instances/put-replaces", test_put_replaces);
  g_test_add_func ("/sandbox/instances/delete", test_delete);
  g_test_add_func ("/sandbox/instances/disabled", test_disabled);
  g_test_add_func ("/sandbox/instances/configuration", test_configuration);
  g_test_add_func ("/sandbox/instances/hydrate", test_hydrate);
  g_test_add_func ("/sandbox/instances/same-seed", test_same_seed_same_instances);
  g_test_add_func ("/sandbox/instances/count", test_count);
  g_test_add_func ("/sandbox/instances/docs", test_docs);
  return g_test_run ();
}
