/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oauth/val-redirect-listener.h"

#include "oauth/val-redirect-client.h"
#include "oauth/val-redirect-page.h"
#include "util/val-error.h"
#include "util/val-secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_CLIENTS   128 /* that have not sent their request yet */
#define BACKLOG       128
#define N_FAMILIES    2
#define PORT_ATTEMPTS 16 /* at a port that is free on both addresses */

struct _ValRedirectListener
{
  GObject parent_instance;

  char *url;
  char *path;
  char *state;
  guint16 port;

  GSocket *sockets[N_FAMILIES]; /* nullable each */
  GSource *doors[N_FAMILIES];
  GQueue clients; /* ValRedirectClient, the oldest first */

  gboolean over; /* nothing is listened for any more */
  ValRedirect *redirect;
  GError *error;

  GTask *task; /* nullable: who waits */
  GSource *timer;
  GSource *stopper;
};

G_DEFINE_FINAL_TYPE (ValRedirectListener, val_redirect_listener, G_TYPE_OBJECT)

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
drop_clients (ValRedirectListener *self)
{
  ValRedirectClient *client = NULL;

  while ((client = g_queue_pop_head (&self->clients)) != NULL)
    val_redirect_client_drop (client);
}

static void
close_sockets (ValRedirectListener *self)
{
  for (guint i = 0; i < N_FAMILIES; i++)
    {
      clear_source (&self->doors[i]);
      if (self->sockets[i] != NULL)
        g_socket_close (self->sockets[i], NULL);
      g_clear_object (&self->sockets[i]);
    }
}

static void
hang_up (ValRedirectListener *self)
{
  self->over = TRUE;
  close_sockets (self);
  drop_clients (self);
  clear_source (&self->timer);
  clear_source (&self->stopper);
}

static GError *
given_up (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                              _ ("Waiting for the browser was given up."));
}

/* The result is handed out once. */
static void
return_result (ValRedirectListener *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (task == NULL)
    return;
  if (self->redirect != NULL)
    g_task_return_pointer (task, g_steal_pointer (&self->redirect),
                           (GDestroyNotify) val_redirect_free);
  else if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else
    g_task_return_error (task, given_up ());
}

/* Only the first end counts, and nothing is taken in after it. */
static void
end (ValRedirectListener *self, ValRedirect *redirect, GError *error)
{
  g_assert (!self->over);

  self->redirect = redirect;
  self->error = error;
  hang_up (self);
  return_result (self);
}

static gboolean
is_providers_answer (const GError *error)
{
  return val_error_is (error, VAL_ERROR_OAUTH_DENIED) ||
         val_error_is (error, VAL_ERROR_OAUTH_PROVIDER);
}

static void
answer (ValRedirectClient *client, guint status, ValRedirectPage page, gboolean is_head)
{
  g_autoptr (GBytes) bytes = val_redirect_page_answer (status, page, is_head);

  val_redirect_client_answer (client, bytes);
}

static void
take_redirect (ValRedirectListener *self, ValRedirectClient *client, const char *query)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValRedirect) redirect = val_redirect_parse_query (query, self->state, &error);

  if (redirect != NULL)
    answer (client, 200, VAL_REDIRECT_PAGE_DONE, FALSE);
  else if (is_providers_answer (error))
    answer (client, 200, VAL_REDIRECT_PAGE_DECLINED, FALSE);
  else
    {
      answer (client, 400, VAL_REDIRECT_PAGE_NOT_OURS, FALSE);
      return;
    }
  end (self, g_steal_pointer (&redirect), g_steal_pointer (&error));
}

static void
read_cb (ValRedirectClient *client,
         guint status,
         const ValRedirectRequest *request,
         gpointer user_data)
{
  ValRedirectListener *self = user_data;

  g_queue_remove (&self->clients, client);
  if (request == NULL)
    return;
  if (status != 200)
    answer (client, status, VAL_REDIRECT_PAGE_REFUSED, request->is_head);
  else if (!g_str_equal (request->path, self->path))
    answer (client, 404, VAL_REDIRECT_PAGE_NOT_FOUND, request->is_head);
  else if (request->is_head)
    answer (client, 200, VAL_REDIRECT_PAGE_NOT_OURS, TRUE);
  else
    take_redirect (self, client, request->query);
}

/* Who has been silent the longest makes room: a callback sends at once. */
static gboolean
knock_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  ValRedirectListener *self = user_data;
  g_autoptr (GSocket) accepted = g_socket_accept (socket, NULL, NULL);
  g_autoptr (GSocketConnection) connection = NULL;

  if (accepted == NULL)
    return G_SOURCE_CONTINUE;
  if (g_queue_get_length (&self->clients) >= MAX_CLIENTS)
    val_redirect_client_drop (g_queue_pop_head (&self->clients));
  connection = g_socket_connection_factory_create_connection (accepted);
  g_queue_push_tail (&self->clients,
                     val_redirect_client_new (connection, self->port, read_cb, self));
  return G_SOURCE_CONTINUE;
}

