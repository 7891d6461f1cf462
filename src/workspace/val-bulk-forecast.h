/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How fast a job is of late, and when it will be done.  Knows no clock. */
typedef struct
{
  gint64 since; /* microseconds of the last look, or 0 */
  guint n_finished;
  double rate; /* a second, smoothed */
  gint64 age;  /* microseconds that were looked at */
} ValBulkForecast;

void val_bulk_forecast_restart (ValBulkForecast *self);
void val_bulk_forecast_look (ValBulkForecast *self, gint64 now, guint n_finished);
double val_bulk_forecast_get_rate (const ValBulkForecast *self);
gint64 val_bulk_forecast_get_time_left (const ValBulkForecast *self, guint n_left);

G_END_DECLS
