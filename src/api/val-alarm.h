/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VAL_ALARM_NEVER G_MAXINT64

/* Wakes a main context up at a time, exact to some microseconds.  GLib's own sources can be a
 * millisecond late, in which ten requests could have left. */
typedef struct _ValAlarm ValAlarm;

ValAlarm *val_alarm_new (const char *name, GSourceFunc callback, gpointer user_data);
void val_alarm_free (ValAlarm *self);
void val_alarm_set (ValAlarm *self, gint64 at);
void val_alarm_ring (ValAlarm *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValAlarm, val_alarm_free)

G_END_DECLS
