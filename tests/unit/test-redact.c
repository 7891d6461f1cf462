/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-redact.h"
#include "support/val-test-util.h"
#include "util/val-json.h"

#include <string.h>

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = val_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return node;
}

static char *
redact (const char *text)
{
  g_autoptr (ValRedactor) redactor = val_redactor_new ();
  g_autoptr (JsonNode) node = parse (text);
  g_autofree char *clean = val_redactor_json (redactor, node, 64 * 1024, NULL);
  g_autoptr (JsonNode) again = parse (clean);

  return json_to_string (again, FALSE);
}

static void
test_keys (void)
{
  static const char *const secret[] = { "apiSecret",
                                        "oauth.api.secret",
                                        "oauth.api.key",
                                        "oauth.user.refresh_token",
                                        "oauth.callback.url",
                                        "token",
                                        "password",
                                        "event.notification.basic.password",
                                        "code",
                                        "event.notification.signature.key",
                                        "Authorization",
                                        "oauth_verifier",
                                        "client_secret",
                                        "userSecret",
                                        "user_secret",
                                        "PASSWORD",
                                        "apiKey",
                                        "client_id",
                                        "state",
                                        "event.notification.callback.headers" };
  static const char *const open[] = { "key",
                                      "name",
                                      "id",
                                      "element",
                                      "event.notification.enabled",
                                      "event.notification.callback.url",
                                      "tags",
                                      "oauthUrl",
                                      "statusCode",
                                      "nextPage",
                                      "pageSize",
                                      "hub" };

  for (gsize i = 0; i < G_N_ELEMENTS (secret); i++)
    if (!val_redact_is_secret (secret[i]))
      g_error ("%s is not taken for a secret", secret[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (open); i++)
    if (val_redact_is_secret (open[i]))
      g_error ("%s is taken for a secret", open[i]);
  g_assert_false (val_redact_is_secret (NULL));
}

static void
test_names (void)
{
  static const char *const cases[][2] = {
    { "apiSecret", "API_SECRET" },
    { "oauth.api.secret", "OAUTH_API_SECRET" },
    { "oauth.user.refresh_token", "OAUTH_USER_REFRESH_TOKEN" },
    { "TOKEN", "TOKEN" },
    { "2nd-code", "SECRET_2ND_CODE" },
    { "..x", "X" },
    { "é", "SECRET_" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = val_redact_name (cases[i][0]);

      g_assert_cmpstr (name, ==, cases[i][1]);
    }
}

typedef struct
{
  const char *text;
  const char *clean;
} Case;

static void
test_bodies (void)
{
  static const Case cases[] = {
    { "{\"name\":\"a\",\"token\":\"FAKE-1234567\"}", "{\"name\":\"a\",\"token\":\"«TOKEN»\"}" },
    /* A mask and what is empty say nothing; whether one is set does no harm. */
    { "{\"oauth.api.secret\":\"********\",\"password\":\"\",\"token\":null,\"code\":true}",
      "{\"oauth.api.secret\":\"********\",\"password\":\"\",\"token\":null,\"code\":true}" },
    { "{\"pin.code\":1234}", "{\"pin.code\":1234}" },
    { "{\"code\":1234}", "{\"code\":\"«CODE»\"}" },
    { "{\"providerData\":{\"code\":\"x\",\"realmId\":\"y\",\"list\":[\"z\"]}}",
      "{\"providerData\":{\"code\":\"«CODE»\",\"realmId\":\"«REALM_ID»\",\"list\":[\"«LIST»\"]}}" },
    { "{\"providerData\":\"[1]\"}", "{\"providerData\":\"«PROVIDER_DATA»\"}" },
    /* What a value is, its neighbours tell. */
    { "[{\"key\":\"oauth.api.secret\",\"propertyValue\":\"x\"},"
      "{\"key\":\"site\",\"propertyValue\":\"y\",\"type\":\"TEXTFIELD_32\"},"
      "{\"key\":\"pin\",\"defaultValue\":\"z\",\"type\":\"PASSWORD\"}]",
      "[{\"key\":\"oauth.api.secret\",\"propertyValue\":\"«OAUTH_API_SECRET»\"},"
      "{\"key\":\"site\",\"propertyValue\":\"y\",\"type\":\"TEXTFIELD_32\"},"
      "{\"key\":\"pin\",\"defaultValue\":\"«PIN»\",\"type\":\"PASSWORD\"}]" },
    { "{\"propertyValue\":\"x\"}", "{\"propertyValue\":\"«PROPERTY_VALUE»\"}" },
    /* Within a string: an address, an address in an address, JSON. */
    { "{\"oauthUrl\":\"https://h/a?client_id=abc&scope=x&state=def#code=g\"}",
      "{\"oauthUrl\":\"https://h/a?client_id=«CLIENT_ID»&scope=x&state=«STATE»#code=«CODE»\"}" },
    { "{\"u\":\"a?to=https%3A%2F%2Fh%3Fcode%3Dabc\"}",
      "{\"u\":\"a?to=https%3A%2F%2Fh%3Fcode%3D«CODE»\"}" },
    { "{\"d\":\"{\\\"token\\\":\\\"x\\\",\\\"a\\\":[1]}\"}",
      "{\"d\":\"{\\\"token\\\":\\\"«TOKEN»\\\",\\\"a\\\":[1]}\"}" },
    { "{\"d\":\"{not JSON, token=abc}\"}", "{\"d\":\"{not JSON, token=«TOKEN»\"}" },
    /* Met under its name, it is found elsewhere. */
    { "{\"token\":\"FAKE-1234567\",\"message\":\"no FAKE-1234567 here\"}",
      "{\"token\":\"«TOKEN»\",\"message\":\"no «TOKEN» here\"}" },
    { "{\"oauth.scope\":\"offline\",\"message\":\"offline\"}",
      "{\"oauth.scope\":\"«OAUTH_SCOPE»\",\"message\":\"offline\"}" },
    { "[]", "[]" },
    { "[{},[],1.5,\"a=b\",false,null]", "[{},[],1.5,\"a=b\",false,null]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = redact (cases[i].text);

      g_assert_cmpstr (clean, ==, cases[i].clean);
    }
}

static void
test_queries (void)
{
  static const Case cases[] = {
    { "pageSize=200&nextPage=abc", "pageSize=200&nextPage=abc" },
    { "apiKey=a&apiSecret=b%2Bc%3D&scope=d", "apiKey=«API_KEY»&apiSecret=«API_SECRET»&scope=d" },
    { "tags[]=x&token=", "tags[]=x&token=" },
    { "oauth%2Eapi%2Esecret=x", "oauth%2Eapi%2Esecret=«OAUTH_2EAPI_2ESECRET»" },
    { "=x&==&a", "=x&==&a" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ValRedactor) redactor = val_redactor_new ();
      g_autofree char *clean = val_redactor_text (redactor, cases[i].text);

      g_assert_cmpstr (clean, ==, cases[i].clean);
    }
}

static char *
to_hex (const char *secret)
{
  GString *hex = g_string_new (NULL);

  for (; *secret != '\0'; secret++)
    g_string_append_printf (hex, "%02x", (guchar) *secret);
  return g_string_free (hex, FALSE);
}

/* The secret in the middle of something else: its own part of that is left. */
static char *
to_base64 (const char *secret, const char *before)
{
  g_autofree char *whole = g_strconcat (before, secret, ". And more after it.", NULL);

  return g_base64_encode ((const guchar *) whole, strlen (whole));
}

static GStrv
encode (const char *secret)
{
  g_autofree char *base64 = to_base64 (secret, "a");
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), secret);
  char *forms[] = {
    g_strdup (secret),
    g_utf8_strreverse (secret, -1),
    to_hex (secret),
    g_uri_escape_string (secret, NULL, FALSE),
    json_to_string (node, FALSE),
    to_base64 (secret, ""),
    to_base64 (secret, "ab"),
    g_strdelimit (g_strdelimit (g_strdup (base64), "+", '-'), "/", '_'),
    NULL,
  };

  return g_memdup2 (forms, sizeof forms);
}

/* As long a piece of @form as depends on the secret alone. */
static char *
core (const char *form)
{
  gsize length = strlen (form);

  return length > 32 ? g_strndup (form + 4, 16) : g_strdup (form);
}

static void
test_canaries (void)
{
  static const char *const canaries[] = {
    "u5er+Canary/0123456789=x", "0123456789abcdef0123456789abcdef",
    "t0ken/Canary+98765=",      "code-\"Canary\"-42",
    "Ünïcode-Canary-7",         "sign&ture%Canary?key#1"
  };
  g_autoptr (ValRedactor) redactor = val_redactor_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (canaries); i++)
    val_redactor_add (redactor, "CANARY", canaries[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (canaries); i++)
    {
      g_auto (GStrv) forms = encode (canaries[i]);

      g_assert_cmpuint (g_strv_length (forms), ==, 8);
      for (char **form = forms; *form != NULL; form++)
        {
          g_autofree char *text = g_strdup_printf ("before %s after", *form);
          g_autofree char *piece = core (*form);
          g_autofree char *clean = val_redactor_text (redactor, text);
          g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);
          g_autofree char *json = val_redactor_json (redactor, node, 4096, NULL);

          if (strstr (clean, piece) != NULL || strstr (json, piece) != NULL)
            g_error ("form %d of canary %d survives", (int) (form - forms), (int) i);
          g_assert_nonnull (strstr (clean, "before "));
          g_assert_nonnull (strstr (clean, "«CANARY»"));
        }
    }
}

