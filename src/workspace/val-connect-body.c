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

static void
add_value (ValElement *element, JsonObject *configuration, const char *key, const char *value)
{
  if (!worth_sending (value))
    return;
  if (is_boolean (element, key))
    json_object_set_boolean_member (configuration, key, g_str_equal (value, "true"));
  else
    json_object_set_string_member (configuration, key, value);
}

static void
add_input (ValElement *element,
           JsonObject *configuration,
           const ValConnectInput *input,
           gboolean with_consent)
{
  g_autoptr (GList) keys =
      g_list_sort (g_hash_table_get_keys (input->configuration), (GCompareFunc) g_strcmp0);

  for (GList *l = keys; l != NULL; l = l->next)
    add_value (element, configuration, l->data,
               g_hash_table_lookup (input->configuration, l->data));
  if (input->callback_url != NULL && (with_consent || input->existing_grant))
    json_object_set_string_member (configuration, VAL_KEY_OAUTH_CALLBACK, input->callback_url);
}

/* What the old consent gave must not come back beside the new one (contract 3.6). */
static void
add_instance (ValElement *element, JsonObject *configuration, ValInstance *instance)
{
  g_auto (GStrv) keys = val_instance_list_config_keys (instance);

  for (guint i = 0; keys[i] != NULL; i++)
    if (!g_str_has_prefix (keys[i], VAL_PREFIX_OAUTH_USER))
      add_value (element, configuration, keys[i], val_instance_get_config (instance, keys[i]));
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

static JsonObject *
begin_body (ValElement *element, ValRedirect *redirect)
{
  JsonObject *body = json_object_new ();
  JsonObject *key = json_object_new ();

  json_object_set_string_member (key, "key", val_element_get_key (element));
  json_object_set_object_member (body, "element", key);
  if (redirect != NULL)
    json_object_set_object_member (body, "providerData", build_provider_data (redirect));
  return body;
}

/**
 * val_connect_body_new:
 * @element: the element that the instance is to be of
 * @input: the filled-in form; its callback_url, where there is one, is what the consent was asked
 *   with
 * @redirect: (nullable): what the provider sent back; NULL where no consent was asked for
 *
 * Builds the body of `POST /instances` (contract 3.3).  Empty values are left out, so that the
 * element's own defaults hold, and a mask never goes back.
 *
 * Returns: (transfer full): the body; it holds secrets
 */
JsonNode *
val_connect_body_new (ValElement *element, const ValConnectInput *input, ValRedirect *redirect)
{
  JsonObject *body, *configuration;

  g_return_val_if_fail (VAL_IS_ELEMENT (element), NULL);
  g_return_val_if_fail (input != NULL && input->name != NULL, NULL);
  g_return_val_if_fail (redirect == NULL || input->callback_url != NULL, NULL);

  body = begin_body (element, redirect);
  configuration = json_object_new ();
  add_input (element, configuration, input, redirect != NULL);
  json_object_set_object_member (body, "configuration", configuration);
  add_tags (body, input->tags);
  json_object_set_string_member (body, "name", input->name);
  if (input->existing_grant)
    json_object_set_string_member (body, "externalAuthentication", "initial");
  return val_json_object_node (body);
}

/**
 * val_connect_body_new_reauthenticate:
 * @element: the element that the instance is of
 * @instance: with its configuration
 * @input: what was entered anew, which outranks what @instance has; its name and tags are not used
 * @redirect: (nullable): what the provider sent back; NULL where no consent was asked for
 *
 * Builds the body of `PUT /instances/{id}?reAuthenticate=true` (contract 3.6), which replaces: it
 * holds all that is known of @instance, but no mask and nothing that the old consent gave.
 *
 * Returns: (transfer full): the body; it holds secrets
 */
JsonNode *
val_connect_body_new_reauthenticate (ValElement *element,
                                     ValInstance *instance,
                                     const ValConnectInput *input,
                                     ValRedirect *redirect)
{
  JsonObject *body, *configuration;

  g_return_val_if_fail (VAL_IS_ELEMENT (element), NULL);
  g_return_val_if_fail (VAL_IS_INSTANCE (instance), NULL);
  g_return_val_if_fail (input != NULL, NULL);
  g_return_val_if_fail (redirect == NULL || input->callback_url != NULL, NULL);

  body = begin_body (element, redirect);
  configuration = json_object_new ();
  add_instance (element, configuration, instance);
  add_input (element, configuration, input, redirect != NULL);
  json_object_set_object_member (body, "configuration", configuration);
  add_tags (body, val_instance_get_tags (instance));
  json_object_set_string_member (body, "name", val_instance_get_name (instance));
  return val_json_object_node (body);
}
