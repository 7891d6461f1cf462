/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/val-error-help.h"

#include "util/val-error.h"

/* Page and section of the help. */
static const char *const places[] = {
  [VAL_ERROR_FAILED] = "problems#failed",
  [VAL_ERROR_OFFLINE] = "problems#offline",
  [VAL_ERROR_TIMED_OUT] = "problems#timed-out",
  [VAL_ERROR_TLS] = "problems#tls",
  [VAL_ERROR_BAD_REQUEST] = "problems#bad-request",
  [VAL_ERROR_UNAUTHORIZED] = "problems#unauthorized",
  [VAL_ERROR_FORBIDDEN] = "problems#forbidden",
  [VAL_ERROR_NOT_FOUND] = "problems#not-found",
  [VAL_ERROR_CONFLICT] = "problems#conflict",
  [VAL_ERROR_TOO_LARGE] = "problems#too-large",
  [VAL_ERROR_RATE_LIMITED] = "problems#rate-limited",
  [VAL_ERROR_SERVER] = "problems#server",
  [VAL_ERROR_REDIRECTED] = "problems#redirected",
  [VAL_ERROR_BAD_ANSWER] = "problems#bad-answer",
  [VAL_ERROR_UNKNOWN_OUTCOME] = "problems#unknown-outcome",
  [VAL_ERROR_NOT_APPLIED] = "problems#not-applied",
  [VAL_ERROR_INVALID_INPUT] = "problems#invalid-input",
  [VAL_ERROR_KEYRING_LOCKED] = "problems#keyring-locked",
  [VAL_ERROR_KEYRING_DISMISSED] = "problems#keyring-dismissed",
  [VAL_ERROR_KEYRING_ABSENT] = "problems#keyring-absent",
  [VAL_ERROR_KEYRING_DAMAGED] = "problems#keyring-damaged",
  [VAL_ERROR_OAUTH_DENIED] = "problems#oauth-denied",
  [VAL_ERROR_OAUTH_STATE] = "problems#oauth-state",
  [VAL_ERROR_OAUTH_PROVIDER] = "problems#oauth-provider",
  [VAL_ERROR_OAUTH_NO_CODE] = "problems#oauth-no-code",
  [VAL_ERROR_OAUTH_NO_PORT] = "problems#oauth-no-port",
  [VAL_ERROR_OAUTH_TIMED_OUT] = "problems#oauth-timed-out",
  [VAL_ERROR_NOT_OFFERED] = "problems#not-offered",
  [VAL_ERROR_STORAGE] = "problems#storage",
};

/**
 * val_error_help:
 * @error: (nullable): an error
 *
 * Returns: (transfer none): the page and section of the help that is about errors of its code
 */
const char *
val_error_help (const GError *error)
{
  guint code = VAL_ERROR_FAILED;

  if (error != NULL && error->domain == VAL_ERROR && (guint) error->code < G_N_ELEMENTS (places))
    code = (guint) error->code;
  return places[code];
}
