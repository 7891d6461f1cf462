/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-confirm.h"
#include "ui/val-question.h"
#include "ui/val-window-private.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

/* Asking before unsaved changes are lost. */

static void
show_failure (ValWindow *self, ValDraft *failed, const GError *error)
{
  if (val_error_is_cancelled (error))
    return;
  if (failed != NULL)
    {
      val_instance_list_select (self->list, val_draft_get_instance (failed));
      val_editor_show_error (self->editor, error);
    }
  else
    val_error_bar_show (self->error_bar, error, NULL);
}

static void
all_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWindow *self = g_task_get_source_object (task);
  g_autoptr (ValDraft) failed = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok = val_workspace_save_all_finish (VAL_WORKSPACE (source), result, &failed, &error);

  if (!ok)
    show_failure (self, failed, error);
  g_task_return_boolean (task, ok);
}

static void
write_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWindow *self = VAL_WINDOW (source);

  if (val_confirm_write_finish (GTK_WIDGET (self), result))
    val_workspace_save_all_async (self->workspace, NULL, all_saved_cb, g_object_ref (task));
  else
    g_task_return_boolean (task, FALSE);
}

static char *
describe_count (guint number)
{
  return g_strdup_printf (ngettext ("The changes of %u instance will be saved.",
                                    "The changes of %u instances will be saved.", number),
                          number);
}

static void
save_all (GTask *task)
{
  ValWindow *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) unsaved = val_workspace_list_unsaved (self->workspace);
  g_autofree char *what = describe_count (unsaved->len);

  val_confirm_write_async (GTK_WIDGET (self), self->workspace, what, write_confirmed_cb,
                           g_object_ref (task));
}

static void
unsaved_response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  /* The question outlives the window by its own emission, and would look for it (GTK 4.8). */
  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
  if (g_str_equal (response, "save"))
    save_all (task);
  else
    g_task_return_boolean (task, g_str_equal (response, "discard"));
}

static void
set_margins (GtkWidget *widget, int horizontal, int vertical)
{
  gtk_widget_set_margin_top (widget, vertical);
  gtk_widget_set_margin_bottom (widget, vertical);
  gtk_widget_set_margin_start (widget, horizontal);
  gtk_widget_set_margin_end (widget, horizontal);
}

/* There to be read: the keyboard begins at the buttons. */
static GtkWidget *
create_name (ValDraft *draft)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (val_instance_get_name (val_draft_get_instance (draft)));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  set_margins (label, 12, 9);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  return row;
}

static GtkWidget *
create_names (GPtrArray *unsaved)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Unsaved Instances"), -1);
  for (guint i = 0; i < unsaved->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), create_name (g_ptr_array_index (unsaved, i)));
  set_margins (list, 2, 2);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 200);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  return scrolled;
}

static AdwMessageDialog *
create_question (ValWindow *self, GPtrArray *unsaved)
{
  AdwMessageDialog *dialog =
      val_question_new (GTK_WINDOW (self), _ ("Save Changes?"),
                        ngettext ("This instance has changes that are not saved. What is not "
                                  "saved will be lost.",
                                  "These instances have changes that are not saved. What is "
                                  "not saved will be lost.",
                                  unsaved->len));

  adw_message_dialog_set_extra_child (dialog, create_names (unsaved));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "discard", _ ("_Discard"),
                                    "save", _ ("_Save All"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (dialog, "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "save");
  adw_message_dialog_set_close_response (dialog, "cancel");
  return dialog;
}

/* Answers TRUE where nothing is unsaved, all could be saved, or it may be lost. */
void
_val_window_confirm_discard (ValWindow *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (GPtrArray) unsaved = val_workspace_list_unsaved (self->workspace);
  AdwMessageDialog *dialog;

  if (unsaved->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  dialog = create_question (self, unsaved);
  g_signal_connect (dialog, "response", G_CALLBACK (unsaved_response_cb), g_steal_pointer (&task));
  gtk_window_present (GTK_WINDOW (dialog));
}

gboolean
_val_window_confirm_discard_finish (ValWindow *self, GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
