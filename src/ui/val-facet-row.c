/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-facet-row.h"

#include <glib/gi18n.h>

struct _ValFacetRow
{
  AdwBin parent_instance;

  GtkLabel *heading;
  GtkCheckButton *check;
  GtkLabel *name;
  GtkLabel *count;

  ValFacetItem *item;     /* (owned) (nullable) */
  GBindingGroup *binding; /* (owned) */
};

enum
{
  PROP_ITEM = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValFacetRow, val_facet_row, ADW_TYPE_BIN)

static gboolean
count_to_label (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_take_string (to, g_strdup_printf ("%'u", g_value_get_uint (from)));
  return TRUE;
}

static gboolean
heading_to_visible (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_set_boolean (to, g_value_get_string (from) != NULL);
  return TRUE;
}

/* What is found by none can still be unchosen. */
static void
update_count (ValFacetRow *self)
{
  const char *count = gtk_label_get_label (self->count);
  g_autofree char *described = NULL;

  if (self->item == NULL)
    return;
  if (g_str_equal (count, "0"))
    gtk_widget_add_css_class (GTK_WIDGET (self->check), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->check), "dim-label");
  /* Translators: value of a filter, how many instances have it; read out, not shown */
  described = g_strdup_printf (_ ("%s, %s"), val_facet_item_get_label (self->item), count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  described, -1);
}

static void
set_item (ValFacetRow *self, ValFacetItem *item)
{
  if (!g_set_object (&self->item, item))
    return;
  g_binding_group_set_source (self->binding, item);
  update_count (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}

static void
val_facet_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValFacetRow *self = VAL_FACET_ROW (object);

  switch (id)
    {
    case PROP_ITEM:
      g_value_set_object (value, self->item);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_facet_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ITEM:
      set_item (VAL_FACET_ROW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* The check box takes the focus; in newer GTK the row around it would do so first. */
static void
val_facet_row_map (GtkWidget *widget)
{
  gtk_widget_set_focusable (gtk_widget_get_parent (widget), FALSE);
  GTK_WIDGET_CLASS (val_facet_row_parent_class)->map (widget);
}

static void
val_facet_row_dispose (GObject *object)
{
  ValFacetRow *self = VAL_FACET_ROW (object);

  g_clear_object (&self->binding);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (val_facet_row_parent_class)->dispose (object);
}

static void
val_facet_row_class_init (ValFacetRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = val_facet_row_get_property;
  object_class->set_property = val_facet_row_set_property;
  object_class->dispose = val_facet_row_dispose;
  widget_class->map = val_facet_row_map;
  properties[PROP_ITEM] =
      g_param_spec_object ("item", NULL, NULL, VAL_TYPE_FACET_ITEM,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-facet-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ValFacetRow, heading);
  gtk_widget_class_bind_template_child (widget_class, ValFacetRow, check);
  gtk_widget_class_bind_template_child (widget_class, ValFacetRow, name);
  gtk_widget_class_bind_template_child (widget_class, ValFacetRow, count);
  gtk_widget_class_bind_template_callback (widget_class, update_count);
}

static void
val_facet_row_init (ValFacetRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->binding = g_binding_group_new ();
  g_binding_group_bind (self->binding, "heading", self->heading, "label", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->binding, "label", self->name, "label", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->binding, "active", self->check, "active",
                        G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_binding_group_bind_full (self->binding, "heading", self->heading, "visible",
                             G_BINDING_SYNC_CREATE, heading_to_visible, NULL, NULL, NULL);
  g_binding_group_bind_full (self->binding, "count", self->count, "label", G_BINDING_SYNC_CREATE,
                             count_to_label, NULL, NULL, NULL);
}
