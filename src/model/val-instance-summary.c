/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-instance-summary.h"

#include "model/val-instance-private.h"
#include "util/val-json.h"

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

static void
read_callback_url (ValInstance *self, ValJsonReader *reader)
{
  g_autoptr (JsonNode) node = val_json_reader_take_node (reader);

  g_free (self->callback_url);
  self->callback_url = val_json_value_text (node);
}

static gboolean
is_kept (const char *name)
{
  return !g_str_equal (name, "token") && !g_str_equal (name, "configuration");
}

/**
 * val_instance_summary_read:
 * @reader: before what val_instance_summary_append () wrote
 *
 * Whatever else somebody put there, the instance has no token and no configuration.
 *
 * Returns: (transfer full) (nullable): the instance, or %NULL where the value, which is passed
 * over, is none; nothing is to be made of either where @reader comes to a bad end
 */
ValInstance *
val_instance_summary_read (ValJsonReader *reader)
{
  g_autoptr (ValInstance) self = val_instance_new_empty ();
  const char *name;

  g_return_val_if_fail (reader != NULL, NULL);

  if (!val_json_reader_enter_object (reader))
    return NULL;
  while (val_json_reader_next_member (reader, &name))
    if (g_str_equal (name, KEY_CALLBACK_URL))
      read_callback_url (self, reader);
    else if (is_kept (name))
      val_instance_read_member (self, name, reader);
    else
      val_json_reader_skip (reader);
  return self->id > 0 ? g_steal_pointer (&self) : NULL;
}
