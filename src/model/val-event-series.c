/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-event-series.h"

#include "model/val-event.h"

#define HOUR        (60 * 60)
#define MAX_HOURS   48
#define MAX_BUCKETS 60
#define MIN_HOURS   12
#define MIN_DAYS    7

static gint64
time_at (GListModel *events, guint position)
{
  g_autoptr (ValEvent) event = g_list_model_get_item (events, position);

  return val_event_get_time (event);
}

/* Of the events that have a time. */
static gboolean
find_span (GListModel *events, gint64 *first, gint64 *last)
{
  *first = G_MAXINT64;
  *last = 0;
  for (guint i = 0; i < g_list_model_get_n_items (events); i++)
    {
      gint64 time = time_at (events, i);

      if (time > 0)
        *first = MIN (*first, time);
      *last = MAX (*last, time);
    }
  return *last > 0;
}

static GDateTime *
bucket_of (gint64 time, gboolean by_day, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  int year;
  int month;
  int day;

  g_date_time_get_ymd (local, &year, &month, &day);
  if (by_day)
    return g_date_time_new (zone, year, month, day, 0, 0, 0);
  /* Not from its parts: an hour can be there twice. */
  return g_date_time_add_seconds (local, -60.0 * g_date_time_get_minute (local) -
                                             g_date_time_get_seconds (local));
}

static guint
julian (GDateTime *time)
{
  GDate date;
  int year;
  int month;
  int day;

  g_date_time_get_ymd (time, &year, &month, &day);
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return g_date_get_julian (&date);
}

/* Days are counted by the calendar: some have 23 hours. */
static guint
steps_between (GDateTime *one, GDateTime *other, gboolean by_day)
{
  return by_day ? julian (other) - julian (one)
                : (guint) (g_date_time_difference (other, one) / G_TIME_SPAN_HOUR);
}

static void
count (ValEventSeries *self, GDateTime *bucket)
{
  guint index;

  if (g_date_time_compare (bucket, self->first) < 0)
    return;
  index = steps_between (self->first, bucket, self->by_day);
  self->n_events++;
  if (++g_array_index (self->counts, guint, index) >
      g_array_index (self->counts, guint, self->busiest))
    self->busiest = index;
}

/* Far apart, the newest are what is asked for; close together, the quiet before them tells most. */
static void
begin (ValEventSeries *self, gint64 first, gint64 last, GTimeZone *zone)
{
  g_autoptr (GDateTime) oldest = bucket_of (first, self->by_day, zone);
  g_autoptr (GDateTime) newest = bucket_of (last, self->by_day, zone);
  guint n_buckets = CLAMP (steps_between (oldest, newest, self->by_day) + 1,
                           self->by_day ? MIN_DAYS : MIN_HOURS, MAX_BUCKETS);

  self->first = self->by_day ? g_date_time_add_days (newest, 1 - (int) n_buckets)
                             : g_date_time_add_hours (newest, 1 - (int) n_buckets);
  g_array_set_size (self->counts, n_buckets);
}

/**
 * val_event_series_new:
 * @events: (element-type ValEvent): in any order
 * @zone: whose hours and days count
 *
 * Counts events by hour where they lie within two days, else by day, for sixty days at most up to
 * the newest, and never for less than twelve hours or a week.  Events without a time do not count.
 *
 * Returns: (transfer full): the counts; without buckets where there is nothing to count
 */
ValEventSeries *
val_event_series_new (GListModel *events, GTimeZone *zone)
{
  ValEventSeries *self;
  gint64 first;
  gint64 last;

  g_return_val_if_fail (G_IS_LIST_MODEL (events) && zone != NULL, NULL);

  self = g_new0 (ValEventSeries, 1);
  self->counts = g_array_new (FALSE, TRUE, sizeof (guint));
  if (!find_span (events, &first, &last))
    return self;
  self->by_day = last - first > (MAX_HOURS - 1) * HOUR;
  begin (self, first, last, zone);
  for (guint i = 0; i < g_list_model_get_n_items (events); i++)
    {
      gint64 time = time_at (events, i);
      g_autoptr (GDateTime) bucket = time > 0 ? bucket_of (time, self->by_day, zone) : NULL;

      if (bucket != NULL)
        count (self, bucket);
    }
  return self;
}

/**
 * val_event_series_free:
 * @self: (transfer full): a series
 */
void
val_event_series_free (ValEventSeries *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->first, g_date_time_unref);
  g_array_unref (self->counts);
  g_free (self);
}

/**
 * val_event_series_get_start:
 * @self: a series
 * @bucket: one of its buckets
 *
 * Returns: (transfer full): when @bucket begins
 */
GDateTime *
val_event_series_get_start (const ValEventSeries *self, guint bucket)
{
  g_return_val_if_fail (self != NULL && bucket < self->counts->len, NULL);

  return self->by_day ? g_date_time_add_days (self->first, (int) bucket)
                      : g_date_time_add_hours (self->first, (int) bucket);
}

/**
 * val_event_series_get_count:
 * @self: a series
 * @bucket: one of its buckets
 *
 * Returns: how many events are in @bucket
 */
guint
val_event_series_get_count (const ValEventSeries *self, guint bucket)
{
  g_return_val_if_fail (self != NULL && bucket < self->counts->len, 0);

  return g_array_index (self->counts, guint, bucket);
}
