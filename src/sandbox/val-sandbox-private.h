/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sandbox/val-sandbox.h"
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

#define VAL_SANDBOX_API       "/elements/api-v2"
#define VAL_SANDBOX_RESOURCES "/io/github/valence_desktop/sandbox/"
#define VAL_SANDBOX_MAX_BODY  (8 * 1024 * 1024)
#define VAL_SANDBOX_CALLBACK  "event.notification.callback.url"
#define VAL_SANDBOX_EVENTS_ON "event.notification.enabled"

typedef struct _ValSandboxServer ValSandboxServer;
typedef struct _ValSandboxCall ValSandboxCall;
typedef struct _ValSandboxStore ValSandboxStore;
typedef struct _ValSandboxInstance ValSandboxInstance;
typedef struct _ValSandboxCatalogue ValSandboxCatalogue;
typedef struct _ValSandboxElement ValSandboxElement;
typedef struct _ValSandboxFaults ValSandboxFaults;
typedef struct _ValSandboxLog ValSandboxLog;
typedef struct _ValSandboxUsage ValSandboxUsage;
typedef struct _ValSandboxOAuth ValSandboxOAuth;
typedef struct _ValSandboxOAuth1 ValSandboxOAuth1;
typedef struct _ValSandboxEvents ValSandboxEvents;
typedef struct _ValSandboxDelivery ValSandboxDelivery;
typedef struct _ValSandboxProvider ValSandboxProvider;

/* One entry of an element's configuration schema (contract 8); its texts belong to the JSON. */
typedef struct
{
  JsonObject *json;
  const char *key;
  const char *type;
  const char *fallback;
  const char *group;
  gsize max_length;
  gboolean required;
  gboolean secret;
  gboolean controls_group;
} ValSandboxEntry;

struct _ValSandboxElement
{
  gint64 id;
  const char *key;
  const char *name;
  const char *hub;
  const char *auth;
  JsonObject *json;
  JsonObject *brief;
  JsonObject *slight;
  GArray *entries; /* (element-type ValSandboxEntry) */
};

typedef struct
{
  GRefString *key;
  GRefString *value; /* (nullable): set to null on purpose */
} ValSandboxPair;

struct _ValSandboxInstance
{
  gint64 id;
  gint64 created; /* seconds since 1970 */
  gint64 subscription;
  const ValSandboxElement *element;
  char *name;
  char *folded;
  char *token;
  char **tags;
  GArray *config;    /* (element-type ValSandboxPair): what differs from the schema's defaults */
  GRefString *grant; /* (nullable): the code its tokens came from */
  guint disabled : 1;
  guint invalid : 1;
  guint traced : 1;
};

typedef enum
{
  VAL_SANDBOX_JSON_FULL = 0,
  VAL_SANDBOX_JSON_LISTED = 1 << 0, /* without provisionInteractions */
  VAL_SANDBOX_JSON_SLIGHT = 1 << 1, /* hydrate=false */
} ValSandboxJsonFlags;

typedef enum
{
  VAL_SANDBOX_PATCH_MERGE,
  VAL_SANDBOX_PATCH_IGNORE,
  VAL_SANDBOX_PATCH_REPLACE,
  VAL_SANDBOX_PATCH_PRETEND,
} ValSandboxPatchMode;

/* What a rule of the faults file does to one request. */
typedef struct
{
  guint latency_ms;
  guint jitter_ms;
  guint status;
  char *body;
  char *message;
  char *content_type;
  char *retry_after;
  gboolean retry_after_date;
  gint64 truncate; /* bytes of the body that are sent, or -1 for all */
  gboolean applied;
  gboolean reset;
  gboolean bad_json;
  ValSandboxPatchMode patch_mode;
} ValSandboxFault;

