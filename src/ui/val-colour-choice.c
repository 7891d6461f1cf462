/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-colour-choice.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *colour;
  const char *label;
} Choice;

/* The colours have their looks in style.css. */
static const Choice choices[] = {
  { NULL, N_ ("No Colour") },  { "blue", N_ ("Blue") },     { "green", N_ ("Green") },
  { "yellow", N_ ("Yellow") }, { "orange", N_ ("Orange") }, { "red", N_ ("Red") },
  { "purple", N_ ("Purple") },
};

struct _ValColourChoice
{
  GtkBox parent_instance;

  GtkCheckButton *buttons[G_N_ELEMENTS (choices)];
};

enum
{
  PROP_COLOUR = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValColourChoice, val_colour_choice, GTK_TYPE_BOX)

static void
toggled_cb (ValColourChoice *self, GtkCheckButton *button)
{
  if (gtk_check_button_get_active (button))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLOUR]);
}

static GtkCheckButton *
create_button (const Choice *choice)
{
  GtkWidget *button = gtk_check_button_new ();
  const char *label = _ (choice->label);

  gtk_widget_add_css_class (button, "colour-button");
  if (choice->colour != NULL)
    gtk_widget_add_css_class (button, choice->colour);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return GTK_CHECK_BUTTON (button);
}

static void
val_colour_choice_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValColourChoice *self = VAL_COLOUR_CHOICE (object);

  if (id == PROP_COLOUR)
    g_value_set_string (value, val_colour_choice_get_colour (self));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
val_colour_choice_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ValColourChoice *self = VAL_COLOUR_CHOICE (object);

  if (id == PROP_COLOUR)
    val_colour_choice_set_colour (self, g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
val_colour_choice_class_init (ValColourChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = val_colour_choice_get_property;
  object_class->set_property = val_colour_choice_set_property;

  properties[PROP_COLOUR] =
      g_param_spec_string ("colour", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_RADIO_GROUP);
}

static void
val_colour_choice_init (ValColourChoice *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      self->buttons[i] = create_button (&choices[i]);
      gtk_check_button_set_group (self->buttons[i], i > 0 ? self->buttons[0] : NULL);
      gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->buttons[i]));
    }
  gtk_check_button_set_active (self->buttons[0], TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    g_signal_connect_object (self->buttons[i], "toggled", G_CALLBACK (toggled_cb), self,
                             G_CONNECT_SWAPPED);
}

/**
 * val_colour_choice_get_colour:
 * @self: a choice of colours
 *
 * Returns: (transfer none) (nullable): name of the chosen colour, or NULL for none
 */
const char *
val_colour_choice_get_colour (ValColourChoice *self)
{
  g_return_val_if_fail (VAL_IS_COLOUR_CHOICE (self), NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    if (gtk_check_button_get_active (self->buttons[i]))
      return choices[i].colour;
  return NULL;
}

/**
 * val_colour_choice_set_colour:
 * @self: a choice of colours
 * @colour: (nullable): name of a colour; NULL, or one that is not offered, for none
 */
void
val_colour_choice_set_colour (ValColourChoice *self, const char *colour)
{
  gsize chosen = 0;

  g_return_if_fail (VAL_IS_COLOUR_CHOICE (self));

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    if (g_strcmp0 (choices[i].colour, colour) == 0)
      chosen = i;
  gtk_check_button_set_active (self->buttons[chosen], TRUE);
}
