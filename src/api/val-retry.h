/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define VAL_RETRY_MAX_ATTEMPTS 3

/**
 * ValAttempt:
 * @idempotent: whether doing it twice is the same as doing it once
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
  guint number;
  guint status;
  const GError *error;
  const char *retry_after;
  gint64 now;
  double jitter;
} ValAttempt;

gboolean val_retry_decide (const ValAttempt *attempt, guint *wait_ms);

G_END_DECLS
