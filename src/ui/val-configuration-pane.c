/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-configuration-pane.h"

#include "model/val-draft-check.h"
#include "ui/val-configuration-row.h"
#include "ui/val-form-row.h"
#include "ui/val-help-button.h"
#include "ui/val-setting-row.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

struct _ValConfigurationPane
{
  AdwBin parent_instance;

  GtkStack *stack;
  AdwStatusPage *error_page;
  ValHelpButton *help_button;
  GtkWidget *empty_label;
  GtkWidget *fields_box;
  GtkWidget *hidden_card;
  GtkSwitch *hidden_switch;
  GtkWidget *hidden_box;
  GtkListBox *other_list;

  ValWorkspace *workspace;        /* (owned) (nullable) */
  ValDraft *draft;                /* (owned) (nullable) */
  ValElement *element;            /* (owned) (nullable): whose form is there */
  GPtrArray *rows;                /* (owned) (element-type ValConfigurationRow): in the boxes */
  GSignalGroup *draft_follows;    /* (owned) */
  GSignalGroup *instance_follows; /* (owned) */
  GCancellable *cancellable;      /* (owned): of what loads for the instance shown */
};

G_DEFINE_FINAL_TYPE (ValConfigurationPane, val_configuration_pane, ADW_TYPE_BIN)

static void load (ValConfigurationPane *self);

static ValInstance *
get_instance (ValConfigurationPane *self)
{
  return self->draft != NULL ? val_draft_get_instance (self->draft) : NULL;
}

/* Overview and Events have these. */
static gboolean
is_edited_elsewhere (const char *key)
{
  static const char *const keys[] = { VAL_KEY_CALLBACK_URL, VAL_KEY_EVENTS_ENABLED,
                                      VAL_KEY_SIGNATURE_KEY, NULL };

  return g_strv_contains (keys, key);
}

static gboolean
has_visible_child (GtkWidget *box)
{
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child))
      return TRUE;
  return FALSE;
}

/* What stands against saving must not stay out of sight. */
static void
update_row (ValConfigurationPane *self, ValConfigurationRow *row)
{
  ValField *field = val_configuration_row_get_field (row);
  g_autofree char *problem = val_draft_find_problem (self->draft, self->element, field);

  gtk_widget_set_visible (GTK_WIDGET (row),
                          val_draft_shows_field (self->draft, self->element, field));
  val_configuration_row_update (row, problem);
  if (problem != NULL && val_field_get_hidden (field))
    gtk_switch_set_active (self->hidden_switch, TRUE);
}

static void
update_rows (ValConfigurationPane *self)
{
  if (self->element == NULL)
    return;
  for (guint i = 0; i < self->rows->len; i++)
    update_row (self, g_ptr_array_index (self->rows, i));
  gtk_widget_set_visible (self->fields_box, has_visible_child (self->fields_box));
  gtk_widget_set_visible (self->empty_label, !gtk_widget_get_visible (self->fields_box));
  gtk_widget_set_visible (self->hidden_card, has_visible_child (self->hidden_box));
}

/* Dropping edits tells of itself, and comes back here with nothing left to drop. */
static void
draft_changed_cb (ValConfigurationPane *self)
{
  if (self->element == NULL)
    return;
  val_draft_drop_unshown (self->draft, self->element);
  update_rows (self);
}

static void
add_field (ValConfigurationPane *self, ValField *field)
{
  GtkWidget *row;

  if (is_edited_elsewhere (val_field_get_key (field)))
    return;
  row = val_configuration_row_new (field, self->draft);
  g_ptr_array_add (self->rows, row);
  gtk_box_append (GTK_BOX (val_field_get_hidden (field) ? self->hidden_box : self->fields_box),
                  row);
}

static void
add_fields (ValConfigurationPane *self)
{
  GListModel *fields = val_element_get_fields (self->element);
  guint n_fields = g_list_model_get_n_items (fields);

  for (guint i = 0; i < n_fields; i++)
    {
      g_autoptr (ValField) field = g_list_model_get_item (fields, i);

      add_field (self, field);
    }
}

