/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-types.h"
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  VAL_FIELD_TEXT,
  VAL_FIELD_TEXT_AREA,
  VAL_FIELD_PASSWORD,
  VAL_FIELD_BOOLEAN,
  VAL_FIELD_COMBO,
  VAL_FIELD_CODE,
} ValFieldKind;

/* One entry of an element's configuration schema (contract 8); immutable. */
#define VAL_TYPE_FIELD (val_field_get_type ())
G_DECLARE_FINAL_TYPE (ValField, val_field, VAL, FIELD, GObject)

ValField *val_field_new_from_json (JsonObject *object);
const char *val_field_get_key (ValField *self);
const char *val_field_get_name (ValField *self);
const char *val_field_get_description (ValField *self);
const char *val_field_get_default (ValField *self);
ValFieldKind val_field_get_kind (ValField *self);
guint val_field_get_max_length (ValField *self);
gboolean val_field_get_required (ValField *self);
gboolean val_field_get_hidden (ValField *self);
gboolean val_field_get_secret (ValField *self);
gboolean val_field_get_group_control (ValField *self);
const char *val_field_get_group (ValField *self);
int val_field_get_order (ValField *self);
guint val_field_get_n_options (ValField *self);
const char *val_field_get_option_value (ValField *self, guint index);
const char *val_field_get_option_label (ValField *self, guint index);
gboolean val_field_key_is_secret (const char *key);
int val_field_compare (ValField *one, ValField *other);

G_END_DECLS
