/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-instance-store.h"
#include "model/val-instance.h"

#define N_ROUNDS    3000
#define N_IDS       40
#define N_MANY      100000
#define PAGE_SIZE   200
#define MANY_SECOND 5.0

static ValInstance *
instance (gint64 id, const char *name)
{
  g_autofree char *text =
      g_strdup_printf ("{\"id\":%" G_GINT64_FORMAT ",\"name\":\"%s\"}", id, name);

  return val_instance_new_from_json (text, strlen (text), NULL);
}

static GPtrArray *
page (gint64 first, gint64 last)
{
  GPtrArray *instances = g_ptr_array_new_with_free_func (g_object_unref);

  for (gint64 id = first; id <= last; id++)
    g_ptr_array_add (instances, instance (id, "x"));
  return instances;
}

static void
put_range (ValInstanceStore *store, gint64 first, gint64 last)
{
  g_autoptr (GPtrArray) instances = page (first, last);

  val_instance_store_put_page (store, instances);
}

/* Follows a list by its signals alone, as the views do, and notices when they lie. */
typedef struct
{
  GListModel *model;
  GPtrArray *items;
  guint n_changes;
} Mirror;

static void
check_mirror (Mirror *mirror)
{
  g_assert_cmpuint (g_list_model_get_n_items (mirror->model), ==, mirror->items->len);
  for (guint i = 0; i < mirror->items->len; i++)
    {
      g_autoptr (ValInstance) item = g_list_model_get_item (mirror->model, i);

      g_assert_true (item == g_ptr_array_index (mirror->items, i));
    }
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Mirror *mirror = user_data;

  g_assert_cmpuint (position + removed, <=, mirror->items->len);
  g_assert_cmpuint (removed + added, >, 0);
  if (removed > 0)
    g_ptr_array_remove_range (mirror->items, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (mirror->items, (int) (position + i),
                        g_list_model_get_item (model, position + i));
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, mirror->items->len);
  mirror->n_changes++;
}

static void
mirror_init (Mirror *mirror, ValInstanceStore *store)
{
  mirror->model = G_LIST_MODEL (store);
  mirror->items = g_ptr_array_new_with_free_func (g_object_unref);
  mirror->n_changes = 0;
  g_signal_connect (store, "items-changed", G_CALLBACK (items_changed_cb), mirror);
}

static void
mirror_clear (Mirror *mirror)
{
  g_signal_handlers_disconnect_by_data (mirror->model, mirror);
  g_ptr_array_unref (mirror->items);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Mirror, mirror_clear)

static void
assert_ids (ValInstanceStore *store, const gint64 *ids, guint n_ids)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, n_ids);
  for (guint i = 0; i < n_ids; i++)
    {
      g_autoptr (ValInstance) item = g_list_model_get_item (G_LIST_MODEL (store), i);

      g_assert_cmpint (val_instance_get_id (item), ==, ids[i]);
    }
}

static void
test_empty (void)
{
  ValInstanceStore *store = val_instance_store_new ();

  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (store)) == VAL_TYPE_INSTANCE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 0);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (store), 0));
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (store), G_MAXUINT));
  g_assert_null (val_instance_store_lookup (store, 1));
  g_assert_false (val_instance_store_remove (store, 1));
  val_instance_store_clear (store);
  val_instance_store_end_refresh (store);
  g_assert_finalize_object (store);
}

static void
test_put (void)
{
  g_autoptr (ValInstanceStore) store = val_instance_store_new ();
  g_auto (Mirror) mirror = { 0 };
  g_autoptr (ValInstance) first = instance (7, "first");
  g_autoptr (ValInstance) newer = instance (7, "newer");

  mirror_init (&mirror, store);
  g_assert_true (val_instance_store_put (store, first) == first);
  g_assert_cmpuint (mirror.n_changes, ==, 1);
  g_assert_true (val_instance_store_put (store, newer) == first);
  g_assert_cmpuint (mirror.n_changes, ==, 1);
  g_assert_cmpstr (val_instance_get_name (first), ==, "newer");
  g_assert_true (val_instance_store_lookup (store, 7) == first);
  g_assert_true (val_instance_store_put (store, first) == first);
  check_mirror (&mirror);
}

static void
test_store_lets_go (void)
{
  g_autoptr (ValInstanceStore) store = val_instance_store_new ();
  ValInstance *removed = instance (1, "x");
  ValInstance *cleared = instance (2, "x");
  ValInstance *stale = instance (3, "x");

  val_instance_store_put (store, removed);
  val_instance_store_remove (store, 1);
  g_assert_finalize_object (removed);
  val_instance_store_put (store, cleared);
  val_instance_store_clear (store);
  g_assert_finalize_object (cleared);
  val_instance_store_put (store, stale);
  val_instance_store_begin_refresh (store);
  val_instance_store_end_refresh (store);
  g_assert_finalize_object (stale);
}

