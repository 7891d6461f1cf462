/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-retry.h"

#include <libsoup/soup.h>
#include <string.h>

#define BASE_MS 500
#define CAP_MS  20000

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

/* Refused, and so not carried out. */
static gboolean
was_refused (const ValAttempt *attempt, gboolean told_when)
{
  return attempt->status == 429 || (attempt->status == 503 && told_when) ||
         (attempt->status == 0 && !attempt->left);
}

/**
 * val_retry_after_read:
 * @text: (nullable): value of a `Retry-After` header
 * @now: seconds since the epoch
 * @seconds: (out): from @now on, never negative; may be infinite
 *
 * Returns: whether @text is of either form, seconds or a date
 */
gboolean
val_retry_after_read (const char *text, gint64 now, double *seconds)
{
  g_autofree char *stripped = NULL;

  g_return_val_if_fail (seconds != NULL, FALSE);

  if (text == NULL)
    return FALSE;
  stripped = g_strstrip (g_strdup (text));
  return parse_seconds (stripped, seconds) || parse_date (stripped, now, seconds);
}

/**
 * val_retry_is_unreachable:
 * @error: (nullable): what the transport said of a request of which nothing left
 *
 * Returns: whether there is no way to the host, for whatever request
 */
gboolean
val_retry_is_unreachable (const GError *error)
{
  static const int codes[] = { G_IO_ERROR_TIMED_OUT,           G_IO_ERROR_HOST_UNREACHABLE,
                               G_IO_ERROR_NETWORK_UNREACHABLE, G_IO_ERROR_CONNECTION_REFUSED,
                               G_IO_ERROR_HOST_NOT_FOUND,      G_IO_ERROR_PROXY_FAILED };

  if (error == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, G_IO_ERROR, codes[i]))
      return TRUE;
  return error->domain == G_RESOLVER_ERROR;
}

/**
 * val_retry_decide:
 * @attempt: what was tried and what came of it
 * @wait_ms: (out): how long to wait before the next attempt, in milliseconds
 *
 * Whether to try again (contract 4): only what may be repeated, only failures that may pass by
 * themselves, at most %VAL_RETRY_MAX_ATTEMPTS times.  The wait is drawn evenly from 0 to an
 * exponentially growing bound, or is what the server asks for in either form of `Retry-After`; a
 * server that asks for more than %VAL_RETRY_PATIENCE_MS is not waited for, or than
 * %VAL_RETRY_PACED_PATIENCE_MS where a #ValPace holds everything else back as well.
 *
 * Returns: whether to try again
 */
gboolean
val_retry_decide (const ValAttempt *attempt, guint *wait_ms)
{
  double seconds = 0;
  gboolean told_when;

  g_return_val_if_fail (attempt != NULL && wait_ms != NULL, FALSE);
  g_return_val_if_fail (attempt->number > 0, FALSE);

  if (!attempt->idempotent || attempt->number >= VAL_RETRY_MAX_ATTEMPTS)
    return FALSE;
  if (attempt->status != 0 ? !status_may_pass (attempt->status) : !error_may_pass (attempt->error))
    return FALSE;
  told_when = val_retry_after_read (attempt->retry_after, attempt->now, &seconds);
  if (attempt->single && !was_refused (attempt, told_when))
    return FALSE;
  if (seconds * 1000 > (attempt->paced ? VAL_RETRY_PACED_PATIENCE_MS : VAL_RETRY_PATIENCE_MS))
    return FALSE;
  *wait_ms = (guint) (told_when ? seconds * 1000 : back_off_ms (attempt));
  return TRUE;
}
