/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-instance-order.h"

#include "model/val-instance-private.h"

#include <string.h>

static const char *const nicks[] = {
  [VAL_ORDER_NAME] = "name",
  [VAL_ORDER_CREATED] = "created",
  [VAL_ORDER_ELEMENT] = "element",
  [VAL_ORDER_ID] = "id",
};

/* A sort of a long list comes here a million times, nearly always with the keys made already. */

static const char *
name_key (ValInstance *instance)
{
  return instance->name_sort_key != NULL ? instance->name_sort_key
                                         : val_instance_get_name_sort_key (instance);
}

static const char *
element_key (ValInstance *instance)
{
  return instance->element_sort_key != NULL ? instance->element_sort_key
                                            : val_instance_get_element_sort_key (instance);
}

static int
compare_names (ValInstance *one, ValInstance *other)
{
  return strcmp (name_key (one), name_key (other));
}

static int
compare_elements (ValInstance *one, ValInstance *other)
{
  int order = strcmp (element_key (one), element_key (other));

  return order != 0 ? order : compare_names (one, other);
}

/* ISO 8601 in one time zone sorts as text (contract 3.0); what has no date is the oldest. */
static int
compare_created (ValInstance *one, ValInstance *other)
{
  return g_strcmp0 (other->created, one->created);
}

static int
compare_ids (ValInstance *one, ValInstance *other)
{
  return (one->id > other->id) - (one->id < other->id);
}

/**
 * val_instance_compare:
 * @one: an instance
 * @other: another
 * @order: what to sort by
 *
 * Returns: below, at or above 0, as of strcmp (); 0 for the same id alone
 */
int
val_instance_compare (ValInstance *one, ValInstance *other, ValInstanceOrder order)
{
  int result = 0;

  if (order == VAL_ORDER_NAME)
    result = compare_names (one, other);
  else if (order == VAL_ORDER_CREATED)
    result = compare_created (one, other);
  else if (order == VAL_ORDER_ELEMENT)
    result = compare_elements (one, other);
  return result != 0 ? result : compare_ids (one, other);
}

/**
 * val_instance_order_from_nick:
 * @nick: (nullable): a word of val_instance_order_to_nick ()
 *
 * Returns: the order; by name where the word is not known
 */
ValInstanceOrder
val_instance_order_from_nick (const char *nick)
{
  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    if (g_strcmp0 (nicks[i], nick) == 0)
      return (ValInstanceOrder) i;
  return VAL_ORDER_NAME;
}

/**
 * val_instance_order_to_nick:
 * @order: an order
 *
 * Returns: (transfer none): a word for it, for settings
 */
const char *
val_instance_order_to_nick (ValInstanceOrder order)
{
  g_return_val_if_fail (order < G_N_ELEMENTS (nicks), nicks[VAL_ORDER_NAME]);

  return nicks[order];
}
