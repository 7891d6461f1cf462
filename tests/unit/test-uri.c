/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/val-error.h"
#include "util/val-uri.h"

typedef struct
{
  const char *typed;
  const char *base;
} BaseCase;

static const BaseCase bases[] = {
  { "https://api.cloud-elements.com/elements/api-v2",
    "https://api.cloud-elements.com/elements/api-v2" },
  { "https://api.cloud-elements.com/elements/api-v2/",
    "https://api.cloud-elements.com/elements/api-v2" },
  { "https://api.cloud-elements.com/elements/api-v2//",
    "https://api.cloud-elements.com/elements/api-v2" },
  { "https://api.cloud-elements.com/elements/", "https://api.cloud-elements.com/elements/api-v2" },
  { "https://api.cloud-elements.com/elements", "https://api.cloud-elements.com/elements/api-v2" },
  { "https://api.cloud-elements.com/", "https://api.cloud-elements.com/elements/api-v2" },
  { "https://api.cloud-elements.com", "https://api.cloud-elements.com/elements/api-v2" },
  { "api.cloud-elements.com", "https://api.cloud-elements.com/elements/api-v2" },
  { " api.cloud-elements.com/\n", "https://api.cloud-elements.com/elements/api-v2" },
  { "HTTPS://API.Cloud-Elements.COM", "https://api.cloud-elements.com/elements/api-v2" },
  { "https://api.cloud-elements.com:443", "https://api.cloud-elements.com/elements/api-v2" },
  { "https://api.cloud-elements.com:8443", "https://api.cloud-elements.com:8443/elements/api-v2" },
  { "https://gate.example.com/tenant", "https://gate.example.com/tenant/elements/api-v2" },
  { "https://gate.example.com/tenant/elements/api-v2/",
    "https://gate.example.com/tenant/elements/api-v2" },
  { "http://localhost:9200", "http://localhost:9200/elements/api-v2" },
  { "http://LOCALHOST", "http://localhost/elements/api-v2" },
  { "http://127.0.0.1:80", "http://127.0.0.1/elements/api-v2" },
  { "http://127.0.0.1:443/", "http://127.0.0.1:443/elements/api-v2" },
  { "http://[::1]:9200/", "http://[::1]:9200/elements/api-v2" },
  { "https://[2001:db8::1]", "https://[2001:db8::1]/elements/api-v2" },
};

static const char *const not_bases[] = {
  "",
  " ",
  "https://",
  "https:///elements",
  "https://:443/",
  "http://example.com",
  "http://localhost.example.com",
  "http://10.0.0.1",
  "ftp://example.com",
  "file:///etc/passwd",
  "javascript://example.com/%0aalert(1)",
  "https://user@example.com",
  "https://user:pass@example.com",
  "https://example.com?x=1",
  "https://example.com/#x",
  "https://example.com\\@evil.example",
  "https://exa mple.com",
  "https://example.com/a b",
  "https://example.com/\r\nHost: evil.example",
  "https://example.com:99999",
  "https://example.com:x",
  "https://example.com:0",
  "https://ex\342\200\256ample.com",
  "https://[::1",
};

static void
test_bases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *base = val_uri_normalise_base (bases[i].typed, &error);
      g_autofree char *again = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (base, ==, bases[i].base);
      again = val_uri_normalise_base (base, NULL);
      g_assert_cmpstr (again, ==, base);
    }
}

static void
test_not_bases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (not_bases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *base = val_uri_normalise_base (not_bases[i], &error);

      if (base != NULL)
        g_test_message ("accepted: %s", not_bases[i]);
      g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
    }
}

static void
test_join (void)
{
  g_autofree char *bare = val_uri_join ("https://h/elements/api-v2", "/instances", NULL);
  g_autofree char *empty = val_uri_join ("https://h/elements/api-v2", "/instances", "");
  g_autofree char *full = val_uri_join ("https://h/elements/api-v2", "/instances", "a=1&b=2");

  g_assert_cmpstr (bare, ==, "https://h/elements/api-v2/instances");
  g_assert_cmpstr (empty, ==, "https://h/elements/api-v2/instances");
  g_assert_cmpstr (full, ==, "https://h/elements/api-v2/instances?a=1&b=2");
}

