/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-editor.h"

#include "ui/val-activity-pane.h"
#include "ui/val-changes-bar.h"
#include "ui/val-configuration-pane.h"
#include "ui/val-confirm.h"
#include "ui/val-conflict-dialog.h"
#include "ui/val-error-bar.h"
#include "ui/val-events-pane.h"
#include "ui/val-overview-pane.h"
#include "ui/val-requests-view.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

struct _ValEditor
{
  AdwBin parent_instance;

  AdwViewSwitcherTitle *switcher_title;
  AdwViewSwitcherBar *switcher_bar;
  GtkWidget *menu_button;
  ValErrorBar *error_bar;
  GtkWidget *unloaded_note;
  GtkStack *stack;
  AdwStatusPage *many_page;
  AdwViewStack *panes;
  ValOverviewPane *overview_pane;
  ValEventsPane *events_pane;
  ValConfigurationPane *configuration_pane;
  AdwViewStackPage *configuration_page;
  ValActivityPane *activity_pane;
  ValRequestsView *requests_view;
  ValChangesBar *changes_bar;

  ValWorkspace *workspace;        /* (owned) (nullable) */
  ValDraft *draft;                /* (owned) (nullable): of the instance shown */
  ValDraft *saving;               /* (owned) (nullable): on its way */
  GSignalGroup *follows;          /* (owned): the draft */
  GSignalGroup *instance_follows; /* (owned) */
  GCancellable *cancellable;      /* (owned) */
  guint bar_source;
  gboolean folded;
};

enum
{
  PROP_CAN_SAVE = 1,
  PROP_CAN_REVERT,
  PROP_FOLDED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValEditor, val_editor, ADW_TYPE_BIN)

static gboolean
can_revert (ValEditor *self)
{
  return self->draft != NULL && self->saving == NULL && val_draft_get_dirty (self->draft);
}

/* What was kept of last time lacks the configuration, against which changes are made. */
static gboolean
is_loaded (ValEditor *self)
{
  return self->draft != NULL && val_instance_has_config (val_draft_get_instance (self->draft));
}

static gboolean
can_save (ValEditor *self)
{
  return can_revert (self) && is_loaded (self) && val_events_pane_can_save (self->events_pane) &&
         val_configuration_pane_can_save (self->configuration_pane);
}

static void
update_actions (ValEditor *self)
{
  adw_view_stack_page_set_needs_attention (
      self->configuration_page, !val_configuration_pane_can_save (self->configuration_pane));
  gtk_widget_set_visible (self->unloaded_note, self->draft != NULL && !is_loaded (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_SAVE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_REVERT]);
}

static void
update_title (ValEditor *self)
{
  ValInstance *instance = self->draft != NULL ? val_draft_get_instance (self->draft) : NULL;

  adw_view_switcher_title_set_title (self->switcher_title,
                                     instance != NULL ? val_instance_get_name (instance) : "");
}

static gboolean
update_bar_cb (gpointer user_data)
{
  ValEditor *self = user_data;

  self->bar_source = 0;
  adw_view_switcher_bar_set_reveal (
      self->switcher_bar,
      self->draft != NULL && adw_view_switcher_title_get_title_visible (self->switcher_title));
  return G_SOURCE_REMOVE;
}

/* The title changes while sizes are given out; the bar's size can only change after that. */
static void
title_visible_cb (ValEditor *self)
{
  if (self->bar_source == 0)
    self->bar_source = g_idle_add (update_bar_cb, self);
}

static void
update_saving (ValEditor *self)
{
  gboolean busy = self->saving != NULL && self->saving == self->draft;

  val_changes_bar_set_saving (self->changes_bar, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), !busy);
  update_actions (self);
}

/* Told as soon as it is known, not only when something is saved. */
static void
conflicted_cb (ValEditor *self)
{
  const GError *shown = val_error_bar_get_error (self->error_bar);
  g_autoptr (GError) error = NULL;

  if (self->draft != NULL && val_draft_get_conflicted (self->draft))
    {
      error =
          g_error_new_literal (VAL_ERROR, VAL_ERROR_CONFLICT,
                               _ ("Values that you change here were changed on the platform too."));
      val_error_bar_show (self->error_bar, error, _ ("_Resolve…"));
    }
  else if (val_error_is (shown, VAL_ERROR_CONFLICT))
    val_error_bar_hide (self->error_bar);
}

