/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/val-test-journal.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "workspace/val-bulk-scan.h"
#include "workspace/val-bulk-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* The user id that has nothing. */
#define NOBODY 65534

static void
assert_storage_error (const GError *error, int code)
{
  g_assert_error (error, VAL_ERROR, VAL_ERROR_STORAGE);
  if (code != 0)
    g_assert_nonnull (strstr (error->message, g_strerror (code)));
  g_assert_nonnull (strstr (val_error_advice (error), "space"));
}

/* A disk that is full: files of this process can grow no more. */

static void
set_largest_file (rlim_t size)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = size;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static rlim_t
size_of (GFile *file)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (g_file_peek_path (file), &status), ==, 0);
  return (rlim_t) status.st_size;
}

static void
test_full_while_created (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValChangePlan) plan = val_test_journal_plan (200);
  g_autoptr (ValBulkJournal) journal = NULL;
  g_autoptr (GError) error = NULL;

  set_largest_file (10 * 1000);
  journal = val_test_journal_create (folder, plan, &error);
  set_largest_file (RLIM_INFINITY);
  g_assert_null (journal);
  assert_storage_error (error, EFBIG);
  /* Half a plan is not left behind. */
  g_assert_cmpint (g_rmdir (g_file_peek_path (folder)), ==, 0);
  g_object_unref (folder);
}

static void
assert_flush_fails (ValBulkJournal *journal)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (val_test_journal_flush (journal, &error));
  assert_storage_error (error, EFBIG);
}

/* Once it was full, nothing is called durable any more, though there were space again: nobody knows
 * what the disk holds. */
static void
test_full_while_running (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValChangePlan) plan = val_test_journal_plan (50);
  g_autoptr (ValBulkJournal) journal = NULL;
  g_autoptr (ValBulkRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  rlim_t size;

  journal = val_test_journal_create (folder, plan, &error);
  g_assert_no_error (error);
  val_bulk_journal_add_intent (journal, 0);
  val_bulk_journal_add_outcome (journal, 0, VAL_CHANGE_DONE, NULL);
  val_test_journal_flush (journal, &error);
  g_assert_no_error (error);
  size = size_of (val_bulk_journal_get_file (journal));
  set_largest_file (size + 100);
  for (guint row = 40; row < 50; row++)
    val_bulk_journal_add_outcome (journal, row, VAL_CHANGE_ALREADY, NULL);
  assert_flush_fails (journal);
  set_largest_file (RLIM_INFINITY);
  assert_flush_fails (journal);
  val_bulk_journal_add_intent (journal, 1);
  assert_flush_fails (journal);
  g_assert_false (val_test_journal_close (journal, &error));
  assert_storage_error (error, EFBIG);
  g_clear_error (&error);
  g_assert_cmpuint (size_of (val_bulk_journal_get_file (journal)), ==, size + 100);
  record = val_test_journal_read (val_bulk_journal_get_file (journal), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (val_bulk_record_get_n_cut (record), >, 0);
  g_assert_cmpint (val_test_journal_state (record, 0), ==, VAL_CHANGE_DONE);
  g_assert_cmpint (val_test_journal_state (record, 1), ==, VAL_CHANGE_UNKNOWN);
  val_test_journal_remove_folder (folder);
}

/* Disks that fail: what the kernel offers of them without being asked for privileges. */

static gboolean
flush_writer (ValBulkWriter *writer, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, val_test_await_cb, &slot);
  g_autoptr (GAsyncResult) result = NULL;

  val_bulk_writer_flush (writer, task);
  result = val_test_await (&slot);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
close_writer (ValBulkWriter *writer)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, val_test_await_cb, &slot);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_bulk_writer_close (writer, task);
  result = val_test_await (&slot);
  g_assert_false (g_task_propagate_boolean (G_TASK (result), &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_STORAGE);
}

static void
assert_handle_fails (ValHandle handle, int code)
{
  const ValBulkMark mark = { .kind = VAL_BULK_MARK_SEND, .row = 1 };
  g_autoptr (ValBulkWriter) writer = NULL;

  g_assert_cmpint (handle, >=, 0);
  writer = val_bulk_writer_new (&handle, "/a/test.journal", "a job", 1);
  val_bulk_writer_add (writer, &mark);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (flush_writer (writer, &error));
      assert_storage_error (error, code);
    }
  close_writer (writer);
}

static void
test_write_fails (void)
{
  /* Nothing is mapped at the beginning of this process's memory: EIO, as of a broken disk. */
  assert_handle_fails (open ("/proc/self/mem", O_RDWR | O_CLOEXEC), EIO);
  assert_handle_fails (open ("/dev/full", O_WRONLY | O_CLOEXEC), ENOSPC);
  assert_handle_fails (open ("/dev/null", O_RDONLY | O_CLOEXEC), EBADF);
}

/* A pipe takes what is written and refuses to synchronise it: the first failure is the last word,
 * and nothing is written after it. */
