/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-change-plan.h"

#include "model/val-change-private.h"
#include "model/val-csv.h"
#include "util/val-uri.h"

#include <glib/gi18n-lib.h>

struct _ValChangePlan
{
  GObject parent_instance;

  GPtrArray *changes; /* (element-type ValChange) */
  guint n_ticked;
  guint n_notified; /* what listeners know of n_ticked */
  guint n_verdicts[VAL_CHANGE_N_VERDICTS];
  guint n_states[VAL_CHANGE_N_STATES];
  gboolean ticking_many;
};

enum
{
  PROP_N_TICKED = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* For programs, so not translated; val_url_table_new_from_csv () reads id, name and new_url. */
static const char *const csv_heading[] = { "id",      "name",    "element", "old_url",
                                           "new_url", "verdict", "reason",  "ticked",
                                           "state",   "detail",  NULL };

static GType
get_item_type (GListModel *model)
{
  return VAL_TYPE_CHANGE;
}

static guint
get_n_items (GListModel *model)
{
  return VAL_CHANGE_PLAN (model)->changes->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  ValChangePlan *self = VAL_CHANGE_PLAN (model);

  if (position >= self->changes->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->changes, position));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ValChangePlan,
                               val_change_plan,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
notify_ticked (ValChangePlan *self)
{
  if (self->ticking_many || self->n_notified == self->n_ticked)
    return;
  self->n_notified = self->n_ticked;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_TICKED]);
}

static void
watch_cb (ValChange *change, gboolean was_ticked, ValChangeState was_state, gpointer plan)
{
  ValChangePlan *self = plan;

  self->n_states[was_state]--;
  self->n_states[val_change_get_state (change)]++;
  self->n_ticked -= was_ticked ? 1 : 0;
  self->n_ticked += val_change_get_ticked (change) ? 1 : 0;
  notify_ticked (self);
}

static void
take_change (ValChangePlan *self, ValChange *change)
{
  g_return_if_fail (!val_change_is_watched (change));

  g_ptr_array_add (self->changes, g_object_ref (change));
  self->n_verdicts[val_change_get_verdict (change)]++;
  self->n_states[val_change_get_state (change)]++;
  self->n_ticked += val_change_get_ticked (change) ? 1 : 0;
  val_change_watch (change, watch_cb, self);
}

static const char *
get_undo_reason (ValChange *done, const char *before)
{
  if (val_change_get_state (done) == VAL_CHANGE_DAMAGED)
    return _ ("Only the URL is taken back; other values that were disturbed stay as they are.");
  return *before == '\0' ? _ ("It had no callback URL before, and has none again.") : NULL;
}

/* What was not there is taken away again by an empty value. */
static ValChange *
new_undo (ValChange *done)
{
  ValChangeFacts facts;
  const char *before;

  val_change_get_facts (done, &facts);
  before = facts.old_url != NULL ? facts.old_url : "";
  facts.old_url = facts.new_url;
  facts.new_url = before;
  facts.verdict = VAL_CHANGE_OK;
  facts.reason = get_undo_reason (done, before);
  return val_change_new (&facts);
}

/* Ticked, since it was: its verdict may be one that is not by itself. */
static ValChange *
new_retry (ValChange *done)
{
  ValChangeFacts facts;
  ValChange *change;

  val_change_get_facts (done, &facts);
  change = val_change_new (&facts);
  val_change_set_ticked (change, TRUE);
  return change;
}

static gboolean
can_undo (ValChange *change)
{
  ValChangeState state = val_change_get_state (change);

  return state == VAL_CHANGE_DONE || state == VAL_CHANGE_DAMAGED || state == VAL_CHANGE_UNKNOWN;
}

static gboolean
can_retry (ValChange *change)
{
  ValChangeState state = val_change_get_state (change);

  return state == VAL_CHANGE_FAILED || state == VAL_CHANGE_UNKNOWN || state == VAL_CHANGE_NOT_SENT;
}

static ValChangePlan *
derive (ValChangePlan *done,
        gboolean (*concerns) (ValChange *change),
        ValChange *(*make) (ValChange *change))
{
  ValChangePlan *self = val_change_plan_new ();
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < done->changes->len; i++)
    {
      ValChange *change = g_ptr_array_index (done->changes, i);

      if (concerns (change))
        g_ptr_array_add (changes, make (change));
    }
  val_change_plan_take (self, changes);
  return self;
}

