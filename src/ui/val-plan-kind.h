/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-change.h"

G_BEGIN_DECLS

/**
 * ValPlanMode:
 * @VAL_PLAN_MODE_PREVIEW: what a job would do, to be ticked
 * @VAL_PLAN_MODE_PROGRESS: what a job does or has done
 *
 * What rows of a plan are looked at for.
 */
typedef enum
{
  VAL_PLAN_MODE_PREVIEW,
  VAL_PLAN_MODE_PROGRESS,
} ValPlanMode;

#define VAL_TYPE_PLAN_MODE (val_plan_mode_get_type ())
GType val_plan_mode_get_type (void);

/* Every kind; and of a job that runs what is under way or went wrong. */
#define VAL_PLAN_ANY  G_MAXUINT
#define VAL_PLAN_LIVE (G_MAXUINT - 1)

/* What rows of a plan are counted and filtered by: a verdict in the preview, a state afterwards.
 * Properties, readable: text (label and count, for people; notified). */
#define VAL_TYPE_PLAN_KIND (val_plan_kind_get_type ())
G_DECLARE_FINAL_TYPE (ValPlanKind, val_plan_kind, VAL, PLAN_KIND, GObject)

ValPlanKind *val_plan_kind_new (ValPlanMode mode, guint code);
guint val_plan_kind_get_code (ValPlanKind *self);
void val_plan_kind_set_count (ValPlanKind *self, guint count);

guint val_plan_kind_count_codes (ValPlanMode mode);
guint val_plan_kind_find_code (ValPlanMode mode, ValChange *change);
guint val_plan_kind_rank (ValPlanMode mode, ValChange *change);
gboolean val_plan_kind_is_live (ValChange *change);
gboolean val_plan_kind_matches (ValPlanMode mode, guint code, ValChange *change);
const char *val_plan_kind_label (ValPlanMode mode, guint code);
const char *val_plan_kind_icon (ValPlanMode mode, guint code);
const char *val_plan_kind_style (ValPlanMode mode, guint code);

G_END_DECLS
