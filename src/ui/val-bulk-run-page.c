/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-bulk-run-page.h"

#include "ui/val-bulk-text.h"
#include "ui/val-focus.h"
#include "ui/val-format.h"
#include "ui/val-plan-view.h"

#include <glib/gi18n.h>

/* Below this many instances a second, minutes tell more. */
#define SLOW_RATE 1.0

/* How often rows that are under way are looked for. */
#define REFRESH_MS 250

struct _ValBulkRunPage
{
  AdwBin parent_instance;

  GtkLabel *state_label;
  GtkProgressBar *progress;
  GtkLabel *progress_label;
  GtkLabel *counts_label;
  GtkStack *reason_stack;
  GtkLabel *reason_room;
  GtkLabel *reason_label;
  GtkButton *stop_button;
  GtkButton *pause_button;
  ValPlanView *view;

  ValBulkJob *job;       /* (owned) (nullable) */
  GSignalGroup *follows; /* (owned): the job */
  guint refresh_source;
};

enum
{
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ValBulkRunPage, val_bulk_run_page, ADW_TYPE_BIN)

static const char *
describe_stage (ValBulkJob *job)
{
  switch (val_bulk_job_get_stage (job))
    {
    case 1:
      return _ ("Trying the First Instance");
    case 2:
      /* xgettext:no-c-format */
      return _ ("Trying 5 % of the Instances");
    default:
      return _ ("Updating Callback URLs");
    }
}

static const char *
describe_pause (ValBulkJob *job)
{
  GNetworkMonitor *monitor = g_network_monitor_get_default ();

  return val_bulk_text_pause (val_bulk_job_get_pause_reason (job),
                              g_network_monitor_get_network_available (monitor));
}

static const char *
describe_state (ValBulkJob *job)
{
  switch (val_bulk_job_get_state (job))
    {
    case VAL_BULK_STATE_NEW:
      return _ ("Preparing…");
    case VAL_BULK_STATE_SETTLING:
      return _ ("Looking at What Was Interrupted…");
    case VAL_BULK_STATE_PAUSED:
      return describe_pause (job);
    case VAL_BULK_STATE_STOPPING:
      return _ ("Waiting for What Is Under Way…");
    case VAL_BULK_STATE_ENDED:
      return _ ("Done");
    case VAL_BULK_STATE_RUNNING:
    default:
      return describe_stage (job);
    }
}

static char *
describe_rate (ValBulkJob *job)
{
  double rate = val_bulk_job_get_rate (job);

  if (rate <= 0)
    return g_strdup ("");
  if (rate < SLOW_RATE)
    /* Translators: follows how many instances are finished; %.0f is a number of instances */
    return g_strdup_printf (_ (" · %.0f a minute"), rate * 60);
  /* Translators: follows how many instances are finished; %.0f is a number of instances */
  return g_strdup_printf (_ (" · %.0f a second"), rate);
}

static char *
describe_time_left (ValBulkJob *job)
{
  gint64 seconds = val_bulk_job_get_time_left (job);
  g_autofree char *span = NULL;

  if (seconds < 0)
    return g_strdup ("");
  span = val_format_span (seconds);
  /* Translators: follows how fast it goes; %s is a span of time such as "3 min" */
  return g_strdup_printf (_ (" · %s left"), span);
}

static void
show_progress (ValBulkRunPage *self)
{
  guint total = val_bulk_job_get_n_total (self->job);
  guint finished = val_bulk_job_get_n_finished (self->job);
  gboolean running = val_bulk_job_get_state (self->job) == VAL_BULK_STATE_RUNNING &&
                     val_bulk_job_get_hold (self->job) == 0;
  g_autofree char *rate = running ? describe_rate (self->job) : g_strdup ("");
  g_autofree char *left = running ? describe_time_left (self->job) : g_strdup ("");
  /* Translators: how many instances are finished, and of how many */
  g_autofree char *count = g_strdup_printf (_ ("%'u of %'u"), finished, total);
  g_autofree char *text = g_strconcat (count, rate, left, NULL);
  g_autofree char *counts = val_bulk_text_progress (val_bulk_job_get_plan (self->job));

  gtk_progress_bar_set_fraction (self->progress, total > 0 ? (double) finished / total : 0);
  gtk_label_set_text (self->progress_label, text);
  gtk_label_set_text (self->counts_label, finished > 0 ? counts : "");
}

