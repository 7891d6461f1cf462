/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/val-error.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

typedef struct
{
  const char *title;
  const char *advice;
} ErrorText;

/* What happened, and what to do next. */
static const ErrorText error_texts[] = {
  [VAL_ERROR_FAILED] = { N_ ("Something Went Wrong"), N_ ("Try again.") },
  [VAL_ERROR_OFFLINE] = { N_ ("Platform Not Reached"),
                          N_ ("Check the network connection and the account's base URL, "
                              "then try again.") },
  [VAL_ERROR_TIMED_OUT] = { N_ ("No Answer in Time"),
                            N_ ("The platform may be busy. Try again in a moment.") },
  [VAL_ERROR_TLS] = { N_ ("Connection Not Secure"),
                      N_ ("The server's certificate was not accepted, so nothing was sent. Check "
                          "the base URL and this computer's clock.") },
  [VAL_ERROR_BAD_REQUEST] = { N_ ("Input Refused"),
                              N_ ("Correct what the platform names, then try again.") },
  [VAL_ERROR_UNAUTHORIZED] = { N_ ("Secrets Not Accepted"),
                               N_ ("Check the user secret and the organization secret of the "
                                   "account: they are in the profile menu of the web console.") },
  [VAL_ERROR_FORBIDDEN] = { N_ ("Not Allowed"),
                            N_ ("The instance may be disabled, or your role lacks the "
                                "privilege. Ask the account's administrator.") },
  [VAL_ERROR_NOT_FOUND] = { N_ ("Not Found"), N_ ("It may have been deleted. Refresh the list.") },
  [VAL_ERROR_CONFLICT] = { N_ ("Changed Meanwhile"),
                           N_ ("Compare what is there now with yours, then decide.") },
  [VAL_ERROR_TOO_LARGE] = { N_ ("Too Large"),
                            N_ ("The request or the answer is over the size limit.") },
  [VAL_ERROR_RATE_LIMITED] = { N_ ("Too Many Requests"), N_ ("Wait a moment, then try again.") },
  [VAL_ERROR_SERVER] = { N_ ("Platform Failure"),
                         N_ ("The fault is on the platform's or the provider's side. Try again "
                             "later.") },
  [VAL_ERROR_REDIRECTED] = { N_ ("Answered by a Redirect"),
                             N_ ("Nothing was changed. Check the account's base URL.") },
  [VAL_ERROR_BAD_ANSWER] = { N_ ("Answer Not Understood"),
                             N_ ("Something between here and the platform may have answered in "
                                 "its place. Check the base URL, then try again.") },
  [VAL_ERROR_UNKNOWN_OUTCOME] = { N_ ("Outcome Unknown"),
                                  N_ ("The request was sent but its answer was lost. Refresh and "
                                      "look before doing it again.") },
  [VAL_ERROR_NOT_APPLIED] = { N_ ("Change Not Kept"),
                              N_ ("The platform answered success, yet the value read back is "
                                  "another. Compare it in the web console.") },
  [VAL_ERROR_INVALID_INPUT] = { N_ ("Input Not Usable"), N_ ("Correct it, then try again.") },
  [VAL_ERROR_KEYRING_LOCKED] = { N_ ("Keyring Locked"),
                                 N_ ("Unlock the keyring and try again, or go on for this "
                                     "session only.") },
  [VAL_ERROR_KEYRING_DISMISSED] = { N_ ("Keyring Refused"),
                                    N_ ("Allow Valence to use the keyring, or go on for this "
                                        "session only.") },
  [VAL_ERROR_KEYRING_ABSENT] = { N_ ("No Keyring"),
                                 N_ ("Start a keyring service such as GNOME Keyring, inside "
                                     "Flatpak also the desktop’s portals, or go on for this "
                                     "session only.") },
  [VAL_ERROR_KEYRING_DAMAGED] = { N_ ("Keyring Not Readable"),
                                  N_ ("What is stored there is damaged. Restore it from a backup, "
                                      "or enter the secrets again.") },
  [VAL_ERROR_OAUTH_DENIED] = { N_ ("Access Declined"),
                               N_ ("The provider was not allowed access. Open the consent page "
                                   "again and choose Allow.") },
  [VAL_ERROR_OAUTH_STATE] = { N_ ("Redirect Not Ours"),
                              N_ ("The address does not belong to this attempt. Open the consent "
                                  "page again and use the address it ends at.") },
  [VAL_ERROR_OAUTH_PROVIDER] = { N_ ("Provider Refused"),
                                 N_ ("Check the app's key, secret, redirect address and scope at "
                                     "the provider.") },
  [VAL_ERROR_OAUTH_NO_CODE] = { N_ ("No Code Found"),
                                N_ ("Paste the whole address that the browser shows after "
                                    "consent.") },
  [VAL_ERROR_OAUTH_NO_PORT] = { N_ ("Port in Use"),
                                N_ ("Another program holds the port of the redirect address. "
                                    "Choose another port, or paste the address by hand.") },
  [VAL_ERROR_OAUTH_TIMED_OUT] = { N_ ("Nobody Came Back"),
                                  N_ ("Open the consent page again, or paste the address that the "
                                      "browser ended at.") },
  [VAL_ERROR_NOT_OFFERED] = { N_ ("Not Offered Here"),
                              N_ ("Copy both secrets from the platform's web console instead.") },
  [VAL_ERROR_STORAGE] = { N_ ("File Not Usable"),
                          N_ ("Check that the file and its folder can be read and written, and "
                              "that there is space.") },
};

