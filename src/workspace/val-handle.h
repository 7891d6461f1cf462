/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An open file of the system, closed at the end of its scope; -1 is none.  Every call blocks: for
 * threads. */
typedef int ValHandle;

ValHandle val_handle_steal (ValHandle *handle);
void val_handle_close (ValHandle *handle);
gboolean val_handle_write_all (ValHandle handle, const char *data, gsize length);
gboolean val_handle_sync_folder (const char *folder);
gboolean val_handle_refuse (GError **error, const char *path);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ValHandle, val_handle_close)

G_END_DECLS
