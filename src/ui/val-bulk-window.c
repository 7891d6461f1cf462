/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-bulk-window.h"

#include "ui/val-bulk-keeper.h"
#include "ui/val-bulk-options-group.h"
#include "ui/val-bulk-result-page.h"
#include "ui/val-bulk-run-page.h"
#include "ui/val-bulk-text.h"
#include "ui/val-confirm.h"
#include "ui/val-error-bar.h"
#include "ui/val-plan-view.h"
#include "ui/val-question.h"
#include "ui/val-rule-form.h"
#include "util/val-error.h"
#include "workspace/val-bulk-history.h"
#include "workspace/val-bulk-planner.h"

#include <glib/gi18n.h>

#define PAGE_RULE     "rule"
#define PAGE_PLANNING "planning"
#define PAGE_PREVIEW  "preview"
#define PAGE_NOTHING  "nothing"
#define PAGE_RUN      "run"
#define PAGE_RESULT   "result"

/* A plan that is made at once does not flash its progress. */
#define PATIENCE_MS 200

struct _ValBulkWindow
{
  AdwWindow parent_instance;

  AdwToastOverlay *toasts;
  AdwWindowTitle *title;
  GtkWidget *back_button;
  GtkWidget *preview_button;
  GtkWidget *apply_button;
  GtkWidget *options_button;
  ValBulkOptionsGroup *options_group;
  ValErrorBar *error_bar;
  GtkStack *pages;
  ValRuleForm *form;
  GtkProgressBar *planning_bar;
  GtkLabel *planning_label;
  GtkLabel *rule_label;
  ValPlanView *preview;
  AdwStatusPage *nothing_page;
  GtkWidget *change_rule_button;
  GtkWidget *show_rows_button;
  ValBulkRunPage *run_page;
  ValBulkResultPage *result_page;

  ValWorkspace *workspace;   /* (owned) (nullable) */
  ValBulkKeeper *keeper;     /* (owned) (nullable): of the main window */
  ValBulkPlanner *planner;   /* (owned) (nullable): while a plan is made */
  GCancellable *cancellable; /* (owned) (nullable): while a plan is made */
  GCancellable *closing;     /* (owned): nothing is waited for any more */
  ValChangePlan *plan;       /* (owned) (nullable): that is previewed */
  char *rule_text;           /* (owned) (nullable): what the plan does */
  char *undo_of;             /* (owned) (nullable): id of the job that the plan takes back */
  ValBulkJob *job;           /* (owned) (nullable): whose end is waited for */
  guint planning_source;
  gboolean has_rule; /* whether there is a form to go back to */
};

G_DEFINE_FINAL_TYPE (ValBulkWindow, val_bulk_window, ADW_TYPE_WINDOW)

/* Pages. */

static gboolean
is_on (ValBulkWindow *self, const char *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), page) == 0;
}

static const char *
get_title (ValBulkWindow *self)
{
  if (is_on (self, PAGE_PREVIEW) || is_on (self, PAGE_NOTHING))
    return _ ("Preview");
  if (is_on (self, PAGE_RUN))
    return _ ("Updating");
  return is_on (self, PAGE_RESULT) ? _ ("Result") : _ ("Update Callback URLs");
}

static void
update_actions_cb (ValBulkWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean preview = is_on (self, PAGE_PREVIEW);
  gboolean back = self->has_rule && (preview || is_on (self, PAGE_NOTHING));
  gboolean planning = self->planner != NULL;

  gtk_widget_set_visible (self->back_button, back);
  gtk_widget_set_visible (self->preview_button, is_on (self, PAGE_RULE));
  gtk_widget_set_visible (self->apply_button, preview);
  gtk_widget_set_visible (self->options_button, preview);
  gtk_widget_action_set_enabled (widget, "bulk.back", back || planning);
  gtk_widget_action_set_enabled (widget, "bulk.preview",
                                 is_on (self, PAGE_RULE) && !planning &&
                                     val_rule_form_get_valid (self->form));
  gtk_widget_action_set_enabled (widget, "bulk.apply",
                                 preview && self->plan != NULL &&
                                     val_change_plan_get_n_ticked (self->plan) > 0);
}

