/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-change-text.h"

#include "ui/val-format.h"
#include "util/val-secret.h"

#include <glib/gi18n.h>

#define CONFIG_PREFIX "configuration."
#define HIDDEN_SECRET "••••••••"

/**
 * val_change_text_title:
 * @field: a field, named as in val_draft_list_changes ()
 *
 * Returns: (transfer none): what it is called; its key where it has no name
 */
const char *
val_change_text_title (const char *field)
{
  static const struct
  {
    const char *field;
    const char *label;
  } table[] = {
    { "name", N_ ("Name") },
    { "tags", N_ ("Tags") },
    { CONFIG_PREFIX VAL_KEY_EVENTS_ENABLED, N_ ("Events") },
    { CONFIG_PREFIX VAL_KEY_CALLBACK_URL, N_ ("Callback URL") },
    { CONFIG_PREFIX VAL_KEY_SIGNATURE_KEY, N_ ("Signature Key") },
  };

  g_return_val_if_fail (field != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].field, field))
      return _ (table[i].label);
  return g_str_has_prefix (field, CONFIG_PREFIX) ? field + strlen (CONFIG_PREFIX) : field;
}

static gboolean
is_secret (ValDraft *draft, const char *field)
{
  return g_str_has_prefix (field, CONFIG_PREFIX) &&
         val_draft_is_secret (draft, field + strlen (CONFIG_PREFIX));
}

/**
 * val_change_text_value:
 * @draft: a draft
 * @field: a field, named as in val_draft_list_changes ()
 * @text: (nullable): a value of it; tags have a line each
 *
 * Returns: (transfer full): the value in a line or more; dots for a secret
 */
char *
val_change_text_value (ValDraft *draft, const char *field, const char *text)
{
  g_auto (GStrv) tags = NULL;

  g_return_val_if_fail (VAL_IS_DRAFT (draft), NULL);
  g_return_val_if_fail (field != NULL, NULL);

  if (text == NULL || *text == '\0')
    return g_strdup (_ ("(empty)"));
  if (is_secret (draft, field) || val_secret_is_mask (text))
    return g_strdup (HIDDEN_SECRET);
  if (!g_str_equal (field, "tags"))
    return g_strdup (text);
  tags = g_strsplit (text, "\n", -1);
  return val_format_tags ((const char *const *) tags);
}

/**
 * val_change_text_old:
 * @draft: a draft
 * @field: a field, named as in val_draft_list_changes ()
 *
 * Returns: (transfer full): what the platform has, as far as is known
 */
char *
val_change_text_old (ValDraft *draft, const char *field)
{
  ValInstance *instance = val_draft_get_instance (draft);

  if (g_str_equal (field, "name"))
    return val_change_text_value (draft, field, val_instance_get_name (instance));
  if (g_str_equal (field, "tags"))
    return val_format_tags (val_instance_get_tags (instance));
  return val_change_text_value (draft, field,
                                val_instance_get_config (instance, field + strlen (CONFIG_PREFIX)));
}

/**
 * val_change_text_new:
 * @draft: a draft
 * @field: a field, named as in val_draft_list_changes ()
 *
 * Returns: (transfer full): what is to be sent
 */
char *
val_change_text_new (ValDraft *draft, const char *field)
{
  if (g_str_equal (field, "name"))
    return val_change_text_value (draft, field, val_draft_get_name (draft));
  if (g_str_equal (field, "tags"))
    return val_format_tags (val_draft_get_tags (draft));
  return val_change_text_value (draft, field,
                                val_draft_get_config (draft, field + strlen (CONFIG_PREFIX)));
}