static const ErrorText *
find_text (const GError *error)
{
  guint code = VAL_ERROR_FAILED;

  if (error != NULL && error->domain == VAL_ERROR &&
      (guint) error->code < G_N_ELEMENTS (error_texts))
    code = (guint) error->code;
  return &error_texts[code];
}

static ValError
code_from_status (guint status)
{
  switch (status)
    {
    case 401:
      return VAL_ERROR_UNAUTHORIZED;
    case 403:
      return VAL_ERROR_FORBIDDEN;
    case 404:
    case 410:
      return VAL_ERROR_NOT_FOUND;
    case 408:
      return VAL_ERROR_TIMED_OUT;
    case 409:
      return VAL_ERROR_CONFLICT;
    case 413:
      return VAL_ERROR_TOO_LARGE;
    case 429:
      return VAL_ERROR_RATE_LIMITED;
    default:
      break;
    }
  if (status >= 300 && status < 400)
    return VAL_ERROR_REDIRECTED;
  if (status >= 400 && status < 500)
    return VAL_ERROR_BAD_REQUEST;
  return status >= 500 ? VAL_ERROR_SERVER : VAL_ERROR_FAILED;
}

static ValError
code_from_io (int code)
{
  switch (code)
    {
    case G_IO_ERROR_TIMED_OUT:
      return VAL_ERROR_TIMED_OUT;
    case G_IO_ERROR_HOST_NOT_FOUND:
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
    case G_IO_ERROR_CONNECTION_REFUSED:
    case G_IO_ERROR_CONNECTION_CLOSED:
    case G_IO_ERROR_NOT_CONNECTED:
    case G_IO_ERROR_PROXY_FAILED:
    case G_IO_ERROR_PARTIAL_INPUT:
      return VAL_ERROR_OFFLINE;
    case G_IO_ERROR_NO_SPACE:
    case G_IO_ERROR_PERMISSION_DENIED:
    case G_IO_ERROR_READ_ONLY:
      return VAL_ERROR_STORAGE;
    default:
      return VAL_ERROR_FAILED;
    }
}

static ValError
code_from_foreign (const GError *error)
{
  if (error->domain == G_IO_ERROR)
    return code_from_io (error->code);
  if (error->domain == G_TLS_ERROR)
    return VAL_ERROR_TLS;
  if (error->domain == G_RESOLVER_ERROR)
    return VAL_ERROR_OFFLINE;
  if (error->domain == G_FILE_ERROR || error->domain == G_KEY_FILE_ERROR)
    return VAL_ERROR_STORAGE;
  if (error->domain == SOUP_SESSION_ERROR)
    return error->code == SOUP_SESSION_ERROR_PARSING || error->code == SOUP_SESSION_ERROR_ENCODING
               ? VAL_ERROR_BAD_ANSWER
               : VAL_ERROR_FAILED;
  return VAL_ERROR_FAILED;
}

