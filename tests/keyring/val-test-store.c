/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-test-store.h"

#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-secret.h"

#include <string.h>

#define LOGIN "/org/freedesktop/secrets/collection/login"

gboolean
val_test_store (ValSecretStore *store,
                const char *account,
                ValSecretKind kind,
                const char *secret,
                GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_secret_store_store_async (store, account, kind, "Valence: test", secret, NULL,
                                val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_secret_store_store_finish (store, result, error);
}

char *
val_test_lookup (ValSecretStore *store, const char *account, ValSecretKind kind, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_secret_store_lookup_async (store, account, kind, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_secret_store_lookup_finish (store, result, error);
}

gboolean
val_test_clear (ValSecretStore *store, const char *account, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_secret_store_clear_async (store, account, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_secret_store_clear_finish (store, result, error);
}

void
val_test_assert_kept (ValSecretStore *store,
                      const char *account,
                      ValSecretKind kind,
                      const char *secret)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValSecretString) kept = val_test_lookup (store, account, kind, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (kept, ==, secret);
}

void
val_test_assert_all_fail (ValSecretStore *store, int code)
{
  g_autoptr (GError) store_error = NULL;
  g_autoptr (GError) lookup_error = NULL;
  g_autoptr (GError) clear_error = NULL;

  g_assert_false (val_test_store (store, "one", VAL_SECRET_KIND_USER, "x", &store_error));
  g_assert_error (store_error, VAL_ERROR, code);
  g_assert_null (val_test_lookup (store, "one", VAL_SECRET_KIND_USER, &lookup_error));
  g_assert_error (lookup_error, VAL_ERROR, code);
  g_assert_false (val_test_clear (store, "one", &clear_error));
  g_assert_error (clear_error, VAL_ERROR, code);
}

static GVariant *
call_service (GDBusConnection *bus, const char *interface, const char *method, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply = g_dbus_connection_call_sync (
      bus, "org.freedesktop.secrets", "/org/freedesktop/secrets", interface, method, parameters,
      NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
  return reply;
}

void
val_test_lock_keyring (void)
{
  const char *const paths[] = { LOGIN, NULL };
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) reply =
      call_service (bus, "org.freedesktop.Secret.Service", "Lock", g_variant_new ("(^ao)", paths));
}

static GVariant *
new_bytes (const char *text)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, text, strlen (text), 1);
}

/* The way a session's sign-in does it: with the password, and no prompt. */
void
val_test_unlock_keyring (void)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) session =
      call_service (bus, "org.freedesktop.Secret.Service", "OpenSession",
                    g_variant_new ("(sv)", "plain", g_variant_new_string ("")));
  g_autoptr (GVariant) reply = NULL;
  const char *path = NULL;

  g_variant_get (session, "(v&o)", NULL, &path);
  reply = call_service (bus, "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface",
                        "UnlockWithMasterPassword",
                        g_variant_new ("(o(o@ay@ays))", LOGIN, path, new_bytes (""),
                                       new_bytes ("test"), "text/plain"));
}

gboolean
val_test_in_subprocess (void)
{
  if (g_test_subprocess ())
    return TRUE;
  /* libsecret loses the file's etag at every write, in a stack that names no function of its. */
  g_setenv ("ASAN_OPTIONS", "detect_leaks=0", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
  return FALSE;
}

static void
assert_stored (ValSecretStore *store, const char *account, ValSecretKind kind, const char *secret)
{
  g_autoptr (GError) error = NULL;
  gboolean stored = val_test_store (store, account, kind, secret, &error);

  g_assert_no_error (error);
  g_assert_true (stored);
}

static void
assert_cleared (ValSecretStore *store, const char *account)
{
  g_autoptr (GError) error = NULL;
  gboolean cleared = val_test_clear (store, account, &error);

  g_assert_no_error (error);
  g_assert_true (cleared);
}

void
val_test_store_contract (ValSecretStore *store)
{
  val_test_assert_kept (store, "one", VAL_SECRET_KIND_USER, NULL);
  assert_cleared (store, "one");

  assert_stored (store, "one", VAL_SECRET_KIND_USER, "user = +/ secret");
  assert_stored (store, "one", VAL_SECRET_KIND_ORGANIZATION, "ümläut \"quoted\"");
  assert_stored (store, "one", VAL_SECRET_KIND_BOOK, "{}");
  assert_stored (store, "two", VAL_SECRET_KIND_USER, "other");
  val_test_assert_kept (store, "one", VAL_SECRET_KIND_USER, "user = +/ secret");
  val_test_assert_kept (store, "one", VAL_SECRET_KIND_ORGANIZATION, "ümläut \"quoted\"");
  val_test_assert_kept (store, "one", VAL_SECRET_KIND_BOOK, "{}");
  val_test_assert_kept (store, "two", VAL_SECRET_KIND_ORGANIZATION, NULL);

  assert_stored (store, "one", VAL_SECRET_KIND_USER, "replaced");
  val_test_assert_kept (store, "one", VAL_SECRET_KIND_USER, "replaced");

  assert_cleared (store, "one");
  val_test_assert_kept (store, "one", VAL_SECRET_KIND_USER, NULL);
  val_test_assert_kept (store, "one", VAL_SECRET_KIND_ORGANIZATION, NULL);
  val_test_assert_kept (store, "one", VAL_SECRET_KIND_BOOK, NULL);
  val_test_assert_kept (store, "two", VAL_SECRET_KIND_USER, "other");
  assert_cleared (store, "two");
}
