/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-planner.h"

#include "model/val-field.h"
#include "model/val-instance.h"
#include "util/val-error.h"
#include "workspace/val-bulk-reader.h"

#include <glib/gi18n-lib.h>

/* Of every frame most is left to the window. */
#define SLICE_US 4000

typedef enum
{
  PHASE_COLLECT,
  PHASE_READ,
  PHASE_JUDGE,
} Phase;

struct _ValBulkPlanner
{
  GObject parent_instance;

  ValWorkspace *workspace; /* (owned) (not nullable) */
  ValUrlRule *rule;        /* (owned) (not nullable) */
  GListModel *source;      /* (owned) (not nullable) */
  ValAccount *account;     /* (owned) (nullable): while it runs */
  GTask *task;             /* (owned) (nullable): while it runs */
  gulong source_handler;
  Phase phase;
  guint position;        /* in what the phase goes through */
  GPtrArray *instances;  /* (owned) (element-type ValInstance): to be judged, none twice */
  GHashTable *taken;     /* (owned) (element-type ValInstance guint): what of the source they are */
  ValBulkReader *reader; /* (owned) (nullable): of what is lacked of them */
  ValInstanceIndex *index; /* (owned) (nullable): where the rows of a table are looked for */
  GHashTable *clashes;     /* (owned) (element-type ValInstance utf8): where several rows do */
  GPtrArray *changes;      /* (owned) (element-type ValChange): what is judged */
  guint n_total;
  guint n_done;
  gboolean fetching;
  gboolean waiting;
  gboolean picked; /* whatever else the list may have is not meant */
  gulong list_handler;
};

enum
{
  PROP_N_TOTAL = 1,
  PROP_N_DONE,
  PROP_FETCHING,
  PROP_WAITING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValBulkPlanner, val_bulk_planner, G_TYPE_OBJECT)

static void begin_slices (ValBulkPlanner *self, Phase phase);
static void begin_collecting (ValBulkPlanner *self);

static void
set_progress (ValBulkPlanner *self, guint n_done, guint n_total)
{
  gboolean moved = self->n_done != n_done;
  gboolean resized = self->n_total != n_total;

  self->n_done = n_done;
  self->n_total = n_total;
  if (resized)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_TOTAL]);
  if (moved)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_DONE]);
}

static void
set_fetching (ValBulkPlanner *self, gboolean fetching)
{
  if (self->fetching == fetching)
    return;
  self->fetching = fetching;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FETCHING]);
}

static void
set_waiting (ValBulkPlanner *self, gboolean waiting)
{
  if (self->waiting == waiting)
    return;
  self->waiting = waiting;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WAITING]);
}

static void
forget_work (ValBulkPlanner *self)
{
  g_clear_signal_handler (&self->source_handler, self->source);
  g_clear_pointer (&self->instances, g_ptr_array_unref);
  g_clear_pointer (&self->taken, g_hash_table_unref);
  g_clear_object (&self->reader);
  g_clear_pointer (&self->index, val_instance_index_free);
  g_clear_pointer (&self->clashes, g_hash_table_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_object (&self->account);
}

static void
begin_work (ValBulkPlanner *self)
{
  self->instances = g_ptr_array_new_with_free_func (g_object_unref);
  self->taken = g_hash_table_new (NULL, NULL);
  self->reader = val_bulk_reader_new (self->workspace);
  self->clashes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->changes = g_ptr_array_new_with_free_func (g_object_unref);
}

/* @error: (nullable) (transfer full) */
static void
end (ValBulkPlanner *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  g_autoptr (GPtrArray) changes = g_steal_pointer (&self->changes);
  ValChangePlan *plan;

  set_fetching (self, FALSE);
  set_waiting (self, FALSE);
  forget_work (self);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  plan = val_change_plan_new ();
  val_change_plan_take (plan, changes);
  g_task_return_pointer (task, plan, g_object_unref);
}

/* What was read for one account must not be judged for the next. */
static gboolean
is_to_stop (ValBulkPlanner *self, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (self->task), error))
    return TRUE;
  if (val_workspace_get_account (self->workspace) == self->account)
    return FALSE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Another account was chosen");
  return TRUE;
}

