/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oauth/val-redirect.h"
#include "util/val-error.h"

#include <string.h>

#define STATE    "s7A-te_0123456789abcdefghijklmnopqrstuvwxyzABC"
#define CODE     "4/0AbC-d_e.f~123"
#define PARAMS   "code=4%2F0AbC-d_e.f~123&state=" STATE
#define CALLBACK "http://localhost:9200/callback"
#define URL      CALLBACK "?" PARAMS

static void
assert_pasted (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValRedirect) redirect = val_redirect_parse_paste (text, CALLBACK, STATE, &error);

  if (redirect == NULL)
    g_test_message ("not understood: %s", text);
  g_assert_no_error (error);
  g_assert_nonnull (redirect);
  g_assert_cmpstr (val_redirect_get (redirect, "code"), ==, CODE);
  g_assert_cmpstr (val_redirect_get (redirect, "state"), ==, STATE);
}

static void
assert_paste_refused (const char *text, ValError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValRedirect) redirect = val_redirect_parse_paste (text, CALLBACK, STATE, &error);

  g_assert_null (redirect);
  if (!val_error_is (error, code))
    g_test_message ("wrong error for: %s", text);
  g_assert_error (error, VAL_ERROR, (int) code);
}

static void
assert_query_refused (const char *query, ValError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValRedirect) redirect = val_redirect_parse_query (query, STATE, &error);

  g_assert_null (redirect);
  if (!val_error_is (error, code))
    g_test_message ("wrong error for: %s", query);
  g_assert_error (error, VAL_ERROR, (int) code);
}

static void
test_query (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValRedirect) redirect = val_redirect_parse_query (
      "realmId=12%2034&scope=a+b&empty=&flag&" PARAMS "&&scope=c", STATE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (val_redirect_get (redirect, "code"), ==, CODE);
  g_assert_cmpstr (val_redirect_get (redirect, "realmId"), ==, "12 34");
  g_assert_cmpstr (val_redirect_get (redirect, "scope"), ==, "a b");
  g_assert_cmpstr (val_redirect_get (redirect, "empty"), ==, "");
  g_assert_cmpstr (val_redirect_get (redirect, "flag"), ==, "");
  g_assert_null (val_redirect_get (redirect, "absent"));
}

/* OAuth 1: the request token shows whose answer it is (contract 6.5). */
static void
test_query_oauth1 (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValRedirect) redirect =
      val_redirect_parse_query ("oauth_token=" STATE "&oauth_verifier=v", STATE, &error);
  g_autoptr (ValRedirect) pasted = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (val_redirect_get (redirect, "oauth_verifier"), ==, "v");
  pasted = val_redirect_parse_paste (CALLBACK "?oauth_token=" STATE "&oauth_verifier=v", CALLBACK,
                                     STATE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (val_redirect_get (pasted, "oauth_verifier"), ==, "v");
  assert_query_refused ("denied=" STATE, VAL_ERROR_OAUTH_DENIED);
  assert_query_refused ("denied=other", VAL_ERROR_OAUTH_STATE);
  assert_query_refused ("oauth_token=other&oauth_verifier=v", VAL_ERROR_OAUTH_STATE);
  assert_query_refused ("oauth_verifier=v", VAL_ERROR_OAUTH_STATE);
  assert_query_refused ("oauth_token=" STATE, VAL_ERROR_OAUTH_NO_CODE);
  assert_query_refused ("oauth_token=" STATE "&oauth_verifier=", VAL_ERROR_OAUTH_NO_CODE);
  assert_query_refused ("oauth_token=" STATE "&oauth_verifier=v&oauth_verifier=w",
                        VAL_ERROR_OAUTH_NO_CODE);
  assert_query_refused ("oauth_token=" STATE "&oauth_token=" STATE "&oauth_verifier=v",
                        VAL_ERROR_OAUTH_STATE);
}

static void
test_query_refused (void)
{
  assert_query_refused (NULL, VAL_ERROR_OAUTH_NO_CODE);
  assert_query_refused ("", VAL_ERROR_OAUTH_NO_CODE);
  assert_query_refused ("state=" STATE, VAL_ERROR_OAUTH_NO_CODE);
  assert_query_refused ("code=&state=" STATE, VAL_ERROR_OAUTH_NO_CODE);
  assert_query_refused ("code=a", VAL_ERROR_OAUTH_STATE);
  assert_query_refused ("code=a&state=", VAL_ERROR_OAUTH_STATE);
  assert_query_refused ("code=a&state=" STATE "x", VAL_ERROR_OAUTH_STATE);
  assert_query_refused ("code=a&state=s7A", VAL_ERROR_OAUTH_STATE);
  assert_query_refused ("code=a&State=" STATE, VAL_ERROR_OAUTH_STATE);
  assert_query_refused ("code=a&state=" STATE "%00", VAL_ERROR_OAUTH_NO_CODE);
  assert_query_refused ("code=a&state=" STATE "&state=" STATE, VAL_ERROR_OAUTH_STATE);
  assert_query_refused ("state=wrong&code=a&state=" STATE, VAL_ERROR_OAUTH_STATE);
  assert_query_refused ("code=a&code=b&state=" STATE, VAL_ERROR_OAUTH_NO_CODE);
  assert_query_refused ("code=a&code=a&state=" STATE, VAL_ERROR_OAUTH_NO_CODE);
  assert_query_refused ("code=a&c%6fde=a&state=" STATE, VAL_ERROR_OAUTH_NO_CODE);
  assert_query_refused ("code=%zz&state=" STATE, VAL_ERROR_OAUTH_NO_CODE);
  assert_query_refused ("code=%ff&state=" STATE, VAL_ERROR_OAUTH_NO_CODE);
  assert_query_refused ("code=a;state=" STATE, VAL_ERROR_OAUTH_STATE);
  assert_query_refused ("error=access_denied", VAL_ERROR_OAUTH_STATE);
  assert_query_refused ("error=access_denied&state=wrong", VAL_ERROR_OAUTH_STATE);
  assert_query_refused ("error=access_denied&state=" STATE, VAL_ERROR_OAUTH_DENIED);
  assert_query_refused ("error=access_denied&code=a&state=" STATE, VAL_ERROR_OAUTH_DENIED);
  assert_query_refused ("error=invalid_scope&state=" STATE, VAL_ERROR_OAUTH_PROVIDER);
}

