/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-pace-policy.h"
#include "api/val-retry.h"

#include <libsoup/soup.h>

#define MS     (SECOND / 1000)
#define SECOND ((gint64) G_USEC_PER_SEC)

/* Sun, 06 Nov 1994 08:49:37 GMT */
#define DATE G_GINT64_CONSTANT (784111777)

/* A request on its way, and when it got to the platform. */
typedef struct
{
  gint64 left;
  gint64 arrived;
  gint64 ended;
  guint status;
} Flight;

typedef struct _World World;
typedef void (*WorldAnswer) (World *world, Flight *flight);

/* A client that always has something to send, a clock of its own, and a platform. */
struct _World
{
  ValPacePolicy *policy;
  WorldAnswer answer;
  gint64 now;
  gint64 latency;
  guint bearable;   /* requests a second, for platforms that count */
  GArray *flying;   /* (element-type Flight) */
  GArray *arrivals; /* (element-type gint64) */
  guint n_good;
  guint n_throttled;
  guint lowest_limit;
};

static void
world_init (World *world, guint cap, guint rate, WorldAnswer answer, gint64 latency)
{
  *world = (World){ .policy = val_pace_policy_new (cap, rate),
                    .answer = answer,
                    .now = 1000 * SECOND,
                    .latency = latency,
                    .lowest_limit = cap };
  world->flying = g_array_new (FALSE, FALSE, sizeof (Flight));
  world->arrivals = g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
world_clear (World *world)
{
  val_pace_policy_free (world->policy);
  g_array_unref (world->flying);
  g_array_unref (world->arrivals);
}

static void
world_send (World *world)
{
  Flight flight = { .left = world->now, .arrived = world->now, .status = 200 };

  val_pace_policy_enter (world->policy, world->now);
  world->answer (world, &flight);
  g_array_append_val (world->flying, flight);
  g_array_append_val (world->arrivals, flight.arrived);
}

static guint
world_find_next (World *world)
{
  guint next = 0;

  for (guint i = 1; i < world->flying->len; i++)
    if (g_array_index (world->flying, Flight, i).ended <
        g_array_index (world->flying, Flight, next).ended)
      next = i;
  return next;
}

static void
world_receive (World *world)
{
  guint next = world_find_next (world);
  Flight flight = g_array_index (world->flying, Flight, next);
  ValPaceOutcome outcome = { .status = flight.status, .latency = flight.ended - flight.left };

  world->now = flight.ended;
  g_array_remove_index_fast (world->flying, next);
  world->n_good += flight.status == 200;
  world->n_throttled += flight.status == 429;
  val_pace_policy_leave (world->policy, world->now, &outcome);
  world->lowest_limit = MIN (world->lowest_limit, val_pace_policy_get_limit (world->policy));
}

/* Sends whatever may leave until @end, and then waits for what is on its way. */
static void
world_run (World *world, gint64 end)
{
  while (world->now < end || world->flying->len > 0)
    {
      gint64 at = VAL_PACE_NEVER;

      while (world->now < end && (at = val_pace_policy_ask (world->policy, world->now)) == 0)
        world_send (world);
      if (world->flying->len > 0 &&
          (world->now >= end ||
           g_array_index (world->flying, Flight, world_find_next (world)).ended <= at))
        world_receive (world);
      else if (at != VAL_PACE_NEVER)
        world->now = MAX (at, world->now);
      else
        world->now = end;
    }
}

static int
compare_times (gconstpointer one, gconstpointer other)
{
  gint64 a = *(const gint64 *) one;
  gint64 b = *(const gint64 *) other;

  return (a > b) - (a < b);
}

/* The most that arrived in any one second. */
static guint
world_find_busiest (World *world)
{
  guint busiest = 0;

  g_array_sort (world->arrivals, compare_times);
  for (guint first = 0, last = 0; last < world->arrivals->len; last++)
    {
      while (g_array_index (world->arrivals, gint64, last) -
                 g_array_index (world->arrivals, gint64, first) >=
             SECOND)
        first++;
      busiest = MAX (busiest, last - first + 1);
    }
  return busiest;
}

static gint64
random_time (gint64 below)
{
  return below > 0 ? (gint64) g_test_rand_double_range (0, (double) below) : 0;
}

/* Ways of any length there and back, now and then one that takes for ever. */
static void
answer_at_random (World *world, Flight *flight)
{
  gint64 longest = g_test_rand_int_range (0, 50) == 0 ? world->latency * 20 : world->latency;

  flight->arrived = world->now + random_time (longest);
  flight->ended = flight->arrived + random_time (world->latency) + 1;
}

static void
answer_steadily (World *world, Flight *flight)
{
  flight->arrived = world->now + world->latency / 2;
  flight->ended = world->now + world->latency;
}

static void
test_rate_never_exceeded (void)
{
  static const guint rates[] = { 1, 2, 7, 20, 100, 333, 2000 };
  static const gint64 latencies[] = { 0, 3 * MS, 50 * MS, 400 * MS, 3 * SECOND };

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    for (guint j = 0; j < G_N_ELEMENTS (latencies); j++)
      for (guint cap = 1; cap <= 64; cap *= 4)
        {
          World world;

          world_init (&world, cap, rates[i], answer_at_random, latencies[j]);
          world_run (&world, world.now + 20 * SECOND);
          g_assert_cmpuint (world_find_busiest (&world), <=, rates[i]);
          g_assert_cmpuint (world.arrivals->len, >, 0);
          world_clear (&world);
        }
}

/* A bound that is kept by sending hardly anything would be no good. */
static void
test_rate_is_used (void)
{
  static const guint rates[] = { 5, 50, 500 };

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      World world;

      world_init (&world, 32, rates[i], answer_steadily, 20 * MS);
      world_run (&world, world.now + 30 * SECOND);
      g_assert_cmpuint (world.arrivals->len, >=, rates[i] * 29);
      g_assert_cmpint (val_pace_policy_get_reason (world.policy, world.now), ==, VAL_PACE_RATE);
      world_clear (&world);
    }
}

