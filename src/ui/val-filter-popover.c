/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-filter-popover.h"

#include "ui/val-facet-row.h"

#include <glib/gi18n.h>

/* While pages come in, counts follow at this interval, in milliseconds. */
#define RECOUNT_INTERVAL 300

struct _ValFilterPopover
{
  GtkPopover parent_instance;

  GListStore *items; /* of ValFacetItem */
  GtkWidget *clear_button;

  ValInstanceFilter *filter; /* (unowned) (nullable): of whoever opens this */
  GListModel *instances;     /* (owned) (nullable) */
  GSignalGroup *follows;     /* (owned): the instances */
  guint recount_source;
  gboolean updating;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ValFilterPopover, val_filter_popover, GTK_TYPE_POPOVER)

static const char *
name_facet (ValFacet facet)
{
  static const char *const names[VAL_N_FACETS] = {
    [VAL_FACET_ELEMENT] = N_ ("Element"), [VAL_FACET_TAG] = N_ ("Tag"),
    [VAL_FACET_ENABLED] = N_ ("State"),   [VAL_FACET_VALID] = N_ ("Credentials"),
    [VAL_FACET_EVENTS] = N_ ("Events"),   [VAL_FACET_HEALTH] = N_ ("Connection"),
  };

  return _ (names[facet]);
}

static const char *
name_value (ValFacet facet, const char *value)
{
  static const struct
  {
    ValFacet facet;
    const char *value;
    const char *name;
  } table[] = {
    { VAL_FACET_ELEMENT, "", N_ ("Unknown Element") },
    { VAL_FACET_TAG, "", N_ ("No Tags") },
    { VAL_FACET_ENABLED, VAL_FACET_YES, N_ ("Enabled") },
    { VAL_FACET_ENABLED, VAL_FACET_NO, N_ ("Disabled") },
    { VAL_FACET_VALID, VAL_FACET_YES, N_ ("Valid") },
    { VAL_FACET_VALID, VAL_FACET_NO, N_ ("Invalid") },
    { VAL_FACET_EVENTS, VAL_FACET_YES, N_ ("Events On") },
    { VAL_FACET_EVENTS, VAL_FACET_NO, N_ ("Events Off") },
    { VAL_FACET_HEALTH, VAL_FACET_YES, N_ ("Connected") },
    { VAL_FACET_HEALTH, VAL_FACET_NO, N_ ("With Problems") },
    { VAL_FACET_HEALTH, "", N_ ("Not Checked") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].facet == facet && g_str_equal (table[i].value, value))
      return _ (table[i].name);
  return value;
}

static void
active_changed_cb (ValFilterPopover *self, GParamSpec *pspec, ValFacetItem *item)
{
  ValFilterChange change;

  if (self->updating)
    return;
  change = val_instance_filter_set_value (self->filter, val_facet_item_get_facet (item),
                                          val_facet_item_get_value (item),
                                          val_facet_item_get_active (item));
  if (change != VAL_FILTER_SAME)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, (int) change);
}

static void
show_choice (ValFilterPopover *self, ValFacetItem *item)
{
  val_facet_item_set_active (item, val_instance_filter_has_value (self->filter,
                                                                  val_facet_item_get_facet (item),
                                                                  val_facet_item_get_value (item)));
}

static ValFacetItem *
make_item (ValFilterPopover *self, ValFacet facet, const ValFacetCount *count, const char *heading)
{
  const char *name = name_value (facet, count->value);
  ValFacetItem *item;

  if (name == count->value && count->label != NULL)
    name = count->label;
  item = val_facet_item_new (facet, count->value, name, heading);
  show_choice (self, item);
  g_signal_connect_object (item, "notify::active", G_CALLBACK (active_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return item;
}

static gboolean
is_interesting (ValFacet facet, ValFacetCounts *counts)
{
  return facet != VAL_FACET_HEALTH || val_facet_counts_get (counts, facet, VAL_FACET_YES) > 0 ||
         val_facet_counts_get (counts, facet, VAL_FACET_NO) > 0;
}

/* Yes comes before no, whatever both are called. */
static void
add_facet (ValFilterPopover *self, GPtrArray *items, ValFacet facet, ValFacetCounts *counts)
{
  g_autoptr (GPtrArray) values = val_facet_counts_list (counts, facet);
  gboolean flag = facet != VAL_FACET_ELEMENT && facet != VAL_FACET_TAG;

  if (!is_interesting (facet, counts))
    return;
  for (guint i = 0; i < values->len; i++)
    g_ptr_array_add (items, make_item (self, facet,
                                       g_ptr_array_index (values, flag ? values->len - 1 - i : i),
                                       i == 0 ? name_facet (facet) : NULL));
}

/* All values of the whole list, so that none goes away under the pointer. */
static void
rebuild (ValFilterPopover *self)
{
  g_autoptr (ValInstanceFilter) everything = val_instance_filter_new ();
  g_autoptr (ValFacetCounts) counts = val_facet_counts_new (everything, self->instances);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  static const ValFacet order[] = { VAL_FACET_ENABLED, VAL_FACET_VALID,   VAL_FACET_EVENTS,
                                    VAL_FACET_HEALTH,  VAL_FACET_ELEMENT, VAL_FACET_TAG };

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    add_facet (self, items, order[i], counts);
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)),
                       items->pdata, items->len);
  val_filter_popover_update_counts (self);
}

static gboolean
recount_cb (gpointer user_data)
{
  ValFilterPopover *self = user_data;

  self->recount_source = 0;
  val_filter_popover_update_counts (self);
  return G_SOURCE_REMOVE;
}