/* Waiting: an account is not whole before its list is. */

static void
note_list_cb (ValBulkPlanner *self)
{
  guint n_listed =
      g_list_model_get_n_items (G_LIST_MODEL (val_workspace_get_instances (self->workspace)));
  gint64 n_told = val_workspace_get_total (self->workspace);

  set_progress (self, n_listed, (guint) CLAMP (n_told, n_listed, G_MAXUINT));
}

static void
list_complete_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValBulkPlanner) self = user_data;
  GError *error = NULL;

  g_clear_signal_handler (&self->list_handler, val_workspace_get_instances (self->workspace));
  if (!val_workspace_complete_list_finish (self->workspace, result, &error))
    {
      end (self, error);
      return;
    }
  set_progress (self, 0, 0);
  set_waiting (self, FALSE);
  begin_collecting (self);
  begin_slices (self, PHASE_COLLECT);
}

static void
wait_for_list (ValBulkPlanner *self)
{
  set_waiting (self, TRUE);
  self->list_handler = g_signal_connect_swapped (val_workspace_get_instances (self->workspace),
                                                 "items-changed", G_CALLBACK (note_list_cb), self);
  note_list_cb (self);
  val_workspace_complete_list_async (self->workspace, g_task_get_cancellable (self->task),
                                     list_complete_cb, g_object_ref (self));
}

/* Collecting: which instances are meant. */

static ValUrlTable *
get_table (ValBulkPlanner *self)
{
  return val_url_rule_get_kind (self->rule) == VAL_URL_RULE_TABLE
             ? val_url_rule_get_table (self->rule)
             : NULL;
}

static ValInstance *
find_row (ValBulkPlanner *self, guint index, ValUrlMatch *match)
{
  if (self->index == NULL)
    self->index = val_instance_index_new (self->source);
  return val_url_table_find (get_table (self), index, self->index, match);
}

static guint
count_source (ValBulkPlanner *self)
{
  ValUrlTable *table = get_table (self);

  return table != NULL ? val_url_table_get_n_rows (table) : g_list_model_get_n_items (self->source);
}

/* @instance: (transfer full)
 * @index: of it, or of the row that means it
 *
 * Returns: whether it was not taken before */
static gboolean
take_instance (ValBulkPlanner *self, ValInstance *instance, guint index)
{
  if (g_hash_table_contains (self->taken, instance))
    {
      g_object_unref (instance);
      return FALSE;
    }
  g_hash_table_insert (self->taken, instance, GUINT_TO_POINTER (index));
  g_ptr_array_add (self->instances, instance);
  if (!val_instance_has_config (instance))
    val_bulk_reader_add_instance (self->reader, instance);
  val_bulk_reader_add_element (self->reader, val_instance_get_element_key (instance));
  return TRUE;
}

static void
note_clash (ValBulkPlanner *self, ValInstance *instance, guint index)
{
  ValUrlTable *table = get_table (self);
  guint earlier = GPOINTER_TO_UINT (g_hash_table_lookup (self->taken, instance));

  g_hash_table_insert (
      self->clashes, instance,
      /* Translators: two numbers of lines */
      g_strdup_printf (
          _ ("Lines %u and %u of the file mean the same instance. Leave one of them out."),
          val_url_table_get_row (table, earlier)->line,
          val_url_table_get_row (table, index)->line));
}

static ValChange *
make_missing (const ValUrlRow *row, ValUrlMatch match)
{
  g_autofree char *reason = NULL;
  ValChangeFacts facts = {
    .id = row->id, .name = row->name, .new_url = row->url, .verdict = VAL_CHANGE_MISSING
  };

  if (match == VAL_URL_MATCH_AMBIGUOUS)
    /* Translators: number of a line in a file */
    reason = g_strdup_printf (_ ("Several instances have this name (line %u)."), row->line);
  else
    /* Translators: number of a line in a file */
    reason = g_strdup_printf (_ ("There is no such instance (line %u)."), row->line);
  facts.reason = reason;
  return val_change_new (&facts);
}

