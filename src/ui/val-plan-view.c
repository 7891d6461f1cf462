/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-plan-view.h"

#include "model/val-search-text.h"
#include "ui/val-error-bar.h"
#include "ui/val-format.h"
#include "ui/val-inner-names.h"
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
  guint kind; /* that is shown, or VAL_PLAN_ANY */
  guint update_source;
};

enum
{
  PROP_PLAN = 1,
  PROP_MODE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValPlanView, val_plan_view, ADW_TYPE_BIN)

/* What is shown. */

static gboolean
has_text (const char *text, const char *search)
{
  g_autofree char *folded = text != NULL ? val_search_text_fold (text) : NULL;

  return folded != NULL && strstr (folded, search) != NULL;
}

static gboolean
matches_search (ValPlanView *self, ValChange *change)
{
  g_autofree char *id = NULL;

  if (self->search == NULL)
    return TRUE;
  id = val_format_id (val_change_get_id (change));
  return has_text (val_change_get_name (change), self->search) || has_text (id, self->search) ||
         has_text (val_change_get_old_url (change), self->search) ||
         has_text (val_change_get_new_url (change), self->search) ||
         has_text (val_change_get_element_name (change), self->search);
}

/* A job has nothing to tell of what it is not about, unless that is asked for. */
static gboolean
matches_kind (ValPlanView *self, ValChange *change)
{
  if (self->kind == VAL_PLAN_ANY)
    return self->mode == VAL_PLAN_MODE_PREVIEW || val_change_get_ticked (change);
  return val_plan_kind_find_code (self->mode, change) == self->kind;
}

static gboolean
matches (gpointer item, gpointer user_data)
{
  return matches_kind (user_data, item) && matches_search (user_data, item);
}

static int
compare_status (gconstpointer one, gconstpointer other, gpointer user_data)
{
  ValPlanView *self = user_data;
  guint one_code = val_plan_kind_find_code (self->mode, (ValChange *) one);
  guint other_code = val_plan_kind_find_code (self->mode, (ValChange *) other);

  return one_code < other_code ? -1 : one_code > other_code;
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

static ValPlanKind *
find_kind (ValPlanView *self, guint code, guint *position)
{
  guint n_kinds = g_list_model_get_n_items (G_LIST_MODEL (self->kinds));

  for (*position = 0; *position < n_kinds; (*position)++)
    {
      g_autoptr (ValPlanKind) kind = g_list_model_get_item (G_LIST_MODEL (self->kinds), *position);
      guint found = val_plan_kind_get_code (kind);

      if (found == code)
        return g_steal_pointer (&kind);
      if (found != VAL_PLAN_ANY && found > code)
        break;
    }
  return NULL;
}

/* A kind that once was there stays, so that a choice does not go away under the user's hand. */
static void
show_count (ValPlanView *self, guint code, guint count)
{
  guint position;
  g_autoptr (ValPlanKind) kind = find_kind (self, code, &position);

  if (kind == NULL && count == 0)
    return;
  if (kind == NULL)
    {
      kind = val_plan_kind_new (self->mode, code);
      val_plan_kind_set_count (kind, count);
      g_list_store_insert (self->kinds, position, kind);
    }
  val_plan_kind_set_count (kind, count);
}

static guint *
count_rows (ValPlanView *self)
{
  guint *counts = g_new0 (guint, val_plan_kind_count_codes (self->mode));
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->plan));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (ValChange) change = g_list_model_get_item (G_LIST_MODEL (self->plan), i);

      counts[val_plan_kind_find_code (self->mode, change)]++;
    }
  return counts;
}

static void
update_kinds (ValPlanView *self)
{
  g_autofree guint *counts = count_rows (self);
  g_autoptr (ValPlanKind) any = g_list_model_get_item (G_LIST_MODEL (self->kinds), 0);

  for (guint i = 0; i < val_plan_kind_count_codes (self->mode); i++)
    show_count (self, i, counts[i]);
  val_plan_kind_set_count (any, self->mode == VAL_PLAN_MODE_PREVIEW
                                    ? g_list_model_get_n_items (G_LIST_MODEL (self->plan))
                                    : val_change_plan_get_n_ticked (self->plan));
}

static void
reset_kinds (ValPlanView *self)
{
  g_autoptr (ValPlanKind) any = val_plan_kind_new (self->mode, VAL_PLAN_ANY);

  g_list_store_splice (self->kinds, 0, g_list_model_get_n_items (G_LIST_MODEL (self->kinds)),
                       (gpointer *) &any, 1);
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

static void
update_export (ValPlanView *self)
{
  gtk_widget_set_sensitive (self->export_button,
                            self->exporting == NULL &&
                                gtk_filter_list_model_get_pending (self->matches) == 0 &&
                                g_list_model_get_n_items (G_LIST_MODEL (self->matches)) > 0);
}

static void
update (ValPlanView *self)
{
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->matches));
  gboolean pending = gtk_filter_list_model_get_pending (self->matches) > 0;

  if (self->plan == NULL)
    return;
  if (self->mode == VAL_PLAN_MODE_PREVIEW)
    show_total (self);
  if (self->mode == VAL_PLAN_MODE_PREVIEW && !pending)
    show_tick_all (self);
  update_export (self);
  gtk_stack_set_visible_child_name (self->stack, n_shown > 0 || pending ? "rows" : "no-match");
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
folded_cb (ValPlanView *self)
{
  queue_update_cb (self);
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
  gtk_drop_down_set_selected (self->kind_choice, 0);
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
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
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

  properties[PROP_PLAN] = g_param_spec_object ("plan", NULL, NULL, VAL_TYPE_CHANGE_PLAN, flags);
  properties[PROP_MODE] =
      g_param_spec_enum ("mode", NULL, NULL, VAL_TYPE_PLAN_MODE, VAL_PLAN_MODE_PREVIEW, flags);
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
  gtk_filter_list_model_set_model (self->matches, G_LIST_MODEL (plan));
  if (plan != NULL)
    update_kinds (self);
  update_model (self);
  /* Rows come bit by bit, and are exported when all are there. */
  gtk_widget_set_sensitive (self->export_button, FALSE);
  queue_update_cb (self);
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
