/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-secret-book.h"

#include "keyring/val-book-text.h"
#include "util/val-error.h"
#include "util/val-secret.h"

struct _ValSecretBook
{
  GObject parent_instance;

  ValSecretStore *store;
  char *account;
  char *label;

  GHashTable *pages;
  gboolean loaded;
  guint64 changes; /* counts every change */
  guint64 saved;   /* its value when what is in the keyring was written */
  guint64 writing; /* its value when what is being written was */

  GQueue waiting; /* GTask: wants a write that begins after it came */
  GQueue served;  /* GTask: the write under way is theirs */
};

G_DEFINE_FINAL_TYPE (ValSecretBook, val_secret_book, G_TYPE_OBJECT)

static void write_next (ValSecretBook *self);

/* On a text that is damaged nothing is merged: pages of a table of its own are looked at first. */
static gboolean
merge (ValSecretBook *self, const char *text, GError **error)
{
  g_autoptr (GHashTable) trial = val_book_pages_new ();

  if (self->loaded)
    return TRUE;
  if (text != NULL && !val_book_text_read (text, trial, error))
    return FALSE;
  if (text != NULL)
    val_book_text_read (text, self->pages, NULL);
  self->loaded = TRUE;
  return TRUE;
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValSecretBook *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValSecretString) text =
      val_secret_store_lookup_finish (VAL_SECRET_STORE (source), result, &error);

  if (error == NULL)
    merge (self, text, &error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/* The queue is taken first: a callback may save again, which fills it anew. */
static void
return_all (GQueue *queue, const GError *error)
{
  GQueue tasks = *queue;
  GTask *task = NULL;

  g_queue_init (queue);
  while ((task = g_queue_pop_head (&tasks)) != NULL)
    {
      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
}

static void
move_all (GQueue *from, GQueue *to)
{
  while (!g_queue_is_empty (from))
    g_queue_push_tail (to, g_queue_pop_head (from));
}

/* Only the head's cancellable can have stopped a write; who came with it or after still wants it.
 */
static void
drop_head (ValSecretBook *self, const GError *error)
{
  g_autoptr (GTask) head = g_queue_pop_head (&self->served);

  while (!g_queue_is_empty (&self->served))
    g_queue_push_head (&self->waiting, g_queue_pop_tail (&self->served));
  g_task_return_error (head, g_error_copy (error));
}

/* After a failure, who waits is told at once: a second try would only ask the user again. */
static void
end_write (ValSecretBook *self, const GError *error)
{
  if (val_error_is_cancelled (error))
    drop_head (self, error);
  else
    {
      if (error != NULL)
        move_all (&self->waiting, &self->served);
      else
        self->saved = self->writing;
      return_all (&self->served, error);
    }
  write_next (self);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValSecretBook) self = user_data;
  g_autoptr (GError) error = NULL;

  val_secret_store_store_finish (VAL_SECRET_STORE (source), result, &error);
  end_write (self, error);
}

static void
write_book (ValSecretBook *self, GCancellable *cancellable)
{
  g_autoptr (ValSecretString) text = val_book_text_write (self->pages);

  self->writing = self->changes;
  val_secret_store_store_async (self->store, self->account, VAL_SECRET_KIND_BOOK, self->label, text,
                                cancellable, stored_cb, g_object_ref (self));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValSecretBook *self = VAL_SECRET_BOOK (source);
  g_autoptr (GError) error = NULL;
  GTask *head = g_queue_peek_head (&self->served);

  if (val_secret_book_load_finish (self, result, &error))
    write_book (self, g_task_get_cancellable (head));
  else
    end_write (self, error);
}

/* What is in the keyring is read before it is written over, so that nothing there is lost. */
static void
write_next (ValSecretBook *self)
{
  GTask *head = NULL;

  if (!g_queue_is_empty (&self->served) || g_queue_is_empty (&self->waiting))
    return;
  move_all (&self->waiting, &self->served);
  head = g_queue_peek_head (&self->served);
  if (!val_secret_book_get_dirty (self))
    return_all (&self->served, NULL);
  else if (self->loaded)
    write_book (self, g_task_get_cancellable (head));
  else
    val_secret_book_load_async (self, g_task_get_cancellable (head), loaded_cb, NULL);
}

static void
change (ValSecretBook *self, ValBookPage *page, ValBookEntry entry, const char *secret)
{
  g_autoptr (ValSecretString) old = page->secrets[entry];

  page->secrets[entry] = g_strdup (secret);
  page->touched[entry] = TRUE;
  self->changes++;
}

static void
val_secret_book_finalize (GObject *object)
{
  ValSecretBook *self = VAL_SECRET_BOOK (object);

  g_clear_object (&self->store);
  g_free (self->account);
  g_free (self->label);
  g_hash_table_unref (self->pages);
  G_OBJECT_CLASS (val_secret_book_parent_class)->finalize (object);
}

static void
val_secret_book_class_init (ValSecretBookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = val_secret_book_finalize;
}

static void
val_secret_book_init (ValSecretBook *self)
{
  self->pages = val_book_pages_new ();
  g_queue_init (&self->waiting);
  g_queue_init (&self->served);
}

/**
 * val_secret_book_new:
 * @store: where the book is kept
 * @account: id of the account
 * @label: what a keyring manager shows for it
 *
 * Returns: (transfer full): the account's book, not loaded yet
 */
ValSecretBook *
val_secret_book_new (ValSecretStore *store, const char *account, const char *label)
{
  ValSecretBook *self = NULL;

  g_return_val_if_fail (VAL_IS_SECRET_STORE (store), NULL);
  g_return_val_if_fail (account != NULL && label != NULL, NULL);

  self = g_object_new (VAL_TYPE_SECRET_BOOK, NULL);
  self->store = g_object_ref (store);
  self->account = g_strdup (account);
  self->label = g_strdup (label);
  return self;
}

/**
 * val_secret_book_load_async:
 * @self: a book
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads the book from the store.  Once it has been read, this does nothing.  What was set before
 * stays and outranks what is read.
 */
void
val_secret_book_load_async (ValSecretBook *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VAL_IS_SECRET_BOOK (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_secret_book_load_async);
  if (self->loaded)
    g_task_return_boolean (task, TRUE);
  else
    val_secret_store_lookup_async (self->store, self->account, VAL_SECRET_KIND_BOOK, cancellable,
                                   looked_up_cb, g_object_ref (task));
}

/**
 * val_secret_book_load_finish:
 * @self: a book
 * @result: what the callback got
 * @error: as for val_secret_store_lookup_finish (); #VAL_ERROR_KEYRING_DAMAGED also where the item
 *   does not hold a book
 *
 * Returns: whether the book has been read; an account without one has an empty one
 */
gboolean
val_secret_book_load_finish (ValSecretBook *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * val_secret_book_get:
 * @self: a book
 * @id: id of an instance
 * @entry: which secret
 *
 * Returns: (transfer none) (nullable): the secret, good until it is set or forgotten
 */
const char *
val_secret_book_get (ValSecretBook *self, gint64 id, ValBookEntry entry)
{
  ValBookPage *page = NULL;

  g_return_val_if_fail (VAL_IS_SECRET_BOOK (self), NULL);
  g_return_val_if_fail ((guint) entry < VAL_BOOK_N_ENTRIES, NULL);

  page = g_hash_table_lookup (self->pages, &id);
  return page != NULL ? page->secrets[entry] : NULL;
}

/**
 * val_secret_book_set:
 * @self: a book
 * @id: id of an instance
 * @entry: which secret
 * @secret: (nullable): the secret, UTF-8; %NULL removes it
 *
 * Changes the book in memory; val_secret_book_save_async () keeps it.  May be called before the
 * book is loaded.
 */
void
val_secret_book_set (ValSecretBook *self, gint64 id, ValBookEntry entry, const char *secret)
{
  ValBookPage *page = NULL;

  g_return_if_fail (VAL_IS_SECRET_BOOK (self));
  g_return_if_fail ((guint) entry < VAL_BOOK_N_ENTRIES);
  g_return_if_fail (secret == NULL || g_utf8_validate (secret, -1, NULL));

  page = val_book_pages_ensure (self->pages, id);
  if (!self->loaded || g_strcmp0 (page->secrets[entry], secret) != 0)
    change (self, page, entry, secret);
}

/**
 * val_secret_book_forget:
 * @self: a book
 * @id: id of an instance
 *
 * Removes all secrets of an instance, in memory until the book is saved.
 */
void
val_secret_book_forget (ValSecretBook *self, gint64 id)
{
  g_return_if_fail (VAL_IS_SECRET_BOOK (self));

  for (guint entry = 0; entry < VAL_BOOK_N_ENTRIES; entry++)
    val_secret_book_set (self, id, (ValBookEntry) entry, NULL);
}

/**
 * val_secret_book_get_dirty:
 * @self: a book
 *
 * Returns: whether there is something in memory that is not in the store yet
 */
gboolean
val_secret_book_get_dirty (ValSecretBook *self)
{
  g_return_val_if_fail (VAL_IS_SECRET_BOOK (self), FALSE);

  return self->changes != self->saved;
}

/**
 * val_secret_book_save_async:
 * @self: a book
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Writes the whole book, having loaded it first where that has not been done.  Calls that come
 * while a write is under way share the next one.
 */
void
val_secret_book_save_async (ValSecretBook *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (VAL_IS_SECRET_BOOK (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_secret_book_save_async);
  g_queue_push_tail (&self->waiting, task);
  write_next (self);
}

/**
 * val_secret_book_save_finish:
 * @self: a book
 * @result: what the callback got
 * @error: as for val_secret_store_store_finish (); #VAL_ERROR_KEYRING_DAMAGED where the book in the
 *   store cannot be read and so is not written over
 *
 * Returns: whether everything that was set before the call is kept; otherwise it is still in memory
 *   and the book still dirty
 */
gboolean
val_secret_book_save_finish (ValSecretBook *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
