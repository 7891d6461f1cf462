/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keyring/val-secret-store.h"

G_BEGIN_DECLS

/* keeps secrets until the program ends: for tests, the sandbox account, and the session-only mode.
 */
#define VAL_TYPE_MEMORY_STORE (val_memory_store_get_type ())
G_DECLARE_FINAL_TYPE (ValMemoryStore, val_memory_store, VAL, MEMORY_STORE, GObject)

ValSecretStore *val_memory_store_new (void);

G_END_DECLS
