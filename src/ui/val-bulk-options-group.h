/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-header.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* How an update of many callback URLs runs; what is chosen is kept for the next time. */
#define VAL_TYPE_BULK_OPTIONS_GROUP (val_bulk_options_group_get_type ())
G_DECLARE_FINAL_TYPE (ValBulkOptionsGroup,
                      val_bulk_options_group,
                      VAL,
                      BULK_OPTIONS_GROUP,
                      AdwPreferencesGroup)

void val_bulk_options_group_get_options (ValBulkOptionsGroup *self, ValBulkOptions *options);

G_END_DECLS
