/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-url-table.h"
#include "val-types.h"
#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ValUrlRuleKind:
 * @VAL_URL_RULE_SET: every instance gets the same URL
 * @VAL_URL_RULE_REPLACE_HOST: host, or host and port, for another
 * @VAL_URL_RULE_REPLACE_PREFIX: the beginning of the URL for another
 * @VAL_URL_RULE_REGEX: a regular expression, with groups in the replacement
 * @VAL_URL_RULE_TEMPLATE: text with {placeholders} of the instance
 * @VAL_URL_RULE_TABLE: a URL for each, from a file
 * @VAL_URL_RULE_UNDO: back to what a journal says
 */
typedef enum
{
  VAL_URL_RULE_SET,
  VAL_URL_RULE_REPLACE_HOST,
  VAL_URL_RULE_REPLACE_PREFIX,
  VAL_URL_RULE_REGEX,
  VAL_URL_RULE_TEMPLATE,
  VAL_URL_RULE_TABLE,
  VAL_URL_RULE_UNDO,
} ValUrlRuleKind;

typedef enum
{
  VAL_URL_RULE_APPLIED,
  VAL_URL_RULE_NO_MATCH,
  VAL_URL_RULE_FAILED,
} ValUrlRuleResult;

/* How an instance's new callback URL comes from what it has.  Immutable. */
#define VAL_TYPE_URL_RULE (val_url_rule_get_type ())
typedef struct _ValUrlRule ValUrlRule;

GType val_url_rule_get_type (void);
ValUrlRule *
val_url_rule_new (ValUrlRuleKind kind, const char *from, const char *to, GError **error);
ValUrlRule *val_url_rule_new_for_table (ValUrlTable *table, const char *file_name);
ValUrlRule *val_url_rule_ref (ValUrlRule *self);
void val_url_rule_unref (ValUrlRule *self);
ValUrlRuleKind val_url_rule_get_kind (ValUrlRule *self);
const char *val_url_rule_get_from (ValUrlRule *self);
const char *val_url_rule_get_to (ValUrlRule *self);
ValUrlTable *val_url_rule_get_table (ValUrlRule *self);
char *val_url_rule_describe (ValUrlRule *self);
ValUrlRuleResult val_url_rule_apply (ValUrlRule *self,
                                     ValInstance *instance,
                                     const char *base_url,
                                     char **url,
                                     GError **error);
const char *const *val_url_rule_list_placeholders (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValUrlRule, val_url_rule_unref)

G_END_DECLS
