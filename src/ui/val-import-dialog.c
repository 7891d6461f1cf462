/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-import-dialog.h"

#include "ui/val-error-bar.h"
#include "ui/val-import-file.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

struct _ValImportDialog
{
  AdwWindow parent_instance;

  GtkButton *close_button;
  GtkButton *import_button;
  GtkStack *stack;
  GtkBox *box;
  ValErrorBar *error_bar;
  GtkSpinner *spinner;
  GtkLabel *status_label;
  GtkButton *choose_button;

  ValWorkspace *workspace;       /* (owned) (not nullable) */
  GCancellable *cancellable;     /* (owned) (not nullable) */
  GPtrArray *files;              /* (element-type ValImportFile): in the box, which owns them */
  GtkFileChooserNative *chooser; /* (owned) (nullable) */
  guint position;                /* of the file whose accounts are being kept */
  guint n_before;                /* accounts kept before this attempt */
  gboolean disposed;
};

enum
{
  SIGNAL_IMPORTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ValImportDialog, val_import_dialog, ADW_TYPE_WINDOW)

static guint
count_chosen (ValImportDialog *self)
{
  guint n_chosen = 0;

  for (guint i = 0; i < self->files->len; i++)
    n_chosen += val_import_file_get_n_chosen (self->files->pdata[i]);
  return n_chosen;
}

static guint
count_kept (ValImportDialog *self)
{
  guint n_kept = 0;

  for (guint i = 0; i < self->files->len; i++)
    n_kept += val_account_import_get_n_kept (val_import_file_get_import (self->files->pdata[i]));
  return n_kept;
}

static void
update_cb (ValImportDialog *self)
{
  guint n_chosen = count_chosen (self);
  guint n_kept = count_kept (self);
  g_autofree char *text = NULL;

  if (n_chosen > 0)
    text =
        g_strdup_printf (ngettext ("%u account chosen", "%u accounts chosen", n_chosen), n_chosen);
  else if (n_kept > 0)
    text =
        g_strdup_printf (ngettext ("%u account imported", "%u accounts imported", n_kept), n_kept);
  gtk_label_set_label (self->status_label, text != NULL ? text : "");
  gtk_button_set_label (self->close_button, n_kept > 0 ? _ ("_Close") : _ ("_Cancel"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->import_button), n_chosen > 0);
}

static void
set_busy (ValImportDialog *self, gboolean busy)
{
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->box), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->choose_button), !busy);
  if (busy)
    {
      gtk_widget_set_sensitive (GTK_WIDGET (self->import_button), FALSE);
      gtk_label_set_label (self->status_label, _ ("Importing…"));
    }
}

/* Keeping, file by file. */

/* @error: (nullable) */
static void
end_import (ValImportDialog *self, const GError *error)
{
  set_busy (self, FALSE);
  /* A name that was free may be taken by now. */
  for (guint i = 0; i < self->files->len; i++)
    val_import_file_update (self->files->pdata[i]);
  update_cb (self);
  if (error != NULL)
    val_error_bar_show (self->error_bar, error, NULL);
  if (count_kept (self) > self->n_before)
    g_signal_emit (self, signals[SIGNAL_IMPORTED], 0);
}

static void keep_next (ValImportDialog *self);

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValImportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = val_account_import_keep_finish (VAL_ACCOUNT_IMPORT (source), result, &error);

  if (self->disposed)
    return;
  if (!ok)
    {
      end_import (self, error);
      return;
    }
  self->position++;
  keep_next (self);
}

static void
keep_next (ValImportDialog *self)
{
  ValImportFile *file;
  g_autoptr (GPtrArray) chosen = NULL;

  if (self->position == self->files->len)
    {
      end_import (self, NULL);
      return;
    }
  file = self->files->pdata[self->position];
  chosen = val_import_file_get_chosen (file);
  val_account_import_keep_async (val_import_file_get_import (file), chosen, self->cancellable,
                                 kept_cb, g_object_ref (self));
}

static void
import_cb (ValImportDialog *self)
{
  val_error_bar_hide (self->error_bar);
  set_busy (self, TRUE);
  self->position = 0;
  self->n_before = count_kept (self);
  keep_next (self);
}

