/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-bulk-result-page.h"

#include "ui/val-bulk-text.h"
#include "ui/val-error-bar.h"
#include "ui/val-plan-view.h"
#include "ui/val-report-print.h"
#include "ui/val-save-file.h"
#include "util/val-error.h"
#include "workspace/val-bulk-sequel.h"

#include <glib/gi18n.h>

struct _ValBulkResultPage
{
  AdwBin parent_instance;

  ValErrorBar *error_bar;
  GtkLabel *title_label;
  GtkLabel *rule_label;
  GtkLabel *counts_label;
  GtkLabel *when_label;
  GtkLabel *cut_label;
  GtkWidget *buttons;
  GtkButton *retry_button;
  GtkWidget *undo_button;
  ValPlanView *view;

  ValBulkRecord *record;     /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable): of what is made of the record */
  ValBulkSequel sequel;      /* of the plan that is made */
  const char *suffix;        /* of the report that is made */
  gboolean busy;             /* whether anything is made */
  gboolean taken_back;       /* whether nothing is left of the job */
  gboolean can_change;       /* whether the account is the current one, and nothing else runs */
};

enum
{
  SIGNAL_PLAN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ValBulkResultPage, val_bulk_result_page, ADW_TYPE_BIN)

static guint
count (ValBulkResultPage *self, ValChangeState state)
{
  return val_change_plan_count_state (val_bulk_record_get_plan (self->record), state);
}

static void
show_buttons (ValBulkResultPage *self)
{
  guint n_undo;
  guint n_failed;
  guint n_rest;
  gboolean open;

  if (self->record == NULL)
    return;
  n_undo = count (self, VAL_CHANGE_DONE) + count (self, VAL_CHANGE_DAMAGED) +
           count (self, VAL_CHANGE_UNKNOWN);
  n_failed = count (self, VAL_CHANGE_FAILED);
  n_rest = count (self, VAL_CHANGE_UNKNOWN) + count (self, VAL_CHANGE_NOT_SENT);
  /* What was interrupted is resumed, with all that is left of it. */
  open = val_bulk_record_get_end (self->record) == VAL_BULK_OPEN;
  gtk_button_set_label (self->retry_button,
                        n_rest > 0 ? _ ("_Try the Rest Again…") : _ ("_Retry Failed…"));
  gtk_widget_set_visible (self->undo_button, self->can_change && n_undo > 0 && !self->taken_back);
  gtk_widget_set_visible (GTK_WIDGET (self->retry_button),
                          self->can_change && n_failed + n_rest > 0 && !open);
}

static void
show_words (ValBulkResultPage *self)
{
  const ValBulkHeader *header = val_bulk_record_get_header (self->record);
  g_autofree char *title = val_bulk_text_title (self->record);
  g_autofree char *counts = val_bulk_text_record_counts (self->record);
  g_autofree char *when = val_bulk_text_when (header, val_bulk_record_get_ended (self->record));

  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->rule_label, header->rule);
  gtk_label_set_text (self->counts_label, counts);
  gtk_label_set_text (self->when_label, when);
  gtk_label_set_text (self->cut_label, val_bulk_text_cut ());
  gtk_widget_set_visible (GTK_WIDGET (self->cut_label),
                          val_bulk_record_get_n_cut (self->record) > 0);
}

/* What is made of many rows takes its time, in a thread, and one thing is made at a time. */

static void
set_busy (ValBulkResultPage *self, gboolean busy)
{
  self->busy = busy;
  gtk_widget_set_sensitive (self->buttons, !busy);
}

static void
give_up (ValBulkResultPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
planned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValBulkRecord *record = VAL_BULK_RECORD (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValChangePlan) plan = val_bulk_sequel_plan_finish (record, result, &error);
  g_autoptr (ValBulkHeader) header = NULL;
  ValBulkResultPage *self;

  if (plan == NULL)
    return;
  self = user_data;
  set_busy (self, FALSE);
  header = val_bulk_sequel_new_header (self->sequel, val_bulk_record_get_header (record));
  g_signal_emit (self, signals[SIGNAL_PLAN], 0, plan, header);
}

static void
plan (ValBulkResultPage *self, ValBulkSequel sequel)
{
  set_busy (self, TRUE);
  self->sequel = sequel;
  val_bulk_sequel_plan_async (sequel, self->record, self->cancellable, planned_cb, self);
}

static void
undo_cb (ValBulkResultPage *self)
{
  plan (self, VAL_BULK_UNDO);
}

static void
retry_cb (ValBulkResultPage *self)
{
  plan (self, VAL_BULK_RETRY);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValBulkResultPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (val_save_file_finish (GTK_WINDOW (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("Report saved"));
  else if (!val_error_is_cancelled (error))
    val_error_bar_show (self->error_bar, error, NULL);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValBulkRecord *record = VAL_BULK_RECORD (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = val_bulk_record_report_finish (record, result, &error);
  g_autofree char *name = NULL;
  ValBulkResultPage *self;

  if (bytes == NULL)
    return;
  self = user_data;
  set_busy (self, FALSE);
  name = val_bulk_text_file_name (val_bulk_record_get_header (record), self->suffix);
  val_save_file_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _ ("Save Report"),
                       name, bytes, saved_cb, g_object_ref (self));
}

static void
make (ValBulkResultPage *self, ValBulkReportFormat format, GAsyncReadyCallback callback)
{
  if (self->busy)
    return;
  set_busy (self, TRUE);
  val_bulk_record_report_async (self->record, format, self->cancellable, callback, self);
}

/* @suffix: static */
static void
save (GtkWidget *widget, ValBulkReportFormat format, const char *suffix)
{
  ValBulkResultPage *self = VAL_BULK_RESULT_PAGE (widget);

  self->suffix = suffix;
  make (self, format, made_cb);
}

static void
save_html_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  save (widget, VAL_BULK_REPORT_HTML, "html");
}

static void
save_text_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  save (widget, VAL_BULK_REPORT_TEXT, "txt");
}

