/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-instance.h"
#include "model/val-search-text.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"
#include "util/val-secret.h"

#include <string.h>

#define CALLBACK_OLD "https://api.cloud-elements.com/elements/api-v2/events/hootsuite"
#define CALLBACK_NEW CALLBACK_OLD "/NTc5ODc2"

static ValInstance *
instance (const char *text)
{
  g_autoptr (GError) error = NULL;
  ValInstance *self = val_instance_new_from_json (text, strlen (text), &error);

  g_assert_no_error (error);
  return self;
}

static ValInstance *
instance_from_payload (const char *name)
{
  g_autofree char *text = val_test_payload (name, NULL);

  return instance (text);
}

static void
record_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  g_ptr_array_add (user_data, (gpointer) pspec->name);
}

static void
count_cb (ValInstance *self, gpointer user_data)
{
  guint *count = user_data;

  (*count)++;
}

static int
compare_names (gconstpointer one, gconstpointer other)
{
  return strcmp (*(const char *const *) one, *(const char *const *) other);
}

/* Checks what adopting @newer notifies, in the order of the alphabet, and that the signal comes
 * when it should. */
static void
assert_adopts (ValInstance *self, ValInstance *newer, const char *notified, gboolean changed)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  gulong record = g_signal_connect (self, "notify", G_CALLBACK (record_cb), names);
  guint count = 0;
  gulong signal = g_signal_connect (self, "changed", G_CALLBACK (count_cb), &count);
  g_autofree char *joined = NULL;

  val_instance_adopt (self, newer);
  g_signal_handler_disconnect (self, record);
  g_signal_handler_disconnect (self, signal);
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  joined = g_strjoinv (" ", (GStrv) names->pdata);
  g_assert_cmpstr (joined, ==, notified);
  g_assert_cmpuint (count, ==, changed ? 1 : 0);
}

static void
assert_adopts_text (const char *before, const char *after, const char *notified, gboolean changed)
{
  g_autoptr (ValInstance) self = instance (before);
  g_autoptr (ValInstance) newer = instance (after);

  assert_adopts (self, newer, notified, changed);
  assert_adopts (self, newer, "", FALSE);
}

static void
test_created (void)
{
  ValInstance *self = instance_from_payload ("instance-hootsuite-created.json");

  g_assert_cmpint (val_instance_get_id (self), ==, 579876);
  g_assert_cmpstr (val_instance_get_name (self), ==, "Hootsuite marketing");
  g_assert_cmpstr (val_instance_get_element_key (self), ==, "hootsuite");
  g_assert_cmpstr (val_instance_get_element_name (self), ==, "Hootsuite");
  g_assert_cmpuint (g_strv_length ((GStrv) val_instance_get_tags (self)), ==, 2);
  g_assert_cmpstr (val_instance_get_tags (self)[1], ==, "demo");
  g_assert_cmpstr (val_instance_get_created (self), ==, "2025-03-04T09:15:30Z");
  g_assert_cmpstr (val_instance_get_token (self), ==,
                   "FAKE+INSTANCE/TOKEN/HOOT/NOT-A-REAL-SECRETx=");
  g_assert_true (val_instance_get_valid (self));
  g_assert_false (val_instance_get_disabled (self));
  g_assert_true (val_instance_get_events_enabled (self));
  g_assert_false (val_instance_get_trace_logging (self));
  g_assert_cmpstr (val_instance_get_callback_url (self), ==, CALLBACK_OLD);
  g_assert_true (val_instance_has_config (self));
  g_assert_finalize_object (self);
}

static void
test_config (void)
{
  g_autoptr (ValInstance) self = instance_from_payload ("instance-hootsuite-created.json");
  g_auto (GStrv) keys = val_instance_list_config_keys (self);

  g_assert_cmpuint (g_strv_length (keys), ==, 16);
  g_assert_cmpstr (keys[0], ==, "base.url");
  g_assert_true (g_strv_contains ((const char *const *) keys, VAL_KEY_SIGNATURE_KEY));
  g_assert_cmpstr (val_instance_get_config (self, VAL_KEY_OAUTH_SCOPE), ==, "offline");
  g_assert_null (val_instance_get_config (self, VAL_KEY_SIGNATURE_KEY));
  g_assert_null (val_instance_get_config (self, "no.such.key"));
  g_assert_cmpstr (val_instance_get_config (self, VAL_KEY_OAUTH_SECRET), ==, VAL_SECRET_MASK);
  g_assert_true (val_secret_is_mask (val_instance_get_config (self, VAL_KEY_OAUTH_KEY)));
}

