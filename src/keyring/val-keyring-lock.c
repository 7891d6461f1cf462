/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-keyring-lock.h"

#include "keyring/val-keyring-error.h"
#include "keyring/val-secret-schema.h"

#include <glib/gi18n-lib.h>

static void
return_locked (GTask *task)
{
  g_task_return_new_error (task, SECRET_ERROR, SECRET_ERROR_IS_LOCKED,
                           _ ("The keyring is locked and was not unlocked."));
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  int n_unlocked = secret_service_unlock_finish (SECRET_SERVICE (source), result, NULL, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (n_unlocked < 1)
    return_locked (task);
  else
    g_task_return_int (task, VAL_KEYRING_UNLOCKED);
}

/* The search has just worked.  Without a service, the secrets are in a file: nothing is hidden. */
static void
return_service_error (GTask *task, GError *error)
{
  if (val_keyring_error_is_absence (error))
    {
      g_error_free (error);
      g_task_return_int (task, VAL_KEYRING_OPEN);
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
  g_autoptr (GList) collections = NULL;

  if (error != NULL)
    return_service_error (task, error);
  else if (collection == NULL || !secret_collection_get_locked (collection))
    g_task_return_int (task, VAL_KEYRING_OPEN);
  else
    {
      collections = g_list_prepend (NULL, collection);
      secret_service_unlock (secret_collection_get_service (collection), collections,
                             g_task_get_cancellable (task), unlocked_cb, g_object_ref (task));
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

static gboolean
any_locked (GList *items)
{
  for (GList *item = items; item != NULL; item = item->next)
    if (SECRET_IS_ITEM (item->data) && secret_item_get_locked (item->data))
      return TRUE;
  return FALSE;
}

/* Some services hide the items of a locked keyring: finding none means nothing while it is. */
static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (any_locked (items))
    return_locked (task);
  else if (items != NULL)
    g_task_return_int (task, VAL_KEYRING_OPEN);
  else
    secret_service_get (SECRET_SERVICE_NONE, g_task_get_cancellable (task), service_cb,
                        g_object_ref (task));
  g_list_free_full (items, g_object_unref);
}

/**
 * val_keyring_lock_check_async:
 * @attributes: what the items are found by
 * @flags: %SECRET_SEARCH_UNLOCK to ask the user to unlock what matches, or none where that has
 *   just been done
 * @cancellable: (nullable): to give up, also while the user is being asked
 * @callback: called when done
 * @user_data: for @callback
 *
 * Tells "there is none" from "it cannot be seen", which libsecret's lookup and clear do not.
 */
void
val_keyring_lock_check_async (GHashTable *attributes,
                              SecretSearchFlags flags,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_return_if_fail (attributes != NULL);

  g_task_set_source_tag (task, val_keyring_lock_check_async);
  secret_password_searchv (val_secret_schema (), attributes, flags | SECRET_SEARCH_ALL, cancellable,
                           searched_cb, g_object_ref (task));
}

/**
 * val_keyring_lock_check_finish:
 * @result: what the callback got
 * @lock: (out): where things stand
 * @error: #SECRET_ERROR_IS_LOCKED where something stays locked, or what libsecret says
 *
 * Returns: whether nothing that matches is locked
 */
gboolean
val_keyring_lock_check_finish (GAsyncResult *result, ValKeyringLock *lock, GError **error)
{
  gssize value = g_task_propagate_int (G_TASK (result), error);

  if (value < 0)
    return FALSE;
  *lock = (ValKeyringLock) value;
  return TRUE;
}
