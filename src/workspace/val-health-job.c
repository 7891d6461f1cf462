/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-health-job.h"

#include "api/val-instances-api.h"
#include "model/val-instance.h"
#include "util/val-error.h"
#include "util/val-secret.h"

#include <glib/gi18n-lib.h>

/* Providers are asked through the platform, which has limits of its own. */
#define MAX_IN_FLIGHT 8

struct _ValHealthJob
{
  GObject parent_instance;

  ValWorkspace *workspace; /* (owned) (not nullable) */
  ValSession *session;     /* (owned) (nullable): while it runs */
  GPtrArray *instances;    /* (owned) (nullable) (element-type ValInstance) */
  GTask *task;             /* (owned) (nullable): while it runs */
  guint n_begun;
  guint n_in_flight;
  guint n_done;
  guint n_problems;
};

enum
{
  PROP_N_TOTAL = 1,
  PROP_N_DONE,
  PROP_N_PROBLEMS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValHealthJob, val_health_job, G_TYPE_OBJECT)

/* One question on its way. */
typedef struct
{
  ValHealthJob *job;     /* (owned) */
  ValInstance *instance; /* (owned) */
  gint64 begun_at;       /* monotonic, microseconds */
} Ping;

static void
ping_free (Ping *ping)
{
  g_clear_object (&ping->job);
  g_clear_object (&ping->instance);
  g_free (ping);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ping, ping_free)

static void advance (ValHealthJob *self);

/* @health: (transfer full) */
static void
record (ValHealthJob *self, ValInstance *instance, ValHealth *health)
{
  gboolean problem = val_health_get_state (health) != VAL_HEALTH_OK;

  val_instance_take_health (instance, health);
  self->n_done++;
  self->n_problems += problem ? 1 : 0;
  if (problem)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_PROBLEMS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_DONE]);
}

static void
pinged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Ping) ping = user_data;
  ValHealthJob *self = ping->job;
  g_autoptr (GError) error = NULL;
  gint64 elapsed = (g_get_monotonic_time () - ping->begun_at) / 1000;

  self->n_in_flight--;
  val_instances_api_ping_finish (VAL_SESSION (source), result, &error);
  if (!val_error_is_cancelled (error))
    record (self, ping->instance, val_health_new (elapsed, error));
  advance (self);
}

static void
ask (ValHealthJob *self, ValInstance *instance)
{
  g_autoptr (ValSecretString) token = val_workspace_dup_token (self->workspace, instance);
  Ping *ping;

  if (token == NULL)
    {
      record (self, instance, val_health_new_without_token ());
      return;
    }
  ping = g_new0 (Ping, 1);
  ping->job = g_object_ref (self);
  ping->instance = g_object_ref (instance);
  ping->begun_at = g_get_monotonic_time ();
  self->n_in_flight++;
  val_instances_api_ping_async (self->session, token, g_task_get_cancellable (self->task),
                                pinged_cb, ping);
}

/* Tokens of an account that was left must not be mixed with another account's. */
static gboolean
is_to_stop (ValHealthJob *self)
{
  return g_cancellable_is_cancelled (g_task_get_cancellable (self->task)) ||
         val_workspace_get_session (self->workspace) != self->session;
}

static void
end (ValHealthJob *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_clear_object (&self->session);
  if (self->n_done == self->instances->len)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped");
}

static void
advance (ValHealthJob *self)
{
  while (!is_to_stop (self) && self->n_in_flight < MAX_IN_FLIGHT &&
         self->n_begun < self->instances->len)
    ask (self, g_ptr_array_index (self->instances, self->n_begun++));
  if (self->n_in_flight == 0)
    end (self);
}

static void
val_health_job_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValHealthJob *self = VAL_HEALTH_JOB (object);

  switch (id)
    {
    case PROP_N_TOTAL:
      g_value_set_uint (value, val_health_job_get_n_total (self));
      break;
    case PROP_N_DONE:
      g_value_set_uint (value, self->n_done);
      break;
    case PROP_N_PROBLEMS:
      g_value_set_uint (value, self->n_problems);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_health_job_finalize (GObject *object)
{
  ValHealthJob *self = VAL_HEALTH_JOB (object);

  g_clear_object (&self->workspace);
  g_clear_pointer (&self->instances, g_ptr_array_unref);
  G_OBJECT_CLASS (val_health_job_parent_class)->finalize (object);
}

static void
val_health_job_class_init (ValHealthJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = val_health_job_get_property;
  object_class->finalize = val_health_job_finalize;
  properties[PROP_N_TOTAL] = g_param_spec_uint ("n-total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_DONE] = g_param_spec_uint ("n-done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_PROBLEMS] =
      g_param_spec_uint ("n-problems", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_health_job_init (ValHealthJob *self)
{
}

/**
 * val_health_job_new:
 * @workspace: whose current account is asked about
 *
 * Returns: (transfer full): a job, not begun
 */
ValHealthJob *
val_health_job_new (ValWorkspace *workspace)
{
  ValHealthJob *self;

  g_return_val_if_fail (VAL_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (VAL_TYPE_HEALTH_JOB, NULL);
  self->workspace = g_object_ref (workspace);
  return self;
}

/**
 * val_health_job_run_async:
 * @self: a job that was not run yet
 * @instances: (element-type ValInstance): which to ask about, in this order
 * @cancellable: (nullable): to stop; what was answered by then stays
 * @callback: called when done
 * @user_data: for @callback
 *
 * Asks about each instance with its element token, a few at a time (contract 3.1).  Nothing is
 * changed on the platform.
 */
void
val_health_job_run_async (ValHealthJob *self,
                          GPtrArray *instances,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VAL_IS_HEALTH_JOB (self));
  g_return_if_fail (instances != NULL);
  g_return_if_fail (self->instances == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_health_job_run_async);
  if (!g_set_object (&self->session, val_workspace_get_session (self->workspace)))
    {
      g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_UNAUTHORIZED, "%s",
                               _ ("The secrets of this account are not known."));
      return;
    }
  self->task = g_steal_pointer (&task);
  self->instances = g_ptr_array_copy (instances, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
  g_ptr_array_set_free_func (self->instances, g_object_unref);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_TOTAL]);
  advance (self);
}

/**
 * val_health_job_run_finish:
 * @self: a job
 * @result: from the callback
 * @error: #VAL_ERROR_UNAUTHORIZED without secrets; #G_IO_ERROR_CANCELLED where it was stopped, or
 *   another account chosen
 *
 * Returns: whether all were asked about, whatever was answered
 */
gboolean
val_health_job_run_finish (ValHealthJob *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * val_health_job_get_n_total:
 * @self: a job
 *
 * Returns: how many instances it asks about
 */
guint
val_health_job_get_n_total (ValHealthJob *self)
{
  g_return_val_if_fail (VAL_IS_HEALTH_JOB (self), 0);

  return self->instances != NULL ? self->instances->len : 0;
}

/**
 * val_health_job_get_n_done:
 * @self: a job
 *
 * Returns: of how many it knows
 */
guint
val_health_job_get_n_done (ValHealthJob *self)
{
  g_return_val_if_fail (VAL_IS_HEALTH_JOB (self), 0);

  return self->n_done;
}

/**
 * val_health_job_get_n_problems:
 * @self: a job
 *
 * Returns: how many of them did not answer well
 */
guint
val_health_job_get_n_problems (ValHealthJob *self)
{
  g_return_val_if_fail (VAL_IS_HEALTH_JOB (self), 0);

  return self->n_problems;
}
