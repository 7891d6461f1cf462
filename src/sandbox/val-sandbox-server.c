/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-uri.h"

#define TOO_LARGE "val-sandbox-too-large"

static guint
status_of (ValSandboxCall *call)
{
  return soup_server_message_get_status (call->message);
}

static gboolean
is_too_large (ValSandboxCall *call)
{
  guint status = val_sandbox_faults_too_large (call->server->faults);

  if (g_object_get_data (G_OBJECT (call->message), TOO_LARGE) == NULL)
    return FALSE;
  val_sandbox_call_error (call, status, "The request is larger than the maximum of 8 MB");
  return TRUE;
}

/* What a fault answers in place of the platform. */
static gboolean
is_refused (ValSandboxCall *call)
{
  const ValSandboxFault *fault = call->fault;

  if (fault == NULL || fault->applied || (fault->status == 0 && !fault->reset))
    return FALSE;
  val_sandbox_call_error (call, fault->status != 0 ? fault->status : 500, "%s", fault->message);
  return TRUE;
}

static gboolean
is_control (const char *path)
{
  return g_str_has_prefix (path, "/sandbox/");
}

static void
pick_fault (ValSandboxCall *call)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (call->message));
  const char *method = soup_server_message_get_method (call->message);

  if (!is_control (path))
    call->fault =
        val_sandbox_faults_pick (call->server->faults, method, path, g_get_monotonic_time ());
}

static void
request_cb (SoupServer *soup,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  ValSandboxServer *self = user_data;
  ValSandboxCall *call = val_sandbox_call_new (self, message);

  if (val_sandbox_auth_host (call) && !is_too_large (call))
    {
      pick_fault (call);
      if (!is_refused (call))
        val_sandbox_router_dispatch (call);
    }
  if (!call->held || status_of (call) != 0)
    val_sandbox_call_finish (call);
}

static void
stop_reading (SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  g_object_set_data (G_OBJECT (message), TOO_LARGE, message);
  soup_message_body_set_accumulate (body, FALSE);
  soup_message_body_truncate (body);
}

static void
chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  if (body->length > VAL_SANDBOX_MAX_BODY)
    stop_reading (message);
}

/* Called with the headers, before any of the body is there. */
static void
early_cb (SoupServer *soup,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  ValSandboxServer *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (!is_control (path))
    val_sandbox_log_arrival (self->log, message);
  if (soup_message_headers_get_content_length (headers) > VAL_SANDBOX_MAX_BODY)
    stop_reading (message);
  else
    g_signal_connect (message, "got-chunk", G_CALLBACK (chunk_cb), NULL);
}

static gboolean
listen_local (ValSandboxServer *self, const ValSandboxOptions *options, GError **error)
{
  SoupServerListenOptions flags = options->tls ? SOUP_SERVER_LISTEN_HTTPS : 0;
  GSList *uris;

  if (options->tls && !val_sandbox_tls_make (self, error))
    return FALSE;
  self->soup = soup_server_new ("server-header", "valence-sandbox", "tls-certificate",
                                self->certificate, NULL);
  soup_server_add_early_handler (self->soup, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, request_cb, self, NULL);
  if (!soup_server_listen_local (self->soup, options->port, flags, error))
    return FALSE;
  uris = soup_server_get_uris (self->soup);
  self->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return TRUE;
}

static void
name_itself (ValSandboxServer *self)
{
  self->origin = g_strdup_printf ("%s://127.0.0.1:%u", self->certificate != NULL ? "https" : "http",
                                  self->port);
  self->base_url = g_strconcat (self->origin, VAL_SANDBOX_API, NULL);
  self->provider_url = g_strconcat (self->origin, "/provider", NULL);
}

static char *
make_email (void)
{
  g_autofree char *name = val_sandbox_random_hex (4);

  return g_strconcat (name, "@sandbox.example", NULL);
}

static void
make_secrets (ValSandboxServer *self)
{
  self->user_secret = val_sandbox_random_base64 (32);
  self->organization_secret = val_sandbox_random_hex (16);
  self->email = make_email ();
  self->password = val_sandbox_random_base64 (12);
  self->control_token = val_sandbox_random_hex (16);
  self->form_key = val_sandbox_random_hex (32);
}

static gboolean
accept_certificate_cb (SoupMessage *message,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       gpointer user_data)
{
  ValSandboxServer *self = user_data;

  return self->certificate != NULL && g_tls_certificate_is_same (certificate, self->certificate);
}

static void
queued_cb (SoupSession *session, SoupMessage *message, gpointer user_data)
{
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), user_data);
}