static void
test_sync_fails (void)
{
  int ends[2];
  char text[4096];
  gssize n_read;

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  assert_handle_fails (ends[1], EINVAL);
  n_read = read (ends[0], text, sizeof text - 1);
  g_assert_cmpint (n_read, >, 0);
  text[n_read] = '\0';
  g_assert_nonnull (strstr (text, "{\"send\":[1]"));
  g_assert_true (strchr (text, '\n') == text + n_read - 1);
  g_assert_cmpint (read (ends[0], text, sizeof text), ==, 0);
  close (ends[0]);
}

static void
test_read_fails (void)
{
  g_auto (ValHandle) handle = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkScan) scan = val_bulk_scan_read (handle, "/a/b", TRUE, NULL, &error);

  g_assert_null (scan);
  assert_storage_error (error, EIO);
}

/* Folders. */

static void
assert_not_created (const char *path, int code)
{
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (ValChangePlan) plan = val_test_journal_plan (3);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkJournal) journal = val_test_journal_create (folder, plan, &error);

  g_assert_null (journal);
  assert_storage_error (error, code);
}

static void
test_no_folder (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (GFile) file = g_file_get_child (folder, "file");
  g_autoptr (GFile) below = g_file_get_child (file, "jobs");
  g_autoptr (GError) error = NULL;

  g_file_set_contents (g_file_peek_path (file), "", 0, &error);
  g_assert_no_error (error);
  assert_not_created (g_file_peek_path (file), 0);
  assert_not_created (g_file_peek_path (below), ENOTDIR);
  assert_not_created ("/proc/jobs", ENOENT);
  val_test_journal_remove_folder (folder);
}

/* Whoever may do anything sees no folder as read-only, and so becomes somebody else for a while. */
static gboolean
step_down (GFile *folder)
{
  if (geteuid () != 0)
    return FALSE;
  g_assert_cmpint (chown (g_file_peek_path (folder), NOBODY, NOBODY), ==, 0);
  g_assert_cmpint (seteuid (NOBODY), ==, 0);
  return TRUE;
}

static void
test_read_only_folder (void)
{
  GFile *folder = val_test_journal_folder ();
  gboolean stepped_down;

  g_assert_cmpint (g_chmod (g_file_peek_path (folder), 0500), ==, 0);
  stepped_down = step_down (folder);
  assert_not_created (g_file_peek_path (folder), EACCES);
  if (stepped_down)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_cmpint (g_chmod (g_file_peek_path (folder), 0700), ==, 0);
  val_test_journal_remove_folder (folder);
}

static void
test_read_only_file (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValChangePlan) plan = val_test_journal_plan (3);
  g_autoptr (ValBulkJournal) journal = NULL;
  g_autoptr (ValBulkJournal) again = NULL;
  g_autoptr (ValBulkRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  const char *path;
  gboolean stepped_down;

  journal = val_test_journal_create (folder, plan, &error);
  g_assert_no_error (error);
  val_test_journal_close (journal, &error);
  g_assert_no_error (error);
  path = g_file_peek_path (val_bulk_journal_get_file (journal));
  g_assert_cmpint (g_chmod (path, 0444), ==, 0);
  stepped_down = step_down (folder);
  record = val_test_journal_read (val_bulk_journal_get_file (journal), &error);
  g_assert_no_error (error);
  again = val_test_journal_reopen (record, &error);
  g_assert_null (again);
  assert_storage_error (error, EACCES);
  if (stepped_down)
    g_assert_cmpint (seteuid (0), ==, 0);
  val_test_journal_remove_folder (folder);
}

/* Something else under the name of a journal. */
static void
test_not_a_file (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autofree char *pipe_path = g_build_filename (g_file_peek_path (folder), "a.journal", NULL);
  g_autofree char *link_path = g_build_filename (g_file_peek_path (folder), "b.journal", NULL);
  const char *const paths[] = { pipe_path, link_path, g_file_peek_path (folder),
                                "/nowhere/at/all" };

  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  g_assert_cmpint (symlink ("/dev/zero", link_path), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GFile) file = g_file_new_for_path (paths[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (ValBulkRecord) record = val_test_journal_read (file, &error);

      g_assert_null (record);
      assert_storage_error (error, 0);
    }
  val_test_journal_remove_folder (folder);
}

static void
test_remote (void)
{
  g_autoptr (GFile) file = g_file_new_for_uri ("sftp://files.example.com/a.journal");
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkRecord) record = val_test_journal_read (file, &error);

  g_assert_null (record);
  assert_storage_error (error, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);
  g_test_add_func ("/bulk-storage/full/while-created", test_full_while_created);
  g_test_add_func ("/bulk-storage/full/while-running", test_full_while_running);
  g_test_add_func ("/bulk-storage/write-fails", test_write_fails);
  g_test_add_func ("/bulk-storage/sync-fails", test_sync_fails);
  g_test_add_func ("/bulk-storage/read-fails", test_read_fails);
  g_test_add_func ("/bulk-storage/no-folder", test_no_folder);
  g_test_add_func ("/bulk-storage/read-only/folder", test_read_only_folder);
  g_test_add_func ("/bulk-storage/read-only/file", test_read_only_file);
  g_test_add_func ("/bulk-storage/not-a-file", test_not_a_file);
  g_test_add_func ("/bulk-storage/remote", test_remote);
  return g_test_run ();
}
