/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keyring/val-secret-store.h"

G_BEGIN_DECLS

/* A locked keyring: everything is refused with VAL_ERROR_KEYRING_LOCKED. */
#define VAL_TYPE_REFUSING_STORE (val_refusing_store_get_type ())
G_DECLARE_FINAL_TYPE (ValRefusingStore, val_refusing_store, VAL, REFUSING_STORE, GObject)

ValSecretStore *val_refusing_store_new (void);

G_END_DECLS
