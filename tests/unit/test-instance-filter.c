/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-health.h"
#include "model/val-instance-filter.h"
#include "model/val-instance-order.h"
#include "model/val-instance-store.h"
#include "model/val-instance-summary.h"
#include "util/val-json.h"

#include <string.h>

#define N_ROUNDS 400
#define N_ROWS   60

static const char *const keys[] = { "hootsuite", "slack", "box" };
static const char *const tags[] = { "eu", "shop", "old" };
static const char *const words[] = { "", "shop", "shop n", "20", "SLACK", "eu news", "nobody" };

static ValInstance *
parse (const char *text)
{
  GError *error = NULL;
  ValInstance *instance = val_instance_new_from_json (text, strlen (text), &error);

  g_assert_no_error (error);
  return instance;
}

static const char *
flag (GRand *random)
{
  return g_rand_boolean (random) ? "true" : "false";
}

static ValInstance *
invent (GRand *random, gint64 id)
{
  const char *tag = tags[g_rand_int_range (random, 0, G_N_ELEMENTS (tags))];
  g_autofree char *list = g_rand_boolean (random) ? g_strdup_printf ("\"%s\"", tag) : g_strdup ("");
  g_autofree char *text = g_strdup_printf (
      "{\"id\":%" G_GINT64_FORMAT ",\"name\":\"%s %d\",\"element\":{\"key\":\"%s\"},"
      "\"tags\":[%s],\"valid\":%s,\"disabled\":%s,\"eventsEnabled\":%s}",
      id, g_rand_boolean (random) ? "Shop news" : "Ärger", g_rand_int_range (random, 0, 30),
      keys[g_rand_int_range (random, 0, G_N_ELEMENTS (keys))], list, flag (random), flag (random),
      flag (random));

  return parse (text);
}

static GListStore *
invent_list (GRand *random)
{
  GListStore *list = g_list_store_new (VAL_TYPE_INSTANCE);

  for (gint64 id = 1; id <= N_ROWS; id++)
    {
      g_autoptr (ValInstance) instance = invent (random, id + 2000);

      g_list_store_append (list, instance);
    }
  return list;
}

static GPtrArray *
listed (ValInstanceFilter *filter, GListStore *list)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (ValInstance) instance = g_list_model_get_item (G_LIST_MODEL (list), i);

      if (val_instance_filter_matches (filter, instance))
        g_ptr_array_add (found, instance);
    }
  return found;
}

static void
assert_part_of (GPtrArray *part, GPtrArray *whole)
{
  for (guint i = 0; i < part->len; i++)
    g_assert_true (g_ptr_array_find (whole, g_ptr_array_index (part, i), NULL));
}

static ValFilterChange
change_something (ValInstanceFilter *filter, GRand *random)
{
  gboolean on = g_rand_boolean (random);

  switch (g_rand_int_range (random, 0, 4))
    {
    case 0:
      return val_instance_filter_set_query (
          filter, words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))]);
    case 1:
      return val_instance_filter_set_value (
          filter, VAL_FACET_ELEMENT, keys[g_rand_int_range (random, 0, G_N_ELEMENTS (keys))], on);
    case 2:
      return val_instance_filter_set_value (
          filter, VAL_FACET_TAG,
          g_rand_boolean (random) ? "" : tags[g_rand_int_range (random, 0, G_N_ELEMENTS (tags))],
          on);
    default:
      return val_instance_filter_set_value (
          filter, (ValFacet) g_rand_int_range (random, VAL_FACET_ENABLED, VAL_FACET_HEALTH),
          g_rand_boolean (random) ? VAL_FACET_YES : VAL_FACET_NO, on);
    }
}

/* Whatever is told of a change is true of the list. */
static void
test_changes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (GListStore) list = invent_list (random);
  g_autoptr (ValInstanceFilter) filter = val_instance_filter_new ();
  guint n_stricter = 0;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (GPtrArray) before = listed (filter, list);
      ValFilterChange change = change_something (filter, random);
      g_autoptr (GPtrArray) after = listed (filter, list);

      if (change == VAL_FILTER_SAME)
        g_assert_cmpuint (before->len, ==, after->len);
      if (change != VAL_FILTER_DIFFERENT)
        assert_part_of (after, before);
      n_stricter += change == VAL_FILTER_STRICTER ? 1 : 0;
    }
  g_assert_cmpuint (n_stricter, >, 10);
  val_instance_filter_set_query (filter, "");
  val_instance_filter_clear_values (filter);
  {
    g_autoptr (GPtrArray) all = listed (filter, list);

    g_assert_cmpuint (all->len, ==, N_ROWS);
  }
}

