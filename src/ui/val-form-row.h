/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* One row of a form in a card of its own, with a caption and, where something is wrong, the reason
 * under it.  Properties: row (AdwPreferencesRow), caption, warning, problem. */
#define VAL_TYPE_FORM_ROW (val_form_row_get_type ())
G_DECLARE_FINAL_TYPE (ValFormRow, val_form_row, VAL, FORM_ROW, GtkBox)

GtkWidget *val_form_row_new (AdwPreferencesRow *row);
void val_form_row_set_row (ValFormRow *self, AdwPreferencesRow *row);
const char *val_form_row_get_caption (ValFormRow *self);
void val_form_row_set_caption (ValFormRow *self, const char *caption);
const char *val_form_row_get_warning (ValFormRow *self);
void val_form_row_set_warning (ValFormRow *self, const char *warning);
const char *val_form_row_get_problem (ValFormRow *self);
void val_form_row_set_problem (ValFormRow *self, const char *problem);

G_END_DECLS
