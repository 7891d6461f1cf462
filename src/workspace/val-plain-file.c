/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-plain-file.h"

#include "util/val-error.h"
#include "util/val-secret.h"
#include "workspace/val-handle.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_SIZE (1024 * 1024)

struct _ValPlainFile
{
  char *path;         /* (owned): where links end */
  struct stat status; /* when it was read */
  GBytes *text;       /* (owned) */
};

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_STORAGE, message);
  return FALSE;
}

/* Asks for one byte more than there should be, which tells whether the file grows. */
static gboolean
read_all (ValHandle handle, GString *text, gsize size)
{
  gssize n_read = 0;

  g_string_set_size (text, size + 1);
  text->len = 0;
  do
    {
      n_read = read (handle, text->str + text->len, size + 1 - text->len);
      if (n_read > 0)
        text->len += (gsize) n_read;
    }
  while ((n_read > 0 && text->len <= size) || (n_read < 0 && errno == EINTR));
  text->str[text->len] = '\0';
  return n_read >= 0;
}

static gboolean
load (ValPlainFile *self, GError **error)
{
  /* Opening a pipe without somebody at its other end would not come back. */
  g_auto (ValHandle) handle = open (self->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  GString *text;
  gboolean ok;

  if (handle < 0 || fstat (handle, &self->status) != 0)
    return val_handle_refuse (error, self->path);
  if (!S_ISREG (self->status.st_mode))
    return refuse (error, _ ("This is not a file that can be read."));
  if (self->status.st_size > MAX_SIZE)
    return refuse (error, _ ("The file is too large to be a list of accounts."));
  text = g_string_new (NULL);
  ok = read_all (handle, text, (gsize) self->status.st_size) ||
       val_handle_refuse (error, self->path);
  self->text = val_secret_bytes_new_take (text);
  if (ok && (goffset) text->len != self->status.st_size)
    return refuse (error, _ ("Another program is changing the file. Try again."));
  return ok;
}

/**
 * val_plain_file_read:
 * @path: the file, or a link to it
 * @error: #VAL_ERROR_STORAGE
 *
 * Returns: (transfer full) (nullable): the file, at most a megabyte; its text is wiped when it goes
 */
ValPlainFile *
val_plain_file_read (const char *path, GError **error)
{
  g_autoptr (ValPlainFile) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_new0 (ValPlainFile, 1);
  self->path = realpath (path, NULL);
  if (self->path == NULL)
    {
      val_handle_refuse (error, path);
      return NULL;
    }
  return load (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * val_plain_file_free:
 * @self: (transfer full): a file
 */
void
val_plain_file_free (ValPlainFile *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->text, g_bytes_unref);
  free (self->path);
  g_free (self);
}

/**
 * val_plain_file_get_text:
 * @self: a file
 *
 * Returns: (transfer none): its contents as they were read
 */
GBytes *
val_plain_file_get_text (ValPlainFile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

/* Replacing. */

/* The owner first: changing it may clear bits of the mode. */
static gboolean
copy_owner_and_mode (ValHandle handle, const struct stat *status)
{
  struct stat own;

  if (fstat (handle, &own) != 0)
    return FALSE;
  if ((own.st_uid != status->st_uid || own.st_gid != status->st_gid) &&
      fchown (handle, status->st_uid, status->st_gid) != 0)
    return FALSE;
  return fchmod (handle, status->st_mode & 07777) == 0;
}

static gboolean
is_unchanged (ValPlainFile *self)
{
  struct stat now;

  return stat (self->path, &now) == 0 && now.st_dev == self->status.st_dev &&
         now.st_ino == self->status.st_ino && now.st_size == self->status.st_size &&
         now.st_mtim.tv_sec == self->status.st_mtim.tv_sec &&
         now.st_mtim.tv_nsec == self->status.st_mtim.tv_nsec;
}

/* The new file is in place already: that it outlives a crash, too, can only be asked for. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (!val_handle_sync_folder (folder))
    g_debug ("a folder could not be synchronised: %s", g_strerror (errno));
}

static gboolean
fill_and_rename (ValPlainFile *self,
                 const char *temporary,
                 ValHandle handle,
                 GBytes *text,
                 GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (text, &length);

  if (!val_handle_write_all (handle, data, length) ||
      !copy_owner_and_mode (handle, &self->status) || fsync (handle) != 0)
    return val_handle_refuse (error, temporary);
  if (!is_unchanged (self))
    return refuse (error, _ ("Another program has changed the file meanwhile. Try again."));
  if (g_rename (temporary, self->path) != 0)
    return val_handle_refuse (error, self->path);
  return TRUE;
}

/**
 * val_plain_file_replace:
 * @self: a file
 * @text: what it is to hold from now on
 * @error: #VAL_ERROR_STORAGE
 *
 * Puts a new file in the place of the one that was read, in one step: whenever the computer stops,
 * one of the two is there as a whole.  Owner and mode stay; the old contents are not kept under any
 * name.  A file that was changed since it was read stays as it is, and so does one with further
 * names, which would go on showing the old contents.
 *
 * Returns: whether the file was replaced; where not, it is as before
 */
gboolean
val_plain_file_replace (ValPlainFile *self, GBytes *text, GError **error)
{
  g_autofree char *temporary = NULL;
  g_auto (ValHandle) handle = -1;

  g_return_val_if_fail (self != NULL && text != NULL, FALSE);

  if (self->status.st_nlink > 1)
    return refuse (error, _ ("The file has further names (hard links) that would keep what is to "
                             "be removed."));
  temporary = g_strconcat (self->path, ".XXXXXX", NULL);
  handle = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
  if (handle < 0)
    return val_handle_refuse (error, temporary);
  if (!fill_and_rename (self, temporary, handle, text, error))
    {
      g_unlink (temporary);
      return FALSE;
    }
  sync_folder (self->path);
  return TRUE;
}