/* As they are now: a filter may let go of them while they are ticked. */
static GPtrArray *
list_all (GListModel *changes)
{
  guint n_changes = g_list_model_get_n_items (changes);
  GPtrArray *all = g_ptr_array_new_full (n_changes, g_object_unref);

  for (guint i = 0; i < n_changes; i++)
    g_ptr_array_add (all, g_list_model_get_item (changes, i));
  return all;
}

static char *
make_cell (const char *text)
{
  return text != NULL ? val_uri_mask_user_info (text) : g_strdup ("");
}

/* A name is how a row is found again where the file is read as a table. */
static char *
make_name_cell (const char *name)
{
  return g_strdup (name != NULL ? name : "");
}

static char *
make_id_cell (ValChange *change)
{
  gint64 id = val_change_get_id (change);

  return id > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, id) : g_strdup ("");
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_N_TICKED:
      g_value_set_uint (value, VAL_CHANGE_PLAN (object)->n_ticked);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
finalize (GObject *object)
{
  ValChangePlan *self = VAL_CHANGE_PLAN (object);

  for (guint i = 0; i < self->changes->len; i++)
    val_change_watch (g_ptr_array_index (self->changes, i), NULL, NULL);
  g_ptr_array_unref (self->changes);
  G_OBJECT_CLASS (val_change_plan_parent_class)->finalize (object);
}

