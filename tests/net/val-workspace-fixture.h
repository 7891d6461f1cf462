/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sandbox/val-sandbox.h"
#include "workspace/val-workspace.h"

G_BEGIN_DECLS

/* A workspace with an accounts file of its own, and a sandbox for it to talk to. */
typedef struct
{
  ValSandbox *sandbox;
  ValSecretStore *keyring;
  ValWorkspace *workspace;
  char *folder;
  char *path;
} ValWorkspaceFixture;

ValSandbox *val_test_sandbox_start (guint instances);
void val_workspace_fixture_set_up (ValWorkspaceFixture *fixture, guint instances);
void val_workspace_fixture_tear_down (ValWorkspaceFixture *fixture);
void val_workspace_fixture_reopen (ValWorkspaceFixture *fixture, ValSecretStore *keyring);
char *val_workspace_fixture_read (ValWorkspaceFixture *fixture);

ValAccount *val_test_account_new (const char *name, ValSandbox *sandbox);
gboolean val_test_put (ValWorkspace *workspace,
                       ValAccount *account,
                       const char *user,
                       const char *organization,
                       gboolean session_only,
                       GError **error);
gboolean val_test_put_on (ValWorkspace *workspace, ValAccount *account, ValSandbox *sandbox);
gboolean val_test_select (ValWorkspace *workspace, ValAccount *account, GError **error);
gboolean val_test_open (ValWorkspace *workspace, const char *uuid, GError **error);
gboolean val_test_refresh (ValWorkspace *workspace, GError **error);
gboolean val_test_remove (ValWorkspace *workspace, ValAccount *account, GError **error);
char *val_test_check (ValWorkspace *workspace,
                      ValAccount *account,
                      const char *user,
                      const char *organization,
                      GError **error);

G_END_DECLS
