/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-action-dialog.h"

#include "ui/val-notifier.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

/* A window that is shown does not grow with what it could also scroll. */
#define MAX_ROWS_AT_ONCE 4
#define ROW_HEIGHT       64 /* pixels */

struct _ValActionDialog
{
  AdwWindow parent_instance;

  GtkStack *stack;
  GtkProgressBar *progress_bar;
  GtkLabel *progress_label;
  GtkButton *stop_button;
  GtkLabel *summary_label;
  GtkListBox *failed_list;
  GtkScrolledWindow *failed_box;
  GtkButton *retry_button;

  ValActionJob *job;         /* (owned) */
  GCancellable *cancellable; /* (owned) (nullable): while the job runs */
  ValNotifier *notifier;     /* (owned) (nullable): while the job runs */
};

enum
{
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ValActionDialog, val_action_dialog, ADW_TYPE_WINDOW)

static const char *
get_title (ValAction action)
{
  switch (action)
    {
    case VAL_ACTION_ENABLE:
      return _ ("Enabling Instances");
    case VAL_ACTION_DISABLE:
      return _ ("Disabling Instances");
    case VAL_ACTION_DELETE:
      return _ ("Deleting Instances");
    case VAL_ACTION_TRACE:
      return _ ("Starting Trace Logging");
    case VAL_ACTION_UNTRACE:
    default:
      return _ ("Stopping Trace Logging");
    }
}

/* What was done, for a toast or a notification. */
static char *
describe_done (ValAction action, guint number)
{
  switch (action)
    {
    case VAL_ACTION_ENABLE:
      return g_strdup_printf (ngettext ("%u instance enabled", "%u instances enabled", number),
                              number);
    case VAL_ACTION_DISABLE:
      return g_strdup_printf (ngettext ("%u instance disabled", "%u instances disabled", number),
                              number);
    case VAL_ACTION_DELETE:
      return g_strdup_printf (ngettext ("%u instance deleted", "%u instances deleted", number),
                              number);
    case VAL_ACTION_TRACE:
      return g_strdup (_ ("Trace logging is on for now; the platform ends it by itself"));
    case VAL_ACTION_UNTRACE:
    default:
      return g_strdup (_ ("Trace logging is off"));
    }
}

static void
progress_cb (ValActionDialog *self)
{
  guint done = val_action_job_get_n_done (self->job);
  guint total = val_action_job_get_n_total (self->job);
  g_autofree char *text = g_strdup_printf (
      /* Translators: how many instances a job is through with, and of how many */
      _ ("%u of %u"), done, total);

  gtk_progress_bar_set_fraction (self->progress_bar, total > 0 ? (double) done / total : 0);
  gtk_label_set_text (self->progress_label, text);
}

static char *
summarise (ValActionDialog *self)
{
  guint failed = g_list_model_get_n_items (val_action_job_get_failed (self->job));
  guint done = val_action_job_get_n_done (self->job);
  guint total = val_action_job_get_n_total (self->job);
  g_autofree char *left = NULL;
  g_autofree char *wrong = NULL;

  if (failed > 0)
    wrong = g_strdup_printf (
        ngettext ("%u of %u instance failed.", "%u of %u instances failed.", total), failed, total);
  if (done < total)
    left = g_strdup_printf (ngettext ("Stopped: %u instance was not begun.",
                                      "Stopped: %u instances were not begun.", total - done),
                            total - done);
  if (wrong != NULL && left != NULL)
    return g_strjoin (" ", left, wrong, NULL);
  return wrong != NULL ? g_steal_pointer (&wrong) : g_steal_pointer (&left);
}

static void
show_outcome (ValActionDialog *self)
{
  guint failed = g_list_model_get_n_items (val_action_job_get_failed (self->job));
  gboolean whole = val_action_job_get_n_done (self->job) == val_action_job_get_n_total (self->job);
  g_autofree char *summary = summarise (self);

  gtk_label_set_text (self->summary_label, summary);
  gtk_widget_set_visible (GTK_WIDGET (self->failed_box), failed > 0);
  gtk_scrolled_window_set_min_content_height (self->failed_box,
                                              MIN (failed, MAX_ROWS_AT_ONCE) * ROW_HEIGHT);
  gtk_button_set_label (self->retry_button, whole ? _ ("_Retry Failed") : _ ("_Continue"));
  gtk_stack_set_visible_child_name (self->stack, "outcome");
  gtk_window_present (GTK_WINDOW (self));
}

static void
notify (ValActionDialog *self)
{
  g_autofree char *done = val_action_dialog_describe_done (self);
  g_autofree char *wrong = summarise (self);

  val_notifier_end (self->notifier,
                    done != NULL ? done : get_title (val_action_job_get_action (self->job)), wrong,
                    wrong != NULL ? "app.activate" : NULL);
  g_clear_object (&self->notifier);
}

static void
end (ValActionDialog *self)
{
  g_autoptr (ValActionDialog) alive = g_object_ref (self);

  gtk_window_destroy (GTK_WINDOW (self));
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValActionDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  ValActionJob *job = VAL_ACTION_JOB (source);
  gboolean whole = val_action_job_run_finish (job, result, &error);

  g_clear_object (&self->cancellable);
  if (self->job == NULL)
    return;
  notify (self);
  if (whole && g_list_model_get_n_items (val_action_job_get_failed (job)) == 0)
    end (self);
  else
    show_outcome (self);
}

