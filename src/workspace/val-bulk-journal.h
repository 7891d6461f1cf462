/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-change-plan.h"
#include "workspace/val-bulk-header.h"
#include "workspace/val-bulk-record.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* Writes one job's journal: the plan, then a line before each request and one after.  Lines are
 * queued and reach the disk together (fdatasync in a thread); what has to be durable is awaited by
 * flushing.  The file is locked while the journal is open. */
#define VAL_TYPE_BULK_JOURNAL (val_bulk_journal_get_type ())
G_DECLARE_FINAL_TYPE (ValBulkJournal, val_bulk_journal, VAL, BULK_JOURNAL, GObject)

void val_bulk_journal_create_async (GFile *folder,
                                    const ValBulkHeader *header,
                                    ValChangePlan *plan,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void val_bulk_journal_reopen_async (ValBulkRecord *record,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
ValBulkJournal *val_bulk_journal_open_finish (GAsyncResult *result, GError **error);
GFile *val_bulk_journal_get_file (ValBulkJournal *self);

/* @row is the change's position in the plan. */
void val_bulk_journal_add_intent (ValBulkJournal *self, guint row);
void val_bulk_journal_add_outcome (ValBulkJournal *self,
                                   guint row,
                                   ValChangeState state,
                                   const char *detail);
void val_bulk_journal_add_end (ValBulkJournal *self, ValBulkEnd end);
void val_bulk_journal_flush_async (ValBulkJournal *self,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean val_bulk_journal_flush_finish (ValBulkJournal *self, GAsyncResult *result, GError **error);
void val_bulk_journal_close_async (ValBulkJournal *self,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean val_bulk_journal_close_finish (ValBulkJournal *self, GAsyncResult *result, GError **error);

G_END_DECLS
