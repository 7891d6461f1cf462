/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-draft.h"
#include "model/val-element.h"

G_BEGIN_DECLS

/* A draft's configuration held against the schema of its element (contract 8). */
gboolean val_draft_edits_field (ValDraft *draft, ValField *field);
char *val_draft_dup_field_text (ValDraft *draft, ValField *field);
void val_draft_set_field_text (ValDraft *draft, ValField *field, const char *text);
gboolean val_draft_shows_field (ValDraft *draft, ValElement *element, ValField *field);
char *val_draft_find_problem (ValDraft *draft, ValElement *element, ValField *field);
gboolean val_draft_check (ValDraft *draft, ValElement *element);
void val_draft_drop_unshown (ValDraft *draft, ValElement *element);

G_END_DECLS
