/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-body-view.h"

#include "ui/val-clipboard.h"
#include "util/val-json.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_LINES 24

struct _ValBodyView
{
  AdwBin parent_instance;

  GtkLabel *title_label;
  GtkWidget *copy_button;
  GtkScrolledWindow *scroller;
  GtkTextView *text_view;
  GtkLabel *note_label;

  char *title; /* (owned) (nullable) */
};

enum
{
  PROP_TITLE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValBodyView, val_body_view, ADW_TYPE_BIN)

static void
copy_cb (ValBodyView *self)
{
  g_autofree char *text = NULL;

  g_object_get (gtk_text_view_get_buffer (self->text_view), "text", &text, NULL);
  val_clipboard_copy (GTK_WIDGET (self), text);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("Copied"));
}

static void
set_title (ValBodyView *self, const char *title)
{
  g_autofree char *copy = NULL;

  if (g_strcmp0 (self->title, title) == 0)
    return;
  g_free (self->title);
  self->title = g_strdup (title);
  gtk_label_set_label (self->title_label, title);
  /* Translators: what is copied, such as "Copy: Request" */
  copy = g_strdup_printf (_ ("Copy: %s"), title);
  gtk_widget_set_tooltip_text (self->copy_button, copy);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  copy, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
val_body_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TITLE)
    g_value_set_string (value, VAL_BODY_VIEW (object)->title);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
val_body_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TITLE)
    set_title (VAL_BODY_VIEW (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
val_body_view_finalize (GObject *object)
{
  g_free (VAL_BODY_VIEW (object)->title);
  G_OBJECT_CLASS (val_body_view_parent_class)->finalize (object);
}

static void
val_body_view_class_init (ValBodyViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = val_body_view_get_property;
  object_class->set_property = val_body_view_set_property;
  object_class->finalize = val_body_view_finalize;

  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-body-view.ui");
  gtk_widget_class_bind_template_child (widget_class, ValBodyView, title_label);
  gtk_widget_class_bind_template_child (widget_class, ValBodyView, copy_button);
  gtk_widget_class_bind_template_child (widget_class, ValBodyView, scroller);
  gtk_widget_class_bind_template_child (widget_class, ValBodyView, text_view);
  gtk_widget_class_bind_template_child (widget_class, ValBodyView, note_label);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
val_body_view_init (ValBodyView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static int
line_height (ValBodyView *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self->text_view));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int height = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));

  pango_font_metrics_unref (metrics);
  return height;
}

/* A text view tells its height only while it is drawn, which is too late: lines are counted. */
static void
reserve_height (ValBodyView *self)
{
  int n_lines = gtk_text_buffer_get_line_count (gtk_text_view_get_buffer (self->text_view));
  int margins = gtk_text_view_get_top_margin (self->text_view) +
                gtk_text_view_get_bottom_margin (self->text_view);
  int height = MIN (n_lines, MAX_LINES) * line_height (self) + margins;

  gtk_scrolled_window_set_min_content_height (self->scroller, height);
}

/**
 * val_body_view_set_text:
 * @self: a body view
 * @text: (nullable): valid UTF-8
 * @note: (nullable): what to say below it
 */
void
val_body_view_set_text (ValBodyView *self, const char *text, const char *note)
{
  GtkTextBuffer *buffer;

  g_return_if_fail (VAL_IS_BODY_VIEW (self));

  buffer = gtk_text_view_get_buffer (self->text_view);
  gtk_text_buffer_set_text (buffer, text != NULL ? text : "", -1);
  gtk_widget_set_visible (GTK_WIDGET (self->scroller), text != NULL);
  gtk_widget_set_sensitive (self->copy_button, text != NULL);
  reserve_height (self);
  gtk_label_set_label (self->note_label, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), note != NULL);
}

/* Takes ownership of @text, and leaves of it what a person may still want to read. */
static char *
shorten (char *text)
{
  const char *end;

  if (strlen (text) <= VAL_BODY_VIEW_MAX)
    return text;
  end = g_utf8_find_prev_char (text, text + VAL_BODY_VIEW_MAX);
  text[end - text] = '\0';
  return text;
}

/**
 * val_body_view_set_json:
 * @self: a body view
 * @text: (nullable): what should be JSON, and is shown as it is where it is not
 *
 * Shows at most %VAL_BODY_VIEW_MAX bytes of it.
 */
void
val_body_view_set_json (ValBodyView *self, const char *text)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *shown = NULL;
  gsize length;

  if (text == NULL)
    {
      val_body_view_set_text (self, NULL, _ ("There is no body."));
      return;
    }
  node = val_json_parse (text, strlen (text), NULL);
  shown = node != NULL ? val_json_to_text (node, TRUE) : g_utf8_make_valid (text, -1);
  length = strlen (shown);
  shown = shorten (g_steal_pointer (&shown));
  val_body_view_set_text (self, shown,
                          length > VAL_BODY_VIEW_MAX ? _ ("The rest is not shown.") : NULL);
}
