/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-keyring-store.h"
#include "keyring/val-test-store.h"
#include "support/val-test-util.h"
#include "util/val-error.h"

static GSubprocess *
answer_prompts (const char *how, const char *password)
{
  g_autofree char *script =
      g_test_build_filename (G_TEST_DIST, "keyring", "answer-prompt.sh", NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *person =
      g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, script, how, password, NULL);

  g_assert_no_error (error);
  return person;
}

static void
leave (GSubprocess *person)
{
  g_subprocess_force_exit (person);
  g_subprocess_wait (person, NULL, NULL);
}

static void
wait_for_prompt (const char *state)
{
  g_autoptr (GSubprocess) person = answer_prompts (state, NULL);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_subprocess_wait_async (person, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_assert_true (g_subprocess_wait_finish (person, result, NULL));
}

static ValSecretStore *
locked_store_new (void)
{
  ValSecretStore *store = val_keyring_store_new ();

  val_test_unlock_keyring ();
  g_assert_true (val_test_store (store, "one", VAL_SECRET_KIND_USER, "kept", NULL));
  val_test_lock_keyring ();
  return store;
}

static void
test_dismissed (void)
{
  g_autoptr (ValSecretStore) store = locked_store_new ();
  g_autoptr (GSubprocess) person = answer_prompts ("escape", NULL);

  val_test_assert_all_fail (store, VAL_ERROR_KEYRING_DISMISSED);
  leave (person);
  val_test_unlock_keyring ();
  val_test_assert_kept (store, "one", VAL_SECRET_KIND_USER, "kept");
}

static void
test_wrong_password (void)
{
  g_autoptr (ValSecretStore) store = locked_store_new ();
  g_autoptr (GSubprocess) person = answer_prompts ("wrong", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (val_test_lookup (store, "one", VAL_SECRET_KIND_USER, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_KEYRING_DISMISSED);
  leave (person);
}

static void
test_right_password (void)
{
  g_autoptr (ValSecretStore) store = locked_store_new ();
  g_autoptr (GSubprocess) person = answer_prompts ("type", "test");
  g_autoptr (GError) error = NULL;

  val_test_assert_kept (store, "one", VAL_SECRET_KIND_USER, "kept");
  val_test_lock_keyring ();
  g_assert_true (val_test_store (store, "one", VAL_SECRET_KIND_USER, "changed", &error));
  g_assert_no_error (error);
  val_test_assert_kept (store, "one", VAL_SECRET_KIND_USER, "changed");
  val_test_lock_keyring ();
  g_assert_true (val_test_clear (store, "one", &error));
  g_assert_no_error (error);
  val_test_assert_kept (store, "one", VAL_SECRET_KIND_USER, NULL);
  leave (person);
}

/* A locked keyring without the item is unlocked too: the item might only be out of sight. */
static void
test_unlocked_to_look (void)
{
  g_autoptr (ValSecretStore) store = locked_store_new ();
  g_autoptr (GSubprocess) person = answer_prompts ("type", "test");

  val_test_assert_kept (store, "unheard-of", VAL_SECRET_KIND_USER, NULL);
  leave (person);
  val_test_assert_kept (store, "one", VAL_SECRET_KIND_USER, "kept");
}

static void
test_cancelled (void)
{
  g_autoptr (ValSecretStore) store = locked_store_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_secret_store_lookup_async (store, "one", VAL_SECRET_KIND_USER, cancellable, val_test_await_cb,
                                 &slot);
  wait_for_prompt ("shown");
  g_assert_null (slot);
  g_cancellable_cancel (cancellable);
  result = val_test_await (&slot);
  g_assert_null (val_secret_store_lookup_finish (store, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  wait_for_prompt ("gone");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring-prompter/dismissed", test_dismissed);
  g_test_add_func ("/keyring-prompter/wrong-password", test_wrong_password);
  g_test_add_func ("/keyring-prompter/right-password", test_right_password);
  g_test_add_func ("/keyring-prompter/unlocked-to-look", test_unlocked_to_look);
  g_test_add_func ("/keyring-prompter/cancelled", test_cancelled);
  return g_test_run ();
}
