/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-types.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* Finds the instances of a list by id and by name, thousands of times, without walking through the
 * list each time.  It knows the list as it was: instances adopt new names without telling, so it is
 * made anew for each use. */
typedef struct _ValInstanceIndex ValInstanceIndex;

ValInstanceIndex *val_instance_index_new (GListModel *instances);
void val_instance_index_free (ValInstanceIndex *self);
ValInstance *val_instance_index_find_id (ValInstanceIndex *self, gint64 id);
ValInstance *
val_instance_index_find_name (ValInstanceIndex *self, const char *name, gboolean *ambiguous);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValInstanceIndex, val_instance_index_free)

G_END_DECLS
