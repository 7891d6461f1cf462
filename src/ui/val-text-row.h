/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A row with several lines of monospaced text under its title.  Properties: text. */
#define VAL_TYPE_TEXT_ROW (val_text_row_get_type ())
G_DECLARE_FINAL_TYPE (ValTextRow, val_text_row, VAL, TEXT_ROW, AdwPreferencesRow)

GtkWidget *val_text_row_new (const char *title);
char *val_text_row_dup_text (ValTextRow *self);
void val_text_row_set_text (ValTextRow *self, const char *text);

G_END_DECLS
