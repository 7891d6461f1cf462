/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-request-row.h"

#include "ui/val-format.h"

#include <glib/gi18n.h>

struct _ValRequestRow
{
  AdwBin parent_instance;

  GtkLabel *method_label;
  GtkLabel *path_label;
  GtkLabel *when_label;
  GtkLabel *status_pill;

  ValExchange *exchange; /* (owned) (nullable) */
};

enum
{
  PROP_EXCHANGE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValRequestRow, val_request_row, ADW_TYPE_BIN)

static void
show_when (ValRequestRow *self)
{
  g_autofree char *clock = val_format_clock (val_exchange_get_started (self->exchange));
  g_autofree char *duration = val_format_duration (val_exchange_get_duration (self->exchange));
  /* Translators: a time of day, how long something took */
  g_autofree char *text = g_strdup_printf (_ ("%s · %s"), clock, duration);

  gtk_label_set_label (self->when_label, text);
}

static void
set_exchange (ValRequestRow *self, ValExchange *exchange)
{
  if (!g_set_object (&self->exchange, exchange))
    return;
  if (exchange != NULL)
    {
      gtk_label_set_label (self->method_label, val_exchange_get_method (exchange));
      gtk_label_set_label (self->path_label, val_exchange_get_path (exchange));
      val_request_row_show_status (self->status_pill, exchange);
      show_when (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXCHANGE]);
}

static void
val_request_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_EXCHANGE)
    g_value_set_object (value, VAL_REQUEST_ROW (object)->exchange);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
val_request_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_EXCHANGE)
    set_exchange (VAL_REQUEST_ROW (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
val_request_row_dispose (GObject *object)
{
  g_clear_object (&VAL_REQUEST_ROW (object)->exchange);
  G_OBJECT_CLASS (val_request_row_parent_class)->dispose (object);
}

static void
val_request_row_class_init (ValRequestRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = val_request_row_get_property;
  object_class->set_property = val_request_row_set_property;
  object_class->dispose = val_request_row_dispose;

  properties[PROP_EXCHANGE] =
      g_param_spec_object ("exchange", NULL, NULL, VAL_TYPE_EXCHANGE,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-request-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ValRequestRow, method_label);
  gtk_widget_class_bind_template_child (widget_class, ValRequestRow, path_label);
  gtk_widget_class_bind_template_child (widget_class, ValRequestRow, when_label);
  gtk_widget_class_bind_template_child (widget_class, ValRequestRow, status_pill);
}

static void
val_request_row_init (ValRequestRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * val_request_row_show_status:
 * @pill: a label
 * @exchange: a request
 *
 * Makes of @pill the status of @exchange, in words where there was no answer.
 */
void
val_request_row_show_status (GtkLabel *pill, ValExchange *exchange)
{
  guint status = val_exchange_get_status (exchange);
  gboolean failed = status < 200 || status > 299 || val_exchange_get_error (exchange) != NULL;
  g_autofree char *text = status > 0 ? g_strdup_printf ("%u", status) : g_strdup (_ ("No Answer"));

  gtk_label_set_label (pill, text);
  gtk_widget_set_css_classes (
      GTK_WIDGET (pill),
      (const char *[]){ "status-pill", "numeric", failed ? "error" : "success", NULL });
}
