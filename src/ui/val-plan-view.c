/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-plan-view.h"

#include "model/val-search-text.h"
#include "ui/val-error-bar.h"
#include "ui/val-focus.h"
#include "ui/val-format.h"
#include "ui/val-inner-names.h"
#include "ui/val-plan-kinds.h"
#include "ui/val-plan-name.h"
#include "ui/val-plan-row.h"
#include "ui/val-plan-status.h"
#include "ui/val-plan-tick.h"
#include "ui/val-plan-urls.h"
#include "ui/val-save-file.h"
#include "ui/val-tab-stop.h"
#include "util/val-error.h"
#include "workspace/val-change-csv.h"

#include <glib/gi18n.h>
#include <string.h>

struct _ValPlanView
{
  AdwBin parent_instance;

  GListStore *kinds;
  GtkCustomFilter *filter;
  GtkFilterListModel *matches;
  GtkSortListModel *sorted;
  GtkNoSelection *selection;
  GtkCustomSorter *status_sorter;
  GtkCustomSorter *rank_sorter;
  ValErrorBar *error_bar;
  GtkEditable *search_entry;
  GtkDropDown *kind_choice;
  GtkWidget *export_button;
  GtkStack *stack;
  AdwSqueezer *squeezer;
  GtkColumnView *table;
  GtkColumnViewColumn *tick_column;
  GtkColumnViewColumn *name_column;
  GtkColumnViewColumn *urls_column;
  GtkColumnViewColumn *status_column;
  GtkWidget *list_box;
  GtkListView *list;
  GtkWidget *tick_bar;
  GtkCheckButton *tick_all;
  GtkLabel *total_label;

  ValChangePlan *plan;     /* (owned) (nullable) */
  GSignalGroup *follows;   /* (owned) (nullable): the plan; NULL once disposed */
  char *search;            /* (owned) (nullable): folded, or NULL for none */
  GCancellable *exporting; /* (owned) (nullable): while rows become a file */
  ValPlanMode mode;
  gboolean live;
  guint kind; /* that is shown: a code, VAL_PLAN_LIVE or VAL_PLAN_ANY */
  guint update_source;
};

enum
{
  PROP_PLAN = 1,
  PROP_MODE,
  PROP_LIVE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValPlanView, val_plan_view, ADW_TYPE_BIN)

/* What is shown. */

static gboolean
matches_search (ValPlanView *self, ValChange *change)
{
  const char *texts[] = { val_change_get_name (change), val_change_get_old_url (change),
                          val_change_get_new_url (change), val_change_get_element_name (change) };
  g_autofree char *id = NULL;

  if (self->search == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (val_search_text_contains (texts[i], self->search))
      return TRUE;
  id = val_format_id (val_change_get_id (change));
  return val_search_text_contains (id, self->search);
}

static gboolean
matches (gpointer item, gpointer user_data)
{
  ValPlanView *self = user_data;

  return val_plan_kind_matches (self->mode, self->kind, item) && matches_search (self, item);
}

static int
compare_status (gconstpointer one, gconstpointer other, gpointer user_data)
{
  ValPlanView *self = user_data;
  guint one_code = val_plan_kind_find_code (self->mode, (ValChange *) one);
  guint other_code = val_plan_kind_find_code (self->mode, (ValChange *) other);

  return one_code < other_code ? -1 : one_code > other_code;
}

/* Rows of a job that runs stay where they are, whatever becomes of them. */
static int
compare_rank (gconstpointer one, gconstpointer other, gpointer user_data)
{
  ValPlanView *self = user_data;
  guint one_rank = self->live ? 0 : val_plan_kind_rank (self->mode, (ValChange *) one);
  guint other_rank = self->live ? 0 : val_plan_kind_rank (self->mode, (ValChange *) other);

  return one_rank < other_rank ? -1 : one_rank > other_rank;
}

static void
refilter (ValPlanView *self)
{
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

/* The two views never hold rows at once. */
static void
update_model (ValPlanView *self)
{
  gboolean folded = adw_squeezer_get_visible_child (self->squeezer) == self->list_box;
  GtkSelectionModel *model = self->plan != NULL ? GTK_SELECTION_MODEL (self->selection) : NULL;

  gtk_column_view_set_model (self->table, folded ? NULL : model);
  gtk_list_view_set_model (self->list, folded ? model : NULL);
}

/* Counts. */

static void
update_kinds (ValPlanView *self)
{
  val_plan_kinds_count (self->kinds, self->mode, self->plan);
}

static void
reset_kinds (ValPlanView *self)
{
  val_plan_kinds_reset (self->kinds, self->mode, self->live);
  gtk_drop_down_set_selected (self->kind_choice, 0);
}

/* Ticks. */

static void
count_shown_ticks (ValPlanView *self, guint *n_ticked, guint *n_can)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->matches));

  *n_ticked = *n_can = 0;
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (ValChange) change = g_list_model_get_item (G_LIST_MODEL (self->matches), i);

      *n_can += val_change_can_tick (change) ? 1 : 0;
      *n_ticked += val_change_get_ticked (change) ? 1 : 0;
    }
}

