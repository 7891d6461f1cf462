/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/val-visible.h"

#include <string.h>

#define MAX_SHOWN 1024

static void
test_text (void)
{
  g_autofree char *plain = val_visible_text ("B\303\274cher & <b>");
  g_autofree char *turned = val_visible_text ("a\342\200\256b\nc");

  g_assert_cmpstr (plain, ==, "B\303\274cher & <b>");
  g_assert_cmpstr (turned, ==, "a⟨U+202E⟩b⟨U+000A⟩c");
}

static void
check_short (const char *unit, gsize n_units, gboolean cut)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *shown = NULL;

  for (gsize i = 0; i < n_units; i++)
    g_string_append (text, unit);
  shown = val_visible_short (text->str);
  g_assert_true (g_utf8_validate (shown, -1, NULL));
  g_assert_cmpuint (strlen (shown), <=, MAX_SHOWN + strlen ("…"));
  g_assert_true (g_str_has_suffix (shown, "…") == cut);
}

/* Whatever somebody else wrote, a row lays out no more than this. */
static void
test_short (void)
{
  check_short ("a", MAX_SHOWN, FALSE);
  check_short ("a", MAX_SHOWN + 1, TRUE);
  check_short ("a", 100 * 1024, TRUE);
  check_short ("\303\274", 100 * 1024, TRUE);
  check_short ("\n", 200, TRUE);
  check_short ("\n", 100 * 1024, TRUE);
  check_short ("\377", 100 * 1024, TRUE);
  check_short ("\360\237\230\200", 100 * 1024, TRUE);
  check_short ("", 0, FALSE);
}

static void
check_name (const char *name, const char *shown)
{
  g_autofree char *found = val_visible_name (name);

  g_assert_cmpstr (found, ==, shown);
}

/* Words and pictures stay whole; what hides or turns something around does not. */
static void
test_name (void)
{
  check_name ("\360\237\221\251\342\200\215\360\237\222\273",
              "\360\237\221\251\342\200\215\360\237\222\273");
  check_name ("\342\235\244\357\270\217\342\200\215\360\237\224\245",
              "\342\235\244\357\270\217\342\200\215\360\237\224\245");
  check_name ("\331\205\333\214\342\200\214\330\256", "\331\205\333\214\342\200\214\330\256");
  check_name ("a\342\200\215b", "a⟨U+200D⟩b");
  check_name ("\342\200\215", "⟨U+200D⟩");
  check_name ("\303\274\342\200\215", "\303\274⟨U+200D⟩");
  check_name ("\303\274\342\200\215\342\200\256\303\274", "\303\274⟨U+200D⟩⟨U+202E⟩\303\274");
  check_name ("one\ntwo", "one⟨U+000A⟩two");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/visible/text", test_text);
  g_test_add_func ("/visible/short", test_short);
  g_test_add_func ("/visible/name", test_name);
  return g_test_run ();
}
