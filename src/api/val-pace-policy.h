/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-alarm.h"
#include "api/val-pace.h"

G_BEGIN_DECLS

/* No time brings it: something has to happen first. */
#define VAL_PACE_NEVER VAL_ALARM_NEVER

/* What ValPace decides, without its timer and its queue.  Every time is in microseconds of one
 * clock that never goes back, and above zero. */
typedef struct _ValPacePolicy ValPacePolicy;

ValPacePolicy *val_pace_policy_new (guint max_in_flight, guint max_rate);
void val_pace_policy_free (ValPacePolicy *self);
gint64 val_pace_policy_ask (ValPacePolicy *self, gint64 now);
void val_pace_policy_enter (ValPacePolicy *self, gint64 now);
void val_pace_policy_leave (ValPacePolicy *self, gint64 now, const ValPaceOutcome *outcome);
gboolean val_pace_policy_may_retry (ValPacePolicy *self);
void val_pace_policy_reset (ValPacePolicy *self, gint64 now);
guint val_pace_policy_get_limit (ValPacePolicy *self);
guint val_pace_policy_get_in_flight (ValPacePolicy *self);
gint64 val_pace_policy_get_latency (ValPacePolicy *self);
gint64 val_pace_policy_get_hold (ValPacePolicy *self, gint64 now);
ValPaceReason val_pace_policy_get_reason (ValPacePolicy *self, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValPacePolicy, val_pace_policy_free)

G_END_DECLS