static void tick_all_cb (ValPlanView *self);

static void
show_tick_all (ValPlanView *self)
{
  guint n_ticked;
  guint n_can;

  count_shown_ticks (self, &n_ticked, &n_can);
  g_signal_handlers_block_by_func (self->tick_all, tick_all_cb, self);
  gtk_check_button_set_active (self->tick_all, n_can > 0 && n_ticked == n_can);
  gtk_check_button_set_inconsistent (self->tick_all, n_ticked > 0 && n_ticked < n_can);
  gtk_widget_set_sensitive (GTK_WIDGET (self->tick_all), n_can > 0);
  g_signal_handlers_unblock_by_func (self->tick_all, tick_all_cb, self);
}

static void
show_total (ValPlanView *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->plan));
  g_autofree char *text = g_strdup_printf (
      /* Translators: how many instances would be changed, and of how many */
      ngettext ("%'u of %'u instance will be changed", "%'u of %'u instances will be changed",
                n_items),
      val_change_plan_get_n_ticked (self->plan), n_items);

  gtk_label_set_label (self->total_label, text);
}

/* What stands there in place of rows. */
static const char *
find_blank (ValPlanView *self)
{
  return self->kind == VAL_PLAN_LIVE && self->search == NULL ? "idle" : "no-match";
}

static void
update_export (ValPlanView *self)
{
  gtk_widget_set_sensitive (self->export_button,
                            self->exporting == NULL &&
                                g_list_model_get_n_items (G_LIST_MODEL (self->matches)) > 0);
}

static void
update (ValPlanView *self)
{
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->matches));

  if (self->plan == NULL)
    return;
  if (self->mode == VAL_PLAN_MODE_PREVIEW)
    {
      show_total (self);
      show_tick_all (self);
    }
  update_export (self);
  gtk_stack_set_visible_child_name (self->stack, n_shown > 0 ? "rows" : find_blank (self));
}

static gboolean
update_cb (gpointer user_data)
{
  ValPlanView *self = user_data;

  self->update_source = 0;
  update_model (self);
  update (self);
  return G_SOURCE_REMOVE;
}

/* Rows come and go many at a time, and views are given their sizes while they are changed. */
static void
queue_update_cb (ValPlanView *self)
{
  if (self->update_source == 0 && self->follows != NULL)
    self->update_source = g_idle_add (update_cb, self);
}

static void
tick_all_cb (ValPlanView *self)
{
  val_change_plan_tick_all (self->plan, G_LIST_MODEL (self->matches),
                            gtk_check_button_get_active (self->tick_all));
  queue_update_cb (self);
}

static void
activated_cb (ValPlanView *self, guint position)
{
  g_autoptr (ValChange) change = g_list_model_get_item (G_LIST_MODEL (self->sorted), position);

  if (self->mode == VAL_PLAN_MODE_PREVIEW && change != NULL)
    val_change_set_ticked (change, !val_change_get_ticked (change));
}

/* Choosing what is shown. */

