/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-pace.h"

#include "api/val-pace-policy.h"

/* Who watches is told this often at most, and once more while the reason may pass by itself. */
#define NOTIFY_INTERVAL (G_USEC_PER_SEC / 10)
#define RECHECK         (G_USEC_PER_SEC / 2)

/* More requests than just now leave one by one, all within a time like that of an answer: all at
 * once they would be answered all at once, and go on waiting for each other.  What was not used for
 * a while is more. */
#define RAMP   50000
#define UNUSED 20000
/* Later on they keep a third of the distance that they would have if they were spread evenly, or
 * they would meet by and by.  A distance in which none can be sent is of no use, nor is one in
 * which several can. */
#define DISTANCE_SHARE 3
#define LEAST_DISTANCE 100
#define MOST_DISTANCE  1000

#define NEVER (-1)

struct _ValPace
{
  GObject parent_instance;

  guint max_in_flight;
  guint max_rate;
  ValPacePolicy *policy;
  GQueue waiting;  /* (element-type GTask): in the order in which they leave */
  ValAlarm *alarm; /* for when the first of them may leave, or one was cancelled */
  GSource *notice; /* ready when watchers are to be told */
  gint64 noticed;  /* when they last were */
  gboolean closed;
  gboolean recalled; /* nothing new is let in */
  gint cancelled;    /* atomic: some of those who wait no longer want to leave */
  guint used;        /* how many were in flight of late */
  gint64 grown;      /* when that last became more */
  gint64 entered;    /* when one last left */
  gint64 ended;      /* when one last came to its end */

  /* As last told. */
  guint reason;
  guint limit;
  guint in_flight;
};