static void
resolve (ValEditor *self)
{
  ValConflictDialog *dialog =
      val_conflict_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->draft);

  g_signal_connect_object (dialog, "settled", G_CALLBACK (val_editor_save), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* What is looked at and not edited. */
static void
show_history (ValEditor *self)
{
  ValInstance *instance = self->draft != NULL ? val_draft_get_instance (self->draft) : NULL;

  val_activity_pane_set_instance (self->activity_pane, self->workspace, instance);
  val_requests_view_set_instance (self->requests_view,
                                  instance != NULL ? val_instance_get_id (instance) : 0);
}

static void
set_draft (ValEditor *self, ValDraft *draft)
{
  if (!g_set_object (&self->draft, draft))
    return;
  val_error_bar_hide (self->error_bar);
  g_signal_group_set_target (self->follows, draft);
  g_signal_group_set_target (self->instance_follows,
                             draft != NULL ? val_draft_get_instance (draft) : NULL);
  val_overview_pane_set_draft (self->overview_pane, self->workspace, draft);
  val_events_pane_set_draft (self->events_pane, self->workspace, draft);
  val_configuration_pane_set_draft (self->configuration_pane, self->workspace, draft);
  show_history (self);
  val_changes_bar_set_draft (self->changes_bar, draft);
  update_title (self);
  update_saving (self);
  conflicted_cb (self);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValDraft) saved = NULL;
  ValEditor *self;
  gboolean ok = val_workspace_save_draft_finish (VAL_WORKSPACE (source), result, &error);

  if (val_error_is_cancelled (error))
    return;
  self = user_data;
  saved = g_steal_pointer (&self->saving);
  update_saving (self);
  if (ok)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s",
                                _ ("Saved, and read back from the platform"));
  else if (saved == self->draft)
    val_editor_show_error (self, error);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
start_saving (ValEditor *self)
{
  val_error_bar_hide (self->error_bar);
  self->saving = g_object_ref (self->draft);
  update_saving (self);
  val_workspace_save_draft_async (self->workspace, self->draft, self->cancellable, saved_cb, self);
}

static void
write_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValEditor *self = VAL_EDITOR (source);

  if (val_confirm_write_finish (GTK_WIDGET (self), result) && can_save (self))
    start_saving (self);
}

static char *
describe_save (ValDraft *draft)
{
  g_auto (GStrv) changes = val_draft_list_changes (draft);
  guint number = g_strv_length (changes);

  return g_strdup_printf (
      /* Translators: number of changes, name of an instance */
      ngettext ("%u change of “%s” will be saved.", "%u changes of “%s” will be saved.", number),
      number, val_instance_get_name (val_draft_get_instance (draft)));
}