static void
test_remove (void)
{
  g_autoptr (ValInstanceStore) store = val_instance_store_new ();
  g_auto (Mirror) mirror = { 0 };
  const gint64 left[] = { 1, 3 };

  mirror_init (&mirror, store);
  put_range (store, 1, 3);
  g_assert_true (val_instance_store_remove (store, 2));
  g_assert_false (val_instance_store_remove (store, 2));
  g_assert_null (val_instance_store_lookup (store, 2));
  assert_ids (store, left, G_N_ELEMENTS (left));
  check_mirror (&mirror);
}

static void
test_page_is_one_change (void)
{
  g_autoptr (ValInstanceStore) store = val_instance_store_new ();
  g_auto (Mirror) mirror = { 0 };

  mirror_init (&mirror, store);
  put_range (store, 1, PAGE_SIZE);
  g_assert_cmpuint (mirror.n_changes, ==, 1);
  put_range (store, PAGE_SIZE / 2, PAGE_SIZE + 10);
  g_assert_cmpuint (mirror.n_changes, ==, 2);
  put_range (store, 1, PAGE_SIZE);
  g_assert_cmpuint (mirror.n_changes, ==, 2);
  put_range (store, 1, 0);
  g_assert_cmpuint (mirror.n_changes, ==, 2);
  check_mirror (&mirror);
}

static void
test_page_with_twins (void)
{
  g_autoptr (ValInstanceStore) store = val_instance_store_new ();
  g_auto (Mirror) mirror = { 0 };
  g_autoptr (GPtrArray) instances = g_ptr_array_new_with_free_func (g_object_unref);

  mirror_init (&mirror, store);
  g_ptr_array_add (instances, instance (5, "first"));
  g_ptr_array_add (instances, instance (5, "second"));
  val_instance_store_put_page (store, instances);
  g_assert_cmpuint (mirror.items->len, ==, 1);
  g_assert_cmpstr (val_instance_get_name (g_ptr_array_index (mirror.items, 0)), ==, "second");
  check_mirror (&mirror);
}

static void
check_announced_cb (ValInstance *instance, GParamSpec *pspec, gpointer user_data)
{
  check_mirror (user_data);
}

/* Who hears of a change in the middle of a page finds no rows that were not announced. */
static void
test_page_while_listening (void)
{
  g_autoptr (ValInstanceStore) store = val_instance_store_new ();
  g_auto (Mirror) mirror = { 0 };
  g_autoptr (ValInstance) known = instance (5, "old");
  g_autoptr (GPtrArray) instances = g_ptr_array_new_with_free_func (g_object_unref);

  mirror_init (&mirror, store);
  val_instance_store_put (store, known);
  g_signal_connect (known, "notify::name", G_CALLBACK (check_announced_cb), &mirror);
  g_ptr_array_add (instances, instance (4, "x"));
  g_ptr_array_add (instances, instance (5, "new"));
  val_instance_store_put_page (store, instances);
  g_assert_cmpstr (val_instance_get_name (known), ==, "new");
  check_mirror (&mirror);
}

static void
test_refresh (void)
{
  g_autoptr (ValInstanceStore) store = val_instance_store_new ();
  g_auto (Mirror) mirror = { 0 };
  const gint64 left[] = { 3, 4, 7, 11 };
  ValInstance *living;

  mirror_init (&mirror, store);
  put_range (store, 1, 10);
  living = val_instance_store_lookup (store, 3);
  val_instance_store_begin_refresh (store);
  put_range (store, 3, 4);
  put_range (store, 7, 7);
  put_range (store, 11, 11);
  g_assert_cmpuint (mirror.items->len, ==, 11);
  val_instance_store_end_refresh (store);
  assert_ids (store, left, G_N_ELEMENTS (left));
  g_assert_true (val_instance_store_lookup (store, 3) == living);
  g_assert_null (val_instance_store_lookup (store, 1));
  check_mirror (&mirror);
}

static void
test_refresh_of_all (void)
{
  g_autoptr (ValInstanceStore) store = val_instance_store_new ();
  g_auto (Mirror) mirror = { 0 };

  mirror_init (&mirror, store);
  put_range (store, 1, 10);
  val_instance_store_begin_refresh (store);
  put_range (store, 1, 10);
  val_instance_store_end_refresh (store);
  g_assert_cmpuint (mirror.n_changes, ==, 1);
  val_instance_store_begin_refresh (store);
  val_instance_store_end_refresh (store);
  g_assert_cmpuint (mirror.n_changes, ==, 2);
  g_assert_cmpuint (mirror.items->len, ==, 0);
}

