/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/val-test-journal.h"
#include "util/val-error.h"
#include "workspace/val-bulk-line.h"
#include "workspace/val-bulk-scan.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What a journal held, and what it said when each of its lines had been written: the truth that
 * damaged copies are held against. */
typedef struct
{
  GFile *folder;
  GFile *file;
  char *text;
  gsize length;
  char *job;
  guint n_rows;
  GPtrArray *lines; /* (element-type GString): with their ends */
  GPtrArray
      *states; /* (element-type GByteArray): after each line of those from the plan's end on */
} Truth;

static ValBulkScan *
scan_text (const char *text, gsize length, gboolean with_rows)
{
  g_auto (ValHandle) handle = memfd_create ("journal", MFD_CLOEXEC);
  g_autoptr (GError) error = NULL;
  ValBulkScan *scan;

  g_assert_cmpint (handle, >=, 0);
  g_assert_true (val_handle_write_all (handle, text, length));
  g_assert_cmpint (lseek (handle, 0, SEEK_SET), ==, 0);
  scan = val_bulk_scan_read (handle, "/a/test.journal", with_rows, NULL, &error);
  g_assert_no_error (error);
  return scan;
}

static GByteArray *
copy_states (const GByteArray *states)
{
  GByteArray *copy = g_byte_array_new ();

  return g_byte_array_append (copy, states->data, states->len);
}

static void
set_state (GByteArray *states, guint row, ValChangeState state)
{
  states->data[row] = (guint8) state;
}

static void
add_line_states (Truth *truth, GByteArray *states, guint row, ValChangeState state)
{
  set_state (states, row, state);
  g_ptr_array_add (truth->states, copy_states (states));
}

static void
flush_good (ValBulkJournal *journal)
{
  g_autoptr (GError) error = NULL;

  val_test_journal_flush (journal, &error);
  g_assert_no_error (error);
}

static ValChangeState
outcome_of (guint row)
{
  const ValChangeState outcomes[] = { VAL_CHANGE_DONE,     VAL_CHANGE_FAILED, VAL_CHANGE_DONE,
                                      VAL_CHANGE_CONFLICT, VAL_CHANGE_DONE,   VAL_CHANGE_UNKNOWN };

  return outcomes[row % G_N_ELEMENTS (outcomes)];
}

/* A flush after each line, so that each is a line of its own. */
static void
write_rows (Truth *truth, ValBulkJournal *journal, ValChangePlan *plan, GByteArray *states)
{
  for (guint row = 0; row < truth->n_rows; row++)
    {
      g_autoptr (ValChange) change = g_list_model_get_item (G_LIST_MODEL (plan), row);

      if (!val_change_get_ticked (change))
        continue;
      val_bulk_journal_add_intent (journal, row);
      flush_good (journal);
      add_line_states (truth, states, row, VAL_CHANGE_UNKNOWN);
      if (row % 7 == 5)
        continue;
      val_bulk_journal_add_outcome (journal, row, outcome_of (row), row % 3 == 0 ? "Why." : NULL);
      flush_good (journal);
      add_line_states (truth, states, row, outcome_of (row));
    }
}

static void
split_lines (Truth *truth)
{
  const char *end = truth->text + truth->length;

  for (const char *at = truth->text; at < end;)
    {
      const char *next = (const char *) memchr (at, '\n', (gsize) (end - at)) + 1;

      g_ptr_array_add (truth->lines, g_string_new_len (at, next - at));
      at = next;
    }
}

static void
free_line (gpointer line)
{
  g_string_free (line, TRUE);
}

/* The last line is an outcome or an intent: the journal of a job that was killed. */
static Truth *
truth_new (guint n_rows)
{
  Truth *truth = g_new0 (Truth, 1);
  g_autoptr (ValChangePlan) plan = val_test_journal_plan (n_rows);
  g_autoptr (GByteArray) states = g_byte_array_new ();
  g_autoptr (ValBulkJournal) journal = NULL;
  g_autoptr (ValBulkScan) scan = NULL;
  g_autoptr (GError) error = NULL;

  truth->folder = val_test_journal_folder ();
  truth->n_rows = n_rows;
  truth->lines = g_ptr_array_new_with_free_func (free_line);
  truth->states = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
  g_byte_array_set_size (states, n_rows);
  memset (states->data, VAL_CHANGE_WAITING, n_rows);
  journal = val_test_journal_create (truth->folder, plan, &error);
  g_assert_no_error (error);
  /* The plan's end, and the start. */
  g_ptr_array_add (truth->states, copy_states (states));
  g_ptr_array_add (truth->states, copy_states (states));
  write_rows (truth, journal, plan, states);
  val_test_journal_close (journal, &error);
  g_assert_no_error (error);
  truth->file = g_object_ref (val_bulk_journal_get_file (journal));
  g_file_load_contents (truth->file, NULL, &truth->text, &truth->length, NULL, &error);
  g_assert_no_error (error);
  split_lines (truth);
  scan = scan_text (truth->text, truth->length, TRUE);
  truth->job = g_strdup (scan->header->id);
  g_assert_cmpuint (truth->lines->len, ==, 1 + n_rows + truth->states->len);
  return truth;
}

