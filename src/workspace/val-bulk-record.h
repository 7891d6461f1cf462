/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-change-plan.h"
#include "workspace/val-bulk-header.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ValBulkEnd:
 * @VAL_BULK_OPEN: not ended: it runs, or was interrupted
 * @VAL_BULK_FINISHED: every row's turn came
 * @VAL_BULK_CANCELLED: the user ended it before
 * @VAL_BULK_STOPPED: it ended itself, for too many failures
 * @VAL_BULK_CLOSED: it was interrupted, and the user wants no more of it
 *
 * How a job ended.
 */
typedef enum
{
  VAL_BULK_OPEN,
  VAL_BULK_FINISHED,
  VAL_BULK_CANCELLED,
  VAL_BULK_STOPPED,
  VAL_BULK_CLOSED,
} ValBulkEnd;

/* What a journal says of a job.  The plan's states are those of the journal: a row with an intent
 * and no outcome is VAL_CHANGE_UNKNOWN, one without either VAL_CHANGE_WAITING, or unknown as well
 * where lines were lost.  Readable
 * properties: header (ValBulkHeader), plan (ValChangePlan), end (ValBulkEnd), file (GFile). */
#define VAL_TYPE_BULK_RECORD (val_bulk_record_get_type ())
G_DECLARE_FINAL_TYPE (ValBulkRecord, val_bulk_record, VAL, BULK_RECORD, GObject)

void val_bulk_record_read_async (GFile *file,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
ValBulkRecord *val_bulk_record_read_finish (GAsyncResult *result, GError **error);
GFile *val_bulk_record_get_file (ValBulkRecord *self);
const ValBulkHeader *val_bulk_record_get_header (ValBulkRecord *self);
ValChangePlan *val_bulk_record_get_plan (ValBulkRecord *self);
ValBulkEnd val_bulk_record_get_end (ValBulkRecord *self);
gint64 val_bulk_record_get_ended (ValBulkRecord *self);
guint64 val_bulk_record_get_n_cut (ValBulkRecord *self);

/* The report: what was changed and verified, what was left alone and why. */
char *val_bulk_record_to_text (ValBulkRecord *self);
char *val_bulk_record_to_html (ValBulkRecord *self);
char *val_bulk_record_to_csv (ValBulkRecord *self);

/**
 * ValBulkReportFormat:
 * @VAL_BULK_REPORT_TEXT: to be read or printed
 * @VAL_BULK_REPORT_HTML: a web page
 * @VAL_BULK_REPORT_CSV: for spreadsheets and programs
 *
 * What a report can be.
 */
typedef enum
{
  VAL_BULK_REPORT_TEXT,
  VAL_BULK_REPORT_HTML,
  VAL_BULK_REPORT_CSV,
} ValBulkReportFormat;

void val_bulk_record_report_async (ValBulkRecord *self,
                                   ValBulkReportFormat format,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GBytes *val_bulk_record_report_finish (ValBulkRecord *self, GAsyncResult *result, GError **error);

G_END_DECLS
