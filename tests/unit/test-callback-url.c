/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-callback-url.h"

#include <string.h>

#define MIN_CASES 250

static const ValCallbackContext usual_context = { "https://api.cloud-elements.com/elements/api-v2",
                                                  "hootsuite", 579876, 1000 };

static const char *const verdict_names[] = { "ok", "warn", "refuse" };

static const char *
find_setting (GStrv settings, const char *name)
{
  gsize length = strlen (name);

  for (char **setting = settings; *setting != NULL; setting++)
    if (strncmp (*setting, name, length) == 0 && (*setting)[length] == '=')
      return *setting + length + 1;
  return NULL;
}

static guint64
find_number (GStrv settings, const char *name)
{
  const char *text = find_setting (settings, name);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : 0;
}

static void
check_case (const char *url,
            const char *verdict,
            const char *key,
            const ValCallbackContext *context)
{
  g_autofree char *reason = NULL;
  ValUrlReason found = val_callback_url_find_reason (url, context, NULL);
  ValUrlVerdict given = val_callback_url_check (url, context, &reason);

  if (!g_str_equal (val_callback_url_reason_key (found), key) ||
      !g_str_equal (verdict_names[given], verdict))
    {
      g_autofree char *escaped = g_strescape (url, NULL);

      g_test_message ("%s: %s, %s; expected %s, %s", escaped, verdict_names[given],
                      val_callback_url_reason_key (found), verdict, key);
      g_test_fail ();
    }
  g_assert_cmpint (given, ==, val_callback_url_reason_verdict (found));
  g_assert_true ((reason == NULL) == (given == VAL_URL_OK));
  /* What passes must be a URL to the library that uses it as well, which leaves escapes alone. */
  if (given == VAL_URL_OK)
    g_assert_true (
        g_uri_is_valid (url, G_URI_FLAGS_ENCODED_PATH | G_URI_FLAGS_ENCODED_QUERY, NULL));
}

static void
check_line (const char *line)
{
  g_auto (GStrv) columns = g_strsplit (line, "\t", -1);
  g_auto (GStrv) settings = NULL;
  g_autofree char *url = NULL;
  ValCallbackContext context;

  g_assert_cmpuint (g_strv_length (columns), >=, 3);
  url = g_strcompress (columns[0]);
  if (columns[3] == NULL)
    {
      check_case (url, columns[1], columns[2], &usual_context);
      return;
    }
  if (g_str_equal (columns[3], "-"))
    {
      check_case (url, columns[1], columns[2], NULL);
      return;
    }
  settings = g_strsplit (columns[3], " ", -1);
  context.base_url = find_setting (settings, "base");
  context.element_key = find_setting (settings, "key");
  context.id = (gint64) find_number (settings, "id");
  context.max_length = (guint) find_number (settings, "max");
  check_case (url, columns[1], columns[2], &context);
}

static void
test_table (void)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "fixtures", "callback-urls.tsv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  guint n_cases = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (**line != '#' && strchr (*line, '\t') != NULL)
      {
        check_line (*line);
        n_cases++;
      }
  g_test_message ("%u cases", n_cases);
  g_assert_cmpuint (n_cases, >=, MIN_CASES);
}

static void
test_null (void)
{
  g_autofree char *reason = NULL;

  g_assert_cmpint (val_callback_url_check (NULL, NULL, &reason), ==, VAL_URL_REFUSE);
  g_assert_nonnull (reason);
  g_assert_cmpint (val_callback_url_check ("https://example.com/", NULL, NULL), ==, VAL_URL_OK);
}

static void
test_punycode_is_shown (void)
{
  g_autofree char *reason = NULL;
  g_autofree char *host = NULL;

  g_assert_cmpint (val_callback_url_check ("https://\320\260pple.com/x", NULL, &reason), ==,
                   VAL_URL_WARN);
  g_assert_nonnull (strstr (reason, "xn--pple-43d.com"));
  g_assert_cmpint (val_callback_url_find_reason ("https://\320\260pple.com/x", NULL, &host), ==,
                   VAL_URL_REASON_PUNYCODE);
  g_assert_cmpstr (host, ==, "xn--pple-43d.com");
}

static void
test_host_is_told (void)
{
  g_autofree char *plain = NULL;
  g_autofree char *literal = NULL;
  g_autofree char *none = NULL;

  val_callback_url_find_reason ("https://Example.COM./x", NULL, &plain);
  g_assert_cmpstr (plain, ==, "example.com");
  val_callback_url_find_reason ("https://[2606:4700:0:0::1111]/", NULL, &literal);
  g_assert_cmpstr (literal, ==, "2606:4700::1111");
  val_callback_url_find_reason ("https://exam ple.com/", NULL, &none);
  g_assert_null (none);
}

