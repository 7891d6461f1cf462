/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"

G_BEGIN_DECLS

/* Reads what a list lacks of its instances, and the fields of their elements, a few at a time.
 * Sends nothing but GET.  Properties, readable and notified: n-done (guint). */
#define VAL_TYPE_BULK_READER (val_bulk_reader_get_type ())
G_DECLARE_FINAL_TYPE (ValBulkReader, val_bulk_reader, VAL, BULK_READER, GObject)

ValBulkReader *val_bulk_reader_new (ValWorkspace *workspace);
void val_bulk_reader_add_instance (ValBulkReader *self, ValInstance *instance);
void val_bulk_reader_add_element (ValBulkReader *self, const char *key);
guint val_bulk_reader_get_n_instances (ValBulkReader *self);
guint val_bulk_reader_get_n_done (ValBulkReader *self);
const char *val_bulk_reader_get_reason (ValBulkReader *self, ValInstance *instance);
void val_bulk_reader_run_async (ValBulkReader *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean val_bulk_reader_run_finish (ValBulkReader *self, GAsyncResult *result, GError **error);

G_END_DECLS
