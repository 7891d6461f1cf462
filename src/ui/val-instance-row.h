/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-instance.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A row of the instance list.  Property: instance. */
#define VAL_TYPE_INSTANCE_ROW (val_instance_row_get_type ())
G_DECLARE_FINAL_TYPE (ValInstanceRow, val_instance_row, VAL, INSTANCE_ROW, AdwBin)

G_END_DECLS
