/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-plan-urls.h"

#include <glib/gi18n.h>
#include <string.h>

struct _ValPlanUrls
{
  ValPlanCell parent_instance;

  GtkLabel *old_label;
  GtkWidget *new_box;
  GtkLabel *new_label;
};

G_DEFINE_FINAL_TYPE (ValPlanUrls, val_plan_urls, VAL_TYPE_PLAN_CELL)

/* @attribute: (transfer full) */
static void
mark (PangoAttrList *marks, PangoAttribute *attribute, guint start, guint end)
{
  attribute->start_index = start;
  attribute->end_index = end;
  pango_attr_list_insert (marks, attribute);
}

/* A long URL is cut where it is like the other one. */
static void
show_part (GtkLabel *label, PangoAttrList *marks, guint start)
{
  gsize length = strlen (gtk_label_get_text (label));

  gtk_label_set_attributes (label, marks);
  gtk_label_set_ellipsize (label, start > length / 2 ? PANGO_ELLIPSIZE_START : PANGO_ELLIPSIZE_END);
}

static void
mark_old (GtkLabel *label, guint start, guint end)
{
  g_autoptr (PangoAttrList) marks = pango_attr_list_new ();

  if (start < end)
    mark (marks, pango_attr_strikethrough_new (TRUE), start, end);
  show_part (label, marks, start);
}

static void
mark_new (GtkLabel *label, guint start, guint end)
{
  g_autoptr (PangoAttrList) marks = pango_attr_list_new ();

  if (start < end)
    {
      mark (marks, pango_attr_weight_new (PANGO_WEIGHT_BOLD), start, end);
      mark (marks, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), start, end);
    }
  show_part (label, marks, start);
}

static void
set_url (GtkLabel *label, const char *url)
{
  gboolean empty = url == NULL || *url == '\0';

  gtk_label_set_label (label, empty ? _ ("(none)") : url);
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), empty ? NULL : url);
}

static void
unmark (GtkLabel *label)
{
  gtk_label_set_attributes (label, NULL);
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_END);
}

static void
val_plan_urls_show (ValPlanCell *cell, ValChange *change)
{
  ValPlanUrls *self = VAL_PLAN_URLS (cell);
  const char *old_url = val_change_get_old_url (change);
  const char *new_url = val_change_get_new_url (change);
  gboolean differs = new_url != NULL && g_strcmp0 (old_url, new_url) != 0;
  guint start = 0;
  guint old_end = 0;
  guint new_end = 0;

  set_url (self->old_label, old_url);
  set_url (self->new_label, new_url);
  gtk_widget_set_visible (self->new_box, differs);
  unmark (self->old_label);
  unmark (self->new_label);
  if (differs)
    val_change_find_difference (change, &start, &old_end, &new_end);
  if (differs && old_url != NULL && *old_url != '\0')
    mark_old (self->old_label, start, old_end);
  if (differs && *new_url != '\0')
    mark_new (self->new_label, start, new_end);
}

static void
val_plan_urls_class_init (ValPlanUrlsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  VAL_PLAN_CELL_CLASS (klass)->show = val_plan_urls_show;
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-plan-urls.ui");
  gtk_widget_class_bind_template_child (widget_class, ValPlanUrls, old_label);
  gtk_widget_class_bind_template_child (widget_class, ValPlanUrls, new_box);
  gtk_widget_class_bind_template_child (widget_class, ValPlanUrls, new_label);
}

static void
val_plan_urls_init (ValPlanUrls *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
