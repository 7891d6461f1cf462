/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-element.h"

G_BEGIN_DECLS

/**
 * ValConnectInput:
 * @name: of the new instance
 * @tags: (nullable): its tags
 * @configuration: (element-type utf8 utf8): key to value of the element's fields; texts, booleans
 *   as "true" and "false"
 * @callback_url: (nullable): redirect address of the OAuth app; unused without OAuth
 * @existing_grant: whether the configuration brings a refresh token, so that no consent is asked
 *   for (contract 3.3)
 *
 * The filled-in form.
 */
typedef struct
{
  const char *name;
  const char *const *tags;
  GHashTable *configuration;
  const char *callback_url;
  gboolean existing_grant;
} ValConnectInput;

ValConnectInput *val_connect_input_copy (const ValConnectInput *input);
void val_connect_input_free (ValConnectInput *input);
void val_connect_input_set_callback_url (ValConnectInput *input, const char *callback_url);
const char *
val_connect_input_lookup (const ValConnectInput *input, ValElement *element, const char *key);
const char *val_connect_input_find_site_address (const ValConnectInput *input, ValElement *element);
ValConsent val_connect_input_get_consent (const ValConnectInput *input, ValElement *element);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValConnectInput, val_connect_input_free)

G_END_DECLS
