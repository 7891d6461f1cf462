/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-notifier.h"

#include <glib/gi18n.h>

#define BACKGROUND_ID "background"
#define JOBS_KEY      "val-jobs"
#define LINGER_KEY    "val-linger"
/* So long may somebody take to look at what came of a job whose window is closed. */
#define LINGER_SECONDS 600

struct _ValNotifier
{
  GObject parent_instance;

  GApplication *application;   /* (owned) (nullable): held while the job runs */
  GtkWindow *window;           /* (weak) (nullable): the main window of the job */
  GNotification *notification; /* (owned): filled bit by bit */
  char *id;                    /* (owned) */
  gboolean running;
  gboolean offers; /* whether there is something to look at afterwards */
};

G_DEFINE_FINAL_TYPE (ValNotifier, val_notifier, G_TYPE_OBJECT)

/* Nullable: a widget may not be in a window. */
static GtkWindow *
find_main_window (GtkWidget *widget)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (widget));
  GtkWindow *window = GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;

  while (window != NULL && gtk_window_get_transient_for (window) != NULL)
    window = gtk_window_get_transient_for (window);
  return window;
}

static guint
count_jobs (GtkWindow *window)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (window), JOBS_KEY));
}

static void
add_jobs (GtkWindow *window, int change)
{
  g_object_set_data (G_OBJECT (window), JOBS_KEY, GUINT_TO_POINTER (count_jobs (window) + change));
}

static void
seen_cb (ValNotifier *self)
{
  if (!val_notifier_is_watched ())
    return;
  g_application_withdraw_notification (self->application, self->id);
  g_object_set_data (G_OBJECT (self->application), self->id, NULL);
}

/* The application keeps what was sent until it is seen. */
static void
follow_windows (ValNotifier *self)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      g_signal_connect_object (window, "notify::is-active", G_CALLBACK (seen_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (window, "notify::visible", G_CALLBACK (seen_cb), self,
                               G_CONNECT_SWAPPED);
    }
  g_object_set_data_full (G_OBJECT (self->application), self->id, g_object_ref (self),
                          g_object_unref);
}

static gboolean
linger_cb (gpointer user_data)
{
  GtkWindow *window = user_data;

  g_object_steal_data (G_OBJECT (window), LINGER_KEY);
  if (!gtk_widget_get_visible (GTK_WIDGET (window)) && count_jobs (window) == 0)
    gtk_window_destroy (window);
  return G_SOURCE_REMOVE;
}

static void
remove_source (gpointer id)
{
  g_source_remove (GPOINTER_TO_UINT (id));
}

/* A window that was closed while jobs ran goes when they are done; later, if there is something to
 * look at. */
static void
leave_window (GtkWindow *window, gboolean offers)
{
  GtkApplication *application = gtk_window_get_application (window);
  guint id;

  /* One that is being destroyed has left the application. */
  if (application == NULL || gtk_widget_get_visible (GTK_WIDGET (window)) ||
      count_jobs (window) > 0)
    return;
  g_application_withdraw_notification (G_APPLICATION (application), BACKGROUND_ID);
  id = g_timeout_add_seconds (offers ? LINGER_SECONDS : 0, linger_cb, window);
  g_object_set_data_full (G_OBJECT (window), LINGER_KEY, GUINT_TO_POINTER (id), remove_source);
}

static void
stop (ValNotifier *self)
{
  if (!self->running)
    return;
  self->running = FALSE;
  if (self->window != NULL)
    {
      add_jobs (self->window, -1);
      leave_window (self->window, self->offers);
    }
  g_application_release (self->application);
}

static void
background_seen_cb (GtkWindow *window)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (window)))
    return;
  g_application_withdraw_notification (G_APPLICATION (gtk_window_get_application (window)),
                                       BACKGROUND_ID);
  g_signal_handlers_disconnect_by_func (window, background_seen_cb, NULL);
}

/* Whoever closes a window should know that the program has not ended. */
static void
tell_background (GtkWindow *window)
{
  g_autoptr (GNotification) notification = g_notification_new (_ ("Still at Work"));

  g_notification_set_body (notification,
                           _ ("Valence goes on in the background, and tells when it is done."));
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_LOW);
  g_notification_add_button (notification, _ ("Quit"), "app.quit");
  g_application_send_notification (G_APPLICATION (gtk_window_get_application (window)),
                                   BACKGROUND_ID, notification);
  g_signal_connect (window, "notify::visible", G_CALLBACK (background_seen_cb), NULL);
}