static void
search_changed_cb (ValPlanView *self)
{
  const char *text = gtk_editable_get_text (self->search_entry);

  g_clear_pointer (&self->search, g_free);
  if (*text != '\0')
    self->search = val_search_text_fold (text);
  refilter (self);
}

static void
stop_search_cb (ValPlanView *self)
{
  gtk_editable_set_text (self->search_entry, "");
}

static void
kind_chosen_cb (ValPlanView *self)
{
  ValPlanKind *kind = gtk_drop_down_get_selected_item (self->kind_choice);

  if (kind == NULL || val_plan_kind_get_code (kind) == self->kind)
    return;
  self->kind = val_plan_kind_get_code (kind);
  refilter (self);
}

static void
show_all_cb (ValPlanView *self)
{
  gtk_drop_down_set_selected (self->kind_choice, self->live ? 1 : 0);
  gtk_editable_set_text (self->search_entry, "");
}

/* Export. */

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValPlanView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (val_save_file_finish (GTK_WINDOW (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("Rows exported"));
  else if (!val_error_is_cancelled (error) && self->plan != NULL)
    val_error_bar_show (self->error_bar, error, NULL);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GBytes) bytes = val_change_csv_finish (G_LIST_MODEL (source), result, NULL);
  ValPlanView *self;

  if (bytes == NULL)
    return;
  self = user_data;
  g_clear_object (&self->exporting);
  update_export (self);
  val_save_file_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _ ("Export Rows"),
                       _ ("callback-urls.csv"), bytes, exported_cb, g_object_ref (self));
}

static void
export_cb (ValPlanView *self)
{
  val_error_bar_hide (self->error_bar);
  self->exporting = g_cancellable_new ();
  update_export (self);
  val_change_csv_async (G_LIST_MODEL (self->sorted), self->exporting, made_cb, self);
}

/* Rows. */

static void
set_up_cb (GtkListItemFactory *factory, GtkListItem *item, ValPlanView *self)
{
  GType type = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (factory), "cell"));
  GtkWidget *cell = g_object_new (type, NULL);

  g_object_bind_property (self, "mode", cell, "mode", G_BINDING_SYNC_CREATE);
  g_object_bind_property (item, "item", cell, "change", G_BINDING_SYNC_CREATE);
  gtk_list_item_set_child (item, cell);
}

static GtkListItemFactory *
factory_new (ValPlanView *self, GType type)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_data (G_OBJECT (factory), "cell", GSIZE_TO_POINTER (type));
  g_signal_connect_object (factory, "setup", G_CALLBACK (set_up_cb), self, 0);
  return factory;
}

static void
set_column (ValPlanView *self, GtkColumnViewColumn *column, GType type)
{
  g_autoptr (GtkListItemFactory) factory = factory_new (self, type);

  gtk_column_view_column_set_factory (column, factory);
}

static void
make_rows (ValPlanView *self)
{
  g_autoptr (GtkListItemFactory) factory = factory_new (self, VAL_TYPE_PLAN_ROW);

  gtk_list_view_set_factory (self->list, factory);
  set_column (self, self->tick_column, VAL_TYPE_PLAN_TICK);
  set_column (self, self->name_column, VAL_TYPE_PLAN_NAME);
  set_column (self, self->urls_column, VAL_TYPE_PLAN_URLS);
  set_column (self, self->status_column, VAL_TYPE_PLAN_STATUS);
  val_plan_tick_add_key (GTK_WIDGET (self->list));
  val_plan_tick_add_key (GTK_WIDGET (self->table));
}

/* The columns come first, then what is of concern. */
static void
make_order (ValPlanView *self)
{
  GtkMultiSorter *order = gtk_multi_sorter_new ();

  self->rank_sorter = gtk_custom_sorter_new (compare_rank, self, NULL);
  gtk_multi_sorter_append (order, g_object_ref (gtk_column_view_get_sorter (self->table)));
  gtk_multi_sorter_append (order, g_object_ref (GTK_SORTER (self->rank_sorter)));
  gtk_sort_list_model_set_sorter (self->sorted, GTK_SORTER (order));
  g_object_unref (order);
}

