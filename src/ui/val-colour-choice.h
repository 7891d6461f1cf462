/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A row of dots of which one is chosen: the colour an account is shown in.  Property: colour
 * (nullable string). */
#define VAL_TYPE_COLOUR_CHOICE (val_colour_choice_get_type ())
G_DECLARE_FINAL_TYPE (ValColourChoice, val_colour_choice, VAL, COLOUR_CHOICE, GtkBox)

const char *val_colour_choice_get_colour (ValColourChoice *self);
void val_colour_choice_set_colour (ValColourChoice *self, const char *colour);

G_END_DECLS
