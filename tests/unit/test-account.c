/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-account.h"
#include "util/val-error.h"

#define UUID "7b1c0c1e-5c55-4a8e-9b53-2f6f0a5a1d11"
#define BASE "https://api.cloud-elements.com/elements/api-v2"

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  guint *count = user_data;

  (*count)++;
}

static GKeyFile *
key_file (const char *text)
{
  GKeyFile *file = g_key_file_new ();

  g_assert_true (
      g_key_file_load_from_data (file, text, (gsize) -1, G_KEY_FILE_KEEP_COMMENTS, NULL));
  return file;
}

static void
test_new (void)
{
  ValAccount *account = val_account_new ("Work", BASE);

  g_assert_cmpstr (val_account_get_name (account), ==, "Work");
  g_assert_cmpstr (val_account_get_base_url (account), ==, BASE);
  g_assert_true (g_uuid_string_is_valid (val_account_get_uuid (account)));
  g_assert_null (val_account_get_colour (account));
  g_assert_false (val_account_get_production (account));
  g_assert_false (val_account_get_sandbox (account));
  g_assert_finalize_object (account);
}

static void
test_uuids_differ (void)
{
  g_autoptr (ValAccount) one = val_account_new ("Work", BASE);
  g_autoptr (ValAccount) other = val_account_new ("Work", BASE);

  g_assert_cmpstr (val_account_get_uuid (one), !=, val_account_get_uuid (other));
}

/* Setting what is there already is not news. */
static void
check_notify (const char *property, const GValue *value)
{
  g_autoptr (ValAccount) account = val_account_new ("Work", BASE);
  g_autofree char *signal = g_strconcat ("notify::", property, NULL);
  guint count = 0;

  g_signal_connect (account, signal, G_CALLBACK (count_cb), &count);
  g_object_set_property (G_OBJECT (account), property, value);
  g_assert_cmpuint (count, ==, 1);
  g_object_set_property (G_OBJECT (account), property, value);
  g_assert_cmpuint (count, ==, 1);
}

