/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-pace.h"
#include "support/val-test-journal.h"
#include "util/val-error.h"
#include "util/val-json.h"
#include "workspace/val-bulk-format.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define N_ROWS 20

static ValBulkJournal *
create (GFile *folder, guint n_rows)
{
  g_autoptr (ValChangePlan) plan = val_test_journal_plan (n_rows);
  g_autoptr (GError) error = NULL;
  ValBulkJournal *journal = val_test_journal_create (folder, plan, &error);

  g_assert_no_error (error);
  return journal;
}

static ValBulkRecord *
read_good (ValBulkJournal *journal)
{
  g_autoptr (GError) error = NULL;
  ValBulkRecord *record = val_test_journal_read (val_bulk_journal_get_file (journal), &error);

  g_assert_no_error (error);
  return record;
}

static void
close_good (ValBulkJournal *journal)
{
  g_autoptr (GError) error = NULL;

  val_test_journal_close (journal, &error);
  g_assert_no_error (error);
}

static void
flush_good (ValBulkJournal *journal)
{
  g_autoptr (GError) error = NULL;

  val_test_journal_flush (journal, &error);
  g_assert_no_error (error);
}

static void
assert_same_change (ValChangePlan *one, ValChangePlan *other, guint row)
{
  g_autoptr (ValChange) mine = g_list_model_get_item (G_LIST_MODEL (one), row);
  g_autoptr (ValChange) read = g_list_model_get_item (G_LIST_MODEL (other), row);

  g_assert_cmpint (val_change_get_id (mine), ==, val_change_get_id (read));
  g_assert_cmpstr (val_change_get_name (mine), ==, val_change_get_name (read));
  g_assert_cmpstr (val_change_get_element_key (mine), ==, val_change_get_element_key (read));
  g_assert_cmpstr (val_change_get_element_name (mine), ==, val_change_get_element_name (read));
  g_assert_cmpstr (val_change_get_old_url (mine), ==, val_change_get_old_url (read));
  g_assert_cmpstr (val_change_get_new_url (mine), ==, val_change_get_new_url (read));
  g_assert_cmpint (val_change_get_verdict (mine), ==, val_change_get_verdict (read));
  g_assert_cmpstr (val_change_get_reason (mine), ==, val_change_get_reason (read));
  g_assert_cmpint (val_change_get_ticked (mine), ==, val_change_get_ticked (read));
}

static void
test_plan (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValChangePlan) plan = val_test_journal_plan (N_ROWS);
  g_autoptr (ValChange) unticked = g_list_model_get_item (G_LIST_MODEL (plan), 5);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkJournal) journal = NULL;
  g_autoptr (ValBulkRecord) record = NULL;

  val_change_set_ticked (unticked, FALSE);
  journal = val_test_journal_create (folder, plan, &error);
  g_assert_no_error (error);
  record = read_good (journal);
  for (guint i = 0; i < N_ROWS; i++)
    {
      assert_same_change (plan, val_bulk_record_get_plan (record), i);
      g_assert_cmpint (val_test_journal_state (record, i), ==, VAL_CHANGE_WAITING);
    }
  g_assert_cmpuint (val_bulk_record_get_header (record)->n_rows, ==, N_ROWS);
  g_assert_cmpuint (val_bulk_record_get_header (record)->n_ticked, ==, N_ROWS - 3);
  g_assert_cmpint (val_bulk_record_get_end (record), ==, VAL_BULK_OPEN);
  g_assert_cmpuint (val_bulk_record_get_n_cut (record), ==, 0);
  close_good (journal);
  val_test_journal_remove_folder (folder);
}

