/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-bulk-keeper.h"

#include "ui/val-bulk-text.h"
#include "ui/val-notifier.h"

#include <glib/gi18n.h>

#define KEEPER_KEY "val-bulk-keeper"
#define PAUSED_ID  "bulk-paused"

struct _ValBulkKeeper
{
  GObject parent_instance;

  GtkWindow *window;       /* (not owned): that it belongs to; it owns the keeper */
  ValBulkJob *job;         /* (owned) (nullable) */
  ValBulkHistory *history; /* (owned) (nullable): that the job comes into */
  ValNotifier *notifier;   /* (owned) (nullable): while the job runs */
  GError *error;           /* (owned) (nullable): why the last job could not go on */
  guint cookie;            /* of what keeps the computer awake, or 0 */
};

enum
{
  PROP_JOB = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ValBulkKeeper, val_bulk_keeper, G_TYPE_OBJECT)

static void
stay_awake (ValBulkKeeper *self)
{
  GtkApplication *application = gtk_window_get_application (self->window);

  if (application == NULL)
    return;
  self->cookie = gtk_application_inhibit (
      application, self->window, GTK_APPLICATION_INHIBIT_SUSPEND | GTK_APPLICATION_INHIBIT_LOGOUT,
      /* Translators: why the computer must not sleep now */
      _ ("Callback URLs are being updated"));
}

static void
allow_sleep (ValBulkKeeper *self)
{
  GtkApplication *application = gtk_window_get_application (self->window);

  if (self->cookie != 0 && application != NULL)
    gtk_application_uninhibit (application, self->cookie);
  self->cookie = 0;
}

/* What waits for somebody to decide keeps nothing awake. */
static void
follow_state_cb (ValBulkKeeper *self)
{
  if (self->window == NULL || self->notifier == NULL)
    return;
  if (val_bulk_job_waits (self->job))
    allow_sleep (self);
  else if (self->cookie == 0)
    stay_awake (self);
}

static const char *
get_title (ValBulkJob *job, const GError *error)
{
  if (error != NULL)
    return _ ("Update Cannot Go On");
  switch (val_bulk_job_get_end (job))
    {
    case VAL_BULK_STOPPED:
      return _ ("Update Stopped for Too Many Failures");
    case VAL_BULK_CANCELLED:
      return _ ("Update Stopped");
    case VAL_BULK_OPEN:
    case VAL_BULK_FINISHED:
    case VAL_BULK_CLOSED:
    default:
      return _ ("Callback URLs Updated");
    }
}

static void
tell (ValBulkKeeper *self)
{
  GtkApplication *application = gtk_window_get_application (self->window);
  g_autofree char *text = val_bulk_text_counts (val_bulk_job_get_plan (self->job));

  if (application != NULL)
    g_application_withdraw_notification (G_APPLICATION (application), PAUSED_ID);
  val_notifier_add_button (self->notifier, _ ("Show Result"), "app.show-update");
  val_notifier_end (self->notifier, get_title (self->job, self->error), text, "app.show-update");
  g_clear_object (&self->notifier);
}

/* What was taken back is not gone on with. */
static void
close_undone (ValBulkKeeper *self)
{
  const char *undo_of = val_bulk_job_get_header (self->job)->undo_of;
  ValBulkEntry *undone = undo_of != NULL ? val_bulk_history_find (self->history, undo_of) : NULL;

  if (undone != NULL && val_bulk_entry_get_end (undone) == VAL_BULK_OPEN &&
      val_bulk_job_get_file (self->job) != NULL)
    val_bulk_history_close_async (self->history, undone, NULL, NULL, NULL);
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValBulkKeeper) self = user_data;

  g_clear_error (&self->error);
  val_bulk_job_run_finish (VAL_BULK_JOB (source), result, &self->error);
  close_undone (self);
  if (self->window == NULL)
    return;
  allow_sleep (self);
  tell (self);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
}

/* Somebody has to decide, and may be looking elsewhere. */
static void
paused_cb (ValBulkKeeper *self)
{
  GtkApplication *application =
      self->window != NULL ? gtk_window_get_application (self->window) : NULL;
  g_autoptr (GNotification) notification = NULL;

  if (application == NULL)
    return;
  if (val_bulk_job_get_pause_reason (self->job) != VAL_BULK_PAUSE_ERRORS)
    {
      g_application_withdraw_notification (G_APPLICATION (application), PAUSED_ID);
      return;
    }
  if (val_notifier_is_watched ())
    return;
  notification = g_notification_new (_ ("Update Paused"));
  g_notification_set_body (notification, _ ("Too many requests failed one after the other."));
  g_notification_set_default_action (notification, "app.show-update");
  g_application_send_notification (G_APPLICATION (application), PAUSED_ID, notification);
}

