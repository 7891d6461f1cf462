/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-operation.h"
#include "util/val-json.h"

#include <string.h>

static GListModel *
list (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = val_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return val_operation_list (node);
}

static void
assert_operation (GListModel *operations,
                  guint position,
                  const char *method,
                  const char *path,
                  const char *summary)
{
  g_autoptr (ValOperation) operation = g_list_model_get_item (operations, position);

  g_assert_nonnull (operation);
  g_assert_cmpstr (val_operation_get_method (operation), ==, method);
  g_assert_cmpstr (val_operation_get_path (operation), ==, path);
  g_assert_cmpstr (val_operation_get_summary (operation), ==, summary);
}

static void
test_order (void)
{
  g_autoptr (GListModel) operations = list ("{\"paths\":{"
                                            "\"/b\":{\"delete\":{\"summary\":\"Gone\"},"
                                            "\"get\":{\"description\":\"Read\"}},"
                                            "\"/a\":{\"post\":{}}}}");

  g_assert_cmpuint (g_list_model_get_n_items (operations), ==, 3);
  assert_operation (operations, 0, "POST", "/a", "");
  assert_operation (operations, 1, "GET", "/b", "Read");
  assert_operation (operations, 2, "DELETE", "/b", "Gone");
}

/* A path also holds parameters, extensions and whatever a server makes up. */
static void
test_no_calls (void)
{
  g_autoptr (GListModel) operations =
      list ("{\"paths\":{\"/a\":{\"parameters\":[],\"x-more\":{},\"get\":\"no\"},\"/b\":7}}");

  g_assert_cmpuint (g_list_model_get_n_items (operations), ==, 0);
}

static void
test_no_description (void)
{
  static const char *const texts[] = { "[]", "{}", "{\"paths\":[]}", "{\"paths\":null}", "3" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GListModel) operations = list (texts[i]);

      g_assert_cmpuint (g_list_model_get_n_items (operations), ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/operation/order", test_order);
  g_test_add_func ("/operation/no-calls", test_no_calls);
  g_test_add_func ("/operation/no-description", test_no_description);
  return g_test_run ();
}
