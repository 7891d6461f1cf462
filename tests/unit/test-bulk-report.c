/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/val-test-journal.h"
#include "support/val-test-util.h"
#include "util/val-visible.h"
#include "workspace/val-change-csv.h"

#include <string.h>

/* Rows of the plan, one for each thing that can become of an instance. */
enum
{
  ROW_DONE,
  ROW_DAMAGED,
  ROW_FAILED,
  ROW_CONFLICT,
  ROW_UNKNOWN,
  ROW_NOT_SENT,
  ROW_ALREADY,
  ROW_NO_MATCH,
  ROW_NOT_CHOSEN,
  N_ROWS
};

static ValChange *
make_change (guint row)
{
  const char *const names[N_ROWS] = {
    [ROW_DONE] = "<script>alert(1)</script> & \"Co\"",
    [ROW_DAMAGED] = "damaged",
    [ROW_FAILED] = "\xe2\x80\xaegnp.exe\nsecond line\x07",
    [ROW_CONFLICT] = "=HYPERLINK(\"https://evil.example\")",
    [ROW_UNKNOWN] = "שלום",
    [ROW_NOT_SENT] = NULL,
    [ROW_ALREADY] = "zero\xe2\x80\x8bwidth",
    [ROW_NO_MATCH] = "left",
    [ROW_NOT_CHOSEN] = "not chosen",
  };
  const char *const old_urls[N_ROWS] = {
    [ROW_DONE] = "",
    [ROW_FAILED] = "https://robot:S3CRET@old.example.com/a@b",
    [ROW_CONFLICT] = "https://S3CRET@old.example.com",
    [ROW_NOT_CHOSEN] = "//robot:x@S3CRET@old.example.com?a",
  };
  ValChangeFacts facts = {
    .id = 100 + row,
    .name = names[row],
    .element_key = "hootsuite",
    .old_url = old_urls[row] != NULL ? old_urls[row] : "https://old.example.com/?a=1&b=2",
    .new_url = row == ROW_NO_MATCH ? NULL : "https://new.example.com/?a=1&b=2",
    .verdict = row == ROW_NO_MATCH ? VAL_CHANGE_NO_MATCH : VAL_CHANGE_OK,
    .reason = row == ROW_NO_MATCH ? "Its host is <another>." : NULL,
  };
  ValChange *change = val_change_new (&facts);

  if (row == ROW_NOT_CHOSEN)
    val_change_set_ticked (change, FALSE);
  return change;
}

static ValChangePlan *
make_plan (void)
{
  ValChangePlan *plan = val_change_plan_new ();
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint row = 0; row < N_ROWS; row++)
    g_ptr_array_add (changes, make_change (row));
  val_change_plan_take (plan, changes);
  return plan;
}

static void
run_job (ValBulkJournal *journal)
{
  g_autoptr (GError) error = NULL;

  val_bulk_journal_add_intent (journal, ROW_DONE);
  val_bulk_journal_add_intent (journal, ROW_DAMAGED);
  val_bulk_journal_add_intent (journal, ROW_FAILED);
  val_bulk_journal_add_intent (journal, ROW_UNKNOWN);
  val_bulk_journal_add_outcome (journal, ROW_DONE, VAL_CHANGE_DONE, NULL);
  val_bulk_journal_add_outcome (journal, ROW_DAMAGED, VAL_CHANGE_DAMAGED, "No: user.name");
  val_bulk_journal_add_outcome (journal, ROW_FAILED, VAL_CHANGE_FAILED, "Said \xe2\x80\xae<no>.");
  val_bulk_journal_add_outcome (journal, ROW_CONFLICT, VAL_CHANGE_CONFLICT,
                                "It is “https://u:S3CRET@third.example.com/” now.");
  val_bulk_journal_add_outcome (journal, ROW_ALREADY, VAL_CHANGE_ALREADY, NULL);
  val_bulk_journal_add_end (journal, VAL_BULK_CANCELLED);
  val_test_journal_close (journal, &error);
  g_assert_no_error (error);
}

