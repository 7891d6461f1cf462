/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-bulk-window-private.h"

#include "ui/val-bulk-text.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

/* A plan that is made at once does not flash its progress. */
#define PATIENCE_MS 200

static void
set_plan (ValBulkWindow *self, ValChangePlan *plan)
{
  if (self->plan != NULL)
    g_signal_handlers_disconnect_by_func (self->plan, _val_bulk_window_update_actions, self);
  g_set_object (&self->plan, plan);
  if (plan != NULL)
    g_signal_connect_object (plan, "notify::n-ticked", G_CALLBACK (_val_bulk_window_update_actions),
                             self, G_CONNECT_SWAPPED);
  val_plan_view_set_plan (self->preview, plan);
}

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
  _val_bulk_window_show_page (self, PAGE_PLANNING);
  return G_SOURCE_REMOVE;
}

void
_val_bulk_window_end_planning (ValBulkWindow *self)
{
  g_clear_handle_id (&self->planning_source, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->planner != NULL)
    g_signal_handlers_disconnect_by_data (self->planner, self);
  g_clear_object (&self->planner);
}

void
_val_bulk_window_tell_stale (ValBulkWindow *self)
{
  g_autoptr (GError) error = NULL;

  if (!_val_bulk_window_is_stale (self))
    return;
  error = g_error_new (VAL_ERROR, VAL_ERROR_INVALID_INPUT,
                       /* Translators: name of an account, a URL */
                       _ ("This preview is for the account “%s” at %s, which is no longer the "
                          "account's address. Close it and make a new one."),
                       self->header->account_name, self->header->base_url);
  val_error_bar_show (self->error_bar, error, NULL);
}

static gboolean
came_from (ValBulkWindow *self, const char *page)
{
  return g_strcmp0 (self->origin, page) == 0;
}

static void
show_rows (ValBulkWindow *self)
{
  _val_bulk_window_show_page (self, PAGE_PREVIEW);
  gtk_widget_grab_focus (GTK_WIDGET (self->preview));
}

static void
show_nothing (ValBulkWindow *self, const char *title, const char *text)
{
  gboolean has_rows = g_list_model_get_n_items (G_LIST_MODEL (self->plan)) > 0;
  gboolean has_rule = came_from (self, PAGE_RULE);

  adw_status_page_set_title (self->nothing_page, title);
  adw_status_page_set_description (self->nothing_page, text);
  gtk_widget_set_visible (self->show_rows_button, has_rows);
  gtk_widget_set_visible (self->change_rule_button, has_rule);
  _val_bulk_window_show_page (self, PAGE_NOTHING);
  gtk_widget_grab_focus (has_rule ? self->change_rule_button : self->show_rows_button);
}

/* What a rule is not about needs none; what was changed since a job does. */
static gboolean
has_reasons (ValBulkWindow *self)
{
  return !came_from (self, PAGE_RULE) &&
         val_change_plan_count_verdict (self->plan, VAL_CHANGE_NO_MATCH) > 0;
}

void
_val_bulk_window_show_preview (ValBulkWindow *self)
{
  gboolean has_rows = g_list_model_get_n_items (G_LIST_MODEL (self->plan)) > 0;
  const char *title;
  g_autofree char *text = val_bulk_text_nothing (self->plan, &title);

  gtk_label_set_label (self->rule_label, self->header->rule);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "bulk.show-rows", has_rows);
  if (text == NULL || has_reasons (self))
    show_rows (self);
  else
    show_nothing (self, title, text);
  _val_bulk_window_tell_stale (self);
}

/* Who came from another window finds nothing here to do but to try again. */
static void
refuse (ValBulkWindow *self, const GError *error)
{
  gboolean alone = self->origin == NULL;

  _val_bulk_window_show_page (self, alone ? PAGE_PLANNING : self->origin);
  if (alone)
    gtk_label_set_label (self->planning_label, "");
  val_error_bar_show (self->error_bar, error, alone ? _ ("_Try Again") : NULL);
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
  _val_bulk_window_end_planning (self);
  if (plan != NULL)
    {
      set_plan (self, plan);
      _val_bulk_window_show_preview (self);
      return;
    }
  refuse (self, error);
}

/* @header: (transfer full) */
static void
take_header (ValBulkWindow *self, ValBulkHeader *header)
{
  g_clear_pointer (&self->header, val_bulk_header_free);
  self->header = header;
}

