/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-instance-row.h"

#include "ui/val-format.h"

#include <glib/gi18n.h>

struct _ValInstanceRow
{
  AdwBin parent_instance;

  GtkImage *health;

  ValInstance *instance; /* (owned) (nullable) */
  GSignalGroup *follows; /* (owned): the instance */
};

enum
{
  PROP_INSTANCE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValInstanceRow, val_instance_row, ADW_TYPE_BIN)

static char *
describe_name (ValInstanceRow *self, const char *name)
{
  return g_strdup (name != NULL && *name != '\0' ? name : _ ("Unnamed"));
}

static char *
describe_element (ValInstanceRow *self, const char *element_name, gint64 id)
{
  g_autofree char *number = val_format_id (id);

  /* Translators: name of an element, id of an instance */
  return g_strdup_printf (_ ("%s · %s"), element_name != NULL ? element_name : "", number);
}

static gboolean
negate (ValInstanceRow *self, gboolean value)
{
  return !value;
}

static const char *
health_icon_name (ValHealthState state)
{
  switch (state)
    {
    case VAL_HEALTH_OK:
      return "object-select-symbolic";
    case VAL_HEALTH_UNREACHABLE:
      return "network-offline-symbolic";
    case VAL_HEALTH_NO_TOKEN:
      return "dialog-question-symbolic";
    case VAL_HEALTH_DISABLED:
      return "action-unavailable-symbolic";
    case VAL_HEALTH_REFUSED:
    case VAL_HEALTH_PROVIDER:
    default:
      return "dialog-error-symbolic";
    }
}

static void
show_health (ValInstanceRow *self)
{
  const ValHealth *health =
      self->instance != NULL ? val_instance_get_health (self->instance) : NULL;
  g_autofree char *text = health != NULL ? val_health_describe (health) : NULL;
  ValHealthState state = health != NULL ? val_health_get_state (health) : VAL_HEALTH_NO_TOKEN;

  gtk_widget_set_visible (GTK_WIDGET (self->health), health != NULL);
  if (health == NULL)
    return;
  gtk_image_set_from_icon_name (self->health, health_icon_name (state));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->health), text);
  gtk_widget_set_css_classes (GTK_WIDGET (self->health),
                              (const char *[]){ state == VAL_HEALTH_OK         ? "success"
                                                : state == VAL_HEALTH_NO_TOKEN ? "dim-label"
                                                                               : "error",
                                                NULL });
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->health), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
}

static void
set_instance (ValInstanceRow *self, ValInstance *instance)
{
  if (!g_set_object (&self->instance, instance))
    return;
  g_signal_group_set_target (self->follows, instance);
  show_health (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INSTANCE]);
}

static void
val_instance_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValInstanceRow *self = VAL_INSTANCE_ROW (object);

  switch (id)
    {
    case PROP_INSTANCE:
      g_value_set_object (value, self->instance);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_instance_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_INSTANCE:
      set_instance (VAL_INSTANCE_ROW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_instance_row_dispose (GObject *object)
{
  ValInstanceRow *self = VAL_INSTANCE_ROW (object);

  g_clear_object (&self->follows);
  g_clear_object (&self->instance);
  G_OBJECT_CLASS (val_instance_row_parent_class)->dispose (object);
}

static void
val_instance_row_class_init (ValInstanceRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = val_instance_row_get_property;
  object_class->set_property = val_instance_row_set_property;
  object_class->dispose = val_instance_row_dispose;

  properties[PROP_INSTANCE] =
      g_param_spec_object ("instance", NULL, NULL, VAL_TYPE_INSTANCE,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-instance-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ValInstanceRow, health);
  gtk_widget_class_bind_template_callback (widget_class, describe_name);
  gtk_widget_class_bind_template_callback (widget_class, describe_element);
  gtk_widget_class_bind_template_callback (widget_class, negate);
}

static void
val_instance_row_init (ValInstanceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->follows = g_signal_group_new (VAL_TYPE_INSTANCE);
  g_signal_group_connect_swapped (self->follows, "notify::health", G_CALLBACK (show_health), self);
}
