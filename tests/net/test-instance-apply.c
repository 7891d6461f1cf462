/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-instance-apply.h"
#include "support/val-test-server.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <string.h>

#define OLD_URL "https://old.example.com/hook"
#define NEW_URL "https://new.example.com/hook"

/* What a platform may do with the configuration of a PATCH: nothing of it is promised. */
typedef enum
{
  MERGES,
  REPLACES,
  IGNORES,
  EMPTIES, /* keeps the siblings' keys, but not their values */
  RESETS,  /* siblings get another value */
} PatchStyle;

typedef struct
{
  PatchStyle style;
  gboolean answers_bare;    /* the answer to PATCH has no configuration */
  gboolean reads_bare;      /* nor has that to GET */
  gboolean ignores_per_key; /* the per-key route keeps nothing either */
  gboolean sanitises;
  gboolean ignores_fields;
} Behaviour;

typedef struct
{
  ValTestServer *server;
  ValSession *session;
  Behaviour behaviour;
  JsonObject *instance;
  GPtrArray *keys; /* the id of a configuration value is its place in here, from 1 */
  guint n_per_key;
} Fixture;

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = val_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return node;
}

static JsonObject *
get_config (Fixture *fixture)
{
  return json_object_get_object_member (fixture->instance, "configuration");
}

static const char *
get_value (Fixture *fixture, const char *key)
{
  return val_json_get_string (get_config (fixture), key);
}

static void
remember_key_cb (JsonObject *object, const char *key, JsonNode *node, gpointer user_data)
{
  g_ptr_array_add (user_data, g_strdup (key));
}

static char *
show (Fixture *fixture, gboolean bare)
{
  g_autoptr (JsonNode) node = json_node_alloc ();
  g_autoptr (JsonNode) copy = NULL;
  g_autofree char *text = NULL;

  json_node_init_object (node, fixture->instance);
  text = json_to_string (node, FALSE);
  if (!bare)
    return g_steal_pointer (&text);
  copy = json_from_string (text, NULL);
  json_object_remove_member (json_node_get_object (copy), "configuration");
  return json_to_string (copy, FALSE);
}

static void
set_sibling (Fixture *fixture, const char *key)
{
  switch (fixture->behaviour.style)
    {
    case REPLACES:
      json_object_remove_member (get_config (fixture), key);
      break;
    case EMPTIES:
      json_object_set_null_member (get_config (fixture), key);
      break;
    case RESETS:
      json_object_set_string_member (get_config (fixture), key, "default");
      break;
    case MERGES:
    case IGNORES:
    default:
      break;
    }
}

static void
patch_config (Fixture *fixture, JsonObject *wanted)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  if (wanted == NULL || fixture->behaviour.style == IGNORES)
    return;
  for (guint i = 0; i < fixture->keys->len; i++)
    set_sibling (fixture, g_ptr_array_index (fixture->keys, i));
  json_object_iter_init (&iter, wanted);
  while (json_object_iter_next (&iter, &key, &value))
    {
      g_autofree char *text = val_json_value_text (value);
      gboolean secret = strstr (key, "secret") != NULL;

      if (text == NULL && !JSON_NODE_HOLDS_NULL (value))
        text = json_to_string (value, TRUE);
      json_object_set_string_member (get_config (fixture), key, secret ? "********" : text);
    }
}

static void
patch_name (Fixture *fixture, const char *name)
{
  g_auto (GStrv) parts = NULL;

  if (name == NULL || fixture->behaviour.ignores_fields)
    return;
  parts = g_strsplit (name, "<b>", -1);
  if (fixture->behaviour.sanitises)
    {
      g_autofree char *clean = g_strjoinv ("", parts);

      json_object_set_string_member (fixture->instance, "name", clean);
    }
  else
    json_object_set_string_member (fixture->instance, "name", name);
}

static void
patch_tags (Fixture *fixture, JsonArray *tags)
{
  if (tags != NULL && !fixture->behaviour.ignores_fields)
    json_object_set_array_member (fixture->instance, "tags", json_array_ref (tags));
}

