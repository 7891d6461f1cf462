/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-credentials.h"

#include "util/val-secret.h"

struct _ValCredentials
{
  char *user;
  char *organization;
};

G_DEFINE_BOXED_TYPE (ValCredentials, val_credentials, val_credentials_ref, val_credentials_unref)

static void
wipe (gpointer data)
{
  ValCredentials *self = data;

  val_secret_clear (&self->user);
  val_secret_clear (&self->organization);
}

/**
 * val_credentials_new:
 * @user_secret: the user secret, as typed
 * @organization_secret: the organization secret, as typed
 * @error: #VAL_ERROR_INVALID_INPUT where one of them cannot travel in a header
 *
 * Returns: (transfer full) (nullable): the pair, trimmed
 */
ValCredentials *
val_credentials_new (const char *user_secret, const char *organization_secret, GError **error)
{
  g_autoptr (ValSecretString) user = NULL;
  g_autoptr (ValSecretString) organization = NULL;
  ValCredentials *self;

  g_return_val_if_fail (user_secret != NULL && organization_secret != NULL, NULL);

  if (!val_secret_check (user_secret, &user, error) ||
      !val_secret_check (organization_secret, &organization, error))
    return NULL;
  self = g_atomic_rc_box_new0 (ValCredentials);
  self->user = g_steal_pointer (&user);
  self->organization = g_steal_pointer (&organization);
  return self;
}

/**
 * val_credentials_ref:
 * @self: the credentials
 *
 * Returns: (transfer full): @self
 */
ValCredentials *
val_credentials_ref (ValCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * val_credentials_unref:
 * @self: (transfer full): the credentials
 *
 * Lets go of @self.  The last holder's leave wipes both secrets.
 */
void
val_credentials_unref (ValCredentials *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, wipe);
}

/**
 * val_credentials_authorize:
 * @self: the credentials
 * @message: a request not yet sent
 * @element_token: (nullable): token of the instance that is addressed (contract 1.3)
 *
 * Sets the `Authorization` header of @message in the form of contract 1.1 or 1.3, in place of one
 * that is there.
 */
void
val_credentials_authorize (ValCredentials *self, SoupMessage *message, const char *element_token)
{
  SoupMessageHeaders *headers;
  g_autoptr (ValSecretString) value = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (SOUP_IS_MESSAGE (message));

  headers = soup_message_get_request_headers (message);
  value = element_token != NULL
              ? g_strdup_printf ("User %s, Organization %s, Element %s", self->user,
                                 self->organization, element_token)
              : g_strdup_printf ("User %s, Organization %s", self->user, self->organization);
  soup_message_headers_replace (headers, "Authorization", value);
}

/**
 * val_credentials_introduce:
 * @self: the credentials
 * @redactor: what is to know them
 *
 * Makes both secrets known to @redactor, under the names of their variables.
 */
void
val_credentials_introduce (ValCredentials *self, ValRedactor *redactor)
{
  g_return_if_fail (self != NULL);

  val_redactor_add (redactor, "USER_SECRET", self->user);
  val_redactor_add (redactor, "ORGANIZATION_SECRET", self->organization);
}
