/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-instance-list.h"

#include "model/val-instance-order.h"
#include "ui/val-filter-bar.h"
#include "ui/val-health-bar.h"
#include "ui/val-format.h"
#include "ui/val-help-button.h"
#include "ui/val-instance-row.h"
#include "ui/val-list-note.h"
#include "ui/val-tab-stop.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

struct _ValInstanceList
{
  AdwBin parent_instance;

  GtkCustomFilter *filter;
  GtkCustomSorter *sorter;
  GtkSortListModel *sorted;
  GtkFilterListModel *matches;
  GtkMultiSelection *selection;
  ValFilterBar *filter_bar;
  ValListNote *note;
  ValHealthBar *health_bar;
  AdwStatusPage *no_match_page;
  GtkWidget *clear_button;
  GtkStack *stack;
  GtkListView *list_view;
  AdwStatusPage *error_page;
  ValHelpButton *help_button;
  GtkLabel *count;
  GtkSpinner *spinner;

  ValWorkspace *workspace; /* (owned) (nullable) */
  GSignalGroup *follows;   /* (owned): the workspace */
  GSettings *settings;     /* (owned) */
  ValInstanceOrder order;
  gboolean search_mode;
  gboolean failed;
};

enum
{
  PROP_SELECTED = 1,
  PROP_N_SELECTED,
  PROP_SEARCH_MODE,
  PROP_ORDER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValInstanceList, val_instance_list, ADW_TYPE_BIN)

static guint
count_all (ValInstanceList *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->sorted));
}

static const char *
choose_page (ValInstanceList *self)
{
  gboolean loading = self->workspace != NULL && val_workspace_get_loading (self->workspace);

  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    return "list";
  if (count_all (self) > 0)
    return "no-match";
  if (loading || self->workspace == NULL)
    return "loading";
  return self->failed ? "error" : "empty";
}

static char *
describe_count (ValInstanceList *self)
{
  guint shown = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint all = count_all (self);
  gint64 total = self->workspace != NULL ? val_workspace_get_total (self->workspace) : -1;

  if (shown < all)
    /* Translators: how many instances match the search, how many there are */
    return g_strdup_printf (_ ("%'u of %'u"), shown, all);
  if (total > (gint64) all)
    /* Translators: how many instances have been loaded, how many there are */
    return g_strdup_printf (_ ("%'u of %'u loaded"), all, (guint) MIN (total, G_MAXUINT));
  return g_strdup_printf (ngettext ("%'u instance", "%'u instances", all), all);
}

static void
update_no_match (ValInstanceList *self)
{
  ValInstanceFilter *filter = val_filter_bar_get_filter (self->filter_bar);
  gsize n_ids = 0;
  const gint64 *ids = val_find_get_ids (val_instance_filter_get_find (filter), &n_ids);
  g_autofree char *text = NULL;

  if (n_ids == 1)
    {
      g_autofree char *id = val_format_id (*ids);

      text = g_strdup_printf (_ ("This account has no instance with ID %s."), id);
    }
  else
    text = g_strdup (_ ("Try another name, ID, element, tag or callback host."));
  adw_status_page_set_description (self->no_match_page, text);
  gtk_widget_set_visible (self->clear_button, val_instance_filter_count_values (filter) > 0);
}

static void
update (ValInstanceList *self)
{
  g_autofree char *count = describe_count (self);

  update_no_match (self);
  gtk_stack_set_visible_child_name (self->stack, choose_page (self));
  gtk_label_set_label (self->count, count_all (self) > 0 ? count : "");
  gtk_widget_set_visible (GTK_WIDGET (self->spinner),
                          self->workspace != NULL && val_workspace_get_loading (self->workspace));
}

static gboolean
matches_filter (gpointer item, gpointer user_data)
{
  ValInstanceList *self = user_data;

  return val_instance_filter_matches (val_filter_bar_get_filter (self->filter_bar), item);
}

static int
compare_instances (gconstpointer one, gconstpointer other, gpointer user_data)
{
  ValInstanceList *self = user_data;

  return val_instance_compare ((ValInstance *) one, (ValInstance *) other, self->order);
}

