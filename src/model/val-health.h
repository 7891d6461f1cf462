/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ValHealthState:
 * @VAL_HEALTH_OK: the provider answered
 * @VAL_HEALTH_REFUSED: token or credentials were refused
 * @VAL_HEALTH_DISABLED: the instance answers no calls
 * @VAL_HEALTH_PROVIDER: the provider, or the platform on the way there, failed
 * @VAL_HEALTH_UNREACHABLE: no answer came back at all
 * @VAL_HEALTH_NO_TOKEN: its token is not known, so it could not be asked
 */
typedef enum
{
  VAL_HEALTH_OK,
  VAL_HEALTH_REFUSED,
  VAL_HEALTH_DISABLED,
  VAL_HEALTH_PROVIDER,
  VAL_HEALTH_UNREACHABLE,
  VAL_HEALTH_NO_TOKEN,
} ValHealthState;

/* How a connection answered when somebody last asked; never changes once made. */
#define VAL_TYPE_HEALTH (val_health_get_type ())
typedef struct _ValHealth ValHealth;

GType val_health_get_type (void);
ValHealth *val_health_new (gint64 milliseconds, const GError *error);
ValHealth *val_health_new_without_token (void);
ValHealth *val_health_copy (const ValHealth *self);
void val_health_free (ValHealth *self);
ValHealthState val_health_get_state (const ValHealth *self);
char *val_health_describe (const ValHealth *self);
const char *val_health_state_name (ValHealthState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValHealth, val_health_free)

G_END_DECLS
