/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oauth/val-oauth-flow.h"

#include "oauth/val-redirect-listener.h"
#include "util/val-error.h"
#include "util/val-random.h"
#include "util/val-secret.h"
#include "util/val-uri.h"

#include <glib/gi18n-lib.h>

#define STATE_BYTES 32

struct _ValOAuthFlow
{
  GObject parent_instance;

  ValSession *session;
  ValConsent consent;
  char *callback_url;
  ValOAuthRequest request; /* until its requests are sent; its texts are owned */

  ValOAuthPhase phase;
  char *state;        /* with OAuth 1, the request token once there is one */
  char *token_secret; /* (nullable): of the request token */
  char *consent_url;
  ValRedirectListener *listener;
  GError *listen_error;

  GTask *task; /* nullable: the attempt */
  ValOAuthLaunch launch;
  gpointer launch_data;
  guint timeout_seconds;
  GSource *timer;
  GSource *stopper;
};

G_DEFINE_FINAL_TYPE (ValOAuthFlow, val_oauth_flow, G_TYPE_OBJECT)

enum
{
  PROP_PHASE = 1,
  PROP_CONSENT_URL,
  PROP_LISTENING,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
set_phase (ValOAuthFlow *self, ValOAuthPhase phase)
{
  if (self->phase == phase)
    return;
  self->phase = phase;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PHASE]);
}

static void
set_listener (ValOAuthFlow *self, ValRedirectListener *listener)
{
  g_autoptr (ValRedirectListener) old = self->listener;

  if (old == listener)
    return;
  self->listener = listener;
  if (old != NULL)
    val_redirect_listener_close (old);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LISTENING]);
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Whatever ends the attempt comes through here, and only the first does anything. */
static void
end (ValOAuthFlow *self, ValRedirect *redirect, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (task == NULL)
    {
      val_redirect_free (redirect);
      g_clear_error (&error);
      return;
    }
  clear_source (&self->timer);
  clear_source (&self->stopper);
  set_listener (self, NULL);
  set_phase (self, VAL_OAUTH_DONE);
  if (redirect != NULL && self->token_secret != NULL)
    g_hash_table_replace (redirect->params, g_strdup ("secret"), g_strdup (self->token_secret));
  if (redirect != NULL)
    g_task_return_pointer (task, redirect, (GDestroyNotify) val_redirect_free);
  else
    g_task_return_error (task, error);
}

static void
caught_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValOAuthFlow) self = user_data;
  GError *error = NULL;
  ValRedirect *redirect =
      val_redirect_listener_wait_finish (VAL_REDIRECT_LISTENER (source), result, &error);

  end (self, redirect, error);
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
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  end (user_data, NULL, error);
  return G_SOURCE_REMOVE;
}

static GSource *
attach (GSource *source, GSourceFunc callback, ValOAuthFlow *self)
{
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

/* The address goes to the user's browser: nothing but a page of the web may be opened by it. */
static gboolean
is_safe_to_open (const char *url)
{
  g_autoptr (GUri) uri = NULL;

  for (const char *at = url; *at != '\0'; at++)
    if (!g_ascii_isgraph (*at) || *at == '\\')
      return FALSE;
  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_userinfo (uri) != NULL || g_uri_get_host (uri) == NULL ||
      *g_uri_get_host (uri) == '\0')
    return FALSE;
  return g_str_equal (g_uri_get_scheme (uri), "https") ||
         (g_str_equal (g_uri_get_scheme (uri), "http") && val_uri_is_loopback (uri));
}

/* The browser is opened last, when everything is there to meet what comes back. */
static void
begin_waiting (ValOAuthFlow *self, char *url)
{
  self->consent_url = url;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONSENT_URL]);
  if (self->timeout_seconds > 0)
    self->timer =
        attach (g_timeout_source_new (MIN (self->timeout_seconds, G_MAXUINT / 1000) * 1000),
                timed_out_cb, self);
  set_phase (self, VAL_OAUTH_WAITING);
  if (self->task != NULL && self->launch != NULL)
    self->launch (self->consent_url, self->launch_data);
}

