/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-history.h"
#include "workspace/val-bulk-job.h"
#include "workspace/val-bulk-planner.h"

G_BEGIN_DECLS

/* Updates of many callback URLs in words. */
char *val_bulk_text_counts (ValChangePlan *plan);
char *val_bulk_text_progress (ValChangePlan *plan);
char *val_bulk_text_record_counts (ValBulkRecord *record);
char *val_bulk_text_entry_counts (ValBulkEntry *entry);
char *val_bulk_text_title (ValBulkRecord *record);
char *val_bulk_text_planning (ValBulkPlanner *planner);
char *val_bulk_text_nothing (ValChangePlan *plan, const char **title);
const char *val_bulk_text_pause (ValBulkPauseReason reason, gboolean has_network);
char *val_bulk_text_when (const ValBulkHeader *header, gint64 ended);
char *val_bulk_text_file_name (const ValBulkHeader *header, const char *suffix);
char *val_bulk_text_planning (ValBulkPlanner *planner);
const char *val_bulk_text_cut (void);

G_END_DECLS
