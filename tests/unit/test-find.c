/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-find.h"
#include "util/val-json.h"

#include <string.h>

#define BASE "https://api.example.com/elements/api-v2"

typedef struct
{
  const char *text;
  gint64 id; /* the only one, or 0 for none */
  gboolean exclusive;
} Case;

static const Case cases[] = {
  { "", 0, FALSE },
  { "hootsuite", 0, FALSE },
  { "12345", 0, FALSE }, /* plain words find ids by themselves */
  { "shop 100", 0, FALSE },
  { BASE "/events/hootsuite/MTIzNDU=", 12345, TRUE },
  { "  " BASE "/events/hootsuite/MTIzNDU%3D\n", 12345, TRUE },
  { BASE "/events/slack/12345", 12345, TRUE },
  { BASE "/instances/12345?x=1", 12345, TRUE },
  { "https://hooks.example.com:8443/elements/slack/12345", 12345, TRUE },
  { "MTIzNDU=", 12345, FALSE },
  { "NDI3", 427, FALSE },
  { "2026-05-04T10:11:12Z INFO PATCH /elements/api-v2/instances/12345 200 in 87 ms", 12345, TRUE },
  { "10:11:12 elementInstanceId=12345 status=FAILED", 12345, TRUE },
  { "{\"eventId\":\"9\",\"instanceId\": 12345}", 12345, TRUE },
  { "event of instance #12345 dropped", 12345, TRUE },
  { "curl -X PATCH '" BASE "/instances/12345' -H 'Authorization: User u, Organization o'", 12345,
    TRUE },
  { "curl " BASE "/events/sfdc -H 'Element-Instances: 12345'", 12345, TRUE },
  { "POST /events/hootsuite/MTIzNDU= HTTP/1.1", 12345, TRUE },
};

static void
test_ids (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ValFind) find = val_find_new (cases[i].text);
      gsize n_ids;
      const gint64 *ids = val_find_get_ids (find, &n_ids);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (n_ids, ==, cases[i].id != 0 ? 1 : 0);
      if (n_ids > 0)
        g_assert_cmpint (ids[0], ==, cases[i].id);
      g_assert_cmpint (val_find_is_exclusive (find), ==, cases[i].exclusive);
    }
}

static void
test_many_ids (void)
{
  g_autoptr (ValFind) find =
      val_find_new ("curl -H 'Element-Instances: 11, 22,33' https://a.example");
  gsize n_ids;
  const gint64 *ids = val_find_get_ids (find, &n_ids);

  g_assert_cmpuint (n_ids, ==, 3);
  g_assert_cmpint (ids[0], ==, 11);
  g_assert_cmpint (ids[2], ==, 33);
}

static ValInstance *
make_instance (void)
{
  const char *text = "{\"id\":7,\"token\":\"FAKE+token/0123456789abcdef=\",\"configuration\":"
                     "{\"event.notification.callback.url\":\"https://hooks.example.com/a/b\"}}";

  return val_instance_new_from_json (text, strlen (text), NULL);
}

static gboolean
finds (const char *text)
{
  g_autoptr (ValInstance) instance = make_instance ();
  g_autoptr (ValFind) find = val_find_new (text);

  return val_find_matches (find, instance);
}

static void
test_token (void)
{
  g_assert_true (finds ("FAKE+token/0123456789abcdef="));
  g_assert_true (
      finds ("curl https://x.example/hubs/social/posts -H \"Authorization: User u, Element "
             "FAKE+token/0123456789abcdef=\""));
  g_assert_false (finds ("FAKE+token/0123456789abcdeg="));
  g_assert_false (finds ("FAKE"));
}

static void
test_callback_url (void)
{
  g_assert_true (finds ("https://hooks.example.com/a/b"));
  g_assert_true (finds ("https://hooks.example.com/a/b?key=1"));
  g_assert_true (finds ("https://hooks.example.com"));
  g_assert_false (finds ("https://hooks.example.org/a/b"));
  g_assert_false (finds ("https://"));
}

static void
test_rude (void)
{
  g_autofree char *digits = g_strnfill (5000, '9');
  g_autofree char *long_text = g_strnfill (200000, 'A');
  g_autoptr (ValFind) broken = val_find_new ("/instances/\xff\xfe 12");
  g_autoptr (ValFind) huge = val_find_new (digits);
  g_autoptr (ValFind) endless = val_find_new (long_text);

  g_assert_true (val_find_is_empty (broken));
  g_assert_false (finds (digits));
  g_assert_false (finds (long_text));
  g_assert_false (finds ("/instances/99999999999999999999999 /instances/0"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/find/ids", test_ids);
  g_test_add_func ("/find/many-ids", test_many_ids);
  g_test_add_func ("/find/token", test_token);
  g_test_add_func ("/find/callback-url", test_callback_url);
  g_test_add_func ("/find/rude", test_rude);
  return g_test_run ();
}
