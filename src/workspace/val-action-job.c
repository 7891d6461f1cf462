/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-action-job.h"

#include "workspace/val-workspace-private.h"

/* Enough to hide the latency, few enough for a platform that others use too. */
#define MAX_IN_FLIGHT 8

struct _ValActionJob
{
  GObject parent_instance;

  ValWorkspace *workspace; /* (owned) */
  ValSecretBook *book;     /* (owned) (nullable): of the account it began with */
  ValAction action;
  GQueue waiting;     /* (element-type ValInstance) (owned) */
  GListStore *failed; /* (owned) (element-type ValInstance) */
  GHashTable *errors; /* (owned) (element-type ValInstance GError) */
  GPtrArray *gone;    /* (owned) (element-type ValInstance): deleted, secrets not yet forgotten */
  guint n_total;
  guint n_done;
  guint n_in_flight;
};

enum
{
  PROP_N_TOTAL = 1,
  PROP_N_DONE,
  PROP_N_FAILED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValActionJob, val_action_job, G_TYPE_OBJECT)

static void pump (GTask *task);

static void
tell_progress (ValActionJob *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_DONE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_FAILED]);
}

static void
add_failure (ValActionJob *self, ValInstance *instance, GError *error)
{
  g_hash_table_insert (self->errors, g_object_ref (instance), error);
  g_list_store_append (self->failed, instance);
}

/* One instance of a run; knows which it is when the answer comes. */
typedef struct
{
  GTask *task;           /* (owned) */
  ValInstance *instance; /* (owned) */
} Item;

static void
item_free (Item *item)
{
  g_object_unref (item->task);
  g_object_unref (item->instance);
  g_free (item);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Item, item_free)

static void
acted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Item) item = user_data;
  ValActionJob *self = g_task_get_source_object (item->task);
  GError *error = NULL;

  self->n_in_flight--;
  self->n_done++;
  if (!_val_workspace_act_finish (VAL_WORKSPACE (source), result, &error))
    add_failure (self, item->instance, error);
  else if (self->action == VAL_ACTION_DELETE)
    g_ptr_array_add (self->gone, g_object_ref (item->instance));
  tell_progress (self);
  pump (item->task);
}

/* Not given the run's cancellable: a write that is under way is waited for, so that its outcome is
 * known. */
static void
start_next (GTask *task)
{
  ValActionJob *self = g_task_get_source_object (task);
  Item *item = g_new0 (Item, 1);

  item->task = g_object_ref (task);
  item->instance = g_queue_pop_head (&self->waiting);
  self->n_in_flight++;
  _val_workspace_act_async (self->workspace, item->instance, self->action, NULL, acted_cb, item);
}

/* A keyring that refuses is the workspace's error; the instances are gone all the same. */
static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  _val_workspace_forget_finish (VAL_WORKSPACE (source), result, NULL);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static void
end_run (GTask *task)
{
  ValActionJob *self = g_task_get_source_object (task);

  _val_workspace_forget_async (self->workspace, self->book, self->gone, forgotten_cb,
                               g_object_ref (task));
  g_ptr_array_set_size (self->gone, 0);
}

static void
pump (GTask *task)
{
  ValActionJob *self = g_task_get_source_object (task);
  gboolean stop = g_cancellable_is_cancelled (g_task_get_cancellable (task));

  while (!stop && self->n_in_flight < MAX_IN_FLIGHT && !g_queue_is_empty (&self->waiting))
    start_next (task);
  if (self->n_in_flight == 0)
    end_run (task);
}

