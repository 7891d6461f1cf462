/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-callback-url.h"
#include "model/val-change-plan.h"
#include "support/val-test-instance.h"
#include "util/val-error.h"

#include <string.h>

#define N_RANDOM (g_test_thorough () ? 20000 : 4000)
#define BASE_URL "https://api.cloud-elements.com/elements/api-v2"

static const char *
pick (const char *const *list, gsize n)
{
  return list[g_test_rand_int_range (0, (gint32) n)];
}

#define PICK(list) pick (list, G_N_ELEMENTS (list))

static char *
random_host (void)
{
  static const char *const hosts[] = {
    "old.example",
    "new.example",
    "a.b.c.example",
    "xn--bcher-kva.example",
    "b\303\274cher.example",
    "192.0.2.1",
    "203.0.113.7",
    "[2606:4700::1111]",
    "[::1]",
    "localhost",
    "host_name.example",
    "api.cloud-elements.com",
  };

  return g_strdup (PICK (hosts));
}

static char *
random_tail (void)
{
  static const char *const pieces[] = {
    "/",
    "//",
    "hooks",
    "?",
    "&x=",
    "%20",
    "%2F",
    "%e2%82%AC",
    "..",
    "NTc5ODc2",
    "=",
    "+",
    "~",
    ":",
    "@",
    "\303\274",
    "old.example",
    "https://old.example/",
    "/elements/api-v2/events/",
    "hootsuite",
    "a",
    "1",
  };
  GString *tail = g_string_new (g_test_rand_bit () ? "/" : "?");
  int n_pieces = g_test_rand_int_range (0, 7);

  for (int i = 0; i < n_pieces; i++)
    g_string_append (tail, PICK (pieces));
  return g_string_free (tail, FALSE);
}

static char *
random_url (void)
{
  static const char *const schemes[] = { "https://", "https://", "http://", "HTTPS://" };
  static const char *const ports[] = { "", "", ":443", ":80", ":8443", ":0443" };
  g_autofree char *host = random_host ();
  g_autofree char *tail = g_test_rand_int_range (0, 8) > 0 ? random_tail () : g_strdup ("");

  return g_strconcat (PICK (schemes), host, PICK (ports), tail, NULL);
}

/* Now and then something that is no URL. */
static char *
random_text (void)
{
  static const char *const pieces[] = {
    "https://",
    "http://",
    "://",
    "/",
    "?",
    "#",
    "@",
    ":",
    "[",
    "]",
    "::1",
    "%",
    "%41",
    "{",
    "}",
    "{{",
    "}}",
    "{instance.id}",
    "{instance.name}",
    "{tag:",
    "{tag:env}",
    "{webhook.url}",
    "{element.key}",
    "{instance.id.base64}",
    "example",
    ".",
    "-",
    "a",
    "8443",
    " ",
    "\n",
    "\\",
    "\\1",
    "\\g<",
    ">",
    "(",
    ")",
    "*",
    "+",
    "|",
    "$",
    "^",
    "[a-z]",
    "(?<x>",
    "\303\274",
    "\342\200\256",
    "\377",
    "\001",
  };
  GString *text = g_string_new (g_test_rand_bit () ? "https://a.example/" : NULL);
  int n_pieces = g_test_rand_int_range (0, 8);

  for (int i = 0; i < n_pieces; i++)
    g_string_append (text, PICK (pieces));
  return g_string_free (text, FALSE);
}

static char *
random_value (void)
{
  static const char *const pieces[] = {
    "a",
    "B",
    "7",
    " ",
    "/",
    "?",
    "#",
    "&",
    "=",
    "+",
    "%",
    "%2F",
    ".",
    "..",
    "-",
    "_",
    "~",
    "\"",
    "<",
    ">",
    "{",
    "}",
    "|",
    "\\",
    "^",
    "`",
    "@",
    ":",
    "[",
    "]",
    "'",
    "\303\274",
    "\342\200\256",
    "\360\237\230\200",
    "$",
    "!",
  };
  GString *value = g_string_new (NULL);
  int n_pieces = g_test_rand_int_range (1, 10);

  for (int i = 0; i < n_pieces; i++)
    g_string_append (value, PICK (pieces));
  return g_string_free (value, FALSE);
}

