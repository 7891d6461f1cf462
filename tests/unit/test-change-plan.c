/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-change-plan.h"
#include "model/val-csv.h"
#include "model/val-url-table.h"
#include "support/val-test-instance.h"

#include <string.h>

#define N_MANY    100000
#define N_RANDOM  (g_test_thorough () ? 50000 : 5000)
#define LONG_NAME (100 * 1024)

static ValChange *
change_new (gint64 id, const char *old_url, const char *new_url, ValChangeVerdict verdict)
{
  const ValChangeFacts facts = { id,      "Acme",  "hootsuite", "Hootsuite",
                                 old_url, new_url, verdict,     NULL };

  return val_change_new (&facts);
}

static GPtrArray *
one_of_each_verdict (void)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < VAL_CHANGE_N_VERDICTS; i++)
    g_ptr_array_add (changes, change_new (i + 1, "https://old.example/", "https://new.example/",
                                          (ValChangeVerdict) i));
  return changes;
}

static ValChange *
get_change (ValChangePlan *plan, guint position)
{
  g_autoptr (ValChange) change = g_list_model_get_item (G_LIST_MODEL (plan), position);

  return change;
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  guint *count = user_data;

  (*count)++;
}

static void
items_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  guint *count = user_data;

  g_assert_cmpuint (removed, ==, 0);
  g_assert_cmpuint (position + added, ==, g_list_model_get_n_items (model));
  (*count)++;
}

/* What the plan keeps is what one finds by counting. */
static void
check_counts (ValChangePlan *plan)
{
  guint n_verdicts[VAL_CHANGE_N_VERDICTS] = { 0 };
  guint n_states[VAL_CHANGE_N_STATES] = { 0 };
  guint n_ticked = 0;
  g_autoptr (GPtrArray) ticked = val_change_plan_list_ticked (plan);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      ValChange *change = get_change (plan, i);

      n_verdicts[val_change_get_verdict (change)]++;
      n_states[val_change_get_state (change)]++;
      if (!val_change_get_ticked (change))
        continue;
      g_assert_true (g_ptr_array_index (ticked, n_ticked) == change);
      n_ticked++;
    }
  g_assert_cmpuint (val_change_plan_get_n_ticked (plan), ==, n_ticked);
  g_assert_cmpuint (ticked->len, ==, n_ticked);
  for (guint i = 0; i < VAL_CHANGE_N_VERDICTS; i++)
    g_assert_cmpuint (val_change_plan_count_verdict (plan, (ValChangeVerdict) i), ==,
                      n_verdicts[i]);
  for (guint i = 0; i < VAL_CHANGE_N_STATES; i++)
    g_assert_cmpuint (val_change_plan_count_state (plan, (ValChangeState) i), ==, n_states[i]);
}

static void
test_take (void)
{
  g_autoptr (ValChangePlan) plan = val_change_plan_new ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  guint n_notified = 0;
  guint n_changed = 0;

  g_signal_connect (plan, "notify::n-ticked", G_CALLBACK (count_cb), &n_notified);
  g_signal_connect (plan, "items-changed", G_CALLBACK (items_cb), &n_changed);
  check_counts (plan);
  val_change_plan_take (plan, none);
  g_assert_cmpuint (n_changed, ==, 0);
  for (guint i = 1; i <= 2; i++)
    {
      g_autoptr (GPtrArray) changes = one_of_each_verdict ();

      val_change_plan_take (plan, changes);
      g_assert_cmpuint (n_changed, ==, i);
      g_assert_cmpuint (n_notified, ==, i);
      check_counts (plan);
    }
  g_assert_cmpuint (val_change_plan_get_n_ticked (plan), ==, 4);
}

