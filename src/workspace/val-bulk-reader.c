/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-reader.h"

#include "api/val-instances-api.h"
#include "util/val-error.h"

#include <glib/gi18n-lib.h>

#define MAX_IN_FLIGHT 8

struct _ValBulkReader
{
  GObject parent_instance;

  ValWorkspace *workspace; /* (owned) (not nullable) */
  ValSession *session;     /* (owned) (nullable) */
  GPtrArray *instances;    /* (owned) (element-type ValInstance): to be read */
  GHashTable *elements;    /* (owned) (element-type utf8): keys whose fields are asked for */
  GPtrArray *keys;         /* (owned) (element-type utf8): the same, in order */
  GHashTable *reasons;     /* (owned) (element-type ValInstance utf8): why it cannot be read */
  GTask *task;             /* (owned) (nullable): while it runs */
  GError *failure;         /* (owned) (nullable): ends it */
  guint position;          /* in @keys and, after them, @instances */
  guint n_in_flight;
  guint n_done;
};

enum
{
  PROP_N_DONE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValBulkReader, val_bulk_reader, G_TYPE_OBJECT)

/* One instance whose values are on their way. */
typedef struct
{
  ValBulkReader *reader; /* (owned) */
  ValInstance *instance; /* (owned) */
} Reading;

static void
reading_free (Reading *reading)
{
  g_clear_object (&reading->reader);
  g_clear_object (&reading->instance);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static void read_more (ValBulkReader *self);

/* Where one cannot be asked for, the next cannot either. */
static gboolean
ends_everything (const GError *error)
{
  return val_error_is_cancelled (error) || val_error_is (error, VAL_ERROR_OFFLINE) ||
         val_error_is (error, VAL_ERROR_UNAUTHORIZED) || val_error_is (error, VAL_ERROR_TLS);
}

static void
note_reason (ValBulkReader *self, ValInstance *instance, const char *reason)
{
  g_hash_table_insert (self->reasons, instance, g_strdup (reason));
}

static void
instance_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Reading) reading = user_data;
  ValBulkReader *self = reading->reader;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) newer =
      val_instances_api_get_finish (VAL_SESSION (source), result, &error);

  self->n_in_flight--;
  if (newer != NULL && val_instance_get_id (newer) == val_instance_get_id (reading->instance))
    val_instance_adopt (reading->instance, newer);
  else if (error == NULL)
    note_reason (self, reading->instance, _ ("The platform answered with another instance."));
  else if (!ends_everything (error))
    note_reason (self, reading->instance, error->message);
  else if (self->failure == NULL)
    self->failure = g_steal_pointer (&error);
  self->n_done++;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_DONE]);
  read_more (self);
}

/* How long a URL may be is good to know, and no reason to do without a plan. */
static void
element_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValBulkReader) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValElement) element =
      val_workspace_load_element_finish (VAL_WORKSPACE (source), result, &error);

  if (element == NULL)
    g_debug ("fields not read: %s", error->message);
  self->n_in_flight--;
  read_more (self);
}

static void
read_instance (ValBulkReader *self, ValInstance *instance)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->reader = g_object_ref (self);
  reading->instance = g_object_ref (instance);
  val_instances_api_get_async (self->session, val_instance_get_id (instance), VAL_REQUEST_NONE,
                               g_task_get_cancellable (self->task), instance_read_cb, reading);
}

static gboolean
read_next (ValBulkReader *self)
{
  guint index = self->position;

  if (index < self->keys->len)
    val_workspace_load_element_async (self->workspace, g_ptr_array_index (self->keys, index),
                                      g_task_get_cancellable (self->task), element_read_cb,
                                      g_object_ref (self));
  else if (index < self->keys->len + self->instances->len)
    read_instance (self, g_ptr_array_index (self->instances, index - self->keys->len));
  else
    return FALSE;
  self->position++;
  self->n_in_flight++;
  return TRUE;
}

/* What was read for one account must not be taken for the next. */
static gboolean
is_to_stop (ValBulkReader *self, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (self->task), error))
    return TRUE;
  if (val_workspace_get_session (self->workspace) == self->session)
    return FALSE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Another account was chosen");
  return TRUE;
}

static void
read_more (ValBulkReader *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->failure == NULL)
    is_to_stop (self, &self->failure);
  while (self->failure == NULL && self->n_in_flight < MAX_IN_FLIGHT && read_next (self))
    continue;
  if (self->n_in_flight > 0)
    return;
  task = g_steal_pointer (&self->task);
  if (self->failure != NULL)
    g_task_return_error (task, g_steal_pointer (&self->failure));
  else
    g_task_return_boolean (task, TRUE);
}

