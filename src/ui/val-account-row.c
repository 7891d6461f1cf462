/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-account-row.h"

#include "ui/val-account-label.h"

#include <glib/gi18n.h>

struct _ValAccountRow
{
  GtkListBoxRow parent_instance;

  ValAccountLabel *label;
  GtkWidget *production_mark;
  GtkWidget *current_mark;

  ValAccount *account; /* (owned) (not nullable) */
  gboolean current;
};

enum
{
  PROP_ACCOUNT = 1,
  PROP_CURRENT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValAccountRow, val_account_row, GTK_TYPE_LIST_BOX_ROW)

static void
update_accessible (ValAccountRow *self)
{
  g_autofree char *text = g_strjoin (", ", val_account_label_get_name (self->label),
                                     val_account_label_get_host (self->label), NULL);

  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      val_account_get_production (self->account) ? _ ("Production") : "", -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, self->current,
                               -1);
}

static void
account_changed_cb (ValAccountRow *self)
{
  gtk_widget_set_visible (self->production_mark, val_account_get_production (self->account));
  update_accessible (self);
}

static void
val_account_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValAccountRow *self = VAL_ACCOUNT_ROW (object);

  switch (id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_CURRENT:
      g_value_set_boolean (value, self->current);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_account_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ValAccountRow *self = VAL_ACCOUNT_ROW (object);

  switch (id)
    {
    case PROP_ACCOUNT:
      self->account = g_value_dup_object (value);
      break;
    case PROP_CURRENT:
      val_account_row_set_current (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_account_row_constructed (GObject *object)
{
  ValAccountRow *self = VAL_ACCOUNT_ROW (object);

  G_OBJECT_CLASS (val_account_row_parent_class)->constructed (object);
  val_account_label_set_account (self->label, self->account);
  gtk_widget_set_opacity (self->current_mark, 0);
  g_signal_connect_object (self->account, "notify", G_CALLBACK (account_changed_cb), self,
                           G_CONNECT_SWAPPED);
  account_changed_cb (self);
}

static void
val_account_row_finalize (GObject *object)
{
  ValAccountRow *self = VAL_ACCOUNT_ROW (object);

  g_clear_object (&self->account);
  G_OBJECT_CLASS (val_account_row_parent_class)->finalize (object);
}

static void
val_account_row_class_init (ValAccountRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = val_account_row_get_property;
  object_class->set_property = val_account_row_set_property;
  object_class->constructed = val_account_row_constructed;
  object_class->finalize = val_account_row_finalize;

  properties[PROP_ACCOUNT] =
      g_param_spec_object ("account", NULL, NULL, VAL_TYPE_ACCOUNT, flags | G_PARAM_CONSTRUCT_ONLY);
  properties[PROP_CURRENT] = g_param_spec_boolean ("current", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (VAL_TYPE_ACCOUNT_LABEL);
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-account-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ValAccountRow, label);
  gtk_widget_class_bind_template_child (widget_class, ValAccountRow, production_mark);
  gtk_widget_class_bind_template_child (widget_class, ValAccountRow, current_mark);
}

static void
val_account_row_init (ValAccountRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * val_account_row_new:
 * @account: the account to show, whose changes are followed
 *
 * Returns: (transfer none): a row
 */
ValAccountRow *
val_account_row_new (ValAccount *account)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT (account), NULL);

  return g_object_new (VAL_TYPE_ACCOUNT_ROW, "account", account, NULL);
}

/**
 * val_account_row_get_account:
 * @self: a row
 *
 * Returns: (transfer none): the account it shows
 */
ValAccount *
val_account_row_get_account (ValAccountRow *self)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT_ROW (self), NULL);

  return self->account;
}

/**
 * val_account_row_set_current:
 * @self: a row
 * @current: whether its account is the one worked on
 */
void
val_account_row_set_current (ValAccountRow *self, gboolean current)
{
  g_return_if_fail (VAL_IS_ACCOUNT_ROW (self));

  if (!self->current == !current)
    return;
  self->current = !!current;
  /* The room for the mark stays, so that the rows are alike. */
  gtk_widget_set_opacity (self->current_mark, self->current ? 1 : 0);
  update_accessible (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENT]);
}
