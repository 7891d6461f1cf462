/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-types.h"
#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One call that an instance answers, from its description; immutable. */
#define VAL_TYPE_OPERATION (val_operation_get_type ())
G_DECLARE_FINAL_TYPE (ValOperation, val_operation, VAL, OPERATION, GObject)

const char *val_operation_get_method (ValOperation *self);
const char *val_operation_get_path (ValOperation *self);
const char *val_operation_get_summary (ValOperation *self);

GListModel *val_operation_list (JsonNode *swagger);

G_END_DECLS
