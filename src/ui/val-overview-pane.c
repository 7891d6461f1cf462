/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-overview-pane.h"

#include "ui/val-clipboard.h"
#include "ui/val-confirm.h"
#include "ui/val-error-bar.h"
#include "ui/val-format.h"
#include "util/val-error.h"
#include "util/val-secret.h"

#include <glib/gi18n.h>

struct _ValOverviewPane
{
  AdwBin parent_instance;

  ValErrorBar *error_bar;
  GtkEditable *name_row;
  GtkEditable *tags_row;
  GtkSwitch *enabled_switch;
  GtkWidget *enabled_spinner;
  AdwActionRow *element_row;
  AdwActionRow *id_row;
  AdwActionRow *created_row;
  AdwActionRow *state_row;
  AdwActionRow *health_row;
  GtkLabel *state_pill;
  GtkWidget *renew_button;
  AdwActionRow *token_row;
  GtkToggleButton *reveal_button;
  GtkWidget *copy_token_button;
  AdwActionRow *kept_row;
  GtkWidget *keep_button;

  ValWorkspace *workspace;     /* (owned) (nullable) */
  ValDraft *draft;             /* (owned) (nullable) */
  GSignalGroup *follows;       /* (owned): the instance */
  GSignalGroup *draft_follows; /* (owned): the draft */
  GCancellable *cancellable;   /* (owned): of what runs for the instance shown */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (ValOverviewPane, val_overview_pane, ADW_TYPE_BIN)

static ValInstance *
get_instance (ValOverviewPane *self)
{
  return self->draft != NULL ? val_draft_get_instance (self->draft) : NULL;
}

static void
update_fields (ValOverviewPane *self)
{
  g_autofree char *tags = NULL;

  if (self->draft == NULL)
    return;
  self->updating = TRUE;
  tags = val_format_tags (val_draft_get_tags (self->draft));
  val_format_set_text (self->name_row, val_draft_get_name (self->draft));
  if (!val_format_same_tags (gtk_editable_get_text (self->tags_row),
                             val_draft_get_tags (self->draft)))
    val_format_set_text (self->tags_row, tags);
  self->updating = FALSE;
}

static void
update_token (ValOverviewPane *self)
{
  ValInstance *instance = get_instance (self);
  g_autoptr (ValSecretString) token = NULL;
  gboolean reveal = gtk_toggle_button_get_active (self->reveal_button);
  gboolean kept;

  if (instance == NULL)
    return;
  token = val_workspace_dup_token (self->workspace, instance);
  kept = val_workspace_token_is_kept (self->workspace, instance);
  gtk_widget_set_sensitive (self->copy_token_button, token != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->reveal_button), token != NULL);
  gtk_button_set_icon_name (GTK_BUTTON (self->reveal_button),
                            reveal ? "view-conceal-symbolic" : "view-reveal-symbolic");
  if (token == NULL)
    adw_action_row_set_subtitle (self->token_row, _ ("Not known here"));
  else
    val_format_set_subtitle (self->token_row, reveal ? token : "••••••••••••");
  adw_action_row_set_subtitle (self->kept_row, kept ? _ ("The token is kept in your keyring")
                                                    : _ ("The token is not in your keyring"));
  gtk_widget_set_visible (self->keep_button, !kept && token != NULL);
}

static void
update_state (ValOverviewPane *self)
{
  ValInstance *instance = get_instance (self);
  gboolean valid = val_instance_get_valid (instance);

  adw_action_row_set_subtitle (
      self->state_row,
      valid ? NULL : _ ("The provider no longer takes them: the instance needs re-authentication"));
  gtk_widget_set_visible (self->renew_button, !valid);
  gtk_label_set_label (self->state_pill, valid ? _ ("Valid") : _ ("Invalid"));
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_pill),
                              (const char *[]){ "status-pill", valid ? "success" : "error", NULL });
}

static void
update_health (ValOverviewPane *self)
{
  const ValHealth *health = val_instance_get_health (get_instance (self));
  g_autofree char *text =
      health != NULL ? val_health_describe (health) : g_strdup (_ ("Not checked"));

  val_format_set_subtitle (self->health_row, text);
}