static void
test_rate_is_even (void)
{
  World world;

  world_init (&world, 64, 50, answer_steadily, 10 * MS);
  world_run (&world, world.now + 5 * SECOND);
  for (guint i = 2; i < world.arrivals->len; i++)
    g_assert_cmpint (g_array_index (world.arrivals, gint64, i) -
                         g_array_index (world.arrivals, gint64, i - 2),
                     >=, 15 * MS);
  world_clear (&world);
}

static void
answer_with_jitter (World *world, Flight *flight)
{
  gint64 extra = g_test_rand_int_range (0, 20) == 0 ? 5 * world->latency : world->latency / 2;

  flight->arrived = world->now + world->latency / 2;
  flight->ended = world->now + world->latency + random_time (extra);
}

/* As on two busy cores: short answers queue behind each other. */
static void
answer_after_a_queue (World *world, Flight *flight)
{
  flight->arrived = world->now;
  flight->ended = world->now + world->latency * (1 + (gint64) world->flying->len) +
                  random_time (100 * MS) * (g_test_rand_int_range (0, 30) == 0);
}

static void
test_calm (void)
{
  static const WorldAnswer answers[] = { answer_steadily, answer_with_jitter,
                                         answer_after_a_queue };
  static const gint64 latencies[] = { 50 * MS, 50 * MS, MS };
  static const guint caps[] = { 8, 32 };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    for (guint j = 0; j < G_N_ELEMENTS (caps); j++)
      {
        World world;

        world_init (&world, caps[j], 0, answers[i], latencies[i]);
        g_assert_cmpuint (val_pace_policy_get_limit (world.policy), ==, caps[j]);
        world_run (&world, world.now + 60 * SECOND);
        g_assert_cmpuint (world.lowest_limit, ==, caps[j]);
        g_assert_cmpint (val_pace_policy_get_reason (world.policy, world.now), ==, VAL_PACE_FREE);
        world_clear (&world);
      }
}

