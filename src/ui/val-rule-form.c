/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-rule-form.h"

#include "model/val-change-plan.h"
#include "ui/val-focus.h"
#include "ui/val-form-row.h"
#include "ui/val-format.h"
#include "ui/val-plan-name.h"
#include "ui/val-plan-status.h"
#include "ui/val-plan-urls.h"
#include "ui/val-scope-row.h"
#include "ui/val-table-chooser.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

/* How far to look for an instance that shows what the rule does, and how long at a time: at each
 * key, and so that the window does not skip a frame. */
#define MAX_EXAMPLES 500
#define SLICE_US     8000

/* What the form asks for a rule, in the order of the list. */
typedef struct
{
  ValUrlRuleKind kind;
  const char *caption;
  const char *from_title; /* (nullable) */
  const char *from_caption;
  const char *to_title; /* (nullable) */
  const char *to_caption;
  const char *blank_to;   /* (nullable): what is right whatever from is; NULL for from itself */
  const char *blank_from; /* (nullable): the same for to, where there is such a thing */
} Ask;

static const Ask asks[] = {
  { VAL_URL_RULE_REPLACE_HOST, N_ ("Another host for the URLs of one host. All else stays."),
    N_ ("Current Host"),
    N_ ("For example hooks.example.com, or hooks.example.com:8443. Leave empty for any host."),
    N_ ("New Host"), N_ ("For example events.example.net"), "example.com", "" },
  { VAL_URL_RULE_REPLACE_PREFIX, N_ ("Another beginning for the URLs that begin alike."),
    N_ ("Current Beginning"), N_ ("For example https://hooks.example.com/v1/"),
    N_ ("New Beginning"), N_ ("For example https://hooks.example.com/v2/"), NULL, NULL },
  { VAL_URL_RULE_TEMPLATE, N_ ("A URL that is put together from what each instance has."), NULL,
    NULL, N_ ("Template"),
    N_ ("For example https://example.com/hooks/{element.key}/{instance.id.base64}"), "", NULL },
  { VAL_URL_RULE_REGEX, N_ ("What is found in each URL is replaced."), N_ ("Regular Expression"),
    N_ ("For example ^https://([^/]+)/old/(.*)$"), N_ ("Replacement"),
    N_ ("For example https://\\1/new/\\2, where \\1 is what the first group found"), "", NULL },
  { VAL_URL_RULE_SET, N_ ("The same URL for every instance."), NULL, NULL, N_ ("Callback URL"),
    N_ ("For example https://hooks.example.com/events"), "", NULL },
  { VAL_URL_RULE_TABLE, N_ ("Each instance gets the URL that a file has for it."), NULL, NULL, NULL,
    NULL, "", NULL },
};

/* What was typed for one rule, while another is chosen. */
typedef struct
{
  char *from;
  char *to;
} Typed;

struct _ValRuleForm
{
  AdwBin parent_instance;

  ValFormRow *kind_form_row;
  AdwComboRow *kind_row;
  ValFormRow *from_form_row;
  GtkEditable *from_entry;
  ValFormRow *to_form_row;
  GtkEditable *to_entry;
  GtkMenuButton *insert_button;
  ValTableChooser *table_chooser;
  GtkWidget *scope_group;
  ValScopeRow *scope_row;
  GtkStack *example_stack;
  GtkLabel *example_note;
  ValPlanCell *example_name;
  ValPlanCell *example_urls;
  ValPlanCell *example_status;

  ValWorkspace *workspace; /* (owned) (nullable) */
  ValUrlRule *rule;        /* (owned) (nullable): where what was typed is one */
  Typed typed[G_N_ELEMENTS (asks)];
  guint shown;          /* index of what is asked for */
  guint n_examined;     /* instances in which an example was looked for */
  guint example_source; /* or 0 where nothing is looked for */
  gboolean switching;
  gboolean valid;
};

enum
{
  PROP_VALID = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValRuleForm, val_rule_form, ADW_TYPE_BIN)