/* Finding and choosing. */

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GError) error = NULL;
  ValImportDialog *self = user_data;

  files = val_account_import_find_finish (result, &error);
  if (files == NULL)
    return;
  for (guint i = 0; i < files->len; i++)
    val_import_dialog_add_file (self, files->pdata[i]);
  if (self->files->len == 0)
    gtk_stack_set_visible_child_name (self->stack, "nothing");
}

static void
chosen_cb (ValImportDialog *self, int response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  if (file != NULL)
    val_import_dialog_add_file (self, file);
  g_clear_object (&self->chooser);
}

static void
add_filters (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) accounts = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (accounts, _ ("Accounts of CECTL or Doctor"));
  gtk_file_filter_add_pattern (accounts, "*.toml");
  gtk_file_filter_add_pattern (accounts, "*.json");
  gtk_file_filter_set_name (all, _ ("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, accounts);
  gtk_file_chooser_add_filter (chooser, all);
}

static void
choose_cb (ValImportDialog *self)
{
  g_clear_object (&self->chooser);
  self->chooser =
      gtk_file_chooser_native_new (_ ("Choose a File With Accounts"), GTK_WINDOW (self),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  add_filters (GTK_FILE_CHOOSER (self->chooser));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
val_import_dialog_dispose (GObject *object)
{
  ValImportDialog *self = VAL_IMPORT_DIALOG (object);

  self->disposed = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser);
  for (guint i = 0; i < self->files->len; i++)
    g_signal_handlers_disconnect_by_data (self->files->pdata[i], self);
  g_ptr_array_set_size (self->files, 0);
  G_OBJECT_CLASS (val_import_dialog_parent_class)->dispose (object);
}

static void
val_import_dialog_finalize (GObject *object)
{
  ValImportDialog *self = VAL_IMPORT_DIALOG (object);

  g_clear_object (&self->workspace);
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->files);
  G_OBJECT_CLASS (val_import_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (VAL_TYPE_ERROR_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ValImportDialog, close_button);
  gtk_widget_class_bind_template_child (widget_class, ValImportDialog, import_button);
  gtk_widget_class_bind_template_child (widget_class, ValImportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ValImportDialog, box);
  gtk_widget_class_bind_template_child (widget_class, ValImportDialog, error_bar);
  gtk_widget_class_bind_template_child (widget_class, ValImportDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, ValImportDialog, status_label);
  gtk_widget_class_bind_template_child (widget_class, ValImportDialog, choose_button);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
}

static void
val_import_dialog_class_init (ValImportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = val_import_dialog_dispose;
  object_class->finalize = val_import_dialog_finalize;
  signals[SIGNAL_IMPORTED] = g_signal_new ("imported", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
val_import_dialog_init (ValImportDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->files = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * val_import_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @workspace: where the accounts are to go
 *
 * Returns: (transfer none): a dialog that looks in the usual places, to be presented
 */
ValImportDialog *
val_import_dialog_new (GtkWindow *parent, ValWorkspace *workspace)
{
  ValImportDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (VAL_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (VAL_TYPE_IMPORT_DIALOG, "transient-for", parent, NULL);
  self->workspace = g_object_ref (workspace);
  val_account_import_find_async (self->cancellable, found_cb, self);
  return self;
}

static gboolean
is_shown (ValImportDialog *self, GFile *file)
{
  for (guint i = 0; i < self->files->len; i++)
    if (g_file_equal (
            val_account_import_get_file (val_import_file_get_import (self->files->pdata[i])), file))
      return TRUE;
  return FALSE;
}

/**
 * val_import_dialog_add_file:
 * @self: a dialog
 * @file: one more file to read
 *
 * Shows the accounts of @file; does nothing where they are shown already.
 */
void
val_import_dialog_add_file (ValImportDialog *self, GFile *file)
{
  ValImportFile *widget;

  g_return_if_fail (VAL_IS_IMPORT_DIALOG (self));
  g_return_if_fail (G_IS_FILE (file));

  if (is_shown (self, file))
    return;
  widget = val_import_file_new (self->workspace, file);
  g_signal_connect_object (widget, "notify::n-chosen", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  g_ptr_array_add (self->files, widget);
  gtk_box_append (self->box, GTK_WIDGET (widget));
  gtk_stack_set_visible_child_name (self->stack, "files");
}
