/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-url-table.h"
#include "support/val-test-instance.h"
#include "util/val-error.h"

#include <string.h>

#define N_RANDOM  (g_test_thorough () ? 20000 : 2000)
#define N_MANY    20000
#define LONG_NAME (100 * 1024)

static ValUrlTable *
read_table (const char *text)
{
  g_autoptr (GError) error = NULL;
  ValUrlTable *table = val_url_table_new_from_csv (text, strlen (text), &error);

  g_assert_no_error (error);
  return table;
}

static ValInstance *
add_instance (GListStore *list, gint64 id, const char *name)
{
  g_autofree char *facts = g_strdup_printf ("id=%" G_GINT64_FORMAT ";name=%s", id, name);
  g_autoptr (ValInstance) instance = val_test_instance_new (facts, NULL);

  g_list_store_append (list, instance);
  return instance;
}

static void
check_find (ValUrlTable *table,
            guint row,
            GListModel *list,
            ValInstance *expected,
            ValUrlMatch expected_match)
{
  g_autoptr (ValInstanceIndex) index = val_instance_index_new (list);
  ValUrlMatch match;

  g_assert_true (val_url_table_find (table, row, index, &match) == expected);
  g_assert_cmpint (match, ==, expected_match);
}

static void
test_rows (void)
{
  g_autoptr (ValUrlTable) table = read_table ("Name,x,URL,Id\n"
                                              "Acme,,https://a.example/,\n"
                                              "\n"
                                              ",,https://b.example/,42\n"
                                              "Both,,https://b.example/,43\n");
  const ValUrlRow *row = val_url_table_get_row (table, 0);

  g_assert_cmpuint (val_url_table_get_n_rows (table), ==, 3);
  g_assert_cmpuint (row->line, ==, 2);
  g_assert_cmpint (row->id, ==, 0);
  g_assert_cmpstr (row->name, ==, "Acme");
  g_assert_cmpstr (row->url, ==, "https://a.example/");
  row = val_url_table_get_row (table, 1);
  g_assert_cmpuint (row->line, ==, 4);
  g_assert_cmpint (row->id, ==, 42);
  g_assert_null (row->name);
  row = val_url_table_get_row (table, 2);
  g_assert_cmpint (row->id, ==, 43);
  g_assert_cmpstr (row->name, ==, "Both");
}

static void
test_find (void)
{
  g_autoptr (ValUrlTable) table = read_table ("id,name,url\n"
                                              ",One,https://a.example/1\n"
                                              ",Two,https://a.example/2\n"
                                              "3,,https://a.example/3\n"
                                              "4,,https://a.example/4\n"
                                              ",Nobody,https://a.example/5\n");
  g_autoptr (GListStore) list = g_list_store_new (VAL_TYPE_INSTANCE);
  GListModel *model = G_LIST_MODEL (list);
  ValInstance *one = add_instance (list, 1, "One");
  ValInstance *three;

  add_instance (list, 2, "Two");
  three = add_instance (list, 3, "Two");
  check_find (table, 0, model, one, VAL_URL_MATCH_ONE);
  check_find (table, 1, model, NULL, VAL_URL_MATCH_AMBIGUOUS);
  check_find (table, 2, model, three, VAL_URL_MATCH_ONE);
  check_find (table, 3, model, NULL, VAL_URL_MATCH_NONE);
  check_find (table, 4, model, NULL, VAL_URL_MATCH_NONE);
}

static void
rename_instance (ValInstance *instance, const char *name)
{
  g_autoptr (GListStore) list = g_list_store_new (VAL_TYPE_INSTANCE);

  val_instance_adopt (instance, add_instance (list, val_instance_get_id (instance), name));
}

/* Instances take new names without telling their list. */
static void
test_find_renamed (void)
{
  g_autoptr (ValUrlTable) table = read_table ("name,url\nAcme,https://a.example/1\n");
  g_autoptr (GListStore) list = g_list_store_new (VAL_TYPE_INSTANCE);
  ValInstance *one = add_instance (list, 1, "Acme");
  ValInstance *two = add_instance (list, 2, "Beta");

  check_find (table, 0, G_LIST_MODEL (list), one, VAL_URL_MATCH_ONE);
  rename_instance (two, "Acme");
  check_find (table, 0, G_LIST_MODEL (list), NULL, VAL_URL_MATCH_AMBIGUOUS);
  rename_instance (two, "Gamma");
  check_find (table, 0, G_LIST_MODEL (list), one, VAL_URL_MATCH_ONE);
  rename_instance (one, "Delta");
  check_find (table, 0, G_LIST_MODEL (list), NULL, VAL_URL_MATCH_NONE);
}

