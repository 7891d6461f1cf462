/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-instance-summary.h"

#include "model/val-instance-private.h"
#include "util/val-json.h"
#include "util/val-secret.h"

#define KEY_CALLBACK_URL "callbackUrl"

static void
append_member (GString *text, const char *name, const char *value)
{
  if (value == NULL)
    return;
  g_string_append_printf (text, ",\"%s\":", name);
  val_json_append_string (text, value);
}

static void
append_flag (GString *text, const char *name, gboolean value)
{
  g_string_append_printf (text, ",\"%s\":%s", name, value ? "true" : "false");
}

static void
append_tags (GString *text, const char *const *tags)
{
  g_string_append (text, ",\"tags\":[");
  for (guint i = 0; tags[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      val_json_append_string (text, tags[i]);
    }
  g_string_append_c (text, ']');
}

static void
append_element (GString *text, ValInstance *instance)
{
  const char *key = val_instance_get_element_key (instance);
  const char *name = val_instance_get_element_name (instance);

  if (key == NULL)
    return;
  g_string_append (text, ",\"element\":{\"key\":");
  val_json_append_string (text, key);
  append_member (text, "name", name);
  g_string_append_c (text, '}');
}

/* People put passwords and keys into addresses: user, query and fragment are left out. */
static char *
strip_url (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NON_DNS, NULL) : NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return NULL;
  return g_uri_join (G_URI_FLAGS_NON_DNS, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                     g_uri_get_port (uri), g_uri_get_path (uri), NULL, NULL);
}

/**
 * val_instance_summary_append:
 * @instance: an instance
 * @text: what to append it to, as a JSON object
 *
 * Token and configuration are left out, but for the callback URL, which loses what may be a secret.
 */
void
val_instance_summary_append (ValInstance *instance, GString *text)
{
  g_autofree char *callback_url = NULL;

  g_return_if_fail (VAL_IS_INSTANCE (instance));
  g_return_if_fail (text != NULL);

  callback_url = strip_url (val_instance_get_callback_url (instance));
  g_string_append_printf (text, "{\"id\":%" G_GINT64_FORMAT, val_instance_get_id (instance));
  append_member (text, "name", val_instance_get_name (instance));
  append_element (text, instance);
  append_tags (text, val_instance_get_tags (instance));
  append_member (text, "createdDate", val_instance_get_created (instance));
  append_flag (text, "valid", val_instance_get_valid (instance));
  append_flag (text, "disabled", val_instance_get_disabled (instance));
  append_flag (text, "eventsEnabled", val_instance_get_events_enabled (instance));
  append_member (text, KEY_CALLBACK_URL, callback_url);
  g_string_append_c (text, '}');
}

/**
 * val_instance_summary_read:
 * @object: what val_instance_summary_append () wrote
 * @error: #VAL_ERROR_BAD_ANSWER where it has no id
 *
 * Whatever else somebody put there, the instance has no token and no configuration.
 *
 * Returns: (transfer full) (nullable): the instance
 */
ValInstance *
val_instance_summary_read (JsonObject *object, GError **error)
{
  ValInstance *instance = val_instance_new_from_json (object, error);

  if (instance == NULL)
    return NULL;
  val_secret_clear (&instance->token);
  g_clear_pointer (&instance->config, g_hash_table_unref);
  instance->callback_url = g_strdup (val_json_get_string (object, KEY_CALLBACK_URL));
  return instance;
}