static ValInstance *
random_instance (const char *callback_url)
{
  static const char *const keys[] = { "hootsuite", "slack", "box", "zuorav2", "sfdc", "-" };
  static const char *const others[] = { "", ";events=off", ";disabled", ";type=polling" };
  g_autofree char *facts =
      g_strdup_printf ("id=%d;key=%s;tags=env:prod,eu%s", g_test_rand_int_range (1, G_MAXINT32),
                       PICK (keys), PICK (others));

  return val_test_instance_new (facts, callback_url);
}

static ValChange *
judge (ValUrlRule *rule, ValInstance *instance)
{
  return val_change_judge (rule, instance, BASE_URL, 0);
}

static ValInstance *
with_url (ValInstance *instance, const char *url)
{
  g_autofree char *facts = g_strdup_printf (
      "id=%" G_GINT64_FORMAT ";key=%s;tags=env:prod,eu", val_instance_get_id (instance),
      val_instance_get_element_key (instance) != NULL ? val_instance_get_element_key (instance)
                                                      : "-");

  return val_test_instance_new (facts, url);
}

/* What a rule that looks at nothing made once, it makes again. */
static void
test_set_is_idempotent (void)
{
  static const char *const templates[] = {
    "https://a.example/{instance.id}/{element.key}",
    "https://i{instance.id}.a.example/?n={instance.name}",
    "{webhook.url}",
    "https://a.example/?to={webhook.url}&env={tag:env}",
    "https://a.example/{tag:2}/{instance.id.base64}",
  };

  for (int i = 0; i < N_RANDOM; i++)
    {
      gboolean set = g_test_rand_bit ();
      g_autofree char *url = set ? random_url () : g_strdup (PICK (templates));
      g_autofree char *old_url = random_url ();
      g_autoptr (ValUrlRule) rule =
          val_url_rule_new (set ? VAL_URL_RULE_SET : VAL_URL_RULE_TEMPLATE, NULL, url, NULL);
      g_autoptr (ValInstance) instance = random_instance (old_url);
      g_autoptr (ValInstance) changed = NULL;
      g_autoptr (ValChange) first = NULL;
      g_autoptr (ValChange) second = NULL;

      if (rule == NULL)
        continue;
      first = judge (rule, instance);
      if (!val_change_can_tick (first))
        continue;
      changed = with_url (instance, val_change_get_new_url (first));
      second = judge (rule, changed);
      g_assert_cmpint (val_change_get_verdict (second), ==, VAL_CHANGE_SAME);
      g_assert_cmpstr (val_change_get_new_url (second), ==, val_change_get_new_url (first));
    }
}

static char *
apply (ValUrlRuleKind kind, const char *from, const char *to, const char *url)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValUrlRule) rule = val_url_rule_new (kind, from, to, &error);
  g_autoptr (ValInstance) instance = val_test_instance_new (NULL, url);
  char *changed = NULL;

  g_assert_no_error (error);
  val_url_rule_apply (rule, instance, BASE_URL, &changed, &error);
  g_assert_no_error (error);
  return changed;
}

