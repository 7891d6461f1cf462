/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-filter-bar.h"

#include "ui/val-filter-popover.h"

#include <glib/gi18n.h>

struct _ValFilterBar
{
  AdwBin parent_instance;

  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkMenuButton *filters_button;
  GtkLabel *badge;
  ValFilterPopover *popover;
  GtkRevealer *line;
  GtkLabel *summary;

  ValInstanceFilter *filter; /* (owned) */
  gboolean search_mode;
};

enum
{
  PROP_SEARCH_MODE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ValFilterBar, val_filter_bar, ADW_TYPE_BIN)

static void
update_summary (ValFilterBar *self)
{
  guint n_values = val_instance_filter_count_values (self->filter);
  g_autofree char *count = g_strdup_printf ("%u", n_values);
  g_autofree char *summary = val_filter_popover_describe (self->popover);
  g_autofree char *label =
      n_values > 0
          ? g_strdup_printf (ngettext ("Filters, %u on", "Filters, %u on", n_values), n_values)
          : g_strdup (_ ("Filters"));

  gtk_label_set_label (self->badge, count);
  gtk_widget_set_visible (GTK_WIDGET (self->badge), n_values > 0);
  gtk_label_set_label (self->summary, summary);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->summary), summary);
  gtk_revealer_set_reveal_child (self->line, n_values > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->filters_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
tell (ValFilterBar *self, ValFilterChange change)
{
  if (change == VAL_FILTER_SAME)
    return;
  if (gtk_widget_get_mapped (GTK_WIDGET (self->popover)))
    val_filter_popover_update_counts (self->popover);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, (int) change);
}

static void
search_changed_cb (ValFilterBar *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  tell (self, val_instance_filter_set_query (self->filter, text));
}

static void
filters_changed_cb (ValFilterBar *self, int change)
{
  update_summary (self);
  tell (self, (ValFilterChange) change);
}

static void
clear_cb (ValFilterBar *self)
{
  val_filter_bar_clear (self);
}

static void
set_search_mode (ValFilterBar *self, gboolean search_mode)
{
  if (self->search_mode == search_mode)
    return;
  self->search_mode = search_mode;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH_MODE]);
}

static void
val_filter_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SEARCH_MODE:
      g_value_set_boolean (value, VAL_FILTER_BAR (object)->search_mode);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_filter_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SEARCH_MODE:
      set_search_mode (VAL_FILTER_BAR (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_filter_bar_finalize (GObject *object)
{
  val_instance_filter_free (VAL_FILTER_BAR (object)->filter);
  G_OBJECT_CLASS (val_filter_bar_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-filter-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ValFilterBar, search_bar);
  gtk_widget_class_bind_template_child (widget_class, ValFilterBar, search_entry);
  gtk_widget_class_bind_template_child (widget_class, ValFilterBar, filters_button);
  gtk_widget_class_bind_template_child (widget_class, ValFilterBar, badge);
  gtk_widget_class_bind_template_child (widget_class, ValFilterBar, popover);
  gtk_widget_class_bind_template_child (widget_class, ValFilterBar, line);
  gtk_widget_class_bind_template_child (widget_class, ValFilterBar, summary);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, filters_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
}

static void
val_filter_bar_class_init (ValFilterBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  g_type_ensure (VAL_TYPE_FILTER_POPOVER);
  object_class->get_property = val_filter_bar_get_property;
  object_class->set_property = val_filter_bar_set_property;
  object_class->finalize = val_filter_bar_finalize;
  properties[PROP_SEARCH_MODE] =
      g_param_spec_boolean ("search-mode", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * ValFilterBar::changed:
   * @self: a filter bar
   * @change: a #ValFilterChange
   *
   * Another search or another filter is on.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", VAL_TYPE_FILTER_BAR, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
val_filter_bar_init (ValFilterBar *self)
{
  self->filter = val_instance_filter_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  val_filter_popover_set_filter (self->popover, self->filter);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
}

/**
 * val_filter_bar_get_filter:
 * @self: a filter bar
 *
 * Returns: (transfer none): what is filtered by; stays the same object
 */
ValInstanceFilter *
val_filter_bar_get_filter (ValFilterBar *self)
{
  g_return_val_if_fail (VAL_IS_FILTER_BAR (self), NULL);

  return self->filter;
}

/**
 * val_filter_bar_set_instances:
 * @self: a filter bar
 * @instances: (transfer none): all instances, whether they match or not
 */
void
val_filter_bar_set_instances (ValFilterBar *self, GListModel *instances)
{
  g_return_if_fail (VAL_IS_FILTER_BAR (self));

  val_filter_popover_set_instances (self->popover, instances);
}

/**
 * val_filter_bar_choose:
 * @self: a filter bar
 * @facet: a facet
 * @value: the one of its values to filter by
 *
 * Filters by @value alone; the search stays.
 */
void
val_filter_bar_choose (ValFilterBar *self, ValFacet facet, const char *value)
{
  g_return_if_fail (VAL_IS_FILTER_BAR (self));

  val_filter_popover_choose (self->popover, facet, value);
}

/**
 * val_filter_bar_clear:
 * @self: a filter bar
 *
 * Filters by nothing; the search stays.
 */
void
val_filter_bar_clear (ValFilterBar *self)
{
  g_return_if_fail (VAL_IS_FILTER_BAR (self));

  val_filter_popover_clear (self->popover);
}

/**
 * val_filter_bar_focus_search:
 * @self: a filter bar
 *
 * Opens the search and puts the keyboard there.
 */
void
val_filter_bar_focus_search (ValFilterBar *self)
{
  g_return_if_fail (VAL_IS_FILTER_BAR (self));

  set_search_mode (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/**
 * val_filter_bar_search:
 * @self: a filter bar
 * @text: what to search for, as if it were typed
 */
void
val_filter_bar_search (ValFilterBar *self, const char *text)
{
  g_return_if_fail (VAL_IS_FILTER_BAR (self));
  g_return_if_fail (text != NULL);

  val_filter_bar_focus_search (self);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->search_entry), -1);
}

/**
 * val_filter_bar_open_filters:
 * @self: a filter bar
 *
 * Opens the filters to choose from.
 */
void
val_filter_bar_open_filters (ValFilterBar *self)
{
  g_return_if_fail (VAL_IS_FILTER_BAR (self));

  set_search_mode (self, TRUE);
  gtk_menu_button_popup (self->filters_button);
}

/**
 * val_filter_bar_set_key_capture:
 * @self: a filter bar
 * @widget: (nullable): where typing begins a search
 */
void
val_filter_bar_set_key_capture (ValFilterBar *self, GtkWidget *widget)
{
  g_return_if_fail (VAL_IS_FILTER_BAR (self));

  gtk_search_bar_set_key_capture_widget (self->search_bar, widget);
}