static void
truth_free (Truth *truth)
{
  val_test_journal_remove_folder (truth->folder);
  g_object_unref (truth->file);
  g_free (truth->text);
  g_free (truth->job);
  g_ptr_array_unref (truth->lines);
  g_ptr_array_unref (truth->states);
  g_free (truth);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Truth, truth_free)

static const GByteArray *
states_after (Truth *truth, guint64 n_lines)
{
  g_assert_cmpuint (n_lines, >, 1 + truth->n_rows);
  g_assert_cmpuint (n_lines, <=, truth->lines->len);
  return g_ptr_array_index (truth->states, (guint) n_lines - 2 - truth->n_rows);
}

/* What is lost may have announced a row that waits. */
static void
assert_change (const ValBulkScan *scan, guint row, ValChangeState expected)
{
  ValChange *change = g_ptr_array_index (scan->changes, row);

  if (expected == VAL_CHANGE_WAITING && scan->n_cut > 0 && val_change_get_ticked (change))
    expected = VAL_CHANGE_UNKNOWN;
  g_assert_cmpint (val_change_get_state (change), ==, expected);
}

/* Whatever was done to a journal: what is read of it without complaint is how it once was. */
static void
assert_true_prefix (Truth *truth, const ValBulkScan *scan)
{
  const GByteArray *expected = states_after (truth, scan->number);

  g_assert_no_error (scan->damage);
  g_assert_cmpstr (scan->header->id, ==, truth->job);
  g_assert_cmpmem (scan->states->data, scan->states->len, expected->data, expected->len);
  g_assert_cmpint (scan->end, ==, VAL_BULK_OPEN);
  if (scan->changes == NULL)
    return;
  g_assert_cmpuint (scan->changes->len, ==, truth->n_rows);
  for (guint i = 0; i < scan->changes->len; i++)
    assert_change (scan, i, expected->data[i]);
}

static void
assert_prefix_or_damage (Truth *truth, const ValBulkScan *scan)
{
  if (scan->damage == NULL)
    assert_true_prefix (truth, scan);
  else
    g_assert_true (val_error_is (scan->damage, VAL_ERROR_STORAGE));
}

static guint
count_whole_lines (Truth *truth, gsize length, gsize *start)
{
  guint n_lines = 0;

  for (*start = 0; n_lines < truth->lines->len; n_lines++)
    {
      const GString *line = g_ptr_array_index (truth->lines, n_lines);

      if (*start + line->len > length)
        break;
      *start += line->len;
    }
  return n_lines;
}

static void
assert_cut (Truth *truth, gsize length, gboolean with_rows)
{
  g_autoptr (ValBulkScan) scan = scan_text (truth->text, length, with_rows);
  gsize start;
  guint n_lines = count_whole_lines (truth, length, &start);

  if (n_lines < 2 + truth->n_rows)
    {
      g_assert_error (scan->damage, VAL_ERROR, VAL_ERROR_STORAGE);
      return;
    }
  assert_true_prefix (truth, scan);
  g_assert_cmpuint (scan->number, ==, n_lines);
  g_assert_cmpuint (scan->size, ==, start);
  g_assert_cmpuint (scan->n_cut, ==, length - start);
}

static void
test_cut_everywhere (void)
{
  g_autoptr (Truth) truth = truth_new (g_test_thorough () ? 200 : 20);

  for (gsize length = 0; length <= truth->length; length++)
    assert_cut (truth, length, FALSE);
}

static void
test_cut_with_rows (void)
{
  g_autoptr (Truth) truth = truth_new (20);

  for (gsize length = 0; length <= truth->length; length++)
    assert_cut (truth, length, TRUE);
}

