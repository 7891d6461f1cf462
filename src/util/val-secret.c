/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/val-secret.h"

#include "util/val-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, message);
  return FALSE;
}

/* What would end the header or one of its pairs (contract 1.6), or cannot travel in one at all. */
static gboolean
check_characters (const char *value, GError **error)
{
  for (; *value != '\0'; value++)
    if (*value == '\n' || *value == '\r')
      return refuse (error, _ ("A secret is one line. Paste one secret at a time."));
    else if (*value == ',')
      return refuse (error, _ ("A secret has no comma. Paste the secret alone."));
    else if (!g_ascii_isprint (*value))
      return refuse (error, _ ("There is a character in it that no secret has, perhaps an "
                               "invisible one. Copy the secret again."));
  return TRUE;
}

/**
 * val_secret_is_mask:
 * @value: (nullable): a value as received or typed
 *
 * A shorter row of asterisks is a value: "*" is one of `event.objects` (contract 5.5).
 *
 * Returns: whether @value is %VAL_SECRET_MASK, or that and more asterisks: not a secret but what is
 *   shown in place of one (contract 3.4)
 */
gboolean
val_secret_is_mask (const char *value)
{
  return value != NULL && g_str_has_prefix (value, VAL_SECRET_MASK) &&
         value[strspn (value, "*")] == '\0';
}

/**
 * val_secret_equal:
 * @one: (nullable): a secret
 * @other: (nullable): another
 *
 * Compares in a time that depends on the length of @other alone.  %NULL equals nothing, not even
 * %NULL: what is missing never matches.
 *
 * Returns: whether both are there and the same
 */
gboolean
val_secret_equal (const char *one, const char *other)
{
  gsize length = 0;
  gsize other_length = 0;
  volatile guint difference = 0;

  if (one == NULL || other == NULL)
    return FALSE;
  length = strlen (one);
  other_length = strlen (other);
  difference = length != other_length;
  for (gsize i = 0; i < other_length; i++)
    difference |= (guint) (guchar) one[i % (length + 1)] ^ (guint) (guchar) other[i];
  return difference == 0;
}

/**
 * val_secret_check:
 * @value: (nullable): a secret or token as typed or pasted
 * @clean: (out) (optional) (transfer full): it without the white space around it; free with
 *   val_secret_free ()
 * @error: #VAL_ERROR_INVALID_INPUT with what is wrong, never quoting the value
 *
 * Refuses what cannot go into the Authorization header as one secret (contract 1.6).
 *
 * Returns: whether it can be used
 */
gboolean
val_secret_check (const char *value, char **clean, GError **error)
{
  g_autoptr (ValSecretString) copy = NULL;

  g_return_val_if_fail (clean == NULL || *clean == NULL, FALSE);

  copy = g_strdup (value != NULL ? value : "");
  g_strstrip (copy);
  if (*copy == '\0')
    return refuse (error, _ ("The secret is empty."));
  if (val_secret_is_mask (copy))
    return refuse (error, _ ("This is the mask shown in place of a secret, not the secret."));
  if (!check_characters (copy, error))
    return FALSE;
  if (clean != NULL)
    *clean = g_steal_pointer (&copy);
  return TRUE;
}

/**
 * val_secret_free:
 * @secret: (nullable) (transfer full): a secret in memory of g_malloc ()
 *
 * Wipes it, then frees it.
 */
void
val_secret_free (char *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/**
 * val_secret_clear:
 * @secret: (inout) (nullable): where a secret is held
 *
 * Wipes and frees what is held there and leaves %NULL.
 */
void
val_secret_clear (char **secret)
{
  g_return_if_fail (secret != NULL);

  val_secret_free (g_steal_pointer (secret));
}

static void
wipe_string (gpointer data)
{
  GString *text = data;

  explicit_bzero (text->str, text->allocated_len);
  g_string_free (text, TRUE);
}

/**
 * val_secret_bytes_new_take:
 * @text: (transfer full): a text with secrets in it
 *
 * Returns: (transfer full): the text, wiped when the last holder lets go
 */
GBytes *
val_secret_bytes_new_take (GString *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return g_bytes_new_with_free_func (text->str, text->len, wipe_string, text);
}
