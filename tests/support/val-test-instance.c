/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/val-test-instance.h"

#include "util/val-json.h"

#include <string.h>

static void
add_tags (JsonObject *object, const char *facts)
{
  g_autofree char *text = val_test_dup_fact (facts, "tags", NULL);
  JsonArray *tags = json_array_new ();
  g_auto (GStrv) names = text != NULL ? g_strsplit (text, ",", -1) : NULL;

  for (char **name = names; name != NULL && *name != NULL; name++)
    json_array_add_string_element (tags, *name);
  json_object_set_array_member (object, "tags", tags);
}

static void
add_element (JsonObject *object, const char *facts)
{
  g_autofree char *key = val_test_dup_fact (facts, "key", "hootsuite");
  JsonObject *element = json_object_new ();

  if (key != NULL)
    json_object_set_string_member (element, "key", key);
  json_object_set_object_member (object, "element", element);
}

static void
add_configuration (JsonObject *object, const char *facts, const char *callback_url)
{
  g_autofree char *type = val_test_dup_fact (facts, "type", NULL);
  g_autofree char *events = val_test_dup_fact (facts, "events", "on");
  g_autofree char *told = val_test_dup_fact (facts, "config", "told");
  JsonObject *configuration;

  if (!g_str_equal (told, "told"))
    return;
  configuration = json_object_new ();
  json_object_set_boolean_member (configuration, VAL_KEY_EVENTS_ENABLED,
                                  g_str_equal (events, "on"));
  if (callback_url != NULL)
    json_object_set_string_member (configuration, VAL_KEY_CALLBACK_URL, callback_url);
  if (type != NULL)
    json_object_set_string_member (configuration, VAL_KEY_EVENT_TYPE, type);
  json_object_set_object_member (object, "configuration", configuration);
}

/**
 * val_test_dup_fact:
 * @facts: (nullable): `name=value` or `name`, parted by semicolons
 * @name: which one
 * @usual: (nullable): its value where @facts says nothing
 *
 * Returns: (transfer full) (nullable): its value; NULL where that is `-`
 */
char *
val_test_dup_fact (const char *facts, const char *name, const char *usual)
{
  g_auto (GStrv) list = g_strsplit (facts != NULL ? facts : "", ";", -1);
  gsize length = strlen (name);

  for (char **fact = list; *fact != NULL; fact++)
    {
      if (g_str_equal (*fact, name))
        return g_strdup ("");
      if (strncmp (*fact, name, length) == 0 && (*fact)[length] == '=')
        return g_str_equal (*fact + length + 1, "-") ? NULL : g_strdup (*fact + length + 1);
    }
  return g_strdup (usual);
}

/**
 * val_test_instance_new:
 * @facts: (nullable): what is unusual: `id`, `name`, `key`, `tags` (parted by commas), `type`,
 * `events=off`, `disabled`, `config=none`
 * @callback_url: (nullable): where its events go
 *
 * Returns: (transfer full): an instance; usually 579876, Acme, of hootsuite, with events on
 */
ValInstance *
val_test_instance_new (const char *facts, const char *callback_url)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = val_json_object_node (object);
  g_autofree char *text = NULL;
  g_autofree char *id = val_test_dup_fact (facts, "id", "579876");
  g_autofree char *name = val_test_dup_fact (facts, "name", "Acme");
  g_autofree char *disabled = val_test_dup_fact (facts, "disabled", NULL);

  json_object_set_int_member (object, "id", g_ascii_strtoll (id, NULL, 10));
  json_object_set_string_member (object, "name", name);
  json_object_set_boolean_member (object, "disabled", disabled != NULL);
  add_element (object, facts);
  add_tags (object, facts);
  add_configuration (object, facts, callback_url);
  text = val_json_to_text (node, FALSE);
  return val_instance_new_from_json (text, strlen (text), NULL);
}