static void
handle_patch (Fixture *fixture, SoupServerMessage *message, const ValTestHit *hit)
{
  g_autoptr (JsonNode) body = parse (hit->body);
  JsonObject *object = json_node_get_object (body);
  g_autofree char *text = NULL;

  patch_config (fixture, val_json_get_object (object, "configuration"));
  patch_name (fixture, val_json_get_string (object, "name"));
  patch_tags (fixture, val_json_get_array (object, "tags"));
  text = show (fixture, fixture->behaviour.answers_bare);
  val_test_server_answer (message, 200, text);
}

static void
handle_configuration (Fixture *fixture, SoupServerMessage *message)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < fixture->keys->len; i++)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "id");
      json_builder_add_int_value (builder, i + 1);
      json_builder_set_member_name (builder, "key");
      json_builder_add_string_value (builder, g_ptr_array_index (fixture->keys, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  val_test_server_answer (message, 200, text);
}

static void
handle_per_key (Fixture *fixture, SoupServerMessage *message, const ValTestHit *hit)
{
  g_autoptr (JsonNode) body = parse (hit->body);
  gint64 id = g_ascii_strtoll (strrchr (hit->path, '/') + 1, NULL, 10);
  const char *value = val_json_get_string (json_node_get_object (body), "propertyValue");

  fixture->n_per_key++;
  if (!fixture->behaviour.ignores_per_key)
    json_object_set_string_member (get_config (fixture), g_ptr_array_index (fixture->keys, id - 1),
                                   value);
  val_test_server_answer (message, 200, "{}");
}

static void
handler (ValTestServer *server, SoupServerMessage *message, const ValTestHit *hit, gpointer data)
{
  Fixture *fixture = data;

  if (g_str_has_suffix (hit->path, "/configuration"))
    handle_configuration (fixture, message);
  else if (strstr (hit->path, "/configuration/") != NULL)
    handle_per_key (fixture, message, hit);
  else if (g_str_equal (hit->method, "PATCH"))
    handle_patch (fixture, message, hit);
  else
    {
      g_autofree char *text = show (fixture, fixture->behaviour.reads_bare);

      val_test_server_answer (message, 200, text);
    }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) node =
      json_from_string ("{\"id\":7,\"name\":\"Old\",\"tags\":[\"a\",\"b\"],\"token\":\"T\","
                        "\"valid\":true,\"configuration\":{"
                        "\"event.notification.callback.url\":\"" OLD_URL "\","
                        "\"event.notification.enabled\":\"true\","
                        "\"event.notification.subscription.id\":\"1\","
                        "\"event.objects\":\"*\","
                        "\"event.poller.configuration\":\"{\\\"a\\\": {\\\"b\\\": 1}}\","
                        "\"oauth.api.secret\":\"********\","
                        "\"oauth.user.token\":\"********\"}}",
                        NULL);

  fixture->behaviour = (Behaviour){ .style = MERGES };
  fixture->instance = json_object_ref (json_node_get_object (node));
  fixture->keys = g_ptr_array_new_with_free_func (g_free);
  json_object_foreach_member (get_config (fixture), remember_key_cb, fixture->keys);
  fixture->server = val_test_server_new (NULL);
  fixture->session = val_test_session_new (fixture->server);
  val_test_server_set_handler (fixture->server, handler, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->session);
  val_test_server_free (fixture->server);
  g_ptr_array_unref (fixture->keys);
  json_object_unref (fixture->instance);
}

static ValInstance *
dup_before (Fixture *fixture)
{
  g_autofree char *text = show (fixture, FALSE);
  g_autoptr (GError) error = NULL;
  ValInstance *before = val_instance_new_from_json (text, strlen (text), &error);

  g_assert_no_error (error);
  return before;
}