static void
got_url_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValOAuthFlow) self = user_data;
  GError *error = NULL;
  g_autofree char *url = val_elements_api_oauth_url_finish (VAL_SESSION (source), result, &error);

  if (self->task == NULL || url == NULL)
    {
      end (self, NULL, error);
      return;
    }
  if (is_safe_to_open (url))
    begin_waiting (self, g_steal_pointer (&url));
  else
    end (self, NULL,
         g_error_new_literal (VAL_ERROR, VAL_ERROR_BAD_ANSWER,
                              _ ("The address of the consent page is not a secure web address.")));
}

/* Without its fixed port the attempt goes on, and the user pastes; with any port asked for and
 * none to be had, there is no address to send the browser to. */
static gboolean
listen_on (ValOAuthFlow *self, GError **error)
{
  ValRedirectListener *listener = NULL;
  g_autoptr (GUri) uri = NULL;

  if (!val_redirect_listener_can_catch (self->callback_url))
    return TRUE;
  listener = val_redirect_listener_new (self->callback_url, self->state, &self->listen_error);
  if (listener != NULL)
    {
      set_listener (self, listener);
      g_free (self->callback_url);
      self->callback_url = g_strdup (val_redirect_listener_get_url (listener));
      val_redirect_listener_wait_async (listener, 0, NULL, caught_cb, g_object_ref (self));
      return TRUE;
    }
  uri = g_uri_parse (self->callback_url, G_URI_FLAGS_ENCODED, NULL);
  if (g_uri_get_port (uri) != 0)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->listen_error));
  return FALSE;
}

static void
clear_request (ValOAuthFlow *self)
{
  g_free ((char *) self->request.element_key);
  g_free ((char *) self->request.api_key);
  val_secret_free ((char *) self->request.api_secret);
  g_free ((char *) self->request.scope);
  g_free ((char *) self->request.site_address);
  self->request = (ValOAuthRequest){ NULL };
}

static void
copy_request (ValOAuthFlow *self, const ValOAuthRequest *given)
{
  clear_request (self);
  self->request.element_key = g_strdup (given->element_key);
  self->request.api_key = g_strdup (given->api_key);
  self->request.api_secret = g_strdup (given->api_secret);
  self->request.scope = g_strdup (given->scope);
  self->request.site_address = g_strdup (given->site_address);
}

static void
ask_for_url (ValOAuthFlow *self)
{
  ValOAuthRequest request = self->request;

  request.callback_url = self->callback_url;
  if (self->consent == VAL_CONSENT_OAUTH1)
    request.request_token = self->state;
  else
    request.state = self->state;
  val_elements_api_oauth_url_async (self->session, &request, g_task_get_cancellable (self->task),
                                    got_url_cb, g_object_ref (self));
  clear_request (self);
}

static void
got_token_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValOAuthFlow) self = user_data;
  g_autoptr (ValSecretString) secret = NULL;
  GError *error = NULL;
  g_autoptr (ValSecretString) token =
      val_elements_api_oauth_token_finish (VAL_SESSION (source), result, &secret, &error);

  if (self->task == NULL || token == NULL)
    {
      end (self, NULL, error);
      return;
    }
  val_secret_free (self->state);
  self->state = g_steal_pointer (&token);
  self->token_secret = g_steal_pointer (&secret);
  if (self->listener != NULL)
    val_redirect_listener_set_state (self->listener, self->state);
  ask_for_url (self);
}

static void
ask_for_token (ValOAuthFlow *self)
{
  ValOAuthRequest request = self->request;

  request.callback_url = self->callback_url;
  val_elements_api_oauth_token_async (self->session, &request, g_task_get_cancellable (self->task),
                                      got_token_cb, g_object_ref (self));
}

static void
ask (ValOAuthFlow *self)
{
  set_phase (self, VAL_OAUTH_ASKING);
  if (self->task == NULL)
    return;
  if (self->consent == VAL_CONSENT_OAUTH1)
    ask_for_token (self);
  else
    ask_for_url (self);
}

