/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-account-registry.h"
#include "workspace/val-action-job.h"
#include "workspace/val-list-cache.h"
#include "workspace/val-sandbox-host.h"
#include "workspace/val-workspace.h"

G_BEGIN_DECLS

struct _ValWorkspace
{
  GObject parent_instance;

  ValSecretStore *keyring;      /* (owned) (not nullable) */
  ValSecretStore *memory;       /* (owned) (not nullable): for accounts of this session only */
  ValAccountRegistry *registry; /* (owned) (not nullable) */
  GHashTable *session_only;     /* (owned) (element-type utf8): UUIDs */
  ValSandboxHost *sandbox_host; /* (owned) (nullable) */

  ValAccount *account;   /* (owned) (nullable): the current one */
  ValSession *session;   /* (owned) (nullable): NULL until its secrets are known */
  ValSecretBook *book;   /* (owned) (nullable) */
  GError *keyring_error; /* (owned) (nullable) */

  ValInstanceStore *instances; /* (owned) (not nullable) */
  GListStore *elements;        /* (owned) (not nullable) (element-type ValElement) */
  GHashTable *schemas;         /* (owned) (element-type utf8 ValElement): with fields */
  GHashTable *drafts;          /* (owned) (element-type ValInstance ValDraft) */
  ValRequestLog *requests;     /* (owned) (not nullable) */
  guint refresh_serial;        /* of the refresh that may still put rows into the list */
  gboolean loading;
  gboolean list_whole; /* a refresh of the current account's list has come to its end */
  gint64 total;

  GFile *cache_folder;             /* (owned) (nullable) */
  ValListCache *cache;             /* (owned) (nullable): of the current account */
  GCancellable *cache_cancellable; /* (owned) (nullable) */
  gint64 list_time;                /* of a list of last time, else 0 */

  ValBulkHistory *history; /* (owned) (nullable): until its folder is set */
};

ValSecretStore *_val_workspace_store_of (ValWorkspace *self, ValAccount *account);
void _val_workspace_set_account (ValWorkspace *self, ValAccount *account);
void _val_workspace_set_session (ValWorkspace *self, ValSession *session);
void _val_workspace_set_loading (ValWorkspace *self, gboolean loading);
void _val_workspace_set_total (ValWorkspace *self, gint64 total);
void _val_workspace_take_keyring_error (ValWorkspace *self, GError *error);
void _val_workspace_complete_secrets_async (ValWorkspace *self,
                                            ValAccount *account,
                                            const char *user,
                                            const char *organization,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
gboolean _val_workspace_complete_secrets_finish (ValWorkspace *self,
                                                 GAsyncResult *result,
                                                 char **user,
                                                 char **organization,
                                                 GError **error);
void _val_workspace_act_async (ValWorkspace *self,
                               ValInstance *instance,
                               ValAction action,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean _val_workspace_act_finish (ValWorkspace *self, GAsyncResult *result, GError **error);
void _val_workspace_forget_async (ValWorkspace *self,
                                  ValSecretBook *book,
                                  GPtrArray *gone,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean _val_workspace_forget_finish (ValWorkspace *self, GAsyncResult *result, GError **error);
void _val_workspace_set_list_time (ValWorkspace *self, gint64 list_time);
void _val_workspace_open_list (ValWorkspace *self);
void _val_workspace_keep_list (ValWorkspace *self);
void _val_workspace_remove_list (ValWorkspace *self, ValAccount *account);
void _val_workspace_drop_list (ValWorkspace *self);

G_END_DECLS
