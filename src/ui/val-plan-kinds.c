/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-plan-kinds.h"

static ValPlanKind *
find_kind (GListStore *kinds, guint code, guint *position)
{
  guint n_kinds = g_list_model_get_n_items (G_LIST_MODEL (kinds));

  for (*position = 0; *position < n_kinds; (*position)++)
    {
      g_autoptr (ValPlanKind) kind = g_list_model_get_item (G_LIST_MODEL (kinds), *position);
      guint found = val_plan_kind_get_code (kind);

      if (found == code)
        return g_steal_pointer (&kind);
      if (found < VAL_PLAN_LIVE && found > code)
        break;
    }
  return NULL;
}

/* A kind that once was there stays, so that a choice does not go away under the user's hand. */
static void
show_count (GListStore *kinds, ValPlanMode mode, guint code, guint count)
{
  guint position;
  g_autoptr (ValPlanKind) kind = find_kind (kinds, code, &position);

  if (kind == NULL && (count == 0 || code >= VAL_PLAN_LIVE))
    return;
  if (kind == NULL)
    {
      kind = val_plan_kind_new (mode, code);
      val_plan_kind_set_count (kind, count);
      g_list_store_insert (kinds, position, kind);
    }
  val_plan_kind_set_count (kind, count);
}

static void
add_kind (GListStore *kinds, ValPlanMode mode, guint code)
{
  g_autoptr (ValPlanKind) kind = val_plan_kind_new (mode, code);

  g_list_store_append (kinds, kind);
}

/**
 * val_plan_kinds_reset:
 * @kinds: (element-type ValPlanKind): a list
 * @mode: what rows are looked at for
 * @live: whether what is under way can be chosen
 *
 * Leaves the kinds that there are in every plan, the first of which is to be shown at first.
 */
void
val_plan_kinds_reset (GListStore *kinds, ValPlanMode mode, gboolean live)
{
  g_return_if_fail (G_IS_LIST_STORE (kinds));

  g_list_store_remove_all (kinds);
  if (live)
    add_kind (kinds, mode, VAL_PLAN_LIVE);
  add_kind (kinds, mode, VAL_PLAN_ANY);
}

/**
 * val_plan_kinds_count:
 * @kinds: (element-type ValPlanKind): a list
 * @mode: what rows are looked at for
 * @plan: rows
 *
 * Counts the rows of each kind, and puts the kinds into the list of which there are some.
 */
void
val_plan_kinds_count (GListStore *kinds, ValPlanMode mode, ValChangePlan *plan)
{
  guint n_codes = val_plan_kind_count_codes (mode);
  g_autofree guint *counts = g_new0 (guint, n_codes);
  guint n_items;
  guint n_live = 0;

  g_return_if_fail (G_IS_LIST_STORE (kinds) && VAL_IS_CHANGE_PLAN (plan));

  n_items = g_list_model_get_n_items (G_LIST_MODEL (plan));
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (ValChange) change = g_list_model_get_item (G_LIST_MODEL (plan), i);

      counts[val_plan_kind_find_code (mode, change)]++;
      n_live += val_plan_kind_is_live (change) ? 1 : 0;
    }
  for (guint i = 0; i < n_codes; i++)
    show_count (kinds, mode, i, counts[i]);
  show_count (kinds, mode, VAL_PLAN_LIVE, n_live);
  show_count (kinds, mode, VAL_PLAN_ANY,
              mode == VAL_PLAN_MODE_PREVIEW ? n_items : val_change_plan_get_n_ticked (plan));
}
