/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-event-series.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Events over time as bars, and the same in words for who cannot see them. */
#define VAL_TYPE_EVENT_CHART (val_event_chart_get_type ())
G_DECLARE_FINAL_TYPE (ValEventChart, val_event_chart, VAL, EVENT_CHART, GtkWidget)

void val_event_chart_take_series (ValEventChart *self, ValEventSeries *series);
char *val_event_chart_describe (const ValEventSeries *series, guint bucket);

G_END_DECLS
