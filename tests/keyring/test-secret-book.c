/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-keyring-store.h"
#include "keyring/val-memory-store.h"
#include "keyring/val-secret-book.h"
#include "keyring/val-test-store.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-secret.h"

#include <string.h>

/* A store whose writes wait to be let through or refused, and which counts. */
#define VAL_TYPE_SLOW_STORE (val_slow_store_get_type ())
G_DECLARE_FINAL_TYPE (ValSlowStore, val_slow_store, VAL, SLOW_STORE, GObject)

struct _ValSlowStore
{
  GObject parent_instance;

  char *text;
  GTask *write;
  char *writing;
  guint n_lookups;
  guint n_writes;
  int lookup_code; /* a code in #VAL_ERROR, or -1 */
};

static void val_slow_store_iface_init (ValSecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ValSlowStore,
                               val_slow_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (VAL_TYPE_SECRET_STORE,
                                                      val_slow_store_iface_init))

static void
slow_store_async (ValSecretStore *store,
                  const char *account,
                  ValSecretKind kind,
                  const char *label,
                  const char *secret,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  ValSlowStore *self = VAL_SLOW_STORE (store);

  g_assert_null (self->write);
  g_assert_cmpint (kind, ==, VAL_SECRET_KIND_BOOK);
  self->write = g_task_new (store, cancellable, callback, user_data);
  self->writing = g_strdup (secret);
  self->n_writes++;
}

static gboolean
slow_store_finish (ValSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
slow_lookup_async (ValSecretStore *store,
                   const char *account,
                   ValSecretKind kind,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  ValSlowStore *self = VAL_SLOW_STORE (store);
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  self->n_lookups++;
  if (self->lookup_code >= 0)
    g_task_return_new_error (task, VAL_ERROR, self->lookup_code, "refused");
  else
    g_task_return_pointer (task, g_strdup (self->text), g_free);
}

static char *
slow_lookup_finish (ValSecretStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
val_slow_store_iface_init (ValSecretStoreInterface *iface)
{
  iface->store_async = slow_store_async;
  iface->store_finish = slow_store_finish;
  iface->lookup_async = slow_lookup_async;
  iface->lookup_finish = slow_lookup_finish;
}

static void
val_slow_store_finalize (GObject *object)
{
  ValSlowStore *self = VAL_SLOW_STORE (object);

  g_assert_null (self->write);
  g_free (self->text);
  G_OBJECT_CLASS (val_slow_store_parent_class)->finalize (object);
}

static void
val_slow_store_class_init (ValSlowStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = val_slow_store_finalize;
}

static void
val_slow_store_init (ValSlowStore *self)
{
  self->lookup_code = -1;
}

static gboolean
has_write (gpointer user_data)
{
  return VAL_SLOW_STORE (user_data)->write != NULL;
}

/* Ends the write under way; @code is one in #VAL_ERROR, or -1 to let it through. */
static void
end_write (ValSlowStore *self, int code)
{
  g_autoptr (GTask) write = NULL;
  g_autofree char *text = NULL;

  val_test_wait_for (has_write, self);
  write = g_steal_pointer (&self->write);
  text = g_steal_pointer (&self->writing);
  if (code >= 0)
    {
      g_task_return_new_error (write, VAL_ERROR, code, "refused");
      return;
    }
  g_free (self->text);
  self->text = g_steal_pointer (&text);
  g_task_return_boolean (write, TRUE);
}

static void
load (ValSecretBook *book, int code)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_secret_book_load_async (book, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_assert_cmpint (val_secret_book_load_finish (book, result, &error), ==, code < 0);
  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, VAL_ERROR, code);
}

static void
assert_saved (ValSecretBook *book, GAsyncResult **slot, int code)
{
  g_autoptr (GAsyncResult) result = val_test_await (slot);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (val_secret_book_save_finish (book, result, &error), ==, code < 0);
  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, VAL_ERROR, code);
}

static void
save (ValSecretBook *book, int code)
{
  GAsyncResult *slot = NULL;

  val_secret_book_save_async (book, NULL, val_test_await_cb, &slot);
  assert_saved (book, &slot, code);
}

