/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-history.h"
#include "workspace/val-bulk-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Keeps an update of many callback URLs going, whatever becomes of the window that began it: the
 * application stays, the computer stays awake, and who is not looking is told of its end. Property,
 * readable and notified: job (nullable ValBulkJob: the one that runs, or the last one). */
#define VAL_TYPE_BULK_KEEPER (val_bulk_keeper_get_type ())
G_DECLARE_FINAL_TYPE (ValBulkKeeper, val_bulk_keeper, VAL, BULK_KEEPER, GObject)

ValBulkKeeper *val_bulk_keeper_of (GtkWindow *main_window);
ValBulkJob *val_bulk_keeper_get_job (ValBulkKeeper *self);
gboolean val_bulk_keeper_is_running (ValBulkKeeper *self);
const GError *val_bulk_keeper_get_error (ValBulkKeeper *self);
void val_bulk_keeper_run (ValBulkKeeper *self, ValBulkJob *job, ValBulkHistory *history);

G_END_DECLS
