/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "support/val-test-util.h"
#include "ui/val-notifier.h"

/* A main window that closes as the real one does. */
static gboolean
close_request_cb (GtkWindow *window)
{
  return val_notifier_hide (window);
}

static GtkWindow *
open_window (void)
{
  GtkApplication *application = GTK_APPLICATION (g_application_get_default ());
  GtkWindow *window = GTK_WINDOW (gtk_application_window_new (application));

  g_signal_connect (window, "close-request", G_CALLBACK (close_request_cb), NULL);
  gtk_window_present (window);
  return window;
}

static gboolean
is_gone (gpointer user_data)
{
  GtkApplication *application = user_data;

  return gtk_application_get_windows (application) == NULL;
}

static void
wait_gone (void)
{
  val_test_wait_for (is_gone, g_application_get_default ());
}

static void
test_no_job (void)
{
  GtkWindow *window = open_window ();

  g_assert_false (val_notifier_hide (window));
  gtk_window_close (window);
  wait_gone ();
}

/* The last of the jobs takes the hidden window along. */
static void
test_hidden (void)
{
  GtkWindow *window = open_window ();
  g_autoptr (ValNotifier) one = val_notifier_begin (GTK_WIDGET (window));
  g_autoptr (ValNotifier) other = val_notifier_begin (GTK_WIDGET (window));

  g_assert_true (val_notifier_hide (window));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window)));
  val_notifier_end (one, "One", NULL, NULL);
  g_assert_true (val_notifier_hide (window));
  val_notifier_end (other, "Other", "ended", NULL);
  wait_gone ();
}

/* What is shown again stays, and a job ends but once. */
static void
test_shown_again (void)
{
  GtkWindow *window = open_window ();
  g_autoptr (ValNotifier) job = val_notifier_begin (GTK_WIDGET (window));

  g_assert_true (val_notifier_hide (window));
  gtk_window_present (window);
  val_notifier_end (job, "Job", NULL, NULL);
  val_notifier_end (job, "Job", NULL, NULL);
  g_assert_false (val_notifier_hide (window));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window)));
  gtk_window_close (window);
  wait_gone ();
}

/* A job of a dialog belongs to the window below; given up, it tells nothing and lets go. */
static void
test_dialog (void)
{
  GtkWindow *window = open_window ();
  GtkWidget *dialog =
      g_object_new (GTK_TYPE_WINDOW, "transient-for", window, "destroy-with-parent", TRUE, NULL);
  ValNotifier *job = val_notifier_begin (dialog);

  g_assert_true (val_notifier_hide (window));
  gtk_window_present (window);
  g_object_unref (job);
  g_assert_false (val_notifier_hide (window));
  gtk_window_close (window);
  wait_gone ();
}

/* Widgets in no window have nobody to tell. */
static void
test_homeless (void)
{
  g_autoptr (GtkWidget) label = g_object_ref_sink (gtk_label_new (NULL));
  g_autoptr (ValNotifier) job = val_notifier_begin (label);

  val_notifier_add_button (job, "Look", "app.quit");
  val_notifier_end (job, "Job", NULL, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (GtkApplication) application = NULL;

  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  application = gtk_application_new (VAL_APP_ID, G_APPLICATION_NON_UNIQUE);
  g_application_set_default (G_APPLICATION (application));
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_test_add_func ("/notifier/no-job", test_no_job);
  g_test_add_func ("/notifier/hidden", test_hidden);
  g_test_add_func ("/notifier/shown-again", test_shown_again);
  g_test_add_func ("/notifier/dialog", test_dialog);
  g_test_add_func ("/notifier/homeless", test_homeless);
  return g_test_run ();
}