/* There and back again, byte for byte, whatever the rest of the URL is. */
static void
test_host_and_back (void)
{
  static const char *const ports[] = { "", ":8443", ":9443" };

  for (int i = 0; i < N_RANDOM; i++)
    {
      const char *port = PICK (ports);
      const char *new_port = *port != '\0' ? ":1234" : "";
      gboolean with_port = g_test_rand_bit ();
      g_autofree char *host = random_host ();
      g_autofree char *tail = random_tail ();
      g_autofree char *from = g_strconcat (host, with_port ? port : "", NULL);
      g_autofree char *to = g_strconcat ("other.example", with_port ? new_port : "", NULL);
      g_autofree char *url = g_strconcat ("https://", host, port, tail, NULL);
      g_autofree char *there = apply (VAL_URL_RULE_REPLACE_HOST, from, to, url);
      g_autofree char *back = apply (VAL_URL_RULE_REPLACE_HOST, to, from, there);

      g_assert_true (g_str_has_suffix (there, tail));
      g_assert_true (g_str_has_prefix (there, "https://other.example"));
      g_assert_cmpstr (back, ==, url);
    }
}

static char *
random_prefix (const char *host, gboolean slash)
{
  static const char *const paths[] = { "", "/a", "/a/b", "/v1", "/a?x=1" };

  return g_strconcat ("https://", host, slash ? "/hooks/" : PICK (paths), NULL);
}

/* The host is that of the new beginning, never one that came about where the two met. */
static void
test_prefix_keeps_host (void)
{
  static const char *const rests[] = {
    "", "/", "/x", "?x", "x", ".evil.example/", ":8443/", "@evil.example/", "-x", "1", "%2F", "&y"
  };
  guint n_applied = 0;

  for (int i = 0; i < N_RANDOM; i++)
    {
      gboolean slash = g_test_rand_bit ();
      g_autofree char *from = random_prefix ("old.example", slash);
      g_autofree char *to = random_prefix ("new.example", slash);
      g_autofree char *url = g_strconcat (from, PICK (rests), NULL);
      g_autoptr (ValUrlRule) rule = val_url_rule_new (VAL_URL_RULE_REPLACE_PREFIX, from, to, NULL);
      g_autoptr (ValInstance) instance = val_test_instance_new (NULL, url);
      g_autofree char *changed = NULL;
      g_autofree char *host = NULL;

      if (val_url_rule_apply (rule, instance, NULL, &changed, NULL) != VAL_URL_RULE_APPLIED)
        continue;
      val_callback_url_find_reason (changed, NULL, &host);
      g_assert_cmpstr (host, ==, "new.example");
      n_applied++;
    }
  g_assert_cmpuint (n_applied, >, (guint) N_RANDOM / 10);
}

static void
check_parts (const char *url, const char *name, const char *tag)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GHashTable) query = NULL;
  g_auto (GStrv) segments = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_nonnull (uri);
  g_assert_cmpstr (g_uri_get_host (uri), ==, "a.example");
  g_assert_null (g_uri_get_fragment (uri));
  segments = g_strsplit (g_uri_get_path (uri), "/", -1);
  g_assert_cmpuint (g_strv_length (segments), ==, 4);
  first = g_uri_unescape_string (segments[1], NULL);
  second = g_uri_unescape_string (segments[2], NULL);
  g_assert_cmpstr (first, ==, name);
  g_assert_cmpstr (second, ==, tag);
  g_assert_cmpstr (segments[3], ==, "end");
  query = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);
  g_assert_nonnull (query);
  g_assert_cmpuint (g_hash_table_size (query), ==, 3);
  g_assert_cmpstr (g_hash_table_lookup (query, "n"), ==, name);
  g_assert_cmpstr (g_hash_table_lookup (query, "t"), ==, tag);
  g_assert_cmpstr (g_hash_table_lookup (query, "z"), ==, "1");
}

/* Dots are refused; to the facts, a hyphen is nothing. */
static gboolean
is_special (const char *value)
{
  return g_str_equal (value, ".") || g_str_equal (value, "..") || g_str_equal (value, "-");
}