static ValInstance *
apply (Fixture *fixture, const char *patch, GError **error)
{
  g_autoptr (ValInstance) before = dup_before (fixture);
  g_autoptr (JsonNode) node = parse (patch);
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  val_instance_apply_async (fixture->session, before, node, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_instance_apply_finish (fixture->session, result, error);
}

static ValInstance *
apply_url (Fixture *fixture, GError **error)
{
  return apply (fixture,
                "{\"configuration\":{\"event.notification.callback.url\":\"" NEW_URL "\"}}", error);
}

static void
check_applied (Fixture *fixture, ValInstance *after, const GError *error, guint n_requests)
{
  g_assert_no_error (error);
  g_assert_cmpstr (val_instance_get_callback_url (after), ==, NEW_URL);
  g_assert_cmpstr (get_value (fixture, VAL_KEY_CALLBACK_URL), ==, NEW_URL);
  g_assert_cmpstr (get_value (fixture, "event.notification.enabled"), ==, "true");
  g_assert_cmpstr (get_value (fixture, "event.objects"), ==, "*");
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, n_requests);
}

static void
check_not_applied (GError *error, const char *named)
{
  g_assert_error (error, VAL_ERROR, VAL_ERROR_NOT_APPLIED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, named));
}

static void
test_merges (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) after = apply_url (fixture, &error);

  check_applied (fixture, after, error, 1);
}

static void
test_answers_bare (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) after = NULL;

  fixture->behaviour.answers_bare = TRUE;
  after = apply_url (fixture, &error);
  check_applied (fixture, after, error, 2);
}

static void
test_never_shows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->behaviour.answers_bare = TRUE;
  fixture->behaviour.reads_bare = TRUE;
  g_assert_null (apply_url (fixture, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_UNKNOWN_OUTCOME);
}

/* PATCH, list, set, look. */
static void
test_ignores (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) after = NULL;

  fixture->behaviour.style = IGNORES;
  after = apply_url (fixture, &error);
  check_applied (fixture, after, error, 4);
  g_assert_cmpuint (fixture->n_per_key, ==, 1);
}

static void
test_ignores_everything (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->behaviour.style = IGNORES;
  fixture->behaviour.ignores_per_key = TRUE;
  g_assert_null (apply_url (fixture, &error));
  check_not_applied (error, VAL_KEY_CALLBACK_URL);
  g_assert_cmpuint (fixture->n_per_key, ==, 1);
}

static void
test_unknown_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->behaviour.style = IGNORES;
  g_assert_null (apply (fixture, "{\"configuration\":{\"no.such.key\":\"x\"}}", &error));
  check_not_applied (error, "no.such.key");
}

/* What is known comes back; a masked secret cannot, and is named. */
static void
test_replaces (Fixture *fixture, gconstpointer data)
{
  static const PatchStyle styles[] = { REPLACES, EMPTIES };

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      g_autoptr (GError) error = NULL;

      fixture->behaviour.style = styles[i];
      json_object_set_string_member (get_config (fixture), "oauth.api.secret", "********");
      g_assert_null (apply_url (fixture, &error));
      check_not_applied (error, "oauth.api.secret");
      g_assert_null (strstr (error->message, "event."));
      g_assert_null (strstr (error->message, "oauth.user.token"));
      g_assert_cmpstr (get_value (fixture, VAL_KEY_CALLBACK_URL), ==, NEW_URL);
      g_assert_cmpstr (get_value (fixture, "event.notification.enabled"), ==, "true");
      g_assert_cmpstr (get_value (fixture, "event.objects"), ==, "*");
      g_assert_null (get_value (fixture, "oauth.api.secret"));
    }
}

static void
test_replaces_without_secrets (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) after = NULL;

  fixture->behaviour.style = REPLACES;
  json_object_remove_member (get_config (fixture), "oauth.api.secret");
  after = apply_url (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (val_instance_get_config (after, "event.objects"), ==, "*");
  g_assert_cmpuint (fixture->n_per_key, ==, 3);
}

/* It may be another person's change: it is named, not overwritten. */
static void
test_resets (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->behaviour.style = RESETS;
  g_assert_null (apply_url (fixture, &error));
  check_not_applied (error, "event.objects");
  g_assert_null (strstr (error->message, "subscription.id"));
  g_assert_cmpstr (get_value (fixture, "event.objects"), ==, "default");
  g_assert_cmpuint (fixture->n_per_key, ==, 0);
}