static void
retry_cb (ValActionDialog *self)
{
  val_action_dialog_run (self);
}

static void
stop_cb (ValActionDialog *self)
{
  if (self->cancellable == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stop_button), FALSE);
  gtk_label_set_text (self->progress_label, _ ("Waiting for what is under way…"));
}

static void
close_cb (ValActionDialog *self)
{
  end (self);
}

/* A row of what failed: the instance and why. */
static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  ValActionDialog *self = user_data;
  ValInstance *instance = item;
  const GError *error = val_action_job_get_error (self->job, instance);
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *reason =
      g_strdup_printf ("%s: %s", val_error_title (error), error != NULL ? error->message : "");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), val_instance_get_name (instance));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), reason);
  return row;
}

static gboolean
val_action_dialog_close_request (GtkWindow *window)
{
  ValActionDialog *self = VAL_ACTION_DIALOG (window);

  if (self->cancellable != NULL)
    stop_cb (self);
  else
    end (self);
  return GDK_EVENT_STOP;
}

static void
val_action_dialog_dispose (GObject *object)
{
  ValActionDialog *self = VAL_ACTION_DIALOG (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->notifier);
  if (self->failed_list != NULL)
    gtk_list_box_bind_model (self->failed_list, NULL, NULL, NULL, NULL);
  self->failed_list = NULL;
  G_OBJECT_CLASS (val_action_dialog_parent_class)->dispose (object);
}

static void
val_action_dialog_finalize (GObject *object)
{
  ValActionDialog *self = VAL_ACTION_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->job);
  G_OBJECT_CLASS (val_action_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-action-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ValActionDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ValActionDialog, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, ValActionDialog, progress_label);
  gtk_widget_class_bind_template_child (widget_class, ValActionDialog, stop_button);
  gtk_widget_class_bind_template_child (widget_class, ValActionDialog, summary_label);
  gtk_widget_class_bind_template_child (widget_class, ValActionDialog, failed_list);
  gtk_widget_class_bind_template_child (widget_class, ValActionDialog, failed_box);
  gtk_widget_class_bind_template_child (widget_class, ValActionDialog, retry_button);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
}

static void
val_action_dialog_class_init (ValActionDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = val_action_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = val_action_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = val_action_dialog_close_request;
  /**
   * ValActionDialog::ended:
   * @self: an action dialog
   *
   * The dialog is gone; the job tells what came of it.
   */
  signals[SIGNAL_ENDED] = g_signal_new ("ended", VAL_TYPE_ACTION_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  bind_template (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
val_action_dialog_init (ValActionDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * val_action_dialog_new:
 * @parent: window that it belongs to
 * @job: (transfer none): what to run
 *
 * Returns: (transfer none): a dialog that is not shown yet, owned by GTK as all windows are
 */
ValActionDialog *
val_action_dialog_new (GtkWindow *parent, ValActionJob *job)
{
  ValActionDialog *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (VAL_IS_ACTION_JOB (job), NULL);

  self = g_object_new (VAL_TYPE_ACTION_DIALOG, "transient-for", parent, "title",
                       get_title (val_action_job_get_action (job)), NULL);
  self->job = g_object_ref (job);
  gtk_list_box_bind_model (self->failed_list, val_action_job_get_failed (job), create_row, self,
                           NULL);
  g_signal_connect_object (job, "notify::n-done", G_CALLBACK (progress_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * val_action_dialog_get_job:
 * @self: an action dialog
 *
 * Returns: (transfer none): its job
 */
ValActionJob *
val_action_dialog_get_job (ValActionDialog *self)
{
  g_return_val_if_fail (VAL_IS_ACTION_DIALOG (self), NULL);

  return self->job;
}

/**
 * val_action_dialog_describe_done:
 * @self: an action dialog
 *
 * Returns: (transfer full) (nullable): what was done, in a sentence; NULL where nothing was
 */
char *
val_action_dialog_describe_done (ValActionDialog *self)
{
  guint n_failed;
  guint n_done;

  g_return_val_if_fail (VAL_IS_ACTION_DIALOG (self), NULL);

  n_failed = g_list_model_get_n_items (val_action_job_get_failed (self->job));
  n_done = val_action_job_get_n_done (self->job) - n_failed;
  return n_done > 0 ? describe_done (val_action_job_get_action (self->job), n_done) : NULL;
}

/**
 * val_action_dialog_run:
 * @self: an action dialog whose job is not running
 *
 * Runs the job, and shows the dialog where that may take a while.
 */
void
val_action_dialog_run (ValActionDialog *self)
{
  g_return_if_fail (VAL_IS_ACTION_DIALOG (self));
  g_return_if_fail (self->cancellable == NULL);

  self->cancellable = g_cancellable_new ();
  self->notifier = val_notifier_begin (GTK_WIDGET (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->stop_button), TRUE);
  gtk_stack_set_visible_child_name (self->stack, "running");
  progress_cb (self);
  if (val_action_job_get_n_total (self->job) > 1)
    gtk_window_present (GTK_WINDOW (self));
  val_action_job_run_async (self->job, self->cancellable, ran_cb, g_object_ref (self));
}
