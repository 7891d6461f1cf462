/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/val-plan-cell.h"

G_BEGIN_DECLS

/* The callback URL that an instance has above the one it would get, what differs marked. */
#define VAL_TYPE_PLAN_URLS (val_plan_urls_get_type ())
G_DECLARE_FINAL_TYPE (ValPlanUrls, val_plan_urls, VAL, PLAN_URLS, ValPlanCell)

G_END_DECLS
