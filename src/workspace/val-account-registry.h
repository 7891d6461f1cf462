/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-account.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* The accounts of this user, as a GListModel; kept without secrets in a key file of mode 0600. */
#define VAL_TYPE_ACCOUNT_REGISTRY (val_account_registry_get_type ())
G_DECLARE_FINAL_TYPE (ValAccountRegistry, val_account_registry, VAL, ACCOUNT_REGISTRY, GObject)

ValAccountRegistry *val_account_registry_new (GFile *file);
void val_account_registry_load_async (ValAccountRegistry *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
val_account_registry_load_finish (ValAccountRegistry *self, GAsyncResult *result, GError **error);
void val_account_registry_save_async (ValAccountRegistry *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
val_account_registry_save_finish (ValAccountRegistry *self, GAsyncResult *result, GError **error);
void val_account_registry_add (ValAccountRegistry *self, ValAccount *account);
void val_account_registry_remove (ValAccountRegistry *self, ValAccount *account);
ValAccount *val_account_registry_lookup (ValAccountRegistry *self, const char *uuid);
ValAccount *val_account_registry_lookup_or_first (ValAccountRegistry *self, const char *uuid);

G_END_DECLS
