/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in with e-mail and password (contract 1.9). */
#include "sandbox/val-sandbox-private.h"

#include "util/val-json.h"
#include "util/val-secret.h"

#define TOKEN_BYTES 32

/* POST /authentication */
void
val_sandbox_authentication_sign_in (ValSandboxCall *call)
{
  ValSandboxServer *server = call->server;
  JsonObject *body = val_json_node_object (call->body);
  const char *email = val_json_get_string (body, "username");
  const char *password = val_json_get_string (body, "password");
  JsonObject *object;

  if (email == NULL || password == NULL)
    {
      val_sandbox_call_error (call, 400, "The members username and password are required");
      return;
    }
  if (g_ascii_strcasecmp (email, server->email) != 0 ||
      !val_secret_equal (password, server->password))
    {
      val_sandbox_call_error (call, 401, "Invalid username or password.");
      return;
    }
  g_free (server->bearer);
  server->bearer = val_sandbox_random_base64 (TOKEN_BYTES);
  object = json_object_new ();
  json_object_set_string_member (object, "token", server->bearer);
  val_sandbox_call_take_object (call, object);
}

/* GET /authentication/secrets */
void
val_sandbox_authentication_secrets (ValSandboxCall *call)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "userSecret", call->server->user_secret);
  json_object_set_string_member (object, "organizationSecret", call->server->organization_secret);
  val_sandbox_call_take_object (call, object);
}