G_DEFINE_FINAL_TYPE (ValPace, val_pace, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_MAX_IN_FLIGHT,
  PROP_MAX_RATE,
  PROP_REASON,
  PROP_LIMIT,
  PROP_IN_FLIGHT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* Who waits for its turn: the data of its task. */
typedef struct
{
  ValPaceFlags flags;
  GCancellable *cancellable; /* (nullable): once cancelled it need not wait */
  gulong handler;
} Waiter;

static void
waiter_free (gpointer data)
{
  Waiter *waiter = data;

  g_cancellable_disconnect (waiter->cancellable, waiter->handler);
  g_clear_object (&waiter->cancellable);
  g_free (waiter);
}

static void
schedule_notice (ValPace *self)
{
  if (g_source_get_ready_time (self->notice) == NEVER)
    g_source_set_ready_time (self->notice, self->noticed + NOTIFY_INTERVAL);
}

static void
tell (ValPace *self, guint *told, guint now, guint property)
{
  if (*told == now)
    return;
  *told = now;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static gboolean
may_pass (ValPaceReason reason)
{
  return reason != VAL_PACE_FREE && reason != VAL_PACE_BROKEN;
}

static gboolean
notice_cb (gpointer user_data)
{
  g_autoptr (ValPace) self = g_object_ref (user_data);
  gint64 now = g_get_monotonic_time ();
  guint reason = val_pace_policy_get_reason (self->policy, now);

  self->noticed = now;
  g_source_set_ready_time (self->notice, may_pass (reason) ? now + RECHECK : NEVER);
  tell (self, &self->limit, val_pace_policy_get_limit (self->policy), PROP_LIMIT);
  tell (self, &self->in_flight, val_pace_policy_get_in_flight (self->policy), PROP_IN_FLIGHT);
  tell (self, &self->reason, reason, PROP_REASON);
  return G_SOURCE_CONTINUE;
}

/* Those who leave for the first time keep their distance from each other, those who follow another
 * from whoever left last. */
static gint64
find_distant_time (ValPace *self, gint64 now)
{
  gint64 latency = val_pace_policy_get_latency (self->policy);
  gint64 distance = MIN (latency / self->max_in_flight / DISTANCE_SHARE, MOST_DISTANCE);
  guint in_flight = val_pace_policy_get_in_flight (self->policy);
  gint64 at = distance >= LEAST_DISTANCE ? self->entered + distance : 0;

  if (now - self->ended > UNUSED)
    self->used = in_flight;
  if (in_flight >= self->used)
    at = MAX (at, self->grown + RAMP / self->max_in_flight);
  return at > now ? at : 0;
}

static void
enter (ValPace *self, gint64 now)
{
  guint in_flight;

  val_pace_policy_enter (self->policy, now);
  self->entered = now;
  in_flight = val_pace_policy_get_in_flight (self->policy);
  if (in_flight <= self->used)
    return;
  self->used = in_flight;
  self->grown = now;
}

static gboolean
let_leave (ValPace *self, gint64 *at)
{
  gint64 now = g_get_monotonic_time ();

  *at = val_pace_policy_ask (self->policy, now);
  if (*at == 0)
    *at = find_distant_time (self, now);
  if (*at != 0)
    return FALSE;
  enter (self, now);
  schedule_notice (self);
  return TRUE;
}

static void
wake (ValPace *self)
{
  if (!g_queue_is_empty (&self->waiting))
    val_alarm_set (self->alarm, val_pace_policy_ask (self->policy, g_get_monotonic_time ()));
}

static gboolean
has_flag (GTask *task, ValPaceFlags flag)
{
  const Waiter *waiter = g_task_get_task_data (task);

  return (waiter->flags & flag) != 0;
}

static gboolean
is_let_in (ValPace *self, ValPaceFlags flags)
{
  return !self->closed && !(self->recalled && (flags & VAL_PACE_NEW) != 0);
}

static gboolean
still_waits (ValPace *self, GTask *task)
{
  const Waiter *waiter = g_task_get_task_data (task);

  return is_let_in (self, waiter->flags) &&
         !g_cancellable_is_cancelled (g_task_get_cancellable (task));
}

/* Whoever is told may come back at once. */
static void
drop_cancelled (ValPace *self)
{
  GQueue dropped = G_QUEUE_INIT;
  GQueue staying = G_QUEUE_INIT;
  GTask *task;

  while ((task = g_queue_pop_head (&self->waiting)) != NULL)
    g_queue_push_tail (still_waits (self, task) ? &staying : &dropped, task);
  self->waiting = staying;
  while ((task = g_queue_pop_head (&dropped)) != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Not sent");
      g_object_unref (task);
    }
}

static void
let_waiting_leave (ValPace *self)
{
  gint64 at = VAL_PACE_NEVER;

  while (!g_queue_is_empty (&self->waiting) && let_leave (self, &at))
    {
      g_autoptr (GTask) task = g_queue_pop_head (&self->waiting);

      g_task_return_boolean (task, TRUE);
    }
  val_alarm_set (self->alarm, at == 0 ? VAL_PACE_NEVER : at);
}

static gboolean
alarm_cb (gpointer user_data)
{
  g_autoptr (ValPace) self = g_object_ref (user_data);

  if (g_atomic_int_compare_and_exchange (&self->cancelled, TRUE, FALSE))
    drop_cancelled (self);
  let_waiting_leave (self);
  return G_SOURCE_CONTINUE;
}

/* Those who no longer leave are told so in a turn of the main loop of their own. */
static void
ring (ValPace *self)
{
  g_atomic_int_set (&self->cancelled, TRUE);
  val_alarm_ring (self->alarm);
}

static void
cancelled_cb (GCancellable *cancellable, ValPace *self)
{
  ring (self);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSource *
add_source (ValPace *self, GSourceFunc callback, const char *name)
{
  static GSourceFuncs funcs = { .dispatch = dispatch };
  GSource *source = g_source_new (&funcs, sizeof (GSource));

  g_source_set_static_name (source, name);
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static void
drop_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
val_pace_constructed (GObject *object)
{
  ValPace *self = VAL_PACE (object);

  G_OBJECT_CLASS (val_pace_parent_class)->constructed (object);

  self->policy = val_pace_policy_new (self->max_in_flight, self->max_rate);
  self->limit = self->max_in_flight;
  self->alarm = val_alarm_new ("pace", alarm_cb, self);
  self->notice = add_source (self, notice_cb, "pace notice");
}

static void
val_pace_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ValPace *self = VAL_PACE (object);

  switch (prop_id)
    {
    case PROP_MAX_IN_FLIGHT:
      g_value_set_uint (value, self->max_in_flight);
      break;
    case PROP_MAX_RATE:
      g_value_set_uint (value, self->max_rate);
      break;
    case PROP_REASON:
      g_value_set_uint (value, val_pace_get_reason (self));
      break;
    case PROP_LIMIT:
      g_value_set_uint (value, val_pace_get_limit (self));
      break;
    case PROP_IN_FLIGHT:
      g_value_set_uint (value, val_pace_get_in_flight (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_pace_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ValPace *self = VAL_PACE (object);

  switch (prop_id)
    {
    case PROP_MAX_IN_FLIGHT:
      self->max_in_flight = g_value_get_uint (value);
      break;
    case PROP_MAX_RATE:
      self->max_rate = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_pace_finalize (GObject *object)
{
  ValPace *self = VAL_PACE (object);

  g_clear_pointer (&self->alarm, val_alarm_free);
  drop_source (&self->notice);
  g_clear_pointer (&self->policy, val_pace_policy_free);

  G_OBJECT_CLASS (val_pace_parent_class)->finalize (object);
}

static void
val_pace_class_init (ValPaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags given = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags told = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->constructed = val_pace_constructed;
  object_class->get_property = val_pace_get_property;
  object_class->set_property = val_pace_set_property;
  object_class->finalize = val_pace_finalize;

  properties[PROP_MAX_IN_FLIGHT] =
      g_param_spec_uint ("max-in-flight", NULL, NULL, 1, VAL_PACE_MAX_IN_FLIGHT, 1, given);
  properties[PROP_MAX_RATE] =
      g_param_spec_uint ("max-rate", NULL, NULL, 0, VAL_PACE_MAX_RATE, 0, given);
  properties[PROP_REASON] =
      g_param_spec_uint ("reason", NULL, NULL, VAL_PACE_FREE, VAL_PACE_BROKEN, VAL_PACE_FREE, told);
  properties[PROP_LIMIT] =
      g_param_spec_uint ("limit", NULL, NULL, 1, VAL_PACE_MAX_IN_FLIGHT, 1, told);
  properties[PROP_IN_FLIGHT] =
      g_param_spec_uint ("in-flight", NULL, NULL, 0, VAL_PACE_MAX_IN_FLIGHT, 0, told);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_pace_init (ValPace *self)
{
  g_queue_init (&self->waiting);
}

/**
 * val_pace_new:
 * @max_in_flight: requests in flight at most, 1 to %VAL_PACE_MAX_IN_FLIGHT
 * @max_rate: requests in any one second at most, up to %VAL_PACE_MAX_RATE, or 0 for no bound
 *
 * The main context that is the caller's now runs its timer.
 *
 * Returns: (transfer full): a pace of its own, at which @max_in_flight may leave at once
 */
ValPace *
val_pace_new (guint max_in_flight, guint max_rate)
{
  return g_object_new (VAL_TYPE_PACE, "max-in-flight", max_in_flight, "max-rate", max_rate, NULL);
}

/**
 * val_pace_get_max_in_flight:
 * @self: a pace
 *
 * Returns: the user's cap
 */
guint
val_pace_get_max_in_flight (ValPace *self)
{
  g_return_val_if_fail (VAL_IS_PACE (self), 0);

  return self->max_in_flight;
}

/**
 * val_pace_get_limit:
 * @self: a pace
 *
 * Returns: how many may be in flight now, at least 1
 */
guint
val_pace_get_limit (ValPace *self)
{
  g_return_val_if_fail (VAL_IS_PACE (self), 0);

  return val_pace_policy_get_limit (self->policy);
}

/**
 * val_pace_get_in_flight:
 * @self: a pace
 *
 * Returns: how many have left and have not come to their end; not those that wait
 */
guint
val_pace_get_in_flight (ValPace *self)
{
  g_return_val_if_fail (VAL_IS_PACE (self), 0);

  return val_pace_policy_get_in_flight (self->policy);
}

/**
 * val_pace_get_reason:
 * @self: a pace
 *
 * Returns: what holds requests back most at the moment
 */
ValPaceReason
val_pace_get_reason (ValPace *self)
{
  g_return_val_if_fail (VAL_IS_PACE (self), VAL_PACE_FREE);

  return val_pace_policy_get_reason (self->policy, g_get_monotonic_time ());
}

/**
 * val_pace_get_hold:
 * @self: a pace
 *
 * Returns: for how many microseconds nothing leaves since the platform has asked for that, or 0
 */
gint64
val_pace_get_hold (ValPace *self)
{
  g_return_val_if_fail (VAL_IS_PACE (self), 0);

  return val_pace_policy_get_hold (self->policy, g_get_monotonic_time ());
}

/**
 * val_pace_try_enter:
 * @self: a pace
 * @flags: what the request is like
 *
 * The quick way in, for when nobody waits.
 *
 * Returns: whether a request leaves now, which is then followed by val_pace_leave ()
 */
gboolean
val_pace_try_enter (ValPace *self, ValPaceFlags flags)
{
  gint64 at;

  g_return_val_if_fail (VAL_IS_PACE (self), FALSE);

  return is_let_in (self, flags) && g_queue_is_empty (&self->waiting) && let_leave (self, &at);
}

static Waiter *
waiter_new (ValPace *self, ValPaceFlags flags, GCancellable *cancellable)
{
  Waiter *waiter = g_new0 (Waiter, 1);

  waiter->flags = flags;
  if (cancellable == NULL)
    return waiter;
  waiter->cancellable = g_object_ref (cancellable);
  waiter->handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL);
  return waiter;
}

/* Returns: (nullable): before whom, or NULL for the end */
static GList *
find_place (ValPace *self, ValPaceFlags flags)
{
  GList *place = (flags & VAL_PACE_PATIENT) != 0 ? NULL : self->waiting.head;

  while (place != NULL && !has_flag (place->data, VAL_PACE_PATIENT))
    place = place->next;
  return place;
}

/**
 * val_pace_enter_async:
 * @self: a pace
 * @flags: what the request is like
 * @cancellable: (nullable): ends the wait
 * @callback: called when the request may leave, never before this returns
 * @user_data: for @callback
 *
 * Waits for a request's turn: first come, first out, and the patient last.
 */
void
val_pace_enter_async (ValPace *self,
                      ValPaceFlags flags,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VAL_IS_PACE (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_pace_enter_async);
  /* Who was let in is in, cancelled or not. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, waiter_new (self, flags, cancellable), waiter_free);
  g_queue_insert_before (&self->waiting, find_place (self, flags), g_object_ref (task));
  if (is_let_in (self, flags))
    wake (self);
  else
    ring (self);
}

/**
 * val_pace_enter_finish:
 * @self: a pace
 * @result: what the callback got
 * @error: #G_IO_ERROR_CANCELLED, also after val_pace_close () and while what is new is recalled:
 *   nothing was sent
 *
 * Returns: whether the request leaves now, which is then followed by val_pace_leave (), whatever
 *   becomes of it
 */
gboolean
val_pace_enter_finish (ValPace *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
is_grave (guint reason)
{
  return reason == VAL_PACE_OFFLINE || reason == VAL_PACE_BROKEN;
}

/**
 * val_pace_leave:
 * @self: a pace
 * @outcome: what came of a request that had entered; not kept
 *
 * Ends a request, and may let those leave who wait.
 */
void
val_pace_leave (ValPace *self, const ValPaceOutcome *outcome)
{
  guint reason;

  g_return_if_fail (VAL_IS_PACE (self));
  g_return_if_fail (outcome != NULL);

  self->ended = g_get_monotonic_time ();
  val_pace_policy_leave (self->policy, self->ended, outcome);
  reason = val_pace_get_reason (self);
  if (reason != self->reason && (is_grave (reason) || is_grave (self->reason)))
    g_source_set_ready_time (self->notice, 0);
  else
    schedule_notice (self);
  /* The alarm that was rung first sees to those who no longer leave. */
  if (!g_atomic_int_get (&self->cancelled))
    let_waiting_leave (self);
}

/**
 * val_pace_may_retry:
 * @self: a pace
 *
 * At most one request in ten may be a repetition; the first ones of a job are allowed what all that
 * may be in flight at once can need, and eight at least.
 *
 * Returns: whether a request may be sent once more; it is counted then
 */
gboolean
val_pace_may_retry (ValPace *self)
{
  g_return_val_if_fail (VAL_IS_PACE (self), FALSE);

  return !self->closed && val_pace_policy_may_retry (self->policy);
}

/**
 * val_pace_reset:
 * @self: a pace
 *
 * Goes on after %VAL_PACE_BROKEN, and tries at once after %VAL_PACE_OFFLINE.  Time that the
 * platform asked for is still given.
 */
void
val_pace_reset (ValPace *self)
{
  g_return_if_fail (VAL_IS_PACE (self));

  val_pace_policy_reset (self->policy, g_get_monotonic_time ());
  g_source_set_ready_time (self->notice, 0);
  wake (self);
}

/**
 * val_pace_set_recalled:
 * @self: a pace
 * @recalled: whether nothing new is let in
 *
 * While it is so, a %VAL_PACE_NEW request that waits, or comes, gets #G_IO_ERROR_CANCELLED without
 * anything having been sent.  Others are let in, so that what has begun comes to its end.
 */
void
val_pace_set_recalled (ValPace *self, gboolean recalled)
{
  g_return_if_fail (VAL_IS_PACE (self));

  if (self->recalled == recalled)
    return;
  self->recalled = recalled;
  if (recalled)
    ring (self);
}

/**
 * val_pace_close:
 * @self: a pace
 *
 * Lets nobody in from now on: who waits, and who comes later, gets #G_IO_ERROR_CANCELLED without
 * anything having been sent.  What is in flight is not disturbed.
 */
void
val_pace_close (ValPace *self)
{
  g_return_if_fail (VAL_IS_PACE (self));

  self->closed = TRUE;
  ring (self);
}
