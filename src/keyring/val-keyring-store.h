/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keyring/val-secret-store.h"

G_BEGIN_DECLS

/* the libsecret implementation: the Secret Service, or the encrypted file behind the Secret portal.
 */
#define VAL_TYPE_KEYRING_STORE (val_keyring_store_get_type ())
G_DECLARE_FINAL_TYPE (ValKeyringStore, val_keyring_store, VAL, KEYRING_STORE, GObject)

ValSecretStore *val_keyring_store_new (void);

G_END_DECLS