static void
clear_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
clear_other (ValConfigurationPane *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->other_list, 0)) != NULL)
    gtk_list_box_remove (self->other_list, GTK_WIDGET (row));
}

static void
clear_form (ValConfigurationPane *self)
{
  g_ptr_array_set_size (self->rows, 0);
  clear_box (self->fields_box);
  clear_box (self->hidden_box);
  clear_other (self);
  g_clear_object (&self->element);
}

static gboolean
is_other (ValConfigurationPane *self, const char *key)
{
  return val_instance_get_config (get_instance (self), key) != NULL && !is_edited_elsewhere (key) &&
         val_element_find_field (self->element, key) == NULL;
}

static void
add_other (ValConfigurationPane *self, AdwExpanderRow *expander, const char *key)
{
  const char *value = val_instance_get_config (get_instance (self), key);

  adw_expander_row_add_row (
      expander, val_setting_row_new (key, value, val_draft_is_secret (self->draft, key)));
}

static void
update_other (ValConfigurationPane *self)
{
  g_auto (GStrv) keys = NULL;
  GtkWidget *expander;
  guint n_others = 0;

  if (self->element == NULL)
    return;
  clear_other (self);
  keys = val_instance_list_config_keys (get_instance (self));
  expander = g_object_ref_sink (adw_expander_row_new ());
  for (char **key = keys; *key != NULL; key++)
    if (is_other (self, *key))
      {
        add_other (self, ADW_EXPANDER_ROW (expander), *key);
        n_others++;
      }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), _ ("Other Settings"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (expander),
                                 _ ("Values that the element's form does not know"));
  if (n_others > 0)
    gtk_list_box_append (self->other_list, expander);
  gtk_widget_set_visible (GTK_WIDGET (self->other_list), n_others > 0);
  g_object_unref (expander);
}

static void
show_form (ValConfigurationPane *self, ValElement *element)
{
  clear_form (self);
  self->element = g_object_ref (element);
  add_fields (self);
  draft_changed_cb (self);
  update_other (self);
  gtk_stack_set_visible_child_name (self->stack, "form");
}

static void
show_error (ValConfigurationPane *self, const GError *error)
{
  val_help_button_fill_page (self->help_button, self->error_page, error);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

static void
instance_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  ValConfigurationPane *self;
  gboolean ok = val_workspace_load_instance_finish (VAL_WORKSPACE (source), result, &error);

  if (val_error_is_cancelled (error))
    return;
  self = user_data;
  if (ok && (!val_instance_has_config (get_instance (self)) ||
             val_instance_get_element_key (get_instance (self)) == NULL))
    g_set_error_literal (&error, VAL_ERROR, VAL_ERROR_BAD_ANSWER,
                         _ ("The platform sent an instance without element or configuration."));
  if (error != NULL)
    show_error (self, error);
  else
    load (self);
}

static void
element_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  ValConfigurationPane *self;
  g_autoptr (ValElement) element =
      val_workspace_load_element_finish (VAL_WORKSPACE (source), result, &error);

  if (val_error_is_cancelled (error))
    return;
  self = user_data;
  if (element == NULL)
    show_error (self, error);
  else
    load (self);
}

/* First the schema, then the configuration if the list came without, then the form. */
static void
load (ValConfigurationPane *self)
{
  ValInstance *instance = get_instance (self);
  const char *key = val_instance_get_element_key (instance);
  ValElement *element = val_workspace_find_element (self->workspace, key);

  if (element != NULL && val_instance_has_config (instance))
    {
      show_form (self, element);
      return;
    }
  gtk_stack_set_visible_child_name (self->stack, "loading");
  if (element == NULL && key != NULL)
    val_workspace_load_element_async (self->workspace, key, self->cancellable, element_loaded_cb,
                                      self);
  else
    val_workspace_load_instance_async (self->workspace, instance, self->cancellable,
                                       instance_loaded_cb, self);
}

