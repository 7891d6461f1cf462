/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-json-reader.h"
#include "util/val-json.h"

#include <string.h>

#define MIN_TEXTS 300
#define N_DAMAGED 20000

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *root = val_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return root;
}

/* What the library's own parser makes of what it reads rightly. */
static void
assert_like_library (JsonNode *root, const char *text, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, text, (gssize) length, &error);
  g_assert_no_error (error);
  if (!json_node_equal (root, json_parser_get_root (parser)))
    {
      g_test_message ("differs: %s", text);
      g_test_fail ();
    }
}

/* Gives the length too, since a text may hold a zero byte. */
static char *
unescape (const char *escaped, gsize *length)
{
  GString *text = g_string_new (NULL);

  for (const char *p = escaped; *p != '\0'; p++)
    if (*p == '\\' && p[1] == '\\')
      g_string_append_c (text, *p++);
    else if (*p == '\\')
      {
        g_string_append_c (text, (char) ((p[1] - '0') * 64 + (p[2] - '0') * 8 + (p[3] - '0')));
        p += 3;
      }
    else
      g_string_append_c (text, *p);
  *length = text->len;
  return g_string_free (text, FALSE);
}

/* Passing over a text finds the same fault, at the same place, as making nodes of it. */
static void
assert_same_without_nodes (const char *text, gsize length, const GError *expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (val_json_validate (text, length, &error) == (expected == NULL));
  g_assert_cmpstr (error != NULL ? error->message : NULL, ==,
                   expected != NULL ? expected->message : NULL);
}

static void
check_text (const char *escaped, gboolean good)
{
  gsize length;
  g_autofree char *text = unescape (escaped, &length);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = val_json_parse (text, length, &error);

  if ((root != NULL) != good)
    {
      g_test_message ("%s: %s", good ? "refused" : "accepted", escaped);
      g_test_fail ();
    }
  if (root == NULL)
    {
      g_assert_error (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER);
      g_assert_nonnull (strstr (error->message, "line"));
    }
  else
    assert_like_library (root, text, length);
  assert_same_without_nodes (text, length, error);
}

static void
test_texts (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "json-texts.tsv", NULL);
  g_autofree char *table = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  guint n_texts = 0;

  g_file_get_contents (path, &table, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (table, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (**line != '#' && strchr (*line, '\t') != NULL)
      {
        check_text (strchr (*line, '\t') + 1, g_str_has_prefix (*line, "good\t"));
        n_texts++;
      }
  g_test_message ("%u texts", n_texts);
  g_assert_cmpuint (n_texts, >=, MIN_TEXTS);
}

static void
test_payloads (void)
{
  const char *const names[] = { "async-dispatched.json",
                                "element-config-groups.json",
                                "element-hootsuite.json",
                                "error-401.json",
                                "event-notification.json",
                                "events-list.json",
                                "hootsuite-webhook-inbound.json",
                                "instance-configuration.json",
                                "instance-hootsuite-created.json",
                                "instances-list.json",
                                "oauth-url.json",
                                "subscription.json" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize length;
      g_autofree char *text = val_test_payload (names[i], &length);
      g_autoptr (JsonNode) root = parse (text);
      g_autoptr (GBytes) bytes = val_json_to_bytes (root);
      g_autoptr (JsonNode) again =
          val_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);

      g_assert_true (json_node_equal (root, again));
      g_assert_false (val_json_validate (text, length / 2, NULL));
    }
}

/* People paste examples that do not parse: the message points at the place. */
static void
test_place (void)
{
  const char *text = "{\n  \"a\": 1\n  \"b\": 2\n}";
  g_autoptr (GError) error = NULL;

  g_assert_false (val_json_validate (text, strlen (text), &error));
  g_assert_nonnull (strstr (error->message, "line 3, column 3"));
}

static void
test_length_counts (void)
{
  g_assert_true (val_json_validate ("[1]garbage", 3, NULL));
  g_assert_false (val_json_validate ("[1]garbage", 4, NULL));
  g_assert_false (val_json_validate (NULL, 0, NULL));
}

static void
damage (char *text, gsize length)
{
  static const char signs[] = "{}[]\",:\\0e.-tn \n";

  for (int n = g_test_rand_int_range (1, 4); n > 0; n--)
    text[g_test_rand_int_range (0, (int) length)] = signs[g_random_int_range (0, sizeof signs - 1)];
}

