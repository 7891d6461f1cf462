/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-draft.h"
#include "util/val-json.h"
#include "util/val-secret.h"

#include <string.h>

#define KEY_TYPE "event.vendor.type"
#define N_ROUNDS 20000

static ValInstance *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  ValInstance *instance = val_instance_new_from_json (text, strlen (text), &error);

  g_assert_no_error (error);
  return instance;
}

static void
adopt (ValDraft *draft, const char *text)
{
  g_autoptr (ValInstance) newer = parse (text);

  val_instance_adopt (val_draft_get_instance (draft), newer);
}

static ValDraft *
draft_of (const char *text)
{
  g_autoptr (ValInstance) base = parse (text);

  return val_draft_new (base);
}

static ValConflict *
only_conflict (ValDraft *draft)
{
  g_autoptr (GPtrArray) conflicts = val_draft_list_conflicts (draft);

  g_assert_cmpuint (conflicts->len, ==, 1);
  return g_object_ref (g_ptr_array_index (conflicts, 0));
}

static void
assert_conflict (ValConflict *conflict,
                 const char *field,
                 const char *base,
                 const char *theirs,
                 const char *mine)
{
  g_assert_cmpstr (val_conflict_get_field (conflict), ==, field);
  g_assert_cmpstr (val_conflict_get_base (conflict), ==, base);
  g_assert_cmpstr (val_conflict_get_theirs (conflict), ==, theirs);
  g_assert_cmpstr (val_conflict_get_mine (conflict), ==, mine);
}

static void
assert_no_conflict (ValDraft *draft)
{
  g_autoptr (GPtrArray) conflicts = val_draft_list_conflicts (draft);

  g_assert_cmpuint (conflicts->len, ==, 0);
  g_assert_false (val_draft_get_conflicted (draft));
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  *(guint *) user_data += 1;
}

static void
test_name (void)
{
  g_autoptr (ValDraft) draft = draft_of ("{\"id\":1,\"name\":\"a\",\"tags\":[]}");
  g_autoptr (ValConflict) conflict = NULL;
  guint n_notified = 0;

  g_signal_connect (draft, "notify::conflicted", G_CALLBACK (count_cb), &n_notified);
  val_draft_set_name (draft, "mine");
  val_draft_set_name (draft, "mine, longer");
  assert_no_conflict (draft);
  adopt (draft, "{\"id\":1,\"name\":\"theirs\",\"tags\":[]}");
  g_assert_true (val_draft_get_conflicted (draft));
  g_assert_cmpuint (n_notified, ==, 1);
  conflict = only_conflict (draft);
  assert_conflict (conflict, "name", "a", "theirs", "mine, longer");
  g_assert_cmpstr (val_draft_get_name (draft), ==, "mine, longer");
}

/* Typing on, even back to how it was, does not do away with what others wrote. */
static void
test_typing_on (void)
{
  g_autoptr (ValDraft) draft = draft_of ("{\"id\":1,\"name\":\"a\",\"tags\":[]}");
  g_autoptr (ValConflict) conflict = NULL;

  val_draft_set_name (draft, "b");
  adopt (draft, "{\"id\":1,\"name\":\"theirs\",\"tags\":[]}");
  val_draft_set_name (draft, "a");
  conflict = only_conflict (draft);
  assert_conflict (conflict, "name", "a", "theirs", "a");
  val_draft_set_name (draft, "theirs");
  assert_no_conflict (draft);
  g_assert_false (val_draft_get_dirty (draft));
}

static void
test_tags (void)
{
  g_autoptr (ValDraft) draft = draft_of ("{\"id\":1,\"name\":\"a\",\"tags\":[\"x\"]}");
  g_autoptr (ValConflict) conflict = NULL;

  val_draft_set_tags (draft, (const char *const[]){ "x", "mine", NULL });
  adopt (draft, "{\"id\":1,\"name\":\"a\",\"tags\":[\"theirs\",\"x\"]}");
  conflict = only_conflict (draft);
  assert_conflict (conflict, "tags", "x", "theirs\nx", "x\nmine");
  val_draft_resolve (draft, conflict, VAL_CONFLICT_TAKE_THEIRS);
  g_assert_false (val_draft_get_dirty (draft));
  g_assert_cmpstr (val_draft_get_tags (draft)[0], ==, "theirs");
}