static void
val_oauth_flow_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValOAuthFlow *self = VAL_OAUTH_FLOW (object);

  switch (id)
    {
    case PROP_PHASE:
      g_value_set_uint (value, self->phase);
      break;
    case PROP_CONSENT_URL:
      g_value_set_string (value, self->consent_url);
      break;
    case PROP_LISTENING:
      g_value_set_boolean (value, val_oauth_flow_get_listening (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_oauth_flow_dispose (GObject *object)
{
  ValOAuthFlow *self = VAL_OAUTH_FLOW (object);

  clear_source (&self->timer);
  clear_source (&self->stopper);
  g_clear_object (&self->listener);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (val_oauth_flow_parent_class)->dispose (object);
}

static void
val_oauth_flow_finalize (GObject *object)
{
  ValOAuthFlow *self = VAL_OAUTH_FLOW (object);

  clear_request (self);
  g_free (self->callback_url);
  val_secret_free (self->token_secret);
  val_secret_free (self->state);
  val_secret_free (self->consent_url);
  g_clear_error (&self->listen_error);
  G_OBJECT_CLASS (val_oauth_flow_parent_class)->finalize (object);
}

static void
val_oauth_flow_class_init (ValOAuthFlowClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = val_oauth_flow_get_property;
  object_class->dispose = val_oauth_flow_dispose;
  object_class->finalize = val_oauth_flow_finalize;

  properties[PROP_PHASE] = g_param_spec_uint ("phase", NULL, NULL, VAL_OAUTH_IDLE, VAL_OAUTH_DONE,
                                              VAL_OAUTH_IDLE, flags);
  properties[PROP_CONSENT_URL] = g_param_spec_string ("consent-url", NULL, NULL, NULL, flags);
  properties[PROP_LISTENING] = g_param_spec_boolean ("listening", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_oauth_flow_init (ValOAuthFlow *self)
{
}

/**
 * val_oauth_flow_new:
 * @session: the account's way to the platform
 * @consent: by which kind of OAuth
 * @callback_url: where the provider sends the browser back to.  An http URL of this computer is
 *   listened on, at any free port where its port is 0; with any other, the user pastes
 *
 * Returns: (transfer full): one attempt at consent
 */
ValOAuthFlow *
val_oauth_flow_new (ValSession *session, ValConsent consent, const char *callback_url)
{
  ValOAuthFlow *self = NULL;

  g_return_val_if_fail (VAL_IS_SESSION (session), NULL);
  g_return_val_if_fail (consent != VAL_CONSENT_NONE, NULL);
  g_return_val_if_fail (callback_url != NULL, NULL);

  self = g_object_new (VAL_TYPE_OAUTH_FLOW, NULL);
  self->consent = consent;
  self->session = g_object_ref (session);
  self->callback_url = g_strdup (callback_url);
  return self;
}

/**
 * val_oauth_flow_run_async:
 * @self: an attempt that has not been run
 * @request: what to ask the platform for (contract 6.1, 6.5); its callback URL is replaced by the
 *   one that is really listened on.  Where its state is %NULL, 256 random bits are used; with
 *   OAuth 1 the request token takes its place.  Not needed after the call
 * @timeout_seconds: how long to wait for the browser once it was opened, or 0 for as long as it
 *   takes
 * @launch: (nullable): opens the browser; called once, in val_oauth_flow_get_phase ()
 *   %VAL_OAUTH_WAITING
 * @launch_data: for @launch; must be there until @callback is called
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Makes the attempt.  Where the callback URL's own port is taken, it goes on without listening at
 * once: val_oauth_flow_get_listen_error () says why, the browser ends at an address that shows an
 * error or another program's page, and that address can be pasted.
 */
void
val_oauth_flow_run_async (ValOAuthFlow *self,
                          const ValOAuthRequest *request,
                          guint timeout_seconds,
                          ValOAuthLaunch launch,
                          gpointer launch_data,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GError *error = NULL;

  g_return_if_fail (VAL_IS_OAUTH_FLOW (self));
  g_return_if_fail (request != NULL);
  g_return_if_fail (self->phase == VAL_OAUTH_IDLE);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, val_oauth_flow_run_async);
  self->launch = launch;
  self->launch_data = launch_data;
  self->timeout_seconds = timeout_seconds;
  self->state = request->state != NULL ? g_strdup (request->state) : val_random_token (STATE_BYTES);
  if (cancellable != NULL)
    self->stopper =
        attach (g_cancellable_source_new (cancellable), G_SOURCE_FUNC (cancelled_cb), self);
  copy_request (self, request);
  if (listen_on (self, &error))
    ask (self);
  else
    end (self, NULL, error);
}

/**
 * val_oauth_flow_run_finish:
 * @self: an attempt
 * @result: what the callback got
 * @error: #VAL_ERROR_OAUTH_DENIED and #VAL_ERROR_OAUTH_PROVIDER for what the provider said,
 *   #VAL_ERROR_OAUTH_TIMED_OUT, #VAL_ERROR_OAUTH_NO_PORT where any port would do and none was free,
 *   #VAL_ERROR_BAD_ANSWER where the consent page's address is not https, what the platform answers,
 *   or #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what came back, with OAuth 1 the request token's secret
 *   too; handed out once, as a code works once
 */
ValRedirect *
val_oauth_flow_run_finish (ValOAuthFlow *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * val_oauth_flow_paste:
 * @self: an attempt in phase %VAL_OAUTH_WAITING
 * @text: (nullable): the address that the browser ended at, in whatever form it was copied
 * @error: #VAL_ERROR_OAUTH_STATE and #VAL_ERROR_OAUTH_NO_CODE where it is not this attempt's
 *   answer, #VAL_ERROR_INVALID_INPUT in any other phase
 *
 * Ends the attempt by hand.  A pasted refusal of the provider's ends it too, with that error for
 * val_oauth_flow_run_finish ().
 *
 * Returns: whether @text was this attempt's answer; if not, the attempt lives on
 */
gboolean
val_oauth_flow_paste (ValOAuthFlow *self, const char *text, GError **error)
{
  GError *paste_error = NULL;
  ValRedirect *redirect = NULL;

  g_return_val_if_fail (VAL_IS_OAUTH_FLOW (self), FALSE);

  if (self->phase != VAL_OAUTH_WAITING)
    {
      g_set_error_literal (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT,
                           _ ("No answer from a provider is being waited for."));
      return FALSE;
    }
  redirect = val_redirect_parse_paste (text, self->callback_url, self->state, &paste_error);
  if (val_error_is (paste_error, VAL_ERROR_OAUTH_STATE) ||
      val_error_is (paste_error, VAL_ERROR_OAUTH_NO_CODE))
    {
      g_propagate_error (error, paste_error);
      return FALSE;
    }
  end (self, redirect, paste_error);
  return TRUE;
}

/**
 * val_oauth_flow_get_consent_url:
 * @self: an attempt
 *
 * Returns: (transfer none) (nullable): the consent page's address, once the platform gave it
 */
const char *
val_oauth_flow_get_consent_url (ValOAuthFlow *self)
{
  g_return_val_if_fail (VAL_IS_OAUTH_FLOW (self), NULL);

  return self->consent_url;
}

/**
 * val_oauth_flow_get_callback_url:
 * @self: an attempt
 *
 * Returns: where the provider sends the browser back to: once the attempt has begun, with the port
 *   that is really listened on
 */
const char *
val_oauth_flow_get_callback_url (ValOAuthFlow *self)
{
  g_return_val_if_fail (VAL_IS_OAUTH_FLOW (self), NULL);

  return self->callback_url;
}

/**
 * val_oauth_flow_get_listening:
 * @self: an attempt
 *
 * Returns: whether the browser's return will be noticed; if not, the user has to paste
 */
gboolean
val_oauth_flow_get_listening (ValOAuthFlow *self)
{
  g_return_val_if_fail (VAL_IS_OAUTH_FLOW (self), FALSE);

  return self->listener != NULL;
}

/**
 * val_oauth_flow_get_listen_error:
 * @self: an attempt that was run
 *
 * Returns: (transfer none) (nullable): #VAL_ERROR_OAUTH_NO_PORT where the callback URL could have
 *   been listened on but for its port
 */
const GError *
val_oauth_flow_get_listen_error (ValOAuthFlow *self)
{
  g_return_val_if_fail (VAL_IS_OAUTH_FLOW (self), NULL);

  return self->listen_error;
}

/**
 * val_oauth_flow_get_phase:
 * @self: an attempt
 *
 * Returns: how far it is
 */
ValOAuthPhase
val_oauth_flow_get_phase (ValOAuthFlow *self)
{
  g_return_val_if_fail (VAL_IS_OAUTH_FLOW (self), VAL_OAUTH_IDLE);

  return self->phase;
}