static void
update_details (ValOverviewPane *self)
{
  ValInstance *instance = get_instance (self);
  g_autofree char *id = NULL;
  g_autofree char *created = NULL;
  g_autofree char *element = NULL;

  if (instance == NULL)
    return;
  id = val_format_id (val_instance_get_id (instance));
  created = val_format_date (val_instance_get_created (instance));
  element = val_format_element (instance);
  self->updating = TRUE;
  gtk_switch_set_active (self->enabled_switch, !val_instance_get_disabled (instance));
  gtk_switch_set_state (self->enabled_switch, !val_instance_get_disabled (instance));
  self->updating = FALSE;
  val_format_set_subtitle (self->element_row, element);
  val_format_set_subtitle (self->id_row, id);
  val_format_set_subtitle (self->created_row, created);
  update_state (self);
  update_health (self);
  update_token (self);
}

static void
name_changed_cb (ValOverviewPane *self)
{
  if (!self->updating && self->draft != NULL)
    val_draft_set_name (self->draft, gtk_editable_get_text (self->name_row));
}

static void
tags_changed_cb (ValOverviewPane *self)
{
  g_auto (GStrv) tags = NULL;

  if (self->updating || self->draft == NULL)
    return;
  tags = val_format_parse_tags (gtk_editable_get_text (self->tags_row));
  val_draft_set_tags (self->draft, (const char *const *) tags);
}

static void
enabled_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  ValOverviewPane *self;
  gboolean ok = val_workspace_set_enabled_finish (VAL_WORKSPACE (source), result, &error);

  if (val_error_is_cancelled (error))
    return;
  self = user_data;
  gtk_widget_set_visible (self->enabled_spinner, FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->enabled_switch), TRUE);
  if (!ok)
    val_error_bar_show (self->error_bar, error, NULL);
  update_details (self);
}

static void
switch_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValOverviewPane *self = VAL_OVERVIEW_PANE (source);
  g_autoptr (ValInstance) instance = user_data;
  gboolean yes = val_confirm_write_finish (GTK_WIDGET (self), result);

  if (instance != get_instance (self))
    return;
  if (!yes)
    {
      update_details (self);
      return;
    }
  val_error_bar_hide (self->error_bar);
  gtk_widget_set_visible (self->enabled_spinner, TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->enabled_switch), FALSE);
  val_workspace_set_enabled_async (self->workspace, instance, val_instance_get_disabled (instance),
                                   self->cancellable, enabled_done_cb, self);
}

/* The switch's state follows the platform's answer, not the hand. */
static gboolean
enabled_set_cb (ValOverviewPane *self, gboolean enabled)
{
  ValInstance *instance = get_instance (self);
  g_autofree char *what = NULL;

  if (self->updating || instance == NULL)
    return FALSE;
  /* Translators: name of an instance */
  what = g_strdup_printf (enabled ? _ ("“%s” will be enabled.") : _ ("“%s” will be disabled."),
                          val_instance_get_name (instance));
  val_confirm_write_async (GTK_WIDGET (self), self->workspace, what, switch_confirmed_cb,
                           g_object_ref (instance));
  return TRUE;
}

static void
copy_id_cb (ValOverviewPane *self)
{
  g_autofree char *id = val_format_id (val_instance_get_id (get_instance (self)));

  val_clipboard_copy (GTK_WIDGET (self), id);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("Instance ID copied"));
}

static void
copy_token_cb (ValOverviewPane *self)
{
  g_autoptr (GSettings) settings = g_settings_new (VAL_APP_ID);
  g_autoptr (ValSecretString) token =
      val_workspace_dup_token (self->workspace, get_instance (self));
  guint seconds = g_settings_get_uint (settings, "clipboard-seconds");
  g_autofree char *text = NULL;

  if (token == NULL)
    return;
  val_clipboard_copy_secret (GTK_WIDGET (self), token, seconds);
  text = g_strdup_printf (
      ngettext ("Token copied, for %u second", "Token copied, for %u seconds", seconds), seconds);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  ValOverviewPane *self;
  gboolean ok = val_workspace_keep_finish (VAL_WORKSPACE (source), result, &error);

  if (val_error_is_cancelled (error))
    return;
  self = user_data;
  gtk_widget_set_sensitive (self->keep_button, TRUE);
  if (!ok)
    val_error_bar_show (self->error_bar, error, NULL);
  update_token (self);
}

