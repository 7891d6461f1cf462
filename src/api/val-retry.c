/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-retry.h"

#include <libsoup/soup.h>
#include <string.h>

#define BASE_MS     500
#define CAP_MS      20000
#define PATIENCE_MS 60000

static gboolean
status_may_pass (guint status)
{
  return status == 408 || status == 429 || status == 502 || status == 503 || status == 504;
}

static gboolean
io_error_may_pass (int code)
{
  switch (code)
    {
    case G_IO_ERROR_TIMED_OUT:
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
    case G_IO_ERROR_CONNECTION_REFUSED:
    case G_IO_ERROR_CONNECTION_CLOSED:
    case G_IO_ERROR_NOT_CONNECTED:
    case G_IO_ERROR_PARTIAL_INPUT:
      return TRUE;
    default:
      return FALSE;
    }
}

/* A certificate that was refused stays refused; a TLS stream cut short is a lost connection. */
static gboolean
error_may_pass (const GError *error)
{
  if (error == NULL)
    return FALSE;
  if (error->domain == G_IO_ERROR)
    return io_error_may_pass (error->code);
  return g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF) ||
         g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE);
}

static double
back_off_ms (const ValAttempt *attempt)
{
  double ceiling = BASE_MS * (double) (1u << MIN (attempt->number - 1, 16));

  return MIN (ceiling, CAP_MS) * CLAMP (attempt->jitter, 0.0, 1.0);
}

static gboolean
parse_seconds (const char *text, double *seconds)
{
  if (*text == '\0' || text[strspn (text, "0123456789")] != '\0')
    return FALSE;
  *seconds = g_ascii_strtod (text, NULL);
  return TRUE;
}

static gboolean
parse_date (const char *text, gint64 now, double *seconds)
{
  g_autoptr (GDateTime) date = NULL;

  if (!g_ascii_isalpha (*text))
    return FALSE;
  date = soup_date_time_new_from_http_string (text);
  if (date == NULL)
    return FALSE;
  *seconds = MAX (0.0, (double) g_date_time_to_unix (date) - (double) now);
  return TRUE;
}

static gboolean
parse_retry_after (const ValAttempt *attempt, double *wait_ms)
{
  g_autofree char *text = NULL;
  double seconds;

  if (attempt->retry_after == NULL)
    return FALSE;
  text = g_strstrip (g_strdup (attempt->retry_after));
  if (!parse_seconds (text, &seconds) && !parse_date (text, attempt->now, &seconds))
    return FALSE;
  *wait_ms = seconds * 1000;
  return TRUE;
}

/**
 * val_retry_decide:
 * @attempt: what was tried and what came of it
 * @wait_ms: (out): how long to wait before the next attempt, in milliseconds
 *
 * Whether to try again (contract 4): only what may be repeated, only failures that may pass by
 * themselves, at most %VAL_RETRY_MAX_ATTEMPTS times.  The wait is drawn evenly from 0 to an
 * exponentially growing bound, or is what the server asks for in either form of `Retry-After`; a
 * server that asks for more than a minute is not waited for.
 *
 * Returns: whether to try again
 */
gboolean
val_retry_decide (const ValAttempt *attempt, guint *wait_ms)
{
  double wait;

  g_return_val_if_fail (attempt != NULL && wait_ms != NULL, FALSE);
  g_return_val_if_fail (attempt->number > 0, FALSE);

  if (!attempt->idempotent || attempt->number >= VAL_RETRY_MAX_ATTEMPTS)
    return FALSE;
  if (attempt->status != 0 ? !status_may_pass (attempt->status) : !error_may_pass (attempt->error))
    return FALSE;
  if (!parse_retry_after (attempt, &wait))
    wait = back_off_ms (attempt);
  else if (wait > PATIENCE_MS)
    return FALSE;
  *wait_ms = (guint) wait;
  return TRUE;
}
