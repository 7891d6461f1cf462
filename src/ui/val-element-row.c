/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-element-row.h"

#include <glib/gi18n.h>

struct _ValElementRow
{
  AdwActionRow parent_instance;

  AdwAvatar *avatar;
  GtkWidget *webhooks_pill;
  GtkWidget *polling_pill;
  GtkStack *end;
  GtkWidget *arrow;
  GtkSpinner *spinner;

  ValElement *element; /* (owned) */
};

G_DEFINE_FINAL_TYPE (ValElementRow, val_element_row, ADW_TYPE_ACTION_ROW)

enum
{
  PROP_0,
  PROP_ELEMENT,
  PROP_BUSY,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static char *
describe (ValElement *element)
{
  const char *key = val_element_get_key (element);
  const char *hub = val_element_get_hub (element);

  if (hub == NULL || *hub == '\0')
    return g_strdup (key);
  /* Translators: key and hub of an element, such as “hootsuite · social” */
  return g_strdup_printf (_ ("%s · %s"), key, hub);
}

static void
show_element (ValElementRow *self)
{
  const char *name = val_element_get_name (self->element);
  g_autofree char *subtitle = describe (self->element);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  adw_avatar_set_text (self->avatar, name);
  gtk_widget_set_visible (self->webhooks_pill, val_element_supports_webhooks (self->element));
  gtk_widget_set_visible (self->polling_pill, val_element_supports_polling (self->element));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle, -1);
}

static void
val_element_row_constructed (GObject *object)
{
  G_OBJECT_CLASS (val_element_row_parent_class)->constructed (object);
  show_element (VAL_ELEMENT_ROW (object));
}

static void
val_element_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ValElementRow *self = VAL_ELEMENT_ROW (object);

  switch (prop_id)
    {
    case PROP_ELEMENT:
      g_value_set_object (value, self->element);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, gtk_spinner_get_spinning (self->spinner));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_element_row_set_property (GObject *object,
                              guint prop_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  ValElementRow *self = VAL_ELEMENT_ROW (object);

  switch (prop_id)
    {
    case PROP_ELEMENT:
      self->element = g_value_dup_object (value);
      break;
    case PROP_BUSY:
      val_element_row_set_busy (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_element_row_finalize (GObject *object)
{
  g_clear_object (&VAL_ELEMENT_ROW (object)->element);
  G_OBJECT_CLASS (val_element_row_parent_class)->finalize (object);
}

static void
val_element_row_class_init (ValElementRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = val_element_row_constructed;
  object_class->get_property = val_element_row_get_property;
  object_class->set_property = val_element_row_set_property;
  object_class->finalize = val_element_row_finalize;

  properties[PROP_ELEMENT] =
      g_param_spec_object ("element", NULL, NULL, VAL_TYPE_ELEMENT,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_BUSY] =
      g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-element-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ValElementRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, ValElementRow, webhooks_pill);
  gtk_widget_class_bind_template_child (widget_class, ValElementRow, polling_pill);
  gtk_widget_class_bind_template_child (widget_class, ValElementRow, end);
  gtk_widget_class_bind_template_child (widget_class, ValElementRow, arrow);
  gtk_widget_class_bind_template_child (widget_class, ValElementRow, spinner);
}

static void
val_element_row_init (ValElementRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * val_element_row_new:
 * @element: what to show
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
val_element_row_new (ValElement *element)
{
  g_return_val_if_fail (VAL_IS_ELEMENT (element), NULL);

  return g_object_new (VAL_TYPE_ELEMENT_ROW, "element", element, NULL);
}

/**
 * val_element_row_get_element:
 * @self: a row
 *
 * Returns: (transfer none): what it shows
 */
ValElement *
val_element_row_get_element (ValElementRow *self)
{
  g_return_val_if_fail (VAL_IS_ELEMENT_ROW (self), NULL);

  return self->element;
}

/**
 * val_element_row_set_busy:
 * @self: a row
 * @busy: whether the element's fields are being loaded
 */
void
val_element_row_set_busy (ValElementRow *self, gboolean busy)
{
  g_return_if_fail (VAL_IS_ELEMENT_ROW (self));

  if (gtk_spinner_get_spinning (self->spinner) == busy)
    return;
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_stack_set_visible_child (self->end, busy ? GTK_WIDGET (self->spinner) : self->arrow);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}