static void
test_ticks (void)
{
  static const ValChangeVerdict tickable[] = { VAL_CHANGE_OK, VAL_CHANGE_DOUBTFUL,
                                               VAL_CHANGE_EVENTS_OFF, VAL_CHANGE_DISABLED,
                                               VAL_CHANGE_POLLING };
  g_autoptr (ValChangePlan) plan = val_change_plan_new ();
  g_autoptr (GPtrArray) changes = one_of_each_verdict ();
  guint n_notified = 0;
  guint n_tickable = 0;

  val_change_plan_take (plan, changes);
  g_signal_connect (plan, "notify::n-ticked", G_CALLBACK (count_cb), &n_notified);
  for (guint i = 0; i < changes->len; i++)
    {
      ValChange *change = g_ptr_array_index (changes, i);
      gboolean expected = FALSE;

      for (gsize j = 0; j < G_N_ELEMENTS (tickable); j++)
        expected |= val_change_get_verdict (change) == tickable[j];
      g_assert_cmpint (val_change_can_tick (change), ==, expected);
      g_object_set (change, "ticked", TRUE, NULL);
      g_assert_cmpint (val_change_get_ticked (change), ==, expected);
      n_tickable += expected ? 1 : 0;
    }
  g_assert_cmpuint (n_tickable, ==, G_N_ELEMENTS (tickable));
  g_assert_cmpuint (n_notified, ==, 3);
  check_counts (plan);
  val_change_set_ticked (g_ptr_array_index (changes, 0), FALSE);
  g_assert_cmpuint (n_notified, ==, 4);
  check_counts (plan);
}

static void
test_tick_all (void)
{
  g_autoptr (ValChangePlan) plan = val_change_plan_new ();
  g_autoptr (GPtrArray) changes = one_of_each_verdict ();
  g_autoptr (GListStore) shown = g_list_store_new (VAL_TYPE_CHANGE);
  guint n_notified = 0;

  val_change_plan_take (plan, changes);
  g_signal_connect (plan, "notify::n-ticked", G_CALLBACK (count_cb), &n_notified);
  val_change_plan_tick_all (plan, NULL, FALSE);
  g_assert_cmpuint (val_change_plan_get_n_ticked (plan), ==, 0);
  g_assert_cmpuint (n_notified, ==, 1);
  val_change_plan_tick_all (plan, NULL, FALSE);
  g_assert_cmpuint (n_notified, ==, 1);
  g_list_store_append (shown, g_ptr_array_index (changes, VAL_CHANGE_POLLING));
  g_list_store_append (shown, g_ptr_array_index (changes, VAL_CHANGE_MISSING));
  val_change_plan_tick_all (plan, G_LIST_MODEL (shown), TRUE);
  g_assert_cmpuint (val_change_plan_get_n_ticked (plan), ==, 1);
  val_change_plan_tick_all (plan, NULL, TRUE);
  g_assert_cmpuint (val_change_plan_get_n_ticked (plan), ==, 5);
  g_assert_cmpuint (n_notified, ==, 3);
  check_counts (plan);
}

static void
test_states (void)
{
  g_autoptr (ValChange) change = change_new (1, "a", "b", VAL_CHANGE_OK);
  guint n_states = 0;
  guint n_details = 0;

  g_signal_connect (change, "notify::state", G_CALLBACK (count_cb), &n_states);
  g_signal_connect (change, "notify::detail", G_CALLBACK (count_cb), &n_details);
  val_change_set_state (change, VAL_CHANGE_WAITING, NULL);
  val_change_set_state (change, VAL_CHANGE_WRITING, NULL);
  val_change_set_state (change, VAL_CHANGE_FAILED, "Refused");
  val_change_set_state (change, VAL_CHANGE_FAILED, "Refused");
  g_assert_cmpuint (n_states, ==, 2);
  g_assert_cmpuint (n_details, ==, 1);
  g_assert_cmpint (val_change_get_state (change), ==, VAL_CHANGE_FAILED);
  g_assert_cmpstr (val_change_get_detail (change), ==, "Refused");
  val_change_set_state (change, VAL_CHANGE_FAILED, val_change_get_detail (change));
  g_assert_cmpstr (val_change_get_detail (change), ==, "Refused");
}

