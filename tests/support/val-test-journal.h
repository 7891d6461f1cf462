/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-history.h"
#include "workspace/val-bulk-journal.h"

G_BEGIN_DECLS

/* Journals of jobs that never send anything, each in a folder of its own. */
GFile *val_test_journal_folder (void);
void val_test_journal_remove_folder (GFile *folder);
ValBulkHeader *val_test_journal_header (void);
ValChangePlan *val_test_journal_plan (guint n_rows);

/* The asynchronous calls, waited for. */
ValBulkJournal *val_test_journal_create_for (GFile *folder,
                                             const ValBulkHeader *header,
                                             ValChangePlan *plan,
                                             GError **error);
ValBulkJournal *val_test_journal_create (GFile *folder, ValChangePlan *plan, GError **error);
ValBulkJournal *val_test_journal_reopen (ValBulkRecord *record, GError **error);
gboolean val_test_journal_flush (ValBulkJournal *journal, GError **error);
gboolean val_test_journal_close (ValBulkJournal *journal, GError **error);
ValBulkRecord *val_test_journal_read (GFile *file, GError **error);
ValBulkRecord *val_test_journal_read_good (GFile *file);
gboolean val_test_journal_load (ValBulkHistory *history, GError **error);
ValChangeState val_test_journal_state (ValBulkRecord *record, guint row);

G_END_DECLS
