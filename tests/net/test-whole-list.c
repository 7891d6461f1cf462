/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-bulk-fixture.h"

#include "support/val-test-util.h"
#include "util/val-error.h"

#include <string.h>

/* A plan for a whole account, while the list is not whole. */

#define N_INSTANCES 450 /* three pages */
#define N_PAGES     3

static void
select_account (ValBulkFixture *self)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_workspace_select_async (self->workspace, self->account, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_assert_true (val_workspace_select_finish (self->workspace, result, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (val_bulk_fixture_get_instances (self)), ==, 0);
}

static void
set_up (ValBulkFixture *self, gconstpointer data)
{
  val_bulk_fixture_set_up (self, N_INSTANCES);
  g_assert_true (val_workspace_has_whole_list (self->workspace));
  select_account (self);
  g_assert_false (val_workspace_has_whole_list (self->workspace));
  val_bulk_fixture_forget_requests (self);
}

static void
tear_down (ValBulkFixture *self, gconstpointer data)
{
  val_bulk_fixture_tear_down (self);
}

static ValBulkPlanner *
make_planner (ValBulkFixture *self, GListModel *instances)
{
  g_autoptr (ValUrlRule) rule =
      val_url_rule_new (VAL_URL_RULE_TEMPLATE, NULL, VAL_BULK_FIXTURE_TEMPLATE, NULL);

  return val_bulk_planner_new (self->workspace, rule, instances);
}

static void
assert_planned (ValBulkPlanner *planner, guint n_rows)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValChangePlan) plan = val_bulk_fixture_run_planner (planner, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (plan)), ==, n_rows);
  g_assert_false (val_bulk_planner_get_waiting (planner));
}

static void
note_waiting_cb (ValBulkPlanner *planner, GParamSpec *pspec, guint *n_listed)
{
  if (val_bulk_planner_get_waiting (planner))
    *n_listed = MAX (*n_listed, val_bulk_planner_get_n_done (planner));
}

static void
test_loads (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValBulkPlanner) planner = make_planner (self, val_bulk_fixture_get_instances (self));
  guint n_listed = 0;

  g_signal_connect (planner, "notify::n-done", G_CALLBACK (note_waiting_cb), &n_listed);
  assert_planned (planner, N_INSTANCES);
  g_assert_cmpuint (n_listed, ==, N_INSTANCES);
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *done = user_data;

  *done = val_workspace_refresh_finish (VAL_WORKSPACE (source), result, NULL);
}

/* One that is under way is not begun once more. */
static void
test_waits (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValBulkPlanner) planner = make_planner (self, val_bulk_fixture_get_instances (self));
  gboolean done = FALSE;

  val_bulk_fixture_set_faults (self, "{'path':'*/instances','latencyMs':30}");
  val_workspace_refresh_async (self->workspace, NULL, refreshed_cb, &done);
  while (g_list_model_get_n_items (val_bulk_fixture_get_instances (self)) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (val_workspace_has_whole_list (self->workspace));
  assert_planned (planner, N_INSTANCES);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (val_bulk_fixture_count_method (self, "GET"), <=, N_PAGES + 20);
}

/* What stopped half-way is not taken for the whole. */
static void
test_half (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValBulkPlanner) planner = make_planner (self, val_bulk_fixture_get_instances (self));
  g_autoptr (ValBulkPlanner) again = make_planner (self, val_bulk_fixture_get_instances (self));
  g_autoptr (GError) error = NULL;

  val_bulk_fixture_set_faults (self, "{'path':'*/instances','every':2,'status':403}");
  g_assert_null (val_bulk_fixture_run_planner (planner, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_FORBIDDEN);
  g_assert_cmpuint (g_list_model_get_n_items (val_bulk_fixture_get_instances (self)), >, 0);
  val_bulk_fixture_set_faults (self, "");
  assert_planned (again, N_INSTANCES);
}

/* Rows of a file are not told to be missing because their page has not come yet. */
static void
test_file (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) urls = val_bulk_fixture_list_urls (self);
  g_autoptr (GString) text = g_string_new ("id,url\n");
  g_autoptr (ValUrlTable) table = NULL;
  g_autoptr (ValUrlRule) rule = NULL;
  g_autoptr (ValBulkPlanner) planner = NULL;
  g_autoptr (ValChangePlan) plan = NULL;
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, urls);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_string_append_printf (text, "%s,https://new.example.com/%s\n", (char *) id, (char *) id);
  table = val_url_table_new_from_csv (text->str, text->len, NULL);
  rule = val_url_rule_new_for_table (table, "urls.csv");
  planner = val_bulk_planner_new (self->workspace, rule, val_bulk_fixture_get_instances (self));
  plan = val_bulk_fixture_run_planner (planner, NULL);
  g_assert_cmpuint (val_change_plan_count_verdict (plan, VAL_CHANGE_MISSING), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (plan)), ==, N_INSTANCES);
}

