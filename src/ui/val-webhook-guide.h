/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* An instance's webhook URL, and how to give it to the provider (contract 7).  Works on the
 * actions connect.copy and connect.open-page of the window it is in. */
#define VAL_TYPE_WEBHOOK_GUIDE (val_webhook_guide_get_type ())
G_DECLARE_FINAL_TYPE (ValWebhookGuide, val_webhook_guide, VAL, WEBHOOK_GUIDE, AdwBin)

void val_webhook_guide_set_url (ValWebhookGuide *self, const char *element_key, const char *url);

G_END_DECLS
