/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-bulk-window-private.h"

#include "ui/val-accessible.h"
#include "ui/val-confirm.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (ValBulkWindow, val_bulk_window, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Pages. */

gboolean
_val_bulk_window_is_on (ValBulkWindow *self, const char *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), page) == 0;
}

static const char *
get_title (ValBulkWindow *self)
{
  if (_val_bulk_window_is_on (self, PAGE_PREVIEW) || _val_bulk_window_is_on (self, PAGE_NOTHING))
    return _ ("Preview");
  if (_val_bulk_window_is_on (self, PAGE_RUN))
    return _ ("Updating");
  return _val_bulk_window_is_on (self, PAGE_RESULT) ? _ ("Result") : _ ("Update Callback URLs");
}

/* Whether the platform that the plan was made for is no longer where its account is. */
gboolean
_val_bulk_window_is_stale (ValBulkWindow *self)
{
  return self->header != NULL && self->workspace != NULL &&
         !val_bulk_header_is_of (self->header, val_workspace_get_account (self->workspace));
}

static const char *
describe_way_back (ValBulkWindow *self)
{
  if (_val_bulk_window_is_on (self, PAGE_RESULT) || g_strcmp0 (self->origin, PAGE_RULE) == 0)
    return _ ("Back to the Rule");
  return self->origin != NULL ? _ ("Back to the Result") : _ ("Back");
}

static void
show_way_back (ValBulkWindow *self, gboolean visible)
{
  const char *name = describe_way_back (self);

  gtk_widget_set_visible (self->back_button, visible);
  gtk_widget_set_tooltip_text (self->back_button, name);
  val_accessible_set_name (self->back_button, name);
}

void
_val_bulk_window_update_actions (ValBulkWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean preview = _val_bulk_window_is_on (self, PAGE_PREVIEW);
  gboolean fresh = !_val_bulk_window_is_stale (self);
  gboolean back = _val_bulk_window_can_go_back (self);
  gboolean planning = self->planner != NULL;

  show_way_back (self, back && !planning && !_val_bulk_window_is_on (self, PAGE_PLANNING));
  gtk_widget_set_visible (self->preview_button, _val_bulk_window_is_on (self, PAGE_RULE));
  gtk_widget_set_visible (self->apply_button, preview);
  gtk_widget_set_visible (self->options_button, preview);
  gtk_widget_action_set_enabled (widget, "bulk.back", back);
  gtk_widget_action_set_enabled (widget, "bulk.preview",
                                 _val_bulk_window_is_on (self, PAGE_RULE) && !planning &&
                                     val_rule_form_get_valid (self->form));
  gtk_widget_action_set_enabled (widget, "bulk.apply",
                                 preview && fresh && self->plan != NULL &&
                                     val_change_plan_get_n_ticked (self->plan) > 0);
}

void
_val_bulk_window_show_page (ValBulkWindow *self, const char *page)
{
  gtk_stack_set_visible_child_name (self->pages, page);
  adw_window_title_set_title (self->title, get_title (self));
  _val_bulk_window_update_actions (self);
  gtk_window_set_default_widget (
      GTK_WINDOW (self), _val_bulk_window_is_on (self, PAGE_RULE) ? self->preview_button : NULL);
}

