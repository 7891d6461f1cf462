/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-types.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* The account last used and its list of last time, from disk alone: neither the keyring nor the
 * platform is asked. */
#define VAL_TYPE_OFFLINE_LIST (val_offline_list_get_type ())
G_DECLARE_FINAL_TYPE (ValOfflineList, val_offline_list, VAL, OFFLINE_LIST, GObject)

ValOfflineList *val_offline_list_new (GFile *accounts_file, GFile *cache_folder);
void val_offline_list_load_async (ValOfflineList *self,
                                  const char *account_uuid,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean val_offline_list_load_finish (ValOfflineList *self, GAsyncResult *result, GError **error);
ValAccount *val_offline_list_get_account (ValOfflineList *self);
ValInstanceStore *val_offline_list_get_instances (ValOfflineList *self);

G_END_DECLS
