/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-field.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* The editor of one field of an element's schema (contract 8).  Signal: changed, when the user or
 * val_field_row_set_value () changed the value. */
#define VAL_TYPE_FIELD_ROW (val_field_row_get_type ())
G_DECLARE_FINAL_TYPE (ValFieldRow, val_field_row, VAL, FIELD_ROW, AdwBin)

GtkWidget *val_field_row_new (ValField *field);
ValField *val_field_row_get_field (ValFieldRow *self);
char *val_field_row_dup_value (ValFieldRow *self);
void val_field_row_set_value (ValFieldRow *self, const char *value);
gboolean val_field_row_validate (ValFieldRow *self);
const char *val_field_row_get_problem (ValFieldRow *self);
void val_field_row_set_problem (ValFieldRow *self, const char *problem);
void val_field_row_set_note (ValFieldRow *self, const char *note);
void val_field_row_drop_mark (ValFieldRow *self);
void val_field_row_add_suffix (ValFieldRow *self, GtkWidget *widget);

G_END_DECLS
