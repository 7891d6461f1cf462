/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-pace-policy.h"

#include "api/val-retry.h"
#include "util/val-error.h"

#include <stdlib.h>

/* A little over a second, for clocks that do not run alike. */
#define WINDOW (G_USEC_PER_SEC + G_USEC_PER_SEC / 1000)

/* How far requests that are late may catch up on an even spacing: timers are coarse. */
#define SLACK (G_USEC_PER_SEC / 50)

/* How long a rate is named as what holds back after it last did. */
#define MEMORY G_USEC_PER_SEC

/* By what the limit is multiplied. */
#define THROTTLED_FACTOR 0.5
#define FAILING_FACTOR   0.7
#define SLOW_FACTOR      0.7

/* An answer is slow when it takes this many times what is usual, and this much longer at least: on
 * a busy machine short answers wait in line for longer than they take. */
#define SLOW_TIMES 3
#define SLOW_EXTRA (G_USEC_PER_SEC / 4)

/* Latency is judged by the median of a few rounds, of which a hiccup spoils one. */
#define ROUNDS      3
#define MIN_SAMPLES 8

/* What becomes of a rate that was too much, and by what part of that it grows in a second. */
#define RATE_FACTOR 0.8
#define RATE_GROWTH 0.05
#define MIN_RATE    0.2

/* Waits where the platform names none, or cannot be reached. */
#define FIRST_WAIT ((gint64) G_USEC_PER_SEC)
#define MAX_WAIT   (30 * G_USEC_PER_SEC)

/* The circuit opens after so many failures in a row, or among the last results. */
#define MAX_IN_ROW 5
#define N_RESULTS  50
#define MAX_FAILED (N_RESULTS / 5)

#define RETRIES_FLOOR 8
#define RETRIES_SHARE 10

struct _ValPacePolicy
{
  guint cap;
  guint in_flight;

  /* The user's rate. */
  guint max_rate;
  gint64 *ended; /* (array length=max_rate): a ring of when requests of the last second ended */
  guint first_ended;
  guint n_ended;
  gint64 slot; /* not before this, for even spacing */

  /* The limit. */
  double limit;
  ValPaceReason cause; /* of the last cut */
  gint64 cut_at;
  gint64 baseline;
  GArray *samples;

  /* What the platform bears. */
  double rate; /* requests a second, or 0 */
  double rate_growth;
  double rate_end; /* from here on it is of no use */
  gint64 held_until;
  guint n_throttled;   /* in a row */
  gint64 throttled_at; /* when last, or 0 */
  guint n_good;        /* since then */

  /* The circuit. */
  gboolean broken;
  gboolean offline;
  guint n_unreachable; /* in a row */
  guint in_row;
  guint64 results; /* one bit each, the latest lowest; set where it failed */
  gint64 doubted;  /* since when one request is to show whether there is a way at all, or 0 */

  /* The budget. */
  guint64 n_requests;
  guint64 n_retries;

  ValPaceReason bound_by;
  gint64 bound_until;
};

/**
 * val_pace_policy_new:
 * @max_in_flight: 1 to %VAL_PACE_MAX_IN_FLIGHT
 * @max_rate: requests in any one second, at most %VAL_PACE_MAX_RATE; 0 for no bound
 *
 * Returns: (transfer full): a policy that lets @max_in_flight requests go at once
 */
