/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-changes-bar.h"

#include "ui/val-change-text.h"

#include <glib/gi18n.h>

struct _ValChangesBar
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkBox *changes;
  GtkLabel *count_label;
  GtkWidget *spinner;

  ValDraft *draft;       /* (owned) (nullable) */
  GSignalGroup *follows; /* (owned) */
};

G_DEFINE_FINAL_TYPE (ValChangesBar, val_changes_bar, ADW_TYPE_BIN)

static void
add_label (GtkBox *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 48);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (box, label);
}

static void
add_change (ValChangesBar *self, const char *change)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *old_value = val_change_text_old (self->draft, change);
  g_autofree char *new_value = val_change_text_new (self->draft, change);
  /* Translators: the value before */
  g_autofree char *before = g_strdup_printf (_ ("− %s"), old_value);
  /* Translators: the value after */
  g_autofree char *after = g_strdup_printf (_ ("+ %s"), new_value);

  add_label (GTK_BOX (box), val_change_text_title (change), "heading");
  add_label (GTK_BOX (box), before, "dim-label");
  add_label (GTK_BOX (box), after, "success");
  gtk_box_append (self->changes, box);
}

static void
clear_changes (ValChangesBar *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->changes))) != NULL)
    gtk_box_remove (self->changes, child);
}

static void
update (ValChangesBar *self)
{
  g_auto (GStrv) changes = self->draft != NULL ? val_draft_list_changes (self->draft) : NULL;
  guint n_changes = changes != NULL ? g_strv_length (changes) : 0;
  g_autofree char *label = NULL;

  gtk_revealer_set_reveal_child (self->revealer, n_changes > 0);
  gtk_widget_set_visible (GTK_WIDGET (self), n_changes > 0);
  clear_changes (self);
  for (guint i = 0; i < n_changes; i++)
    add_change (self, changes[i]);
  label =
      g_strdup_printf (ngettext ("%u Unsaved Change", "%u Unsaved Changes", n_changes), n_changes);
  gtk_label_set_label (self->count_label, label);
}

static void
val_changes_bar_dispose (GObject *object)
{
  ValChangesBar *self = VAL_CHANGES_BAR (object);

  g_clear_object (&self->follows);
  g_clear_object (&self->draft);
  G_OBJECT_CLASS (val_changes_bar_parent_class)->dispose (object);
}

static void
val_changes_bar_class_init (ValChangesBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = val_changes_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-changes-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ValChangesBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, ValChangesBar, changes);
  gtk_widget_class_bind_template_child (widget_class, ValChangesBar, count_label);
  gtk_widget_class_bind_template_child (widget_class, ValChangesBar, spinner);
}

static void
val_changes_bar_init (ValChangesBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->follows = g_signal_group_new (VAL_TYPE_DRAFT);
  g_signal_group_connect_swapped (self->follows, "changed", G_CALLBACK (update), self);
  update (self);
}

/**
 * val_changes_bar_set_draft:
 * @self: a changes bar
 * @draft: (nullable) (transfer none): the draft to show
 */
void
val_changes_bar_set_draft (ValChangesBar *self, ValDraft *draft)
{
  g_return_if_fail (VAL_IS_CHANGES_BAR (self));

  g_set_object (&self->draft, draft);
  g_signal_group_set_target (self->follows, draft);
  update (self);
}

/**
 * val_changes_bar_set_saving:
 * @self: a changes bar
 * @saving: whether the draft is on its way
 */
void
val_changes_bar_set_saving (ValChangesBar *self, gboolean saving)
{
  g_return_if_fail (VAL_IS_CHANGES_BAR (self));

  gtk_widget_set_visible (self->spinner, saving);
}
