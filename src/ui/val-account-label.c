/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-account-label.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>

struct _ValAccountLabel
{
  GtkBox parent_instance;

  GtkWidget *dot;
  GtkLabel *name_label;
  GtkLabel *host_label;

  GSignalGroup *account_signals; /* (owned) */
  char *colour;                  /* (owned) (nullable): the dot's */
};

enum
{
  PROP_ACCOUNT = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValAccountLabel, val_account_label, GTK_TYPE_BOX)

static char *
dup_host (const char *base_url)
{
  g_autoptr (GUri) uri = g_uri_parse (base_url, SOUP_HTTP_URI_FLAGS, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return g_strdup (base_url);
  if (g_uri_get_port (uri) <= 0 || g_uri_get_port (uri) == 443)
    return g_strdup (g_uri_get_host (uri));
  return g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri));
}

static void
show_colour (ValAccountLabel *self, const char *colour)
{
  if (self->colour != NULL)
    gtk_widget_remove_css_class (self->dot, self->colour);
  g_free (self->colour);
  self->colour = g_strdup (colour);
  if (self->colour != NULL)
    gtk_widget_add_css_class (self->dot, self->colour);
}

static void
update (ValAccountLabel *self)
{
  ValAccount *account = val_account_label_get_account (self);
  g_autofree char *host = NULL;

  if (account != NULL)
    host = dup_host (val_account_get_base_url (account));
  gtk_label_set_label (self->name_label,
                       account != NULL ? val_account_get_name (account) : _ ("No Account"));
  gtk_label_set_label (self->host_label, host != NULL ? host : "");
  gtk_widget_set_visible (GTK_WIDGET (self->host_label), host != NULL);
  show_colour (self, account != NULL ? val_account_get_colour (account) : NULL);
}

static void
val_account_label_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValAccountLabel *self = VAL_ACCOUNT_LABEL (object);

  if (id == PROP_ACCOUNT)
    g_value_set_object (value, val_account_label_get_account (self));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
val_account_label_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ValAccountLabel *self = VAL_ACCOUNT_LABEL (object);

  if (id == PROP_ACCOUNT)
    val_account_label_set_account (self, g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
val_account_label_finalize (GObject *object)
{
  ValAccountLabel *self = VAL_ACCOUNT_LABEL (object);

  g_clear_object (&self->account_signals);
  g_free (self->colour);
  G_OBJECT_CLASS (val_account_label_parent_class)->finalize (object);
}

static void
val_account_label_class_init (ValAccountLabelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = val_account_label_get_property;
  object_class->set_property = val_account_label_set_property;
  object_class->finalize = val_account_label_finalize;

  properties[PROP_ACCOUNT] =
      g_param_spec_object ("account", NULL, NULL, VAL_TYPE_ACCOUNT,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-account-label.ui");
  gtk_widget_class_bind_template_child (widget_class, ValAccountLabel, dot);
  gtk_widget_class_bind_template_child (widget_class, ValAccountLabel, name_label);
  gtk_widget_class_bind_template_child (widget_class, ValAccountLabel, host_label);
}

static void
val_account_label_init (ValAccountLabel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->account_signals = g_signal_group_new (VAL_TYPE_ACCOUNT);
  g_signal_group_connect_swapped (self->account_signals, "notify", G_CALLBACK (update), self);
  update (self);
}

/**
 * val_account_label_get_account:
 * @self: a label
 *
 * Returns: (transfer none) (nullable): the account it shows
 */
ValAccount *
val_account_label_get_account (ValAccountLabel *self)
{
  g_autoptr (ValAccount) account = NULL;

  g_return_val_if_fail (VAL_IS_ACCOUNT_LABEL (self), NULL);

  account = g_signal_group_dup_target (self->account_signals);
  return account;
}

/**
 * val_account_label_set_account:
 * @self: a label
 * @account: (nullable): the account to show, whose changes are followed
 */
void
val_account_label_set_account (ValAccountLabel *self, ValAccount *account)
{
  g_return_if_fail (VAL_IS_ACCOUNT_LABEL (self));

  if (val_account_label_get_account (self) == account)
    return;
  g_signal_group_set_target (self->account_signals, account);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCOUNT]);
}

/**
 * val_account_label_get_name:
 * @self: a label
 *
 * Returns: (transfer none): its first line
 */
const char *
val_account_label_get_name (ValAccountLabel *self)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT_LABEL (self), NULL);

  return gtk_label_get_label (self->name_label);
}

/**
 * val_account_label_get_host:
 * @self: a label
 *
 * Returns: (transfer none): its second line; may be empty
 */
const char *
val_account_label_get_host (ValAccountLabel *self)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT_LABEL (self), NULL);

  return gtk_label_get_label (self->host_label);
}
