/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-entry-private.h"

#include "model/val-account.h"
#include "util/val-error.h"
#include "workspace/val-bulk-file.h"
#include "workspace/val-bulk-format.h"
#include "workspace/val-bulk-scan.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct _ValBulkHistory
{
  GObject parent_instance;

  GFile *folder;      /* (owned) (not nullable) */
  GPtrArray *entries; /* (owned) (element-type ValBulkEntry): newest first */
  GHashTable
      *removed;    /* (owned) (element-type GFile): which a look begun before may still tell of */
  guint n_loads;   /* looks begun, and jobs closed */
  guint last_load; /* the latest that has told */
};

static GType
get_item_type (GListModel *model)
{
  return VAL_TYPE_BULK_ENTRY;
}

static guint
get_n_items (GListModel *model)
{
  return VAL_BULK_HISTORY (model)->entries->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  ValBulkHistory *self = VAL_BULK_HISTORY (model);

  if (position >= self->entries->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->entries, position));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ValBulkHistory,
                               val_bulk_history,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* A look at the folder. */
typedef struct
{
  GFile *folder;     /* (owned) */
  GHashTable *known; /* (owned) (element-type GFile ValBulkFacts): by an earlier look */
  guint number;
} LoadOp;

static void
load_op_free (LoadOp *op)
{
  g_object_unref (op->folder);
  g_hash_table_unref (op->known);
  g_free (op);
}

static GHashTable *
facts_table_new (void)
{
  return g_hash_table_new_full (g_file_hash, (GEqualFunc) g_file_equal, g_object_unref,
                                (GDestroyNotify) val_bulk_facts_free);
}

static LoadOp *
load_op_new (ValBulkHistory *self)
{
  LoadOp *op = g_new0 (LoadOp, 1);

  op->folder = g_object_ref (self->folder);
  op->known = facts_table_new ();
  op->number = ++self->n_loads;
  for (guint i = 0; i < self->entries->len; i++)
    {
      const ValBulkFacts *facts = _val_bulk_entry_get_facts (g_ptr_array_index (self->entries, i));

      g_hash_table_insert (op->known, g_object_ref (facts->file), val_bulk_facts_copy (facts));
    }
  return op;
}

/* In a thread. */

static gboolean
add_facts (LoadOp *op,
           GHashTable *found,
           const char *name,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GFile) file = g_file_get_child (op->folder, name);
  ValBulkFacts *facts = NULL;
  g_autoptr (GError) inner = NULL;

  if (!g_str_has_suffix (name, VAL_BULK_FILE_SUFFIX))
    return TRUE;
  facts = val_bulk_facts_read (file, g_hash_table_lookup (op->known, file), cancellable, &inner);
  if (facts != NULL)
    g_hash_table_insert (found, g_steal_pointer (&file), facts);
  if (inner == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}

static GHashTable *
look (LoadOp *op, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) found = facts_table_new ();
  g_autoptr (GDir) dir = NULL;
  const char *name;

  dir = g_dir_open (g_file_peek_path (op->folder), 0, error);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (!add_facts (op, found, name, cancellable, error))
      return NULL;
  return dir != NULL ? g_steal_pointer (&found) : NULL;
}

static void
look_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  GHashTable *found = look (task_data, cancellable, &error);

  /* The folder is made with the first job. */
  if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    found = facts_table_new ();
  val_error_adopt (&error);
  if (found == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, found, (GDestroyNotify) g_hash_table_unref);
}

/* Back in the main thread. */

static gint
compare_entries (gconstpointer one, gconstpointer other)
{
  const ValBulkFacts *a = _val_bulk_entry_get_facts (*(ValBulkEntry **) one);
  const ValBulkFacts *b = _val_bulk_entry_get_facts (*(ValBulkEntry **) other);
  gint64 a_time = val_bulk_facts_get_time (a);
  gint64 b_time = val_bulk_facts_get_time (b);

  if (a_time != b_time)
    return a_time > b_time ? -1 : 1;
  return g_strcmp0 (g_file_peek_path (a->file), g_file_peek_path (b->file));
}

/* Closing a job may overtake a look that was begun before it.  Times of files say nothing of that:
 * a clock may be set back. */
static void
update_entry (ValBulkEntry *entry, const ValBulkFacts *facts, guint look)
{
  if (look > _val_bulk_entry_get_look (entry))
    _val_bulk_entry_take_facts (entry, val_bulk_facts_copy (facts), look);
}

