/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-instance-verdict.h"

#include "util/val-json.h"
#include "util/val-secret.h"

#include <string.h>

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

/* Not val_secret_is_mask (): a lone asterisk is a value, of event.objects for one. */
static gboolean
is_mask (const char *text)
{
  return g_strcmp0 (text, VAL_SECRET_MASK) == 0;
}

/* Keys that the platform writes by itself (contract 5.5 and 6.3). */
static gboolean
is_platform_written (const char *key)
{
  return g_str_has_prefix (key, "oauth.user.") || g_str_equal (key, "event.metadata") ||
         g_str_equal (key, "event.notification.subscription.id");
}

static gboolean
is_boolean_text (const char *text)
{
  return g_ascii_strcasecmp (text, "true") == 0 || g_ascii_strcasecmp (text, "false") == 0;
}

/* The poller's configuration is JSON, as an object or as text (contract 5.5). */
static gboolean
same_structure (const char *one, const char *other)
{
  g_autoptr (JsonNode) first = NULL;
  g_autoptr (JsonNode) second = NULL;

  if (strchr ("{[", *one) == NULL || strchr ("{[", *other) == NULL)
    return FALSE;
  first = val_json_parse (one, strlen (one), NULL);
  second = val_json_parse (other, strlen (other), NULL);
  return first != NULL && second != NULL && json_node_equal (first, second);
}

static gboolean
same_value (const char *one, const char *other)
{
  if (is_empty (one) || is_empty (other))
    return is_empty (one) && is_empty (other);
  if (g_str_equal (one, other) || same_structure (one, other))
    return TRUE;
  return is_boolean_text (one) && is_boolean_text (other) && g_ascii_strcasecmp (one, other) == 0;
}

static JsonObject *
get_wanted (JsonNode *patch)
{
  return val_json_get_object (val_json_node_object (patch), "configuration");
}

/* A secret reads back as its mask (contract 3.4): all that can be seen is that there is one. */
static gboolean
was_kept (const char *wanted, const char *now)
{
  return same_value (wanted, now) || (!is_empty (wanted) && is_mask (now));
}

static void
judge_wanted (ValInstanceVerdict *self, JsonNode *patch, ValInstance *after)
{
  JsonObject *wanted = get_wanted (patch);
  JsonObjectIter iter;
  const char *key;

  if (wanted == NULL)
    return;
  json_object_iter_init (&iter, wanted);
  while (json_object_iter_next (&iter, &key, NULL))
    {
      g_autoptr (ValSecretString) text = val_instance_verdict_dup_wanted (patch, key);

      if (!was_kept (text, val_instance_get_config (after, key)))
        g_ptr_array_add (self->missing, g_strdup (key));
    }
}

/* What is judged, and by what. */
typedef struct
{
  ValInstanceVerdict *verdict;
  JsonObject *wanted; /* (nullable) */
  ValInstance *after;
} Siblings;

static void
judge_sibling_cb (gpointer key, gpointer old, gpointer user_data)
{
  Siblings *siblings = user_data;
  const char *now = val_instance_get_config (siblings->after, key);

  if (is_empty (old) || is_platform_written (key) ||
      (siblings->wanted != NULL && json_object_has_member (siblings->wanted, key)))
    return;
  if (is_empty (now))
    g_ptr_array_add (siblings->verdict->vanished, g_strdup (key));
  else if (!is_mask (old) && !is_mask (now) && !same_value (old, now))
    g_ptr_array_add (siblings->verdict->altered, g_strdup (key));
}

static int
compare_keys (gconstpointer one, gconstpointer other)
{
  return strcmp (*(const char *const *) one, *(const char *const *) other);
}

static void
judge_siblings (ValInstanceVerdict *self, ValInstance *before, JsonNode *patch, ValInstance *after)
{
  Siblings siblings = { self, get_wanted (patch), after };

  if (!val_instance_has_config (after))
    return;
  val_instance_foreach_config (before, judge_sibling_cb, &siblings);
  g_ptr_array_sort (self->vanished, compare_keys);
  g_ptr_array_sort (self->altered, compare_keys);
}

/* Names and tags are sanitised (contract 3.3), so that they read back as something else is no
 * failure.  That nothing moved at all is one, unless cleaning led back to the old text. */
static gboolean
may_be_cleaned (const char *text)
{
  return strpbrk (text, "<>&") != NULL;
}

