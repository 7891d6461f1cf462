/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-scope-row.h"

#include <glib/gi18n.h>

typedef enum
{
  CHOICE_SELECTION,
  CHOICE_FILTER,
  CHOICE_ACCOUNT,
  N_CHOICES,
} Choice;

struct _ValScopeRow
{
  AdwComboRow parent_instance;

  GListModel *models[N_CHOICES]; /* (owned) (nullable): those that are offered */
  Choice offered[N_CHOICES];     /* by position */
  guint n_offered;
  Choice choice;
  gboolean partial; /* whether the filter had not seen the whole list */
  gboolean filling;
};

enum
{
  PROP_INSTANCES = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValScopeRow, val_scope_row, ADW_TYPE_COMBO_ROW)

static const char *
get_choice_name (Choice choice)
{
  switch (choice)
    {
    case CHOICE_SELECTION:
      return _ ("Selected Instances");
    case CHOICE_FILTER:
      return _ ("What the Filter Shows");
    case CHOICE_ACCOUNT:
    case N_CHOICES:
    default:
      return _ ("Whole Account");
    }
}

static char *
describe (ValScopeRow *self, Choice choice)
{
  /* Translators: which instances, and how many they are */
  return g_strdup_printf (_ ("%s (%'u)"), get_choice_name (choice),
                          g_list_model_get_n_items (self->models[choice]));
}

static guint
find_position (ValScopeRow *self, Choice choice)
{
  for (guint i = 0; i < self->n_offered; i++)
    if (self->offered[i] == choice)
      return i;
  return 0;
}

static void
fill (ValScopeRow *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  self->filling = TRUE;
  self->n_offered = 0;
  for (guint i = 0; i < N_CHOICES; i++)
    if (self->models[i] != NULL)
      {
        gtk_string_list_take (names, describe (self, i));
        self->offered[self->n_offered++] = i;
      }
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), find_position (self, self->choice));
  self->filling = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INSTANCES]);
}

static guint
count (GListModel *model)
{
  return model != NULL ? g_list_model_get_n_items (model) : 0;
}

static void
offer (ValScopeRow *self, Choice choice, GListModel *model, gboolean useful)
{
  if (useful)
    g_set_object (&self->models[choice], model);
  else
    g_clear_object (&self->models[choice]);
}

/* One instance is selected whenever it is looked at; several are for a purpose. */
static Choice
choose (ValScopeRow *self)
{
  if (count (self->models[CHOICE_SELECTION]) > 1)
    return CHOICE_SELECTION;
  return self->models[CHOICE_FILTER] != NULL ? CHOICE_FILTER : CHOICE_ACCOUNT;
}

static void
selected_cb (ValScopeRow *self)
{
  guint position = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  if (self->filling || position >= self->n_offered)
    return;
  self->choice = self->offered[position];
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INSTANCES]);
}

static void
val_scope_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_INSTANCES)
    g_value_set_object (value, val_scope_row_get_instances (VAL_SCOPE_ROW (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
val_scope_row_dispose (GObject *object)
{
  ValScopeRow *self = VAL_SCOPE_ROW (object);

  for (guint i = 0; i < N_CHOICES; i++)
    g_clear_object (&self->models[i]);
  G_OBJECT_CLASS (val_scope_row_parent_class)->dispose (object);
}

static void
val_scope_row_class_init (ValScopeRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = val_scope_row_get_property;
  object_class->dispose = val_scope_row_dispose;
  properties[PROP_INSTANCES] =
      g_param_spec_object ("instances", NULL, NULL, G_TYPE_LIST_MODEL,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_scope_row_init (ValScopeRow *self)
{
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (self), TRUE);
  g_signal_connect (self, "notify::selected", G_CALLBACK (selected_cb), NULL);
}

/**
 * val_scope_row_set_choices:
 * @self: a scope row
 * @workspace: whose instances
 * @selection: (nullable) (element-type ValInstance): those that are selected
 * @filtered: (element-type ValInstance): those that a filter leaves, or all
 *
 * Several that are selected are chosen, or else what the filter leaves.
 */
void
val_scope_row_set_choices (ValScopeRow *self,
                           ValWorkspace *workspace,
                           GListModel *selection,
                           GListModel *filtered)
{
  GListModel *all;

  g_return_if_fail (VAL_IS_SCOPE_ROW (self));
  g_return_if_fail (VAL_IS_WORKSPACE (workspace));
  g_return_if_fail (selection == NULL || G_IS_LIST_MODEL (selection));
  g_return_if_fail (G_IS_LIST_MODEL (filtered));

  all = G_LIST_MODEL (val_workspace_get_instances (workspace));
  offer (self, CHOICE_SELECTION, selection, count (selection) > 0);
  offer (self, CHOICE_FILTER, filtered, count (filtered) < count (all));
  if (g_set_object (&self->models[CHOICE_ACCOUNT], all))
    g_signal_connect_object (all, "items-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  self->partial = !val_workspace_has_whole_list (workspace);
  self->choice = choose (self);
  fill (self);
}

/**
 * val_scope_row_get_instances:
 * @self: a scope row
 *
 * Returns: (transfer none) (nullable) (element-type ValInstance): those that are chosen
 */
GListModel *
val_scope_row_get_instances (ValScopeRow *self)
{
  g_return_val_if_fail (VAL_IS_SCOPE_ROW (self), NULL);

  return self->models[self->choice];
}

/**
 * val_scope_row_get_picked:
 * @self: a scope row
 *
 * Returns: whether the instances were selected one by one, whatever else there may be
 */
gboolean
val_scope_row_get_picked (ValScopeRow *self)
{
  g_return_val_if_fail (VAL_IS_SCOPE_ROW (self), FALSE);

  return self->choice == CHOICE_SELECTION;
}

/**
 * val_scope_row_get_partial:
 * @self: a scope row
 *
 * Returns: whether instances that the chosen filter would leave may be missing, because the list
 * was still on its way when they were taken
 */
gboolean
val_scope_row_get_partial (ValScopeRow *self)
{
  g_return_val_if_fail (VAL_IS_SCOPE_ROW (self), FALSE);

  return self->choice == CHOICE_FILTER && self->partial;
}
