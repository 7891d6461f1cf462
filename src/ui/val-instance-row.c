/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-instance-row.h"

#include <glib/gi18n.h>

struct _ValInstanceRow
{
  AdwBin parent_instance;

  ValInstance *instance; /* (owned) (nullable) */
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
  /* Translators: name of an element, id of an instance */
  return g_strdup_printf (_ ("%s · %" G_GINT64_FORMAT), element_name != NULL ? element_name : "",
                          id);
}

static gboolean
negate (ValInstanceRow *self, gboolean value)
{
  return !value;
}

static void
set_instance (ValInstanceRow *self, ValInstance *instance)
{
  if (g_set_object (&self->instance, instance))
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
  g_clear_object (&VAL_INSTANCE_ROW (object)->instance);
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
  gtk_widget_class_bind_template_callback (widget_class, describe_name);
  gtk_widget_class_bind_template_callback (widget_class, describe_element);
  gtk_widget_class_bind_template_callback (widget_class, negate);
}

static void
val_instance_row_init (ValInstanceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
