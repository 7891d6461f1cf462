/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-import-file.h"

#include "model/val-environment.h"
#include "ui/val-error-bar.h"
#include "ui/val-format.h"
#include "util/val-error.h"

#include <glib/gi18n.h>
#include <string.h>

struct _ValImportFile
{
  AdwBin parent_instance;

  AdwPreferencesGroup *group;
  ValErrorBar *error_bar;
  AdwPreferencesGroup *clean_group;
  AdwActionRow *clean_row;
  GtkImage *clean_icon;
  GtkButton *clean_button;

  ValAccountImport *import;  /* (owned) (not nullable) */
  GPtrArray *checks;         /* (owned) (element-type GtkCheckButton): one for each profile */
  GPtrArray *notes;          /* (owned) (element-type GtkLabel): one for each profile */
  GCancellable *cancellable; /* (owned) (not nullable) */
};

enum
{
  PROP_N_CHOSEN = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValImportFile, val_import_file, ADW_TYPE_BIN)

static void
notify_chosen (ValImportFile *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_CHOSEN]);
}

/* What the portal hands over is mounted at a place that says nothing to whoever chose the file. */
static gboolean
is_document (const char *path)
{
  g_autofree char *documents = g_build_filename (g_get_user_runtime_dir (), "doc", "", NULL);

  return g_str_has_prefix (path, documents);
}

/* The path as people write it. */
static char *
dup_path (ValImportFile *self)
{
  g_autofree char *path = g_file_get_parse_name (val_account_import_get_file (self->import));
  const char *home = g_get_home_dir ();
  gsize length = strlen (home);

  if (is_document (path))
    return g_path_get_basename (path);
  if (g_str_has_prefix (path, home) && path[length] == G_DIR_SEPARATOR)
    return g_strconcat ("~", path + length, NULL);
  return g_steal_pointer (&path);
}

static const char *
get_tool_name (ValImportFile *self)
{
  return val_account_import_get_tool (self->import) == VAL_IMPORT_CECTL ? "CECTL" : "Doctor";
}

static ValImportProfile *
get_profile (ValImportFile *self, guint position)
{
  ValImportProfile *profile =
      g_list_model_get_item (val_account_import_get_profiles (self->import), position);

  /* The list goes on holding it. */
  g_object_unref (profile);
  return profile;
}

static void
update_profile (ValImportFile *self, guint position)
{
  ValImportProfile *profile = get_profile (self, position);
  GtkCheckButton *check = self->checks->pdata[position];
  GtkLabel *note = self->notes->pdata[position];
  gboolean kept = val_account_import_is_kept (self->import, profile);
  gboolean usable = val_import_profile_get_problem (profile) == NULL && !kept;
  const char *text = NULL;

  if (kept)
    text = _ ("Imported");
  else if (usable && val_account_import_find_account (self->import, profile) != NULL)
    text = _ ("Already there");
  gtk_label_set_label (note, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (note), text != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (check), usable);
  if (!usable)
    gtk_check_button_set_active (check, FALSE);
}

static const char *
describe (ValImportProfile *profile)
{
  const char *problem = val_import_profile_get_problem (profile);
  const char *base_url = val_import_profile_get_base_url (profile);
  const ValEnvironment *environment = val_environment_for_base (base_url);

  if (problem != NULL)
    return problem;
  return environment != NULL ? _ (environment->name) : base_url;
}

static GtkWidget *
add_check (ValImportFile *self, ValImportProfile *profile, gboolean active)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), active);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  val_import_profile_get_name (profile), -1);
  g_signal_connect_object (check, "toggled", G_CALLBACK (notify_chosen), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->checks, check);
  return check;
}

static GtkWidget *
add_note (ValImportFile *self)
{
  GtkWidget *note = gtk_label_new (NULL);

  gtk_widget_add_css_class (note, "dim-label");
  gtk_widget_add_css_class (note, "caption");
  g_ptr_array_add (self->notes, note);
  return note;
}

