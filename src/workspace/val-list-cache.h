/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-types.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* The last list of one account, on disk: rows without tokens, without configuration. */
#define VAL_TYPE_LIST_CACHE (val_list_cache_get_type ())
G_DECLARE_FINAL_TYPE (ValListCache, val_list_cache, VAL, LIST_CACHE, GObject)

ValListCache *val_list_cache_new (GFile *file, const char *base_url);
ValListCache *val_list_cache_new_for_account (GFile *folder, ValAccount *account);
void val_list_cache_load_async (ValListCache *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GPtrArray *val_list_cache_load_finish (ValListCache *self,
                                       GAsyncResult *result,
                                       gint64 *saved_at,
                                       GError **error);
void val_list_cache_save_async (ValListCache *self,
                                GListModel *instances,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean val_list_cache_save_finish (ValListCache *self, GAsyncResult *result, GError **error);
void val_list_cache_remove_async (ValListCache *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean val_list_cache_remove_finish (ValListCache *self, GAsyncResult *result, GError **error);

G_END_DECLS