ValPacePolicy *
val_pace_policy_new (guint max_in_flight, guint max_rate)
{
  ValPacePolicy *self;

  g_return_val_if_fail (max_in_flight > 0 && max_in_flight <= VAL_PACE_MAX_IN_FLIGHT, NULL);
  g_return_val_if_fail (max_rate <= VAL_PACE_MAX_RATE, NULL);

  self = g_new0 (ValPacePolicy, 1);
  self->cap = max_in_flight;
  self->limit = max_in_flight;
  self->max_rate = max_rate;
  self->ended = g_new0 (gint64, max_rate);
  self->samples = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

/**
 * val_pace_policy_free:
 * @self: (transfer full): a policy
 */
void
val_pace_policy_free (ValPacePolicy *self)
{
  g_array_unref (self->samples);
  g_free (self->ended);
  g_free (self);
}

static void
forget_ended (ValPacePolicy *self, gint64 now)
{
  while (self->n_ended > 0 && self->ended[self->first_ended] <= now - WINDOW)
    {
      self->first_ended = (self->first_ended + 1) % self->max_rate;
      self->n_ended--;
    }
}

/* A request reaches the platform some time between its leaving and its end.  So at most max_rate
 * arrive in any second, however long each takes on its way, when the one that leaves now and all
 * that have not ended, or did so within the last second, are no more than that. */
static gint64
find_place (ValPacePolicy *self, gint64 now)
{
  if (self->max_rate == 0)
    return 0;
  forget_ended (self, now);
  if (self->n_ended + self->in_flight < self->max_rate)
    return 0;
  return self->n_ended > 0 ? self->ended[self->first_ended] + WINDOW : VAL_PACE_NEVER;
}

static void
note_ended (ValPacePolicy *self, gint64 now)
{
  if (self->max_rate == 0)
    return;
  forget_ended (self, now);
  self->ended[(self->first_ended + self->n_ended) % self->max_rate] = now;
  self->n_ended++;
}

static double
find_gap (ValPacePolicy *self)
{
  double gap = self->max_rate > 0 ? (double) G_USEC_PER_SEC / self->max_rate : 0;

  return self->rate > 0 ? MAX (gap, G_USEC_PER_SEC / self->rate) : gap;
}

static gboolean
is_rate_throttled (ValPacePolicy *self)
{
  return self->rate > 0 && (self->max_rate == 0 || self->rate < self->max_rate);
}

static guint
find_limit (ValPacePolicy *self)
{
  return self->offline || self->doubted != 0 ? 1 : (guint) self->limit;
}

static void
note_bound (ValPacePolicy *self, ValPaceReason reason, gint64 now)
{
  self->bound_by = reason;
  self->bound_until = now + MEMORY;
}

/**
 * val_pace_policy_ask:
 * @now: the time
 *
 * Returns: 0 where a request may leave now; otherwise when to ask again if nothing happens until
 *   then, or %VAL_PACE_NEVER
 */
gint64
val_pace_policy_ask (ValPacePolicy *self, gint64 now)
{
  gint64 place;
  gint64 at;

  if (self->broken || self->in_flight >= find_limit (self))
    return VAL_PACE_NEVER;
  place = find_place (self, now);
  at = MAX (place, self->slot);
  if (at > now)
    note_bound (self, place <= now && is_rate_throttled (self) ? VAL_PACE_THROTTLED : VAL_PACE_RATE,
                now);
  at = MAX (at, self->held_until);
  return at > now ? at : 0;
}

/**
 * val_pace_policy_enter:
 * @now: the time
 *
 * Notes that a request leaves, as val_pace_policy_ask () has just allowed.
 */
void
val_pace_policy_enter (ValPacePolicy *self, gint64 now)
{
  self->in_flight++;
  self->n_requests++;
  self->slot = MAX (self->slot, now - SLACK) + (gint64) find_gap (self);
}

/* Once for everything that was in flight when it was last cut. */
static gboolean
cut (ValPacePolicy *self, gint64 now, gint64 began, double factor, ValPaceReason cause)
{
  if (began <= self->cut_at)
    return FALSE;
  self->cut_at = now;
  self->limit = MAX (1.0, self->limit * factor);
  self->cause = cause;
  g_array_set_size (self->samples, 0);
  return TRUE;
}

static int
compare_times (gconstpointer one, gconstpointer other)
{
  gint64 a = *(const gint64 *) one;
  gint64 b = *(const gint64 *) other;

  return (a > b) - (a < b);
}

static gint64
find_median (GArray *samples)
{
  g_array_sort (samples, compare_times);
  return g_array_index (samples, gint64, samples->len / 2);
}

/* What is usual follows what is: where fewer requests at once do not make answers quicker, the
 * cause lies elsewhere. */
static void
judge_latency (ValPacePolicy *self, gint64 now)
{
  gint64 median = find_median (self->samples);
  gint64 bound = MAX (self->baseline * SLOW_TIMES, self->baseline + SLOW_EXTRA);
  gboolean first = self->baseline == 0;

  g_array_set_size (self->samples, 0);
  if (first || median < self->baseline)
    self->baseline = MAX (median, 1);
  else
    self->baseline += (median - self->baseline) / 8;
  if (!first && median > bound)
    cut (self, now, now, SLOW_FACTOR, VAL_PACE_SLOW);
}

static void
add_latency (ValPacePolicy *self, gint64 now, gint64 latency)
{
  if (now - latency <= self->cut_at)
    return;
  g_array_append_val (self->samples, latency);
  if (self->samples->len >= MAX (MIN_SAMPLES, ROUNDS * (guint) self->limit))
    judge_latency (self, now);
}

/* What went well between two refusals is what the platform bears.  One says nothing yet, nor do two
 * in short order. */
static void
cut_rate (ValPacePolicy *self, gint64 now)
{
  gint64 passed = now - self->throttled_at;
  double good = (double) self->n_good * G_USEC_PER_SEC / (double) MAX (passed, 1);

  if (self->throttled_at != 0 && passed < G_USEC_PER_SEC)
    return;
  if (self->throttled_at != 0)
    {
      self->rate = self->rate > 0 ? MIN (self->rate, good / RATE_FACTOR) : good;
      self->rate = MAX (self->rate * RATE_FACTOR, MIN_RATE);
      self->rate_growth = MAX (self->rate * RATE_GROWTH, MIN_RATE);
      self->rate_end = self->rate * 5 + 5;
    }
  self->throttled_at = now;
  self->n_good = 0;
}

static void
grow_rate (ValPacePolicy *self)
{
  if (self->rate <= 0)
    return;
  self->rate += self->rate_growth / MAX (self->rate, 1.0);
  if (self->rate >= self->rate_end)
    self->rate = 0;
}

static void
hold (ValPacePolicy *self, gint64 until)
{
  self->held_until = MAX (self->held_until, until);
}

static gint64
find_back_off (guint n_before)
{
  return MIN (MAX_WAIT, FIRST_WAIT << MIN (n_before, 10));
}

/* FALSE where the platform names no time. */
static gboolean
obey (ValPacePolicy *self, gint64 now, const ValPaceOutcome *outcome)
{
  double seconds;

  if (!val_retry_after_read (outcome->retry_after, outcome->now, &seconds))
    return FALSE;
  if (seconds * 1000 > VAL_RETRY_PACED_PATIENCE_MS)
    self->broken = TRUE;
  else
    hold (self, now + (gint64) (seconds * G_USEC_PER_SEC));
  return TRUE;
}

static void
throttle (ValPacePolicy *self, gint64 now, gint64 began, const ValPaceOutcome *outcome)
{
  gboolean told = obey (self, now, outcome);

  if (!cut (self, now, began, THROTTLED_FACTOR, VAL_PACE_THROTTLED))
    return;
  cut_rate (self, now);
  if (!told)
    hold (self, now + find_back_off (self->n_throttled));
  self->n_throttled++;
}

static gboolean
is_too_bad (ValPacePolicy *self)
{
  guint64 bits = self->results;
  guint n_failed = 0;

  for (; bits != 0; bits &= bits - 1)
    n_failed++;
  return self->in_row >= MAX_IN_ROW || n_failed >= MAX_FAILED;
}

static void
note_result (ValPacePolicy *self, gboolean failed)
{
  self->results =
      (self->results << 1 | (failed ? 1 : 0)) & ((G_GUINT64_CONSTANT (1) << N_RESULTS) - 1);
  self->in_row = failed ? self->in_row + 1 : 0;
}

/* When the network goes, everything in flight is lost at once.  So before lost answers open the
 * circuit, one more request shows whether the platform is there. */
static void
judge_failures (ValPacePolicy *self, gint64 now, gint64 began, guint status)
{
  if (!is_too_bad (self))
    return;
  if (status != 0 || (self->doubted != 0 && began >= self->doubted))
    self->broken = TRUE;
  else if (self->doubted == 0)
    self->doubted = now;
}

static void
fail (ValPacePolicy *self, gint64 now, gint64 began, const ValPaceOutcome *outcome)
{
  cut (self, now, began, FAILING_FACTOR, VAL_PACE_FAILING);
  if (outcome->status == 503)
    obey (self, now, outcome);
  if (outcome->again)
    return;
  note_result (self, TRUE);
  judge_failures (self, now, began, outcome->status);
}

/* What was lost on the way here was no failure of the platform's. */
static void
lose_the_way (ValPacePolicy *self, gint64 now, gint64 began)
{
  self->results = self->in_row < N_RESULTS ? self->results >> self->in_row : 0;
  self->in_row = 0;
  self->doubted = 0;
  if (self->offline && began <= self->cut_at)
    return;
  self->offline = TRUE;
  self->cut_at = now;
  hold (self, now + find_back_off (self->n_unreachable++));
}

static void
find_the_way (ValPacePolicy *self)
{
  self->offline = FALSE;
  self->n_unreachable = 0;
  self->doubted = 0;
}

static void
succeed (ValPacePolicy *self, gint64 now, gint64 latency)
{
  self->n_good++;
  self->n_throttled = 0;
  self->limit = MIN (self->cap, self->limit + 1.0 / self->limit);
  grow_rate (self);
  note_result (self, FALSE);
  add_latency (self, now, latency);
}

static gboolean
is_platform_failure (guint status)
{
  return status >= 500 || status == 408;
}

/**
 * val_pace_policy_leave:
 * @now: the time
 * @outcome: what came of a request that entered
 *
 * A failure is a 5xx, a 408, or an answer that did not come, once it is not tried again; not what
 * the platform has against one row (another 4xx), not a 429, and not what found no way to it.
 */
void
val_pace_policy_leave (ValPacePolicy *self, gint64 now, const ValPaceOutcome *outcome)
{
  gint64 began = now - outcome->latency;

  g_return_if_fail (self->in_flight > 0);

  self->in_flight--;
  note_ended (self, now);
  if (val_error_is_cancelled (outcome->error))
    return;
  if (outcome->unreachable)
    {
      lose_the_way (self, now, began);
      return;
    }
  if (outcome->status != 0)
    find_the_way (self);
  if (outcome->status == 429)
    throttle (self, now, began, outcome);
  else if (outcome->status == 0 || is_platform_failure (outcome->status))
    fail (self, now, began, outcome);
  else
    succeed (self, now, outcome->latency);
}

/**
 * val_pace_policy_may_retry:
 *
 * At most one request in ten may be a repetition.  So that the first ones of a job may be repeated
 * at all, eight are always allowed, or as many as all that may be in flight at once can need: a job
 * of ten times that stays within the tenth.
 *
 * Returns: whether another repetition fits; it is counted then
 */
gboolean
val_pace_policy_may_retry (ValPacePolicy *self)
{
  guint first = MAX (RETRIES_FLOOR, self->cap * (VAL_RETRY_MAX_ATTEMPTS - 1));
  guint64 allowed = MAX (first, self->n_requests / RETRIES_SHARE);

  if (self->broken || self->n_retries >= allowed)
    return FALSE;
  self->n_retries++;
  return TRUE;
}

/**
 * val_pace_policy_reset:
 * @now: the time
 *
 * Closes the circuit, and has the way to the platform tried now.  What the platform itself asked
 * for stays.
 */
void
val_pace_policy_reset (ValPacePolicy *self, gint64 now)
{
  if (self->offline)
    self->held_until = now;
  find_the_way (self);
  self->broken = FALSE;
  self->results = 0;
  self->in_row = 0;
}

/**
 * val_pace_policy_get_limit:
 *
 * Returns: how many may be in flight now, at least 1
 */
guint
val_pace_policy_get_limit (ValPacePolicy *self)
{
  return find_limit (self);
}

/**
 * val_pace_policy_get_in_flight:
 *
 * Returns: how many have left and not ended
 */
guint
val_pace_policy_get_in_flight (ValPacePolicy *self)
{
  return self->in_flight;
}

/**
 * val_pace_policy_get_latency:
 *
 * Returns: how long an answer usually takes, in microseconds, or 0 while that is not known
 */
gint64
val_pace_policy_get_latency (ValPacePolicy *self)
{
  return self->baseline;
}

/**
 * val_pace_policy_get_hold:
 * @now: the time
 *
 * Returns: for how long the platform has asked to be left alone, or 0
 */
gint64
val_pace_policy_get_hold (ValPacePolicy *self, gint64 now)
{
  return val_pace_policy_get_reason (self, now) == VAL_PACE_THROTTLED && self->held_until > now
             ? self->held_until - now
             : 0;
}

/**
 * val_pace_policy_get_reason:
 * @now: the time
 *
 * Returns: what holds requests back most
 */
ValPaceReason
val_pace_policy_get_reason (ValPacePolicy *self, gint64 now)
{
  if (self->broken)
    return VAL_PACE_BROKEN;
  if (self->offline)
    return VAL_PACE_OFFLINE;
  if (self->held_until > now)
    return VAL_PACE_THROTTLED;
  if ((guint) self->limit < self->cap)
    return self->cause;
  return now < self->bound_until ? self->bound_by : VAL_PACE_FREE;
}
