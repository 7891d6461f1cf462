/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-conflict-dialog.h"

#include "ui/val-conflict-row.h"

#include <glib/gi18n.h>

struct _ValConflictDialog
{
  AdwWindow parent_instance;

  GtkLabel *explanation;
  GtkBox *rows;

  ValDraft *draft; /* (owned) */
};

enum
{
  SIGNAL_SETTLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ValConflictDialog, val_conflict_dialog, ADW_TYPE_WINDOW)

static void
update_save (ValConflictDialog *self)
{
  gboolean decided = TRUE;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    decided = decided && val_conflict_row_get_decided (VAL_CONFLICT_ROW (row));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "conflict.save", decided);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (ValConflictDialog) self = g_object_ref (VAL_CONFLICT_DIALOG (widget));

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      ValConflictRow *row = VAL_CONFLICT_ROW (child);

      val_draft_resolve (self->draft, val_conflict_row_get_conflict (row),
                         val_conflict_row_get_choice (row));
    }
  /* Whoever saves now may ask something in its turn, over the parent. */
  gtk_window_destroy (GTK_WINDOW (self));
  g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
}

static void
add_row (ValConflictDialog *self, ValConflict *conflict)
{
  ValConflictRow *row = val_conflict_row_new (self->draft, conflict);

  g_signal_connect_object (row, "notify::decided", G_CALLBACK (update_save), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (self->rows, GTK_WIDGET (row));
}

static void
show_conflicts (ValConflictDialog *self)
{
  g_autoptr (GPtrArray) conflicts = val_draft_list_conflicts (self->draft);
  g_autofree char *text = g_strdup_printf (
      /* Translators: name of an instance */
      _ ("While you were changing “%s”, these values were changed on the platform too. Nothing "
         "was sent. Choose what each is to be."),
      val_instance_get_name (val_draft_get_instance (self->draft)));

  gtk_label_set_text (self->explanation, text);
  for (guint i = 0; i < conflicts->len; i++)
    add_row (self, g_ptr_array_index (conflicts, i));
  update_save (self);
}

static void
val_conflict_dialog_dispose (GObject *object)
{
  g_clear_object (&VAL_CONFLICT_DIALOG (object)->draft);
  G_OBJECT_CLASS (val_conflict_dialog_parent_class)->dispose (object);
}

static void
val_conflict_dialog_class_init (ValConflictDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VAL_TYPE_CONFLICT_ROW);
  G_OBJECT_CLASS (klass)->dispose = val_conflict_dialog_dispose;
  /**
   * ValConflictDialog::settled:
   * @self: a conflict dialog
   *
   * The choices are in the draft, which can be saved now.
   */
  signals[SIGNAL_SETTLED] = g_signal_new ("settled", VAL_TYPE_CONFLICT_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-conflict-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ValConflictDialog, explanation);
  gtk_widget_class_bind_template_child (widget_class, ValConflictDialog, rows);
  gtk_widget_class_install_action (widget_class, "conflict.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
val_conflict_dialog_init (ValConflictDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * val_conflict_dialog_new:
 * @parent: window that it belongs to
 * @draft: a draft with conflicts
 *
 * Returns: (transfer none): a dialog, owned by GTK as all windows are
 */
ValConflictDialog *
val_conflict_dialog_new (GtkWindow *parent, ValDraft *draft)
{
  ValConflictDialog *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (VAL_IS_DRAFT (draft), NULL);

  self = g_object_new (VAL_TYPE_CONFLICT_DIALOG, "transient-for", parent, NULL);
  self->draft = g_object_ref (draft);
  show_conflicts (self);
  return self;
}