static void
check_plain (Fixture *fixture, const char *patch)
{
  guint n_before = val_test_server_count_hits (fixture->server);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) after = apply (fixture, patch, &error);

  g_test_message ("%s", patch);
  g_assert_no_error (error);
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, n_before + 1);
}

/* Booleans come back as text, secrets as masks, objects as their text, null as nothing. */
static void
test_other_spellings (Fixture *fixture, gconstpointer data)
{
  check_plain (fixture, "{\"configuration\":{\"event.notification.enabled\":false}}");
  check_plain (fixture, "{\"configuration\":{\"event.notification.enabled\":\"TRUE\"}}");
  check_plain (fixture, "{\"configuration\":{\"oauth.api.secret\":\"new-one\"}}");
  check_plain (fixture, "{\"configuration\":{\"event.poller.configuration\":{\"x\":[1,2]}}}");
  check_plain (fixture, "{\"configuration\":{\"event.objects\":null}}");
  check_plain (fixture, "{\"configuration\":{\"event.objects\":\"\"}}");
  check_plain (fixture, "{}");
}

static void
test_lone_asterisk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->behaviour.style = IGNORES;
  fixture->behaviour.ignores_per_key = TRUE;
  g_assert_null (apply (fixture, "{\"configuration\":{\"event.objects\":\"account\"}}", &error));
  check_not_applied (error, "event.objects");
}

static void
test_mask (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (
      apply (fixture, "{\"configuration\":{\"oauth.api.secret\":\"********\"}}", &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, 0);
}

static void
test_sanitised (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) after = NULL;
  g_autoptr (ValInstance) same = NULL;

  fixture->behaviour.sanitises = TRUE;
  after = apply (fixture, "{\"name\":\"N<b>ew\"}", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (val_instance_get_name (after), ==, "New");
  same = apply (fixture, "{\"name\":\"<b>New\"}", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (val_instance_get_name (same), ==, "New");
}

static void
test_fields_ignored (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) name_error = NULL;
  g_autoptr (GError) tags_error = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) after = NULL;

  fixture->behaviour.ignores_fields = TRUE;
  g_assert_null (apply (fixture, "{\"name\":\"New\"}", &name_error));
  check_not_applied (name_error, "name");
  g_assert_null (apply (fixture, "{\"tags\":[\"c\"]}", &tags_error));
  check_not_applied (tags_error, "tags");
  after = apply (fixture, "{\"name\":\" Old \",\"tags\":[\"b\",\"a\",\"a\"]}", &error);
  g_assert_no_error (error);
}

static void
test_tags (Fixture *fixture, gconstpointer data)
{
  check_plain (fixture, "{\"tags\":[\"c\"]}");
  check_plain (fixture, "{\"tags\":[]}");
}

/* All three answers are lost, but the first request was carried out. */
static void
test_unknown_and_done (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) after = NULL;
  g_autoptr (ValInstance) before = dup_before (fixture);
  g_autoptr (JsonNode) patch =
      parse ("{\"configuration\":{\"event.notification.callback.url\":\"" NEW_URL "\"}}");
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  for (guint i = 0; i < 3; i++)
    val_test_server_add_reset (fixture->server);
  json_object_set_string_member (get_config (fixture), VAL_KEY_CALLBACK_URL, NEW_URL);
  val_instance_apply_async (fixture->session, before, patch, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  after = val_instance_apply_finish (fixture->session, result, &error);
  check_applied (fixture, after, error, 4);
  g_assert_cmpuint (fixture->n_per_key, ==, 0);
}

static void
test_unknown_and_not_done (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) after = NULL;

  for (guint i = 0; i < 3; i++)
    val_test_server_add_reset (fixture->server);
  after = apply_url (fixture, &error);
  check_applied (fixture, after, error, 7);
  g_assert_cmpuint (fixture->n_per_key, ==, 1);
}

