/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-import.h"
#include "util/val-error.h"

#include <string.h>

static char *
fixture (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "import", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static ValImport *
read_text (const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  ValImport *import = val_import_parse (name, bytes, &error);

  g_assert_no_error (error);
  return import;
}

static ValImportProfile *
nth (ValImport *import, guint position)
{
  ValImportProfile *profile = g_list_model_get_item (val_import_get_profiles (import), position);

  g_assert_nonnull (profile);
  g_object_unref (profile);
  return profile;
}

static guint
count (ValImport *import)
{
  return g_list_model_get_n_items (val_import_get_profiles (import));
}

static void
assert_profile (ValImport *import,
                guint position,
                const char *name,
                const char *base_url,
                const char *user,
                const char *problem)
{
  ValImportProfile *profile = nth (import, position);
  const char *found = val_import_profile_get_problem (profile);

  g_assert_cmpstr (val_import_profile_get_name (profile), ==, name);
  g_assert_cmpstr (val_import_profile_get_base_url (profile), ==, base_url);
  g_assert_cmpstr (val_import_profile_get_user_secret (profile), ==, user);
  if (problem == NULL)
    g_assert_cmpstr (found, ==, NULL);
  else
    g_assert_true (found != NULL && strstr (found, problem) != NULL);
}

static void
test_cectl (void)
{
  g_autofree char *text = fixture ("cectl.toml");
  g_autoptr (ValImport) import = read_text ("cectl.toml", text);
  const char *us = "https://api.cloud-elements.com/elements/api-v2";
  const char *acme = "Us3r/Acme+Secret=0000000000000000000000000A=";

  g_assert_cmpint (val_import_get_tool (import), ==, VAL_IMPORT_CECTL);
  g_assert_cmpuint (count (import), ==, 5);
  assert_profile (import, 0, "default", us, acme, "the same as “acme”");
  assert_profile (import, 1, "acme", us, acme, NULL);
  assert_profile (import, 2, "acme_reports", us,
                  "Us3r/Reports+Secret=000000000000000000000B=", NULL);
  assert_profile (import, 3, "snap shot", "https://snapshot.cloud-elements.com/elements/api-v2",
                  "Us3r/Snap+Secret=00000000000000000000000C=", NULL);
  assert_profile (import, 4, "europe", NULL, "", "no secrets");
  g_assert_cmpstr (val_import_profile_get_organization_secret (nth (import, 3)), ==,
                   "ffeeddccbbaa99887766554433221100");
}

static void
test_doctor (void)
{
  g_autofree char *text = fixture ("doctor.json");
  g_autoptr (ValImport) import = read_text ("config.json", text);

  g_assert_cmpint (val_import_get_tool (import), ==, VAL_IMPORT_DOCTOR);
  g_assert_cmpuint (count (import), ==, 4);
  assert_profile (import, 0, "devStaging", "https://staging.cloud-elements.com/elements/api-v2",
                  "Us3r/Staging+Secret=000000000000000000000D=", NULL);
  assert_profile (import, 1, "Büro", NULL,
                  "Us3r/Büro+Secret=0000000000000000000000E=", "a character in it");
  assert_profile (import, 2, "reports", "https://console.cloud-elements.co.uk/elements/api-v2",
                  "Us3r/Eu+Secret=00000000000000000000000000F=", NULL);
  assert_profile (import, 3, "no base", NULL,
                  "Us3r/NoBase+Secret=000000000000000000000G=", "no base URL");
}

/* How people arrange the same things. */
static void
test_arrangements (void)
{
  static const struct
  {
    const char *name;
    const char *text;
    const char *profile;
  } cases[] = {
    { "a.toml", "[p]\nbase='https://h'\nuser='u'\norg='o'\n", "p" },
    { "a.toml", "[profiles.p]\nBase='https://h'\nUSER='u'\nOrg='o'\n", "p" },
    { "a.toml", "p = { base = 'https://h', user = 'u', org = 'o' }\n", "p" },
    { "a.toml", "p.base='https://h'\np.user='u'\np.org='o'\n", "p" },
    { "a.toml", "[default]\nlabel='p'\nbase='https://h'\nuser='u'\norg='o'\n", "p" },
    { "a.toml", "[p]\nlabel='q'\nbase='https://h'\nuser='u'\norg='o'\n", "p" },
    { "a.toml", "\xef\xbb\xbf[p]\r\nbase='https://h'\r\nuser='u'\r\norg='o'\r\n", "p" },
    { "x", "# c\n[p]\nbase='https://h'\nuser='u'\norg='o'\n", "p" },
    { "x", "[p]\nbase='https://h'\nuser='u'\norg='o'\n", "p" },
    { "a.JSON",
      "[{\"name\":\"p\",\"baseUrl\":\"https://h\",\"userSecret\":\"u\",\"orgSecret\":\"o\"}]",
      "p" },
    { "x", " {\"name\":\"p\",\"baseUrl\":\"h\",\"userSecret\":\"u\",\"organizationSecret\":\"o\"}",
      "p" },
    { "x", "[{\"name\":\"p\",\"baseUrl\":\"h\",\"userSecret\":\"u\",\"orgSecret\":\"o\"}]", "p" },
    { "x", "{\"p\":{\"baseUrl\":\"h\",\"userSecret\":\"u\",\"orgSecret\":\"o\"}}", "p" },
    { "x", "{\"accounts\":[{\"name\":\"p\",\"base\":\"h\",\"user\":\"u\",\"org\":\"o\"}],\"v\":1}",
      "p" },
    { "a.json",
      "\xef\xbb\xbf{\"x\":\"y\",\"p\":{\"baseUrl\":\"h\",\"z\":[\"userSecret\"],\"userSecret\":"
      "\"u\","
      "\"orgSecret\":\"o\"}}",
      "p" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ValImport) import = read_text (cases[i].name, cases[i].text);

      g_test_message ("%u", i);
      g_assert_cmpuint (count (import), ==, 1);
      assert_profile (import, 0, cases[i].profile, "https://h/elements/api-v2", "u", NULL);
      g_assert_cmpstr (val_import_profile_get_organization_secret (nth (import, 0)), ==, "o");
    }
}

static void
test_nothing (void)
{
  static const char *const texts[][2] = { { "a.toml", "" },
                                          { "a.toml", "[t]\nwidth = 3\n" },
                                          { "a.json", "[]" },
                                          { "a.json", "{\"profiles\": [1, \"user\", null]}" },
                                          { "a.json", "\"user\"" } };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ValImport) import = read_text (texts[i][0], texts[i][1]);

      g_assert_cmpuint (count (import), ==, 0);
    }
}