static const Ask *
get_ask (ValRuleForm *self)
{
  return &asks[self->shown];
}

static gboolean
is_table (ValRuleForm *self)
{
  return get_ask (self)->kind == VAL_URL_RULE_TABLE;
}

/* The rule. */

/* Nobody is blamed for what is not typed yet. */
static gboolean
blame (ValFormRow *row, GtkEditable *entry, const GError *problem)
{
  if (problem == NULL)
    return FALSE;
  if (*gtk_editable_get_text (entry) != '\0')
    val_form_row_set_problem (row, problem->message);
  return TRUE;
}

/* Whether one field is at fault shows when the other holds what cannot be. */
static gboolean
check_from (ValRuleForm *self, const char *from)
{
  const Ask *ask = get_ask (self);
  g_autoptr (GError) problem = NULL;
  g_autoptr (ValUrlRule) probe = NULL;

  if (ask->from_title == NULL)
    return TRUE;
  probe =
      val_url_rule_new (ask->kind, from, ask->blank_to != NULL ? ask->blank_to : from, &problem);
  return !blame (self->from_form_row, self->from_entry, problem);
}

static gboolean
check_to (ValRuleForm *self, const char *to)
{
  const Ask *ask = get_ask (self);
  gboolean alike = ask->blank_to == NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (ValUrlRule) probe = NULL;

  if (!alike && ask->blank_from == NULL)
    return TRUE;
  probe = val_url_rule_new (ask->kind, alike ? to : ask->blank_from, to, &problem);
  return !blame (self->to_form_row, self->to_entry, problem);
}

/* @problem: with both of them */
static void
show_problems (ValRuleForm *self, const char *from, const char *to, const GError *problem)
{
  gboolean from_is_right = check_from (self, from);
  gboolean to_is_right = check_to (self, to);

  if (from_is_right && to_is_right)
    blame (self->to_form_row, self->to_entry, problem);
}

static ValUrlRule *
make_rule (ValRuleForm *self)
{
  const Ask *ask = get_ask (self);
  const char *from = gtk_editable_get_text (self->from_entry);
  const char *to = gtk_editable_get_text (self->to_entry);
  g_autoptr (GError) error = NULL;
  ValUrlTable *table = val_table_chooser_get_table (self->table_chooser);
  ValUrlRule *rule;

  if (is_table (self))
    return table != NULL ? val_url_rule_new_for_table (
                               table, val_table_chooser_get_name (self->table_chooser))
                         : NULL;
  rule = val_url_rule_new (ask->kind, ask->from_title != NULL ? from : NULL, to, &error);
  if (rule == NULL)
    show_problems (self, from, to, error);
  return rule;
}

/* The example. */

static gboolean
is_telling (ValChange *change)
{
  return val_change_get_verdict (change) != VAL_CHANGE_NO_MATCH;
}

static ValChange *
judge (ValRuleForm *self, GListModel *instances, guint position)
{
  g_autoptr (ValInstance) instance = g_list_model_get_item (instances, position);
  ValAccount *account = val_workspace_get_account (self->workspace);

  /* How long the field may be is looked at by the plan. */
  return val_change_judge (self->rule, instance,
                           account != NULL ? val_account_get_base_url (account) : NULL, 0);
}

/* @change: (nullable) */
static void
set_example (ValRuleForm *self, ValChange *change)
{
  val_plan_cell_set_change (self->example_name, change);
  val_plan_cell_set_change (self->example_urls, change);
  val_plan_cell_set_change (self->example_status, change);
  gtk_stack_set_visible_child_name (self->example_stack, change != NULL ? "change" : "none");
}

/* The first instance that the rule is about, or else the first.  Returns whether there is more to
 * look at. */
