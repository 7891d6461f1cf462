/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-forecast.h"

#include <math.h>

/* What is this long ago counts for about a third. */
#define MEMORY_S 5.0
/* Before that a guess would be wild. */
#define MIN_AGE_US (G_USEC_PER_SEC / 2)
#define SLOWEST    1e-3

/**
 * val_bulk_forecast_restart:
 * @self: a forecast
 *
 * Forgets what was seen: a pause says nothing of how fast the job is.
 */
void
val_bulk_forecast_restart (ValBulkForecast *self)
{
  *self = (ValBulkForecast){ 0 };
}

/**
 * val_bulk_forecast_look:
 * @self: a forecast
 * @now: monotonic time, in microseconds, above 0
 * @n_finished: how much is done by then
 *
 * To be called a few times a second.  The first look only sets the beginning.
 */
void
val_bulk_forecast_look (ValBulkForecast *self, gint64 now, guint n_finished)
{
  gint64 elapsed = now - self->since;

  if (self->since != 0 && elapsed <= 0)
    return;
  if (self->since != 0)
    {
      double seconds = (double) elapsed / G_USEC_PER_SEC;
      double rate = (n_finished - self->n_finished) / seconds;
      double age = (double) self->age / G_USEC_PER_SEC;
      /* While little is known all of it counts alike. */
      double weight = MAX (seconds / (age + seconds), 1.0 - exp (-seconds / MEMORY_S));

      self->rate += weight * (rate - self->rate);
      self->age += elapsed;
    }
  self->since = now;
  self->n_finished = n_finished;
}

/**
 * val_bulk_forecast_get_rate:
 * @self: a forecast
 *
 * Returns: how many a second, of late
 */
double
val_bulk_forecast_get_rate (const ValBulkForecast *self)
{
  return self->rate;
}

/**
 * val_bulk_forecast_get_time_left:
 * @self: a forecast
 * @n_left: how many are still to be done
 *
 * Returns: seconds, rounded up, or -1 where that cannot be told
 */
gint64
val_bulk_forecast_get_time_left (const ValBulkForecast *self, guint n_left)
{
  if (n_left == 0)
    return 0;
  if (self->age < MIN_AGE_US || self->rate < SLOWEST)
    return -1;
  return (gint64) ceil (n_left / self->rate);
}
