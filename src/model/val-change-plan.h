/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-change.h"
#include "model/val-url-rule.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* What a rule would do to each instance: a GListModel of ValChange.  Properties, readable and
 * notified: n-ticked. */
#define VAL_TYPE_CHANGE_PLAN (val_change_plan_get_type ())
G_DECLARE_FINAL_TYPE (ValChangePlan, val_change_plan, VAL, CHANGE_PLAN, GObject)

ValChangePlan *val_change_plan_new (void);
ValChangePlan *val_change_plan_new_undo (ValChangePlan *done);
ValChangePlan *val_change_plan_new_retry (ValChangePlan *done);
void val_change_plan_take (ValChangePlan *self, GPtrArray *changes);
guint val_change_plan_get_n_ticked (ValChangePlan *self);
guint val_change_plan_count_verdict (ValChangePlan *self, ValChangeVerdict verdict);
guint val_change_plan_count_state (ValChangePlan *self, ValChangeState state);
void val_change_plan_tick_all (ValChangePlan *self, GListModel *changes, gboolean ticked);
GPtrArray *val_change_plan_list_ticked (ValChangePlan *self);
void val_change_plan_append_heading (GString *csv);
void val_change_plan_append_row (GString *csv, ValChange *change);
char *val_change_plan_to_csv (ValChangePlan *self, GListModel *changes);

/* Makes the rows of a plan: judges one instance under a rule, or under a row of a table. */
ValChange *
val_change_judge (ValUrlRule *rule, ValInstance *instance, const char *base_url, guint max_length);
ValChange *val_change_judge_row (const ValUrlRow *row,
                                 ValInstance *instance,
                                 const char *base_url,
                                 guint max_length);
gboolean val_change_same_url (const char *one, const char *other);
ValChange *val_change_judge_again (ValChange *wanted, ValInstance *instance);

G_END_DECLS
