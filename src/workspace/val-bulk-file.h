/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-format.h"
#include "workspace/val-bulk-scan.h"
#include "workspace/val-handle.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define VAL_BULK_FILE_SUFFIX ".journal"

/* The files that journals are.  Every call blocks: for threads. */
ValHandle
val_bulk_file_create (GFile *folder, const ValBulkHeader *header, char **path, GError **error);
ValHandle val_bulk_file_open (const char *path, int flags, GError **error);
gboolean val_bulk_file_lock (ValHandle handle, const char *path, GError **error);
gboolean val_bulk_file_is_locked (ValHandle handle);
gboolean val_bulk_file_continue (ValHandle handle,
                                 const char *path,
                                 const ValBulkScan *scan,
                                 GError **error);
gboolean val_bulk_file_append (ValHandle handle, const char *path, GString *text, GError **error);
gboolean val_bulk_file_append_mark (ValHandle handle,
                                    const char *path,
                                    const ValBulkScan *scan,
                                    const ValBulkMark *mark,
                                    GError **error);

G_END_DECLS
