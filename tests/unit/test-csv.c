/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-csv.h"

#include "util/val-error.h"

#include <string.h>

#define N_RANDOM  (g_test_thorough () ? 20000 : 2000)
#define MAX_CELLS 6
#define LONG_NAME (100 * 1024)
#define N_MANY    100000

typedef struct
{
  const char *text;
  const char *rows; /* cells parted by |, rows by a line end; each row after its line and a colon */
} Good;

typedef struct
{
  const char *text;
  gsize length; /* or 0 for that of the text */
  const char *message;
} Bad;

static char *
read_all (const char *text, gsize length, GError **error)
{
  g_autoptr (ValCsvReader) reader = val_csv_reader_new (text, length);
  GString *rows = g_string_new (NULL);
  g_auto (GStrv) cells = NULL;
  guint line;

  while (val_csv_reader_next (reader, &cells, &line, error))
    {
      g_autofree char *joined = g_strjoinv ("|", cells);

      g_string_append_printf (rows, "%s%u:%s", rows->len > 0 ? "\n" : "", line, joined);
      g_clear_pointer (&cells, g_strfreev);
    }
  return g_string_free (rows, FALSE);
}

static void
test_read (void)
{
  static const Good cases[] = {
    { "", "" },
    { "\n\r\n\r", "" },
    { "a", "1:a" },
    { "a,b\nc,d", "1:a|b\n2:c|d" },
    { "a,b\r\nc,d\r\n", "1:a|b\n2:c|d" },
    { "a,b\rc,d\r", "1:a|b\n2:c|d" },
    { "\n\na\r\n\r\nb", "3:a\n5:b" },
    { "a,,b,", "1:a||b|" },
    { ",", "1:|" },
    { "\"\"", "1:" },
    { "\"a,b\",c", "1:a,b|c" },
    { "\"a\"\"b\"", "1:a\"b" },
    { "\"\"\"\"", "1:\"" },
    { "\"a\nb\r\nc\",d\ne", "1:a\nb\r\nc|d\n4:e" },
    { "a\"b,c", "1:a\"b|c" },
    { " a , b ", "1: a | b " },
    { " \"a\" , \"b\" ,c", "1:a|b|c" },
    { "a;b;c,d", "1:a|b|c,d" },
    { "\r\n\n  \na;b,c\nd;e", "3:  \n4:a|b,c\n5:d|e" },
    { "sep=;\na,b;c", "2:a,b|c" },
    { "\357\273\277\nSep=\t\r\na,b\tc", "3:a,b|c" },
    { "sep=,", "" },
    { "sep=;a\nb;c", "1:sep=|a\n2:b|c" },
    { "sep=", "1:sep=" },
    { "sep=a\nb,c", "1:sep=a\n2:b|c" },
    { "\"sep=;\"\na,b", "1:sep=;\n2:a|b" },
    { "a\tb,c\td", "1:a|b,c|d" },
    { "\"a,b\";c", "1:a,b|c" },
    { "\"a;\nb\",c\nd,e", "1:a;\nb|c\n3:d|e" },
    { "\357\273\277a,b", "1:a|b" },
    { "\357\273\277\"a\",b", "1:a|b" },
    { "a,\357\273\277b", "1:a|\357\273\277b" },
    { "'=1+1,'a,'-,''=x,'", "1:=1+1|'a|-|'=x|'" },
    { "\"'=1,2\"", "1:=1,2" },
    { "\303\274,\360\237\230\200,\342\200\256x", "1:\303\274|\360\237\230\200|\342\200\256x" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *rows = read_all (cases[i].text, strlen (cases[i].text), &error);

      g_assert_no_error (error);
      g_assert_cmpstr (rows, ==, cases[i].rows);
    }
}

static void
test_errors (void)
{
  static const Bad cases[] = {
    { "\"a", 0, "Line 1, column 1: The quotation mark" },
    { "a,b\nc,\"d\ne\nf", 0, "Line 2, column 3: The quotation mark" },
    { "\303\274,\"", 0, "Line 1, column 3: The quotation mark" },
    { "\"a\"b,c", 0, "Line 1, column 4: After a closing" },
    { "a\n\"b\nc\" d", 0, "Line 3, column 4: After a closing" },
    { "a,b\n\377", 0, "Line 2, column 1: This is not readable" },
    { "a,\"b\n\355\240\200\"", 0, "Line 1, column 3: This is not readable" },
    { "a,b\0c", 5, "Line 1, column 3: This is not readable" },
    { "\377\376a\0,\0b\0", 8, "Line 1, column 1: This is not readable" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = cases[i].length > 0 ? cases[i].length : strlen (cases[i].text);
      g_autoptr (ValCsvReader) reader = val_csv_reader_new (cases[i].text, length);
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) cells = NULL;

      while (val_csv_reader_next (reader, &cells, NULL, &error))
        g_clear_pointer (&cells, g_strfreev);
      g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
      g_assert_true (g_str_has_prefix (error->message, cases[i].message));
      g_clear_error (&error);
      g_assert_false (val_csv_reader_next (reader, &cells, NULL, &error));
      g_assert_no_error (error);
    }
}

static void
check_cell (const char *cell, const char *expected)
{
  const char *const cells[] = { cell, "x", NULL };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *row = g_strconcat (expected, ",x\r\n", NULL);

  val_csv_append_row (out, cells);
  g_assert_cmpstr (out->str, ==, row);
}

static void
test_write (void)
{
  static const char *const empty[] = { "", NULL };
  g_autoptr (GString) out = g_string_new (NULL);

  check_cell ("a", "a");
  check_cell ("", "");
  check_cell ("a,b", "\"a,b\"");
  check_cell ("a;b", "\"a;b\"");
  check_cell ("a\tb", "\"a\tb\"");
  check_cell ("a\"b", "\"a\"\"b\"");
  check_cell ("a\nb\rc", "\"a\nb\rc\"");
  check_cell (" a", "\" a\"");
  check_cell ("a ", "\"a \"");
  check_cell ("https://a.example/?x=1", "https://a.example/?x=1");
  check_cell ("\342\200\256abc", "\342\200\256abc");
  check_cell ("a\377b", "a\357\277\275b");
  val_csv_append_row (out, empty);
  g_assert_cmpstr (out->str, ==, "\"\"\r\n");
}

/* What spreadsheets take for a formula, also behind blanks and what cannot be seen. */
static void
test_formulas (void)
{
  check_cell ("=1+1", "'=1+1");
  check_cell ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0");
  check_cell ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
  check_cell ("+1", "'+1");
  check_cell ("-1", "'-1");
  check_cell ("@SUM(1)", "'@SUM(1)");
  check_cell ("\t=1", "\"'\t=1\"");
  check_cell ("\r=1", "\"'\r=1\"");
  check_cell ("\n=1", "\"'\n=1\"");
  check_cell ("\tx", "\"'\tx\"");
  check_cell ("  =1", "'  =1");
  check_cell ("\302\240=1", "'\302\240=1");
  check_cell ("\357\273\277=1", "'\357\273\277=1");
  check_cell ("\342\200\213=1", "'\342\200\213=1");
  check_cell ("\342\200\256=1", "'\342\200\256=1");
  check_cell ("\357\274\235\061", "'\357\274\235\061");
  check_cell ("'=1", "''=1");
  check_cell ("'a", "'a");
  check_cell ("a=1", "a=1");
  check_cell ("1-1", "1-1");
}

static char *
random_cell (void)
{
  static const char *const pieces[] = {
    "a",
    "b",
    "0",
    ",",
    ";",
    "\t",
    "\n",
    "\r",
    "\"",
    "'",
    " ",
    "=",
    "+",
    "-",
    "@",
    "\357\273\277",
    "\303\274",
    "\342\200\256",
    "\342\200\213",
    "\302\240",
    "/",
    "\\",
    "\360\237\230\200",
    "\001",
    "https://a.example/",
  };
  GString *cell = g_string_new (NULL);
  int n_pieces = g_test_rand_int_range (0, 7);

  for (int i = 0; i < n_pieces; i++)
    g_string_append (cell, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
  return g_string_free (cell, FALSE);
}

static GStrv
random_row (void)
{
  int n_cells = g_test_rand_int_range (1, MAX_CELLS + 1);
  GStrv cells = g_new0 (char *, (gsize) n_cells + 1);

  for (int i = 0; i < n_cells; i++)
    cells[i] = random_cell ();
  return cells;
}

static void
check_file (GPtrArray *rows, const GString *text)
{
  g_autoptr (ValCsvReader) reader = val_csv_reader_new (text->str, text->len);
  g_auto (GStrv) cells = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < rows->len; i++)
    {
      gboolean more = val_csv_reader_next (reader, &cells, NULL, &error);

      g_assert_no_error (error);
      g_assert_true (more);
      g_assert_cmpstrv (cells, g_ptr_array_index (rows, i));
      g_clear_pointer (&cells, g_strfreev);
    }
  g_assert_false (val_csv_reader_next (reader, &cells, NULL, &error));
  g_assert_no_error (error);
}

static void
test_round_trip (void)
{
  for (int i = 0; i < N_RANDOM; i++)
    {
      g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
      g_autoptr (GString) text = g_string_new (NULL);
      int n_rows = g_test_rand_int_range (1, 5);

      for (int j = 0; j < n_rows; j++)
        {
          GStrv row = random_row ();

          g_ptr_array_add (rows, row);
          val_csv_append_row (text, (const char *const *) row);
        }
      check_file (rows, text);
    }
}

static void
test_random_bytes (void)
{
  static const char likely[] = "\",;\t\r\n'= a\303\274\377";

  for (int i = 0; i < N_RANDOM * 5; i++)
    {
      gsize length = (gsize) g_test_rand_int_range (0, 60);
      g_autofree char *text = g_malloc (length + 1);
      g_autofree char *rows = NULL;

      /* Of its exact size, so that a read beyond the end is seen. */
      for (gsize j = 0; j < length; j++)
        text[j] = g_test_rand_int_range (0, 4) == 0
                      ? (char) g_test_rand_int_range (0, 256)
                      : likely[g_test_rand_int_range (0, sizeof likely - 1)];
      text = g_realloc (text, MAX (length, 1));
      rows = read_all (text, length, NULL);
      g_assert_true (g_utf8_validate (rows, -1, NULL));
    }
}

static void
test_long_cells (void)
{
  g_autofree char *name = g_strnfill (LONG_NAME, 'n');
  g_autofree char *quotes = g_strnfill (LONG_NAME, '"');
  const char *const cells[] = { "1", name, quotes, "end", NULL };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (ValCsvReader) reader = NULL;
  g_auto (GStrv) read = NULL;

  val_csv_append_row (out, cells);
  reader = val_csv_reader_new (out->str, out->len);
  g_assert_true (val_csv_reader_next (reader, &read, NULL, NULL));
  g_assert_cmpstrv (read, cells);
}

/* Time in proportion to the size. */
static void
test_many_rows (void)
{
  g_autoptr (GString) text = g_string_new ("id,url\n");
  g_autoptr (ValCsvReader) reader = NULL;
  g_auto (GStrv) cells = NULL;
  gint64 begun;
  guint line = 0;
  guint n_rows = 0;

  for (int i = 0; i < N_MANY; i++)
    g_string_append_printf (text, "%d,\"https://a.example/hooks/%d?x=%s\"\r\n", i, i, "\"\"y");
  begun = g_get_monotonic_time ();
  reader = val_csv_reader_new (text->str, text->len);
  while (val_csv_reader_next (reader, &cells, &line, NULL))
    {
      g_clear_pointer (&cells, g_strfreev);
      n_rows++;
    }
  g_assert_cmpuint (n_rows, ==, N_MANY + 1);
  g_assert_cmpuint (line, ==, N_MANY + 1);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 5 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();

  g_test_add_func ("/csv/read", test_read);
  g_test_add_func ("/csv/errors", test_errors);
  g_test_add_func ("/csv/write", test_write);
  g_test_add_func ("/csv/formulas", test_formulas);
  g_test_add_func ("/csv/round-trip", test_round_trip);
  g_test_add_func ("/csv/random-bytes", test_random_bytes);
  g_test_add_func ("/csv/long-cells", test_long_cells);
  g_test_add_func ("/csv/many-rows", test_many_rows);
  return g_test_run ();
}
