/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the book is for: the time to keep many tokens, against one item a token in the same run. */

#include "keyring/val-keyring-store.h"
#include "keyring/val-secret-book.h"
#include "keyring/val-test-store.h"
#include "support/val-test-util.h"
#include "util/val-random.h"
#include "util/val-secret.h"

#include <glib/gstdio.h>

#define N_TOKENS 3000
#define N_ITEMS  100
#define TARGET   5.0 /* seconds */

static double
seconds_since (gint64 begun)
{
  return (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC;
}

static void
save (ValSecretBook *book)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_secret_book_save_async (book, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_secret_book_save_finish (book, result, &error);
  g_assert_no_error (error);
}

static void
load (ValSecretBook *book)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_secret_book_load_async (book, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_secret_book_load_finish (book, result, &error);
  g_assert_no_error (error);
}

static double
time_book (ValSecretStore *store, double *load_time)
{
  g_autoptr (ValSecretBook) book = val_secret_book_new (store, "book", "Benchmark");
  g_autoptr (ValSecretBook) again = val_secret_book_new (store, "book", "Benchmark");
  double save_time = 0;
  gint64 begun = 0;

  for (gint64 id = 1; id <= N_TOKENS; id++)
    {
      g_autoptr (ValSecretString) token = val_random_token (33);

      val_secret_book_set (book, id, VAL_BOOK_TOKEN, token);
    }
  begun = g_get_monotonic_time ();
  save (book);
  save_time = seconds_since (begun);
  begun = g_get_monotonic_time ();
  load (again);
  *load_time = seconds_since (begun);
  g_assert_cmpstr (val_secret_book_get (again, N_TOKENS, VAL_BOOK_TOKEN), ==,
                   val_secret_book_get (book, N_TOKENS, VAL_BOOK_TOKEN));
  return save_time;
}

/* Every item rewrites the keyring, so the price grows with their number: going by the mean of the
 * first hundred flatters the rival. */
static double
time_items (ValSecretStore *store, double *load_time)
{
  gint64 begun = g_get_monotonic_time ();
  double save_time = 0;

  for (guint i = 0; i < N_ITEMS; i++)
    {
      g_autofree char *account = g_strdup_printf ("item-%u", i);
      g_autoptr (ValSecretString) token = val_random_token (33);

      g_assert_true (val_test_store (store, account, VAL_SECRET_KIND_USER, token, NULL));
    }
  save_time = seconds_since (begun);
  begun = g_get_monotonic_time ();
  for (guint i = 0; i < N_ITEMS; i++)
    {
      g_autofree char *account = g_strdup_printf ("item-%u", i);
      g_autoptr (ValSecretString) token =
          val_test_lookup (store, account, VAL_SECRET_KIND_USER, NULL);

      g_assert_nonnull (token);
    }
  *load_time = seconds_since (begun) / N_ITEMS * N_TOKENS;
  return save_time / N_ITEMS * N_TOKENS;
}

static char *
figure (const char *name, double value, double target, double against)
{
  g_print ("%-40s %8.3f s   target %.0f s   one item a token: %.3f s\n", name, value, target,
           against);
  return g_strdup_printf ("{\"name\": \"%s\", \"value\": %.4f, \"unit\": \"s\", \"target\": %.1f, "
                          "\"holds\": %s, \"against\": %.4f}",
                          name, value, target, value <= target ? "true" : "false", against);
}

int
main (int argc, char **argv)
{
  g_autoptr (ValSecretStore) store = val_keyring_store_new ();
  double load_time = 0;
  double load_items_time = 0;
  double save_items_time = time_items (store, &load_items_time);
  double save_time = time_book (store, &load_time);
  g_autofree char *save_figure = figure ("save 3000 tokens", save_time, TARGET, save_items_time);
  g_autofree char *load_figure = figure ("load 3000 tokens", load_time, TARGET, load_items_time);
  g_autofree char *text = g_strdup_printf (
      "{\"name\": \"keyring\", \"figures\": [\n  %s,\n  %s\n]}\n", save_figure, load_figure);
  g_autofree char *folder = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (argc, ==, 2);
  folder = g_path_get_dirname (argv[1]);
  g_mkdir_with_parents (folder, 0755);
  g_file_set_contents (argv[1], text, -1, &error);
  g_assert_no_error (error);
  return save_time <= TARGET && load_time <= TARGET ? 0 : 1;
}
