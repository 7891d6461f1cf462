/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-conflict.h"

#include "util/val-secret.h"

struct _ValConflict
{
  GObject parent_instance;

  char *field;
  /* Any of them may be a secret. */
  char *base;
  char *theirs;
  char *mine;
};

G_DEFINE_FINAL_TYPE (ValConflict, val_conflict, G_TYPE_OBJECT)

static void
val_conflict_finalize (GObject *object)
{
  ValConflict *self = VAL_CONFLICT (object);

  g_free (self->field);
  val_secret_clear (&self->base);
  val_secret_clear (&self->theirs);
  val_secret_clear (&self->mine);
  G_OBJECT_CLASS (val_conflict_parent_class)->finalize (object);
}

static void
val_conflict_class_init (ValConflictClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = val_conflict_finalize;
}

static void
val_conflict_init (ValConflict *self)
{
}

/**
 * val_conflict_new:
 * @field: the field, named as in val_draft_list_changes ()
 * @base: what it was when the user began to change it
 * @theirs: what the platform has now
 * @mine: what the user wants
 *
 * Empty text stands for what is not set; tags have a line each.
 *
 * Returns: (transfer full): a conflict
 */
ValConflict *
val_conflict_new (const char *field, const char *base, const char *theirs, const char *mine)
{
  ValConflict *self;

  g_return_val_if_fail (field != NULL, NULL);
  g_return_val_if_fail (base != NULL && theirs != NULL && mine != NULL, NULL);

  self = g_object_new (VAL_TYPE_CONFLICT, NULL);
  self->field = g_strdup (field);
  self->base = g_strdup (base);
  self->theirs = g_strdup (theirs);
  self->mine = g_strdup (mine);
  return self;
}

/**
 * val_conflict_get_field:
 * @self: a conflict
 *
 * Returns: (transfer none): the field, named as in val_draft_list_changes ()
 */
const char *
val_conflict_get_field (ValConflict *self)
{
  g_return_val_if_fail (VAL_IS_CONFLICT (self), NULL);

  return self->field;
}

/**
 * val_conflict_get_base:
 * @self: a conflict
 *
 * Returns: (transfer none): what the field was when the user began to change it; may be a secret
 */
const char *
val_conflict_get_base (ValConflict *self)
{
  g_return_val_if_fail (VAL_IS_CONFLICT (self), NULL);

  return self->base;
}

/**
 * val_conflict_get_theirs:
 * @self: a conflict
 *
 * Returns: (transfer none): what the platform has; may be a secret
 */
const char *
val_conflict_get_theirs (ValConflict *self)
{
  g_return_val_if_fail (VAL_IS_CONFLICT (self), NULL);

  return self->theirs;
}

/**
 * val_conflict_get_mine:
 * @self: a conflict
 *
 * Returns: (transfer none): what the user wants; may be a secret
 */
const char *
val_conflict_get_mine (ValConflict *self)
{
  g_return_val_if_fail (VAL_IS_CONFLICT (self), NULL);

  return self->mine;
}
