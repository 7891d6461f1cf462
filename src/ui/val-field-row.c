/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/val-field-row.h"

#include "model/val-field-check.h"
#include "ui/val-focus.h"
#include "ui/val-form-row.h"
#include "ui/val-inner-names.h"
#include "ui/val-text-row.h"
#include "util/val-secret.h"

#include <glib/gi18n.h>

struct _ValFieldRow
{
  AdwBin parent_instance;

  ValField *field;    /* (owned) (not nullable) */
  ValFormRow *card;   /* child */
  GtkWidget *editor;  /* the row in the card */
  GtkSwitch *toggle;  /* (nullable): of a boolean */
  GtkWidget *mark;    /* (nullable): says "Required" while there is nothing */
  gboolean has_unset; /* whether a combo's first entry stands for no value */
  char *unlisted;     /* (owned) (nullable): value of a combo's last entry, not in the schema */
  gboolean cut;       /* whether the input under way is longer than the field */
};

G_DEFINE_FINAL_TYPE (ValFieldRow, val_field_row, ADW_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* How a kind of field is edited. */
typedef struct
{
  void (*build) (ValFieldRow *self);
  char *(*dup_value) (ValFieldRow *self);
  void (*set_value) (ValFieldRow *self, const char *value);
} Editor;

static void
tell_cut (ValFieldRow *self)
{
  g_autofree char *note = NULL;

  if (self->cut)
    /* Translators: %u is a number of characters */
    note = g_strdup_printf (_ ("Cut to %u characters, which is all this field holds."),
                            val_field_get_max_length (self->field));
  self->cut = FALSE;
  val_form_row_set_problem (self->card, note);
}

static void
changed_cb (ValFieldRow *self)
{
  tell_cut (self);
  if (self->mark != NULL)
    gtk_widget_set_visible (self->mark,
                            *gtk_editable_get_text (GTK_EDITABLE (self->editor)) == '\0');
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
insert_text_cb (ValFieldRow *self, const char *text, int length, int *position, GtkEditable *entry)
{
  int limit = gtk_text_get_max_length (GTK_TEXT (entry));
  glong held = g_utf8_strlen (gtk_editable_get_text (entry), -1);
  gint start, end;

  if (gtk_editable_get_selection_bounds (entry, &start, &end))
    held -= end - start;
  self->cut = held + g_utf8_strlen (text, length) > limit;
  /* Where nothing fits any more, nothing changes. */
  if (self->cut && held >= limit)
    tell_cut (self);
}

static void
limit_length (ValFieldRow *self)
{
  GtkEditable *entry = gtk_editable_get_delegate (GTK_EDITABLE (self->editor));
  guint limit = val_field_get_max_length (self->field);

  if (limit == 0 || !GTK_IS_TEXT (entry))
    return;
  gtk_text_set_max_length (GTK_TEXT (entry), (int) limit);
  g_signal_connect_object (entry, "insert-text", G_CALLBACK (insert_text_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
add_mark (ValFieldRow *self)
{
  if (!val_field_get_required (self->field))
    return;
  self->mark = gtk_label_new (_ ("Required"));
  gtk_widget_add_css_class (self->mark, "caption");
  gtk_widget_add_css_class (self->mark, "dim-label");
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->editor), self->mark);
}

static void
build_entry_of (ValFieldRow *self, GType type)
{
  self->editor = g_object_new (type, "use-markup", FALSE, "title", val_field_get_name (self->field),
                               "activates-default", TRUE, NULL);
  limit_length (self);
  add_mark (self);
  g_signal_connect_object (self->editor, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
build_entry (ValFieldRow *self)
{
  build_entry_of (self, ADW_TYPE_ENTRY_ROW);
}

static void
build_password (ValFieldRow *self)
{
  build_entry_of (self, ADW_TYPE_PASSWORD_ENTRY_ROW);
  val_inner_names_from_tooltips (GTK_WIDGET (self->editor));
}

static char *
dup_entry (ValFieldRow *self)
{
  return g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->editor)));
}

/* What the platform has may be longer than what its schema allows, and is not to be cut here. */
static void
make_room (ValFieldRow *self, const char *value)
{
  GtkEditable *entry = gtk_editable_get_delegate (GTK_EDITABLE (self->editor));
  int limit = (int) val_field_get_max_length (self->field);

  if (limit > 0 && GTK_IS_TEXT (entry))
    gtk_text_set_max_length (GTK_TEXT (entry), MAX (limit, (int) g_utf8_strlen (value, -1)));
}

static void
set_entry (ValFieldRow *self, const char *value)
{
  make_room (self, value);
  gtk_editable_set_text (GTK_EDITABLE (self->editor), value);
}

static void
build_text (ValFieldRow *self)
{
  self->editor = val_text_row_new (val_field_get_name (self->field));
  g_signal_connect_object (self->editor, "notify::text", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static char *
dup_text (ValFieldRow *self)
{
  return val_text_row_dup_text (VAL_TEXT_ROW (self->editor));
}

static void
set_text (ValFieldRow *self, const char *value)
{
  val_text_row_set_text (VAL_TEXT_ROW (self->editor), value);
}

static void
build_switch (ValFieldRow *self)
{
  const char *description = val_field_get_description (self->field);

  self->toggle = GTK_SWITCH (g_object_new (GTK_TYPE_SWITCH, "valign", GTK_ALIGN_CENTER, NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  val_field_get_name (self->field), -1);
  self->editor = g_object_new (
      ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", val_field_get_name (self->field),
      "subtitle", description != NULL ? description : "", "activatable-widget", self->toggle, NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->editor), GTK_WIDGET (self->toggle));
  g_signal_connect_object (self->toggle, "notify::active", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static char *
dup_switch (ValFieldRow *self)
{
  return g_strdup (gtk_switch_get_active (self->toggle) ? "true" : "false");
}

static void
set_switch (ValFieldRow *self, const char *value)
{
  gtk_switch_set_active (self->toggle, g_ascii_strcasecmp (value, "true") == 0);
}

static GListModel *
list_options (ValFieldRow *self)
{
  GtkStringList *labels = gtk_string_list_new (NULL);

  if (self->has_unset)
    gtk_string_list_append (labels, _ ("Not Set"));
  for (guint i = 0; i < val_field_get_n_options (self->field); i++)
    gtk_string_list_append (labels, val_field_get_option_label (self->field, i));
  return G_LIST_MODEL (labels);
}

static void
build_combo (ValFieldRow *self)
{
  g_autoptr (GListModel) labels = NULL;

  self->has_unset = !val_field_get_required (self->field);
  labels = list_options (self);
  self->editor = g_object_new (ADW_TYPE_COMBO_ROW, "use-markup", FALSE, "title",
                               val_field_get_name (self->field), "model", labels, NULL);
  g_signal_connect_object (self->editor, "notify::selected", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static char *
dup_combo (ValFieldRow *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->editor));
  guint offset = self->has_unset ? 1 : 0;

  if (selected == GTK_INVALID_LIST_POSITION || selected < offset)
    return g_strdup ("");
  if (selected - offset >= val_field_get_n_options (self->field))
    return g_strdup (self->unlisted);
  return g_strdup (val_field_get_option_value (self->field, selected - offset));
}

static guint
find_option (ValFieldRow *self, const char *value)
{
  guint n_options = val_field_get_n_options (self->field);
  guint i = 0;

  while (i < n_options && g_strcmp0 (val_field_get_option_value (self->field, i), value) != 0)
    i++;
  return i;
}

/* A value that the schema does not list must be shown as it is, not as another one. */
static void
list_unlisted (ValFieldRow *self, const char *value)
{
  g_autoptr (GListModel) labels = NULL;

  if (g_strcmp0 (self->unlisted, value) == 0)
    return;
  g_free (self->unlisted);
  self->unlisted = g_strdup (value);
  labels = list_options (self);
  gtk_string_list_append (GTK_STRING_LIST (labels), value);
  adw_combo_row_set_model (ADW_COMBO_ROW (self->editor), labels);
}

static void
set_combo (ValFieldRow *self, const char *value)
{
  guint option = find_option (self, value);
  gboolean listed = option < val_field_get_n_options (self->field);

  if (!listed && *value != '\0')
    list_unlisted (self, value);
  if (!listed && *value == '\0')
    adw_combo_row_set_selected (ADW_COMBO_ROW (self->editor), 0);
  else
    adw_combo_row_set_selected (ADW_COMBO_ROW (self->editor), option + (self->has_unset ? 1 : 0));
}

static const Editor editors[] = {
  [VAL_FIELD_TEXT] = { build_entry, dup_entry, set_entry },
  [VAL_FIELD_TEXT_AREA] = { build_text, dup_text, set_text },
  [VAL_FIELD_PASSWORD] = { build_password, dup_entry, set_entry },
  [VAL_FIELD_BOOLEAN] = { build_switch, dup_switch, set_switch },
  [VAL_FIELD_COMBO] = { build_combo, dup_combo, set_combo },
  [VAL_FIELD_CODE] = { build_text, dup_text, set_text },
};

static const Editor *
get_editor (ValFieldRow *self)
{
  ValFieldKind kind = val_field_get_kind (self->field);

  if (kind == VAL_FIELD_COMBO && val_field_get_n_options (self->field) == 0)
    kind = VAL_FIELD_TEXT;
  if (kind == VAL_FIELD_TEXT && val_field_get_secret (self->field))
    kind = VAL_FIELD_PASSWORD;
  return &editors[kind];
}

static gboolean
val_field_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (VAL_FIELD_ROW (widget)->editor);
}

static void
val_field_row_dispose (GObject *object)
{
  ValFieldRow *self = VAL_FIELD_ROW (object);

  g_clear_object (&self->field);
  g_clear_pointer (&self->unlisted, g_free);
  G_OBJECT_CLASS (val_field_row_parent_class)->dispose (object);
}

static void
val_field_row_class_init (ValFieldRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = val_field_row_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = val_field_row_grab_focus;
  GTK_WIDGET_CLASS (klass)->focus = val_focus_children;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
val_field_row_init (ValFieldRow *self)
{
}

static void
fill_card (ValFieldRow *self)
{
  self->card = VAL_FORM_ROW (val_form_row_new (ADW_PREFERENCES_ROW (self->editor)));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->card));
  val_field_row_set_note (self, NULL);
}

/**
 * val_field_row_new:
 * @field: what is to be edited
 *
 * Returns: (transfer floating): an editor that holds the field's default
 */
GtkWidget *
val_field_row_new (ValField *field)
{
  ValFieldRow *self;
  const char *value;

  g_return_val_if_fail (VAL_IS_FIELD (field), NULL);

  self = g_object_new (VAL_TYPE_FIELD_ROW, NULL);
  self->field = g_object_ref (field);
  get_editor (self)->build (self);
  fill_card (self);
  value = val_field_get_default (field);
  val_field_row_set_value (self, value != NULL ? value : "");
  return GTK_WIDGET (self);
}

/**
 * val_field_row_get_field:
 * @self: a field row
 *
 * Returns: (transfer none): what it edits
 */
ValField *
val_field_row_get_field (ValFieldRow *self)
{
  g_return_val_if_fail (VAL_IS_FIELD_ROW (self), NULL);

  return self->field;
}

/**
 * val_field_row_dup_value:
 * @self: a field row
 *
 * Returns: (transfer full): the value as text, booleans as "true" and "false", empty where there
 *   is none; to be freed with val_secret_free () where the field is a secret
 */
char *
val_field_row_dup_value (ValFieldRow *self)
{
  g_return_val_if_fail (VAL_IS_FIELD_ROW (self), NULL);

  return get_editor (self)->dup_value (self);
}

/**
 * val_field_row_set_value:
 * @self: a field row
 * @value: as val_field_row_dup_value () gives it
 */
void
val_field_row_set_value (ValFieldRow *self, const char *value)
{
  g_return_if_fail (VAL_IS_FIELD_ROW (self));
  g_return_if_fail (value != NULL);

  get_editor (self)->set_value (self, value);
}

/**
 * val_field_row_validate:
 * @self: a field row
 *
 * Checks the value, and says under the row what is wrong with it.
 *
 * Returns: whether it can be sent
 */
gboolean
val_field_row_validate (ValFieldRow *self)
{
  g_autoptr (ValSecretString) value = NULL;
  g_autofree char *problem = NULL;

  g_return_val_if_fail (VAL_IS_FIELD_ROW (self), FALSE);

  value = val_field_row_dup_value (self);
  problem = val_field_check (self->field, NULL, value);
  val_form_row_set_problem (self->card, problem);
  return problem == NULL;
}

/**
 * val_field_row_get_problem:
 * @self: a field row
 *
 * Returns: (nullable): what stands under the row as wrong
 */
const char *
val_field_row_get_problem (ValFieldRow *self)
{
  g_return_val_if_fail (VAL_IS_FIELD_ROW (self), NULL);

  return val_form_row_get_problem (self->card);
}

/**
 * val_field_row_set_problem:
 * @self: a field row
 * @problem: (nullable): what is wrong with its value
 *
 * Says what others than val_field_row_validate () found.
 */
void
val_field_row_set_problem (ValFieldRow *self, const char *problem)
{
  g_return_if_fail (VAL_IS_FIELD_ROW (self));

  val_form_row_set_problem (self->card, problem);
}

/**
 * val_field_row_set_note:
 * @self: a field row
 * @note: (nullable): something to say after the field's description
 */
void
val_field_row_set_note (ValFieldRow *self, const char *note)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  g_autofree char *caption = NULL;
  const char *description;

  g_return_if_fail (VAL_IS_FIELD_ROW (self));

  description = val_field_get_description (self->field);
  if (VAL_IS_TEXT_ROW (self->editor) && val_field_get_required (self->field))
    g_ptr_array_add (lines, _ ("Required"));
  if (self->toggle == NULL && description != NULL && *description != '\0')
    g_ptr_array_add (lines, (gpointer) description);
  if (note != NULL)
    g_ptr_array_add (lines, (gpointer) note);
  g_ptr_array_add (lines, NULL);
  caption = g_strjoinv ("\n", (char **) lines->pdata);
  val_form_row_set_caption (self->card, *caption != '\0' ? caption : NULL);
}

/**
 * val_field_row_drop_mark:
 * @self: a field row
 *
 * Takes away what says "Required", where nothing entered means that something stays.
 */
void
val_field_row_drop_mark (ValFieldRow *self)
{
  g_return_if_fail (VAL_IS_FIELD_ROW (self));

  if (self->mark != NULL)
    adw_entry_row_remove (ADW_ENTRY_ROW (self->editor), g_steal_pointer (&self->mark));
}

/**
 * val_field_row_add_suffix:
 * @self: a field row
 * @widget: (transfer floating): something to press at its end
 */
void
val_field_row_add_suffix (ValFieldRow *self, GtkWidget *widget)
{
  g_return_if_fail (VAL_IS_FIELD_ROW (self));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (ADW_IS_ENTRY_ROW (self->editor))
    adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->editor), widget);
  else if (ADW_IS_ACTION_ROW (self->editor))
    adw_action_row_add_suffix (ADW_ACTION_ROW (self->editor), widget);
  else
    gtk_box_append (GTK_BOX (self->card), widget);
}
