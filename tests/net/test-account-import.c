/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts of another tool's file into keyring and accounts file, and their secrets out of it. */
#include "val-workspace-fixture.h"

#include "keyring/val-memory-store.h"
#include "support/val-refusing-store.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-secret.h"
#include "workspace/val-account-import.h"
#include "workspace/val-plain-file.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define USER         "Us3r/Acme+Secret=0000000000000000000000000A="
#define ORGANIZATION "00112233445566778899aabbccddeeff"
#define OTHER_USER   "Us3r/Other+Secret=000000000000000000000000B="

typedef struct
{
  ValWorkspaceFixture base;
  char *home;
  char *path;
  ValAccountImport *import;
} Fixture;

static char *
dup_text (Fixture *fixture, const char *user, const char *organization, const char *other)
{
  const char *base_url = val_sandbox_get_base_url (fixture->base.sandbox);

  return g_strdup_printf ("# mine\r\n[acme]  # first\n  base = \"%s\"\n  user = \"%s\"\n"
                          "\torg = '%s'\n\n[other]\nbase = \"%s/\"\nuser=\"%s\"\norg=\"%s\"\n"
                          "[empty]\nbase = \"%s\"\n# the end, without a line end",
                          base_url, user, organization, base_url, other, ORGANIZATION, base_url);
}

static void
write_file (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (fixture->path, text, -1, &error);
  g_assert_no_error (error);
}

