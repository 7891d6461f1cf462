/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-plan-cell.h"

typedef struct
{
  ValChange *change;     /* (owned) (nullable) */
  GSignalGroup *follows; /* (owned): the change */
  ValPlanMode mode;
} ValPlanCellPrivate;

enum
{
  PROP_CHANGE = 1,
  PROP_MODE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ValPlanCell, val_plan_cell, ADW_TYPE_BIN)

static ValPlanCellPrivate *
get_private (ValPlanCell *self)
{
  return val_plan_cell_get_instance_private (self);
}

static void
show_cb (ValPlanCell *self)
{
  ValPlanCellPrivate *priv = get_private (self);

  if (priv->change != NULL)
    VAL_PLAN_CELL_GET_CLASS (self)->show (self, priv->change);
}

static void
set_mode (ValPlanCell *self, ValPlanMode mode)
{
  ValPlanCellPrivate *priv = get_private (self);

  if (priv->mode == mode)
    return;
  priv->mode = mode;
  show_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODE]);
}

static void
val_plan_cell_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValPlanCellPrivate *priv = get_private (VAL_PLAN_CELL (object));

  switch (id)
    {
    case PROP_CHANGE:
      g_value_set_object (value, priv->change);
      break;
    case PROP_MODE:
      g_value_set_enum (value, (int) priv->mode);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_plan_cell_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ValPlanCell *self = VAL_PLAN_CELL (object);

  switch (id)
    {
    case PROP_CHANGE:
      val_plan_cell_set_change (self, g_value_get_object (value));
      break;
    case PROP_MODE:
      set_mode (self, (ValPlanMode) g_value_get_enum (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_plan_cell_dispose (GObject *object)
{
  ValPlanCellPrivate *priv = get_private (VAL_PLAN_CELL (object));

  g_clear_object (&priv->follows);
  g_clear_object (&priv->change);
  G_OBJECT_CLASS (val_plan_cell_parent_class)->dispose (object);
}

static void
val_plan_cell_class_init (ValPlanCellClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = val_plan_cell_get_property;
  object_class->set_property = val_plan_cell_set_property;
  object_class->dispose = val_plan_cell_dispose;

  properties[PROP_CHANGE] = g_param_spec_object ("change", NULL, NULL, VAL_TYPE_CHANGE, flags);
  properties[PROP_MODE] =
      g_param_spec_enum ("mode", NULL, NULL, VAL_TYPE_PLAN_MODE, VAL_PLAN_MODE_PREVIEW, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_plan_cell_init (ValPlanCell *self)
{
  ValPlanCellPrivate *priv = get_private (self);

  priv->follows = g_signal_group_new (VAL_TYPE_CHANGE);
  g_signal_group_connect_swapped (priv->follows, "notify", G_CALLBACK (show_cb), self);
}

/**
 * val_plan_cell_get_change:
 * @self: a cell
 *
 * Returns: (transfer none) (nullable): what it shows
 */
ValChange *
val_plan_cell_get_change (ValPlanCell *self)
{
  g_return_val_if_fail (VAL_IS_PLAN_CELL (self), NULL);

  return get_private (self)->change;
}

/**
 * val_plan_cell_set_change:
 * @self: a cell
 * @change: (nullable) (transfer none): what it shows; without one it goes on showing the last
 */
void
val_plan_cell_set_change (ValPlanCell *self, ValChange *change)
{
  ValPlanCellPrivate *priv;

  g_return_if_fail (VAL_IS_PLAN_CELL (self));

  priv = get_private (self);
  if (!g_set_object (&priv->change, change))
    return;
  g_signal_group_set_target (priv->follows, change);
  show_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHANGE]);
}

/**
 * val_plan_cell_get_mode:
 * @self: a cell
 *
 * Returns: what the row is looked at for
 */
ValPlanMode
val_plan_cell_get_mode (ValPlanCell *self)
{
  g_return_val_if_fail (VAL_IS_PLAN_CELL (self), VAL_PLAN_MODE_PREVIEW);

  return get_private (self)->mode;
}