static void
test_list (void)
{
  gsize length;
  g_autofree char *text = val_test_payload ("instances-list.json", &length);
  g_autoptr (GPtrArray) list = val_instance_list_new_from_json (text, length, NULL);
  ValInstance *slack = g_ptr_array_index (list, 1);
  ValInstance *close = g_ptr_array_index (list, 2);

  g_assert_cmpuint (list->len, ==, 3);
  g_assert_true (val_instance_get_disabled (slack));
  g_assert_true (val_instance_get_valid (slack));
  g_assert_cmpstr (val_instance_get_callback_url (slack), ==,
                   "https://events.example.org/cloud-elements");
  g_assert_false (val_instance_get_valid (close));
  g_assert_false (val_instance_get_events_enabled (close));
  g_assert_null (val_instance_get_tags (close)[0]);
}

static void
test_least (void)
{
  g_autoptr (ValInstance) self = instance ("{\"id\":1}");
  g_auto (GStrv) keys = val_instance_list_config_keys (self);

  g_assert_cmpstr (val_instance_get_name (self), ==, "");
  g_assert_null (val_instance_get_element_key (self));
  g_assert_null (val_instance_get_element_name (self));
  g_assert_null (val_instance_get_tags (self)[0]);
  g_assert_null (val_instance_get_created (self));
  g_assert_null (val_instance_get_token (self));
  g_assert_null (val_instance_get_callback_url (self));
  g_assert_true (val_instance_get_valid (self));
  g_assert_false (val_instance_get_disabled (self));
  g_assert_false (val_instance_get_events_enabled (self));
  g_assert_false (val_instance_has_config (self));
  g_assert_null (keys[0]);
  g_assert_cmpstr (val_instance_get_search_text (self), ==, "1");
}

static void
collect_cb (gpointer key, gpointer value, gpointer user_data)
{
  g_string_append_printf (user_data, "%s=%s\n", (const char *) key,
                          value != NULL ? (const char *) value : "null");
}

/* Of the rest it says nothing, so that adopting it changes nothing else. */
static void
test_known (void)
{
  g_autoptr (ValInstance) self = val_instance_new_known (7, CALLBACK_OLD);
  g_autoptr (ValInstance) without = val_instance_new_known (7, NULL);
  g_autoptr (ValInstance) other = instance ("{\"id\":7,\"name\":\"N\",\"tags\":[\"t\"],"
                                            "\"valid\":false,\"disabled\":true}");
  g_autoptr (GString) config = g_string_new (NULL);

  g_assert_cmpint (val_instance_get_id (self), ==, 7);
  g_assert_cmpstr (val_instance_get_callback_url (self), ==, CALLBACK_OLD);
  val_instance_foreach_config (self, collect_cb, config);
  val_instance_foreach_config (without, collect_cb, config);
  val_instance_foreach_config (other, collect_cb, config);
  g_assert_cmpstr (config->str, ==,
                   VAL_KEY_CALLBACK_URL "=" CALLBACK_OLD "\n" VAL_KEY_CALLBACK_URL "=null\n");
  val_instance_adopt (other, self);
  g_assert_cmpstr (val_instance_get_name (other), ==, "N");
  g_assert_cmpstr (val_instance_get_tags (other)[0], ==, "t");
  g_assert_false (val_instance_get_valid (other));
  g_assert_true (val_instance_get_disabled (other));
  g_assert_cmpstr (val_instance_get_callback_url (other), ==, CALLBACK_OLD);
}

