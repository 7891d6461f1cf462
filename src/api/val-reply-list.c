/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-reply-list.h"

#include "util/val-error.h"
#include "util/val-json.h"

#include <glib/gi18n-lib.h>

static gboolean
read_item (GPtrArray *items, JsonNode *node, ValReadObject read, GError **error)
{
  JsonObject *object = val_json_node_object (node);
  gpointer item;

  if (object == NULL)
    {
      g_set_error_literal (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER,
                           _ ("The list holds something else than objects."));
      return FALSE;
    }
  item = read (object, error);
  if (item != NULL)
    g_ptr_array_add (items, item);
  return item != NULL;
}

/**
 * val_reply_list_read:
 * @node: (nullable): body of an answer
 * @read: turns one object into a model object
 * @error: #VAL_ERROR_BAD_ANSWER where it is no list, or as @read has it
 *
 * Returns: (transfer full) (nullable) (element-type GObject): the objects, in the list's order
 */
GPtrArray *
val_reply_list_read (JsonNode *node, ValReadObject read, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  JsonArray *array = val_json_node_array (node);

  g_return_val_if_fail (read != NULL, NULL);

  if (array == NULL)
    {
      g_set_error_literal (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER,
                           _ ("The platform did not answer with a list."));
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_item (items, json_array_get_element (array, i), read, error))
      return NULL;
  return g_steal_pointer (&items);
}