static void
set_order (ValInstanceList *self, ValInstanceOrder order)
{
  if (self->order == order)
    return;
  self->order = order;
  gtk_sorter_changed (GTK_SORTER (self->sorter), GTK_SORTER_CHANGE_DIFFERENT);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ORDER]);
}

/* What was changed on the way may belong elsewhere now; rows do not jump while they are edited. */
static void
settle (ValInstanceList *self)
{
  gtk_sorter_changed (GTK_SORTER (self->sorter), GTK_SORTER_CHANGE_DIFFERENT);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
filter_changed_cb (ValInstanceList *self, int change)
{
  gtk_filter_changed (GTK_FILTER (self->filter), change == VAL_FILTER_STRICTER
                                                     ? GTK_FILTER_CHANGE_MORE_STRICT
                                                     : GTK_FILTER_CHANGE_DIFFERENT);
  update (self);
}

static void
clear_filters_cb (ValInstanceList *self)
{
  val_filter_bar_clear (self->filter_bar);
}

/* Whoever filters by connections sees what was found out. */
static void
checked_cb (ValInstanceList *self)
{
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
selection_changed_cb (ValInstanceList *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SELECTED]);
}

static void
matches_changed_cb (ValInstanceList *self)
{
  update (self);
  selection_changed_cb (self);
}

static void
row_activated_cb (ValInstanceList *self, guint position)
{
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-editor", NULL);
}

static void
loading_changed_cb (ValInstanceList *self)
{
  if (val_workspace_get_loading (self->workspace))
    self->failed = FALSE;
  else
    settle (self);
  update (self);
}

/* Elements, tags and connections of another account are others. */
static void
account_changed_cb (ValInstanceList *self)
{
  val_filter_bar_clear (self->filter_bar);
  val_health_bar_reset (self->health_bar);
}

static GPtrArray *
collect (ValInstanceList *self, gboolean selected_only)
{
  GPtrArray *instances = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n_items; i++)
    if (!selected_only ||
        gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), i))
      g_ptr_array_add (instances, g_list_model_get_item (G_LIST_MODEL (self->selection), i));
  return instances;
}

static void
val_instance_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValInstanceList *self = VAL_INSTANCE_LIST (object);

  switch (id)
    {
    case PROP_SELECTED:
      g_value_set_object (value, val_instance_list_get_selected (self));
      break;
    case PROP_N_SELECTED:
      g_value_set_uint (value, val_instance_list_get_n_selected (self));
      break;
    case PROP_SEARCH_MODE:
      g_value_set_boolean (value, self->search_mode);
      break;
    case PROP_ORDER:
      g_value_set_string (value, val_instance_order_to_nick (self->order));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_search_mode (ValInstanceList *self, gboolean search_mode)
{
  if (self->search_mode == search_mode)
    return;
  self->search_mode = search_mode;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH_MODE]);
}