/* Never a moment lost at a constant latency. */
static void
test_full_use (void)
{
  World world;

  world_init (&world, 8, 0, answer_steadily, 50 * MS);
  world_run (&world, world.now + 10 * SECOND);
  g_assert_cmpuint (world.arrivals->len, ==, 10 * 20 * 8);
  world_clear (&world);
}

static void
answer_under_strain (World *world, Flight *flight)
{
  gint64 strain = MAX (1, (gint64) world->flying->len - 4);

  flight->arrived = world->now + 10 * MS;
  flight->ended = world->now + world->latency * strain;
}

/* Answers that take long because of us; then the platform has got over it. */
static void
test_slow (void)
{
  World world;

  world_init (&world, 32, 0, answer_steadily, 50 * MS);
  world_run (&world, world.now + 5 * SECOND);
  world.answer = answer_under_strain;
  world.lowest_limit = 32;
  world_run (&world, world.now + 20 * SECOND);
  g_assert_cmpuint (world.lowest_limit, <=, 16);
  g_assert_cmpuint (world.lowest_limit, >=, 2);
  world.answer = answer_steadily;
  world_run (&world, world.now + 120 * SECOND);
  g_assert_cmpuint (val_pace_policy_get_limit (world.policy), ==, 32);
  g_assert_cmpint (val_pace_policy_get_reason (world.policy, world.now), ==, VAL_PACE_FREE);
  world_clear (&world);
}

static void
test_slow_has_a_reason (void)
{
  World world;

  world_init (&world, 8, 0, answer_steadily, 50 * MS);
  world_run (&world, world.now + 5 * SECOND);
  world.latency = SECOND;
  world_run (&world, world.now + 4 * SECOND);
  g_assert_cmpuint (val_pace_policy_get_limit (world.policy), <, 8);
  g_assert_cmpint (val_pace_policy_get_reason (world.policy, world.now), ==, VAL_PACE_SLOW);
  world_clear (&world);
}

/* What has nothing to do with us is not waited for: it becomes what is usual. */
static void
test_slow_for_good (void)
{
  World world;

  world_init (&world, 8, 0, answer_steadily, 50 * MS);
  world_run (&world, world.now + 5 * SECOND);
  world.latency = SECOND;
  world_run (&world, world.now + 300 * SECOND);
  g_assert_cmpuint (val_pace_policy_get_limit (world.policy), ==, 8);
  world_clear (&world);
}

static void
answer_so_many_a_second (World *world, Flight *flight)
{
  guint n_recent = 0;

  answer_steadily (world, flight);
  for (guint i = world->arrivals->len; i > 0 && n_recent <= world->bearable; i--)
    if (g_array_index (world->arrivals, gint64, i - 1) > flight->arrived - SECOND)
      n_recent++;
    else
      break;
  if (n_recent >= world->bearable)
    flight->status = 429;
}

/* Finds out what a platform bears that does not say it, within the budget of repetitions. */
static void
test_bearable_rate (void)
{
  static const guint bearable[] = { 5, 20, 100, 400 };

  for (guint i = 0; i < G_N_ELEMENTS (bearable); i++)
    {
      World world;

      world_init (&world, 16, 0, answer_so_many_a_second, 20 * MS);
      world.bearable = bearable[i];
      world_run (&world, world.now + 120 * SECOND);
      g_test_message ("%u a second: %u good, %u refused", bearable[i], world.n_good,
                      world.n_throttled);
      g_assert_cmpuint (world.n_good, >=, bearable[i] * 60);
      g_assert_cmpuint (world.n_throttled, <=, world.n_good / 10);
      world_clear (&world);
    }
}

