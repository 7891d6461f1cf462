/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define VAL_ERROR (val_error_quark ())

/**
 * ValError:
 * @VAL_ERROR_FAILED: something went wrong that none of the other codes names
 * @VAL_ERROR_OFFLINE: the host could not be reached at all
 * @VAL_ERROR_TIMED_OUT: no answer in time
 * @VAL_ERROR_TLS: the host's certificate was not accepted
 * @VAL_ERROR_BAD_REQUEST: the platform refused the input (400, 405, 406, 415, 422)
 * @VAL_ERROR_UNAUTHORIZED: secrets or token refused (401)
 * @VAL_ERROR_FORBIDDEN: privilege missing or instance disabled (403)
 * @VAL_ERROR_NOT_FOUND: no such thing, any more or yet (404)
 * @VAL_ERROR_CONFLICT: already exists or changed meanwhile (409)
 * @VAL_ERROR_TOO_LARGE: a body over the platform's limit (413) or over ours
 * @VAL_ERROR_RATE_LIMITED: too many requests (429)
 * @VAL_ERROR_SERVER: the platform or the provider behind it failed (5xx)
 * @VAL_ERROR_REDIRECTED: a write was answered by a redirect, which is never followed
 * @VAL_ERROR_BAD_ANSWER: the answer was not what the contract promises
 * @VAL_ERROR_UNKNOWN_OUTCOME: a write was sent and its answer lost; look before doing it again
 * @VAL_ERROR_NOT_APPLIED: the platform answered success but did not keep the change
 * @VAL_ERROR_INVALID_INPUT: the user's input cannot be used as it stands
 * @VAL_ERROR_KEYRING_LOCKED: the keyring is locked and was not unlocked
 * @VAL_ERROR_KEYRING_DISMISSED: the keyring's prompt was dismissed or refused
 * @VAL_ERROR_KEYRING_ABSENT: there is no keyring service
 * @VAL_ERROR_KEYRING_DAMAGED: the keyring's contents cannot be read
 * @VAL_ERROR_OAUTH_DENIED: the user or the provider declined (error=access_denied)
 * @VAL_ERROR_OAUTH_STATE: the redirect's state is missing or not ours
 * @VAL_ERROR_OAUTH_PROVIDER: the provider answered with another OAuth error
 * @VAL_ERROR_OAUTH_NO_CODE: what was caught or pasted holds no code
 * @VAL_ERROR_OAUTH_NO_PORT: no port could be opened for the redirect
 * @VAL_ERROR_OAUTH_TIMED_OUT: nobody came back from the browser in time
 * @VAL_ERROR_NOT_OFFERED: the platform has no such thing here, and there is another way
 * @VAL_ERROR_STORAGE: a file could not be read or written
 *
 * One code for each thing a user can act on.  Cancellation is always
 * #G_IO_ERROR_CANCELLED.
 */
typedef enum
{
  VAL_ERROR_FAILED,
  VAL_ERROR_OFFLINE,
  VAL_ERROR_TIMED_OUT,
  VAL_ERROR_TLS,
  VAL_ERROR_BAD_REQUEST,
  VAL_ERROR_UNAUTHORIZED,
  VAL_ERROR_FORBIDDEN,
  VAL_ERROR_NOT_FOUND,
  VAL_ERROR_CONFLICT,
  VAL_ERROR_TOO_LARGE,
  VAL_ERROR_RATE_LIMITED,
  VAL_ERROR_SERVER,
  VAL_ERROR_REDIRECTED,
  VAL_ERROR_BAD_ANSWER,
  VAL_ERROR_UNKNOWN_OUTCOME,
  VAL_ERROR_NOT_APPLIED,
  VAL_ERROR_INVALID_INPUT,
  VAL_ERROR_KEYRING_LOCKED,
  VAL_ERROR_KEYRING_DISMISSED,
  VAL_ERROR_KEYRING_ABSENT,
  VAL_ERROR_KEYRING_DAMAGED,
  VAL_ERROR_OAUTH_DENIED,
  VAL_ERROR_OAUTH_STATE,
  VAL_ERROR_OAUTH_PROVIDER,
  VAL_ERROR_OAUTH_NO_CODE,
  VAL_ERROR_OAUTH_NO_PORT,
  VAL_ERROR_OAUTH_TIMED_OUT,
  VAL_ERROR_NOT_OFFERED,
  VAL_ERROR_STORAGE,
} ValError;

GQuark val_error_quark (void);
gboolean val_error_is (const GError *error, ValError code);
gboolean val_error_is_cancelled (const GError *error);
GError *val_error_from_status (guint status, const char *message, const char *request_id);
char *val_error_hide_request (const char *message);
void val_error_adopt (GError **error);
const char *val_error_title (const GError *error);
const char *val_error_advice (const GError *error);

G_END_DECLS
