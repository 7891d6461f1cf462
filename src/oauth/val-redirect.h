/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ValRedirect:
 * @params: every parameter that came back, decoded (code, state, realmId ...)
 *
 * What the provider sent the browser back with.  Holds secrets; wiped when freed.
 */
typedef struct
{
  GHashTable *params;
} ValRedirect;

ValRedirect *val_redirect_parse_query (const char *query, const char *state, GError **error);
ValRedirect *val_redirect_parse_paste (const char *text,
                                       const char *callback_url,
                                       const char *state,
                                       GError **error);
const char *val_redirect_get (ValRedirect *self, const char *name);
void val_redirect_free (ValRedirect *self);
GError *val_redirect_error (const char *code, const char *description);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValRedirect, val_redirect_free)

G_END_DECLS