static void
test_problems (void)
{
  static const char *const cases[][2] = {
    { "base='https://h'\nuser='u'", "organization secret is missing" },
    { "base='https://h'\norg='o'", "user secret is missing" },
    { "base='https://h'", "no secrets" },
    { "base='https://h'\nuser=''\norg=''", "no secrets" },
    { "user='u'\norg='o'", "no base URL" },
    { "base=''\nuser='u'\norg='o'", "no base URL" },
    { "base='http://h'\nuser='u'\norg='o'", "https" },
    { "base='ftp://h'\nuser='u'\norg='o'", "https" },
    { "base='https://a:b@h'\nuser='u'\norg='o'", "user name" },
    { "base='h i'\nuser='u'\norg='o'", "not a URL" },
    { "base='https://h'\nuser='********'\norg='o'", "mask" },
    { "base='https://h'\nuser='u,v'\norg='o'", "comma" },
    { "base='https://h'\nuser='u'\norg=\"a\\nb\"", "one line" },
    { "base='https://h'\nuser='u'\nUser='v'\norg='o'", "twice" },
    { "base='https://h'\nuser=17\norg='o'", "user secret is missing" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("[p]\n%s\n", cases[i][0]);
      g_autoptr (ValImport) import = read_text ("a.toml", text);
      const char *problem;

      g_assert_cmpuint (count (import), ==, 1);
      problem = val_import_profile_get_problem (nth (import, 0));
      g_test_message ("%s: %s", cases[i][0], problem);
      g_assert_true (problem != NULL && strstr (problem, cases[i][1]) != NULL);
    }
}

static void
test_damaged_json (void)
{
  static const struct
  {
    const char *text;
    const char *place;
  } cases[] = {
    { "", "(line 1, column 1)" },
    { "[\n  {\"name\": \"a\"\n", "(line 3, column 1)" },
    { "[\n  {\"name\": \"a\",}\n]", "(line 2, column 16)" },
    { "[\n  {\"name\" \"a\"}\n]", "(line 2, column 11)" },
    { "[\n  {name: \"a\"}\n]", "(line 2, column 4)" },
    { "[\n  {'name': 'a'}\n]", "(line 2, column 4)" },
    { "[{}]\n[{}]", "(line 2, column 1)" },
    { "[{\"userSecret\": \"a\nb\"}]", "(line 1, column 19)" },
    { "[{\"userSecret\": \"a\\x\"}]", "(line 1, column 20)" },
    { "// accounts\n[]", "(line 1, column 1)" },
    { "[{\"userSecret\": \"\xff\"}]", "(line 1, column 18)" },
    { "[{\"userSecret\": undefined}]", "(line 1, column 17)" },
    { "[{\"userSecret\": \"a\\u0000b\"}]", "(line 1, column 25)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (cases[i].text, strlen (cases[i].text));
      g_autoptr (GError) error = NULL;

      g_assert_null (val_import_parse ("config.json", bytes, &error));
      g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
      g_test_message ("%u: %s", i, error->message);
      g_assert_nonnull (strstr (error->message, cases[i].place));
    }
}

/* Blanks the profiles of these names; compares with the text in which @removed are gone. */
static ValImportBlanking
assert_blanked (const char *file, const char *const *names, const char *const *removed)
{
  g_autofree char *text = fixture (file);
  g_autoptr (ValImport) import = read_text (file, text);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  g_autoptr (GString) expected = g_string_new (text);
  g_autoptr (GBytes) rest = NULL;
  ValImportBlanking blanking;
  gsize length;
  const char *data;

  for (guint i = 0; i < count (import); i++)
    if (g_strv_contains (names, val_import_profile_get_name (nth (import, i))))
      g_ptr_array_add (kept, nth (import, i));
  rest = val_import_blank (import, kept, &blanking);
  for (; *removed != NULL; removed += 2)
    g_assert_cmpuint (g_string_replace (expected, removed[0], removed[1], 0), >, 0);
  data = g_bytes_get_data (rest, &length);
  g_assert_cmpuint (length, ==, expected->len);
  g_assert_true (memcmp (data, expected->str, length) == 0);
  return blanking;
}

static void
test_blank_all (void)
{
  const char *const names[] = { "acme", "acme_reports", "snap shot", NULL };
  const char *const removed[] = { "Us3r/Acme+Secret=0000000000000000000000000A=",
                                  "",
                                  "Us3r/Reports+Secret=000000000000000000000B=",
                                  "",
                                  "Us3r/Snap+Secret=00000000000000000000000C=",
                                  "",
                                  "00112233445566778899aabbccddeeff",
                                  "",
                                  "ffeeddccbbaa99887766554433221100",
                                  "",
                                  NULL };
  ValImportBlanking blanking = assert_blanked ("cectl.toml", names, removed);

  g_assert_cmpuint (blanking.n_blanked, ==, 8);
  g_assert_cmpuint (blanking.n_left, ==, 0);
  g_assert_cmpuint (blanking.copy_line, ==, 0);
}

/* What shares the organization but was not imported keeps all it has. */
static void
test_blank_one (void)
{
  const char *const names[] = { "acme_reports", NULL };
  const char *const removed[] = { "'00112233445566778899aabbccddeeff'", "''",
                                  "Us3r/Reports+Secret=000000000000000000000B=", "", NULL };
  ValImportBlanking blanking = assert_blanked ("cectl.toml", names, removed);

  g_assert_cmpuint (blanking.n_blanked, ==, 2);
  g_assert_cmpuint (blanking.n_left, ==, 3);
}

static void
test_blank_json (void)
{
  const char *const names[] = { "Büro", "reports", NULL };
  const char *const removed[] = { "Us3r\\/B\\u00fcro+Secret=0000000000000000000000E=",
                                  "",
                                  "fedcba9876543210fedcba9876543210\",\"user",
                                  "\",\"user",
                                  "Us3r/Eu+Secret=00000000000000000000000000F=",
                                  "",
                                  "89abcdef0123456789abcdef01234567",
                                  "",
                                  NULL };
  ValImportBlanking blanking = assert_blanked ("doctor.json", names, removed);

  g_assert_cmpuint (blanking.n_blanked, ==, 4);
  g_assert_cmpuint (blanking.n_left, ==, 2);
}

static void
test_copy_in_comment (void)
{
  g_autoptr (ValImport) import =
      read_text ("a.toml", "[p]\nbase='https://h'\nuser='s3cret'\norg='o'\n# user='s3cret'\n");
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  g_autoptr (GBytes) rest = NULL;
  ValImportBlanking blanking;

  g_ptr_array_add (kept, nth (import, 0));
  rest = val_import_blank (import, kept, &blanking);
  g_assert_cmpuint (blanking.copy_line, ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/import/cectl", test_cectl);
  g_test_add_func ("/import/doctor", test_doctor);
  g_test_add_func ("/import/arrangements", test_arrangements);
  g_test_add_func ("/import/nothing", test_nothing);
  g_test_add_func ("/import/problems", test_problems);
  g_test_add_func ("/import/damaged-json", test_damaged_json);
  g_test_add_func ("/import/blank-all", test_blank_all);
  g_test_add_func ("/import/blank-one", test_blank_one);
  g_test_add_func ("/import/blank-json", test_blank_json);
  g_test_add_func ("/import/copy-in-comment", test_copy_in_comment);
  return g_test_run ();
}
