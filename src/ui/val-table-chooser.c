/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-table-chooser.h"

#include "ui/val-form-row.h"
#include "ui/val-format.h"
#include "util/val-error.h"

#include <glib/gi18n.h>
#include <string.h>

/* Far more than a row for each of 100,000 instances takes. */
#define MAX_SIZE (64 * 1024 * 1024)

struct _ValTableChooser
{
  AdwBin parent_instance;

  ValFormRow *form_row;
  AdwActionRow *row;

  ValUrlTable *table;            /* (owned) (nullable) */
  char *name;                    /* (owned) (nullable): of the file, or NULL where it was pasted */
  GtkFileChooserNative *chooser; /* (owned) (nullable) */
  GCancellable *cancellable;     /* (owned) (nullable): reading */
};

enum
{
  PROP_TABLE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValTableChooser, val_table_chooser, ADW_TYPE_BIN)

static const char *
get_title (ValTableChooser *self)
{
  return self->name != NULL ? self->name : _ ("Pasted Text");
}

/* @table: (nullable) (transfer full)
 * @subtitle: what is told of it */
static void
take_table (ValTableChooser *self, ValUrlTable *table, const char *subtitle)
{
  g_autofree char *title = g_markup_escape_text (get_title (self), -1);

  g_clear_pointer (&self->table, val_url_table_unref);
  self->table = table;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), title);
  val_format_set_subtitle (self->row, subtitle);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TABLE]);
}

/* @error: why there is no table */
static void
fail (ValTableChooser *self, const GError *error)
{
  take_table (self, NULL, _ ("Cannot be used"));
  val_form_row_set_problem (self->form_row, error->message);
}

/* Reading. */

static void
parse_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GBytes *bytes = task_data;
  GError *error = NULL;
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);
  ValUrlTable *table = val_url_table_new_from_csv (text != NULL ? text : "", size, &error);

  if (table != NULL)
    g_task_return_pointer (task, table, (GDestroyNotify) val_url_table_unref);
  else
    g_task_return_error (task, error);
}

static void
parsed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValTableChooser *self = VAL_TABLE_CHOOSER (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValUrlTable) table = g_task_propagate_pointer (G_TASK (result), &error);
  guint n_rows = table != NULL ? val_url_table_get_n_rows (table) : 0;
  g_autofree char *count = g_strdup_printf (ngettext ("%'u URL", "%'u URLs", n_rows), n_rows);

  if (val_error_is_cancelled (error))
    return;
  if (table == NULL)
    fail (self, error);
  else
    take_table (self, g_steal_pointer (&table), count);
}

static void
parse (ValTableChooser *self, GBytes *bytes)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, parsed_cb, NULL);

  g_task_set_source_tag (task, parse);
  g_task_set_task_data (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, parse_in_thread);
}

/* @name: (nullable): of the file
 *
 * What was read before is gone at once, so that nobody previews it for what is being read. */
static void
begin (ValTableChooser *self, const char *name)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_free (self->name);
  self->name = g_strdup (name);
  val_form_row_set_problem (self->form_row, NULL);
  take_table (self, NULL, _ ("Reading…"));
}

static gboolean
is_too_large (gsize size, GError **error)
{
  if (size <= MAX_SIZE)
    return FALSE;
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_TOO_LARGE,
                       _ ("This is far larger than a list of callback URLs."));
  return TRUE;
}

static gboolean
read_more_cb (const char *contents, goffset size, gpointer user_data)
{
  return size <= MAX_SIZE;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValTableChooser) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text;
  gsize size;

  if (g_file_load_partial_contents_finish (G_FILE (source), result, &text, &size, NULL, &error))
    bytes = g_bytes_new_take (text, size);
  if (val_error_is_cancelled (error))
    return;
  if (bytes != NULL && !is_too_large (size, &error))
    parse (self, bytes);
  else
    fail (self, error);
}

/* Ways in. */

static void
chosen_cb (ValTableChooser *self, int response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  if (file != NULL)
    val_table_chooser_read_file (self, file);
  g_clear_object (&self->chooser);
}

