/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-signature.h"

#include "util/val-secret.h"

#include <string.h>

#define PREFIX "sha256="

/**
 * val_signature_compute:
 * @key: the instance's `event.notification.signature.key`, not empty
 * @body: the exact bytes of a notification
 *
 * Returns: (transfer full): what the header `Elements-Webhook-Signature` must be (contract 5.3)
 */
char *
val_signature_compute (const char *key, GBytes *body)
{
  g_autoptr (GHmac) hmac = NULL;
  g_autofree char *encoded = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;
  gsize size;
  const guchar *data;

  g_return_val_if_fail (key != NULL && *key != '\0', NULL);
  g_return_val_if_fail (body != NULL, NULL);

  data = g_bytes_get_data (body, &size);
  hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) key, strlen (key));
  if (size > 0)
    g_hmac_update (hmac, data, (gssize) size);
  g_hmac_get_digest (hmac, digest, &length);
  encoded = g_base64_encode (digest, length);
  return g_strconcat (PREFIX, encoded, NULL);
}

/**
 * val_signature_verify:
 * @key: (nullable): the instance's `event.notification.signature.key`
 * @body: the exact bytes that came
 * @header: (nullable): value of `Elements-Webhook-Signature`
 *
 * Only `sha256=` is accepted; the older `sha1=` is not.  The time taken does not tell how much of
 * @header was right.
 *
 * Returns: whether @body was signed with @key; FALSE without a key or a header
 */
gboolean
val_signature_verify (const char *key, GBytes *body, const char *header)
{
  g_autofree char *expected = NULL;

  g_return_val_if_fail (body != NULL, FALSE);

  if (key == NULL || *key == '\0' || header == NULL)
    return FALSE;
  expected = val_signature_compute (key, body);
  return val_secret_equal (expected, header);
}