/* What comes of one request at @now. */
static void
visit (ValPacePolicy *policy, gint64 now, guint status)
{
  ValPaceOutcome outcome = { .status = status, .latency = MS, .now = DATE };

  val_pace_policy_enter (policy, now - MS);
  val_pace_policy_leave (policy, now, &outcome);
}

static void
test_throttled_trajectory (void)
{
  g_autoptr (ValPacePolicy) policy = val_pace_policy_new (32, 0);
  static const guint limits[] = { 16, 8, 4, 2, 1, 1, 1 };
  gint64 now = SECOND;

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++, now += 60 * SECOND)
    {
      visit (policy, now, 429);
      g_assert_cmpuint (val_pace_policy_get_limit (policy), ==, limits[i]);
      g_assert_cmpint (val_pace_policy_get_reason (policy, now), ==, VAL_PACE_THROTTLED);
    }
  for (guint i = 0; i < 1000; i++, now += SECOND)
    visit (policy, now, 200);
  g_assert_cmpuint (val_pace_policy_get_limit (policy), ==, 32);
  g_assert_cmpint (val_pace_policy_get_reason (policy, now), ==, VAL_PACE_FREE);
}

/* Everything that was in flight says the same; it counts once. */
static void
test_cut_once_a_round (void)
{
  g_autoptr (ValPacePolicy) policy = val_pace_policy_new (32, 0);
  gint64 now = SECOND;

  for (guint i = 0; i < 32; i++)
    val_pace_policy_enter (policy, now);
  for (guint i = 0; i < 32; i++)
    {
      gint64 latency = (50 + i) * MS;
      ValPaceOutcome outcome = { .status = i % 2 == 0 ? 429 : 503,
                                 .latency = latency,
                                 .again = TRUE };

      val_pace_policy_leave (policy, now + latency, &outcome);
    }
  g_assert_cmpuint (val_pace_policy_get_limit (policy), ==, 16);
}

typedef struct
{
  const char *text;
  gint64 wait; /* milliseconds, or -1: only a person can go on */
} RetryAfterCase;

