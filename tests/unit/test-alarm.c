/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-alarm.h"
#include "support/val-test-util.h"

#define N_TIMES 50

static gboolean
count_cb (gpointer user_data)
{
  guint *n_times = user_data;

  (*n_times)++;
  return G_SOURCE_CONTINUE;
}

/* Turns that find nothing to do. */
static void
turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
test_not_early (void)
{
  guint n_times = 0;
  g_autoptr (ValAlarm) alarm = val_alarm_new ("test", count_cb, &n_times);

  for (gint64 i = 0; i < N_TIMES; i++)
    {
      gint64 at = g_get_monotonic_time () + i * 40;

      n_times = 0;
      val_alarm_set (alarm, at);
      while (n_times == 0)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpint (g_get_monotonic_time (), >=, at);
      val_alarm_set (alarm, VAL_ALARM_NEVER);
    }
}

static void
test_past (void)
{
  guint n_times = 0;
  g_autoptr (ValAlarm) alarm = val_alarm_new ("test", count_cb, &n_times);

  val_alarm_set (alarm, 0);
  g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_times, ==, 1);
  g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_times, ==, 2);
  val_alarm_set (alarm, VAL_ALARM_NEVER);
  turn ();
  g_assert_cmpuint (n_times, ==, 2);
}

static void
test_set_anew (void)
{
  guint n_times = 0;
  g_autoptr (ValAlarm) alarm = val_alarm_new ("test", count_cb, &n_times);

  val_alarm_set (alarm, 0);
  val_alarm_set (alarm, g_get_monotonic_time () + G_TIME_SPAN_HOUR);
  turn ();
  g_assert_cmpuint (n_times, ==, 0);
  val_alarm_set (alarm, g_get_monotonic_time ());
  g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_times, ==, 1);
}

static gpointer
ring (gpointer data)
{
  val_alarm_ring (data);
  return NULL;
}

/* Whatever its owner sets meanwhile. */
static void
test_ring (void)
{
  guint n_times = 0;
  g_autoptr (ValAlarm) alarm = val_alarm_new ("test", count_cb, &n_times);

  g_thread_join (g_thread_new ("ringer", ring, alarm));
  val_alarm_set (alarm, g_get_monotonic_time () + G_TIME_SPAN_HOUR);
  val_alarm_set (alarm, VAL_ALARM_NEVER);
  turn ();
  g_assert_cmpuint (n_times, ==, 1);
}

static void
test_freed (void)
{
  guint n_times = 0;
  ValAlarm *alarm = val_alarm_new ("test", count_cb, &n_times);

  val_alarm_set (alarm, 0);
  val_alarm_ring (alarm);
  val_alarm_free (alarm);
  turn ();
  g_assert_cmpuint (n_times, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/alarm/not-early", test_not_early);
  g_test_add_func ("/alarm/past", test_past);
  g_test_add_func ("/alarm/set-anew", test_set_anew);
  g_test_add_func ("/alarm/ring", test_ring);
  g_test_add_func ("/alarm/freed", test_freed);
  return g_test_run ();
}
