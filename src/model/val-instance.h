/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-health.h"
#include "util/val-json-reader.h"
#include "val-types.h"
#include <glib-object.h>

G_BEGIN_DECLS

#define VAL_KEY_CALLBACK_URL   "event.notification.callback.url"
#define VAL_KEY_EVENTS_ENABLED "event.notification.enabled"
#define VAL_KEY_SIGNATURE_KEY  "event.notification.signature.key"
#define VAL_KEY_EVENT_TYPE     "event.vendor.type"
#define VAL_KEY_OAUTH_CALLBACK "oauth.callback.url"
#define VAL_KEY_OAUTH_KEY      "oauth.api.key"
#define VAL_KEY_OAUTH_SECRET   "oauth.api.secret"
#define VAL_KEY_OAUTH_SCOPE    "oauth.scope"
#define VAL_PREFIX_OAUTH_USER  "oauth.user."
#define VAL_KEY_REFRESH_TOKEN  "oauth.user.refresh_token"
#define VAL_KEY_AUTH_TYPE      "authentication.type"

/* One element instance.  The object of an id lives on over refreshes (val_instance_adopt ()), so
 * that rows, selection and drafts stay.  Properties, all readable, all notified: id, name,
 * element-key, element-name, tags, created (ISO 8601), valid, disabled, events-enabled,
 * callback-url, health.  The token is a secret and no property. */
#define VAL_TYPE_INSTANCE (val_instance_get_type ())
G_DECLARE_FINAL_TYPE (ValInstance, val_instance, VAL, INSTANCE, GObject)

ValInstance *val_instance_new_from_json (const char *text, gsize length, GError **error);
GPtrArray *val_instance_list_new_from_json (const char *text, gsize length, GError **error);
ValInstance *val_instance_new_known (gint64 id, const char *callback_url);
void val_instance_adopt (ValInstance *self, ValInstance *newer);
gint64 val_instance_get_id (ValInstance *self);
const char *val_instance_get_name (ValInstance *self);
const char *val_instance_get_element_key (ValInstance *self);
const char *val_instance_get_element_name (ValInstance *self);
const char *const *val_instance_get_tags (ValInstance *self);
const char *val_instance_get_created (ValInstance *self);
gboolean val_instance_get_valid (ValInstance *self);
gboolean val_instance_get_disabled (ValInstance *self);
gboolean val_instance_get_events_enabled (ValInstance *self);
gboolean val_instance_get_trace_logging (ValInstance *self);
const char *val_instance_get_callback_url (ValInstance *self);
const char *val_instance_get_token (ValInstance *self);
gboolean val_instance_has_config (ValInstance *self);
const char *val_instance_get_config (ValInstance *self, const char *key);
GStrv val_instance_list_config_keys (ValInstance *self);
void val_instance_foreach_config (ValInstance *self, GHFunc function, gpointer user_data);
const char *val_instance_get_search_text (ValInstance *self);
const char *val_instance_get_name_sort_key (ValInstance *self);
const char *val_instance_get_element_sort_key (ValInstance *self);
const ValHealth *val_instance_get_health (ValInstance *self);
void val_instance_take_health (ValInstance *self, ValHealth *health);

G_END_DECLS
