/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-draft.h"

G_BEGIN_DECLS

/* What a draft changes, as text for people; secrets are dots. */
const char *val_change_text_title (const char *field);
char *val_change_text_value (ValDraft *draft, const char *field, const char *text);
char *val_change_text_old (ValDraft *draft, const char *field);
char *val_change_text_new (ValDraft *draft, const char *field);

G_END_DECLS