static void
test_reasons_are_complete (void)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

  for (int reason = VAL_URL_REASON_NONE; reason <= VAL_URL_REASON_NOT_ASCII; reason++)
    {
      const char *key = val_callback_url_reason_key ((ValUrlReason) reason);

      g_assert_nonnull (key);
      g_assert_true (g_hash_table_add (keys, (gpointer) key));
    }
}

static char *
make_url (const char *letter, guint length)
{
  GString *url = g_string_new ("https://example.com/");

  while (g_utf8_strlen (url->str, -1) < (glong) length)
    g_string_append (url, letter);
  return g_string_free (url, FALSE);
}

/* There is a ceiling of our own, in characters, whatever the field holds. */
static void
test_ceiling (void)
{
  const ValCallbackContext contexts[] = { { .max_length = 0 }, { .max_length = 100000 } };
  g_autofree char *longest = make_url ("a", VAL_CALLBACK_URL_MAX);
  g_autofree char *longer = make_url ("a", VAL_CALLBACK_URL_MAX + 1);
  g_autofree char *wide = make_url ("\303\274", VAL_CALLBACK_URL_MAX);
  g_autofree char *wider = make_url ("\303\274", VAL_CALLBACK_URL_MAX + 1);

  for (gsize i = 0; i < G_N_ELEMENTS (contexts); i++)
    {
      check_case (longest, "ok", "none", &contexts[i]);
      check_case (longer, "refuse", "endless", &contexts[i]);
      check_case (wide, "warn", "not-ascii", &contexts[i]);
      check_case (wider, "refuse", "endless", &contexts[i]);
    }
  check_case (longer, "refuse", "endless", NULL);
}

/* Every single byte that is put into a good URL either is allowed in one or is found. */
static void
test_every_byte (void)
{
  const char *allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                        "-._~:/?[]@!$&'()*+,;=";

  for (int byte = 1; byte < 256; byte++)
    {
      g_autofree char *url = g_strdup_printf ("https://example.com/a%cb", byte);
      gboolean expected = strchr (allowed, byte) != NULL;

      g_assert_true ((val_callback_url_check (url, NULL, NULL) == VAL_URL_OK) == expected);
    }
}

/* Whatever is thrown at it, it gives a verdict, and never calls good what has no host. */
static void
test_random_text (void)
{
  static const char *const pieces[] = {
    "https://",
    "http:",
    "//",
    "/",
    "\\",
    "@",
    ":",
    ".",
    "[",
    "]",
    "%",
    "%41",
    "#",
    "?",
    "::",
    "1",
    "0x",
    "127",
    "xn--",
    "a",
    " ",
    "\n",
    "\342\200\213",
    "\303\274",
    "com",
    "-",
    "_",
    "events",
    "api.cloud-elements.com",
    "/elements/api-v2",
    "hootsuite",
    "NTc5ODc2",
    "\377",
  };

  for (int i = 0; i < 200000; i++)
    {
      g_autoptr (GString) url = g_string_new (g_test_rand_bit () ? "https://" : NULL);
      int n_pieces = g_test_rand_int_range (0, 10);

      for (int j = 0; j < n_pieces; j++)
        g_string_append (url, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      if (val_callback_url_check (url->str, &usual_context, NULL) == VAL_URL_OK)
        {
          /* Escapes stay: those of bytes that are no UTF-8 are allowed in a path. */
          g_autoptr (GUri) uri = g_uri_parse (url->str, G_URI_FLAGS_ENCODED, NULL);

          g_assert_nonnull (uri);
          g_assert_cmpstr (g_uri_get_scheme (uri), ==, "https");
          g_assert_cmpstr (g_uri_get_host (uri), !=, "");
          g_assert_null (g_uri_get_userinfo (uri));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();

  g_test_add_func ("/callback-url/table", test_table);
  g_test_add_func ("/callback-url/null", test_null);
  g_test_add_func ("/callback-url/punycode-is-shown", test_punycode_is_shown);
  g_test_add_func ("/callback-url/host-is-told", test_host_is_told);
  g_test_add_func ("/callback-url/reasons-are-complete", test_reasons_are_complete);
  g_test_add_func ("/callback-url/ceiling", test_ceiling);
  g_test_add_func ("/callback-url/every-byte", test_every_byte);
  g_test_add_func ("/callback-url/random-text", test_random_text);
  return g_test_run ();
}