static void
test_bad (void)
{
  const char *const texts[] = { "{}",
                                "{\"id\":0}",
                                "{\"id\":-1}",
                                "{\"id\":null}",
                                "{\"id\":\"\"}",
                                "{\"id\":{}}",
                                "{\"id\":true}",
                                "{\"id\":\"x1\"}",
                                "{\"id\":1.5}",
                                "[]",
                                "7",
                                "",
                                "[{\"id\":7}]",
                                "{\"id\":7}{\"id\":8}",
                                "{\"id\":7,\"id\":0}" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (val_instance_new_from_json (texts[i], strlen (texts[i]), &error));
      g_assert_error (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER);
    }
}

static void
test_bad_lists (void)
{
  const char *const texts[] = { "",
                                "{}",
                                "{\"id\":7}",
                                "[7]",
                                "[{}]",
                                "[[]]",
                                "[{\"id\":7},null]",
                                "[{\"id\":7}",
                                "[{\"id\":7},]",
                                "[{\"id\":7}]]",
                                "[{\"id\":7},{}]" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (val_instance_list_new_from_json (texts[i], strlen (texts[i]), &error));
      g_assert_error (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER);
    }
}

/* Whatever comes twice, or is of another type, or nested: the last one counts, and what follows is
 * read as if nothing had been there. */
static void
test_odd (void)
{
  g_autoptr (ValInstance) self = instance (
      "{\"token\":{\"a\":[1,{\"b\":2}]},\"configuration\":{\"gone\":\"1\"},\"valid\":false,"
      "\"element\":{\"key\":\"one\",\"name\":\"One\"},\"tags\":[\"a\"],\"name\":\"First\","
      "\"tags\":[\"b\",{\"more\":[],\"name\":\"c\"},7,null,\"\",[\"d\"]],\"name\":\"Second\","
      "\"element\":{\"x\":{\"key\":\"no\"},\"key\":\"two\"},\"id\":\"41\",\"id\":42,"
      "\"configuration\":{\"n\":1.50,\"o\":{\"a\" : [ 1 "
      "]},\"t\":true,\"u\":null,\"v\":\"\\u00e9\"},"
      "\"createdDate\":3,\"eventsEnabled\":[],\"valid\":\"perhaps\"}");

  g_assert_cmpint (val_instance_get_id (self), ==, 42);
  g_assert_cmpstr (val_instance_get_name (self), ==, "Second");
  g_assert_cmpstr (val_instance_get_element_key (self), ==, "two");
  g_assert_cmpstr (val_instance_get_element_name (self), ==, "two");
  g_assert_null (val_instance_get_token (self));
  g_assert_null (val_instance_get_created (self));
  g_assert_true (val_instance_get_valid (self));
  g_assert_cmpuint (g_strv_length ((GStrv) val_instance_get_tags (self)), ==, 3);
  g_assert_cmpstr (val_instance_get_tags (self)[1], ==, "c");
  g_assert_cmpstr (val_instance_get_tags (self)[2], ==, "7");
  g_assert_null (val_instance_get_config (self, "gone"));
  g_assert_cmpstr (val_instance_get_config (self, "n"), ==, "1.5");
  g_assert_cmpstr (val_instance_get_config (self, "o"), ==, "{\"a\":[1]}");
  g_assert_cmpstr (val_instance_get_config (self, "t"), ==, "true");
  g_assert_null (val_instance_get_config (self, "u"));
  g_assert_cmpstr (val_instance_get_config (self, "v"), ==, "é");
}

/* A text that was cut is never taken for a whole one. */
static void
test_cut (void)
{
  gsize length;
  g_autofree char *text = val_test_payload ("instances-list.json", &length);
  gsize n_whole = length;

  while (g_ascii_isspace (text[n_whole - 1]))
    n_whole--;
  for (gsize cut = 0; cut < n_whole; cut++)
    {
      g_autofree char *part = g_memdup2 (text, MAX (cut, 1));

      g_assert_null (val_instance_list_new_from_json (part, cut, NULL));
    }
}

