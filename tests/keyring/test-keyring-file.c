/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-keyring-store.h"
#include "keyring/val-memory-store.h"
#include "keyring/val-test-store.h"
#include "util/val-error.h"

#include <glib/gstdio.h>

static char *
use_file (const char *contents)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("valence-XXXXXX", &error);
  char *path = g_build_filename (folder, "default.keyring", NULL);

  g_assert_no_error (error);
  if (contents != NULL)
    g_assert_true (g_file_set_contents (path, contents, -1, NULL));
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "x", TRUE);
  return path;
}

static void
remove_file (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_unlink (path);
  g_rmdir (folder);
}

static void
test_memory (void)
{
  g_autoptr (ValSecretStore) store = val_memory_store_new ();

  val_test_store_contract (store);
}

static void
test_contract (void)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;
  g_autoptr (ValSecretStore) store = NULL;

  if (!val_test_in_subprocess ())
    return;
  path = use_file (NULL);
  store = val_keyring_store_new ();
  val_test_store_contract (store);

  g_assert_true (val_test_store (store, "one", VAL_SECRET_KIND_USER, "canary-in-file", NULL));
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  g_assert_null (g_strstr_len (text, (gssize) length, "canary-in-file"));
  remove_file (path);
}

static void
test_damaged (void)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr (ValSecretStore) store = NULL;

  if (!val_test_in_subprocess ())
    return;
  path = use_file ("This is not a keyring, and not to be written over.");
  store = val_keyring_store_new ();
  val_test_assert_all_fail (store, VAL_ERROR_KEYRING_DAMAGED);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "This is not a keyring, and not to be written over.");
  remove_file (path);
}

/* What should be the folder is a file: nothing can be written, also not by root. */
static void
test_not_writable (void)
{
  g_autofree char *path = NULL;
  g_autofree char *below = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValSecretStore) store = NULL;

  if (!val_test_in_subprocess ())
    return;
  path = use_file ("");
  below = g_build_filename (path, "default.keyring", NULL);
  g_setenv ("SECRET_FILE_TEST_PATH", below, TRUE);
  store = val_keyring_store_new ();
  g_assert_false (val_test_store (store, "one", VAL_SECRET_KIND_USER, "x", &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_STORAGE);
  remove_file (path);
}

static void
test_no_password (void)
{
  g_autofree char *path = NULL;
  g_autoptr (ValSecretStore) store = NULL;

  if (!val_test_in_subprocess ())
    return;
  path = use_file (NULL);
  g_unsetenv ("SECRET_FILE_TEST_PASSWORD");
  store = val_keyring_store_new ();
  val_test_assert_all_fail (store, VAL_ERROR_KEYRING_ABSENT);
  remove_file (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring-file/memory", test_memory);
  g_test_add_func ("/keyring-file/contract", test_contract);
  g_test_add_func ("/keyring-file/damaged", test_damaged);
  g_test_add_func ("/keyring-file/not-writable", test_not_writable);
  g_test_add_func ("/keyring-file/no-password", test_no_password);
  return g_test_run ();
}
