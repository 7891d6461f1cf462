/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-keyring-store.h"
#include "keyring/val-secret-schema.h"
#include "keyring/val-test-store.h"
#include "support/val-test-util.h"
#include "util/val-error.h"

static void
test_contract (void)
{
  g_autoptr (ValSecretStore) store = val_keyring_store_new ();

  val_test_store_contract (store);
}

static void
test_attributes (void)
{
  g_autoptr (ValSecretStore) store = val_keyring_store_new ();
  g_autoptr (GHashTable) wanted = val_secret_schema_attributes ("acct", VAL_SECRET_KIND_USER);
  g_autoptr (GHashTable) found = NULL;
  g_autoptr (GError) error = NULL;
  GList *items = NULL;

  g_assert_true (val_test_store (store, "acct", VAL_SECRET_KIND_USER, "s", NULL));
  items =
      secret_password_searchv_sync (val_secret_schema (), wanted, SECRET_SEARCH_ALL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_length (items), ==, 1);
  found = secret_retrievable_get_attributes (items->data);
  g_assert_cmpuint (g_hash_table_size (found), ==, 3);
  g_assert_cmpstr (g_hash_table_lookup (found, "account"), ==, "acct");
  g_assert_cmpstr (g_hash_table_lookup (found, "kind"), ==, "user");
  g_assert_cmpstr (g_hash_table_lookup (found, "xdg:schema"), ==,
                   "io.github.valence_desktop.Valence.Secret");
  g_list_free_full (items, g_object_unref);
  g_assert_true (val_test_clear (store, "acct", NULL));
}

/* Locked is never taken for missing, and nothing is lost by asking. */
static void
test_locked_with_item (void)
{
  g_autoptr (ValSecretStore) store = val_keyring_store_new ();

  g_assert_true (val_test_store (store, "one", VAL_SECRET_KIND_USER, "kept", NULL));
  val_test_lock_keyring ();
  val_test_assert_all_fail (store, VAL_ERROR_KEYRING_LOCKED);
  val_test_unlock_keyring ();
  val_test_assert_kept (store, "one", VAL_SECRET_KIND_USER, "kept");
  g_assert_true (val_test_clear (store, "one", NULL));
}

static void
test_locked (void)
{
  g_autoptr (ValSecretStore) store = val_keyring_store_new ();

  val_test_assert_all_fail (store, VAL_ERROR_KEYRING_LOCKED);
}

static void
test_cancelled (void)
{
  g_autoptr (ValSecretStore) store = val_keyring_store_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  val_secret_store_store_async (store, "one", VAL_SECRET_KIND_USER, "label", "x", cancellable,
                                val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_assert_false (val_secret_store_store_finish (store, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* No keyring yet, and nothing that could ask for the password of a new one. */
static void
test_fresh (void)
{
  g_autoptr (ValSecretStore) store = val_keyring_store_new ();
  g_autoptr (GError) error = NULL;

  val_test_assert_kept (store, "one", VAL_SECRET_KIND_USER, NULL);
  g_assert_true (val_test_clear (store, "one", NULL));
  g_assert_false (val_test_store (store, "one", VAL_SECRET_KIND_USER, "x", &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_KEYRING_DISMISSED);
}

static void
test_absent (void)
{
  g_autoptr (ValSecretStore) store = val_keyring_store_new ();

  val_test_assert_all_fail (store, VAL_ERROR_KEYRING_ABSENT);
}

static void
add_unlocked (void)
{
  g_test_add_func ("/keyring-service/contract", test_contract);
  g_test_add_func ("/keyring-service/attributes", test_attributes);
  g_test_add_func ("/keyring-service/cancelled", test_cancelled);
  g_test_add_func ("/keyring-service/locked-with-item", test_locked_with_item);
}

int
main (int argc, char **argv)
{
  const char *state = g_getenv ("VALENCE_KEYRING");

  g_test_init (&argc, &argv, NULL);
  if (g_strcmp0 (state, "unlocked") == 0)
    add_unlocked ();
  else if (g_strcmp0 (state, "locked") == 0)
    g_test_add_func ("/keyring-service/locked", test_locked);
  else if (g_strcmp0 (state, "fresh") == 0)
    g_test_add_func ("/keyring-service/fresh", test_fresh);
  else
    g_test_add_func ("/keyring-service/absent", test_absent);
  return g_test_run ();
}
