/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-workspace-private.h"

#include "api/val-elements-api.h"
#include "api/val-instance-apply.h"
#include "api/val-instances-api.h"
#include "util/val-error.h"

#include <glib/gi18n-lib.h>

#define PAGE_SIZE 200

/* Work on the account that was current when it began; what comes back for an account left
 * meanwhile is dropped. */
typedef struct
{
  ValSession *session;   /* (owned) */
  ValInstance *instance; /* (owned) (nullable) */
  ValDraft *draft;       /* (owned) (nullable) */
  char *next_page;       /* (owned) (nullable) */
  guint serial;          /* of a refresh */
} SessionOp;

static void
session_op_free (SessionOp *op)
{
  g_clear_object (&op->session);
  g_clear_object (&op->instance);
  g_clear_object (&op->draft);
  g_free (op->next_page);
  g_free (op);
}

/* Returns: (transfer full) (nullable): the task; NULL once it has ended for want of a session */
static GTask *
begin (ValWorkspace *self,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  SessionOp *op = g_new0 (SessionOp, 1);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, op, (GDestroyNotify) session_op_free);
  if (g_set_object (&op->session, self->session))
    return g_steal_pointer (&task);
  g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_UNAUTHORIZED, "%s",
                           _ ("The secrets of this account are not known."));
  return NULL;
}

static gboolean
finish_boolean (ValWorkspace *self, GAsyncResult *result, gpointer tag, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
is_left_behind (ValWorkspace *self, GTask *task)
{
  SessionOp *op = g_task_get_task_data (task);

  if (op->session == self->session)
    return FALSE;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Another account was chosen");
  return TRUE;
}

/* A page token seen twice would never end. */
static gboolean
advance (SessionOp *op, char *next_page, GError **error)
{
  g_autofree char *before = g_steal_pointer (&op->next_page);

  op->next_page = next_page;
  if (next_page == NULL || g_strcmp0 (before, next_page) != 0)
    return TRUE;
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER,
                       _ ("The platform gave the same page twice."));
  return FALSE;
}

/* The list, page by page. */

static void request_page (GTask *task);

/* Of two refreshes the later one goes on: rows that only the first has seen would go and come. */
static gboolean
is_overtaken (ValWorkspace *self, GTask *task)
{
  SessionOp *op = g_task_get_task_data (task);

  if (op->serial == self->refresh_serial)
    return FALSE;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "A later refresh has begun");
  return TRUE;
}

static void
end_loading (ValWorkspace *self, GTask *task, GError *error)
{
  _val_workspace_set_loading (self, FALSE);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWorkspace *self = g_task_get_source_object (task);
  SessionOp *op = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  char *next_page = NULL;
  gint64 total = -1;
  g_autoptr (GPtrArray) page =
      val_instances_api_list_finish (VAL_SESSION (source), result, &next_page, &total, &error);

  if (is_left_behind (self, task) || is_overtaken (self, task))
    {
      g_free (next_page);
      return;
    }
  if (page == NULL || !advance (op, next_page, &error))
    {
      end_loading (self, task, g_steal_pointer (&error));
      return;
    }
  val_instance_store_put_page (self->instances, page);
  if (total >= 0)
    _val_workspace_set_total (self, total);
  if (next_page != NULL)
    {
      request_page (g_steal_pointer (&task));
      return;
    }
  val_instance_store_end_refresh (self->instances);
  self->list_whole = TRUE;
  _val_workspace_set_total (self, g_list_model_get_n_items (G_LIST_MODEL (self->instances)));
  _val_workspace_keep_list (self);
  end_loading (self, task, NULL);
}

/* @task: (transfer full) */
static void
request_page (GTask *task)
{
  SessionOp *op = g_task_get_task_data (task);
  const ValInstancesQuery query = { .next_page = op->next_page, .page_size = PAGE_SIZE };

  val_instances_api_list_async (op->session, &query, g_task_get_cancellable (task), page_cb, task);
}

/**
 * val_workspace_refresh_async:
 * @self: a workspace
 * @cancellable: (nullable): to stop; what has come by then stays
 * @callback: called when done
 * @user_data: for @callback
 *
 * Loads the current account's instances.  Rows are there as their pages come, objects already there
 * live on, and what no page had is dropped at the end.  A refresh under way is overtaken: it ends
 * as cancelled.
 */
