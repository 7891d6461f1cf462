/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-save-file.h"

#include "util/val-error.h"

#include <glib/gi18n.h>

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  val_error_adopt (&error);
  g_task_return_error (task, error);
}

static void
response_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GBytes *bytes = g_task_get_task_data (task);
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_object_unref (chooser);
  if (file != NULL)
    g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                         written_cb, g_steal_pointer (&task));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "No file was chosen");
}

/**
 * val_save_file_async:
 * @parent: window that the question belongs to
 * @title: what is saved, as a command
 * @name: file name to offer
 * @bytes: what to save
 * @callback: called when it is saved, or is not
 * @user_data: for @callback
 *
 * Asks for a file and writes it, whole or not at all.
 */
void
val_save_file_async (GtkWindow *parent,
                     const char *title,
                     const char *name,
                     GBytes *bytes,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GtkFileChooserNative *chooser;
  GTask *task;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (title != NULL && name != NULL && bytes != NULL);

  task = g_task_new (parent, NULL, callback, user_data);
  g_task_set_source_tag (task, val_save_file_async);
  g_task_set_task_data (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
  chooser = gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"),
                                         _ ("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (response_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/**
 * val_save_file_finish:
 * @parent: the window
 * @result: what the callback got
 * @error: #G_IO_ERROR_CANCELLED where no file was chosen; #VAL_ERROR_STORAGE
 *
 * Returns: whether the file was written
 */
gboolean
val_save_file_finish (GtkWindow *parent, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, parent), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