/* A cut journal is gone on with, and then holds what it held and what was added. */
static void
test_cut_and_resume (void)
{
  g_autoptr (Truth) truth = truth_new (6);
  gsize plan_length;

  count_whole_lines (truth, 0, &plan_length);
  for (guint i = 0; i < 2 + truth->n_rows; i++)
    plan_length += ((GString *) g_ptr_array_index (truth->lines, i))->len;
  for (gsize length = plan_length; length <= truth->length; length++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ValBulkRecord) record = NULL;
      g_autoptr (ValBulkRecord) again = NULL;
      g_autoptr (ValBulkJournal) journal = NULL;

      g_file_replace_contents (truth->file, truth->text, length, NULL, FALSE, 0, NULL, NULL,
                               &error);
      g_assert_no_error (error);
      record = val_test_journal_read (truth->file, &error);
      g_assert_no_error (error);
      journal = val_test_journal_reopen (record, &error);
      g_assert_no_error (error);
      val_bulk_journal_add_intent (journal, 4);
      val_bulk_journal_add_outcome (journal, 4, VAL_CHANGE_DONE, NULL);
      val_test_journal_close (journal, &error);
      g_assert_no_error (error);
      again = val_test_journal_read (truth->file, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (val_bulk_record_get_n_cut (again), ==, val_bulk_record_get_n_cut (record));
      g_assert_cmpint (val_test_journal_state (again, 4), ==, VAL_CHANGE_DONE);
      for (guint row = 0; row < 4; row++)
        g_assert_cmpint (val_test_journal_state (again, row), ==,
                         val_test_journal_state (record, row));
    }
}

static void
test_flip_every_bit (void)
{
  g_autoptr (Truth) truth = truth_new (8);
  gsize last = truth->length;
  gsize tail;

  /* Losing the end of a line loses the next one, too. */
  for (guint i = 1; i <= 2; i++)
    last -= ((GString *) g_ptr_array_index (truth->lines, truth->lines->len - i))->len;
  tail = last;
  for (gsize bit = 0; bit < truth->length * 8; bit++)
    {
      g_autoptr (ValBulkScan) scan = NULL;

      truth->text[bit / 8] ^= (char) (1 << (bit % 8));
      scan = scan_text (truth->text, truth->length, TRUE);
      assert_prefix_or_damage (truth, scan);
      g_assert_true (scan->damage != NULL || scan->n_cut > 0);
      g_assert_true (scan->damage != NULL || bit / 8 + 1 >= tail);
      truth->text[bit / 8] ^= (char) (1 << (bit % 8));
    }
}

/* Random damage. */

/* Returns: a place, and how many bytes from there on */
static gsize
random_part (const GString *text, gsize longest, gsize *length)
{
  gsize at = (gsize) g_test_rand_int_range (0, (gint32) text->len);

  *length = (gsize) g_test_rand_int_range (1, (gint32) longest);
  *length = MIN (*length, text->len - at);
  return at;
}

static void
overwrite (GString *text)
{
  gsize length;
  gsize at = random_part (text, 64, &length);

  for (gsize i = 0; i < length; i++)
    text->str[at + i] = (char) g_test_rand_int_range (0, 256);
}

static void
zero_tail (GString *text)
{
  gsize at = (gsize) g_test_rand_int_range (0, (gint32) text->len);

  memset (text->str + at, 0, text->len - at);
}

static void
take_out (GString *text)
{
  gsize length;
  gsize at = random_part (text, 300, &length);

  g_string_erase (text, (gssize) at, (gssize) length);
}

static void
put_in (GString *text)
{
  gsize length;
  gsize from = random_part (text, 300, &length);
  g_autofree char *piece = g_strndup (text->str + from, length);

  g_string_insert (text, g_test_rand_int_range (0, (gint32) text->len), piece);
}

/* Swaps two lines, or has one twice. */
static void
shuffle_lines (GString *text)
{
  g_auto (GStrv) lines = g_strsplit (text->str, "\n", -1);
  gint32 n_lines = (gint32) g_strv_length (lines);
  gint32 one = n_lines > 0 ? g_test_rand_int_range (0, n_lines) : 0;
  gint32 other = n_lines > 0 ? g_test_rand_int_range (0, n_lines) : 0;
  g_autofree char *joined = NULL;
  char *line = lines[one];

  lines[one] = g_strdup (lines[other]);
  if (n_lines > 0 && g_test_rand_bit () != 0)
    {
      g_free (lines[other]);
      lines[other] = g_steal_pointer (&line);
    }
  g_free (line);
  joined = g_strjoinv ("\n", lines);
  g_string_assign (text, joined);
}