static void
test_other_fields (void)
{
  g_autoptr (ValDraft) draft =
      draft_of ("{\"id\":1,\"name\":\"a\",\"tags\":[],\"configuration\":{\"" KEY_TYPE "\":\"1\"}}");

  val_draft_set_config (draft, KEY_TYPE, "2");
  adopt (draft, "{\"id\":1,\"name\":\"other\",\"tags\":[\"new\"],"
                "\"configuration\":{\"" KEY_TYPE "\":\"1\",\"more\":\"x\"}}");
  assert_no_conflict (draft);
  g_assert_cmpstr (val_draft_get_name (draft), ==, "other");
  g_assert_cmpstr (val_draft_get_config (draft, KEY_TYPE), ==, "2");
  g_assert_cmpstr (val_draft_get_config (draft, "more"), ==, "x");
}

static void
test_keep_mine (void)
{
  g_autoptr (ValDraft) draft =
      draft_of ("{\"id\":1,\"name\":\"a\",\"tags\":[],\"configuration\":{\"" KEY_TYPE "\":\"1\"}}");
  g_autoptr (ValConflict) conflict = NULL;
  g_autoptr (JsonNode) patch = NULL;
  g_autofree char *text = NULL;

  val_draft_set_config (draft, KEY_TYPE, "2");
  adopt (draft, "{\"id\":1,\"name\":\"a\",\"tags\":[],\"configuration\":{\"" KEY_TYPE "\":\"3\"}}");
  conflict = only_conflict (draft);
  assert_conflict (conflict, "configuration." KEY_TYPE, "1", "3", "2");
  val_draft_resolve (draft, conflict, VAL_CONFLICT_KEEP_MINE);
  assert_no_conflict (draft);
  patch = val_draft_to_patch (draft);
  text = json_to_string (patch, FALSE);
  g_assert_cmpstr (text, ==, "{\"configuration\":{\"" KEY_TYPE "\":\"2\"}}");
}

/* What the user decided about was another value than what is there now. */
static void
test_moved_on (void)
{
  g_autoptr (ValDraft) draft = draft_of ("{\"id\":1,\"name\":\"a\",\"tags\":[]}");
  g_autoptr (ValConflict) seen = NULL;
  g_autoptr (ValConflict) now = NULL;

  val_draft_set_name (draft, "mine");
  adopt (draft, "{\"id\":1,\"name\":\"first\",\"tags\":[]}");
  seen = only_conflict (draft);
  adopt (draft, "{\"id\":1,\"name\":\"second\",\"tags\":[]}");
  val_draft_resolve (draft, seen, VAL_CONFLICT_KEEP_MINE);
  now = only_conflict (draft);
  assert_conflict (now, "name", "first", "second", "mine");
  adopt (draft, "{\"id\":1,\"name\":\"first\",\"tags\":[]}");
  assert_no_conflict (draft);
}

static void
test_agreeing (void)
{
  g_autoptr (ValDraft) draft = draft_of ("{\"id\":1,\"name\":\"a\",\"tags\":[]}");

  val_draft_set_name (draft, "b");
  adopt (draft, "{\"id\":1,\"name\":\"b\",\"tags\":[]}");
  assert_no_conflict (draft);
  g_assert_false (val_draft_get_dirty (draft));
  /* An edit after that begins anew. */
  val_draft_set_name (draft, "c");
  assert_no_conflict (draft);
}

static void
test_secret (void)
{
  g_autoptr (ValDraft) draft = draft_of ("{\"id\":1,\"name\":\"a\",\"tags\":[],\"configuration\":{"
                                         "\"oauth.api.secret\":\"********\"}}");
  g_autoptr (ValConflict) conflict = NULL;

  val_draft_set_config (draft, "oauth.api.secret", "FAKE-new");
  adopt (draft, "{\"id\":1,\"name\":\"a\",\"tags\":[],"
                "\"configuration\":{\"oauth.api.secret\":\"********\",\"more\":\"1\"}}");
  assert_no_conflict (draft);
  adopt (draft, "{\"id\":1,\"name\":\"a\",\"tags\":[],\"configuration\":{\"more\":\"1\"}}");
  conflict = only_conflict (draft);
  assert_conflict (conflict, "configuration.oauth.api.secret", VAL_SECRET_MASK, "", "FAKE-new");
}

static void
test_revert (void)
{
  g_autoptr (ValDraft) draft = draft_of ("{\"id\":1,\"name\":\"a\",\"tags\":[]}");

  val_draft_set_name (draft, "b");
  adopt (draft, "{\"id\":1,\"name\":\"c\",\"tags\":[]}");
  g_assert_true (val_draft_get_conflicted (draft));
  val_draft_revert (draft);
  assert_no_conflict (draft);
  g_assert_cmpstr (val_draft_get_name (draft), ==, "c");
}

/* Three sides of five fields at random, against the rule said in one line each. */

#define N_KEYS 5

