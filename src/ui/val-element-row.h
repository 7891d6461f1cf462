/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-element.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* An element of the catalogue, as a row to activate.  Properties: element (construct-only), busy.
 */
#define VAL_TYPE_ELEMENT_ROW (val_element_row_get_type ())
G_DECLARE_FINAL_TYPE (ValElementRow, val_element_row, VAL, ELEMENT_ROW, AdwActionRow)

GtkWidget *val_element_row_new (ValElement *element);
ValElement *val_element_row_get_element (ValElementRow *self);
void val_element_row_set_busy (ValElementRow *self, gboolean busy);

G_END_DECLS