static char *
read_file (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (fixture->path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
renew_import (Fixture *fixture)
{
  g_autoptr (GFile) file = g_file_new_for_path (fixture->path);

  g_clear_object (&fixture->import);
  fixture->import = val_account_import_new (fixture->base.workspace, file);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  val_workspace_fixture_set_up (&fixture->base, 2);
  fixture->home = g_dir_make_tmp ("valence-import-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->home, "cectl.toml", NULL);
  text = dup_text (fixture, USER, ORGANIZATION, OTHER_USER);
  write_file (fixture, text);
  renew_import (fixture);
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->home, 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (folder) != NULL)
    n_files++;
  return n_files;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->import);
  g_unlink (fixture->path);
  /* Nothing is left beside the file, such as a copy with secrets in it. */
  g_assert_cmpint (g_rmdir (fixture->home), ==, 0);
  g_free (fixture->path);
  g_free (fixture->home);
  val_workspace_fixture_tear_down (&fixture->base);
}

static gboolean
read_import (Fixture *fixture, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_account_import_read_async (fixture->import, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_account_import_read_finish (fixture->import, result, error);
}

static ValImportProfile *
nth (Fixture *fixture, guint position)
{
  ValImportProfile *profile =
      g_list_model_get_item (val_account_import_get_profiles (fixture->import), position);

  g_object_unref (profile);
  return profile;
}

/* Keeps the first @n_profiles. */
static gboolean
keep (Fixture *fixture, guint n_profiles, GError **error)
{
  g_autoptr (GPtrArray) profiles = g_ptr_array_new ();
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_true (read_import (fixture, NULL));
  for (guint i = 0; i < n_profiles; i++)
    g_ptr_array_add (profiles, nth (fixture, i));
  val_account_import_keep_async (fixture->import, profiles, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_account_import_keep_finish (fixture->import, result, error);
}

static gboolean
clean (Fixture *fixture, ValImportBlanking *blanking, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_account_import_clean_async (fixture->import, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_account_import_clean_finish (fixture->import, result, blanking, error);
}

static guint
count_accounts (Fixture *fixture)
{
  return g_list_model_get_n_items (val_workspace_get_accounts (fixture->base.workspace));
}

static void
assert_kept (Fixture *fixture, guint position, const char *name, const char *user)
{
  g_autoptr (ValAccount) account =
      g_list_model_get_item (val_workspace_get_accounts (fixture->base.workspace), position);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ValSecretString) found = NULL;

  g_assert_cmpstr (val_account_get_name (account), ==, name);
  val_secret_store_lookup_async (fixture->base.keyring, val_account_get_uuid (account),
                                 VAL_SECRET_KIND_USER, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  found = val_secret_store_lookup_finish (fixture->base.keyring, result, NULL);
  g_assert_cmpstr (found, ==, user);
}

static void
assert_text (Fixture *fixture, const char *user, const char *organization, const char *other)
{
  g_autofree char *expected = dup_text (fixture, user, organization, other);
  g_autofree char *text = read_file (fixture);

  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

static void
test_flow (Fixture *fixture, gconstpointer data)
{
  ValImportBlanking blanking = { 0 };
  g_autoptr (GError) error = NULL;
  GStatBuf before;
  GStatBuf after;

  g_chmod (fixture->path, 0640);
  g_stat (fixture->path, &before);
  g_assert_true (keep (fixture, 1, &error));
  g_assert_cmpuint (val_account_import_get_n_kept (fixture->import), ==, 1);
  assert_kept (fixture, 0, "acme", USER);
  assert_text (fixture, USER, ORGANIZATION, OTHER_USER);
  g_assert_true (clean (fixture, &blanking, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (blanking.n_blanked, ==, 2);
  g_assert_cmpuint (blanking.n_left, ==, 1);
  assert_text (fixture, "", "", OTHER_USER);
  g_stat (fixture->path, &after);
  g_assert_cmpuint (after.st_mode, ==, before.st_mode);
  g_assert_cmpuint (after.st_uid, ==, before.st_uid);
  g_assert_cmpuint (after.st_gid, ==, before.st_gid);
}

static void
test_all (Fixture *fixture, gconstpointer data)
{
  ValImportBlanking blanking = { 0 };
  g_autofree char *text = NULL;

  g_assert_true (keep (fixture, 2, NULL));
  assert_kept (fixture, 0, "acme", USER);
  assert_kept (fixture, 1, "other", OTHER_USER);
  g_assert_true (clean (fixture, &blanking, NULL));
  g_assert_cmpuint (blanking.n_left, ==, 0);
  text = read_file (fixture);
  g_assert_null (strstr (text, "Us3r"));
  g_assert_null (strstr (text, ORGANIZATION));
  /* Once more: nothing to do, and nothing lost. */
  g_assert_true (clean (fixture, &blanking, NULL));
  g_assert_cmpuint (blanking.n_blanked, ==, 0);
}

static void
test_accounts_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  g_assert_true (keep (fixture, 2, NULL));
  text = val_workspace_fixture_read (&fixture->base);
  g_assert_nonnull (strstr (text, "acme"));
  g_assert_null (strstr (text, USER));
  g_assert_null (strstr (text, ORGANIZATION));
}

/* Whose owner changed since: what the file had in other lines stays, old and new. */
static void
test_changed_since (Fixture *fixture, gconstpointer data)
{
  ValImportBlanking blanking = { 0 };
  g_autofree char *text = dup_text (fixture, USER, ORGANIZATION, OTHER_USER);
  g_autofree char *longer = g_strconcat ("[new]\nuser='n3w'\n", text, NULL);
  g_autofree char *found = NULL;

  g_assert_true (keep (fixture, 1, NULL));
  write_file (fixture, longer);
  g_assert_true (clean (fixture, &blanking, NULL));
  found = read_file (fixture);
  g_assert_true (g_str_has_prefix (found, "[new]\nuser='n3w'\n# mine"));
  g_assert_null (strstr (found, USER));
  g_assert_nonnull (strstr (found, OTHER_USER));
}

static void
test_changed_secret (Fixture *fixture, gconstpointer data)
{
  ValImportBlanking blanking = { 0 };
  g_autofree char *text = dup_text (fixture, "n3w", ORGANIZATION, OTHER_USER);

  g_assert_true (keep (fixture, 1, NULL));
  write_file (fixture, text);
  g_assert_true (clean (fixture, &blanking, NULL));
  g_assert_cmpuint (blanking.n_blanked, ==, 0);
  assert_text (fixture, "n3w", ORGANIZATION, OTHER_USER);
}

static void
test_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *target = g_build_filename (fixture->home, "target", NULL);
  g_autofree char *text = NULL;
  ValImportBlanking blanking = { 0 };

  g_assert_cmpint (g_rename (fixture->path, target), ==, 0);
  g_assert_cmpint (symlink ("target", fixture->path), ==, 0);
  g_assert_true (keep (fixture, 2, NULL));
  g_assert_true (clean (fixture, &blanking, NULL));
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_SYMLINK));
  g_assert_false (g_file_test (target, G_FILE_TEST_IS_SYMLINK));
  text = read_file (fixture);
  g_assert_null (strstr (text, "Us3r"));
  g_assert_cmpint (g_unlink (target), ==, 0);
}

static void
test_hard_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *twin = g_build_filename (fixture->home, "twin", NULL);
  ValImportBlanking blanking = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (link (fixture->path, twin), ==, 0);
  g_assert_true (keep (fixture, 1, NULL));
  g_assert_false (clean (fixture, &blanking, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_STORAGE);
  g_assert_cmpint (g_unlink (twin), ==, 0);
  assert_text (fixture, USER, ORGANIZATION, OTHER_USER);
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValSecretStore) locked = val_refusing_store_new ();
  ValImportBlanking blanking = { 0 };
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->import);
  val_workspace_fixture_reopen (&fixture->base, locked);
  renew_import (fixture);
  g_assert_false (keep (fixture, 2, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (val_account_import_get_n_kept (fixture->import), ==, 0);
  g_assert_cmpuint (count_accounts (fixture), ==, 0);
  g_assert_true (clean (fixture, &blanking, NULL));
  g_assert_cmpuint (blanking.n_blanked, ==, 0);
  assert_text (fixture, USER, ORGANIZATION, OTHER_USER);
}

/* What the keyring cannot give back stays in the file. */
static void
test_keyring_forgot (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = NULL;
  ValImportBlanking blanking = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (keep (fixture, 2, NULL));
  account = g_list_model_get_item (val_workspace_get_accounts (fixture->base.workspace), 1);
  g_assert_true (val_test_remove (fixture->base.workspace, account, NULL));
  g_assert_false (clean (fixture, &blanking, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_UNAUTHORIZED);
  assert_text (fixture, USER, ORGANIZATION, OTHER_USER);
}

static void
test_keyring_differs (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = NULL;
  ValImportBlanking blanking = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (keep (fixture, 2, NULL));
  account = g_list_model_get_item (val_workspace_get_accounts (fixture->base.workspace), 1);
  g_assert_true (val_test_put (fixture->base.workspace, account, "an0ther", NULL, FALSE, NULL));
  g_assert_false (clean (fixture, &blanking, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_NOT_APPLIED);
  assert_text (fixture, USER, ORGANIZATION, OTHER_USER);
}

static void
test_session_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = NULL;
  ValImportBlanking blanking = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (keep (fixture, 1, NULL));
  account = g_list_model_get_item (val_workspace_get_accounts (fixture->base.workspace), 0);
  g_assert_true (val_test_put (fixture->base.workspace, account, USER, ORGANIZATION, TRUE, NULL));
  g_assert_false (clean (fixture, &blanking, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_NOT_APPLIED);
  assert_text (fixture, USER, ORGANIZATION, OTHER_USER);
}

/* One account of the same name is there already at the same place, one at another. */
static void
test_known_accounts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) same = val_test_account_new ("Acme", fixture->base.sandbox);
  g_autoptr (ValAccount) namesake = val_account_new ("other", "https://h/elements/api-v2");
  ValWorkspace *workspace = fixture->base.workspace;

  val_account_set_colour (same, "red");
  g_assert_true (val_test_put (workspace, same, "old", "old", FALSE, NULL));
  g_assert_true (val_test_put (workspace, namesake, "old", "old", FALSE, NULL));
  g_assert_true (read_import (fixture, NULL));
  g_assert_true (val_account_import_find_account (fixture->import, nth (fixture, 0)) == same);
  g_assert_null (val_account_import_find_account (fixture->import, nth (fixture, 1)));
  g_assert_true (keep (fixture, 2, NULL));
  g_assert_cmpuint (count_accounts (fixture), ==, 3);
  assert_kept (fixture, 0, "Acme", USER);
  assert_kept (fixture, 1, "other", "old");
  assert_kept (fixture, 2, "other 2", OTHER_USER);
  g_assert_cmpstr (val_account_get_colour (same), ==, "red");
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  write_file (fixture, "[acme]\nbase = \"https://h\nuser='u'\n");
  g_assert_false (read_import (fixture, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
  g_assert_nonnull (strstr (error->message, "(line 2, column 18)"));
  g_assert_null (val_account_import_get_profiles (fixture->import));
  text = read_file (fixture);
  g_assert_cmpstr (text, ==, "[acme]\nbase = \"https://h\nuser='u'\n");
}

/* Damaged between import and cleaning. */
static void
test_damaged_since (Fixture *fixture, gconstpointer data)
{
  ValImportBlanking blanking = { 0 };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (keep (fixture, 1, NULL));
  write_file (fixture, "[acme\nuser='" USER "'\n");
  g_assert_false (clean (fixture, &blanking, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
  text = read_file (fixture);
  g_assert_cmpstr (text, ==, "[acme\nuser='" USER "'\n");
}

static void
assert_unreadable (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (read_import (fixture, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_STORAGE);
}

static void
test_no_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *large = g_strnfill (1024 * 1024 + 1, '#');

  write_file (fixture, large);
  assert_unreadable (fixture);
  g_unlink (fixture->path);
  assert_unreadable (fixture);
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  assert_unreadable (fixture);
  g_assert_cmpint (g_rmdir (fixture->path), ==, 0);
  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  assert_unreadable (fixture);
}

/* Somebody writes between reading and replacing: theirs counts. */
static void
test_plain_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValPlainFile) file = val_plain_file_read (fixture->path, &error);
  g_autoptr (GBytes) mine = g_bytes_new_static ("mine", 4);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  write_file (fixture, "theirs");
  g_assert_false (val_plain_file_replace (file, mine, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_STORAGE);
  text = read_file (fixture);
  g_assert_cmpstr (text, ==, "theirs");
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

static GPtrArray *
find_files (void)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *files;

  val_account_import_find_async (NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  files = val_account_import_find_finish (result, &error);
  g_assert_no_error (error);
  return files;
}

static void
test_usual_places (void)
{
  static const char *const names[] = { ".config/ce/cectl.toml", ".cectl.toml",
                                       ".doctor/config.json" };

  for (guint i = 0; i <= G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GPtrArray) files = find_files ();
      g_autofree char *path = NULL;
      g_autofree char *folder = NULL;

      g_assert_cmpuint (files->len, ==, i);
      if (i == G_N_ELEMENTS (names))
        break;
      path = g_build_filename (g_get_home_dir (), names[i], NULL);
      folder = g_path_get_dirname (path);
      g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
      g_assert_true (g_file_set_contents (path, "", 0, NULL));
    }
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/account-import/flow", test_flow);
  ADD ("/account-import/all", test_all);
  ADD ("/account-import/accounts-file", test_accounts_file);
  ADD ("/account-import/changed-since", test_changed_since);
  ADD ("/account-import/changed-secret", test_changed_secret);
  ADD ("/account-import/link", test_link);
  ADD ("/account-import/hard-link", test_hard_link);
  ADD ("/account-import/locked", test_locked);
  ADD ("/account-import/keyring-forgot", test_keyring_forgot);
  ADD ("/account-import/keyring-differs", test_keyring_differs);
  ADD ("/account-import/session-only", test_session_only);
  ADD ("/account-import/known-accounts", test_known_accounts);
  ADD ("/account-import/damaged", test_damaged);
  ADD ("/account-import/damaged-since", test_damaged_since);
  ADD ("/account-import/no-file", test_no_file);
  ADD ("/account-import/plain-file", test_plain_file);
  g_test_add_func ("/account-import/usual-places", test_usual_places);
  return g_test_run ();
}
