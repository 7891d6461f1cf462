/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-account-switcher.h"

#include "ui/val-account-label.h"
#include "ui/val-account-row.h"

struct _ValAccountSwitcher
{
  AdwBin parent_instance;

  GtkMenuButton *button;
  ValAccountLabel *label;
  GtkPopover *popover;
  GtkListBox *list;

  GSignalGroup *workspace_signals; /* (owned) */
  ValWorkspace *workspace;         /* (owned) (nullable) */
};

enum
{
  PROP_WORKSPACE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValAccountSwitcher, val_account_switcher, ADW_TYPE_BIN)

static ValAccount *
get_account (ValAccountSwitcher *self)
{
  return self->workspace != NULL ? val_workspace_get_account (self->workspace) : NULL;
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  ValAccountSwitcher *self = user_data;
  ValAccountRow *row = val_account_row_new (item);

  val_account_row_set_current (row, get_account (self) == item);
  return GTK_WIDGET (row);
}

static void
describe (ValAccountSwitcher *self)
{
  g_autofree char *text = g_strjoin (", ", val_account_label_get_name (self->label),
                                     val_account_label_get_host (self->label), NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
account_changed_cb (ValAccountSwitcher *self)
{
  ValAccount *account = get_account (self);
  GtkListBoxRow *row;

  val_account_label_set_account (self->label, account);
  describe (self);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    val_account_row_set_current (VAL_ACCOUNT_ROW (row),
                                 val_account_row_get_account (VAL_ACCOUNT_ROW (row)) == account);
}

static void
row_activated_cb (ValAccountSwitcher *self, GtkListBoxRow *row)
{
  ValAccount *account = val_account_row_get_account (VAL_ACCOUNT_ROW (row));

  gtk_popover_popdown (self->popover);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.select-account", "s",
                              val_account_get_uuid (account));
}

/* Up and down, from the accounts into the rest of the menu and back: left to itself each half keeps
 * the focus. */
static gboolean
move_on (ValAccountSwitcher *self, gboolean up)
{
  return gtk_widget_child_focus (GTK_WIDGET (self->popover),
                                 up ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD);
}

static gboolean
list_left_cb (ValAccountSwitcher *self, GtkDirectionType direction)
{
  return (direction == GTK_DIR_UP || direction == GTK_DIR_DOWN) &&
         move_on (self, direction == GTK_DIR_UP);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                ValAccountSwitcher *self)
{
  gboolean up = keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up;
  gboolean down = keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down;

  if ((!up && !down) || gtk_widget_get_focus_child (GTK_WIDGET (self->list)) != NULL)
    return GDK_EVENT_PROPAGATE;
  return move_on (self, up);
}

static void
val_account_switcher_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValAccountSwitcher *self = VAL_ACCOUNT_SWITCHER (object);

  if (id == PROP_WORKSPACE)
    g_value_set_object (value, self->workspace);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
val_account_switcher_set_property (GObject *object,
                                   guint id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  ValAccountSwitcher *self = VAL_ACCOUNT_SWITCHER (object);

  if (id == PROP_WORKSPACE)
    val_account_switcher_set_workspace (self, g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
val_account_switcher_dispose (GObject *object)
{
  ValAccountSwitcher *self = VAL_ACCOUNT_SWITCHER (object);

  g_clear_object (&self->workspace_signals);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (val_account_switcher_parent_class)->dispose (object);
}

static void
val_account_switcher_class_init (ValAccountSwitcherClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = val_account_switcher_get_property;
  object_class->set_property = val_account_switcher_set_property;
  object_class->dispose = val_account_switcher_dispose;

  properties[PROP_WORKSPACE] =
      g_param_spec_object ("workspace", NULL, NULL, VAL_TYPE_WORKSPACE,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (VAL_TYPE_ACCOUNT_LABEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-account-switcher.ui");
  gtk_widget_class_bind_template_child (widget_class, ValAccountSwitcher, button);
  gtk_widget_class_bind_template_child (widget_class, ValAccountSwitcher, label);
  gtk_widget_class_bind_template_child (widget_class, ValAccountSwitcher, popover);
  gtk_widget_class_bind_template_child (widget_class, ValAccountSwitcher, list);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
val_account_switcher_init (ValAccountSwitcher *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->workspace_signals = g_signal_group_new (VAL_TYPE_WORKSPACE);
  g_signal_group_connect_swapped (self->workspace_signals, "notify::account",
                                  G_CALLBACK (account_changed_cb), self);
  account_changed_cb (self);
}

/**
 * val_account_switcher_new:
 * @workspace: (nullable): whose accounts to offer
 *
 * Returns: (transfer none): a switcher
 */
ValAccountSwitcher *
val_account_switcher_new (ValWorkspace *workspace)
{
  return g_object_new (VAL_TYPE_ACCOUNT_SWITCHER, "workspace", workspace, NULL);
}

/**
 * val_account_switcher_set_workspace:
 * @self: a switcher
 * @workspace: (nullable): whose accounts to offer
 */
void
val_account_switcher_set_workspace (ValAccountSwitcher *self, ValWorkspace *workspace)
{
  GListModel *accounts;

  g_return_if_fail (VAL_IS_ACCOUNT_SWITCHER (self));
  g_return_if_fail (workspace == NULL || VAL_IS_WORKSPACE (workspace));

  if (!g_set_object (&self->workspace, workspace))
    return;
  accounts = workspace != NULL ? val_workspace_get_accounts (workspace) : NULL;
  gtk_list_box_bind_model (self->list, accounts, create_row, self, NULL);
  g_signal_group_set_target (self->workspace_signals, workspace);
  account_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WORKSPACE]);
}