typedef enum
{
  VAL_SANDBOX_AUTH_NONE,
  VAL_SANDBOX_AUTH_PLATFORM, /* contract 1.1 */
  VAL_SANDBOX_AUTH_EITHER,   /* 1.1, or 1.3 when an Element part is there */
  VAL_SANDBOX_AUTH_TOKEN,    /* 1.3 */
  VAL_SANDBOX_AUTH_ELEMENT,  /* 1.2 or 1.3 */
  VAL_SANDBOX_AUTH_BEARER,   /* contract 1.9 */
  VAL_SANDBOX_AUTH_CONTROL,
  VAL_SANDBOX_AUTH_SEAM, /* an application on this computer */
  VAL_SANDBOX_AUTH_PAGE, /* a person's browser: no JSON */
  VAL_SANDBOX_AUTH_HOOK, /* a provider's webhook: any body */
} ValSandboxAuth;

typedef struct
{
  const char *method;
  const char *pattern;
  ValSandboxAuth auth;
  void (*handler) (ValSandboxCall *call);
} ValSandboxRoute;

/* One request and its answer, while it is being dealt with. */
struct _ValSandboxCall
{
  ValSandboxServer *server;
  SoupServerMessage *message;
  const ValSandboxRoute *route;
  ValSandboxFault *fault;           /* (nullable) */
  ValSandboxInstance *instance;     /* (nullable): that the path or the token names */
  const ValSandboxElement *element; /* (nullable): that the path names */
  char *argument;                   /* (nullable): the path's free segment */
  char *request_id;
  GPtrArray *query; /* (element-type utf8): name, value, name, value */
  JsonNode *body;   /* (nullable) */
  gint64 started;
  gboolean held;
  gboolean gone;
};

struct _ValSandboxServer
{
  SoupServer *soup;
  SoupSession *session;
  GCancellable *cancellable;
  GHashTable *timers; /* (element-type GSource ValSandboxCall): answers held back */
  ValSandboxStore *store;
  ValSandboxCatalogue *catalogue;
  ValSandboxFaults *faults;
  ValSandboxLog *log;
  ValSandboxUsage *usage;
  ValSandboxOAuth *oauth;
  ValSandboxOAuth1 *oauth1;
  ValSandboxEvents *events;
  ValSandboxDelivery *delivery;
  ValSandboxProvider *provider;
  GTlsCertificate *certificate;
  char *certificate_dir;
  char *certificate_path;
  char *origin;
  char *base_url;
  char *provider_url;
  char *user_secret;
  char *organization_secret;
  char *email;
  char *password;
  char *bearer; /* (nullable): before anybody signed in */
  char *control_token;
  char *form_key;
  guint latency_ms;
  guint port;
  gint64 clock_offset; /* microseconds */
};

/* val-sandbox-server.c */
ValSandboxServer *val_sandbox_server_new (const ValSandboxOptions *options, GError **error);
void val_sandbox_server_free (ValSandboxServer *self);
gint64 val_sandbox_server_now (ValSandboxServer *self);
gboolean val_sandbox_server_is_own (ValSandboxServer *self, GUri *uri);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValSandboxServer, val_sandbox_server_free)

/* val-sandbox-tls.c */
gboolean val_sandbox_tls_make (ValSandboxServer *self, GError **error);
void val_sandbox_tls_clear (ValSandboxServer *self);

/* val-sandbox-text.c */
char *val_sandbox_random_base64 (gsize n_bytes);
char *val_sandbox_random_hex (gsize n_bytes);
char *val_sandbox_iso (gint64 seconds);
char *val_sandbox_strip_html (const char *text);
char *val_sandbox_escape_html (const char *text);
char *val_sandbox_page (const char *template, const char *first_name, ...) G_GNUC_NULL_TERMINATED;
GBytes *val_sandbox_resource (const char *name);

/* val-sandbox-router.c */
void val_sandbox_router_dispatch (ValSandboxCall *call);

