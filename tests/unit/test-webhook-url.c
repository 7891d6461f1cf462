/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-webhook-url.h"

#include <gio/gio.h>
#include <string.h>

#define BASE     "https://api.cloud-elements.com/elements/api-v2"
#define LAST_ID  10000000
#define QUICK_ID 100000
#define CHUNK    1000000
#define MAX_TEXT 32

/* Decoding takes longer and is exact about its input, so one id in a few is enough. */
#define DECODED_EACH 13

typedef struct
{
  gint64 id;
  const char *text;
} Vector;

/* Contract 7, then the ends of the range. */
static const Vector vectors[] = {
  { 1, "MQ==" },
  { 42, "NDI=" },
  { 427, "NDI3" },
  { 12345, "MTIzNDU=" },
  { 20931, "MjA5MzE=" },
  { 579876, "NTc5ODc2" },
  { 1234567, "MTIzNDU2Nw==" },
  { 9, "OQ==" },
  { 10, "MTA=" },
  { G_MAXINT32, "MjE0NzQ4MzY0Nw==" },
  { G_MAXINT64, "OTIyMzM3MjAzNjg1NDc3NTgwNw==" },
};

/* Each is refused for a reason of its own. */
static const char *const not_codes[] = {
  "",                             /* nothing */
  "MA==",                         /* 0 */
  "MDE=",                         /* 01 */
  "LTE=",                         /* -1 */
  "KzE=",                         /* +1 */
  "IDE=",                         /* " 1" */
  "MSA=",                         /* "1 " */
  "MQ=",                          /* half of the padding */
  "MQ===",                        /* too much of it */
  "NDI==",                        /* too much of it */
  "NDI3=",                        /* padding where none belongs */
  "MR==",                         /* stray bits */
  "NDJ=",                         /* stray bits */
  "MR",                           /* stray bits without padding */
  "M",                            /* no whole byte */
  "MTIzN",                        /* no whole byte */
  " MQ==",                        /* white space around */
  "MQ== ",                        /* white space around */
  "MQ==\n",                       /* what the coreutils print */
  "N\nDI=",                       /* a line break within */
  "NDI%3D",                       /* escaped */
  "MQ==NDI=",                     /* two codes */
  "=MQ=",                         /* padding at the start */
  "M=Q=",                         /* padding within */
  "M-E=",                         /* the other alphabet */
  "M_E=",                         /* the other alphabet */
  "YWJj",                         /* letters */
  "MS41",                         /* 1.5 */
  "MHgx",                         /* 0x1 */
  "MWUz",                         /* 1e3 */
  "MQA=",                         /* a zero byte at the end */
  "ADE=",                         /* a zero byte at the start */
  "OTIyMzM3MjAzNjg1NDc3NTgwOA==", /* 2^63 */
  "MTg0NDY3NDQwNzM3MDk1NTE2MTc=", /* 2^64 + 1 */
  "MDAwMDAwMDAwMDAwMDAwMDAwMQ==", /* nineteen digits of 1 */
  "579876",                       /* the id itself */
  "\303\274",                     /* not ASCII */
  "MQ==MQ==MQ==MQ==MQ==MQ==MQ==", /* long */
};

static void
test_vectors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *text = val_webhook_id_encode (vectors[i].id);
      g_autofree char *bare = g_strndup (text, strcspn (text, "="));
      gint64 id = 0;

      g_assert_cmpstr (text, ==, vectors[i].text);
      g_assert_true (val_webhook_id_decode (text, &id));
      g_assert_cmpint (id, ==, vectors[i].id);
      id = 0;
      g_assert_true (val_webhook_id_decode (bare, &id));
      g_assert_cmpint (id, ==, vectors[i].id);
    }
}

static void
test_refused (void)
{
  gint64 id = -7;

  for (gsize i = 0; i < G_N_ELEMENTS (not_codes); i++)
    {
      if (val_webhook_id_decode (not_codes[i], &id))
        g_test_message ("accepted: %s", not_codes[i]);
      g_assert_cmpint (id, ==, -7);
    }
  g_assert_false (val_webhook_id_decode (NULL, &id));
}

