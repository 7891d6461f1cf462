/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-job.h"
#include "workspace/val-bulk-record.h"
#include "workspace/val-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Update Callback URLs: a rule, a preview of what it does, the run, the result. */
#define VAL_TYPE_BULK_WINDOW (val_bulk_window_get_type ())
G_DECLARE_FINAL_TYPE (ValBulkWindow, val_bulk_window, VAL, BULK_WINDOW, AdwWindow)

ValBulkWindow *val_bulk_window_new (GtkWindow *parent,
                                    ValWorkspace *workspace,
                                    GListModel *selection,
                                    GListModel *filtered);
ValBulkWindow *val_bulk_window_find (GtkWindow *parent);
ValBulkWindow *val_bulk_window_find_job (GtkWindow *parent, ValBulkJob *job);
void val_bulk_window_set_choices (ValBulkWindow *self, GListModel *selection, GListModel *filtered);
void
val_bulk_window_show_plan (ValBulkWindow *self, ValChangePlan *plan, const ValBulkHeader *header);
void val_bulk_window_show_rule (ValBulkWindow *self);
void val_bulk_window_show_job (ValBulkWindow *self, ValBulkJob *job);
void val_bulk_window_resume (ValBulkWindow *self, ValBulkRecord *record);

G_END_DECLS
