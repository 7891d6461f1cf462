/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-record.h"
#include "workspace/val-bulk-scan.h"

G_BEGIN_DECLS

const ValBulkScan *_val_bulk_record_get_scan (ValBulkRecord *self);

gboolean _val_bulk_record_is_lost (ValBulkRecord *self, guint row);

G_END_DECLS
