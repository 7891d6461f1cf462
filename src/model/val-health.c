/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-health.h"

#include "util/val-error.h"

#include <glib/gi18n-lib.h>

struct _ValHealth
{
  ValHealthState state;
  gint64 milliseconds;
  char *message; /* (nullable): what went wrong */
};

G_DEFINE_BOXED_TYPE (ValHealth, val_health, val_health_copy, val_health_free)

static ValHealthState
state_of_error (const GError *error)
{
  if (error == NULL)
    return VAL_HEALTH_OK;
  if (val_error_is (error, VAL_ERROR_UNAUTHORIZED))
    return VAL_HEALTH_REFUSED;
  if (val_error_is (error, VAL_ERROR_FORBIDDEN))
    return VAL_HEALTH_DISABLED;
  if (val_error_is (error, VAL_ERROR_OFFLINE) || val_error_is (error, VAL_ERROR_TIMED_OUT) ||
      val_error_is (error, VAL_ERROR_TLS))
    return VAL_HEALTH_UNREACHABLE;
  return VAL_HEALTH_PROVIDER;
}

/**
 * val_health_new:
 * @milliseconds: how long the answer took
 * @error: (nullable): what GET /ping ended with (contract 3.1)
 *
 * Returns: (transfer full): what that says of the connection
 */
ValHealth *
val_health_new (gint64 milliseconds, const GError *error)
{
  ValHealth *self = g_new0 (ValHealth, 1);

  self->state = state_of_error (error);
  self->milliseconds = milliseconds;
  self->message = error != NULL ? g_strdup (error->message) : NULL;
  return self;
}

/**
 * val_health_new_without_token:
 *
 * Returns: (transfer full): the state of an instance that could not be asked
 */
ValHealth *
val_health_new_without_token (void)
{
  ValHealth *self = g_new0 (ValHealth, 1);

  self->state = VAL_HEALTH_NO_TOKEN;
  return self;
}

/**
 * val_health_copy:
 * @self: a state
 *
 * Returns: (transfer full): the same again
 */
ValHealth *
val_health_copy (const ValHealth *self)
{
  ValHealth *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->message = g_strdup (self->message);
  return copy;
}

/**
 * val_health_free:
 * @self: (nullable) (transfer full): a state
 */
void
val_health_free (ValHealth *self)
{
  if (self == NULL)
    return;
  g_free (self->message);
  g_free (self);
}

/**
 * val_health_get_state:
 * @self: a state
 *
 * Returns: which it is
 */
ValHealthState
val_health_get_state (const ValHealth *self)
{
  g_return_val_if_fail (self != NULL, VAL_HEALTH_PROVIDER);

  return self->state;
}

/**
 * val_health_state_name:
 * @state: a state
 *
 * Returns: (transfer none): what people call it, in few words
 */
const char *
val_health_state_name (ValHealthState state)
{
  switch (state)
    {
    case VAL_HEALTH_OK:
      return _ ("Connected");
    case VAL_HEALTH_REFUSED:
      return _ ("Refused");
    case VAL_HEALTH_DISABLED:
      return _ ("Disabled");
    case VAL_HEALTH_UNREACHABLE:
      return _ ("No answer");
    case VAL_HEALTH_NO_TOKEN:
      return _ ("Not checked: its token is not known here");
    case VAL_HEALTH_PROVIDER:
    default:
      return _ ("Provider error");
    }
}

/**
 * val_health_describe:
 * @self: a state
 *
 * Returns: (transfer full): a line for people, with the time or the reason
 */
char *
val_health_describe (const ValHealth *self)
{
  const char *name;

  g_return_val_if_fail (self != NULL, NULL);

  name = val_health_state_name (self->state);
  if (self->state == VAL_HEALTH_OK)
    /* Translators: state of a connection, milliseconds until it answered */
    return g_strdup_printf (_ ("%s, %u ms"), name,
                            (guint) CLAMP (self->milliseconds, 0, G_MAXUINT));
  if (self->message != NULL)
    /* Translators: state of a connection, reason */
    return g_strdup_printf (_ ("%s: %s"), name, self->message);
  return g_strdup (name);
}
