/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-forecast.h"
#include "workspace/val-bulk-stage.h"

static void
test_limits (void)
{
  g_assert_cmpuint (val_bulk_stage_get_limit (0, 1000), ==, 1000);
  g_assert_cmpuint (val_bulk_stage_get_limit (1, 1000), ==, 1);
  g_assert_cmpuint (val_bulk_stage_get_limit (2, 1000), ==, 50);
  g_assert_cmpuint (val_bulk_stage_get_limit (2, 1001), ==, 51);
  g_assert_cmpuint (val_bulk_stage_get_limit (3, 1000), ==, 1000);
  for (guint stage = 0; stage <= 3; stage++)
    {
      g_assert_cmpuint (val_bulk_stage_get_limit (stage, 0), ==, 0);
      g_assert_cmpuint (val_bulk_stage_get_limit (stage, 1), ==, 1);
    }
  g_assert_cmpuint (val_bulk_stage_get_limit (2, 2), ==, 2);
  g_assert_cmpuint (val_bulk_stage_get_limit (2, G_MAXUINT), >, G_MAXUINT / 21);
}

static void
test_stages (void)
{
  const ValBulkOptions plain = { .canary = FALSE };
  const ValBulkOptions canary = { .canary = TRUE };

  g_assert_cmpuint (val_bulk_stage_find (&plain, 1000, 0), ==, 0);
  g_assert_cmpuint (val_bulk_stage_find (&canary, 1000, 0), ==, 1);
  g_assert_cmpuint (val_bulk_stage_find (&canary, 1000, 1), ==, 2);
  g_assert_cmpuint (val_bulk_stage_find (&canary, 1000, 49), ==, 2);
  g_assert_cmpuint (val_bulk_stage_find (&canary, 1000, 50), ==, 3);
  g_assert_cmpuint (val_bulk_stage_find (&canary, 1000, 1000), ==, 3);
}

static void
test_budget (void)
{
  const ValBulkOptions ten = { .error_budget = 10 };
  const ValBulkOptions none = { .error_budget = 0 };
  const ValBulkOptions all = { .error_budget = 100 };

  g_assert_true (val_bulk_budget_holds (&ten, 1, 1));
  g_assert_true (val_bulk_budget_holds (&ten, 2, 2));
  g_assert_false (val_bulk_budget_holds (&ten, 3, 3));
  g_assert_true (val_bulk_budget_holds (&ten, 100, 10));
  g_assert_false (val_bulk_budget_holds (&ten, 100, 11));
  g_assert_true (val_bulk_budget_holds (&none, 100, 0));
  g_assert_false (val_bulk_budget_holds (&none, 100, 1));
  g_assert_true (val_bulk_budget_holds (&all, 50, 50));
  g_assert_false (val_bulk_budget_holds_for_stage (&ten, 1, 1));
  g_assert_true (val_bulk_budget_holds_for_stage (&all, 1, 1));
  g_assert_true (val_bulk_budget_holds_for_stage (&ten, 50, 5));
  g_assert_false (val_bulk_budget_holds_for_stage (&ten, 50, 6));
}

/* At @rate a second, looked at ten times a second. */
static gint64
go_on (ValBulkForecast *forecast, gint64 from, double from_done, double rate, guint n_looks)
{
  for (guint i = 1; i <= n_looks; i++)
    val_bulk_forecast_look (forecast, from + i * G_USEC_PER_SEC / 10,
                            (guint) (from_done + rate * i / 10));
  return from + n_looks * G_USEC_PER_SEC / 10;
}

static void
test_forecast (void)
{
  ValBulkForecast forecast = { 0 };
  gint64 now = G_USEC_PER_SEC;

  val_bulk_forecast_look (&forecast, now, 0);
  g_assert_cmpint (val_bulk_forecast_get_time_left (&forecast, 100), ==, -1);
  now = go_on (&forecast, now, 0, 200, 10);
  g_assert_cmpfloat_with_epsilon (val_bulk_forecast_get_rate (&forecast), 200, 1);
  g_assert_cmpint (val_bulk_forecast_get_time_left (&forecast, 1000), >=, 5);
  g_assert_cmpint (val_bulk_forecast_get_time_left (&forecast, 1000), <=, 6);
  g_assert_cmpint (val_bulk_forecast_get_time_left (&forecast, 0), ==, 0);
  /* A slower platform is believed in the end, not at once. */
  go_on (&forecast, now, 200, 20, 5);
  g_assert_cmpfloat (val_bulk_forecast_get_rate (&forecast), >, 100);
  now = go_on (&forecast, now, 200, 20, 300);
  g_assert_cmpfloat_with_epsilon (val_bulk_forecast_get_rate (&forecast), 20, 2);
  val_bulk_forecast_restart (&forecast);
  g_assert_cmpint (val_bulk_forecast_get_time_left (&forecast, 100), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bulk-stage/limits", test_limits);
  g_test_add_func ("/bulk-stage/stages", test_stages);
  g_test_add_func ("/bulk-stage/budget", test_budget);
  g_test_add_func ("/bulk-forecast", test_forecast);
  return g_test_run ();
}
