/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-change.h"

G_BEGIN_DECLS

/**
 * ValChangeWatch:
 * @change: the change
 * @was_ticked: whether it was ticked before
 * @was_state: its state before
 * @plan: whoever watches
 *
 * Told before anybody else hears of it.  A plan counts with it: a signal handler for each of a
 * hundred thousand rows would cost more than the rows.
 */
typedef void (*ValChangeWatch) (ValChange *change,
                                gboolean was_ticked,
                                ValChangeState was_state,
                                gpointer plan);

gboolean val_change_is_watched (ValChange *self);
void val_change_watch (ValChange *self, ValChangeWatch watch, gpointer plan);

G_END_DECLS
