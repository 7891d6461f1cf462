/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What tests and tours ask the sandbox itself; clients of the platform never come here. */
#include "sandbox/val-sandbox-private.h"

#include "util/val-json.h"

/* GET /sandbox/account: what an application that was given the address alone begins with. */
void
val_sandbox_control_account (ValSandboxCall *call)
{
  ValSandboxServer *server = call->server;
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "baseUrl", server->base_url);
  json_object_set_string_member (object, "userSecret", server->user_secret);
  json_object_set_string_member (object, "organizationSecret", server->organization_secret);
  val_sandbox_call_take_object (call, object);
}

/* GET /sandbox/state */
void
val_sandbox_control_state (ValSandboxCall *call)
{
  ValSandboxServer *server = call->server;
  JsonObject *object = val_sandbox_log_state (server->log);
  g_autofree char *now = val_sandbox_iso (val_sandbox_server_now (server) / G_USEC_PER_SEC);

  json_object_set_int_member (object, "instances", val_sandbox_store_count (server->store));
  json_object_set_int_member (object, "events", val_sandbox_events_count (server->events));
  json_object_set_int_member (object, "deliveries",
                              val_sandbox_delivery_notices (server->delivery)->len);
  json_object_set_int_member (object, "deliveriesWaiting",
                              val_sandbox_delivery_waiting (server->delivery));
  json_object_set_string_member (object, "now", now);
  val_sandbox_call_take_object (call, object);
}

/* GET /sandbox/requests */
void
val_sandbox_control_requests (ValSandboxCall *call)
{
  val_sandbox_call_take_array (call, val_sandbox_log_requests (call->server->log));
}

/* DELETE /sandbox/requests */
void
val_sandbox_control_forget (ValSandboxCall *call)
{
  val_sandbox_log_reset (call->server->log);
  val_sandbox_call_empty (call);
}

/* PUT /sandbox/faults */
void
val_sandbox_control_set_faults (ValSandboxCall *call)
{
  g_autoptr (GError) error = NULL;

  if (val_sandbox_faults_set (call->server->faults, call->body, &error))
    val_sandbox_call_empty (call);
  else
    val_sandbox_call_error (call, 400, "%s", error->message);
}

/* DELETE /sandbox/faults */
void
val_sandbox_control_clear_faults (ValSandboxCall *call)
{
  val_sandbox_faults_clear (call->server->faults);
  val_sandbox_call_empty (call);
}

/* POST /sandbox/clock {"advance": seconds} */
void
val_sandbox_control_clock (ValSandboxCall *call)
{
  gint64 seconds = val_json_get_int (val_json_node_object (call->body), "advance", -1);
  JsonObject *object;
  g_autofree char *now = NULL;

  if (seconds < 0 || seconds > G_MAXINT)
    {
      val_sandbox_call_error (call, 400, "The member advance, in seconds, is required");
      return;
    }
  call->server->clock_offset += seconds * G_USEC_PER_SEC;
  now = val_sandbox_iso (val_sandbox_server_now (call->server) / G_USEC_PER_SEC);
  object = json_object_new ();
  json_object_set_string_member (object, "now", now);
  json_object_set_int_member (object, "attempts",
                              val_sandbox_delivery_run (call->server->delivery));
  val_sandbox_call_take_object (call, object);
}
