/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-session.h"
#include "keyring/val-secret-book.h"
#include "keyring/val-secret-store.h"
#include "model/val-account.h"
#include "model/val-draft.h"
#include "model/val-element.h"
#include "model/val-instance-store.h"
#include "val-types.h"
#include "workspace/val-request-log.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ValInstanceSecrets:
 * @token: (nullable): the element token
 * @client_id: (nullable): the OAuth client id it was created with
 * @client_secret: (nullable): its secret
 * @signature_key: (nullable): the key its notifications are signed with
 *
 * What the platform gives away once, or never, of an instance.
 */
typedef struct
{
  const char *token;
  const char *client_id;
  const char *client_secret;
  const char *signature_key;
} ValInstanceSecrets;

/* The composition root: what the window works on.  Properties, readable and notified:
 * accounts (GListModel of ValAccount), account (nullable ValAccount, the current one), session
 * (nullable ValSession), instances (GListModel of ValInstance), elements (GListModel of
 * ValElement), loading (gboolean), total (gint64, instances the platform says there are, or -1),
 * list-time (gint64, when a list of last time was loaded, else 0), keyring-error (nullable GError:
 * why kept tokens cannot be read). */
#define VAL_TYPE_WORKSPACE (val_workspace_get_type ())
G_DECLARE_FINAL_TYPE (ValWorkspace, val_workspace, VAL, WORKSPACE, GObject)

ValWorkspace *val_workspace_new (ValSecretStore *keyring, GFile *accounts_file);
void val_workspace_set_cache_folder (ValWorkspace *self, GFile *folder);

GListModel *val_workspace_get_accounts (ValWorkspace *self);
ValAccount *val_workspace_get_account (ValWorkspace *self);
ValSession *val_workspace_get_session (ValWorkspace *self);
ValInstanceStore *val_workspace_get_instances (ValWorkspace *self);
GListModel *val_workspace_get_elements (ValWorkspace *self);
ValRequestLog *val_workspace_get_requests (ValWorkspace *self);
gboolean val_workspace_get_loading (ValWorkspace *self);
gint64 val_workspace_get_total (ValWorkspace *self);
gint64 val_workspace_get_list_time (ValWorkspace *self);
const GError *val_workspace_get_keyring_error (ValWorkspace *self);
gboolean val_workspace_get_session_only (ValWorkspace *self);

/* Where jobs keep their journals; NULL until it is set. */
void val_workspace_set_jobs_folder (ValWorkspace *self, GFile *folder);
ValBulkHistory *val_workspace_get_history (ValWorkspace *self);
ValSession *val_workspace_new_paced_session (ValWorkspace *self, ValPace *pace);

/* Accounts. */
ValAccount *val_workspace_find_account (ValWorkspace *self, const char *uuid);
void val_workspace_open_async (ValWorkspace *self,
                               const char *account_uuid,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean val_workspace_open_finish (ValWorkspace *self, GAsyncResult *result, GError **error);
void val_workspace_open_sandbox_async (ValWorkspace *self,
                                       const char *url,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
val_workspace_open_sandbox_finish (ValWorkspace *self, GAsyncResult *result, GError **error);
void val_workspace_check_async (ValWorkspace *self,
                                ValAccount *account,
                                const char *user_secret,
                                const char *organization_secret,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
char *val_workspace_check_finish (ValWorkspace *self, GAsyncResult *result, GError **error);
void val_workspace_put_account_async (ValWorkspace *self,
                                      ValAccount *account,
                                      const char *user_secret,
                                      const char *organization_secret,
                                      gboolean session_only,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
val_workspace_put_account_finish (ValWorkspace *self, GAsyncResult *result, GError **error);
void val_workspace_select_async (ValWorkspace *self,
                                 ValAccount *account,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean val_workspace_select_finish (ValWorkspace *self, GAsyncResult *result, GError **error);
void val_workspace_remove_account_async (ValWorkspace *self,
                                         ValAccount *account,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean
val_workspace_remove_account_finish (ValWorkspace *self, GAsyncResult *result, GError **error);

/* Instances and elements of the current account. */
void val_workspace_refresh_async (ValWorkspace *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean val_workspace_refresh_finish (ValWorkspace *self, GAsyncResult *result, GError **error);
gboolean val_workspace_has_whole_list (ValWorkspace *self);
void val_workspace_complete_list_async (ValWorkspace *self,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean
val_workspace_complete_list_finish (ValWorkspace *self, GAsyncResult *result, GError **error);

void val_workspace_load_elements_async (ValWorkspace *self,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean
val_workspace_load_elements_finish (ValWorkspace *self, GAsyncResult *result, GError **error);
ValElement *val_workspace_find_element (ValWorkspace *self, const char *key);
void val_workspace_load_element_async (ValWorkspace *self,
                                       const char *key,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
ValElement *
val_workspace_load_element_finish (ValWorkspace *self, GAsyncResult *result, GError **error);
void val_workspace_load_instance_async (ValWorkspace *self,
                                        ValInstance *instance,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean
val_workspace_load_instance_finish (ValWorkspace *self, GAsyncResult *result, GError **error);
ValDraft *val_workspace_get_draft (ValWorkspace *self, ValInstance *instance);
gboolean val_workspace_has_unsaved (ValWorkspace *self);
void val_workspace_save_draft_async (ValWorkspace *self,
                                     ValDraft *draft,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean val_workspace_save_draft_finish (ValWorkspace *self, GAsyncResult *result, GError **error);
GPtrArray *val_workspace_list_unsaved (ValWorkspace *self);
void val_workspace_save_all_async (ValWorkspace *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean val_workspace_save_all_finish (ValWorkspace *self,
                                        GAsyncResult *result,
                                        ValDraft **failed,
                                        GError **error);
void val_workspace_set_enabled_async (ValWorkspace *self,
                                      ValInstance *instance,
                                      gboolean enabled,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
val_workspace_set_enabled_finish (ValWorkspace *self, GAsyncResult *result, GError **error);

/* Secrets of instances. */
char *val_workspace_dup_token (ValWorkspace *self, ValInstance *instance);
gboolean val_workspace_token_is_kept (ValWorkspace *self, ValInstance *instance);
void val_workspace_keep_async (ValWorkspace *self,
                               gint64 id,
                               const char *token,
                               const char *client_secret,
                               const char *signature_key,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
void val_workspace_keep_secrets_async (ValWorkspace *self,
                                       gint64 id,
                                       const ValInstanceSecrets *secrets,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
char *val_workspace_dup_kept (ValWorkspace *self, ValInstance *instance, ValBookEntry entry);
gboolean val_workspace_keep_finish (ValWorkspace *self, GAsyncResult *result, GError **error);

G_END_DECLS