static void
val_notifier_dispose (GObject *object)
{
  ValNotifier *self = VAL_NOTIFIER (object);

  stop (self);
  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->application);
  g_clear_object (&self->notification);
  G_OBJECT_CLASS (val_notifier_parent_class)->dispose (object);
}

static void
val_notifier_finalize (GObject *object)
{
  g_free (VAL_NOTIFIER (object)->id);
  G_OBJECT_CLASS (val_notifier_parent_class)->finalize (object);
}

static void
val_notifier_class_init (ValNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = val_notifier_dispose;
  G_OBJECT_CLASS (klass)->finalize = val_notifier_finalize;
}

static void
val_notifier_init (ValNotifier *self)
{
  self->notification = g_notification_new ("");
  self->id = g_uuid_string_random ();
}

/**
 * val_notifier_begin:
 * @widget: where the job began: a widget in a window or a dialog, or one of these
 *
 * Until val_notifier_end (), or until what is returned is freed, the application stays, and closing
 * the main window hides it.
 *
 * Returns: (transfer full): the job
 */
ValNotifier *
val_notifier_begin (GtkWidget *widget)
{
  ValNotifier *self;
  GtkWindow *window;
  GtkApplication *application;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  self = g_object_new (VAL_TYPE_NOTIFIER, NULL);
  window = find_main_window (widget);
  application = window != NULL ? gtk_window_get_application (window) : NULL;
  if (application == NULL)
    return self;
  g_set_weak_pointer (&self->window, window);
  self->application = g_object_ref (G_APPLICATION (application));
  self->running = TRUE;
  g_application_hold (self->application);
  add_jobs (window, 1);
  return self;
}

/**
 * val_notifier_add_button:
 * @self: a job under way
 * @label: what the button does
 * @action: a detailed action of the application, "app.show-problems" say
 *
 * Adds a button to the notification to come.
 */
void
val_notifier_add_button (ValNotifier *self, const char *label, const char *action)
{
  g_return_if_fail (VAL_IS_NOTIFIER (self));
  g_return_if_fail (label != NULL && action != NULL);

  self->offers = TRUE;
  g_notification_add_button (self->notification, label, action);
}

/**
 * val_notifier_end:
 * @self: a job; one that has ended already is left alone
 * @title: what came to its end, in a few words and without secrets
 * @body: (nullable): what came of it
 * @action: (nullable): a detailed action of the application for when the notification is chosen;
 * NULL to show the window
 *
 * Ends the job.  Where no window of the program is active a notification is sent, which goes once
 * one is.
 */
void
val_notifier_end (ValNotifier *self, const char *title, const char *body, const char *action)
{
  g_return_if_fail (VAL_IS_NOTIFIER (self));
  g_return_if_fail (title != NULL);

  if (!self->running)
    return;
  if (!val_notifier_is_watched ())
    {
      g_notification_set_title (self->notification, title);
      if (body != NULL)
        g_notification_set_body (self->notification, body);
      if (action != NULL)
        g_notification_set_default_action (self->notification, action);
      self->offers |= action != NULL;
      g_application_send_notification (self->application, self->id, self->notification);
      follow_windows (self);
    }
  stop (self);
}

/**
 * val_notifier_is_watched:
 *
 * A window that is hidden may still call itself active.
 *
 * Returns: whether somebody looks at any window of the program, so that a notification is not
 * called for
 */
gboolean
val_notifier_is_watched (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (gtk_widget_get_visible (GTK_WIDGET (window)) && gtk_window_is_active (window))
        return TRUE;
    }
  return FALSE;
}

/**
 * val_notifier_hide:
 * @window: a main window that is to close
 *
 * Hides @window where jobs of it run; it is destroyed after them.
 *
 * Returns: whether it did, so that @window must not be destroyed now
 */
gboolean
val_notifier_hide (GtkWindow *window)
{
  g_return_val_if_fail (GTK_IS_WINDOW (window), FALSE);

  if (count_jobs (window) == 0)
    return FALSE;
  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  tell_background (window);
  return TRUE;
}