static void
collect_row (ValBulkPlanner *self, guint index)
{
  ValUrlMatch match;
  ValInstance *instance = find_row (self, index, &match);

  if (match != VAL_URL_MATCH_ONE)
    g_ptr_array_add (self->changes,
                     make_missing (val_url_table_get_row (get_table (self), index), match));
  else if (!take_instance (self, g_object_ref (instance), index))
    note_clash (self, instance, index);
}

static void
collect_next (ValBulkPlanner *self)
{
  guint index = self->position++;

  if (get_table (self) != NULL)
    collect_row (self, index);
  else
    take_instance (self, g_list_model_get_item (self->source, index), index);
}

/* Once more, too, where positions are no longer what they were. */
static void
begin_collecting (ValBulkPlanner *self)
{
  forget_work (self);
  g_set_object (&self->account, val_workspace_get_account (self->workspace));
  begin_work (self);
  self->position = 0;
  self->source_handler =
      g_signal_connect_swapped (self->source, "items-changed", G_CALLBACK (begin_collecting), self);
}

/* Reading: what the list lacks. */

static void
note_read_cb (ValBulkPlanner *self)
{
  set_progress (self, val_bulk_reader_get_n_done (self->reader), self->n_total);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValBulkPlanner) self = user_data;
  GError *error = NULL;

  g_signal_handlers_disconnect_by_data (source, self);
  set_fetching (self, FALSE);
  if (val_bulk_reader_run_finish (VAL_BULK_READER (source), result, &error))
    begin_slices (self, PHASE_JUDGE);
  else
    end (self, error);
}

static void
begin_reading (ValBulkPlanner *self)
{
  g_clear_signal_handler (&self->source_handler, self->source);
  /* Names become others while instances are read. */
  g_clear_pointer (&self->index, val_instance_index_free);
  self->phase = PHASE_READ;
  set_progress (self, 0, val_bulk_reader_get_n_instances (self->reader));
  set_fetching (self, self->n_total > 0);
  g_signal_connect_swapped (self->reader, "notify::n-done", G_CALLBACK (note_read_cb), self);
  val_bulk_reader_run_async (self->reader, g_task_get_cancellable (self->task), read_cb,
                             g_object_ref (self));
}

/* Judging. */

static guint
find_max_length (ValBulkPlanner *self, ValInstance *instance)
{
  ValElement *element =
      val_workspace_find_element (self->workspace, val_instance_get_element_key (instance));
  ValField *field = element != NULL ? val_element_find_field (element, VAL_KEY_CALLBACK_URL) : NULL;

  return field != NULL ? val_field_get_max_length (field) : 0;
}

static ValChange *
make_refused (ValInstance *instance, ValChangeVerdict verdict, const char *reason)
{
  const ValChangeFacts facts = {
    .id = val_instance_get_id (instance),
    .name = val_instance_get_name (instance),
    .element_key = val_instance_get_element_key (instance),
    .element_name = val_instance_get_element_name (instance),
    .old_url = val_instance_get_callback_url (instance),
    .verdict = verdict,
    .reason = reason,
  };

  return val_change_new (&facts);
}

/* Once it is read, an instance may turn out to have another name than its row means. */
static ValChange *
judge_row (ValBulkPlanner *self, ValInstance *instance, const char *base_url, guint max_length)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->taken, instance));
  const ValUrlRow *row = val_url_table_get_row (get_table (self), index);
  ValUrlMatch match;

  return find_row (self, index, &match) == instance
             ? val_change_judge_row (row, instance, base_url, max_length)
             : make_missing (row, match);
}