static gboolean
look_for_example (ValRuleForm *self)
{
  GListModel *instances = val_rule_form_get_instances (self);
  guint n_items = instances != NULL ? g_list_model_get_n_items (instances) : 0;
  gint64 deadline = g_get_monotonic_time () + SLICE_US;

  while (self->n_examined < MIN (n_items, MAX_EXAMPLES))
    {
      g_autoptr (ValChange) change = judge (self, instances, self->n_examined++);

      if (self->n_examined == 1 || is_telling (change))
        set_example (self, change);
      if (is_telling (change))
        return FALSE;
      if (g_get_monotonic_time () >= deadline)
        return TRUE;
    }
  return FALSE;
}

static gboolean
look_cb (gpointer user_data)
{
  ValRuleForm *self = user_data;

  if (look_for_example (self))
    return G_SOURCE_CONTINUE;
  self->example_source = 0;
  return G_SOURCE_REMOVE;
}

static const char *
explain_no_example (ValRuleForm *self)
{
  GListModel *instances = val_rule_form_get_instances (self);

  if (instances == NULL || g_list_model_get_n_items (instances) == 0)
    return _ ("There are no instances to change.");
  if (is_table (self))
    return _ ("What the file says of each instance is shown in the preview.");
  return _ ("What becomes of a URL is shown here.");
}

static void
show_example (ValRuleForm *self)
{
  g_clear_handle_id (&self->example_source, g_source_remove);
  self->n_examined = 0;
  if (self->rule != NULL && !is_table (self) && look_for_example (self))
    self->example_source = g_idle_add (look_cb, self);
  if (self->n_examined == 0)
    set_example (self, NULL);
  gtk_label_set_label (self->example_note, explain_no_example (self));
}

static void
set_valid (ValRuleForm *self, gboolean valid)
{
  if (self->valid == valid)
    return;
  self->valid = valid;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALID]);
}

static void
changed_cb (ValRuleForm *self)
{
  GListModel *instances;

  if (self->switching || self->workspace == NULL)
    return;
  val_form_row_set_problem (self->from_form_row, NULL);
  val_form_row_set_problem (self->to_form_row, NULL);
  g_clear_pointer (&self->rule, val_url_rule_unref);
  self->rule = make_rule (self);
  show_example (self);
  instances = val_rule_form_get_instances (self);
  set_valid (self,
             self->rule != NULL && instances != NULL && g_list_model_get_n_items (instances) > 0);
}

/* What is asked for. */

static void
keep_typed (ValRuleForm *self)
{
  Typed *typed = &self->typed[self->shown];

  g_free (typed->from);
  g_free (typed->to);
  typed->from = g_strdup (gtk_editable_get_text (self->from_entry));
  typed->to = g_strdup (gtk_editable_get_text (self->to_entry));
}

static void
show_field (ValFormRow *row,
            GtkEditable *entry,
            const char *title,
            const char *caption,
            const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (row), title != NULL);
  if (title == NULL)
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _ (title));
  val_form_row_set_caption (row, _ (caption));
  val_format_set_text (entry, text);
}

/* With the box that the row keeps for it, which would shift the pencil. */
static void
show_insert_button (ValRuleForm *self, gboolean visible)
{
  GtkWidget *button = GTK_WIDGET (self->insert_button);

  gtk_widget_set_visible (gtk_widget_get_parent (button), visible);
  gtk_widget_set_visible (button, visible);
}

static void
show_ask (ValRuleForm *self)
{
  const Ask *ask = get_ask (self);
  const Typed *typed = &self->typed[self->shown];

  self->switching = TRUE;
  val_form_row_set_caption (self->kind_form_row, _ (ask->caption));
  show_field (self->from_form_row, self->from_entry, ask->from_title, ask->from_caption,
              typed->from);
  show_field (self->to_form_row, self->to_entry, ask->to_title, ask->to_caption, typed->to);
  show_insert_button (self, ask->kind == VAL_URL_RULE_TEMPLATE);
  gtk_widget_set_visible (GTK_WIDGET (self->table_chooser), is_table (self));
  gtk_widget_set_visible (self->scope_group, !is_table (self));
  self->switching = FALSE;
  changed_cb (self);
}