static void
fill (ValSecretBook *book, gint64 n)
{
  for (gint64 id = 1; id <= n; id++)
    {
      g_autofree char *token =
          g_strdup_printf ("FAKE%" G_GINT64_FORMAT "+/abcdefghijklmnopqrstuvwxyz=", id);

      val_secret_book_set (book, id, VAL_BOOK_TOKEN, token);
    }
}

static void
assert_filled (ValSecretBook *book, gint64 n)
{
  for (gint64 id = 1; id <= n; id++)
    {
      g_autofree char *token =
          g_strdup_printf ("FAKE%" G_GINT64_FORMAT "+/abcdefghijklmnopqrstuvwxyz=", id);

      g_assert_cmpstr (val_secret_book_get (book, id, VAL_BOOK_TOKEN), ==, token);
    }
}

static void
test_round_trip (void)
{
  g_autoptr (ValSecretStore) store = val_memory_store_new ();
  g_autoptr (ValSecretBook) book = val_secret_book_new (store, "one", "Book");
  g_autoptr (ValSecretBook) again = val_secret_book_new (store, "one", "Book");
  g_autoptr (ValSecretBook) other = val_secret_book_new (store, "two", "Book");

  load (book, -1);
  g_assert_false (val_secret_book_get_dirty (book));
  g_assert_null (val_secret_book_get (book, 1, VAL_BOOK_TOKEN));
  val_secret_book_set (book, 1, VAL_BOOK_TOKEN, "quote\" back\\slash \x01 ümläut");
  val_secret_book_set (book, 1, VAL_BOOK_CLIENT_SECRET, "client");
  val_secret_book_set (book, G_MAXINT64, VAL_BOOK_SIGNATURE_KEY, "");
  val_secret_book_set (book, 3, VAL_BOOK_TOKEN, "gone");
  val_secret_book_forget (book, 3);
  g_assert_true (val_secret_book_get_dirty (book));
  save (book, -1);
  g_assert_false (val_secret_book_get_dirty (book));
  val_secret_book_set (book, 1, VAL_BOOK_CLIENT_SECRET, "client");
  g_assert_false (val_secret_book_get_dirty (book));

  load (again, -1);
  g_assert_cmpstr (val_secret_book_get (again, 1, VAL_BOOK_TOKEN), ==,
                   "quote\" back\\slash \x01 ümläut");
  g_assert_cmpstr (val_secret_book_get (again, 1, VAL_BOOK_CLIENT_SECRET), ==, "client");
  g_assert_cmpstr (val_secret_book_get (again, G_MAXINT64, VAL_BOOK_SIGNATURE_KEY), ==, "");
  g_assert_null (val_secret_book_get (again, 3, VAL_BOOK_TOKEN));
  load (other, -1);
  g_assert_null (val_secret_book_get (other, 1, VAL_BOOK_TOKEN));
}

static void
test_format (void)
{
  g_autoptr (ValSecretStore) store = val_memory_store_new ();
  g_autoptr (ValSecretBook) book = val_secret_book_new (store, "one", "Book");

  val_secret_book_set (book, 42, VAL_BOOK_TOKEN, "t");
  val_secret_book_set (book, 42, VAL_BOOK_CLIENT_SECRET, "c");
  val_secret_book_set (book, 42, VAL_BOOK_SIGNATURE_KEY, "s");
  save (book, -1);
  val_test_assert_kept (store, "one", VAL_SECRET_KIND_BOOK,
                        "{\"version\":1,\"instances\":{\"42\":{\"token\":\"t\","
                        "\"clientSecret\":\"c\",\"signatureKey\":\"s\"}}}");
}

