/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-history.h"
#include "workspace/val-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What was updated before: a list with search, and each job's result.  Signals: plan (an undo or
 * another try is wanted: ValChangePlan, and the ValBulkHeader that its journal begins with) and
 * resume (ValBulkRecord). */
#define VAL_TYPE_BULK_HISTORY_WINDOW (val_bulk_history_window_get_type ())
G_DECLARE_FINAL_TYPE (ValBulkHistoryWindow,
                      val_bulk_history_window,
                      VAL,
                      BULK_HISTORY_WINDOW,
                      AdwWindow)

ValBulkHistoryWindow *val_bulk_history_window_new (GtkWindow *parent, ValWorkspace *workspace);
void val_bulk_history_window_open (ValBulkHistoryWindow *self, GFile *file);

G_END_DECLS
