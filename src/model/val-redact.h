/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What stands in a record in place of a secret: its name between these signs. */
#define VAL_REDACT_OPEN  "«"
#define VAL_REDACT_CLOSE "»"

typedef struct _ValRedactor ValRedactor;

gboolean val_redact_is_secret (const char *key);
char *val_redact_name (const char *key);

/* Takes secrets out of what is to be shown: those that a name tells, and those it has met. */
ValRedactor *val_redactor_new (void);
void val_redactor_free (ValRedactor *self);
void val_redactor_add (ValRedactor *self, const char *name, const char *secret);
char *val_redactor_text (ValRedactor *self, const char *text);
char *val_redactor_json (ValRedactor *self, JsonNode *node, gsize max_length, gboolean *was_cut);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValRedactor, val_redactor_free)

G_END_DECLS
