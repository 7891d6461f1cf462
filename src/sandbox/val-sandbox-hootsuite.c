/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-uri.h"

#include <string.h>

#define FORM "hootsuite-apps"

typedef struct
{
  ValSandboxCall *call;
  SoupMessage *message;
  gint64 began;
} Sending;

static void
sending_free (Sending *self)
{
  g_object_unref (self->message);
  g_free (self);
}

static void
show_apps (ValSandboxCall *call, guint status)
{
  ValSandboxProvider *provider = call->server->provider;
  const char *webhook = val_sandbox_provider_get_webhook (provider);
  g_autofree char *told = val_sandbox_provider_take_outcome (provider);
  g_autofree char *outcome =
      told != NULL ? val_sandbox_page ("outcome.html", "outcome", told, NULL) : g_strdup ("");
  g_autofree char *seal = val_sandbox_provider_seal (call->server, FORM);
  g_autofree char *content =
      val_sandbox_page ("hootsuite-apps.html", "webhook", webhook, "csrf", seal, "outcome", outcome,
                        "disabled", webhook != NULL && *webhook != '\0' ? "" : "disabled", NULL);
  g_autofree char *page =
      val_sandbox_page ("layout.html", "title", "My Apps", "content", content, NULL);

  val_sandbox_call_html (call, status, page);
}

/* GET /provider/hootsuite/apps: where the webhook URL is entered (contract 7). */
void
val_sandbox_hootsuite_apps (ValSandboxCall *call)
{
  show_apps (call, SOUP_STATUS_OK);
}

static gboolean
is_web_url (const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL);

  return uri != NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0' &&
         (g_str_equal (g_uri_get_scheme (uri), "https") ||
          g_str_equal (g_uri_get_scheme (uri), "http"));
}

static void
back_to_apps (ValSandboxCall *call, const char *outcome)
{
  val_sandbox_provider_set_outcome (call->server->provider, outcome);
  val_sandbox_call_redirect (call, "/provider/hootsuite/apps");
}

/* POST /provider/hootsuite/apps */
void
val_sandbox_hootsuite_save (ValSandboxCall *call)
{
  g_autoptr (GHashTable) form = val_sandbox_call_form (call);
  const char *given = g_hash_table_lookup (form, "webhook");
  g_autofree char *url = g_strstrip (g_strdup (given != NULL ? given : ""));

  if (!val_sandbox_provider_sealed (call, form, FORM))
    return;
  if (*url != '\0' && !is_web_url (url))
    {
      val_sandbox_provider_set_outcome (call->server->provider,
                                        "This is not a web address. Nothing was saved.");
      show_apps (call, SOUP_STATUS_BAD_REQUEST);
      return;
    }
  val_sandbox_provider_set_webhook (call->server->provider, url);
  back_to_apps (call, *url != '\0' ? "The webhook URL was saved." : "The webhook URL was removed.");
}

static char *
describe_answer (Sending *sending, const GError *error)
{
  gint64 milliseconds = (g_get_monotonic_time () - sending->began) / 1000;

  if (error != NULL)
    return g_strdup_printf ("The webhook could not be reached: %s", error->message);
  return g_strdup_printf ("The webhook answered %u %s after %" G_GINT64_FORMAT " ms.",
                          soup_message_get_status (sending->message),
                          soup_message_get_reason_phrase (sending->message), milliseconds);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sending *sending = user_data;
  ValSandboxCall *call = sending->call;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream =
      soup_session_send_finish (SOUP_SESSION (source), result, &error);
  g_autofree char *outcome = describe_answer (sending, error);

  back_to_apps (call, outcome);
  val_sandbox_call_finish (call);
  sending_free (sending);
}

/* One event of each kind that the developer page can send (contract 6.6). */
static char *
webhook_body (const char *kind)
{
  g_autofree char *name = g_strconcat (kind, ".json", NULL);
  g_autofree char *sequence = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");

  sequence = g_strdup_printf ("%020" G_GINT64_FORMAT, g_get_real_time ());
  return val_sandbox_page (name, "sequence", sequence, "date", date, NULL);
}

static void
send_webhook (ValSandboxCall *call, const char *url, const char *kind)
{
  Sending *sending = g_new0 (Sending, 1);
  g_autofree char *body = webhook_body (kind);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  sending->call = call;
  sending->message = soup_message_new ("POST", url);
  sending->began = g_get_monotonic_time ();
  soup_message_add_flags (sending->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_set_request_body_from_bytes (sending->message, "application/json", bytes);
  val_sandbox_call_hold (call);
  soup_session_send_async (call->server->session, sending->message, G_PRIORITY_DEFAULT,
                           call->server->cancellable, sent_cb, sending);
}

static gboolean
is_loopback (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);

  return uri != NULL && val_uri_is_loopback (uri);
}

/* POST /provider/hootsuite/apps/send */
void
val_sandbox_hootsuite_send (ValSandboxCall *call)
{
  g_autoptr (GHashTable) form = val_sandbox_call_form (call);
  const char *url = val_sandbox_provider_get_webhook (call->server->provider);
  const char *kind = g_hash_table_lookup (form, "kind");

  if (!val_sandbox_provider_sealed (call, form, FORM))
    return;
  if (url == NULL || *url == '\0')
    back_to_apps (call, "Save a webhook URL first.");
  else if (!is_loopback (url))
    back_to_apps (call, "Nothing was sent: the sandbox connects to this computer only, and the "
                        "webhook URL names another.");
  else
    send_webhook (call, url, g_strcmp0 (kind, "message") == 0 ? "message" : "ping");
}