static void
test_retry_after (void)
{
  static const RetryAfterCase cases[] = {
    { "2", 2000 },
    { " 7 ", 7000 },
    { "0", 0 },
    { "900", 900000 },
    { "901", -1 },
    { "99999999999999999999999999999999", -1 },
    { "Sun, 06 Nov 1994 08:49:47 GMT", 10000 },
    { "Sunday, 06-Nov-94 08:49:47 GMT", 10000 },
    { "Sun, 06 Nov 1994 08:00:00 GMT", 0 },
    { "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
    { "Thu, 31 Dec 9998 23:59:59 GMT", -1 },
    /* Of no form: as if it were not there. */
    { "-5", 1000 },
    { "1.5", 1000 },
    { "soon", 1000 },
    { "", 1000 },
    { NULL, 1000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ValPacePolicy) policy = val_pace_policy_new (8, 0);
      gint64 now = 5 * SECOND;
      ValPaceOutcome outcome = {
        .status = 429, .latency = MS, .retry_after = cases[i].text, .now = DATE
      };

      g_test_message ("Retry-After: %s", cases[i].text);
      visit (policy, now - SECOND, 200);
      val_pace_policy_enter (policy, now);
      val_pace_policy_leave (policy, now + MS, &outcome);
      if (cases[i].wait < 0)
        g_assert_cmpint (val_pace_policy_get_reason (policy, now + MS), ==, VAL_PACE_BROKEN);
      else if (cases[i].wait > 0)
        g_assert_cmpint (val_pace_policy_ask (policy, now + MS), ==, now + MS + cases[i].wait * MS);
      else
        g_assert_cmpint (val_pace_policy_get_reason (policy, now + MS), ==, VAL_PACE_THROTTLED);
    }
}

/* Also that of a 503; and what goes well meanwhile changes nothing. */
static void
test_retry_after_holds_everything (void)
{
  g_autoptr (ValPacePolicy) policy = val_pace_policy_new (8, 0);
  ValPaceOutcome unavailable = {
    .status = 503, .latency = MS, .retry_after = "30", .now = DATE, .again = TRUE
  };
  ValPaceOutcome good = { .status = 200, .latency = 2 * MS };
  gint64 now = SECOND;

  val_pace_policy_enter (policy, now);
  val_pace_policy_enter (policy, now);
  val_pace_policy_leave (policy, now + MS, &unavailable);
  val_pace_policy_leave (policy, now + 2 * MS, &good);
  g_assert_cmpint (val_pace_policy_ask (policy, now + 2 * MS), ==, now + MS + 30 * SECOND);
  val_pace_policy_reset (policy, now + 3 * MS);
  g_assert_cmpint (val_pace_policy_ask (policy, now + 3 * MS), ==, now + MS + 30 * SECOND);
  g_assert_cmpint (val_pace_policy_ask (policy, now + MS + 30 * SECOND), ==, 0);
}

static void
test_budget (void)
{
  static const guint caps[] = { 1, 8, 32 };
  static const guint floors[] = { 8, 16, 64 };

  for (guint i = 0; i < G_N_ELEMENTS (caps); i++)
    {
      g_autoptr (ValPacePolicy) policy = val_pace_policy_new (caps[i], 0);
      guint n_retries = 0;

      for (guint j = 1; j <= 5000; j++)
        {
          visit (policy, j * SECOND, 200);
          while (val_pace_policy_may_retry (policy))
            n_retries++;
          g_assert_cmpuint (n_retries, ==, MAX (floors[i], j / 10));
        }
    }
}

static gboolean
is_open (ValPacePolicy *policy)
{
  gint64 later = 100000 * SECOND;

  return val_pace_policy_get_reason (policy, later) == VAL_PACE_BROKEN &&
         val_pace_policy_ask (policy, later) == VAL_PACE_NEVER &&
         !val_pace_policy_may_retry (policy);
}

static void
test_circuit_in_a_row (void)
{
  g_autoptr (ValPacePolicy) policy = val_pace_policy_new (8, 0);
  gint64 now = SECOND;

  for (guint i = 0; i < 4; i++)
    visit (policy, now += SECOND, 500 + i);
  visit (policy, now += SECOND, 404);
  g_assert_false (is_open (policy));
  for (guint i = 0; i < 4; i++)
    visit (policy, now += SECOND, 408);
  g_assert_false (is_open (policy));
  g_assert_cmpint (val_pace_policy_get_reason (policy, now), ==, VAL_PACE_FAILING);
  visit (policy, now += SECOND, 500);
  g_assert_true (is_open (policy));
  val_pace_policy_reset (policy, now);
  g_assert_false (is_open (policy));
  g_assert_cmpint (val_pace_policy_ask (policy, now), ==, 0);
  for (guint i = 0; i < 4; i++)
    visit (policy, now += SECOND, 500);
  g_assert_false (is_open (policy));
}

/* One in six for ever is borne, one in five is not. */
static void
test_circuit_of_the_last (void)
{
  for (guint every = 2; every <= 6; every++)
    {
      g_autoptr (ValPacePolicy) policy = val_pace_policy_new (8, 0);
      guint n_failed = 0;
      guint i;

      for (i = 1; i <= 1000 && !is_open (policy); i++)
        {
          visit (policy, i * SECOND, i % every == 0 ? 500 : 200);
          n_failed += i % every == 0;
        }
      if (every <= 5)
        g_assert_cmpuint (n_failed, ==, 10);
      else
        g_assert_cmpuint (i, ==, 1001);
    }
}

static void
test_circuit_leaves_out (void)
{
  g_autoptr (ValPacePolicy) policy = val_pace_policy_new (8, 0);
  ValPaceOutcome tried_again = { .status = 503, .latency = MS, .again = TRUE };
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "c");
  ValPaceOutcome given_up = { .error = cancelled, .latency = MS };
  gint64 now = SECOND;

  for (guint i = 0; i < 200; i++, now += SECOND)
    {
      visit (policy, now, 400 + i % 8);
      visit (policy, now, 429);
      val_pace_policy_enter (policy, now);
      val_pace_policy_leave (policy, now + MS, &tried_again);
      val_pace_policy_enter (policy, now);
      val_pace_policy_leave (policy, now + MS, &given_up);
    }
  g_assert_false (is_open (policy));
}

