/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-instance.h"

G_BEGIN_DECLS

/* What a pasted text says about which instance is meant: a webhook URL, the end of one, a callback
 * URL, a token, a log line, a cURL command. */
typedef struct _ValFind ValFind;

ValFind *val_find_new (const char *text);
void val_find_free (ValFind *self);
gboolean val_find_is_empty (const ValFind *self);
gboolean val_find_is_exclusive (const ValFind *self);
const gint64 *val_find_get_ids (const ValFind *self, gsize *n_ids);
gboolean val_find_matches (const ValFind *self, ValInstance *instance);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValFind, val_find_free)

G_END_DECLS
