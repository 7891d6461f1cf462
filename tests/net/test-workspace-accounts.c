/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-workspace-fixture.h"

#include "keyring/val-memory-store.h"
#include "support/val-refusing-store.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-secret.h"

#include <glib/gstdio.h>
#include <string.h>

#define UUID "0d5f2c4e-6b1a-4a63-9a3f-1f2e3d4c5b6a"

typedef ValWorkspaceFixture Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  val_workspace_fixture_set_up (fixture, 3);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  val_workspace_fixture_tear_down (fixture);
}

static guint
count_accounts (Fixture *fixture)
{
  return g_list_model_get_n_items (val_workspace_get_accounts (fixture->workspace));
}

static char *
look_up (Fixture *fixture, ValAccount *account, ValSecretKind kind)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *secret;

  val_secret_store_lookup_async (fixture->keyring, val_account_get_uuid (account), kind, NULL,
                                 val_test_await_cb, &slot);
  result = val_test_await (&slot);
  secret = val_secret_store_lookup_finish (fixture->keyring, result, &error);
  g_assert_no_error (error);
  return secret;
}

/* What stands in the file is readable by its owner alone, and no secret is in it. */
static void
assert_file_is_safe (Fixture *fixture, ValAccount *account)
{
  g_autofree char *text = val_workspace_fixture_read (fixture);
  GStatBuf status;

  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_nonnull (strstr (text, val_account_get_uuid (account)));
  g_assert_null (strstr (text, val_sandbox_get_user_secret (fixture->sandbox)));
  g_assert_null (strstr (text, val_sandbox_get_organization_secret (fixture->sandbox)));
}

static void
test_put (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = val_test_account_new ("Acme", fixture->sandbox);
  g_autoptr (ValSecretString) user = NULL;
  g_autofree char *pasted =
      g_strdup_printf ("  %s\n", val_sandbox_get_user_secret (fixture->sandbox));
  g_autoptr (GError) error = NULL;

  val_test_put (fixture->workspace, account, pasted,
                val_sandbox_get_organization_secret (fixture->sandbox), FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_accounts (fixture), ==, 1);
  g_assert_true (val_workspace_find_account (fixture->workspace, val_account_get_uuid (account)) ==
                 account);
  g_assert_null (val_workspace_get_account (fixture->workspace));
  assert_file_is_safe (fixture, account);
  user = look_up (fixture, account, VAL_SECRET_KIND_USER);
  g_assert_cmpstr (user, ==, val_sandbox_get_user_secret (fixture->sandbox));
}

