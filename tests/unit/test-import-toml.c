/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-import-toml.h"
#include "util/val-error.h"

#include <string.h>

static GPtrArray *
read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *pairs = val_import_toml_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return pairs;
}

static void
assert_pair (GPtrArray *pairs, guint position, const char *path, const char *value)
{
  ValTomlPair *pair = pairs->pdata[position];
  g_autofree char *joined = g_strjoinv ("|", pair->path);

  g_assert_cmpstr (joined, ==, path);
  g_assert_cmpstr (pair->value, ==, value);
}

static void
test_tables (void)
{
  g_autoptr (GPtrArray) pairs = read_text ("top = 'x'\r\n"
                                           "[a]\n  b = \"1\"  # why\n\tc='2'\n"
                                           "[ d . \"e f\" ]\n\"g.h\" = 'i'\nj.k = 'l'\n"
                                           "[m]\nn = { o = 'p', q = { r = 's' }, t = {} }");

  g_assert_cmpuint (pairs->len, ==, 7);
  assert_pair (pairs, 0, "top", "x");
  assert_pair (pairs, 1, "a|b", "1");
  assert_pair (pairs, 2, "a|c", "2");
  assert_pair (pairs, 3, "d|e f|g.h", "i");
  assert_pair (pairs, 4, "d|e f|j|k", "l");
  assert_pair (pairs, 5, "m|n|o", "p");
  assert_pair (pairs, 6, "m|n|q|r", "s");
}

static void
test_other_values (void)
{
  static const char *const values[] = { "1",
                                        "-17",
                                        "+1_000",
                                        "0xDEADbeef",
                                        "3.14e-10",
                                        "inf",
                                        "-nan",
                                        "true",
                                        "false",
                                        "1979-05-27T07:32:00-08:00",
                                        "07:32:00.999",
                                        "[]",
                                        "[ 1, 2, ]",
                                        "[ 'x', [ \"y\" ], { z = 1 } ] # lists",
                                        "[\n  # one\n  1,\r\n  2 # two\n]" };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *text = g_strdup_printf ("[t]\nk = %s\nnext = 'n'\n", values[i]);
      g_autoptr (GPtrArray) pairs = read_text (text);

      assert_pair (pairs, pairs->len - 1, "t|next", "n");
      if (*values[i] != '[')
        assert_pair (pairs, 0, "t|k", NULL);
    }
}

static void
test_strings (void)
{
  g_autoptr (GPtrArray) pairs = read_text (
      "[t]\na = \"\\b\\t\\n\\f\\r\\\"\\\\\\u00fc\\U0001F511\"\nb = 'C:\\no \"escape\"'\nc = \"\"\n"
      "d = \"# no comment\"\ne=\"tab\there\"");

  g_assert_cmpuint (pairs->len, ==, 5);
  assert_pair (pairs, 0, "t|a", "\b\t\n\f\r\"\\ü🔑");
  assert_pair (pairs, 1, "t|b", "C:\\no \"escape\"");
  assert_pair (pairs, 2, "t|c", "");
  assert_pair (pairs, 3, "t|d", "# no comment");
  assert_pair (pairs, 4, "t|e", "tab\there");
}

static void
test_offsets (void)
{
  const char *text = "# ü\n[t]\r\na = \"x\\u0041y\"  \nb='zz'";
  g_autoptr (GPtrArray) pairs = read_text (text);
  ValTomlPair *a = pairs->pdata[0];
  ValTomlPair *b = pairs->pdata[1];

  g_assert_cmpstr (a->value, ==, "xAy");
  g_assert_cmpmem (text + a->offset, (int) a->length, "x\\u0041y", 8);
  g_assert_cmpmem (text + b->offset, (int) b->length, "zz", 2);
}

static void
test_empty (void)
{
  static const char *const texts[] = { "", "\n\n", "# only a comment", " \t\r\n# x\r\n", "[t]" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) pairs = read_text (texts[i]);

      g_assert_cmpuint (pairs->len, ==, 0);
    }
}

typedef struct
{
  const char *text;
  guint line;
  guint column;
  const char *reason;
} Damage;