/* What failed before is tried again. */
static void
requeue_failed (ValActionJob *self)
{
  guint n_failed = g_list_model_get_n_items (G_LIST_MODEL (self->failed));

  for (guint i = 0; i < n_failed; i++)
    g_queue_push_tail (&self->waiting, g_list_model_get_item (G_LIST_MODEL (self->failed), i));
  g_list_store_remove_all (self->failed);
  g_hash_table_remove_all (self->errors);
  self->n_done -= n_failed;
  if (n_failed > 0)
    tell_progress (self);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValActionJob *self = VAL_ACTION_JOB (object);

  switch (id)
    {
    case PROP_N_TOTAL:
      g_value_set_uint (value, self->n_total);
      break;
    case PROP_N_DONE:
      g_value_set_uint (value, self->n_done);
      break;
    case PROP_N_FAILED:
      g_value_set_uint (value, g_list_model_get_n_items (G_LIST_MODEL (self->failed)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
finalize (GObject *object)
{
  ValActionJob *self = VAL_ACTION_JOB (object);

  g_queue_clear_full (&self->waiting, g_object_unref);
  g_object_unref (self->failed);
  g_hash_table_unref (self->errors);
  g_ptr_array_unref (self->gone);
  g_clear_object (&self->book);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (val_action_job_parent_class)->finalize (object);
}

static void
val_action_job_class_init (ValActionJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = get_property;
  object_class->finalize = finalize;
  properties[PROP_N_TOTAL] = g_param_spec_uint ("n-total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_DONE] = g_param_spec_uint ("n-done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_FAILED] = g_param_spec_uint ("n-failed", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_action_job_init (ValActionJob *self)
{
  g_queue_init (&self->waiting);
  self->failed = g_list_store_new (VAL_TYPE_INSTANCE);
  self->errors = g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) g_error_free);
  self->gone = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * val_action_job_new:
 * @workspace: with an open account
 * @action: what to do
 * @instances: (element-type ValInstance): to what; read once
 *
 * Returns: (transfer full): a job that has not begun
 */
ValActionJob *
val_action_job_new (ValWorkspace *workspace, ValAction action, GListModel *instances)
{
  ValActionJob *self;

  g_return_val_if_fail (VAL_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (instances), NULL);

  self = g_object_new (VAL_TYPE_ACTION_JOB, NULL);
  self->workspace = g_object_ref (workspace);
  g_set_object (&self->book, workspace->book);
  self->action = action;
  self->n_total = g_list_model_get_n_items (instances);
  for (guint i = 0; i < self->n_total; i++)
    g_queue_push_tail (&self->waiting, g_list_model_get_item (instances, i));
  return self;
}

/**
 * val_action_job_get_action:
 * @self: a job
 *
 * Returns: what it does
 */
ValAction
val_action_job_get_action (ValActionJob *self)
{
  g_return_val_if_fail (VAL_IS_ACTION_JOB (self), VAL_ACTION_ENABLE);

  return self->action;
}

/**
 * val_action_job_get_n_total:
 * @self: a job
 *
 * Returns: how many instances it is about
 */
guint
val_action_job_get_n_total (ValActionJob *self)
{
  g_return_val_if_fail (VAL_IS_ACTION_JOB (self), 0);

  return self->n_total;
}

/**
 * val_action_job_get_n_done:
 * @self: a job
 *
 * Returns: how many of them it is through with, well or not
 */
guint
val_action_job_get_n_done (ValActionJob *self)
{
  g_return_val_if_fail (VAL_IS_ACTION_JOB (self), 0);

  return self->n_done;
}

/**
 * val_action_job_get_failed:
 * @self: a job
 *
 * Returns: (transfer none) (element-type ValInstance): those that it could not be done to, in the
 *   order in which that was known
 */
GListModel *
val_action_job_get_failed (ValActionJob *self)
{
  g_return_val_if_fail (VAL_IS_ACTION_JOB (self), NULL);

  return G_LIST_MODEL (self->failed);
}

/**
 * val_action_job_get_error:
 * @self: a job
 * @instance: an instance
 *
 * Returns: (transfer none) (nullable): why it could not be done to @instance, until the next run
 */
const GError *
val_action_job_get_error (ValActionJob *self, ValInstance *instance)
{
  g_return_val_if_fail (VAL_IS_ACTION_JOB (self), NULL);
  g_return_val_if_fail (VAL_IS_INSTANCE (instance), NULL);

  return g_hash_table_lookup (self->errors, instance);
}

/**
 * val_action_job_run_async:
 * @self: a job that is not running
 * @cancellable: (nullable): begins no more; what is under way is waited for
 * @callback: called when done
 * @user_data: for @callback
 *
 * Works on everything that has not been done yet: what was not begun, and what failed.
 */
void
val_action_job_run_async (ValActionJob *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VAL_IS_ACTION_JOB (self));
  g_return_if_fail (self->n_in_flight == 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_action_job_run_async);
  requeue_failed (self);
  pump (task);
}

/**
 * val_action_job_run_finish:
 * @self: a job
 * @result: from the callback
 * @error: #G_IO_ERROR_CANCELLED where it was stopped; those done by then are done
 *
 * Returns: whether it came to its end; some may have failed, see val_action_job_get_failed ()
 */
gboolean
val_action_job_run_finish (ValActionJob *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_action_job_run_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