static void
test_random_damage (void)
{
  void (*const damages[]) (GString *) = { overwrite, zero_tail, take_out, put_in, shuffle_lines };
  g_autoptr (Truth) truth = truth_new (4);
  guint n_rounds = g_test_thorough () ? 200 * 1000 : 5000;
  guint n_read = 0;

  for (guint round = 0; round < n_rounds; round++)
    {
      GString *text = g_string_new_len (truth->text, (gssize) truth->length);
      g_autoptr (ValBulkScan) scan = NULL;

      for (gint32 n = g_test_rand_int_range (1, 4); n > 0 && text->len > 0; n--)
        damages[g_test_rand_int_range (0, G_N_ELEMENTS (damages))](text);
      scan = scan_text (text->str, text->len, g_test_rand_bit ());
      assert_prefix_or_damage (truth, scan);
      n_read += scan->damage == NULL;
      g_string_free (text, TRUE);
    }
  /* Both happen, or the test would show nothing. */
  g_assert_cmpuint (n_read, >, n_rounds / 1000);
  g_assert_cmpuint (n_read, <, n_rounds);
}

/* Lines with a good sum that no program of ours writes. */

static void
append_line (GString *text, guint64 number, const char *job, const char *json, gssize length)
{
  gsize start = val_bulk_line_begin (text, number);

  g_string_append_len (text, json, length);
  val_bulk_line_end (text, start, job);
}

static const char *
json_of (const GString *line)
{
  return strchr (line->str, '{');
}

static char *
mutate_json (const GString *line)
{
  const char *const tokens[] = {
    "-1",       "0",       "1",      "3",   "99999999",    "9223372036854775807",
    "1e3",      "null",    "true",   "[]",  "{}",          "\"\"",
    "\"done\"", "[1,1,3]", "[null]", "[0]", "\"waiting\"", "[[[[0]]]]"
  };
  g_autofree char *json =
      g_strndup (json_of (line), line->len - 1 - (gsize) (json_of (line) - line->str));
  g_auto (GStrv) parts = g_strsplit (json, ":", -1);
  guint n_parts = g_strv_length (parts);
  guint part = (guint) g_test_rand_int_range (1, (gint32) n_parts);
  const char *rest = strpbrk (parts[part], ",}]");
  char *changed = g_strconcat (tokens[g_test_rand_int_range (0, G_N_ELEMENTS (tokens))],
                               rest != NULL ? rest : "", NULL);

  g_free (parts[part]);
  parts[part] = changed;
  return g_strjoinv (":", parts);
}

static void
assert_consistent (const ValBulkScan *scan)
{
  g_assert_cmpuint (scan->changes->len, ==, scan->header->n_rows);
  for (guint i = 0; i < scan->changes->len; i++)
    {
      ValChange *change = g_ptr_array_index (scan->changes, i);

      if (val_change_get_ticked (change))
        {
          g_assert_cmpint (val_change_get_id (change), >, 0);
          g_assert_nonnull (val_change_get_new_url (change));
        }
      else
        g_assert_cmpint (val_change_get_state (change), ==, VAL_CHANGE_WAITING);
    }
}

static void
test_hostile (void)
{
  g_autoptr (Truth) truth = truth_new (5);
  guint n_rounds = g_test_thorough () ? 50 * 1000 : 2000;

  for (guint round = 0; round < n_rounds; round++)
    {
      GString *text = g_string_new (NULL);
      guint target = (guint) g_test_rand_int_range (0, (gint32) truth->lines->len);
      g_autoptr (ValBulkScan) scan = NULL;

      for (guint i = 0; i < truth->lines->len; i++)
        {
          const GString *line = g_ptr_array_index (truth->lines, i);
          g_autofree char *json = mutate_json (line);

          if (i == target)
            append_line (text, i + 1, i == 0 ? "valence-job" : truth->job, json, -1);
          else
            g_string_append_len (text, line->str, (gssize) line->len);
        }
      scan = scan_text (text->str, text->len, TRUE);
      if (scan->damage == NULL)
        assert_consistent (scan);
      g_string_free (text, TRUE);
    }
}

static GString *
text_with (Truth *truth, const char *const *added)
{
  GString *text = g_string_new_len (truth->text, (gssize) truth->length);
  guint64 number = truth->lines->len;

  for (; *added != NULL; added++)
    append_line (text, ++number, truth->job, *added, -1);
  return text;
}

