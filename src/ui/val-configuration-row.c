/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-configuration-row.h"

#include "model/val-draft-check.h"
#include "ui/val-accessible.h"
#include "ui/val-field-row.h"
#include "ui/val-focus.h"
#include "ui/val-form-row.h"
#include "util/val-secret.h"

#include <glib/gi18n.h>

#define MAX_SHOWN_DEFAULT 60

struct _ValConfigurationRow
{
  AdwBin parent_instance;

  GtkBox *box;
  ValFormRow *secret_card;
  AdwActionRow *secret_row;
  GtkButton *replace_button;
  ValFieldRow *field_row;
  GtkWidget *cancel_button;

  ValField *field; /* (owned) */
  ValDraft *draft; /* (owned) */
  char *problem;   /* (owned) (nullable): what was told last */
  gboolean opened; /* whether a secret is being replaced */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (ValConfigurationRow, val_configuration_row, ADW_TYPE_BIN)

enum
{
  PROP_FIELD = 1,
  PROP_DRAFT,
  PROP_TITLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const char *
get_key (ValConfigurationRow *self)
{
  return val_field_get_key (self->field);
}

/* What the platform masks is a secret, whatever the schema says. */
static gboolean
is_secret (ValConfigurationRow *self)
{
  return val_field_get_secret (self->field) || val_draft_is_secret (self->draft, get_key (self));
}

static gboolean
is_set (ValConfigurationRow *self)
{
  const char *value =
      val_instance_get_config (val_draft_get_instance (self->draft), get_key (self));

  return value != NULL && *value != '\0';
}

static void
set_text (ValConfigurationRow *self, const char *text)
{
  g_autoptr (ValSecretString) shown = val_field_row_dup_value (self->field_row);

  if (g_str_equal (shown, text))
    return;
  self->updating = TRUE;
  val_field_row_set_value (self->field_row, text);
  self->updating = FALSE;
}

static const char *
get_option_label (ValField *field, const char *value)
{
  for (guint i = 0; i < val_field_get_n_options (field); i++)
    if (g_str_equal (val_field_get_option_value (field, i), value))
      return val_field_get_option_label (field, i);
  return value;
}

static char *
describe_default (ValField *field)
{
  const char *value = val_field_get_default (field);
  g_autofree char *start = NULL;

  if (val_field_get_kind (field) == VAL_FIELD_BOOLEAN)
    value = g_ascii_strcasecmp (value, "true") == 0 ? _ ("on") : _ ("off");
  else
    value = get_option_label (field, value);
  if (g_utf8_strlen (value, -1) <= MAX_SHOWN_DEFAULT)
    /* Translators: a value that holds where no other is set */
    return g_strdup_printf (_ ("Default: %s"), value);
  start = g_utf8_substring (value, 0, MAX_SHOWN_DEFAULT);
  /* Translators: the beginning of a value that holds where no other is set */
  return g_strdup_printf (_ ("Default: %s…"), start);
}

/* The default is worth a line only where the field does not show it anyway. */
static void
update_note (ValConfigurationRow *self, const char *shown)
{
  const char *fallback = val_field_get_default (self->field);
  g_autofree char *note = NULL;

  if (fallback != NULL && *fallback != '\0' && g_ascii_strcasecmp (fallback, shown) != 0)
    note = describe_default (self->field);
  val_field_row_set_note (self->field_row, note);
}

static void
show_parts (ValConfigurationRow *self, gboolean secret)
{
  gtk_widget_set_visible (GTK_WIDGET (self->secret_card), secret && !self->opened);
  gtk_widget_set_visible (GTK_WIDGET (self->field_row), !secret || self->opened);
  gtk_widget_set_visible (self->cancel_button, secret);
}

static void
describe_secret (ValConfigurationRow *self)
{
  gboolean set = is_set (self);
  const char *name = val_field_get_name (self->field);
  g_autofree char *label = NULL;

  gtk_button_set_label (self->replace_button, set ? _ ("_Replace…") : _ ("_Enter…"));
  /* Translators: name of a secret field */
  label = g_strdup_printf (set ? _ ("Replace %s") : _ ("Enter %s"), name);
  val_accessible_set_name (GTK_WIDGET (self->replace_button), label);
  if (set)
    adw_action_row_set_subtitle (self->secret_row, _ ("Set"));
  else if (val_field_get_required (self->field))
    adw_action_row_set_subtitle (self->secret_row, _ ("Not set, but required"));
  else
    adw_action_row_set_subtitle (self->secret_row, _ ("Not set"));
}

/* What was typed and is in the draft no more was saved or reverted. */
static void
update_secret (ValConfigurationRow *self)
{
  g_autoptr (ValSecretString) typed = val_field_row_dup_value (self->field_row);
  const char *value = val_draft_get_config (self->draft, get_key (self));

  if (val_draft_edits_field (self->draft, self->field))
    {
      self->opened = TRUE;
      set_text (self, value);
    }
  else if (*typed != '\0' && !(self->opened && val_secret_is_mask (typed)))
    {
      self->opened = FALSE;
      set_text (self, "");
    }
  if (is_set (self))
    {
      val_field_row_drop_mark (self->field_row);
      val_field_row_set_note (self->field_row, _ ("Leave it empty to keep the present one."));
    }
  describe_secret (self);
}

static void
update_plain (ValConfigurationRow *self)
{
  g_autofree char *text = val_draft_dup_field_text (self->draft, self->field);

  set_text (self, text);
  update_note (self, text);
}

/* Notes of the row itself, such as that input was cut, are left alone. */
static void
tell_problem (ValConfigurationRow *self, const char *problem)
{
  const char *told = val_field_row_get_problem (self->field_row);

  if (problem != NULL || g_strcmp0 (told, self->problem) == 0)
    val_field_row_set_problem (self->field_row, problem);
  val_form_row_set_problem (self->secret_card, problem);
  if (g_strcmp0 (self->problem, problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
}

static char *
find_input_problem (ValConfigurationRow *self)
{
  g_autoptr (ValSecretString) typed = NULL;

  if (!self->opened)
    return NULL;
  typed = val_field_row_dup_value (self->field_row);
  if (!val_secret_is_mask (typed))
    return NULL;
  return g_strdup (_ ("A mask is no secret. The secret stays as it is."));
}

/* Of a secret nothing is shown, so that nothing typed is no edit. */
static void
edited_cb (ValConfigurationRow *self)
{
  g_autoptr (ValSecretString) value = NULL;

  if (self->updating)
    return;
  value = val_field_row_dup_value (self->field_row);
  if (!is_secret (self))
    val_draft_set_field_text (self->draft, self->field, value);
  else
    val_draft_set_config (self->draft, get_key (self), *value != '\0' ? value : NULL);
  if (val_secret_is_mask (value))
    val_configuration_row_update (self, NULL);
}

static void
replace_cb (ValConfigurationRow *self)
{
  self->opened = TRUE;
  show_parts (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->field_row));
}

static void
cancel_cb (ValConfigurationRow *self)
{
  self->opened = FALSE;
  set_text (self, "");
  val_draft_set_config (self->draft, get_key (self), NULL);
  show_parts (self, TRUE);
  val_field_row_set_problem (self->field_row, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->replace_button));
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *unused, gpointer user_data)
{
  ValConfigurationRow *self = user_data;

  if (!self->opened)
    return GDK_EVENT_PROPAGATE;
  cancel_cb (self);
  return GDK_EVENT_STOP;
}

static void
add_cancel (ValConfigurationRow *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->cancel_button = gtk_button_new_with_mnemonic (_ ("_Cancel"));
  gtk_widget_set_valign (self->cancel_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->cancel_button, "flat");
  g_signal_connect_object (self->cancel_button, "clicked", G_CALLBACK (cancel_cb), self,
                           G_CONNECT_SWAPPED);
  val_field_row_add_suffix (self->field_row, self->cancel_button);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_callback_action_new (escape_cb, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->field_row), keys);
}

static gboolean
val_configuration_row_grab_focus (GtkWidget *widget)
{
  ValConfigurationRow *self = VAL_CONFIGURATION_ROW (widget);

  if (gtk_widget_get_visible (GTK_WIDGET (self->secret_card)))
    return gtk_widget_grab_focus (GTK_WIDGET (self->replace_button));
  return gtk_widget_grab_focus (GTK_WIDGET (self->field_row));
}

static void
val_configuration_row_constructed (GObject *object)
{
  ValConfigurationRow *self = VAL_CONFIGURATION_ROW (object);
  const char *description = val_field_get_description (self->field);

  G_OBJECT_CLASS (val_configuration_row_parent_class)->constructed (object);
  if (val_field_get_secret (self->field))
    val_draft_mark_secret (self->draft, get_key (self));
  g_object_notify_by_pspec (object, properties[PROP_TITLE]);
  if (description != NULL && *description != '\0')
    val_form_row_set_caption (self->secret_card, description);
  self->field_row = VAL_FIELD_ROW (val_field_row_new (self->field));
  gtk_box_append (self->box, GTK_WIDGET (self->field_row));
  add_cancel (self);
  if (is_secret (self))
    set_text (self, "");
  g_signal_connect_object (self->field_row, "changed", G_CALLBACK (edited_cb), self,
                           G_CONNECT_SWAPPED);
  val_configuration_row_update (self, NULL);
}

static void
val_configuration_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValConfigurationRow *self = VAL_CONFIGURATION_ROW (object);