static ValChange *
judge (ValBulkPlanner *self, ValInstance *instance)
{
  const char *unreadable = val_bulk_reader_get_reason (self->reader, instance);
  const char *clash = g_hash_table_lookup (self->clashes, instance);
  const char *base_url = val_account_get_base_url (self->account);
  guint max_length = find_max_length (self, instance);

  if (unreadable != NULL)
    return make_refused (instance, VAL_CHANGE_UNREADABLE, unreadable);
  if (clash != NULL)
    return make_refused (instance, VAL_CHANGE_INVALID, clash);
  return get_table (self) != NULL ? judge_row (self, instance, base_url, max_length)
                                  : val_change_judge (self->rule, instance, base_url, max_length);
}

static void
judge_next (ValBulkPlanner *self)
{
  ValInstance *instance = g_ptr_array_index (self->instances, self->position++);

  g_ptr_array_add (self->changes, judge (self, instance));
}

/* A slice at a time. */

static gboolean
advance (ValBulkPlanner *self)
{
  gboolean collecting = self->phase == PHASE_COLLECT;

  if (self->position >= (collecting ? count_source (self) : self->instances->len))
    return FALSE;
  if (collecting)
    collect_next (self);
  else
    judge_next (self);
  return TRUE;
}

static gboolean
slice_cb (gpointer user_data)
{
  ValBulkPlanner *self = user_data;
  gint64 deadline = g_get_monotonic_time () + SLICE_US;
  gboolean more = TRUE;
  GError *error = NULL;

  if (is_to_stop (self, &error))
    {
      end (self, error);
      return G_SOURCE_REMOVE;
    }
  while (more && g_get_monotonic_time () < deadline)
    more = advance (self);
  if (self->phase == PHASE_JUDGE)
    set_progress (self, self->position, self->instances->len);
  if (more)
    return G_SOURCE_CONTINUE;
  if (self->phase == PHASE_COLLECT)
    begin_reading (self);
  else
    end (self, NULL);
  return G_SOURCE_REMOVE;
}

static void
begin_slices (ValBulkPlanner *self, Phase phase)
{
  self->phase = phase;
  self->position = 0;
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, slice_cb, g_object_ref (self), g_object_unref);
}