static void
test_loopback (void)
{
  const char *const yes[] = { "localhost", "LocalHost", "127.0.0.1", "127.255.0.1", "::1" };
  const char *const no[] = { "",
                             "localhost.",
                             "localhost.example.com",
                             "127.0.0.1.nip.io",
                             "0.0.0.0",
                             "128.0.0.1",
                             "::2",
                             "example.com",
                             "127.1",
                             "10.0.0.1" };

  for (gsize i = 0; i < G_N_ELEMENTS (yes); i++)
    g_assert_true (val_uri_host_is_loopback (yes[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (no); i++)
    g_assert_false (val_uri_host_is_loopback (no[i]));
  g_assert_false (val_uri_host_is_loopback (NULL));
}

static void
test_uri_is_loopback (void)
{
  g_autoptr (GUri) yes = g_uri_parse ("http://[::1]:80/", G_URI_FLAGS_NONE, NULL);
  g_autoptr (GUri) no = g_uri_parse ("http://localhost@example.com/", G_URI_FLAGS_NONE, NULL);
  g_autoptr (GUri) hostless = g_uri_parse ("mailto:x", G_URI_FLAGS_NONE, NULL);

  g_assert_true (val_uri_is_loopback (yes));
  g_assert_false (val_uri_is_loopback (no));
  g_assert_false (val_uri_is_loopback (hostless));
}

static gboolean
same (const char *one, const char *other)
{
  g_autoptr (GUri) first = g_uri_parse (one, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GUri) second = g_uri_parse (other, G_URI_FLAGS_NONE, NULL);

  g_assert_true (val_uri_same_origin (second, first) == val_uri_same_origin (first, second));
  return val_uri_same_origin (first, second);
}

static void
test_same_origin (void)
{
  g_assert_true (same ("https://example.com/a", "https://example.com/b?c"));
  g_assert_true (same ("https://example.com", "https://EXAMPLE.com:443/"));
  g_assert_true (same ("http://example.com:80", "http://example.com/"));
  g_assert_false (same ("https://example.com", "http://example.com"));
  g_assert_false (same ("https://example.com", "https://example.com:8443"));
  g_assert_false (same ("https://example.com", "https://www.example.com"));
  g_assert_false (same ("http://example.com:443", "https://example.com:443"));
  g_assert_false (same ("https://example.com", "https://example.com.evil.example"));
}

/* Redirects may go anywhere; what has no host is no origin of anyone's. */
static void
test_no_origin (void)
{
  g_assert_false (same ("https://example.com", "mailto:x"));
  g_assert_false (same ("file:///a", "file:///b"));
  g_assert_false (same ("mailto:x", "mailto:x"));
}

static void
test_escape_segment (void)
{
  g_autofree char *plain = val_uri_escape_segment ("hootsuite-2_x.y~z");
  g_autofree char *nasty = val_uri_escape_segment ("../a b?c#d%e\303\274&=");

  g_assert_cmpstr (plain, ==, "hootsuite-2_x.y~z");
  g_assert_cmpstr (nasty, ==, "..%2Fa%20b%3Fc%23d%25e%C3%BC%26%3D");
}

static void
test_query (void)
{
  g_autoptr (GString) query = NULL;

  query = val_uri_query_append (query, "tags[]", "a&b=c");
  query = val_uri_query_append (query, "skipped", NULL);
  query = val_uri_query_append (query, "tags[]", "\303\274 +");
  query = val_uri_query_append (query, "empty", "");
  g_assert_cmpstr (query->str, ==, "tags[]=a%26b%3Dc&tags[]=%C3%BC%20%2B&empty=");
}

static void
test_empty_query (void)
{
  g_autoptr (GString) query = val_uri_query_append (NULL, "skipped", NULL);

  g_assert_cmpstr (query->str, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/uri/bases", test_bases);
  g_test_add_func ("/uri/not-bases", test_not_bases);
  g_test_add_func ("/uri/join", test_join);
  g_test_add_func ("/uri/loopback", test_loopback);
  g_test_add_func ("/uri/uri-is-loopback", test_uri_is_loopback);
  g_test_add_func ("/uri/same-origin", test_same_origin);
  g_test_add_func ("/uri/no-origin", test_no_origin);
  g_test_add_func ("/uri/escape-segment", test_escape_segment);
  g_test_add_func ("/uri/query", test_query);
  g_test_add_func ("/uri/empty-query", test_empty_query);
  return g_test_run ();
}
