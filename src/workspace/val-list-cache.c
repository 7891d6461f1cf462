/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-list-cache.h"

#include "model/val-account.h"
#include "model/val-instance-summary.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define FORMAT_VERSION 1
/* As many rows are written down between two looks at the main loop. */
#define ROWS_AT_ONCE 500

struct _ValListCache
{
  GObject parent_instance;

  GFile *file;    /* (owned) (not nullable) */
  char *base_url; /* (owned) (not nullable): lists of another place are not ours */
  GMutex lock;    /* held while the file is touched */
  gboolean removed;
};

G_DEFINE_FINAL_TYPE (ValListCache, val_list_cache, G_TYPE_OBJECT)

/* A list on its way to the disk: first its rows become text, then a thread writes it. */
typedef struct
{
  GPtrArray *rows; /* (owned) */
  GString *text;   /* (owned) */
  guint n_done;
} SaveOp;

static void
save_op_free (SaveOp *op)
{
  g_ptr_array_unref (op->rows);
  g_string_free (op->text, TRUE);
  g_free (op);
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_STORAGE, message);
  return FALSE;
}

/* Reading. */

/* What a file says. */
typedef struct
{
  gint64 version;
  gint64 saved_at;
  char *base_url;  /* (owned) (nullable) */
  GPtrArray *rows; /* (owned) (nullable): not where one cannot be read */
} Content;

static void
content_clear (Content *content)
{
  g_clear_pointer (&content->base_url, g_free);
  g_clear_pointer (&content->rows, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Content, content_clear)

static gboolean
is_ours (ValListCache *self, const Content *content, GError **error)
{
  if (content->version != FORMAT_VERSION || content->rows == NULL || content->saved_at <= 0)
    return refuse (error, _ ("The list kept on disk cannot be read."));
  if (g_strcmp0 (content->base_url, self->base_url) != 0)
    return refuse (error, _ ("The list kept on disk is of another platform."));
  return TRUE;
}

static GPtrArray *
read_rows (ValJsonReader *reader)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean good = val_json_reader_enter_array (reader);
  gboolean more = good && val_json_reader_next_element (reader);

  for (; more; more = val_json_reader_next_element (reader))
    {
      ValInstance *row = val_instance_summary_read (reader);

      good = good && row != NULL;
      if (row != NULL)
        g_ptr_array_add (rows, row);
    }
  return good ? g_steal_pointer (&rows) : NULL;
}

static gint64
read_number (ValJsonReader *reader)
{
  g_autoptr (JsonNode) node = val_json_reader_take_node (reader);

  return val_json_value_int (node, 0);
}

static void
read_member (Content *content, const char *name, ValJsonReader *reader)
{
  g_autoptr (JsonNode) node = NULL;

  if (g_str_equal (name, "version"))
    content->version = read_number (reader);
  else if (g_str_equal (name, "savedAt"))
    content->saved_at = read_number (reader);
  else if (g_str_equal (name, "instances") && content->rows == NULL)
    content->rows = read_rows (reader);
  else if (g_str_equal (name, "baseUrl") && content->base_url == NULL)
    {
      node = val_json_reader_take_node (reader);
      content->base_url = val_json_value_text (node);
    }
  else
    val_json_reader_skip (reader);
}

