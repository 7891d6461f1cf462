/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/val-test-util.h"

/**
 * val_test_await_cb:
 * @source: (nullable): where the call began
 * @result: its result
 * @user_data: address of a `GAsyncResult *`
 *
 * A callback that only keeps the result, for val_test_await ().
 */
void
val_test_await_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

/**
 * val_test_await:
 * @result: (inout): what val_test_await_cb () fills; NULL to begin with
 *
 * Runs the default main context until the result is there.  The test runner's time limit is the
 * only one.
 *
 * Returns: (transfer full): the result
 */
GAsyncResult *
val_test_await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (result);
}

/**
 * val_test_wait_for:
 * @condition: asked after every turn of the main context
 * @user_data: for @condition
 *
 * Runs the default main context until @condition holds.
 */
void
val_test_wait_for (ValTestCondition condition, gpointer user_data)
{
  while (!condition (user_data))
    g_main_context_iteration (NULL, TRUE);
}

/**
 * val_test_payload:
 * @name: file in `tests/payloads`
 * @length: (out) (optional): its length in bytes
 *
 * Returns: (transfer full): the file's contents
 */
char *
val_test_payload (const char *name, gsize *length)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "payloads", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, length, &error);
  g_assert_no_error (error);
  return text;
}
