/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-instance.h"

G_BEGIN_DECLS

/**
 * ValInstanceOrder:
 * @VAL_ORDER_NAME: by name, as people of the locale sort
 * @VAL_ORDER_CREATED: the newest first
 * @VAL_ORDER_ELEMENT: by name of the element, then by name
 * @VAL_ORDER_ID: the lowest first
 *
 * What a list is sorted by.  What is equal is sorted by id.
 */
typedef enum
{
  VAL_ORDER_NAME,
  VAL_ORDER_CREATED,
  VAL_ORDER_ELEMENT,
  VAL_ORDER_ID,
} ValInstanceOrder;

int val_instance_compare (ValInstance *one, ValInstance *other, ValInstanceOrder order);
ValInstanceOrder val_instance_order_from_nick (const char *nick);
const char *val_instance_order_to_nick (ValInstanceOrder order);

G_END_DECLS
