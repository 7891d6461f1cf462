/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-credentials.h"
#include "util/val-error.h"

static SoupMessage *
message_new (void)
{
  return soup_message_new ("GET", "https://example.com/elements/api-v2/instances");
}

static const char *
get_authorization (SoupMessage *message)
{
  return soup_message_headers_get_list (soup_message_get_request_headers (message),
                                        "Authorization");
}

static ValCredentials *
credentials_new (const char *user, const char *organization)
{
  g_autoptr (GError) error = NULL;
  ValCredentials *credentials = val_credentials_new (user, organization, &error);

  g_assert_no_error (error);
  return credentials;
}

static void
test_forms (void)
{
  g_autoptr (ValCredentials) credentials = credentials_new ("us+/e=r=", "0123456789abcdef");
  g_autoptr (SoupMessage) message = message_new ();

  val_credentials_authorize (credentials, message, NULL);
  g_assert_cmpstr (get_authorization (message), ==, "User us+/e=r=, Organization 0123456789abcdef");
  val_credentials_authorize (credentials, message, "to+ken/=");
  g_assert_cmpstr (get_authorization (message), ==,
                   "User us+/e=r=, Organization 0123456789abcdef, Element to+ken/=");
}

static void
test_replaces (void)
{
  g_autoptr (ValCredentials) credentials = credentials_new ("u", "o");
  g_autoptr (SoupMessage) message = message_new ();
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_headers_append (headers, "Authorization", "Basic other");
  soup_message_headers_append (headers, "authorization", "Bearer another");
  val_credentials_authorize (credentials, message, NULL);
  g_assert_cmpstr (get_authorization (message), ==, "User u, Organization o");
}

static void
test_trims (void)
{
  g_autoptr (ValCredentials) credentials = credentials_new (" u\n", "\to ");
  g_autoptr (SoupMessage) message = message_new ();

  val_credentials_authorize (credentials, message, NULL);
  g_assert_cmpstr (get_authorization (message), ==, "User u, Organization o");
}

static void
test_refuses (void)
{
  static const char *const bad[] = {
    "", " ", "two\r\nlines", "a,b", "tab\there", "nul\x01", "über", "zero\xe2\x80\x8bwidth"
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) user_error = NULL;
      g_autoptr (GError) organization_error = NULL;

      g_assert_null (val_credentials_new (bad[i], "o", &user_error));
      g_assert_error (user_error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
      g_assert_null (val_credentials_new ("u", bad[i], &organization_error));
      g_assert_error (organization_error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
    }
}

static void
test_counts (void)
{
  ValCredentials *credentials = credentials_new ("u", "o");
  ValCredentials *second = val_credentials_ref (credentials);
  g_autoptr (SoupMessage) message = message_new ();

  val_credentials_unref (credentials);
  val_credentials_authorize (second, message, NULL);
  g_assert_cmpstr (get_authorization (message), ==, "User u, Organization o");
  val_credentials_unref (second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/credentials/forms", test_forms);
  g_test_add_func ("/credentials/replaces", test_replaces);
  g_test_add_func ("/credentials/trims", test_trims);
  g_test_add_func ("/credentials/refuses", test_refuses);
  g_test_add_func ("/credentials/counts", test_counts);

  return g_test_run ();
}