static void
test_paste_forms (void)
{
  static const char *const forms[] = {
    URL,
    "  " URL "  \n",
    "\"" URL "\"",
    "'" URL "'",
    "<" URL ">",
    "“" URL "”",
    "«" URL "»",
    "`" URL "`",
    "http://localhost:9200/callback?code=4%2F0AbC-d_\ne.f~123&state=" STATE,
    "http://localhost:9200/callback?\r\n  code=4%2F0AbC-d_e.f~123\r\n  &state=" STATE,
    "http://localhost:9200/call\nback?" PARAMS,
    "http://localhost:9200/callback?state=" STATE "&code=4%2F0AbC-d_e\n.f~123",
    "http://localhost:9200/callback?code=4%2F0AbC-d_e.f~123&state=s7A-te_01234\n"
    "56789abcdefghijklmnopqrstuvwxyz\nABC",
    "http://localhost:9200/callback?code=4%2F0AbC-d_e.f~123&sta te=" STATE,
    "http://localhost:9200/callback?code=4%2F0AbC-d_e.f~123&amp;state=" STATE,
    "http%3A%2F%2Flocalhost%3A9200%2Fcallback%3Fcode%3D4%252F0AbC-d_e.f~123%26state%3D" STATE,
    "http%253A%252F%252Flocalhost%252Fcallback%253Fcode%253D4%25252F0AbC-d_e.f~123%2526state"
    "%253D" STATE,
    "about:reader?url=http%3A%2F%2Flocalhost%3A9200%2Fcallback%3Fcode%3D4%252F0AbC-d_e.f~123%26"
    "state%3D" STATE,
    PARAMS,
    "?" PARAMS,
    "&" PARAMS,
    "state=" STATE "&code=4/0AbC-d_e.f~123",
    CALLBACK "#" PARAMS,
    CALLBACK "?foo=bar#" PARAMS,
    URL "#_=_",
    URL "#",
    URL ".",
    URL ", thank you",
    CALLBACK "?state=" STATE "&code=4%2F0AbC-d_e.f~123;",
    "(" URL ")",
    "Location: " URL,
    "location: " URL "\r\n",
    "HTTP/1.1 302 Found\r\nLocation: " CALLBACK "?state=" STATE
    "&code=4%2F0AbC-d_e.f~123\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "> GET /auth?response_type=code&client_id=1&state=" STATE " HTTP/1.1\n> Host: example.com\n>\n"
    "< HTTP/1.1 302 Found\n< Location: " URL "\n< Content-Length: 0\n<\n* Closing connection 0",
    "[back to the app](" URL ")",
    "[" URL "](" URL ")",
    "view-source:" URL,
    "http://127.0.0.1:1234/callback?" PARAMS,
    "http://[::1]:1234/other?" PARAMS,
    "https://example.com/oauth/callback?" PARAMS,
    "localhost:9200/callback?" PARAMS,
    "/callback?" PARAMS,
    "GET /callback?" PARAMS " HTTP/1.1\r\nHost: localhost:9200\r\n\r\n",
    "It ended here:\n" CALLBACK "?state=" STATE "&code=4%2F0AbC-d_e.f~123\nthanks\nBye",
    "http:\\/\\/localhost\\/callback?code=4%2F0AbC-d_e.f~123\\u0026state=" STATE,
    "http://localhost:9200/callback\\?code\\=4%2F0AbC-d_e.f~123\\&state\\=" STATE,
    "<a href=\"" CALLBACK "?code=4%2F0AbC-d_e.f~123&amp;state=" STATE "\">go</a>",
    "\xef\xbb\xbf" URL,
    "http://localhost:9200/callback?code=4%2F0AbC\xe2\x80\x8b-d_e.f~123&state=" STATE,
    "curl -i '" URL "'",
    "https://example.com/?code=old&state=stale then " URL,
    URL "&realmId=12&session_state=abc-def&error_code=0",
  };

  g_assert_cmpuint (G_N_ELEMENTS (forms), >=, 20);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    assert_pasted (forms[i]);
}