static void
test_unknown_and_blind (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 6; i++)
    val_test_server_add_reset (fixture->server);
  g_assert_null (apply_url (fixture, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_UNKNOWN_OUTCOME);
}

/* A 200 that cannot be read, or speaks of another instance, is looked into. */
static void
test_odd_answers (Fixture *fixture, gconstpointer data)
{
  static const char *const answers[] = { "", "{}", "[]", "<html>", "{\"id\":8,\"name\":\"x\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ValInstance) after = NULL;

      val_test_server_add (fixture->server, 200, answers[i], NULL);
      after = apply_url (fixture, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (val_instance_get_callback_url (after), ==, NEW_URL);
      json_object_set_string_member (get_config (fixture), VAL_KEY_CALLBACK_URL, OLD_URL);
    }
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  val_test_server_add (fixture->server, 403, NULL, NULL);
  g_assert_null (apply_url (fixture, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_FORBIDDEN);
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, 1);
}

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  val_test_server_add (fixture->server, 200, NULL, NULL);
  val_test_server_add (fixture->server, 404, NULL, NULL);
  g_assert_null (apply_url (fixture, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_NOT_FOUND);
}

typedef struct
{
  ValTestServer *server;
  guint n_hits;
} Progress;

static gboolean
has_come_to (gpointer user_data)
{
  Progress *progress = user_data;

  return val_test_server_count_hits (progress->server) == progress->n_hits;
}

static void
cancel_at (Fixture *fixture, guint request, ValInstance *before, JsonNode *patch)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;
  Progress progress = { fixture->server, val_test_server_count_hits (fixture->server) + request };

  val_instance_apply_async (fixture->session, before, patch, cancellable, val_test_await_cb, &slot);
  val_test_wait_for (has_come_to, &progress);
  g_cancellable_cancel (cancellable);
  result = val_test_await (&slot);
  g_assert_null (val_instance_apply_finish (fixture->session, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (has_come_to (&progress));
}

/* PATCH, list, set, look: it can be ended at each, and nothing more is sent. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValInstance) before = dup_before (fixture);
  g_autoptr (JsonNode) patch =
      parse ("{\"configuration\":{\"event.notification.callback.url\":\"" NEW_URL "\"}}");

  fixture->behaviour.style = IGNORES;
  fixture->behaviour.ignores_per_key = TRUE;
  for (guint request = 1; request <= 4; request++)
    cancel_at (fixture, request, before, patch);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/instance-apply/merges", test_merges);
  ADD ("/instance-apply/answers-bare", test_answers_bare);
  ADD ("/instance-apply/never-shows", test_never_shows);
  ADD ("/instance-apply/ignores", test_ignores);
  ADD ("/instance-apply/ignores-everything", test_ignores_everything);
  ADD ("/instance-apply/unknown-key", test_unknown_key);
  ADD ("/instance-apply/replaces", test_replaces);
  ADD ("/instance-apply/replaces-without-secrets", test_replaces_without_secrets);
  ADD ("/instance-apply/resets", test_resets);
  ADD ("/instance-apply/other-spellings", test_other_spellings);
  ADD ("/instance-apply/lone-asterisk", test_lone_asterisk);
  ADD ("/instance-apply/mask", test_mask);
  ADD ("/instance-apply/sanitised", test_sanitised);
  ADD ("/instance-apply/fields-ignored", test_fields_ignored);
  ADD ("/instance-apply/tags", test_tags);
  ADD ("/instance-apply/unknown-and-done", test_unknown_and_done);
  ADD ("/instance-apply/unknown-and-not-done", test_unknown_and_not_done);
  ADD ("/instance-apply/unknown-and-blind", test_unknown_and_blind);
  ADD ("/instance-apply/odd-answers", test_odd_answers);
  ADD ("/instance-apply/refused", test_refused);
  ADD ("/instance-apply/gone", test_gone);
  ADD ("/instance-apply/cancelled", test_cancelled);

  return g_test_run ();
}
