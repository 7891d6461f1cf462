/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-draft.h"
#include "support/val-test-util.h"
#include "util/val-json.h"
#include "util/val-secret.h"

#include <string.h>

#define CALLBACK_NEW "https://api.cloud-elements.com/elements/api-v2/events/hootsuite/NTc5ODc2"
#define KEY_FILTER   "filter.response.nulls"

static ValInstance *
instance (const char *text)
{
  g_autoptr (GError) error = NULL;
  ValInstance *instance = val_instance_new_from_json (text, strlen (text), &error);

  g_assert_no_error (error);
  return instance;
}

static ValInstance *
hootsuite (void)
{
  g_autofree char *text = val_test_payload ("instance-hootsuite-created.json", NULL);

  return instance (text);
}

static ValDraft *
draft_of (const char *text)
{
  g_autoptr (ValInstance) base = instance (text);

  return val_draft_new (base);
}

static ValDraft *
hootsuite_draft (void)
{
  g_autoptr (ValInstance) base = hootsuite ();

  return val_draft_new (base);
}

static void
assert_patch (ValDraft *draft, const char *expected)
{
  g_autoptr (JsonNode) patch = val_draft_to_patch (draft);
  g_autofree char *text = json_to_string (patch, FALSE);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_changes (ValDraft *draft, const char *expected)
{
  g_auto (GStrv) changes = val_draft_list_changes (draft);
  g_autofree char *joined = g_strjoinv (" ", changes);

  g_assert_cmpstr (joined, ==, expected);
  g_assert_true (val_draft_get_dirty (draft) == (*expected != '\0'));
}

static void
count_notify_cb (ValDraft *draft, GParamSpec *pspec, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
count_cb (ValDraft *draft, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_new (void)
{
  g_autoptr (ValInstance) base = hootsuite ();
  ValDraft *draft = val_draft_new (base);

  g_assert_true (val_draft_get_instance (draft) == base);
  g_assert_cmpstr (val_draft_get_name (draft), ==, "Hootsuite marketing");
  g_assert_cmpstr (val_draft_get_tags (draft)[0], ==, "marketing");
  g_assert_cmpstr (val_draft_get_config (draft, VAL_KEY_OAUTH_SCOPE), ==, "offline");
  g_assert_null (val_draft_get_config (draft, "no.such.key"));
  assert_changes (draft, "");
  assert_patch (draft, "{}");
  g_assert_finalize_object (draft);
  g_assert_cmpuint (G_OBJECT (base)->ref_count, ==, 1);
}

static void
test_properties (void)
{
  g_autoptr (ValDraft) draft = hootsuite_draft ();
  g_autoptr (ValInstance) base = NULL;
  gboolean dirty = FALSE;

  val_draft_set_name (draft, "x");
  g_object_get (draft, "instance", &base, "dirty", &dirty, NULL);
  g_assert_true (base == val_draft_get_instance (draft));
  g_assert_true (dirty);
}

static void
test_name (void)
{
  g_autoptr (ValDraft) draft = hootsuite_draft ();

  val_draft_set_name (draft, "New \"name\"");
  g_assert_cmpstr (val_draft_get_name (draft), ==, "New \"name\"");
  assert_changes (draft, "name");
  assert_patch (draft, "{\"name\":\"New \\\"name\\\"\"}");
  val_draft_set_name (draft, val_draft_get_name (draft));
  val_draft_set_name (draft, "");
  assert_patch (draft, "{\"name\":\"\"}");
  val_draft_set_name (draft, NULL);
  assert_changes (draft, "");
  val_draft_set_name (draft, "x");
  val_draft_set_name (draft, "Hootsuite marketing");
  assert_changes (draft, "");
}

static void
test_tags (void)
{
  const char *const more[] = { "marketing", "demo", "more", NULL };
  const char *const turned[] = { "demo", "marketing", NULL };
  const char *const none[] = { NULL };
  const char *const same[] = { "marketing", "demo", NULL };
  g_autoptr (ValDraft) draft = hootsuite_draft ();

  val_draft_set_tags (draft, more);
  g_assert_cmpstrv (val_draft_get_tags (draft), more);
  assert_changes (draft, "tags");
  assert_patch (draft, "{\"tags\":[\"marketing\",\"demo\",\"more\"]}");
  val_draft_set_tags (draft, turned);
  assert_patch (draft, "{\"tags\":[\"demo\",\"marketing\"]}");
  val_draft_set_tags (draft, none);
  assert_patch (draft, "{\"tags\":[]}");
  val_draft_set_tags (draft, same);
  assert_changes (draft, "");
  val_draft_set_tags (draft, none);
  val_draft_set_tags (draft, NULL);
  assert_changes (draft, "");
}

static void
test_config (void)
{
  g_autoptr (ValDraft) draft = hootsuite_draft ();

  val_draft_set_config (draft, VAL_KEY_CALLBACK_URL, CALLBACK_NEW);
  g_assert_cmpstr (val_draft_get_config (draft, VAL_KEY_CALLBACK_URL), ==, CALLBACK_NEW);
  assert_changes (draft, "configuration." VAL_KEY_CALLBACK_URL);
  val_draft_set_config (draft, VAL_KEY_CALLBACK_URL, "");
  assert_patch (draft, "{\"configuration\":{\"event.notification.callback.url\":\"\"}}");
  val_draft_set_config (draft, VAL_KEY_CALLBACK_URL, NULL);
  assert_changes (draft, "");
  val_draft_set_config (draft, VAL_KEY_OAUTH_SCOPE, "offline");
  assert_changes (draft, "");
}

/* The body that the platform's guide asks for, and nothing besides. */
static void
test_documented_patch (void)
{
  g_autofree char *text = val_test_payload ("instance-patch-callback-request.json", NULL);
  g_autoptr (JsonNode) expected = val_json_parse (text, strlen (text), NULL);
  g_autoptr (ValDraft) draft = hootsuite_draft ();
  g_autoptr (JsonNode) patch = NULL;

  val_draft_set_config (draft, VAL_KEY_CALLBACK_URL, CALLBACK_NEW);
  patch = val_draft_to_patch (draft);
  g_assert_true (json_node_equal (patch, expected));
}

static void
test_null_and_empty_are_the_same (void)
{
  g_autoptr (ValDraft) draft = hootsuite_draft ();

  val_draft_set_config (draft, VAL_KEY_SIGNATURE_KEY, "");
  val_draft_set_config (draft, "no.such.key", "");
  assert_changes (draft, "");
  val_draft_set_config (draft, VAL_KEY_SIGNATURE_KEY, "k");
  assert_patch (draft, "{\"configuration\":{\"event.notification.signature.key\":\"k\"}}");
}

static void
test_masks (void)
{
  g_autoptr (ValDraft) draft = hootsuite_draft ();

  val_draft_set_config (draft, VAL_KEY_OAUTH_SECRET, VAL_SECRET_MASK);
  val_draft_set_config (draft, VAL_KEY_OAUTH_SCOPE, VAL_SECRET_MASK);
  assert_changes (draft, "");
  val_draft_set_config (draft, VAL_KEY_OAUTH_SECRET, "new secret");
  assert_patch (draft, "{\"configuration\":{\"oauth.api.secret\":\"new secret\"}}");
  val_draft_set_config (draft, VAL_KEY_OAUTH_SECRET, VAL_SECRET_MASK);
  assert_changes (draft, "");
  val_draft_set_config (draft, VAL_KEY_OAUTH_SECRET, "");
  assert_patch (draft, "{\"configuration\":{\"oauth.api.secret\":\"\"}}");
}

static void
test_events_enabled (void)
{
  g_autoptr (ValDraft) draft = hootsuite_draft ();

  g_assert_cmpstr (val_draft_get_config (draft, VAL_KEY_EVENTS_ENABLED), ==, "true");
  val_draft_set_config (draft, VAL_KEY_EVENTS_ENABLED, "TRUE");
  assert_changes (draft, "");
  val_draft_set_config (draft, VAL_KEY_EVENTS_ENABLED, "false");
  assert_patch (draft, "{\"configuration\":{\"event.notification.enabled\":false}}");
  val_draft_set_config (draft, VAL_KEY_EVENTS_ENABLED, "");
  assert_patch (draft, "{\"configuration\":{\"event.notification.enabled\":false}}");
}

static void
test_events_enabled_without_config (void)
{
  g_autoptr (ValDraft) off = draft_of ("{\"id\":1}");
  g_autoptr (ValDraft) on = draft_of ("{\"id\":1,\"eventsEnabled\":true}");

  g_assert_cmpstr (val_draft_get_config (off, VAL_KEY_EVENTS_ENABLED), ==, "false");
  val_draft_set_config (off, VAL_KEY_EVENTS_ENABLED, "false");
  assert_changes (off, "");
  val_draft_set_config (off, VAL_KEY_EVENTS_ENABLED, "true");
  assert_patch (off, "{\"configuration\":{\"event.notification.enabled\":true}}");
  val_draft_set_config (on, VAL_KEY_EVENTS_ENABLED, "true");
  assert_changes (on, "");
}

/* Other booleans stay the texts that the platform keeps. */
static void
test_other_booleans (void)
{
  g_autoptr (ValDraft) draft = hootsuite_draft ();

  val_draft_set_config (draft, KEY_FILTER, "false");
  assert_patch (draft, "{\"configuration\":{\"filter.response.nulls\":\"false\"}}");
}

static void
test_all_at_once (void)
{
  const char *const tags[] = { "a", NULL };
  g_autoptr (ValDraft) draft = hootsuite_draft ();

  val_draft_set_config (draft, VAL_KEY_OAUTH_SCOPE, "x");
  val_draft_set_config (draft, "base.url", "y");
  val_draft_set_tags (draft, tags);
  val_draft_set_name (draft, "n");
  assert_changes (draft, "name tags configuration.base.url configuration.oauth.scope");
  assert_patch (draft, "{\"name\":\"n\",\"tags\":[\"a\"],\"configuration\":{\"base.url\":\"y\","
                       "\"oauth.scope\":\"x\"}}");
  val_draft_revert (draft);
  assert_changes (draft, "");
  assert_patch (draft, "{}");
  g_assert_cmpstr (val_draft_get_name (draft), ==, "Hootsuite marketing");
}

static void
test_signals (void)
{
  g_autoptr (ValDraft) draft = hootsuite_draft ();
  guint n_dirty = 0;
  guint n_changed = 0;

  g_signal_connect (draft, "notify::dirty", G_CALLBACK (count_notify_cb), &n_dirty);
  g_signal_connect (draft, "changed", G_CALLBACK (count_cb), &n_changed);
  val_draft_revert (draft);
  val_draft_set_name (draft, "Hootsuite marketing");
  val_draft_set_config (draft, VAL_KEY_OAUTH_SECRET, VAL_SECRET_MASK);
  val_draft_set_tags (draft, NULL);
  g_assert_cmpuint (n_dirty + n_changed, ==, 0);
  val_draft_set_name (draft, "a");
  val_draft_set_name (draft, "a");
  g_assert_cmpuint (n_dirty, ==, 1);
  g_assert_cmpuint (n_changed, ==, 1);
  val_draft_set_config (draft, VAL_KEY_OAUTH_SCOPE, "x");
  val_draft_set_config (draft, VAL_KEY_OAUTH_SCOPE, "x");
  g_assert_cmpuint (n_dirty, ==, 1);
  g_assert_cmpuint (n_changed, ==, 2);
  val_draft_revert (draft);
  g_assert_cmpuint (n_dirty, ==, 2);
  g_assert_cmpuint (n_changed, ==, 3);
}

static void
adopt (ValDraft *draft, const char *text)
{
  g_autoptr (ValInstance) newer = instance (text);

  val_instance_adopt (val_draft_get_instance (draft), newer);
}

/* Newer data of the platform must not cost the user an edit, nor leave one that says nothing. */
static void
test_adopt (void)
{
  const char *const tags[] = { "new", NULL };
  g_autoptr (ValDraft) draft = draft_of (
      "{\"id\":1,\"name\":\"old\",\"tags\":[],\"configuration\":{\"a\":\"1\",\"b\":\"1\"}}");
  guint n_changed = 0;

  val_draft_set_name (draft, "new");
  val_draft_set_tags (draft, tags);
  val_draft_set_config (draft, "a", "2");
  val_draft_set_config (draft, "b", "2");
  g_signal_connect (draft, "changed", G_CALLBACK (count_cb), &n_changed);
  adopt (draft, "{\"id\":1,\"name\":\"theirs\",\"configuration\":{\"a\":\"2\",\"b\":\"3\"}}");
  g_assert_cmpuint (n_changed, ==, 1);
  assert_changes (draft, "name tags configuration.b");
  adopt (draft, "{\"id\":1,\"name\":\"new\",\"tags\":[\"new\"],"
                "\"configuration\":{\"a\":\"2\",\"b\":\"2\"}}");
  assert_changes (draft, "");
  g_assert_cmpuint (n_changed, ==, 2);
}

/* A new secret comes back as a mask, which does not say that it was kept. */
static void
test_adopt_mask (void)
{
  g_autoptr (ValDraft) draft =
      draft_of ("{\"id\":1,\"configuration\":{\"p.secret\":\"********\"}}");

  val_draft_set_config (draft, "p.secret", "s");
  adopt (draft, "{\"id\":1,\"name\":\"x\",\"configuration\":{\"p.secret\":\"********\"}}");
  assert_changes (draft, "configuration.p.secret");
}

static void
test_unedited_follow (void)
{
  g_autoptr (ValDraft) draft = draft_of ("{\"id\":1,\"name\":\"old\",\"tags\":[\"old\"]}");

  adopt (draft, "{\"id\":1,\"name\":\"new\",\"tags\":[\"new\"],\"configuration\":{\"a\":\"1\"}}");
  g_assert_cmpstr (val_draft_get_name (draft), ==, "new");
  g_assert_cmpstr (val_draft_get_tags (draft)[0], ==, "new");
  g_assert_cmpstr (val_draft_get_config (draft, "a"), ==, "1");
  assert_changes (draft, "");
}

static void
test_outlived_by_instance (void)
{
  g_autoptr (ValInstance) base = instance ("{\"id\":1,\"name\":\"old\"}");
  g_autoptr (ValInstance) newer = instance ("{\"id\":1,\"name\":\"new\"}");
  ValDraft *draft = val_draft_new (base);

  g_assert_finalize_object (draft);
  val_instance_adopt (base, newer);
  g_assert_cmpstr (val_instance_get_name (base), ==, "new");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/draft/new", test_new);
  g_test_add_func ("/draft/properties", test_properties);
  g_test_add_func ("/draft/name", test_name);
  g_test_add_func ("/draft/tags", test_tags);
  g_test_add_func ("/draft/config", test_config);
  g_test_add_func ("/draft/documented-patch", test_documented_patch);
  g_test_add_func ("/draft/null-and-empty-are-the-same", test_null_and_empty_are_the_same);
  g_test_add_func ("/draft/masks", test_masks);
  g_test_add_func ("/draft/events-enabled", test_events_enabled);
  g_test_add_func ("/draft/events-enabled-without-config", test_events_enabled_without_config);
  g_test_add_func ("/draft/other-booleans", test_other_booleans);
  g_test_add_func ("/draft/all-at-once", test_all_at_once);
  g_test_add_func ("/draft/signals", test_signals);
  g_test_add_func ("/draft/adopt", test_adopt);
  g_test_add_func ("/draft/adopt-mask", test_adopt_mask);
  g_test_add_func ("/draft/unedited-follow", test_unedited_follow);
  g_test_add_func ("/draft/outlived-by-instance", test_outlived_by_instance);
  return g_test_run ();
}
