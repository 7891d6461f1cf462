/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-event.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One event of an instance; what the provider sent shows when it is expanded. */
#define VAL_TYPE_EVENT_ROW (val_event_row_get_type ())
G_DECLARE_FINAL_TYPE (ValEventRow, val_event_row, VAL, EVENT_ROW, AdwExpanderRow)

GtkWidget *val_event_row_new (ValEvent *event);

G_END_DECLS
