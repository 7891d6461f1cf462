/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/val-error.h"
#include "util/val-secret.h"

#include <string.h>

static void
test_mask (void)
{
  g_assert_true (val_secret_is_mask (VAL_SECRET_MASK));
  g_assert_true (val_secret_is_mask ("**********"));
  g_assert_false (val_secret_is_mask ("*"));
  g_assert_false (val_secret_is_mask ("*******"));
  g_assert_false (val_secret_is_mask (NULL));
  g_assert_false (val_secret_is_mask (""));
  g_assert_false (val_secret_is_mask ("********x"));
  g_assert_false (val_secret_is_mask ("x********"));
}

static void
test_equal (void)
{
  g_assert_true (val_secret_equal ("", ""));
  g_assert_true (val_secret_equal ("abc", "abc"));
  g_assert_false (val_secret_equal ("abc", "abd"));
  g_assert_false (val_secret_equal ("abc", "ab"));
  g_assert_false (val_secret_equal ("ab", "abc"));
  g_assert_false (val_secret_equal ("", "abc"));
  g_assert_false (val_secret_equal ("abc", ""));
  g_assert_false (val_secret_equal ("ab", "abab"));
  g_assert_false (val_secret_equal ("\xff", "\x7f"));
  g_assert_false (val_secret_equal (NULL, NULL));
  g_assert_false (val_secret_equal ("abc", NULL));
  g_assert_false (val_secret_equal (NULL, "abc"));
}

/* Texts of contract 1.6: base64 with an equals sign in the middle, and hexadecimal. */
static void
test_accepts (void)
{
  static const char *const good[] = { "a=b+c/d==", "0123456789abcdef0123456789abcdef", "a b", "x",
                                      "~!@#$%^&()[]{}<>;:'\"?|\\" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *typed = g_strconcat (" \t", good[i], "\r\n", NULL);
      g_autoptr (ValSecretString) clean = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (val_secret_check (typed, &clean, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (clean, ==, good[i]);
    }
}

static void
test_refuses (void)
{
  static const char *const bad[] = { NULL,
                                     "",
                                     " ",
                                     "\r\n",
                                     "********",
                                     " ******** ",
                                     "a,b",
                                     "a\nb",
                                     "a\rb",
                                     "a\r\nX-Evil: 1",
                                     "a\tb",
                                     "a\x01"
                                     "b",
                                     "a\x7f",
                                     "a\xc2\xa0"
                                     "b",
                                     "a\xe2\x80\x8b"
                                     "b",
                                     "a\xff",
                                     "\xe2\x80\xa2" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      char *clean = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_false (val_secret_check (bad[i], &clean, &error));
      g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
      g_assert_null (clean);
    }
}

static void
test_message_keeps_the_secret (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (val_secret_check ("topsecret,other", NULL, &error));
  g_assert_null (strstr (error->message, "topsecret"));
}

static void
test_clear (void)
{
  char *secret = g_strdup ("abc");

  val_secret_clear (&secret);
  g_assert_null (secret);
  val_secret_clear (&secret);
  val_secret_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secret/mask", test_mask);
  g_test_add_func ("/secret/equal", test_equal);
  g_test_add_func ("/secret/accepts", test_accepts);
  g_test_add_func ("/secret/refuses", test_refuses);
  g_test_add_func ("/secret/message-keeps-the-secret", test_message_keeps_the_secret);
  g_test_add_func ("/secret/clear", test_clear);
  return g_test_run ();
}