static void
kind_chosen_cb (ValRuleForm *self)
{
  guint chosen = adw_combo_row_get_selected (self->kind_row);

  if (chosen == self->shown || chosen >= G_N_ELEMENTS (asks))
    return;
  keep_typed (self);
  self->shown = chosen;
  show_ask (self);
}

/* Placeholders. */

static void
insert_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValRuleForm *self = VAL_RULE_FORM (widget);
  int position = gtk_editable_get_position (self->to_entry);

  gtk_editable_delete_selection (self->to_entry);
  gtk_editable_insert_text (self->to_entry, g_variant_get_string (parameter, NULL), -1, &position);
  gtk_widget_grab_focus (GTK_WIDGET (self->to_entry));
  gtk_editable_select_region (self->to_entry, position, position);
}

static void
fill_insert_menu (ValRuleForm *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  const char *const *placeholders = val_url_rule_list_placeholders ();

  for (guint i = 0; placeholders[i] != NULL; i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (placeholders[i], NULL);

      g_menu_item_set_action_and_target (item, "rule.insert", "s", placeholders[i]);
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (self->insert_button, G_MENU_MODEL (menu));
}

static gboolean
val_rule_form_grab_focus (GtkWidget *widget)
{
  ValRuleForm *self = VAL_RULE_FORM (widget);

  if (is_table (self))
    return gtk_widget_grab_focus (GTK_WIDGET (self->kind_row));
  return gtk_widget_grab_focus (
      GTK_WIDGET (get_ask (self)->from_title != NULL ? self->from_entry : self->to_entry));
}

static void
val_rule_form_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_VALID)
    g_value_set_boolean (value, VAL_RULE_FORM (object)->valid);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
val_rule_form_dispose (GObject *object)
{
  ValRuleForm *self = VAL_RULE_FORM (object);

  g_clear_handle_id (&self->example_source, g_source_remove);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (val_rule_form_parent_class)->dispose (object);
}