static GPtrArray *
read_file (ValListCache *self, gint64 *saved_at, GError **error)
{
  g_autofree char *path = g_file_get_path (self->file);
  g_autofree char *text = NULL;
  g_autoptr (ValJsonReader) reader = NULL;
  g_auto (Content) content = { 0 };
  const char *name;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  reader = val_json_reader_new (text, length);
  if (val_json_reader_enter_object (reader))
    while (val_json_reader_next_member (reader, &name))
      read_member (&content, name, reader);
  if (!val_json_reader_end (reader, error) || !is_ours (self, &content, error))
    return NULL;
  *saved_at = content.saved_at;
  return g_steal_pointer (&content.rows);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = read_file (source, task_data, &error);

  val_error_adopt (&error);
  if (rows == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
}

/* Writing. */

static gboolean
write_file (ValListCache *self, GString *text, GError **error)
{
  g_autofree char *path = g_file_get_path (self->file);
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return refuse (error, g_strerror (errno));
  return g_file_set_contents_full (path, text->str, (gssize) text->len,
                                   G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  ValListCache *self = source;
  SaveOp *op = task_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GError) error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (!self->removed && !write_file (self, op->text, &error))
    {
      val_error_adopt (&error);
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else
    g_task_return_boolean (task, TRUE);
}

static void
begin_text (ValListCache *self, GString *text)
{
  g_autoptr (JsonNode) node = json_node_alloc ();
  g_autofree char *base_url = NULL;

  json_node_init_string (node, self->base_url);
  base_url = val_json_to_text (node, FALSE);
  g_string_append_printf (
      text, "{\"version\":%d,\"baseUrl\":%s,\"savedAt\":%" G_GINT64_FORMAT ",\"instances\":[",
      FORMAT_VERSION, base_url, g_get_real_time () / G_USEC_PER_SEC);
}

static gboolean
write_rows_cb (gpointer user_data)
{
  GTask *task = user_data;
  SaveOp *op = g_task_get_task_data (task);
  guint end = MIN (op->n_done + ROWS_AT_ONCE, op->rows->len);

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  for (; op->n_done < end; op->n_done++)
    {
      g_string_append (op->text, op->n_done > 0 ? ",\n" : "\n");
      val_instance_summary_append (g_ptr_array_index (op->rows, op->n_done), op->text);
    }
  if (end < op->rows->len)
    return G_SOURCE_CONTINUE;
  g_string_append (op->text, "\n]}\n");
  g_task_run_in_thread (task, save_in_thread);
  return G_SOURCE_REMOVE;
}

static SaveOp *
save_op_new (ValListCache *self, GListModel *instances)
{
  SaveOp *op = g_new0 (SaveOp, 1);
  guint n_rows = g_list_model_get_n_items (instances);

  op->rows = g_ptr_array_new_full (n_rows, g_object_unref);
  for (guint i = 0; i < n_rows; i++)
    g_ptr_array_add (op->rows, g_list_model_get_item (instances, i));
  op->text = g_string_new (NULL);
  begin_text (self, op->text);
  return op;
}

/* Removing. */

static void
remove_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  ValListCache *self = source;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GError) error = NULL;

  self->removed = TRUE;
  if (g_file_delete (self->file, NULL, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  val_error_adopt (&error);
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
val_list_cache_finalize (GObject *object)
{
  ValListCache *self = VAL_LIST_CACHE (object);

  g_clear_object (&self->file);
  g_free (self->base_url);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (val_list_cache_parent_class)->finalize (object);
}

static void
val_list_cache_class_init (ValListCacheClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = val_list_cache_finalize;
}

static void
val_list_cache_init (ValListCache *self)
{
  g_mutex_init (&self->lock);
}

/**
 * val_list_cache_new:
 * @file: where the list is kept; need not exist
 * @base_url: of the platform that the list is of
 *
 * Returns: (transfer full): a cache
 */
ValListCache *
val_list_cache_new (GFile *file, const char *base_url)
{
  ValListCache *self;

  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (base_url != NULL, NULL);

  self = g_object_new (VAL_TYPE_LIST_CACHE, NULL);
  self->file = g_object_ref (file);
  self->base_url = g_strdup (base_url);
  return self;
}

/**
 * val_list_cache_new_for_account:
 * @folder: where lists are kept
 * @account: whose list it is
 *
 * Returns: (transfer full) (nullable): a cache; none for a sandbox, which does not last
 */
ValListCache *
val_list_cache_new_for_account (GFile *folder, ValAccount *account)
{
  g_autofree char *name = NULL;
  g_autoptr (GFile) file = NULL;

  g_return_val_if_fail (G_IS_FILE (folder), NULL);
  g_return_val_if_fail (VAL_IS_ACCOUNT (account), NULL);

  if (val_account_get_sandbox (account))
    return NULL;
  name = g_strdup_printf ("%s.json", val_account_get_uuid (account));
  file = g_file_get_child (folder, name);
  return val_list_cache_new (file, val_account_get_base_url (account));
}

/**
 * val_list_cache_load_async:
 * @self: a cache
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads the list in a thread.
 */
void
val_list_cache_load_async (ValListCache *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VAL_IS_LIST_CACHE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_list_cache_load_async);
  g_task_set_task_data (task, g_new0 (gint64, 1), g_free);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * val_list_cache_load_finish:
 * @self: a cache
 * @result: from the callback
 * @saved_at: (out): when the list was kept, in seconds since 1970
 * @error: #VAL_ERROR, where there is no list or none that can be used
 *
 * Returns: (transfer full) (nullable) (element-type ValInstance): the rows, which have no token and
 * no configuration
 */
GPtrArray *
val_list_cache_load_finish (ValListCache *self,
                            GAsyncResult *result,
                            gint64 *saved_at,
                            GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (saved_at != NULL, NULL);

  *saved_at = *(gint64 *) g_task_get_task_data (G_TASK (result));
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * val_list_cache_save_async:
 * @self: a cache
 * @instances: (element-type ValInstance): the list as it is now
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Keeps the list: rows are written down a few at a time while nothing else is to be done, then a
 * thread puts the file in place as a whole, readable by its owner alone.
 */
void
val_list_cache_save_async (ValListCache *self,
                           GListModel *instances,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;

  g_return_if_fail (VAL_IS_LIST_CACHE (self));
  g_return_if_fail (G_IS_LIST_MODEL (instances));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_list_cache_save_async);
  g_task_set_task_data (task, save_op_new (self, instances), (GDestroyNotify) save_op_free);
  g_idle_add_full (G_PRIORITY_LOW, write_rows_cb, task, g_object_unref);
}

/**
 * val_list_cache_save_finish:
 * @self: a cache
 * @result: from the callback
 * @error: #VAL_ERROR_STORAGE or #G_IO_ERROR_CANCELLED
 *
 * Returns: whether the list was kept
 */
gboolean
val_list_cache_save_finish (ValListCache *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_list_cache_save_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * val_list_cache_remove_async:
 * @self: a cache
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Deletes the list.  One on its way to the disk does not come back.
 */
void
val_list_cache_remove_async (ValListCache *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VAL_IS_LIST_CACHE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_list_cache_remove_async);
  g_task_run_in_thread (task, remove_in_thread);
}

/**
 * val_list_cache_remove_finish:
 * @self: a cache
 * @result: from the callback
 * @error: #VAL_ERROR_STORAGE
 *
 * Returns: whether the list is gone
 */
gboolean
val_list_cache_remove_finish (ValListCache *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_list_cache_remove_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