static void
judge_name (ValInstanceVerdict *self, ValInstance *before, JsonNode *patch, ValInstance *after)
{
  const char *wanted = val_json_get_string (val_json_node_object (patch), "name");
  const char *old = val_instance_get_name (before);
  g_autofree char *trimmed = NULL;

  if (wanted == NULL || may_be_cleaned (wanted))
    return;
  trimmed = g_strstrip (g_strdup (wanted));
  if (g_strcmp0 (trimmed, old) != 0 && g_strcmp0 (val_instance_get_name (after), old) == 0)
    g_ptr_array_add (self->fields, g_strdup ("name"));
}

static GHashTable *
collect_wanted_tags (JsonArray *array)
{
  g_autoptr (GHashTable) tags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      char *tag = val_json_value_text (json_array_get_element (array, i));

      if (tag == NULL || may_be_cleaned (tag))
        {
          g_free (tag);
          return NULL;
        }
      g_hash_table_add (tags, g_strstrip (tag));
    }
  return g_steal_pointer (&tags);
}

static gboolean
equals_set (GHashTable *set, const char *const *tags)
{
  for (guint i = 0; tags != NULL && tags[i] != NULL; i++)
    if (!g_hash_table_contains (set, tags[i]))
      return FALSE;
  return g_hash_table_size (set) == (tags != NULL ? g_strv_length ((char **) tags) : 0);
}

static void
judge_tags (ValInstanceVerdict *self, ValInstance *before, JsonNode *patch, ValInstance *after)
{
  static const char *const none[] = { NULL };
  JsonArray *array = val_json_get_array (val_json_node_object (patch), "tags");
  const char *const *old = val_instance_get_tags (before);
  const char *const *now = val_instance_get_tags (after);
  g_autoptr (GHashTable) wanted = array != NULL ? collect_wanted_tags (array) : NULL;

  if (wanted == NULL || equals_set (wanted, old))
    return;
  if (g_strv_equal (old != NULL ? old : none, now != NULL ? now : none))
    g_ptr_array_add (self->fields, g_strdup ("tags"));
}

/* Compares what @patch asked for with what is there @after.  Needs no answer of the network. */
ValInstanceVerdict *
val_instance_verdict_new (ValInstance *before, JsonNode *patch, ValInstance *after)
{
  ValInstanceVerdict *self = g_new0 (ValInstanceVerdict, 1);

  self->missing = g_ptr_array_new_with_free_func (g_free);
  self->vanished = g_ptr_array_new_with_free_func (g_free);
  self->altered = g_ptr_array_new_with_free_func (g_free);
  self->fields = g_ptr_array_new_with_free_func (g_free);
  judge_wanted (self, patch, after);
  judge_siblings (self, before, patch, after);
  judge_name (self, before, patch, after);
  judge_tags (self, before, patch, after);
  return self;
}

void
val_instance_verdict_free (ValInstanceVerdict *self)
{
  g_ptr_array_unref (self->missing);
  g_ptr_array_unref (self->vanished);
  g_ptr_array_unref (self->altered);
  g_ptr_array_unref (self->fields);
  g_free (self);
}

gboolean
val_instance_verdict_is_good (ValInstanceVerdict *self)
{
  return self->missing->len + self->vanished->len + self->altered->len + self->fields->len == 0;
}

static void
append_keys (GString *list, GPtrArray *keys)
{
  for (guint i = 0; i < keys->len; i++)
    g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (keys, i));
}

char *
val_instance_verdict_dup_keys (ValInstanceVerdict *self)
{
  GString *list = g_string_new (NULL);

  append_keys (list, self->missing);
  append_keys (list, self->vanished);
  append_keys (list, self->altered);
  append_keys (list, self->fields);
  return g_string_free (list, FALSE);
}

/* The value of @key as the platform writes it, NULL where @patch sets it to null. */
char *
val_instance_verdict_dup_wanted (JsonNode *patch, const char *key)
{
  JsonObject *wanted = get_wanted (patch);
  JsonNode *node = wanted != NULL ? json_object_get_member (wanted, key) : NULL;

  if (node != NULL && (JSON_NODE_HOLDS_OBJECT (node) || JSON_NODE_HOLDS_ARRAY (node)))
    return val_json_to_text (node, FALSE);
  return val_json_value_text (node);
}
