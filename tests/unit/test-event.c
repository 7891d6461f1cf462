/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-event-series.h"
#include "model/val-event.h"
#include "model/val-usage.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <string.h>

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = val_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return node;
}

static ValEvent *
read_event (const char *text)
{
  g_autoptr (JsonNode) node = parse (text);
  g_autoptr (GError) error = NULL;
  ValEvent *event = val_event_new_from_json (val_json_node_object (node), &error);

  g_assert_no_error (error);
  return event;
}

static ValEvent *
nth_of_payload (guint index)
{
  gsize length;
  g_autofree char *text = val_test_payload ("events-list.json", &length);
  g_autoptr (JsonNode) node = parse (text);
  JsonArray *array = val_json_node_array (node);

  g_assert_cmpuint (json_array_get_length (array), ==, 3);
  return val_event_new_from_json (json_array_get_object_element (array, index), NULL);
}

static void
test_notified (void)
{
  g_autoptr (ValEvent) event = nth_of_payload (0);
  const ValEventItem *item;

  g_assert_cmpstr (val_event_get_id (event), ==, "67c824fe0000fa4e00000001");
  g_assert_cmpstr (val_event_get_date (event), ==, "2025-03-05T10:20:31Z");
  g_assert_cmpint (val_event_get_time (event), ==, 1741170031);
  g_assert_cmpstr (val_event_get_status (event), ==, "NOTIFIED");
  g_assert_nonnull (strstr (val_event_get_raw (event), "10000000000000000001"));
  g_assert_cmpuint (val_event_get_n_items (event), ==, 1);
  item = val_event_get_item (event, 0);
  g_assert_cmpstr (item->type, ==, "UPDATED");
  g_assert_cmpstr (item->object_type, ==, "messages");
  g_assert_cmpstr (item->object_id, ==, "5550001");
}

/* Nothing was notified yet: what the provider says is all there is. */
static void
test_received (void)
{
  g_autoptr (ValEvent) event = nth_of_payload (1);

  g_assert_cmpstr (val_event_get_status (event), ==, "RECEIVED");
  g_assert_cmpuint (val_event_get_n_items (event), ==, 1);
  g_assert_cmpstr (val_event_get_item (event, 0)->type, ==, "com.hootsuite.messages.event.v1");
  g_assert_null (val_event_get_item (event, 0)->object_id);
}

static void
test_tolerance (void)
{
  static const struct
  {
    const char *text;
    guint n_items;
  } cases[] = {
    { "{\"id\":1028}", 0 },
    { "{\"id\":\"a\",\"eventDate\":\"yesterday\",\"providerData\":\"<xml/>\"}", 0 },
    { "{\"id\":\"a\",\"providerData\":{\"type\":\"x\"}}", 1 },
    { "{\"id\":\"a\",\"providerData\":[{\"type\":\"x\"},7,null,[]]}", 1 },
    { "{\"id\":\"a\",\"notifiedData\":\"{\\\"events\\\":[{\\\"objectId\\\":12},{}]}\"}", 1 },
    { "{\"id\":\"a\",\"notifiedData\":{\"events\":[{\"eventType\":\"X\"},{\"eventType\":\"Y\"}]}}",
      2 },
    { "{\"id\":\"a\",\"eventElementInstances\":[{\"notifiedData\":null},"
      "{\"notifiedData\":{\"events\":[{\"objectId\":\"1\"}]}}]}",
      1 },
    { "{\"id\":\"a\",\"notifiedData\":7,\"eventElementInstances\":{},\"status\":null}", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ValEvent) event = read_event (cases[i].text);

      g_assert_cmpuint (val_event_get_n_items (event), ==, cases[i].n_items);
      g_assert_cmpint (val_event_get_time (event), ==, 0);
    }
}

static void
test_no_id (void)
{
  g_autoptr (JsonNode) node = parse ("{\"status\":\"NEW\"}");
  g_autoptr (GError) error = NULL;

  g_assert_null (val_event_new_from_json (val_json_node_object (node), &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER);
}

static GListModel *
events_at (const char *const *dates)
{
  GListStore *events = g_list_store_new (VAL_TYPE_EVENT);

  for (; *dates != NULL; dates++)
    {
      g_autofree char *text = g_strdup_printf ("{\"id\":\"x\",\"eventDate\":\"%s\"}", *dates);
      g_autoptr (ValEvent) event = read_event (text);

      g_list_store_append (events, event);
    }
  return G_LIST_MODEL (events);
}

static ValEventSeries *
count (const char *zone_name, const char *const *dates)
{
  g_autoptr (GListModel) events = events_at (dates);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);

  g_assert_nonnull (zone);
  return val_event_series_new (events, zone);
}

static void
assert_start (const ValEventSeries *series, guint bucket, const char *expected)
{
  g_autoptr (GDateTime) start = val_event_series_get_start (series, bucket);
  g_autofree char *text = g_date_time_format (start, "%Y-%m-%d %H:%M");

  g_assert_cmpstr (text, ==, expected);
}

