/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-types.h"
#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ValChangeVerdict:
 * @VAL_CHANGE_OK: would be changed
 * @VAL_CHANGE_DOUBTFUL: would be changed, and the new URL is worth a second look
 * @VAL_CHANGE_SAME: already is what it would become
 * @VAL_CHANGE_NO_MATCH: the rule is not about it
 * @VAL_CHANGE_INVALID: what it would become cannot be a callback URL
 * @VAL_CHANGE_EVENTS_OFF: could be changed, but events of the instance are off
 * @VAL_CHANGE_DISABLED: could be changed, but the instance is disabled
 * @VAL_CHANGE_POLLING: could be changed, but the platform asks the provider by polling
 * @VAL_CHANGE_UNREADABLE: what it is now could not be read
 * @VAL_CHANGE_MISSING: there is no such instance, or several of the name
 *
 * What a preview says of an instance.
 */
typedef enum
{
  VAL_CHANGE_OK,
  VAL_CHANGE_DOUBTFUL,
  VAL_CHANGE_SAME,
  VAL_CHANGE_NO_MATCH,
  VAL_CHANGE_INVALID,
  VAL_CHANGE_EVENTS_OFF,
  VAL_CHANGE_DISABLED,
  VAL_CHANGE_POLLING,
  VAL_CHANGE_UNREADABLE,
  VAL_CHANGE_MISSING,
  VAL_CHANGE_N_VERDICTS,
} ValChangeVerdict;

/**
 * ValChangeState:
 * @VAL_CHANGE_WAITING: its turn has not come
 * @VAL_CHANGE_CHECKING: its present value is being read
 * @VAL_CHANGE_WRITING: the new value is on its way
 * @VAL_CHANGE_DONE: written, and read back as meant
 * @VAL_CHANGE_DAMAGED: written, but read back not as meant: other values were disturbed, or the URL
 *   became another
 * @VAL_CHANGE_ALREADY: it was the new value before anything was sent
 * @VAL_CHANGE_CONFLICT: it was neither the old nor the new value; left alone
 * @VAL_CHANGE_FAILED: refused, or not kept; what is there is the old value
 * @VAL_CHANGE_UNKNOWN: sent, and nobody knows what came of it
 * @VAL_CHANGE_NOT_SENT: the job ended before its turn
 *
 * How far a job is with an instance.
 */
typedef enum
{
  VAL_CHANGE_WAITING,
  VAL_CHANGE_CHECKING,
  VAL_CHANGE_WRITING,
  VAL_CHANGE_DONE,
  VAL_CHANGE_DAMAGED,
  VAL_CHANGE_ALREADY,
  VAL_CHANGE_CONFLICT,
  VAL_CHANGE_FAILED,
  VAL_CHANGE_UNKNOWN,
  VAL_CHANGE_NOT_SENT,
  VAL_CHANGE_N_STATES,
} ValChangeState;

/* One instance in a plan.  It stands for itself: the instance may be gone from the list, and a
 * journal knows no other.  Properties, readable and notified: ticked (writable), state, detail;
 * readable: id, name, element-key, element-name, old-url, new-url, verdict, reason. */
#define VAL_TYPE_CHANGE (val_change_get_type ())
G_DECLARE_FINAL_TYPE (ValChange, val_change, VAL, CHANGE, GObject)

/**
 * ValChangeFacts:
 * @id: of the instance, or 0 where there is none (%VAL_CHANGE_MISSING)
 * @name: (nullable): of the instance
 * @element_key: (nullable): of its element
 * @element_name: (nullable): of its element
 * @old_url: (nullable): what it is now
 * @new_url: (nullable): what it would become
 * @verdict: what the preview says
 * @reason: (nullable): why, for people
 */
typedef struct
{
  gint64 id;
  const char *name;
  const char *element_key;
  const char *element_name;
  const char *old_url;
  const char *new_url;
  ValChangeVerdict verdict;
  const char *reason;
} ValChangeFacts;

ValChange *val_change_new (const ValChangeFacts *facts);
void val_change_get_facts (ValChange *self, ValChangeFacts *facts);
gint64 val_change_get_id (ValChange *self);
const char *val_change_get_name (ValChange *self);
const char *val_change_get_element_key (ValChange *self);
const char *val_change_get_element_name (ValChange *self);
const char *val_change_get_old_url (ValChange *self);
const char *val_change_get_new_url (ValChange *self);
ValChangeVerdict val_change_get_verdict (ValChange *self);
const char *val_change_get_reason (ValChange *self);
gboolean val_change_can_tick (ValChange *self);
gboolean val_change_get_ticked (ValChange *self);
void val_change_set_ticked (ValChange *self, gboolean ticked);
ValChangeState val_change_get_state (ValChange *self);
const char *val_change_get_detail (ValChange *self);
void val_change_set_state (ValChange *self, ValChangeState state, const char *detail);

const char *val_change_verdict_label (ValChangeVerdict verdict);
const char *val_change_state_label (ValChangeState state);
const char *val_change_state_nick (ValChangeState state);
gboolean val_change_state_from_nick (const char *nick, ValChangeState *state);
gboolean val_change_state_is_final (ValChangeState state);

G_END_DECLS
