/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-instance-private.h"

#include "model/val-search-text.h"
#include "util/val-error.h"
#include "util/val-json-reader.h"
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

static char *
tag_text (JsonNode *node)
{
  JsonObject *object = val_json_node_object (node);

  return object != NULL ? val_json_dup_text (object, "name") : val_json_value_text (node);
}

/* What is no string is rare enough to be made a node of. */
static char *
take_text (ValJsonReader *reader, char *(*make_text) (JsonNode *) )
{
  const char *string = val_json_reader_take_string (reader);
  g_autoptr (JsonNode) node = string == NULL ? val_json_reader_take_node (reader) : NULL;

  return string != NULL ? g_strdup (string) : make_text (node);
}

/* Returns: (transfer none) (nullable): the next value where it is a string */
static const char *
take_string (ValJsonReader *reader)
{
  const char *string = val_json_reader_take_string (reader);

  if (string == NULL)
    val_json_reader_skip (reader);
  return string;
}

/* Where a member is there twice, the last one counts: each begins anew. */

static void
read_config (ValInstance *self, ValJsonReader *reader)
{
  const char *key;

  g_clear_pointer (&self->config, g_hash_table_unref);
  if (!val_json_reader_enter_object (reader))
    return;
  self->config = config_new ();
  while (val_json_reader_next_member (reader, &key))
    g_hash_table_replace (self->config, g_strdup (key), take_text (reader, config_text));
}

static void
read_tags (ValInstance *self, ValJsonReader *reader)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  self->members &= ~HAS_TAGS;
  if (val_json_reader_enter_array (reader))
    self->members |= HAS_TAGS;
  while ((self->members & HAS_TAGS) != 0 && val_json_reader_next_element (reader))
    {
      g_autofree char *tag = take_text (reader, tag_text);

      if (tag != NULL && *tag != '\0')
        g_strv_builder_add (builder, tag);
    }
  g_strfreev (self->tags);
  self->tags = g_strv_builder_end (builder);
}

static void
read_element (ValInstance *self, ValJsonReader *reader)
{
  gboolean there = val_json_reader_enter_object (reader);
  const char *key = NULL;
  const char *name = NULL;
  const char *member;

  while (there && val_json_reader_next_member (reader, &member))
    if (g_str_equal (member, "key"))
      key = take_string (reader);
    else if (g_str_equal (member, "name"))
      name = take_string (reader);
    else
      val_json_reader_skip (reader);
  g_free (self->element_key);
  self->element_key = g_strdup (key);
  g_free (self->element_name);
  self->element_name = g_strdup (name != NULL && *name != '\0' ? name : key);
}

static void
read_name (ValInstance *self, ValJsonReader *reader)
{
  const char *name = take_string (reader);

  g_free (self->name);
  self->name = g_strdup (name != NULL ? name : "");
  self->members = name != NULL ? self->members | HAS_NAME : self->members & ~HAS_NAME;
}

static void
read_token (ValInstance *self, ValJsonReader *reader)
{
  const char *token = take_string (reader);

  val_secret_clear (&self->token);
  if (token != NULL && *token != '\0' && !val_secret_is_mask (token))
    self->token = g_strdup (token);
}

static void
read_created (ValInstance *self, ValJsonReader *reader)
{
  g_free (self->created);
  self->created = g_strdup (take_string (reader));
}

static void
read_id (ValInstance *self, ValJsonReader *reader)
{
  g_autoptr (JsonNode) node = val_json_reader_take_node (reader);

  self->id = val_json_value_int (node, 0);
}

static void
read_flag (ValInstance *self,
           ValJsonReader *reader,
           Members member,
           gboolean *flag,
           gboolean absent)
{
  g_autoptr (JsonNode) node = val_json_reader_take_node (reader);
  gboolean yes = val_json_value_bool (node, TRUE);
  /* Only a value that is there gives the same whatever the fallback. */
  gboolean there = yes == val_json_value_bool (node, FALSE);

  *flag = there ? yes : absent;
  self->members = there ? self->members | member : self->members & ~member;
}

/* Returns: (transfer full): what is known of an instance before anything is read */
ValInstance *
val_instance_new_empty (void)
{
  ValInstance *self = g_object_new (VAL_TYPE_INSTANCE, NULL);

  self->name = g_strdup ("");
  self->tags = g_new0 (char *, 1);
  self->valid = TRUE;
  return self;
}