static const char *
describe_pace (ValPaceReason reason)
{
  switch (reason)
    {
    case VAL_PACE_RATE:
      return _ ("Held back by the rate that is set in the options.");
    case VAL_PACE_THROTTLED:
      return _ ("The platform asked for fewer requests.");
    case VAL_PACE_SLOW:
      return _ ("The platform answers more slowly than at first: fewer requests at once.");
    case VAL_PACE_FAILING:
      return _ ("Some requests fail: fewer at once.");
    case VAL_PACE_OFFLINE:
      return _ ("The platform cannot be reached.");
    case VAL_PACE_BROKEN:
    case VAL_PACE_FREE:
    default:
      return NULL;
    }
}

static const char *
describe_reason (ValBulkJob *job)
{
  switch (val_bulk_job_get_pause_reason (job))
    {
    case VAL_BULK_PAUSE_OFFLINE:
      return _ ("The platform cannot be reached. The update goes on by itself once it can.");
    case VAL_BULK_PAUSE_ERRORS:
      return _ ("Too many requests failed one after the other. Look at the rows below, then "
                "resume or stop.");
    case VAL_BULK_PAUSE_USER:
      return NULL;
    case VAL_BULK_PAUSE_NONE:
    default:
      return describe_pace (val_bulk_job_get_pace_reason (job));
    }
}

static char *
describe_hold (guint seconds)
{
  return g_strdup_printf (ngettext ("The platform asked to wait; goes on in %'u s.",
                                    "The platform asked to wait; goes on in %'u s.", seconds),
                          seconds);
}

static void
show_reason (ValBulkRunPage *self)
{
  guint hold = val_bulk_job_get_pause_reason (self->job) == VAL_BULK_PAUSE_NONE
                   ? val_bulk_job_get_hold (self->job)
                   : 0;
  g_autofree char *reason =
      hold > 0 ? describe_hold (hold) : g_strdup (describe_reason (self->job));

  gtk_label_set_text (self->reason_label, reason != NULL ? reason : "");
  gtk_stack_set_visible_child_name (self->reason_stack, reason != NULL ? "reason" : "none");
}

/* As long as the longest of the texts that come and go by themselves, so that the rows below stay
 * where they are. */
static void
reserve_room (ValBulkRunPage *self)
{
  const char *longest = "";

  for (guint reason = VAL_PACE_FREE; reason <= VAL_PACE_BROKEN; reason++)
    {
      const char *text = describe_pace ((ValPaceReason) reason);

      if (text != NULL && g_utf8_strlen (text, -1) > g_utf8_strlen (longest, -1))
        longest = text;
    }
  gtk_label_set_text (self->reason_room, longest);
}

static void
show_buttons (ValBulkRunPage *self)
{
  ValBulkState state = val_bulk_job_get_state (self->job);
  gboolean paused = state == VAL_BULK_STATE_PAUSED;

  gtk_button_set_label (self->pause_button, paused ? _ ("_Resume") : _ ("_Pause"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->pause_button),
                            paused || state == VAL_BULK_STATE_RUNNING);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stop_button),
                            state != VAL_BULK_STATE_STOPPING && state != VAL_BULK_STATE_ENDED);
}

static void
update_cb (ValBulkRunPage *self)
{
  gtk_label_set_text (self->state_label, describe_state (self->job));
  show_progress (self);
  show_reason (self);
  show_buttons (self);
}

static gboolean
refresh_cb (gpointer user_data)
{
  ValBulkRunPage *self = user_data;

  val_plan_view_refresh (self->view);
  /* Seconds are counted down, with nothing else to tell of. */
  show_reason (self);
  return G_SOURCE_CONTINUE;
}

static void
follow_rows (ValBulkRunPage *self)
{
  gboolean ended = val_bulk_job_get_state (self->job) == VAL_BULK_STATE_ENDED;

  if (ended)
    g_clear_handle_id (&self->refresh_source, g_source_remove);
  else if (self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, self);
}