void
val_workspace_refresh_async (ValWorkspace *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  SessionOp *op;
  GTask *task;

  g_return_if_fail (VAL_IS_WORKSPACE (self));

  task = begin (self, val_workspace_refresh_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
  op = g_task_get_task_data (task);
  op->serial = ++self->refresh_serial;
  _val_workspace_set_loading (self, TRUE);
  val_instance_store_begin_refresh (self->instances);
  request_page (task);
}

/**
 * val_workspace_refresh_finish:
 * @self: a workspace
 * @result: from the callback
 * @error: why the list is not whole
 *
 * Returns: whether all pages came
 */
gboolean
val_workspace_refresh_finish (ValWorkspace *self, GAsyncResult *result, GError **error)
{
  return finish_boolean (self, result, val_workspace_refresh_async, error);
}

/* The catalogue. */

static void request_elements (GTask *task);

static void
elements_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWorkspace *self = g_task_get_source_object (task);
  SessionOp *op = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  char *next_page = NULL;
  g_autoptr (GPtrArray) page =
      val_elements_api_list_finish (VAL_SESSION (source), result, &next_page, &error);
  gboolean first = op->next_page == NULL;
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->elements));

  if (is_left_behind (self, task))
    {
      g_free (next_page);
      return;
    }
  if (page == NULL || !advance (op, next_page, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_list_store_splice (self->elements, first ? 0 : n_items, first ? n_items : 0, page->pdata,
                       page->len);
  if (next_page != NULL)
    request_elements (g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

/* @task: (transfer full) */
static void
request_elements (GTask *task)
{
  SessionOp *op = g_task_get_task_data (task);

  val_elements_api_list_async (op->session, op->next_page, g_task_get_cancellable (task),
                               elements_cb, task);
}

/**
 * val_workspace_load_elements_async:
 * @self: a workspace
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Loads the catalogue of elements.
 */
void
val_workspace_load_elements_async (ValWorkspace *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task;

  g_return_if_fail (VAL_IS_WORKSPACE (self));

  task = begin (self, val_workspace_load_elements_async, cancellable, callback, user_data);
  if (task != NULL)
    request_elements (task);
}

/**
 * val_workspace_load_elements_finish:
 * @self: a workspace
 * @result: from the callback
 * @error: why the catalogue is not whole
 *
 * Returns: whether all pages came
 */
gboolean
val_workspace_load_elements_finish (ValWorkspace *self, GAsyncResult *result, GError **error)
{
  return finish_boolean (self, result, val_workspace_load_elements_async, error);
}

/* Drafts. */

/**
 * val_workspace_get_draft:
 * @self: a workspace
 * @instance: an instance of the current account
 *
 * Returns: (transfer none): the draft of @instance, the same at every call until the account
 * changes
 */
ValDraft *
val_workspace_get_draft (ValWorkspace *self, ValInstance *instance)
{
  ValDraft *draft;

  g_return_val_if_fail (VAL_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (VAL_IS_INSTANCE (instance), NULL);

  draft = g_hash_table_lookup (self->drafts, instance);
  if (draft == NULL)
    {
      draft = val_draft_new (instance);
      g_hash_table_insert (self->drafts, g_object_ref (instance), draft);
    }
  return draft;
}

/**
 * val_workspace_has_unsaved:
 * @self: a workspace
 *
 * Returns: whether any draft differs from what the platform has
 */
gboolean
val_workspace_has_unsaved (ValWorkspace *self)
{
  GHashTableIter iter;
  gpointer draft;

  g_return_val_if_fail (VAL_IS_WORKSPACE (self), FALSE);

  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, NULL, &draft))
    if (val_draft_get_dirty (draft))
      return TRUE;
  return FALSE;
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SessionOp *op = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) newer = val_instance_apply_finish (VAL_SESSION (source), result, &error);

  if (newer == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  val_draft_revert (op->draft);
  val_instance_adopt (op->instance, newer);
  g_task_return_boolean (task, TRUE);
}

static void
return_conflict (GTask *task, ValDraft *draft)
{
  g_autoptr (GPtrArray) conflicts = val_draft_list_conflicts (draft);

  g_task_return_new_error (
      task, VAL_ERROR, VAL_ERROR_CONFLICT,
      ngettext ("%u value that you change was changed on the platform too. Nothing was sent.",
                "%u values that you change were changed on the platform too. Nothing was sent.",
                conflicts->len),
      conflicts->len);
}

/* The platform knows no conditional requests: what is changed between this look and the request
 * cannot be seen. */
static void
draft_reread_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValWorkspace *self = g_task_get_source_object (task);
  SessionOp *op = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) patch = NULL;
  g_autoptr (ValInstance) newer =
      val_instances_api_get_finish (VAL_SESSION (source), result, &error);

  if (is_left_behind (self, task))
    return;
  if (newer == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  val_instance_adopt (op->instance, newer);
  if (val_draft_get_conflicted (op->draft))
    return_conflict (task, op->draft);
  else if (!val_draft_get_dirty (op->draft))
    g_task_return_boolean (task, TRUE);
  else
    {
      patch = val_draft_to_patch (op->draft);
      val_instance_apply_async (op->session, op->instance, patch, g_task_get_cancellable (task),
                                applied_cb, g_object_ref (task));
    }
}

/**
 * val_workspace_save_draft_async:
 * @self: a workspace
 * @draft: a draft; not to be changed until the callback
 * @cancellable: (nullable): to give up waiting
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads the instance again, and where nobody else has changed what the draft changes, sends the
 * smallest change that makes the instance what the draft says, and reads it back.  Changes of
 * other fields are adopted.  Where any of that fails the draft stays as it is.  A draft without a
 * change sends nothing.
 */
void
val_workspace_save_draft_async (ValWorkspace *self,
                                ValDraft *draft,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  SessionOp *op;
  GTask *task;

  g_return_if_fail (VAL_IS_WORKSPACE (self));
  g_return_if_fail (VAL_IS_DRAFT (draft));

  task = begin (self, val_workspace_save_draft_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
  if (!val_draft_get_dirty (draft))
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  op = g_task_get_task_data (task);
  g_set_object (&op->draft, draft);
  g_set_object (&op->instance, val_draft_get_instance (draft));
  val_instances_api_get_async (op->session, val_instance_get_id (op->instance), VAL_REQUEST_NONE,
                               cancellable, draft_reread_cb, task);
}

/**
 * val_workspace_save_draft_finish:
 * @self: a workspace
 * @result: from the callback
 * @error: #VAL_ERROR_CONFLICT where nothing was sent, since val_draft_list_conflicts () has
 *   something to settle first; else why the change is not known to be there
 *
 * Returns: whether the platform has what the draft said
 */
gboolean
val_workspace_save_draft_finish (ValWorkspace *self, GAsyncResult *result, GError **error)
{
  return finish_boolean (self, result, val_workspace_save_draft_async, error);
}
