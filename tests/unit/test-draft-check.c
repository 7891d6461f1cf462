/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-draft-check.h"

#include "model/val-field.h"
#include "util/val-json.h"

#include <string.h>

#define SCHEMA                                                                                     \
  "{\"key\":\"shop\",\"configuration\":["                                                          \
  "{\"key\":\"authentication.type\",\"type\":\"COMBO\",\"groupControl\":true,\"required\":true,"   \
  " \"defaultValue\":\"basic\",\"options\":[{\"value\":\"basic\"},{\"value\":\"custom\"}]},"       \
  "{\"key\":\"username\",\"type\":\"TEXTFIELD_32\",\"required\":true,\"groupName\":\"basic\"},"    \
  "{\"key\":\"client\",\"type\":\"TEXTFIELD_32\",\"required\":true,\"groupName\":\"custom\"},"     \
  "{\"key\":\"shared\",\"type\":\"TEXTFIELD_32\",\"groupName\":\"basic\"},"                        \
  "{\"key\":\"shared\",\"type\":\"TEXTFIELD_32\",\"groupName\":\"custom\"},"                       \
  "{\"key\":\"nulls\",\"type\":\"BOOLEAN\",\"defaultValue\":\"true\"},"                            \
  "{\"key\":\"plain\",\"type\":\"BOOLEAN\"},"                                                      \
  "{\"key\":\"kind\",\"type\":\"COMBO\",\"defaultValue\":\"a\",\"options\":[{\"value\":\"a\"}]},"  \
  "{\"key\":\"interval\",\"type\":\"TEXTFIELD_32\",\"defaultValue\":\"15\"},"                      \
  "{\"key\":\"code\",\"type\":\"PASSWORD\",\"required\":true},"                                    \
  "{\"key\":\"poller\",\"type\":\"TEXTAREA\",\"defaultValue\":\" {\\\"a\\\":1}\"},"                \
  "{\"key\":\"notes\",\"type\":\"TEXTAREA\",\"defaultValue\":\"5\"}]}"

typedef struct
{
  ValElement *element;
  ValInstance *instance;
  ValDraft *draft;
} Fixture;

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = val_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return node;
}

static void
set_up (Fixture *fixture, gconstpointer configuration)
{
  g_autofree char *text =
      g_strdup_printf ("{\"id\":1,\"configuration\":%s}", (const char *) configuration);
  g_autoptr (JsonNode) schema = parse (SCHEMA);

  fixture->element = val_element_new_from_json (val_json_node_object (schema), NULL);
  fixture->instance = val_instance_new_from_json (text, strlen (text), NULL);
  fixture->draft = val_draft_new (fixture->instance);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->draft);
  g_assert_finalize_object (fixture->instance);
  g_assert_finalize_object (fixture->element);
}

static ValField *
field (Fixture *fixture, const char *key)
{
  ValField *found = val_element_find_field (fixture->element, key);

  g_assert_nonnull (found);
  return found;
}

static char *
problem (Fixture *fixture, const char *key)
{
  return val_draft_find_problem (fixture->draft, fixture->element, field (fixture, key));
}

static void
assert_problem (Fixture *fixture, const char *key, const char *part)
{
  g_autofree char *found = problem (fixture, key);

  g_test_message ("%s: %s", key, found);
  g_assert_nonnull (found);
  g_assert_nonnull (strstr (found, part));
  g_assert_false (val_draft_check (fixture->draft, fixture->element));
}

static void
assert_sound (Fixture *fixture, const char *key)
{
  g_autofree char *found = problem (fixture, key);

  g_assert_null (found);
}

static void
assert_text (Fixture *fixture, const char *key, const char *expected)
{
  g_autofree char *text = val_draft_dup_field_text (fixture->draft, field (fixture, key));

  g_assert_cmpstr (text, ==, expected);
}

/* A switch and a required choice show their default; a text that is not set shows nothing. */
static void
test_texts (Fixture *fixture, gconstpointer data)
{
  assert_text (fixture, "nulls", "true");
  assert_text (fixture, "plain", "false");
  assert_text (fixture, "authentication.type", "basic");
  assert_text (fixture, "kind", "");
  assert_text (fixture, "interval", "");
  val_draft_set_config (fixture->draft, "interval", "30");
  assert_text (fixture, "interval", "30");
}

/* Back to what was shown before is back to no edit. */
static void
test_set_text (Fixture *fixture, gconstpointer data)
{
  val_draft_set_field_text (fixture->draft, field (fixture, "nulls"), "false");
  g_assert_cmpstr (val_draft_get_config (fixture->draft, "nulls"), ==, "false");
  val_draft_set_field_text (fixture->draft, field (fixture, "nulls"), "true");
  g_assert_null (val_draft_get_config (fixture->draft, "nulls"));
  val_draft_set_field_text (fixture->draft, field (fixture, "interval"), "15");
  g_assert_cmpstr (val_draft_get_config (fixture->draft, "interval"), ==, "15");
  val_draft_set_field_text (fixture->draft, field (fixture, "interval"), "");
  g_assert_false (val_draft_get_dirty (fixture->draft));
}

