/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/val-error.h"

#include <libsoup/soup.h>
#include <string.h>

static void
test_domain (void)
{
  g_assert_cmpstr (g_quark_to_string (VAL_ERROR), ==, "val-error-quark");
}

static void
test_is (void)
{
  g_autoptr (GError) ours = g_error_new_literal (VAL_ERROR, VAL_ERROR_TLS, "x");
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, VAL_ERROR_TLS, "x");

  g_assert_true (val_error_is (ours, VAL_ERROR_TLS));
  g_assert_false (val_error_is (ours, VAL_ERROR_OFFLINE));
  g_assert_false (val_error_is (foreign, VAL_ERROR_TLS));
  g_assert_false (val_error_is (NULL, VAL_ERROR_FAILED));
}

static void
test_is_cancelled (void)
{
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  g_autoptr (GError) failed = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "x");

  g_assert_true (val_error_is_cancelled (cancelled));
  g_assert_false (val_error_is_cancelled (failed));
  g_assert_false (val_error_is_cancelled (NULL));
}

static void
test_hide_request (void)
{
  g_autoptr (GError) error = val_error_from_status (500, "It broke, request it anew", "6f5d21");
  g_autofree char *hidden = val_error_hide_request (error->message);
  g_autofree char *sentence = g_strdup_printf ("The answer was lost: %s.", error->message);
  g_autofree char *hidden_within = val_error_hide_request (sentence);
  g_autofree char *none = val_error_hide_request ("It broke (status 500)");

  g_assert_cmpstr (hidden, ==, "It broke, request it anew (status 500)");
  g_assert_cmpstr (hidden_within, ==,
                   "The answer was lost: It broke, request it anew (status 500).");
  g_assert_cmpstr (none, ==, "It broke (status 500)");
}

