/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-session.h"

#include "api/val-session-private.h"
#include "val-config.h"

#define MAX_CONNECTIONS 32
#define TIMEOUT_S       30
#define IDLE_TIMEOUT_S  60

struct _ValSession
{
  GObject parent_instance;

  char *base_url;
  ValCredentials *credentials;
  GTlsDatabase *tls_database;
  SoupSession *soup;
  gsize max_body;
  guint timeout;
  double retry_scale;
  ValPace *pace;
  guint max_connections;
};

G_DEFINE_FINAL_TYPE (ValSession, val_session, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_BASE_URL,
  PROP_CREDENTIALS,
  PROP_TLS_DATABASE,
  PROP_MAX_BODY,
  PROP_TIMEOUT,
  PROP_RETRY_SCALE,
  PROP_PACE,
  PROP_MAX_CONNECTIONS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_EXCHANGE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
val_session_constructed (GObject *object)
{
  ValSession *self = VAL_SESSION (object);

  G_OBJECT_CLASS (val_session_parent_class)->constructed (object);

  self->soup = soup_session_new_with_options (
      "max-conns", self->max_connections, "max-conns-per-host", self->max_connections, "timeout",
      self->timeout, "idle-timeout", IDLE_TIMEOUT_S, "user-agent", "Valence/" VAL_VERSION,
      "accept-language-auto", FALSE, NULL);
  if (self->tls_database != NULL)
    soup_session_set_tls_database (self->soup, self->tls_database);
  /* Credentials are ours to send: an authentication challenge is answered by nothing else. */
  soup_session_remove_feature_by_type (self->soup, SOUP_TYPE_AUTH_MANAGER);
}

static void
val_session_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ValSession *self = VAL_SESSION (object);

  switch (prop_id)
    {
    case PROP_BASE_URL:
      g_value_set_string (value, self->base_url);
      break;
    case PROP_CREDENTIALS:
      g_value_set_boxed (value, self->credentials);
      break;
    case PROP_TLS_DATABASE:
      g_value_set_object (value, self->tls_database);
      break;
    case PROP_MAX_BODY:
      g_value_set_uint64 (value, self->max_body);
      break;
    case PROP_TIMEOUT:
      g_value_set_uint (value, self->timeout);
      break;
    case PROP_RETRY_SCALE:
      g_value_set_double (value, self->retry_scale);
      break;
    case PROP_PACE:
      g_value_set_object (value, self->pace);
      break;
    case PROP_MAX_CONNECTIONS:
      g_value_set_uint (value, self->max_connections);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_session_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ValSession *self = VAL_SESSION (object);

  switch (prop_id)
    {
    case PROP_BASE_URL:
      self->base_url = g_value_dup_string (value);
      break;
    case PROP_CREDENTIALS:
      self->credentials = g_value_dup_boxed (value);
      break;
    case PROP_TLS_DATABASE:
      self->tls_database = g_value_dup_object (value);
      break;
    case PROP_MAX_BODY:
      self->max_body = g_value_get_uint64 (value);
      break;
    case PROP_TIMEOUT:
      self->timeout = g_value_get_uint (value);
      break;
    case PROP_RETRY_SCALE:
      self->retry_scale = g_value_get_double (value);
      break;
    case PROP_PACE:
      self->pace = g_value_dup_object (value);
      break;
    case PROP_MAX_CONNECTIONS:
      self->max_connections = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_session_finalize (GObject *object)
{
  ValSession *self = VAL_SESSION (object);

  g_clear_object (&self->soup);
  g_clear_object (&self->pace);
  g_clear_object (&self->tls_database);
  g_clear_pointer (&self->credentials, val_credentials_unref);
  g_clear_pointer (&self->base_url, g_free);

  G_OBJECT_CLASS (val_session_parent_class)->finalize (object);
}

static void
val_session_class_init (ValSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = val_session_constructed;
  object_class->get_property = val_session_get_property;
  object_class->set_property = val_session_set_property;
  object_class->finalize = val_session_finalize;

  signals[SIGNAL_EXCHANGE] = g_signal_new ("exchange", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 1, VAL_TYPE_EXCHANGE);

  properties[PROP_BASE_URL] = g_param_spec_string ("base-url", NULL, NULL, NULL, flags);
  properties[PROP_CREDENTIALS] =
      g_param_spec_boxed ("credentials", NULL, NULL, VAL_TYPE_CREDENTIALS, flags);
  properties[PROP_TLS_DATABASE] =
      g_param_spec_object ("tls-database", NULL, NULL, G_TYPE_TLS_DATABASE, flags);
  properties[PROP_MAX_BODY] =
      g_param_spec_uint64 ("max-body", NULL, NULL, 1, G_MAXUINT, VAL_SESSION_MAX_BODY, flags);
  properties[PROP_TIMEOUT] =
      g_param_spec_uint ("timeout", NULL, NULL, 1, G_MAXINT, TIMEOUT_S, flags);
  properties[PROP_RETRY_SCALE] =
      g_param_spec_double ("retry-scale", NULL, NULL, 0.0, 10.0, 1.0, flags);
  properties[PROP_PACE] = g_param_spec_object ("pace", NULL, NULL, VAL_TYPE_PACE, flags);
  properties[PROP_MAX_CONNECTIONS] = g_param_spec_uint (
      "max-connections", NULL, NULL, 1, VAL_PACE_MAX_IN_FLIGHT, MAX_CONNECTIONS, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_session_init (ValSession *self)
{
}

/**
 * val_session_new:
 * @base_url: the account's base URL, as val_uri_normalise_base () gives it
 * @credentials: (nullable): the account's secrets, or NULL to send none
 *
 * Returns: (transfer full): a new session, with connections of its own
 */
ValSession *
val_session_new (const char *base_url, ValCredentials *credentials)
{
  g_return_val_if_fail (base_url != NULL, NULL);

  return g_object_new (VAL_TYPE_SESSION, "base-url", base_url, "credentials", credentials, NULL);
}

/**
 * val_session_new_paced:
 * @like: the session of the same account
 * @pace: asked before each attempt
 *
 * Returns: (transfer full): a new session to where @like leads, with its secrets, authorities and
 *   limits, and with connections of its own, as many as @pace may have in flight
 */
ValSession *
val_session_new_paced (ValSession *like, ValPace *pace)
{
  g_return_val_if_fail (VAL_IS_SESSION (like), NULL);
  g_return_val_if_fail (VAL_IS_PACE (pace), NULL);

  return g_object_new (VAL_TYPE_SESSION, "base-url", like->base_url, "credentials",
                       like->credentials, "tls-database", like->tls_database, "max-body",
                       (guint64) like->max_body, "timeout", like->timeout, "retry-scale",
                       like->retry_scale, "pace", pace, "max-connections",
                       val_pace_get_max_in_flight (pace), NULL);
}

/**
 * val_session_get_base_url:
 * @self: a session
 *
 * Returns: (transfer none): the base URL
 */
const char *
val_session_get_base_url (ValSession *self)
{
  g_return_val_if_fail (VAL_IS_SESSION (self), NULL);

  return self->base_url;
}

SoupSession *
val_session_get_soup (ValSession *self)
{
  return self->soup;
}

ValCredentials *
val_session_get_credentials (ValSession *self)
{
  return self->credentials;
}

gsize
val_session_get_max_body (ValSession *self)
{
  return self->max_body;
}

double
val_session_get_retry_scale (ValSession *self)
{
  return self->retry_scale;
}

ValPace *
val_session_get_pace (ValSession *self)
{
  return self->pace;
}

/* Nothing is recorded for nobody. */
gboolean
val_session_is_watched (ValSession *self)
{
  return g_signal_has_handler_pending (self, signals[SIGNAL_EXCHANGE], 0, FALSE);
}

void
val_session_report (ValSession *self, ValExchange *exchange)
{
  g_signal_emit (self, signals[SIGNAL_EXCHANGE], 0, exchange);
}