/* Names in journals outlive versions: none may be renamed. */
static void
test_nicks (void)
{
  static const char *const nicks[VAL_CHANGE_N_STATES] = {
    "waiting", "checking", "writing", "done",    "damaged",
    "already", "conflict", "failed",  "unknown", "not-sent",
  };
  ValChangeState found = VAL_CHANGE_FAILED;

  for (guint i = 0; i < VAL_CHANGE_N_STATES; i++)
    {
      ValChangeState state = (ValChangeState) i;

      g_assert_cmpstr (val_change_state_nick (state), ==, nicks[i]);
      g_assert_true (val_change_state_from_nick (nicks[i], &found));
      g_assert_cmpint (found, ==, state);
      g_assert_cmpint (val_change_state_is_final (state), ==, i >= 3);
      g_assert_cmpstr (val_change_state_label (state), !=, "");
    }
  g_assert_false (val_change_state_from_nick ("Done", &found));
  g_assert_false (val_change_state_from_nick (NULL, &found));
  g_assert_cmpint (found, ==, VAL_CHANGE_NOT_SENT);
  for (guint i = 0; i < VAL_CHANGE_N_VERDICTS; i++)
    g_assert_cmpstr (val_change_verdict_label ((ValChangeVerdict) i), !=, "");
}

static void
finish_all (ValChangePlan *plan, ValChangeState state)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    val_change_set_state (get_change (plan, i), state, "x");
}

static ValChangePlan *
plan_with_each_state (void)
{
  ValChangePlan *plan = val_change_plan_new ();
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < VAL_CHANGE_N_STATES; i++)
    {
      ValChange *change =
          change_new (i + 1, "https://old.example/", "https://new.example/", VAL_CHANGE_POLLING);

      val_change_set_state (change, (ValChangeState) i, "x");
      g_ptr_array_add (changes, change);
    }
  val_change_plan_take (plan, changes);
  return plan;
}

static void
test_undo (void)
{
  g_autoptr (ValChangePlan) done = plan_with_each_state ();
  g_autoptr (ValChangePlan) undo = val_change_plan_new_undo (done);
  ValChange *change;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (undo)), ==, 3);
  change = get_change (undo, 1);
  g_assert_cmpint (val_change_get_id (change), ==, VAL_CHANGE_DAMAGED + 1);
  g_assert_cmpstr (val_change_get_old_url (change), ==, "https://new.example/");
  g_assert_nonnull (val_change_get_reason (change));
  g_assert_true (val_change_get_ticked (change));
  change = get_change (undo, 2);
  g_assert_cmpint (val_change_get_id (change), ==, VAL_CHANGE_UNKNOWN + 1);
  g_assert_null (val_change_get_reason (change));
  g_assert_true (val_change_get_ticked (change));
  change = get_change (undo, 0);
  g_assert_cmpint (val_change_get_id (change), ==, VAL_CHANGE_DONE + 1);
  g_assert_cmpstr (val_change_get_old_url (change), ==, "https://new.example/");
  g_assert_cmpstr (val_change_get_new_url (change), ==, "https://old.example/");
  g_assert_cmpint (val_change_get_verdict (change), ==, VAL_CHANGE_OK);
  g_assert_cmpint (val_change_get_state (change), ==, VAL_CHANGE_WAITING);
  g_assert_null (val_change_get_reason (change));
  g_assert_null (val_change_get_detail (change));
  g_assert_true (val_change_get_ticked (change));
  check_counts (undo);
}

static void
test_undo_to_nothing (void)
{
  static const char *const nothings[] = { NULL, "" };

  for (gsize i = 0; i < G_N_ELEMENTS (nothings); i++)
    {
      g_autoptr (ValChangePlan) plan = val_change_plan_new ();
      g_autoptr (ValChangePlan) undo = NULL;
      g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);

      g_ptr_array_add (changes, change_new (1, nothings[i], "https://new.example/", VAL_CHANGE_OK));
      val_change_plan_take (plan, changes);
      finish_all (plan, VAL_CHANGE_DONE);
      undo = val_change_plan_new_undo (plan);
      g_assert_cmpstr (val_change_get_new_url (get_change (undo, 0)), ==, "");
      g_assert_nonnull (val_change_get_reason (get_change (undo, 0)));
      g_assert_true (val_change_get_ticked (get_change (undo, 0)));
    }
}

