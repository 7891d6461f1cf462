/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keyring/val-secret-store.h"

G_BEGIN_DECLS

/* The calls of a store, waited for. */
gboolean val_test_store (ValSecretStore *store,
                         const char *account,
                         ValSecretKind kind,
                         const char *secret,
                         GError **error);
char *
val_test_lookup (ValSecretStore *store, const char *account, ValSecretKind kind, GError **error);
gboolean val_test_clear (ValSecretStore *store, const char *account, GError **error);

void val_test_assert_kept (ValSecretStore *store,
                           const char *account,
                           ValSecretKind kind,
                           const char *secret);
void val_test_assert_all_fail (ValSecretStore *store, int code);

/* The default keyring of the private bus, without a prompt. */
void val_test_lock_keyring (void);
void val_test_unlock_keyring (void);

/* Whether to go on with the case; if not, a program of its own has done it.  libsecret keeps its
 * way of storing for as long as a program runs. */
gboolean val_test_in_subprocess (void);

/* What every store does, whatever is behind it. */
void val_test_store_contract (ValSecretStore *store);

G_END_DECLS
