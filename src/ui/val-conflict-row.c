/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-conflict-row.h"

#include "ui/val-accessible.h"
#include "ui/val-change-text.h"

#include <glib/gi18n.h>

struct _ValConflictRow
{
  GtkBox parent_instance;

  GtkLabel *title;
  GtkLabel *base_label;
  GtkLabel *theirs_label;
  GtkLabel *mine_label;
  GtkCheckButton *theirs_button;
  GtkCheckButton *mine_button;

  ValConflict *conflict; /* (owned) */
};

enum
{
  PROP_DECIDED = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValConflictRow, val_conflict_row, GTK_TYPE_BOX)

static void
chosen_cb (ValConflictRow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DECIDED]);
}

static void
val_conflict_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_DECIDED:
      g_value_set_boolean (value, val_conflict_row_get_decided (VAL_CONFLICT_ROW (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_conflict_row_dispose (GObject *object)
{
  g_clear_object (&VAL_CONFLICT_ROW (object)->conflict);
  G_OBJECT_CLASS (val_conflict_row_parent_class)->dispose (object);
}

static void
val_conflict_row_class_init (ValConflictRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = val_conflict_row_get_property;
  object_class->dispose = val_conflict_row_dispose;
  properties[PROP_DECIDED] =
      g_param_spec_boolean ("decided", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-conflict-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ValConflictRow, title);
  gtk_widget_class_bind_template_child (widget_class, ValConflictRow, base_label);
  gtk_widget_class_bind_template_child (widget_class, ValConflictRow, theirs_label);
  gtk_widget_class_bind_template_child (widget_class, ValConflictRow, mine_label);
  gtk_widget_class_bind_template_child (widget_class, ValConflictRow, theirs_button);
  gtk_widget_class_bind_template_child (widget_class, ValConflictRow, mine_button);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
val_conflict_row_init (ValConflictRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_value (GtkLabel *label, ValDraft *draft, const char *field, const char *value)
{
  g_autofree char *text = val_change_text_value (draft, field, value);

  gtk_label_set_text (label, text);
}

/* Several fields have the same two buttons. */
static void
name_button (GtkCheckButton *button, const char *field)
{
  /* Translators: a button's label, then the field that it is about */
  g_autofree char *name =
      g_strdup_printf (_ ("%s: %s"), gtk_check_button_get_label (button), field);

  val_accessible_set_name (GTK_WIDGET (button), name);
}

/**
 * val_conflict_row_new:
 * @draft: whose conflict it is
 * @conflict: what is to be settled
 *
 * Returns: (transfer floating): a row with nothing chosen
 */
ValConflictRow *
val_conflict_row_new (ValDraft *draft, ValConflict *conflict)
{
  ValConflictRow *self;
  const char *field;

  g_return_val_if_fail (VAL_IS_DRAFT (draft), NULL);
  g_return_val_if_fail (VAL_IS_CONFLICT (conflict), NULL);

  self = g_object_new (VAL_TYPE_CONFLICT_ROW, NULL);
  self->conflict = g_object_ref (conflict);
  field = val_conflict_get_field (conflict);
  gtk_label_set_text (self->title, val_change_text_title (field));
  show_value (self->base_label, draft, field, val_conflict_get_base (conflict));
  show_value (self->theirs_label, draft, field, val_conflict_get_theirs (conflict));
  show_value (self->mine_label, draft, field, val_conflict_get_mine (conflict));
  name_button (self->theirs_button, val_change_text_title (field));
  name_button (self->mine_button, val_change_text_title (field));
  return self;
}

/**
 * val_conflict_row_get_conflict:
 * @self: a conflict row
 *
 * Returns: (transfer none): what it is about
 */
ValConflict *
val_conflict_row_get_conflict (ValConflictRow *self)
{
  g_return_val_if_fail (VAL_IS_CONFLICT_ROW (self), NULL);

  return self->conflict;
}

/**
 * val_conflict_row_get_decided:
 * @self: a conflict row
 *
 * Returns: whether something was chosen
 */
gboolean
val_conflict_row_get_decided (ValConflictRow *self)
{
  g_return_val_if_fail (VAL_IS_CONFLICT_ROW (self), FALSE);

  return gtk_check_button_get_active (self->theirs_button) ||
         gtk_check_button_get_active (self->mine_button);
}

/**
 * val_conflict_row_get_choice:
 * @self: a conflict row where something was chosen
 *
 * Returns: what was chosen
 */
ValConflictChoice
val_conflict_row_get_choice (ValConflictRow *self)
{
  g_return_val_if_fail (VAL_IS_CONFLICT_ROW (self), VAL_CONFLICT_TAKE_THEIRS);

  return gtk_check_button_get_active (self->mine_button) ? VAL_CONFLICT_KEEP_MINE
                                                         : VAL_CONFLICT_TAKE_THEIRS;
}
