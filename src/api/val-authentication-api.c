/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-authentication-api.h"

#include "util/val-error.h"
#include "util/val-json.h"
#include "util/val-secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  char *user;         /* (owned) (nullable) */
  char *organization; /* (owned) (nullable) */
} Secrets;

static void
secrets_free (Secrets *secrets)
{
  val_secret_free (secrets->user);
  val_secret_free (secrets->organization);
  g_free (secrets);
}

/* What was refused as a request was never understood as a sign-in. */
static void
explain (GError **error)
{
  g_autoptr (GError) reason = g_steal_pointer (error);

  if (val_error_is (reason, VAL_ERROR_NOT_FOUND) || val_error_is (reason, VAL_ERROR_BAD_REQUEST))
    /* Translators: what the platform said */
    g_set_error (error, VAL_ERROR, VAL_ERROR_NOT_OFFERED,
                 _ ("The platform does not offer signing in with e-mail and password. It said: %s"),
                 reason->message);
  else if (val_error_is (reason, VAL_ERROR_UNAUTHORIZED))
    /* Translators: what the platform said */
    g_set_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT,
                 _ ("The platform did not accept e-mail and password. It said: %s"),
                 reason->message);
  else
    g_propagate_error (error, g_steal_pointer (&reason));
}

/* A text that was in a body and nobody needs any more. */
static void
wipe_member (JsonObject *object, const char *name)
{
  const char *text = val_json_get_string (object, name);

  if (text != NULL)
    explicit_bzero ((char *) text, strlen (text));
}

static gboolean
read_secrets (JsonObject *object, Secrets *secrets, GError **error)
{
  const char *user = val_json_get_string (object, "userSecret");
  const char *organization = val_json_get_string (object, "organizationSecret");
  gboolean ok = val_secret_check (user, &secrets->user, error) &&
                val_secret_check (organization, &secrets->organization, error);

  wipe_member (object, "userSecret");
  wipe_member (object, "organizationSecret");
  if (ok)
    return TRUE;
  g_clear_error (error);
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER,
                       _ ("The platform's answer does not hold both secrets."));
  return FALSE;
}

static void
secrets_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (ValReply) reply = val_session_send_finish (VAL_SESSION (source), result, &error);
  Secrets *secrets;

  if (reply == NULL)
    {
      explain (&error);
      g_task_return_error (task, error);
      return;
    }
  secrets = g_new0 (Secrets, 1);
  if (read_secrets (val_json_node_object (reply->node), secrets, &error))
    g_task_return_pointer (task, secrets, (GDestroyNotify) secrets_free);
  else
    {
      secrets_free (secrets);
      g_task_return_error (task, error);
    }
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  g_autoptr (ValReply) reply = val_session_send_finish (VAL_SESSION (source), result, &error);
  JsonObject *object = reply != NULL ? val_json_node_object (reply->node) : NULL;
  ValRequest request = { .method = "GET", .path = "/authentication/secrets" };

  request.bearer = val_json_get_string (object, "token");
  if (reply == NULL)
    {
      explain (&error);
      g_task_return_error (task, error);
    }
  else if (!val_secret_check (request.bearer, NULL, NULL))
    g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_BAD_ANSWER, "%s",
                             _ ("The platform's answer to the sign-in holds no token."));
  else
    val_session_send_async (VAL_SESSION (source), &request, cancellable, secrets_cb,
                            g_steal_pointer (&task));
  wipe_member (object, "token");
}

/**
 * val_authentication_api_sign_in_async:
 * @session: the way to the platform; its own secrets are not sent
 * @email: the user's e-mail
 * @password: the user's password; not kept
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Signs in, and asks for the two secrets with the token that this gives (contract 1.9).  Changes
 * nothing on the platform.
 */
void
val_authentication_api_sign_in_async (ValSession *session,
                                      const char *email,
                                      const char *password,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (JsonNode) body = NULL;
  JsonObject *object;
  GTask *task;

  g_return_if_fail (VAL_IS_SESSION (session));
  g_return_if_fail (email != NULL && password != NULL);

  object = json_object_new ();
  json_object_set_string_member (object, "username", email);
  json_object_set_string_member (object, "password", password);
  body = val_json_object_node (object);
  task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_authentication_api_sign_in_async);
  val_session_send_async (session,
                          &(ValRequest){ .method = "POST",
                                         .path = "/authentication",
                                         .body = body,
                                         .flags = VAL_REQUEST_NO_CREDENTIALS | VAL_REQUEST_SAFE },
                          cancellable, signed_in_cb, task);
  wipe_member (object, "password");
}

/**
 * val_authentication_api_sign_in_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @user_secret: (out) (transfer full): to be freed with val_secret_free ()
 * @organization_secret: (out) (transfer full): to be freed with val_secret_free ()
 * @error: #VAL_ERROR_NOT_OFFERED where the platform has no such sign-in, #VAL_ERROR_INVALID_INPUT
 *   where it refuses e-mail or password, or any other of #VAL_ERROR
 *
 * Returns: whether both secrets are there
 */
gboolean
val_authentication_api_sign_in_finish (ValSession *session,
                                       GAsyncResult *result,
                                       char **user_secret,
                                       char **organization_secret,
                                       GError **error)
{
  Secrets *secrets;

  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);
  g_return_val_if_fail (user_secret != NULL && organization_secret != NULL, FALSE);

  secrets = g_task_propagate_pointer (G_TASK (result), error);
  if (secrets == NULL)
    return FALSE;
  *user_secret = g_steal_pointer (&secrets->user);
  *organization_secret = g_steal_pointer (&secrets->organization);
  secrets_free (secrets);
  return TRUE;
}