static ValBulkEntry *
find_entry (ValBulkHistory *self, GFile *file)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (g_file_equal (val_bulk_entry_get_file (g_ptr_array_index (self->entries, i)), file))
      return g_ptr_array_index (self->entries, i);
  return NULL;
}

/* Only what differs is said to have changed, so that a selection stays. */
static void
replace_entries (ValBulkHistory *self, GPtrArray *entries)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->entries);
  guint shorter = MIN (before->len, entries->len);
  guint start = 0;
  guint end = 0;

  self->entries = g_ptr_array_ref (entries);
  while (start < shorter && before->pdata[start] == entries->pdata[start])
    start++;
  while (end < shorter - start &&
         before->pdata[before->len - 1 - end] == entries->pdata[entries->len - 1 - end])
    end++;
  if (before->len > start + end || entries->len > start + end)
    g_list_model_items_changed (G_LIST_MODEL (self), start, before->len - start - end,
                                entries->len - start - end);
}

/* Files to entries; neither is owned. */
static GHashTable *
index_entries (ValBulkHistory *self)
{
  GHashTable *index = g_hash_table_new (g_file_hash, (GEqualFunc) g_file_equal);

  for (guint i = 0; i < self->entries->len; i++)
    {
      ValBulkEntry *entry = g_ptr_array_index (self->entries, i);

      g_hash_table_insert (index, val_bulk_entry_get_file (entry), entry);
    }
  return index;
}

static void
adopt (ValBulkHistory *self, GHashTable *found, guint look)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) known = index_entries (self);
  GHashTableIter iter;
  gpointer file;
  gpointer facts;

  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &file, &facts))
    {
      ValBulkEntry *entry = g_hash_table_lookup (known, file);

      if (g_hash_table_contains (self->removed, file))
        continue;
      if (entry != NULL)
        update_entry (g_object_ref (entry), facts, look);
      else
        entry = _val_bulk_entry_new (val_bulk_facts_copy (facts), look);
      g_ptr_array_add (entries, entry);
    }
  g_ptr_array_sort (entries, compare_entries);
  replace_entries (self, entries);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValBulkHistory *self = VAL_BULK_HISTORY (source);
  LoadOp *op = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) found = g_task_propagate_pointer (G_TASK (result), &error);

  if (found == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (op->number > self->last_load)
    {
      self->last_load = op->number;
      adopt (self, found, op->number);
    }
  g_task_return_boolean (task, TRUE);
}

/* Closing a job that was interrupted, and removing one; both in a thread. */

static gboolean
close_job (const char *path, GCancellable *cancellable, GError **error)
{
  const ValBulkMark closed = { .kind = VAL_BULK_MARK_END, .end = VAL_BULK_CLOSED };
  g_auto (ValHandle) handle = val_bulk_file_open (path, O_RDWR, error);
  g_autoptr (ValBulkScan) scan = NULL;

  if (handle < 0 || !val_bulk_file_lock (handle, path, error))
    return FALSE;
  scan = val_bulk_scan_read (handle, path, FALSE, cancellable, error);
  if (scan == NULL)
    return FALSE;
  if (scan->damage != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&scan->damage));
      return FALSE;
    }
  return val_bulk_file_continue (handle, path, scan, error) &&
         val_bulk_file_append_mark (handle, path, scan, &closed, error);
}

static void
close_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  ValBulkFacts *facts = NULL;

  if (close_job (g_file_peek_path (task_data), cancellable, &error))
    facts = val_bulk_facts_read (task_data, NULL, NULL, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, facts, (GDestroyNotify) val_bulk_facts_free);
}