static void
val_bulk_reader_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_N_DONE)
    g_value_set_uint (value, val_bulk_reader_get_n_done (VAL_BULK_READER (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
val_bulk_reader_finalize (GObject *object)
{
  ValBulkReader *self = VAL_BULK_READER (object);

  g_clear_object (&self->workspace);
  g_clear_object (&self->session);
  g_clear_pointer (&self->instances, g_ptr_array_unref);
  g_clear_pointer (&self->elements, g_hash_table_unref);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_pointer (&self->reasons, g_hash_table_unref);
  G_OBJECT_CLASS (val_bulk_reader_parent_class)->finalize (object);
}

static void
val_bulk_reader_class_init (ValBulkReaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = val_bulk_reader_get_property;
  object_class->finalize = val_bulk_reader_finalize;
  properties[PROP_N_DONE] =
      g_param_spec_uint ("n-done", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_bulk_reader_init (ValBulkReader *self)
{
  self->instances = g_ptr_array_new_with_free_func (g_object_unref);
  self->elements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->keys = g_ptr_array_new ();
  self->reasons = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

/**
 * val_bulk_reader_new:
 * @workspace: whose current account is asked
 *
 * Returns: (transfer full): a reader that has nothing to read
 */
ValBulkReader *
val_bulk_reader_new (ValWorkspace *workspace)
{
  ValBulkReader *self;

  g_return_val_if_fail (VAL_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (VAL_TYPE_BULK_READER, NULL);
  self->workspace = g_object_ref (workspace);
  g_set_object (&self->session, val_workspace_get_session (workspace));
  return self;
}

/**
 * val_bulk_reader_add_instance:
 * @self: a reader that does not run
 * @instance: adopts what is read of it
 */
void
val_bulk_reader_add_instance (ValBulkReader *self, ValInstance *instance)
{
  g_return_if_fail (VAL_IS_BULK_READER (self));
  g_return_if_fail (VAL_IS_INSTANCE (instance));

  g_ptr_array_add (self->instances, g_object_ref (instance));
}

/**
 * val_bulk_reader_add_element:
 * @self: a reader that does not run
 * @key: (nullable): of an element, whose fields are asked for unless they are known
 */
void
val_bulk_reader_add_element (ValBulkReader *self, const char *key)
{
  char *copy;

  g_return_if_fail (VAL_IS_BULK_READER (self));

  if (key == NULL || self->session == NULL || g_hash_table_contains (self->elements, key) ||
      val_workspace_find_element (self->workspace, key) != NULL)
    return;
  copy = g_strdup (key);
  g_hash_table_add (self->elements, copy);
  g_ptr_array_add (self->keys, copy);
}

/**
 * val_bulk_reader_get_n_instances:
 * @self: a reader
 *
 * Returns: how many instances are to be read
 */
guint
val_bulk_reader_get_n_instances (ValBulkReader *self)
{
  g_return_val_if_fail (VAL_IS_BULK_READER (self), 0);

  return self->instances->len;
}

/**
 * val_bulk_reader_get_n_done:
 * @self: a reader
 *
 * Returns: how many of them were, well or not
 */
guint
val_bulk_reader_get_n_done (ValBulkReader *self)
{
  g_return_val_if_fail (VAL_IS_BULK_READER (self), 0);

  return self->n_done;
}

/**
 * val_bulk_reader_get_reason:
 * @self: a reader
 * @instance: an instance
 *
 * Returns: (transfer none) (nullable): why @instance could not be read, or %NULL where it was, or
 * was not to be
 */
const char *
val_bulk_reader_get_reason (ValBulkReader *self, ValInstance *instance)
{
  g_return_val_if_fail (VAL_IS_BULK_READER (self), NULL);

  return g_hash_table_lookup (self->reasons, instance);
}

/**
 * val_bulk_reader_run_async:
 * @self: a reader that did not run yet
 * @cancellable: (nullable): to stop; instances read by then keep what was read
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads the instances with their configurations (contract 3.4) and the elements (contract 8).
 */
void
val_bulk_reader_run_async (ValBulkReader *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (VAL_IS_BULK_READER (self));
  g_return_if_fail (self->task == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, val_bulk_reader_run_async);
  if (self->instances->len > 0 && self->session == NULL)
    self->failure = g_error_new_literal (VAL_ERROR, VAL_ERROR_UNAUTHORIZED,
                                         _ ("The secrets of this account are not known."));
  read_more (self);
}

/**
 * val_bulk_reader_run_finish:
 * @self: a reader
 * @result: from the callback
 * @error: #VAL_ERROR_OFFLINE, #VAL_ERROR_UNAUTHORIZED, #VAL_ERROR_TLS where nothing can be read;
 *   #G_IO_ERROR_CANCELLED where it was stopped, or another account chosen
 *
 * Returns: whether all were asked for
 */
gboolean
val_bulk_reader_run_finish (ValBulkReader *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