static void
test_damaged (void)
{
  gsize length;
  g_autofree char *whole = val_test_payload ("instances-list.json", &length);

  for (guint i = 0; i < N_DAMAGED; i++)
    {
      g_autofree char *text = g_memdup2 (whole, length);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) root = NULL;

      damage (text, length);
      root = val_json_parse (text, length, &error);
      assert_same_without_nodes (text, length, error);
    }
}

/* What is not an object, or no array, is passed over as a whole. */
static void
test_reader_passes_over (void)
{
  const char *text = "{\"a\":[1,{\"b\":[]},\"x\"],\"c\":{\"d\":null}, \"e\" : \"f\"}";
  g_autoptr (ValJsonReader) reader = val_json_reader_new (text, strlen (text));
  const char *name;

  g_assert_true (val_json_reader_enter_object (reader));
  g_assert_true (val_json_reader_next_member (reader, &name));
  g_assert_cmpstr (name, ==, "a");
  g_assert_false (val_json_reader_enter_object (reader));
  g_assert_true (val_json_reader_next_member (reader, &name));
  g_assert_cmpstr (name, ==, "c");
  g_assert_false (val_json_reader_enter_array (reader));
  g_assert_true (val_json_reader_next_member (reader, &name));
  g_assert_cmpstr (val_json_reader_take_string (reader), ==, "f");
  g_assert_cmpstr (name, ==, "e");
  g_assert_false (val_json_reader_next_member (reader, &name));
  g_assert_true (val_json_reader_end (reader, NULL));
}

/* From a fault on there is nothing more, whatever is asked for. */
static void
test_reader_after_fault (void)
{
  const char *text = "[\"a\", nil, \"b\"]";
  g_autoptr (ValJsonReader) reader = val_json_reader_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  const char *name;

  g_assert_true (val_json_reader_enter_array (reader));
  g_assert_true (val_json_reader_next_element (reader));
  g_assert_cmpstr (val_json_reader_take_string (reader), ==, "a");
  g_assert_true (val_json_reader_next_element (reader));
  g_assert_null (val_json_reader_take_node (reader));
  g_assert_false (val_json_reader_next_element (reader));
  g_assert_false (val_json_reader_next_member (reader, &name));
  g_assert_false (val_json_reader_enter_array (reader));
  g_assert_null (val_json_reader_take_string (reader));
  val_json_reader_skip (reader);
  g_assert_false (val_json_reader_end (reader, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER);
  g_assert_nonnull (strstr (error->message, "line 1, column 7"));
}

/* Nesting that overflows the stack of the library is refused before it gets there. */
static void
test_deep (void)
{
  const gsize depth = 5000000;
  g_autofree char *text = g_malloc (depth);

  memset (text, '[', depth);
  g_assert_false (val_json_validate (text, depth, NULL));
  g_assert_null (val_json_parse (text, depth, NULL));
}

static void
test_values_survive (void)
{
  g_autoptr (JsonNode) root =
      parse ("{\"max\":9223372036854775807,\"min\":-9223372036854775808,\"half\":0.5,"
             "\"text\":\"\\ud83d\\ude00\\n\"}");
  JsonObject *object = val_json_node_object (root);

  g_assert_cmpint (val_json_get_int (object, "max", 0), ==, G_MAXINT64);
  g_assert_cmpint (val_json_get_int (object, "min", 0), ==, G_MININT64);
  g_assert_cmpstr (val_json_get_string (object, "text"), ==, "\360\237\230\200\n");
}

static void
test_escapes (void)
{
  g_autoptr (JsonNode) root =
      parse ("[\"\\\"\\\\\\/"
             "\\b\\f\\n\\r\\t\",\"a\\u0001\\u00E9\\u4e2dz\",\"\\uD83D\\uDE00\\udbff\\udfff\"]");
  JsonArray *array = val_json_node_array (root);

  g_assert_cmpstr (json_array_get_string_element (array, 0), ==, "\"\\/\b\f\n\r\t");
  g_assert_cmpstr (json_array_get_string_element (array, 1), ==, "a\001\303\251\344\270\255z");
  g_assert_cmpstr (json_array_get_string_element (array, 2), ==,
                   "\360\237\230\200\364\217\277\277");
}

static void
test_same_names (void)
{
  g_autoptr (JsonNode) root = parse ("{\"a\":1,\"b\":2,\"a\":{\"a\":3}}");
  JsonObject *object = val_json_node_object (root);

  g_assert_cmpuint (json_object_get_size (object), ==, 2);
  g_assert_cmpint (val_json_get_int (val_json_get_object (object, "a"), "a", 0), ==, 3);
}

/* Whatever is asked for, nobody changes what others may hold, too. */
static void
test_immutable (void)
{
  g_autoptr (JsonNode) root = parse ("{\"a\":[1]}");

  g_assert_true (json_node_is_immutable (root));
  g_assert_true (
      json_node_is_immutable (json_object_get_member (json_node_get_object (root), "a")));
}

#define N_TREES   2000
#define MAX_ITEMS 6
#define MAX_DEPTH 5

static char *
random_string (void)
{
  GString *text = g_string_new (NULL);

  for (int i = g_test_rand_int_range (0, 12); i > 0; i--)
    {
      gboolean plain = g_test_rand_bit ();
      gunichar c = (gunichar) g_test_rand_int_range (1, plain ? 0x80 : 0x110000);

      if (c < 0xd800 || c > 0xdfff)
        g_string_append_unichar (text, c);
    }
  return g_string_free (text, FALSE);
}

static guint64
random_bits (void)
{
  return (guint64) (guint32) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();
}

static JsonNode *
random_scalar (void)
{
  g_autofree char *string = random_string ();

  switch (g_test_rand_int_range (0, 5))
    {
    case 0:
      return json_node_new (JSON_NODE_NULL);
    case 1:
      return json_node_init_boolean (json_node_alloc (), g_test_rand_bit ());
    case 2:
      return json_node_init_int (json_node_alloc (), (gint64) random_bits ());
    case 3:
      return json_node_init_double (json_node_alloc (), g_test_rand_double_range (-1e9, 1e9) + 0.5);
    default:
      return json_node_init_string (json_node_alloc (), string);
    }
}

static JsonNode *
random_tree (guint depth)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gboolean object = g_test_rand_bit ();

  if (depth == MAX_DEPTH || g_test_rand_bit ())
    return random_scalar ();
  object ? json_builder_begin_object (builder) : json_builder_begin_array (builder);
  for (int i = g_test_rand_int_range (0, MAX_ITEMS); i > 0; i--)
    {
      g_autofree char *name = random_string ();

      if (object)
        json_builder_set_member_name (builder, name);
      json_builder_add_value (builder, random_tree (depth + 1));
    }
  object ? json_builder_end_object (builder) : json_builder_end_array (builder);
  return json_builder_get_root (builder);
}