static void
lose (ValPacePolicy *policy, gint64 left, gint64 now, gboolean unreachable)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "l");
  ValPaceOutcome outcome = {
    .error = error, .latency = now - left, .unreachable = unreachable, .again = unreachable
  };

  val_pace_policy_leave (policy, now, &outcome);
}

static void
enter_many (ValPacePolicy *policy, gint64 now, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpint (val_pace_policy_ask (policy, now), ==, 0);
      val_pace_policy_enter (policy, now);
    }
}

static void
test_offline (void)
{
  static const guint waits[] = { 1, 2, 4, 8, 16, 30, 30, 30 };
  g_autoptr (ValPacePolicy) policy = val_pace_policy_new (8, 0);
  gint64 now = SECOND;

  enter_many (policy, now, 8);
  for (guint i = 0; i < 8; i++)
    lose (policy, now, now + MS, TRUE);
  now += MS;
  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      g_assert_cmpint (val_pace_policy_get_reason (policy, now), ==, VAL_PACE_OFFLINE);
      g_assert_cmpint (val_pace_policy_ask (policy, now), ==, now + waits[i] * SECOND);
      now += waits[i] * SECOND;
      enter_many (policy, now, 1);
      g_assert_cmpint (val_pace_policy_ask (policy, now), ==, VAL_PACE_NEVER);
      lose (policy, now, now + MS, TRUE);
      now += MS;
    }
  val_pace_policy_reset (policy, now);
  visit (policy, now, 200);
  g_assert_cmpint (val_pace_policy_get_reason (policy, now), ==, VAL_PACE_FREE);
  g_assert_cmpuint (val_pace_policy_get_limit (policy), ==, 8);
}

/* The network went with eight on their way: no failure of the platform's. */
static void
test_lost_then_offline (void)
{
  g_autoptr (ValPacePolicy) policy = val_pace_policy_new (8, 0);
  gint64 now = SECOND;

  enter_many (policy, now, 8);
  for (guint i = 0; i < 8; i++)
    lose (policy, now, now + (1 + i) * MS, FALSE);
  now += 10 * MS;
  g_assert_cmpint (val_pace_policy_get_reason (policy, now), ==, VAL_PACE_FAILING);
  g_assert_cmpuint (val_pace_policy_get_limit (policy), ==, 1);
  enter_many (policy, now, 1);
  lose (policy, now, now + MS, TRUE);
  g_assert_cmpint (val_pace_policy_get_reason (policy, now + MS), ==, VAL_PACE_OFFLINE);
  now += 2 * SECOND;
  for (guint i = 0; i < 4; i++)
    visit (policy, now += MS, 500);
  g_assert_false (is_open (policy));
  g_assert_cmpint (val_pace_policy_get_reason (policy, now), !=, VAL_PACE_OFFLINE);
}

static void
test_lost_then_lost (void)
{
  g_autoptr (ValPacePolicy) policy = val_pace_policy_new (8, 0);
  gint64 now = SECOND;

  enter_many (policy, now, 8);
  for (guint i = 0; i < 8; i++)
    lose (policy, now, now + (1 + i) * MS, FALSE);
  g_assert_false (is_open (policy));
  now += 10 * MS;
  enter_many (policy, now, 1);
  g_assert_cmpint (val_pace_policy_ask (policy, now), ==, VAL_PACE_NEVER);
  lose (policy, now, now + MS, FALSE);
  g_assert_true (is_open (policy));
}