static void
renew_cancellable (ValConfigurationPane *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
}

static void
val_configuration_pane_map (GtkWidget *widget)
{
  ValConfigurationPane *self = VAL_CONFIGURATION_PANE (widget);

  GTK_WIDGET_CLASS (val_configuration_pane_parent_class)->map (widget);
  if (self->draft != NULL && self->element == NULL)
    {
      renew_cancellable (self);
      load (self);
    }
}

static void
val_configuration_pane_dispose (GObject *object)
{
  ValConfigurationPane *self = VAL_CONFIGURATION_PANE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->draft_follows);
  g_clear_object (&self->instance_follows);
  g_clear_object (&self->element);
  g_clear_object (&self->draft);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (val_configuration_pane_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-configuration-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, ValConfigurationPane, stack);
  gtk_widget_class_bind_template_child (widget_class, ValConfigurationPane, error_page);
  gtk_widget_class_bind_template_child (widget_class, ValConfigurationPane, help_button);
  gtk_widget_class_bind_template_child (widget_class, ValConfigurationPane, empty_label);
  gtk_widget_class_bind_template_child (widget_class, ValConfigurationPane, fields_box);
  gtk_widget_class_bind_template_child (widget_class, ValConfigurationPane, hidden_card);
  gtk_widget_class_bind_template_child (widget_class, ValConfigurationPane, hidden_switch);
  gtk_widget_class_bind_template_child (widget_class, ValConfigurationPane, hidden_box);
  gtk_widget_class_bind_template_child (widget_class, ValConfigurationPane, other_list);
  gtk_widget_class_bind_template_callback (widget_class, load);
}

static void
val_configuration_pane_class_init (ValConfigurationPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VAL_TYPE_FORM_ROW);
  g_type_ensure (VAL_TYPE_HELP_BUTTON);
  G_OBJECT_CLASS (klass)->dispose = val_configuration_pane_dispose;
  widget_class->map = val_configuration_pane_map;
  bind_template (widget_class);
}

static void
val_configuration_pane_init (ValConfigurationPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  self->draft_follows = g_signal_group_new (VAL_TYPE_DRAFT);
  g_signal_group_connect_swapped (self->draft_follows, "changed", G_CALLBACK (draft_changed_cb),
                                  self);
  self->instance_follows = g_signal_group_new (VAL_TYPE_INSTANCE);
  g_signal_group_connect_swapped (self->instance_follows, "changed", G_CALLBACK (update_other),
                                  self);
}

/**
 * val_configuration_pane_set_draft:
 * @self: a configuration pane
 * @workspace: (transfer none): what the draft belongs to
 * @draft: (nullable) (transfer none): draft of the instance to show
 */
void
val_configuration_pane_set_draft (ValConfigurationPane *self,
                                  ValWorkspace *workspace,
                                  ValDraft *draft)
{
  g_return_if_fail (VAL_IS_CONFIGURATION_PANE (self));

  renew_cancellable (self);
  clear_form (self);
  g_set_object (&self->workspace, workspace);
  g_set_object (&self->draft, draft);
  g_signal_group_set_target (self->draft_follows, draft);
  g_signal_group_set_target (self->instance_follows, get_instance (self));
  gtk_switch_set_active (self->hidden_switch, FALSE);
  if (draft != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    load (self);
}

/**
 * val_configuration_pane_can_save:
 * @self: a configuration pane
 *
 * Returns: whether the configuration in the draft, as it stands, may be sent
 */
gboolean
val_configuration_pane_can_save (ValConfigurationPane *self)
{
  ValElement *element;

  g_return_val_if_fail (VAL_IS_CONFIGURATION_PANE (self), FALSE);

  if (self->draft == NULL)
    return TRUE;
  element = val_workspace_find_element (self->workspace,
                                        val_instance_get_element_key (get_instance (self)));
  return element == NULL || val_draft_check (self->draft, element);
}