static void
test_ids (void)
{
  g_autoptr (ValInstance) large = instance ("{\"id\":9223372036854775807}");
  g_autoptr (ValInstance) text = instance ("{\"id\":\"579876\"}");

  g_assert_cmpint (val_instance_get_id (large), ==, G_MAXINT64);
  g_assert_cmpint (val_instance_get_id (text), ==, 579876);
}

/* Members of other types than promised are passed over. */
static void
test_other_types (void)
{
  g_autoptr (ValInstance) self =
      instance ("{\"id\":1,\"name\":7,\"element\":\"hootsuite\",\"tags\":\"a\",\"token\":{},"
                "\"createdDate\":[],\"valid\":\"maybe\",\"disabled\":\"true\","
                "\"eventsEnabled\":\"TRUE\",\"configuration\":[1]}");

  g_assert_cmpstr (val_instance_get_name (self), ==, "");
  g_assert_null (val_instance_get_element_key (self));
  g_assert_null (val_instance_get_tags (self)[0]);
  g_assert_null (val_instance_get_token (self));
  g_assert_null (val_instance_get_created (self));
  g_assert_true (val_instance_get_valid (self));
  g_assert_true (val_instance_get_disabled (self));
  g_assert_true (val_instance_get_events_enabled (self));
  g_assert_false (val_instance_has_config (self));
}

static void
test_tags (void)
{
  g_autoptr (ValInstance) self =
      instance ("{\"id\":1,\"tags\":[\"a\",{\"id\":5,\"name\":\"b\"},null,{},\"\",7,[\"x\"]]}");
  const char *const expected[] = { "a", "b", "7", NULL };

  g_assert_cmpstrv (val_instance_get_tags (self), expected);
}

static void
test_config_values (void)
{
  g_autoptr (ValInstance) self =
      instance ("{\"id\":1,\"configuration\":{\"t\":true,\"n\":15,\"z\":null,\"e\":\"\","
                "\"o\":{\"a\":{\"url\":\"/x\"}},\"l\":[1]}}");

  g_assert_cmpstr (val_instance_get_config (self, "t"), ==, "true");
  g_assert_cmpstr (val_instance_get_config (self, "n"), ==, "15");
  g_assert_null (val_instance_get_config (self, "z"));
  g_assert_cmpstr (val_instance_get_config (self, "e"), ==, "");
  g_assert_cmpstr (val_instance_get_config (self, "o"), ==, "{\"a\":{\"url\":\"/x\"}}");
  g_assert_cmpstr (val_instance_get_config (self, "l"), ==, "[1]");
}

static void
test_null_config_is_unknown (void)
{
  g_autoptr (ValInstance) null = instance ("{\"id\":1,\"configuration\":null}");
  g_autoptr (ValInstance) empty = instance ("{\"id\":1,\"configuration\":{}}");

  g_assert_false (val_instance_has_config (null));
  g_assert_true (val_instance_has_config (empty));
}

static void
test_events_enabled (void)
{
  g_autoptr (ValInstance) config =
      instance ("{\"id\":1,\"configuration\":{\"event.notification.enabled\":\"true\"}}");
  g_autoptr (ValInstance) member = instance ("{\"id\":1,\"eventsEnabled\":false,\"configuration\":"
                                             "{\"event.notification.enabled\":\"true\"}}");

  g_assert_true (val_instance_get_events_enabled (config));
  g_assert_false (val_instance_get_events_enabled (member));
}

static void
test_token_is_not_a_mask (void)
{
  g_autoptr (ValInstance) self = instance ("{\"id\":1,\"token\":\"********\"}");
  g_autoptr (ValInstance) empty = instance ("{\"id\":1,\"token\":\"\"}");

  g_assert_null (val_instance_get_token (self));
  g_assert_null (val_instance_get_token (empty));
}

