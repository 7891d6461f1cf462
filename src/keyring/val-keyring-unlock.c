/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-keyring-unlock.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#define SERVICE_NAME      "org.freedesktop.secrets"
#define SERVICE_PATH      "/org/freedesktop/secrets"
#define SERVICE_INTERFACE "org.freedesktop.Secret.Service"
#define PROMPT_INTERFACE  "org.freedesktop.Secret.Prompt"

/* libsecret's own way to a prompt may never come back once it is cancelled, so this is ours. */
typedef struct
{
  char **paths;
  GDBusConnection *bus;
  char *prompt;
  guint completed;
  guint watch;
  GSource *stopper;
  gboolean over;
} Unlock;

static void
stop_waiting (Unlock *unlock)
{
  if (unlock->completed != 0)
    g_dbus_connection_signal_unsubscribe (unlock->bus, unlock->completed);
  unlock->completed = 0;
  g_clear_handle_id (&unlock->watch, g_bus_unwatch_name);
  if (unlock->stopper != NULL)
    g_source_destroy (unlock->stopper);
  g_clear_pointer (&unlock->stopper, g_source_unref);
}

static void
unlock_free (gpointer data)
{
  Unlock *unlock = data;

  stop_waiting (unlock);
  g_clear_object (&unlock->bus);
  g_strfreev (unlock->paths);
  g_free (unlock->prompt);
  g_free (unlock);
}

static GError *
still_locked (void)
{
  return g_error_new_literal (SECRET_ERROR, SECRET_ERROR_IS_LOCKED,
                              _ ("The keyring is locked and was not unlocked."));
}

/* The prompt can end in more ways than one, and the first counts; @error is taken. */
static void
end (GTask *task, GError *error)
{
  Unlock *unlock = g_task_get_task_data (task);

  if (unlock->over)
    {
      g_clear_error (&error);
      return;
    }
  unlock->over = TRUE;
  g_object_ref (task);
  stop_waiting (unlock);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
completed_cb (GDBusConnection *bus,
              const char *sender,
              const char *path,
              const char *interface,
              const char *signal,
              GVariant *parameters,
              gpointer user_data)
{
  gboolean dismissed = TRUE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(bv)")))
    g_variant_get (parameters, "(bv)", &dismissed, NULL);
  end (user_data, dismissed ? still_locked () : NULL);
}

static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  end (user_data, g_error_new_literal (G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER,
                                       _ ("The keyring service has gone.")));
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  Unlock *unlock = g_task_get_task_data (task);
  GError *error = NULL;

  g_dbus_connection_call (unlock->bus, SERVICE_NAME, unlock->prompt, PROMPT_INTERFACE, "Dismiss",
                          NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
  g_cancellable_set_error_if_cancelled (cancellable, &error);
  end (task, error);
  return G_SOURCE_REMOVE;
}

static void
prompted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL)
    end (task, error);
}

/* Whoever waits holds the task; the user takes as long as it takes. */
static void
prompt (GTask *task)
{
  Unlock *unlock = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  unlock->completed = g_dbus_connection_signal_subscribe (
      unlock->bus, SERVICE_NAME, PROMPT_INTERFACE, "Completed", unlock->prompt, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, completed_cb, g_object_ref (task), g_object_unref);
  unlock->watch =
      g_bus_watch_name_on_connection (unlock->bus, SERVICE_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                      NULL, vanished_cb, g_object_ref (task), g_object_unref);
  if (cancellable != NULL)
    {
      unlock->stopper = g_cancellable_source_new (cancellable);
      g_source_set_callback (unlock->stopper, G_SOURCE_FUNC (cancelled_cb), g_object_ref (task),
                             g_object_unref);
      g_source_attach (unlock->stopper, g_main_context_get_thread_default ());
    }
  g_dbus_connection_call (unlock->bus, SERVICE_NAME, unlock->prompt, PROMPT_INTERFACE, "Prompt",
                          g_variant_new ("(s)", ""), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                          prompted_cb, g_object_ref (task));
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Unlock *unlock = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL)
    {
      end (task, error);
      return;
    }
  g_variant_get_child (reply, 1, "o", &unlock->prompt);
  if (g_str_equal (unlock->prompt, "/"))
    end (task, NULL);
  else
    prompt (task);
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Unlock *unlock = g_task_get_task_data (task);
  GError *error = NULL;

  unlock->bus = g_bus_get_finish (result, &error);
  if (unlock->bus == NULL)
    {
      end (task, error);
      return;
    }
  g_dbus_connection_call (unlock->bus, SERVICE_NAME, SERVICE_PATH, SERVICE_INTERFACE, "Unlock",
                          g_variant_new ("(^ao)", unlock->paths), G_VARIANT_TYPE ("(aoo)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, g_task_get_cancellable (task), asked_cb,
                          g_object_ref (task));
}

/**
 * val_keyring_unlock_async:
 * @paths: object paths of items or collections of the Secret Service
 * @cancellable: (nullable): to give up; takes the prompt back
 * @callback: called when done
 * @user_data: for @callback
 *
 * Has the service unlock them, and with that the user asked, for as long as the user takes.
 */
void
val_keyring_unlock_async (const char *const *paths,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Unlock *unlock = NULL;

  g_return_if_fail (paths != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_keyring_unlock_async);
  unlock = g_new0 (Unlock, 1);
  unlock->paths = g_strdupv ((char **) paths);
  g_task_set_task_data (task, unlock, unlock_free);
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, bus_cb, g_steal_pointer (&task));
}

/**
 * val_keyring_unlock_finish:
 * @result: what the callback got
 * @error: #SECRET_ERROR_IS_LOCKED where the user said no, or what GDBus says
 *
 * Returns: whether the service says that they are unlocked
 */
gboolean
val_keyring_unlock_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