static void
add_filters (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) tables = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (tables, _ ("Comma-Separated Values"));
  gtk_file_filter_add_mime_type (tables, "text/csv");
  gtk_file_filter_add_suffix (tables, "csv");
  gtk_file_filter_add_suffix (tables, "tsv");
  gtk_file_filter_add_suffix (tables, "txt");
  gtk_file_filter_set_name (all, _ ("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, tables);
  gtk_file_chooser_add_filter (chooser, all);
}

static void
choose_cb (ValTableChooser *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  g_clear_object (&self->chooser);
  self->chooser =
      gtk_file_chooser_native_new (_ ("Choose a CSV File"), GTK_WINDOW (root),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  add_filters (GTK_FILE_CHOOSER (self->chooser));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValTableChooser) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);

  if (text != NULL)
    val_table_chooser_read_text (self, text);
  else
    val_form_row_set_problem (self->form_row, _ ("There is no text in the clipboard."));
}

static void
paste_cb (ValTableChooser *self)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, pasted_cb,
                                 g_object_ref (self));
}

static gboolean
drop_cb (ValTableChooser *self, const GValue *value)
{
  if (G_VALUE_HOLDS (value, G_TYPE_FILE))
    val_table_chooser_read_file (self, g_value_get_object (value));
  else if (G_VALUE_HOLDS_STRING (value))
    val_table_chooser_read_text (self, g_value_get_string (value));
  else
    return FALSE;
  return TRUE;
}

static void
val_table_chooser_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TABLE)
    g_value_set_boxed (value, VAL_TABLE_CHOOSER (object)->table);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
val_table_chooser_dispose (GObject *object)
{
  ValTableChooser *self = VAL_TABLE_CHOOSER (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chooser);
  G_OBJECT_CLASS (val_table_chooser_parent_class)->dispose (object);
}

static void
val_table_chooser_finalize (GObject *object)
{
  ValTableChooser *self = VAL_TABLE_CHOOSER (object);

  g_clear_pointer (&self->table, val_url_table_unref);
  g_free (self->name);
  G_OBJECT_CLASS (val_table_chooser_parent_class)->finalize (object);
}

static void
val_table_chooser_class_init (ValTableChooserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VAL_TYPE_FORM_ROW);
  object_class->get_property = val_table_chooser_get_property;
  object_class->dispose = val_table_chooser_dispose;
  object_class->finalize = val_table_chooser_finalize;
  properties[PROP_TABLE] =
      g_param_spec_boxed ("table", NULL, NULL, VAL_TYPE_URL_TABLE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-table-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, ValTableChooser, form_row);
  gtk_widget_class_bind_template_child (widget_class, ValTableChooser, row);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, paste_cb);
}

static void
val_table_chooser_init (ValTableChooser *self)
{
  GType types[] = { G_TYPE_FILE, G_TYPE_STRING };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * val_table_chooser_get_table:
 * @self: a table chooser
 *
 * Returns: (transfer none) (nullable): what was read last, if it can be used
 */
ValUrlTable *
val_table_chooser_get_table (ValTableChooser *self)
{
  g_return_val_if_fail (VAL_IS_TABLE_CHOOSER (self), NULL);

  return self->table;
}

/**
 * val_table_chooser_get_name:
 * @self: a table chooser
 *
 * Returns: (transfer none) (nullable): name of the file that the table is from, where it is from
 * one
 */
const char *
val_table_chooser_get_name (ValTableChooser *self)
{
  g_return_val_if_fail (VAL_IS_TABLE_CHOOSER (self), NULL);

  return self->name;
}

/**
 * val_table_chooser_read_file:
 * @self: a table chooser
 * @file: what to read, in place of what was read before
 */
void
val_table_chooser_read_file (ValTableChooser *self, GFile *file)
{
  g_autofree char *name = NULL;

  g_return_if_fail (VAL_IS_TABLE_CHOOSER (self));
  g_return_if_fail (G_IS_FILE (file));

  name = g_file_get_basename (file);
  begin (self, name);
  g_file_load_partial_contents_async (file, self->cancellable, read_more_cb, loaded_cb,
                                      g_object_ref (self));
}

/**
 * val_table_chooser_read_text:
 * @self: a table chooser
 * @text: what to read, in place of what was read before
 */
void
val_table_chooser_read_text (ValTableChooser *self, const char *text)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (VAL_IS_TABLE_CHOOSER (self));
  g_return_if_fail (text != NULL);

  begin (self, NULL);
  if (is_too_large (strlen (text), &error))
    {
      fail (self, error);
      return;
    }
  bytes = g_bytes_new (text, strlen (text));
  parse (self, bytes);
}