static void
set_live (ValPlanView *self, gboolean live)
{
  if (self->live == live)
    return;
  self->live = live;
  reset_kinds (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIVE]);
}

static GtkWidget *
find_list (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_LIST_VIEW (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_list (child);
  return found;
}

/* A row, not the head of a column or a tick of all. */
static gboolean
val_plan_view_grab_focus (GtkWidget *widget)
{
  ValPlanView *self = VAL_PLAN_VIEW (widget);
  GtkWidget *list = find_list (adw_squeezer_get_visible_child (self->squeezer));

  return gtk_widget_child_focus (list, GTK_DIR_TAB_FORWARD) || gtk_widget_grab_focus (list);
}

static void
show_mode (ValPlanView *self)
{
  gboolean preview = self->mode == VAL_PLAN_MODE_PREVIEW;

  gtk_column_view_column_set_visible (self->tick_column, preview);
  gtk_column_view_column_set_title (self->status_column, preview ? _ ("Verdict") : _ ("State"));
  gtk_widget_set_visible (self->tick_bar, preview);
}

static void
val_plan_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValPlanView *self = VAL_PLAN_VIEW (object);

  switch (id)
    {
    case PROP_PLAN:
      g_value_set_object (value, self->plan);
      break;
    case PROP_MODE:
      g_value_set_enum (value, (int) self->mode);
      break;
    case PROP_LIVE:
      g_value_set_boolean (value, self->live);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_plan_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PLAN:
      val_plan_view_set_plan (VAL_PLAN_VIEW (object), g_value_get_object (value));
      break;
    case PROP_MODE:
      val_plan_view_set_mode (VAL_PLAN_VIEW (object), (ValPlanMode) g_value_get_enum (value));
      break;
    case PROP_LIVE:
      set_live (VAL_PLAN_VIEW (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_plan_view_dispose (GObject *object)
{
  ValPlanView *self = VAL_PLAN_VIEW (object);

  g_clear_object (&self->follows);
  if (self->exporting != NULL)
    g_cancellable_cancel (self->exporting);
  g_clear_object (&self->exporting);
  g_clear_handle_id (&self->update_source, g_source_remove);
  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  if (self->status_sorter != NULL)
    gtk_custom_sorter_set_sort_func (self->status_sorter, NULL, NULL, NULL);
  if (self->rank_sorter != NULL)
    gtk_custom_sorter_set_sort_func (self->rank_sorter, NULL, NULL, NULL);
  g_clear_object (&self->rank_sorter);
  g_clear_object (&self->plan);
  G_OBJECT_CLASS (val_plan_view_parent_class)->dispose (object);
}

static void
val_plan_view_finalize (GObject *object)
{
  ValPlanView *self = VAL_PLAN_VIEW (object);

  g_free (self->search);
  G_OBJECT_CLASS (val_plan_view_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, kinds);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, filter);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, matches);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, sorted);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, selection);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, status_sorter);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, error_bar);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, kind_choice);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, export_button);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, stack);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, squeezer);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, table);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, tick_column);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, name_column);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, urls_column);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, status_column);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, list_box);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, list);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, tick_bar);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, tick_all);
  gtk_widget_class_bind_template_child (widget_class, ValPlanView, total_label);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, queue_update_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, kind_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, tick_all_cb);
}

static void
val_plan_view_class_init (ValPlanViewClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VAL_TYPE_CHANGE);
  g_type_ensure (VAL_TYPE_ERROR_BAR);
  g_type_ensure (VAL_TYPE_PLAN_KIND);
  g_type_ensure (VAL_TYPE_TAB_STOP);
  object_class->get_property = val_plan_view_get_property;
  object_class->set_property = val_plan_view_set_property;
  object_class->dispose = val_plan_view_dispose;
  object_class->finalize = val_plan_view_finalize;
  widget_class->grab_focus = val_plan_view_grab_focus;
  widget_class->focus = val_focus_children;

  properties[PROP_PLAN] = g_param_spec_object ("plan", NULL, NULL, VAL_TYPE_CHANGE_PLAN, flags);
  properties[PROP_MODE] =
      g_param_spec_enum ("mode", NULL, NULL, VAL_TYPE_PLAN_MODE, VAL_PLAN_MODE_PREVIEW, flags);
  properties[PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-plan-view.ui");
  bind_children (widget_class);
  bind_callbacks (widget_class);
}

