/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-url-rule.h"
#include "workspace/val-bulk-planner.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Which rule gives which instances their callback URLs, with an example of what comes of it.
 * Properties, readable and notified: valid (whether a plan can be made). */
#define VAL_TYPE_RULE_FORM (val_rule_form_get_type ())
G_DECLARE_FINAL_TYPE (ValRuleForm, val_rule_form, VAL, RULE_FORM, AdwBin)

void val_rule_form_set_choices (ValRuleForm *self,
                                ValWorkspace *workspace,
                                GListModel *selection,
                                GListModel *filtered);
gboolean val_rule_form_get_valid (ValRuleForm *self);
ValUrlRule *val_rule_form_get_rule (ValRuleForm *self);
GListModel *val_rule_form_get_instances (ValRuleForm *self);
ValBulkPlanner *val_rule_form_make_planner (ValRuleForm *self, GError **error);

G_END_DECLS
