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

/* Instances as a list of last time has them: nothing but id and name. */
static GListStore *
make_light (ValBulkFixture *self)
{
  GListModel *instances = val_bulk_fixture_get_instances (self);
  GListStore *light = g_list_store_new (VAL_TYPE_INSTANCE);

  for (guint i = 0; i < N_INSTANCES; i++)
    {
      g_autoptr (ValInstance) full = g_list_model_get_item (instances, i);
      g_autofree char *facts =
          g_strdup_printf ("id=%" G_GINT64_FORMAT ";name=%s;config=none",
                           val_instance_get_id (full), val_instance_get_name (full));
      g_autoptr (ValInstance) instance = val_test_instance_new (facts, NULL);

      g_assert_false (val_instance_has_config (instance));
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

static void
test_table (ValBulkFixture *self, gconstpointer data)
{
  GListModel *instances = val_bulk_fixture_get_instances (self);
  g_autoptr (ValInstance) one = g_list_model_get_item (instances, 3);
  g_autofree char *text =
      g_strdup_printf ("id,url\n%" G_GINT64_FORMAT ",https://new.example.com/three\n999999999,"
                       "https://new.example.com/nobody\n",
                       val_instance_get_id (one));
  g_autoptr (GError) error = NULL;
  g_autoptr (ValUrlTable) table = val_url_table_new_from_csv (text, strlen (text), &error);
  g_autoptr (ValUrlRule) rule = NULL;
  g_autoptr (ValBulkPlanner) planner = NULL;
  g_autoptr (ValChangePlan) plan = NULL;
  g_autoptr (ValChange) missing = NULL;
  g_autoptr (ValChange) found = NULL;

  g_assert_no_error (error);
  rule = val_url_rule_new_for_table (table, "urls.csv");
  planner = val_bulk_planner_new (self->workspace, rule, instances);
  plan = val_bulk_fixture_run_planner (planner, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (plan)), ==, 2);
  missing = g_list_model_get_item (G_LIST_MODEL (plan), 0);
  found = g_list_model_get_item (G_LIST_MODEL (plan), 1);
  g_assert_cmpint (val_change_get_verdict (missing), ==, VAL_CHANGE_MISSING);
  g_assert_nonnull (val_change_get_reason (missing));
  g_assert_cmpint (val_change_get_id (found), ==, val_instance_get_id (one));
  g_assert_cmpstr (val_change_get_new_url (found), ==, "https://new.example.com/three");
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
  add ("/bulk-planner/slices", test_slices);
  return g_test_run ();
}