static void
instances_changed_cb (ValFilterPopover *self)
{
  if (self->recount_source == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->recount_source = g_timeout_add (RECOUNT_INTERVAL, recount_cb, self);
}

static void
clear_cb (ValFilterPopover *self)
{
  val_filter_popover_clear (self);
}

static void
val_filter_popover_map (GtkWidget *widget)
{
  ValFilterPopover *self = VAL_FILTER_POPOVER (widget);

  if (self->instances != NULL)
    rebuild (self);
  GTK_WIDGET_CLASS (val_filter_popover_parent_class)->map (widget);
}

static void
val_filter_popover_dispose (GObject *object)
{
  ValFilterPopover *self = VAL_FILTER_POPOVER (object);

  g_clear_handle_id (&self->recount_source, g_source_remove);
  g_clear_object (&self->follows);
  g_clear_object (&self->instances);
  self->filter = NULL;
  G_OBJECT_CLASS (val_filter_popover_parent_class)->dispose (object);
}

static void
val_filter_popover_class_init (ValFilterPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VAL_TYPE_FACET_ITEM);
  g_type_ensure (VAL_TYPE_FACET_ROW);
  G_OBJECT_CLASS (klass)->dispose = val_filter_popover_dispose;
  widget_class->map = val_filter_popover_map;

  /**
   * ValFilterPopover::changed:
   * @self: the filters
   * @change: a #ValFilterChange
   *
   * A value was chosen or is no longer.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", VAL_TYPE_FILTER_POPOVER, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-filter-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, ValFilterPopover, items);
  gtk_widget_class_bind_template_child (widget_class, ValFilterPopover, clear_button);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
}

static void
val_filter_popover_init (ValFilterPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->follows = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->follows, "items-changed", G_CALLBACK (instances_changed_cb),
                                  self);
}

/**
 * val_filter_popover_set_filter:
 * @self: the filters
 * @filter: (transfer none): what is filtered by; must live as long as @self is not disposed of
 */
void
val_filter_popover_set_filter (ValFilterPopover *self, ValInstanceFilter *filter)
{
  g_return_if_fail (VAL_IS_FILTER_POPOVER (self));

  self->filter = filter;
}

/**
 * val_filter_popover_set_instances:
 * @self: the filters
 * @instances: (transfer none): all instances, whether they match or not
 */
void
val_filter_popover_set_instances (ValFilterPopover *self, GListModel *instances)
{
  g_return_if_fail (VAL_IS_FILTER_POPOVER (self));
  g_return_if_fail (G_IS_LIST_MODEL (instances));

  if (g_set_object (&self->instances, instances))
    g_signal_group_set_target (self->follows, instances);
}

static void
sync_active (ValFilterPopover *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  self->updating = TRUE;
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (ValFacetItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      const char *value = val_facet_item_get_value (item);

      if (value != NULL)
        val_facet_item_set_active (item, val_instance_filter_has_value (
                                             self->filter, val_facet_item_get_facet (item), value));
    }
  self->updating = FALSE;
}

/**
 * val_filter_popover_choose:
 * @self: the filters
 * @facet: a facet
 * @value: the one of its values to filter by
 *
 * Filters by @value alone.
 */
void
val_filter_popover_choose (ValFilterPopover *self, ValFacet facet, const char *value)
{
  g_return_if_fail (VAL_IS_FILTER_POPOVER (self));

  val_instance_filter_clear_values (self->filter);
  val_instance_filter_set_value (self->filter, facet, value, TRUE);
  if (self->instances != NULL)
    rebuild (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, (int) VAL_FILTER_DIFFERENT);
}

/**
 * val_filter_popover_clear:
 * @self: the filters
 *
 * Filters by nothing.
 */
void
val_filter_popover_clear (ValFilterPopover *self)
{
  ValFilterChange change;

  g_return_if_fail (VAL_IS_FILTER_POPOVER (self));

  change = val_instance_filter_clear_values (self->filter);
  sync_active (self);
  if (change != VAL_FILTER_SAME)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, (int) change);
}

/**
 * val_filter_popover_update_counts:
 * @self: the filters
 *
 * Counts again, where anybody can see it.
 */
void
val_filter_popover_update_counts (ValFilterPopover *self)
{
  g_autoptr (ValFacetCounts) counts = NULL;
  guint n_items;

  g_return_if_fail (VAL_IS_FILTER_POPOVER (self));

  if (self->instances == NULL || self->filter == NULL)
    return;
  counts = val_facet_counts_new (self->filter, self->instances);
  n_items = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (ValFacetItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      val_facet_item_set_count (item, val_facet_counts_get (counts, val_facet_item_get_facet (item),
                                                            val_facet_item_get_value (item)));
    }
  gtk_widget_set_sensitive (self->clear_button,
                            val_instance_filter_count_values (self->filter) > 0);
}

/**
 * val_filter_popover_describe:
 * @self: the filters
 *
 * Returns: (transfer full): what is filtered by, for people; empty without a filter
 */
char *
val_filter_popover_describe (ValFilterPopover *self)
{
  GString *text = g_string_new (NULL);
  guint n_items;

  g_return_val_if_fail (VAL_IS_FILTER_POPOVER (self), g_string_free (text, FALSE));

  n_items = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (ValFacetItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (!val_facet_item_get_active (item))
        continue;
      if (text->len > 0)
        /* Translators: between the names of filters that are on */
        g_string_append (text, _ (", "));
      g_string_append (text, val_facet_item_get_label (item));
    }
  return g_string_free (text, FALSE);
}
