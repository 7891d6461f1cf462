/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-format.h"
#include "workspace/val-handle.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The end of a journal that is open: takes marks on any thread, and has a thread of its own that
 * brings them to the disk, as many at once as have come meanwhile. */
typedef struct _ValBulkWriter ValBulkWriter;

ValBulkWriter *
val_bulk_writer_new (ValHandle *handle, const char *path, const char *job, guint64 number);
void val_bulk_writer_unref (ValBulkWriter *self);
void val_bulk_writer_add (ValBulkWriter *self, const ValBulkMark *mark);
void val_bulk_writer_flush (ValBulkWriter *self, GTask *task);
void val_bulk_writer_close (ValBulkWriter *self, GTask *task);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValBulkWriter, val_bulk_writer_unref)

G_END_DECLS
