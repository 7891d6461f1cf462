/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Reads strict JSON value by value, for what is needed by the hundred thousand: no tree is made. */
typedef struct _ValJsonReader ValJsonReader;

ValJsonReader *val_json_reader_new (const char *text, gsize length);
void val_json_reader_free (ValJsonReader *self);
gboolean val_json_reader_enter_object (ValJsonReader *self);
gboolean val_json_reader_next_member (ValJsonReader *self, const char **name);
gboolean val_json_reader_enter_array (ValJsonReader *self);
gboolean val_json_reader_next_element (ValJsonReader *self);
const char *val_json_reader_take_string (ValJsonReader *self);
JsonNode *val_json_reader_take_node (ValJsonReader *self);
void val_json_reader_skip (ValJsonReader *self);
gboolean val_json_reader_end (ValJsonReader *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValJsonReader, val_json_reader_free)

G_END_DECLS