static void
test_damaged (void)
{
  static const char *const texts[] = {
    "",
    "{",
    "[]",
    "null",
    "{}",
    "{\"version\":1}",
    "{\"version\":0,\"instances\":{}}",
    "{\"version\":2,\"instances\":{}}",
    "{\"version\":\"x\",\"instances\":{}}",
    "{\"version\":1,\"instances\":[]}",
    "{\"version\":1,\"instances\":{\"1\":3}}",
    "{\"version\":1,\"instances\":{\"one\":{}}}",
    "{\"version\":1,\"instances\":{\"1\":{\"token\":4}}}",
    "{\"version\":1,\"instances\":{\"1\":{\"token\":null}}}",
    "{\"version\":1,\"instances\":{\"1\":{\"token\":\"t\"}}} x",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ValSecretStore) store = val_memory_store_new ();
      g_autoptr (ValSecretBook) book = val_secret_book_new (store, "one", "Book");

      g_assert_true (val_test_store (store, "one", VAL_SECRET_KIND_BOOK, texts[i], NULL));
      load (book, VAL_ERROR_KEYRING_DAMAGED);
      g_assert_null (val_secret_book_get (book, 1, VAL_BOOK_TOKEN));
      val_secret_book_set (book, 2, VAL_BOOK_TOKEN, "new");
      save (book, VAL_ERROR_KEYRING_DAMAGED);
      val_test_assert_kept (store, "one", VAL_SECRET_KIND_BOOK, texts[i]);
      g_assert_true (val_secret_book_get_dirty (book));

      g_assert_true (val_test_clear (store, "one", NULL));
      save (book, -1);
      g_assert_cmpstr (val_secret_book_get (book, 2, VAL_BOOK_TOKEN), ==, "new");
    }
}

/* What was set before the book could be read is not lost, and neither is what was in it. */
static void
test_set_before_load (void)
{
  g_autoptr (ValSecretStore) store = val_memory_store_new ();
  g_autoptr (ValSecretBook) first = val_secret_book_new (store, "one", "Book");
  g_autoptr (ValSecretBook) book = val_secret_book_new (store, "one", "Book");
  g_autoptr (ValSecretBook) last = val_secret_book_new (store, "one", "Book");

  fill (first, 3);
  save (first, -1);
  val_secret_book_set (book, 1, VAL_BOOK_TOKEN, "newer");
  val_secret_book_forget (book, 2);
  save (book, -1);
  g_assert_cmpstr (val_secret_book_get (book, 1, VAL_BOOK_TOKEN), ==, "newer");
  g_assert_null (val_secret_book_get (book, 2, VAL_BOOK_TOKEN));
  load (last, -1);
  g_assert_cmpstr (val_secret_book_get (last, 1, VAL_BOOK_TOKEN), ==, "newer");
  g_assert_null (val_secret_book_get (last, 2, VAL_BOOK_TOKEN));
  g_assert_nonnull (val_secret_book_get (last, 3, VAL_BOOK_TOKEN));
}