static void
test_notify (void)
{
  const char *const texts[] = { "name", "base-url", "colour" };
  const char *const flags[] = { "production", "sandbox" };
  g_auto (GValue) text = G_VALUE_INIT;
  g_auto (GValue) flag = G_VALUE_INIT;

  g_value_init (&text, G_TYPE_STRING);
  g_value_set_static_string (&text, "new");
  g_value_init (&flag, G_TYPE_BOOLEAN);
  g_value_set_boolean (&flag, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    check_notify (texts[i], &text);
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    check_notify (flags[i], &flag);
}

static void
test_properties (void)
{
  g_autoptr (ValAccount) account = val_account_new ("Work", BASE);
  g_autofree char *uuid = NULL;
  g_autofree char *name = NULL;
  g_autofree char *base_url = NULL;
  g_autofree char *colour = NULL;
  gboolean production = FALSE;
  gboolean sandbox = FALSE;

  val_account_set_colour (account, "red");
  val_account_set_production (account, TRUE);
  val_account_set_sandbox (account, 2);
  g_object_get (account, "uuid", &uuid, "name", &name, "base-url", &base_url, "colour", &colour,
                "production", &production, "sandbox", &sandbox, NULL);
  g_assert_cmpstr (uuid, ==, val_account_get_uuid (account));
  g_assert_cmpstr (name, ==, "Work");
  g_assert_cmpstr (base_url, ==, BASE);
  g_assert_cmpstr (colour, ==, "red");
  g_assert_true (production);
  g_assert_cmpint (sandbox, ==, TRUE);
}

static void
test_null_is_empty (void)
{
  g_autoptr (ValAccount) account = val_account_new ("Work", BASE);

  val_account_set_name (account, NULL);
  val_account_set_base_url (account, NULL);
  g_assert_cmpstr (val_account_get_name (account), ==, "");
  g_assert_cmpstr (val_account_get_base_url (account), ==, "");
}

static void
test_round_trip (void)
{
  g_autoptr (ValAccount) account = val_account_new (" =[Ä]\n\t;# \\ \"x\"", BASE);
  g_autoptr (ValAccount) again = NULL;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GKeyFile) read = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  val_account_set_colour (account, "red");
  val_account_set_production (account, TRUE);
  val_account_save (account, file);
  text = g_key_file_to_data (file, NULL, NULL);
  read = key_file (text);
  again = val_account_new_from_key_file (read, val_account_get_uuid (account), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (val_account_get_uuid (again), ==, val_account_get_uuid (account));
  g_assert_cmpstr (val_account_get_name (again), ==, val_account_get_name (account));
  g_assert_cmpstr (val_account_get_base_url (again), ==, BASE);
  g_assert_cmpstr (val_account_get_colour (again), ==, "red");
  g_assert_true (val_account_get_production (again));
  g_assert_false (val_account_get_sandbox (again));
}

static void
test_unknown_keys_stay (void)
{
  g_autoptr (GKeyFile) file =
      key_file ("# ours\n[" UUID "]\nName=Work\nBaseUrl=" BASE "\nColour=red\nFuture=x\n"
                "[Other]\nKey=value\n");
  g_autoptr (ValAccount) account = val_account_new_from_key_file (file, UUID, NULL);
  g_autofree char *future = NULL;
  g_autofree char *other = NULL;
  g_autofree char *comment = NULL;

  g_assert_nonnull (account);
  val_account_set_colour (account, NULL);
  val_account_save (account, file);
  future = g_key_file_get_string (file, UUID, "Future", NULL);
  other = g_key_file_get_string (file, "Other", "Key", NULL);
  comment = g_key_file_get_comment (file, NULL, NULL, NULL);
  g_assert_cmpstr (future, ==, "x");
  g_assert_cmpstr (other, ==, "value");
  g_assert_cmpstr (comment, ==, " ours");
  g_assert_false (g_key_file_has_key (file, UUID, "Colour", NULL));
}

static void
test_least_file (void)
{
  g_autoptr (GKeyFile) file = key_file ("[" UUID "]\nName=\nBaseUrl=api.cloud-elements.com/\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (ValAccount) account = val_account_new_from_key_file (file, UUID, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (val_account_get_name (account), ==, "");
  g_assert_cmpstr (val_account_get_base_url (account), ==, BASE);
  g_assert_false (val_account_get_production (account));
}

static void
test_sandbox_on_loopback (void)
{
  g_autoptr (GKeyFile) file =
      key_file ("[" UUID "]\nName=Sandbox\nBaseUrl=http://127.0.0.1:9200\nSandbox=true\n");
  g_autoptr (ValAccount) account = val_account_new_from_key_file (file, UUID, NULL);

  g_assert_true (val_account_get_sandbox (account));
  g_assert_cmpstr (val_account_get_base_url (account), ==, "http://127.0.0.1:9200/elements/api-v2");
}

/* A damaged file must not turn a production account into another. */
static void
test_bad_files (void)
{
  const char *const texts[] = {
    "",
    "[" UUID "]\n",
    "[" UUID "]\nName=Work\n",
    "[" UUID "]\nBaseUrl=" BASE "\n",
    "[" UUID "]\nName=Work\nBaseUrl=\n",
    "[" UUID "]\nName=Work\nBaseUrl=http://example.com\n",
    "[" UUID "]\nName=Work\nBaseUrl=ftp://example.com\n",
    "[" UUID "]\nName=Work\nBaseUrl=https://user:pass@example.com\n",
    "[" UUID "]\nName=\\q\nBaseUrl=" BASE "\n",
    "[" UUID "]\nName=\377\nBaseUrl=" BASE "\n",
    "[" UUID "]\nName=Work\nBaseUrl=" BASE "\nColour=\377\n",
    "[" UUID "]\nName=Work\nBaseUrl=" BASE "\nProduction=perhaps\n",
    "[" UUID "]\nName=Work\nBaseUrl=" BASE "\nProduction=\n",
    "[" UUID "]\nName=Work\nBaseUrl=" BASE "\nSandbox=2\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GKeyFile) file = key_file (texts[i]);
      g_autoptr (GError) error = NULL;

      if (val_account_new_from_key_file (file, UUID, &error) != NULL)
        g_test_message ("accepted: %s", texts[i]);
      g_assert_error (error, VAL_ERROR, VAL_ERROR_STORAGE);
    }
}

static void
test_group_must_be_uuid (void)
{
  g_autoptr (GKeyFile) file = key_file ("[Preferences]\nName=Work\nBaseUrl=" BASE "\n");
  g_autoptr (GError) error = NULL;

  g_assert_null (val_account_new_from_key_file (file, "Preferences", &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_STORAGE);
  g_assert_null (val_account_new_from_key_file (file, "Preferences", NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/account/new", test_new);
  g_test_add_func ("/account/uuids-differ", test_uuids_differ);
  g_test_add_func ("/account/notify", test_notify);
  g_test_add_func ("/account/properties", test_properties);
  g_test_add_func ("/account/null-is-empty", test_null_is_empty);
  g_test_add_func ("/account/round-trip", test_round_trip);
  g_test_add_func ("/account/unknown-keys-stay", test_unknown_keys_stay);
  g_test_add_func ("/account/least-file", test_least_file);
  g_test_add_func ("/account/sandbox-on-loopback", test_sandbox_on_loopback);
  g_test_add_func ("/account/bad-files", test_bad_files);
  g_test_add_func ("/account/group-must-be-uuid", test_group_must_be_uuid);
  return g_test_run ();
}
