/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-types.h"
#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * ValEventItem:
 * @type: (nullable): CREATED, UPDATED, DELETED, UNKNOWN, or the provider's own word
 * @object_type: (nullable): what it happened to
 * @object_id: (nullable): which of them
 */
typedef struct
{
  char *type;
  char *object_type;
  char *object_id;
} ValEventItem;

/* One event of an element instance as the platform kept it (contract 5.6); immutable. */
#define VAL_TYPE_EVENT (val_event_get_type ())
G_DECLARE_FINAL_TYPE (ValEvent, val_event, VAL, EVENT, GObject)

ValEvent *val_event_new_from_json (JsonObject *object, GError **error);
const char *val_event_get_id (ValEvent *self);
const char *val_event_get_date (ValEvent *self);
gint64 val_event_get_time (ValEvent *self);
const char *val_event_get_status (ValEvent *self);
const char *val_event_get_raw (ValEvent *self);
guint val_event_get_n_items (ValEvent *self);
const ValEventItem *val_event_get_item (ValEvent *self, guint index);

G_END_DECLS