static void
test_header (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValBulkJournal) journal = create (folder, 1);
  g_autoptr (ValBulkRecord) record = read_good (journal);
  g_autoptr (ValBulkHeader) expected = val_test_journal_header ();
  const ValBulkHeader *header = val_bulk_record_get_header (record);

  g_assert_true (g_uuid_string_is_valid (header->id));
  g_assert_cmpstr (header->account_name, ==, expected->account_name);
  g_assert_cmpstr (header->base_url, ==, expected->base_url);
  g_assert_cmpstr (header->rule, ==, expected->rule);
  g_assert_null (header->undo_of);
  g_assert_cmpuint (header->options.concurrency, ==, expected->options.concurrency);
  g_assert_cmpuint (header->options.error_budget, ==, expected->options.error_budget);
  g_assert_true (header->options.check_first);
  close_good (journal);
  val_test_journal_remove_folder (folder);
}

static void
test_states (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValBulkJournal) journal = create (folder, N_ROWS);
  g_autoptr (ValBulkRecord) record = NULL;

  for (guint row = 0; row < 3; row++)
    val_bulk_journal_add_intent (journal, row);
  val_bulk_journal_add_outcome (journal, 0, VAL_CHANGE_DONE, NULL);
  val_bulk_journal_add_outcome (journal, 1, VAL_CHANGE_FAILED, "Refused: \"no\"\n");
  val_bulk_journal_add_outcome (journal, 4, VAL_CHANGE_CONFLICT, NULL);
  val_bulk_journal_add_outcome (journal, 5, VAL_CHANGE_ALREADY, NULL);
  val_bulk_journal_add_outcome (journal, 6, VAL_CHANGE_DONE, NULL);
  val_bulk_journal_add_intent (journal, 7);
  val_bulk_journal_add_outcome (journal, 7, VAL_CHANGE_DAMAGED, "Not as they were: user.name");
  val_bulk_journal_add_outcome (journal, 8, VAL_CHANGE_DAMAGED, NULL);
  flush_good (journal);
  record = read_good (journal);
  g_assert_cmpint (val_test_journal_state (record, 0), ==, VAL_CHANGE_DONE);
  g_assert_cmpint (val_test_journal_state (record, 1), ==, VAL_CHANGE_FAILED);
  g_assert_cmpint (val_test_journal_state (record, 2), ==, VAL_CHANGE_UNKNOWN);
  g_assert_cmpint (val_test_journal_state (record, 3), ==, VAL_CHANGE_WAITING);
  g_assert_cmpint (val_test_journal_state (record, 4), ==, VAL_CHANGE_CONFLICT);
  g_assert_cmpint (val_test_journal_state (record, 5), ==, VAL_CHANGE_ALREADY);
  /* Done without having been announced. */
  g_assert_cmpint (val_test_journal_state (record, 6), ==, VAL_CHANGE_UNKNOWN);
  g_assert_cmpint (val_test_journal_state (record, 7), ==, VAL_CHANGE_DAMAGED);
  g_assert_cmpint (val_test_journal_state (record, 8), ==, VAL_CHANGE_UNKNOWN);
  close_good (journal);
  val_test_journal_remove_folder (folder);
}

static void
test_end (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValBulkJournal) journal = create (folder, N_ROWS);
  g_autoptr (ValBulkRecord) record = NULL;
  g_autoptr (ValBulkJournal) again = NULL;
  g_autoptr (GError) error = NULL;

  val_bulk_journal_add_intent (journal, 0);
  val_bulk_journal_add_outcome (journal, 0, VAL_CHANGE_DONE, NULL);
  val_bulk_journal_add_end (journal, VAL_BULK_CANCELLED);
  close_good (journal);
  record = read_good (journal);
  g_assert_cmpint (val_bulk_record_get_end (record), ==, VAL_BULK_CANCELLED);
  g_assert_cmpint (val_bulk_record_get_ended (record), >=,
                   val_bulk_record_get_header (record)->created);
  g_assert_cmpint (val_test_journal_state (record, 0), ==, VAL_CHANGE_DONE);
  g_assert_cmpint (val_test_journal_state (record, 1), ==, VAL_CHANGE_NOT_SENT);
  g_assert_cmpint (val_test_journal_state (record, 3), ==, VAL_CHANGE_WAITING);
  again = val_test_journal_reopen (record, &error);
  g_assert_error (error, VAL_ERROR, VAL_ERROR_CONFLICT);
  g_assert_null (again);
  val_test_journal_remove_folder (folder);
}

