/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-health-bar.h"

#include "ui/val-notifier.h"
#include "util/val-error.h"
#include "workspace/val-health-job.h"

#include <glib/gi18n.h>

struct _ValHealthBar
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkLabel *label;
  GtkProgressBar *progress;
  GtkWidget *problems_button;
  GtkWidget *stop_button;
  GtkWidget *close_button;

  ValHealthJob *job;         /* (owned) (nullable): the last one */
  GSignalGroup *follows;     /* (owned): the job */
  GCancellable *cancellable; /* (owned) (nullable): while it runs */
  ValNotifier *notifier;     /* (owned) (nullable): while it runs */
};

enum
{
  SIGNAL_SHOW_PROBLEMS,
  SIGNAL_DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ValHealthBar, val_health_bar, ADW_TYPE_BIN)

static char *
describe_progress (ValHealthJob *job)
{
  /* Translators: how many connections were checked, of how many */
  return g_strdup_printf (_ ("Checking connections: %'u of %'u"), val_health_job_get_n_done (job),
                          val_health_job_get_n_total (job));
}

static char *
describe_result (ValHealthJob *job)
{
  guint n_problems = val_health_job_get_n_problems (job);
  guint n_done = val_health_job_get_n_done (job);
  g_autofree char *checked = g_strdup_printf (
      ngettext ("%'u connection checked", "%'u connections checked", n_done), n_done);
  g_autofree char *problems =
      n_problems > 0
          ? g_strdup_printf (ngettext ("%'u with a problem", "%'u with problems", n_problems),
                             n_problems)
          : g_strdup (n_done > 0 ? _ ("all right") : _ ("nothing to tell"));

  /* Translators: how many connections were checked, what came of it */
  return g_strdup_printf (_ ("%s: %s"), checked, problems);
}

static void
update (ValHealthBar *self)
{
  gboolean running = self->cancellable != NULL;
  guint n_total = self->job != NULL ? val_health_job_get_n_total (self->job) : 0;
  g_autofree char *text = NULL;

  gtk_revealer_set_reveal_child (self->revealer, self->job != NULL);
  if (self->job == NULL)
    return;
  text = running ? describe_progress (self->job) : describe_result (self->job);
  gtk_label_set_label (self->label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), running);
  gtk_widget_set_visible (self->stop_button, running);
  gtk_widget_set_visible (self->close_button, !running);
  gtk_widget_set_visible (self->problems_button,
                          !running && val_health_job_get_n_problems (self->job) > 0);
  if (n_total > 0)
    gtk_progress_bar_set_fraction (self->progress,
                                   (double) val_health_job_get_n_done (self->job) / n_total);
}

static void
cancel (ValHealthBar *self)
{
  g_autoptr (GCancellable) cancellable = g_steal_pointer (&self->cancellable);

  g_clear_object (&self->notifier);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
}

static void
notify (ValHealthBar *self)
{
  g_autofree char *text = describe_result (self->job);

  if (val_health_job_get_n_problems (self->job) > 0)
    val_notifier_add_button (self->notifier, _ ("Show Problems"), "app.show-problems");
  val_notifier_end (self->notifier, _ ("Connections Checked"), text, NULL);
  g_clear_object (&self->notifier);
}

static void
run_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValHealthBar) self = user_data;
  ValHealthJob *job = VAL_HEALTH_JOB (source);
  g_autoptr (GError) error = NULL;

  if (!val_health_job_run_finish (job, result, &error) && !val_error_is_cancelled (error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
  /* A later run may have taken its place. */
  if (job != self->job)
    return;
  g_clear_object (&self->cancellable);
  update (self);
  notify (self);
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

static void
stop_cb (ValHealthBar *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
problems_cb (ValHealthBar *self)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_PROBLEMS], 0);
}

static void
close_cb (ValHealthBar *self)
{
  val_health_bar_reset (self);
}

static void
val_health_bar_dispose (GObject *object)
{
  ValHealthBar *self = VAL_HEALTH_BAR (object);

  cancel (self);
  g_clear_object (&self->follows);
  g_clear_object (&self->job);
  G_OBJECT_CLASS (val_health_bar_parent_class)->dispose (object);
}

static void
install_signals (void)
{
  /**
   * ValHealthBar::show-problems:
   * @self: a health bar
   *
   * Somebody wants to see what did not answer well.
   */
  signals[SIGNAL_SHOW_PROBLEMS] = g_signal_new (
      "show-problems", VAL_TYPE_HEALTH_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * ValHealthBar::done:
   * @self: a health bar
   *
   * A run came to its end, or was stopped.
   */
  signals[SIGNAL_DONE] = g_signal_new ("done", VAL_TYPE_HEALTH_BAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
}

static void
val_health_bar_class_init (ValHealthBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = val_health_bar_dispose;
  install_signals ();
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-health-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ValHealthBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, ValHealthBar, label);
  gtk_widget_class_bind_template_child (widget_class, ValHealthBar, progress);
  gtk_widget_class_bind_template_child (widget_class, ValHealthBar, problems_button);
  gtk_widget_class_bind_template_child (widget_class, ValHealthBar, stop_button);
  gtk_widget_class_bind_template_child (widget_class, ValHealthBar, close_button);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, problems_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
}

static void
val_health_bar_init (ValHealthBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->follows = g_signal_group_new (VAL_TYPE_HEALTH_JOB);
  g_signal_group_connect_swapped (self->follows, "notify::n-done", G_CALLBACK (update), self);
}

/**
 * val_health_bar_run:
 * @self: a health bar
 * @workspace: whose account it is
 * @instances: (element-type ValInstance): which to check
 *
 * Checks connections; a run under way is stopped.
 */
void
val_health_bar_run (ValHealthBar *self, ValWorkspace *workspace, GPtrArray *instances)
{
  g_return_if_fail (VAL_IS_HEALTH_BAR (self));
  g_return_if_fail (instances != NULL);

  cancel (self);
  g_clear_object (&self->job);
  self->job = val_health_job_new (workspace);
  self->cancellable = g_cancellable_new ();
  self->notifier = val_notifier_begin (GTK_WIDGET (self));
  g_signal_group_set_target (self->follows, self->job);
  val_health_job_run_async (self->job, instances, self->cancellable, run_cb, g_object_ref (self));
  update (self);
}

/**
 * val_health_bar_reset:
 * @self: a health bar
 *
 * Stops what runs, and goes away.
 */
void
val_health_bar_reset (ValHealthBar *self)
{
  g_return_if_fail (VAL_IS_HEALTH_BAR (self));

  cancel (self);
  g_signal_group_set_target (self->follows, NULL);
  g_clear_object (&self->job);
  update (self);
}