static void
val_rule_form_finalize (GObject *object)
{
  ValRuleForm *self = VAL_RULE_FORM (object);

  g_clear_pointer (&self->rule, val_url_rule_unref);
  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    {
      g_free (self->typed[i].from);
      g_free (self->typed[i].to);
    }
  G_OBJECT_CLASS (val_rule_form_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-rule-form.ui");
  gtk_widget_class_bind_template_child (widget_class, ValRuleForm, kind_form_row);
  gtk_widget_class_bind_template_child (widget_class, ValRuleForm, kind_row);
  gtk_widget_class_bind_template_child (widget_class, ValRuleForm, from_form_row);
  gtk_widget_class_bind_template_child (widget_class, ValRuleForm, from_entry);
  gtk_widget_class_bind_template_child (widget_class, ValRuleForm, to_form_row);
  gtk_widget_class_bind_template_child (widget_class, ValRuleForm, to_entry);
  gtk_widget_class_bind_template_child (widget_class, ValRuleForm, insert_button);
  gtk_widget_class_bind_template_child (widget_class, ValRuleForm, table_chooser);
  gtk_widget_class_bind_template_child (widget_class, ValRuleForm, scope_group);
  gtk_widget_class_bind_template_child (widget_class, ValRuleForm, scope_row);
  gtk_widget_class_bind_template_child (widget_class, ValRuleForm, example_stack);
  gtk_widget_class_bind_template_child (widget_class, ValRuleForm, example_note);
  gtk_widget_class_bind_template_child (widget_class, ValRuleForm, example_name);
  gtk_widget_class_bind_template_child (widget_class, ValRuleForm, example_urls);
  gtk_widget_class_bind_template_child (widget_class, ValRuleForm, example_status);
  gtk_widget_class_bind_template_callback (widget_class, kind_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
val_rule_form_class_init (ValRuleFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VAL_TYPE_FORM_ROW);
  g_type_ensure (VAL_TYPE_PLAN_NAME);
  g_type_ensure (VAL_TYPE_PLAN_STATUS);
  g_type_ensure (VAL_TYPE_PLAN_URLS);
  g_type_ensure (VAL_TYPE_SCOPE_ROW);
  g_type_ensure (VAL_TYPE_TABLE_CHOOSER);
  object_class->get_property = val_rule_form_get_property;
  object_class->dispose = val_rule_form_dispose;
  object_class->finalize = val_rule_form_finalize;
  widget_class->grab_focus = val_rule_form_grab_focus;
  widget_class->focus = val_focus_children;
  properties[PROP_VALID] =
      g_param_spec_boolean ("valid", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_install_action (widget_class, "rule.insert", "s", insert_action);
  bind_template (widget_class);
}

static void
val_rule_form_init (ValRuleForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_insert_menu (self);
  show_ask (self);
}

/**
 * val_rule_form_set_choices:
 * @self: a rule form
 * @workspace: whose instances
 * @selection: (nullable) (element-type ValInstance): those that are selected
 * @filtered: (element-type ValInstance): those that a filter leaves, or all
 */
void
val_rule_form_set_choices (ValRuleForm *self,
                           ValWorkspace *workspace,
                           GListModel *selection,
                           GListModel *filtered)
{
  g_return_if_fail (VAL_IS_RULE_FORM (self));
  g_return_if_fail (VAL_IS_WORKSPACE (workspace));

  g_set_object (&self->workspace, workspace);
  val_scope_row_set_choices (self->scope_row, workspace, selection, filtered);
}

/**
 * val_rule_form_get_valid:
 * @self: a rule form
 *
 * Returns: whether a plan can be made of it
 */
gboolean
val_rule_form_get_valid (ValRuleForm *self)
{
  g_return_val_if_fail (VAL_IS_RULE_FORM (self), FALSE);

  return self->valid;
}

/**
 * val_rule_form_get_rule:
 * @self: a rule form
 *
 * Returns: (transfer none) (nullable): the rule, where what was typed is one
 */
ValUrlRule *
val_rule_form_get_rule (ValRuleForm *self)
{
  g_return_val_if_fail (VAL_IS_RULE_FORM (self), NULL);

  return self->rule;
}

/**
 * val_rule_form_get_instances:
 * @self: a rule form
 *
 * Returns: (transfer none) (nullable) (element-type ValInstance): which instances are meant; of a
 *   file, those that it may be about
 */
GListModel *
val_rule_form_get_instances (ValRuleForm *self)
{
  g_return_val_if_fail (VAL_IS_RULE_FORM (self), NULL);

  if (self->workspace == NULL)
    return NULL;
  if (is_table (self))
    return G_LIST_MODEL (val_workspace_get_instances (self->workspace));
  return val_scope_row_get_instances (self->scope_row);
}

/**
 * val_rule_form_make_planner:
 * @self: a valid rule form
 * @error: #VAL_ERROR_INVALID_INPUT where it is not known yet which instances are meant
 *
 * Returns: (transfer full) (nullable): what makes a plan of it
 */
ValBulkPlanner *
val_rule_form_make_planner (ValRuleForm *self, GError **error)
{
  ValBulkPlanner *planner;

  g_return_val_if_fail (VAL_IS_RULE_FORM (self), NULL);
  g_return_val_if_fail (self->rule != NULL, NULL);

  if (!is_table (self) && val_scope_row_get_partial (self->scope_row))
    {
      g_set_error_literal (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT,
                           _ ("The list was still loading when this window was opened, so that the "
                              "filter did not show everything. Wait until the list is there, then "
                              "choose Update Callback URLs once more."));
      return NULL;
    }
  planner = val_bulk_planner_new (self->workspace, self->rule, val_rule_form_get_instances (self));
  val_bulk_planner_set_picked (planner,
                               !is_table (self) && val_scope_row_get_picked (self->scope_row));
  return planner;
}
