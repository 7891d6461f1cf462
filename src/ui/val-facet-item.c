/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-facet-item.h"

struct _ValFacetItem
{
  GObject parent_instance;

  ValFacet facet;
  char *value;   /* (owned) (not nullable) */
  char *label;   /* (owned) (not nullable) */
  char *heading; /* (owned) (nullable) */
  guint count;
  gboolean active;
};

enum
{
  PROP_LABEL = 1,
  PROP_HEADING,
  PROP_COUNT,
  PROP_ACTIVE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValFacetItem, val_facet_item, G_TYPE_OBJECT)

static void
val_facet_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValFacetItem *self = VAL_FACET_ITEM (object);

  switch (id)
    {
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_HEADING:
      g_value_set_string (value, self->heading);
      break;
    case PROP_COUNT:
      g_value_set_uint (value, self->count);
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_facet_item_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ValFacetItem *self = VAL_FACET_ITEM (object);

  switch (id)
    {
    case PROP_COUNT:
      val_facet_item_set_count (self, g_value_get_uint (value));
      break;
    case PROP_ACTIVE:
      val_facet_item_set_active (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_facet_item_finalize (GObject *object)
{
  ValFacetItem *self = VAL_FACET_ITEM (object);

  g_free (self->value);
  g_free (self->label);
  g_free (self->heading);
  G_OBJECT_CLASS (val_facet_item_parent_class)->finalize (object);
}

static void
val_facet_item_class_init (ValFacetItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = val_facet_item_get_property;
  object_class->set_property = val_facet_item_set_property;
  object_class->finalize = val_facet_item_finalize;
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, "", readable);
  properties[PROP_HEADING] = g_param_spec_string ("heading", NULL, NULL, NULL, readable);
  properties[PROP_COUNT] =
      g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, readable | G_PARAM_WRITABLE);
  properties[PROP_ACTIVE] =
      g_param_spec_boolean ("active", NULL, NULL, FALSE, readable | G_PARAM_WRITABLE);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_facet_item_init (ValFacetItem *self)
{
}

/**
 * val_facet_item_new:
 * @facet: a facet
 * @value: one of its values
 * @label: what people call it
 * @heading: (nullable): what stands above it, where it is the first of its facet
 *
 * Returns: (transfer full): a row that is not chosen and counts nothing
 */
ValFacetItem *
val_facet_item_new (ValFacet facet, const char *value, const char *label, const char *heading)
{
  ValFacetItem *self;

  g_return_val_if_fail (value != NULL && label != NULL, NULL);

  self = g_object_new (VAL_TYPE_FACET_ITEM, NULL);
  self->facet = facet;
  self->value = g_strdup (value);
  self->label = g_strdup (label);
  self->heading = g_strdup (heading);
  return self;
}

/**
 * val_facet_item_get_facet:
 * @self: a row
 *
 * Returns: its facet
 */
ValFacet
val_facet_item_get_facet (ValFacetItem *self)
{
  g_return_val_if_fail (VAL_IS_FACET_ITEM (self), VAL_N_FACETS);

  return self->facet;
}

/**
 * val_facet_item_get_value:
 * @self: a row
 *
 * Returns: (transfer none): its value
 */
const char *
val_facet_item_get_value (ValFacetItem *self)
{
  g_return_val_if_fail (VAL_IS_FACET_ITEM (self), NULL);

  return self->value;
}

/**
 * val_facet_item_get_label:
 * @self: a row
 *
 * Returns: (transfer none): what people call it
 */
const char *
val_facet_item_get_label (ValFacetItem *self)
{
  g_return_val_if_fail (VAL_IS_FACET_ITEM (self), NULL);

  return self->label;
}

/**
 * val_facet_item_get_active:
 * @self: a row
 *
 * Returns: whether it is chosen
 */
gboolean
val_facet_item_get_active (ValFacetItem *self)
{
  g_return_val_if_fail (VAL_IS_FACET_ITEM (self), FALSE);

  return self->active;
}

/**
 * val_facet_item_set_active:
 * @self: a row
 * @active: whether it is chosen
 */
void
val_facet_item_set_active (ValFacetItem *self, gboolean active)
{
  g_return_if_fail (VAL_IS_FACET_ITEM (self));

  if (self->active == active)
    return;
  self->active = active;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

/**
 * val_facet_item_set_count:
 * @self: a row
 * @count: how many instances have its value
 */
void
val_facet_item_set_count (ValFacetItem *self, guint count)
{
  g_return_if_fail (VAL_IS_FACET_ITEM (self));

  if (self->count == count)
    return;
  self->count = count;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
}
