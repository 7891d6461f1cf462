/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-change-plan.h"
#include "support/val-test-instance.h"
#include "util/val-error.h"

#include <string.h>

#define MIN_CASES 250
#define BASE_URL  "https://api.cloud-elements.com/elements/api-v2"

enum
{
  RULE,
  FROM,
  TO,
  FACTS,
  OLD_URL,
  VERDICT,
  NEW_URL,
  REASON,
  N_COLUMNS
};

typedef struct
{
  guint line;
  char *column[N_COLUMNS]; /* (nullable) each */
} Case;

static const char *const rule_names[] = { "set", "host", "prefix", "regex", "template", "table" };

static const char *const verdict_names[VAL_CHANGE_N_VERDICTS] = {
  [VAL_CHANGE_OK] = "ok",
  [VAL_CHANGE_DOUBTFUL] = "doubtful",
  [VAL_CHANGE_SAME] = "same",
  [VAL_CHANGE_NO_MATCH] = "no-match",
  [VAL_CHANGE_INVALID] = "invalid",
  [VAL_CHANGE_EVENTS_OFF] = "events-off",
  [VAL_CHANGE_DISABLED] = "disabled",
  [VAL_CHANGE_POLLING] = "polling",
  [VAL_CHANGE_UNREADABLE] = "unreadable",
  [VAL_CHANGE_MISSING] = "missing",
};

static void
case_clear (Case *test)
{
  for (int i = 0; i < N_COLUMNS; i++)
    g_free (test->column[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

static void
case_read (Case *test, guint line, const char *text)
{
  g_auto (GStrv) columns = g_strsplit (text, "\t", -1);

  *test = (Case){ .line = line };
  g_assert_cmpuint (g_strv_length (columns), <=, N_COLUMNS);
  for (int i = 0; columns[i] != NULL; i++)
    if (!g_str_equal (columns[i], "-"))
      test->column[i] = g_strcompress (columns[i]);
}

static void
complain (const Case *test, const char *verdict, const char *url, const char *reason)
{
  g_test_message ("line %u: %s, “%s”, “%s”; expected %s, “%s”, “%s”", test->line, verdict,
                  url != NULL ? url : "-", reason != NULL ? reason : "-", test->column[VERDICT],
                  test->column[NEW_URL] != NULL ? test->column[NEW_URL] : "-",
                  test->column[REASON] != NULL ? test->column[REASON] : "-");
  g_test_fail ();
}

static gboolean
says (const char *reason, const char *part)
{
  return part == NULL || (reason != NULL && strstr (reason, part) != NULL);
}

static ValUrlRule *
make_rule (const Case *test, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rule_names); i++)
    {
      g_autoptr (ValUrlTable) table = NULL;
      const char *to = test->column[TO];

      if (!g_str_equal (rule_names[i], test->column[RULE]))
        continue;
      if ((ValUrlRuleKind) i != VAL_URL_RULE_TABLE)
        return val_url_rule_new ((ValUrlRuleKind) i, test->column[FROM], to, error);
      table = val_url_table_new_from_csv (to, strlen (to), error);
      return table != NULL ? val_url_rule_new_for_table (table, "hooks.csv") : NULL;
    }
  g_error ("line %u: no such rule: %s", test->line, test->column[RULE]);
}

/* As a plan does it: the first row that means the instance. */
static ValChange *
judge_table (ValUrlRule *rule, ValInstance *instance, const char *base_url, guint max_length)
{
  ValUrlTable *table = val_url_rule_get_table (rule);
  g_autoptr (GListStore) list = g_list_store_new (VAL_TYPE_INSTANCE);
  g_autoptr (ValInstanceIndex) index = NULL;

  g_list_store_append (list, instance);
  index = val_instance_index_new (G_LIST_MODEL (list));
  for (guint i = 0; i < val_url_table_get_n_rows (table); i++)
    if (val_url_table_find (table, i, index, NULL) == instance)
      return val_change_judge_row (val_url_table_get_row (table, i), instance, base_url,
                                   max_length);
  return val_change_judge (rule, instance, base_url, max_length);
}

static void
check_change (const Case *test, ValChange *change)
{
  const char *verdict = verdict_names[val_change_get_verdict (change)];
  const char *url = val_change_get_new_url (change);
  const char *reason = val_change_get_reason (change);

  if (!g_str_equal (verdict, test->column[VERDICT]) ||
      g_strcmp0 (url, test->column[NEW_URL]) != 0 || !says (reason, test->column[REASON]))
    complain (test, verdict, url, reason);
  g_assert_cmpstr (
      val_change_get_old_url (change), ==,
      val_change_get_verdict (change) == VAL_CHANGE_UNREADABLE ? NULL : test->column[OLD_URL]);
}

static void
check_case (const Case *test)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValUrlRule) rule = make_rule (test, &error);
  g_autoptr (ValInstance) instance = NULL;
  g_autoptr (ValChange) change = NULL;
  g_autofree char *base_url = val_test_dup_fact (test->column[FACTS], "base", BASE_URL);
  g_autofree char *max_length = val_test_dup_fact (test->column[FACTS], "max", "0");

  if (rule == NULL)
    {
      g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
      if (!g_str_equal (test->column[VERDICT], "rule-error") ||
          !says (error->message, test->column[REASON]))
        complain (test, "rule-error", NULL, error->message);
      return;
    }
  g_assert_no_error (error);
  instance = val_test_instance_new (test->column[FACTS], test->column[OLD_URL]);
  change = val_url_rule_get_table (rule) != NULL
               ? judge_table (rule, instance, base_url, (guint) atoi (max_length))
               : val_change_judge (rule, instance, base_url, (guint) atoi (max_length));
  check_change (test, change);
}

