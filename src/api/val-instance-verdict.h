/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-instance.h"

G_BEGIN_DECLS

/**
 * ValInstanceVerdict:
 * @missing: configuration keys that were asked for and do not read back
 * @vanished: configuration keys that nobody asked to change and that are gone
 * @altered: configuration keys that nobody asked to change and that read differently now
 * @fields: top-level members (name, tags) that stayed as they were
 *
 * Whether a change was kept, and it alone.  All are arrays of UTF-8 text.
 */
typedef struct
{
  GPtrArray *missing;
  GPtrArray *vanished;
  GPtrArray *altered;
  GPtrArray *fields;
} ValInstanceVerdict;

ValInstanceVerdict *
val_instance_verdict_new (ValInstance *before, JsonNode *patch, ValInstance *after);
void val_instance_verdict_free (ValInstanceVerdict *self);
gboolean val_instance_verdict_is_good (ValInstanceVerdict *self);
char *val_instance_verdict_dup_keys (ValInstanceVerdict *self);
char *val_instance_verdict_dup_wanted (JsonNode *patch, const char *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValInstanceVerdict, val_instance_verdict_free)

G_END_DECLS
