/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-record.h"
#include "workspace/val-bulk-scan.h"

G_BEGIN_DECLS

const ValBulkScan *_val_bulk_record_get_scan (ValBulkRecord *self);

G_END_DECLS
