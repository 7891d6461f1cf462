/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A small file of somebody else's, as it was when it was read.  Every call blocks: for threads. */
typedef struct _ValPlainFile ValPlainFile;

ValPlainFile *val_plain_file_read (const char *path, GError **error);
void val_plain_file_free (ValPlainFile *self);
GBytes *val_plain_file_get_text (ValPlainFile *self);
gboolean val_plain_file_replace (ValPlainFile *self, GBytes *text, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValPlainFile, val_plain_file_free)

G_END_DECLS
