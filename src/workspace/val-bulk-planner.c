/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-planner.h"

#include "util/val-error.h"
#include "workspace/val-bulk-rows.h"

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
  ValUrlRule *rule;        /* (owned) (nullable): where @again is not */
  ValChangePlan *again;    /* (owned) (nullable): whose rows are looked at once more */
  GListModel *source;      /* (owned) (not nullable) */
  ValAccount *account;     /* (owned) (nullable): while it runs */
  GTask *task;             /* (owned) (nullable): while it runs */
  gulong source_handler;
  Phase phase;
  guint position;    /* in what the phase goes through */
  ValBulkRows *rows; /* (owned) (nullable): while it runs */
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
static void list_complete_cb (GObject *source, GAsyncResult *result, gpointer user_data);

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
  g_clear_pointer (&self->rows, val_bulk_rows_free);
  g_clear_object (&self->account);
}

/* @error: (nullable) (transfer full) */
static void
end (ValBulkPlanner *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  g_autoptr (ValBulkRows) rows = g_steal_pointer (&self->rows);

  set_fetching (self, FALSE);
  set_waiting (self, FALSE);
  forget_work (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, val_bulk_rows_to_plan (rows), g_object_unref);
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

/* What somebody else changed meanwhile is to be known.  Where a later refresh took over, that is
 * waited for. */
static void
renewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValBulkPlanner) self = user_data;
  GError *error = NULL;

  val_workspace_refresh_finish (self->workspace, result, &error);
  if (error != NULL && !val_error_is_cancelled (error))
    {
      end (self, error);
      return;
    }
  g_clear_error (&error);
  val_workspace_complete_list_async (self->workspace, g_task_get_cancellable (self->task),
                                     list_complete_cb, g_object_ref (self));
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

static gboolean
needs_list (ValBulkPlanner *self)
{
  if (self->picked || val_workspace_get_session (self->workspace) == NULL)
    return FALSE;
  return self->again != NULL || !val_workspace_has_whole_list (self->workspace);
}

static void
wait_for_list (ValBulkPlanner *self)
{
  set_waiting (self, TRUE);
  self->list_handler = g_signal_connect_swapped (val_workspace_get_instances (self->workspace),
                                                 "items-changed", G_CALLBACK (note_list_cb), self);
  note_list_cb (self);
  if (self->again != NULL)
    val_workspace_refresh_async (self->workspace, NULL, renewed_cb, g_object_ref (self));
  else
    val_workspace_complete_list_async (self->workspace, g_task_get_cancellable (self->task),
                                       list_complete_cb, g_object_ref (self));
}

/* Once more, too, where positions are no longer what they were. */
static void
begin_collecting (ValBulkPlanner *self)
{
  forget_work (self);
  g_set_object (&self->account, val_workspace_get_account (self->workspace));
  self->rows = val_bulk_rows_new (self->workspace, self->rule, self->again, self->source);
  self->position = 0;
  self->source_handler =
      g_signal_connect_swapped (self->source, "items-changed", G_CALLBACK (begin_collecting), self);
}

/* Reading: what the list lacks. */

static void
note_read_cb (ValBulkPlanner *self, GParamSpec *pspec, ValBulkReader *reader)
{
  set_progress (self, val_bulk_reader_get_n_done (reader), self->n_total);
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
  ValBulkReader *reader = val_bulk_rows_begin_reading (self->rows);

  g_clear_signal_handler (&self->source_handler, self->source);
  self->phase = PHASE_READ;
  set_progress (self, 0, val_bulk_reader_get_n_instances (reader));
  set_fetching (self, self->n_total > 0);
  g_signal_connect_swapped (reader, "notify::n-done", G_CALLBACK (note_read_cb), self);
  val_bulk_reader_run_async (reader, g_task_get_cancellable (self->task), read_cb,
                             g_object_ref (self));
}

/* A slice at a time. */

static gboolean
advance (ValBulkPlanner *self)
{
  guint index = self->position++;

  if (self->phase == PHASE_COLLECT)
    return val_bulk_rows_collect (self->rows, index);
  return val_bulk_rows_judge (self->rows, index, val_account_get_base_url (self->account));
}

static void
note_judged (ValBulkPlanner *self)
{
  guint n_instances = val_bulk_rows_get_n_instances (self->rows);

  set_progress (self, MIN (self->position, n_instances), n_instances);
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
    note_judged (self);
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
  g_clear_object (&self->again);
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
 * val_bulk_planner_new_again:
 * @workspace: whose current account the plan is for
 * @plan: changes that were made up from what a job did
 *
 * The planner loads the list anew and looks whether each change is still to be made.
 *
 * Returns: (transfer full): a planner, not begun
 */
ValBulkPlanner *
val_bulk_planner_new_again (ValWorkspace *workspace, ValChangePlan *plan)
{
  ValBulkPlanner *self;

  g_return_val_if_fail (VAL_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (VAL_IS_CHANGE_PLAN (plan), NULL);

  self = g_object_new (VAL_TYPE_BULK_PLANNER, NULL);
  self->workspace = g_object_ref (workspace);
  self->again = g_object_ref (plan);
  self->source = g_object_ref (G_LIST_MODEL (val_workspace_get_instances (workspace)));
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
  else if (needs_list (self))
    wait_for_list (self);
  else
    begin_slices (self, PHASE_COLLECT);
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