static ValBulkScan *
scan_with (Truth *truth, const char *const *added)
{
  GString *text = text_with (truth, added);
  ValBulkScan *scan = scan_text (text->str, text->len, TRUE);

  g_string_free (text, TRUE);
  return scan;
}

static void
test_contradictions (void)
{
  const char *const refused[][3] = {
    { "{\"send\":[5]}" }, /* beyond the plan */
    { "{\"send\":[3]}" }, /* not ticked */
    { "{\"send\":[-1]}" },
    { "{\"send\":[\"1\"]}" },
    { "{\"send\":1}" },
    { "{\"outcome\":3,\"state\":\"done\"}" },
    { "{\"outcome\":0,\"state\":\"waiting\"}" },
    { "{\"outcome\":0,\"state\":\"splendid\"}" },
    { "{\"outcome\":0}" },
    { "{\"end\":\"open\"}" },
    { "{\"end\":\"finished\"}", "{\"send\":[0]}" },
    { "{\"end\":\"finished\"}", "{\"resumed\":true}" },
    { "{\"planned\":true}" },
    { "{\"row\":5,\"id\":1,\"verdict\":\"ok\",\"ticked\":true,\"new\":\"https://x.example\"}" },
    { "{}" },
    { "[]" },
    { "" },
    { "not JSON" },
  };
  g_autoptr (Truth) truth = truth_new (5);

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (ValBulkScan) scan = scan_with (truth, refused[i]);

      g_test_message ("%s", refused[i][0]);
      g_assert_error (scan->damage, VAL_ERROR, VAL_ERROR_STORAGE);
    }
}

static void
test_end (void)
{
  const char *const added[] = { "{\"end\":\"stopped\",\"at\":5000}", NULL };
  g_autoptr (Truth) truth = truth_new (5);
  g_autoptr (ValBulkScan) scan = scan_with (truth, added);

  g_assert_no_error (scan->damage);
  g_assert_cmpint (scan->end, ==, VAL_BULK_STOPPED);
  g_assert_cmpint (scan->ended, ==, 5);
}

/* Damage says where it is: whoever mends a file by hand has to find it. */
static void
test_place (void)
{
  g_autoptr (Truth) truth = truth_new (5);
  g_autoptr (ValBulkScan) scan = NULL;
  g_autofree char *place = NULL;
  gsize start = 0;

  for (guint i = 0; i < 3; i++)
    start += ((GString *) g_ptr_array_index (truth->lines, i))->len;
  place = g_strdup_printf ("line 4 (at byte %" G_GSIZE_FORMAT ")", start);
  truth->text[start + 40] ^= 1;
  scan = scan_text (truth->text, truth->length, TRUE);
  g_assert_error (scan->damage, VAL_ERROR, VAL_ERROR_STORAGE);
  g_assert_nonnull (strstr (scan->damage->message, place));
  g_assert_nonnull (strstr (scan->damage->message, "test.journal"));
}

static void
test_damaged_is_kept (void)
{
  g_autoptr (Truth) truth = truth_new (5);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkRecord) record = NULL;
  g_autofree char *after = NULL;
  gsize length;

  truth->text[truth->length / 2] ^= 1;
  g_file_replace_contents (truth->file, truth->text, truth->length, NULL, FALSE, 0, NULL, NULL,
                           &error);
  g_assert_no_error (error);
  record = val_test_journal_read (truth->file, &error);
  g_assert_error (error, VAL_ERROR, VAL_ERROR_STORAGE);
  g_assert_null (record);
  g_clear_error (&error);
  g_file_load_contents (truth->file, NULL, &after, &length, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (length, ==, truth->length);
  g_assert_true (memcmp (after, truth->text, length) == 0);
}

/* The last line of another job, of the same number, is no line of this one. */
static void
test_foreign_line (void)
{
  g_autoptr (Truth) truth = truth_new (5);
  g_autoptr (Truth) other = truth_new (5);
  const GString *line = g_ptr_array_index (other->lines, other->lines->len - 1);
  g_autoptr (ValBulkScan) scan = NULL;

  g_assert_cmpuint (truth->length, ==, other->length);
  memcpy (truth->text + truth->length - line->len, line->str, line->len);
  scan = scan_text (truth->text, truth->length, TRUE);
  g_assert_cmpuint (scan->n_cut, ==, line->len);
  assert_true_prefix (truth, scan);
}