/* Without a proxy: it would take what is meant for loopback elsewhere. */
static void
make_session (ValSandboxServer *self)
{
  self->cancellable = g_cancellable_new ();
  self->session = soup_session_new_with_options ("timeout", 10, "max-conns-per-host", 8, NULL);
  soup_session_set_proxy_resolver (self->session, NULL);
  g_signal_connect (self->session, "request-queued", G_CALLBACK (queued_cb), self);
}

static void
make_parts (ValSandboxServer *self)
{
  make_secrets (self);
  make_session (self);
  self->timers = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) g_source_unref, NULL);
  self->store = val_sandbox_store_new ();
  self->faults = val_sandbox_faults_new ();
  self->log = val_sandbox_log_new ();
  self->usage = val_sandbox_usage_new ();
  self->oauth = val_sandbox_oauth_new ();
  self->oauth1 = val_sandbox_oauth1_new ();
  self->events = val_sandbox_events_new ();
  self->delivery = val_sandbox_delivery_new (self);
  self->provider = val_sandbox_provider_new ();
}

/**
 * val_sandbox_server_new:
 * @options: of the sandbox
 * @error: why it cannot begin
 *
 * Begins to listen in the thread's default main context; everything but the listening is ready
 * before the first request.
 *
 * Returns: (transfer full) (nullable): the server
 */
ValSandboxServer *
val_sandbox_server_new (const ValSandboxOptions *options, GError **error)
{
  g_autoptr (ValSandboxServer) self = g_new0 (ValSandboxServer, 1);

  make_parts (self);
  self->latency_ms = options->latency_ms;
  self->catalogue = val_sandbox_catalogue_new (error);
  if (self->catalogue == NULL)
    return NULL;
  if (options->faults_path != NULL &&
      !val_sandbox_faults_load (self->faults, options->faults_path, error))
    return NULL;
  val_sandbox_population_fill (self, options->instances, options->seed);
  if (!listen_local (self, options, error))
    return NULL;
  name_itself (self);
  return g_steal_pointer (&self);
}

static void
drop_timers (ValSandboxServer *self)
{
  GHashTableIter iter;
  gpointer source;
  gpointer call;

  g_hash_table_iter_init (&iter, self->timers);
  while (g_hash_table_iter_next (&iter, &source, &call))
    {
      g_source_destroy (source);
      val_sandbox_call_free (call);
    }
  g_hash_table_unref (self->timers);
}

static void
free_texts (ValSandboxServer *self)
{
  g_free (self->origin);
  g_free (self->base_url);
  g_free (self->provider_url);
  g_free (self->user_secret);
  g_free (self->organization_secret);
  g_free (self->email);
  g_free (self->password);
  g_free (self->bearer);
  g_free (self->control_token);
  g_free (self->form_key);
}

/**
 * val_sandbox_server_free:
 * @self: (transfer full): a server, in its thread
 */
void
val_sandbox_server_free (ValSandboxServer *self)
{
  g_cancellable_cancel (self->cancellable);
  soup_session_abort (self->session);
  if (self->soup != NULL)
    soup_server_disconnect (self->soup);
  while (g_main_context_iteration (g_main_context_get_thread_default (), FALSE))
    continue;
  drop_timers (self);
  g_clear_object (&self->soup);
  g_clear_pointer (&self->delivery, val_sandbox_delivery_free);
  g_clear_pointer (&self->events, val_sandbox_events_free);
  g_clear_pointer (&self->provider, val_sandbox_provider_free);
  g_clear_pointer (&self->oauth, val_sandbox_oauth_free);
  g_clear_pointer (&self->oauth1, val_sandbox_oauth1_free);
  g_clear_pointer (&self->log, val_sandbox_log_free);
  g_clear_pointer (&self->usage, val_sandbox_usage_free);
  g_clear_pointer (&self->faults, val_sandbox_faults_free);
  g_clear_pointer (&self->store, val_sandbox_store_free);
  g_clear_pointer (&self->catalogue, val_sandbox_catalogue_free);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  val_sandbox_tls_clear (self);
  free_texts (self);
  g_free (self);
}

/**
 * val_sandbox_server_now:
 *
 * Returns: microseconds since 1970 on the sandbox's clock, which can be moved on
 */
gint64
val_sandbox_server_now (ValSandboxServer *self)
{
  return g_get_real_time () + self->clock_offset;
}

/**
 * val_sandbox_server_is_own:
 * @uri: a callback
 *
 * Returns: whether it leads back to the sandbox (contract 11.1)
 */
gboolean
val_sandbox_server_is_own (ValSandboxServer *self, GUri *uri)
{
  return val_uri_is_loopback (uri) && (guint) g_uri_get_port (uri) == self->port;
}
