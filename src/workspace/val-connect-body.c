/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-connect-body.h"

#include "model/val-field.h"
#include "util/val-json.h"
#include "util/val-secret.h"

static gboolean
is_boolean (ValElement *element, const char *key)
{
  ValField *field = val_element_find_field (element, key);

  if (field == NULL)
    return g_str_equal (key, VAL_KEY_EVENTS_ENABLED);
  return val_field_get_kind (field) == VAL_FIELD_BOOLEAN;
}

static gboolean
worth_sending (const char *value)
{
  return value != NULL && *value != '\0' && !val_secret_is_mask (value);
}

static JsonObject *
build_configuration (ValElement *element, const ValConnectInput *input, gboolean with_consent)
{
  JsonObject *configuration = json_object_new ();
  g_autoptr (GList) keys =
      g_list_sort (g_hash_table_get_keys (input->configuration), (GCompareFunc) g_strcmp0);

  for (GList *l = keys; l != NULL; l = l->next)
    {
      const char *value = g_hash_table_lookup (input->configuration, l->data);

      if (!worth_sending (value))
        continue;
      if (is_boolean (element, l->data))
        json_object_set_boolean_member (configuration, l->data, g_str_equal (value, "true"));
      else
        json_object_set_string_member (configuration, l->data, value);
    }
  if (with_consent)
    json_object_set_string_member (configuration, VAL_KEY_OAUTH_CALLBACK, input->callback_url);
  return configuration;
}

/* Whatever came back belongs here, not the code alone: some providers add a realmId. */
static JsonObject *
build_provider_data (ValRedirect *redirect)
{
  JsonObject *data = json_object_new ();
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, redirect->params);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!g_str_equal (name, "state"))
      json_object_set_string_member (data, name, value);
  return data;
}

static void
add_tags (JsonObject *body, const char *const *tags)
{
  JsonArray *array;

  if (tags == NULL || *tags == NULL)
    return;
  array = json_array_new ();
  for (; *tags != NULL; tags++)
    json_array_add_string_element (array, *tags);
  json_object_set_array_member (body, "tags", array);
}

/**
 * val_connect_body_new:
 * @element: the element that the instance is to be of
 * @input: the filled-in form; its callback_url is what the consent was asked with
 * @redirect: (nullable): what the provider sent back; NULL without OAuth
 *
 * Builds the body of `POST /instances` (contract 3.3).  Empty values are left out, so that the
 * element's own defaults hold, and a mask never goes back.
 *
 * Returns: (transfer full): the body; it holds secrets
 */
JsonNode *
val_connect_body_new (ValElement *element, const ValConnectInput *input, ValRedirect *redirect)
{
  JsonObject *body, *key;

  g_return_val_if_fail (VAL_IS_ELEMENT (element), NULL);
  g_return_val_if_fail (input != NULL && input->name != NULL, NULL);
  g_return_val_if_fail (redirect == NULL || input->callback_url != NULL, NULL);

  body = json_object_new ();
  key = json_object_new ();
  json_object_set_string_member (key, "key", val_element_get_key (element));
  json_object_set_object_member (body, "element", key);
  if (redirect != NULL)
    json_object_set_object_member (body, "providerData", build_provider_data (redirect));
  json_object_set_object_member (body, "configuration",
                                 build_configuration (element, input, redirect != NULL));
  add_tags (body, input->tags);
  json_object_set_string_member (body, "name", input->name);
  return val_json_object_node (body);
}