static void
test_newer_version (void)
{
  g_autoptr (Truth) truth = truth_new (1);
  const char *json = "{\"format\":\"valence-job\",\"version\":2,\"surprise\":[]}";
  GString *text = g_string_new (NULL);
  g_autoptr (ValBulkScan) scan = NULL;

  append_line (text, 1, "valence-job", json, -1);
  scan = scan_text (text->str, text->len, TRUE);
  g_assert_error (scan->damage, VAL_ERROR, VAL_ERROR_STORAGE);
  g_assert_nonnull (strstr (scan->damage->message, "newer version"));
  g_string_free (text, TRUE);
}

static void
test_not_a_journal (void)
{
  const char *const texts[] = {
    "", "\n", "\n\n\n", "hello\n", "{\"format\":\"valence-job\"}\n", "0123456789abcdef 1 {}\n"
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ValBulkScan) scan = scan_text (texts[i], strlen (texts[i]), TRUE);

      g_assert_error (scan->damage, VAL_ERROR, VAL_ERROR_STORAGE);
    }
}

/* What a file system may leave after a power cut: a tail of zeros, of any size. */
static void
test_huge_tail (void)
{
  const gsize zeros = 64 * 1024 * 1024;
  g_autoptr (Truth) truth = truth_new (5);
  g_auto (ValHandle) handle = memfd_create ("journal", MFD_CLOEXEC);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkScan) scan = NULL;

  g_assert_true (val_handle_write_all (handle, truth->text, truth->length));
  g_assert_cmpint (ftruncate (handle, (off_t) (truth->length + zeros)), ==, 0);
  g_assert_cmpint (lseek (handle, 0, SEEK_SET), ==, 0);
  scan = val_bulk_scan_read (handle, "/a/test.journal", TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (scan->n_cut, ==, zeros);
  assert_true_prefix (truth, scan);
}

/* Lines of as many bytes as may be, and one more. */
static void
test_long_lines (void)
{
  for (gsize extra = 0; extra < 2; extra++)
    {
      g_autoptr (Truth) truth = truth_new (1);
      GString *text = g_string_new_len (truth->text, (gssize) truth->length);
      gsize start = val_bulk_line_begin (text, truth->lines->len + 1);
      gsize padding;
      g_autoptr (ValBulkScan) scan = NULL;

      g_string_append (text, "{\"outcome\":0,\"state\":\"done\",\"detail\":\"");
      padding = VAL_BULK_MAX_LINE + extra - (text->len - start) - 2;
      g_string_set_size (text, text->len + padding);
      memset (text->str + text->len - padding, 'x', padding);
      g_string_append (text, "\"}");
      val_bulk_line_end (text, start, truth->job);
      scan = scan_text (text->str, text->len, TRUE);
      g_assert_no_error (scan->damage);
      g_assert_cmpuint (scan->n_cut, ==, extra * (VAL_BULK_MAX_LINE + 2));
      g_string_free (text, TRUE);
    }
}

static void
test_cancel (void)
{
  g_autoptr (Truth) truth = truth_new (5);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkScan) scan = NULL;

  g_cancellable_cancel (cancellable);
  scan = val_bulk_scan_read_file (truth->file, TRUE, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (scan);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bulk-damage/cut/everywhere", test_cut_everywhere);
  g_test_add_func ("/bulk-damage/cut/with-rows", test_cut_with_rows);
  g_test_add_func ("/bulk-damage/cut/and-resume", test_cut_and_resume);
  g_test_add_func ("/bulk-damage/flip-every-bit", test_flip_every_bit);
  g_test_add_func ("/bulk-damage/random", test_random_damage);
  g_test_add_func ("/bulk-damage/hostile", test_hostile);
  g_test_add_func ("/bulk-damage/contradictions", test_contradictions);
  g_test_add_func ("/bulk-damage/end", test_end);
  g_test_add_func ("/bulk-damage/place", test_place);
  g_test_add_func ("/bulk-damage/kept", test_damaged_is_kept);
  g_test_add_func ("/bulk-damage/foreign-line", test_foreign_line);
  g_test_add_func ("/bulk-damage/newer-version", test_newer_version);
  g_test_add_func ("/bulk-damage/not-a-journal", test_not_a_journal);
  g_test_add_func ("/bulk-damage/huge-tail", test_huge_tail);
  g_test_add_func ("/bulk-damage/long-lines", test_long_lines);
  g_test_add_func ("/bulk-damage/cancel", test_cancel);
  return g_test_run ();
}
