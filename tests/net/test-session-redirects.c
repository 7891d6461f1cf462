/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-session.h"
#include "support/val-test-server.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <string.h>

typedef struct
{
  ValTestServer *server;
  ValTestServer *foreign;
  ValSession *session;
} Fixture;

typedef struct
{
  const char *name;
  const char *location; /* %s is where it points to */
  gboolean own;         /* %s is our own origin, not the foreign one */
  gboolean followed;    /* for GET */
} Target;

static const Target targets[] = {
  { "own, absolute", "%s/elements/api-v2/moved", TRUE, TRUE },
  { "own, path", "/elements/api-v2/moved", TRUE, TRUE },
  { "own, relative", "moved?x=1", TRUE, TRUE },
  { "other port", "%s/elements/api-v2/moved", FALSE, FALSE },
  { "other port, no scheme", "//%s/elements/api-v2/moved", FALSE, FALSE },
  { "other name", "http://localhost:%s/elements/api-v2/moved", FALSE, FALSE },
  { "other scheme", "https://%s/elements/api-v2/moved", TRUE, FALSE },
  { "user info", "http://u:p@%s/elements/api-v2/moved", TRUE, FALSE },
  { "script", "javascript:alert(1)", TRUE, FALSE },
  { "file", "file:///etc/passwd", TRUE, FALSE },
  { "no host", "http:///moved", TRUE, FALSE },
  { "rubbish", "http://[", TRUE, FALSE },
};

static const guint codes[] = { 301, 302, 303, 307, 308 };

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = val_test_server_new (NULL);
  fixture->foreign = val_test_server_new (NULL);
  fixture->session = val_test_session_new (fixture->server);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->session);
  val_test_server_free (fixture->server);
  val_test_server_free (fixture->foreign);
}

static char *
location_of (Fixture *fixture, const Target *target)
{
  g_autofree char *origin =
      val_test_server_dup_origin (target->own ? fixture->server : fixture->foreign);
  const char *authority = strstr (origin, "://") + 3;
  g_auto (GStrv) parts = g_strsplit (target->location, "%s", 2);
  const char *value = origin;

  if (parts[1] == NULL)
    return g_strdup (target->location);
  if (g_str_has_suffix (parts[0], ":"))
    value = strchr (authority, ':') + 1;
  else if (*parts[0] != '\0')
    value = authority;
  return g_strconcat (parts[0], value, parts[1], NULL);
}

static ValReply *
ask (Fixture *fixture, const char *method, GError **error)
{
  g_autoptr (JsonNode) body = val_json_object_node (json_object_new ());
  gboolean is_get = g_str_equal (method, "GET");
  ValRequest request = { .method = method,
                         .path = "/instances/1",
                         .body = is_get ? NULL : body,
                         .flags = g_str_equal (method, "PATCH") ? VAL_REQUEST_IDEMPOTENT : 0 };

  return val_test_send (fixture->session, &request, error);
}

static void
check (Fixture *fixture, const char *method, guint code, const Target *target)
{
  g_autofree char *location = location_of (fixture, target);
  gboolean followed = target->followed && g_str_equal (method, "GET");
  guint n_before = val_test_server_count_hits (fixture->server);
  g_autoptr (ValReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  g_test_message ("%s %u to %s (%s)", method, code, target->name, location);
  val_test_server_add (fixture->server, code, "{}", "Location", location, NULL);
  if (followed)
    val_test_server_add (fixture->server, 200, "{}", NULL);
  reply = ask (fixture, method, &error);
  g_assert_cmpint (reply != NULL, ==, followed);
  if (!followed)
    g_assert_error (error, VAL_ERROR, VAL_ERROR_REDIRECTED);
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, n_before + 1 + followed);
  g_assert_cmpuint (val_test_server_count_hits (fixture->foreign), ==, 0);
}

static void
test_matrix (Fixture *fixture, gconstpointer data)
{
  static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    for (guint j = 0; j < G_N_ELEMENTS (codes); j++)
      for (guint k = 0; k < G_N_ELEMENTS (targets); k++)
        check (fixture, methods[i], codes[j], &targets[k]);
}

/* The second request has to be the first one over again, at another path. */
static void
test_followed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValReply) reply = NULL;
  const ValTestHit *hit;

  val_test_server_add (fixture->server, 302, NULL, "Location", "/elements/api-v2/moved?x=1", NULL);
  val_test_server_add (fixture->server, 200, "[7]", NULL);
  reply = ask (fixture, "GET", NULL);
  g_assert_nonnull (reply);
  g_assert_nonnull (val_json_node_array (reply->node));
  hit = val_test_server_get_hit (fixture->server, 1);
  g_assert_cmpstr (hit->path, ==, "/moved");
  g_assert_cmpstr (hit->query, ==, "x=1");
  g_assert_cmpstr (val_test_hit_get_header (hit, "Authorization"), ==, VAL_TEST_AUTHORIZATION);
}

static void
add_hops (Fixture *fixture, guint n_hops)
{
  for (guint i = 0; i < n_hops; i++)
    val_test_server_add (fixture->server, 302, NULL, "Location", "/elements/api-v2/again", NULL);
  val_test_server_add (fixture->server, 200, "{}", NULL);
}

static void
test_five_hops (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  add_hops (fixture, 5);
  reply = ask (fixture, "GET", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, 6);
}

static void
test_six_hops (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  add_hops (fixture, 6);
  g_assert_null (ask (fixture, "GET", &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_REDIRECTED);
  g_assert_cmpuint (val_test_server_count_hits (fixture->server), ==, 6);
}

static void
test_no_location (Fixture *fixture, gconstpointer data)
{
  static const guint odd[] = { 300, 301, 302, 303, 304, 305, 307, 308, 399 };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autoptr (GError) error = NULL;

      val_test_server_add (fixture->server, odd[i], NULL, NULL);
      g_assert_null (ask (fixture, "GET", &error));
      g_assert_error (error, VAL_ERROR, VAL_ERROR_REDIRECTED);
    }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/session-redirects/matrix", test_matrix);
  ADD ("/session-redirects/followed", test_followed);
  ADD ("/session-redirects/five-hops", test_five_hops);
  ADD ("/session-redirects/six-hops", test_six_hops);
  ADD ("/session-redirects/no-location", test_no_location);

  return g_test_run ();
}
