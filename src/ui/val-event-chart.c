/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-event-chart.h"

#include <glib/gi18n.h>

#define HEIGHT  72
#define GAP     2.0f
#define MAX_BAR 36.0f
#define RADIUS  3.0f

struct _ValEventChart
{
  GtkWidget parent_instance;

  ValEventSeries *series; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (ValEventChart, val_event_chart, GTK_TYPE_WIDGET)

static guint
count_buckets (ValEventChart *self)
{
  return self->series != NULL ? self->series->counts->len : 0;
}

static float
bucket_width (ValEventChart *self)
{
  return (float) gtk_widget_get_width (GTK_WIDGET (self)) / (float) count_buckets (self);
}

/* From where text begins, as the dates below do. */
static guint
column_of (ValEventChart *self, guint index)
{
  gboolean from_right = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  return from_right ? count_buckets (self) - 1 - index : index;
}

static void
find_colours (ValEventChart *self, GdkRGBA *bar, GdkRGBA *line)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));

  gtk_style_context_get_color (context, line);
  line->alpha *= 0.25f;
  if (!gtk_style_context_lookup_color (context, "accent_color", bar))
    gtk_style_context_get_color (context, bar);
}

static void
draw_bar (ValEventChart *self, GtkSnapshot *snapshot, guint bucket, const GdkRGBA *colour)
{
  const ValEventSeries *series = self->series;
  float most = (float) val_event_series_get_count (series, series->busiest);
  float height = (float) gtk_widget_get_height (GTK_WIDGET (self)) - 1;
  float share = (float) val_event_series_get_count (series, bucket) / most;
  float width = bucket_width (self);
  float bar_width = MIN (MAX (width - GAP, 1), MAX_BAR);
  float left = (float) column_of (self, bucket) * width + (width - bar_width) / 2;
  GskRoundedRect shape;

  if (share <= 0)
    return;
  gsk_rounded_rect_init_from_rect (
      &shape, &GRAPHENE_RECT_INIT (left, height - share * height, bar_width, share * height), 0);
  shape.corner[GSK_CORNER_TOP_LEFT] = shape.corner[GSK_CORNER_TOP_RIGHT] =
      GRAPHENE_SIZE_INIT (RADIUS, RADIUS);
  gsk_rounded_rect_normalize (&shape);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, colour, &shape.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
val_event_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ValEventChart *self = VAL_EVENT_CHART (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  GdkRGBA bar;
  GdkRGBA line;

  find_colours (self, &bar, &line);
  for (guint i = 0; i < count_buckets (self); i++)
    draw_bar (self, snapshot, i, &bar);
  gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (0, height - 1, width, 1));
}

static void
val_event_chart_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 0;
}

static gboolean
val_event_chart_query_tooltip (GtkWidget *widget,
                               int x,
                               int y,
                               gboolean keyboard_tooltip,
                               GtkTooltip *tooltip)
{
  ValEventChart *self = VAL_EVENT_CHART (widget);
  g_autofree char *text = NULL;
  guint column;

  if (count_buckets (self) == 0 || keyboard_tooltip || x < 0)
    return FALSE;
  column = MIN ((guint) ((float) x / bucket_width (self)), count_buckets (self) - 1);
  text = val_event_chart_describe (self->series, column_of (self, column));
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
val_event_chart_finalize (GObject *object)
{
  g_clear_pointer (&VAL_EVENT_CHART (object)->series, val_event_series_free);
  G_OBJECT_CLASS (val_event_chart_parent_class)->finalize (object);
}

static void
val_event_chart_class_init (ValEventChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = val_event_chart_finalize;
  widget_class->snapshot = val_event_chart_snapshot;
  widget_class->measure = val_event_chart_measure;
  widget_class->query_tooltip = val_event_chart_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "eventchart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
val_event_chart_init (ValEventChart *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

static char *
summarise (const ValEventSeries *series)
{
  g_autofree char *busiest = NULL;
  g_autofree char *span = NULL;
  guint n_buckets = series->counts->len;

  if (n_buckets == 0)
    return g_strdup (_ ("No events"));
  busiest = val_event_chart_describe (series, series->busiest);
  span = series->by_day ? g_strdup_printf (ngettext ("%u day", "%u days", n_buckets), n_buckets)
                        : g_strdup_printf (ngettext ("%u hour", "%u hours", n_buckets), n_buckets);
  /* Translators: how many events, in how many hours or days, and the hour or day with the most:
   * "12 events in 6 hours. Most: 14:00, 5 events" */
  return g_strdup_printf (
      ngettext ("%u event in %s. Most: %s", "%u events in %s. Most: %s", series->n_events),
      series->n_events, span, busiest);
}

/**
 * val_event_chart_take_series:
 * @self: an event chart
 * @series: (transfer full): what to show
 */
void
val_event_chart_take_series (ValEventChart *self, ValEventSeries *series)
{
  g_autofree char *summary = NULL;

  g_return_if_fail (VAL_IS_EVENT_CHART (self));
  g_return_if_fail (series != NULL);

  g_clear_pointer (&self->series, val_event_series_free);
  self->series = series;
  summary = summarise (series);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, summary,
                                  -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * val_event_chart_describe:
 * @series: events over time
 * @bucket: one of its buckets
 *
 * Returns: (transfer full): when it is and how many events it has
 */
char *
val_event_chart_describe (const ValEventSeries *series, guint bucket)
{
  g_autoptr (GDateTime) start = val_event_series_get_start (series, bucket);
  guint n_events = val_event_series_get_count (series, bucket);
  g_autofree char *when = g_date_time_format (start, series->by_day
                                                         /* Translators: a day, as in strftime () */
                                                         ? _ ("%-d %B")
                                                         /* Translators: an hour of a day */
                                                         : _ ("%-d %B, %H:00"));

  /* Translators: a day or an hour, and how many events there were */
  return g_strdup_printf (ngettext ("%s, %u event", "%s, %u events", n_events), when, n_events);
}
