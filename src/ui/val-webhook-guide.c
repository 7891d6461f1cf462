/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-webhook-guide.h"

#include "model/val-webhook-url.h"
#include "ui/val-focus.h"

#include <glib/gi18n.h>

struct _ValWebhookGuide
{
  AdwBin parent_instance;

  AdwActionRow *url_row;
  GtkWidget *copy_button;
  GtkWidget *steps_box;
  GtkWidget *settings_button;

  char *element_key; /* (owned) (nullable) */
  char *url;         /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (ValWebhookGuide, val_webhook_guide, ADW_TYPE_BIN)

static void
copy_cb (ValWebhookGuide *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "connect.copy", "(ss)", self->url,
                              _ ("Webhook URL copied"));
}

static void
open_settings_cb (ValWebhookGuide *self)
{
  g_autofree char *page = val_webhook_url_settings_url (self->element_key, self->url);

  gtk_widget_activate_action (GTK_WIDGET (self), "connect.open-page", "s", page);
}

static GtkWidget *
create_step (guint number, const char *text)
{
  /* Translators: the number of a step */
  g_autofree char *mark = g_strdup_printf (_ ("%u."), number);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *mark_label = gtk_label_new (mark);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_set_valign (mark_label, GTK_ALIGN_START);
  gtk_widget_add_css_class (mark_label, "numeric");
  gtk_widget_add_css_class (mark_label, "dim-label");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), mark_label);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static void
show_steps (ValWebhookGuide *self)
{
  const char *const *steps = val_webhook_url_steps (self->element_key);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->steps_box)) != NULL)
    gtk_box_remove (GTK_BOX (self->steps_box), child);
  for (guint i = 0; steps != NULL && steps[i] != NULL; i++)
    gtk_box_append (GTK_BOX (self->steps_box), create_step (i + 1, _ (steps[i])));
  gtk_widget_set_visible (self->steps_box, gtk_widget_get_first_child (self->steps_box) != NULL);
}

static gboolean
val_webhook_guide_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (VAL_WEBHOOK_GUIDE (widget)->copy_button);
}

static void
val_webhook_guide_finalize (GObject *object)
{
  ValWebhookGuide *self = VAL_WEBHOOK_GUIDE (object);

  g_clear_pointer (&self->element_key, g_free);
  g_clear_pointer (&self->url, g_free);
  G_OBJECT_CLASS (val_webhook_guide_parent_class)->finalize (object);
}

static void
val_webhook_guide_class_init (ValWebhookGuideClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = val_webhook_guide_finalize;
  widget_class->grab_focus = val_webhook_guide_grab_focus;
  widget_class->focus = val_focus_children;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-webhook-guide.ui");
  gtk_widget_class_bind_template_child (widget_class, ValWebhookGuide, url_row);
  gtk_widget_class_bind_template_child (widget_class, ValWebhookGuide, copy_button);
  gtk_widget_class_bind_template_child (widget_class, ValWebhookGuide, steps_box);
  gtk_widget_class_bind_template_child (widget_class, ValWebhookGuide, settings_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_settings_cb);
}

static void
val_webhook_guide_init (ValWebhookGuide *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * val_webhook_guide_set_url:
 * @self: a guide
 * @element_key: key of the instance's element
 * @url: what the provider is to call
 */
void
val_webhook_guide_set_url (ValWebhookGuide *self, const char *element_key, const char *url)
{
  g_autofree char *page = NULL;

  g_return_if_fail (VAL_IS_WEBHOOK_GUIDE (self));
  g_return_if_fail (element_key != NULL && url != NULL);

  page = val_webhook_url_settings_url (element_key, url);
  g_free (self->element_key);
  self->element_key = g_strdup (element_key);
  g_free (self->url);
  self->url = g_strdup (url);
  adw_action_row_set_subtitle (self->url_row, url);
  show_steps (self);
  gtk_widget_set_visible (self->settings_button, page != NULL);
}