/**
 * val_error_quark:
 *
 * Returns: the domain of #ValError
 */
GQuark
val_error_quark (void)
{
  return g_quark_from_static_string ("val-error-quark");
}

/**
 * val_error_is:
 * @error: (nullable): an error
 * @code: a code of ours
 *
 * Returns: whether @error is of #VAL_ERROR with @code
 */
gboolean
val_error_is (const GError *error, ValError code)
{
  return g_error_matches (error, VAL_ERROR, (int) code);
}

/**
 * val_error_is_cancelled:
 * @error: (nullable): an error
 *
 * Returns: whether the user, or the end of an owner, cancelled
 */
gboolean
val_error_is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/**
 * val_error_from_status:
 * @status: an HTTP status that is no success
 * @message: (nullable): the envelope's message (contract 4)
 * @request_id: (nullable): the envelope's id, for the platform's support
 *
 * Returns: (transfer full): an error with the code for @status
 */
GError *
val_error_from_status (guint status, const char *message, const char *request_id)
{
  const char *text =
      message != NULL && *message != '\0' ? message : soup_status_get_phrase (status);
  ValError code = code_from_status (status);

  if (request_id != NULL)
    /* Translators: what the platform said, the HTTP status, the platform's id of the request */
    return g_error_new (VAL_ERROR, (int) code, _ ("%s (status %u, request %s)"), text, status,
                        request_id);
  /* Translators: what the platform said, the HTTP status */
  return g_error_new (VAL_ERROR, (int) code, _ ("%s (status %u)"), text, status);
}

/* As val_error_from_status () writes it, in the same language: what @form has behind the
 * status is cut out of @message, up to what follows the second. */
static char *
cut_request (const char *message, const char *form)
{
  const char *tail = strstr (form, "%u");
  const char *id = tail != NULL ? strstr (tail, "%s") : NULL;
  g_autofree char *before = id != NULL ? g_strndup (tail + 2, (gsize) (id - tail) - 2) : NULL;
  const char *start = before != NULL ? g_strrstr (message, before) : NULL;
  const char *end = start != NULL ? strstr (start + strlen (before), id + 2) : NULL;

  return end != NULL ? g_strdup_printf ("%.*s%s", (int) (start - message), message, end)
                     : g_strdup (message);
}

/**
 * val_error_hide_request:
 * @message: of an error, or a text that holds one
 *
 * Returns: (transfer full): @message without the platform's id of the request, which only its
 *   support can read
 */
char *
val_error_hide_request (const char *message)
{
  g_return_val_if_fail (message != NULL, NULL);

  return cut_request (message, _ ("%s (status %u, request %s)"));
}

/**
 * val_error_adopt:
 * @error: (inout) (nullable): an error of any domain
 *
 * Turns an error of GIO, TLS, libsoup or a file into ours, in place, with its message kept.
 * Cancellation and errors of ours stay as they are.
 */
void
val_error_adopt (GError **error)
{
  g_autoptr (GError) foreign = NULL;

  if (error == NULL || *error == NULL || (*error)->domain == VAL_ERROR ||
      val_error_is_cancelled (*error))
    return;
  foreign = g_steal_pointer (error);
  *error = g_error_new_literal (VAL_ERROR, (int) code_from_foreign (foreign), foreign->message);
}

/**
 * val_error_title:
 * @error: (nullable): an error
 *
 * Returns: (transfer none): a translated heading for its code
 */
const char *
val_error_title (const GError *error)
{
  return _ (find_text (error)->title);
}

/**
 * val_error_advice:
 * @error: (nullable): an error
 *
 * Returns: (transfer none): a translated sentence on what to do next
 */
const char *
val_error_advice (const GError *error)
{
  return _ (find_text (error)->advice);
}