/* Reads what @reader has for the member called @name. */
void
val_instance_read_member (ValInstance *self, const char *name, ValJsonReader *reader)
{
  if (g_str_equal (name, "id"))
    read_id (self, reader);
  else if (g_str_equal (name, "name"))
    read_name (self, reader);
  else if (g_str_equal (name, "createdDate"))
    read_created (self, reader);
  else if (g_str_equal (name, "token"))
    read_token (self, reader);
  else if (g_str_equal (name, "element"))
    read_element (self, reader);
  else if (g_str_equal (name, "tags"))
    read_tags (self, reader);
  else if (g_str_equal (name, "configuration"))
    read_config (self, reader);
  else if (g_str_equal (name, "valid"))
    read_flag (self, reader, HAS_VALID, &self->valid, TRUE);
  else if (g_str_equal (name, "disabled"))
    read_flag (self, reader, HAS_DISABLED, &self->disabled, FALSE);
  else if (g_str_equal (name, "eventsEnabled"))
    read_flag (self, reader, HAS_EVENTS, &self->events_enabled, FALSE);
  else if (g_str_equal (name, "traceLoggingEnabled"))
    read_flag (self, reader, HAS_TRACE, &self->trace_logging, FALSE);
  else
    val_json_reader_skip (reader);
}

/* Where the instance does not say it, its configuration does. */
static void
settle_events (ValInstance *self)
{
  const char *text;

  if (self->config == NULL || (self->members & HAS_EVENTS) != 0)
    return;
  text = g_hash_table_lookup (self->config, VAL_KEY_EVENTS_ENABLED);
  self->events_enabled = text != NULL && g_ascii_strcasecmp (text, "true") == 0;
  self->members |= HAS_EVENTS;
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

/* Reads an instance as the platform sends it (contract 3.4).  Only the id must be there; whatever
 * else is missing or of another type is left out.
 *
 * Returns: (transfer full) (nullable): the instance, or NULL where the value, which is passed over,
 * is none; nothing is to be made of either where @reader comes to a bad end */
static ValInstance *
read_instance (ValJsonReader *reader)
{
  g_autoptr (ValInstance) self = val_instance_new_empty ();
  const char *name;

  if (!val_json_reader_enter_object (reader))
    return NULL;
  while (val_json_reader_next_member (reader, &name))
    val_instance_read_member (self, name, reader);
  settle_events (self);
  return self->id > 0 ? g_steal_pointer (&self) : NULL;
}

/**
 * val_instance_new_from_json:
 * @text: JSON text
 * @length: its length in bytes
 * @error: #VAL_ERROR_BAD_ANSWER where it is no JSON, or no instance with an id
 *
 * Of an instance (contract 3.4) only the id must be there; whatever else is missing or of another
 * type is left out.
 *
 * Returns: (transfer full) (nullable): the instance
 */
ValInstance *
val_instance_new_from_json (const char *text, gsize length, GError **error)
{
  g_autoptr (ValJsonReader) reader = val_json_reader_new (text, length);
  g_autoptr (ValInstance) self = read_instance (reader);

  if (!val_json_reader_end (reader, error))
    return NULL;
  if (self == NULL)
    g_set_error_literal (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER,
                         _ ("The platform did not answer with an element instance."));
  return g_steal_pointer (&self);
}

/**
 * val_instance_list_new_from_json:
 * @text: JSON text
 * @length: its length in bytes
 * @error: #VAL_ERROR_BAD_ANSWER where it is no JSON, or something else than instances
 *
 * Returns: (transfer full) (nullable) (element-type ValInstance): a list of instances, in its order
 */
GPtrArray *
val_instance_list_new_from_json (const char *text, gsize length, GError **error)
{
  g_autoptr (ValJsonReader) reader = val_json_reader_new (text, length);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean good = val_json_reader_enter_array (reader);
  gboolean more = good && val_json_reader_next_element (reader);

  for (; more; more = val_json_reader_next_element (reader))
    {
      ValInstance *instance = read_instance (reader);

      good = good && instance != NULL;
      if (instance != NULL)
        g_ptr_array_add (list, instance);
    }
  if (!val_json_reader_end (reader, error))
    return NULL;
  if (good)
    return g_steal_pointer (&list);
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER,
                       _ ("The platform did not answer with a list of element instances."));
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

  self = val_instance_new_empty ();
  self->id = id;
  self->config = config_new ();
  g_hash_table_insert (self->config, g_strdup (VAL_KEY_CALLBACK_URL), g_strdup (callback_url));
  return self;
}
