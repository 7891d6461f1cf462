/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-json.h"
#include "util/val-secret.h"

#include <string.h>

/* Kept by the platform itself: a PUT does not lose them (contract 6.3). */
static const char *const platform_keys[] = {
  "oauth.user.token",         "oauth.user.token.secret",
  "oauth.user.refresh_token", "oauth.user.refresh_interval",
  "oauth.user.refresh_time",  "event.notification.subscription.id",
  "event.metadata",           NULL,
};

static void
clear_pair (gpointer data)
{
  ValSandboxPair *pair = data;

  g_clear_pointer (&pair->key, g_ref_string_release);
  g_clear_pointer (&pair->value, g_ref_string_release);
}

static GArray *
new_config (void)
{
  GArray *config = g_array_new (FALSE, TRUE, sizeof (ValSandboxPair));

  g_array_set_clear_func (config, clear_pair);
  return config;
}

/**
 * val_sandbox_instance_new:
 * @element: what it is an instance of
 *
 * Returns: (transfer full): an instance without id and token
 */
ValSandboxInstance *
val_sandbox_instance_new (const ValSandboxElement *element)
{
  ValSandboxInstance *self = g_new0 (ValSandboxInstance, 1);

  self->element = element;
  self->config = new_config ();
  self->tags = g_new0 (char *, 1);
  val_sandbox_instance_set_name (self, element->name);
  return self;
}

/**
 * val_sandbox_instance_copy:
 *
 * Returns: (transfer full): a copy without the token, for changes that may yet be refused
 */
ValSandboxInstance *
val_sandbox_instance_copy (const ValSandboxInstance *self)
{
  ValSandboxInstance *copy = val_sandbox_instance_new (self->element);

  copy->id = self->id;
  copy->invalid = self->invalid;
  val_sandbox_instance_set_name (copy, self->name);
  g_strfreev (copy->tags);
  copy->tags = g_strdupv (self->tags);
  copy->grant = self->grant != NULL ? g_ref_string_acquire (self->grant) : NULL;
  for (guint i = 0; i < self->config->len; i++)
    {
      ValSandboxPair pair = g_array_index (self->config, ValSandboxPair, i);

      g_ref_string_acquire (pair.key);
      if (pair.value != NULL)
        g_ref_string_acquire (pair.value);
      g_array_append_val (copy->config, pair);
    }
  return copy;
}

/**
 * val_sandbox_instance_adopt:
 * @copy: (transfer full): of @self, changed
 *
 * Makes the changes of the copy those of the instance.
 */
void
val_sandbox_instance_adopt (ValSandboxInstance *self, ValSandboxInstance *copy)
{
  ValSandboxInstance old = *self;

  self->name = copy->name;
  self->folded = copy->folded;
  self->tags = copy->tags;
  self->config = copy->config;
  self->grant = copy->grant;
  self->invalid = copy->invalid;
  copy->name = old.name;
  copy->folded = old.folded;
  copy->tags = old.tags;
  copy->config = old.config;
  copy->grant = old.grant;
  val_sandbox_instance_free (copy);
}

/**
 * val_sandbox_instance_free:
 * @self: (transfer full) (nullable): an instance
 */
void
val_sandbox_instance_free (ValSandboxInstance *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->folded);
  val_secret_free (self->token);
  g_strfreev (self->tags);
  g_array_unref (self->config);
  g_clear_pointer (&self->grant, g_ref_string_release);
  g_free (self);
}

/**
 * val_sandbox_instance_set_name:
 * @name: as sent; HTML is taken out (contract 3.3)
 */
void
val_sandbox_instance_set_name (ValSandboxInstance *self, const char *name)
{
  g_free (self->name);
  g_free (self->folded);
  self->name = val_sandbox_strip_html (name);
  self->folded = g_utf8_casefold (self->name, -1);
}

/**
 * val_sandbox_instance_set_tags:
 * @tags: (nullable): the whole new list; entries may be texts or objects with a name
 */
void
val_sandbox_instance_set_tags (ValSandboxInstance *self, JsonArray *tags)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint length = tags != NULL ? json_array_get_length (tags) : 0;

  for (guint i = 0; i < length; i++)
    {
      JsonNode *node = json_array_get_element (tags, i);
      JsonObject *object = val_json_node_object (node);
      g_autofree char *text =
          object != NULL ? val_json_dup_text (object, "name") : val_json_value_text (node);
      g_autofree char *clean = text != NULL ? val_sandbox_strip_html (text) : NULL;

      if (clean != NULL && *clean != '\0')
        g_strv_builder_add (builder, clean);
    }
  g_strfreev (self->tags);
  self->tags = g_strv_builder_end (builder);
}

static ValSandboxPair *
find_pair (const ValSandboxInstance *self, const char *key)
{
  for (guint i = 0; i < self->config->len; i++)
    {
      ValSandboxPair *pair = &g_array_index (self->config, ValSandboxPair, i);

      if (g_str_equal (pair->key, key))
        return pair;
    }
  return NULL;
}