/* A count says what the list would have with that value alone chosen of its facet. */
static void
assert_count (ValInstanceFilter *filter, GListStore *list, ValFacet facet, const char *value)
{
  g_autoptr (ValFacetCounts) counts = val_facet_counts_new (filter, G_LIST_MODEL (list));
  g_auto (GStrv) chosen = val_instance_filter_list_values (filter, facet);
  g_autoptr (GPtrArray) found = NULL;

  for (char **other = chosen; *other != NULL; other++)
    val_instance_filter_set_value (filter, facet, *other, FALSE);
  val_instance_filter_set_value (filter, facet, value, TRUE);
  found = listed (filter, list);
  g_assert_cmpuint (val_facet_counts_get (counts, facet, value), ==, found->len);
  val_instance_filter_set_value (filter, facet, value, FALSE);
  for (char **other = chosen; *other != NULL; other++)
    val_instance_filter_set_value (filter, facet, *other, TRUE);
}

static void
test_counts (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  g_autoptr (GListStore) list = invent_list (random);
  g_autoptr (ValInstanceFilter) filter = val_instance_filter_new ();

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      change_something (filter, random);
      assert_count (filter, list, VAL_FACET_ELEMENT, keys[i % G_N_ELEMENTS (keys)]);
      assert_count (filter, list, VAL_FACET_TAG, tags[i % G_N_ELEMENTS (tags)]);
      assert_count (filter, list, VAL_FACET_ENABLED, VAL_FACET_NO);
      assert_count (filter, list, VAL_FACET_EVENTS, VAL_FACET_YES);
      assert_count (filter, list, VAL_FACET_HEALTH, "");
    }
}

static void
test_typing (void)
{
  g_autoptr (ValInstanceFilter) filter = val_instance_filter_new ();

  g_assert_cmpint (val_instance_filter_set_query (filter, "sh"), ==, VAL_FILTER_STRICTER);
  g_assert_cmpint (val_instance_filter_set_query (filter, "Sh"), ==, VAL_FILTER_SAME);
  g_assert_cmpint (val_instance_filter_set_query (filter, "shop"), ==, VAL_FILTER_STRICTER);
  g_assert_cmpint (val_instance_filter_set_query (filter, "shop e"), ==, VAL_FILTER_STRICTER);
  g_assert_cmpint (val_instance_filter_set_query (filter, "shop "), ==, VAL_FILTER_DIFFERENT);
  g_assert_cmpint (val_instance_filter_set_query (filter, "/instances/2001"), ==,
                   VAL_FILTER_DIFFERENT);
  g_assert_cmpint (val_instance_filter_set_query (filter, ""), ==, VAL_FILTER_DIFFERENT);
}

static void
test_paste (void)
{
  g_autoptr (ValInstance) instance = parse ("{\"id\":12345,\"name\":\"Far away\"}");
  g_autoptr (ValInstance) other = parse ("{\"id\":12346,\"name\":\"/instances/12345\"}");
  g_autoptr (ValInstanceFilter) filter = val_instance_filter_new ();

  val_instance_filter_set_query (filter, "https://a.example/elements/api-v2/events/box/MTIzNDU=");
  g_assert_true (val_instance_filter_matches (filter, instance));
  g_assert_false (val_instance_filter_matches (filter, other));
  val_instance_filter_set_value (filter, VAL_FACET_ENABLED, VAL_FACET_NO, TRUE);
  g_assert_false (val_instance_filter_matches (filter, instance));
}

static void
test_health (void)
{
  g_autoptr (ValInstance) instance = parse ("{\"id\":1}");
  g_autoptr (ValInstanceFilter) filter = val_instance_filter_new ();
  g_autofree char *text = NULL;

  val_instance_filter_set_value (filter, VAL_FACET_HEALTH, VAL_FACET_YES, TRUE);
  g_assert_false (val_instance_filter_matches (filter, instance));
  val_instance_take_health (instance, val_health_new (12, NULL));
  g_assert_true (val_instance_filter_matches (filter, instance));
  text = val_health_describe (val_instance_get_health (instance));
  g_assert_nonnull (strstr (text, "12 ms"));
}

static int
sign (int value)
{
  return (value > 0) - (value < 0);
}

