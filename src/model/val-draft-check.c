/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-draft-check.h"

#include "model/val-field-check.h"

static const char *
get_base (ValDraft *draft, ValField *field)
{
  return val_instance_get_config (val_draft_get_instance (draft), val_field_get_key (field));
}

/* What a field without a value is taken for: a switch and a choice cannot show nothing. */
static const char *
get_fallback (ValField *field)
{
  const char *fallback = val_field_get_default (field);

  switch (val_field_get_kind (field))
    {
    case VAL_FIELD_BOOLEAN:
      return fallback != NULL && *fallback != '\0' ? fallback : "false";
    case VAL_FIELD_COMBO:
      return fallback != NULL && val_field_get_required (field) ? fallback : "";
    case VAL_FIELD_TEXT:
    case VAL_FIELD_TEXT_AREA:
    case VAL_FIELD_PASSWORD:
    case VAL_FIELD_CODE:
    default:
      return "";
    }
}

static char *
dup_shown (ValField *field, const char *value)
{
  return g_strdup (value != NULL && *value != '\0' ? value : get_fallback (field));
}

static char *
dup_text_cb (ValField *field, gpointer user_data)
{
  return val_draft_dup_field_text (user_data, field);
}

static gboolean
group_is_edited (ValDraft *draft, ValElement *element)
{
  GListModel *fields = val_element_get_fields (element);
  guint n_fields = g_list_model_get_n_items (fields);

  for (guint i = 0; i < n_fields; i++)
    {
      g_autoptr (ValField) field = g_list_model_get_item (fields, i);

      if (val_field_get_group_control (field) && val_draft_edits_field (draft, field))
        return TRUE;
    }
  return FALSE;
}

static gboolean
key_is_shown (ValDraft *draft, ValElement *element, const char *key)
{
  GListModel *fields = val_element_get_fields (element);
  guint n_fields = g_list_model_get_n_items (fields);

  for (guint i = 0; i < n_fields; i++)
    {
      g_autoptr (ValField) field = g_list_model_get_item (fields, i);

      if (g_str_equal (val_field_get_key (field), key) &&
          val_draft_shows_field (draft, element, field))
        return TRUE;
    }
  return FALSE;
}

/**
 * val_draft_edits_field:
 * @draft: a draft
 * @field: a field
 *
 * Returns: whether the draft changes its value
 */
gboolean
val_draft_edits_field (ValDraft *draft, ValField *field)
{
  g_return_val_if_fail (VAL_IS_DRAFT (draft), FALSE);
  g_return_val_if_fail (VAL_IS_FIELD (field), FALSE);

  return g_strcmp0 (val_draft_get_config (draft, val_field_get_key (field)),
                    get_base (draft, field)) != 0;
}

/**
 * val_draft_dup_field_text:
 * @draft: a draft
 * @field: a field
 *
 * Returns: (transfer full): what a form is to show for the field: its value, or what stands for
 * none; may be a mask
 */
char *
val_draft_dup_field_text (ValDraft *draft, ValField *field)
{
  g_return_val_if_fail (VAL_IS_DRAFT (draft), NULL);
  g_return_val_if_fail (VAL_IS_FIELD (field), NULL);

  return dup_shown (field, val_draft_get_config (draft, val_field_get_key (field)));
}

/**
 * val_draft_set_field_text:
 * @draft: a draft
 * @field: a field
 * @text: what a form shows for the field now
 *
 * Edits the field, or drops its edit where @text is what a form showed before: what stands for no
 * value is no value.
 */
void
val_draft_set_field_text (ValDraft *draft, ValField *field, const char *text)
{
  g_autofree char *base = NULL;

  g_return_if_fail (VAL_IS_DRAFT (draft));
  g_return_if_fail (VAL_IS_FIELD (field));
  g_return_if_fail (text != NULL);

  base = dup_shown (field, get_base (draft, field));
  val_draft_set_config (draft, val_field_get_key (field), g_str_equal (text, base) ? NULL : text);
}

/**
 * val_draft_shows_field:
 * @draft: a draft
 * @element: the element of its instance, with fields
 * @field: a field of @element
 *
 * Returns: whether the field has a meaning with the groups that the draft chooses
 */
gboolean
val_draft_shows_field (ValDraft *draft, ValElement *element, ValField *field)
{
  g_return_val_if_fail (VAL_IS_DRAFT (draft), FALSE);

  return val_element_shows_field (element, field, dup_text_cb, draft);
}

/**
 * val_draft_find_problem:
 * @draft: a draft
 * @element: the element of its instance, with fields
 * @field: a field of @element
 *
 * What the platform has already is not judged, but for fields that are required only since the
 * draft chose their group.
 *
 * Returns: (transfer full) (nullable): why the draft cannot be sent with this field as it stands
 */
char *
val_draft_find_problem (ValDraft *draft, ValElement *element, ValField *field)
{
  const char *value;
  const char *base;

  g_return_val_if_fail (VAL_IS_DRAFT (draft), NULL);
  g_return_val_if_fail (VAL_IS_ELEMENT (element), NULL);

  if (!val_draft_shows_field (draft, element, field))
    return NULL;
  value = val_draft_get_config (draft, val_field_get_key (field));
  base = get_base (draft, field);
  if (val_draft_edits_field (draft, field))
    return val_field_check (field, base, value);
  if (val_field_get_group (field) != NULL && (value == NULL || *value == '\0') &&
      group_is_edited (draft, element))
    return val_field_check (field, base, get_fallback (field));
  return NULL;
}

/**
 * val_draft_check:
 * @draft: a draft
 * @element: the element of its instance, with fields
 *
 * Returns: whether no field of @element stands against sending the draft
 */
gboolean
val_draft_check (ValDraft *draft, ValElement *element)
{
  GListModel *fields;
  guint n_fields;

  g_return_val_if_fail (VAL_IS_DRAFT (draft), FALSE);
  g_return_val_if_fail (VAL_IS_ELEMENT (element), FALSE);

  fields = val_element_get_fields (element);
  n_fields = g_list_model_get_n_items (fields);
  for (guint i = 0; i < n_fields; i++)
    {
      g_autoptr (ValField) field = g_list_model_get_item (fields, i);
      g_autofree char *problem = val_draft_find_problem (draft, element, field);

      if (problem != NULL)
        return FALSE;
    }
  return TRUE;
}

/**
 * val_draft_drop_unshown:
 * @draft: a draft
 * @element: the element of its instance, with fields
 *
 * Drops the edits of fields whose group is no longer chosen: nobody sees them any more.
 */
void
val_draft_drop_unshown (ValDraft *draft, ValElement *element)
{
  GListModel *fields;
  guint n_fields;

  g_return_if_fail (VAL_IS_DRAFT (draft));
  g_return_if_fail (VAL_IS_ELEMENT (element));

  fields = val_element_get_fields (element);
  n_fields = g_list_model_get_n_items (fields);
  for (guint i = 0; i < n_fields; i++)
    {
      g_autoptr (ValField) field = g_list_model_get_item (fields, i);
      const char *key = val_field_get_key (field);

      if (val_draft_edits_field (draft, field) && !key_is_shown (draft, element, key))
        val_draft_set_config (draft, key, NULL);
    }
}
