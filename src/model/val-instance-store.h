/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-types.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* A GListModel of ValInstance, at most one of an id. */
#define VAL_TYPE_INSTANCE_STORE (val_instance_store_get_type ())
G_DECLARE_FINAL_TYPE (ValInstanceStore, val_instance_store, VAL, INSTANCE_STORE, GObject)

ValInstanceStore *val_instance_store_new (void);
ValInstance *val_instance_store_lookup (ValInstanceStore *self, gint64 id);
ValInstance *val_instance_store_put (ValInstanceStore *self, ValInstance *instance);
gboolean val_instance_store_remove (ValInstanceStore *self, gint64 id);
void val_instance_store_fill (ValInstanceStore *self, GPtrArray *instances);
void val_instance_store_clear (ValInstanceStore *self);

/* A refresh: begin, put pages as they come, end drops what no page had. */
void val_instance_store_begin_refresh (ValInstanceStore *self);
void val_instance_store_put_page (ValInstanceStore *self, GPtrArray *instances);
void val_instance_store_end_refresh (ValInstanceStore *self);

G_END_DECLS