typedef const char *Side[N_KEYS];

static void
roll (Side side)
{
  static const char *const values[] = { "", "a", "b", "c" };

  for (guint i = 0; i < N_KEYS; i++)
    side[i] = values[g_test_rand_int_range (0, G_N_ELEMENTS (values))];
}

static char *
side_to_json (const Side side)
{
  g_autoptr (GString) text = g_string_new ("{\"id\":1,\"name\":\"a\",\"tags\":[]");

  g_string_append (text, ",\"configuration\":{");
  for (guint i = 0; i < N_KEYS; i++)
    g_string_append_printf (text, "%s\"key.%u\":\"%s\"", i > 0 ? "," : "", i, side[i]);
  g_string_append (text, "}}");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static ValConflict *
find_conflict (GPtrArray *conflicts, guint key)
{
  g_autofree char *field = g_strdup_printf ("configuration.key.%u", key);

  for (guint i = 0; i < conflicts->len; i++)
    if (g_str_equal (val_conflict_get_field (g_ptr_array_index (conflicts, i)), field))
      return g_ptr_array_index (conflicts, i);
  return NULL;
}

static void
check_key (ValDraft *draft,
           GPtrArray *conflicts,
           guint key,
           const char *base,
           const char *theirs,
           const char *mine)
{
  g_autofree char *name = g_strdup_printf ("key.%u", key);
  gboolean edited = !g_str_equal (mine, base);
  gboolean moved = !g_str_equal (theirs, base);
  gboolean agree = g_str_equal (theirs, mine);
  ValConflict *conflict = find_conflict (conflicts, key);

  g_assert_cmpint (conflict != NULL, ==, edited && moved && !agree);
  g_assert_cmpstr (val_draft_get_config (draft, name), ==, edited ? mine : theirs);
  if (conflict != NULL)
    {
      g_assert_cmpstr (val_conflict_get_base (conflict), ==, base);
      g_assert_cmpstr (val_conflict_get_theirs (conflict), ==, theirs);
      g_assert_cmpstr (val_conflict_get_mine (conflict), ==, mine);
    }
}

/* Whatever is chosen, nothing is left to settle, and what was chosen is what would be sent. */
static void
settle_all (ValDraft *draft, GPtrArray *conflicts)
{
  for (guint i = 0; i < conflicts->len; i++)
    {
      ValConflict *conflict = g_ptr_array_index (conflicts, i);
      const char *key = val_conflict_get_field (conflict) + strlen ("configuration.");
      gboolean mine = g_test_rand_int_range (0, 2) == 0;

      val_draft_resolve (draft, conflict, mine ? VAL_CONFLICT_KEEP_MINE : VAL_CONFLICT_TAKE_THEIRS);
      g_assert_cmpstr (val_draft_get_config (draft, key), ==,
                       mine ? val_conflict_get_mine (conflict)
                            : val_conflict_get_theirs (conflict));
    }
  assert_no_conflict (draft);
}

static void
check_round (const Side base, const Side theirs, const Side mine)
{
  g_autofree char *before = side_to_json (base);
  g_autofree char *after = side_to_json (theirs);
  g_autoptr (ValDraft) draft = draft_of (before);
  g_autoptr (GPtrArray) conflicts = NULL;

  for (guint i = 0; i < N_KEYS; i++)
    {
      g_autofree char *key = g_strdup_printf ("key.%u", i);

      val_draft_set_config (draft, key, mine[i]);
    }
  adopt (draft, after);
  conflicts = val_draft_list_conflicts (draft);
  g_assert_cmpint (val_draft_get_conflicted (draft), ==, conflicts->len > 0);
  for (guint i = 0; i < N_KEYS; i++)
    check_key (draft, conflicts, i, base[i], theirs[i], mine[i]);
  settle_all (draft, conflicts);
}

static void
test_random (void)
{
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      Side base;
      Side theirs;
      Side mine;

      roll (base);
      roll (theirs);
      roll (mine);
      check_round (base, theirs, mine);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/merge/name", test_name);
  g_test_add_func ("/merge/typing-on", test_typing_on);
  g_test_add_func ("/merge/tags", test_tags);
  g_test_add_func ("/merge/other-fields", test_other_fields);
  g_test_add_func ("/merge/keep-mine", test_keep_mine);
  g_test_add_func ("/merge/moved-on", test_moved_on);
  g_test_add_func ("/merge/agreeing", test_agreeing);
  g_test_add_func ("/merge/secret", test_secret);
  g_test_add_func ("/merge/revert", test_revert);
  g_test_add_func ("/merge/random", test_random);
  return g_test_run ();
}