static void
add_profile (ValImportFile *self, ValImportProfile *profile)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_markup_escape_text (val_import_profile_get_name (profile), -1);
  gboolean usable = val_import_profile_get_problem (profile) == NULL;
  gboolean wanted = usable && val_account_import_find_account (self->import, profile) == NULL;
  GtkWidget *check = add_check (self, profile, wanted);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  val_format_set_subtitle (ADW_ACTION_ROW (row), describe (profile));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), add_note (self));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (self->group, row);
}

static void
show_profiles (ValImportFile *self)
{
  guint n_profiles = g_list_model_get_n_items (val_account_import_get_profiles (self->import));
  g_autofree char *text = NULL;

  if (n_profiles == 0)
    text = g_strdup (_ ("There are no accounts in this file."));
  else
    /* Translators: name of a program */
    text = g_strdup_printf (_ ("Accounts of %s"), get_tool_name (self));
  adw_preferences_group_set_description (self->group, text);
  for (guint i = 0; i < n_profiles; i++)
    add_profile (self, get_profile (self, i));
  val_import_file_update (self);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  ValImportFile *self = user_data;
  gboolean ok = val_account_import_read_finish (VAL_ACCOUNT_IMPORT (source), result, &error);

  if (val_error_is_cancelled (error))
    return;
  if (ok)
    show_profiles (self);
  else
    val_error_bar_show (self->error_bar, error, NULL);
}

static void
append (GString *text, char *sentence)
{
  g_autofree char *owned = sentence;

  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, owned);
}

static char *
summarise (const ValImportBlanking *blanking)
{
  GString *text = g_string_new (NULL);

  append (text, g_strdup_printf (ngettext ("%u value was emptied, everything else is as before.",
                                           "%u values were emptied, everything else is as before.",
                                           blanking->n_blanked),
                                 blanking->n_blanked));
  if (blanking->n_left > 0)
    append (text, g_strdup_printf (ngettext ("%u other account in it still has secrets.",
                                             "%u other accounts in it still have secrets.",
                                             blanking->n_left),
                                   blanking->n_left));
  if (blanking->copy_line > 0)
    append (text,
            g_strdup_printf (_ ("A copy of a secret is still in line %u."), blanking->copy_line));
  return g_string_free (text, FALSE);
}

static void
cleaned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *summary = NULL;
  ValImportBlanking blanking = { 0 };
  ValImportFile *self = user_data;
  gboolean ok =
      val_account_import_clean_finish (VAL_ACCOUNT_IMPORT (source), result, &blanking, &error);

  if (val_error_is_cancelled (error))
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->clean_row), TRUE);
  if (!ok)
    {
      val_error_bar_show (self->error_bar, error, NULL);
      return;
    }
  summary = summarise (&blanking);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->clean_row),
                                 _ ("The secrets are out of the file"));
  val_format_set_subtitle (self->clean_row, summary);
  gtk_image_set_from_icon_name (self->clean_icon, "object-select-symbolic");
  gtk_widget_remove_css_class (GTK_WIDGET (self->clean_icon), "warning");
  gtk_widget_add_css_class (GTK_WIDGET (self->clean_icon), "success");
  gtk_widget_set_visible (GTK_WIDGET (self->clean_button), FALSE);
}

static void
clean_cb (ValImportFile *self)
{
  val_error_bar_hide (self->error_bar);
  gtk_widget_set_sensitive (GTK_WIDGET (self->clean_row), FALSE);
  val_account_import_clean_async (self->import, self->cancellable, cleaned_cb, self);
}

static void
offer_cleaning (ValImportFile *self)
{
  g_autofree char *text = NULL;

  /* Translators: name of a program */
  text = g_strdup_printf (_ ("They are in your keyring now. %s cannot use these accounts any more "
                             "once they are removed."),
                          get_tool_name (self));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->clean_row),
                                 _ ("The file still has the secrets in plain text"));
  val_format_set_subtitle (self->clean_row, text);
  gtk_image_set_from_icon_name (self->clean_icon, "dialog-warning-symbolic");
  gtk_widget_remove_css_class (GTK_WIDGET (self->clean_icon), "success");
  gtk_widget_add_css_class (GTK_WIDGET (self->clean_icon), "warning");
  gtk_widget_set_visible (GTK_WIDGET (self->clean_button), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->clean_group), TRUE);
}