static void
test_picked (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (GListStore) picked = g_list_store_new (VAL_TYPE_INSTANCE);
  g_autoptr (ValBulkPlanner) planner = make_planner (self, G_LIST_MODEL (picked));

  val_bulk_planner_set_picked (planner, TRUE);
  assert_planned (planner, 0);
  g_assert_cmpuint (val_bulk_fixture_count_method (self, "GET"), ==, 0);
  g_assert_false (val_workspace_has_whole_list (self->workspace));
}

/* Another account is not planned for. */
static void
test_left (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValBulkPlanner) planner = make_planner (self, val_bulk_fixture_get_instances (self));
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_bulk_fixture_set_faults (self, "{'path':'*/instances','latencyMs':50}");
  val_bulk_planner_run_async (planner, NULL, val_test_await_cb, &slot);
  g_assert_true (val_bulk_planner_get_waiting (planner));
  select_account (self);
  result = val_test_await (&slot);
  g_assert_null (val_bulk_planner_run_finish (planner, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* What a job left, made up by hand: from ID/old to ID/new. */
static ValChange *
make_wanted (gint64 id, const char *old_url, const char *new_url)
{
  const ValChangeFacts facts = {
    .id = id, .name = "Somebody", .old_url = old_url, .new_url = new_url, .verdict = VAL_CHANGE_OK
  };

  return val_change_new (&facts);
}

static void
assert_row (ValChangePlan *plan, gint64 id, ValChangeVerdict verdict, gboolean ticked)
{
  guint row = 0;

  for (;; row++)
    {
      g_autoptr (ValChange) change = g_list_model_get_item (G_LIST_MODEL (plan), row);

      g_assert_nonnull (change);
      if (val_change_get_id (change) != id)
        continue;
      g_assert_cmpint (val_change_get_verdict (change), ==, verdict);
      g_assert_true (val_change_get_ticked (change) == ticked);
      return;
    }
}

/* What is taken back, or tried again, is compared with what there is now, not with an old list. */
static void
test_again (ValBulkFixture *self, gconstpointer data)
{
  g_autoptr (ValBulkPlanner) first = make_planner (self, val_bulk_fixture_get_instances (self));
  g_autoptr (ValChangePlan) before = val_bulk_fixture_run_planner (first, NULL);
  g_autoptr (ValChangePlan) wanted = val_change_plan_new ();
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (ValBulkPlanner) planner = NULL;
  g_autoptr (ValChangePlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  gint64 ids[3];

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (ValChange) change = g_list_model_get_item (G_LIST_MODEL (before), i);

      ids[i] = val_change_get_id (change);
      val_bulk_fixture_change (self, ids[i], i == 1 ? "https://a.example/" : "https://b.example/");
      g_ptr_array_add (changes, make_wanted (ids[i], "https://b.example/",
                                             i == 2 ? "https://c.example/" : "https://a.example/"));
    }
  g_ptr_array_add (changes, make_wanted (999999999, "https://b.example/", "https://a.example/"));
  val_change_plan_take (wanted, changes);
  val_bulk_fixture_change (self, ids[2], "https://third.example/");
  planner = val_bulk_planner_new_again (self->workspace, wanted);
  plan = val_bulk_fixture_run_planner (planner, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (plan)), ==, 4);
  assert_row (plan, ids[0], VAL_CHANGE_OK, TRUE);
  assert_row (plan, ids[1], VAL_CHANGE_SAME, FALSE);
  assert_row (plan, ids[2], VAL_CHANGE_NO_MATCH, FALSE);
  assert_row (plan, 999999999, VAL_CHANGE_MISSING, FALSE);
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
  add ("/whole-list/loads", test_loads);
  add ("/whole-list/waits", test_waits);
  add ("/whole-list/half", test_half);
  add ("/whole-list/file", test_file);
  add ("/whole-list/picked", test_picked);
  add ("/whole-list/left", test_left);
  add ("/whole-list/again", test_again);
  return g_test_run ();
}
