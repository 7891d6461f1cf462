/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-workspace-fixture.h"

#include "keyring/val-memory-store.h"
#include "support/val-test-util.h"

#include <glib/gstdio.h>

/**
 * val_test_sandbox_start:
 * @instances: how many it is to have
 *
 * Returns: (transfer full): a running sandbox
 */
ValSandbox *
val_test_sandbox_start (guint instances)
{
  const ValSandboxOptions options = { .instances = instances, .seed = 7 };
  g_autoptr (ValSandbox) sandbox = val_sandbox_new (&options);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_sandbox_start_async (sandbox, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_assert_true (val_sandbox_start_finish (sandbox, result, &error));
  g_assert_no_error (error);
  return g_steal_pointer (&sandbox);
}

/**
 * val_workspace_fixture_set_up:
 * @fixture: to be filled
 * @instances: how many the sandbox is to have
 */
void
val_workspace_fixture_set_up (ValWorkspaceFixture *fixture, guint instances)
{
  g_autoptr (ValSecretStore) keyring = val_memory_store_new ();

  fixture->sandbox = val_test_sandbox_start (instances);
  fixture->folder = g_dir_make_tmp ("valence-workspace-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "valence", "accounts.conf", NULL);
  val_workspace_fixture_reopen (fixture, keyring);
}

/**
 * val_workspace_fixture_reopen:
 * @fixture: a fixture
 * @keyring: the keyring of the new workspace
 *
 * Puts a new workspace on the same file, as the next start of the program would.
 */
void
val_workspace_fixture_reopen (ValWorkspaceFixture *fixture, ValSecretStore *keyring)
{
  g_autoptr (GFile) file = g_file_new_for_path (fixture->path);

  if (fixture->workspace != NULL)
    g_assert_finalize_object (fixture->workspace);
  g_set_object (&fixture->keyring, keyring);
  fixture->workspace = val_workspace_new (keyring, file);
}

/**
 * val_workspace_fixture_tear_down:
 * @fixture: a fixture; nothing may still be under way
 */
void
val_workspace_fixture_tear_down (ValWorkspaceFixture *fixture)
{
  g_autofree char *inner = g_path_get_dirname (fixture->path);

  g_assert_finalize_object (fixture->workspace);
  g_clear_object (&fixture->keyring);
  val_sandbox_stop (fixture->sandbox);
  g_clear_object (&fixture->sandbox);
  g_unlink (fixture->path);
  g_rmdir (inner);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

/**
 * val_workspace_fixture_read:
 * @fixture: a fixture
 *
 * Returns: (transfer full): what is in the accounts file
 */
char *
val_workspace_fixture_read (ValWorkspaceFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (fixture->path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/**
 * val_test_account_new:
 * @name: its name
 * @sandbox: where it is
 *
 * Returns: (transfer full): an account
 */
ValAccount *
val_test_account_new (const char *name, ValSandbox *sandbox)
{
  return val_account_new (name, val_sandbox_get_base_url (sandbox));
}

/**
 * val_test_put:
 *
 * Waits for val_workspace_put_account_async ().
 */
gboolean
val_test_put (ValWorkspace *workspace,
              ValAccount *account,
              const char *user,
              const char *organization,
              gboolean session_only,
              GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_workspace_put_account_async (workspace, account, user, organization, session_only, NULL,
                                   val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_workspace_put_account_finish (workspace, result, error);
}

/**
 * val_test_put_on:
 *
 * Puts @account with the secrets of @sandbox.
 */
gboolean
val_test_put_on (ValWorkspace *workspace, ValAccount *account, ValSandbox *sandbox)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = val_test_put (workspace, account, val_sandbox_get_user_secret (sandbox),
                              val_sandbox_get_organization_secret (sandbox), FALSE, &error);

  g_assert_no_error (error);
  return ok;
}

/**
 * val_test_select:
 *
 * Waits for val_workspace_select_async ().
 */
gboolean
val_test_select (ValWorkspace *workspace, ValAccount *account, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_workspace_select_async (workspace, account, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_workspace_select_finish (workspace, result, error);
}

/**
 * val_test_open:
 *
 * Waits for val_workspace_open_async ().
 */
gboolean
val_test_open (ValWorkspace *workspace, const char *uuid, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_workspace_open_async (workspace, uuid, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_workspace_open_finish (workspace, result, error);
}

/**
 * val_test_refresh:
 *
 * Waits for val_workspace_refresh_async ().
 */
gboolean
val_test_refresh (ValWorkspace *workspace, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_workspace_refresh_async (workspace, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_workspace_refresh_finish (workspace, result, error);
}

/**
 * val_test_remove:
 *
 * Waits for val_workspace_remove_account_async ().
 */
gboolean
val_test_remove (ValWorkspace *workspace, ValAccount *account, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_workspace_remove_account_async (workspace, account, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_workspace_remove_account_finish (workspace, result, error);
}

/**
 * val_test_check:
 *
 * Waits for val_workspace_check_async ().
 */
char *
val_test_check (ValWorkspace *workspace,
                ValAccount *account,
                const char *user,
                const char *organization,
                GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_workspace_check_async (workspace, account, user, organization, NULL, val_test_await_cb,
                             &slot);
  result = val_test_await (&slot);
  return val_workspace_check_finish (workspace, result, error);
}