static void
test_table (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "url-rules.tsv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  guint n_cases = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '#' && strchr (lines[i], '\t') != NULL)
      {
        g_auto (Case) test;

        case_read (&test, i + 1, lines[i]);
        check_case (&test);
        n_cases++;
      }
  g_test_message ("%u cases", n_cases);
  g_assert_cmpuint (n_cases, >=, MIN_CASES);
}

static void
check_description (ValUrlRuleKind kind, const char *from, const char *to, const char *expected)
{
  g_autoptr (ValUrlRule) rule = val_url_rule_new (kind, from, to, NULL);
  g_autofree char *description = val_url_rule_describe (rule);

  g_assert_cmpstr (description, ==, expected);
  g_assert_cmpint (val_url_rule_get_kind (rule), ==, kind);
  g_assert_cmpstr (val_url_rule_get_from (rule), ==, from != NULL ? from : "");
  g_assert_cmpstr (val_url_rule_get_to (rule), ==, to != NULL ? to : "");
  g_assert_null (val_url_rule_get_table (rule));
}

static void
test_describe (void)
{
  const char *csv = "1,https://a.example/\n2,https://a.example/";
  g_autoptr (ValUrlTable) table = val_url_table_new_from_csv (csv, strlen (csv), NULL);
  g_autoptr (ValUrlRule) rule = val_url_rule_new_for_table (table, "hooks.csv");
  g_autoptr (ValUrlRule) pasted = val_url_rule_new_for_table (table, NULL);
  g_autofree char *description = val_url_rule_describe (rule);
  g_autofree char *of_pasted = val_url_rule_describe (pasted);

  check_description (VAL_URL_RULE_SET, NULL, "https://a.example/", "Set to https://a.example/");
  check_description (VAL_URL_RULE_REPLACE_HOST, NULL, "b.example",
                     "Replace any host with b.example");
  check_description (VAL_URL_RULE_REPLACE_HOST, "a.example", "b.example",
                     "Replace the host a.example with b.example");
  check_description (VAL_URL_RULE_REPLACE_PREFIX, "https://a/", "https://b/",
                     "Replace the beginning https://a/ with https://b/");
  check_description (VAL_URL_RULE_REGEX, "a", NULL, "Replace what matches a with “”");
  check_description (VAL_URL_RULE_TEMPLATE, NULL, "{webhook.url}",
                     "Set by the template {webhook.url}");
  check_description (VAL_URL_RULE_UNDO, NULL, NULL, "Undo");
  check_description (VAL_URL_RULE_UNDO, "Set to https://a.example/", NULL,
                     "Undo: Set to https://a.example/");
  g_assert_cmpstr (description, ==, "From the file hooks.csv (2 rows)");
  g_assert_cmpstr (of_pasted, ==, "From pasted text (2 rows)");
  g_assert_true (val_url_rule_get_table (rule) == table);
  g_assert_cmpstr (val_url_rule_get_from (rule), ==, "hooks.csv");
}

