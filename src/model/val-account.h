/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-types.h"
#include <glib-object.h>

G_BEGIN_DECLS

/* An account on the platform, without its secrets.  Properties: uuid (construct-only), name,
 * base-url, colour, production, sandbox. */
#define VAL_TYPE_ACCOUNT (val_account_get_type ())
G_DECLARE_FINAL_TYPE (ValAccount, val_account, VAL, ACCOUNT, GObject)

ValAccount *val_account_new (const char *name, const char *base_url);
ValAccount *val_account_new_from_key_file (GKeyFile *file, const char *group, GError **error);
void val_account_save (ValAccount *self, GKeyFile *file);
const char *val_account_get_uuid (ValAccount *self);
const char *val_account_get_name (ValAccount *self);
void val_account_set_name (ValAccount *self, const char *name);
const char *val_account_get_base_url (ValAccount *self);
void val_account_set_base_url (ValAccount *self, const char *base_url);
const char *val_account_get_colour (ValAccount *self);
void val_account_set_colour (ValAccount *self, const char *colour);
gboolean val_account_get_production (ValAccount *self);
void val_account_set_production (ValAccount *self, gboolean production);
gboolean val_account_get_sandbox (ValAccount *self);
void val_account_set_sandbox (ValAccount *self, gboolean sandbox);

G_END_DECLS
