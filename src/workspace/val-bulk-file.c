/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-file.h"

#include "util/val-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define ID_LENGTH 8

static gboolean
refuse (GError **error, ValError code, const char *message)
{
  g_set_error_literal (error, VAL_ERROR, (int) code, message);
  return FALSE;
}

static gboolean
refuse_remote (GError **error)
{
  return refuse (error, VAL_ERROR_STORAGE,
                 _ ("Journals can only be kept in a folder of this computer."));
}

static char *
make_name (const ValBulkHeader *header)
{
  g_autoptr (GDateTime) created = g_date_time_new_from_unix_utc (header->created);
  g_autofree char *time = created != NULL ? g_date_time_format (created, "%Y%m%dT%H%M%SZ") : NULL;

  return g_strdup_printf ("%s-%.*s" VAL_BULK_FILE_SUFFIX, time != NULL ? time : "job", ID_LENGTH,
                          header->id);
}

/* A journal outlives a crash only where the folders above it do. */
static gboolean
make_parent (const char *folder, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (folder);

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (!g_str_equal (parent, folder) && !make_parent (parent, error))
    return FALSE;
  return ((g_mkdir (folder, 0700) == 0 || errno == EEXIST) && val_handle_sync_folder (parent)) ||
         val_handle_refuse (error, folder);
}

/* What jobs are about is nobody else's business. */
static gboolean
make_folder (const char *folder, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (folder);
  gboolean is_new = !g_file_test (folder, G_FILE_TEST_IS_DIR);
  struct stat status;

  if (is_new && !g_str_equal (parent, folder) && !make_parent (parent, error))
    return FALSE;
  if ((g_mkdir (folder, 0700) != 0 && errno != EEXIST) || stat (folder, &status) != 0 ||
      (is_new && !val_handle_sync_folder (parent)))
    return val_handle_refuse (error, folder);
  if ((status.st_mode & 077) != 0 && chmod (folder, 0700) != 0)
    return val_handle_refuse (error, folder);
  return TRUE;
}

/**
 * val_bulk_file_create:
 * @folder: where journals are; made where it is missing
 * @header: of the journal
 * @path: (out) (transfer full): of the new file
 * @error: #VAL_ERROR_STORAGE
 *
 * Makes an empty file that only its owner can read, locked.
 *
 * Returns: the file, open for writing, or -1
 */
