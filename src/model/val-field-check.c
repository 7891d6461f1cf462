/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-field-check.h"

#include "model/val-callback-url.h"
#include "model/val-instance.h"
#include "util/val-json.h"
#include "util/val-secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A lone number or word is JSON too, but says nothing about what a field is for. */
static gboolean
is_json (const char *text)
{
  gsize blanks;

  if (text == NULL)
    return FALSE;
  blanks = strspn (text, " \t\r\n");
  return (text[blanks] == '{' || text[blanks] == '[') &&
         val_json_validate (text, strlen (text), NULL);
}

static char *
find_json_problem (ValField *field, const char *base, const char *value)
{
  ValFieldKind kind = val_field_get_kind (field);
  g_autoptr (GError) error = NULL;

  if ((kind != VAL_FIELD_TEXT_AREA && kind != VAL_FIELD_CODE) ||
      (!is_json (val_field_get_default (field)) && !is_json (base)))
    return NULL;
  if (val_json_validate (value, strlen (value), &error))
    return NULL;
  return g_strdup (error->message);
}

static char *
find_length_problem (ValField *field, const char *value)
{
  guint limit = val_field_get_max_length (field);
  glong length = g_utf8_strlen (value, -1);

  if (limit == 0 || length <= (glong) limit)
    return NULL;
  /* Translators: two numbers of characters */
  return g_strdup_printf (_ ("This has %ld characters, and the field holds %u."), length, limit);
}

static char *
find_url_problem (ValField *field, const char *value)
{
  const ValCallbackContext context = { .max_length = val_field_get_max_length (field) };
  g_autofree char *reason = NULL;

  if (g_strcmp0 (val_field_get_key (field), VAL_KEY_CALLBACK_URL) != 0 ||
      val_callback_url_check (value, &context, &reason) != VAL_URL_REFUSE)
    return NULL;
  return g_steal_pointer (&reason);
}

/**
 * val_field_check:
 * @field: a field of a schema (contract 8)
 * @base: (nullable): what the platform has, where it has something
 * @value: what is to be sent; empty where there is nothing
 *
 * A text area is checked as JSON where its default, or what the platform has, is an object or an
 * array.
 *
 * Returns: (transfer full) (nullable): what is wrong with @value, or NULL where it can be sent
 */
char *
val_field_check (ValField *field, const char *base, const char *value)
{
  char *problem;

  g_return_val_if_fail (VAL_IS_FIELD (field), NULL);
  g_return_val_if_fail (value != NULL, NULL);

  if (*value == '\0')
    return val_field_get_required (field) ? g_strdup (_ ("This field is required.")) : NULL;
  if (val_secret_is_mask (value))
    return g_strdup (_ ("This is only the mask that the platform shows for a secret. Enter the "
                        "secret itself."));
  problem = find_length_problem (field, value);
  if (problem == NULL)
    problem = find_url_problem (field, value);
  return problem != NULL ? problem : find_json_problem (field, base, value);
}
