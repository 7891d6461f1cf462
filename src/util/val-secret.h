/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the platform prints instead of a secret (contract 3.4). */
#define VAL_SECRET_MASK "********"

gboolean val_secret_is_mask (const char *value);
gboolean val_secret_equal (const char *one, const char *other);
gboolean val_secret_check (const char *value, char **clean, GError **error);
void val_secret_free (char *secret);
void val_secret_clear (char **secret);
GBytes *val_secret_bytes_new_take (GString *text);

typedef char ValSecretString;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValSecretString, val_secret_free)

G_END_DECLS
