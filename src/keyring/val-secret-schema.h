/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keyring/val-secret-store.h"
#include <libsecret/secret.h>

G_BEGIN_DECLS

const SecretSchema *val_secret_schema (void);
GHashTable *val_secret_schema_attributes (const char *account, ValSecretKind kind);
const char *val_secret_kind_to_string (ValSecretKind kind);

G_END_DECLS
