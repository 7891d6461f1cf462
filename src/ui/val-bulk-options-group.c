/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-bulk-options-group.h"

#include <glib/gi18n.h>
#include <string.h>

struct _ValBulkOptionsGroup
{
  AdwPreferencesGroup parent_instance;

  GtkSpinButton *concurrency;
  GtkSwitch *limit_rate;
  GtkSpinButton *rate;
  GtkSwitch *check_first;
  GtkSwitch *canary;
  GtkSpinButton *error_budget;

  GSettings *settings; /* (owned) */
};

G_DEFINE_FINAL_TYPE (ValBulkOptionsGroup, val_bulk_options_group, ADW_TYPE_PREFERENCES_GROUP)

static gboolean
show_percent_cb (GtkSpinButton *button)
{
  /* Translators: a number of percent */
  g_autofree char *text = g_strdup_printf (_ ("%d %%"), gtk_spin_button_get_value_as_int (button));

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (button)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (button), text);
  return TRUE;
}

/* What is no number leaves the one that was there. */
static int
read_percent_cb (GtkSpinButton *button, double *value)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (button));
  const char *digits = text + strcspn (text, "0123456789");

  *value = *digits != '\0' ? g_ascii_strtod (digits, NULL) : gtk_spin_button_get_value (button);
  return TRUE;
}

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
  gtk_widget_class_bind_template_child (widget_class, ValBulkOptionsGroup, limit_rate);
  gtk_widget_class_bind_template_child (widget_class, ValBulkOptionsGroup, rate);
  gtk_widget_class_bind_template_child (widget_class, ValBulkOptionsGroup, check_first);
  gtk_widget_class_bind_template_child (widget_class, ValBulkOptionsGroup, canary);
  gtk_widget_class_bind_template_child (widget_class, ValBulkOptionsGroup, error_budget);
  gtk_widget_class_bind_template_callback (widget_class, show_percent_cb);
  gtk_widget_class_bind_template_callback (widget_class, read_percent_cb);
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
  bind (self, "bulk-limit-rate", self->limit_rate, "active");
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

  limited = gtk_switch_get_active (self->limit_rate);
  *options = (ValBulkOptions){
    .concurrency = gtk_spin_button_get_value_as_int (self->concurrency),
    .rate = limited ? gtk_spin_button_get_value_as_int (self->rate) : 0,
    .check_first = gtk_switch_get_active (self->check_first),
    .canary = gtk_switch_get_active (self->canary),
    .error_budget = gtk_spin_button_get_value_as_int (self->error_budget),
  };
}
