/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-sandbox-client.h"

#include "util/val-json.h"

static ValSandboxClient *
start (void)
{
  const ValSandboxOptions options = { .instances = 4, .seed = 3 };

  return val_sandbox_client_new (&options);
}

static const char *
uri_at (ValSandboxReply *reply, guint index)
{
  return val_json_get_string (
      json_array_get_object_element (val_sandbox_reply_array (reply), index), "requestURI");
}

static void
test_by_id (void)
{
  g_autoptr (ValSandboxClient) client = start ();
  g_autoptr (ValSandboxReply) asked = val_sandbox_client_ask (client, 200, "GET", "/hubs", NULL);
  g_autofree char *path =
      g_strconcat ("/usage/", val_sandbox_reply_header (asked, "Elements-Request-Id"), NULL);
  g_autoptr (ValSandboxReply) by_request = val_sandbox_client_ask (client, 200, "GET", path, NULL);
  JsonObject *row = val_sandbox_reply_object (by_request);
  g_autofree char *by_row =
      g_strdup_printf ("/usage/%" G_GINT64_FORMAT, val_json_get_int (row, "id", 0));
  g_autoptr (ValSandboxReply) again = val_sandbox_client_ask (client, 200, "GET", by_row, NULL);
  g_autoptr (ValSandboxReply) none = val_sandbox_client_ask (client, 404, "GET", "/usage/7", NULL);

  g_assert_cmpstr (val_json_get_string (row, "requestStatus"), ==, "SUCCESS");
  g_assert_cmpstr (val_json_get_string (row, "elementApi"), ==, "GET /hubs");
  g_assert_cmpint (val_json_get_int (row, "processTime", -1), >=, 0);
  g_assert_true (g_str_has_suffix (val_json_get_string (row, "requestURI"), "/hubs"));
  g_assert_true (json_node_equal (by_request->node, again->node));
  val_sandbox_reply_assert_error (none, 404, "No usage found with ID 7");
}

static void
test_list (void)
{
  g_autoptr (ValSandboxClient) client = start ();
  g_autoptr (ValSandboxReply) one = val_sandbox_client_ask (client, 200, "GET", "/hubs", NULL);
  g_autoptr (ValSandboxReply) two =
      val_sandbox_client_ask (client, 404, "GET", "/instances/1", NULL);
  g_autoptr (ValSandboxReply) three =
      val_sandbox_client_ask (client, 200, "GET", "/elements/slack", NULL);
  g_autoptr (ValSandboxReply) all = val_sandbox_client_ask (client, 200, "GET", "/usage", NULL);
  g_autoptr (ValSandboxReply) failed =
      val_sandbox_client_ask (client, 200, "GET", "/usage?status=FAILED", NULL);
  g_autoptr (ValSandboxReply) slack =
      val_sandbox_client_ask (client, 200, "GET", "/usage?keys[]=box&keys[]=slack", NULL);
  g_autoptr (ValSandboxReply) text =
      val_sandbox_client_ask (client, 200, "GET", "/usage?searchText=/hubs", NULL);

  /* Newest first. */
  g_assert_cmpuint (json_array_get_length (val_sandbox_reply_array (all)), ==, 3);
  g_assert_true (g_str_has_suffix (uri_at (all, 0), "/elements/slack"));
  g_assert_true (g_str_has_suffix (uri_at (all, 2), "/hubs"));
  g_assert_cmpuint (json_array_get_length (val_sandbox_reply_array (failed)), ==, 1);
  g_assert_true (g_str_has_suffix (uri_at (failed, 0), "/instances/1"));
  g_assert_cmpuint (json_array_get_length (val_sandbox_reply_array (slack)), ==, 1);
  g_assert_true (g_str_has_suffix (uri_at (slack, 0), "/elements/slack"));
  g_assert_cmpuint (json_array_get_length (val_sandbox_reply_array (text)), ==, 1);
}

static void
test_pages (void)
{
  g_autoptr (ValSandboxClient) client = start ();
  g_autofree char *path = g_strdup ("/usage?pageSize=2&searchText=/hubs");
  guint n_rows = 0;

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (ValSandboxReply) reply =
          val_sandbox_client_ask (client, 200, "GET", "/hubs", NULL);

      g_assert_nonnull (reply);
    }
  for (guint page = 0; path != NULL; page++)
    {
      g_autoptr (ValSandboxReply) reply = val_sandbox_client_ask (client, 200, "GET", path, NULL);
      const char *next = val_sandbox_reply_header (reply, "Elements-Next-Page-Token");

      g_assert_cmpuint (page, <, 3);
      g_assert_cmpstr (val_sandbox_reply_header (reply, "Elements-Total-Count"), ==, "5");
      n_rows += json_array_get_length (val_sandbox_reply_array (reply));
      g_free (path);
      path = next != NULL ? g_strdup_printf ("/usage?pageSize=2&searchText=/hubs&nextPage=%s", next)
                          : NULL;
    }
  g_assert_cmpuint (n_rows, ==, 5);
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *path;
    guint status;
  } cases[] = {
    { "/usage?from=2099-01-01T00:00:00Z", 404 },
    { "/usage?to=2001-01-01T00:00:00Z", 404 },
    { "/usage?from=yesterday", 400 },
    { "/usage?nextPage=x", 400 },
    { "/usage?pageSize=0", 400 },
    { "/usage?searchText=nowhere", 404 },
  };
  g_autoptr (ValSandboxClient) client = start ();
  g_autoptr (ValSandboxReply) anonymous =
      val_sandbox_client_call (client, "GET", "/usage", NULL, NULL);

  g_assert_cmpuint (anonymous->status, ==, 401);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ValSandboxReply) reply =
          val_sandbox_client_ask (client, cases[i].status, "GET", cases[i].path, NULL);

      g_assert_nonnull (reply);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sandbox/usage/by-id", test_by_id);
  g_test_add_func ("/sandbox/usage/list", test_list);
  g_test_add_func ("/sandbox/usage/pages", test_pages);
  g_test_add_func ("/sandbox/usage/refusals", test_refusals);
  return g_test_run ();
}
