/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-types.h"
#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * ValConsent:
 * @VAL_CONSENT_NONE: what is typed is enough
 * @VAL_CONSENT_OAUTH1: a request token and its verifier (contract 6.5)
 * @VAL_CONSENT_OAUTH2: a code (contract 6.1 to 6.3)
 *
 * What an instance needs from the provider's consent page.
 */
typedef enum
{
  VAL_CONSENT_NONE,
  VAL_CONSENT_OAUTH1,
  VAL_CONSENT_OAUTH2,
} ValConsent;

/* An entry of the catalogue: what an instance is an instance of.  Properties for lists: key,
 * name, hub. */
#define VAL_TYPE_ELEMENT (val_element_get_type ())
G_DECLARE_FINAL_TYPE (ValElement, val_element, VAL, ELEMENT, GObject)

/**
 * ValFieldValueFunc:
 * @field: a field
 * @user_data: as given
 *
 * Returns: (transfer full) (nullable): the value of the field where somebody edits it
 */
typedef char *(*ValFieldValueFunc) (ValField *field, gpointer user_data);

ValElement *val_element_new_from_json (JsonObject *object, GError **error);
gint64 val_element_get_id (ValElement *self);
const char *val_element_get_key (ValElement *self);
const char *val_element_get_name (ValElement *self);
const char *val_element_get_hub (ValElement *self);
const char *val_element_get_description (ValElement *self);
const char *val_element_get_auth_type (ValElement *self);
ValConsent val_element_get_consent (ValElement *self, const char *chosen_auth_type);
gboolean val_element_uses_oauth2 (ValElement *self, const char *chosen_auth_type);
GListModel *val_element_get_fields (ValElement *self);
ValField *val_element_find_field (ValElement *self, const char *key);
gboolean val_element_shows_field (ValElement *self,
                                  ValField *field,
                                  ValFieldValueFunc get_value,
                                  gpointer user_data);
gboolean val_element_supports_webhooks (ValElement *self);
gboolean val_element_supports_polling (ValElement *self);

G_END_DECLS