static void
val_instance_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SEARCH_MODE:
      set_search_mode (VAL_INSTANCE_LIST (object), g_value_get_boolean (value));
      break;
    case PROP_ORDER:
      set_order (VAL_INSTANCE_LIST (object),
                 val_instance_order_from_nick (g_value_get_string (value)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_instance_list_dispose (GObject *object)
{
  ValInstanceList *self = VAL_INSTANCE_LIST (object);

  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  if (self->sorter != NULL)
    gtk_custom_sorter_set_sort_func (self->sorter, NULL, NULL, NULL);
  g_clear_object (&self->follows);
  g_clear_object (&self->workspace);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (val_instance_list_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  properties[PROP_SELECTED] =
      g_param_spec_object ("selected", NULL, NULL, VAL_TYPE_INSTANCE,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_SELECTED] =
      g_param_spec_uint ("n-selected", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SEARCH_MODE] =
      g_param_spec_boolean ("search-mode", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_ORDER] =
      g_param_spec_string ("order", NULL, NULL, "name",
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-instance-list.ui");
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, filter);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, matches);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, selection);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, sorter);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, sorted);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, note);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, health_bar);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, no_match_page);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, clear_button);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, stack);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, list_view);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, error_page);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, help_button);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, count);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, spinner);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_filters_cb);
  gtk_widget_class_bind_template_callback (widget_class, val_instance_list_show_problems);
  gtk_widget_class_bind_template_callback (widget_class, checked_cb);
  gtk_widget_class_bind_template_callback (widget_class, selection_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, matches_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
val_instance_list_class_init (ValInstanceListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  g_type_ensure (VAL_TYPE_INSTANCE_ROW);
  g_type_ensure (VAL_TYPE_TAB_STOP);
  g_type_ensure (VAL_TYPE_FILTER_BAR);
  g_type_ensure (VAL_TYPE_LIST_NOTE);
  g_type_ensure (VAL_TYPE_HEALTH_BAR);
  g_type_ensure (VAL_TYPE_HELP_BUTTON);
  object_class->get_property = val_instance_list_get_property;
  object_class->set_property = val_instance_list_set_property;
  object_class->dispose = val_instance_list_dispose;
  install_properties (object_class);
  gtk_widget_class_install_property_action (GTK_WIDGET_CLASS (klass), "instances.order", "order");
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
val_instance_list_init (ValInstanceList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_custom_filter_set_filter_func (self->filter, matches_filter, self, NULL);
  gtk_custom_sorter_set_sort_func (self->sorter, compare_instances, self, NULL);
  val_filter_bar_set_key_capture (self->filter_bar, GTK_WIDGET (self));
  self->settings = g_settings_new (VAL_APP_ID);
  g_settings_bind (self->settings, "list-order", self, "order", G_SETTINGS_BIND_DEFAULT);
  self->follows = g_signal_group_new (VAL_TYPE_WORKSPACE);
  g_signal_group_connect_swapped (self->follows, "notify::loading", G_CALLBACK (loading_changed_cb),
                                  self);
  g_signal_group_connect_swapped (self->follows, "notify::total", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->follows, "notify::account", G_CALLBACK (account_changed_cb),
                                  self);
}

/**
 * val_instance_list_set_workspace:
 * @self: an instance list
 * @workspace: (transfer none): what it shows the instances of
 */
void
val_instance_list_set_workspace (ValInstanceList *self, ValWorkspace *workspace)
{
  GListModel *instances;

  g_return_if_fail (VAL_IS_INSTANCE_LIST (self));
  g_return_if_fail (VAL_IS_WORKSPACE (workspace));

  g_set_object (&self->workspace, workspace);
  g_signal_group_set_target (self->follows, workspace);
  instances = G_LIST_MODEL (val_workspace_get_instances (workspace));
  gtk_sort_list_model_set_model (self->sorted, instances);
  val_filter_bar_set_instances (self->filter_bar, instances);
  val_list_note_set_workspace (self->note, workspace);
  update (self);
}

/**
 * val_instance_list_show_error:
 * @self: an instance list
 * @error: (nullable) (transfer none): why there is no list; shown where the list would be, as long
 *   as there are no rows
 */
void
val_instance_list_show_error (ValInstanceList *self, const GError *error)
{
  g_return_if_fail (VAL_IS_INSTANCE_LIST (self));

  val_list_note_set_error (self->note, error);
  self->failed = error != NULL && !val_error_is_cancelled (error);
  if (self->failed)
    val_help_button_fill_page (self->help_button, self->error_page, error);
  update (self);
}

/**
 * val_instance_list_select:
 * @self: an instance list
 * @instance: an instance; search and filters that hide it are ended
 */
void
val_instance_list_select (ValInstanceList *self, ValInstance *instance)
{
  g_return_if_fail (VAL_IS_INSTANCE_LIST (self));
  g_return_if_fail (VAL_IS_INSTANCE (instance));

  if (!matches_filter (instance, self))
    {
      set_search_mode (self, FALSE);
      val_filter_bar_clear (self->filter_bar);
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->selection)); i++)
    {
      g_autoptr (ValInstance) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (item != instance)
        continue;
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), i, TRUE);
      gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", i);
      return;
    }
}

/**
 * val_instance_list_unselect:
 * @self: an instance list
 */
void
val_instance_list_unselect (ValInstanceList *self)
{
  g_return_if_fail (VAL_IS_INSTANCE_LIST (self));

  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
}

/**
 * val_instance_list_get_n_selected:
 * @self: an instance list
 *
 * Returns: how many instances are selected
 */
