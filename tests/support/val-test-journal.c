/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/val-test-journal.h"

#include "model/val-account.h"
#include "support/val-test-util.h"

#include <glib/gstdio.h>

/* One row in this many is of each kind that a plan leaves alone. */
#define LEFT_ALONE 10

/**
 * val_test_journal_folder:
 *
 * Returns: (transfer full): a new folder
 */
GFile *
val_test_journal_folder (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_dir_make_tmp ("valence-journal-XXXXXX", &error);

  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

/**
 * val_test_journal_remove_folder:
 * @folder: (transfer full): what val_test_journal_folder () gave, with files but no folders in it
 */
void
val_test_journal_remove_folder (GFile *folder)
{
  const char *path = g_file_peek_path (folder);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      g_assert_cmpint (g_unlink (child), ==, 0);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_object_unref (folder);
}

/**
 * val_test_journal_header:
 *
 * Returns: (transfer full): of a job of an account of its own
 */
ValBulkHeader *
val_test_journal_header (void)
{
  g_autoptr (ValAccount) account =
      val_account_new ("Production", "https://api.example.com/elements/api-v2");
  ValBulkOptions options;

  val_bulk_options_init (&options);
  return val_bulk_header_new (account, "Replace host “old.example.com” by “new.example.com”",
                              &options);
}

static ValChange *
make_change (guint row)
{
  g_autofree char *name = g_strdup_printf ("Instance %u \"ä\\\n", row);
  g_autofree char *old_url = g_strdup_printf ("https://old.example.com/%u", row);
  g_autofree char *new_url = g_strdup_printf ("https://new.example.com/%u", row);
  ValChangeFacts facts = {
    .id = 1000 + row,
    .name = name,
    .element_key = "hootsuite",
    .element_name = "Hootsuite",
    .old_url = old_url,
    .new_url = new_url,
    .verdict = VAL_CHANGE_OK,
  };

  if (row % LEFT_ALONE == 3)
    {
      facts.verdict = VAL_CHANGE_NO_MATCH;
      facts.new_url = NULL;
      facts.reason = "The host is another.";
    }
  return val_change_new (&facts);
}

/**
 * val_test_journal_plan:
 * @n_rows: how many rows it has
 *
 * Returns: (transfer full): a plan in which rows 3, 13, 23 and so on are left alone
 */
ValChangePlan *
val_test_journal_plan (guint n_rows)
{
  ValChangePlan *plan = val_change_plan_new ();
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_rows; i++)
    g_ptr_array_add (changes, make_change (i));
  val_change_plan_take (plan, changes);
  return plan;
}

/**
 * val_test_journal_create:
 * @folder: where
 * @plan: of what
 * @error: why not
 *
 * Returns: (transfer full) (nullable): a new journal
 */
ValBulkJournal *
val_test_journal_create (GFile *folder, ValChangePlan *plan, GError **error)
{
  g_autoptr (ValBulkHeader) header = val_test_journal_header ();

  return val_test_journal_create_for (folder, header, plan, error);
}

/**
 * val_test_journal_create_for:
 * @folder: where
 * @header: what it begins with
 * @plan: of what
 * @error: why not
 *
 * Returns: (transfer full) (nullable): a new journal
 */
ValBulkJournal *
val_test_journal_create_for (GFile *folder,
                             const ValBulkHeader *header,
                             ValChangePlan *plan,
                             GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_bulk_journal_create_async (folder, header, plan, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_bulk_journal_open_finish (result, error);
}

/**
 * val_test_journal_reopen:
 * @record: of what
 * @error: why not
 *
 * Returns: (transfer full) (nullable): the journal, to go on with
 */
ValBulkJournal *
val_test_journal_reopen (ValBulkRecord *record, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_bulk_journal_reopen_async (record, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_bulk_journal_open_finish (result, error);
}

/**
 * val_test_journal_flush:
 * @journal: a journal
 * @error: why not
 *
 * Returns: whether all of it is durable
 */
gboolean
val_test_journal_flush (ValBulkJournal *journal, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_bulk_journal_flush_async (journal, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_bulk_journal_flush_finish (journal, result, error);
}

/**
 * val_test_journal_close:
 * @journal: a journal
 * @error: why not
 *
 * Returns: whether all of it is durable
 */
gboolean
val_test_journal_close (ValBulkJournal *journal, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_bulk_journal_close_async (journal, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_bulk_journal_close_finish (journal, result, error);
}

/**
 * val_test_journal_read:
 * @file: a journal
 * @error: why not
 *
 * Returns: (transfer full) (nullable): what it says
 */
ValBulkRecord *
val_test_journal_read (GFile *file, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_bulk_record_read_async (file, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_bulk_record_read_finish (result, error);
}

/**
 * val_test_journal_read_good:
 * @file: a journal that can be read
 *
 * Returns: (transfer full): what it says
 */
ValBulkRecord *
val_test_journal_read_good (GFile *file)
{
  g_autoptr (GError) error = NULL;
  ValBulkRecord *record = val_test_journal_read (file, &error);

  g_assert_no_error (error);
  return record;
}

/**
 * val_test_journal_load:
 * @history: a history
 * @error: why not
 *
 * Returns: whether it was loaded
 */
gboolean
val_test_journal_load (ValBulkHistory *history, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_bulk_history_load_async (history, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_bulk_history_load_finish (history, result, error);
}

/**
 * val_test_journal_state:
 * @record: what a journal says
 * @row: of the plan
 *
 * Returns: its state
 */
ValChangeState
val_test_journal_state (ValBulkRecord *record, guint row)
{
  GListModel *plan = G_LIST_MODEL (val_bulk_record_get_plan (record));
  g_autoptr (ValChange) change = g_list_model_get_item (plan, row);

  g_assert_nonnull (change);
  return val_change_get_state (change);
}