static void
val_import_file_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_N_CHOSEN)
    g_value_set_uint (value, val_import_file_get_n_chosen (VAL_IMPORT_FILE (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
val_import_file_dispose (GObject *object)
{
  g_cancellable_cancel (VAL_IMPORT_FILE (object)->cancellable);
  G_OBJECT_CLASS (val_import_file_parent_class)->dispose (object);
}

static void
val_import_file_finalize (GObject *object)
{
  ValImportFile *self = VAL_IMPORT_FILE (object);

  g_clear_object (&self->import);
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->checks);
  g_ptr_array_unref (self->notes);
  G_OBJECT_CLASS (val_import_file_parent_class)->finalize (object);
}

static void
val_import_file_class_init (ValImportFileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = val_import_file_get_property;
  object_class->dispose = val_import_file_dispose;
  object_class->finalize = val_import_file_finalize;

  properties[PROP_N_CHOSEN] =
      g_param_spec_uint ("n-chosen", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (VAL_TYPE_ERROR_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-import-file.ui");
  gtk_widget_class_bind_template_child (widget_class, ValImportFile, group);
  gtk_widget_class_bind_template_child (widget_class, ValImportFile, error_bar);
  gtk_widget_class_bind_template_child (widget_class, ValImportFile, clean_group);
  gtk_widget_class_bind_template_child (widget_class, ValImportFile, clean_row);
  gtk_widget_class_bind_template_child (widget_class, ValImportFile, clean_icon);
  gtk_widget_class_bind_template_child (widget_class, ValImportFile, clean_button);
  gtk_widget_class_bind_template_callback (widget_class, clean_cb);
}

static void
val_import_file_init (ValImportFile *self)
{
  self->checks = g_ptr_array_new ();
  self->notes = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * val_import_file_new:
 * @workspace: where the accounts are to go
 * @file: a file of CECTL or Doctor, which is read at once
 *
 * Returns: (transfer none): a widget for the file
 */
ValImportFile *
val_import_file_new (ValWorkspace *workspace, GFile *file)
{
  ValImportFile *self;
  g_autofree char *path = NULL;
  g_autofree char *title = NULL;

  g_return_val_if_fail (VAL_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_object_new (VAL_TYPE_IMPORT_FILE, NULL);
  self->import = val_account_import_new (workspace, file);
  path = dup_path (self);
  title = g_markup_escape_text (path, -1);
  adw_preferences_group_set_title (self->group, title);
  val_account_import_read_async (self->import, self->cancellable, read_cb, self);
  return self;
}

/**
 * val_import_file_get_import:
 * @self: the widget of a file
 *
 * Returns: (transfer none): the import of the file
 */
ValAccountImport *
val_import_file_get_import (ValImportFile *self)
{
  g_return_val_if_fail (VAL_IS_IMPORT_FILE (self), NULL);

  return self->import;
}

/**
 * val_import_file_get_chosen:
 * @self: the widget of a file
 *
 * Returns: (transfer full) (element-type ValImportProfile): the ticked profiles
 */
GPtrArray *
val_import_file_get_chosen (ValImportFile *self)
{
  GPtrArray *chosen;

  g_return_val_if_fail (VAL_IS_IMPORT_FILE (self), NULL);

  chosen = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (self->checks->pdata[i]))
      g_ptr_array_add (chosen, g_object_ref (get_profile (self, i)));
  return chosen;
}

/**
 * val_import_file_get_n_chosen:
 * @self: the widget of a file
 *
 * Returns: how many profiles are ticked
 */
guint
val_import_file_get_n_chosen (ValImportFile *self)
{
  g_autoptr (GPtrArray) chosen = val_import_file_get_chosen (self);

  return chosen != NULL ? chosen->len : 0;
}

/**
 * val_import_file_update:
 * @self: the widget of a file
 *
 * Shows what has become of the profiles, and offers to clean the file once some were kept.
 */
void
val_import_file_update (ValImportFile *self)
{
  g_return_if_fail (VAL_IS_IMPORT_FILE (self));

  for (guint i = 0; i < self->checks->len; i++)
    update_profile (self, i);
  if (val_account_import_get_n_kept (self->import) > 0)
    offer_cleaning (self);
  notify_chosen (self);
}