static void
test_put_unusable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = val_test_account_new ("Acme", fixture->sandbox);
  g_autoptr (GError) error = NULL;

  g_assert_false (
      val_test_put (fixture->workspace, account, "FAKE-first\nFAKE-second", "o", FALSE, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
  g_assert_null (strstr (error->message, "FAKE"));
  g_assert_cmpuint (count_accounts (fixture), ==, 0);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

/* One secret alone needs the other from the keyring, where a new account has none. */
static void
test_put_half (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = val_test_account_new ("Acme", fixture->sandbox);
  g_autoptr (GError) error = NULL;

  g_assert_false (val_test_put (fixture->workspace, account, "user", NULL, FALSE, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_UNAUTHORIZED);
  g_assert_cmpuint (count_accounts (fixture), ==, 0);
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = val_test_account_new ("Acme", fixture->sandbox);
  g_autofree char *name = NULL;
  g_autofree char *refused = NULL;
  g_autoptr (GError) error = NULL;

  name =
      val_test_check (fixture->workspace, account, val_sandbox_get_user_secret (fixture->sandbox),
                      val_sandbox_get_organization_secret (fixture->sandbox), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (name, !=, "");
  refused = val_test_check (fixture->workspace, account, "wrong", "wrong", &error);
  g_assert_null (refused);
  g_assert_error (error, VAL_ERROR, VAL_ERROR_UNAUTHORIZED);
  g_assert_cmpuint (count_accounts (fixture), ==, 0);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

/* A changed account is checked with the secrets that are kept for it. */
static void
test_check_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = val_test_account_new ("Acme", fixture->sandbox);
  g_autofree char *name = NULL;
  g_autofree char *refused = NULL;
  g_autoptr (GError) error = NULL;

  val_test_put_on (fixture->workspace, account, fixture->sandbox);
  name = val_test_check (fixture->workspace, account, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (name);
  refused = val_test_check (fixture->workspace, account, "other", NULL, &error);
  g_assert_null (refused);
  g_assert_error (error, VAL_ERROR, VAL_ERROR_UNAUTHORIZED);
}

static void
test_select (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = val_test_account_new ("Acme", fixture->sandbox);
  g_autoptr (GError) error = NULL;

  val_test_put_on (fixture->workspace, account, fixture->sandbox);
  g_assert_true (val_test_select (fixture->workspace, account, &error));
  g_assert_no_error (error);
  g_assert_true (val_workspace_get_account (fixture->workspace) == account);
  g_assert_nonnull (val_workspace_get_session (fixture->workspace));
  g_assert_false (val_workspace_get_session_only (fixture->workspace));
  g_assert_null (val_workspace_get_keyring_error (fixture->workspace));
  g_assert_true (val_test_refresh (fixture->workspace, &error));
}

/* The account is current all the same: its secrets can be entered. */
static void
test_select_without_secrets (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = val_test_account_new ("Acme", fixture->sandbox);
  g_autoptr (GError) error = NULL;

  g_assert_false (val_test_select (fixture->workspace, account, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_UNAUTHORIZED);
  g_assert_true (val_workspace_get_account (fixture->workspace) == account);
  g_assert_null (val_workspace_get_session (fixture->workspace));
  g_clear_error (&error);
  g_assert_false (val_test_refresh (fixture->workspace, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_UNAUTHORIZED);
  g_assert_false (val_workspace_get_loading (fixture->workspace));
}

static void
test_select_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) first = val_test_account_new ("First", fixture->sandbox);
  g_autoptr (ValAccount) second = val_test_account_new ("Second", fixture->sandbox);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_test_put_on (fixture->workspace, first, fixture->sandbox);
  val_test_put_on (fixture->workspace, second, fixture->sandbox);
  val_workspace_select_async (fixture->workspace, first, NULL, val_test_await_cb, &slot);
  g_assert_true (val_test_select (fixture->workspace, second, NULL));
  result = val_test_await (&slot);
  g_assert_false (val_workspace_select_finish (fixture->workspace, result, &error));
  g_assert_true (val_error_is_cancelled (error));
  g_assert_true (val_workspace_get_account (fixture->workspace) == second);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = val_test_account_new ("Acme", fixture->sandbox);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  val_test_put_on (fixture->workspace, account, fixture->sandbox);
  val_test_select (fixture->workspace, account, NULL);
  val_test_refresh (fixture->workspace, NULL);
  g_assert_true (val_test_remove (fixture->workspace, account, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_accounts (fixture), ==, 0);
  g_assert_null (val_workspace_get_account (fixture->workspace));
  g_assert_null (val_workspace_get_session (fixture->workspace));
  g_assert_cmpuint (
      g_list_model_get_n_items (G_LIST_MODEL (val_workspace_get_instances (fixture->workspace))),
      ==, 0);
  g_assert_null (look_up (fixture, account, VAL_SECRET_KIND_USER));
  g_assert_null (look_up (fixture, account, VAL_SECRET_KIND_ORGANIZATION));
  text = val_workspace_fixture_read (fixture);
  g_assert_null (strstr (text, val_account_get_uuid (account)));
}

static void
test_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) first = val_test_account_new ("First", fixture->sandbox);
  g_autoptr (ValAccount) second = val_test_account_new ("Second", fixture->sandbox);
  g_autoptr (ValSecretStore) keyring = g_object_ref (fixture->keyring);
  g_autoptr (GError) error = NULL;

  g_assert_true (val_test_open (fixture->workspace, NULL, &error));
  g_assert_null (val_workspace_get_account (fixture->workspace));
  val_test_put_on (fixture->workspace, first, fixture->sandbox);
  val_test_put_on (fixture->workspace, second, fixture->sandbox);

  val_workspace_fixture_reopen (fixture, keyring);
  g_assert_true (val_test_open (fixture->workspace, val_account_get_uuid (second), &error));
  g_assert_no_error (error);
  g_assert_cmpstr (val_account_get_name (val_workspace_get_account (fixture->workspace)), ==,
                   "Second");
  g_assert_cmpuint (count_accounts (fixture), ==, 2);

  val_workspace_fixture_reopen (fixture, keyring);
  g_assert_true (val_test_open (fixture->workspace, "gone", &error));
  g_assert_cmpstr (val_account_get_name (val_workspace_get_account (fixture->workspace)), ==,
                   "First");
}

/* Nothing that another version wrote is lost, nor an account that cannot be read. */
static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *before = g_strdup_printf ("# kept\n[Later]\nThing=1\n\n[" UUID "]\nName=Old\n"
                                             "BaseUrl=%s\nShape=round\n\n[not-a-uuid]\nName=Odd\n",
                                             val_sandbox_get_base_url (fixture->sandbox));
  g_autofree char *after = NULL;
  g_autoptr (ValAccount) changed = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->path, before, -1, NULL));
  val_test_open (fixture->workspace, UUID, NULL);
  g_assert_cmpuint (count_accounts (fixture), ==, 1);
  changed = g_object_new (VAL_TYPE_ACCOUNT, "uuid", UUID, "name", "New", "base-url",
                          val_sandbox_get_base_url (fixture->sandbox), NULL);
  g_assert_true (val_test_put (fixture->workspace, changed, NULL, NULL, FALSE, &error));
  after = val_workspace_fixture_read (fixture);
  g_assert_nonnull (strstr (after, "# kept"));
  g_assert_nonnull (strstr (after, "[Later]\nThing=1"));
  g_assert_nonnull (strstr (after, "Shape=round"));
  g_assert_nonnull (strstr (after, "[not-a-uuid]\nName=Odd"));
  g_assert_nonnull (strstr (after, "Name=New"));
  g_assert_null (strstr (after, "Name=Old"));
}

static ValAccount *
copy_of (ValAccount *account, const char *name)
{
  return g_object_new (VAL_TYPE_ACCOUNT, "uuid", val_account_get_uuid (account), "name", name,
                       "base-url", val_account_get_base_url (account), "production", TRUE, NULL);
}

/* The object of an account lives on, with its list and drafts. */
static void
test_edit_current (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = val_test_account_new ("Old", fixture->sandbox);
  g_autoptr (ValAccount) changed = copy_of (account, "New");
  g_autoptr (ValInstance) instance = NULL;
  GListModel *instances = G_LIST_MODEL (val_workspace_get_instances (fixture->workspace));
  ValSession *session;
  g_autoptr (GError) error = NULL;

  val_test_put_on (fixture->workspace, account, fixture->sandbox);
  val_test_select (fixture->workspace, account, NULL);
  val_test_refresh (fixture->workspace, NULL);
  instance = g_list_model_get_item (instances, 0);
  val_draft_set_name (val_workspace_get_draft (fixture->workspace, instance), "unsaved");
  session = val_workspace_get_session (fixture->workspace);

  g_assert_true (val_test_put (fixture->workspace, changed, NULL, NULL, FALSE, &error));
  g_assert_cmpstr (val_account_get_name (account), ==, "New");
  g_assert_true (val_account_get_production (account));
  g_assert_cmpuint (count_accounts (fixture), ==, 1);
  g_assert_true (val_workspace_get_session (fixture->workspace) == session);
  g_assert_true (val_workspace_has_unsaved (fixture->workspace));

  g_assert_true (val_test_put (fixture->workspace, changed, "another", NULL, FALSE, &error));
  g_assert_true (val_workspace_get_session (fixture->workspace) != session);
  g_assert_true (val_workspace_has_unsaved (fixture->workspace));
  g_assert_false (val_test_refresh (fixture->workspace, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_UNAUTHORIZED);
}

static void
test_move_current (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValSandbox) other = val_test_sandbox_start (1);
  g_autoptr (ValAccount) account = val_test_account_new ("Acme", fixture->sandbox);
  g_autoptr (ValAccount) moved = copy_of (account, "Acme");
  GListModel *instances = G_LIST_MODEL (val_workspace_get_instances (fixture->workspace));

  val_test_put_on (fixture->workspace, account, fixture->sandbox);
  val_test_select (fixture->workspace, account, NULL);
  val_test_refresh (fixture->workspace, NULL);
  val_account_set_base_url (moved, val_sandbox_get_base_url (other));
  val_test_put_on (fixture->workspace, moved, other);
  g_assert_true (val_workspace_get_account (fixture->workspace) == account);
  g_assert_cmpuint (g_list_model_get_n_items (instances), ==, 0);
  g_assert_true (val_test_refresh (fixture->workspace, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (instances), ==, 1);
  val_sandbox_stop (other);
}

/* Where the file cannot be written, everything is as it was. */
static void
test_unwritable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = val_test_account_new ("Old", fixture->sandbox);
  g_autoptr (ValAccount) changed = copy_of (account, "New");
  g_autoptr (ValAccount) another = val_test_account_new ("Another", fixture->sandbox);
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (GError) error = NULL;

  val_test_put_on (fixture->workspace, account, fixture->sandbox);
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  g_assert_false (val_test_put (fixture->workspace, changed, NULL, NULL, FALSE, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_cmpstr (val_account_get_name (account), ==, "Old");
  g_assert_false (val_test_put (fixture->workspace, another, "u", "o", FALSE, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_STORAGE);
  g_assert_cmpuint (count_accounts (fixture), ==, 1);
  g_assert_cmpint (g_rmdir (fixture->path), ==, 0);
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValSecretStore) keyring = val_refusing_store_new ();
  g_autoptr (ValAccount) account = val_test_account_new ("Acme", fixture->sandbox);
  g_autoptr (GError) error = NULL;

  val_workspace_fixture_reopen (fixture, keyring);
  g_assert_false (val_test_put (fixture->workspace, account, "u", "o", FALSE, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (count_accounts (fixture), ==, 0);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
put_for_session (Fixture *fixture, ValAccount *account)
{
  g_autoptr (GError) error = NULL;

  val_test_put (fixture->workspace, account, val_sandbox_get_user_secret (fixture->sandbox),
                val_sandbox_get_organization_secret (fixture->sandbox), TRUE, &error);
  g_assert_no_error (error);
}

static void
test_session_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValSecretStore) keyring = val_refusing_store_new ();
  g_autoptr (ValAccount) account = val_test_account_new ("Acme", fixture->sandbox);
  g_autoptr (GError) error = NULL;

  val_workspace_fixture_reopen (fixture, keyring);
  put_for_session (fixture, account);
  assert_file_is_safe (fixture, account);
  g_assert_true (val_test_select (fixture->workspace, account, &error));
  g_assert_true (val_workspace_get_session_only (fixture->workspace));
  g_assert_true (val_test_refresh (fixture->workspace, &error));
  g_assert_no_error (error);

  g_assert_false (val_test_put (fixture->workspace, account, "u", "o", FALSE, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_KEYRING_LOCKED);
  g_clear_error (&error);
  g_assert_true (val_workspace_get_session_only (fixture->workspace));
  g_assert_true (val_test_refresh (fixture->workspace, &error));

  val_workspace_fixture_reopen (fixture, keyring);
  g_assert_false (val_test_open (fixture->workspace, NULL, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_KEYRING_LOCKED);
  g_assert_false (val_workspace_get_session_only (fixture->workspace));
}

/* Its secrets would be left behind unseen. */
static void
test_remove_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValSecretStore) keyring = val_refusing_store_new ();
  g_autoptr (ValAccount) account = val_test_account_new ("Acme", fixture->sandbox);
  ValAccount *reopened;
  g_autoptr (GError) error = NULL;

  val_test_put_on (fixture->workspace, account, fixture->sandbox);
  val_workspace_fixture_reopen (fixture, keyring);
  val_test_open (fixture->workspace, NULL, NULL);
  reopened = val_workspace_get_account (fixture->workspace);
  g_assert_false (val_test_remove (fixture->workspace, reopened, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (count_accounts (fixture), ==, 1);
  g_assert_true (val_workspace_get_account (fixture->workspace) == reopened);
}

static void
test_damaged_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->path, "no key file\n", -1, NULL));
  g_assert_false (val_test_open (fixture->workspace, NULL, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_STORAGE);
  after = val_workspace_fixture_read (fixture);
  g_assert_cmpstr (after, ==, "no key file\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/workspace/accounts/put", test_put);
  ADD ("/workspace/accounts/put-unusable", test_put_unusable);
  ADD ("/workspace/accounts/put-half", test_put_half);
  ADD ("/workspace/accounts/check", test_check);
  ADD ("/workspace/accounts/check-kept", test_check_kept);
  ADD ("/workspace/accounts/select", test_select);
  ADD ("/workspace/accounts/select-without-secrets", test_select_without_secrets);
  ADD ("/workspace/accounts/select-twice", test_select_twice);
  ADD ("/workspace/accounts/remove", test_remove);
  ADD ("/workspace/accounts/open", test_open);
  ADD ("/workspace/accounts/round-trip", test_round_trip);
  ADD ("/workspace/accounts/edit-current", test_edit_current);
  ADD ("/workspace/accounts/move-current", test_move_current);
  ADD ("/workspace/accounts/unwritable", test_unwritable);
  ADD ("/workspace/accounts/locked", test_locked);
  ADD ("/workspace/accounts/session-only", test_session_only);
  ADD ("/workspace/accounts/remove-locked", test_remove_locked);
  ADD ("/workspace/accounts/damaged-file", test_damaged_file);
#undef ADD
  return g_test_run ();
}