static void
test_order (void)
{
  g_autoptr (ValInstance) first =
      parse ("{\"id\":9,\"name\":\"alpha\",\"element\":{\"key\":\"z\",\"name\":\"Zendesk\"},"
             "\"createdDate\":\"2024-01-01T00:00:00Z\"}");
  g_autoptr (ValInstance) second =
      parse ("{\"id\":10,\"name\":\"beta\",\"element\":{\"key\":\"b\",\"name\":\"Box\"},"
             "\"createdDate\":\"2025-01-01T00:00:00Z\"}");
  g_autoptr (ValInstance) renamed = parse ("{\"id\":9,\"name\":\"gamma\"}");

  g_assert_cmpint (sign (val_instance_compare (first, second, VAL_ORDER_NAME)), ==, -1);
  g_assert_cmpint (sign (val_instance_compare (first, second, VAL_ORDER_CREATED)), ==, 1);
  g_assert_cmpint (sign (val_instance_compare (first, second, VAL_ORDER_ELEMENT)), ==, 1);
  g_assert_cmpint (sign (val_instance_compare (first, second, VAL_ORDER_ID)), ==, -1);
  g_assert_cmpint (val_instance_compare (first, first, VAL_ORDER_NAME), ==, 0);
  val_instance_adopt (first, renamed);
  g_assert_cmpint (sign (val_instance_compare (first, second, VAL_ORDER_NAME)), ==, 1);
  for (ValInstanceOrder order = VAL_ORDER_NAME; order <= VAL_ORDER_ID; order++)
    g_assert_cmpint (val_instance_order_from_nick (val_instance_order_to_nick (order)), ==, order);
  g_assert_cmpint (val_instance_order_from_nick ("nonsense"), ==, VAL_ORDER_NAME);
}

static ValInstance *
read_summary (const char *text)
{
  g_autoptr (ValJsonReader) reader = val_json_reader_new (text, strlen (text));
  g_autoptr (ValInstance) back = val_instance_summary_read (reader);
  g_autoptr (GError) error = NULL;

  g_assert_true (val_json_reader_end (reader, &error));
  g_assert_no_error (error);
  return g_steal_pointer (&back);
}

static void
test_summary (void)
{
  g_autoptr (ValInstance) instance = parse (
      "{\"id\":5,\"name\":\"A \\\"b\\\" \\\\ \\u0001 ü\",\"token\":\"FAKE-TOKEN\",\"tags\":[\"x"
      "\",\"y\\n\"],\"element\":{\"key\":\"box\",\"name\":\"Box\"},\"valid\":false,\"disabled\":"
      "true,\"configuration\":{\"event.notification.callback.url\":"
      "\"https://me:FAKE-PASS@h.example:8443/p?key=FAKE-KEY#FAKE-PART\",\"oauth.api.secret\":"
      "\"FAKE-SECRET\",\"event.notification.enabled\":\"true\"}}");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (ValInstance) back = NULL;

  val_instance_summary_append (instance, text);
  g_assert_null (strstr (text->str, "FAKE"));
  back = read_summary (text->str);
  g_assert_cmpstr (val_instance_get_name (back), ==, val_instance_get_name (instance));
  g_assert_true (g_strv_equal (val_instance_get_tags (back), val_instance_get_tags (instance)));
  g_assert_true (val_instance_get_disabled (back) && !val_instance_get_valid (back));
  g_assert_true (val_instance_get_events_enabled (back));
  g_assert_cmpstr (val_instance_get_callback_url (back), ==, "https://h.example:8443/p");
  g_assert_nonnull (strstr (val_instance_get_search_text (back), "h.example"));
  g_assert_false (val_instance_has_config (back));
  val_instance_adopt (back, instance);
  g_assert_true (val_instance_has_config (back));
  g_assert_nonnull (strstr (val_instance_get_callback_url (back), "FAKE-KEY"));
}

static void
test_summary_takes_no_secret (void)
{
  const char *text = "{\"id\":5,\"token\":\"FAKE\",\"configuration\":{\"a\":\"b\"}}";
  g_autoptr (ValInstance) back = read_summary (text);

  g_assert_null (val_instance_get_token (back));
  g_assert_false (val_instance_has_config (back));
}

static void
test_fill (void)
{
  g_autoptr (ValInstanceStore) store = val_instance_store_new ();
  g_autoptr (GPtrArray) old = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (old, parse ("{\"id\":1,\"name\":\"old\"}"));
  g_ptr_array_add (old, parse ("{\"id\":2,\"name\":\"old\"}"));
  g_ptr_array_add (page, parse ("{\"id\":1,\"name\":\"new\"}"));
  val_instance_store_begin_refresh (store);
  val_instance_store_put_page (store, page);
  val_instance_store_fill (store, old);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 2);
  g_assert_cmpstr (val_instance_get_name (val_instance_store_lookup (store, 1)), ==, "new");
  val_instance_store_end_refresh (store);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/instance-filter/changes", test_changes);
  g_test_add_func ("/instance-filter/counts", test_counts);
  g_test_add_func ("/instance-filter/typing", test_typing);
  g_test_add_func ("/instance-filter/paste", test_paste);
  g_test_add_func ("/instance-filter/health", test_health);
  g_test_add_func ("/instance-filter/order", test_order);
  g_test_add_func ("/instance-filter/summary", test_summary);
  g_test_add_func ("/instance-filter/summary-takes-no-secret", test_summary_takes_no_secret);
  g_test_add_func ("/instance-filter/fill", test_fill);
  return g_test_run ();
}