/* Whatever cannot be opened cannot be a job that runs either. */
static gboolean
remove_job (const char *path, GError **error)
{
  g_auto (ValHandle) handle = val_bulk_file_open (path, O_RDWR, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  if (handle >= 0 && !val_bulk_file_lock (handle, path, error))
    return FALSE;
  if (unlink (path) != 0 && errno != ENOENT)
    return val_handle_refuse (error, path);
  return val_handle_sync_folder (folder) || val_handle_refuse (error, folder);
}

static void
remove_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (remove_job (g_file_peek_path (task_data), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValBulkHistory *self = VAL_BULK_HISTORY (source);
  ValBulkEntry *entry = find_entry (self, g_task_get_task_data (G_TASK (result)));
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkFacts) facts = g_task_propagate_pointer (G_TASK (result), &error);

  if (facts != NULL && entry != NULL)
    update_entry (entry, facts, ++self->n_loads);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValBulkHistory *self = VAL_BULK_HISTORY (source);
  GFile *file = g_task_get_task_data (G_TASK (result));
  ValBulkEntry *entry = find_entry (self, file);
  g_autoptr (GError) error = NULL;
  guint position;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_hash_table_add (self->removed, g_object_ref (file));
  if (entry != NULL && g_ptr_array_find (self->entries, entry, &position))
    {
      g_ptr_array_remove_index (self->entries, position);
      g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
    }
  g_task_return_boolean (task, TRUE);
}

/* What the thread tells is taken into the list before the caller hears of it. */
static void
run_in_thread (GTask *task,
               gpointer data,
               GDestroyNotify free_data,
               GTaskThreadFunc work,
               GAsyncReadyCallback callback)
{
  g_autoptr (GTask) inner =
      g_task_new (g_task_get_source_object (task), g_task_get_cancellable (task), callback, task);

  g_task_set_task_data (inner, data, free_data);
  g_task_run_in_thread (inner, work);
}

static void
val_bulk_history_finalize (GObject *object)
{
  ValBulkHistory *self = VAL_BULK_HISTORY (object);

  g_clear_object (&self->folder);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->removed, g_hash_table_unref);
  G_OBJECT_CLASS (val_bulk_history_parent_class)->finalize (object);
}

static void
val_bulk_history_class_init (ValBulkHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = val_bulk_history_finalize;
}

static void
val_bulk_history_init (ValBulkHistory *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->removed =
      g_hash_table_new_full (g_file_hash, (GEqualFunc) g_file_equal, g_object_unref, NULL);
}

/**
 * val_bulk_history_new:
 * @folder: where journals are, on a file system of this computer; need not exist
 *
 * Returns: (transfer full): a history, empty until it is loaded
 */
ValBulkHistory *
val_bulk_history_new (GFile *folder)
{
  ValBulkHistory *self;

  g_return_val_if_fail (G_IS_FILE (folder) && g_file_peek_path (folder) != NULL, NULL);

  self = g_object_new (VAL_TYPE_BULK_HISTORY, NULL);
  self->folder = g_object_ref (folder);
  return self;
}

/**
 * val_bulk_history_get_folder:
 * @self: a history
 *
 * Returns: (transfer none): where journals are
 */
GFile *
val_bulk_history_get_folder (ValBulkHistory *self)
{
  g_return_val_if_fail (VAL_IS_BULK_HISTORY (self), NULL);

  return self->folder;
}

/**
 * val_bulk_history_load_async:
 * @self: a history
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Looks at the journals in a thread; those that have not changed since the last look are not read
 * again.  Entries stay the same objects.
 */
void
val_bulk_history_load_async (ValBulkHistory *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;

  g_return_if_fail (VAL_IS_BULK_HISTORY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_bulk_history_load_async);
  run_in_thread (task, load_op_new (self), (GDestroyNotify) load_op_free, look_in_thread,
                 looked_cb);
}

/**
 * val_bulk_history_load_finish:
 * @self: a history
 * @result: from the callback
 * @error: #VAL_ERROR_STORAGE where the folder cannot be read; or #G_IO_ERROR_CANCELLED
 *
 * Returns: whether the list is as the folder was
 */
gboolean
val_bulk_history_load_finish (ValBulkHistory *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_bulk_history_load_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
is_interrupted (ValBulkHistory *self, ValBulkEntry *entry, ValAccount *account)
{
  const ValBulkFacts *facts = _val_bulk_entry_get_facts (entry);

  return facts->header != NULL && facts->damage == NULL && !facts->running &&
         facts->end == VAL_BULK_OPEN && val_bulk_header_is_of (facts->header, account) &&
         !val_bulk_history_is_undone (self, facts->header->id);
}

/**
 * val_bulk_history_list_interrupted:
 * @self: a history
 * @account: an account
 *
 * Returns: (transfer full) (element-type ValBulkEntry): the account's jobs that have no end, do not
 *   run and were not begun to be taken back, newest first
 */
GPtrArray *
val_bulk_history_list_interrupted (ValBulkHistory *self, ValAccount *account)
{
  GPtrArray *interrupted;

  g_return_val_if_fail (VAL_IS_BULK_HISTORY (self), NULL);
  g_return_val_if_fail (VAL_IS_ACCOUNT (account), NULL);

  interrupted = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->entries->len; i++)
    {
      ValBulkEntry *entry = g_ptr_array_index (self->entries, i);

      if (is_interrupted (self, entry, account))
        g_ptr_array_add (interrupted, g_object_ref (entry));
    }
  return interrupted;
}

