/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-url-marks.h"

#include <string.h>

#define N_RANDOM 20000
#define SIGNS    "./?&#:@["

/* What is marked stands in braces. */
static const char *const cases[][4] = {
  { "https://localhost/x", "https://host.example/x", "https://{localhost}/x",
    "https://{host.example}/x" },
  { "https://hooks.example.com/v1", "https://big.example.com/v1", "https://{hooks}.example.com/v1",
    "https://{big}.example.com/v1" },
  { "https://example.com/v1", "https://big.example.com/v1", "https://example.com/v1",
    "https://{big}.example.com/v1" },
  { "https://10.0.0.1/", "http://10.0.0.5/", "{https}://10.0.0.{1}/", "{http}://10.0.0.{5}/" },
  { "https://dpi2n.example/", "https://dpi2.example/", "https://{dpi2n}.example/",
    "https://{dpi2}.example/" },
  { "https://a.example.com/", "https://b.example.net/", "https://{a}.example.{com}/",
    "https://{b}.example.{net}/" },
  { "https://a.old.com/", "https://b.new.com/", "https://{a.old}.com/", "https://{b.new}.com/" },
  { "https://a/x", "https://a:8443/x", "https://a/x", "https://a{:8443}/x" },
  { "https://a:80/x", "https://a:8443/x", "https://a:{80}/x", "https://a:{8443}/x" },
  { "https://[::1]:80/x", "https://[::2]:80/x", "https://{[::1]}:80/x", "https://{[::2]}:80/x" },
  { "https://u:p@a/", "https://a/", "https://{u:p@}a/", "https://a/" },
  { "https://a/hooks", "https://a/hooks/", "https://a/hooks", "https://a/hooks{/}" },
  { "https://a/v1/hooks", "https://a/v2/hooks", "https://a/{v1}/hooks", "https://a/{v2}/hooks" },
  { "https://a/b/c", "https://a/b/new/c", "https://a/b/c", "https://a/b{/new}/c" },
  { "https://a/?x=1&y=2", "https://a/?x=1&y=3", "https://a/?x=1&{y=2}", "https://a/?x=1&{y=3}" },
  { "https://a/?x=1&y=2", "https://a/?y=2", "https://a/{?x=1}&y=2", "https://a/?y=2" },
  { "https://a/#one", "https://a/#two", "https://a/#{one}", "https://a/#{two}" },
  { "https://a/x", "https://a/x", "https://a/x", "https://a/x" },
  { "https://a/", "", "{https}://{a/}", "" },
  { "words", "https://a/", "{words}", "{https}://{a}/" },
  { "https://b\303\274cher.example/", "https://b\303\266cher.example/",
    "https://{b\303\274cher}.example/", "https://{b\303\266cher}.example/" },
};

static char *
write_marks (const char *url, const char *other)
{
  g_autoptr (GArray) marks = val_url_marks_new (url, other);
  GString *text = g_string_new (NULL);
  guint at = 0;

  for (guint i = 0; i < marks->len; i++)
    {
      ValUrlMark mark = g_array_index (marks, ValUrlMark, i);

      g_string_append_len (text, url + at, (gssize) mark.start - at);
      g_string_append_printf (text, "{%.*s}", (int) (mark.end - mark.start), url + mark.start);
      at = mark.end;
    }
  g_string_append (text, url + at);
  return g_string_free (text, FALSE);
}

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *old_marks = write_marks (cases[i][0], cases[i][1]);
      g_autofree char *new_marks = write_marks (cases[i][1], cases[i][0]);

      g_assert_cmpstr (old_marks, ==, cases[i][2]);
      g_assert_cmpstr (new_marks, ==, cases[i][3]);
    }
}

static char *
random_url (void)
{
  static const char *const pieces[] = { "a",   "b",   "hooks",    "example",  "https",
                                        "://", "/",   "/",        ".",        "?",
                                        "&",   "#",   ":",        "@",        "[",
                                        "]",   "%20", "\303\274", "\303\266", "\360\237\230\200" };
  GString *url = g_string_new (g_test_rand_bit () ? "https://" : "");
  int n_pieces = g_test_rand_int_range (0, 12);

  for (int i = 0; i < n_pieces; i++)
    g_string_append (url, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
  return g_string_free (url, FALSE);
}

static gboolean
is_sign (char c)
{
  return c == '\0' || strchr (SIGNS, c) != NULL;
}

/* Apart, in order, not empty, between characters, and no word is cut. */
static guint
check_marks (const char *url, const char *other)
{
  g_autoptr (GArray) marks = val_url_marks_new (url, other);
  guint at = 0;

  for (guint i = 0; i < marks->len; i++)
    {
      ValUrlMark mark = g_array_index (marks, ValUrlMark, i);

      g_assert_true (i == 0 || mark.start > at);
      g_assert_cmpuint (mark.start, <, mark.end);
      g_assert_cmpuint (mark.end, <=, strlen (url));
      g_assert_true (g_utf8_validate (url + at, (gssize) mark.start - at, NULL));
      g_assert_true (g_utf8_validate (url + mark.start, (gssize) mark.end - mark.start, NULL));
      g_assert_true (mark.start == 0 || is_sign (url[mark.start - 1]) || is_sign (url[mark.start]));
      g_assert_true (is_sign (url[mark.end]) || is_sign (url[mark.end - 1]));
      at = mark.end;
    }
  return marks->len;
}

static char *
take_braces (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (*text != '{' && *text != '}')
      g_string_append_c (plain, *text);
  return g_string_free (plain, FALSE);
}

static void
test_random (void)
{
  for (int i = 0; i < N_RANDOM; i++)
    {
      g_autofree char *old_url = random_url ();
      g_autofree char *new_url = random_url ();
      guint n_marks = check_marks (old_url, new_url) + check_marks (new_url, old_url);
      g_autofree char *marked = write_marks (old_url, new_url);
      g_autofree char *joined = take_braces (marked);

      g_assert_cmpstr (joined, ==, old_url);
      g_assert_cmpuint (check_marks (old_url, old_url), ==, 0);
      if (n_marks == 0)
        g_assert_cmpstr (old_url, ==, new_url);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/url-marks/cases", test_cases);
  g_test_add_func ("/url-marks/random", test_random);
  return g_test_run ();
}