ValHandle
val_bulk_file_create (GFile *folder, const ValBulkHeader *header, char **path, GError **error)
{
  const char *folder_path = g_file_peek_path (folder);
  g_autofree char *name = make_name (header);
  g_auto (ValHandle) handle = -1;

  if (folder_path == NULL)
    {
      refuse_remote (error);
      return -1;
    }
  *path = g_build_filename (folder_path, name, NULL);
  if (!make_folder (folder_path, error))
    return -1;
  handle = open (*path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (handle < 0)
    {
      val_handle_refuse (error, *path);
      return -1;
    }
  return val_bulk_file_lock (handle, *path, error) ? val_handle_steal (&handle) : -1;
}

/**
 * val_bulk_file_open:
 * @path: (nullable): of a journal; %NULL where it is on no file system of this computer
 * @flags: %O_RDONLY or %O_RDWR
 * @error: #VAL_ERROR_STORAGE
 *
 * Returns: the file, or -1 where there is none, or something else in its place
 */
ValHandle
val_bulk_file_open (const char *path, int flags, GError **error)
{
  g_auto (ValHandle) handle = -1;
  struct stat status;
  gboolean ok;

  if (path == NULL)
    ok = refuse_remote (error);
  /* Opening a pipe without somebody at its other end would not come back. */
  else if ((handle = open (path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)) < 0 ||
           fstat (handle, &status) != 0)
    ok = val_handle_refuse (error, path);
  else
    ok = S_ISREG (status.st_mode) ||
         refuse (error, VAL_ERROR_STORAGE, _ ("This is not a file that can be read."));
  return ok ? val_handle_steal (&handle) : -1;
}

/* Locks of this kind belong to the open file, not to the process, and can be asked for without
 * being taken. */
static struct flock
whole_file (short type)
{
  return (struct flock){ .l_type = type, .l_whence = SEEK_SET };
}

/**
 * val_bulk_file_lock:
 * @handle: a journal, open for writing
 * @path: of it, for messages
 * @error: #VAL_ERROR_CONFLICT where somebody else has it locked; #VAL_ERROR_STORAGE
 *
 * Returns: whether nobody else can write it until @handle is closed
 */
gboolean
val_bulk_file_lock (ValHandle handle, const char *path, GError **error)
{
  struct flock lock = whole_file (F_WRLCK);

  if (fcntl (handle, F_OFD_SETLK, &lock) == 0)
    return TRUE;
  if (errno == EAGAIN || errno == EACCES)
    return refuse (error, VAL_ERROR_CONFLICT, _ ("The job is running, here or in another window."));
  return val_handle_refuse (error, path);
}

/**
 * val_bulk_file_is_locked:
 * @handle: an open journal
 *
 * Returns: whether a job is writing it, in this process or in another
 */
gboolean
val_bulk_file_is_locked (ValHandle handle)
{
  struct flock lock = whole_file (F_RDLCK);

  return fcntl (handle, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

static gboolean
is_unchanged (const struct stat *now, const ValBulkScan *scan)
{
  const struct stat *before = &scan->status;

  return now->st_dev == before->st_dev && now->st_ino == before->st_ino &&
         (guint64) now->st_size == scan->size + scan->n_cut &&
         now->st_mtim.tv_sec == before->st_mtim.tv_sec &&
         now->st_mtim.tv_nsec == before->st_mtim.tv_nsec;
}

/**
 * val_bulk_file_continue:
 * @handle: a journal, open for writing and locked
 * @path: of it, for messages
 * @scan: what was read of it
 * @error: #VAL_ERROR_CONFLICT where it was changed since, or the job is over; #VAL_ERROR_STORAGE
 *
 * The next line follows the last good one, over a damaged tail: val_bulk_file_append_mark ().
 *
 * Returns: whether the journal can be appended to
 */
gboolean
val_bulk_file_continue (ValHandle handle, const char *path, const ValBulkScan *scan, GError **error)
{
  struct stat now;

  if (scan->end != VAL_BULK_OPEN)
    return refuse (error, VAL_ERROR_CONFLICT, _ ("The job is over already."));
  if (fstat (handle, &now) != 0)
    return val_handle_refuse (error, path);
  if (!is_unchanged (&now, scan))
    return refuse (error, VAL_ERROR_CONFLICT,
                   _ ("The job has gone on since its journal was read. Read it again."));
  if (lseek (handle, (off_t) scan->size, SEEK_SET) < 0)
    return val_handle_refuse (error, path);
  return TRUE;
}

/**
 * val_bulk_file_append:
 * @handle: a journal, open for writing
 * @path: of it, for messages
 * @text: whole lines
 * @error: #VAL_ERROR_STORAGE
 *
 * Once this has failed, nobody knows what the disk holds, and a later success would tell nothing
 * about what was written before: the journal must not be written any more.
 *
 * Returns: whether @text outlives a crash
 */
gboolean
val_bulk_file_append (ValHandle handle, const char *path, GString *text, GError **error)
{
  if (!val_handle_write_all (handle, text->str, text->len) || fdatasync (handle) != 0)
    return val_handle_refuse (error, path);
  return TRUE;
}

/**
 * val_bulk_file_append_mark:
 * @handle: a journal, for which val_bulk_file_continue () was called
 * @path: of it, for messages
 * @scan: what was read of it
 * @mark: what to write down now, as the line that follows; anything but %VAL_BULK_MARK_SEND
 * @error: #VAL_ERROR_STORAGE
 *
 * Says how much of a damaged tail goes, over that tail, and only then cuts the rest of it off: it
 * is known of at any moment.
 *
 * Returns: whether the mark outlives a crash
 */
gboolean
val_bulk_file_append_mark (ValHandle handle,
                           const char *path,
                           const ValBulkScan *scan,
                           const ValBulkMark *mark,
                           GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  ValBulkMark now = *mark;

  now.at = g_get_real_time () / 1000;
  now.n_cut = scan->n_cut;
  val_bulk_format_mark_line (text, scan->number + 1, scan->header->id, &now);
  if (!val_bulk_file_append (handle, path, text, error))
    return FALSE;
  if (scan->n_cut > 0 &&
      (ftruncate (handle, (off_t) (scan->size + text->len)) != 0 || fsync (handle) != 0))
    return val_handle_refuse (error, path);
  return TRUE;
}
