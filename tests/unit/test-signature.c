/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-signature.h"
#include "support/val-test-util.h"
#include "util/val-json.h"

#include <string.h>

#define KEY       "MySecretEventSignatureKey"
#define BODY      "<INSERT_EVENT_NOTIFICATION_RESPONSE_BODY>"
#define SIGNATURE "sha256=jHdbRx5EZAsOfTwAPJOGkNUzQMVVdu5VJlxcsk+G6jQ="

static GBytes *
bytes (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

/* The vector that the platform's guide prints (contract 5.3). */
static void
test_printed_vector (void)
{
  g_autoptr (GBytes) body = bytes (BODY);
  g_autofree char *signature = val_signature_compute (KEY, body);

  g_assert_cmpuint (g_bytes_get_size (body), ==, 41);
  g_assert_cmpstr (signature, ==, SIGNATURE);
  g_assert_true (val_signature_verify (KEY, body, SIGNATURE));
}

static char *
read_header (const char *file, const char *name)
{
  gsize length;
  g_autofree char *text = val_test_payload (file, &length);
  g_autoptr (JsonNode) root = val_json_parse (text, length, NULL);

  return val_json_dup_text (val_json_node_object (root), name);
}

static void
test_payload (void)
{
  gsize length;
  char *text = val_test_payload ("event-notification.json", &length);
  g_autoptr (GBytes) body = g_bytes_new_take (text, length);
  g_autoptr (GBytes) shorter = g_bytes_new_from_bytes (body, 0, length - 1);
  g_autofree char *header =
      read_header ("event-notification.headers.json", "Elements-Webhook-Signature");

  g_assert_true (val_signature_verify ("FAKE-SIGNATURE-KEY", body, header));
  g_assert_false (val_signature_verify ("FAKE-SIGNATURE-KEY", shorter, header));
  g_assert_false (val_signature_verify ("FAKE-SIGNATURE-KEY2", body, header));
}

static void
test_empty_body (void)
{
  g_autoptr (GBytes) body = bytes ("");
  g_autofree char *signature = val_signature_compute ("key", body);

  g_assert_cmpstr (signature, ==, "sha256=XV0TlWPJW1lnub2ajJsjOp3ttFByeUzSMtwbdIMmB9A=");
  g_assert_true (val_signature_verify ("key", body, signature));
}

static void
test_refused (void)
{
  const char *const headers[] = {
    NULL,
    "",
    "sha256=",
    "sha256",
    "jHdbRx5EZAsOfTwAPJOGkNUzQMVVdu5VJlxcsk+G6jQ=",
    "sha256=jHdbRx5EZAsOfTwAPJOGkNUzQMVVdu5VJlxcsk+G6jQ",
    "sha256=jHdbRx5EZAsOfTwAPJOGkNUzQMVVdu5VJlxcsk-G6jQ=",
    "sha256=jHdbRx5EZAsOfTwAPJOGkNUzQMVVdu5VJlxcsk+G6jR=",
    "sha256=jHdbRx5EZAsOfTwAPJOGkNUzQMVVdu5VJlxcsk+G6jQ= ",
    " sha256=jHdbRx5EZAsOfTwAPJOGkNUzQMVVdu5VJlxcsk+G6jQ=",
    "sha256=jHdbRx5EZAsOfTwAPJOGkNUzQMVVdu5VJlxcsk+G6jQ=x",
    "SHA256=jHdbRx5EZAsOfTwAPJOGkNUzQMVVdu5VJlxcsk+G6jQ=",
    "sha1=jHdbRx5EZAsOfTwAPJOGkNUzQMVVdu5VJlxcsk+G6jQ=",
    "sha256=8c775b471e44640b0e7d3c003c938690d53340c55576ee55265c5cb24f86ea34",
  };
  g_autoptr (GBytes) body = bytes (BODY);

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    g_assert_false (val_signature_verify (KEY, body, headers[i]));
}

/* The older signature is right in its own terms, and still refused. */
static void
test_sha1 (void)
{
  g_autoptr (GBytes) body = bytes (BODY);
  guint8 digest[20];
  gsize length = sizeof digest;
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) KEY, strlen (KEY));
  g_autofree char *encoded = NULL;
  g_autofree char *header = NULL;

  g_hmac_update (hmac, (const guchar *) BODY, strlen (BODY));
  g_hmac_get_digest (hmac, digest, &length);
  encoded = g_base64_encode (digest, length);
  header = g_strconcat ("sha1=", encoded, NULL);
  g_assert_false (val_signature_verify (KEY, body, header));
}

static void
test_no_key (void)
{
  g_autoptr (GBytes) body = bytes (BODY);

  g_assert_false (val_signature_verify (NULL, body, SIGNATURE));
  g_assert_false (val_signature_verify ("", body, SIGNATURE));
}

/* One changed bit anywhere in the body is noticed. */
static void
test_every_bit (void)
{
  for (gsize i = 0; i < strlen (BODY) * 8; i++)
    {
      char changed[] = BODY;
      g_autoptr (GBytes) body = NULL;

      changed[i / 8] = (char) (changed[i / 8] ^ (1 << (i % 8)));
      body = g_bytes_new (changed, strlen (BODY));
      g_assert_false (val_signature_verify (KEY, body, SIGNATURE));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/signature/printed-vector", test_printed_vector);
  g_test_add_func ("/signature/payload", test_payload);
  g_test_add_func ("/signature/empty-body", test_empty_body);
  g_test_add_func ("/signature/refused", test_refused);
  g_test_add_func ("/signature/sha1", test_sha1);
  g_test_add_func ("/signature/no-key", test_no_key);
  g_test_add_func ("/signature/every-bit", test_every_bit);
  return g_test_run ();
}
