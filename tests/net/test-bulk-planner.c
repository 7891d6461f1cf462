/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-bulk-fixture.h"

#include "support/val-test-instance.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <string.h>

#define N_INSTANCES 40

static void
set_up (ValBulkFixture *self, gconstpointer data)
{
  val_bulk_fixture_set_up (self, N_INSTANCES);
}

static void
tear_down (ValBulkFixture *self, gconstpointer data)
{
  val_bulk_fixture_tear_down (self);
}

/* An instance as a list of last time has it: nothing but id and name. */
static ValInstance *
make_light_one (gint64 id, const char *name)
{
  g_autofree char *facts =
      g_strdup_printf ("id=%" G_GINT64_FORMAT ";name=%s;key=-;config=none", id, name);
  ValInstance *instance = val_test_instance_new (facts, NULL);

  g_assert_false (val_instance_has_config (instance));
  return instance;
}

static GListStore *
make_light (ValBulkFixture *self)
{
  GListModel *instances = val_bulk_fixture_get_instances (self);
  GListStore *light = g_list_store_new (VAL_TYPE_INSTANCE);

  for (guint i = 0; i < N_INSTANCES; i++)
    {
      g_autoptr (ValInstance) full = g_list_model_get_item (instances, i);
      g_autoptr (ValInstance) instance =
          make_light_one (val_instance_get_id (full), val_instance_get_name (full));

      g_list_store_append (light, instance);
    }
  return light;
}

static ValUrlRule *
make_rule (void)
{
  g_autoptr (GError) error = NULL;
  ValUrlRule *rule =
      val_url_rule_new (VAL_URL_RULE_TEMPLATE, NULL, VAL_BULK_FIXTURE_TEMPLATE, &error);

  g_assert_no_error (error);
  return rule;
}

static void
note_fetching_cb (ValBulkPlanner *planner, GParamSpec *pspec, guint *n_total)
{
  if (val_bulk_planner_get_fetching (planner))
    *n_total = val_bulk_planner_get_n_total (planner);
}

/* What the list lacks is read, and nothing is written. */
static void
test_reads_what_lacks (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (GListStore) light = make_light (self);
  g_autoptr (ValUrlRule) rule = make_rule ();
  g_autoptr (ValBulkPlanner) planner =
      val_bulk_planner_new (self->workspace, rule, G_LIST_MODEL (light));
  g_autoptr (GError) error = NULL;
  g_autoptr (ValChangePlan) plan = NULL;
  g_autoptr (GHashTable) urls = val_bulk_fixture_list_urls (self);
  guint n_fetched = 0;

  g_signal_connect (planner, "notify::fetching", G_CALLBACK (note_fetching_cb), &n_fetched);
  val_bulk_fixture_forget_requests (self);
  plan = val_bulk_fixture_run_planner (planner, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_fetched, ==, N_INSTANCES);
  g_assert_false (val_bulk_planner_get_fetching (planner));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (plan)), ==, N_INSTANCES);
  g_assert_cmpuint (val_bulk_planner_get_n_done (planner), ==, N_INSTANCES);
  g_assert_cmpuint (val_bulk_fixture_count_method (self, "PATCH"), ==, 0);
  g_assert_cmpint (val_bulk_fixture_count (self, "maxOpenRequests"), <=, 8);
  for (guint row = 0; row < N_INSTANCES; row++)
    {
      g_autoptr (ValChange) change = g_list_model_get_item (G_LIST_MODEL (plan), row);

      g_assert_cmpstr (val_change_get_old_url (change), ==, val_bulk_fixture_lookup (urls, change));
    }
}