static void
val_plan_view_init (ValPlanView *self)
{
  self->kind = VAL_PLAN_ANY;
  self->follows = g_signal_group_new (VAL_TYPE_CHANGE_PLAN);
  g_signal_group_connect_swapped (self->follows, "notify::n-ticked", G_CALLBACK (queue_update_cb),
                                  self);
  gtk_widget_init_template (GTK_WIDGET (self));
  val_inner_names_set (GTK_WIDGET (self->kind_choice),
                       gtk_widget_get_tooltip_text (GTK_WIDGET (self->kind_choice)));
  gtk_custom_filter_set_filter_func (self->filter, matches, self, NULL);
  gtk_custom_sorter_set_sort_func (self->status_sorter, compare_status, self, NULL);
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search_entry),
                                           GTK_WIDGET (self->stack));
  make_order (self);
  val_focus_add_find_key (GTK_WIDGET (self), GTK_WIDGET (self->search_entry));
  make_rows (self);
  show_mode (self);
  reset_kinds (self);
}

/**
 * val_plan_view_get_plan:
 * @self: a plan view
 *
 * Returns: (transfer none) (nullable): what it shows
 */
ValChangePlan *
val_plan_view_get_plan (ValPlanView *self)
{
  g_return_val_if_fail (VAL_IS_PLAN_VIEW (self), NULL);

  return self->plan;
}

/**
 * val_plan_view_set_plan:
 * @self: a plan view
 * @plan: (nullable) (transfer none): what to show; a filter is ended, a search and an order stay
 */
void
val_plan_view_set_plan (ValPlanView *self, ValChangePlan *plan)
{
  g_return_if_fail (VAL_IS_PLAN_VIEW (self));
  g_return_if_fail (plan == NULL || VAL_IS_CHANGE_PLAN (plan));

  if (!g_set_object (&self->plan, plan))
    return;
  val_error_bar_hide (self->error_bar);
  reset_kinds (self);
  g_signal_group_set_target (self->follows, plan);
  if (plan != NULL)
    update_kinds (self);
  /* Views that begin anew stand at the first row, not at what became of another one. */
  gtk_column_view_set_model (self->table, NULL);
  gtk_list_view_set_model (self->list, NULL);
  gtk_filter_list_model_set_model (self->matches, G_LIST_MODEL (plan));
  update_model (self);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAN]);
}

/**
 * val_plan_view_set_mode:
 * @self: a plan view
 * @mode: what rows are looked at for
 */
void
val_plan_view_set_mode (ValPlanView *self, ValPlanMode mode)
{
  g_return_if_fail (VAL_IS_PLAN_VIEW (self));

  if (self->mode == mode)
    return;
  self->mode = mode;
  show_mode (self);
  reset_kinds (self);
  refilter (self);
  gtk_sorter_changed (GTK_SORTER (self->rank_sorter), GTK_SORTER_CHANGE_DIFFERENT);
  if (self->plan != NULL)
    update_kinds (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODE]);
}

/**
 * val_plan_view_get_shown:
 * @self: a plan view
 *
 * Returns: (transfer none) (element-type ValChange): the rows that search and filter leave, in
 *   order
 */
GListModel *
val_plan_view_get_shown (ValPlanView *self)
{
  g_return_val_if_fail (VAL_IS_PLAN_VIEW (self), NULL);

  return G_LIST_MODEL (self->sorted);
}

/**
 * val_plan_view_refresh:
 * @self: a plan view
 *
 * Counts again, and filters again where that is by state.  Rows follow their states by themselves,
 * but which of them are shown does not: to be called a few times a second while a job runs.
 */
void
val_plan_view_refresh (ValPlanView *self)
{
  g_return_if_fail (VAL_IS_PLAN_VIEW (self));

  if (self->plan == NULL)
    return;
  update_kinds (self);
  if (self->kind != VAL_PLAN_ANY)
    refilter (self);
}