/* Each that is offered can be used as it is offered. */
static void
test_placeholders (void)
{
  const char *const *placeholders = val_url_rule_list_placeholders ();
  g_autoptr (ValInstance) instance = val_test_instance_new ("tags=eu", NULL);
  guint n = 0;

  for (; placeholders[n] != NULL; n++)
    {
      g_autofree char *text = g_strconcat ("https://a.example/?x=", placeholders[n], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (ValUrlRule) rule = val_url_rule_new (VAL_URL_RULE_TEMPLATE, NULL, text, &error);
      g_autofree char *url = NULL;

      g_assert_no_error (error);
      g_assert_cmpint (val_url_rule_apply (rule, instance, BASE_URL, &url, &error), ==,
                       VAL_URL_RULE_APPLIED);
      g_assert_true (g_str_has_prefix (url, "https://a.example/?x="));
      g_assert_null (strchr (url, '{'));
    }
  g_assert_cmpuint (n, ==, 6);
}

static void
test_undo_is_about_nothing (void)
{
  g_autoptr (ValUrlRule) rule = val_url_rule_new (VAL_URL_RULE_UNDO, "x", NULL, NULL);
  g_autoptr (ValInstance) instance = val_test_instance_new (NULL, "https://a.example/");
  g_autofree char *url = NULL;

  g_assert_cmpint (val_url_rule_apply (rule, instance, NULL, &url, NULL), ==,
                   VAL_URL_RULE_NO_MATCH);
  g_assert_null (url);
}

/* Our sentence, with the place and no more of the library's than its reason. */
static void
test_regex_mistakes (void)
{
  static const char *const mistakes[][3] = {
    { "^https://([^/]+/(.*)$", "",
      "The regular expression has a mistake at character 21: missing terminating )." },
    { "a: (b", "", "The regular expression has a mistake at character 5: missing terminating )." },
    { "*a", "", "The regular expression has a mistake at character 1: " },
    { "\303\274a{2,1}", "", "The regular expression has a mistake at character 6: " },
    { "a", "x\\g<", "The replacement has a mistake at character 4: " },
    { "(a)", "\\2", "The replacement asks for group 2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ValUrlRule) rule =
          val_url_rule_new (VAL_URL_RULE_REGEX, mistakes[i][0], mistakes[i][1], &error);

      g_assert_null (rule);
      g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
      g_assert_true (g_str_has_prefix (error->message, mistakes[i][2]));
      g_assert_null (strstr (error->message, "while"));
    }
}

/* Both schemes that the platform sends to are named. */
static void
test_scheme_is_told (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValUrlRule) rule =
      val_url_rule_new (VAL_URL_RULE_SET, NULL, "ftp://a.example/", &error);

  g_assert_null (rule);
  g_assert_nonnull (strstr (error->message, "https://"));
  g_assert_nonnull (strstr (error->message, "http://"));
}

/* Expressions that would try for longer than the universe lasts are given up at once. */
static void
test_catastrophic (void)
{
  static const char *const expressions[] = {
    "(a+)+$",
    "([a-z]+)*$",
    "(a|aa)+$",
    "(a|a?)+$",
    "(.*)*x",
    "(?:a*)*b",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(x+x+)+y",
    "(?:(?:a*)*)*b",
    "(.*?,){30}P",
    "((a{1,30}){1,30}){1,30}c",
    "(?R)?a*b|a+(?R)",
  };
  g_autoptr (GString) url = g_string_new ("https://old.example/");
  gint64 begun = g_get_monotonic_time ();

  for (int i = 0; i < 500; i++)
    g_string_append (url, i % 2 == 0 ? "aaa" : "xxx");
  g_string_append (url, "!,");
  for (gsize i = 0; i < G_N_ELEMENTS (expressions); i++)
    {
      g_autoptr (ValUrlRule) rule =
          val_url_rule_new (VAL_URL_RULE_REGEX, expressions[i], "z", NULL);
      g_autoptr (ValInstance) instance = val_test_instance_new (NULL, url->str);

      if (rule == NULL)
        continue;
      for (int j = 0; j < 100; j++)
        {
          g_autofree char *changed = NULL;

          val_url_rule_apply (rule, instance, NULL, &changed, NULL);
        }
    }
  g_test_message ("%.3f s", (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 10 * G_USEC_PER_SEC);
}

static char *
make_url (guint length)
{
  GString *url = g_string_new ("https://old.example/");

  while (url->len < length)
    g_string_append_c (url, 'a');
  return g_string_free (url, FALSE);
}

static ValUrlRuleResult
apply_regex (const char *expression, const char *replacement, const char *url, char **reason)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValUrlRule) rule =
      val_url_rule_new (VAL_URL_RULE_REGEX, expression, replacement, &error);
  g_autoptr (ValInstance) instance = val_test_instance_new (NULL, url);
  g_autofree char *changed = NULL;
  ValUrlRuleResult result;

  g_assert_no_error (error);
  result = val_url_rule_apply (rule, instance, NULL, &changed, &error);
  g_assert_true ((result == VAL_URL_RULE_FAILED) == (error != NULL));
  g_assert_true ((result == VAL_URL_RULE_APPLIED) == (changed != NULL));
  *reason = error != NULL ? g_strdup (error->message) : NULL;
  return result;
}