static ValBulkRecord *
make_record (void)
{
  GFile *folder = val_test_journal_folder ();
  g_autoptr (ValChangePlan) plan = make_plan ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkJournal) journal = val_test_journal_create (folder, plan, &error);
  ValBulkRecord *record;

  g_assert_no_error (error);
  run_job (journal);
  record = val_test_journal_read (val_bulk_journal_get_file (journal), &error);
  g_assert_no_error (error);
  val_test_journal_remove_folder (folder);
  return record;
}

static void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in: %s", part, text);
}

static void
assert_nothing_hidden (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    g_assert_true (*at == '\n' || !val_visible_is_hidden (g_utf8_get_char (at)));
}

/* The part of @text from @from up to @to, or to its end. */
static char *
cut_out (const char *text, const char *from, const char *to)
{
  const char *start = strstr (text, from);
  const char *end = start != NULL && to != NULL ? strstr (start, to) : NULL;

  g_assert_nonnull (start);
  return end != NULL ? g_strndup (start, (gsize) (end - start)) : g_strdup (start);
}

/* Names and passwords in old URLs are nobody's business but the journal's. */
static void
test_secrets (void)
{
  g_autoptr (ValBulkRecord) record = make_record ();
  g_autofree char *text = val_bulk_record_to_text (record);
  g_autofree char *html = val_bulk_record_to_html (record);
  g_autofree char *csv = val_bulk_record_to_csv (record);
  const char *const reports[] = { text, html, csv };

  for (guint i = 0; i < G_N_ELEMENTS (reports); i++)
    {
      g_assert_null (strstr (reports[i], "S3CRET"));
      g_assert_null (strstr (reports[i], "robot"));
      assert_has (reports[i], "https://********@old.example.com/a@b");
      assert_has (reports[i], "https://********@third.example.com/");
      assert_has (reports[i], "//********@old.example.com?a");
    }
}

static void
test_text (void)
{
  g_autoptr (ValBulkRecord) record = make_record ();
  g_autofree char *text = val_bulk_record_to_text (record);
  g_autofree char *damaged = cut_out (text, "Changed, but not all is as meant (1)", "Failed");
  g_autofree char *failed = cut_out (text, "Failed; the URL is as it was (1)", "Conflicts");
  g_autofree char *left = cut_out (text, "Left alone (2)", NULL);

  assert_nothing_hidden (text);
  assert_has (text, "Account: Production");
  assert_has (text, "Rule: Replace host");
  assert_has (text, "Outcome: Cancelled");
  assert_has (text, "      1  Changed and verified");
  assert_has (text, "      2  Left alone");
  assert_has (text, "old: (none)");
  assert_has (text, "new: https://new.example.com/?a=1&b=2");
  assert_has (damaged, "101\n    name: damaged\n");
  assert_has (damaged, "why: No: user.name");
  assert_has (failed, "102\n    name: ⟨U+202E⟩gnp.exe⟨U+000A⟩second line⟨U+0007⟩\n");
  assert_has (failed, "why: Said ⟨U+202E⟩<no>.");
  assert_has (left, "why: Its host is <another>.");
  assert_has (left, "why: Not chosen");
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *at = text; (at = strstr (at, part)) != NULL; at += strlen (part))
    n++;
  return n;
}

static void
test_html (void)
{
  g_autoptr (ValBulkRecord) record = make_record ();
  g_autofree char *html = val_bulk_record_to_html (record);

  assert_nothing_hidden (html);
  g_assert_true (g_str_has_prefix (html, "<!DOCTYPE html>\n<html lang=\"en\">"));
  assert_has (html, "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Co&quot;");
  assert_has (html, "Said ⟨U+202E⟩&lt;no&gt;.");
  assert_has (html, "https://new.example.com/?a=1&amp;b=2");
  g_assert_null (strstr (html, "<script"));
  g_assert_null (strstr (html, "<a "));
  g_assert_null (strstr (html, "src="));
  g_assert_cmpuint (count (html, "<h2>"), ==, 8);
  /* Rows, heads of the eight tables, and the totals. */
  g_assert_cmpuint (count (html, "<tr>"), ==, N_ROWS + 8 + 8);
  g_assert_cmpuint (count (html, "<tr>"), ==, count (html, "</tr>"));
  g_assert_cmpuint (count (html, "<td"), ==, count (html, "</td>"));
}

