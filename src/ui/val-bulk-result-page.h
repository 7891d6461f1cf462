/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-record.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What came of an update: in words, in numbers, row by row; with a report, another try for what
 * failed, and the way back.  Signals: plan, with a new ValChangePlan and the ValBulkHeader that its
 * journal begins with. */
#define VAL_TYPE_BULK_RESULT_PAGE (val_bulk_result_page_get_type ())
G_DECLARE_FINAL_TYPE (ValBulkResultPage, val_bulk_result_page, VAL, BULK_RESULT_PAGE, AdwBin)

void val_bulk_result_page_set_record (ValBulkResultPage *self, ValBulkRecord *record);
gboolean val_bulk_result_page_is_busy (ValBulkResultPage *self);
void val_bulk_result_page_set_can_change (ValBulkResultPage *self, gboolean can_change);
void val_bulk_result_page_set_taken_back (ValBulkResultPage *self, gboolean taken_back);
void val_bulk_result_page_show_error (ValBulkResultPage *self, const GError *error);

G_END_DECLS
