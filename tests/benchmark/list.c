/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "benchmark/figures.h"
#include "model/val-instance-filter.h"
#include "model/val-instance-order.h"
#include "model/val-instance-search.h"
#include "model/val-instance-store.h"

#include <gtk/gtk.h>

#define N_INSTANCES 100000
#define TYPED       "shop news 7"
/* Milliseconds that people take for at once. */
#define AT_ONCE 100

static const char *const elements[] = { "hootsuite", "slack", "sfdc", "zendesk", "box", "github" };

static ValInstance *
make_instance (guint i)
{
  const char *key = elements[i % G_N_ELEMENTS (elements)];
  g_autofree char *text = g_strdup_printf (
      "{\"id\":%u,\"name\":\"%s Ärger %u %s\",\"element\":{\"key\":\"%s\",\"name\":\"%s\"},"
      "\"tags\":[\"team-%u\",\"%s\"],\"valid\":%s,\"disabled\":%s,\"createdDate\":"
      "\"2024-%02u-%02uT08:00:00Z\",\"configuration\":{\"event.notification.callback.url\":"
      "\"https://hooks-%u.example.com/elements/%s\"}}",
      500000 + i, i % 3 == 0 ? "Shop" : "Finance", i * 7919 % N_INSTANCES,
      i % 5 == 0 ? "news" : "archive", key, key, i % 40, i % 2 == 0 ? "eu" : "us",
      i % 15 != 0 ? "true" : "false", i % 12 == 0 ? "true" : "false", 1 + i % 12, 1 + i % 28,
      i % 20, key);

  return val_instance_new_from_json (text, strlen (text), NULL);
}

static ValInstanceStore *
make_store (void)
{
  ValInstanceStore *store = val_instance_store_new ();
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < N_INSTANCES; i++)
    g_ptr_array_add (all, make_instance (i));
  val_instance_store_put_page (store, all);
  return store;
}

static double
milliseconds_since (gint64 begun)
{
  return (double) (g_get_monotonic_time () - begun) / 1000;
}

static gboolean
match_cb (gpointer item, gpointer user_data)
{
  return val_instance_filter_matches (user_data, item);
}

static int
compare_cb (gconstpointer one, gconstpointer other, gpointer user_data)
{
  return val_instance_compare ((ValInstance *) one, (ValInstance *) other, VAL_ORDER_NAME);
}

/* Types a text letter by letter; the slowest letter counts. */
static double
type_ours (GListModel *store, guint *n_found)
{
  g_autoptr (ValInstanceFilter) matcher = val_instance_filter_new ();
  GtkCustomFilter *filter = gtk_custom_filter_new (match_cb, matcher, NULL);
  g_autoptr (GtkFilterListModel) model =
      gtk_filter_list_model_new (g_object_ref (store), GTK_FILTER (g_object_ref (filter)));
  double slowest = 0;

  for (gsize length = 1; length <= strlen (TYPED); length++)
    {
      g_autofree char *text = g_strndup (TYPED, length);
      gint64 begun = g_get_monotonic_time ();
      ValFilterChange change = val_instance_filter_set_query (matcher, text);

      if (change != VAL_FILTER_SAME)
        gtk_filter_changed (GTK_FILTER (filter), change == VAL_FILTER_STRICTER
                                                     ? GTK_FILTER_CHANGE_MORE_STRICT
                                                     : GTK_FILTER_CHANGE_DIFFERENT);
      slowest = MAX (slowest, milliseconds_since (begun));
    }
  *n_found = g_list_model_get_n_items (G_LIST_MODEL (model));
  gtk_filter_list_model_set_filter (model, NULL);
  g_object_unref (filter);
  return slowest;
}

/* The toolkit's own filter, which looks at one property only. */
static double
type_theirs (GListModel *store)
{
  GtkExpression *name = gtk_property_expression_new (VAL_TYPE_INSTANCE, NULL, "name");
  GtkStringFilter *filter = gtk_string_filter_new (name);
  g_autoptr (GtkFilterListModel) model =
      gtk_filter_list_model_new (g_object_ref (store), GTK_FILTER (g_object_ref (filter)));
  double slowest = 0;

  for (gsize length = 1; length <= strlen (TYPED); length++)
    {
      g_autofree char *text = g_strndup (TYPED, length);
      gint64 begun = g_get_monotonic_time ();

      gtk_string_filter_set_search (filter, text);
      slowest = MAX (slowest, milliseconds_since (begun));
    }
  g_object_unref (filter);
  return slowest;
}

static double
count_facets (GListModel *store)
{
  g_autoptr (ValInstanceFilter) filter = val_instance_filter_new ();
  gint64 begun;

  val_instance_filter_set_query (filter, "shop");
  val_instance_filter_set_value (filter, VAL_FACET_ELEMENT, "slack", TRUE);
  begun = g_get_monotonic_time ();
  val_facet_counts_free (val_facet_counts_new (filter, store));
  return milliseconds_since (begun);
}

static double
sort_list (GListModel *store, GtkSorter *sorter)
{
  gint64 begun = g_get_monotonic_time ();
  g_autoptr (GtkSortListModel) model = gtk_sort_list_model_new (g_object_ref (store), sorter);

  return milliseconds_since (begun);
}

static GtkSorter *
toolkit_sorter (void)
{
  GtkExpression *name = gtk_property_expression_new (VAL_TYPE_INSTANCE, NULL, "name");

  return GTK_SORTER (gtk_string_sorter_new (name));
}

/* What the desktop's search asks for with each key; the slowest counts. */
static double
search_from_desktop (GListModel *store)
{
  double slowest = 0;

  for (gsize length = 1; length <= strlen (TYPED); length++)
    {
      g_autofree char *typed = g_strndup (TYPED, length);
      gint64 begun = g_get_monotonic_time ();
      g_autoptr (GPtrArray) found = val_instance_search (store, typed, 20);

      g_assert_cmpuint (found->len, >, 0);
      slowest = MAX (slowest, milliseconds_since (begun));
    }
  return slowest;
}

int
main (int argc, char **argv)
{
  g_autoptr (ValInstanceStore) store = make_store ();
  GListModel *list = G_LIST_MODEL (store);
  Figures *figures = figures_new ("list");
  double theirs = type_theirs (list);
  guint n_found;
  double ours = type_ours (list, &n_found);
  double first_sort = sort_list (list, GTK_SORTER (gtk_custom_sorter_new (compare_cb, NULL, NULL)));
  double again = sort_list (list, GTK_SORTER (gtk_custom_sorter_new (compare_cb, NULL, NULL)));
  double their_sort = sort_list (list, toolkit_sorter ());

  g_assert_cmpuint (n_found, >, 0);
  figures_add (figures, "slowest keystroke, 100,000 instances", ours, "ms", MIN (AT_ONCE, theirs),
               theirs);
  figures_add (figures, "counting all facets", count_facets (list), "ms", 2 * AT_ONCE, -1);
  figures_add (figures, "sorting by name, first", first_sort, "ms", 1000, -1);
  figures_add (figures, "sorting by name, again", again, "ms", 1000, their_sort);
  figures_add (figures, "slowest answer to the desktop's search",
               search_from_desktop (G_LIST_MODEL (store)), "ms", 2 * AT_ONCE, -1);
  return figures_finish (figures, argc > 1 ? argv[1] : ".") ? 0 : 1;
}
