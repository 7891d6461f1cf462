/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-connect-body.h"

#include "util/val-json.h"
#include "util/val-secret.h"

#include <string.h>

#define REDIRECT "http://localhost:8765/valence"

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = val_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return node;
}

static ValElement *
make_element (void)
{
  g_autoptr (JsonNode) node =
      parse ("{\"key\":\"acme\",\"authentication\":{\"type\":\"oauth2\"},\"configuration\":["
             "{\"key\":\"oauth.api.key\",\"type\":\"TEXTFIELD_128\",\"required\":true},"
             "{\"key\":\"oauth.api.secret\",\"type\":\"PASSWORD\",\"required\":true},"
             "{\"key\":\"acme.fast\",\"type\":\"BOOLEAN\",\"defaultValue\":\"false\"},"
             "{\"key\":\"acme.subdomain\",\"type\":\"TEXTFIELD_128\",\"defaultValue\":\"www\"}]}");
  g_autoptr (GError) error = NULL;
  ValElement *element = val_element_new_from_json (json_node_get_object (node), &error);

  g_assert_no_error (error);
  return element;
}

static ValInstance *
make_instance (void)
{
  const char *text =
      "{\"id\":42,\"name\":\"Old one\",\"token\":\"FAKE-TOKEN\",\"valid\":false,"
      "\"tags\":[\"a\",\"b\"],\"element\":{\"key\":\"acme\"},\"configuration\":{"
      "\"oauth.api.key\":\"********\",\"oauth.api.secret\":\"********\","
      "\"oauth.user.token\":\"********\",\"oauth.user.refresh_token\":\"shown by mistake\","
      "\"oauth.user.refresh_time\":\"123\",\"acme.fast\":\"true\",\"acme.empty\":\"\","
      "\"acme.null\":null,\"acme.password\":\"********\","
      "\"oauth.callback.url\":\"http://localhost:1/old\","
      "\"event.notification.callback.url\":\"https://example.com/hook\"}}";
  g_autoptr (GError) error = NULL;
  ValInstance *instance = val_instance_new_from_json (text, strlen (text), &error);

  g_assert_no_error (error);
  return instance;
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

static void
assert_json (JsonNode *node, const char *expected)
{
  g_autoptr (JsonNode) wanted = parse (expected);
  g_autofree char *text = json_to_string (node, TRUE);

  if (!json_node_equal (node, wanted))
    g_error ("got %s", text);
}

static void
test_new (void)
{
  static const char *const tags[] = { "x", NULL };
  g_autoptr (ValElement) element = make_element ();
  g_autoptr (GHashTable) values =
      make_values ("oauth.api.key", "id", "oauth.api.secret", VAL_SECRET_MASK, "acme.fast", "true",
                   "event.notification.enabled", "false", "acme.subdomain", "", NULL);
  const ValConnectInput input = {
    .name = "New one",
    .tags = tags,
    .configuration = values,
    .callback_url = REDIRECT,
  };
  g_autoptr (ValRedirect) redirect =
      val_redirect_parse_query ("code=c0de&state=s&realmId=7", "s", NULL);
  g_autoptr (JsonNode) body = val_connect_body_new (element, &input, redirect);

  assert_json (body, "{\"element\":{\"key\":\"acme\"},\"name\":\"New one\",\"tags\":[\"x\"],"
                     "\"providerData\":{\"code\":\"c0de\",\"realmId\":\"7\"},\"configuration\":{"
                     "\"oauth.api.key\":\"id\",\"acme.fast\":true,"
                     "\"event.notification.enabled\":false,"
                     "\"oauth.callback.url\":\"" REDIRECT "\"}}");
}

static void
test_without_consent (void)
{
  g_autoptr (ValElement) element = make_element ();
  g_autoptr (GHashTable) values = make_values ("username", "dana", NULL);
  const ValConnectInput input = { .name = "n", .configuration = values, .callback_url = REDIRECT };
  g_autoptr (JsonNode) body = val_connect_body_new (element, &input, NULL);

  assert_json (body, "{\"element\":{\"key\":\"acme\"},\"name\":\"n\","
                     "\"configuration\":{\"username\":\"dana\"}}");
}

static void
test_existing_grant (void)
{
  g_autoptr (ValElement) element = make_element ();
  g_autoptr (GHashTable) values = make_values ("oauth.user.refresh_token", "kept", NULL);
  const ValConnectInput input = {
    .name = "n",
    .configuration = values,
    .callback_url = REDIRECT,
    .existing_grant = TRUE,
  };
  g_autoptr (JsonNode) body = val_connect_body_new (element, &input, NULL);

  g_assert_cmpint (val_connect_input_get_consent (&input, element), ==, VAL_CONSENT_NONE);
  assert_json (body, "{\"element\":{\"key\":\"acme\"},\"name\":\"n\","
                     "\"externalAuthentication\":\"initial\",\"configuration\":{"
                     "\"oauth.callback.url\":\"" REDIRECT "\","
                     "\"oauth.user.refresh_token\":\"kept\"}}");
}

/* With OAuth 1 the request token does what the state does, and is part of the answer. */
static void
test_oauth1 (void)
{
  g_autoptr (ValElement) element = make_element ();
  g_autoptr (GHashTable) values = make_values (NULL, NULL);
  const ValConnectInput input = { .name = "n", .configuration = values, .callback_url = REDIRECT };
  g_autoptr (ValRedirect) redirect =
      val_redirect_parse_query ("oauth_token=t&oauth_verifier=v", "t", NULL);
  g_autoptr (JsonNode) body = NULL;

  g_assert_nonnull (redirect);
  g_hash_table_insert (redirect->params, g_strdup ("secret"), g_strdup ("s"));
  body = val_connect_body_new (element, &input, redirect);
  assert_json (body, "{\"element\":{\"key\":\"acme\"},\"name\":\"n\",\"providerData\":{"
                     "\"oauth_token\":\"t\",\"oauth_verifier\":\"v\",\"secret\":\"s\"},"
                     "\"configuration\":{\"oauth.callback.url\":\"" REDIRECT "\"}}");
}

static void
test_reauthenticate (void)
{
  g_autoptr (ValElement) element = make_element ();
  g_autoptr (ValInstance) instance = make_instance ();
  g_autoptr (GHashTable) values = make_values ("oauth.api.key", "id", "oauth.api.secret", "new",
                                               "acme.password", VAL_SECRET_MASK, NULL);
  const ValConnectInput input = { .configuration = values, .callback_url = REDIRECT };
  g_autoptr (ValRedirect) redirect = val_redirect_parse_query ("code=c0de&state=s", "s", NULL);
  g_autoptr (JsonNode) body =
      val_connect_body_new_reauthenticate (element, instance, &input, redirect);

  assert_json (body, "{\"element\":{\"key\":\"acme\"},\"name\":\"Old one\",\"tags\":[\"a\",\"b\"],"
                     "\"providerData\":{\"code\":\"c0de\"},\"configuration\":{"
                     "\"oauth.api.key\":\"id\",\"oauth.api.secret\":\"new\",\"acme.fast\":true,"
                     "\"oauth.callback.url\":\"" REDIRECT "\","
                     "\"event.notification.callback.url\":\"https://example.com/hook\"}}");
}

static void
test_input (void)
{
  g_autoptr (ValElement) element = make_element ();
  g_autoptr (GHashTable) values = make_values ("oauth.api.key", "id", NULL);
  const ValConnectInput input = { .name = "n", .configuration = values, .callback_url = REDIRECT };
  g_autoptr (ValConnectInput) copy = val_connect_input_copy (&input);

  g_assert_cmpstr (val_connect_input_lookup (copy, element, "oauth.api.key"), ==, "id");
  g_assert_null (val_connect_input_lookup (copy, element, "oauth.scope"));
  g_assert_cmpstr (val_connect_input_find_site_address (copy, element), ==, "www");
  g_assert_cmpint (val_connect_input_get_consent (copy, element), ==, VAL_CONSENT_OAUTH2);
  g_hash_table_insert (copy->configuration, g_strdup ("acme.subdomain"), g_strdup ("shop"));
  g_assert_cmpstr (val_connect_input_find_site_address (copy, element), ==, "shop");
  val_connect_input_set_callback_url (copy, "http://localhost:1/other");
  g_assert_cmpstr (copy->callback_url, ==, "http://localhost:1/other");
  g_assert_cmpstr (input.callback_url, ==, REDIRECT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connect-body/new", test_new);
  g_test_add_func ("/connect-body/without-consent", test_without_consent);
  g_test_add_func ("/connect-body/existing-grant", test_existing_grant);
  g_test_add_func ("/connect-body/oauth1", test_oauth1);
  g_test_add_func ("/connect-body/reauthenticate", test_reauthenticate);
  g_test_add_func ("/connect-body/input", test_input);
  return g_test_run ();
}
