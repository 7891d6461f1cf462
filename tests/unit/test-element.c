/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-element.h"
#include "model/val-field.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <string.h>

static ValElement *
element (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = val_json_parse (text, strlen (text), &error);
  ValElement *self;

  g_assert_no_error (error);
  self = val_element_new_from_json (val_json_node_object (root), &error);
  g_assert_no_error (error);
  return self;
}

static ValElement *
element_with (const char *key, const char *members)
{
  g_autofree char *text = g_strdup_printf ("{\"key\":\"%s\",%s}", key, members);

  return element (text);
}

static ValElement *
hootsuite (void)
{
  g_autofree char *text = val_test_payload ("element-hootsuite.json", NULL);

  return element (text);
}

static void
test_hootsuite (void)
{
  ValElement *self = hootsuite ();

  g_assert_cmpint (val_element_get_id (self), ==, 990101);
  g_assert_cmpstr (val_element_get_key (self), ==, "hootsuite");
  g_assert_cmpstr (val_element_get_name (self), ==, "Hootsuite");
  g_assert_cmpstr (val_element_get_hub (self), ==, "social");
  g_assert_nonnull (val_element_get_description (self));
  g_assert_cmpstr (val_element_get_auth_type (self), ==, "oauth2");
  g_assert_true (val_element_supports_webhooks (self));
  g_assert_false (val_element_supports_polling (self));
  g_assert_finalize_object (self);
}

/* Its typeOauth is false, and yet it needs a code (contract 7). */
static void
test_type_oauth_has_no_say (void)
{
  g_autoptr (ValElement) false_one = hootsuite ();
  g_autoptr (ValElement) true_one =
      element_with ("x", "\"typeOauth\":true,\"authentication\":{\"type\":\"basic\"}");

  g_assert_true (val_element_uses_oauth2 (false_one, NULL));
  g_assert_false (val_element_uses_oauth2 (true_one, NULL));
}

static void
test_fields_are_sorted (void)
{
  g_autoptr (ValElement) self = hootsuite ();
  GListModel *fields = val_element_get_fields (self);
  guint n_fields = g_list_model_get_n_items (fields);

  g_assert_true (g_list_model_get_item_type (fields) == VAL_TYPE_FIELD);
  g_assert_cmpuint (n_fields, >=, 14);
  for (guint i = 1; i < n_fields; i++)
    {
      g_autoptr (ValField) before = g_list_model_get_item (fields, i - 1);
      g_autoptr (ValField) after = g_list_model_get_item (fields, i);

      g_assert_cmpint (val_field_compare (before, after), <=, 0);
    }
}

static void
test_sorts_what_comes_unsorted (void)
{
  g_autoptr (ValElement) self =
      element_with ("x", "\"configuration\":[{\"key\":\"c\"},{\"key\":\"b\",\"displayOrder\":2},"
                         "null,7,{\"name\":\"no key\"},{\"key\":\"a\",\"displayOrder\":1}]");
  GListModel *fields = val_element_get_fields (self);
  const char *const keys[] = { "a", "b", "c" };

  g_assert_cmpuint (g_list_model_get_n_items (fields), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (ValField) field = g_list_model_get_item (fields, i);

      g_assert_cmpstr (val_field_get_key (field), ==, keys[i]);
    }
}

static void
test_find_field (void)
{
  g_autoptr (ValElement) self = hootsuite ();
  ValField *callback = val_element_find_field (self, "event.notification.callback.url");

  g_assert_cmpuint (val_field_get_max_length (callback), ==, 1000);
  g_assert_null (val_element_find_field (self, "event.notification"));
}

static void
test_wrapped_configuration (void)
{
  g_autoptr (ValElement) self = element_with (
      "x", "\"configuration\":{\"configuration\":[{\"key\":\"a\"}],\"providerData\":[]}");

  g_assert_nonnull (val_element_find_field (self, "a"));
}

