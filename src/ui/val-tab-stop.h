/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A frame around a list that makes it one stop of Tab: the arrow keys walk its rows, and Tab the
 * controls of the row that they have come to, then what follows the list. */
#define VAL_TYPE_TAB_STOP (val_tab_stop_get_type ())
G_DECLARE_FINAL_TYPE (ValTabStop, val_tab_stop, VAL, TAB_STOP, AdwBin)

G_END_DECLS