static const char *
entry_value (const ValSandboxInstance *self, const ValSandboxEntry *entry)
{
  const ValSandboxPair *pair = find_pair (self, entry->key);

  return pair != NULL ? pair->value : entry->fallback;
}

/**
 * val_sandbox_instance_value:
 * @key: of the configuration
 *
 * Returns: (nullable): what was set, or the schema's default
 */
const char *
val_sandbox_instance_value (const ValSandboxInstance *self, const char *key)
{
  const ValSandboxPair *pair = find_pair (self, key);
  const ValSandboxEntry *entry;

  if (pair != NULL)
    return pair->value;
  entry = val_sandbox_element_entry (self->element, key);
  return entry != NULL ? entry->fallback : NULL;
}

/* A field holds as many characters as its type says; the rest is cut off (contract 8). */
static GRefString *
fit (const ValSandboxInstance *self, const char *key, const char *value)
{
  const ValSandboxEntry *entry = val_sandbox_element_entry (self->element, key);
  g_autofree char *cut = NULL;

  if (value == NULL)
    return NULL;
  if (entry != NULL && entry->max_length > 0 &&
      (gsize) g_utf8_strlen (value, -1) > entry->max_length)
    cut = g_utf8_substring (value, 0, (glong) entry->max_length);
  return g_ref_string_new_intern (cut != NULL ? cut : value);
}

/**
 * val_sandbox_instance_set:
 * @key: of the configuration
 * @value: (nullable): as text
 */
void
val_sandbox_instance_set (ValSandboxInstance *self, const char *key, const char *value)
{
  ValSandboxPair *pair = find_pair (self, key);
  ValSandboxPair fresh = { 0 };

  if (pair == NULL)
    {
      fresh.key = g_ref_string_new_intern (key);
      g_array_append_val (self->config, fresh);
      pair = &g_array_index (self->config, ValSandboxPair, self->config->len - 1);
    }
  g_clear_pointer (&pair->value, g_ref_string_release);
  pair->value = fit (self, key, value);
}

/**
 * val_sandbox_config_text:
 * @node: a value as sent: text, boolean, number, null, or JSON such as a poller's configuration
 *
 * Returns: (transfer full) (nullable): the text that is kept (contract 5.5)
 */
char *
val_sandbox_config_text (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node) || JSON_NODE_HOLDS_ARRAY (node))
    return val_json_to_text (node, FALSE);
  return val_json_value_text (node);
}

/**
 * val_sandbox_instance_merge:
 * @configuration: changed values (contract 3.5)
 *
 * Returns: how many masks were among them; those change nothing
 */
guint
val_sandbox_instance_merge (ValSandboxInstance *self, JsonObject *configuration)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;
  guint masks = 0;

  json_object_iter_init (&iter, configuration);
  while (json_object_iter_next (&iter, &key, &node))
    {
      g_autoptr (ValSecretString) value = val_sandbox_config_text (node);

      if (val_secret_is_mask (value))
        masks++;
      else
        val_sandbox_instance_set (self, key, value);
    }
  return masks;
}

static gboolean
survives_replace (const ValSandboxPair *pair, JsonObject *configuration)
{
  return g_strv_contains (platform_keys, pair->key) ||
         val_secret_is_mask (val_json_get_string (configuration, pair->key));
}

/**
 * val_sandbox_instance_replace:
 * @configuration: all values from now on, but for masks (contract 3.6)
 *
 * Returns: how many masks were among them
 */
guint
val_sandbox_instance_replace (ValSandboxInstance *self, JsonObject *configuration)
{
  for (guint i = self->config->len; i > 0; i--)
    if (!survives_replace (&g_array_index (self->config, ValSandboxPair, i - 1), configuration))
      g_array_remove_index (self->config, i - 1);
  return val_sandbox_instance_merge (self, configuration);
}

static const char *
active_group (const ValSandboxInstance *self)
{
  const GArray *entries = self->element->entries;

  for (guint i = 0; i < entries->len; i++)
    {
      const ValSandboxEntry *entry = &g_array_index (entries, ValSandboxEntry, i);

      if (entry->controls_group)
        return entry_value (self, entry);
    }
  return NULL;
}

static gboolean
in_group (const ValSandboxEntry *entry, const char *group)
{
  return entry->group == NULL || g_strcmp0 (entry->group, group) == 0;
}

/**
 * val_sandbox_instance_shows:
 * @entry: of the element's schema
 *
 * Returns: whether the entry belongs to the group that the instance uses (contract 8)
 */
gboolean
val_sandbox_instance_shows (const ValSandboxInstance *self, const ValSandboxEntry *entry)
{
  return in_group (entry, active_group (self));
}

/**
 * val_sandbox_instance_missing:
 *
 * Returns: (transfer full) (nullable): keys that are required and empty, or NULL if none is
 */