static void
test_properties (void)
{
  g_autoptr (ValInstance) self = instance_from_payload ("instance-hootsuite-created.json");
  gint64 id = 0;
  gboolean valid = FALSE;
  gboolean disabled = TRUE;
  gboolean events = FALSE;
  g_autofree char *name = NULL;
  g_autofree char *key = NULL;
  g_autofree char *element = NULL;
  g_autofree char *created = NULL;
  g_autofree char *callback = NULL;
  g_auto (GStrv) tags = NULL;

  g_object_get (self, "id", &id, "valid", &valid, "disabled", &disabled, "events-enabled", &events,
                "name", &name, "element-key", &key, "element-name", &element, "created", &created,
                "callback-url", &callback, "tags", &tags, NULL);
  g_assert_cmpint (id, ==, 579876);
  g_assert_true (valid && !disabled && events);
  g_assert_cmpstr (name, ==, "Hootsuite marketing");
  g_assert_cmpstr (key, ==, "hootsuite");
  g_assert_cmpstr (element, ==, "Hootsuite");
  g_assert_cmpstr (created, ==, "2025-03-04T09:15:30Z");
  g_assert_cmpstr (callback, ==, CALLBACK_OLD);
  g_assert_cmpstr (tags[0], ==, "marketing");
}

/* A token must not be found by those who list properties, such as inspectors. */
static void
test_token_is_no_property (void)
{
  g_autoptr (ValInstance) self = instance ("{\"id\":1,\"token\":\"x\"}");

  g_assert_null (g_object_class_find_property (G_OBJECT_GET_CLASS (self), "token"));
}

static void
test_adopt_callback (void)
{
  g_autoptr (ValInstance) self = instance_from_payload ("instance-hootsuite-created.json");
  g_autoptr (ValInstance) newer = instance_from_payload ("instance-hootsuite-patched.json");

  assert_adopts (self, newer, "callback-url", TRUE);
  g_assert_cmpstr (val_instance_get_callback_url (self), ==, CALLBACK_NEW);
  assert_adopts (self, newer, "", FALSE);
}

static void
test_adopt_each (void)
{
  assert_adopts_text ("{\"id\":1,\"name\":\"a\"}", "{\"id\":1,\"name\":\"b\"}", "name", TRUE);
  assert_adopts_text ("{\"id\":1,\"name\":\"a\"}", "{\"id\":1,\"name\":\"\"}", "name", TRUE);
  assert_adopts_text ("{\"id\":1,\"tags\":[\"a\"]}", "{\"id\":1,\"tags\":[]}", "tags", TRUE);
  assert_adopts_text ("{\"id\":1,\"tags\":[\"a\",\"b\"]}", "{\"id\":1,\"tags\":[\"b\",\"a\"]}",
                      "tags", TRUE);
  assert_adopts_text ("{\"id\":1,\"valid\":true}", "{\"id\":1,\"valid\":false}", "valid", TRUE);
  assert_adopts_text ("{\"id\":1}", "{\"id\":1,\"disabled\":true}", "disabled", TRUE);
  assert_adopts_text ("{\"id\":1}", "{\"id\":1,\"eventsEnabled\":true}", "events-enabled", TRUE);
  assert_adopts_text ("{\"id\":1}", "{\"id\":1,\"createdDate\":\"2025\"}", "created", TRUE);
  assert_adopts_text ("{\"id\":1}", "{\"id\":1,\"element\":{\"key\":\"box\"}}",
                      "element-key element-name", TRUE);
}

/* What is no property is told by the signal alone. */
static void
test_adopt_silent (void)
{
  assert_adopts_text ("{\"id\":1,\"token\":\"a\"}", "{\"id\":1,\"token\":\"b\"}", "", TRUE);
  assert_adopts_text ("{\"id\":1}", "{\"id\":1,\"traceLoggingEnabled\":true}", "", TRUE);
  assert_adopts_text ("{\"id\":1}", "{\"id\":1,\"configuration\":{}}", "", TRUE);
  assert_adopts_text ("{\"id\":1,\"configuration\":{\"a\":\"1\"}}",
                      "{\"id\":1,\"configuration\":{\"a\":\"2\"}}", "", TRUE);
  assert_adopts_text ("{\"id\":1,\"configuration\":{\"a\":null}}",
                      "{\"id\":1,\"configuration\":{\"b\":null}}", "", TRUE);
  assert_adopts_text ("{\"id\":1,\"configuration\":{\"a\":null}}",
                      "{\"id\":1,\"configuration\":{\"a\":\"\"}}", "", TRUE);
}