static void
show_page (ValBulkWindow *self, const char *page)
{
  gtk_stack_set_visible_child_name (self->pages, page);
  adw_window_title_set_title (self->title, get_title (self));
  update_actions_cb (self);
  gtk_window_set_default_widget (GTK_WINDOW (self),
                                 is_on (self, PAGE_RULE) ? self->preview_button : NULL);
}

static void
set_plan (ValBulkWindow *self, ValChangePlan *plan)
{
  if (self->plan != NULL)
    g_signal_handlers_disconnect_by_func (self->plan, update_actions_cb, self);
  g_set_object (&self->plan, plan);
  if (plan != NULL)
    g_signal_connect_object (plan, "notify::n-ticked", G_CALLBACK (update_actions_cb), self,
                             G_CONNECT_SWAPPED);
  val_plan_view_set_plan (self->preview, plan);
}

/* Planning. */

static void
progress_cb (ValBulkWindow *self)
{
  guint n_done = val_bulk_planner_get_n_done (self->planner);
  guint n_total = val_bulk_planner_get_n_total (self->planner);
  g_autofree char *text = val_bulk_text_planning (self->planner);

  gtk_progress_bar_set_fraction (self->planning_bar, n_total > 0 ? (double) n_done / n_total : 0);
  gtk_label_set_label (self->planning_label, text);
}

static gboolean
show_planning_cb (gpointer user_data)
{
  ValBulkWindow *self = user_data;

  self->planning_source = 0;
  show_page (self, PAGE_PLANNING);
  return G_SOURCE_REMOVE;
}

static void
end_planning (ValBulkWindow *self)
{
  g_clear_handle_id (&self->planning_source, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->planner != NULL)
    g_signal_handlers_disconnect_by_data (self->planner, self);
  g_clear_object (&self->planner);
}

static void
show_rows (ValBulkWindow *self)
{
  show_page (self, PAGE_PREVIEW);
  gtk_widget_grab_focus (GTK_WIDGET (self->preview));
}

static void
show_preview (ValBulkWindow *self)
{
  gboolean has_rows = g_list_model_get_n_items (G_LIST_MODEL (self->plan)) > 0;
  const char *title;
  g_autofree char *text = val_bulk_text_nothing (self->plan, &title);

  gtk_label_set_label (self->rule_label, self->rule_text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "bulk.show-rows", has_rows);
  if (text == NULL)
    {
      show_rows (self);
      return;
    }
  adw_status_page_set_title (self->nothing_page, title);
  adw_status_page_set_description (self->nothing_page, text);
  gtk_widget_set_visible (self->show_rows_button, has_rows);
  gtk_widget_set_visible (self->change_rule_button, self->has_rule);
  show_page (self, PAGE_NOTHING);
  gtk_widget_grab_focus (self->has_rule ? self->change_rule_button : self->show_rows_button);
}

static void
planned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValBulkWindow *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValChangePlan) plan =
      val_bulk_planner_run_finish (VAL_BULK_PLANNER (source), result, &error);

  if (val_error_is_cancelled (error))
    return;
  end_planning (self);
  if (plan != NULL)
    {
      set_plan (self, plan);
      show_preview (self);
      return;
    }
  show_page (self, PAGE_RULE);
  val_error_bar_show (self->error_bar, error, NULL);
}

static void
preview_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValBulkWindow *self = VAL_BULK_WINDOW (widget);
  ValUrlRule *rule = val_rule_form_get_rule (self->form);

  val_error_bar_hide (self->error_bar);
  g_free (self->rule_text);
  self->rule_text = val_url_rule_describe (rule);
  g_clear_pointer (&self->undo_of, g_free);
  self->planner =
      val_bulk_planner_new (self->workspace, rule, val_rule_form_get_instances (self->form));
  self->cancellable = g_cancellable_new ();
  g_signal_connect_swapped (self->planner, "notify", G_CALLBACK (progress_cb), self);
  progress_cb (self);
  self->planning_source = g_timeout_add (PATIENCE_MS, show_planning_cb, self);
  update_actions_cb (self);
  val_bulk_planner_run_async (self->planner, self->cancellable, planned_cb, self);
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValBulkWindow *self = VAL_BULK_WINDOW (widget);

  end_planning (self);
  val_error_bar_hide (self->error_bar);
  show_page (self, PAGE_RULE);
  gtk_widget_grab_focus (GTK_WIDGET (self->form));
}

static void
show_rows_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_rows (VAL_BULK_WINDOW (widget));
}