char *
val_sandbox_instance_missing (const ValSandboxInstance *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *group = active_group (self);
  g_auto (GStrv) keys = NULL;

  for (guint i = 0; i < self->element->entries->len; i++)
    {
      const ValSandboxEntry *entry = &g_array_index (self->element->entries, ValSandboxEntry, i);
      const char *value = entry_value (self, entry);

      if (entry->required && in_group (entry, group) && (value == NULL || *value == '\0'))
        g_strv_builder_add (builder, entry->key);
    }
  keys = g_strv_builder_end (builder);
  return keys[0] != NULL ? g_strjoinv (", ", keys) : NULL;
}

/**
 * val_sandbox_instance_needs_code:
 *
 * Returns: whether it is made from a grant code (contract 3.3)
 */
gboolean
val_sandbox_instance_needs_code (const ValSandboxInstance *self)
{
  const ValSandboxEntry *entry = val_sandbox_element_entry (self->element, "oauth.api.key");

  return val_sandbox_oauth_uses_codes (self->element) && entry != NULL &&
         val_sandbox_instance_shows (self, entry);
}

/**
 * val_sandbox_instance_has_events:
 *
 * Returns: `eventsEnabled`, which mirrors a configuration value (contract 3.7)
 */
gboolean
val_sandbox_instance_has_events (const ValSandboxInstance *self)
{
  return g_strcmp0 (val_sandbox_instance_value (self, VAL_SANDBOX_EVENTS_ON), "true") == 0;
}

static void
add_value (JsonObject *object, const char *key, const char *value, gboolean secret)
{
  gboolean masked = secret && value != NULL && *value != '\0';

  json_object_set_string_member (object, key, masked ? VAL_SECRET_MASK : value);
}

static JsonObject *
configuration_json (const ValSandboxInstance *self)
{
  JsonObject *object = json_object_new ();
  const char *group = active_group (self);

  for (guint i = 0; i < self->element->entries->len; i++)
    {
      const ValSandboxEntry *entry = &g_array_index (self->element->entries, ValSandboxEntry, i);

      if (in_group (entry, group))
        add_value (object, entry->key, entry_value (self, entry), entry->secret);
    }
  for (guint i = 0; i < self->config->len; i++)
    {
      const ValSandboxPair *pair = &g_array_index (self->config, ValSandboxPair, i);

      if (!json_object_has_member (object, pair->key))
        add_value (object, pair->key, pair->value,
                   val_sandbox_element_is_secret (self->element, pair->key));
    }
  return object;
}

static JsonArray *
tags_json (const ValSandboxInstance *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; self->tags[i] != NULL; i++)
    json_array_add_string_element (array, self->tags[i]);
  return array;
}

static JsonObject *
user_json (void)
{
  JsonObject *user = json_object_new ();

  json_object_set_int_member (user, "id", 70001);
  json_object_set_string_member (user, "emailAddress", "dana@example.com");
  json_object_set_string_member (user, "firstName", "Dana");
  json_object_set_string_member (user, "lastName", "Example");
  return user;
}

static void
add_identity (const ValSandboxInstance *self, JsonObject *object, gboolean slight)
{
  g_autofree char *created = val_sandbox_iso (self->created);
  JsonObject *element = slight ? self->element->slight : self->element->brief;

  json_object_set_int_member (object, "id", self->id);
  json_object_set_string_member (object, "name", self->name);
  json_object_set_string_member (object, "createdDate", created);
  json_object_set_string_member (object, "token", self->token);
  json_object_set_object_member (object, "element", json_object_ref (element));
  json_object_set_int_member (object, "elementId", self->element->id);
  json_object_set_array_member (object, "tags", tags_json (self));
}

/**
 * val_sandbox_instance_to_json:
 * @flags: which shape
 *
 * Returns: (transfer full): the instance as the platform answers it (contract 3.4)
 */
JsonObject *
val_sandbox_instance_to_json (const ValSandboxInstance *self, ValSandboxJsonFlags flags)
{
  JsonObject *object = json_object_new ();
  gboolean slight = (flags & VAL_SANDBOX_JSON_SLIGHT) != 0;

  add_identity (self, object, slight);
  if ((flags & VAL_SANDBOX_JSON_LISTED) == 0)
    json_object_set_array_member (object, "provisionInteractions", json_array_new ());
  json_object_set_boolean_member (object, "valid", !self->invalid);
  json_object_set_boolean_member (object, "disabled", self->disabled);
  json_object_set_int_member (object, "maxCacheSize", 0);
  json_object_set_int_member (object, "cacheTimeToLive", 0);
  if (!slight)
    json_object_set_object_member (object, "configuration", configuration_json (self));
  json_object_set_boolean_member (object, "eventsEnabled", val_sandbox_instance_has_events (self));
  json_object_set_boolean_member (object, "traceLoggingEnabled", self->traced);
  json_object_set_boolean_member (object, "cachingEnabled", FALSE);
  json_object_set_string_member (object, "externalAuthentication", "none");
  json_object_set_object_member (object, "user", user_json ());
  return object;
}
