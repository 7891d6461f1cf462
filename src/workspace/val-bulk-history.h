/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-record.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* One job in the history, without its rows.  Readable properties: header (ValBulkHeader), end
 * (ValBulkEnd), file (GFile), running (gboolean: its journal is locked), damage (nullable text: why
 * it cannot be read), n-done, n-failed, n-conflicts, n-unknown, n-left (guint). */
#define VAL_TYPE_BULK_ENTRY (val_bulk_entry_get_type ())
G_DECLARE_FINAL_TYPE (ValBulkEntry, val_bulk_entry, VAL, BULK_ENTRY, GObject)

GFile *val_bulk_entry_get_file (ValBulkEntry *self);
const ValBulkHeader *val_bulk_entry_get_header (ValBulkEntry *self);
ValBulkEnd val_bulk_entry_get_end (ValBulkEntry *self);
gboolean val_bulk_entry_get_running (ValBulkEntry *self);
const char *val_bulk_entry_get_damage (ValBulkEntry *self);
guint64 val_bulk_entry_get_n_cut (ValBulkEntry *self);
const char *val_bulk_entry_get_search_text (ValBulkEntry *self);
guint val_bulk_entry_count (ValBulkEntry *self, ValChangeState state);

/* The jobs of a folder of journals, newest first: a GListModel of ValBulkEntry. */
#define VAL_TYPE_BULK_HISTORY (val_bulk_history_get_type ())
G_DECLARE_FINAL_TYPE (ValBulkHistory, val_bulk_history, VAL, BULK_HISTORY, GObject)

ValBulkHistory *val_bulk_history_new (GFile *folder);
GFile *val_bulk_history_get_folder (ValBulkHistory *self);
void val_bulk_history_load_async (ValBulkHistory *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean val_bulk_history_load_finish (ValBulkHistory *self, GAsyncResult *result, GError **error);
GPtrArray *val_bulk_history_list_interrupted (ValBulkHistory *self, ValAccount *account);
guint val_bulk_history_count_damaged (ValBulkHistory *self);
ValBulkEntry *val_bulk_history_find (ValBulkHistory *self, const char *job);
gboolean val_bulk_history_is_taken_back (ValBulkHistory *self, const char *job);
gboolean val_bulk_history_is_undone (ValBulkHistory *self, const char *job);
void val_bulk_history_close_async (ValBulkHistory *self,
                                   ValBulkEntry *entry,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean val_bulk_history_close_finish (ValBulkHistory *self, GAsyncResult *result, GError **error);
void val_bulk_history_remove_async (ValBulkHistory *self,
                                    ValBulkEntry *entry,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean
val_bulk_history_remove_finish (ValBulkHistory *self, GAsyncResult *result, GError **error);

G_END_DECLS