static void
test_trees (void)
{
  for (int i = 0; i < N_TREES; i++)
    {
      g_autoptr (JsonNode) tree = random_tree (0);
      g_autofree char *text = val_json_to_text (tree, g_test_rand_bit ());
      g_autoptr (JsonNode) root = parse (text);

      if (!json_node_equal (tree, root))
        {
          g_test_message ("differs: %s", text);
          g_test_fail ();
        }
      assert_like_library (root, text, strlen (text));
    }
}

static void
test_strings (void)
{
  g_autoptr (JsonNode) root =
      parse ("{\"s\":\"x\",\"e\":\"\",\"n\":null,\"i\":7,\"b\":true,\"o\":{},\"a\":[]}");
  JsonObject *object = val_json_node_object (root);
  const char *const none[] = { "n", "i", "b", "o", "a", "missing" };

  g_assert_cmpstr (val_json_get_string (object, "s"), ==, "x");
  g_assert_cmpstr (val_json_get_string (object, "e"), ==, "");
  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_null (val_json_get_string (object, none[i]));
  g_assert_null (val_json_get_string (NULL, "s"));
}

static void
assert_text (JsonObject *object, const char *name, const char *expected)
{
  g_autofree char *text = val_json_dup_text (object, name);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_value_text (void)
{
  g_autoptr (JsonNode) root = parse ("{\"s\":\"x\",\"i\":7,\"t\":true,\"f\":false,\"d\":0.5,"
                                     "\"n\":null,\"o\":{},\"a\":[]}");
  JsonObject *object = val_json_node_object (root);

  assert_text (object, "s", "x");
  assert_text (object, "i", "7");
  assert_text (object, "t", "true");
  assert_text (object, "f", "false");
  assert_text (object, "d", "0.5");
  assert_text (object, "n", NULL);
  assert_text (object, "o", NULL);
  assert_text (object, "a", NULL);
  assert_text (object, "missing", NULL);
  assert_text (NULL, "s", NULL);
  g_assert_null (val_json_value_text (NULL));
}

static void
test_integers (void)
{
  g_autoptr (JsonNode) root =
      parse ("{\"i\":7,\"s\":\"579876\",\"neg\":\"-3\",\"d\":1.5,\"t\":true,\"n\":null,\"o\":{},"
             "\"e\":\"\",\"x\":\"7x\",\"big\":\"9223372036854775808\",\"sp\":\" 7\"}");
  JsonObject *object = val_json_node_object (root);
  const char *const none[] = { "d", "t", "n", "o", "e", "x", "big", "sp", "missing" };

  g_assert_cmpint (val_json_get_int (object, "i", -1), ==, 7);
  g_assert_cmpint (val_json_get_int (object, "s", -1), ==, 579876);
  g_assert_cmpint (val_json_get_int (object, "neg", -1), ==, -3);
  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_cmpint (val_json_get_int (object, none[i], -99), ==, -99);
  g_assert_cmpint (val_json_get_int (NULL, "i", -99), ==, -99);
}

static void
test_booleans (void)
{
  g_autoptr (JsonNode) root =
      parse ("{\"t\":true,\"f\":false,\"ts\":\"true\",\"fs\":\"False\",\"i\":1,\"n\":null,"
             "\"x\":\"yes\",\"o\":{},\"a\":[true]}");
  JsonObject *object = val_json_node_object (root);
  const char *const none[] = { "i", "n", "x", "o", "a", "missing" };

  g_assert_true (val_json_get_bool (object, "t", FALSE));
  g_assert_true (val_json_get_bool (object, "ts", FALSE));
  g_assert_false (val_json_get_bool (object, "f", TRUE));
  g_assert_false (val_json_get_bool (object, "fs", TRUE));
  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    {
      g_assert_true (val_json_get_bool (object, none[i], TRUE));
      g_assert_false (val_json_get_bool (object, none[i], FALSE));
    }
  g_assert_true (val_json_get_bool (NULL, "t", TRUE));
}

static void
test_containers (void)
{
  g_autoptr (JsonNode) root = parse ("{\"o\":{\"x\":1},\"a\":[1],\"n\":null,\"s\":\"x\"}");
  JsonObject *object = val_json_node_object (root);

  g_assert_nonnull (val_json_get_object (object, "o"));
  g_assert_null (val_json_get_object (object, "a"));
  g_assert_null (val_json_get_object (object, "n"));
  g_assert_null (val_json_get_object (object, "missing"));
  g_assert_null (val_json_get_object (NULL, "o"));
  g_assert_nonnull (val_json_get_array (object, "a"));
  g_assert_null (val_json_get_array (object, "o"));
  g_assert_null (val_json_get_array (object, "s"));
  g_assert_null (val_json_get_array (NULL, "a"));
  g_assert_null (val_json_node_array (root));
  g_assert_null (val_json_node_object (NULL));
  g_assert_null (val_json_node_array (NULL));
}

static void
test_write (void)
{
  const char *text = "{\"a\":\"\303\274\\n\"}";
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = val_json_object_node (object);
  g_autoptr (GBytes) expected = g_bytes_new_static (text, strlen (text));
  g_autoptr (GBytes) bytes = NULL;

  json_object_set_string_member (object, "a", "\303\274\n");
  bytes = val_json_to_bytes (node);
  g_assert_true (g_bytes_equal (bytes, expected));
  g_assert_true (val_json_node_object (node) == object);
}

static void
test_write_control_characters (void)
{
  for (char c = 1; c < ' '; c++)
    {
      const char value[] = { '<', c, c, '>', '\0' };
      g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), value);
      g_autoptr (GBytes) bytes = val_json_to_bytes (node);
      g_autoptr (JsonNode) again =
          val_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);

      g_assert_nonnull (again);
      g_assert_cmpstr (json_node_get_string (again), ==, value);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/texts", test_texts);
  g_test_add_func ("/json/payloads", test_payloads);
  g_test_add_func ("/json/place", test_place);
  g_test_add_func ("/json/length-counts", test_length_counts);
  g_test_add_func ("/json/deep", test_deep);
  g_test_add_func ("/json/damaged", test_damaged);
  g_test_add_func ("/json/reader-passes-over", test_reader_passes_over);
  g_test_add_func ("/json/reader-after-fault", test_reader_after_fault);
  g_test_add_func ("/json/values-survive", test_values_survive);
  g_test_add_func ("/json/escapes", test_escapes);
  g_test_add_func ("/json/same-names", test_same_names);
  g_test_add_func ("/json/immutable", test_immutable);
  g_test_add_func ("/json/trees", test_trees);
  g_test_add_func ("/json/strings", test_strings);
  g_test_add_func ("/json/value-text", test_value_text);
  g_test_add_func ("/json/integers", test_integers);
  g_test_add_func ("/json/booleans", test_booleans);
  g_test_add_func ("/json/containers", test_containers);
  g_test_add_func ("/json/write", test_write);
  g_test_add_func ("/json/write-control-characters", test_write_control_characters);
  return g_test_run ();
}