/* val-sandbox-call.c */
ValSandboxCall *val_sandbox_call_new (ValSandboxServer *server, SoupServerMessage *message);
void val_sandbox_call_free (ValSandboxCall *self);
const char *val_sandbox_call_query (ValSandboxCall *self, const char *name);
gboolean val_sandbox_call_flag (ValSandboxCall *self, const char *name, gboolean fallback);
const char *val_sandbox_call_header (ValSandboxCall *self, const char *name);
void val_sandbox_call_set_header (ValSandboxCall *self, const char *name, const char *value);
GHashTable *val_sandbox_call_form (ValSandboxCall *self);
void val_sandbox_call_take_object (ValSandboxCall *self, JsonObject *object);
void val_sandbox_call_take_array (ValSandboxCall *self, JsonArray *array);
void val_sandbox_call_take_page (ValSandboxCall *self, JsonArray *array, gint64 total, char *next);
void val_sandbox_call_empty (ValSandboxCall *self);
void val_sandbox_call_html (ValSandboxCall *self, guint status, const char *html);
void val_sandbox_call_redirect (ValSandboxCall *self, const char *url);
void val_sandbox_call_error (ValSandboxCall *self, guint status, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void val_sandbox_call_provider_error (ValSandboxCall *self,
                                      guint status,
                                      const char *message,
                                      const char *provider_message);
gboolean val_sandbox_call_page_size (ValSandboxCall *self, guint *size);
void val_sandbox_call_hold (ValSandboxCall *self);
void val_sandbox_call_finish (ValSandboxCall *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValSandboxCall, val_sandbox_call_free)

/* val-sandbox-auth.c */
gboolean val_sandbox_auth_check (ValSandboxCall *call, ValSandboxAuth auth);
gboolean val_sandbox_auth_host (ValSandboxCall *call);

/* val-sandbox-authentication.c */
void val_sandbox_authentication_sign_in (ValSandboxCall *call);
void val_sandbox_authentication_secrets (ValSandboxCall *call);

/* val-sandbox-elements.c */
ValSandboxCatalogue *val_sandbox_catalogue_new (GError **error);
void val_sandbox_catalogue_free (ValSandboxCatalogue *self);
const ValSandboxElement *val_sandbox_catalogue_find (ValSandboxCatalogue *self,
                                                     const char *key_or_id);
const ValSandboxElement *val_sandbox_catalogue_nth (ValSandboxCatalogue *self, guint index);
JsonObject *val_sandbox_catalogue_hubs (ValSandboxCatalogue *self);
const ValSandboxEntry *val_sandbox_element_entry (const ValSandboxElement *self, const char *key);
gboolean val_sandbox_element_is_secret (const ValSandboxElement *self, const char *key);
void val_sandbox_elements_list (ValSandboxCall *call);
void val_sandbox_elements_keys (ValSandboxCall *call);
void val_sandbox_elements_get (ValSandboxCall *call);
void val_sandbox_elements_metadata (ValSandboxCall *call);
void val_sandbox_elements_configuration (ValSandboxCall *call);

/* val-sandbox-instance.c */
ValSandboxInstance *val_sandbox_instance_new (const ValSandboxElement *element);
ValSandboxInstance *val_sandbox_instance_copy (const ValSandboxInstance *self);
void val_sandbox_instance_adopt (ValSandboxInstance *self, ValSandboxInstance *copy);
void val_sandbox_instance_free (ValSandboxInstance *self);
void val_sandbox_instance_set_name (ValSandboxInstance *self, const char *name);
void val_sandbox_instance_set_tags (ValSandboxInstance *self, JsonArray *tags);
const char *val_sandbox_instance_value (const ValSandboxInstance *self, const char *key);
void val_sandbox_instance_set (ValSandboxInstance *self, const char *key, const char *value);
guint val_sandbox_instance_merge (ValSandboxInstance *self, JsonObject *configuration);
guint val_sandbox_instance_replace (ValSandboxInstance *self, JsonObject *configuration);
char *val_sandbox_instance_missing (const ValSandboxInstance *self);
gboolean val_sandbox_instance_needs_code (const ValSandboxInstance *self);
gboolean val_sandbox_instance_has_events (const ValSandboxInstance *self);
gboolean val_sandbox_instance_shows (const ValSandboxInstance *self, const ValSandboxEntry *entry);
JsonObject *val_sandbox_instance_to_json (const ValSandboxInstance *self,
                                          ValSandboxJsonFlags flags);
char *val_sandbox_config_text (JsonNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValSandboxInstance, val_sandbox_instance_free)

/* val-sandbox-store.c */
typedef struct
{
  const char *text;                 /* (nullable) */
  const char *const *tags;          /* (nullable) */
  const ValSandboxElement *element; /* (nullable) */
  gint64 after;
  guint limit;
} ValSandboxFilter;

ValSandboxStore *val_sandbox_store_new (void);
void val_sandbox_store_free (ValSandboxStore *self);
gint64 val_sandbox_store_next_id (ValSandboxStore *self);
void val_sandbox_store_add (ValSandboxStore *self, ValSandboxInstance *instance);
void val_sandbox_store_remove (ValSandboxStore *self, ValSandboxInstance *instance);
ValSandboxInstance *val_sandbox_store_find (ValSandboxStore *self, gint64 id);
ValSandboxInstance *val_sandbox_store_find_token (ValSandboxStore *self, const char *token);
guint val_sandbox_store_count (ValSandboxStore *self);
ValSandboxInstance *val_sandbox_store_nth (ValSandboxStore *self, guint index);
GPtrArray *val_sandbox_store_page (ValSandboxStore *self,
                                   const ValSandboxFilter *filter,
                                   guint *total,
                                   gboolean *more);

/* val-sandbox-instances.c */
void val_sandbox_instances_list (ValSandboxCall *call);
void val_sandbox_instances_count (ValSandboxCall *call);
void val_sandbox_instances_create (ValSandboxCall *call);
void val_sandbox_instances_get (ValSandboxCall *call);
void val_sandbox_instances_put (ValSandboxCall *call);
void val_sandbox_instances_patch (ValSandboxCall *call);
void val_sandbox_instances_delete (ValSandboxCall *call);
void val_sandbox_instances_enable (ValSandboxCall *call);
void val_sandbox_instances_disable (ValSandboxCall *call);
void val_sandbox_instances_trace (ValSandboxCall *call);
void val_sandbox_instances_untrace (ValSandboxCall *call);

/* val-sandbox-config.c */
void val_sandbox_config_list (ValSandboxCall *call);
void val_sandbox_config_get (ValSandboxCall *call);
void val_sandbox_config_patch (ValSandboxCall *call);

/* val-sandbox-platform.c */
void val_sandbox_platform_hubs (ValSandboxCall *call);
void val_sandbox_platform_hub_keys (ValSandboxCall *call);
void val_sandbox_platform_hub_elements (ValSandboxCall *call);
void val_sandbox_platform_organization (ValSandboxCall *call);
void val_sandbox_platform_ping (ValSandboxCall *call);
void val_sandbox_platform_objects (ValSandboxCall *call);

/* val-sandbox-docs.c */
void val_sandbox_docs_get (ValSandboxCall *call);

/* val-sandbox-oauth.c */
ValSandboxOAuth *val_sandbox_oauth_new (void);
void val_sandbox_oauth_free (ValSandboxOAuth *self);
char *val_sandbox_oauth_issue (ValSandboxServer *server,
                               const ValSandboxElement *element,
                               const char *client_id,
                               const char *redirect_uri);
gboolean
val_sandbox_oauth_redeem (ValSandboxCall *call, ValSandboxInstance *instance, const char *code);
gboolean val_sandbox_oauth_uses_codes (const ValSandboxElement *element);
void val_sandbox_oauth_refresh (ValSandboxServer *server, ValSandboxInstance *instance);
char *val_sandbox_oauth_input (ValSandboxCall *call, const char *name);
gboolean val_sandbox_oauth_check_input (ValSandboxCall *call);
void val_sandbox_oauth_take_url (ValSandboxCall *call, const char *url);
void val_sandbox_oauth_url (ValSandboxCall *call);

/* val-sandbox-oauth1.c */
ValSandboxOAuth1 *val_sandbox_oauth1_new (void);
void val_sandbox_oauth1_free (ValSandboxOAuth1 *self);
gboolean val_sandbox_oauth1_is_used_by (const ValSandboxElement *element);
gboolean val_sandbox_oauth1_redeem (ValSandboxCall *call,
                                    ValSandboxInstance *instance,
                                    JsonObject *provider_data);
void val_sandbox_oauth1_url (ValSandboxCall *call);
void val_sandbox_oauth1_token (ValSandboxCall *call);
void val_sandbox_oauth1_ask (ValSandboxCall *call);
void val_sandbox_oauth1_decide (ValSandboxCall *call);

/* val-sandbox-provider.c and val-sandbox-hootsuite.c */
ValSandboxProvider *val_sandbox_provider_new (void);
void val_sandbox_provider_free (ValSandboxProvider *self);
char *val_sandbox_provider_seal (ValSandboxServer *server, const char *form);
gboolean val_sandbox_provider_sealed (ValSandboxCall *call, GHashTable *form, const char *name);
void val_sandbox_provider_refuse (ValSandboxCall *call, guint status, const char *reason);
void val_sandbox_provider_show (ValSandboxCall *call, const char *title, const char *content);
const char *val_sandbox_provider_check_redirect (const ValSandboxElement *element,
                                                 const char *redirect);
void val_sandbox_provider_send_back (ValSandboxCall *call, const char *redirect, const char *query);
void val_sandbox_provider_home (ValSandboxCall *call);
void val_sandbox_provider_ask (ValSandboxCall *call);
void val_sandbox_provider_decide (ValSandboxCall *call);
void val_sandbox_hootsuite_apps (ValSandboxCall *call);
void val_sandbox_hootsuite_save (ValSandboxCall *call);
void val_sandbox_hootsuite_send (ValSandboxCall *call);
const char *val_sandbox_provider_get_webhook (ValSandboxProvider *self);
void val_sandbox_provider_set_webhook (ValSandboxProvider *self, const char *url);
char *val_sandbox_provider_take_outcome (ValSandboxProvider *self);
void val_sandbox_provider_set_outcome (ValSandboxProvider *self, const char *outcome);

/* val-sandbox-events.c */
typedef struct
{
  char *id;
  gint64 instance;
  gint64 created;
  gint64 updated;
  gint64 notification; /* 0 for none yet */
  guint parts_left;
  JsonNode *raw;
  JsonArray *items;    /* normalised */
  JsonArray *notified; /* what each part carried */
  gboolean is_notified;
} ValSandboxEvent;

ValSandboxEvents *val_sandbox_events_new (void);
void val_sandbox_events_free (ValSandboxEvents *self);
void val_sandbox_events_forget (ValSandboxEvents *self, gint64 instance);
guint val_sandbox_events_count (ValSandboxEvents *self);
void val_sandbox_events_inbound (ValSandboxCall *call);
void val_sandbox_events_list (ValSandboxCall *call);
void val_sandbox_events_get (ValSandboxCall *call);
ValSandboxEvent *val_sandbox_event_ref (ValSandboxEvent *self);
void val_sandbox_event_unref (ValSandboxEvent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValSandboxEvent, val_sandbox_event_unref)

/* val-sandbox-normalise.c */
JsonNode *val_sandbox_normalise_raw (ValSandboxCall *call);
JsonArray *val_sandbox_normalise (const ValSandboxElement *element, JsonNode *raw, const char *now);

/* val-sandbox-delivery.c and val-sandbox-subscriptions.c */
typedef struct
{
  gint64 id;
  char *url;
  char *topic;
  gboolean active;
} ValSandboxSubscription;

typedef struct
{
  gint64 id;
  gint64 instance;
  gint64 created;
  gint64 updated;
  gint64 due; /* microseconds on the sandbox's clock, or 0 */
  guint attempts;
  const char *status;
  ValSandboxSubscription *subscription;
  ValSandboxEvent *event;
  GBytes *body;
  gboolean in_flight;
} ValSandboxNotice;

ValSandboxDelivery *val_sandbox_delivery_new (ValSandboxServer *server);
void val_sandbox_delivery_free (ValSandboxDelivery *self);
void val_sandbox_delivery_subscribe (ValSandboxDelivery *self, ValSandboxInstance *instance);
ValSandboxSubscription *val_sandbox_delivery_add_subscription (ValSandboxDelivery *self,
                                                               const char *url,
                                                               const char *topic);
ValSandboxSubscription *val_sandbox_delivery_find_subscription (ValSandboxDelivery *self,
                                                                gint64 id);
GPtrArray *val_sandbox_delivery_subscriptions (ValSandboxDelivery *self);
GPtrArray *val_sandbox_delivery_notices (ValSandboxDelivery *self);
void val_sandbox_delivery_send (ValSandboxDelivery *self,
                                ValSandboxInstance *instance,
                                ValSandboxEvent *event);
void val_sandbox_delivery_redeliver (ValSandboxDelivery *self, ValSandboxNotice *notice);
guint val_sandbox_delivery_run (ValSandboxDelivery *self);
guint val_sandbox_delivery_waiting (ValSandboxDelivery *self);
void val_sandbox_delivery_forget (ValSandboxDelivery *self, ValSandboxInstance *instance);
void val_sandbox_subscriptions_list (ValSandboxCall *call);
void val_sandbox_subscriptions_create (ValSandboxCall *call);
void val_sandbox_subscriptions_get (ValSandboxCall *call);
void val_sandbox_subscriptions_delete (ValSandboxCall *call);
void val_sandbox_subscriptions_deliveries (ValSandboxCall *call);
void val_sandbox_subscriptions_redeliver (ValSandboxCall *call);
JsonObject *val_sandbox_subscriptions_notification (ValSandboxServer *server,
                                                    ValSandboxInstance *instance,
                                                    ValSandboxEvent *event,
                                                    JsonArray *items,
                                                    gint64 id);

/* val-sandbox-faults.c */
ValSandboxFaults *val_sandbox_faults_new (void);
void val_sandbox_faults_free (ValSandboxFaults *self);
gboolean val_sandbox_faults_set (ValSandboxFaults *self, JsonNode *node, GError **error);
gboolean val_sandbox_faults_load (ValSandboxFaults *self, const char *path, GError **error);
void val_sandbox_faults_clear (ValSandboxFaults *self);
void val_sandbox_fault_unref (ValSandboxFault *fault);
guint val_sandbox_faults_too_large (ValSandboxFaults *self);
guint val_sandbox_faults_draw_latency (ValSandboxFaults *self, const ValSandboxFault *fault);
ValSandboxFault *
val_sandbox_faults_pick (ValSandboxFaults *self, const char *method, const char *path, gint64 now);

/* val-sandbox-usage.c */
ValSandboxUsage *val_sandbox_usage_new (void);
void val_sandbox_usage_free (ValSandboxUsage *self);
void val_sandbox_usage_add (ValSandboxUsage *self, ValSandboxCall *call);
void val_sandbox_usage_list (ValSandboxCall *call);
void val_sandbox_usage_get (ValSandboxCall *call);

/* val-sandbox-log.c */
ValSandboxLog *val_sandbox_log_new (void);
void val_sandbox_log_free (ValSandboxLog *self);
void val_sandbox_log_arrival (ValSandboxLog *self, SoupServerMessage *message);
void val_sandbox_log_answer (ValSandboxLog *self, ValSandboxCall *call);
void val_sandbox_log_mask (ValSandboxLog *self);
void val_sandbox_log_reset (ValSandboxLog *self);
JsonObject *val_sandbox_log_state (ValSandboxLog *self);
JsonArray *val_sandbox_log_requests (ValSandboxLog *self);

/* val-sandbox-control.c */
void val_sandbox_control_account (ValSandboxCall *call);
void val_sandbox_control_state (ValSandboxCall *call);
void val_sandbox_control_requests (ValSandboxCall *call);
void val_sandbox_control_forget (ValSandboxCall *call);
void val_sandbox_control_set_faults (ValSandboxCall *call);
void val_sandbox_control_clear_faults (ValSandboxCall *call);
void val_sandbox_control_clock (ValSandboxCall *call);

/* val-sandbox-population.c */
void val_sandbox_population_fill (ValSandboxServer *server, guint count, guint64 seed);

G_END_DECLS
