/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-operation.h"

#include "util/val-json.h"

struct _ValOperation
{
  GObject parent_instance;

  char *method;
  char *path;
  char *summary;
};

G_DEFINE_FINAL_TYPE (ValOperation, val_operation, G_TYPE_OBJECT)

/* In the order in which they are shown; whatever else a path may hold is no call. */
static const char *const methods[] = { "get",    "post", "put",     "patch",
                                       "delete", "head", "options", NULL };

static void
val_operation_finalize (GObject *object)
{
  ValOperation *self = VAL_OPERATION (object);

  g_free (self->method);
  g_free (self->path);
  g_free (self->summary);
  G_OBJECT_CLASS (val_operation_parent_class)->finalize (object);
}

static void
val_operation_class_init (ValOperationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = val_operation_finalize;
}

static void
val_operation_init (ValOperation *self)
{
}

static ValOperation *
operation_new (const char *method, const char *path, JsonObject *details)
{
  ValOperation *self = g_object_new (VAL_TYPE_OPERATION, NULL);
  const char *summary = val_json_get_string (details, "summary");

  if (summary == NULL)
    summary = val_json_get_string (details, "description");
  self->method = g_ascii_strup (method, -1);
  self->path = g_strdup (path);
  self->summary = g_strdup (summary != NULL ? summary : "");
  return self;
}

static void
add_path (GListStore *store, const char *path, JsonObject *item)
{
  for (const char *const *method = methods; *method != NULL; method++)
    {
      JsonObject *details = val_json_get_object (item, *method);
      g_autoptr (ValOperation) operation = NULL;

      if (details == NULL)
        continue;
      operation = operation_new (*method, path, details);
      g_list_store_append (store, operation);
    }
}

static int
compare_paths (gconstpointer one, gconstpointer other)
{
  return g_strcmp0 (one, other);
}

/**
 * val_operation_list:
 * @swagger: a description of calls, Swagger 2.0 (contract 3.1)
 *
 * Returns: (transfer full) (element-type ValOperation): the calls, by path; empty where @swagger
 *   describes none
 */
GListModel *
val_operation_list (JsonNode *swagger)
{
  GListStore *store;
  JsonObject *paths;
  g_autoptr (GList) names = NULL;

  g_return_val_if_fail (swagger != NULL, NULL);

  store = g_list_store_new (VAL_TYPE_OPERATION);
  paths = val_json_get_object (val_json_node_object (swagger), "paths");
  if (paths != NULL)
    names = g_list_sort (json_object_get_members (paths), compare_paths);
  for (GList *name = names; name != NULL; name = name->next)
    add_path (store, name->data, val_json_get_object (paths, name->data));
  return G_LIST_MODEL (store);
}

/**
 * val_operation_get_method:
 * @self: an operation
 *
 * Returns: (transfer none): the method, in capitals
 */
const char *
val_operation_get_method (ValOperation *self)
{
  g_return_val_if_fail (VAL_IS_OPERATION (self), NULL);

  return self->method;
}

/**
 * val_operation_get_path:
 * @self: an operation
 *
 * Returns: (transfer none): the path, with its places in braces
 */
const char *
val_operation_get_path (ValOperation *self)
{
  g_return_val_if_fail (VAL_IS_OPERATION (self), NULL);

  return self->path;
}

/**
 * val_operation_get_summary:
 * @self: an operation
 *
 * Returns: (transfer none): what it does; may be empty, may hold HTML
 */
const char *
val_operation_get_summary (ValOperation *self)
{
  g_return_val_if_fail (VAL_IS_OPERATION (self), NULL);

  return self->summary;
}
