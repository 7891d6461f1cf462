/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-account.h"
#include "model/val-instance-search.h"
#include "model/val-instance-store.h"
#include "model/val-search-text.h"
#include "support/val-test-util.h"
#include "util/val-json.h"
#include "workspace/val-list-cache.h"
#include "workspace/val-offline-list.h"

#include <glib/gstdio.h>
#include <string.h>

static ValInstance *
make (gint64 id, const char *name, const char *element)
{
  g_autofree char *text =
      g_strdup_printf ("{\"id\":%" G_GINT64_FORMAT ",\"name\":\"%s\",\"element\":{\"key\":\"%s\"},"
                       "\"token\":\"canary-token-canary\"}",
                       id, name, element);

  return val_instance_new_from_json (text, strlen (text), NULL);
}

static GListStore *
make_list (void)
{
  static const struct
  {
    gint64 id;
    const char *name;
    const char *element;
  } rows[] = {
    { 31, "Finance", "slack" },       { 32, "My Slack", "box" },   { 33, "Slack Shop", "box" },
    { 34, "Slackline", "hootsuite" }, { 4711, "Ärger 34", "box" },
  };
  GListStore *list = g_list_store_new (VAL_TYPE_INSTANCE);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ValInstance) instance = make (rows[i].id, rows[i].name, rows[i].element);

      g_list_store_append (list, instance);
    }
  return list;
}

static char *
search (GListModel *list, const char *query, guint max)
{
  g_autoptr (GPtrArray) found = val_instance_search (list, query, max);
  g_autoptr (GString) ids = g_string_new (NULL);

  g_assert_cmpuint (found->len, <=, max);
  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (ids, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "",
                            val_instance_get_id (g_ptr_array_index (found, i)));
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

/* By id, by the beginning of the name, by the name, by anything else; in the list's order. */
static void
test_order (void)
{
  static const struct
  {
    const char *query;
    guint max;
    const char *ids;
  } cases[] = {
    { "slack", 20, "33 34 32 31" },
    { "slack", 2, "33 34" },
    { "SLACK shop", 20, "33" },
    { "34", 20, "34 4711" },
    { "ärger", 20, "4711" },
    { "nobody", 20, "" },
    { "slack", 0, "" },
    { "/instances/4711", 20, "4711" },
  };
  g_autoptr (GListStore) list = make_list ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *ids = search (G_LIST_MODEL (list), cases[i].query, cases[i].max);

      g_assert_cmpstr (ids, ==, cases[i].ids);
    }
}

typedef struct
{
  char *folder;
  GFile *accounts;
  ValAccount *account;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GKeyFile) key_file = g_key_file_new ();
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("valence-offline-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "accounts.conf", NULL);
  fixture->accounts = g_file_new_for_path (path);
  fixture->account = val_account_new ("Shop", "https://api.example.com/elements/api-v2");
  val_account_save (fixture->account, key_file);
  g_assert_true (g_key_file_save_to_file (key_file, path, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_no_errno (g_remove (path));
    }
  g_assert_no_errno (g_rmdir (fixture->folder));
  g_free (fixture->folder);
  g_object_unref (fixture->accounts);
  g_object_unref (fixture->account);
}

static void
keep_list (Fixture *fixture)
{
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->folder);
  g_autoptr (ValListCache) cache = val_list_cache_new_for_account (folder, fixture->account);
  g_autoptr (GListStore) list = make_list ();
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_list_cache_save_async (cache, G_LIST_MODEL (list), NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_assert_true (val_list_cache_save_finish (cache, result, NULL));
}

static ValOfflineList *
load (Fixture *fixture, const char *uuid)
{
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->folder);
  ValOfflineList *offline = val_offline_list_new (fixture->accounts, folder);
  GAsyncResult *slots[] = { NULL, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) other = NULL;

  /* Who asks while it is read is answered, too. */
  val_offline_list_load_async (offline, uuid, NULL, val_test_await_cb, &slots[0]);
  val_offline_list_load_async (offline, uuid, NULL, val_test_await_cb, &slots[1]);
  result = val_test_await (&slots[0]);
  other = val_test_await (&slots[1]);
  g_assert_true (val_offline_list_load_finish (offline, result, NULL));
  g_assert_true (val_offline_list_load_finish (offline, other, NULL));
  return offline;
}

static void
test_offline (Fixture *fixture, gconstpointer data)
{
  const char *uuid = val_account_get_uuid (fixture->account);
  g_autoptr (ValOfflineList) offline = NULL;
  ValInstanceStore *instances;

  keep_list (fixture);
  offline = load (fixture, uuid);
  instances = val_offline_list_get_instances (offline);
  g_assert_cmpstr (val_account_get_uuid (val_offline_list_get_account (offline)), ==, uuid);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (instances)), ==, 5);
  g_assert_null (val_instance_get_token (val_instance_store_lookup (instances, 4711)));
}

/* An account that is gone gives the first; no list is an empty one. */
static void
test_offline_empty (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValOfflineList) offline = load (fixture, "gone");

  g_assert_nonnull (val_offline_list_get_account (offline));
  g_assert_cmpuint (
      g_list_model_get_n_items (G_LIST_MODEL (val_offline_list_get_instances (offline))), ==, 0);
}

static void
test_no_accounts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValOfflineList) offline = NULL;

  g_assert_true (g_file_delete (fixture->accounts, NULL, NULL));
  offline = load (fixture, NULL);
  g_assert_null (val_offline_list_get_account (offline));
}

/* The short way comes to the same as the long one. */
static void
test_contains (void)
{
  static const char *const texts[] = {
    "", "a", "Hooks.Example.com", "aaab", "B\303\234CHER", "b\303\274cher", "\377", "x\377hooks"
  };
  static const char *const typed[] = { "", "A", "hOOks", "aab", "com", "comm", "\303\274", "u" };

  g_assert_false (val_search_text_contains (NULL, ""));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (typed); j++)
      {
        g_autofree char *folded = val_search_text_fold (texts[i]);
        g_autofree char *wanted = val_search_text_fold (typed[j]);

        g_assert_true (val_search_text_contains (texts[i], wanted) ==
                       (strstr (folded, wanted) != NULL));
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/instance-search/order", test_order);
  g_test_add_func ("/search-text/contains", test_contains);
  g_test_add ("/offline-list/list", Fixture, NULL, set_up, test_offline, tear_down);
  g_test_add ("/offline-list/empty", Fixture, NULL, set_up, test_offline_empty, tear_down);
  g_test_add ("/offline-list/no-accounts", Fixture, NULL, set_up, test_no_accounts, tear_down);
  return g_test_run ();
}