static void
val_bulk_planner_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValBulkPlanner *self = VAL_BULK_PLANNER (object);

  switch (id)
    {
    case PROP_N_TOTAL:
      g_value_set_uint (value, self->n_total);
      break;
    case PROP_N_DONE:
      g_value_set_uint (value, self->n_done);
      break;
    case PROP_FETCHING:
      g_value_set_boolean (value, self->fetching);
      break;
    case PROP_WAITING:
      g_value_set_boolean (value, self->waiting);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_bulk_planner_finalize (GObject *object)
{
  ValBulkPlanner *self = VAL_BULK_PLANNER (object);

  forget_work (self);
  g_clear_object (&self->workspace);
  g_clear_object (&self->source);
  g_clear_pointer (&self->rule, val_url_rule_unref);
  G_OBJECT_CLASS (val_bulk_planner_parent_class)->finalize (object);
}

static void
val_bulk_planner_class_init (ValBulkPlannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = val_bulk_planner_get_property;
  object_class->finalize = val_bulk_planner_finalize;
  properties[PROP_N_TOTAL] = g_param_spec_uint ("n-total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_DONE] = g_param_spec_uint ("n-done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_FETCHING] = g_param_spec_boolean ("fetching", NULL, NULL, FALSE, flags);
  properties[PROP_WAITING] = g_param_spec_boolean ("waiting", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_bulk_planner_init (ValBulkPlanner *self)
{
}

/**
 * val_bulk_planner_new:
 * @workspace: whose current account the plan is for
 * @rule: what the new URLs come from
 * @instances: (element-type ValInstance): which instances are meant; for a rule from a file, those
 *   that its rows are looked for in
 *
 * Returns: (transfer full): a planner, not begun
 */
ValBulkPlanner *
val_bulk_planner_new (ValWorkspace *workspace, ValUrlRule *rule, GListModel *instances)
{
  ValBulkPlanner *self;

  g_return_val_if_fail (VAL_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (rule != NULL, NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (instances), NULL);

  self = g_object_new (VAL_TYPE_BULK_PLANNER, NULL);
  self->workspace = g_object_ref (workspace);
  self->rule = val_url_rule_ref (rule);
  self->source = g_object_ref (instances);
  return self;
}

/**
 * val_bulk_planner_get_n_total:
 * @self: a planner
 *
 * Returns: how many instances are to be read, and after that how many to be judged
 */
guint
val_bulk_planner_get_n_total (ValBulkPlanner *self)
{
  g_return_val_if_fail (VAL_IS_BULK_PLANNER (self), 0);

  return self->n_total;
}

/**
 * val_bulk_planner_get_n_done:
 * @self: a planner
 *
 * Returns: how many of val_bulk_planner_get_n_total () are
 */
guint
val_bulk_planner_get_n_done (ValBulkPlanner *self)
{
  g_return_val_if_fail (VAL_IS_BULK_PLANNER (self), 0);

  return self->n_done;
}

/**
 * val_bulk_planner_get_fetching:
 * @self: a planner
 *
 * Returns: whether values that the list lacks are being read
 */
gboolean
val_bulk_planner_get_fetching (ValBulkPlanner *self)
{
  g_return_val_if_fail (VAL_IS_BULK_PLANNER (self), FALSE);

  return self->fetching;
}

/**
 * val_bulk_planner_get_waiting:
 * @self: a planner
 *
 * Returns: whether the rest of the list is on its way; val_bulk_planner_get_n_done () of
 *   val_bulk_planner_get_n_total () are there
 */
gboolean
val_bulk_planner_get_waiting (ValBulkPlanner *self)
{
  g_return_val_if_fail (VAL_IS_BULK_PLANNER (self), FALSE);

  return self->waiting;
}

/**
 * val_bulk_planner_set_picked:
 * @self: a planner that does not run
 * @picked: whether the instances were chosen one by one, so that the rest of a list that is on its
 *   way is not waited for
 *
 * By default the whole list is waited for.
 */
void
val_bulk_planner_set_picked (ValBulkPlanner *self, gboolean picked)
{
  g_return_if_fail (VAL_IS_BULK_PLANNER (self));
  g_return_if_fail (self->task == NULL);

  self->picked = picked;
}

/**
 * val_bulk_planner_run_async:
 * @self: a planner that does not run
 * @cancellable: (nullable): to stop; instances read by then keep what was read
 * @callback: called when done
 * @user_data: for @callback
 *
 * Waits for the whole list, or loads it (contract 3.2), reads the configurations that it lacks
 * (contract 3.4) and how long a URL may be (contract 8), a few at a time, then judges.  Nothing is
 * changed on the platform.  An instance that cannot be read is in the plan, as
 * %VAL_CHANGE_UNREADABLE.
 */
void
val_bulk_planner_run_async (ValBulkPlanner *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (VAL_IS_BULK_PLANNER (self));
  g_return_if_fail (self->task == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, val_bulk_planner_run_async);
  begin_collecting (self);
  if (self->account == NULL)
    end (self, g_error_new_literal (VAL_ERROR, VAL_ERROR_UNAUTHORIZED,
                                    _ ("The secrets of this account are not known.")));
  else if (self->picked || val_workspace_get_session (self->workspace) == NULL ||
           val_workspace_has_whole_list (self->workspace))
    begin_slices (self, PHASE_COLLECT);
  else
    wait_for_list (self);
}

/**
 * val_bulk_planner_run_finish:
 * @self: a planner
 * @result: from the callback
 * @error: #VAL_ERROR_OFFLINE, #VAL_ERROR_UNAUTHORIZED, #VAL_ERROR_TLS where nothing can be read;
 *   #G_IO_ERROR_CANCELLED where it was stopped, or another account chosen
 *
 * Returns: (transfer full) (nullable): the plan, in the order of the instances; rows of a file that
 *   are about none, as far as the list tells, come first
 */
ValChangePlan *
val_bulk_planner_run_finish (ValBulkPlanner *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
