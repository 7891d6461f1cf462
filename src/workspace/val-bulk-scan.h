/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-header.h"
#include "workspace/val-bulk-record.h"
#include "workspace/val-handle.h"

#include <gio/gio.h>
#include <sys/stat.h>

G_BEGIN_DECLS

/**
 * ValBulkScan:
 * @damage: (nullable): why nothing of it can be carried out; the rest is as far as it was read
 * @header: (nullable): what the journal begins with; there where nothing is damaged
 * @changes: (nullable) (element-type ValChange): the plan's rows, where they were asked for
 * @states: (element-type guint8): a #ValChangeState for each row, as the lines say
 * @sent: (element-type guint8): for each row, whether a request was announced
 * @end: how the job ended
 * @ended: when, in seconds since the epoch, or 0
 * @number: of the last good line
 * @size: where the last good line ends, in bytes
 * @n_cut: bytes after it that are damaged
 * @n_lost: bytes that were damaged and cut off before, when the job was gone on with or closed
 * @status: of the file while it was read
 *
 * A journal as it was read.
 */
typedef struct
{
  GError *damage;
  ValBulkHeader *header;
  GPtrArray *changes;
  GByteArray *states;
  GByteArray *sent;
  ValBulkEnd end;
  gint64 ended;
  guint64 number;
  guint64 size;
  guint64 n_cut;
  guint64 n_lost;
  struct stat status;
} ValBulkScan;

ValBulkScan *val_bulk_scan_read (ValHandle handle,
                                 const char *path,
                                 gboolean with_rows,
                                 GCancellable *cancellable,
                                 GError **error);
ValBulkScan *val_bulk_scan_read_file (GFile *file,
                                      gboolean with_rows,
                                      GCancellable *cancellable,
                                      GError **error);
gboolean val_bulk_scan_has_lost (const ValBulkScan *self);
void val_bulk_scan_free (ValBulkScan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValBulkScan, val_bulk_scan_free)

G_END_DECLS
