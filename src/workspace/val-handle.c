/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-handle.h"

#include "util/val-error.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/**
 * val_handle_steal:
 * @handle: (inout): an open file; left as -1
 *
 * Returns: what it was, for the caller to close
 */
ValHandle
val_handle_steal (ValHandle *handle)
{
  ValHandle stolen;

  g_return_val_if_fail (handle != NULL, -1);

  stolen = *handle;
  *handle = -1;
  return stolen;
}

/**
 * val_handle_close:
 * @handle: (inout): what to close; nothing where it is -1
 */
void
val_handle_close (ValHandle *handle)
{
  g_return_if_fail (handle != NULL);

  if (*handle >= 0)
    close (*handle);
  *handle = -1;
}

/**
 * val_handle_write_all:
 * @handle: an open file
 * @data: what to write
 * @length: its length in bytes
 *
 * Returns: whether all of it was written; where not, errno says why and a part may have been
 */
gboolean
val_handle_write_all (ValHandle handle, const char *data, gsize length)
{
  while (length > 0)
    {
      gssize n_written = write (handle, data, length);

      if (n_written < 0 && errno != EINTR)
        return FALSE;
      data += MAX (n_written, 0);
      length -= (gsize) MAX (n_written, 0);
    }
  return TRUE;
}

/**
 * val_handle_sync_folder:
 * @folder: path of a folder
 *
 * Asks that names given in the folder outlive a crash.
 *
 * Returns: whether they do; where not, errno says why
 */
gboolean
val_handle_sync_folder (const char *folder)
{
  g_auto (ValHandle) handle = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  return handle >= 0 && fsync (handle) == 0;
}

/**
 * val_handle_refuse:
 * @error: (out) (optional): #VAL_ERROR_STORAGE with @path and what errno says
 * @path: of the file or folder it is about
 *
 * Returns: %FALSE
 */
gboolean
val_handle_refuse (GError **error, const char *path)
{
  int saved = errno;
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, VAL_ERROR, VAL_ERROR_STORAGE, "%s: %s", name, g_strerror (saved));
  return FALSE;
}