static void
test_unreadable (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (GListStore) light = make_light (self);
  g_autoptr (ValUrlRule) rule = make_rule ();
  g_autoptr (ValBulkPlanner) planner =
      val_bulk_planner_new (self->workspace, rule, G_LIST_MODEL (light));
  g_autoptr (GError) error = NULL;
  g_autoptr (ValChangePlan) plan = NULL;

  val_bulk_fixture_set_faults (self, "{'path':'*/instances/*','every':8,'status':403}");
  plan = val_bulk_fixture_run_planner (planner, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (val_change_plan_count_verdict (plan, VAL_CHANGE_UNREADABLE), ==,
                    N_INSTANCES / 8);
}

/* There is a ceiling where the fields of an element cannot be read. */
static void
test_endless (ValBulkFixture *self, gconstpointer data)
{
  g_autofree char *name = g_strnfill (100000, 'a');
  g_autofree char *facts = g_strdup_printf ("key=nobody-knows;name=%s", name);
  g_autoptr (ValInstance) instance = val_test_instance_new (facts, "https://old.example/");
  g_autoptr (GListStore) instances = g_list_store_new (VAL_TYPE_INSTANCE);
  g_autoptr (ValUrlRule) rule =
      val_url_rule_new (VAL_URL_RULE_TEMPLATE, NULL, "https://a.example/{instance.name}", NULL);
  g_autoptr (ValBulkPlanner) planner =
      val_bulk_planner_new (self->workspace, rule, G_LIST_MODEL (instances));
  g_autoptr (GError) error = NULL;
  g_autoptr (ValChangePlan) plan = NULL;
  g_autoptr (ValChange) change = NULL;

  g_list_store_append (instances, instance);
  plan = val_bulk_fixture_run_planner (planner, &error);
  g_assert_no_error (error);
  change = g_list_model_get_item (G_LIST_MODEL (plan), 0);
  g_assert_cmpint (val_change_get_verdict (change), ==, VAL_CHANGE_INVALID);
  g_assert_nonnull (strstr (val_change_get_reason (change), "8,192"));
}

/* Where the first cannot be asked for, no other is. */
static void
test_refused (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (GListStore) light = make_light (self);
  g_autoptr (ValUrlRule) rule = make_rule ();
  g_autoptr (ValBulkPlanner) planner =
      val_bulk_planner_new (self->workspace, rule, G_LIST_MODEL (light));
  g_autoptr (GError) error = NULL;

  val_bulk_fixture_set_faults (self, "{'path':'*/instances/*','status':401}");
  val_bulk_fixture_forget_requests (self);
  g_assert_null (val_bulk_fixture_run_planner (planner, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_UNAUTHORIZED);
  g_assert_cmpuint (val_bulk_fixture_count_method (self, "GET"), <=, 8);
}

static void
cancel_cb (ValBulkPlanner *planner, GParamSpec *pspec, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
test_cancel (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (GListStore) light = make_light (self);
  g_autoptr (ValUrlRule) rule = make_rule ();
  g_autoptr (ValBulkPlanner) planner =
      val_bulk_planner_new (self->workspace, rule, G_LIST_MODEL (light));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_signal_connect (planner, "notify::n-done", G_CALLBACK (cancel_cb), cancellable);
  val_bulk_planner_run_async (planner, cancellable, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_assert_null (val_bulk_planner_run_finish (planner, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static ValUrlRule *
make_table_rule (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValUrlTable) table = val_url_table_new_from_csv (text, strlen (text), &error);

  g_assert_no_error (error);
  return val_url_rule_new_for_table (table, "urls.csv");
}

static ValChangePlan *
make_plan (ValBulkFixture *self, ValUrlRule *rule, GListModel *instances)
{
  g_autoptr (ValBulkPlanner) planner = val_bulk_planner_new (self->workspace, rule, instances);
  g_autoptr (GError) error = NULL;
  ValChangePlan *plan = val_bulk_fixture_run_planner (planner, &error);

  g_assert_no_error (error);
  return plan;
}

/* @part: (nullable): of the reason */
static void
check_row (ValChangePlan *plan, guint row, gint64 id, ValChangeVerdict verdict, const char *part)
{
  g_autoptr (ValChange) change = g_list_model_get_item (G_LIST_MODEL (plan), row);

  g_assert_nonnull (change);
  g_assert_cmpint (val_change_get_id (change), ==, id);
  g_assert_cmpint (val_change_get_verdict (change), ==, verdict);
  if (part == NULL)
    g_assert_null (val_change_get_reason (change));
  else
    g_assert_nonnull (strstr (val_change_get_reason (change), part));
}

static ValInstance *
add_named (GListStore *list, gint64 id, const char *name)
{
  g_autofree char *facts = g_strdup_printf ("id=%" G_GINT64_FORMAT ";name=%s", id, name);
  g_autoptr (ValInstance) instance = val_test_instance_new (facts, "https://old.example.com/");

  g_list_store_append (list, instance);
  return instance;
}

static void
rename_instance (ValInstance *instance, const char *name)
{
  g_autoptr (GListStore) list = g_list_store_new (VAL_TYPE_INSTANCE);

  val_instance_adopt (instance, add_named (list, val_instance_get_id (instance), name));
}

static void
test_table (ValBulkFixture *self, gconstpointer data)
{
  GListModel *instances = val_bulk_fixture_get_instances (self);
  g_autoptr (ValInstance) one = g_list_model_get_item (instances, 3);
  g_autofree char *text =
      g_strdup_printf ("id,url\n%" G_GINT64_FORMAT ",https://new.example.com/three\n999999999,"
                       "https://new.example.com/nobody\n",
                       val_instance_get_id (one));
  g_autoptr (ValUrlRule) rule = make_table_rule (text);
  g_autoptr (ValChangePlan) plan = make_plan (self, rule, instances);
  g_autoptr (ValChange) found = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (plan)), ==, 2);
  check_row (plan, 0, 999999999, VAL_CHANGE_MISSING, "no such instance (line 3)");
  found = g_list_model_get_item (G_LIST_MODEL (plan), 1);
  g_assert_cmpint (val_change_get_id (found), ==, val_instance_get_id (one));
  g_assert_cmpstr (val_change_get_new_url (found), ==, "https://new.example.com/three");
}

/* The same rule from preview to preview, while an instance takes the name of another. */
static void
test_table_by_name (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (GListStore) list = g_list_store_new (VAL_TYPE_INSTANCE);
  g_autoptr (ValUrlRule) rule = make_table_rule ("name,url\nAcme,https://new.example.com/\n");
  g_autoptr (ValChangePlan) before = NULL;
  g_autoptr (ValChangePlan) between = NULL;
  g_autoptr (ValChangePlan) after = NULL;
  ValInstance *two;

  add_named (list, 1, "Acme");
  two = add_named (list, 2, "Beta");
  before = make_plan (self, rule, G_LIST_MODEL (list));
  check_row (before, 0, 1, VAL_CHANGE_OK, NULL);
  rename_instance (two, "Acme");
  between = make_plan (self, rule, G_LIST_MODEL (list));
  check_row (between, 0, 0, VAL_CHANGE_MISSING, "Several instances have this name (line 2)");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (between)), ==, 1);
  rename_instance (two, "Gamma");
  after = make_plan (self, rule, G_LIST_MODEL (list));
  check_row (after, 0, 1, VAL_CHANGE_OK, NULL);
}

/* A list of last time has names of last time: which instance a row means is looked at once more
 * when it was read. */
static void
test_table_by_old_name (ValBulkFixture *self, gconstpointer data)
{
  GListModel *instances = val_bulk_fixture_get_instances (self);
  g_autoptr (ValInstance) first = g_list_model_get_item (instances, 0);
  g_autoptr (GListStore) list = g_list_store_new (VAL_TYPE_INSTANCE);
  g_autofree char *text =
      g_strdup_printf ("name,url\nOld,https://new.example.com/1\n%s,https://new.example.com/2\n",
                       val_instance_get_name (first));
  g_autoptr (ValUrlRule) rule = make_table_rule (text);
  g_autoptr (ValInstance) light = make_light_one (val_instance_get_id (first), "Old");
  g_autoptr (ValChangePlan) plan = NULL;

  g_list_store_append (list, light);
  add_named (list, 2, val_instance_get_name (first));
  plan = make_plan (self, rule, G_LIST_MODEL (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (plan)), ==, 2);
  check_row (plan, 0, 0, VAL_CHANGE_MISSING, "no such instance (line 2)");
  check_row (plan, 1, 0, VAL_CHANGE_MISSING, "Several instances have this name (line 3)");
}

/* Two rows about one instance are refused, and nothing else is. */
static void
test_table_twice (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (GListStore) list = g_list_store_new (VAL_TYPE_INSTANCE);
  g_autoptr (ValUrlRule) rule = make_table_rule ("id,name,url\n"
                                                 "1,,https://new.example.com/1\n"
                                                 ",Beta,https://new.example.com/2\n"
                                                 ",\"Beta \",https://new.example.com/2\n"
                                                 ",Gamma,https://new.example.com/2\n"
                                                 ",Acme,https://new.example.com/2\n");
  g_autoptr (ValChangePlan) plan = NULL;

  add_named (list, 1, "Acme");
  add_named (list, 2, "Beta");
  add_named (list, 3, "Gamma");
  plan = make_plan (self, rule, G_LIST_MODEL (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (plan)), ==, 3);
  check_row (plan, 0, 1, VAL_CHANGE_INVALID, "Lines 2 and 6");
  check_row (plan, 1, 2, VAL_CHANGE_INVALID, "Lines 3 and 4");
  check_row (plan, 2, 3, VAL_CHANGE_OK, NULL);
}

/* Many rows: no turn of the main loop takes long. */
static void
test_slices (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (GListStore) many = g_list_store_new (VAL_TYPE_INSTANCE);
  g_autoptr (ValUrlRule) rule = make_rule ();
  g_autoptr (ValBulkPlanner) planner = NULL;
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ValChangePlan) plan = NULL;
  guint n_turns = 0;

  for (guint id = 1; id <= 20000; id++)
    {
      g_autofree char *text =
          g_strdup_printf ("{\"id\":%u,\"name\":\"One\",\"configuration\":{\"" VAL_KEY_CALLBACK_URL
                           "\":\"https://old.example.com/%u\"}}",
                           id, id);
      g_autoptr (ValInstance) instance = val_instance_new_from_json (text, strlen (text), NULL);

      g_list_store_append (many, instance);
    }
  planner = val_bulk_planner_new (self->workspace, rule, G_LIST_MODEL (many));
  val_bulk_planner_run_async (planner, NULL, val_test_await_cb, &slot);
  for (; slot == NULL; n_turns++)
    g_main_context_iteration (NULL, TRUE);
  result = g_steal_pointer (&slot);
  plan = val_bulk_planner_run_finish (planner, result, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (plan)), ==, 20000);
  g_assert_cmpuint (n_turns, >, 5);
}

static void
add (const char *path, void (*test) (ValBulkFixture *, gconstpointer))
{
  g_test_add (path, ValBulkFixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/bulk-planner/reads-what-lacks", test_reads_what_lacks);
  add ("/bulk-planner/unreadable", test_unreadable);
  add ("/bulk-planner/endless", test_endless);
  add ("/bulk-planner/refused", test_refused);
  add ("/bulk-planner/cancel", test_cancel);
  add ("/bulk-planner/table", test_table);
  add ("/bulk-planner/table-by-name", test_table_by_name);
  add ("/bulk-planner/table-by-old-name", test_table_by_old_name);
  add ("/bulk-planner/table-twice", test_table_twice);
  add ("/bulk-planner/slices", test_slices);
  return g_test_run ();
}
