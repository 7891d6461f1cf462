/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keyring/val-secret-store.h"

G_BEGIN_DECLS

/* A keyring that can be told to refuse to store, as one that was locked meanwhile. */
#define VAL_TYPE_TEST_KEYRING (val_test_keyring_get_type ())
G_DECLARE_FINAL_TYPE (ValTestKeyring, val_test_keyring, VAL, TEST_KEYRING, GObject)

ValTestKeyring *val_test_keyring_new (void);
void val_test_keyring_set_refuses (ValTestKeyring *self, gboolean refuses);

G_END_DECLS