/* What the platform has is its own affair, however it came there. */
static void
test_untouched_is_sound (Fixture *fixture, gconstpointer data)
{
  g_assert_true (val_draft_check (fixture->draft, fixture->element));
}

static void
test_required (Fixture *fixture, gconstpointer data)
{
  val_draft_set_config (fixture->draft, "username", "");
  assert_problem (fixture, "username", "required");
  val_draft_set_config (fixture->draft, "username", "b");
  assert_sound (fixture, "username");
  val_draft_set_config (fixture->draft, "code", "new");
  g_assert_true (val_draft_check (fixture->draft, fixture->element));
}

static void
test_length (Fixture *fixture, gconstpointer data)
{
  val_draft_set_config (fixture->draft, "username", "äääääääääääääääääääääääääääääääää");
  assert_problem (fixture, "username", "33");
  val_draft_set_config (fixture->draft, "username", "ääääääääääääääääääääääääääääääää");
  assert_sound (fixture, "username");
}

static void
test_json (Fixture *fixture, gconstpointer data)
{
  val_draft_set_config (fixture->draft, "poller", "{\n  \"a\": }");
  assert_problem (fixture, "poller", "line 2, column 8");
  val_draft_set_config (fixture->draft, "poller", "");
  assert_sound (fixture, "poller");
  val_draft_set_config (fixture->draft, "poller", "[]");
  assert_sound (fixture, "poller");
}

/* Only an object or an array, as default or as value, says that a text is to be JSON. */
static void
test_json_by_value (Fixture *fixture, gconstpointer json)
{
  gboolean wants_json = strstr (json, "[1]") != NULL;

  val_draft_set_config (fixture->draft, "notes", "no JSON");
  if (wants_json)
    assert_problem (fixture, "notes", "line 1");
  else
    assert_sound (fixture, "notes");
}

static void
test_groups (Fixture *fixture, gconstpointer data)
{
  g_assert_true (val_draft_shows_field (fixture->draft, fixture->element, field (fixture, "code")));
  g_assert_true (
      val_draft_shows_field (fixture->draft, fixture->element, field (fixture, "username")));
  g_assert_false (
      val_draft_shows_field (fixture->draft, fixture->element, field (fixture, "client")));
  assert_sound (fixture, "client");

  val_draft_set_config (fixture->draft, "authentication.type", "custom");
  g_assert_false (
      val_draft_shows_field (fixture->draft, fixture->element, field (fixture, "username")));
  assert_problem (fixture, "client", "required");
  val_draft_set_config (fixture->draft, "client", "id");
  g_assert_true (val_draft_check (fixture->draft, fixture->element));
}

/* Edits go with the group that shows them, but not where another group shows the same key. */
static void
test_drop (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) changes = NULL;
  const char *const left[] = { "configuration.authentication.type", "configuration.shared", NULL };

  val_draft_set_config (fixture->draft, "username", "other");
  val_draft_set_config (fixture->draft, "shared", "other");
  val_draft_set_config (fixture->draft, "authentication.type", "custom");
  val_draft_drop_unshown (fixture->draft, fixture->element);
  changes = val_draft_list_changes (fixture->draft);
  g_assert_cmpstrv (changes, left);
}

static void
test_secrets (Fixture *fixture, gconstpointer data)
{
  g_assert_true (val_draft_is_secret (fixture->draft, "oauth.api.secret"));
  g_assert_true (val_draft_is_secret (fixture->draft, "code"));
  g_assert_false (val_draft_is_secret (fixture->draft, "username"));
  val_draft_mark_secret (fixture->draft, "username");
  g_assert_true (val_draft_is_secret (fixture->draft, "username"));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    const char *configuration;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/draft-check/texts", "{\"plain\":null}", test_texts },
    { "/draft-check/set-text", "{}", test_set_text },
    { "/draft-check/untouched", "{\"poller\":\"{\",\"username\":\"\"}", test_untouched_is_sound },
    { "/draft-check/required", "{\"username\":\"a\",\"code\":\"********\"}", test_required },
    { "/draft-check/length", "{\"username\":\"a\"}", test_length },
    { "/draft-check/json/by-default", "{\"poller\":\"{}\"}", test_json },
    { "/draft-check/json/by-value", "{\"notes\":\" [1]\"}", test_json_by_value },
    { "/draft-check/json/number", "{\"notes\":\"7\"}", test_json_by_value },
    { "/draft-check/groups", "{\"username\":\"a\"}", test_groups },
    { "/draft-check/drop", "{\"username\":\"a\"}", test_drop },
    { "/draft-check/secrets", "{\"code\":\"********\"}", test_secrets },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, tests[i].configuration, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
