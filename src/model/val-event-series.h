/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ValEventSeries:
 * @by_day: whether a bucket is a day; else it is an hour
 * @first: (nullable): when the first bucket begins, in local time
 * @n_events: of all buckets
 * @busiest: index of the bucket with the most
 * @counts: (element-type guint): events of each bucket, oldest first
 *
 * Events counted by hour or by day.
 */
typedef struct
{
  gboolean by_day;
  GDateTime *first;
  guint n_events;
  guint busiest;
  GArray *counts;
} ValEventSeries;

ValEventSeries *val_event_series_new (GListModel *events, GTimeZone *zone);
void val_event_series_free (ValEventSeries *self);
GDateTime *val_event_series_get_start (const ValEventSeries *self, guint bucket);
guint val_event_series_get_count (const ValEventSeries *self, guint bucket);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValEventSeries, val_event_series_free)

G_END_DECLS
