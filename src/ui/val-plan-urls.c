/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-plan-urls.h"

#include "model/val-url-marks.h"
#include "util/val-visible.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of two URLs that are alike for longer than this only what comes shortly before the difference is
 * shown. */
#define LONG_ALIKE 512
#define SHOWN_LEAD 128

struct _ValPlanUrls
{
  ValPlanCell parent_instance;

  GtkLabel *old_label;
  GtkWidget *arrow;
  GtkLabel *new_label;
};

G_DEFINE_FINAL_TYPE (ValPlanUrls, val_plan_urls, VAL_TYPE_PLAN_CELL)

/* What is laid out of each, and what of that is marked. */
typedef struct
{
  char *text;
  GArray *marks; /* (nullable) (element-type ValUrlMark) */
} Shown;

static void
shown_clear (Shown *shown)
{
  g_free (shown->text);
  g_clear_pointer (&shown->marks, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shown, shown_clear)

/* @attribute: (transfer full) */
static void
add (PangoAttrList *list, PangoAttribute *attribute, const ValUrlMark *mark)
{
  attribute->start_index = mark->start;
  attribute->end_index = mark->end;
  pango_attr_list_insert (list, attribute);
}

static PangoAttrList *
make_attributes (const Shown *shown, gboolean is_new)
{
  PangoAttrList *list = pango_attr_list_new ();

  for (guint i = 0; i < shown->marks->len; i++)
    {
      const ValUrlMark *mark = &g_array_index (shown->marks, ValUrlMark, i);

      if (!is_new)
        add (list, pango_attr_strikethrough_new (TRUE), mark);
      if (is_new)
        add (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD), mark);
      if (is_new)
        add (list, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), mark);
    }
  return list;
}

/* A long URL is cut where it is like the other one. */
static PangoEllipsizeMode
find_cut (const Shown *shown)
{
  gsize first = shown->marks->len > 0 ? g_array_index (shown->marks, ValUrlMark, 0).start : 0;

  return first > strlen (shown->text) / 2 ? PANGO_ELLIPSIZE_START : PANGO_ELLIPSIZE_END;
}

static void
show (GtkLabel *label, const Shown *shown, gboolean is_new)
{
  g_autoptr (PangoAttrList) attributes =
      shown->marks != NULL ? make_attributes (shown, is_new) : NULL;

  gtk_label_set_label (label, shown->text != NULL ? shown->text : _ ("(none)"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), shown->text);
  gtk_label_set_attributes (label, attributes);
  gtk_label_set_ellipsize (label, shown->marks != NULL ? find_cut (shown) : PANGO_ELLIPSIZE_END);
}

/* What both begin with and need not be shown, in bytes. */
static gsize
count_skipped (const char *one, const char *other)
{
  gsize length = 0;

  while (one[length] != '\0' && one[length] == other[length])
    length++;
  if (length < LONG_ALIKE)
    return 0;
  for (length -= SHOWN_LEAD; ((guchar) one[length] & 0xc0) == 0x80;)
    length--;
  return length;
}

static char *
cut (const char *url, gsize n_skipped)
{
  g_autofree char *tail = g_strconcat ("…", url + n_skipped, NULL);

  return val_visible_short (n_skipped > 0 ? tail : url);
}

/* @url: (nullable); marks are offsets into what is shown, in which hidden characters have names. */
static void
compare (Shown *shown, Shown *other, const char *url, const char *other_url)
{
  gsize n_skipped = url != NULL && other_url != NULL ? count_skipped (url, other_url) : 0;

  if (url != NULL)
    shown->text = cut (url, n_skipped);
  if (other_url != NULL)
    other->text = cut (other_url, n_skipped);
  if (shown->text == NULL || other->text == NULL)
    return;
  shown->marks = val_url_marks_new (shown->text, other->text);
  other->marks = val_url_marks_new (other->text, shown->text);
}

static const char *
or_null (const char *url)
{
  return url != NULL && *url != '\0' ? url : NULL;
}

static void
val_plan_urls_show (ValPlanCell *cell, ValChange *change)
{
  ValPlanUrls *self = VAL_PLAN_URLS (cell);
  const char *old_url = val_change_get_old_url (change);
  const char *new_url = val_change_get_new_url (change);
  gboolean differs = new_url != NULL && g_strcmp0 (old_url, new_url) != 0;
  g_auto (Shown) before = { NULL, NULL };
  g_auto (Shown) after = { NULL, NULL };

  if (differs)
    compare (&before, &after, or_null (old_url), or_null (new_url));
  else if (or_null (old_url) != NULL)
    before.text = val_visible_short (old_url);
  show (self->old_label, &before, FALSE);
  show (self->new_label, &after, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->new_label), differs);
  gtk_widget_set_visible (self->arrow, differs);
}

static void
val_plan_urls_class_init (ValPlanUrlsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  VAL_PLAN_CELL_CLASS (klass)->show = val_plan_urls_show;
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-plan-urls.ui");
  gtk_widget_class_bind_template_child (widget_class, ValPlanUrls, old_label);
  gtk_widget_class_bind_template_child (widget_class, ValPlanUrls, arrow);
  gtk_widget_class_bind_template_child (widget_class, ValPlanUrls, new_label);
}

static void
val_plan_urls_init (ValPlanUrls *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