/* Of all texts of four characters, only the codes of ids are accepted. */
static void
test_all_short_texts (void)
{
  const char *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
  guint n_accepted = 0;

  for (guint i = 0; i < 65 * 65 * 65 * 65; i++)
    {
      char text[5] = { alphabet[i / 274625], alphabet[i / 4225 % 65], alphabet[i / 65 % 65],
                       alphabet[i % 65], '\0' };
      gint64 id;

      /* Skips what cannot begin with a digit, which is most of it. */
      if (text[0] == 'M' || text[0] == 'N' || text[0] == 'O' || text[0] == '=')
        n_accepted += val_webhook_id_decode (text, &id) ? 1 : 0;
    }
  g_assert_cmpuint (n_accepted, ==, 999);
}

/* What coreutils must be given so that one stream holds the codes of many ids: zeros fill each up
 * to whole groups of three bytes, and come out as A where padding would be. */
static GBytes *
filled_ids (gint64 first, gint64 last)
{
  GByteArray *filled = g_byte_array_new ();

  for (gint64 id = first; id <= last; id++)
    {
      char digits[MAX_TEXT] = { 0 };
      guint length = (guint) g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, id);

      g_byte_array_append (filled, (const guint8 *) digits, (length + 2) / 3 * 3);
    }
  return g_byte_array_free_to_bytes (filled);
}

static GBytes *
run_coreutils (GBytes *input)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *output = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                              &error, "base64", "-w0", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate (process, input, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return output;
}

static void
check_decode (const char *text, gint64 id)
{
  gint64 decoded = 0;

  g_assert_true (val_webhook_id_decode (text, &decoded));
  g_assert_cmpint (decoded, ==, id);
}

static const char *
compare_code (gint64 id, const char *at)
{
  g_autofree char *text = val_webhook_id_encode (id);
  gsize length = strlen (text);

  if (id % DECODED_EACH == 0)
    check_decode (text, id);
  for (char *padding = strchr (text, '='); padding != NULL && *padding != '\0'; padding++)
    *padding = 'A';
  g_assert_cmpint (memcmp (text, at, length), ==, 0);
  return at + length;
}

static void
compare_chunk (gint64 first, gint64 last)
{
  g_autoptr (GBytes) input = filled_ids (first, last);
  g_autoptr (GBytes) output = run_coreutils (input);
  gsize size;
  const char *start = g_bytes_get_data (output, &size);
  const char *at = start;

  g_assert_cmpuint (size, ==, g_bytes_get_size (input) / 3 * 4);
  for (gint64 id = first; id <= last; id++)
    at = compare_code (id, at);
  g_assert_true (at == start + size);
}

static void
test_coreutils (void)
{
  g_autofree char *program = g_find_program_in_path ("base64");
  gint64 last = g_test_thorough () ? LAST_ID : QUICK_ID;

  if (program == NULL)
    {
      g_test_skip ("no base64 program");
      return;
    }
  for (gint64 first = 1; first <= last; first += CHUNK)
    compare_chunk (first, MIN (first + CHUNK - 1, last));
}

static void
test_rules (void)
{
  const char *const base64[] = { "hootsuite", "slack",     "freshservice", "brandfolder",
                                 "closeio",   "pipedrive", "marketo" };
  const char *const key_only[] = { "box", "dropbox", "ecwid", "jira", "mailchimp" };
  const char *const none[] = { "salesforce", "zuora", "Hootsuite", "", "hootsuite ", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (base64); i++)
    g_assert_cmpint (val_webhook_url_rule (base64[i]), ==, VAL_WEBHOOK_BASE64_ID);
  for (gsize i = 0; i < G_N_ELEMENTS (key_only); i++)
    g_assert_cmpint (val_webhook_url_rule (key_only[i]), ==, VAL_WEBHOOK_KEY_ONLY);
  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_cmpint (val_webhook_url_rule (none[i]), ==, VAL_WEBHOOK_NONE);
  g_assert_cmpint (val_webhook_url_rule ("zuorav2"), ==, VAL_WEBHOOK_RAW_ID);
}

static void
assert_built (const char *base, const char *key, gint64 id, const char *expected)
{
  g_autofree char *url = val_webhook_url_build (base, key, id);

  g_assert_cmpstr (url, ==, expected);
}