static void
val_change_plan_class_init (ValChangePlanClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = finalize;
  object_class->get_property = get_property;
  properties[PROP_N_TICKED] =
      g_param_spec_uint ("n-ticked", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_change_plan_init (ValChangePlan *self)
{
  self->changes = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * val_change_plan_new:
 *
 * Returns: (transfer full): a plan without changes
 */
ValChangePlan *
val_change_plan_new (void)
{
  return g_object_new (VAL_TYPE_CHANGE_PLAN, NULL);
}

/**
 * val_change_plan_new_undo:
 * @done: a plan that was carried out, or part of it
 *
 * What is %VAL_CHANGE_DONE or %VAL_CHANGE_DAMAGED is turned around, all of it ticked.  So is what
 * is %VAL_CHANGE_UNKNOWN, which may have been changed: a job has to read each value before it takes
 * it back.  An instance that had no callback URL gets an empty one.
 *
 * Returns: (transfer full): the way back
 */
ValChangePlan *
val_change_plan_new_undo (ValChangePlan *done)
{
  g_return_val_if_fail (VAL_IS_CHANGE_PLAN (done), NULL);

  return derive (done, can_undo, new_undo);
}

/**
 * val_change_plan_new_retry:
 * @done: a plan that was carried out, or part of it
 *
 * What is %VAL_CHANGE_FAILED, %VAL_CHANGE_UNKNOWN or %VAL_CHANGE_NOT_SENT is meant again, all of it
 * ticked.
 *
 * Returns: (transfer full): what is left to do
 */
ValChangePlan *
val_change_plan_new_retry (ValChangePlan *done)
{
  g_return_val_if_fail (VAL_IS_CHANGE_PLAN (done), NULL);

  return derive (done, can_retry, new_retry);
}

/**
 * val_change_plan_take:
 * @self: a plan
 * @changes: (element-type ValChange): changes of no plan yet; each gets a reference
 *
 * Puts them at the end, in one go.
 */
void
val_change_plan_take (ValChangePlan *self, GPtrArray *changes)
{
  guint before;

  g_return_if_fail (VAL_IS_CHANGE_PLAN (self) && changes != NULL);

  before = self->changes->len;
  for (guint i = 0; i < changes->len; i++)
    take_change (self, g_ptr_array_index (changes, i));
  if (self->changes->len > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->changes->len - before);
  notify_ticked (self);
}

/**
 * val_change_plan_get_n_ticked:
 * @self: a plan
 *
 * Returns: how many changes shall be carried out
 */
guint
val_change_plan_get_n_ticked (ValChangePlan *self)
{
  g_return_val_if_fail (VAL_IS_CHANGE_PLAN (self), 0);

  return self->n_ticked;
}

/**
 * val_change_plan_count_verdict:
 * @self: a plan
 * @verdict: a verdict
 *
 * Returns: how many changes have it; known without counting
 */
guint
val_change_plan_count_verdict (ValChangePlan *self, ValChangeVerdict verdict)
{
  g_return_val_if_fail (VAL_IS_CHANGE_PLAN (self), 0);
  g_return_val_if_fail (verdict < VAL_CHANGE_N_VERDICTS, 0);

  return self->n_verdicts[verdict];
}

/**
 * val_change_plan_count_state:
 * @self: a plan
 * @state: a state
 *
 * Returns: how many changes are in it, ticked or not; known without counting
 */
guint
val_change_plan_count_state (ValChangePlan *self, ValChangeState state)
{
  g_return_val_if_fail (VAL_IS_CHANGE_PLAN (self), 0);
  g_return_val_if_fail (state < VAL_CHANGE_N_STATES, 0);

  return self->n_states[state];
}

/**
 * val_change_plan_tick_all:
 * @self: a plan
 * @changes: (nullable): which of its changes, such as those that a filter shows, or NULL for all
 * @ticked: whether they shall be carried out; those that cannot be stay as they are
 *
 * n-ticked is notified once.
 */
void
val_change_plan_tick_all (ValChangePlan *self, GListModel *changes, gboolean ticked)
{
  g_autoptr (GPtrArray) all = NULL;

  g_return_if_fail (VAL_IS_CHANGE_PLAN (self));
  g_return_if_fail (changes == NULL || G_IS_LIST_MODEL (changes));

  all = list_all (changes != NULL ? changes : G_LIST_MODEL (self));
  self->ticking_many = TRUE;
  for (guint i = 0; i < all->len; i++)
    val_change_set_ticked (g_ptr_array_index (all, i), ticked);
  self->ticking_many = FALSE;
  notify_ticked (self);
}

/**
 * val_change_plan_list_ticked:
 * @self: a plan
 *
 * Returns: (transfer full) (element-type ValChange): the changes that shall be carried out, in the
 * plan's order; each with a reference that goes with the array
 */
GPtrArray *
val_change_plan_list_ticked (ValChangePlan *self)
{
  GPtrArray *ticked;

  g_return_val_if_fail (VAL_IS_CHANGE_PLAN (self), NULL);

  ticked = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->changes->len; i++)
    {
      ValChange *change = g_ptr_array_index (self->changes, i);

      if (val_change_get_ticked (change))
        g_ptr_array_add (ticked, g_object_ref (change));
    }
  return ticked;
}

/**
 * val_change_plan_append_heading:
 * @csv: (inout): what becomes a table
 *
 * Begins it.
 */
void
val_change_plan_append_heading (GString *csv)
{
  g_return_if_fail (csv != NULL);

  val_csv_append_row (csv, csv_heading);
}

/**
 * val_change_plan_append_row:
 * @csv: (inout): a table that was begun with val_change_plan_append_heading ()
 * @change: a change
 *
 * Adds a row.  A file goes from hand to hand: names and passwords of URLs stay behind.
 */
void
val_change_plan_append_row (GString *csv, ValChange *change)
{
  char *row[] = {
    make_id_cell (change),
    make_name_cell (val_change_get_name (change)),
    make_name_cell (val_change_get_element_key (change)),
    make_cell (val_change_get_old_url (change)),
    make_cell (val_change_get_new_url (change)),
    g_strdup (val_change_verdict_label (val_change_get_verdict (change))),
    make_cell (val_change_get_reason (change)),
    g_strdup (val_change_get_ticked (change) ? "1" : "0"),
    g_strdup (val_change_state_label (val_change_get_state (change))),
    make_cell (val_change_get_detail (change)),
    NULL,
  };

  g_return_if_fail (csv != NULL && VAL_IS_CHANGE (change));

  val_csv_append_row (csv, (const char *const *) row);
  for (char **cell = row; *cell != NULL; cell++)
    g_free (*cell);
}

/**
 * val_change_plan_to_csv:
 * @self: a plan
 * @changes: (nullable): which of its changes, such as those that a filter shows, or NULL for all
 *
 * What val_url_table_new_from_csv () reads, with more columns.  No cell is a formula to a
 * spreadsheet.
 *
 * Returns: (transfer full): a row for each, below a heading; names and passwords of URLs are masked
 */
char *
val_change_plan_to_csv (ValChangePlan *self, GListModel *changes)
{
  GString *out;

  g_return_val_if_fail (VAL_IS_CHANGE_PLAN (self), NULL);
  g_return_val_if_fail (changes == NULL || G_IS_LIST_MODEL (changes), NULL);

  if (changes == NULL)
    changes = G_LIST_MODEL (self);
  out = g_string_new (NULL);
  val_change_plan_append_heading (out);
  for (guint i = 0; i < g_list_model_get_n_items (changes); i++)
    {
      g_autoptr (ValChange) change = g_list_model_get_item (changes, i);

      val_change_plan_append_row (out, change);
    }
  return g_string_free (out, FALSE);
}
