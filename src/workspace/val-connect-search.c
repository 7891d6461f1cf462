/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-connect-search.h"

#include "api/val-instances-api.h"
#include "util/val-error.h"

#include <glib/gi18n-lib.h>

#define PAGE_SIZE    200
#define SKEW_SECONDS 600

/* Before each look: the platform may still be at it. */
static const guint pauses[] = { 0, 1, 3 };

typedef struct
{
  char *element_key;  /* (owned) */
  char *name;         /* (owned) */
  GHashTable *known;  /* (owned) (element-type gint64) */
  GDateTime *sent;    /* (owned) */
  ValInstance *found; /* (owned) (nullable): best match so far */
  GError *error;      /* (owned) (nullable): why the last look saw nothing */
  guint looks;
} Search;

static void
search_free (Search *search)
{
  g_free (search->element_key);
  g_free (search->name);
  g_hash_table_unref (search->known);
  g_date_time_unref (search->sent);
  g_clear_object (&search->found);
  g_clear_error (&search->error);
  g_free (search);
}

static Search *
search_new (const ValConnectSearch *given)
{
  Search *search = g_new0 (Search, 1);

  search->element_key = g_strdup (given->element_key);
  search->name = g_strdup (given->name);
  search->known = g_hash_table_ref (given->known);
  search->sent = g_date_time_ref (given->sent);
  return search;
}

/* The list of known ids may not be whole, so an instance of long ago is not taken either. */
static gboolean
is_older (Search *search, ValInstance *instance)
{
  const char *text = val_instance_get_created (instance);
  g_autoptr (GDateTime) created = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return created != NULL &&
         g_date_time_difference (created, search->sent) < -SKEW_SECONDS * G_TIME_SPAN_SECOND;
}

/* The platform strips markup from names (contract 3.3), so such a name cannot be compared. */
static gboolean
is_named (ValInstance *instance, const char *name)
{
  return strchr (name, '<') != NULL || g_strcmp0 (val_instance_get_name (instance), name) == 0;
}

static gboolean
matches (Search *search, ValInstance *instance)
{
  gint64 id = val_instance_get_id (instance);

  return !g_hash_table_contains (search->known, &id) && !is_older (search, instance) &&
         is_named (instance, search->name) &&
         g_strcmp0 (val_instance_get_element_key (instance), search->element_key) == 0;
}

static void
look_through (Search *search, GPtrArray *instances)
{
  for (guint i = 0; i < instances->len; i++)
    {
      ValInstance *instance = g_ptr_array_index (instances, i);

      if (matches (search, instance) &&
          (search->found == NULL ||
           val_instance_get_id (instance) > val_instance_get_id (search->found)))
        g_set_object (&search->found, instance);
    }
}

static void
return_nothing (GTask *task)
{
  Search *search = g_task_get_task_data (task);

  if (search->error != NULL)
    g_task_return_new_error (
        task, VAL_ERROR, VAL_ERROR_UNKNOWN_OUTCOME,
        /* Translators: the name of an instance, and why the list could not be read */
        _ ("The platform's answer was lost, and whether there is a new instance named “%s” could "
           "not be seen: %s"),
        search->name, search->error->message);
  else
    g_task_return_new_error (
        task, VAL_ERROR, VAL_ERROR_UNKNOWN_OUTCOME,
        /* Translators: %s is the name of an instance */
        _ ("The platform's answer was lost, and no new instance named “%s” has appeared. A consent "
           "is good for one attempt: begin again to get a new one."),
        search->name);
}

static void look (GTask *task, const char *next_page);

static gboolean
look_cb (gpointer user_data)
{
  if (!g_task_return_error_if_cancelled (G_TASK (user_data)))
    look (G_TASK (user_data), NULL);
  return G_SOURCE_REMOVE;
}

static void
look_later (GTask *task)
{
  Search *search = g_task_get_task_data (task);

  if (search->looks == G_N_ELEMENTS (pauses))
    return_nothing (task);
  else
    g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, pauses[search->looks++], look_cb,
                                g_object_ref (task), g_object_unref);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Search *search = g_task_get_task_data (task);
  g_autofree char *next_page = NULL;
  g_autoptr (GPtrArray) instances = NULL;

  g_clear_error (&search->error);
  instances = val_instances_api_list_finish (VAL_SESSION (source), result, &next_page, NULL,
                                             &search->error);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (instances != NULL)
    look_through (search, instances);
  if (instances != NULL && next_page != NULL)
    look (task, next_page);
  else if (search->found != NULL)
    g_task_return_pointer (task, g_steal_pointer (&search->found), g_object_unref);
  else
    look_later (task);
}

static void
look (GTask *task, const char *next_page)
{
  Search *search = g_task_get_task_data (task);
  const ValInstancesQuery query = {
    .search_text = search->element_key,
    .next_page = next_page,
    .page_size = PAGE_SIZE,
  };

  val_instances_api_list_async (g_task_get_source_object (task), &query,
                                g_task_get_cancellable (task), looked_cb, g_object_ref (task));
}

/**
 * val_connect_search_async:
 * @session: the way to the platform
 * @search: what to look for; the table is not changed meanwhile
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Looks whether an instance has appeared, a few times over some seconds, as the platform may still
 * be making it.
 */
void
val_connect_search_async (ValSession *session,
                          const ValConnectSearch *search,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VAL_IS_SESSION (session));
  g_return_if_fail (search != NULL && search->element_key != NULL && search->name != NULL);
  g_return_if_fail (search->known != NULL && search->sent != NULL);

  task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_connect_search_async);
  g_task_set_task_data (task, search_new (search), (GDestroyNotify) search_free);
  look_later (task);
}

/**
 * val_connect_search_finish:
 * @session: the way to the platform
 * @result: what the callback got
 * @error: %VAL_ERROR_UNKNOWN_OUTCOME where nothing appeared, or where the list could not be read
 *
 * Returns: (transfer full): the instance that appeared; NULL on error
 */
ValInstance *
val_connect_search_finish (ValSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_connect_search_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