static void
state_cb (ValBulkRunPage *self)
{
  update_cb (self);
  follow_rows (self);
  if (val_bulk_job_get_state (self->job) == VAL_BULK_STATE_ENDED)
    g_signal_emit (self, signals[SIGNAL_ENDED], 0);
}

static void
pause_cb (ValBulkRunPage *self)
{
  if (val_bulk_job_get_state (self->job) == VAL_BULK_STATE_PAUSED)
    val_bulk_job_resume (self->job);
  else
    val_bulk_job_pause (self->job);
}

static void
stop_cb (ValBulkRunPage *self)
{
  val_bulk_job_stop (self->job);
}

/* Never to what ends the job. */
static gboolean
val_bulk_run_page_grab_focus (GtkWidget *widget)
{
  ValBulkRunPage *self = VAL_BULK_RUN_PAGE (widget);

  return gtk_widget_grab_focus (GTK_WIDGET (self->pause_button)) ||
         gtk_widget_child_focus (GTK_WIDGET (self->view), GTK_DIR_TAB_FORWARD);
}

static void
val_bulk_run_page_dispose (GObject *object)
{
  ValBulkRunPage *self = VAL_BULK_RUN_PAGE (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_object (&self->follows);
  g_clear_object (&self->job);
  G_OBJECT_CLASS (val_bulk_run_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-bulk-run-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ValBulkRunPage, state_label);
  gtk_widget_class_bind_template_child (widget_class, ValBulkRunPage, progress);
  gtk_widget_class_bind_template_child (widget_class, ValBulkRunPage, progress_label);
  gtk_widget_class_bind_template_child (widget_class, ValBulkRunPage, counts_label);
  gtk_widget_class_bind_template_child (widget_class, ValBulkRunPage, reason_stack);
  gtk_widget_class_bind_template_child (widget_class, ValBulkRunPage, reason_room);
  gtk_widget_class_bind_template_child (widget_class, ValBulkRunPage, reason_label);
  gtk_widget_class_bind_template_child (widget_class, ValBulkRunPage, stop_button);
  gtk_widget_class_bind_template_child (widget_class, ValBulkRunPage, pause_button);
  gtk_widget_class_bind_template_child (widget_class, ValBulkRunPage, view);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, pause_cb);
}

static void
val_bulk_run_page_class_init (ValBulkRunPageClass *klass)
{
  g_type_ensure (VAL_TYPE_PLAN_VIEW);
  G_OBJECT_CLASS (klass)->dispose = val_bulk_run_page_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = val_bulk_run_page_grab_focus;
  GTK_WIDGET_CLASS (klass)->focus = val_focus_children;
  /**
   * ValBulkRunPage::ended:
   * @self: a run page
   *
   * Nothing more comes of the job.
   */
  signals[SIGNAL_ENDED] = g_signal_new ("ended", VAL_TYPE_BULK_RUN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
val_bulk_run_page_init (ValBulkRunPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  reserve_room (self);
  self->follows = g_signal_group_new (VAL_TYPE_BULK_JOB);
  g_signal_group_connect_swapped (self->follows, "notify::state", G_CALLBACK (state_cb), self);
  g_signal_group_connect_swapped (self->follows, "notify::pause-reason", G_CALLBACK (update_cb),
                                  self);
  g_signal_group_connect_swapped (self->follows, "notify::pace-reason", G_CALLBACK (update_cb),
                                  self);
  g_signal_group_connect_swapped (self->follows, "notify::stage", G_CALLBACK (update_cb), self);
  g_signal_group_connect_swapped (self->follows, "notify::n-finished", G_CALLBACK (update_cb),
                                  self);
}

/**
 * val_bulk_run_page_set_job:
 * @self: a run page
 * @job: what to show
 *
 * Follows @job from now on.
 */
void
val_bulk_run_page_set_job (ValBulkRunPage *self, ValBulkJob *job)
{
  g_return_if_fail (VAL_IS_BULK_RUN_PAGE (self));
  g_return_if_fail (VAL_IS_BULK_JOB (job));

  g_set_object (&self->job, job);
  val_plan_view_set_plan (self->view, val_bulk_job_get_plan (job));
  g_signal_group_set_target (self->follows, job);
  update_cb (self);
  follow_rows (self);
}
