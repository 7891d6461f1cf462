/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define VAL_JSON_MAX_DEPTH 64

/* Reading: strict RFC 8259.  For what is read by the hundred thousand there is ValJsonReader. */
JsonNode *val_json_parse (const char *text, gsize length, GError **error);
gboolean val_json_validate (const char *text, gsize length, GError **error);

/* Tolerant getters: a missing member or one of another type gives the fallback. */
JsonObject *val_json_node_object (JsonNode *node);
JsonArray *val_json_node_array (JsonNode *node);
const char *val_json_get_string (JsonObject *object, const char *name);
char *val_json_dup_text (JsonObject *object, const char *name);
gint64 val_json_get_int (JsonObject *object, const char *name, gint64 fallback);
gboolean val_json_get_bool (JsonObject *object, const char *name, gboolean fallback);
JsonObject *val_json_get_object (JsonObject *object, const char *name);
JsonArray *val_json_get_array (JsonObject *object, const char *name);
char *val_json_value_text (JsonNode *node);
gint64 val_json_value_int (JsonNode *node, gint64 fallback);
gboolean val_json_value_bool (JsonNode *node, gboolean fallback);

/* Writing. */
void val_json_append_string (GString *text, const char *value);
char *val_json_to_text (JsonNode *node, gboolean pretty);
GBytes *val_json_to_bytes (JsonNode *node);
JsonNode *val_json_object_node (JsonObject *object);

G_END_DECLS