guint
val_instance_list_get_n_selected (ValInstanceList *self)
{
  g_autoptr (GtkBitset) selected = NULL;

  g_return_val_if_fail (VAL_IS_INSTANCE_LIST (self), 0);

  if (self->selection == NULL)
    return 0;
  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  return (guint) gtk_bitset_get_size (selected);
}

/**
 * val_instance_list_get_selected:
 * @self: an instance list
 *
 * Returns: (transfer none) (nullable): the instance that is selected, where exactly one is
 */
ValInstance *
val_instance_list_get_selected (ValInstanceList *self)
{
  g_autoptr (GtkBitset) selected = NULL;
  g_autoptr (ValInstance) instance = NULL;

  g_return_val_if_fail (VAL_IS_INSTANCE_LIST (self), NULL);

  if (val_instance_list_get_n_selected (self) != 1)
    return NULL;
  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  instance =
      g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_minimum (selected));
  return instance;
}

/**
 * val_instance_list_dup_selection:
 * @self: an instance list
 *
 * Returns: (transfer full) (element-type ValInstance): what is selected now; it does not follow the
 *   selection
 */
GListModel *
val_instance_list_dup_selection (ValInstanceList *self)
{
  g_autoptr (GtkBitset) selected = NULL;
  GListStore *store;
  GtkBitsetIter iter;
  guint position;

  g_return_val_if_fail (VAL_IS_INSTANCE_LIST (self), NULL);

  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  store = g_list_store_new (VAL_TYPE_INSTANCE);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr (ValInstance) instance =
          g_list_model_get_item (G_LIST_MODEL (self->selection), position);

      g_list_store_append (store, instance);
    }
  return G_LIST_MODEL (store);
}

/**
 * val_instance_list_dup_listed:
 * @self: an instance list
 *
 * Returns: (transfer full) (element-type ValInstance): what search and filters leave now, in order;
 *   it does not follow them
 */
GListModel *
val_instance_list_dup_listed (ValInstanceList *self)
{
  GListStore *store;
  g_autoptr (GPtrArray) instances = NULL;

  g_return_val_if_fail (VAL_IS_INSTANCE_LIST (self), NULL);

  instances = collect (self, FALSE);
  store = g_list_store_new (VAL_TYPE_INSTANCE);
  g_list_store_splice (store, 0, 0, instances->pdata, instances->len);
  return G_LIST_MODEL (store);
}

/**
 * val_instance_list_focus_search:
 * @self: an instance list
 *
 * Opens the search and puts the keyboard there.
 */
void
val_instance_list_focus_search (ValInstanceList *self)
{
  g_return_if_fail (VAL_IS_INSTANCE_LIST (self));

  val_filter_bar_focus_search (self->filter_bar);
}

/**
 * val_instance_list_search:
 * @self: an instance list
 * @text: what to search for
 *
 * Opens the search with @text in it.
 */
void
val_instance_list_search (ValInstanceList *self, const char *text)
{
  g_return_if_fail (VAL_IS_INSTANCE_LIST (self));

  val_filter_bar_search (self->filter_bar, text);
}

/**
 * val_instance_list_open_filters:
 * @self: an instance list
 *
 * Opens the filters to choose from.
 */
void
val_instance_list_open_filters (ValInstanceList *self)
{
  g_return_if_fail (VAL_IS_INSTANCE_LIST (self));

  val_filter_bar_open_filters (self->filter_bar);
}

/**
 * val_instance_list_check:
 * @self: an instance list
 * @selected_only: whether to leave out what is not selected
 *
 * Asks the providers of the instances that are listed whether they answer (contract 3.1).
 */
void
val_instance_list_check (ValInstanceList *self, gboolean selected_only)
{
  g_autoptr (GPtrArray) instances = NULL;

  g_return_if_fail (VAL_IS_INSTANCE_LIST (self));

  instances = collect (self, selected_only);
  if (instances->len > 0)
    val_health_bar_run (self->health_bar, self->workspace, instances);
}

/**
 * val_instance_list_show_problems:
 * @self: an instance list
 *
 * Filters by connections that were checked and did not answer well.
 */
void
val_instance_list_show_problems (ValInstanceList *self)
{
  g_return_if_fail (VAL_IS_INSTANCE_LIST (self));

  val_filter_bar_choose (self->filter_bar, VAL_FACET_HEALTH, VAL_FACET_NO);
}
