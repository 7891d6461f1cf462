/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsecret/secret.h>

G_BEGIN_DECLS

/**
 * ValKeyringLock:
 * @VAL_KEYRING_OPEN: what matches can be read; there may be nothing
 * @VAL_KEYRING_UNLOCKED: the user has just unlocked; what could not be seen before may be there
 */
typedef enum
{
  VAL_KEYRING_OPEN,
  VAL_KEYRING_UNLOCKED,
} ValKeyringLock;

void val_keyring_lock_check_async (GHashTable *attributes,
                                   SecretSearchFlags flags,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean val_keyring_lock_check_finish (GAsyncResult *result, ValKeyringLock *lock, GError **error);

G_END_DECLS