static const Damage damages[] = {
  { "[default\nbase = 'x'\n", 1, 9, "a closing bracket" },
  { "[default]]\n", 1, 10, "the end of the line" },
  { "[]\n", 1, 2, "a key" },
  { "[a.]\n", 1, 4, "a key" },
  { "[.a]\n", 1, 2, "a key" },
  { "[a b]\n", 1, 4, "a closing bracket" },
  { "[ä]\n", 1, 2, "a key" },
  { "[a] [b]\n", 1, 5, "the end of the line" },
  { "[a]\n[a]\n", 2, 3, "the table is there twice" },
  { "[[a]]\n", 1, 3, "lists of tables" },
  { "[a]\nx\n", 2, 2, "an equals sign" },
  { "[a]\n= 'y'\n", 2, 1, "a key" },
  { "[a]\nx: 'y'\n", 2, 2, "an equals sign" },
  { "[a]\nx = 'y' z = 'q'\n", 2, 9, "the end of the line" },
  { "[a]\nx = 'y',\n", 2, 8, "the end of the line" },
  { "[a]\nx =\n", 2, 4, "a value" },
  { "[a]\nx = ", 2, 5, "a value" },
  { "[a]\nx = secret\n", 2, 5, "quotation marks" },
  { "[a]\nx = https://h\n", 2, 5, "quotation marks" },
  { "[a]\nx = TRUE\n", 2, 5, "quotation marks" },
  { "[a]\nx = \"y\n", 2, 7, "does not end on its line" },
  { "[a]\nx = 'y\r\nz'\n", 2, 7, "does not end on its line" },
  { "[a]\nx = \"y", 2, 7, "the string does not end" },
  { "[a]\nx = \"y\\\"", 2, 9, "the string does not end" },
  { "[a]\nx = \"y\\q\"\n", 2, 8, "unknown escape" },
  { "[a]\nx = \"\\", 2, 7, "unknown escape" },
  { "[a]\nx = \"\\u12\"\n", 2, 10, "four hexadecimal digits" },
  { "[a]\nx = \"\\U0001F51\"\n", 2, 15, "eight hexadecimal digits" },
  { "[a]\nx = \"\\ud83d\"\n", 2, 12, "no such character" },
  { "[a]\nx = \"\\u0000\"\n", 2, 12, "no such character" },
  { "[a]\nx = \"\\UFFFFFFFF\"\n", 2, 16, "no such character" },
  { "[a]\nx = \"a\001b\"\n", 2, 7, "a control character in a string" },
  { "[a]\nx = 'a\177b'\n", 2, 7, "a control character in a string" },
  { "# a\001b\n", 1, 4, "a control character in a comment" },
  { "# a\rb\n", 1, 4, "a control character in a comment" },
  { "[a]\nx = \"\"\"y\"\"\"\n", 2, 8, "several lines" },
  { "[a]\nx = '''y\nz'''\n", 2, 8, "several lines" },
  { "[a]\nx = 'a'\nx = 'b'\n", 3, 1, "the key is there twice" },
  { "[a]\nx = 'a'\n\"x\" = 'b'\n", 3, 1, "the key is there twice" },
  { "[a]\nx = [ 1, 2\ny = 3\n", 3, 1, "end of the list" },
  { "[a]\nx = [ 1 2 ]\n", 2, 9, "end of the list" },
  { "[a]\nx = [ , ]\n", 2, 7, "a value" },
  { "[a]\nx = { y = 1\n", 2, 12, "end of the table" },
  { "[a]\nx = { y = 1, }\n", 2, 14, "a key" },
  { "[a]\nx = { y }\n", 2, 9, "an equals sign" },
  { "[a]\nx = { y = 1, y = 2 }\n", 2, 14, "the key is there twice" },
  { "[a]\nx = [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]\n", 2, 22, "too deeply" },
  { "[a]\nx = 12monkeys\n", 2, 5, "quotation marks" },
  { "[a]\nx = 'caf\xe9'\n", 2, 9, "not UTF-8" },
  { "\x89PNG\r\n", 1, 1, "not UTF-8" },
  { "{\"name\": \"x\"}\n", 1, 1, "a key" },
  { "user=\"a\"\nuser=\"b\"", 2, 1, "the key is there twice" },
};

static void
test_damaged (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      const Damage *damage = &damages[i];
      g_autofree char *place =
          g_strdup_printf ("(line %u, column %u)", damage->line, damage->column);
      g_autoptr (GError) error = NULL;

      g_assert_null (val_import_toml_parse (damage->text, strlen (damage->text), &error));
      g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
      if (strstr (error->message, place) == NULL || strstr (error->message, damage->reason) == NULL)
        g_test_message ("%u: “%s” gave “%s”, not “%s %s”", i, damage->text, error->message,
                        damage->reason, place);
      g_assert_nonnull (strstr (error->message, place));
      g_assert_nonnull (strstr (error->message, damage->reason));
    }
}

/* A zero inside is damage, too, and what stands behind it is not passed over. */
static void
test_zero (void)
{
  const char text[] = "[a]\nx = 'y'\n\0\n[a]\n";
  g_autoptr (GError) error = NULL;

  g_assert_null (val_import_toml_parse (text, sizeof text - 1, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
  g_assert_nonnull (strstr (error->message, "(line 3, column 1)"));
}

/* Cut anywhere, it is read or refused, but never read beyond its end. */
static void
test_cut (void)
{
  const char *text = "# c\r\n[a.'b']\nx = \"\\u00e9\\n\" # d\ny = [ 1, { z = 'q' } ]\nw = true\n";

  for (gsize length = 0; length <= strlen (text); length++)
    {
      g_autofree char *exact = g_memdup2 (text, length > 0 ? length : 1);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) pairs = val_import_toml_parse (exact, length, &error);

      g_assert_true ((pairs == NULL) == (error != NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/import-toml/tables", test_tables);
  g_test_add_func ("/import-toml/other-values", test_other_values);
  g_test_add_func ("/import-toml/strings", test_strings);
  g_test_add_func ("/import-toml/offsets", test_offsets);
  g_test_add_func ("/import-toml/empty", test_empty);
  g_test_add_func ("/import-toml/damaged", test_damaged);
  g_test_add_func ("/import-toml/zero", test_zero);
  g_test_add_func ("/import-toml/cut", test_cut);
  return g_test_run ();
}