static void
val_editor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValEditor *self = VAL_EDITOR (object);

  switch (id)
    {
    case PROP_CAN_SAVE:
      g_value_set_boolean (value, can_save (self));
      break;
    case PROP_CAN_REVERT:
      g_value_set_boolean (value, can_revert (self));
      break;
    case PROP_FOLDED:
      g_value_set_boolean (value, self->folded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_editor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ValEditor *self = VAL_EDITOR (object);

  switch (id)
    {
    case PROP_FOLDED:
      self->folded = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_editor_dispose (GObject *object)
{
  ValEditor *self = VAL_EDITOR (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->bar_source, g_source_remove);
  g_clear_object (&self->follows);
  g_clear_object (&self->instance_follows);
  g_clear_object (&self->draft);
  g_clear_object (&self->saving);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (val_editor_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_CAN_SAVE] = g_param_spec_boolean ("can-save", NULL, NULL, FALSE, readable);
  properties[PROP_CAN_REVERT] = g_param_spec_boolean ("can-revert", NULL, NULL, FALSE, readable);
  properties[PROP_FOLDED] =
      g_param_spec_boolean ("folded", NULL, NULL, FALSE, readable | G_PARAM_WRITABLE);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, ValEditor, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, ValEditor, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, ValEditor, menu_button);
  gtk_widget_class_bind_template_child (widget_class, ValEditor, error_bar);
  gtk_widget_class_bind_template_child (widget_class, ValEditor, unloaded_note);
  gtk_widget_class_bind_template_child (widget_class, ValEditor, stack);
  gtk_widget_class_bind_template_child (widget_class, ValEditor, many_page);
  gtk_widget_class_bind_template_child (widget_class, ValEditor, panes);
  gtk_widget_class_bind_template_child (widget_class, ValEditor, overview_pane);
  gtk_widget_class_bind_template_child (widget_class, ValEditor, events_pane);
  gtk_widget_class_bind_template_child (widget_class, ValEditor, configuration_pane);
  gtk_widget_class_bind_template_child (widget_class, ValEditor, configuration_page);
  gtk_widget_class_bind_template_child (widget_class, ValEditor, activity_pane);
  gtk_widget_class_bind_template_child (widget_class, ValEditor, requests_view);
  gtk_widget_class_bind_template_child (widget_class, ValEditor, changes_bar);
  gtk_widget_class_bind_template_callback (widget_class, title_visible_cb);
}

static void
val_editor_class_init (ValEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  g_type_ensure (VAL_TYPE_ERROR_BAR);
  g_type_ensure (VAL_TYPE_OVERVIEW_PANE);
  g_type_ensure (VAL_TYPE_EVENTS_PANE);
  g_type_ensure (VAL_TYPE_CONFIGURATION_PANE);
  g_type_ensure (VAL_TYPE_ACTIVITY_PANE);
  g_type_ensure (VAL_TYPE_REQUESTS_VIEW);
  g_type_ensure (VAL_TYPE_CHANGES_BAR);
  object_class->get_property = val_editor_get_property;
  object_class->set_property = val_editor_set_property;
  object_class->dispose = val_editor_dispose;
  install_properties (object_class);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
val_editor_init (ValEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->follows = g_signal_group_new (VAL_TYPE_DRAFT);
  /* After the panes, which judge the callback URL at the same signal. */
  g_signal_group_connect_data (self->follows, "changed", G_CALLBACK (update_actions), self, NULL,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_group_connect_swapped (self->follows, "notify::conflicted", G_CALLBACK (conflicted_cb),
                                  self);
  self->instance_follows = g_signal_group_new (VAL_TYPE_INSTANCE);
  g_signal_group_connect_swapped (self->instance_follows, "notify::name", G_CALLBACK (update_title),
                                  self);
  g_signal_group_connect_data (self->instance_follows, "changed", G_CALLBACK (update_actions), self,
                               NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_swapped (self->error_bar, "action", G_CALLBACK (val_editor_save), self);
}

/**
 * val_editor_set_workspace:
 * @self: an editor
 * @workspace: (transfer none): what it works on
 */
void
val_editor_set_workspace (ValEditor *self, ValWorkspace *workspace)
{
  g_return_if_fail (VAL_IS_EDITOR (self));
  g_return_if_fail (VAL_IS_WORKSPACE (workspace));

  g_set_object (&self->workspace, workspace);
  val_requests_view_set_workspace (self->requests_view, workspace);
}

/**
 * val_editor_show:
 * @self: an editor
 * @instance: (nullable): the instance to show, where exactly one is selected
 * @n_selected: how many are selected
 *
 * Shows an instance.  What was typed for the one before stays in its draft.
 */
void
val_editor_show (ValEditor *self, ValInstance *instance, guint n_selected)
{
  g_return_if_fail (VAL_IS_EDITOR (self));

  set_draft (self, instance != NULL ? val_workspace_get_draft (self->workspace, instance) : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->switcher_title), instance != NULL);
  gtk_widget_set_visible (self->menu_button, n_selected > 0);
  title_visible_cb (self);
  if (n_selected > 1)
    {
      g_autofree char *title = g_strdup_printf (
          ngettext ("%u Instance Selected", "%u Instances Selected", n_selected), n_selected);

      adw_status_page_set_title (self->many_page, title);
    }
  gtk_stack_set_visible_child_name (self->stack, instance != NULL ? "one"
                                                 : n_selected > 1 ? "many"
                                                                  : "none");
}

/**
 * val_editor_show_error:
 * @self: an editor that shows a draft
 * @error: why the draft could not be saved
 *
 * Shows it with a way to try again; a conflict is put to the user.
 */
void
val_editor_show_error (ValEditor *self, const GError *error)
{
  g_return_if_fail (VAL_IS_EDITOR (self));
  g_return_if_fail (error != NULL);

  if (self->draft != NULL && val_draft_get_conflicted (self->draft))
    resolve (self);
  else
    val_error_bar_show (self->error_bar, error, _ ("_Try Again"));
}

/**
 * val_editor_save:
 * @self: an editor
 *
 * Saves the draft shown, where it may be saved.  Conflicts that are known have to be settled first.
 */
void
val_editor_save (ValEditor *self)
{
  g_autofree char *what = NULL;

  g_return_if_fail (VAL_IS_EDITOR (self));

  if (!can_save (self))
    return;
  if (val_draft_get_conflicted (self->draft))
    {
      resolve (self);
      return;
    }
  what = describe_save (self->draft);
  val_confirm_write_async (GTK_WIDGET (self), self->workspace, what, write_confirmed_cb, NULL);
}

/**
 * val_editor_revert:
 * @self: an editor
 *
 * Forgets what was changed of the instance shown.
 */
void
val_editor_revert (ValEditor *self)
{
  g_return_if_fail (VAL_IS_EDITOR (self));

  if (!can_revert (self))
    return;
  val_error_bar_hide (self->error_bar);
  val_draft_revert (self->draft);
}

/**
 * val_editor_copy_webhook_url:
 * @self: an editor
 */
void
val_editor_copy_webhook_url (ValEditor *self)
{
  g_return_if_fail (VAL_IS_EDITOR (self));

  if (self->draft != NULL)
    val_events_pane_copy_webhook_url (self->events_pane);
}