/* Whatever comes, the limit stays within its bounds, and time or an answer always goes on. */
static void
test_any_course (void)
{
  static const guint statuses[] = { 0, 200, 200, 200, 200, 404, 429, 500, 503 };
  static const char *const headers[] = { NULL, "1", "0", "nonsense", "300" };

  for (guint round = 0; round < 200; round++)
    {
      guint cap = (guint) g_test_rand_int_range (1, 65);
      g_autoptr (ValPacePolicy) policy =
          val_pace_policy_new (cap, (guint) g_test_rand_int_range (0, 3) * 50);
      gint64 now = SECOND;

      for (guint i = 0; i < 500; i++, now += random_time (SECOND))
        {
          gint64 at = val_pace_policy_ask (policy, now);
          ValPaceOutcome outcome = {
            .status = statuses[g_test_rand_int_range (0, G_N_ELEMENTS (statuses))],
            .retry_after = headers[g_test_rand_int_range (0, G_N_ELEMENTS (headers))],
            .latency = random_time (SECOND),
          };

          outcome.unreachable = outcome.status == 0 && g_test_rand_bit ();
          if (val_pace_policy_get_reason (policy, now) == VAL_PACE_BROKEN)
            val_pace_policy_reset (policy, now);
          else if (at == 0)
            val_pace_policy_enter (policy, now);
          else if (at == VAL_PACE_NEVER)
            g_assert_cmpuint (val_pace_policy_get_in_flight (policy), >, 0);
          if (val_pace_policy_get_in_flight (policy) > 0 && g_test_rand_bit ())
            val_pace_policy_leave (policy, now, &outcome);
          g_assert_cmpuint (val_pace_policy_get_limit (policy), >=, 1);
          g_assert_cmpuint (val_pace_policy_get_limit (policy), <=, cap);
          g_assert_cmpuint (val_pace_policy_get_in_flight (policy), <=, cap);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pace-policy/rate/never-exceeded", test_rate_never_exceeded);
  g_test_add_func ("/pace-policy/rate/is-used", test_rate_is_used);
  g_test_add_func ("/pace-policy/rate/is-even", test_rate_is_even);
  g_test_add_func ("/pace-policy/calm", test_calm);
  g_test_add_func ("/pace-policy/full-use", test_full_use);
  g_test_add_func ("/pace-policy/slow/because-of-us", test_slow);
  g_test_add_func ("/pace-policy/slow/has-a-reason", test_slow_has_a_reason);
  g_test_add_func ("/pace-policy/slow/for-good", test_slow_for_good);
  g_test_add_func ("/pace-policy/throttled/bearable-rate", test_bearable_rate);
  g_test_add_func ("/pace-policy/throttled/trajectory", test_throttled_trajectory);
  g_test_add_func ("/pace-policy/throttled/once-a-round", test_cut_once_a_round);
  g_test_add_func ("/pace-policy/retry-after/forms", test_retry_after);
  g_test_add_func ("/pace-policy/retry-after/everything", test_retry_after_holds_everything);
  g_test_add_func ("/pace-policy/budget", test_budget);
  g_test_add_func ("/pace-policy/circuit/in-a-row", test_circuit_in_a_row);
  g_test_add_func ("/pace-policy/circuit/of-the-last", test_circuit_of_the_last);
  g_test_add_func ("/pace-policy/circuit/leaves-out", test_circuit_leaves_out);
  g_test_add_func ("/pace-policy/offline/waits", test_offline);
  g_test_add_func ("/pace-policy/offline/after-lost-answers", test_lost_then_offline);
  g_test_add_func ("/pace-policy/offline/not-after-lost-answers", test_lost_then_lost);
  g_test_add_func ("/pace-policy/any-course", test_any_course);

  return g_test_run ();
}