/* Whoever came from another window goes back there. */
void
_val_bulk_window_leave (ValBulkWindow *self)
{
  g_signal_emit (self, signals[SIGNAL_LEFT], 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
discard_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  if (val_confirm_question_finish (GTK_WIDGET (source), result))
    gtk_window_close (GTK_WINDOW (source));
}

/* The key is hit by mistake more easily than a button. */
static void
escape_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValBulkWindow *self = VAL_BULK_WINDOW (widget);
  gboolean rule = _val_bulk_window_is_on (self, PAGE_RULE);

  if (self->planner != NULL ||
      (!_val_bulk_window_is_on (self, PAGE_RESULT) && _val_bulk_window_can_go_back (self)))
    _val_bulk_window_go_back (self);
  else if (rule && val_rule_form_get_valid (self->form))
    val_confirm_question_async (widget, _ ("Discard the Rule?"),
                                _ ("What you have entered is not kept."), _ ("_Discard"),
                                discard_confirmed_cb, NULL);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
error_action_cb (ValBulkWindow *self)
{
  if (self->wanted != NULL)
    _val_bulk_window_look_again (self);
}

static gboolean
val_bulk_window_close_request (GtkWindow *window)
{
  ValBulkWindow *self = VAL_BULK_WINDOW (window);

  if (!_val_bulk_window_is_running (self))
    return GTK_WINDOW_CLASS (val_bulk_window_parent_class)->close_request (window);
  _val_bulk_window_ask_about_job (self);
  return GDK_EVENT_STOP;
}

/* Whom a plan was made for is not who would be written to now. */
static void
account_cb (ValBulkWindow *self)
{
  self->foreign = TRUE;
  if (_val_bulk_window_is_on (self, PAGE_RESULT))
    {
      val_bulk_result_page_set_can_change (self->result_page, FALSE);
      _val_bulk_window_update_actions (self);
    }
  else if (!_val_bulk_window_is_on (self, PAGE_RUN))
    gtk_window_destroy (GTK_WINDOW (self));
}

/* An account that has moved is another one: its ids are others.  It may be moved back. */
static void
moved_cb (ValBulkWindow *self)
{
  if (!_val_bulk_window_is_on (self, PAGE_PREVIEW) && !_val_bulk_window_is_on (self, PAGE_NOTHING))
    {
      account_cb (self);
      return;
    }
  val_error_bar_hide (self->error_bar);
  _val_bulk_window_tell_stale (self);
  _val_bulk_window_update_actions (self);
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

  _val_bulk_window_end_planning (self);
  g_cancellable_cancel (self->closing);
  g_clear_object (&self->plan);
  g_clear_object (&self->wanted);
  g_clear_object (&self->job);
  g_clear_object (&self->shown);
  g_clear_object (&self->keeper);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (val_bulk_window_parent_class)->dispose (object);
}

static void
val_bulk_window_finalize (GObject *object)
{
  ValBulkWindow *self = VAL_BULK_WINDOW (object);

  g_clear_object (&self->closing);
  g_clear_pointer (&self->header, val_bulk_header_free);
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
  gtk_widget_class_bind_template_callback (widget_class, error_action_cb);
  gtk_widget_class_bind_template_callback (widget_class, _val_bulk_window_update_actions);
  gtk_widget_class_bind_template_callback (widget_class, val_bulk_window_show_plan);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
  gtk_widget_class_install_action (widget_class, "bulk.escape", NULL, escape_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "bulk.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "bulk.escape", NULL);
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
  /**
   * ValBulkWindow::left:
   * @self: a bulk window
   *
   * Nothing is wanted of the plan that was shown; the window goes.
   */
  signals[SIGNAL_LEFT] = g_signal_new ("left", VAL_TYPE_BULK_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
  install_actions (widget_class);
  _val_bulk_window_install_plan_actions (widget_class);
  _val_bulk_window_install_run_actions (widget_class);
  bind_template (widget_class);
}

static void
val_bulk_window_init (ValBulkWindow *self)
{
  self->origin = PAGE_RULE;
  self->closing = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  _val_bulk_window_show_page (self, PAGE_RULE);
}

static void
set_workspace (ValBulkWindow *self, GtkWindow *parent, ValWorkspace *workspace)
{
  ValAccount *account = val_workspace_get_account (workspace);

  self->workspace = g_object_ref (workspace);
  self->keeper = g_object_ref (val_bulk_keeper_of (parent));
  g_signal_connect_object (self->keeper, "ended", G_CALLBACK (_val_bulk_window_note_end), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::account", G_CALLBACK (account_cb), self,
                           G_CONNECT_SWAPPED);
  if (account == NULL)
    return;
  g_signal_connect_object (account, "notify::base-url", G_CALLBACK (moved_cb), self,
                           G_CONNECT_SWAPPED);
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

static gboolean
shows_job (ValBulkWindow *self, ValBulkJob *job)
{
  return self->shown == job &&
         (_val_bulk_window_is_on (self, PAGE_RUN) || _val_bulk_window_is_on (self, PAGE_RESULT));
}

/* @job: (nullable): that the window shows; NULL for any window */
static ValBulkWindow *
find (GtkWindow *parent, ValBulkJob *job)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      /* The list of windows keeps it. */
      if (VAL_IS_BULK_WINDOW (window) && gtk_window_get_transient_for (window) == parent &&
          (job == NULL || shows_job (VAL_BULK_WINDOW (window), job)))
        return VAL_BULK_WINDOW (window);
    }
  return NULL;
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
  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);

  return find (parent, NULL);
}

/**
 * val_bulk_window_find_job:
 * @parent: a main window
 * @job: that it runs, or has run
 *
 * Returns: (transfer none) (nullable): the window of @parent that shows @job, or its result
 */
ValBulkWindow *
val_bulk_window_find_job (GtkWindow *parent, ValBulkJob *job)
{
  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (VAL_IS_BULK_JOB (job), NULL);

  return find (parent, job);
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