/**
 * val_bulk_history_count_damaged:
 * @self: a history
 *
 * Returns: how many journals cannot be used (val_bulk_entry_get_damage ())
 */
guint
val_bulk_history_count_damaged (ValBulkHistory *self)
{
  guint n_damaged = 0;

  g_return_val_if_fail (VAL_IS_BULK_HISTORY (self), 0);

  for (guint i = 0; i < self->entries->len; i++)
    if (val_bulk_entry_get_damage (g_ptr_array_index (self->entries, i)) != NULL)
      n_damaged++;
  return n_damaged;
}

/**
 * val_bulk_history_find:
 * @self: a history
 * @job: id of a job
 *
 * Returns: (transfer none) (nullable): the job
 */
ValBulkEntry *
val_bulk_history_find (ValBulkHistory *self, const char *job)
{
  g_return_val_if_fail (VAL_IS_BULK_HISTORY (self) && job != NULL, NULL);

  for (guint i = 0; i < self->entries->len; i++)
    {
      ValBulkEntry *entry = g_ptr_array_index (self->entries, i);
      const ValBulkHeader *header = val_bulk_entry_get_header (entry);

      if (header != NULL && g_str_equal (header->id, job))
        return entry;
    }
  return NULL;
}

/**
 * val_bulk_history_is_undone:
 * @self: a history
 * @job: id of a job
 *
 * Returns: whether another job has begun to take it back, so that it must not go on
 */
gboolean
val_bulk_history_is_undone (ValBulkHistory *self, const char *job)
{
  g_return_val_if_fail (VAL_IS_BULK_HISTORY (self) && job != NULL, FALSE);

  for (guint i = 0; i < self->entries->len; i++)
    {
      const ValBulkHeader *header =
          val_bulk_entry_get_header (g_ptr_array_index (self->entries, i));

      if (header != NULL && g_strcmp0 (header->undo_of, job) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * val_bulk_history_close_async:
 * @self: a history
 * @entry: a job that was interrupted
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Writes into the journal that nobody wants more of the job.
 */
void
val_bulk_history_close_async (ValBulkHistory *self,
                              ValBulkEntry *entry,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;

  g_return_if_fail (VAL_IS_BULK_HISTORY (self));
  g_return_if_fail (VAL_IS_BULK_ENTRY (entry));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_bulk_history_close_async);
  run_in_thread (task, g_object_ref (val_bulk_entry_get_file (entry)), g_object_unref,
                 close_in_thread, closed_cb);
}

/**
 * val_bulk_history_close_finish:
 * @self: a history
 * @result: from the callback
 * @error: #VAL_ERROR_CONFLICT where the job runs or is over; #VAL_ERROR_STORAGE; or
 *   #G_IO_ERROR_CANCELLED
 *
 * Returns: whether the job is closed
 */
gboolean
val_bulk_history_close_finish (ValBulkHistory *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_bulk_history_close_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * val_bulk_history_remove_async:
 * @self: a history
 * @entry: a job that does not run
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Deletes the journal; nothing of the job can be undone any more.
 */
void
val_bulk_history_remove_async (ValBulkHistory *self,
                               ValBulkEntry *entry,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;

  g_return_if_fail (VAL_IS_BULK_HISTORY (self));
  g_return_if_fail (VAL_IS_BULK_ENTRY (entry));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_bulk_history_remove_async);
  run_in_thread (task, g_object_ref (val_bulk_entry_get_file (entry)), g_object_unref,
                 remove_in_thread, removed_cb);
}

/**
 * val_bulk_history_remove_finish:
 * @self: a history
 * @result: from the callback
 * @error: #VAL_ERROR_CONFLICT where the job runs; #VAL_ERROR_STORAGE; or #G_IO_ERROR_CANCELLED
 *
 * Returns: whether the journal is gone
 */
gboolean
val_bulk_history_remove_finish (ValBulkHistory *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_bulk_history_remove_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