/* @planner: (transfer full) */
static void
begin_planning (ValBulkWindow *self, ValBulkPlanner *planner)
{
  _val_bulk_window_end_planning (self);
  self->planner = planner;
  self->cancellable = g_cancellable_new ();
  g_signal_connect_swapped (planner, "notify", G_CALLBACK (progress_cb), self);
  progress_cb (self);
  self->planning_source = g_timeout_add (PATIENCE_MS, show_planning_cb, self);
  _val_bulk_window_update_actions (self);
  val_bulk_planner_run_async (planner, self->cancellable, planned_cb, self);
}

/* What a job did may have become another by now. */
void
_val_bulk_window_look_again (ValBulkWindow *self)
{
  val_error_bar_hide (self->error_bar);
  if (self->origin == NULL)
    _val_bulk_window_show_page (self, PAGE_PLANNING);
  begin_planning (self, val_bulk_planner_new_again (self->workspace, self->wanted));
}

static void
preview_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValBulkWindow *self = VAL_BULK_WINDOW (widget);
  ValBulkOptions options;
  ValBulkPlanner *planner;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  val_error_bar_hide (self->error_bar);
  planner = val_rule_form_make_planner (self->form, &error);
  if (planner == NULL)
    {
      val_error_bar_show (self->error_bar, error, NULL);
      return;
    }
  val_bulk_options_init (&options);
  text = val_url_rule_describe (val_rule_form_get_rule (self->form));
  take_header (self,
               val_bulk_header_new (val_workspace_get_account (self->workspace), text, &options));
  self->origin = PAGE_RULE;
  g_clear_object (&self->wanted);
  begin_planning (self, planner);
}

static gboolean
is_planned (ValBulkWindow *self)
{
  return _val_bulk_window_is_on (self, PAGE_PREVIEW) || _val_bulk_window_is_on (self, PAGE_NOTHING);
}

/* A rule is for the platform where the account was; a result is looked at wherever it is now. */
gboolean
_val_bulk_window_can_go_back (ValBulkWindow *self)
{
  if (self->planner != NULL || _val_bulk_window_is_on (self, PAGE_PLANNING))
    return TRUE;
  if (_val_bulk_window_is_on (self, PAGE_RESULT))
    return !self->foreign;
  return is_planned (self) && (!came_from (self, PAGE_RULE) || !_val_bulk_window_is_stale (self));
}

static void
show_rule (ValBulkWindow *self)
{
  _val_bulk_window_show_page (self, PAGE_RULE);
  gtk_widget_grab_focus (GTK_WIDGET (self->form));
}

static void
show_result_again (ValBulkWindow *self)
{
  val_bulk_result_page_set_can_change (self->result_page, !_val_bulk_window_is_stale (self));
  _val_bulk_window_show_page (self, PAGE_RESULT);
  gtk_widget_child_focus (GTK_WIDGET (self->result_page), GTK_DIR_TAB_FORWARD);
}

void
_val_bulk_window_go_back (ValBulkWindow *self)
{
  gboolean done = _val_bulk_window_is_on (self, PAGE_RESULT) && self->planner == NULL;

  _val_bulk_window_end_planning (self);
  val_error_bar_hide (self->error_bar);
  if (done || came_from (self, PAGE_RULE))
    show_rule (self);
  else if (came_from (self, PAGE_RESULT))
    show_result_again (self);
  else
    _val_bulk_window_leave (self);
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _val_bulk_window_go_back (VAL_BULK_WINDOW (widget));
}

static void
show_rows_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_rows (VAL_BULK_WINDOW (widget));
}

void
_val_bulk_window_install_plan_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "bulk.preview", NULL, preview_action);
  gtk_widget_class_install_action (widget_class, "bulk.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "bulk.show-rows", NULL, show_rows_action);
}

/**
 * val_bulk_window_show_plan:
 * @self: a bulk window
 * @plan: what would be done
 * @header: that in words, and for whom it was made
 *
 * Previews a plan that no rule of the form makes, once the platform was looked at.
 */
void
val_bulk_window_show_plan (ValBulkWindow *self, ValChangePlan *plan, const ValBulkHeader *header)
{
  g_return_if_fail (VAL_IS_BULK_WINDOW (self));
  g_return_if_fail (VAL_IS_CHANGE_PLAN (plan));
  g_return_if_fail (header != NULL);

  self->origin = _val_bulk_window_is_on (self, PAGE_RESULT) ? PAGE_RESULT : NULL;
  g_set_object (&self->wanted, plan);
  take_header (self, val_bulk_header_copy (header));
  _val_bulk_window_look_again (self);
}