/* A catalogue entry has no fields, and may lack nearly everything else. */
static void
test_least (void)
{
  g_autoptr (ValElement) self = element ("{\"key\":\"x\"}");

  g_assert_cmpstr (val_element_get_name (self), ==, "x");
  g_assert_null (val_element_get_hub (self));
  g_assert_null (val_element_get_description (self));
  g_assert_null (val_element_get_auth_type (self));
  g_assert_cmpint (val_element_get_id (self), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (val_element_get_fields (self)), ==, 0);
  g_assert_false (val_element_uses_oauth2 (self, NULL));
  g_assert_false (val_element_supports_webhooks (self));
  g_assert_false (val_element_supports_polling (self));
}

static void
test_bad (void)
{
  const char *const texts[] = { "{}", "{\"key\":\"\"}", "{\"key\":null,\"name\":\"x\"}",
                                "{\"key\":5}" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (JsonNode) root = val_json_parse (texts[i], strlen (texts[i]), NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (val_element_new_from_json (val_json_node_object (root), &error));
      g_assert_error (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER);
    }
}

static void
test_other_types (void)
{
  g_autoptr (ValElement) self =
      element ("{\"key\":\"x\",\"id\":\"42\",\"name\":7,\"hub\":[],\"authentication\":\"oauth2\","
               "\"configuration\":\"none\",\"elementMetadata\":[]}");

  g_assert_cmpint (val_element_get_id (self), ==, 42);
  g_assert_cmpstr (val_element_get_name (self), ==, "x");
  g_assert_null (val_element_get_hub (self));
  g_assert_null (val_element_get_auth_type (self));
}

static void
test_chosen_auth_type (void)
{
  g_autofree char *groups = val_test_payload ("element-config-groups.json", NULL);
  g_autofree char *members = g_strdup_printf ("\"configuration\":%s", groups);
  g_autoptr (ValElement) self = element_with ("bigcommerce", members);

  g_assert_cmpstr (val_element_get_auth_type (self), ==, "basic");
  g_assert_false (val_element_uses_oauth2 (self, NULL));
  g_assert_false (val_element_uses_oauth2 (self, ""));
  g_assert_false (val_element_uses_oauth2 (self, "basic"));
  g_assert_true (val_element_uses_oauth2 (self, "custom"));
  g_assert_true (val_element_uses_oauth2 (self, "oauth2"));
  g_assert_false (val_element_uses_oauth2 (self, "oauth1"));
}

static void
test_auth_types (void)
{
  g_autoptr (ValElement) upper = element_with ("x", "\"authentication\":{\"type\":\"OAuth2\"}");
  g_autoptr (ValElement) older = element_with ("x", "\"authentication\":{\"type\":\"oauth1\"}");
  g_autoptr (ValElement) password =
      element_with ("x", "\"authentication\":{\"type\":\"oauthPassword\"}");

  g_assert_true (val_element_uses_oauth2 (upper, NULL));
  g_assert_false (val_element_uses_oauth2 (upper, "basic"));
  g_assert_false (val_element_uses_oauth2 (older, NULL));
  g_assert_false (val_element_uses_oauth2 (password, NULL));
}

static void
check_methods (const char *key, const char *members, gboolean webhooks, gboolean polling)
{
  g_autoptr (ValElement) self = element_with (key, members);

  g_test_message ("%s: %s", key, members);
  g_assert_cmpint (val_element_supports_webhooks (self), ==, webhooks);
  g_assert_cmpint (val_element_supports_polling (self), ==, polling);
}

static void
test_methods_from_metadata (void)
{
  check_methods ("x", "\"elementMetadata\":{\"eventTypes\":[\"webhook\"]}", TRUE, FALSE);
  check_methods ("x", "\"elementMetadata\":{\"eventTypes\":[\"polling\"]}", FALSE, TRUE);
  check_methods ("x", "\"elementMetadata\":{\"eventTypes\":[\"POLLING\",\"webhooks\"]}", TRUE,
                 TRUE);
  check_methods ("x", "\"elementMetadata\":{\"events\":{\"methods\":[\"webhook\"]}}", TRUE, FALSE);
  check_methods ("x", "\"events\":{\"supported\":true,\"methods\":[\"polling\"]}", FALSE, TRUE);
}

/* What the platform says beats what the rule of the webhook URL lets one think. */
static void
test_metadata_beats_rule (void)
{
  check_methods ("hootsuite", "\"elementMetadata\":{\"events\":{\"supported\":false}}", FALSE,
                 FALSE);
  check_methods ("slack", "\"elementMetadata\":{\"eventTypes\":[\"polling\"]}", FALSE, TRUE);
  check_methods ("slack", "\"elementMetadata\":{\"eventTypes\":[]}", TRUE, FALSE);
  check_methods ("slack", "\"elementMetadata\":{\"eventTypes\":[\"pigeon\",null]}", TRUE, FALSE);
}

static void
test_methods_from_options (void)
{
  check_methods ("x",
                 "\"configuration\":[{\"key\":\"event.vendor.type\",\"type\":\"COMBO\",\"options\":"
                 "[{\"value\":\"polling\"},{\"value\":\"webhook\"}]}]",
                 TRUE, TRUE);
  check_methods ("slack",
                 "\"configuration\":[{\"key\":\"event.vendor.type\",\"type\":\"COMBO\",\"options\":"
                 "[{\"value\":\"polling\"}]}]",
                 FALSE, TRUE);
}

static void
test_methods_inferred (void)
{
  check_methods ("marketo",
                 "\"configuration\":[{\"key\":\"event.vendor.type\",\"defaultValue\":\"polling\"}]",
                 TRUE, TRUE);
  check_methods ("x", "\"configuration\":[{\"key\":\"event.poller.refresh_interval\"}]", FALSE,
                 TRUE);
  check_methods ("pipedrive", "\"configuration\":[{\"key\":\"event.poller.configuration\"}]", TRUE,
                 TRUE);
  check_methods ("x", "\"configuration\":[{\"key\":\"event.notification.enabled\"}]", FALSE, FALSE);
}

static void
test_properties (void)
{
  g_autoptr (ValElement) self = hootsuite ();
  g_autofree char *key = NULL;
  g_autofree char *name = NULL;
  g_autofree char *hub = NULL;

  g_object_get (self, "key", &key, "name", &name, "hub", &hub, NULL);
  g_assert_cmpstr (key, ==, "hootsuite");
  g_assert_cmpstr (name, ==, "Hootsuite");
  g_assert_cmpstr (hub, ==, "social");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/element/hootsuite", test_hootsuite);
  g_test_add_func ("/element/type-oauth-has-no-say", test_type_oauth_has_no_say);
  g_test_add_func ("/element/fields-are-sorted", test_fields_are_sorted);
  g_test_add_func ("/element/sorts-what-comes-unsorted", test_sorts_what_comes_unsorted);
  g_test_add_func ("/element/find-field", test_find_field);
  g_test_add_func ("/element/wrapped-configuration", test_wrapped_configuration);
  g_test_add_func ("/element/least", test_least);
  g_test_add_func ("/element/bad", test_bad);
  g_test_add_func ("/element/other-types", test_other_types);
  g_test_add_func ("/element/chosen-auth-type", test_chosen_auth_type);
  g_test_add_func ("/element/auth-types", test_auth_types);
  g_test_add_func ("/element/methods-from-metadata", test_methods_from_metadata);
  g_test_add_func ("/element/metadata-beats-rule", test_metadata_beats_rule);
  g_test_add_func ("/element/methods-from-options", test_methods_from_options);
  g_test_add_func ("/element/methods-inferred", test_methods_inferred);
  g_test_add_func ("/element/properties", test_properties);
  return g_test_run ();
}