static void
test_hours (void)
{
  const char *const dates[] = { "2025-03-05T10:59:59Z", "2025-03-05T10:00:00Z",
                                "2025-03-05T08:30:00Z", "not known", NULL };
  g_autoptr (ValEventSeries) series = count ("+01:30", dates);

  g_assert_false (series->by_day);
  g_assert_cmpuint (series->counts->len, ==, 12);
  g_assert_cmpuint (series->n_events, ==, 3);
  assert_start (series, 11, "2025-03-05 12:00");
  g_assert_cmpuint (val_event_series_get_count (series, 11), ==, 1);
  g_assert_cmpuint (val_event_series_get_count (series, 10), ==, 1);
  g_assert_cmpuint (val_event_series_get_count (series, 9), ==, 1);
  g_assert_cmpuint (val_event_series_get_count (series, 8), ==, 0);
}

static void
test_days (void)
{
  const char *const dates[] = { "2025-04-01T22:30:00Z", "2025-03-29T23:30:00Z",
                                "2025-03-29T23:10:00Z", NULL };
  /* The day in between has 23 hours there. */
  g_autoptr (ValEventSeries) series = count ("Europe/Berlin", dates);

  g_assert_true (series->by_day);
  g_assert_cmpuint (series->counts->len, ==, 7);
  g_assert_cmpuint (series->n_events, ==, 3);
  assert_start (series, 6, "2025-04-02 00:00");
  g_assert_cmpuint (val_event_series_get_count (series, 6), ==, 1);
  g_assert_cmpuint (series->busiest, ==, 3);
  assert_start (series, 3, "2025-03-30 00:00");
  g_assert_cmpuint (val_event_series_get_count (series, 3), ==, 2);
}

static void
test_far_apart (void)
{
  const char *const dates[] = { "1970-01-02T00:00:00Z", "2025-03-05T00:00:00Z",
                                "2025-01-05T00:00:00Z", "2025-01-04T00:00:00Z", NULL };
  g_autoptr (ValEventSeries) series = count ("UTC", dates);

  g_assert_cmpuint (series->counts->len, ==, 60);
  g_assert_cmpuint (series->n_events, ==, 2);
  assert_start (series, 0, "2025-01-05 00:00");
}

static void
test_nothing_to_count (void)
{
  const char *const dates[] = { "not known", NULL };
  g_autoptr (ValEventSeries) series = count ("UTC", dates);

  g_assert_cmpuint (series->counts->len, ==, 0);
  g_assert_cmpuint (series->n_events, ==, 0);
}

static void
test_usage (void)
{
  static const char *const rows[] = {
    "{\"id\":7,\"requestStatus\":\"SUCCESS\",\"elementName\":\"Slack\",\"accountId\":4,"
    "\"usageDate\":\"2025-03-05T10:20:30Z\",\"userId\":5,\"processTime\":12,"
    "\"requestURI\":\"/x\",\"requestIP\":\"192.0.2.1\",\"elementApi\":\"GET /x\"}",
    "{\"traffic_id\":\"7\",\"request_status\":\"SUCCESS\",\"element_key\":\"Slack\","
    "\"account_id\":\"4\",\"traffic_date\":\"2025-03-05T10:20:30Z\",\"user_id\":5,"
    "\"process_time\":12,\"request_uri\":\"/x\",\"request_ip\":\"192.0.2.1\","
    "\"element_api\":\"GET /x\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonNode) node = parse (rows[i]);
      g_autoptr (ValUsage) usage = val_usage_new_from_json (val_json_node_object (node));

      g_assert_cmpstr (usage->id, ==, "7");
      g_assert_cmpstr (usage->status, ==, "SUCCESS");
      g_assert_cmpstr (usage->element, ==, "Slack");
      g_assert_cmpstr (usage->account, ==, "4");
      g_assert_cmpstr (usage->user, ==, "5");
      g_assert_cmpstr (usage->date, ==, "2025-03-05T10:20:30Z");
      g_assert_cmpint (usage->process_time, ==, 12);
      g_assert_cmpstr (usage->uri, ==, "/x");
      g_assert_cmpstr (usage->ip, ==, "192.0.2.1");
      g_assert_cmpstr (usage->api, ==, "GET /x");
      g_assert_null (usage->instance);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/event/notified", test_notified);
  g_test_add_func ("/event/received", test_received);
  g_test_add_func ("/event/tolerance", test_tolerance);
  g_test_add_func ("/event/no-id", test_no_id);
  g_test_add_func ("/event/series/hours", test_hours);
  g_test_add_func ("/event/series/days", test_days);
  g_test_add_func ("/event/series/far-apart", test_far_apart);
  g_test_add_func ("/event/series/nothing", test_nothing_to_count);
  g_test_add_func ("/event/usage", test_usage);
  return g_test_run ();
}
