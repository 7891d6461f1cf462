/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-exchange.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One request in a list.  Property: exchange (nullable ValExchange). */
#define VAL_TYPE_REQUEST_ROW (val_request_row_get_type ())
G_DECLARE_FINAL_TYPE (ValRequestRow, val_request_row, VAL, REQUEST_ROW, AdwBin)

void val_request_row_show_status (GtkLabel *pill, ValExchange *exchange);

G_END_DECLS