static void
test_reopen (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValBulkJournal) journal = create (folder, N_ROWS);
  g_autoptr (ValBulkRecord) record = NULL;
  g_autoptr (ValBulkRecord) last = NULL;
  g_autoptr (ValBulkJournal) again = NULL;
  g_autoptr (GError) error = NULL;

  val_bulk_journal_add_intent (journal, 7);
  close_good (journal);
  record = read_good (journal);
  again = val_test_journal_reopen (record, &error);
  g_assert_no_error (error);
  val_bulk_journal_add_outcome (again, 7, VAL_CHANGE_DONE, NULL);
  val_bulk_journal_add_end (again, VAL_BULK_FINISHED);
  close_good (again);
  last = read_good (again);
  g_assert_cmpint (val_test_journal_state (last, 7), ==, VAL_CHANGE_DONE);
  g_assert_cmpint (val_bulk_record_get_end (last), ==, VAL_BULK_FINISHED);
  val_test_journal_remove_folder (folder);
}

/* Whoever read a journal before it went on must not go on from there. */
static void
test_stale (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValBulkJournal) journal = create (folder, N_ROWS);
  g_autoptr (ValBulkRecord) record = read_good (journal);
  g_autoptr (ValBulkJournal) again = NULL;
  g_autoptr (GError) error = NULL;

  again = val_test_journal_reopen (record, &error);
  g_assert_error (error, VAL_ERROR, VAL_ERROR_CONFLICT);
  g_assert_null (again);
  g_clear_error (&error);
  val_bulk_journal_add_intent (journal, 0);
  close_good (journal);
  again = val_test_journal_reopen (record, &error);
  g_assert_error (error, VAL_ERROR, VAL_ERROR_CONFLICT);
  g_assert_null (again);
  val_test_journal_remove_folder (folder);
}

static void
test_modes (void)
{
  GFile *parent = val_test_journal_folder ();
  GFile *folder = g_file_get_child (parent, "jobs");
  g_autoptr (ValBulkJournal) journal = create (folder, 1);
  struct stat status;

  g_assert_cmpint (g_stat (g_file_peek_path (val_bulk_journal_get_file (journal)), &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (g_file_peek_path (folder), &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0700);
  close_good (journal);
  val_test_journal_remove_folder (folder);
  val_test_journal_remove_folder (parent);
}

/* As a first line would have it. */
static gboolean
can_read_rate (guint rate)
{
  g_autoptr (ValBulkHeader) header = val_test_journal_header ();
  g_autoptr (ValBulkHeader) again = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonNode) node = NULL;
  const char *json;

  header->options.rate = rate;
  val_bulk_format_header_line (text, 1, header);
  json = strchr (text->str, '{');
  node = val_json_parse (json, strlen (json), NULL);
  again = val_bulk_format_read_header (val_json_node_object (node));
  if (again != NULL)
    g_assert_cmpuint (again->options.rate, ==, rate);
  return again != NULL;
}

/* More than a pace can keep would be no bound at all. */
static void
test_rate (void)
{
  g_assert_true (can_read_rate (0));
  g_assert_true (can_read_rate (VAL_PACE_MAX_RATE));
  g_assert_false (can_read_rate (VAL_PACE_MAX_RATE + 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bulk-journal/plan", test_plan);
  g_test_add_func ("/bulk-journal/header", test_header);
  g_test_add_func ("/bulk-journal/states", test_states);
  g_test_add_func ("/bulk-journal/rate", test_rate);
  g_test_add_func ("/bulk-journal/end", test_end);
  g_test_add_func ("/bulk-journal/reopen", test_reopen);
  g_test_add_func ("/bulk-journal/stale", test_stale);
  g_test_add_func ("/bulk-journal/modes", test_modes);
  return g_test_run ();
}