/* Running. */

static void
show_result (ValBulkWindow *self, ValBulkRecord *record)
{
  ValAccount *account = val_workspace_get_account (self->workspace);
  const ValBulkHeader *header = val_bulk_record_get_header (record);

  val_bulk_result_page_set_record (self->result_page, record);
  val_bulk_result_page_set_can_change (
      self->result_page,
      account != NULL && g_strcmp0 (val_account_get_uuid (account), header->account_uuid) == 0);
  show_page (self, PAGE_RESULT);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValBulkWindow *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkRecord) record = val_bulk_record_read_finish (result, &error);

  if (val_error_is_cancelled (error))
    return;
  if (record != NULL)
    show_result (self, record);
  else
    val_error_bar_show (self->error_bar, error, NULL);
}

/* What never began can be begun again. */
static void
ended_cb (ValBulkWindow *self)
{
  const GError *error = val_bulk_keeper_get_error (self->keeper);
  GFile *file = self->job != NULL ? val_bulk_job_get_file (self->job) : NULL;

  if (self->job == NULL || self->job != val_bulk_keeper_get_job (self->keeper))
    return;
  if (error != NULL)
    val_error_bar_show (self->error_bar, error, NULL);
  if (file != NULL)
    val_bulk_record_read_async (file, self->closing, read_cb, self);
  else if (self->plan != NULL)
    show_preview (self);
  g_clear_object (&self->job);
}

static ValBulkJob *
create_job (ValBulkWindow *self)
{
  ValBulkOptions options;
  g_autoptr (ValBulkHeader) header = NULL;
  GFile *folder = val_bulk_history_get_folder (val_workspace_get_history (self->workspace));

  val_bulk_options_group_get_options (self->options_group, &options);
  /* Only what is still as the job left it is taken back. */
  options.check_first |= self->undo_of != NULL;
  header =
      val_bulk_header_new (val_workspace_get_account (self->workspace), self->rule_text, &options);
  header->undo_of = g_strdup (self->undo_of);
  return val_bulk_job_new (self->workspace, self->plan, header, folder);
}

static gboolean
check_idle (ValBulkWindow *self)
{
  g_autoptr (GError) error = NULL;

  if (!val_bulk_keeper_is_running (self->keeper))
    return TRUE;
  error = g_error_new_literal (VAL_ERROR, VAL_ERROR_FAILED,
                               _ ("Another update is still running. Wait for its end."));
  val_error_bar_show (self->error_bar, error, NULL);
  return FALSE;
}

static void
run (ValBulkWindow *self, ValBulkJob *job)
{
  val_error_bar_hide (self->error_bar);
  val_bulk_window_show_job (self, job);
  val_bulk_keeper_run (self->keeper, job);
}

static void
apply_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValBulkWindow *self = VAL_BULK_WINDOW (source);
  g_autoptr (ValBulkJob) job = NULL;

  if (!val_confirm_update_finish (GTK_WIDGET (source), result) || self->workspace == NULL ||
      !check_idle (self))
    return;
  job = create_job (self);
  run (self, job);
}

static void
apply_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValBulkWindow *self = VAL_BULK_WINDOW (widget);

  if (check_idle (self))
    val_confirm_update_async (widget, val_workspace_get_account (self->workspace),
                              val_change_plan_get_n_ticked (self->plan), apply_confirmed_cb, NULL);
}

static void
retry_cb (ValBulkWindow *self, ValChangePlan *plan, const char *text, const char *job_id)
{
  val_bulk_window_show_plan (self, plan, text, NULL);
}

/* Closing. */

static gboolean
is_running (ValBulkWindow *self)
{
  return self->job != NULL && val_bulk_keeper_is_running (self->keeper);
}

static void
close_response_cb (AdwMessageDialog *dialog, const char *response, ValBulkWindow *window)
{
  g_autoptr (ValBulkWindow) self = window;

  /* The question outlives what the answer may end by its own emission (GTK 4.8). */
  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
  if (g_str_equal (response, "stop") && is_running (self))
    val_bulk_job_stop (self->job);
  else if (g_str_equal (response, "keep"))
    gtk_window_destroy (GTK_WINDOW (self));
}