static void
save_csv_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  save (widget, VAL_BULK_REPORT_CSV, "csv");
}

static void
printed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValBulkResultPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!val_report_print_finish (GTK_WINDOW (source), result, &error))
    val_error_bar_show (self->error_bar, error, NULL);
}

static void
made_for_print_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValBulkRecord *record = VAL_BULK_RECORD (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = val_bulk_record_report_finish (record, result, &error);
  ValBulkResultPage *self;

  if (bytes == NULL)
    return;
  self = user_data;
  set_busy (self, FALSE);
  val_report_print_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                          val_bulk_record_get_header (record)->rule, bytes, printed_cb,
                          g_object_ref (self));
}

static void
print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  make (VAL_BULK_RESULT_PAGE (widget), VAL_BULK_REPORT_TEXT, made_for_print_cb);
}

static void
val_bulk_result_page_dispose (GObject *object)
{
  ValBulkResultPage *self = VAL_BULK_RESULT_PAGE (object);

  give_up (self);
  g_clear_object (&self->record);
  G_OBJECT_CLASS (val_bulk_result_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-bulk-result-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ValBulkResultPage, error_bar);
  gtk_widget_class_bind_template_child (widget_class, ValBulkResultPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, ValBulkResultPage, rule_label);
  gtk_widget_class_bind_template_child (widget_class, ValBulkResultPage, counts_label);
  gtk_widget_class_bind_template_child (widget_class, ValBulkResultPage, when_label);
  gtk_widget_class_bind_template_child (widget_class, ValBulkResultPage, cut_label);
  gtk_widget_class_bind_template_child (widget_class, ValBulkResultPage, buttons);
  gtk_widget_class_bind_template_child (widget_class, ValBulkResultPage, retry_button);
  gtk_widget_class_bind_template_child (widget_class, ValBulkResultPage, undo_button);
  gtk_widget_class_bind_template_child (widget_class, ValBulkResultPage, view);
  gtk_widget_class_bind_template_callback (widget_class, undo_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
val_bulk_result_page_class_init (ValBulkResultPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VAL_TYPE_ERROR_BAR);
  g_type_ensure (VAL_TYPE_PLAN_VIEW);
  G_OBJECT_CLASS (klass)->dispose = val_bulk_result_page_dispose;
  /**
   * ValBulkResultPage::plan:
   * @self: a result page
   * @plan: what takes the job back, or does what it did not
   * @header: what that in a journal begins with
   */
  signals[SIGNAL_PLAN] =
      g_signal_new ("plan", VAL_TYPE_BULK_RESULT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, VAL_TYPE_CHANGE_PLAN, VAL_TYPE_BULK_HEADER);
  gtk_widget_class_install_action (widget_class, "report.save-html", NULL, save_html_action);
  gtk_widget_class_install_action (widget_class, "report.save-text", NULL, save_text_action);
  gtk_widget_class_install_action (widget_class, "report.save-csv", NULL, save_csv_action);
  gtk_widget_class_install_action (widget_class, "report.print", NULL, print_action);
  bind_template (widget_class);
}

static void
val_bulk_result_page_init (ValBulkResultPage *self)
{
  self->can_change = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * val_bulk_result_page_set_record:
 * @self: a result page
 * @record: what the journal says
 */
void
val_bulk_result_page_set_record (ValBulkResultPage *self, ValBulkRecord *record)
{
  g_return_if_fail (VAL_IS_BULK_RESULT_PAGE (self));
  g_return_if_fail (VAL_IS_BULK_RECORD (record));

  g_set_object (&self->record, record);
  give_up (self);
  self->cancellable = g_cancellable_new ();
  set_busy (self, FALSE);
  val_plan_view_set_plan (self->view, val_bulk_record_get_plan (record));
  val_error_bar_hide (self->error_bar);
  show_words (self);
  show_buttons (self);
}

/**
 * val_bulk_result_page_is_busy:
 * @self: a result page
 *
 * Returns: whether something is made of the record in a thread, so that the record must not change
 */
gboolean
val_bulk_result_page_is_busy (ValBulkResultPage *self)
{
  g_return_val_if_fail (VAL_IS_BULK_RESULT_PAGE (self), FALSE);

  return self->busy;
}

/**
 * val_bulk_result_page_set_can_change:
 * @self: a result page
 * @can_change: whether an undo or another try could run now
 *
 * They could not while the account is not the current one, or while another update runs.
 */
void
val_bulk_result_page_set_can_change (ValBulkResultPage *self, gboolean can_change)
{
  g_return_if_fail (VAL_IS_BULK_RESULT_PAGE (self));

  self->can_change = can_change;
  show_buttons (self);
}

/**
 * val_bulk_result_page_set_taken_back:
 * @self: a result page
 * @taken_back: whether other jobs have taken back all that the job changed
 *
 * There is nothing to undo then.  By default there is.
 */
void
val_bulk_result_page_set_taken_back (ValBulkResultPage *self, gboolean taken_back)
{
  g_return_if_fail (VAL_IS_BULK_RESULT_PAGE (self));

  self->taken_back = taken_back;
  show_buttons (self);
}

/**
 * val_bulk_result_page_show_error:
 * @self: a result page
 * @error: why the job could not go on
 */
void
val_bulk_result_page_show_error (ValBulkResultPage *self, const GError *error)
{
  g_return_if_fail (VAL_IS_BULK_RESULT_PAGE (self));
  g_return_if_fail (error != NULL);

  val_error_bar_show (self->error_bar, error, NULL);
}
