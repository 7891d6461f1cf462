/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-field.h"
#include "support/val-test-util.h"
#include "util/val-json.h"

#include <string.h>

static ValField *
field (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = val_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return val_field_new_from_json (val_json_node_object (root));
}

static ValField *
field_of_type (const char *type)
{
  g_autofree char *text = g_strdup_printf ("{\"key\":\"k\",\"type\":\"%s\"}", type);

  return field (text);
}

static ValField *
field_of_key (const char *key)
{
  g_autofree char *text = g_strdup_printf ("{\"key\":\"%s\",\"type\":\"TEXTFIELD_128\"}", key);

  return field (text);
}

static void
test_full (void)
{
  ValField *full =
      field ("{\"id\":1,\"key\":\"oauth.scope\",\"name\":\"Scope\",\"description\":\"<b>x</b>\","
             "\"defaultValue\":\"offline\",\"type\":\"TEXTFIELD_64\",\"required\":true,"
             "\"hideFromConsole\":false,\"internal\":false,\"active\":true,\"displayOrder\":4,"
             "\"groupControl\":false,\"groupName\":\"custom\"}");

  g_assert_cmpstr (val_field_get_key (full), ==, "oauth.scope");
  g_assert_cmpstr (val_field_get_name (full), ==, "Scope");
  g_assert_cmpstr (val_field_get_description (full), ==, "<b>x</b>");
  g_assert_cmpstr (val_field_get_default (full), ==, "offline");
  g_assert_cmpint (val_field_get_kind (full), ==, VAL_FIELD_TEXT);
  g_assert_cmpuint (val_field_get_max_length (full), ==, 64);
  g_assert_true (val_field_get_required (full));
  g_assert_false (val_field_get_hidden (full));
  g_assert_false (val_field_get_secret (full));
  g_assert_false (val_field_get_group_control (full));
  g_assert_cmpstr (val_field_get_group (full), ==, "custom");
  g_assert_cmpint (val_field_get_order (full), ==, 4);
  g_assert_cmpuint (val_field_get_n_options (full), ==, 0);
  g_assert_finalize_object (full);
}

static void
test_least (void)
{
  g_autoptr (ValField) least = field ("{\"key\":\"k\"}");

  g_assert_cmpstr (val_field_get_name (least), ==, "k");
  g_assert_null (val_field_get_description (least));
  g_assert_null (val_field_get_default (least));
  g_assert_null (val_field_get_group (least));
  g_assert_cmpint (val_field_get_kind (least), ==, VAL_FIELD_TEXT);
  g_assert_cmpuint (val_field_get_max_length (least), ==, 0);
  g_assert_false (val_field_get_required (least));
  g_assert_false (val_field_get_hidden (least));
  g_assert_false (val_field_get_secret (least));
  g_assert_false (val_field_get_group_control (least));
  g_assert_cmpint (val_field_get_order (least), ==, G_MAXINT);
}

static void
test_no_key (void)
{
  g_assert_null (field ("{}"));
  g_assert_null (field ("{\"key\":\"\"}"));
  g_assert_null (field ("{\"key\":null}"));
  g_assert_null (field ("{\"key\":7}"));
}

static void
test_types (void)
{
  const struct
  {
    const char *type;
    ValFieldKind kind;
    guint max_length;
  } cases[] = {
    { "TEXTFIELD_32", VAL_FIELD_TEXT, 32 },
    { "TEXTFIELD_128", VAL_FIELD_TEXT, 128 },
    { "TEXTFIELD_1000", VAL_FIELD_TEXT, 1000 },
    { "textfield_64", VAL_FIELD_TEXT, 64 },
    { "TEXTFIELD", VAL_FIELD_TEXT, 0 },
    { "TEXTFIELD_", VAL_FIELD_TEXT, 0 },
    { "TEXTFIELD_0", VAL_FIELD_TEXT, 0 },
    { "TEXTFIELD_-5", VAL_FIELD_TEXT, 0 },
    { "TEXTFIELD_99999999999999999999", VAL_FIELD_TEXT, 0 },
    { "TEXTAREA", VAL_FIELD_TEXT_AREA, 0 },
    { "TEXTAREA_4000", VAL_FIELD_TEXT_AREA, 4000 },
    { "PASSWORD", VAL_FIELD_PASSWORD, 0 },
    { "PASSWORD_128", VAL_FIELD_PASSWORD, 128 },
    { "BOOLEAN", VAL_FIELD_BOOLEAN, 0 },
    { "BOOLEAN_YESNO", VAL_FIELD_BOOLEAN, 0 },
    { "COMBO", VAL_FIELD_COMBO, 0 },
    { "CODE_EDITOR", VAL_FIELD_CODE, 0 },
    { "HOLOGRAM", VAL_FIELD_TEXT, 0 },
    { "", VAL_FIELD_TEXT, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ValField) one = field_of_type (cases[i].type);

      g_test_message ("%s", cases[i].type);
      g_assert_cmpint (val_field_get_kind (one), ==, cases[i].kind);
      g_assert_cmpuint (val_field_get_max_length (one), ==, cases[i].max_length);
    }
}

