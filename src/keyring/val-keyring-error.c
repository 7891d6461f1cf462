/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-keyring-error.h"

#include "util/val-error.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#define PROMPTER    "org.gnome.keyring.SystemPrompter"
#define BUS_TIMEOUT 2000 /* ms; the bus itself answers at once or not at all */

static ValError
code_from_secret (int code)
{
  switch (code)
    {
    case SECRET_ERROR_IS_LOCKED:
      return VAL_ERROR_KEYRING_LOCKED;
    case SECRET_ERROR_INVALID_FILE_FORMAT:
      return VAL_ERROR_KEYRING_DAMAGED;
    default:
      return VAL_ERROR_FAILED;
    }
}

/* Unknown method or object: no keyring exists yet and the prompt to make one came to nothing. */
static ValError
code_from_dbus (int code)
{
  switch (code)
    {
    case G_DBUS_ERROR_SERVICE_UNKNOWN:
    case G_DBUS_ERROR_NAME_HAS_NO_OWNER:
    case G_DBUS_ERROR_NO_SERVER:
    case G_DBUS_ERROR_DISCONNECTED:
    case G_DBUS_ERROR_SPAWN_EXEC_FAILED:
    case G_DBUS_ERROR_SPAWN_FORK_FAILED:
    case G_DBUS_ERROR_SPAWN_CHILD_EXITED:
    case G_DBUS_ERROR_SPAWN_CHILD_SIGNALED:
    case G_DBUS_ERROR_SPAWN_FAILED:
    case G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND:
      return VAL_ERROR_KEYRING_ABSENT;
    case G_DBUS_ERROR_UNKNOWN_METHOD:
    case G_DBUS_ERROR_UNKNOWN_OBJECT:
    case G_DBUS_ERROR_ACCESS_DENIED:
      return VAL_ERROR_KEYRING_DISMISSED;
    case G_DBUS_ERROR_NO_REPLY:
    case G_DBUS_ERROR_TIMEOUT:
    case G_DBUS_ERROR_TIMED_OUT:
      return VAL_ERROR_TIMED_OUT;
    default:
      return VAL_ERROR_FAILED;
    }
}

static ValError
code_from_io (int code)
{
  switch (code)
    {
    case G_IO_ERROR_FAILED:
      return VAL_ERROR_KEYRING_DISMISSED;
    case G_IO_ERROR_NOT_FOUND:
    case G_IO_ERROR_CONNECTION_REFUSED:
    case G_IO_ERROR_CLOSED:
    case G_IO_ERROR_INVALID_ARGUMENT:
      return VAL_ERROR_KEYRING_ABSENT;
    case G_IO_ERROR_TIMED_OUT:
      return VAL_ERROR_TIMED_OUT;
    case G_IO_ERROR_DBUS_ERROR:
      return VAL_ERROR_FAILED;
    default:
      return VAL_ERROR_STORAGE;
    }
}

static ValError
code_from_error (const GError *error)
{
  if (error->domain == SECRET_ERROR)
    return code_from_secret (error->code);
  if (error->domain == G_DBUS_ERROR)
    return code_from_dbus (error->code);
  if (error->domain == G_IO_ERROR)
    return code_from_io (error->code);
  if (error->domain == G_SPAWN_ERROR)
    return VAL_ERROR_KEYRING_ABSENT;
  return error->domain == G_FILE_ERROR ? VAL_ERROR_STORAGE : VAL_ERROR_FAILED;
}

static void
return_code (GTask *task, ValError code)
{
  GError *error = g_task_get_task_data (task);

  g_dbus_error_strip_remote_error (error);
  g_task_return_new_error (task, VAL_ERROR, (int) code, "%s", error->message);
}

/* The portal gives no reason; what libsecret makes of that says even less. */
static void
return_portal_refusal (GTask *task)
{
  g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_KEYRING_DISMISSED, "%s",
                           /* Translators: "portal" is the part of the desktop that programs in a
                            * sandbox such as Flatpak ask */
                           _ ("The desktop's portal gives no access to the keyring: it is locked, "
                              "there is none, or access was refused."));
}

/* A prompter that could have asked means that it was asked and refused. */
static void
activatable_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree const char **names = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  if (reply != NULL)
    g_variant_get (reply, "(^a&s)", &names);
  if (names != NULL && g_strv_contains (names, PROMPTER))
    return_code (task, VAL_ERROR_KEYRING_DISMISSED);
  else
    return_code (task, VAL_ERROR_KEYRING_LOCKED);
}

static void
ask_bus (GDBusConnection *bus,
         const char *method,
         GVariant *parameters,
         const char *type,
         GAsyncReadyCallback callback,
         GTask *task)
{
  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", method, parameters, G_VARIANT_TYPE (type),
                          G_DBUS_CALL_FLAGS_NONE, BUS_TIMEOUT, NULL, callback, g_object_ref (task));
}

static void
owner_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  gboolean owned = FALSE;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  if (reply != NULL)
    g_variant_get (reply, "(b)", &owned);
  if (owned)
    return_code (task, VAL_ERROR_KEYRING_DISMISSED);
  else
    ask_bus (G_DBUS_CONNECTION (source), "ListActivatableNames", NULL, "(as)", activatable_cb,
             task);
}

/* What both a refusal by the portal and a missing bus give is told apart by trying the bus. */
static void
bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);
  const GError *error = g_task_get_task_data (task);

  if (bus == NULL)
    return_code (task, VAL_ERROR_KEYRING_ABSENT);
  else if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    ask_bus (bus, "NameHasOwner", g_variant_new ("(s)", PROMPTER), "(b)", owner_cb, task);
  else
    return_portal_refusal (task);
}

static gboolean
needs_bus (const GError *error)
{
  return g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

/**
 * val_keyring_error_is_absence:
 * @error: what libsecret or GDBus said while the service was looked for
 *
 * Returns: whether there is no service, or no bus for one
 */
gboolean
val_keyring_error_is_absence (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  return code_from_error (error) == VAL_ERROR_KEYRING_ABSENT ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

/**
 * val_keyring_error_explain_async:
 * @error: (transfer full): what libsecret said
 * @cancellable: (nullable): what the failed call could be given up with
 * @callback: called when done
 * @user_data: for @callback
 *
 * Finds the code in #VAL_ERROR for a failure of the keyring.  The same error of libsecret can mean
 * more than one thing; then the session bus is asked.  A cancellation that did not come from
 * @cancellable is the user's answer to the portal.
 */
void
val_keyring_error_explain_async (GError *error,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_return_if_fail (error != NULL);

  g_task_set_source_tag (task, val_keyring_error_explain_async);
  g_task_set_task_data (task, error, (GDestroyNotify) g_error_free);
  if (g_cancellable_is_cancelled (cancellable))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", error->message);
  else if (val_error_is_cancelled (error))
    return_portal_refusal (task);
  else if (needs_bus (error))
    g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_cb, g_object_ref (task));
  else
    return_code (task, code_from_error (error));
}

/**
 * val_keyring_error_explain_finish:
 * @result: what the callback got
 *
 * Returns: (transfer full): an error in #VAL_ERROR, or #G_IO_ERROR_CANCELLED
 */
GError *
val_keyring_error_explain_finish (GAsyncResult *result)
{
  GError *error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  return error;
}
