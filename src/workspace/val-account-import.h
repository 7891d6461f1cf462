/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-import.h"
#include "workspace/val-workspace.h"

G_BEGIN_DECLS

/* The way of the accounts of one file of another tool into the keyring, and of their secrets out of
 * the file. */
#define VAL_TYPE_ACCOUNT_IMPORT (val_account_import_get_type ())
G_DECLARE_FINAL_TYPE (ValAccountImport, val_account_import, VAL, ACCOUNT_IMPORT, GObject)

void val_account_import_find_async (GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GPtrArray *val_account_import_find_finish (GAsyncResult *result, GError **error);

ValAccountImport *val_account_import_new (ValWorkspace *workspace, GFile *file);
GFile *val_account_import_get_file (ValAccountImport *self);
ValImportTool val_account_import_get_tool (ValAccountImport *self);
GListModel *val_account_import_get_profiles (ValAccountImport *self);
ValAccount *val_account_import_find_account (ValAccountImport *self, ValImportProfile *profile);
guint val_account_import_get_n_kept (ValAccountImport *self);
gboolean val_account_import_is_kept (ValAccountImport *self, ValImportProfile *profile);

void val_account_import_read_async (ValAccountImport *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean
val_account_import_read_finish (ValAccountImport *self, GAsyncResult *result, GError **error);
void val_account_import_keep_async (ValAccountImport *self,
                                    GPtrArray *profiles,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean
val_account_import_keep_finish (ValAccountImport *self, GAsyncResult *result, GError **error);
void val_account_import_clean_async (ValAccountImport *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean val_account_import_clean_finish (ValAccountImport *self,
                                          GAsyncResult *result,
                                          ValImportBlanking *blanking,
                                          GError **error);

G_END_DECLS