/* Blanks around a name count where they tell two instances apart. */
static void
test_find_blanks (void)
{
  g_autoptr (ValUrlTable) table = read_table ("name,url\n"
                                              "\"Acme \",https://a.example/1\n"
                                              "Acme,https://a.example/2\n"
                                              " Beta ,https://a.example/3\n"
                                              "Gamma,https://a.example/4\n"
                                              "\" Acme\",https://a.example/5\n"
                                              "Delta,https://a.example/6\n");
  g_autoptr (GListStore) list = g_list_store_new (VAL_TYPE_INSTANCE);
  GListModel *model = G_LIST_MODEL (list);
  ValInstance *acme = add_instance (list, 1, "Acme");
  ValInstance *acme_blank = add_instance (list, 2, "Acme ");
  ValInstance *beta = add_instance (list, 3, "Beta");
  ValInstance *gamma = add_instance (list, 4, "  Gamma\t");

  add_instance (list, 5, "Delta ");
  add_instance (list, 6, " Delta");
  check_find (table, 0, model, acme_blank, VAL_URL_MATCH_ONE);
  check_find (table, 1, model, acme, VAL_URL_MATCH_ONE);
  check_find (table, 2, model, beta, VAL_URL_MATCH_ONE);
  check_find (table, 3, model, gamma, VAL_URL_MATCH_ONE);
  check_find (table, 4, model, NULL, VAL_URL_MATCH_AMBIGUOUS);
  check_find (table, 5, model, NULL, VAL_URL_MATCH_AMBIGUOUS);
}

/* A row and an instance of each of many, in another order. */
static void
test_many (void)
{
  g_autoptr (GListStore) list = g_list_store_new (VAL_TYPE_INSTANCE);
  g_autoptr (GString) text = g_string_new ("name,url\n");
  g_autoptr (ValUrlTable) table = NULL;
  g_autoptr (ValInstanceIndex) index = NULL;
  gint64 begun;

  for (int i = N_MANY; i > 0; i--)
    {
      g_autofree char *name = g_strdup_printf ("Instance %d", i);

      add_instance (list, i, name);
    }
  for (int i = 1; i <= N_MANY; i++)
    g_string_append_printf (text, "Instance %d,https://a.example/%d\n", i, i);
  begun = g_get_monotonic_time ();
  table = read_table (text->str);
  index = val_instance_index_new (G_LIST_MODEL (list));
  for (guint i = 0; i < N_MANY; i++)
    {
      ValInstance *found = val_url_table_find (table, i, index, NULL);

      g_assert_cmpint (val_instance_get_id (found), ==, i + 1);
    }
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 5 * G_USEC_PER_SEC);
}

static void
test_long_names (void)
{
  g_autofree char *name = g_strnfill (LONG_NAME, 'n');
  g_autofree char *text = g_strdup_printf ("name,url\n%s,https://a.example/\n", name);
  g_autoptr (ValUrlTable) table = read_table (text);
  g_autoptr (GListStore) list = g_list_store_new (VAL_TYPE_INSTANCE);
  ValInstance *instance = add_instance (list, 1, name);

  check_find (table, 0, G_LIST_MODEL (list), instance, VAL_URL_MATCH_ONE);
}

/* Texts of a file are quoted in part only, and so that they do not disturb the sentence. */
static void
test_quoted (void)
{
  static const char *const formats[] = { "id,url\n%s,https://a.example/\n",
                                         "name,url\n%s,https://a/\n%s,https://b/\n",
                                         "url,id,\"id%s\"\n" };
  g_autofree char *filler = g_strnfill (LONG_NAME, ' ');
  g_autofree char *name = g_strconcat ("x\342\200\256y", filler, "z", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      const char *text = i < 2 ? name : filler;
      g_auto (GStrv) parts = g_strsplit (formats[i], "%s", -1);
      g_autofree char *file = g_strjoinv (text, parts);
      g_autoptr (GError) error = NULL;

      g_assert_null (val_url_table_new_from_csv (file, strlen (file), &error));
      g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
      g_assert_cmpint (g_utf8_strlen (error->message, -1), <, 200);
      g_assert_null (strstr (error->message, "\342\200\256"));
      g_assert_nonnull (strstr (error->message, "…”"));
    }
}

/* Whatever a file holds, it is a table whose rows all say something, or an error that says why. */
static void
test_random_bytes (void)
{
  static const char *const pieces[] = {
    "id",
    "name",
    "url",
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "\"",
    "1",
    "42",
    "Acme",
    "https://a.example/",
    " ",
    "'",
    "=",
    "-",
    "\377",
    "\303\274",
    "\357\273\277",
    "_",
  };

  for (int i = 0; i < N_RANDOM; i++)
    {
      g_autoptr (GString) text = g_string_new (g_test_rand_bit () ? "id,url,name\n" : NULL);
      g_autoptr (ValUrlTable) table = NULL;
      g_autoptr (GError) error = NULL;
      int n_pieces = g_test_rand_int_range (0, 20);

      for (int j = 0; j < n_pieces; j++)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      table = val_url_table_new_from_csv (text->str, text->len, &error);
      g_assert_true ((table == NULL) == (error != NULL));
      for (guint j = 0; table != NULL && j < val_url_table_get_n_rows (table); j++)
        {
          const ValUrlRow *row = val_url_table_get_row (table, j);

          g_assert_true (row->id > 0 || row->name != NULL);
          g_assert_cmpstr (row->url, !=, "");
          g_assert_cmpuint (row->line, >, 0);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();

  g_test_add_func ("/url-table/rows", test_rows);
  g_test_add_func ("/url-table/find", test_find);
  g_test_add_func ("/url-table/find-renamed", test_find_renamed);
  g_test_add_func ("/url-table/find-blanks", test_find_blanks);
  g_test_add_func ("/url-table/many", test_many);
  g_test_add_func ("/url-table/long-names", test_long_names);
  g_test_add_func ("/url-table/quoted", test_quoted);
  g_test_add_func ("/url-table/random-bytes", test_random_bytes);
  return g_test_run ();
}
