/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-types.h"
#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  VAL_CONFLICT_KEEP_MINE,
  VAL_CONFLICT_TAKE_THEIRS,
} ValConflictChoice;

/* A field that a draft changes and the platform changed meanwhile; immutable, a snapshot. */
#define VAL_TYPE_CONFLICT (val_conflict_get_type ())
G_DECLARE_FINAL_TYPE (ValConflict, val_conflict, VAL, CONFLICT, GObject)

ValConflict *
val_conflict_new (const char *field, const char *base, const char *theirs, const char *mine);
const char *val_conflict_get_field (ValConflict *self);
const char *val_conflict_get_base (ValConflict *self);
const char *val_conflict_get_theirs (ValConflict *self);
const char *val_conflict_get_mine (ValConflict *self);

G_END_DECLS