static void
test_undo_of_undo (void)
{
  g_autoptr (ValChangePlan) plan = val_change_plan_new ();
  g_autoptr (ValChangePlan) undo = NULL;
  g_autoptr (ValChangePlan) again = NULL;
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 1; i <= 100; i++)
    {
      g_autofree char *old_url = g_strdup_printf ("https://old.example/%d", i);
      g_autofree char *new_url = g_strdup_printf ("https://new.example/%d", i);

      g_ptr_array_add (changes, change_new (i, old_url, new_url, VAL_CHANGE_OK));
    }
  val_change_plan_take (plan, changes);
  finish_all (plan, VAL_CHANGE_DONE);
  undo = val_change_plan_new_undo (plan);
  finish_all (undo, VAL_CHANGE_DONE);
  again = val_change_plan_new_undo (undo);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, changes->len);
  for (guint i = 0; i < changes->len; i++)
    {
      ValChange *first = get_change (plan, i);
      ValChange *last = get_change (again, i);

      g_assert_cmpint (val_change_get_id (last), ==, val_change_get_id (first));
      g_assert_cmpstr (val_change_get_name (last), ==, val_change_get_name (first));
      g_assert_cmpstr (val_change_get_element_key (last), ==, val_change_get_element_key (first));
      g_assert_cmpstr (val_change_get_element_name (last), ==, val_change_get_element_name (first));
      g_assert_cmpstr (val_change_get_old_url (last), ==, val_change_get_old_url (first));
      g_assert_cmpstr (val_change_get_new_url (last), ==, val_change_get_new_url (first));
      g_assert_cmpint (val_change_get_verdict (last), ==, val_change_get_verdict (first));
    }
}

static void
test_retry (void)
{
  static const ValChangeState again[] = { VAL_CHANGE_FAILED, VAL_CHANGE_UNKNOWN,
                                          VAL_CHANGE_NOT_SENT };
  g_autoptr (ValChangePlan) done = plan_with_each_state ();
  g_autoptr (ValChangePlan) retry = val_change_plan_new_retry (done);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (retry)), ==, G_N_ELEMENTS (again));
  for (guint i = 0; i < G_N_ELEMENTS (again); i++)
    {
      ValChange *change = get_change (retry, i);

      g_assert_cmpint (val_change_get_id (change), ==, again[i] + 1);
      g_assert_cmpstr (val_change_get_old_url (change), ==, "https://old.example/");
      g_assert_cmpstr (val_change_get_new_url (change), ==, "https://new.example/");
      g_assert_cmpint (val_change_get_verdict (change), ==, VAL_CHANGE_POLLING);
      g_assert_cmpint (val_change_get_state (change), ==, VAL_CHANGE_WAITING);
      g_assert_true (val_change_get_ticked (change));
    }
  check_counts (retry);
}

/* A change that outlives its plan tells nobody any more. */
static void
test_change_outlives_plan (void)
{
  g_autoptr (ValChange) change = change_new (1, "a", "b", VAL_CHANGE_OK);
  g_autoptr (GPtrArray) changes = g_ptr_array_new ();

  g_ptr_array_add (changes, change);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (ValChangePlan) plan = val_change_plan_new ();

      val_change_plan_take (plan, changes);
    }
  val_change_set_ticked (change, FALSE);
  val_change_set_state (change, VAL_CHANGE_DONE, NULL);
}

static GPtrArray *
make_many (void)
{
  GPtrArray *changes = g_ptr_array_new_full (N_MANY, g_object_unref);

  for (int i = 1; i <= N_MANY; i++)
    {
      g_autofree char *old_url = g_strdup_printf ("https://old.example/%d", i);

      g_ptr_array_add (changes, change_new (i, old_url, "https://new.example/",
                                            (ValChangeVerdict) (i % VAL_CHANGE_N_VERDICTS)));
    }
  return changes;
}

/* Ticking and running through all of them asks the counts each time, as a window would: were they
 * counted anew, it would take hours. */