static void
test_read_once (void)
{
  g_autoptr (ValSlowStore) store = g_object_new (VAL_TYPE_SLOW_STORE, NULL);
  g_autoptr (ValSecretBook) book = val_secret_book_new (VAL_SECRET_STORE (store), "one", "Book");

  store->lookup_code = VAL_ERROR_KEYRING_LOCKED;
  load (book, VAL_ERROR_KEYRING_LOCKED);
  val_secret_book_set (book, 1, VAL_BOOK_TOKEN, "x");
  save (book, VAL_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (store->n_writes, ==, 0);
  store->lookup_code = -1;
  load (book, -1);
  load (book, -1);
  g_assert_cmpuint (store->n_lookups, ==, 3);
}

static void
test_saves_coalesce (void)
{
  g_autoptr (ValSlowStore) store = g_object_new (VAL_TYPE_SLOW_STORE, NULL);
  g_autoptr (ValSecretBook) book = val_secret_book_new (VAL_SECRET_STORE (store), "one", "Book");
  GAsyncResult *slots[100] = { NULL };

  load (book, -1);
  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    {
      val_secret_book_set (book, i, VAL_BOOK_TOKEN, "t");
      val_secret_book_save_async (book, NULL, val_test_await_cb, &slots[i]);
    }
  end_write (store, -1);
  assert_saved (book, &slots[0], -1);
  g_assert_true (val_secret_book_get_dirty (book));
  g_assert_null (slots[1]);
  end_write (store, -1);
  for (guint i = 1; i < G_N_ELEMENTS (slots); i++)
    assert_saved (book, &slots[i], -1);
  g_assert_cmpuint (store->n_writes, ==, 2);
  g_assert_false (val_secret_book_get_dirty (book));
  g_assert_nonnull (strstr (store->text, "\"99\""));
  save (book, -1);
  g_assert_cmpuint (store->n_writes, ==, 2);
}

static void
test_failed_save (void)
{
  g_autoptr (ValSlowStore) store = g_object_new (VAL_TYPE_SLOW_STORE, NULL);
  g_autoptr (ValSecretBook) book = val_secret_book_new (VAL_SECRET_STORE (store), "one", "Book");
  GAsyncResult *slots[3] = { NULL };

  load (book, -1);
  val_secret_book_set (book, 1, VAL_BOOK_TOKEN, "t");
  val_secret_book_save_async (book, NULL, val_test_await_cb, &slots[0]);
  val_secret_book_save_async (book, NULL, val_test_await_cb, &slots[1]);
  end_write (store, VAL_ERROR_KEYRING_DISMISSED);
  assert_saved (book, &slots[0], VAL_ERROR_KEYRING_DISMISSED);
  assert_saved (book, &slots[1], VAL_ERROR_KEYRING_DISMISSED);
  g_assert_cmpuint (store->n_writes, ==, 1);
  g_assert_true (val_secret_book_get_dirty (book));
  g_assert_cmpstr (val_secret_book_get (book, 1, VAL_BOOK_TOKEN), ==, "t");

  val_secret_book_save_async (book, NULL, val_test_await_cb, &slots[2]);
  end_write (store, -1);
  assert_saved (book, &slots[2], -1);
  g_assert_false (val_secret_book_get_dirty (book));
}

/* Who gives up does not take the others' write along. */
static void
test_cancelled_save (void)
{
  g_autoptr (ValSlowStore) store = g_object_new (VAL_TYPE_SLOW_STORE, NULL);
  g_autoptr (ValSecretBook) book = val_secret_book_new (VAL_SECRET_STORE (store), "one", "Book");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *slots[2] = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  load (book, -1);
  val_secret_book_set (book, 1, VAL_BOOK_TOKEN, "t");
  val_secret_book_save_async (book, cancellable, val_test_await_cb, &slots[0]);
  val_secret_book_save_async (book, NULL, val_test_await_cb, &slots[1]);
  g_cancellable_cancel (cancellable);
  end_write (store, -1);
  result = val_test_await (&slots[0]);
  g_assert_false (val_secret_book_save_finish (book, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  end_write (store, -1);
  assert_saved (book, &slots[1], -1);
  g_assert_false (val_secret_book_get_dirty (book));
}

static void
test_three_thousand (void)
{
  g_autoptr (ValSecretStore) store = val_keyring_store_new ();
  g_autoptr (ValSecretBook) book = val_secret_book_new (store, "many", "Book");
  g_autoptr (ValSecretBook) again = val_secret_book_new (store, "many", "Book");

  fill (book, 3000);
  save (book, -1);
  load (again, -1);
  assert_filled (again, 3000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (g_strcmp0 (g_getenv ("VALENCE_KEYRING"), "unlocked") == 0)
    g_test_add_func ("/secret-book/three-thousand", test_three_thousand);
  g_test_add_func ("/secret-book/round-trip", test_round_trip);
  g_test_add_func ("/secret-book/format", test_format);
  g_test_add_func ("/secret-book/damaged", test_damaged);
  g_test_add_func ("/secret-book/set-before-load", test_set_before_load);
  g_test_add_func ("/secret-book/read-once", test_read_once);
  g_test_add_func ("/secret-book/saves-coalesce", test_saves_coalesce);
  g_test_add_func ("/secret-book/failed-save", test_failed_save);
  g_test_add_func ("/secret-book/cancelled-save", test_cancelled_save);
  return g_test_run ();
}