static void
test_ignored (void)
{
  g_autoptr (ValRedactor) redactor = val_redactor_new ();
  g_autofree char *clean = NULL;

  val_redactor_add (redactor, "A", NULL);
  val_redactor_add (redactor, "B", "true");
  val_redactor_add (redactor, "C", "********");
  clean = val_redactor_text (redactor, "true ******** NULL");
  g_assert_cmpstr (clean, ==, "true ******** NULL");
  g_assert_null (val_redactor_text (redactor, NULL));
  g_assert_null (val_redactor_json (redactor, NULL, 10, NULL));
}

static void
test_bound (void)
{
  g_autoptr (ValRedactor) redactor = val_redactor_new ();
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  gboolean was_cut;

  json_builder_begin_array (builder);
  for (guint i = 0; i < 100000; i++)
    json_builder_add_string_value (builder, "äöü");
  json_builder_end_array (builder);
  node = json_builder_get_root (builder);
  text = val_redactor_json (redactor, node, 1001, &was_cut);
  g_assert_true (was_cut);
  g_assert_cmpuint (strlen (text), <=, 1001);
  g_assert_cmpuint (strlen (text), >, 990);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_clear_pointer (&text, g_free);
  text = val_redactor_json (redactor, node, 10 * 1000 * 1000, &was_cut);
  g_assert_false (was_cut);
}

/* A secret that the bound would cut in two is gone as a whole. */
static void
test_bound_in_secret (void)
{
  const char *secret = "FAKE-0123456789-0123456789-0123456789";

  for (gsize bound = 10; bound < 80; bound++)
    {
      g_autoptr (ValRedactor) redactor = val_redactor_new ();
      g_autofree char *body = g_strdup_printf ("{\"a\": \"0123456789 %s 0123456789\"}", secret);
      g_autoptr (JsonNode) node = parse (body);
      g_autofree char *text = NULL;

      val_redactor_add (redactor, "SECRET", secret);
      text = val_redactor_json (redactor, node, bound, NULL);
      g_assert_cmpuint (strlen (text), <=, bound);
      g_assert_null (strstr (text, "FAKE"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/redact/keys", test_keys);
  g_test_add_func ("/redact/names", test_names);
  g_test_add_func ("/redact/bodies", test_bodies);
  g_test_add_func ("/redact/queries", test_queries);
  g_test_add_func ("/redact/canaries", test_canaries);
  g_test_add_func ("/redact/ignored", test_ignored);
  g_test_add_func ("/redact/bound", test_bound);
  g_test_add_func ("/redact/bound-in-secret", test_bound_in_secret);
  return g_test_run ();
}
