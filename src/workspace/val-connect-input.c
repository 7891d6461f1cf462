/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-connect-input.h"

#include "model/val-field.h"
#include "model/val-instance.h"
#include "util/val-secret.h"

static GHashTable *
copy_configuration (GHashTable *configuration)
{
  GHashTable *copy =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) val_secret_free);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, configuration);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy, g_strdup (key), g_strdup (value));
  return copy;
}

/**
 * val_connect_input_copy:
 * @input: a filled-in form
 *
 * Returns: (transfer full): a copy that wipes its values when it is freed
 */
ValConnectInput *
val_connect_input_copy (const ValConnectInput *input)
{
  ValConnectInput *copy;

  g_return_val_if_fail (input != NULL && input->configuration != NULL, NULL);

  copy = g_new0 (ValConnectInput, 1);
  copy->name = g_strdup (input->name);
  copy->tags = (const char *const *) g_strdupv ((char **) input->tags);
  copy->configuration = copy_configuration (input->configuration);
  copy->callback_url = g_strdup (input->callback_url);
  copy->existing_grant = input->existing_grant;
  return copy;
}

/**
 * val_connect_input_free:
 * @input: (nullable) (transfer full): a copy
 */
void
val_connect_input_free (ValConnectInput *input)
{
  if (input == NULL)
    return;
  g_free ((char *) input->name);
  g_strfreev ((char **) input->tags);
  g_hash_table_unref (input->configuration);
  g_free ((char *) input->callback_url);
  g_free (input);
}

/**
 * val_connect_input_set_callback_url:
 * @input: a copy
 * @callback_url: the redirect address that the consent was really asked with
 */
void
val_connect_input_set_callback_url (ValConnectInput *input, const char *callback_url)
{
  g_return_if_fail (input != NULL && callback_url != NULL);

  g_free ((char *) input->callback_url);
  input->callback_url = g_strdup (callback_url);
}

/**
 * val_connect_input_lookup:
 * @input: a filled-in form
 * @element: what the form is of
 * @key: key of a field
 *
 * Returns: (nullable): what was entered, or the field's default
 */
const char *
val_connect_input_lookup (const ValConnectInput *input, ValElement *element, const char *key)
{
  const char *value;
  ValField *field;

  g_return_val_if_fail (input != NULL && key != NULL, NULL);
  g_return_val_if_fail (VAL_IS_ELEMENT (element), NULL);

  value = g_hash_table_lookup (input->configuration, key);
  if (value != NULL && *value != '\0')
    return value;
  field = val_element_find_field (element, key);
  return field != NULL ? val_field_get_default (field) : NULL;
}

/**
 * val_connect_input_find_site_address:
 * @input: a filled-in form
 * @element: what the form is of
 *
 * Providers with a host for each customer are asked for by it (contract 6.1); schemas put the
 * element's name before the field's.
 *
 * Returns: (nullable): the site's address or sub-domain
 */
const char *
val_connect_input_find_site_address (const ValConnectInput *input, ValElement *element)
{
  GListModel *fields;
  guint n;

  g_return_val_if_fail (input != NULL, NULL);
  g_return_val_if_fail (VAL_IS_ELEMENT (element), NULL);

  fields = val_element_get_fields (element);
  n = g_list_model_get_n_items (fields);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ValField) field = g_list_model_get_item (fields, i);
      const char *key = val_field_get_key (field);
      const char *value = val_connect_input_lookup (input, element, key);

      if ((g_str_has_suffix (key, "subdomain") || g_str_has_suffix (key, "site.address")) &&
          value != NULL && *value != '\0')
        return value;
    }
  return NULL;
}

/**
 * val_connect_input_get_consent:
 * @input: a filled-in form
 * @element: what the form is of
 *
 * Returns: what has to be got from the provider's consent page
 */
ValConsent
val_connect_input_get_consent (const ValConnectInput *input, ValElement *element)
{
  g_return_val_if_fail (input != NULL, VAL_CONSENT_NONE);
  g_return_val_if_fail (VAL_IS_ELEMENT (element), VAL_CONSENT_NONE);

  if (input->existing_grant)
    return VAL_CONSENT_NONE;
  return val_element_get_consent (element,
                                  val_connect_input_lookup (input, element, VAL_KEY_AUTH_TYPE));
}