static void
ask_about_job (ValBulkWindow *self)
{
  AdwMessageDialog *dialog =
      val_question_new (GTK_WINDOW (self), _ ("Keep the Update Running?"),
                        _ ("It can go on in the background: you are told of its end. If it is "
                           "stopped, what is under way is finished and the rest left alone."));

  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "stop", _ ("_Stop"), "keep",
                                    _ ("_Keep Running"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "stop", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (dialog, "keep", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "keep");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (close_response_cb), g_object_ref (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
val_bulk_window_close_request (GtkWindow *window)
{
  ValBulkWindow *self = VAL_BULK_WINDOW (window);

  if (!is_running (self))
    return GTK_WINDOW_CLASS (val_bulk_window_parent_class)->close_request (window);
  ask_about_job (self);
  return GDK_EVENT_STOP;
}

/* Whom a plan was made for is not who would be written to now. */
static void
account_cb (ValBulkWindow *self)
{
  if (is_on (self, PAGE_RESULT))
    val_bulk_result_page_set_can_change (self->result_page, FALSE);
  else if (!is_on (self, PAGE_RUN))
    gtk_window_destroy (GTK_WINDOW (self));
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *escaped = g_markup_escape_text (g_variant_get_string (parameter, NULL), -1);
  AdwToast *toast = adw_toast_new (escaped);

  adw_toast_set_timeout (toast, 3);
  adw_toast_overlay_add_toast (VAL_BULK_WINDOW (widget)->toasts, toast);
}

static void
val_bulk_window_dispose (GObject *object)
{
  ValBulkWindow *self = VAL_BULK_WINDOW (object);

  end_planning (self);
  g_cancellable_cancel (self->closing);
  g_clear_object (&self->plan);
  g_clear_object (&self->job);
  g_clear_object (&self->keeper);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (val_bulk_window_parent_class)->dispose (object);
}

static void
val_bulk_window_finalize (GObject *object)
{
  ValBulkWindow *self = VAL_BULK_WINDOW (object);

  g_clear_object (&self->closing);
  g_free (self->rule_text);
  g_free (self->undo_of);
  G_OBJECT_CLASS (val_bulk_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-bulk-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, title);
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, preview_button);
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, apply_button);
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, options_button);
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, options_group);
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, error_bar);
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, form);
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, planning_bar);
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, planning_label);
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, rule_label);
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, preview);
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, nothing_page);
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, change_rule_button);
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, show_rows_button);
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, run_page);
  gtk_widget_class_bind_template_child (widget_class, ValBulkWindow, result_page);
  gtk_widget_class_bind_template_callback (widget_class, update_actions_cb);
  gtk_widget_class_bind_template_callback (widget_class, val_bulk_window_show_plan);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
  gtk_widget_class_install_action (widget_class, "bulk.preview", NULL, preview_action);
  gtk_widget_class_install_action (widget_class, "bulk.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "bulk.show-rows", NULL, show_rows_action);
  gtk_widget_class_install_action (widget_class, "bulk.apply", NULL, apply_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "bulk.back", NULL);
}

static void
val_bulk_window_class_init (ValBulkWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VAL_TYPE_BULK_OPTIONS_GROUP);
  g_type_ensure (VAL_TYPE_BULK_RESULT_PAGE);
  g_type_ensure (VAL_TYPE_BULK_RUN_PAGE);
  g_type_ensure (VAL_TYPE_ERROR_BAR);
  g_type_ensure (VAL_TYPE_PLAN_VIEW);
  g_type_ensure (VAL_TYPE_RULE_FORM);
  G_OBJECT_CLASS (klass)->dispose = val_bulk_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = val_bulk_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = val_bulk_window_close_request;
  install_actions (widget_class);
  bind_template (widget_class);
}

static void
val_bulk_window_init (ValBulkWindow *self)
{
  self->has_rule = TRUE;
  self->closing = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  show_page (self, PAGE_RULE);
}

static void
set_workspace (ValBulkWindow *self, GtkWindow *parent, ValWorkspace *workspace)
{
  ValAccount *account = val_workspace_get_account (workspace);

  self->workspace = g_object_ref (workspace);
  self->keeper = g_object_ref (val_bulk_keeper_of (parent));
  g_signal_connect_object (self->keeper, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::account", G_CALLBACK (account_cb), self,
                           G_CONNECT_SWAPPED);
  if (account == NULL)
    return;
  adw_window_title_set_subtitle (self->title, val_account_get_name (account));
  if (val_account_get_production (account))
    gtk_widget_add_css_class (GTK_WIDGET (self), "production");
}

