/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-change.h"
#include "workspace/val-bulk-header.h"
#include "workspace/val-bulk-record.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define VAL_BULK_FORMAT  "valence-job"
#define VAL_BULK_VERSION 1
/* More than any account has; a file that says so is none of ours. */
#define VAL_BULK_MAX_ROWS (1000 * 1000)

/**
 * ValBulkMarkKind:
 * @VAL_BULK_MARK_PLANNED: the plan is complete
 * @VAL_BULK_MARK_STARTED: the job begins
 * @VAL_BULK_MARK_RESUMED: the job goes on after it was interrupted
 * @VAL_BULK_MARK_SEND: requests about rows may be sent from now on
 * @VAL_BULK_MARK_OUTCOME: what came of a row
 * @VAL_BULK_MARK_END: the job is over
 *
 * What a line after the plan says.
 */
typedef enum
{
  VAL_BULK_MARK_PLANNED,
  VAL_BULK_MARK_STARTED,
  VAL_BULK_MARK_RESUMED,
  VAL_BULK_MARK_SEND,
  VAL_BULK_MARK_OUTCOME,
  VAL_BULK_MARK_END,
  VAL_BULK_MARK_N_KINDS,
} ValBulkMarkKind;

/**
 * ValBulkMark:
 * @kind: what it says
 * @at: when, in milliseconds since the epoch
 * @row: of an outcome
 * @state: of an outcome
 * @end: of an end
 * @n_cut: of one that follows a damaged end: bytes of that, which go
 * @detail: (nullable): of an outcome, for people
 */
typedef struct
{
  ValBulkMarkKind kind;
  gint64 at;
  guint row;
  ValChangeState state;
  ValBulkEnd end;
  guint64 n_cut;
  char *detail;
} ValBulkMark;

void val_bulk_format_header_line (GString *text, guint64 number, const ValBulkHeader *header);
gboolean val_bulk_format_change_line (GString *text,
                                      guint64 number,
                                      const char *job,
                                      guint row,
                                      ValChange *change,
                                      gboolean ticked);
void
val_bulk_format_mark_line (GString *text, guint64 number, const char *job, const ValBulkMark *mark);
void val_bulk_format_send_line (GString *text,
                                guint64 number,
                                const char *job,
                                const ValBulkMark *marks,
                                guint n_marks);

ValBulkHeader *val_bulk_format_read_header (JsonObject *object);
ValChange *val_bulk_format_read_change (JsonObject *object, guint row, gboolean *ticked);
gboolean val_bulk_format_read_mark (JsonObject *object, ValBulkMark *mark, JsonArray **rows);
gboolean val_bulk_format_is_newer (JsonObject *object);

G_END_DECLS