/* A refresh that broke off removes nothing. */
static void
test_refresh_begun_anew (void)
{
  g_autoptr (ValInstanceStore) store = val_instance_store_new ();
  const gint64 left[] = { 2 };

  put_range (store, 1, 2);
  val_instance_store_begin_refresh (store);
  put_range (store, 1, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 2);
  val_instance_store_begin_refresh (store);
  put_range (store, 2, 2);
  val_instance_store_end_refresh (store);
  assert_ids (store, left, G_N_ELEMENTS (left));
}

static void
test_created_during_refresh (void)
{
  g_autoptr (ValInstanceStore) store = val_instance_store_new ();
  g_autoptr (ValInstance) created = instance (99, "new");

  val_instance_store_begin_refresh (store);
  val_instance_store_put (store, created);
  val_instance_store_end_refresh (store);
  g_assert_true (val_instance_store_lookup (store, 99) == created);
}

static void
test_deleted_during_refresh (void)
{
  g_autoptr (ValInstanceStore) store = val_instance_store_new ();
  g_autoptr (ValInstance) again = instance (2, "again");

  put_range (store, 1, 3);
  val_instance_store_begin_refresh (store);
  val_instance_store_remove (store, 2);
  val_instance_store_remove (store, 4);
  put_range (store, 1, 4);
  g_assert_null (val_instance_store_lookup (store, 2));
  g_assert_null (val_instance_store_lookup (store, 4));
  val_instance_store_put (store, again);
  put_range (store, 2, 2);
  val_instance_store_end_refresh (store);
  g_assert_true (val_instance_store_lookup (store, 2) == again);
  put_range (store, 4, 4);
  g_assert_nonnull (val_instance_store_lookup (store, 4));
}

static void
test_clear_ends_refresh (void)
{
  g_autoptr (ValInstanceStore) store = val_instance_store_new ();

  val_instance_store_begin_refresh (store);
  val_instance_store_clear (store);
  put_range (store, 1, 2);
  val_instance_store_end_refresh (store);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 2);
}

/* Holes everywhere: told as one change, with the right survivors. */
static void
test_many_holes (void)
{
  g_autoptr (ValInstanceStore) store = val_instance_store_new ();
  g_auto (Mirror) mirror = { 0 };
  ValInstance *survivor;

  mirror_init (&mirror, store);
  put_range (store, 1, 2000);
  survivor = val_instance_store_lookup (store, 1000);
  val_instance_store_begin_refresh (store);
  for (gint64 id = 1; id <= 2000; id++)
    if (id % 2 == 0 || id < 100 || id > 1900)
      put_range (store, id, id);
  val_instance_store_end_refresh (store);
  g_assert_cmpuint (mirror.n_changes, ==, 2);
  g_assert_cmpuint (mirror.items->len, ==, 2000 - 900);
  g_assert_true (val_instance_store_lookup (store, 1000) == survivor);
  g_assert_null (val_instance_store_lookup (store, 1001));
  check_mirror (&mirror);
}

/* The plainest thing that could be right: an array, searched from end to end. */
typedef struct
{
  GArray *ids;
  GArray *seen;
  GArray *gone;
  gboolean refreshing;
} Model;

static int
model_find (GArray *ids, gint64 id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, gint64, i) == id)
      return (int) i;
  return -1;
}

static void
model_drop (GArray *ids, gint64 id)
{
  int at = model_find (ids, id);

  if (at >= 0)
    g_array_remove_index (ids, (guint) at);
}

static void
model_put (Model *model, gint64 id)
{
  if (model_find (model->ids, id) < 0)
    g_array_append_val (model->ids, id);
  if (model->refreshing)
    g_array_append_val (model->seen, id);
}

static void
model_end (Model *model)
{
  for (guint i = model->ids->len; model->refreshing && i > 0; i--)
    if (model_find (model->seen, g_array_index (model->ids, gint64, i - 1)) < 0)
      g_array_remove_index (model->ids, i - 1);
  model->refreshing = FALSE;
}

static void
step_put (ValInstanceStore *store, Model *model)
{
  gint64 id = g_test_rand_int_range (1, N_IDS);
  g_autoptr (ValInstance) one = instance (id, "x");

  val_instance_store_put (store, one);
  model_drop (model->gone, id);
  model_put (model, id);
}

static void
step_page (ValInstanceStore *store, Model *model)
{
  g_autoptr (GPtrArray) instances = g_ptr_array_new_with_free_func (g_object_unref);
  int n_ids = g_test_rand_int_range (0, 12);

  for (int i = 0; i < n_ids; i++)
    {
      gint64 id = g_test_rand_int_range (1, N_IDS);

      g_ptr_array_add (instances, instance (id, "x"));
      if (!model->refreshing || model_find (model->gone, id) < 0)
        model_put (model, id);
    }
  val_instance_store_put_page (store, instances);
}

