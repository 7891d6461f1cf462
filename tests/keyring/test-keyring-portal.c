/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-keyring-store.h"
#include "keyring/val-test-portal.h"
#include "keyring/val-test-store.h"
#include "util/val-error.h"

#include <glib/gstdio.h>

/* libsecret asks the portal inside a Flatpak, which cannot be pretended, and inside a Snap, which
 * is told by this variable. */
static ValSecretStore *
sandboxed_store_new (void)
{
  g_setenv ("SNAP_NAME", "valence", TRUE);
  return val_keyring_store_new ();
}

static char *
keyring_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "keyrings", "default.keyring", NULL);
}

static void
remove_keyring (void)
{
  g_autofree char *path = keyring_path ();

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
assert_refused (ValSecretStore *store)
{
  g_autoptr (GError) error = NULL;

  val_test_assert_all_fail (store, VAL_ERROR_KEYRING_DISMISSED);
  g_assert_null (val_test_lookup (store, "one", VAL_SECRET_KIND_USER, &error));
  g_assert_nonnull (strstr (error->message, "portal"));
}

static void
test_contract (void)
{
  g_autoptr (ValTestPortal) portal = NULL;
  g_autoptr (ValSecretStore) store = NULL;
  g_autofree char *path = keyring_path ();
  g_autofree char *text = NULL;
  gsize length = 0;

  if (!val_test_in_subprocess ())
    return;
  portal = val_test_portal_start (VAL_TEST_PORTAL_GIVES);
  store = sandboxed_store_new ();
  val_test_store_contract (store);
  g_assert_true (val_test_store (store, "one", VAL_SECRET_KIND_USER, "canary-in-file", NULL));

  g_assert_cmpint (val_test_portal_get_asked (portal), >, 0);
  g_assert_cmpint (val_test_portal_get_service_calls (portal), ==, 0);
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  g_assert_null (g_strstr_len (text, (gssize) length, "canary-in-file"));
  remove_keyring ();
}

static void
test_refused (void)
{
  g_autoptr (ValTestPortal) portal = NULL;
  g_autoptr (ValSecretStore) store = NULL;

  if (!val_test_in_subprocess ())
    return;
  portal = val_test_portal_start (VAL_TEST_PORTAL_REFUSES);
  store = sandboxed_store_new ();
  assert_refused (store);

  val_test_portal_set_answer (portal, VAL_TEST_PORTAL_GIVES);
  g_assert_true (val_test_store (store, "one", VAL_SECRET_KIND_USER, "kept", NULL));
  val_test_assert_kept (store, "one", VAL_SECRET_KIND_USER, "kept");
  g_assert_cmpint (val_test_portal_get_service_calls (portal), ==, 0);
  remove_keyring ();
}

/* Somebody's "no" is told, and not taken for a cancellation of ours, which is not. */
static void
test_dismissed (void)
{
  g_autoptr (ValTestPortal) portal = NULL;
  g_autoptr (ValSecretStore) store = NULL;

  if (!val_test_in_subprocess ())
    return;
  portal = val_test_portal_start (VAL_TEST_PORTAL_DISMISSED);
  store = sandboxed_store_new ();
  assert_refused (store);
  g_assert_cmpint (val_test_portal_get_service_calls (portal), ==, 0);
}

static void
test_missing (void)
{
  g_autoptr (ValSecretStore) store = NULL;
  g_autoptr (GError) error = NULL;

  if (!val_test_in_subprocess ())
    return;
  store = sandboxed_store_new ();
  val_test_assert_all_fail (store, VAL_ERROR_KEYRING_ABSENT);
  g_assert_false (val_test_store (store, "one", VAL_SECRET_KIND_USER, "x", &error));
  g_assert_nonnull (strstr (val_error_advice (error), "portal"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring-portal/contract", test_contract);
  g_test_add_func ("/keyring-portal/refused", test_refused);
  g_test_add_func ("/keyring-portal/dismissed", test_dismissed);
  g_test_add_func ("/keyring-portal/missing", test_missing);
  return g_test_run ();
}
