/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-event-row.h"

#include "ui/val-body-view.h"
#include "ui/val-format.h"

#include <glib/gi18n.h>

struct _ValEventRow
{
  AdwExpanderRow parent_instance;

  GtkLabel *status_pill;
  GtkLabel *items_label;
  AdwBin *body_bin;

  ValEvent *event; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (ValEventRow, val_event_row, ADW_TYPE_EXPANDER_ROW)

static char *
describe_item (const ValEventItem *item)
{
  const char *parts[] = { item->type, item->object_type, item->object_id };
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", parts[i]);
  return g_strdup (text->str);
}

static char *
describe_title (ValEvent *event)
{
  guint n_items = val_event_get_n_items (event);
  g_autofree char *first =
      n_items > 0 ? describe_item (val_event_get_item (event, 0)) : g_strdup (_ ("Event"));

  if (n_items < 2)
    return g_steal_pointer (&first);
  /* Translators: what an event tells first, and of how many more things it tells */
  return g_strdup_printf (ngettext ("%s and %u more", "%s and %u more", n_items - 1), first,
                          n_items - 1);
}

static void
show_items (ValEventRow *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_items = val_event_get_n_items (self->event);

  for (guint i = 0; i < n_items; i++)
    {
      g_autofree char *item = describe_item (val_event_get_item (self->event, i));

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", item);
    }
  gtk_label_set_label (self->items_label, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->items_label), n_items > 1);
}

static void
show_status (ValEventRow *self)
{
  const char *status = val_event_get_status (self->event);
  gboolean done = g_strcmp0 (status, "NOTIFIED") == 0 || g_strcmp0 (status, "CONSUMED") == 0;

  gtk_label_set_label (self->status_pill, status != NULL ? status : _ ("Unknown"));
  gtk_widget_set_css_classes (
      GTK_WIDGET (self->status_pill),
      (const char *[]){ "status-pill", done ? "success" : "warning", NULL });
}

static void
set_event (ValEventRow *self, ValEvent *event)
{
  g_autofree char *title = describe_title (event);
  g_autofree char *date = val_format_date (val_event_get_date (event));

  self->event = g_object_ref (event);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), date);
  show_status (self);
}

/* Most are never looked into. */
static void
expanded_cb (ValEventRow *self)
{
  GtkWidget *view;

  if (self->event == NULL || adw_bin_get_child (self->body_bin) != NULL)
    return;
  show_items (self);
  view = g_object_new (VAL_TYPE_BODY_VIEW, "title", _ ("From the Provider"), NULL);
  val_body_view_set_json (VAL_BODY_VIEW (view), val_event_get_raw (self->event));
  adw_bin_set_child (self->body_bin, view);
}

static void
val_event_row_dispose (GObject *object)
{
  g_clear_object (&VAL_EVENT_ROW (object)->event);
  G_OBJECT_CLASS (val_event_row_parent_class)->dispose (object);
}

static void
val_event_row_class_init (ValEventRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = val_event_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-event-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ValEventRow, status_pill);
  gtk_widget_class_bind_template_child (widget_class, ValEventRow, items_label);
  gtk_widget_class_bind_template_child (widget_class, ValEventRow, body_bin);
  gtk_widget_class_bind_template_callback (widget_class, expanded_cb);
}

static void
val_event_row_init (ValEventRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * val_event_row_new:
 * @event: an event
 *
 * Returns: (transfer floating): a row for it
 */
GtkWidget *
val_event_row_new (ValEvent *event)
{
  ValEventRow *self;

  g_return_val_if_fail (VAL_IS_EVENT (event), NULL);

  self = g_object_new (VAL_TYPE_EVENT_ROW, NULL);
  set_event (self, event);
  return GTK_WIDGET (self);
}
