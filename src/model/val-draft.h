/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-conflict.h"
#include "model/val-instance.h"

G_BEGIN_DECLS

/* What the user has changed of one instance and not yet saved.  Properties: instance
 * (construct-only), dirty, conflicted.  Signal: changed. */
#define VAL_TYPE_DRAFT (val_draft_get_type ())
G_DECLARE_FINAL_TYPE (ValDraft, val_draft, VAL, DRAFT, GObject)

ValDraft *val_draft_new (ValInstance *instance);
ValInstance *val_draft_get_instance (ValDraft *self);
gboolean val_draft_get_dirty (ValDraft *self);
const char *val_draft_get_name (ValDraft *self);
void val_draft_set_name (ValDraft *self, const char *name);
const char *const *val_draft_get_tags (ValDraft *self);
void val_draft_set_tags (ValDraft *self, const char *const *tags);
const char *val_draft_get_config (ValDraft *self, const char *key);
void val_draft_set_config (ValDraft *self, const char *key, const char *value);
void val_draft_mark_secret (ValDraft *self, const char *key);
gboolean val_draft_is_secret (ValDraft *self, const char *key);
GStrv val_draft_list_changes (ValDraft *self);
gboolean val_draft_get_conflicted (ValDraft *self);
GPtrArray *val_draft_list_conflicts (ValDraft *self);
void val_draft_resolve (ValDraft *self, ValConflict *conflict, ValConflictChoice choice);
JsonNode *val_draft_to_patch (ValDraft *self);
void val_draft_revert (ValDraft *self);

G_END_DECLS