/* The swagger spells two members otherwise (contract 8). */
static void
test_other_spelling (void)
{
  g_autoptr (ValField) one =
      field ("{\"key\":\"k\",\"configDataType\":\"TEXTFIELD_32\",\"mandatory\":true}");
  g_autoptr (ValField) both = field ("{\"key\":\"k\",\"type\":\"BOOLEAN\",\"configDataType\":"
                                     "\"COMBO\",\"required\":false,\"mandatory\":true}");

  g_assert_cmpuint (val_field_get_max_length (one), ==, 32);
  g_assert_true (val_field_get_required (one));
  g_assert_cmpint (val_field_get_kind (both), ==, VAL_FIELD_BOOLEAN);
  g_assert_false (val_field_get_required (both));
}

static void
test_secrets (void)
{
  const char *const secret[] = { "oauth.api.secret",
                                 "oauth.user.token",
                                 "oauth.user.refresh_token",
                                 "oauth.user.anything",
                                 "password",
                                 "event.notification.basic.password",
                                 "event.notification.signature.key",
                                 "client.secret",
                                 "Client.Secret",
                                 "api.token",
                                 "PASSWORD" };
  const char *const open[] = { "oauth.api.key",  "oauth.callback.url", "oauth.token.url",
                               "oauth.scope",    "base.url",           "event.notification.enabled",
                               "secret.service", "username",           "oauth.users" };

  for (gsize i = 0; i < G_N_ELEMENTS (secret); i++)
    {
      g_autoptr (ValField) one = field_of_key (secret[i]);

      g_assert_true (val_field_get_secret (one));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (open); i++)
    {
      g_autoptr (ValField) one = field_of_key (open[i]);

      g_assert_false (val_field_get_secret (one));
    }
}

static void
test_password_is_secret (void)
{
  g_autoptr (ValField) one = field_of_type ("PASSWORD");

  g_assert_true (val_field_get_secret (one));
}

static void
test_hidden (void)
{
  const char *const hidden[] = { "{\"key\":\"k\",\"hideFromConsole\":true}",
                                 "{\"key\":\"k\",\"internal\":true}",
                                 "{\"key\":\"k\",\"active\":false}",
                                 "{\"key\":\"k\",\"hideFromConsole\":\"true\"}" };
  const char *const shown[] = { "{\"key\":\"k\",\"active\":true,\"internal\":false}",
                                "{\"key\":\"k\",\"hideFromConsole\":null}" };

  for (gsize i = 0; i < G_N_ELEMENTS (hidden); i++)
    {
      g_autoptr (ValField) one = field (hidden[i]);

      g_assert_true (val_field_get_hidden (one));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      g_autoptr (ValField) one = field (shown[i]);

      g_assert_false (val_field_get_hidden (one));
    }
}

static void
test_signature_key_is_offered (void)
{
  g_autoptr (ValField) one = field ("{\"key\":\"event.notification.signature.key\","
                                    "\"hideFromConsole\":true,\"internal\":true}");

  g_assert_false (val_field_get_hidden (one));
}

static void
test_options (void)
{
  g_autoptr (ValField) one = field (
      "{\"key\":\"k\",\"type\":\"COMBO\",\"options\":[{\"value\":\"a\",\"description\":\"A\"},"
      "{\"value\":\"b\"},{\"value\":\"c\",\"description\":\"\"},{\"description\":\"x\"},"
      "\"d\",5,null,{\"value\":true}]}");
  const char *const values[] = { "a", "b", "c", "d", "5", "true" };
  const char *const labels[] = { "A", "b", "c", "d", "5", "true" };

  g_assert_cmpuint (val_field_get_n_options (one), ==, G_N_ELEMENTS (values));
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_assert_cmpstr (val_field_get_option_value (one, i), ==, values[i]);
      g_assert_cmpstr (val_field_get_option_label (one, i), ==, labels[i]);
    }
}

