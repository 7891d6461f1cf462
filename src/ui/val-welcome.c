/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-welcome.h"

#include "ui/val-focus.h"

struct _ValWelcome
{
  AdwBin parent_instance;

  GtkMenuButton *menu_button;
  AdwStatusPage *status_page;
  GtkStack *stack;
  GtkButton *add_button;
  GtkSpinner *spinner;
  GtkButton *cancel_button;

  gboolean busy;
};

enum
{
  PROP_BUSY = 1,
  PROP_MENU_MODEL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValWelcome, val_welcome, ADW_TYPE_BIN)

static gboolean
val_welcome_grab_focus (GtkWidget *widget)
{
  ValWelcome *self = VAL_WELCOME (widget);

  return gtk_widget_grab_focus (GTK_WIDGET (self->busy ? self->cancel_button : self->add_button));
}

static void
val_welcome_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValWelcome *self = VAL_WELCOME (object);

  switch (id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    case PROP_MENU_MODEL:
      g_value_set_object (value, val_welcome_get_menu_model (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_welcome_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ValWelcome *self = VAL_WELCOME (object);

  switch (id)
    {
    case PROP_BUSY:
      val_welcome_set_busy (self, g_value_get_boolean (value));
      break;
    case PROP_MENU_MODEL:
      val_welcome_set_menu_model (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, ValWelcome, menu_button);
  gtk_widget_class_bind_template_child (widget_class, ValWelcome, status_page);
  gtk_widget_class_bind_template_child (widget_class, ValWelcome, stack);
  gtk_widget_class_bind_template_child (widget_class, ValWelcome, add_button);
  gtk_widget_class_bind_template_child (widget_class, ValWelcome, spinner);
  gtk_widget_class_bind_template_child (widget_class, ValWelcome, cancel_button);
}

static void
val_welcome_class_init (ValWelcomeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = val_welcome_get_property;
  object_class->set_property = val_welcome_set_property;
  GTK_WIDGET_CLASS (klass)->grab_focus = val_welcome_grab_focus;
  GTK_WIDGET_CLASS (klass)->focus = val_focus_children;

  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_MENU_MODEL] =
      g_param_spec_object ("menu-model", NULL, NULL, G_TYPE_MENU_MODEL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
val_welcome_init (ValWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_status_page_set_icon_name (self->status_page, VAL_APP_ID);
}

/**
 * val_welcome_new:
 *
 * Returns: (transfer none): a page that offers the first steps
 */
ValWelcome *
val_welcome_new (void)
{
  return g_object_new (VAL_TYPE_WELCOME, NULL);
}

/**
 * val_welcome_get_busy:
 * @self: a welcome page
 *
 * Returns: whether it tells that something is being opened
 */
gboolean
val_welcome_get_busy (ValWelcome *self)
{
  g_return_val_if_fail (VAL_IS_WELCOME (self), FALSE);

  return self->busy;
}

/**
 * val_welcome_set_busy:
 * @self: a welcome page
 * @busy: whether something is being opened, which can be cancelled
 */
void
val_welcome_set_busy (ValWelcome *self, gboolean busy)
{
  g_return_if_fail (VAL_IS_WELCOME (self));

  if (!self->busy == !busy)
    return;
  self->busy = !!busy;
  gtk_stack_set_visible_child_name (self->stack, self->busy ? "busy" : "choices");
  gtk_spinner_set_spinning (self->spinner, self->busy);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/**
 * val_welcome_get_menu_model:
 * @self: a welcome page
 *
 * Returns: (transfer none) (nullable): the primary menu
 */
GMenuModel *
val_welcome_get_menu_model (ValWelcome *self)
{
  g_return_val_if_fail (VAL_IS_WELCOME (self), NULL);

  return gtk_menu_button_get_menu_model (self->menu_button);
}

/**
 * val_welcome_set_menu_model:
 * @self: a welcome page
 * @menu_model: (nullable): the primary menu
 */
void
val_welcome_set_menu_model (ValWelcome *self, GMenuModel *menu_model)
{
  g_return_if_fail (VAL_IS_WELCOME (self));
  g_return_if_fail (menu_model == NULL || G_IS_MENU_MODEL (menu_model));

  if (val_welcome_get_menu_model (self) == menu_model)
    return;
  gtk_menu_button_set_menu_model (self->menu_button, menu_model);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MENU_MODEL]);
}