/* A search of as many steps as the square of the length ends where the longest field ends. */
static void
test_work_is_bounded (void)
{
  static const guint lengths[] = { 1000, 2000, 6400, 8192 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *url = make_url (lengths[i]);
      g_autofree char *reason = NULL;
      gint64 begun = g_get_monotonic_time ();
      ValUrlRuleResult result = VAL_URL_RULE_FAILED;

      for (int j = 0; j < 10; j++)
        {
          g_clear_pointer (&reason, g_free);
          result = apply_regex ("[^x]*[yz]$", "z", url, &reason);
        }
      g_test_message ("%u characters: %.1f ms", lengths[i],
                      (double) (g_get_monotonic_time () - begun) / 10000);
      g_assert_cmpint (g_get_monotonic_time () - begun, <, G_USEC_PER_SEC);
      g_assert_cmpint (result, ==, lengths[i] > 1000 ? VAL_URL_RULE_FAILED : VAL_URL_RULE_NO_MATCH);
      g_assert_true (lengths[i] <= 1000 || strstr (reason, "too long") != NULL);
    }
}

/* Nor does what comes of it grow without end. */
static void
test_growth_is_bounded (void)
{
  g_autofree char *url = make_url (1000);
  g_autofree char *reason = NULL;
  g_autofree char *nothing = NULL;
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GString) none = g_string_new (NULL);
  gint64 begun = g_get_monotonic_time ();

  for (int i = 0; i < 1000; i++)
    {
      g_string_append (all, "\\1");
      g_string_append (none, "\\2");
    }
  g_assert_cmpint (apply_regex ("(?=(.*))", all->str, url, &reason), ==, VAL_URL_RULE_FAILED);
  g_assert_nonnull (strstr (reason, "8,192"));
  g_assert_cmpint (apply_regex ("(a?)()", none->str, url, &nothing), ==, VAL_URL_RULE_FAILED);
  g_assert_nonnull (strstr (nothing, "too long"));
  g_assert_cmpint (g_get_monotonic_time () - begun, <, G_USEC_PER_SEC);
}

/* @change: (transfer full) */
static void
assert_too_long (ValChange *change)
{
  g_autoptr (ValChange) owned = change;

  g_assert_cmpint (val_change_get_verdict (change), ==, VAL_CHANGE_INVALID);
  g_assert_nonnull (strstr (val_change_get_reason (change), "8,192"));
}

static void
check_long (ValUrlRule *rule, const char *name, const char *old_url)
{
  g_autofree char *facts = g_strdup_printf ("name=%s", name);
  g_autoptr (ValInstance) instance = val_test_instance_new (facts, old_url);

  assert_too_long (val_change_judge (rule, instance, BASE_URL, 0));
}

/* Also where it is not known how much a field holds. */
static void
test_nothing_is_endless (void)
{
  g_autofree char *name = g_strnfill (100000, 'a');
  g_autofree char *url = make_url (9000);
  g_autofree char *csv = g_strdup_printf ("579876,%s", url);
  g_autoptr (ValUrlTable) table = val_url_table_new_from_csv (csv, strlen (csv), NULL);
  g_autoptr (ValInstance) instance = val_test_instance_new (NULL, NULL);
  g_autoptr (ValUrlRule) template = val_url_rule_new (
      VAL_URL_RULE_TEMPLATE, NULL, "https://new.example/{instance.name}{instance.name}", NULL);
  g_autoptr (ValUrlRule) host =
      val_url_rule_new (VAL_URL_RULE_REPLACE_HOST, NULL, "new.example", NULL);
  g_autoptr (GError) error = NULL;

  assert_too_long (val_change_judge_row (val_url_table_get_row (table, 0), instance, BASE_URL, 0));
  check_long (template, name, NULL);
  check_long (host, "Acme", url);
  g_assert_null (val_url_rule_new (VAL_URL_RULE_SET, NULL, url, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
  g_assert_nonnull (strstr (error->message, "8,192"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();

  g_test_add_func ("/url-rule/table", test_table);
  g_test_add_func ("/url-rule/describe", test_describe);
  g_test_add_func ("/url-rule/placeholders", test_placeholders);
  g_test_add_func ("/url-rule/undo-is-about-nothing", test_undo_is_about_nothing);
  g_test_add_func ("/url-rule/catastrophic", test_catastrophic);
  g_test_add_func ("/url-rule/work-is-bounded", test_work_is_bounded);
  g_test_add_func ("/url-rule/growth-is-bounded", test_growth_is_bounded);
  g_test_add_func ("/url-rule/nothing-is-endless", test_nothing_is_endless);
  g_test_add_func ("/url-rule/regex-mistakes", test_regex_mistakes);
  g_test_add_func ("/url-rule/scheme-is-told", test_scheme_is_told);
  return g_test_run ();
}
