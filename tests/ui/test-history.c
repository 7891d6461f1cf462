/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "model/val-event-series.h"
#include "support/val-test-util.h"
#include "ui/val-activity-pane.h"
#include "ui/val-body-view.h"
#include "ui/val-event-chart.h"
#include "ui/val-event-row.h"
#include "ui/val-format.h"
#include "ui/val-requests-view.h"
#include "util/val-json.h"

#include <string.h>

static GtkWidget *
find (GtkWidget *root, GType type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (child), type) ? child : find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static char *
shown_text (GtkWidget *root)
{
  GtkWidget *view = find (root, GTK_TYPE_TEXT_VIEW);
  char *text;

  g_assert_nonnull (view);
  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "text", &text, NULL);
  return text;
}

static ValEvent *
nth_event (guint index)
{
  gsize length;
  g_autofree char *text = val_test_payload ("events-list.json", &length);
  g_autoptr (JsonNode) node = val_json_parse (text, length, NULL);

  return val_event_new_from_json (json_array_get_object_element (val_json_node_array (node), index),
                                  NULL);
}

static void
test_event_row (void)
{
  g_autoptr (ValEvent) event = nth_event (0);
  GtkWidget *row = g_object_ref_sink (val_event_row_new (event));
  g_autofree char *text = NULL;

  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==,
                   "UPDATED messages 5550001");
  g_assert_null (find (row, VAL_TYPE_BODY_VIEW));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  text = shown_text (row);
  g_assert_nonnull (strstr (text, "\"seq_no\" : \"10000000000000000001\""));
  g_assert_finalize_object (row);
}

static void
test_body_view (void)
{
  GtkWidget *view = g_object_ref_sink (g_object_new (VAL_TYPE_BODY_VIEW, "title", "Body", NULL));
  g_autofree char *many = g_strnfill (200 * 1000, 'x');
  g_autofree char *odd = NULL;
  g_autofree char *bounded = NULL;

  val_body_view_set_json (VAL_BODY_VIEW (view), "no JSON \xff");
  odd = shown_text (view);
  g_assert_true (g_str_has_prefix (odd, "no JSON "));
  val_body_view_set_json (VAL_BODY_VIEW (view), many);
  bounded = shown_text (view);
  g_assert_cmpuint (strlen (bounded), <=, VAL_BODY_VIEW_MAX);
  val_body_view_set_json (VAL_BODY_VIEW (view), NULL);
  g_assert_finalize_object (view);
}

static void
test_chart (void)
{
  GtkWidget *chart = g_object_ref_sink (g_object_new (VAL_TYPE_EVENT_CHART, NULL));
  g_autoptr (GListStore) events = g_list_store_new (VAL_TYPE_EVENT);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autofree char *text = NULL;
  ValEventSeries *series;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (ValEvent) event = nth_event (i);

      g_list_store_append (events, event);
    }
  series = val_event_series_new (G_LIST_MODEL (events), zone);
  text = val_event_chart_describe (series, series->busiest);
  g_assert_cmpstr (text, ==, "5 March, 10:00, 3 events");
  val_event_chart_take_series (VAL_EVENT_CHART (chart), series);
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "3 events in 12 hours. Most: 5 March, 10:00, 3 events");
  g_assert_finalize_object (chart);
}

static void
test_panes (void)
{
  GtkWidget *activity = g_object_ref_sink (g_object_new (VAL_TYPE_ACTIVITY_PANE, NULL));
  GtkWidget *requests = g_object_ref_sink (g_object_new (VAL_TYPE_REQUESTS_VIEW, NULL));

  val_requests_view_set_instance (VAL_REQUESTS_VIEW (requests), 7);
  val_requests_view_set_instance (VAL_REQUESTS_VIEW (requests), 0);
  g_assert_finalize_object (activity);
  g_assert_finalize_object (requests);
}

static void
test_durations (void)
{
  g_autofree char *nothing = val_format_duration (0);
  g_autofree char *little = val_format_duration (999 * 1000);
  g_autofree char *much = val_format_duration (61 * G_USEC_PER_SEC + 250 * 1000);

  g_assert_cmpstr (nothing, ==, "0 ms");
  g_assert_cmpstr (little, ==, "999 ms");
  g_assert_cmpstr (much, ==, "61.2 s");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/history/event-row", test_event_row);
  g_test_add_func ("/history/body-view", test_body_view);
  g_test_add_func ("/history/chart", test_chart);
  g_test_add_func ("/history/panes", test_panes);
  g_test_add_func ("/history/durations", test_durations);
  return g_test_run ();
}
