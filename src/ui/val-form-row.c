/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-focus.h"
#include "ui/val-form-row.h"

struct _ValFormRow
{
  GtkBox parent_instance;

  GtkListBox *list;
  GtkLabel *caption_label;
  GtkLabel *warning_label;
  GtkLabel *problem_label;

  AdwPreferencesRow *row; /* (nullable): child of list */
};

G_DEFINE_FINAL_TYPE (ValFormRow, val_form_row, GTK_TYPE_BOX)

enum
{
  PROP_0,
  PROP_ROW,
  PROP_CAPTION,
  PROP_WARNING,
  PROP_PROBLEM,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static const char *
get_text (GtkLabel *label)
{
  return gtk_widget_get_visible (GTK_WIDGET (label)) ? gtk_label_get_text (label) : NULL;
}

static gboolean
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (get_text (label), text) == 0)
    return FALSE;
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
  return TRUE;
}

static char *
join_texts (ValFormRow *self)
{
  GtkLabel *const labels[] = { self->problem_label, self->warning_label, self->caption_label };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (get_text (labels[i]) != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", get_text (labels[i]));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A screen reader gets the row's own title as its name, and hears the texts under it. */
static void
describe_row (ValFormRow *self)
{
  GtkAccessible *row = GTK_ACCESSIBLE (self->row);
  g_autofree char *description = join_texts (self);
  gboolean invalid = get_text (self->problem_label) != NULL;

  gtk_accessible_update_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (self->row),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  gtk_accessible_update_state (row, GTK_ACCESSIBLE_STATE_INVALID,
                               invalid ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
refresh_row (ValFormRow *self)
{
  if (self->row == NULL)
    return;
  if (val_form_row_get_problem (self) != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->row), "error");
  describe_row (self);
}

static gboolean
val_form_row_grab_focus (GtkWidget *widget)
{
  ValFormRow *self = VAL_FORM_ROW (widget);

  return self->row != NULL && gtk_widget_grab_focus (GTK_WIDGET (self->row));
}

static void
val_form_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ValFormRow *self = VAL_FORM_ROW (object);

  switch (prop_id)
    {
    case PROP_ROW:
      g_value_set_object (value, self->row);
      break;
    case PROP_CAPTION:
      g_value_set_string (value, val_form_row_get_caption (self));
      break;
    case PROP_WARNING:
      g_value_set_string (value, val_form_row_get_warning (self));
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, val_form_row_get_problem (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_form_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ValFormRow *self = VAL_FORM_ROW (object);

  switch (prop_id)
    {
    case PROP_ROW:
      val_form_row_set_row (self, g_value_get_object (value));
      break;
    case PROP_CAPTION:
      val_form_row_set_caption (self, g_value_get_string (value));
      break;
    case PROP_WARNING:
      val_form_row_set_warning (self, g_value_get_string (value));
      break;
    case PROP_PROBLEM:
      val_form_row_set_problem (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_form_row_class_init (ValFormRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = val_form_row_get_property;
  object_class->set_property = val_form_row_set_property;
  widget_class->grab_focus = val_form_row_grab_focus;
  widget_class->focus = val_focus_children;

  properties[PROP_ROW] = g_param_spec_object ("row", NULL, NULL, ADW_TYPE_PREFERENCES_ROW, flags);
  properties[PROP_CAPTION] = g_param_spec_string ("caption", NULL, NULL, NULL, flags);
  properties[PROP_WARNING] = g_param_spec_string ("warning", NULL, NULL, NULL, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-form-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ValFormRow, list);
  gtk_widget_class_bind_template_child (widget_class, ValFormRow, caption_label);
  gtk_widget_class_bind_template_child (widget_class, ValFormRow, warning_label);
  gtk_widget_class_bind_template_child (widget_class, ValFormRow, problem_label);
}

static void
val_form_row_init (ValFormRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * val_form_row_new:
 * @row: (transfer floating): what the user edits
 *
 * Returns: (transfer floating): a card with @row
 */
GtkWidget *
val_form_row_new (AdwPreferencesRow *row)
{
  g_return_val_if_fail (ADW_IS_PREFERENCES_ROW (row), NULL);

  return g_object_new (VAL_TYPE_FORM_ROW, "row", row, NULL);
}

/**
 * val_form_row_set_row:
 * @self: a form row
 * @row: (nullable): what the user edits
 */
void
val_form_row_set_row (ValFormRow *self, AdwPreferencesRow *row)
{
  g_return_if_fail (VAL_IS_FORM_ROW (self));
  g_return_if_fail (row == NULL || ADW_IS_PREFERENCES_ROW (row));

  if (self->row == row)
    return;
  if (self->row != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (self->row));
  self->row = row;
  if (row != NULL)
    gtk_list_box_append (self->list, GTK_WIDGET (row));
  refresh_row (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROW]);
}

/**
 * val_form_row_get_caption:
 * @self: a form row
 *
 * Returns: (nullable): the text that explains the row
 */
const char *
val_form_row_get_caption (ValFormRow *self)
{
  g_return_val_if_fail (VAL_IS_FORM_ROW (self), NULL);

  return get_text (self->caption_label);
}

/**
 * val_form_row_set_caption:
 * @self: a form row
 * @caption: (nullable): plain text that explains the row
 */
void
val_form_row_set_caption (ValFormRow *self, const char *caption)
{
  g_return_if_fail (VAL_IS_FORM_ROW (self));

  if (!set_text (self->caption_label, caption))
    return;
  refresh_row (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAPTION]);
}

/**
 * val_form_row_get_warning:
 * @self: a form row
 *
 * Returns: (nullable): what the user should think of, although the input is good
 */
const char *
val_form_row_get_warning (ValFormRow *self)
{
  g_return_val_if_fail (VAL_IS_FORM_ROW (self), NULL);

  return get_text (self->warning_label);
}

/**
 * val_form_row_set_warning:
 * @self: a form row
 * @warning: (nullable): plain text that says what the user should think of
 */
void
val_form_row_set_warning (ValFormRow *self, const char *warning)
{
  g_return_if_fail (VAL_IS_FORM_ROW (self));

  if (!set_text (self->warning_label, warning))
    return;
  refresh_row (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WARNING]);
}

/**
 * val_form_row_get_problem:
 * @self: a form row
 *
 * Returns: (nullable): what is wrong with the input
 */
const char *
val_form_row_get_problem (ValFormRow *self)
{
  g_return_val_if_fail (VAL_IS_FORM_ROW (self), NULL);

  return get_text (self->problem_label);
}

/**
 * val_form_row_set_problem:
 * @self: a form row
 * @problem: (nullable): plain text that says what is wrong, or NULL where nothing is
 */
void
val_form_row_set_problem (ValFormRow *self, const char *problem)
{
  g_return_if_fail (VAL_IS_FORM_ROW (self));

  if (!set_text (self->problem_label, problem))
    return;
  refresh_row (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}