static void
test_from_status (void)
{
  const struct
  {
    guint status;
    ValError code;
  } cases[] = {
    { 301, VAL_ERROR_REDIRECTED },  { 302, VAL_ERROR_REDIRECTED },   { 307, VAL_ERROR_REDIRECTED },
    { 400, VAL_ERROR_BAD_REQUEST }, { 401, VAL_ERROR_UNAUTHORIZED }, { 403, VAL_ERROR_FORBIDDEN },
    { 404, VAL_ERROR_NOT_FOUND },   { 405, VAL_ERROR_BAD_REQUEST },  { 406, VAL_ERROR_BAD_REQUEST },
    { 408, VAL_ERROR_TIMED_OUT },   { 409, VAL_ERROR_CONFLICT },     { 410, VAL_ERROR_NOT_FOUND },
    { 413, VAL_ERROR_TOO_LARGE },   { 415, VAL_ERROR_BAD_REQUEST },  { 418, VAL_ERROR_BAD_REQUEST },
    { 422, VAL_ERROR_BAD_REQUEST }, { 429, VAL_ERROR_RATE_LIMITED }, { 500, VAL_ERROR_SERVER },
    { 502, VAL_ERROR_SERVER },      { 503, VAL_ERROR_SERVER },       { 504, VAL_ERROR_SERVER },
    { 599, VAL_ERROR_SERVER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = val_error_from_status (cases[i].status, NULL, NULL);

      g_assert_error (error, VAL_ERROR, (int) cases[i].code);
      g_assert_cmpstr (error->message, !=, "");
    }
}

static void
test_status_message (void)
{
  g_autoptr (GError) full = val_error_from_status (404, "Nothing here %s", "6f5d21");
  g_autoptr (GError) bare = val_error_from_status (404, "Nothing here", NULL);
  g_autoptr (GError) empty = val_error_from_status (404, "", NULL);

  g_assert_nonnull (strstr (full->message, "Nothing here %s"));
  g_assert_nonnull (strstr (full->message, "404"));
  g_assert_nonnull (strstr (full->message, "6f5d21"));
  g_assert_nonnull (strstr (bare->message, "Nothing here"));
  g_assert_nonnull (strstr (empty->message, "Not Found"));
}

static void
check_adopt (GQuark domain, int code, ValError expected)
{
  GError *error = g_error_new_literal (domain, code, "the words stay");

  val_error_adopt (&error);
  g_assert_error (error, VAL_ERROR, (int) expected);
  g_assert_cmpstr (error->message, ==, "the words stay");
  g_clear_error (&error);
}

static void
test_adopt (void)
{
  check_adopt (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, VAL_ERROR_TIMED_OUT);
  check_adopt (G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND, VAL_ERROR_OFFLINE);
  check_adopt (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, VAL_ERROR_OFFLINE);
  check_adopt (G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, VAL_ERROR_OFFLINE);
  check_adopt (G_IO_ERROR, G_IO_ERROR_NO_SPACE, VAL_ERROR_STORAGE);
  check_adopt (G_IO_ERROR, G_IO_ERROR_READ_ONLY, VAL_ERROR_STORAGE);
  check_adopt (G_IO_ERROR, G_IO_ERROR_FAILED, VAL_ERROR_FAILED);
  check_adopt (G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, VAL_ERROR_TLS);
  check_adopt (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, VAL_ERROR_OFFLINE);
  check_adopt (G_FILE_ERROR, G_FILE_ERROR_ACCES, VAL_ERROR_STORAGE);
  check_adopt (G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE, VAL_ERROR_STORAGE);
  check_adopt (SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING, VAL_ERROR_BAD_ANSWER);
  check_adopt (G_MARKUP_ERROR, G_MARKUP_ERROR_PARSE, VAL_ERROR_FAILED);
}

static void
test_adopt_leaves (void)
{
  GError *cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  GError *ours = g_error_new_literal (VAL_ERROR, VAL_ERROR_CONFLICT, "x");
  GError *none = NULL;

  val_error_adopt (&cancelled);
  val_error_adopt (&ours);
  val_error_adopt (&none);
  val_error_adopt (NULL);
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_error (ours, VAL_ERROR, VAL_ERROR_CONFLICT);
  g_assert_no_error (none);
  g_clear_error (&cancelled);
  g_clear_error (&ours);
}

/* Each code has a heading and an advice, and no heading serves two. */
static void
test_texts (void)
{
  g_autoptr (GHashTable) titles = g_hash_table_new (g_str_hash, g_str_equal);

  for (int code = VAL_ERROR_FAILED; code <= VAL_ERROR_STORAGE; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (VAL_ERROR, code, "x");

      g_assert_cmpstr (val_error_title (error), !=, "");
      g_assert_cmpstr (val_error_advice (error), !=, "");
      g_assert_true (g_hash_table_add (titles, (gpointer) val_error_title (error)));
    }
}

static void
test_texts_of_others (void)
{
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, VAL_ERROR_TLS, "x");
  g_autoptr (GError) failed = g_error_new_literal (VAL_ERROR, VAL_ERROR_FAILED, "x");
  g_autoptr (GError) beyond = g_error_new_literal (VAL_ERROR, VAL_ERROR_STORAGE + 1, "x");
  g_autoptr (GError) below = g_error_new_literal (VAL_ERROR, -1, "x");

  g_assert_cmpstr (val_error_title (foreign), ==, val_error_title (failed));
  g_assert_cmpstr (val_error_title (beyond), ==, val_error_title (failed));
  g_assert_cmpstr (val_error_title (below), ==, val_error_title (failed));
  g_assert_cmpstr (val_error_title (NULL), ==, val_error_title (failed));
  g_assert_cmpstr (val_error_advice (NULL), ==, val_error_advice (failed));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/error/domain", test_domain);
  g_test_add_func ("/error/is", test_is);
  g_test_add_func ("/error/is-cancelled", test_is_cancelled);
  g_test_add_func ("/error/from-status", test_from_status);
  g_test_add_func ("/error/hide-request", test_hide_request);
  g_test_add_func ("/error/status-message", test_status_message);
  g_test_add_func ("/error/adopt", test_adopt);
  g_test_add_func ("/error/adopt-leaves", test_adopt_leaves);
  g_test_add_func ("/error/texts", test_texts);
  g_test_add_func ("/error/texts-of-others", test_texts_of_others);
  return g_test_run ();
}