static void
step_remove (ValInstanceStore *store, Model *model)
{
  gint64 id = g_test_rand_int_range (1, N_IDS);
  gboolean there = model_find (model->ids, id) >= 0;

  g_assert_true (val_instance_store_remove (store, id) == there);
  model_drop (model->ids, id);
  while (model_find (model->seen, id) >= 0)
    model_drop (model->seen, id);
  if (model->refreshing)
    g_array_append_val (model->gone, id);
}

static void
step_refresh (ValInstanceStore *store, Model *model, gboolean begin)
{
  if (begin)
    {
      val_instance_store_begin_refresh (store);
      model->refreshing = TRUE;
    }
  else
    {
      val_instance_store_end_refresh (store);
      model_end (model);
    }
  g_array_set_size (model->seen, 0);
  g_array_set_size (model->gone, 0);
}

static void
step (ValInstanceStore *store, Model *model)
{
  switch (g_test_rand_int_range (0, 12))
    {
    case 0:
      step_refresh (store, model, TRUE);
      break;
    case 1:
      step_refresh (store, model, FALSE);
      break;
    case 2:
    case 3:
    case 4:
      step_remove (store, model);
      break;
    case 5:
    case 6:
      step_put (store, model);
      break;
    default:
      step_page (store, model);
    }
}

static void
check_model (ValInstanceStore *store, Model *model)
{
  assert_ids (store, (const gint64 *) (gpointer) model->ids->data, model->ids->len);
  for (gint64 id = 1; id < N_IDS; id++)
    {
      ValInstance *found = val_instance_store_lookup (store, id);

      g_assert_true ((found != NULL) == (model_find (model->ids, id) >= 0));
      if (found != NULL)
        g_assert_cmpint (val_instance_get_id (found), ==, id);
    }
}

/* Whatever is done in whatever order: the same as the plain model, and signals that are true. */
static void
test_random (void)
{
  g_autoptr (ValInstanceStore) store = val_instance_store_new ();
  g_auto (Mirror) mirror = { 0 };
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) seen = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint64));
  Model model = { ids, seen, gone, FALSE };

  mirror_init (&mirror, store);
  for (int i = 0; i < N_ROUNDS; i++)
    {
      step (store, &model);
      check_model (store, &model);
      check_mirror (&mirror);
    }
}

static double
fill (ValInstanceStore *store, GPtrArray *pages)
{
  g_autoptr (GTimer) timer = g_timer_new ();

  val_instance_store_begin_refresh (store);
  for (guint i = 0; i < pages->len; i++)
    val_instance_store_put_page (store, g_ptr_array_index (pages, i));
  val_instance_store_end_refresh (store);
  return g_timer_elapsed (timer, NULL);
}

/* A page must cost what a page costs, however long the list is: a pass over the list for each
 * would take minutes here. */
static void
test_many (void)
{
  g_autoptr (ValInstanceStore) store = val_instance_store_new ();
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (ValInstance) last = NULL;

  for (gint64 id = 1; id <= N_MANY; id += PAGE_SIZE)
    g_ptr_array_add (pages, page (id, id + PAGE_SIZE - 1));
  g_assert_cmpfloat (fill (store, pages), <, MANY_SECOND);
  g_assert_cmpfloat (fill (store, pages), <, MANY_SECOND);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, N_MANY);
  last = g_list_model_get_item (G_LIST_MODEL (store), N_MANY - 1);
  g_assert_cmpint (val_instance_get_id (last), ==, N_MANY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/instance-store/empty", test_empty);
  g_test_add_func ("/instance-store/put", test_put);
  g_test_add_func ("/instance-store/store-lets-go", test_store_lets_go);
  g_test_add_func ("/instance-store/remove", test_remove);
  g_test_add_func ("/instance-store/page-is-one-change", test_page_is_one_change);
  g_test_add_func ("/instance-store/page-with-twins", test_page_with_twins);
  g_test_add_func ("/instance-store/page-while-listening", test_page_while_listening);
  g_test_add_func ("/instance-store/refresh", test_refresh);
  g_test_add_func ("/instance-store/refresh-of-all", test_refresh_of_all);
  g_test_add_func ("/instance-store/refresh-begun-anew", test_refresh_begun_anew);
  g_test_add_func ("/instance-store/created-during-refresh", test_created_during_refresh);
  g_test_add_func ("/instance-store/deleted-during-refresh", test_deleted_during_refresh);
  g_test_add_func ("/instance-store/clear-ends-refresh", test_clear_ends_refresh);
  g_test_add_func ("/instance-store/many-holes", test_many_holes);
  g_test_add_func ("/instance-store/random", test_random);
  g_test_add_func ("/instance-store/many", test_many);
  return g_test_run ();
}
