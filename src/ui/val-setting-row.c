/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-setting-row.h"

#include "ui/val-clipboard.h"
#include "util/val-secret.h"

#include <glib/gi18n.h>

struct _ValSettingRow
{
  AdwActionRow parent_instance;

  GtkWidget *copy_button;

  char *value; /* (owned) (nullable): may be a secret */
  gboolean secret;
};

G_DEFINE_FINAL_TYPE (ValSettingRow, val_setting_row, ADW_TYPE_ACTION_ROW)

static void
copy_secret (ValSettingRow *self)
{
  g_autoptr (GSettings) settings = g_settings_new (VAL_APP_ID);

  val_clipboard_copy_secret (GTK_WIDGET (self), self->value,
                             g_settings_get_uint (settings, "clipboard-seconds"));
}

static void
copy_cb (ValSettingRow *self)
{
  if (self->secret)
    copy_secret (self);
  else
    val_clipboard_copy (GTK_WIDGET (self), self->value);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("Value copied"));
}

static void
val_setting_row_finalize (GObject *object)
{
  val_secret_clear (&VAL_SETTING_ROW (object)->value);
  G_OBJECT_CLASS (val_setting_row_parent_class)->finalize (object);
}

static void
val_setting_row_class_init (ValSettingRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = val_setting_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-setting-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ValSettingRow, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
val_setting_row_init (ValSettingRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * val_setting_row_new:
 * @key: key of the value
 * @value: the value
 * @secret: whether it is to be shown as dots; it can be copied unless it is a mask
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
val_setting_row_new (const char *key, const char *value, gboolean secret)
{
  ValSettingRow *self;
  g_autofree char *label = NULL;

  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (value != NULL, NULL);

  self = g_object_new (VAL_TYPE_SETTING_ROW, "title", key, NULL);
  self->value = g_strdup (value);
  self->secret = secret;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), secret ? "••••••••" : value);
  gtk_widget_set_visible (self->copy_button, *value != '\0' && !val_secret_is_mask (value));
  /* Translators: key of a value */
  label = g_strdup_printf (_ ("Copy %s"), key);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  return GTK_WIDGET (self);
}
