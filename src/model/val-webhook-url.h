/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How the address is built that a provider must call (contract 7). */
typedef enum
{
  VAL_WEBHOOK_NONE,
  VAL_WEBHOOK_BASE64_ID,
  VAL_WEBHOOK_RAW_ID,
  VAL_WEBHOOK_KEY_ONLY,
} ValWebhookRule;

ValWebhookRule val_webhook_url_rule (const char *element_key);
char *val_webhook_url_build (const char *base_url, const char *element_key, gint64 id);
char *val_webhook_url_settings_url (const char *element_key, const char *platform_url);
const char *const *val_webhook_url_steps (const char *element_key);
gboolean val_webhook_url_is_callback_default (const char *element_key);
char *val_webhook_id_encode (gint64 id);
gboolean val_webhook_id_decode (const char *text, gint64 *id);

G_END_DECLS
