/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define VAL_RETRY_MAX_ATTEMPTS 3

/* How long a server that asks for it is waited for: by one request, and by a long job. */
#define VAL_RETRY_PATIENCE_MS       (60 * 1000)
#define VAL_RETRY_PACED_PATIENCE_MS (15 * 60 * 1000)

/**
 * ValAttempt:
 * @idempotent: whether doing it twice is the same as doing it once
 * @single: not to be repeated all the same once it may have been carried out
 * @left: whether anything of it left
 * @paced: whether a #ValPace spreads the waiting
 * @number: which attempt this was, from 1
 * @status: HTTP status, or 0 where none came
 * @error: (nullable): what the transport said, where no status came
 * @retry_after: (nullable): value of the header
 * @now: seconds since the epoch, for a Retry-After with a date
 * @jitter: from 0 to 1, drawn by the caller
 */
typedef struct
{
  gboolean idempotent;
  gboolean single;
  gboolean left;
  gboolean paced;
  guint number;
  guint status;
  const GError *error;
  const char *retry_after;
  gint64 now;
  double jitter;
} ValAttempt;

gboolean val_retry_after_read (const char *text, gint64 now, double *seconds);
gboolean val_retry_is_unreachable (const GError *error);
gboolean val_retry_decide (const ValAttempt *attempt, guint *wait_ms);

G_END_DECLS