/* No value leaves its place: what was put in is what a server gets out. */
static void
test_template_parses_back (void)
{
  g_autoptr (ValUrlRule) rule = val_url_rule_new (
      VAL_URL_RULE_TEMPLATE, NULL,
      "https://a.example/{instance.name}/{tag:1}/end?n={instance.name}&t={tag:1}&z=1", NULL);

  for (int i = 0; i < N_RANDOM; i++)
    {
      g_autofree char *name = random_value ();
      g_autofree char *tag = random_value ();
      g_autofree char *facts = g_strdup_printf ("name=%s;tags=%s", name, tag);
      g_autoptr (ValInstance) instance = val_test_instance_new (facts, NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *url = NULL;
      ValUrlRuleResult result = val_url_rule_apply (rule, instance, NULL, &url, &error);

      if (is_special (name) || is_special (tag))
        continue;
      g_assert_no_error (error);
      g_assert_cmpint (result, ==, VAL_URL_RULE_APPLIED);
      check_parts (url, name, tag);
    }
}

/* As sed replaces with @letter and an asterisk: what is empty counts only where nothing ended. */
static char *
replace_runs (const char *text, char letter, const char *with)
{
  GString *replaced = g_string_new (NULL);
  const char *last_end = NULL;

  for (const char *at = text;; at++)
    {
      const char *run = at;

      while (*at == letter)
        at++;
      if (at > run || at != last_end)
        g_string_append (replaced, with);
      last_end = at;
      if (*at == '\0')
        break;
      g_string_append_c (replaced, *at);
    }
  return g_string_free (replaced, FALSE);
}

/* Every place is replaced once: an expression that finds the whole, or its end, leaves no rest. */
static void
test_regex_replaces_once (void)
{
  static const char letters[] = "aex/.";

  for (int i = 0; i < N_RANDOM; i++)
    {
      g_autofree char *url = random_url ();
      char letter = letters[g_test_rand_int_range (0, sizeof letters - 1)];
      g_autofree char *expression = g_strdup_printf ("[%c]*", letter);
      g_autofree char *all = apply (VAL_URL_RULE_REGEX, ".*", "<\\0>", url);
      g_autofree char *tail = apply (VAL_URL_RULE_REGEX, "[^/]*$", "new", url);
      g_autofree char *end = apply (VAL_URL_RULE_REGEX, "$", "~", url);
      g_autofree char *runs = apply (VAL_URL_RULE_REGEX, expression, "-", url);
      g_autofree char *expected_all = g_strdup_printf ("<%s>", url);
      g_autofree char *expected_tail =
          g_strdup_printf ("%.*snew", (int) (strrchr (url, '/') + 1 - url), url);
      g_autofree char *expected_end = g_strconcat (url, "~", NULL);
      g_autofree char *expected_runs = NULL;

      g_assert_cmpstr (all, ==, expected_all);
      g_assert_cmpstr (tail, ==, expected_tail);
      g_assert_cmpstr (end, ==, expected_end);
      if (!g_str_is_ascii (url))
        continue;
      expected_runs = replace_runs (url, letter, "-");
      g_assert_cmpstr (runs, ==, expected_runs);
    }
}

static ValUrlRule *
random_rule (void)
{
  static const ValUrlRuleKind kinds[] = { VAL_URL_RULE_SET, VAL_URL_RULE_REPLACE_HOST,
                                          VAL_URL_RULE_REPLACE_PREFIX, VAL_URL_RULE_REGEX,
                                          VAL_URL_RULE_TEMPLATE };
  ValUrlRuleKind kind = kinds[g_test_rand_int_range (0, G_N_ELEMENTS (kinds))];
  g_autofree char *from = g_test_rand_bit () ? random_text () : random_url ();
  g_autofree char *to = g_test_rand_bit () ? random_text () : random_url ();
  g_autoptr (GError) error = NULL;
  ValUrlRule *rule;

  if (kind == VAL_URL_RULE_REPLACE_HOST && g_test_rand_bit ())
    {
      g_free (from);
      g_free (to);
      from = g_test_rand_bit () ? g_strdup ("") : random_host ();
      to = random_host ();
    }
  rule = val_url_rule_new (kind, from, to, &error);
  g_assert_true ((rule == NULL) == (error != NULL));
  if (rule == NULL)
    g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
  return rule;
}

static void
check_change (ValChange *change)
{
  const ValCallbackContext context = { BASE_URL, val_change_get_element_key (change),
                                       val_change_get_id (change), 200 };
  const char *url = val_change_get_new_url (change);
  ValChangeVerdict verdict = val_change_get_verdict (change);

  if (val_change_can_tick (change))
    {
      g_assert_nonnull (url);
      g_assert_cmpint (val_callback_url_check (url, &context, NULL), !=, VAL_URL_REFUSE);
      g_assert_cmpstr (url, !=, val_change_get_old_url (change));
    }
  g_assert_cmpint (val_change_get_ticked (change), ==,
                   verdict == VAL_CHANGE_OK || verdict == VAL_CHANGE_DOUBTFUL);
  if (verdict == VAL_CHANGE_OK)
    g_assert_cmpint (val_callback_url_check (url, &context, NULL), ==, VAL_URL_OK);
  if (verdict == VAL_CHANGE_INVALID || verdict == VAL_CHANGE_DOUBTFUL)
    g_assert_nonnull (val_change_get_reason (change));
}

/* Whatever people type as a rule: it is refused, or nothing that it makes is both bad and ticked.
 */
static void
test_never_ticks_what_is_refused (void)
{
  guint n_rules = 0;
  guint n_ticked = 0;

  for (int i = 0; i < N_RANDOM; i++)
    {
      g_autoptr (ValUrlRule) rule = random_rule ();
      g_autofree char *description = rule != NULL ? val_url_rule_describe (rule) : NULL;

      for (int j = 0; rule != NULL && j < 3; j++)
        {
          g_autofree char *old_url = random_url ();
          g_autoptr (ValInstance) instance = random_instance (old_url);
          g_autoptr (ValChange) change = val_change_judge (rule, instance, BASE_URL, 200);

          check_change (change);
          n_ticked += val_change_get_ticked (change) ? 1 : 0;
        }
      n_rules += rule != NULL ? 1 : 0;
      g_assert_true ((rule == NULL) == (description == NULL));
    }
  g_test_message ("%u rules, %u ticked", n_rules, n_ticked);
  g_assert_cmpuint (n_rules, >, (guint) N_RANDOM / 10);
  g_assert_cmpuint (n_ticked, >, (guint) N_RANDOM / 10);
}

/* Also of what nobody types. */
static void
test_random_bytes (void)
{
  for (int i = 0; i < N_RANDOM; i++)
    {
      char from[24] = { 0 };
      char to[48] = { 0 };

      for (int j = 0; j < g_test_rand_int_range (0, (gint32) sizeof from); j++)
        from[j] = (char) g_test_rand_int_range (0, 256);
      for (int j = 0; j < g_test_rand_int_range (0, (gint32) sizeof to); j++)
        to[j] = (char) g_test_rand_int_range (0, 256);
      for (int kind = VAL_URL_RULE_SET; kind <= VAL_URL_RULE_TEMPLATE; kind++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (ValUrlRule) rule = val_url_rule_new ((ValUrlRuleKind) kind, from, to, &error);

          g_assert_true ((rule == NULL) == (error != NULL));
          if (error != NULL)
            g_assert_true (g_utf8_validate (error->message, -1, NULL));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();

  g_test_add_func ("/url-rule-random/set-is-idempotent", test_set_is_idempotent);
  g_test_add_func ("/url-rule-random/host-and-back", test_host_and_back);
  g_test_add_func ("/url-rule-random/prefix-keeps-host", test_prefix_keeps_host);
  g_test_add_func ("/url-rule-random/template-parses-back", test_template_parses_back);
  g_test_add_func ("/url-rule-random/regex-replaces-once", test_regex_replaces_once);
  g_test_add_func ("/url-rule-random/never-ticks-what-is-refused",
                   test_never_ticks_what_is_refused);
  g_test_add_func ("/url-rule-random/random-bytes", test_random_bytes);
  return g_test_run ();
}
