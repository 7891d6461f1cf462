/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-url-rule.h"

G_BEGIN_DECLS

/* A regular expression and what comes in place of what it finds.  Immutable. */
typedef struct _ValUrlPattern ValUrlPattern;

ValUrlPattern *
val_url_pattern_new (const char *expression, const char *replacement, GError **error);
void val_url_pattern_free (ValUrlPattern *self);
ValUrlRuleResult
val_url_pattern_apply (ValUrlPattern *self, const char *old_url, char **url, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValUrlPattern, val_url_pattern_free)

G_END_DECLS