static void
test_build (void)
{
  assert_built (BASE, "hootsuite", 579876, BASE "/events/hootsuite/NTc5ODc2");
  assert_built (BASE, "slack", 20931, BASE "/events/slack/MjA5MzE=");
  assert_built (BASE, "zuorav2", 20931, BASE "/events/zuorav2/20931");
  assert_built (BASE, "jira", 20931, BASE "/events/jira");
  assert_built (BASE, "jira", 0, BASE "/events/jira");
  assert_built (BASE, "salesforce", 20931, NULL);
  assert_built (BASE, NULL, 20931, NULL);
  assert_built (BASE, "hootsuite", 0, NULL);
  assert_built (BASE, "hootsuite", -1, NULL);
  assert_built (BASE, "zuorav2", 0, NULL);
}

/* The account's own platform, however its base was typed; never the host that guides print. */
static void
test_build_from_any_base (void)
{
  assert_built ("api.openconnectors.us2.ext.hana.ondemand.com/", "hootsuite", 42,
                "https://api.openconnectors.us2.ext.hana.ondemand.com/elements/api-v2/events/"
                "hootsuite/NDI=");
  assert_built ("https://api.cloud-elements.co.uk/elements/api-v2/", "slack", 42,
                "https://api.cloud-elements.co.uk/elements/api-v2/events/slack/NDI=");
  assert_built ("http://localhost:9200", "box", 42,
                "http://localhost:9200/elements/api-v2/events/box");
  assert_built ("http://example.com", "box", 42, NULL);
  assert_built ("", "box", 42, NULL);
}

static void
test_steps (void)
{
  const char *const with_steps[] = { "hootsuite", "slack",     "freshservice", "brandfolder",
                                     "closeio",   "pipedrive", "marketo",      "zuorav2",
                                     "box",       "dropbox",   "ecwid",        "jira",
                                     "mailchimp" };
  const char *const *steps = val_webhook_url_steps ("hootsuite");

  g_assert_cmpuint (g_strv_length ((GStrv) steps), ==, 6);
  g_assert_nonnull (strstr (steps[0], "My Apps"));
  g_assert_nonnull (strstr (steps[2], "Edit"));
  g_assert_nonnull (strstr (steps[3], "Webhook URL"));
  g_assert_nonnull (strstr (steps[4], "Save"));
  g_assert_nonnull (strstr (steps[5], "Send ping webhook"));
  for (gsize i = 0; i < G_N_ELEMENTS (with_steps); i++)
    g_assert_nonnull (val_webhook_url_steps (with_steps[i])[0]);
  g_assert_null (val_webhook_url_steps ("salesforce")[0]);
  g_assert_null (val_webhook_url_steps (NULL)[0]);
}

static void
test_settings_url (void)
{
  g_autofree char *real =
      val_webhook_url_settings_url ("hootsuite", "https://api.cloud-elements.com/elements/api-v2");
  g_autofree char *unsaid = val_webhook_url_settings_url ("hootsuite", NULL);
  g_autofree char *imitated =
      val_webhook_url_settings_url ("hootsuite", "http://127.0.0.1:8080/elements/api-v2");

  g_assert_cmpstr (real, ==, "https://hootsuite.com/developers/my-apps");
  g_assert_cmpstr (unsaid, ==, real);
  g_assert_cmpstr (imitated, ==, "http://127.0.0.1:8080/provider/hootsuite/apps");
  g_assert_null (val_webhook_url_settings_url ("closeio", NULL));
  g_assert_null (val_webhook_url_settings_url ("salesforce", "http://localhost:1"));
  g_assert_null (val_webhook_url_settings_url (NULL, NULL));
}

static void
test_callback_default (void)
{
  g_assert_true (val_webhook_url_is_callback_default ("hootsuite"));
  g_assert_false (val_webhook_url_is_callback_default ("slack"));
  g_assert_false (val_webhook_url_is_callback_default (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/webhook-url/vectors", test_vectors);
  g_test_add_func ("/webhook-url/refused", test_refused);
  g_test_add_func ("/webhook-url/all-short-texts", test_all_short_texts);
  g_test_add_func ("/webhook-url/coreutils", test_coreutils);
  g_test_add_func ("/webhook-url/rules", test_rules);
  g_test_add_func ("/webhook-url/build", test_build);
  g_test_add_func ("/webhook-url/build-from-any-base", test_build_from_any_base);
  g_test_add_func ("/webhook-url/steps", test_steps);
  g_test_add_func ("/webhook-url/settings-url", test_settings_url);
  g_test_add_func ("/webhook-url/callback-default", test_callback_default);
  return g_test_run ();
}
