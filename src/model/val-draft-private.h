/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-draft.h"

G_BEGIN_DECLS

#define CHANGE_NAME   "name"
#define CHANGE_TAGS   "tags"
#define CHANGE_CONFIG "configuration"

struct _ValDraft
{
  GObject parent_instance;

  ValInstance *instance;
  /* NULL, or no entry, where the instance's own value stands. */
  char *name;
  GStrv tags;
  GHashTable *config;
  GHashTable *secrets; /* keys that a schema calls secret */
  /* What each field that is edited was when that began. */
  GHashTable *bases;
  gboolean dirty;
  gboolean conflicted;
};

char *_val_draft_field_of_key (const char *key);
const char *_val_draft_base_config (ValDraft *self, const char *key);
void _val_draft_remember_base (ValDraft *self, const char *field);
void _val_draft_forget_bases (ValDraft *self);
gboolean _val_draft_has_conflict (ValDraft *self);
void _val_draft_tell_changed (ValDraft *self);

G_END_DECLS