/**
 * val_bulk_window_new:
 * @parent: the main window, which it closes with
 * @workspace: whose instances are to be changed
 * @selection: (nullable) (element-type ValInstance): those that are selected
 * @filtered: (element-type ValInstance): those that a filter leaves, or all
 *
 * Returns: (transfer none): a window that asks for a rule, owned by GTK as all windows are
 */
ValBulkWindow *
val_bulk_window_new (GtkWindow *parent,
                     ValWorkspace *workspace,
                     GListModel *selection,
                     GListModel *filtered)
{
  ValBulkWindow *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (VAL_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (VAL_TYPE_BULK_WINDOW, "transient-for", parent, "destroy-with-parent", TRUE,
                       "application", gtk_window_get_application (parent), NULL);
  set_workspace (self, parent, workspace);
  val_bulk_window_set_choices (self, selection, filtered);
  gtk_widget_grab_focus (GTK_WIDGET (self->form));
  return self;
}

/**
 * val_bulk_window_find:
 * @parent: a main window
 *
 * Returns: (transfer none) (nullable): the window of @parent that there is already
 */
ValBulkWindow *
val_bulk_window_find (GtkWindow *parent)
{
  GListModel *windows = gtk_window_get_toplevels ();

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      /* The list of windows keeps it. */
      if (VAL_IS_BULK_WINDOW (window) && gtk_window_get_transient_for (window) == parent)
        return VAL_BULK_WINDOW (window);
    }
  return NULL;
}

/**
 * val_bulk_window_set_choices:
 * @self: a bulk window
 * @selection: (nullable) (element-type ValInstance): those that are selected
 * @filtered: (element-type ValInstance): those that a filter leaves, or all
 *
 * Offers other instances to apply a rule to.  What was typed stays.
 */
void
val_bulk_window_set_choices (ValBulkWindow *self, GListModel *selection, GListModel *filtered)
{
  g_return_if_fail (VAL_IS_BULK_WINDOW (self));

  val_rule_form_set_choices (self->form, self->workspace, selection, filtered);
}

/**
 * val_bulk_window_show_plan:
 * @self: a bulk window
 * @plan: what would be done
 * @rule_text: what that is, for people
 * @undo_of: (nullable): id of the job that the plan takes back
 *
 * Previews a plan that no rule of the form makes.
 */
void
val_bulk_window_show_plan (ValBulkWindow *self,
                           ValChangePlan *plan,
                           const char *rule_text,
                           const char *undo_of)
{
  g_return_if_fail (VAL_IS_BULK_WINDOW (self));
  g_return_if_fail (VAL_IS_CHANGE_PLAN (plan));
  g_return_if_fail (rule_text != NULL);

  self->has_rule = FALSE;
  g_free (self->rule_text);
  self->rule_text = g_strdup (rule_text);
  g_free (self->undo_of);
  self->undo_of = g_strdup (undo_of);
  set_plan (self, plan);
  show_preview (self);
}

/**
 * val_bulk_window_show_job:
 * @self: a bulk window
 * @job: a job that the keeper of the main window runs, or has run
 *
 * Shows how the job goes; its result, once it has ended.
 */
void
val_bulk_window_show_job (ValBulkWindow *self, ValBulkJob *job)
{
  g_return_if_fail (VAL_IS_BULK_WINDOW (self));
  g_return_if_fail (VAL_IS_BULK_JOB (job));

  g_set_object (&self->job, job);
  val_bulk_run_page_set_job (self->run_page, job);
  show_page (self, PAGE_RUN);
  if (val_bulk_job_get_state (job) == VAL_BULK_STATE_ENDED)
    ended_cb (self);
}

/**
 * val_bulk_window_resume:
 * @self: a bulk window
 * @record: of a job that was interrupted
 *
 * Goes on with it.
 */
void
val_bulk_window_resume (ValBulkWindow *self, ValBulkRecord *record)
{
  g_autoptr (ValBulkJob) job = NULL;

  g_return_if_fail (VAL_IS_BULK_WINDOW (self));
  g_return_if_fail (VAL_IS_BULK_RECORD (record));

  if (!check_idle (self))
    return;
  job = val_bulk_job_new_resumed (self->workspace, record);
  run (self, job);
}
