/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-job.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* An update under way: how far it is, how fast, why not faster, and each row as it changes.  The
 * job is run by a ValBulkKeeper, and goes on without the page. */
#define VAL_TYPE_BULK_RUN_PAGE (val_bulk_run_page_get_type ())
G_DECLARE_FINAL_TYPE (ValBulkRunPage, val_bulk_run_page, VAL, BULK_RUN_PAGE, AdwBin)

void val_bulk_run_page_set_job (ValBulkRunPage *self, ValBulkJob *job);

G_END_DECLS
