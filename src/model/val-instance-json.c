/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-instance-private.h"

#include "model/val-search-text.h"
#include "util/val-error.h"
#include "util/val-json.h"
#include "util/val-secret.h"

#include <glib/gi18n-lib.h>

static void
free_config_value (gpointer value)
{
  val_secret_free (value);
}

static GHashTable *
config_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_config_value);
}

/* A poller configuration comes as an object or as its text (contract 5.5). */
static char *
config_text (JsonNode *node)
{
  if (val_json_node_object (node) != NULL || val_json_node_array (node) != NULL)
    return val_json_to_text (node, FALSE);
  return val_json_value_text (node);
}

static void
add_config_cb (JsonObject *object, const char *key, JsonNode *node, gpointer user_data)
{
  g_hash_table_replace (user_data, g_strdup (key), config_text (node));
}

static void
read_config (ValInstance *self, JsonObject *object)
{
  JsonObject *configuration = val_json_get_object (object, "configuration");

  if (configuration == NULL)
    return;
  self->config = config_new ();
  json_object_foreach_member (configuration, add_config_cb, self->config);
}

static char *
tag_text (JsonNode *node)
{
  JsonObject *object = val_json_node_object (node);

  return object != NULL ? val_json_dup_text (object, "name") : val_json_value_text (node);
}

static void
read_tags (ValInstance *self, JsonObject *object)
{
  JsonArray *array = val_json_get_array (object, "tags");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n_tags = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < n_tags; i++)
    {
      g_autofree char *tag = tag_text (json_array_get_element (array, i));

      if (tag != NULL && *tag != '\0')
        g_strv_builder_add (builder, tag);
    }
  self->tags = g_strv_builder_end (builder);
  self->members |= array != NULL ? HAS_TAGS : 0;
}

static gboolean
read_flag (ValInstance *self, JsonObject *object, const char *name, Members member, gboolean absent)
{
  gboolean yes = val_json_get_bool (object, name, TRUE);

  /* Only a value that is there gives the same whatever the fallback. */
  if (yes != val_json_get_bool (object, name, FALSE))
    return absent;
  self->members |= member;
  return yes;
}

static void
read_flags (ValInstance *self, JsonObject *object)
{
  JsonObject *configuration = val_json_get_object (object, "configuration");
  gboolean configured = val_json_get_bool (configuration, VAL_KEY_EVENTS_ENABLED, FALSE);

  self->valid = read_flag (self, object, "valid", HAS_VALID, TRUE);
  self->disabled = read_flag (self, object, "disabled", HAS_DISABLED, FALSE);
  self->events_enabled = read_flag (self, object, "eventsEnabled", HAS_EVENTS, configured);
  self->trace_logging = read_flag (self, object, "traceLoggingEnabled", HAS_TRACE, FALSE);
  self->members |= configuration != NULL ? HAS_EVENTS : 0;
}

static void
read_element (ValInstance *self, JsonObject *object)
{
  JsonObject *element = val_json_get_object (object, "element");
  const char *name = val_json_get_string (element, "name");

  self->element_key = g_strdup (val_json_get_string (element, "key"));
  self->element_name = g_strdup (name != NULL && *name != '\0' ? name : self->element_key);
}

static void
read_token (ValInstance *self, JsonObject *object)
{
  const char *token = val_json_get_string (object, "token");

  if (token != NULL && *token != '\0' && !val_secret_is_mask (token))
    self->token = g_strdup (token);
}

static void
append_folded (GString *folded, const char *text)
{
  g_autofree char *part = text != NULL ? val_search_text_fold (text) : NULL;

  if (part == NULL || *part == '\0')
    return;
  g_string_append_c (folded, '\n');
  g_string_append (folded, part);
}

static void
append_callback_host (GString *folded, const char *callback_url)
{
  g_autoptr (GUri) uri = NULL;

  if (callback_url != NULL)
    uri = g_uri_parse (callback_url, G_URI_FLAGS_NON_DNS, NULL);
  if (uri != NULL)
    append_folded (folded, g_uri_get_host (uri));
}

/**
 * val_instance_make_search_text:
 * @self: an instance
 *
 * Returns: (transfer full): what val_instance_get_search_text () keeps
 */
char *
val_instance_make_search_text (ValInstance *self)
{
  GString *folded = g_string_new (NULL);

  g_string_append_printf (folded, "%" G_GINT64_FORMAT, self->id);
  append_folded (folded, self->name);
  append_folded (folded, self->element_key);
  append_folded (folded, self->element_name);
  for (char **tag = self->tags; *tag != NULL; tag++)
    append_folded (folded, *tag);
  append_callback_host (folded, val_instance_get_callback_url (self));
  return g_string_free (folded, FALSE);
}

static ValInstance *
read_instance (JsonObject *object, gint64 id)
{
  ValInstance *self = g_object_new (VAL_TYPE_INSTANCE, NULL);
  const char *name = val_json_get_string (object, "name");

  self->id = id;
  self->name = g_strdup (name != NULL ? name : "");
  self->members = name != NULL ? HAS_NAME : 0;
  self->created = g_strdup (val_json_get_string (object, "createdDate"));
  read_element (self, object);
  read_tags (self, object);
  read_token (self, object);
  read_config (self, object);
  read_flags (self, object);
  return self;
}

/**
 * val_instance_new_from_json:
 * @object: an instance as the platform sends it (contract 3.4)
 * @error: #VAL_ERROR_BAD_ANSWER where it has no id
 *
 * Only the id must be there; whatever else is missing or of another type is left out.
 *
 * Returns: (transfer full) (nullable): the instance
 */
ValInstance *
val_instance_new_from_json (JsonObject *object, GError **error)
{
  gint64 id;

  g_return_val_if_fail (object != NULL, NULL);

  id = val_json_get_int (object, "id", 0);
  if (id > 0)
    return read_instance (object, id);
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER,
                       _ ("The platform sent an instance without an id."));
  return NULL;
}

/**
 * val_instance_new_known:
 * @id: above 0
 * @callback_url: (nullable): where its events go, or NULL where that is not set
 *
 * Makes an instance of the little that is known where nothing was read: one value of its
 * configuration, and of the rest nothing.
 *
 * Returns: (transfer full): the instance
 */
ValInstance *
val_instance_new_known (gint64 id, const char *callback_url)
{
  ValInstance *self;

  g_return_val_if_fail (id > 0, NULL);

  self = g_object_new (VAL_TYPE_INSTANCE, NULL);
  self->id = id;
  self->name = g_strdup ("");
  self->tags = g_new0 (char *, 1);
  self->valid = TRUE;
  self->config = config_new ();
  g_hash_table_insert (self->config, g_strdup (VAL_KEY_CALLBACK_URL), g_strdup (callback_url));
  return self;
}