static void
val_bulk_keeper_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_JOB)
    g_value_set_object (value, VAL_BULK_KEEPER (object)->job);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
val_bulk_keeper_finalize (GObject *object)
{
  ValBulkKeeper *self = VAL_BULK_KEEPER (object);

  g_clear_object (&self->notifier);
  g_clear_object (&self->job);
  g_clear_object (&self->history);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (val_bulk_keeper_parent_class)->finalize (object);
}

static void
val_bulk_keeper_class_init (ValBulkKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = val_bulk_keeper_get_property;
  object_class->finalize = val_bulk_keeper_finalize;
  properties[PROP_JOB] =
      g_param_spec_object ("job", NULL, NULL, VAL_TYPE_BULK_JOB,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  /**
   * ValBulkKeeper::ended:
   * @self: a keeper
   *
   * Its job has come to an end, good or bad.
   */
  signals[SIGNAL_ENDED] = g_signal_new ("ended", VAL_TYPE_BULK_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
}

static void
val_bulk_keeper_init (ValBulkKeeper *self)
{
}

/* What is paused can be resumed at the next start. */
static void
window_gone_cb (ValBulkKeeper *self)
{
  if (val_bulk_keeper_is_running (self) && !val_bulk_job_waits (self->job))
    val_bulk_job_stop (self->job);
  allow_sleep (self);
  g_clear_object (&self->notifier);
  self->window = NULL;
}

/**
 * val_bulk_keeper_of:
 * @main_window: a main window
 *
 * Returns: (transfer none): the keeper of that window
 */
ValBulkKeeper *
val_bulk_keeper_of (GtkWindow *main_window)
{
  ValBulkKeeper *self;

  g_return_val_if_fail (GTK_IS_WINDOW (main_window), NULL);

  self = g_object_get_data (G_OBJECT (main_window), KEEPER_KEY);
  if (self != NULL)
    return self;
  self = g_object_new (VAL_TYPE_BULK_KEEPER, NULL);
  self->window = main_window;
  g_signal_connect_object (main_window, "destroy", G_CALLBACK (window_gone_cb), self,
                           G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (main_window), KEEPER_KEY, self, g_object_unref);
  return self;
}

/**
 * val_bulk_keeper_get_job:
 * @self: a keeper
 *
 * Returns: (transfer none) (nullable): the job that runs, or the last one
 */
ValBulkJob *
val_bulk_keeper_get_job (ValBulkKeeper *self)
{
  g_return_val_if_fail (VAL_IS_BULK_KEEPER (self), NULL);

  return self->job;
}

/**
 * val_bulk_keeper_is_running:
 * @self: a keeper
 *
 * Returns: whether its job has not ended
 */
gboolean
val_bulk_keeper_is_running (ValBulkKeeper *self)
{
  g_return_val_if_fail (VAL_IS_BULK_KEEPER (self), FALSE);

  return self->notifier != NULL;
}

/**
 * val_bulk_keeper_get_error:
 * @self: a keeper
 *
 * Returns: (transfer none) (nullable): why the last job could not go on
 */
const GError *
val_bulk_keeper_get_error (ValBulkKeeper *self)
{
  g_return_val_if_fail (VAL_IS_BULK_KEEPER (self), NULL);

  return self->error;
}

/**
 * val_bulk_keeper_run:
 * @self: a keeper whose last job has ended
 * @job: a job that has not begun
 * @history: that it comes into
 *
 * Runs @job; see #ValBulkKeeper::ended.  One that it takes back is closed, where that was
 * interrupted.
 */
void
val_bulk_keeper_run (ValBulkKeeper *self, ValBulkJob *job, ValBulkHistory *history)
{
  g_return_if_fail (VAL_IS_BULK_KEEPER (self));
  g_return_if_fail (VAL_IS_BULK_JOB (job));
  g_return_if_fail (VAL_IS_BULK_HISTORY (history));
  g_return_if_fail (!val_bulk_keeper_is_running (self));
  g_return_if_fail (self->window != NULL);

  g_set_object (&self->job, job);
  g_set_object (&self->history, history);
  g_clear_error (&self->error);
  self->notifier = val_notifier_begin (GTK_WIDGET (self->window));
  stay_awake (self);
  g_signal_connect_object (job, "notify::state", G_CALLBACK (follow_state_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "notify::pause-reason", G_CALLBACK (paused_cb), self,
                           G_CONNECT_SWAPPED);
  val_bulk_job_run_async (job, ran_cb, g_object_ref (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}
