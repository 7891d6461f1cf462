/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "support/val-test-util.h"
#include "ui/val-report-print.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#define N_ROWS 10000
/* The machine may do other things meanwhile; one layout of all rows takes minutes. */
#define MAX_STALL_US (500 * 1000)

typedef struct
{
  gint64 last;
  gint64 longest;
  gboolean done;
  int n_pages;
} Run;

static gboolean
tick_cb (gpointer user_data)
{
  Run *run = user_data;
  gint64 now = g_get_monotonic_time ();

  run->longest = MAX (run->longest, now - run->last);
  run->last = now;
  return G_SOURCE_CONTINUE;
}

static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, Run *run)
{
  g_assert_cmpint (result, ==, GTK_PRINT_OPERATION_RESULT_APPLY);
  g_object_get (operation, "n-pages-to-print", &run->n_pages, NULL);
  run->done = TRUE;
}

static gboolean
is_done (gpointer user_data)
{
  return ((Run *) user_data)->done;
}

/* @text: (transfer full) */
static Run
print (char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "valence-report.pdf", NULL);
  g_autoptr (GtkPrintOperation) operation =
      val_report_print_operation_new ("Replace host “a” by “b”", bytes);
  Run run = { .last = g_get_monotonic_time () };
  guint source = g_timeout_add_full (G_PRIORITY_HIGH, 1, tick_cb, &run, NULL);
  g_autoptr (GError) error = NULL;

  gtk_print_operation_set_export_filename (operation, path);
  g_signal_connect (operation, "done", G_CALLBACK (done_cb), &run);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, &error);
  g_assert_no_error (error);
  val_test_wait_for (is_done, &run);
  g_source_remove (source);
  g_unlink (path);
  return run;
}

static void
test_nothing (void)
{
  g_assert_cmpint (print (g_strdup ("")).n_pages, ==, 1);
}

static void
test_short (void)
{
  g_assert_cmpint (print (g_strdup ("One\nTwo\n\nThree")).n_pages, ==, 1);
}

static void
test_many_rows (void)
{
  GString *text = g_string_new (NULL);
  Run run;

  for (guint i = 0; i < N_ROWS; i++)
    g_string_append_printf (text,
                            "%u\n    name: Instance %u\n    element: hootsuite\n"
                            "    old: https://old.example.com/hooks/%u\n"
                            "    new: https://new.example.com/hooks/%u\n",
                            i, i, i, i);
  run = print (g_string_free (text, FALSE));
  g_test_message ("%d pages, longest stall %.1f ms", run.n_pages, (double) run.longest / 1000);
  g_assert_cmpint (run.n_pages, >, N_ROWS * 5 / 100);
  g_assert_cmpint (run.longest, <, MAX_STALL_US);
}

/* A name may be as long as somebody likes, and is not lost. */
static void
test_long_line (void)
{
  char *text = g_strnfill (200 * 1000, 'x');
  Run run;

  memcpy (text + 100 * 1000, "ä漢", strlen ("ä漢"));
  run = print (text);
  g_test_message ("%d pages, longest stall %.1f ms", run.n_pages, (double) run.longest / 1000);
  g_assert_cmpint (run.n_pages, >, 10);
  g_assert_cmpint (run.longest, <, MAX_STALL_US);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/report-print/nothing", test_nothing);
  g_test_add_func ("/report-print/short", test_short);
  g_test_add_func ("/report-print/many-rows", test_many_rows);
  g_test_add_func ("/report-print/long-line", test_long_line);
  return g_test_run ();
}