  switch (id)
    {
    case PROP_FIELD:
      g_value_set_object (value, self->field);
      break;
    case PROP_DRAFT:
      g_value_set_object (value, self->draft);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->field != NULL ? val_field_get_name (self->field) : "");
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_configuration_row_set_property (GObject *object,
                                    guint id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  ValConfigurationRow *self = VAL_CONFIGURATION_ROW (object);

  switch (id)
    {
    case PROP_FIELD:
      self->field = g_value_dup_object (value);
      break;
    case PROP_DRAFT:
      self->draft = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_configuration_row_finalize (GObject *object)
{
  ValConfigurationRow *self = VAL_CONFIGURATION_ROW (object);

  g_clear_object (&self->field);
  g_clear_object (&self->draft);
  g_free (self->problem);
  G_OBJECT_CLASS (val_configuration_row_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-configuration-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ValConfigurationRow, box);
  gtk_widget_class_bind_template_child (widget_class, ValConfigurationRow, secret_card);
  gtk_widget_class_bind_template_child (widget_class, ValConfigurationRow, secret_row);
  gtk_widget_class_bind_template_child (widget_class, ValConfigurationRow, replace_button);
  gtk_widget_class_bind_template_callback (widget_class, replace_cb);
}

static void
val_configuration_row_class_init (ValConfigurationRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  g_type_ensure (VAL_TYPE_FORM_ROW);
  object_class->constructed = val_configuration_row_constructed;
  object_class->get_property = val_configuration_row_get_property;
  object_class->set_property = val_configuration_row_set_property;
  object_class->finalize = val_configuration_row_finalize;
  widget_class->grab_focus = val_configuration_row_grab_focus;
  widget_class->focus = val_focus_children;

  properties[PROP_FIELD] = g_param_spec_object ("field", NULL, NULL, VAL_TYPE_FIELD, flags);
  properties[PROP_DRAFT] = g_param_spec_object ("draft", NULL, NULL, VAL_TYPE_DRAFT, flags);
  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  bind_template (widget_class);
}

static void
val_configuration_row_init (ValConfigurationRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * val_configuration_row_new:
 * @field: what is to be edited
 * @draft: where the edits go
 *
 * Returns: (transfer floating): a row that shows what @draft says
 */
GtkWidget *
val_configuration_row_new (ValField *field, ValDraft *draft)
{
  g_return_val_if_fail (VAL_IS_FIELD (field), NULL);
  g_return_val_if_fail (VAL_IS_DRAFT (draft), NULL);

  return g_object_new (VAL_TYPE_CONFIGURATION_ROW, "field", field, "draft", draft, NULL);
}

/**
 * val_configuration_row_get_field:
 * @self: a configuration row
 *
 * Returns: (transfer none): what it edits
 */
ValField *
val_configuration_row_get_field (ValConfigurationRow *self)
{
  g_return_val_if_fail (VAL_IS_CONFIGURATION_ROW (self), NULL);

  return self->field;
}

/**
 * val_configuration_row_update:
 * @self: a configuration row
 * @problem: (nullable): what is wrong with the value in the draft
 *
 * Shows what the draft says now.
 */
void
val_configuration_row_update (ValConfigurationRow *self, const char *problem)
{
  gboolean secret;
  g_autofree char *own = NULL;

  g_return_if_fail (VAL_IS_CONFIGURATION_ROW (self));

  secret = is_secret (self);
  if (secret)
    update_secret (self);
  else
    update_plain (self);
  show_parts (self, secret);
  own = find_input_problem (self);
  tell_problem (self, problem != NULL ? problem : own);
}
