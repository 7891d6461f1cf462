/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-types.h"
#include <gio/gio.h>

G_BEGIN_DECLS

#define VAL_PACE_MAX_IN_FLIGHT 64
#define VAL_PACE_MAX_RATE      10000

/**
 * ValPaceReason:
 * @VAL_PACE_FREE: as fast as the user allows
 * @VAL_PACE_RATE: held back by the rate that the user set
 * @VAL_PACE_THROTTLED: the platform asked for fewer requests (429)
 * @VAL_PACE_SLOW: answers take longer than at first: fewer at once
 * @VAL_PACE_FAILING: answers fail: fewer at once
 * @VAL_PACE_OFFLINE: the platform cannot be reached
 * @VAL_PACE_BROKEN: too many failures: nothing more is sent until val_pace_reset ()
 *
 * Why requests go out as slowly as they do.
 */
typedef enum
{
  VAL_PACE_FREE,
  VAL_PACE_RATE,
  VAL_PACE_THROTTLED,
  VAL_PACE_SLOW,
  VAL_PACE_FAILING,
  VAL_PACE_OFFLINE,
  VAL_PACE_BROKEN,
} ValPaceReason;

/**
 * ValPaceFlags:
 * @VAL_PACE_NONE: nothing of the following
 * @VAL_PACE_PATIENT: lets those go first who are not
 * @VAL_PACE_NEW: begins something, which may be put off: see val_pace_set_recalled ()
 *
 * What a request is like while it waits for its turn.
 */
typedef enum
{
  VAL_PACE_NONE = 0,
  VAL_PACE_PATIENT = 1 << 0,
  VAL_PACE_NEW = 1 << 1,
} ValPaceFlags;

/**
 * ValPaceOutcome:
 * @status: HTTP status, or 0 where no whole answer came
 * @error: (nullable): why none came
 * @unreachable: nothing was sent, since there is no way to the platform
 * @again: the same is sent once more, so that it is no failure yet
 * @latency: microseconds from the sending to the end
 * @retry_after: (nullable): value of the header
 * @now: seconds since the epoch, for a Retry-After with a date
 *
 * What came of one attempt.
 */
typedef struct
{
  guint status;
  const GError *error;
  gboolean unreachable;
  gboolean again;
  gint64 latency;
  const char *retry_after;
  gint64 now;
} ValPaceOutcome;

/* When the next request of a long job may leave.  A session that has one (ValSession:pace) asks it
 * before each attempt, the second and third ones too, and tells it what came of them; so no request
 * of the session escapes the user's cap.  Properties, readable and notified (at most ten times a
 * second): reason (ValPaceReason), limit (guint: how many may be in flight now, 1 to
 * max-in-flight), in-flight (guint).  Construct-only: max-in-flight (1 to
 * %VAL_PACE_MAX_IN_FLIGHT), max-rate (guint: requests in any one second, at most
 * %VAL_PACE_MAX_RATE, 0 for no bound). */
#define VAL_TYPE_PACE (val_pace_get_type ())
G_DECLARE_FINAL_TYPE (ValPace, val_pace, VAL, PACE, GObject)

ValPace *val_pace_new (guint max_in_flight, guint max_rate);
guint val_pace_get_max_in_flight (ValPace *self);
guint val_pace_get_limit (ValPace *self);
guint val_pace_get_in_flight (ValPace *self);
ValPaceReason val_pace_get_reason (ValPace *self);
gint64 val_pace_get_hold (ValPace *self);
gboolean val_pace_try_enter (ValPace *self, ValPaceFlags flags);
void val_pace_enter_async (ValPace *self,
                           ValPaceFlags flags,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean val_pace_enter_finish (ValPace *self, GAsyncResult *result, GError **error);
void val_pace_leave (ValPace *self, const ValPaceOutcome *outcome);
gboolean val_pace_may_retry (ValPace *self);
void val_pace_reset (ValPace *self);
void val_pace_set_recalled (ValPace *self, gboolean recalled);
void val_pace_close (ValPace *self);

G_END_DECLS
