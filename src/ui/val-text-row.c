/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-text-row.h"

struct _ValTextRow
{
  AdwPreferencesRow parent_instance;

  GtkTextView *view;
  GtkTextBuffer *buffer;
};

G_DEFINE_FINAL_TYPE (ValTextRow, val_text_row, ADW_TYPE_PREFERENCES_ROW)

enum
{
  PROP_0,
  PROP_TEXT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
changed_cb (ValTextRow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
title_changed_cb (ValTextRow *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)), -1);
}

static gboolean
val_text_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (VAL_TEXT_ROW (widget)->view));
}

static void
val_text_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ValTextRow *self = VAL_TEXT_ROW (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_take_string (value, val_text_row_dup_text (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_text_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ValTextRow *self = VAL_TEXT_ROW (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      val_text_row_set_text (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_text_row_class_init (ValTextRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = val_text_row_get_property;
  object_class->set_property = val_text_row_set_property;
  widget_class->grab_focus = val_text_row_grab_focus;

  properties[PROP_TEXT] =
      g_param_spec_string ("text", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-text-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ValTextRow, view);
  gtk_widget_class_bind_template_child (widget_class, ValTextRow, buffer);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
val_text_row_init (ValTextRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::title", G_CALLBACK (title_changed_cb), NULL);
}

/**
 * val_text_row_new:
 * @title: plain text
 *
 * Returns: (transfer floating): an empty text row
 */
GtkWidget *
val_text_row_new (const char *title)
{
  return g_object_new (VAL_TYPE_TEXT_ROW, "use-markup", FALSE, "title", title, NULL);
}

/**
 * val_text_row_dup_text:
 * @self: a text row
 *
 * Returns: (transfer full): what it holds
 */
char *
val_text_row_dup_text (ValTextRow *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (VAL_IS_TEXT_ROW (self), NULL);

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

/**
 * val_text_row_set_text:
 * @self: a text row
 * @text: (nullable): what it is to hold
 */
void
val_text_row_set_text (ValTextRow *self, const char *text)
{
  g_return_if_fail (VAL_IS_TEXT_ROW (self));

  gtk_text_buffer_set_text (self->buffer, text != NULL ? text : "", -1);
}