/* A light answer says little, and what it does not say stays (contract 3.2). */
static void
test_adopt_light (void)
{
  g_autoptr (ValInstance) self =
      instance ("{\"id\":1,\"name\":\"a\",\"token\":\"t\",\"tags\":[\"x\"],\"disabled\":true,"
                "\"valid\":false,\"eventsEnabled\":true,\"traceLoggingEnabled\":true,"
                "\"createdDate\":\"2025\",\"element\":{\"key\":\"box\",\"name\":\"Box\"},"
                "\"configuration\":{\"event.notification.callback.url\":\"https://h/\"}}");
  g_autoptr (ValInstance) light = instance ("{\"id\":1}");

  assert_adopts (self, light, "", FALSE);
  g_assert_cmpstr (val_instance_get_name (self), ==, "a");
  g_assert_cmpstr (val_instance_get_token (self), ==, "t");
  g_assert_cmpstr (val_instance_get_tags (self)[0], ==, "x");
  g_assert_true (val_instance_get_disabled (self));
  g_assert_false (val_instance_get_valid (self));
  g_assert_true (val_instance_get_events_enabled (self));
  g_assert_true (val_instance_get_trace_logging (self));
  g_assert_cmpstr (val_instance_get_created (self), ==, "2025");
  g_assert_cmpstr (val_instance_get_element_name (self), ==, "Box");
  g_assert_cmpstr (val_instance_get_callback_url (self), ==, "https://h/");
}

static void
test_adopt_drops_keys (void)
{
  g_autoptr (ValInstance) self =
      instance ("{\"id\":1,\"configuration\":{\"event.notification.callback.url\":\"https://h/\","
                "\"a\":\"1\"}}");
  g_autoptr (ValInstance) newer = instance ("{\"id\":1,\"configuration\":{\"a\":\"1\"}}");

  assert_adopts (self, newer, "callback-url", TRUE);
  g_assert_null (val_instance_get_callback_url (self));
}

static void
test_adopt_copies (void)
{
  g_autoptr (ValInstance) self = instance ("{\"id\":1}");
  ValInstance *newer = instance ("{\"id\":1,\"token\":\"t\",\"tags\":[\"x\"],"
                                 "\"configuration\":{\"a\":\"1\"}}");

  val_instance_adopt (self, newer);
  g_assert_finalize_object (newer);
  g_assert_cmpstr (val_instance_get_token (self), ==, "t");
  g_assert_cmpstr (val_instance_get_tags (self)[0], ==, "x");
  g_assert_cmpstr (val_instance_get_config (self, "a"), ==, "1");
}

static void
test_adopt_self (void)
{
  g_autoptr (ValInstance) self = instance_from_payload ("instance-hootsuite-created.json");

  assert_adopts (self, self, "", FALSE);
  g_assert_nonnull (val_instance_get_token (self));
}

static void
check_notified_state_cb (ValInstance *self, GParamSpec *pspec, gpointer user_data)
{
  g_assert_cmpstr (val_instance_get_name (self), ==, "new");
  g_assert_true (val_instance_get_disabled (self));
  g_assert_nonnull (strstr (val_instance_get_search_text (self), "new"));
  (*(guint *) user_data)++;
}

/* Those who are told of one change find all of them done. */
static void
test_adopt_is_whole (void)
{
  g_autoptr (ValInstance) self = instance ("{\"id\":1,\"name\":\"old\"}");
  g_autoptr (ValInstance) newer = instance ("{\"id\":1,\"name\":\"new\",\"disabled\":true}");
  guint count = 0;

  g_signal_connect (self, "notify", G_CALLBACK (check_notified_state_cb), &count);
  val_instance_adopt (self, newer);
  g_assert_cmpuint (count, ==, 2);
}

static gboolean
finds (ValInstance *self, const char *typed)
{
  g_autofree char *folded = val_search_text_fold (typed);

  return strstr (val_instance_get_search_text (self), folded) != NULL;
}