static void
test_many (void)
{
  g_autoptr (ValChangePlan) plan = val_change_plan_new ();
  g_autoptr (ValChangePlan) undo = NULL;
  g_autoptr (GPtrArray) changes = make_many ();
  gint64 begun = g_get_monotonic_time ();
  guint n_done = 0;

  val_change_plan_take (plan, changes);
  for (guint i = 0; i < changes->len; i++)
    {
      ValChange *change = g_ptr_array_index (changes, i);
      guint n_ticked = val_change_plan_get_n_ticked (plan);
      gboolean ticked = val_change_get_ticked (change);

      val_change_set_ticked (change, !ticked);
      n_ticked += val_change_can_tick (change) ? (ticked ? -1 : 1) : 0;
      g_assert_cmpuint (val_change_plan_get_n_ticked (plan), ==, n_ticked);
      val_change_set_state (change, VAL_CHANGE_DONE, NULL);
      n_done++;
      g_assert_cmpuint (val_change_plan_count_state (plan, VAL_CHANGE_DONE), ==, n_done);
    }
  val_change_plan_tick_all (plan, NULL, TRUE);
  undo = val_change_plan_new_undo (plan);
  g_test_message ("%.3f s", (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 10 * G_USEC_PER_SEC);
  check_counts (plan);
  g_assert_cmpuint (val_change_plan_get_n_ticked (undo), ==, N_MANY);
}

static void
test_csv (void)
{
  g_autofree char *long_name = g_strnfill (LONG_NAME, '=');
  const ValChangeFacts facts[] = {
    { 42, "=cmd()", "hootsuite", "Hootsuite", "https://old.example/", "https://new.example/a,b",
      VAL_CHANGE_DOUBTFUL, "Because" },
    { 43, long_name, NULL, NULL, NULL, "https://new.example/", VAL_CHANGE_OK, NULL },
    { 0, "a\n\"b\" \342\200\256c", NULL, NULL, NULL, NULL, VAL_CHANGE_MISSING, "Nobody" },
  };
  g_autoptr (ValChangePlan) plan = val_change_plan_new ();
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (ValCsvReader) reader = NULL;
  g_autofree char *csv = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    g_ptr_array_add (changes, val_change_new (&facts[i]));
  val_change_plan_take (plan, changes);
  val_change_set_state (get_change (plan, 0), VAL_CHANGE_FAILED, "+1");
  csv = val_change_plan_to_csv (plan, NULL);
  g_assert_true (g_str_has_prefix (csv,
                                   "id,name,element,old_url,new_url,verdict,reason,ticked,"
                                   "state,detail\r\n"
                                   "42,'=cmd(),hootsuite,https://old.example/,"
                                   "\"https://new.example/a,b\",Doubtful,Because,1,Failed,'+1\r\n"
                                   "43,'=="));
  reader = val_csv_reader_new (csv, strlen (csv));
  for (guint i = 0; i <= G_N_ELEMENTS (facts); i++)
    {
      g_auto (GStrv) cells = NULL;

      g_assert_true (val_csv_reader_next (reader, &cells, NULL, NULL));
      g_assert_cmpuint (g_strv_length (cells), ==, 10);
      if (i > 0)
        g_assert_cmpstr (cells[1], ==, facts[i - 1].name);
    }
}

static ValUrlTable *
read_table (const char *csv)
{
  g_autoptr (GError) error = NULL;
  ValUrlTable *table = val_url_table_new_from_csv (csv, strlen (csv), &error);

  g_assert_no_error (error);
  return table;
}

/* What goes out comes in again, and only what is shown goes out. */
static void
test_csv_as_table (void)
{
  g_autoptr (ValChangePlan) plan = val_change_plan_new ();
  g_autoptr (GPtrArray) changes = one_of_each_verdict ();
  g_autoptr (GListStore) shown = g_list_store_new (VAL_TYPE_CHANGE);
  g_autoptr (ValUrlTable) table = NULL;
  g_autofree char *csv = NULL;

  val_change_plan_take (plan, changes);
  val_change_set_ticked (get_change (plan, VAL_CHANGE_POLLING), TRUE);
  g_list_store_append (shown, g_ptr_array_index (changes, VAL_CHANGE_POLLING));
  g_list_store_append (shown, g_ptr_array_index (changes, VAL_CHANGE_DOUBTFUL));
  csv = val_change_plan_to_csv (plan, G_LIST_MODEL (shown));
  table = read_table (csv);
  g_assert_cmpuint (val_url_table_get_n_rows (table), ==, 2);
  g_assert_cmpint (val_url_table_get_row (table, 0)->id, ==, VAL_CHANGE_POLLING + 1);
  g_assert_cmpint (val_url_table_get_row (table, 1)->id, ==, VAL_CHANGE_DOUBTFUL + 1);
  g_assert_cmpstr (val_url_table_get_row (table, 0)->url, ==, "https://new.example/");
}

/* What is not ticked stays out, as does what has no new URL. */
static void
test_csv_keeps_selection (void)
{
  g_autoptr (ValChangePlan) plan = val_change_plan_new ();
  g_autoptr (GPtrArray) changes = one_of_each_verdict ();
  g_autoptr (ValUrlTable) table = NULL;
  g_autofree char *csv = NULL;

  g_ptr_array_add (changes, change_new (20, "https://old.example/", NULL, VAL_CHANGE_NO_MATCH));
  g_ptr_array_add (changes, change_new (21, NULL, NULL, VAL_CHANGE_UNREADABLE));
  g_ptr_array_add (changes, change_new (0, NULL, NULL, VAL_CHANGE_MISSING));
  g_ptr_array_add (changes, change_new (22, NULL, "https://new.example/", VAL_CHANGE_OK));
  val_change_plan_take (plan, changes);
  val_change_set_ticked (get_change (plan, VAL_CHANGE_OK), FALSE);
  csv = val_change_plan_to_csv (plan, NULL);
  table = read_table (csv);
  g_assert_cmpuint (val_url_table_get_n_rows (table), ==, 2);
  g_assert_cmpint (val_url_table_get_row (table, 0)->id, ==, VAL_CHANGE_DOUBTFUL + 1);
  g_assert_cmpint (val_url_table_get_row (table, 1)->id, ==, 22);
}

/* Reasons of a judged change, and its own copy of the facts. */
static void
test_judge (void)
{
  g_autoptr (ValUrlRule) rule =
      val_url_rule_new (VAL_URL_RULE_SET, NULL, "http://new.example/", NULL);
  g_autoptr (ValInstance) instance =
      val_test_instance_new ("id=42;name=Acme;events=off", "https://old.example/");
  g_autoptr (ValInstance) newer = val_test_instance_new ("id=42;name=Other", "https://b.example/");
  g_autoptr (ValChange) change = val_change_judge (rule, instance, NULL, 0);

  val_instance_adopt (instance, newer);
  g_assert_cmpint (val_change_get_id (change), ==, 42);
  g_assert_cmpstr (val_change_get_name (change), ==, "Acme");
  g_assert_cmpstr (val_change_get_element_key (change), ==, "hootsuite");
  g_assert_cmpstr (val_change_get_old_url (change), ==, "https://old.example/");
  g_assert_cmpint (val_change_get_verdict (change), ==, VAL_CHANGE_EVENTS_OFF);
  g_assert_nonnull (strstr (val_change_get_reason (change), "are off"));
  g_assert_nonnull (strstr (val_change_get_reason (change), "unencrypted"));
  g_assert_false (val_change_get_ticked (change));
  g_assert_true (val_change_can_tick (change));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();

  g_test_add_func ("/change-plan/take", test_take);
  g_test_add_func ("/change-plan/ticks", test_ticks);
  g_test_add_func ("/change-plan/tick-all", test_tick_all);
  g_test_add_func ("/change-plan/states", test_states);
  g_test_add_func ("/change-plan/nicks", test_nicks);
  g_test_add_func ("/change-plan/undo", test_undo);
  g_test_add_func ("/change-plan/undo-to-nothing", test_undo_to_nothing);
  g_test_add_func ("/change-plan/undo-of-undo", test_undo_of_undo);
  g_test_add_func ("/change-plan/retry", test_retry);
  g_test_add_func ("/change-plan/change-outlives-plan", test_change_outlives_plan);
  g_test_add_func ("/change-plan/many", test_many);
  g_test_add_func ("/change-plan/csv", test_csv);
  g_test_add_func ("/change-plan/csv-as-table", test_csv_as_table);
  g_test_add_func ("/change-plan/csv-keeps-selection", test_csv_keeps_selection);
  g_test_add_func ("/change-plan/judge", test_judge);
  return g_test_run ();
}
