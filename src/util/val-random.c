/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/val-random.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#define MAX_BYTES 256

/* Only an interrupted call is tried again: a program that cannot have random bytes must not go on
 * with guessable ones. */
static void
fill (guint8 *bytes, gsize length)
{
  gsize have = 0;

  while (have < length)
    {
      ssize_t got = getrandom (bytes + have, length - have, 0);

      if (got < 0 && errno != EINTR)
        g_error ("The kernel gives no random bytes: %s", g_strerror (errno));
      if (got > 0)
        have += (gsize) got;
    }
}

static void
make_url_safe (char *text)
{
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  g_strdelimit (text, "=", '\0');
}

/**
 * val_random_token:
 * @n_bytes: how many random bytes, from 1 to 256
 *
 * Draws from the kernel, so the token is fit for an OAuth state.
 *
 * Returns: (transfer full): the bytes in base64url without padding
 */
char *
val_random_token (gsize n_bytes)
{
  guint8 bytes[MAX_BYTES];
  char *token = NULL;

  g_return_val_if_fail (n_bytes > 0 && n_bytes <= MAX_BYTES, NULL);

  fill (bytes, n_bytes);
  token = g_base64_encode (bytes, n_bytes);
  explicit_bzero (bytes, sizeof bytes);
  make_url_safe (token);
  return token;
}