static void
test_paste_refused (void)
{
  assert_paste_refused (NULL, VAL_ERROR_OAUTH_NO_CODE);
  assert_paste_refused ("", VAL_ERROR_OAUTH_NO_CODE);
  assert_paste_refused ("hello", VAL_ERROR_OAUTH_NO_CODE);
  assert_paste_refused ("hello there, 2 words", VAL_ERROR_OAUTH_NO_CODE);
  assert_paste_refused (CALLBACK, VAL_ERROR_OAUTH_NO_CODE);
  assert_paste_refused ("https://example.com/auth?response_type=code&state=" STATE,
                        VAL_ERROR_OAUTH_NO_CODE);
  assert_paste_refused (CALLBACK "?error_code=5&state=" STATE, VAL_ERROR_OAUTH_NO_CODE);
  assert_paste_refused ("c0de42", VAL_ERROR_OAUTH_STATE);
  assert_paste_refused (" " CODE "\n", VAL_ERROR_OAUTH_STATE);
  assert_paste_refused ("code=c0de42", VAL_ERROR_OAUTH_STATE);
  assert_paste_refused (CALLBACK "?code=c0de42", VAL_ERROR_OAUTH_STATE);
  assert_paste_refused (CALLBACK "?code=c0de42&state=wrong", VAL_ERROR_OAUTH_STATE);
  assert_paste_refused (URL "&state=" STATE, VAL_ERROR_OAUTH_STATE);
  assert_paste_refused (URL "&code=another", VAL_ERROR_OAUTH_NO_CODE);
  assert_paste_refused (CALLBACK "?error=access_denied&state=" STATE, VAL_ERROR_OAUTH_DENIED);
  assert_paste_refused (CALLBACK "?error=server_error&state=" STATE, VAL_ERROR_OAUTH_PROVIDER);
  assert_paste_refused (CALLBACK "?error=access_denied&state=stale", VAL_ERROR_OAUTH_STATE);
}

static void
test_paste_long (void)
{
  g_autofree char *padding = g_strnfill (40 * 1024, ' ');
  g_autofree char *text = g_strconcat (padding, URL, NULL);

  assert_paste_refused (text, VAL_ERROR_OAUTH_NO_CODE);
}

/* Any text is survived, whatever byte of it is missing or another. */
static void
test_paste_mangled (void)
{
  static const char original[] = "Location: " URL "\r\n\r\n<" CALLBACK "?code=%2525&amp;state=x>";

  for (gsize i = 0; i < sizeof original - 1; i++)
    for (guint byte = 0; byte < 256; byte++)
      {
        g_autofree char *text = g_strdup (original);
        g_autoptr (ValRedirect) redirect = NULL;

        text[i] = (char) byte;
        redirect = val_redirect_parse_paste (text, NULL, STATE, NULL);
        if (redirect != NULL)
          g_assert_cmpstr (val_redirect_get (redirect, "state"), ==, STATE);
      }
}

static void
test_error_texts (void)
{
  static const char *const codes[] = { "invalid_request",         "unauthorized_client",
                                       "access_denied",           "unsupported_response_type",
                                       "invalid_scope",           "server_error",
                                       "temporarily_unavailable", "invalid_client",
                                       "invalid_grant",           "unsupported_grant_type",
                                       "something_else" };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GError) error = val_redirect_error (codes[i], NULL);
      gboolean denied = g_str_equal (codes[i], "access_denied");

      g_assert_error (error, VAL_ERROR,
                      (denied ? VAL_ERROR_OAUTH_DENIED : VAL_ERROR_OAUTH_PROVIDER));
      g_assert_true (g_hash_table_add (seen, g_strdup (error->message)));
    }
}

static void
test_error_description (void)
{
  g_autofree char *flood = g_strnfill (100000, 'x');
  g_autoptr (GError) error =
      val_redirect_error ("invalid_scope", "no\nsuch\x1b[31m \xe2\x80\xaescope %s\xff");
  g_autoptr (GError) unknown = val_redirect_error (flood, flood);

  g_assert_nonnull (strstr (error->message, "“nosuch[31m scope %s"));
  g_assert_null (strpbrk (error->message, "\n\x1b"));
  g_assert_null (strstr (error->message, "\xe2\x80\xae"));
  g_assert_cmpuint (strlen (unknown->message), <, 600);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/redirect/query", test_query);
  g_test_add_func ("/redirect/query-oauth1", test_query_oauth1);
  g_test_add_func ("/redirect/query-refused", test_query_refused);
  g_test_add_func ("/redirect/paste-forms", test_paste_forms);
  g_test_add_func ("/redirect/paste-refused", test_paste_refused);
  g_test_add_func ("/redirect/paste-long", test_paste_long);
  g_test_add_func ("/redirect/paste-mangled", test_paste_mangled);
  g_test_add_func ("/redirect/error-texts", test_error_texts);
  g_test_add_func ("/redirect/error-description", test_error_description);
  return g_test_run ();
}
