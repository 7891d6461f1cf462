/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-secret.h"

#include <string.h>

#define REFUSAL "Invalid Organization or User secret, or invalid Element token provided."

/* The parts of an Authorization header (contract 1). */
typedef struct
{
  char *user;
  char *organization;
  char *element;
  gboolean garbled;
} Credentials;

static void
credentials_clear (Credentials *self)
{
  val_secret_clear (&self->user);
  val_secret_clear (&self->organization);
  val_secret_clear (&self->element);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Credentials, credentials_clear)

static char **
slot_of (Credentials *self, const char *word)
{
  if (g_str_equal (word, "User"))
    return &self->user;
  if (g_str_equal (word, "Organization"))
    return &self->organization;
  return g_str_equal (word, "Element") ? &self->element : NULL;
}

/* A pair ends at a comma and divides at its first blank: secrets hold any other sign (1.6). */
static void
read_pair (Credentials *self, char *text)
{
  char *blank = strchr (g_strstrip (text), ' ');
  char **slot = NULL;

  if (blank != NULL)
    {
      *blank = '\0';
      slot = slot_of (self, text);
    }
  if (slot == NULL || *slot != NULL)
    self->garbled = TRUE;
  else
    *slot = g_strdup (g_strchug (blank + 1));
}

static void
read_credentials (ValSandboxCall *call, Credentials *self)
{
  const char *header = val_sandbox_call_header (call, "Authorization");
  g_auto (GStrv) pairs = g_strsplit (header != NULL ? header : "", ",", 8);

  self->garbled = header == NULL;
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      read_pair (self, pairs[i]);
      memset (pairs[i], 0, strlen (pairs[i]));
    }
}

static gboolean
is_user (ValSandboxCall *call, const Credentials *given)
{
  return given->user != NULL && val_secret_equal (given->user, call->server->user_secret);
}

static gboolean
is_organization (ValSandboxCall *call, const Credentials *given)
{
  return given->organization != NULL &&
         val_secret_equal (given->organization, call->server->organization_secret);
}

static gboolean
find_instance (ValSandboxCall *call, const Credentials *given)
{
  call->instance = given->element != NULL
                       ? val_sandbox_store_find_token (call->server->store, given->element)
                       : NULL;
  return call->instance != NULL;
}

static gboolean
suffices (ValSandboxCall *call, const Credentials *given, ValSandboxAuth auth)
{
  gboolean platform = is_user (call, given) && is_organization (call, given);

  if (given->garbled)
    return FALSE;
  if (auth == VAL_SANDBOX_AUTH_TOKEN)
    return platform && find_instance (call, given);
  if (auth == VAL_SANDBOX_AUTH_ELEMENT)
    return is_user (call, given) &&
           (given->organization == NULL || is_organization (call, given)) &&
           find_instance (call, given);
  return platform && (given->element == NULL || find_instance (call, given));
}

static gboolean
check_platform (ValSandboxCall *call, ValSandboxAuth auth)
{
  g_auto (Credentials) given = { 0 };

  read_credentials (call, &given);
  if (suffices (call, &given, auth))
    return TRUE;
  val_sandbox_call_error (call, 401, REFUSAL);
  return FALSE;
}

static gboolean
check_bearer (ValSandboxCall *call)
{
  const char *header = val_sandbox_call_header (call, "Authorization");

  if (header != NULL && g_str_has_prefix (header, "Bearer ") &&
      val_secret_equal (header + strlen ("Bearer "), call->server->bearer))
    return TRUE;
  val_sandbox_call_error (call, 401, REFUSAL);
  return FALSE;
}

/* A page in a browser cannot set this header at another origin without being asked first, which
 * the sandbox never answers. */
static gboolean
check_control (ValSandboxCall *call)
{
  const char *token = val_sandbox_call_header (call, "Sandbox-Control");

  if (token != NULL && val_secret_equal (token, call->server->control_token))
    return TRUE;
  val_sandbox_call_error (call, 401,
                          "The header Sandbox-Control with the control token is needed.");
  return FALSE;
}

/* The same holds for this one, which asks for no secret: there is none yet. */
static gboolean
check_seam (ValSandboxCall *call)
{
  if (val_sandbox_call_header (call, "Valence-Sandbox") != NULL)
    return TRUE;
  val_sandbox_call_error (call, 401, "The header Valence-Sandbox is needed.");
  return FALSE;
}

/**
 * val_sandbox_auth_check:
 * @call: which is answered where the check fails, and gets its instance where a token names one
 * @auth: what its route asks for
 *
 * Returns: whether it may go on
 */
gboolean
val_sandbox_auth_check (ValSandboxCall *call, ValSandboxAuth auth)
{
  switch (auth)
    {
    case VAL_SANDBOX_AUTH_PLATFORM:
    case VAL_SANDBOX_AUTH_EITHER:
    case VAL_SANDBOX_AUTH_TOKEN:
    case VAL_SANDBOX_AUTH_ELEMENT:
      return check_platform (call, auth);
    case VAL_SANDBOX_AUTH_BEARER:
      return check_bearer (call);
    case VAL_SANDBOX_AUTH_CONTROL:
      return check_control (call);
    case VAL_SANDBOX_AUTH_SEAM:
      return check_seam (call);
    case VAL_SANDBOX_AUTH_NONE:
    case VAL_SANDBOX_AUTH_PAGE:
    case VAL_SANDBOX_AUTH_HOOK:
    default:
      return TRUE;
    }
}

static gboolean
names_loopback (const char *host, guint port)
{
  static const char *const names[] = { "localhost", "127.0.0.1", "[::1]" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *whole = g_strdup_printf ("%s:%u", names[i], port);

      if (g_ascii_strcasecmp (host, whole) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * val_sandbox_auth_host:
 * @call: any, even of a page
 *
 * A name that somebody else lets point at this computer must not reach the sandbox.
 *
 * Returns: whether the Host header names loopback and this port
 */
gboolean
val_sandbox_auth_host (ValSandboxCall *call)
{
  const char *host = val_sandbox_call_header (call, "Host");

  if (host != NULL && names_loopback (host, call->server->port))
    return TRUE;
  val_sandbox_call_error (call, 403,
                          "The sandbox answers to localhost, 127.0.0.1 and [::1] alone.");
  return FALSE;
}