static GSocket *
open_socket (GSocketFamily family, guint16 port, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocket) socket =
      g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL || !g_socket_bind (socket, address, TRUE, error))
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

static guint16
port_of (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, NULL);

  return address != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) : 0;
}

/* A computer without IPv6 is listened to on IPv4 alone, but a port that someone else holds on
 * either is not ours: the browser might go there. */
static gboolean
open_both (ValRedirectListener *self, guint16 port, GError **error)
{
  g_autoptr (GError) v6_error = NULL;

  self->sockets[0] = open_socket (G_SOCKET_FAMILY_IPV4, port, error);
  if (self->sockets[0] == NULL)
    return FALSE;
  self->port = port_of (self->sockets[0]);
  self->sockets[1] = open_socket (G_SOCKET_FAMILY_IPV6, self->port, &v6_error);
  if (!g_error_matches (v6_error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    return TRUE;
  close_sockets (self);
  g_propagate_error (error, g_steal_pointer (&v6_error));
  return FALSE;
}

static GSource *
attach (GSource *source, GSourceFunc callback, ValRedirectListener *self)
{
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static void
open_doors (ValRedirectListener *self)
{
  for (guint i = 0; i < N_FAMILIES; i++)
    if (self->sockets[i] != NULL)
      {
        self->doors[i] = g_socket_create_source (self->sockets[i], G_IO_IN, NULL);
        attach (self->doors[i], G_SOURCE_FUNC (knock_cb), self);
      }
}

static gboolean
listen_on (ValRedirectListener *self, guint16 port, GError **error)
{
  g_autoptr (GError) last_error = NULL;

  for (guint i = 0; i < (port == 0 ? PORT_ATTEMPTS : 1); i++)
    {
      g_clear_error (&last_error);
      if (open_both (self, port, &last_error))
        return TRUE;
    }
  g_set_error (error, VAL_ERROR, VAL_ERROR_OAUTH_NO_PORT,
               /* Translators: %u is a port number, %s what the system says. */
               _ ("Port %u cannot be listened on: %s"), port, last_error->message);
  return FALSE;
}

static GUri *
parse (const char *callback_url)
{
  g_autoptr (GUri) uri = NULL;

  for (const char *at = callback_url; *at != '\0'; at++)
    if (!g_ascii_isgraph (*at) || *at == '\\')
      return NULL;
  uri = g_uri_parse (callback_url, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_userinfo (uri) != NULL || g_uri_get_fragment (uri) != NULL ||
      g_uri_get_host (uri) == NULL || !g_str_equal (g_uri_get_scheme (uri), "http"))
    return NULL;
  return g_steal_pointer (&uri);
}

static char *
real_url (GUri *uri, const char *callback_url, guint16 port)
{
  if (g_uri_get_port (uri) != 0)
    return g_strdup (callback_url);
  return g_uri_join (G_URI_FLAGS_ENCODED, "http", NULL, g_uri_get_host (uri), port,
                     g_uri_get_path (uri), g_uri_get_query (uri), NULL);
}

static char *
real_path (GUri *uri)
{
  const char *path = g_uri_get_path (uri);
  char *decoded = g_uri_unescape_string (*path != '\0' ? path : "/", NULL);

  return decoded != NULL ? decoded : g_strdup (path);
}

static gboolean
timed_out_cb (gpointer user_data)
{
  end (user_data, NULL,
       g_error_new_literal (VAL_ERROR, VAL_ERROR_OAUTH_TIMED_OUT,
                            _ ("Nobody came back from the browser in time.")));
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  val_redirect_listener_close (user_data);
  return G_SOURCE_REMOVE;
}

static void
val_redirect_listener_dispose (GObject *object)
{
  ValRedirectListener *self = VAL_REDIRECT_LISTENER (object);

  hang_up (self);
  g_clear_pointer (&self->redirect, val_redirect_free);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (val_redirect_listener_parent_class)->dispose (object);
}

static void
val_redirect_listener_finalize (GObject *object)
{
  ValRedirectListener *self = VAL_REDIRECT_LISTENER (object);

  g_free (self->url);
  g_free (self->path);
  val_secret_free (self->state);
  G_OBJECT_CLASS (val_redirect_listener_parent_class)->finalize (object);
}

static void
val_redirect_listener_class_init (ValRedirectListenerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = val_redirect_listener_dispose;
  object_class->finalize = val_redirect_listener_finalize;
}

static void
val_redirect_listener_init (ValRedirectListener *self)
{
  g_queue_init (&self->clients);
}

/**
 * val_redirect_listener_can_catch:
 * @callback_url: (nullable): a redirect address
 *
 * Returns: whether it is an http URL of this computer (localhost, 127.0.0.1 or [::1]), with or
 *   without a port
 */
gboolean
val_redirect_listener_can_catch (const char *callback_url)
{
  static const char *const hosts[] = { "localhost", "127.0.0.1", "::1", NULL };
  g_autoptr (GUri) uri = callback_url != NULL ? parse (callback_url) : NULL;
  g_autofree char *host = uri != NULL ? g_ascii_strdown (g_uri_get_host (uri), -1) : NULL;

  return host != NULL && g_strv_contains (hosts, host);
}

/**
 * val_redirect_listener_new:
 * @callback_url: a redirect address that can be caught; with port 0, any free port is taken
 * @state: the state that the redirect must bring
 * @error: #VAL_ERROR_OAUTH_NO_PORT where the port is taken, on IPv4 or on IPv6
 *
 * Listens from now on.
 *
 * Returns: (transfer full) (nullable): the listener
 */
ValRedirectListener *
val_redirect_listener_new (const char *callback_url, const char *state, GError **error)
{
  g_autoptr (ValRedirectListener) self = NULL;
  g_autoptr (GUri) uri = NULL;
  int port = 0;

  g_return_val_if_fail (val_redirect_listener_can_catch (callback_url), NULL);
  g_return_val_if_fail (state != NULL && *state != '\0', NULL);

  self = g_object_new (VAL_TYPE_REDIRECT_LISTENER, NULL);
  uri = parse (callback_url);
  port = g_uri_get_port (uri);
  if (!listen_on (self, port < 0 ? 80 : (guint16) port, error))
    return NULL;
  self->state = g_strdup (state);
  self->path = real_path (uri);
  self->url = real_url (uri, callback_url, self->port);
  open_doors (self);
  return g_steal_pointer (&self);
}

/**
 * val_redirect_listener_set_state:
 * @self: a listener
 * @state: the state that the redirect must bring from now on
 *
 * For OAuth 1, whose request token is asked for with the address that is listened on.
 */
void
val_redirect_listener_set_state (ValRedirectListener *self, const char *state)
{
  g_return_if_fail (VAL_IS_REDIRECT_LISTENER (self));
  g_return_if_fail (state != NULL && *state != '\0');

  val_secret_free (self->state);
  self->state = g_strdup (state);
}

/**
 * val_redirect_listener_get_url:
 * @self: a listener
 *
 * Returns: (transfer none): the redirect address, with the port that is really listened on
 */
const char *
val_redirect_listener_get_url (ValRedirectListener *self)
{
  g_return_val_if_fail (VAL_IS_REDIRECT_LISTENER (self), NULL);

  return self->url;
}

/**
 * val_redirect_listener_wait_async:
 * @self: a listener that nobody waits for yet
 * @timeout_seconds: how long to wait, or 0 for as long as it takes
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Waits for the redirect; one that came since the listener was made counts.
 */
void
val_redirect_listener_wait_async (ValRedirectListener *self,
                                  guint timeout_seconds,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_return_if_fail (VAL_IS_REDIRECT_LISTENER (self));
  g_return_if_fail (self->task == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, val_redirect_listener_wait_async);
  if (self->over)
    {
      return_result (self);
      return;
    }
  if (timeout_seconds > 0)
    self->timer = attach (g_timeout_source_new (MIN (timeout_seconds, G_MAXUINT / 1000) * 1000),
                          timed_out_cb, self);
  if (cancellable != NULL)
    self->stopper =
        attach (g_cancellable_source_new (cancellable), G_SOURCE_FUNC (cancelled_cb), self);
}

/**
 * val_redirect_listener_wait_finish:
 * @self: a listener
 * @result: what the callback got
 * @error: #VAL_ERROR_OAUTH_DENIED and #VAL_ERROR_OAUTH_PROVIDER for what the provider said,
 *   #VAL_ERROR_OAUTH_TIMED_OUT, or #G_IO_ERROR_CANCELLED, also where it was closed
 *
 * Returns: (transfer full) (nullable): what came back
 */
ValRedirect *
val_redirect_listener_wait_finish (ValRedirectListener *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * val_redirect_listener_close:
 * @self: a listener
 *
 * Stops listening at once; who waits gets #G_IO_ERROR_CANCELLED.
 */
void
val_redirect_listener_close (ValRedirectListener *self)
{
  g_return_if_fail (VAL_IS_REDIRECT_LISTENER (self));

  if (!self->over)
    end (self, NULL, given_up ());
}
