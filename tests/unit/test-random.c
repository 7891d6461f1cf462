/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/val-random.h"

#include <string.h>

#define URL_SAFE "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

static void
test_alphabet_and_length (void)
{
  for (gsize n = 1; n <= 256; n++)
    {
      g_autofree char *token = val_random_token (n);

      g_assert_cmpuint (strlen (token), ==, (n * 4 + 2) / 3);
      g_assert_cmpuint (strspn (token, URL_SAFE), ==, strlen (token));
    }
}

static void
test_never_twice (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 10000; i++)
    g_assert_true (g_hash_table_add (seen, val_random_token (16)));
}

/* Each of 256 bits is set in about half of 4,096 draws: 6 sigma is 192. */
static void
test_every_bit_moves (void)
{
  guint ones[32][8] = { { 0 } };

  for (guint draw = 0; draw < 4096; draw++)
    {
      g_autofree char *token = val_random_token (32);
      g_autofree char *plain = g_strconcat (token, "=", NULL);
      g_autofree guchar *bytes = NULL;
      gsize length = 0;

      g_strdelimit (plain, "-", '+');
      g_strdelimit (plain, "_", '/');
      bytes = g_base64_decode (plain, &length);
      g_assert_cmpuint (length, ==, 32);
      for (guint i = 0; i < 256; i++)
        ones[i / 8][i % 8] += (bytes[i / 8] >> (i % 8)) & 1u;
    }
  for (guint i = 0; i < 256; i++)
    {
      g_assert_cmpuint (ones[i / 8][i % 8], >, 2048 - 192);
      g_assert_cmpuint (ones[i / 8][i % 8], <, 2048 + 192);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/alphabet-and-length", test_alphabet_and_length);
  g_test_add_func ("/random/never-twice", test_never_twice);
  g_test_add_func ("/random/every-bit-moves", test_every_bit_moves);
  return g_test_run ();
}
