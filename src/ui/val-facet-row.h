/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/val-facet-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A row of the filters.  Properties: item (nullable ValFacetItem). */
#define VAL_TYPE_FACET_ROW (val_facet_row_get_type ())
G_DECLARE_FINAL_TYPE (ValFacetRow, val_facet_row, VAL, FACET_ROW, AdwBin)

G_END_DECLS
