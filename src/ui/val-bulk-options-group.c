/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-bulk-options-group.h"

struct _ValBulkOptionsGroup
{
  AdwPreferencesGroup parent_instance;

  GtkSpinButton *concurrency;
  AdwExpanderRow *rate_row;
  GtkSpinButton *rate;
  GtkSwitch *check_first;
  GtkSwitch *canary;
  GtkSpinButton *error_budget;

  GSettings *settings; /* (owned) */
};

G_DEFINE_FINAL_TYPE (ValBulkOptionsGroup, val_bulk_options_group, ADW_TYPE_PREFERENCES_GROUP)

static void
val_bulk_options_group_dispose (GObject *object)
{
  g_clear_object (&VAL_BULK_OPTIONS_GROUP (object)->settings);
  G_OBJECT_CLASS (val_bulk_options_group_parent_class)->dispose (object);
}

static void
val_bulk_options_group_class_init (ValBulkOptionsGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = val_bulk_options_group_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-bulk-options-group.ui");
  gtk_widget_class_bind_template_child (widget_class, ValBulkOptionsGroup, concurrency);
  gtk_widget_class_bind_template_child (widget_class, ValBulkOptionsGroup, rate_row);
  gtk_widget_class_bind_template_child (widget_class, ValBulkOptionsGroup, rate);
  gtk_widget_class_bind_template_child (widget_class, ValBulkOptionsGroup, check_first);
  gtk_widget_class_bind_template_child (widget_class, ValBulkOptionsGroup, canary);
  gtk_widget_class_bind_template_child (widget_class, ValBulkOptionsGroup, error_budget);
}

static void
bind (ValBulkOptionsGroup *self, const char *key, gpointer widget, const char *property)
{
  g_settings_bind (self->settings, key, widget, property, G_SETTINGS_BIND_DEFAULT);
}

static void
val_bulk_options_group_init (ValBulkOptionsGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (VAL_APP_ID);
  bind (self, "bulk-concurrency", self->concurrency, "value");
  bind (self, "bulk-limit-rate", self->rate_row, "enable-expansion");
  bind (self, "bulk-rate", self->rate, "value");
  bind (self, "bulk-check-first", self->check_first, "active");
  bind (self, "bulk-canary", self->canary, "active");
  bind (self, "bulk-error-budget", self->error_budget, "value");
}

/**
 * val_bulk_options_group_get_options:
 * @self: a group
 * @options: (out): what is chosen
 */
void
val_bulk_options_group_get_options (ValBulkOptionsGroup *self, ValBulkOptions *options)
{
  gboolean limited;

  g_return_if_fail (VAL_IS_BULK_OPTIONS_GROUP (self));
  g_return_if_fail (options != NULL);

  limited = adw_expander_row_get_enable_expansion (self->rate_row);
  *options = (ValBulkOptions){
    .concurrency = gtk_spin_button_get_value_as_int (self->concurrency),
    .rate = limited ? gtk_spin_button_get_value_as_int (self->rate) : 0,
    .check_first = gtk_switch_get_active (self->check_first),
    .canary = gtk_switch_get_active (self->canary),
    .error_budget = gtk_spin_button_get_value_as_int (self->error_budget),
  };
}
