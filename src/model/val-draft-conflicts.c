/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-draft-private.h"

#include "util/val-secret.h"

/* An instance of which only the list is known has no configuration, yet its switch shows a state.
 */
const char *
_val_draft_base_config (ValDraft *self, const char *key)
{
  const char *value = val_instance_get_config (self->instance, key);

  if (value == NULL && g_str_equal (key, VAL_KEY_EVENTS_ENABLED))
    return val_instance_get_events_enabled (self->instance) ? "true" : "false";
  return value;
}

char *
_val_draft_field_of_key (const char *key)
{
  return g_strconcat (CHANGE_CONFIG ".", key, NULL);
}

static const char *
key_of_field (const char *field)
{
  return field + strlen (CHANGE_CONFIG ".");
}

static char *
text_of_tags (const char *const *tags)
{
  return g_strjoinv ("\n", (GStrv) tags);
}

static char *
dup_theirs (ValDraft *self, const char *field)
{
  const char *value;

  if (g_str_equal (field, CHANGE_NAME))
    return g_strdup (val_instance_get_name (self->instance));
  if (g_str_equal (field, CHANGE_TAGS))
    return text_of_tags (val_instance_get_tags (self->instance));
  value = _val_draft_base_config (self, key_of_field (field));
  return g_strdup (value != NULL ? value : "");
}

static char *
dup_mine (ValDraft *self, const char *field)
{
  if (g_str_equal (field, CHANGE_NAME))
    return g_strdup (val_draft_get_name (self));
  if (g_str_equal (field, CHANGE_TAGS))
    return text_of_tags (val_draft_get_tags (self));
  return g_strdup (g_hash_table_lookup (self->config, key_of_field (field)));
}

static gboolean
is_edited (ValDraft *self, const char *field)
{
  if (g_str_equal (field, CHANGE_NAME))
    return self->name != NULL;
  if (g_str_equal (field, CHANGE_TAGS))
    return self->tags != NULL;
  return g_hash_table_contains (self->config, key_of_field (field));
}

/* Of an edit that goes on, what it began from stays; so does a conflict that was not settled. */
void
_val_draft_remember_base (ValDraft *self, const char *field)
{
  if (!g_hash_table_contains (self->bases, field))
    g_hash_table_insert (self->bases, g_strdup (field), dup_theirs (self, field));
}

static gboolean
is_settled_cb (gpointer field, gpointer base, gpointer user_data)
{
  return !is_edited (user_data, field);
}

/* Of what is no longer edited. */
void
_val_draft_forget_bases (ValDraft *self)
{
  g_hash_table_foreach_remove (self->bases, is_settled_cb, self);
}

/* An edit that says what the platform has is none any more, so both sides differ here. */
static ValConflict *
find_conflict (ValDraft *self, const char *field)
{
  const char *base = g_hash_table_lookup (self->bases, field);
  g_autoptr (ValSecretString) theirs = NULL;
  g_autoptr (ValSecretString) mine = NULL;

  if (base == NULL)
    return NULL;
  theirs = dup_theirs (self, field);
  if (g_str_equal (base, theirs))
    return NULL;
  mine = dup_mine (self, field);
  return val_conflict_new (field, base, theirs, mine);
}

gboolean
_val_draft_has_conflict (ValDraft *self)
{
  GHashTableIter iter;
  gpointer field;

  g_hash_table_iter_init (&iter, self->bases);
  while (g_hash_table_iter_next (&iter, &field, NULL))
    {
      g_autoptr (ValConflict) conflict = find_conflict (self, field);

      if (conflict != NULL)
        return TRUE;
    }
  return FALSE;
}

/**
 * val_draft_list_conflicts:
 * @self: a draft
 *
 * Of a secret that is masked on both sides nobody can tell whether it was changed.
 *
 * Returns: (transfer full) (element-type ValConflict): the conflicts as they are now, in the order
 * of val_draft_list_changes ()
 */
GPtrArray *
val_draft_list_conflicts (ValDraft *self)
{
  g_autoptr (GPtrArray) conflicts = NULL;
  g_auto (GStrv) fields = NULL;

  g_return_val_if_fail (VAL_IS_DRAFT (self), NULL);

  conflicts = g_ptr_array_new_with_free_func (g_object_unref);
  fields = val_draft_list_changes (self);
  for (char **field = fields; *field != NULL; field++)
    {
      ValConflict *conflict = find_conflict (self, *field);

      if (conflict != NULL)
        g_ptr_array_add (conflicts, conflict);
    }
  return g_steal_pointer (&conflicts);
}

/**
 * val_draft_resolve:
 * @self: a draft
 * @conflict: a conflict of it, as the user saw it
 * @choice: what is to be
 *
 * Settles a conflict: the edit goes on from what the user saw, or is dropped for what the platform
 * has.  Where that has moved on since, keeping one's own is in conflict again.
 */
void
val_draft_resolve (ValDraft *self, ValConflict *conflict, ValConflictChoice choice)
{
  const char *field;

  g_return_if_fail (VAL_IS_DRAFT (self));
  g_return_if_fail (VAL_IS_CONFLICT (conflict));

  field = val_conflict_get_field (conflict);
  if (!is_edited (self, field))
    return;
  if (choice == VAL_CONFLICT_KEEP_MINE)
    g_hash_table_replace (self->bases, g_strdup (field),
                          g_strdup (val_conflict_get_theirs (conflict)));
  else if (g_str_equal (field, CHANGE_NAME))
    g_clear_pointer (&self->name, g_free);
  else if (g_str_equal (field, CHANGE_TAGS))
    g_clear_pointer (&self->tags, g_strfreev);
  else
    g_hash_table_remove (self->config, key_of_field (field));
  _val_draft_tell_changed (self);
}