static void
test_search (void)
{
  g_autoptr (ValInstance) self = instance (
      "{\"id\":20931,\"name\":\"Caf\303\251 \303\204RGER\",\"element\":{\"key\":\"slack\","
      "\"name\":\"Slack\"},\"tags\":[\"Alerts\",\"\316\243\"],\"token\":\"SECRETTOKEN\","
      "\"configuration\":{\"event.notification.callback.url\":"
      "\"https://Hooks.Example.org/secretpath\",\"oauth.api.key\":\"clientid\"}}");

  g_assert_true (finds (self, "20931"));
  g_assert_true (finds (self, "2093"));
  g_assert_true (finds (self, "CAF\303\211"));
  g_assert_true (finds (self, "cafe\314\201"));
  g_assert_true (finds (self, "\303\244rger"));
  g_assert_true (finds (self, "SLACK"));
  g_assert_true (finds (self, "alert"));
  g_assert_true (finds (self, "\317\203"));
  g_assert_true (finds (self, "hooks.example.ORG"));
  g_assert_true (finds (self, ""));
  g_assert_false (finds (self, "secretpath"));
  g_assert_false (finds (self, "secrettoken"));
  g_assert_false (finds (self, "clientid"));
  g_assert_false (finds (self, "slackslack"));
}

static void
test_search_follows (void)
{
  g_autoptr (ValInstance) self = instance ("{\"id\":1,\"name\":\"before\"}");
  g_autoptr (ValInstance) newer =
      instance ("{\"id\":1,\"name\":\"after\",\"configuration\":"
                "{\"event.notification.callback.url\":\"https://new.example/\"}}");

  val_instance_adopt (self, newer);
  g_assert_true (finds (self, "after"));
  g_assert_true (finds (self, "new.example"));
  g_assert_false (finds (self, "before"));
}

static void
test_fold (void)
{
  g_autofree char *plain = val_search_text_fold ("ABC 123");
  g_autofree char *sharp = val_search_text_fold ("STRA\303\237E");
  g_autofree char *broken = val_search_text_fold ("\377");

  g_assert_cmpstr (plain, ==, "abc 123");
  g_assert_cmpstr (sharp, ==, "strasse");
  g_assert_cmpstr (broken, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/instance/created", test_created);
  g_test_add_func ("/instance/config", test_config);
  g_test_add_func ("/instance/list", test_list);
  g_test_add_func ("/instance/least", test_least);
  g_test_add_func ("/instance/known", test_known);
  g_test_add_func ("/instance/bad", test_bad);
  g_test_add_func ("/instance/bad-lists", test_bad_lists);
  g_test_add_func ("/instance/odd", test_odd);
  g_test_add_func ("/instance/cut", test_cut);
  g_test_add_func ("/instance/ids", test_ids);
  g_test_add_func ("/instance/other-types", test_other_types);
  g_test_add_func ("/instance/tags", test_tags);
  g_test_add_func ("/instance/config-values", test_config_values);
  g_test_add_func ("/instance/null-config-is-unknown", test_null_config_is_unknown);
  g_test_add_func ("/instance/events-enabled", test_events_enabled);
  g_test_add_func ("/instance/token-is-not-a-mask", test_token_is_not_a_mask);
  g_test_add_func ("/instance/properties", test_properties);
  g_test_add_func ("/instance/token-is-no-property", test_token_is_no_property);
  g_test_add_func ("/instance/adopt-callback", test_adopt_callback);
  g_test_add_func ("/instance/adopt-each", test_adopt_each);
  g_test_add_func ("/instance/adopt-silent", test_adopt_silent);
  g_test_add_func ("/instance/adopt-light", test_adopt_light);
  g_test_add_func ("/instance/adopt-drops-keys", test_adopt_drops_keys);
  g_test_add_func ("/instance/adopt-copies", test_adopt_copies);
  g_test_add_func ("/instance/adopt-self", test_adopt_self);
  g_test_add_func ("/instance/adopt-is-whole", test_adopt_is_whole);
  g_test_add_func ("/instance/search", test_search);
  g_test_add_func ("/instance/search-follows", test_search_follows);
  g_test_add_func ("/instance/fold", test_fold);
  return g_test_run ();
}
