/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-keyring-open.h"

#include "keyring/val-keyring-error.h"
#include "keyring/val-keyring-unlock.h"
#include "keyring/val-secret-schema.h"

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (val_keyring_unlock_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
unlock (GTask *task, GPtrArray *paths)
{
  g_ptr_array_add (paths, NULL);
  val_keyring_unlock_async ((const char *const *) paths->pdata, g_task_get_cancellable (task),
                            unlocked_cb, g_object_ref (task));
}

/* The search has just worked.  Without a service, the secrets are in a file: nothing is hidden. */
static void
return_service_error (GTask *task, GError *error)
{
  if (val_keyring_error_is_absence (error))
    {
      g_error_free (error);
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, error);
}

static void
collection_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_finish (result, &error);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  if (error != NULL)
    return_service_error (task, error);
  else if (collection == NULL || !secret_collection_get_locked (collection))
    g_task_return_boolean (task, TRUE);
  else
    {
      g_ptr_array_add (paths, (char *) g_dbus_proxy_get_object_path (G_DBUS_PROXY (collection)));
      unlock (task, paths);
    }
}

static void
service_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SecretService) service = secret_service_get_finish (result, &error);

  if (error != NULL)
    return_service_error (task, error);
  else
    secret_collection_for_alias (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                 g_task_get_cancellable (task), collection_cb, g_object_ref (task));
}

static GPtrArray *
locked_paths (GList *items)
{
  GPtrArray *paths = g_ptr_array_new ();

  for (GList *item = items; item != NULL; item = item->next)
    if (SECRET_IS_ITEM (item->data) && secret_item_get_locked (item->data))
      g_ptr_array_add (paths, (char *) g_dbus_proxy_get_object_path (item->data));
  return paths;
}

/* There, libsecret keeps the secrets in a file whose key it has from the desktop's portal, and the
 * service is out of reach. */
static gboolean
is_sandboxed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_getenv ("SNAP_NAME") != NULL;
}

/* Some services hide the items of a locked keyring: finding none means nothing while it is. */
static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GList *items = secret_password_search_finish (result, &error);
  g_autoptr (GPtrArray) locked = locked_paths (items);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (locked->len > 0)
    unlock (task, locked);
  else if (items != NULL || is_sandboxed ())
    g_task_return_boolean (task, TRUE);
  else
    secret_service_get (SECRET_SERVICE_NONE, g_task_get_cancellable (task), service_cb,
                        g_object_ref (task));
  g_list_free_full (items, g_object_unref);
}

/**
 * val_keyring_open_async:
 * @attributes: what the items are found by
 * @cancellable: (nullable): to give up, also while the user is being asked
 * @callback: called when done
 * @user_data: for @callback
 *
 * Sees to it that nothing of what matches is locked, nor the default keyring where nothing does.
 * libsecret's lookup and clear do not tell "there is none" from "it cannot be seen"; after this,
 * they mean what they say.
 */
void
val_keyring_open_async (GHashTable *attributes,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (attributes != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_keyring_open_async);
  secret_password_searchv (val_secret_schema (), attributes, SECRET_SEARCH_ALL, cancellable,
                           searched_cb, g_object_ref (task));
}

/**
 * val_keyring_open_finish:
 * @result: what the callback got
 * @error: #SECRET_ERROR_IS_LOCKED where something stays locked, or what libsecret or GDBus says
 *
 * Returns: whether nothing stands in the way
 */
gboolean
val_keyring_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