static void
test_defaults (void)
{
  g_autoptr (ValField) empty = field ("{\"key\":\"k\",\"defaultValue\":\"\"}");
  g_autoptr (ValField) boolean = field ("{\"key\":\"k\",\"defaultValue\":false}");
  g_autoptr (ValField) number = field ("{\"key\":\"k\",\"defaultValue\":15}");
  g_autoptr (ValField) null = field ("{\"key\":\"k\",\"defaultValue\":null}");

  g_assert_cmpstr (val_field_get_default (empty), ==, "");
  g_assert_cmpstr (val_field_get_default (boolean), ==, "false");
  g_assert_cmpstr (val_field_get_default (number), ==, "15");
  g_assert_null (val_field_get_default (null));
}

static void
test_order (void)
{
  g_autoptr (ValField) first = field ("{\"key\":\"z\",\"name\":\"Z\",\"displayOrder\":1}");
  g_autoptr (ValField) alpha = field ("{\"key\":\"y\",\"name\":\"A\",\"displayOrder\":2}");
  g_autoptr (ValField) beta = field ("{\"key\":\"x\",\"name\":\"B\",\"displayOrder\":2}");
  g_autoptr (ValField) twin = field ("{\"key\":\"y\",\"name\":\"B\",\"displayOrder\":2}");
  g_autoptr (ValField) huge = field ("{\"key\":\"h\",\"displayOrder\":9223372036854775807}");
  g_autoptr (ValField) none = field ("{\"key\":\"n\"}");

  g_assert_cmpint (val_field_compare (first, alpha), <, 0);
  g_assert_cmpint (val_field_compare (alpha, beta), <, 0);
  g_assert_cmpint (val_field_compare (beta, twin), <, 0);
  g_assert_cmpint (val_field_compare (twin, beta), >, 0);
  g_assert_cmpint (val_field_compare (beta, none), <, 0);
  g_assert_cmpint (val_field_compare (beta, beta), ==, 0);
  g_assert_cmpint (val_field_get_order (huge), ==, G_MAXINT);
}

static void
test_groups (void)
{
  gsize length;
  g_autofree char *text = val_test_payload ("element-config-groups.json", &length);
  g_autoptr (JsonNode) root = val_json_parse (text, length, NULL);
  JsonArray *array = val_json_node_array (root);
  g_autoptr (ValField) combo = val_field_new_from_json (json_array_get_object_element (array, 0));
  g_autoptr (ValField) user = val_field_new_from_json (json_array_get_object_element (array, 1));
  g_autoptr (ValField) secret = val_field_new_from_json (json_array_get_object_element (array, 4));

  g_assert_true (val_field_get_group_control (combo));
  g_assert_cmpint (val_field_get_kind (combo), ==, VAL_FIELD_COMBO);
  g_assert_cmpstr (val_field_get_default (combo), ==, "basic");
  g_assert_cmpuint (val_field_get_n_options (combo), ==, 2);
  g_assert_cmpstr (val_field_get_option_label (combo, 1), ==, "Authentication type OAuth");
  g_assert_cmpstr (val_field_get_group (user), ==, "basic");
  g_assert_cmpstr (val_field_get_group (secret), ==, "custom");
  g_assert_true (val_field_get_secret (secret));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/field/full", test_full);
  g_test_add_func ("/field/least", test_least);
  g_test_add_func ("/field/no-key", test_no_key);
  g_test_add_func ("/field/types", test_types);
  g_test_add_func ("/field/other-spelling", test_other_spelling);
  g_test_add_func ("/field/secrets", test_secrets);
  g_test_add_func ("/field/password-is-secret", test_password_is_secret);
  g_test_add_func ("/field/hidden", test_hidden);
  g_test_add_func ("/field/signature-key-is-offered", test_signature_key_is_offered);
  g_test_add_func ("/field/options", test_options);
  g_test_add_func ("/field/defaults", test_defaults);
  g_test_add_func ("/field/order", test_order);
  g_test_add_func ("/field/groups", test_groups);
  return g_test_run ();
}