static void
keep_cb (ValOverviewPane *self)
{
  ValInstance *instance = get_instance (self);
  g_autoptr (ValSecretString) token = val_workspace_dup_token (self->workspace, instance);

  val_error_bar_hide (self->error_bar);
  gtk_widget_set_sensitive (self->keep_button, FALSE);
  val_workspace_keep_async (self->workspace, val_instance_get_id (instance), token, NULL, NULL,
                            self->cancellable, kept_cb, self);
}

/* What still runs for the instance shown before must not speak about the next one. */
static void
renew_cancellable (ValOverviewPane *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
}

static void
val_overview_pane_dispose (GObject *object)
{
  ValOverviewPane *self = VAL_OVERVIEW_PANE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->follows);
  g_clear_object (&self->draft_follows);
  g_clear_object (&self->draft);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (val_overview_pane_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ValOverviewPane, error_bar);
  gtk_widget_class_bind_template_child (widget_class, ValOverviewPane, name_row);
  gtk_widget_class_bind_template_child (widget_class, ValOverviewPane, tags_row);
  gtk_widget_class_bind_template_child (widget_class, ValOverviewPane, enabled_switch);
  gtk_widget_class_bind_template_child (widget_class, ValOverviewPane, enabled_spinner);
  gtk_widget_class_bind_template_child (widget_class, ValOverviewPane, element_row);
  gtk_widget_class_bind_template_child (widget_class, ValOverviewPane, id_row);
  gtk_widget_class_bind_template_child (widget_class, ValOverviewPane, created_row);
  gtk_widget_class_bind_template_child (widget_class, ValOverviewPane, state_row);
  gtk_widget_class_bind_template_child (widget_class, ValOverviewPane, health_row);
  gtk_widget_class_bind_template_child (widget_class, ValOverviewPane, state_pill);
  gtk_widget_class_bind_template_child (widget_class, ValOverviewPane, renew_button);
  gtk_widget_class_bind_template_child (widget_class, ValOverviewPane, token_row);
  gtk_widget_class_bind_template_child (widget_class, ValOverviewPane, reveal_button);
  gtk_widget_class_bind_template_child (widget_class, ValOverviewPane, copy_token_button);
  gtk_widget_class_bind_template_child (widget_class, ValOverviewPane, kept_row);
  gtk_widget_class_bind_template_child (widget_class, ValOverviewPane, keep_button);
}

static void
val_overview_pane_class_init (ValOverviewPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VAL_TYPE_ERROR_BAR);
  G_OBJECT_CLASS (klass)->dispose = val_overview_pane_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-overview-pane.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, tags_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, enabled_set_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_id_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_token_cb);
  gtk_widget_class_bind_template_callback (widget_class, keep_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_token);
}

static void
val_overview_pane_init (ValOverviewPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->follows = g_signal_group_new (VAL_TYPE_INSTANCE);
  g_signal_group_connect_swapped (self->follows, "notify", G_CALLBACK (update_details), self);
  self->draft_follows = g_signal_group_new (VAL_TYPE_DRAFT);
  g_signal_group_connect_swapped (self->draft_follows, "changed", G_CALLBACK (update_fields), self);
}

/**
 * val_overview_pane_set_draft:
 * @self: an overview pane
 * @workspace: (transfer none): what the draft belongs to
 * @draft: (nullable) (transfer none): draft of the instance to show
 */
void
val_overview_pane_set_draft (ValOverviewPane *self, ValWorkspace *workspace, ValDraft *draft)
{
  g_return_if_fail (VAL_IS_OVERVIEW_PANE (self));

  renew_cancellable (self);
  g_set_object (&self->workspace, workspace);
  g_set_object (&self->draft, draft);
  g_signal_group_set_target (self->follows, get_instance (self));
  g_signal_group_set_target (self->draft_follows, draft);
  val_error_bar_hide (self->error_bar);
  gtk_widget_set_visible (self->enabled_spinner, FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->enabled_switch), TRUE);
  gtk_widget_set_sensitive (self->keep_button, TRUE);
  gtk_toggle_button_set_active (self->reveal_button, FALSE);
  update_fields (self);
  update_details (self);
}