static void
test_csv (void)
{
  g_autoptr (ValBulkRecord) record = make_record ();
  g_autofree char *csv = val_bulk_record_to_csv (record);

  assert_has (csv, "100,");
  assert_has (csv, "\"'=HYPERLINK(");
  g_assert_null (strstr (csv, ",=HYPERLINK"));
  g_assert_null (strstr (csv, "\"=HYPERLINK"));
}

#define N_MANY 20000

static void
assert_bytes (GBytes *bytes, const char *expected)
{
  g_autoptr (GBytes) wanted = g_bytes_new (expected, strlen (expected));

  g_assert_true (g_bytes_equal (bytes, wanted));
}

static gboolean
tick_cb (gpointer user_data)
{
  (*(guint *) user_data)++;
  return G_SOURCE_CONTINUE;
}

/* Many rows leave turns to others while they become a table. */
static void
test_csv_in_slices (void)
{
  g_autoptr (ValChangePlan) plan = val_test_journal_plan (N_MANY);
  g_autofree char *expected = val_change_plan_to_csv (plan, NULL);
  guint n_ticks = 0;
  guint source = g_idle_add (tick_cb, &n_ticks);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) csv = NULL;

  val_change_csv_async (G_LIST_MODEL (plan), NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_source_remove (source);
  csv = val_change_csv_finish (G_LIST_MODEL (plan), result, NULL);
  assert_bytes (csv, expected);
  g_assert_cmpuint (n_ticks, >=, 3);
}

static void
assert_report (ValBulkRecord *record, ValBulkReportFormat format, const char *expected)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) report = NULL;

  val_bulk_record_report_async (record, format, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  report = val_bulk_record_report_finish (record, result, NULL);
  assert_bytes (report, expected);
}

static void
test_in_thread (void)
{
  g_autoptr (ValBulkRecord) record = make_record ();
  g_autofree char *text = val_bulk_record_to_text (record);
  g_autofree char *html = val_bulk_record_to_html (record);
  g_autofree char *csv = val_bulk_record_to_csv (record);

  assert_report (record, VAL_BULK_REPORT_TEXT, text);
  assert_report (record, VAL_BULK_REPORT_HTML, html);
  assert_report (record, VAL_BULK_REPORT_CSV, csv);
}

static void
test_visible (void)
{
  const char *const cases[][2] = {
    { "", "" },
    { "plain ä 漢 🙂", "plain ä 漢 🙂" },
    { "\t", "⟨U+0009⟩" },
    { "a\xe2\x80\x8f", "a⟨U+200F⟩" },
    { "\xef\xbb\xbf", "⟨U+FEFF⟩" },
    { "\xe2\x80\xa8\xe2\x80\xa9", "⟨U+2028⟩⟨U+2029⟩" },
    { "\xc2\x85", "⟨U+0085⟩" },
    { "\xf3\xa0\x81\x81", "⟨U+E0041⟩" },
    { "\xff", "\xef\xbf\xbd" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *visible = val_visible_text (cases[i][0]);

      g_assert_cmpstr (visible, ==, cases[i][1]);
    }
}

static void
check_clip (const char *text, guint max_chars, const char *expected)
{
  g_autofree char *clipped = val_visible_clip (text, max_chars);

  g_assert_cmpstr (clipped, ==, expected);
}

static void
test_clip (void)
{
  check_clip ("", 0, "");
  check_clip ("a", 0, "…");
  check_clip ("ab", 2, "ab");
  check_clip ("abc", 2, "ab…");
  check_clip ("漢\xe2\x80\xae", 2, "漢⟨U+202E⟩");
  check_clip ("漢\xe2\x80\xae🙂", 2, "漢⟨U+202E⟩…");
  check_clip ("\xff\xff", 1, "\xef\xbf\xbd…");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bulk-report/text", test_text);
  g_test_add_func ("/bulk-report/secrets", test_secrets);
  g_test_add_func ("/bulk-report/html", test_html);
  g_test_add_func ("/bulk-report/csv", test_csv);
  g_test_add_func ("/bulk-report/csv-in-slices", test_csv_in_slices);
  g_test_add_func ("/bulk-report/in-thread", test_in_thread);
  g_test_add_func ("/bulk-report/visible", test_visible);
  g_test_add_func ("/bulk-report/clip", test_clip);
  return g_test_run ();
}
